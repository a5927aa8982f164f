//! The right edge of a tree: everything one must remember to keep appending and to know the root. It deliberately keeps no
//! leaf, so a log of ten million entries is carried in less than a kilobyte.

use crate::hash::sha256;
use crate::proof::consistency_ranges;
use crate::{Hash, LedgerError, node_hash, root};

/// The version of the byte form, so that a later form cannot be mistaken for this one.
const FORM: u8 = 1;
/// Numbers are stored as signed 64-bit integers by the databases underneath; a larger tree is wrong input, not a big log.
const SIZE_MAX: u64 = i64::MAX as u64;

/// The roots of the perfect subtrees a tree consists of, from the largest to the smallest: one per bit of its size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

impl Frontier {
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves the tree has. This is also the number of the entry that comes next.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf. Costs one hash on average, at most one per bit of the size.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut merging = self.size;
        while merging & 1 == 1 {
            // Cannot fail: there is one node for every bit that is set in the size.
            let left = self.nodes.pop().expect("a node for each set bit of the size");
            hash = node_hash(&left, &hash);
            merging >>= 1;
        }
        self.nodes.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        let mut smaller_first = self.nodes.iter().rev();
        match smaller_first.next() {
            None => Hash::new(sha256(&[])),
            Some(last) => smaller_first.fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// The proof that the tree with `appended` added only grew. Needs no leaf that was there before, so a store that keeps
    /// the frontier of a witness's last checkpoint reads only the rows since.
    pub fn consistency_proof(&self, appended: &[Hash]) -> Vec<Hash> {
        let new_size = self.size + appended.len() as u64;
        // Cannot fail: the new size is the old one plus something.
        let ranges = consistency_ranges(self.size, new_size).expect("growing from the old size to a larger one");
        let hash_of = |range: &std::ops::Range<u64>| {
            if range.start >= self.size {
                root(&appended[(range.start - self.size) as usize..(range.end - self.size) as usize])
            } else {
                self.node_at(range.start)
            }
        };
        ranges.iter().map(hash_of).collect()
    }

    /// The perfect subtree of the old tree that begins at this leaf.
    fn node_at(&self, start: u64) -> Hash {
        let mut begins = 0;
        let mut left = self.size;
        for node in &self.nodes {
            if begins == start {
                return *node;
            }
            let width = 1 << left.ilog2();
            begins += width;
            left -= width;
        }
        panic!("a consistency proof asks only for whole subtrees of the old tree's edge");
    }

    /// `form (1 byte) || size (8 bytes, big-endian) || nodes (32 bytes each)`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(9 + 32 * self.nodes.len());
        bytes.push(FORM);
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for node in &self.nodes {
            bytes.extend_from_slice(node.as_bytes());
        }
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LedgerError> {
        let (form, rest) = bytes.split_first().ok_or(LedgerError::Frontier("nothing there"))?;
        if *form != FORM {
            return Err(LedgerError::Frontier("unknown form"));
        }
        let (size, nodes) = rest.split_first_chunk::<8>().ok_or(LedgerError::Frontier("cut off inside the size"))?;
        let size = u64::from_be_bytes(*size);
        if size > SIZE_MAX {
            return Err(LedgerError::Frontier("the size is larger than any log can be"));
        }
        let expected = 32 * size.count_ones() as usize;
        if nodes.len() != expected {
            return Err(LedgerError::Length { what: "the nodes of a frontier of this size", expected, found: nodes.len() });
        }
        let nodes = nodes.chunks_exact(32).map(Hash::from_slice).collect::<Result<_, _>>()?;
        Ok(Self { size, nodes })
    }
}

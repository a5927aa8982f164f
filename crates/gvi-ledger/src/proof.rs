//! Proofs about a tree by a handful of hashes: that an entry is in it, and that a later tree only added to an earlier one.
//!
//! A proof is first a list of *ranges* of leaves; each hash of the proof is the root over one range. Who keeps all leaf hashes
//! in memory uses [`inclusion_proof`] and [`consistency_proof`]; who keeps them in rows asks for the ranges and reads those.

use std::ops::Range;

use crate::{Hash, LedgerError, node_hash, root};

/// The largest power of two below `n`, which must be at least 2: where RFC 6962 splits a tree.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The ranges whose roots, in this order, prove that leaf `index` is in the tree of `size` leaves.
pub fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, LedgerError> {
    if index >= size {
        return Err(LedgerError::OutsideTree { index, size });
    }
    let mut ranges = Vec::new();
    let mut tree = 0..size;
    while tree.end - tree.start > 1 {
        let middle = tree.start + split(tree.end - tree.start);
        if index < middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    ranges.reverse();
    Ok(ranges)
}

/// The ranges whose roots, in this order, prove that the tree of `new` leaves begins with the tree of `old` leaves.
pub fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range<u64>>, LedgerError> {
    if old > new {
        return Err(LedgerError::Shrinking { old, new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let mut ranges = Vec::new();
    let mut tree = 0..new;
    while tree.end != old {
        let middle = tree.start + split(tree.end - tree.start);
        if old <= middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    // A subtree that begins at 0 is the whole old tree, whose root the asker already holds.
    if tree.start != 0 {
        ranges.push(tree);
    }
    ranges.reverse();
    Ok(ranges)
}

fn roots(leaves: &[Hash], ranges: Vec<Range<u64>>) -> Vec<Hash> {
    ranges.into_iter().map(|range| root(&leaves[range.start as usize..range.end as usize])).collect()
}

/// The proof that leaf `index` is in the tree over `leaves`.
pub fn inclusion_proof(leaves: &[Hash], index: u64) -> Result<Vec<Hash>, LedgerError> {
    Ok(roots(leaves, inclusion_ranges(index, leaves.len() as u64)?))
}

/// The proof that the tree over `leaves` begins with the tree of its first `old` leaves.
pub fn consistency_proof(leaves: &[Hash], old: u64) -> Result<Vec<Hash>, LedgerError> {
    Ok(roots(leaves, consistency_ranges(old, leaves.len() as u64)?))
}

fn check_length(expected: usize, proof: &[Hash]) -> Result<(), LedgerError> {
    if proof.len() == expected { Ok(()) } else { Err(LedgerError::ProofLength { expected, found: proof.len() }) }
}

/// Checks that `leaf` is leaf `index` of the tree with this size and root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), LedgerError> {
    let ranges = inclusion_ranges(index, size)?;
    check_length(ranges.len(), proof)?;
    let mut hash = *leaf;
    for (range, other) in ranges.iter().zip(proof) {
        hash = if range.start > index { node_hash(&hash, other) } else { node_hash(other, &hash) };
    }
    if hash == *root { Ok(()) } else { Err(LedgerError::ProofFails { size }) }
}

/// Checks that the tree with `new` leaves and `new_root` begins with the tree of `old` leaves and `old_root`.
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> Result<(), LedgerError> {
    let ranges = consistency_ranges(old, new)?;
    check_length(ranges.len(), proof)?;
    if old == 0 {
        // The empty tree begins every tree; only its own root can be wrong.
        return if *old_root == root(&[]) { Ok(()) } else { Err(LedgerError::ProofFails { size: old }) };
    }
    // Both roots are rebuilt upwards from the last subtree they share: what lies to its left is in both trees, what lies to
    // its right is only in the new one. When the old tree is itself such a subtree, its root is the start.
    let mut pairs = ranges.iter().zip(proof);
    let start = if ranges.first().is_some_and(|first| first.end == old) {
        // Cannot fail: there is a first range, and as many hashes as ranges.
        *pairs.next().expect("a hash for the first range").1
    } else {
        *old_root
    };
    let (mut in_old, mut in_new) = (start, start);
    for (range, other) in pairs {
        if range.start >= old {
            in_new = node_hash(&in_new, other);
        } else {
            in_old = node_hash(other, &in_old);
            in_new = node_hash(other, &in_new);
        }
    }
    if in_old != *old_root {
        return Err(LedgerError::ProofFails { size: old });
    }
    if in_new != *new_root {
        return Err(LedgerError::ProofFails { size: new });
    }
    Ok(())
}

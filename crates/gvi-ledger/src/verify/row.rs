//! One row against itself: do payload, commitment, leaf and number tell the same story? When they do not, which of them
//! stands alone? The leaf that goes into the tree is the one that most of the row supports, so that one damaged column
//! does not also spoil the root.

use super::Verifier;
use super::finding::Finding;
use crate::entry::written_seq;
use crate::{Commitment, Hash, StoredEntry, commitment};

/// How far around a row whose payload is gone its former number is looked for.
const NEIGHBOURHOOD: u64 = 64;

impl Verifier {
    pub(super) fn judge(&mut self, row: &StoredEntry) -> Hash {
        let seq = row.seq;
        let leaf = row.commitment.leaf(seq);
        let leaf_fits = leaf == row.leaf_hash;
        let (salt, canonical) = match (&row.salt, &row.canonical) {
            (Some(salt), Some(canonical)) => (salt, canonical),
            (None, None) => {
                self.report.erased += 1;
                if leaf_fits {
                    self.in_place();
                } else {
                    self.look_around(seq, &row.commitment, &row.leaf_hash);
                }
                return row.leaf_hash;
            }
            _ => {
                self.find(Finding::HalfErased { seq });
                if !leaf_fits {
                    self.look_around(seq, &row.commitment, &row.leaf_hash);
                }
                return row.leaf_hash;
            }
        };
        let from_payload = commitment(salt, canonical);
        match (from_payload == row.commitment, leaf_fits) {
            (true, true) => {
                match written_seq(canonical) {
                    Some(written) if written == seq => self.in_place(),
                    Some(written) => self.renumbered(seq, written),
                    None => self.find(Finding::PayloadUnreadable { seq }),
                }
                leaf
            }
            (false, true) => {
                self.find(Finding::PayloadChanged { seq });
                leaf
            }
            (true, false) => match written_seq(canonical) {
                Some(written) if written != seq && row.commitment.leaf(written) == row.leaf_hash => {
                    self.renumbered(seq, written);
                    row.leaf_hash
                }
                _ => {
                    self.find(Finding::LeafChanged { seq });
                    leaf
                }
            },
            (false, false) if from_payload.leaf(seq) == row.leaf_hash => {
                self.find(Finding::CommitmentChanged { seq });
                row.leaf_hash
            }
            (false, false) => {
                self.find(Finding::PayloadChanged { seq });
                self.find(Finding::LeafChanged { seq });
                row.leaf_hash
            }
        }
    }

    fn in_place(&mut self) {
        self.shift = None;
    }

    /// A run of rows that all moved by the same step (one was taken out or put in before them) is one finding, not millions.
    fn renumbered(&mut self, seq: u64, written: u64) {
        let shift = i128::from(written) - i128::from(seq);
        let continues = self.shift == Some(shift) && self.report.extend_renumbered(seq);
        self.shift = Some(shift);
        if !continues {
            self.find(Finding::Renumbered { from: seq, to: seq, written });
        }
    }

    /// With the payload gone, the former number can only be tried: first the step of the row before, then the neighbourhood.
    fn look_around(&mut self, seq: u64, commitment: &Commitment, leaf: &Hash) {
        let by_shift = self.shift.and_then(|shift| u64::try_from(i128::from(seq) + shift).ok());
        let around = seq.saturating_sub(NEIGHBOURHOOD)..=seq.saturating_add(NEIGHBOURHOOD);
        match by_shift.into_iter().chain(around).find(|n| commitment.leaf(*n) == *leaf) {
            Some(written) => self.renumbered(seq, written),
            None => self.find(Finding::CommitmentChanged { seq }),
        }
    }
}

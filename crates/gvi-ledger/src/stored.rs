//! An entry as a compartment keeps it: the payload that may one day be erased, and the two hashes that never are.

use crate::{Commitment, Entry, Hash, Salt, commitment};

/// One row of the log. `salt` and `canonical` go together: both there, or both erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    pub seq: u64,
    pub salt: Option<Salt>,
    pub canonical: Option<Vec<u8>>,
    pub commitment: Commitment,
    pub leaf_hash: Hash,
}

impl StoredEntry {
    /// Makes the row for an entry. The salt must be fresh: a salt used twice ties two erased entries together.
    pub fn seal(entry: &Entry, salt: Salt) -> Self {
        let canonical = entry.canonical();
        let commitment = commitment(&salt, &canonical);
        Self { seq: entry.seq, leaf_hash: commitment.leaf(entry.seq), salt: Some(salt), canonical: Some(canonical), commitment }
    }

    /// Forgets what the entry said, because its time is up. The log still verifies.
    pub fn erase(&mut self) {
        self.salt = None;
        self.canonical = None;
    }
}

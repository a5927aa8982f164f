//! How an entry gets into the tree without being readable from it: a random salt and the entry's bytes make a commitment,
//! and the number and the commitment make the leaf. Payload and salt can be destroyed, and the tree stands.

use std::fmt;

use crate::hash::sha256;
use crate::{Hash, LedgerError, leaf_hash};

const DOMAIN: &[u8] = b"vapenvila/entry/v1";

/// Thirty-two random bytes of one entry. Entries are guessable (few people, few deeds, known days), so without a salt their
/// hashes could be tried one by one. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// The caller draws the bytes from the system's generator; this room has no randomness.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn from_slice(bytes: &[u8]) -> Result<Self, LedgerError> {
        match <[u8; 32]>::try_from(bytes) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(LedgerError::Length { what: "a salt", expected: 32, found: bytes.len() }),
        }
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(withheld)")
    }
}

/// What the log keeps of an entry for ever. It says nothing to who does not hold salt and payload.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

impl Commitment {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn from_slice(bytes: &[u8]) -> Result<Self, LedgerError> {
        match <[u8; 32]>::try_from(bytes) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(LedgerError::Length { what: "a commitment", expected: 32, found: bytes.len() }),
        }
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of the leaf that this commitment makes at this number.
    pub fn leaf(&self, seq: u64) -> Hash {
        leaf_hash(&leaf_data(seq, self))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Commitment({})", Hash::new(self.0))
    }
}

/// `SHA-256("vapenvila/entry/v1" || salt || canonical)`.
pub fn commitment(salt: &Salt, canonical: &[u8]) -> Commitment {
    Commitment(sha256(&[DOMAIN, &salt.0, canonical]))
}

/// `seq (8 bytes, big-endian) || commitment`. The number is inside, so a renumbered row no longer fits its leaf even after
/// its payload is gone.
pub fn leaf_data(seq: u64, commitment: &Commitment) -> [u8; 40] {
    let mut data = [0; 40];
    data[..8].copy_from_slice(&seq.to_be_bytes());
    data[8..].copy_from_slice(&commitment.0);
    data
}

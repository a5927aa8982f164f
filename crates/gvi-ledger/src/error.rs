//! What can be wrong with bytes, keys, proofs and checkpoints that somebody hands us. Each error says where.

/// One error for the whole room. Every variant is wrong input; none is a broken invariant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("checkpoint, line {line}: {problem}")]
    Checkpoint { line: usize, problem: &'static str },

    #[error("the checkpoint holds {found} bytes, at most {max} are read")]
    CheckpointTooLong { found: usize, max: usize },

    #[error("the checkpoint already holds {max} signatures")]
    TooManySignatures { max: usize },

    #[error("the name {name:?} cannot be used for a log or a key: {problem}")]
    Name { name: String, problem: &'static str },

    #[error("the verifier key cannot be read: {0}")]
    VerifierKey(&'static str),

    #[error("the key of {key} cannot sign for the log {origin}")]
    OtherLog { key: String, origin: String },

    #[error("no signature by {name} (key {key_id:08x})")]
    SignatureMissing { name: String, key_id: u32 },

    #[error("the signature by {name} (key {key_id:08x}) does not fit the text")]
    SignatureBad { name: String, key_id: u32 },

    #[error("entry bytes, at byte {at}: {problem}")]
    Entry { at: usize, problem: &'static str },

    #[error("{what} must be {expected} bytes, found {found}")]
    Length { what: &'static str, expected: usize, found: usize },

    #[error("frontier bytes: {0}")]
    Frontier(&'static str),

    #[error("the tree has {size} leaves, so it has no leaf {index}")]
    OutsideTree { index: u64, size: u64 },

    #[error("a tree of {new} leaves cannot have grown from one of {old}")]
    Shrinking { old: u64, new: u64 },

    #[error("the proof must hold {expected} hashes, found {found}")]
    ProofLength { expected: usize, found: usize },

    #[error("the proof does not lead to the root of the tree with {size} leaves")]
    ProofFails { size: u64 },
}

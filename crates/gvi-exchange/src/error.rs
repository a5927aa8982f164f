//! What can be wrong with bytes that claim to be an envelope. All of it is wrong input; none of it may panic.

/// Why an envelope is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// The bytes cannot be read as an envelope of this version.
    #[error("envelope bytes, at byte {at}: {problem}")]
    Bytes {
        /// Where.
        at: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// An envelope that would be longer than any reader accepts, or holds too many of something.
    #[error("the envelope holds too much: {0}")]
    TooMuch(&'static str),
    /// The signature does not belong to these bytes and this key.
    #[error("the signature does not fit the envelope")]
    Signature,
    /// The bytes of a public key are not those of a usable key.
    #[error("not a usable public key")]
    Key,
}

//! The signature of the sending compartment. Nothing in an envelope is believed before it has been checked.

use ed25519_dalek::{Signature, Signer as _};
use gvi_domain::AuthorityId;
use sha2::{Digest as _, Sha256};

use crate::envelope::{ENVELOPE_BYTES_MAX, Envelope};
use crate::error::ExchangeError;

/// Bytes of a signature, which stand at the end of a sealed envelope.
const SIGNATURE_BYTES: usize = 64;

/// A compartment's private key for envelopes. Never printed; wiped when dropped.
pub struct EnvelopeKey(ed25519_dalek::SigningKey);

impl EnvelopeKey {
    /// The key that belongs to a compartment's seed. It is derived, so that it is not the key that signs the log: what is signed for
    /// one use can never be shown as signed for the other.
    pub fn of_seed(seed: [u8; 32]) -> Self {
        let mut sha = Sha256::new();
        sha.update(b"vapenvila/envelope-key/v1\n");
        sha.update(seed);
        Self(ed25519_dalek::SigningKey::from_bytes(&sha.finalize().into()))
    }

    /// The public half, for the neighbours.
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs an envelope. One that no reader would accept is refused here, where somebody can still mend it.
    pub fn seal(&self, envelope: &Envelope) -> Result<Sealed, ExchangeError> {
        let mut bytes = envelope.canonical();
        if bytes.len() + SIGNATURE_BYTES > ENVELOPE_BYTES_MAX {
            return Err(ExchangeError::TooMuch("bytes"));
        }
        Envelope::from_canonical(&bytes)?;
        bytes.extend_from_slice(&self.0.sign(&bytes).to_bytes());
        Ok(Sealed(bytes))
    }
}

impl std::fmt::Debug for EnvelopeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnvelopeKey(withheld)")
    }
}

/// A neighbour's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads 32 bytes; weak keys, with which anybody could sign, are refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ExchangeError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| ExchangeError::Key)?;
        match ed25519_dalek::VerifyingKey::from_bytes(&bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            _ => Err(ExchangeError::Key),
        }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

/// A signed envelope as it travels: the canonical bytes, then the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Bytes that arrived from somewhere. Nothing is checked yet.
    pub fn arrived(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, to be carried.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, to be kept.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn parts(&self) -> Result<(&[u8], &[u8; SIGNATURE_BYTES]), ExchangeError> {
        if self.0.len() > ENVELOPE_BYTES_MAX {
            return Err(ExchangeError::TooMuch("bytes"));
        }
        self.0.split_last_chunk().ok_or(ExchangeError::Bytes { at: 0, problem: "cut off" })
    }

    /// Who claims to have sent it: only to look up the key that proves it.
    pub fn claimed_sender(&self) -> Result<AuthorityId, ExchangeError> {
        Ok(Envelope::from_canonical(self.parts()?.0)?.from)
    }

    /// Checks the signature with the key of the neighbour who claims to have sent it, and only then reads.
    pub fn open(&self, key: &VerifyingKey) -> Result<Envelope, ExchangeError> {
        let (body, signature) = self.parts()?;
        key.0.verify_strict(body, &Signature::from_bytes(signature)).map_err(|_| ExchangeError::Signature)?;
        Envelope::from_canonical(body)
    }
}

//! Keys with a name. A key signs as a *log* (its own checkpoints) or as a *witness* (those of others); the two have different
//! key ids, so that one can never be counted as the other.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};

use crate::LedgerError;
use crate::hash::sha256;

/// The longest name of a log or a key.
pub const NAME_BYTES_MAX: usize = 255;

/// A name must survive on a signature line (no spaces) and in a verifier key (no plus sign).
pub(crate) fn check_name(name: &str) -> Result<(), LedgerError> {
    let problem = if name.is_empty() {
        "it is empty"
    } else if name.len() > NAME_BYTES_MAX {
        "it is too long"
    } else if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
        "it holds a space or a control character"
    } else if name.contains('+') {
        "it holds a plus sign"
    } else {
        return Ok(());
    };
    Err(LedgerError::Name { name: name.chars().take(80).collect(), problem })
}

/// What a key signs, as the type byte of the C2SP signed-note registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Plain Ed25519 over the checkpoint (0x01).
    Log,
    /// Timestamped cosignature, `cosignature/v1` (0x04).
    Witness,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Log => 0x01,
            Self::Witness => 0x04,
        }
    }
}

fn key_id(name: &str, kind: KeyKind, public: &[u8; 32]) -> u32 {
    let [a, b, c, d, ..] = sha256(&[name.as_bytes(), b"\n", &[kind.byte()], public]);
    u32::from_be_bytes([a, b, c, d])
}

/// A compartment's private key. It signs checkpoints and cosignatures and offers nothing else. Never printed; wiped when dropped.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The seed is the whole secret; the caller keeps it.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, LedgerError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), key: ed25519_dalek::SigningKey::from_bytes(&seed) })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key others check this compartment's own checkpoints with.
    pub fn log_key(&self) -> VerifierKey {
        self.verifier(KeyKind::Log)
    }

    /// The public key others check this compartment's cosignatures with.
    pub fn witness_key(&self) -> VerifierKey {
        self.verifier(KeyKind::Witness)
    }

    fn verifier(&self, kind: KeyKind) -> VerifierKey {
        VerifierKey { name: self.name.clone(), kind, public: self.key.verifying_key() }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, withheld)", self.name)
    }
}

/// A public key with its name and its use. Its text form is `name+hexid+base64(kind || key)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    public: VerifyingKey,
}

impl VerifierKey {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Four bytes that tell keys apart on a signature line. A hint, not a proof: only the signature counts.
    pub fn id(&self) -> u32 {
        key_id(&self.name, self.kind, self.public.as_bytes())
    }

    /// Whether the same private key stands behind both, whatever their names and uses.
    pub(crate) fn same_key(&self, other: &Self) -> bool {
        self.public == other.public
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.public.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.public.as_bytes());
        write!(f, "{}+{:08x}+{}", self.name, self.id(), STANDARD.encode(bytes))
    }
}

impl FromStr for VerifierKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        let wrong = |problem| Err(LedgerError::VerifierKey(problem));
        // The base64 part may hold plus signs, the name may not: split from the left.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return wrong("it must be name+id+key");
        };
        check_name(name)?;
        if id.len() != 8 || !id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return wrong("the id must be eight lower-case hexadecimal digits");
        }
        if key.len() > 64 {
            return wrong("the key is too long");
        }
        let Ok(bytes) = STANDARD.decode(key) else {
            return wrong("the key is not base64");
        };
        let Some((kind, public)) = bytes.split_first() else {
            return wrong("the key is empty");
        };
        let kind = match kind {
            0x01 => KeyKind::Log,
            0x04 => KeyKind::Witness,
            _ => return wrong("the kind of key is not known"),
        };
        let Ok(public) = <[u8; 32]>::try_from(public) else {
            return wrong("an Ed25519 key has 32 bytes");
        };
        if format!("{:08x}", key_id(name, kind, &public)) != id {
            return wrong("the id does not belong to this name and key");
        }
        match VerifyingKey::from_bytes(&public) {
            Ok(public) if !public.is_weak() => Ok(Self { name: name.to_owned(), kind, public }),
            _ => wrong("the key is not a usable Ed25519 key"),
        }
    }
}

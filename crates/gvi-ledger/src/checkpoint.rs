//! The signed statement "my log has this many entries and this root", in the C2SP tlog-checkpoint format, with the
//! cosignatures of those who saw it grow (C2SP tlog-cosignature, `cosignature/v1`).
//!
//! Reading is strict: what is read can be written again byte for byte. Extension lines are refused, because no witness
//! vouches for them.

use crate::hash::Hash;
use crate::key::{KeyKind, NAME_BYTES_MAX, check_name};
use crate::{LedgerError, NoteSignature, SigningKey, VerifierKey};

pub const CHECKPOINT_BYTES_MAX: usize = 16 * 1024;
pub const SIGNATURES_PER_CHECKPOINT_MAX: usize = 32;

/// Origin, size and root: the text that is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
}

impl Checkpoint {
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, LedgerError> {
        check_name(origin)?;
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// Whose log this is.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn root(&self) -> Hash {
        self.root
    }

    fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Signs as the log itself; only the key that bears the log's name may.
    pub fn sign(self, key: &SigningKey) -> Result<SignedCheckpoint, LedgerError> {
        if key.name() != self.origin {
            return Err(LedgerError::OtherLog { key: key.name().to_owned(), origin: self.origin });
        }
        let signature = key.sign(self.body().as_bytes()).to_vec();
        let signature = NoteSignature::new(key.name(), key.log_key().id(), signature);
        Ok(SignedCheckpoint { checkpoint: self, signatures: vec![signature] })
    }
}

/// A checkpoint with its signatures. Holding one says nothing about them; [`SignedCheckpoint::verify`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    signatures: Vec<NoteSignature>,
}

impl SignedCheckpoint {
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The whole note, as it is stored and sent.
    pub fn text(&self) -> String {
        let mut text = self.checkpoint.body();
        text.push('\n');
        for signature in &self.signatures {
            text.push_str(&signature.line());
            text.push('\n');
        }
        text
    }

    /// Adds a signature line, as a witness sent it. An earlier line by the same key makes room: the later one says more.
    pub fn attach(&mut self, signature: NoteSignature) -> Result<(), LedgerError> {
        self.signatures.retain(|s| (s.name(), s.key_id()) != (signature.name(), signature.key_id()));
        if self.signatures.len() >= SIGNATURES_PER_CHECKPOINT_MAX {
            return Err(LedgerError::TooManySignatures { max: SIGNATURES_PER_CHECKPOINT_MAX });
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// The bare cosignature. Only a [`crate::Witness`] makes one, after its checks.
    pub(crate) fn cosignature(&self, key: &SigningKey, at: u64) -> NoteSignature {
        let mut signature = at.to_be_bytes().to_vec();
        signature.extend_from_slice(&key.sign(&cosigned_message(at, &self.checkpoint)));
        NoteSignature::new(key.name(), key.witness_key().id(), signature)
    }

    /// Checks the signature of this key, be it the log's or a witness's. For a witness, gives the moment it signed. Lines of
    /// other keys do not matter; if the key signed more than once, every line must hold.
    pub fn verify(&self, key: &VerifierKey) -> Result<Option<u64>, LedgerError> {
        let bad = || LedgerError::SignatureBad { name: key.name().to_owned(), key_id: key.id() };
        let mut answer = Err(LedgerError::SignatureMissing { name: key.name().to_owned(), key_id: key.id() });
        for line in self.signatures.iter().filter(|s| s.name() == key.name() && s.key_id() == key.id()) {
            let (message, signature, at) = match key.kind() {
                KeyKind::Log => (self.checkpoint.body().into_bytes(), line.signature(), None),
                KeyKind::Witness => {
                    let (at, signature) = line.signature().split_first_chunk::<8>().ok_or_else(bad)?;
                    let at = u64::from_be_bytes(*at);
                    if i64::try_from(at).is_err() {
                        return Err(bad());
                    }
                    (cosigned_message(at, &self.checkpoint), signature, Some(at))
                }
            };
            let signature = <&[u8; 64]>::try_from(signature).map_err(|_| bad())?;
            if !key.verifies(&message, signature) {
                return Err(bad());
            }
            answer = Ok(at);
        }
        answer
    }

    /// Reads a note. Every refusal names the line.
    pub fn parse(bytes: &[u8]) -> Result<Self, LedgerError> {
        if bytes.len() > CHECKPOINT_BYTES_MAX {
            return Err(LedgerError::CheckpointTooLong { found: bytes.len(), max: CHECKPOINT_BYTES_MAX });
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return wrong(line_of(bytes, error.valid_up_to()), "not UTF-8"),
        };
        if let Some(at) = bytes.iter().position(|b| *b != b'\n' && b.is_ascii_control()) {
            return wrong(line_of(bytes, at), "a control character");
        }
        let Some(text) = text.strip_suffix('\n') else {
            return wrong(line_of(bytes, bytes.len()), "the last line does not end");
        };

        let mut lines = text.split('\n').zip(1..);
        // Cannot fail: splitting gives at least one piece, be it empty.
        let (origin, _) = lines.next().expect("a first line");
        if origin.is_empty() {
            return wrong(1, "the origin is empty");
        }
        if origin.len() > NAME_BYTES_MAX {
            return wrong(1, "the origin is too long");
        }
        let size = match lines.next() {
            None => return wrong(2, "the size is missing"),
            Some((size, line)) => parse_size(size).or_else(|problem| wrong(line, problem))?,
        };
        let root = match lines.next() {
            None => return wrong(3, "the root hash is missing"),
            Some((root, line)) => match Hash::from_base64(root) {
                None => return wrong(line, "the root hash is not the base64 of 32 bytes"),
                Some(root) => root,
            },
        };
        match lines.next() {
            Some(("", _)) => {}
            Some((_, line)) => return wrong(line, "extension lines are not accepted"),
            None => return wrong(4, "the empty line before the signatures is missing"),
        }
        let mut signatures = Vec::new();
        for (text, line) in lines {
            if signatures.len() >= SIGNATURES_PER_CHECKPOINT_MAX {
                return wrong(line, "too many signatures");
            }
            signatures.push(NoteSignature::parse(text).or_else(|problem| wrong(line, problem))?);
        }
        if signatures.is_empty() {
            return wrong(5, "no signature");
        }
        Ok(Self { checkpoint: Checkpoint { origin: origin.to_owned(), size, root }, signatures })
    }
}

fn cosigned_message(at: u64, checkpoint: &Checkpoint) -> Vec<u8> {
    format!("cosignature/v1\ntime {at}\n{}", checkpoint.body()).into_bytes()
}

fn parse_size(text: &str) -> Result<u64, &'static str> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err("the size is not a decimal number");
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err("the size has leading zeros");
    }
    text.parse().map_err(|_| "the size is too large")
}

fn wrong<T>(line: usize, problem: &'static str) -> Result<T, LedgerError> {
    Err(LedgerError::Checkpoint { line, problem })
}

/// Which line, counted from 1, the byte at this place stands on.
fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].iter().filter(|b| **b == b'\n').count()
}

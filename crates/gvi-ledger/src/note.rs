//! One signature line of a C2SP signed note: `— name base64(key id || signature)`. It keeps signatures of kinds it does not
//! know as they are, because others may know them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::check_name;

const DASH: &str = "— ";
/// The longest signature kept; ours have 64 and 72 bytes.
const SIGNATURE_BYTES_MAX: usize = 512;

/// Who signed, with which key, and the signature's bytes as that kind of key defines them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: u32,
    signature: Vec<u8>,
}

impl NoteSignature {
    pub(crate) fn new(name: &str, key_id: u32, signature: Vec<u8>) -> Self {
        Self { name: name.to_owned(), key_id, signature }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn key_id(&self) -> u32 {
        self.key_id
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The line without its end.
    pub fn line(&self) -> String {
        let mut bytes = self.key_id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.signature);
        format!("{DASH}{} {}", self.name, STANDARD.encode(bytes))
    }

    /// Reads one line without its end; the error is the problem alone, for the caller to place.
    pub(crate) fn parse(line: &str) -> Result<Self, &'static str> {
        let rest = line.strip_prefix(DASH).ok_or("a signature line begins with an em dash and a space")?;
        let (name, text) = rest.split_once(' ').ok_or("a signature line holds a name, a space and a signature")?;
        check_name(name).map_err(|_| "the signer's name is empty, too long or holds a space or a plus sign")?;
        let bytes = STANDARD.decode(text).map_err(|_| "the signature is not base64")?;
        let (key_id, signature) = bytes.split_first_chunk::<4>().ok_or("the signature has no key id")?;
        if signature.is_empty() {
            return Err("the signature is empty");
        }
        if signature.len() > SIGNATURE_BYTES_MAX {
            return Err("the signature is too long");
        }
        Ok(Self::new(name, u32::from_be_bytes(*key_id), signature.to_vec()))
    }
}

//! What the log says of one deed. It names who, what, why and with which outcome, and never what was read or written: the log
//! is itself a register, and must not become a second copy of the first.

use crate::LedgerError;
use crate::canonical::{Reader, Writer};

/// The longest entry that is read back.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;
/// Stands first in every entry's bytes, so that they cannot be taken for anything else that is hashed or signed.
const DOMAIN: &str = "vapenvila/entry/v1";

/// One entry. Texts are keys and codes of the caller's own vocabulary (a deed's name, a role's name), not prose.
// Law: BDF 3:4 and LED article 25 ask for the action, the moment, who did it, why, and who received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The place in the order, beginning with 0. The only order there is.
    pub seq: u64,
    /// Unix seconds by the clock of the door. Remembered, never sorted by.
    pub at: i64,
    /// The authority in whose compartment this happened.
    pub authority: String,
    /// Who did it; an opaque reference.
    pub actor: String,
    /// The roles the actor acted in.
    pub roles: Vec<String>,
    /// The deed's name, as `read_group` or `open_focus`.
    pub deed: String,
    /// The kind of thing, as `group` or `incident`.
    pub thing: String,
    /// Which one; an opaque reference, or nothing for a deed about no single thing.
    pub subject: Option<String>,
    pub purpose: String,
    /// The grounds the deed stood on, as the catalogue's keys.
    pub grounds: Vec<String>,
    /// The classes of knowledge that were shown.
    pub classes: Vec<String>,
    /// Who received something.
    pub recipients: Vec<String>,
    pub outcome: Outcome,
    /// The hash of the policies that decided.
    pub policy: String,
}

/// How the deed ended. A refusal is as much an event as a success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused { code: String },
}

impl Entry {
    /// The bytes that are committed to. Fields in the order of the type, each with its length.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Writer::default();
        bytes.text(DOMAIN);
        bytes.u64(self.seq);
        bytes.i64(self.at);
        bytes.text(&self.authority);
        bytes.text(&self.actor);
        bytes.list(&self.roles);
        bytes.text(&self.deed);
        bytes.text(&self.thing);
        bytes.maybe(self.subject.as_deref());
        bytes.text(&self.purpose);
        bytes.list(&self.grounds);
        bytes.list(&self.classes);
        bytes.list(&self.recipients);
        match &self.outcome {
            Outcome::Done => bytes.maybe(None),
            Outcome::Refused { code } => bytes.maybe(Some(code)),
        }
        bytes.text(&self.policy);
        bytes.0
    }

    /// Reads an entry back from its canonical bytes. Accepts exactly what [`Entry::canonical`] writes.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, LedgerError> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(LedgerError::Entry { at: ENTRY_BYTES_MAX, problem: "longer than any entry" });
        }
        let mut read = Reader::new(bytes);
        let seq = read_seq(&mut read)?;
        let entry = Self {
            seq,
            at: read.i64()?,
            authority: read.string()?,
            actor: read.string()?,
            roles: read.list()?,
            deed: read.string()?,
            thing: read.string()?,
            subject: read.maybe()?,
            purpose: read.string()?,
            grounds: read.list()?,
            classes: read.list()?,
            recipients: read.list()?,
            outcome: match read.maybe()? {
                None => Outcome::Done,
                Some(code) => Outcome::Refused { code },
            },
            policy: read.string()?,
        };
        read.end()?;
        Ok(entry)
    }
}

fn read_seq(read: &mut Reader<'_>) -> Result<u64, LedgerError> {
    if read.text()? != DOMAIN {
        return read.wrong("not an entry of this version");
    }
    read.u64()
}

/// The number an entry was written under, without reading the rest of it.
pub(crate) fn written_seq(canonical: &[u8]) -> Option<u64> {
    read_seq(&mut Reader::new(canonical)).ok()
}

//! What a compartment does for its neighbours: it co-signs their checkpoints, but only when each has grown from the one before.
//! It keeps no state; the caller keeps the last checkpoint it co-signed of each log and replaces it *in the same transaction*
//! that lets the cosignature out, or two answers could race past each other.

use crate::{Hash, LedgerError, NoteSignature, SignedCheckpoint, SigningKey, VerifierKey, verify_consistency};

/// The key to co-sign with and the logs it may co-sign.
#[derive(Debug, Clone, Copy)]
pub struct Witness<'a> {
    key: &'a SigningKey,
    logs: &'a [VerifierKey],
}

/// Why a witness does not co-sign. Two checkpoints that both bear the log's signature and cannot both be true are evidence
/// against whoever holds its key; both are kept whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessRefusal {
    #[error("the log {origin:?} is not one this witness knows")]
    UnknownOrigin { origin: String },

    #[error("the log {origin:?} is signed with this witness's own key")]
    OwnLog { origin: String },

    #[error("the checkpoint of {origin} at size {size} is not signed by its log")]
    BadSignature {
        origin: String,
        size: u64,
        #[source]
        cause: LedgerError,
    },

    #[error("the checkpoint remembered is of the log {remembered:?}, the one given of {given:?}")]
    OtherMemory { remembered: String, given: String },

    #[error("forked history: the log showed the root {} at size {}, and now {}",
        .seen.checkpoint().root(), .seen.checkpoint().size(), .given.checkpoint().root())]
    Fork { seen: Box<SignedCheckpoint>, given: Box<SignedCheckpoint> },

    #[error("the log had {} entries when last seen, and now {}", .seen.checkpoint().size(), .given.checkpoint().size())]
    Shrunk { seen: Box<SignedCheckpoint>, given: Box<SignedCheckpoint> },

    #[error("it is not proven that the log only grew from size {} to size {}",
        .seen.checkpoint().size(), .given.checkpoint().size())]
    BadProof {
        seen: Box<SignedCheckpoint>,
        given: Box<SignedCheckpoint>,
        #[source]
        cause: LedgerError,
    },

    #[error("the moment of signing lies outside what a cosignature can say")]
    BadMoment,
}

impl<'a> Witness<'a> {
    pub fn new(key: &'a SigningKey, logs: &'a [VerifierKey]) -> Self {
        Self { key, logs }
    }

    /// Answers a log that shows its new checkpoint. `last` is the checkpoint of this log that this witness co-signed last;
    /// with none, whatever is shown is where its memory begins. `proof` leads from the one to the other. On success
    /// the caller remembers `given`.
    pub fn cosign(
        &self,
        last: Option<&SignedCheckpoint>,
        given: &SignedCheckpoint,
        proof: &[Hash],
        at: u64,
    ) -> Result<NoteSignature, WitnessRefusal> {
        let new = given.checkpoint();
        let Some(log) = self.logs.iter().find(|log| log.name() == new.origin()) else {
            return Err(WitnessRefusal::UnknownOrigin { origin: new.origin().to_owned() });
        };
        if log.same_key(&self.key.log_key()) {
            return Err(WitnessRefusal::OwnLog { origin: new.origin().to_owned() });
        }
        given.verify(log).map_err(|cause| WitnessRefusal::BadSignature { origin: new.origin().to_owned(), size: new.size(), cause })?;
        if let Some(seen) = last {
            self.compare(seen, given, proof)?;
        }
        if i64::try_from(at).is_err() {
            return Err(WitnessRefusal::BadMoment);
        }
        Ok(given.cosignature(self.key, at))
    }

    fn compare(&self, seen: &SignedCheckpoint, given: &SignedCheckpoint, proof: &[Hash]) -> Result<(), WitnessRefusal> {
        let (old, new) = (seen.checkpoint(), given.checkpoint());
        if old.origin() != new.origin() {
            return Err(WitnessRefusal::OtherMemory { remembered: old.origin().to_owned(), given: new.origin().to_owned() });
        }
        let both = || (Box::new(seen.clone()), Box::new(given.clone()));
        if new.size() < old.size() {
            let (seen, given) = both();
            return Err(WitnessRefusal::Shrunk { seen, given });
        }
        if new.size() == old.size() && new.root() != old.root() {
            let (seen, given) = both();
            return Err(WitnessRefusal::Fork { seen, given });
        }
        verify_consistency(old.size(), &old.root(), new.size(), &new.root(), proof).map_err(|cause| {
            let (seen, given) = both();
            WitnessRefusal::BadProof { seen, given, cause }
        })
    }
}

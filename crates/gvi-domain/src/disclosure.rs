//! A disclosure decision and the snapshot that its recipients keep: the states they go through.
//!
//! Whether a disclosure is lawful is decided in gvi-secrecy over the catalogue of grounds. Here stands only what can happen after it
//! was sent: it is put right, taken back, or reaches its end, and from none of these does it come back to life.

use crate::AuthorityId;
use crate::limit::DomainError;

/// To whom a disclosure goes: an authority, the function there that it is meant for, and somebody there by name if it is for that
/// person's eyes alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addressee {
    /// The authority.
    pub authority: AuthorityId,
    /// The function, for example `coordinator`.
    pub function: String,
    /// The user name there of the one person who may open it. Without it, everybody there who reads what is received may.
    pub handler: Option<String>,
}

impl Addressee {
    /// Whoever holds a function there.
    pub fn function(authority: AuthorityId, function: impl Into<String>) -> Self {
        Self { authority, function: function.into(), handler: None }
    }
}

/// Where a disclosure stands at the authority that decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisclosureState {
    /// In force.
    Sent,
    /// Replaced by a better snapshot.
    Corrected,
    /// Taken back.
    Recalled,
    /// Past its last day.
    Expired,
}

names!(DisclosureState { Sent = "sent", Corrected = "corrected", Recalled = "recalled", Expired = "expired" });

impl DisclosureState {
    /// The states that it can move to from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Sent => &[Self::Corrected, Self::Recalled, Self::Expired],
            Self::Corrected | Self::Recalled | Self::Expired => &[],
        }
    }

    /// Moves on, if this state leads there.
    pub fn move_to(self, to: Self) -> Result<Self, DomainError> {
        if self.next().contains(&to) {
            Ok(to)
        } else {
            Err(DomainError::WrongState { thing: "disclosure", state: self.name(), deed: to.name() })
        }
    }
}

/// Where a received snapshot stands at its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceivedState {
    /// May be used for its purpose.
    Current,
    /// A better snapshot came; this one is emptied.
    Corrected,
    /// Taken back by its sender; emptied.
    Recalled,
    /// Past its last day; emptied.
    Expired,
}

names!(ReceivedState { Current = "current", Corrected = "corrected", Recalled = "recalled", Expired = "expired" });

/// Why a disclosure is taken back. A code, because a free text about what was wrong would tell the recipient more than the recall takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecallReason {
    /// What was told was not right.
    WasWrong,
    /// It should not have been told.
    WasUnlawful,
    /// It is no longer needed.
    NoLongerNeeded,
    /// The person has taken the consent back.
    ConsentWithdrawn,
}

names!(RecallReason { WasWrong = "was-wrong", WasUnlawful = "was-unlawful", NoLongerNeeded = "no-longer-needed", ConsentWithdrawn = "consent-withdrawn" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_back_never_comes_back() {
        for over in [DisclosureState::Corrected, DisclosureState::Recalled, DisclosureState::Expired] {
            for to in DisclosureState::ALL {
                assert!(over.move_to(*to).is_err());
            }
        }
    }
}

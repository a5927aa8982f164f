//! A message given to a group: the promise. Which group heard what, when and how.
//!
//! Focus can only be opened on a group that was told what happens if it goes on. So this record is what a focus decision stands on:
//! the group, the day, the way, the version of the words, and the function of the messenger.
//!
//! What this room deliberately does not hold: who was in the room. A message goes to a group; persons at a call-in are another
//! record of another authority.

use crate::limit::DomainError;
use crate::{Code, Date, GroupId, MessageId, WordingId};

/// How a group was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// At a call-in.
    CallIn,
    /// A custom notification, to the person himself.
    NotificationDirect,
    /// A custom notification, through the family.
    NotificationFamily,
    /// A letter.
    Letter,
    /// At a meeting with probation.
    ProbationMeeting,
    /// Through the press. Everybody heard it, and nobody can be sure that the group did.
    Press,
}

names!(Channel {
    CallIn = "call-in", NotificationDirect = "notification-direct", NotificationFamily = "notification-family", Letter = "letter",
    ProbationMeeting = "probation-meeting", Press = "press",
});

/// Longest name of a version of the words, and of a messenger's function.
pub const MESSAGE_WORD_MAX: usize = 80;
/// Months after which a message is too old to be relied on without asking again (method measure F10: twelve months).
pub const HEARD_MONTHS: i32 = 12;

impl Channel {
    /// Whether this way counts as "the group was told". What stood in the newspaper does not.
    pub const fn counts_as_told(self) -> bool {
        !matches!(self, Self::Press)
    }

    /// Whether somebody of the group was spoken to face to face (measure F10).
    pub const fn is_face_to_face(self) -> bool {
        matches!(self, Self::CallIn | Self::NotificationDirect | Self::ProbationMeeting)
    }
}

/// A message as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The id that the form minted.
    pub id: MessageId,
    /// The group's code, as all authorities know it.
    pub group_code: Code,
    /// The group in the own compartment, if there is a card of it here.
    pub group: Option<GroupId>,
    /// The day on which it was given.
    pub given_on: Date,
    /// How.
    pub channel: Channel,
    /// The approved version of the words, where the authority keeps versions.
    pub wording: Option<WordingId>,
    /// How that version is called; typed where the authority keeps none, and in records from before it did.
    pub words_version: String,
    /// The messenger's function: never a name.
    pub messenger: String,
}

impl NewMessage {
    /// Checks what was typed; returns every fault at once.
    pub fn check(self, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        for (field, text) in [("words_version", &self.words_version), ("messenger", &self.messenger)] {
            let length = text.trim().chars().count();
            if length == 0 {
                faults.push(DomainError::field(field, "missing"));
            } else if length > MESSAGE_WORD_MAX {
                faults.push(DomainError::field(field, "too-long"));
            }
        }
        if self.given_on > today {
            faults.push(DomainError::field("given_on", "not-yet"));
        } else if self.given_on.year() < 2000 {
            faults.push(DomainError::field("given_on", "too-long-ago"));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newspaper_tells_nobody_in_particular() {
        assert!(Channel::CallIn.counts_as_told());
        assert!(Channel::NotificationFamily.counts_as_told());
        assert!(!Channel::Press.counts_as_told());
    }

    #[test]
    fn a_message_of_tomorrow_was_not_given() {
        let today: Date = "2026-11-22".parse().unwrap();
        let typed = NewMessage {
            id: MessageId::new(),
            group_code: Code::new(),
            group: None,
            given_on: today.tomorrow().unwrap(),
            channel: Channel::CallIn,
            wording: None,
            words_version: String::new(),
            messenger: "kommunpolis".into(),
        };
        assert_eq!(
            typed.check(today).unwrap_err(),
            [DomainError::field("words_version", "missing"), DomainError::field("given_on", "not-yet")]
        );
    }
}

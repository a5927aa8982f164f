//! Typed identities. An id of one thing never fits where another is asked for.
//!
//! Events carry UUID version 7, whose order is the order of creation, which keeps indexes dense. Persons and sources carry
//! version 4, because version 7 tells when a record was made, and for a person that moment can itself be a secret.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The text was not an id. Shown as "not found", never as a format error: an id that cannot exist does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: {0:?}")]
pub struct NotAnId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $new:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id. The form mints it, so a double submit is one record.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self { Self(Uuid::$new()) }
            /// The id behind a UUID that was stored before.
            pub const fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            /// The UUID inside.
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.hyphenated().fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated()) }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId(text.chars().take(60).collect()))
            }
        }
    )*};
}

ids! {
    /// A person who works in an authority and signs in.
    AccountId = new_v4;
    /// A signed-in session.
    SessionId = new_v4;
    /// A purpose that an authority may process personal data for.
    PurposeId = now_v7;
    /// A violent group.
    GroupId = now_v7;
    /// A relation between two groups.
    RelationId = now_v7;
    /// A person in the own compartment. Three authorities that know the same man hold three unrelated ids.
    PersonId = new_v4;
    /// A dated statement that a person belongs to a group.
    MembershipId = now_v7;
    /// One item of evidence behind a membership.
    EvidenceId = new_v4;
    /// An incident of violence.
    IncidentId = now_v7;
    /// A victim's part in an incident: another type than a suspect's, so that they never mix.
    VictimId = new_v4;
    /// A suspect's part in an incident.
    SuspectId = new_v4;
    /// The statement that an incident is tied to a group, with its level.
    AttributionId = now_v7;
    /// A judged risk of retaliation between two groups.
    RetaliationId = now_v7;
    /// A review meeting.
    ReviewId = now_v7;
    /// A decision taken at a review.
    DecisionId = now_v7;
    /// A task.
    TaskId = now_v7;
    /// The plan of an evaluation.
    EvaluationId = now_v7;
    /// A table of counts of an evaluation.
    CountsId = now_v7;
    /// A message given to a group.
    MessageId = now_v7;
    /// A focus period on a group.
    FocusId = now_v7;
    /// A lever: one measure of one authority towards one person, on its own legal basis.
    LeverId = now_v7;
    /// An offer of help.
    OfferId = now_v7;
    /// A support contact in social services: pointer and status.
    SupportId = new_v4;
    /// A call to the help line.
    HelpCallId = new_v4;
    /// Somebody who speaks for the community.
    SpeakerId = new_v4;
    /// A network of the community.
    NetworkId = now_v7;
    /// Something that a speaker takes part in.
    EngagementId = now_v7;
    /// A disclosure decision.
    DisclosureId = now_v7;
    /// A waiver of secrecy by an individual.
    ConsentId = new_v4;
    /// An envelope between compartments.
    EnvelopeId = now_v7;
    /// A batch of imported incidents.
    BatchId = now_v7;
    /// A clock that runs on something.
    ClockId = now_v7;
    /// A proposed limit of the list of persons.
    ListLimitId = now_v7;
    /// A call-in.
    CallInId = now_v7;
    /// A speech on the run-sheet of a call-in.
    SpeechId = now_v7;
    /// Somebody whom the police propose to ask to a call-in.
    GuestId = new_v4;
    /// A summons to a call-in.
    SummonsId = new_v4;
    /// A mark at the door of a call-in, minted where it was made.
    MarkId = new_v4;
    /// A custom notification.
    NotificationId = now_v7;
    /// One attempt at a custom notification.
    AttemptId = now_v7;
    /// A round of custom notifications.
    RoundId = now_v7;
    /// A version of the words, or of a letter.
    WordingId = now_v7;
}

/// The id of a thing of which a compartment holds exactly one: a list, the log, the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Whole;

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_being_written_and_read() {
        let id = GroupId::new();
        assert_eq!(id.to_string().parse::<GroupId>().unwrap(), id);
    }

    #[test]
    fn a_text_that_is_no_id_is_refused_without_panic() {
        assert!("../../etc".parse::<PersonId>().is_err());
    }

    #[test]
    fn a_persons_id_does_not_tell_when_the_record_was_made() {
        assert_eq!(PersonId::new().uuid().get_version_num(), 4);
        assert_eq!(IncidentId::new().uuid().get_version_num(), 7);
    }
}

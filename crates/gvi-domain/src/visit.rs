//! One attempt at a custom notification: where, whom one met, what was handed over, how it was taken.
//!
//! It is entered the same shift from a phone, so nearly everything is one of a short list. A school is never a place for it. What the
//! person needs, and whether they asked for help, does not stand here: social services write their own part in their own compartment.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{AttemptId, Moment, WordingId};

/// The kind of place. There is no school among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// At home.
    Home,
    /// At a relative's.
    Relative,
    /// Outdoors.
    Street,
    /// In custody or in prison.
    Custody,
    /// At the probation office.
    ProbationOffice,
    /// At a police station.
    PoliceStation,
    /// At the social services office.
    SocialServices,
    /// Anywhere else indoors that is no school.
    Elsewhere,
}

names!(Place {
    Home = "home", Relative = "relative", Street = "street", Custody = "custody", ProbationOffice = "probation-office",
    PoliceStation = "police-station", SocialServices = "social-services", Elsewhere = "elsewhere",
});

/// How an attempt came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nobody was found.
    NotFound,
    /// The person did not want to listen. That is no negative fact about them.
    Refused,
    /// The person heard it himself.
    Direct,
    /// The family heard it and was asked to tell it.
    Family,
}

names!(Outcome { NotFound = "not-found", Refused = "refused", Direct = "direct", Family = "family" });

/// Whom one met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Receiver {
    /// Nobody.
    Nobody,
    /// The person, alone.
    Person,
    /// The person, with family there.
    PersonWithFamily,
    /// A guardian or a parent.
    Guardian,
    /// Another adult of the family.
    Family,
}

names!(Receiver { Nobody = "nobody", Person = "person", PersonWithFamily = "person-with-family", Guardian = "guardian", Family = "family" });

/// How it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reaction {
    /// Nothing to say of it.
    None,
    /// Listened.
    Listened,
    /// Asked about something.
    Asked,
    /// Was upset or sad.
    Upset,
    /// Was afraid.
    Afraid,
    /// Was angry.
    Angry,
    /// Threatened somebody.
    Threatened,
}

names!(Reaction {
    None = "none", Listened = "listened", Asked = "asked", Upset = "upset", Afraid = "afraid", Angry = "angry", Threatened = "threatened",
});

impl Outcome {
    /// Whether the message was delivered.
    pub const fn is_delivered(self) -> bool {
        matches!(self, Self::Direct | Self::Family)
    }

    /// Whether one can have met this receiver with this outcome.
    const fn fits(self, receiver: Receiver) -> bool {
        match self {
            Self::NotFound => matches!(receiver, Receiver::Nobody),
            Self::Refused => !matches!(receiver, Receiver::Nobody),
            Self::Direct => matches!(receiver, Receiver::Person | Receiver::PersonWithFamily),
            Self::Family => matches!(receiver, Receiver::Guardian | Receiver::Family),
        }
    }
}

/// Longest note on safety: a sentence or two, written standing.
pub const SAFETY_NOTE_MAX: usize = 200;
/// Hours back in which an attempt can be entered. The result is due the same shift; what is older is written down with its true time all
/// the same, so the limit is wide.
pub const ENTERED_HOURS_MAX: i64 = 14 * 24;

/// An attempt as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedAttempt<'t> {
    /// When; nothing means now.
    pub at: Option<Moment>,
    /// Name of the place.
    pub place: &'t str,
    /// Name of the outcome.
    pub outcome: &'t str,
    /// Name of the receiver.
    pub receiver: &'t str,
    /// The letter was handed over.
    pub letter: bool,
    /// An offer of help was handed over.
    pub offer: bool,
    /// Name of the reaction.
    pub reaction: &'t str,
    /// What the next team should know for its safety.
    pub note: &'t str,
}

/// An attempt that holds together.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The id that the form minted.
    pub id: AttemptId,
    /// When.
    pub at: Moment,
    /// Where.
    pub place: Place,
    /// How it came out.
    pub outcome: Outcome,
    /// Whom one met.
    pub receiver: Receiver,
    /// The version of the words that were used; of a delivery there always is one.
    pub wording: Option<WordingId>,
    /// The version of the letter that was handed over.
    pub letter: Option<WordingId>,
    /// An offer of help was handed over.
    pub offer: bool,
    /// How it was taken.
    pub reaction: Reaction,
    /// What the next team should know for its safety.
    pub note: Words,
}

impl Attempt {
    /// Reads an attempt; all faults at once. `planned` are the words and the letter that the notification was planned with.
    pub fn read(
        id: AttemptId,
        typed: TypedAttempt<'_>,
        planned: (Option<WordingId>, Option<WordingId>),
        now: Moment,
    ) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let at = typed.at.unwrap_or(now);
        if at > now {
            read.fault(DomainError::field("at", "in-the-future"));
        } else if at.plus_hours(ENTERED_HOURS_MAX) < now {
            read.fault(DomainError::field("at", "too-long-ago"));
        }
        let place = match typed.place {
            "school" => {
                read.fault(DomainError::field("place", "never-at-school"));
                None
            }
            name => read.choice("place", Place::named(name)),
        };
        let outcome = read.choice("outcome", Outcome::named(typed.outcome));
        let receiver = match outcome {
            // Who was not found was met by nobody: no tap is needed for that.
            Some(Outcome::NotFound) if typed.receiver.is_empty() => Some(Receiver::Nobody),
            _ => read.choice("receiver", Receiver::named(typed.receiver)),
        };
        if let (Some(outcome), Some(receiver)) = (outcome, receiver)
            && !outcome.fits(receiver)
        {
            read.fault(DomainError::field("receiver", "does-not-fit-the-outcome"));
        }
        let delivered = outcome.is_some_and(Outcome::is_delivered);
        if delivered && planned.0.is_none() {
            read.fault(DomainError::Rule { rule: "notification-without-words" });
        }
        if typed.letter && planned.1.is_none() {
            read.fault(DomainError::field("letter", "no-letter-planned"));
        }
        let reaction =
            if typed.reaction.is_empty() { Some(Reaction::None) } else { read.choice("reaction", Reaction::named(typed.reaction)) };
        let note = read.words("note", typed.note, 0);
        if note.as_ref().is_some_and(|note| note.as_str().chars().count() > SAFETY_NOTE_MAX) {
            read.fault(DomainError::field("note", "too-long"));
        }
        read.finish(|| {
            Some(Self {
                id,
                at,
                place: place?,
                outcome: outcome?,
                receiver: receiver?,
                wording: planned.0.filter(|_| delivered),
                letter: planned.1.filter(|_| typed.letter),
                offer: typed.offer,
                reaction: reaction?,
                note: note?,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        Moment::parse("2026-11-22T20:40:00Z").unwrap()
    }

    fn typed() -> TypedAttempt<'static> {
        TypedAttempt {
            at: None,
            place: "home",
            outcome: "direct",
            receiver: "person",
            letter: false,
            offer: true,
            reaction: "listened",
            note: "",
        }
    }

    fn read(typed: TypedAttempt<'_>) -> Result<Attempt, Vec<DomainError>> {
        Attempt::read(AttemptId::new(), typed, (Some(WordingId::new()), None), now())
    }

    #[test]
    fn a_school_is_refused_by_its_own_name_and_is_no_place_at_all() {
        assert_eq!(read(TypedAttempt { place: "school", ..typed() }).unwrap_err(), [DomainError::field("place", "never-at-school")]);
        assert!(Place::ALL.iter().all(|place| place.name() != "school"));
    }

    #[test]
    fn only_the_person_himself_hears_it_directly() {
        for (outcome, receiver, holds) in [
            ("direct", "person", true),
            ("direct", "guardian", false),
            ("direct", "nobody", false),
            ("family", "guardian", true),
            ("family", "person", false),
            ("not-found", "", true),
            ("not-found", "person", false),
            ("refused", "person", true),
            ("refused", "nobody", false),
        ] {
            assert_eq!(read(TypedAttempt { outcome, receiver, ..typed() }).is_ok(), holds, "{outcome} {receiver}");
        }
    }

    #[test]
    fn nothing_is_delivered_without_approved_words_and_no_letter_that_was_not_planned() {
        let without = Attempt::read(AttemptId::new(), typed(), (None, None), now());
        assert_eq!(without.unwrap_err(), [DomainError::Rule { rule: "notification-without-words" }]);
        assert_eq!(read(TypedAttempt { letter: true, ..typed() }).unwrap_err(), [DomainError::field("letter", "no-letter-planned")]);
    }

    #[test]
    fn five_mistakes_are_told_at_once() {
        let wrong = TypedAttempt { at: Some(now().plus_hours(1)), place: "", outcome: "", receiver: "", reaction: "dangerous", ..typed() };
        assert_eq!(read(wrong).unwrap_err().len(), 5);
    }
}

//! A guest: a listed person whom the police propose to ask to a call-in, because the group listens to them.
//!
//! A guest carries the message home; nobody is asked because of how dangerous they are thought to be, and there is no order among guests
//! but by name or code. Nobody under eighteen is asked: what is known of a listed child goes to social services and nowhere else.

use crate::call_in::number;
use crate::limit::DomainError;
use crate::person::Born;
use crate::reading::Reading;
use crate::text::Words;
use crate::{Code, Date, EnvelopeId, GuestId, MembershipId};

/// Fewest signs of the reason why somebody is asked.
pub const REASON_LEAST: usize = 20;
/// Guests of one call-in.
pub const GUESTS_MAX: usize = 60;

/// Where the proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuestState {
    /// Proposed.
    Proposed,
    /// Taken back, with a reason.
    Withdrawn,
}

/// Whether the person is under supervision, as far as it is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Supervision {
    /// Nobody has asked yet, or nobody has answered.
    Unknown,
    /// Under supervision: probation can summon.
    Under,
    /// Not under supervision: another way has to be found.
    Not,
}

names!(GuestState { Proposed = "proposed", Withdrawn = "withdrawn" });
names!(Supervision { Unknown = "unknown", Under = "under", Not = "not" });

/// Words that weigh people by danger. The question is who can carry a message, never who is worst.
const WEIGHING: &[&str] = &[
    "farligast",
    "värst",
    "mest våldsam",
    "mest kriminell",
    "högst risk",
    "hög risk att skjuta",
    "riskpoäng",
    "most dangerous",
    "most violent",
    "worst",
    "highest risk",
    "risk score",
];

/// A proposal that holds together.
#[derive(Debug, Clone)]
pub struct NewGuest {
    /// The id that the form minted.
    pub id: GuestId,
    /// The call-in, by its code.
    pub call_in: Code,
    /// The day of the call-in.
    pub meets_on: Date,
    /// The listing that the proposal rests on.
    pub membership: MembershipId,
    /// Why this person: whom they can reach.
    pub reason: Words,
}

/// Reads the reason why somebody is asked.
pub fn read_reason(typed: &str) -> Result<Words, Vec<DomainError>> {
    let mut read = Reading::new();
    let reason = read.words("reason", typed, REASON_LEAST);
    if let Some(reason) = &reason {
        let small = reason.as_str().to_lowercase();
        if WEIGHING.iter().any(|words| small.contains(words)) {
            read.fault(DomainError::field("reason", "weighs-danger"));
        }
        if let Some(fault) = crate::respect::words_fault("reason", reason.as_str()) {
            read.fault(fault);
        }
    }
    read.finish(|| reason)
}

/// Reads how many seats a proposal may use, those on the list included. Nothing typed asks for as few as possible.
pub fn read_seats(typed: &str) -> Result<Option<usize>, Vec<DomainError>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let mut read = Reading::new();
    let seats = number(&mut read, "seats", typed, 1, i64::try_from(GUESTS_MAX).unwrap_or(i64::MAX));
    read.finish(|| usize::try_from(seats?).ok()).map(Some)
}

/// Whether somebody born then may be asked to a meeting on a day.
// Law: BDL 2:17 and the house's rules for children (secrecy.md 6.3): a listed child is told of to social services alone.
pub fn may_be_asked(born: Born, meets_on: Date) -> Result<(), DomainError> {
    if born.is_minor_on(meets_on) { Err(DomainError::Rule { rule: "guest-under-18" }) } else { Ok(()) }
}

/// What is known of somebody's supervision, and from where.
#[derive(Debug, Clone)]
pub struct KnownSupervision {
    /// What is known.
    pub supervision: Supervision,
    /// From where; empty only where nothing is known or a received snapshot says it.
    pub source: String,
    /// The received snapshot that says it.
    pub envelope: Option<EnvelopeId>,
}

impl KnownSupervision {
    /// Reads what is known: who knows something says from where.
    pub fn read(supervision: &str, source: &str, envelope: Option<EnvelopeId>) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let supervision = read.choice("supervision", Supervision::named(supervision));
        let source = if envelope.is_some() || supervision == Some(Supervision::Unknown) {
            Some(source.trim().chars().take(120).collect())
        } else {
            read.line("source", source, 120)
        };
        read.finish(|| Some(Self { supervision: supervision?, source: source?, envelope }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_because_of_danger() {
        for text in ["Den farligaste i gruppen just nu.", "He is the most dangerous one of them.", "Har högst riskpoäng av alla i gruppen."]
        {
            assert_eq!(read_reason(text).unwrap_err(), [DomainError::field("reason", "weighs-danger")], "{text}");
        }
        assert!(read_reason("De yngre i gruppen lyssnar på honom, och han bar fram budskapet i våras.").is_ok());
    }

    #[test]
    fn seats_are_a_number_that_a_list_can_hold_or_nothing() {
        assert_eq!((read_seats(" "), read_seats("12")), (Ok(None), Ok(Some(12))));
        for (text, reason) in [("0", "call-in-number-out-of-range"), ("61", "call-in-number-out-of-range"), ("many", "not-a-number")] {
            assert_eq!(read_seats(text).unwrap_err(), [DomainError::field("seats", reason)], "{text}");
        }
    }

    #[test]
    fn whoever_is_under_eighteen_on_the_day_is_not_asked() {
        let day: Date = "2026-12-01".parse().unwrap();
        let born = |text: &str| Born::On(text.parse().unwrap());
        assert_eq!(may_be_asked(born("2008-12-02"), day), Err(DomainError::Rule { rule: "guest-under-18" }));
        assert_eq!(may_be_asked(born("2008-12-01"), day), Ok(()));
    }

    #[test]
    fn what_is_known_of_supervision_has_a_source() {
        assert_eq!(KnownSupervision::read("under", " ", None).unwrap_err(), [DomainError::field("source", "missing")]);
        assert!(KnownSupervision::read("unknown", "", None).is_ok());
        assert!(KnownSupervision::read("under", "", Some(EnvelopeId::new())).is_ok());
    }
}

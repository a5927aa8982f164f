//! A support contact: a pointer to the case system of social services, and a status. Nothing else.
//!
//! What somebody needs, says and is given stays in the case system. Here stands only that there is a contact, how far it has come,
//! who has it in hand and when the next sign of life is due: enough to see that nobody who asked for help was forgotten.
//! There is deliberately no field for free text.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::{Code, Moment, SupportId};

/// Days after its end for which the pointer is kept.
pub const DAYS_AFTER_END: i64 = 90;
/// Days without an end after which the pointer expires if nobody touches it.
pub const DAYS_UNTOUCHED: i64 = 365;
/// Longest reference to the case system.
pub const REFERENCE_MAX: usize = 40;
/// Handlers that one contact may have at a time.
pub const HANDLERS_MAX: usize = 6;

/// Where a contact stands. What has been done on the way are its steps, in `support_steps.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SupportStatus {
    /// Help was offered.
    Offered,
    /// There is contact.
    Contact,
    /// Help is going on.
    Ongoing,
    /// Paused. Coming back is easy.
    Paused,
    /// Ended.
    Ended,
}

/// By which way the person came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SupportRoute {
    /// The help line.
    HelpLine,
    /// A call-in.
    CallIn,
    /// A visit.
    Visit,
    /// Probation.
    Probation,
    /// Family.
    Family,
    /// A hospital.
    Hospital,
    /// The person came without anybody's word.
    OwnWay,
}

names!(SupportStatus { Offered = "offered", Contact = "contact", Ongoing = "ongoing", Paused = "paused", Ended = "ended" });
names!(SupportRoute { HelpLine = "help-line", CallIn = "call-in", Visit = "visit", Probation = "probation", Family = "family", Hospital = "hospital", OwnWay = "own-way" });

impl SupportStatus {
    /// The states that a contact may move to from here. Nothing is final: an ended contact can begin again.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Offered => &[Self::Contact, Self::Ended],
            Self::Contact => &[Self::Ongoing, Self::Paused, Self::Ended],
            Self::Ongoing => &[Self::Paused, Self::Ended],
            Self::Paused => &[Self::Ongoing, Self::Ended],
            Self::Ended => &[Self::Contact],
        }
    }

    /// Moves on, if this state leads there.
    pub fn move_to(self, to: Self) -> Result<Self, DomainError> {
        if self.next().contains(&to) {
            Ok(to)
        } else {
            Err(DomainError::WrongState { thing: "support", state: self.name(), deed: to.name() })
        }
    }

    /// Whether a weekly sign of life is due.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Contact | Self::Ongoing)
    }
}

/// A new contact that holds together.
#[derive(Debug, Clone)]
pub struct NewSupport {
    /// The id that the form minted.
    pub id: SupportId,
    /// The person in the own compartment.
    pub person: Code,
    /// The reference in the own case system.
    pub reference: String,
    /// By which way the person came.
    pub route: SupportRoute,
    /// Status at the start.
    pub status: SupportStatus,
    /// The first contact.
    pub first_contact: Moment,
}

impl NewSupport {
    /// Reads a contact; all faults at once.
    pub fn read(
        id: SupportId,
        person: &str,
        reference: &str,
        route: &str,
        status: &str,
        first_contact: Option<Moment>,
        now: Moment,
    ) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let person = read.code("person", person);
        let reference = read.line("reference", reference, REFERENCE_MAX);
        // A pointer is a number of a case, not a sentence: without a digit somebody is writing a note.
        if reference
            .as_ref()
            .is_some_and(|reference| !reference.bytes().any(|byte| byte.is_ascii_digit()) || reference.split_whitespace().count() > 2)
        {
            read.fault(DomainError::field("reference", "not-a-case-reference"));
        }
        let route = read.choice("route", SupportRoute::named(route));
        let status = read.choice(
            "status",
            SupportStatus::named(status).filter(|status| matches!(status, SupportStatus::Offered | SupportStatus::Contact)),
        );
        let first_contact = read.choice("first_contact", first_contact);
        if first_contact.is_some_and(|first| first > now) {
            read.fault(DomainError::field("first_contact", "in-the-future"));
        }
        read.finish(|| {
            Some(Self { id, person: person?, reference: reference?, route: route?, status: status?, first_contact: first_contact? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        Moment::parse("2026-11-22T20:40:00Z").unwrap()
    }

    #[test]
    fn a_sentence_is_not_a_pointer() {
        let code = Code::new().to_string();
        for (reference, fits) in
            [("2026-SOC-4411", true), ("Dnr 2026/118", true), ("vill flytta till sin bror 2", false), ("ring mamma", false)]
        {
            let read = NewSupport::read(SupportId::new(), &code, reference, "help-line", "contact", Some(now()), now());
            assert_eq!(read.is_ok(), fits, "{reference}");
        }
    }

    #[test]
    fn whoever_left_can_come_back() {
        assert_eq!(SupportStatus::Ended.move_to(SupportStatus::Contact), Ok(SupportStatus::Contact));
        assert_eq!(SupportStatus::Paused.move_to(SupportStatus::Ongoing), Ok(SupportStatus::Ongoing));
    }

    #[test]
    fn a_first_contact_in_the_future_is_refused() {
        let read =
            NewSupport::read(SupportId::new(), &Code::new().to_string(), "2026-1", "visit", "contact", Some(now().plus_hours(1)), now());
        assert_eq!(read.unwrap_err(), [DomainError::field("first_contact", "in-the-future")]);
    }
}

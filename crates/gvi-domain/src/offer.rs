//! An offer of help: concrete, from a named hand, and never tied to anything.
//!
//! Pressure without an offer is half the method, and the half that does not work. So every lever is looked at beside the offers:
//! but whoever presses sees only that there is one, never which need it answers. A no is not a negative fact about anybody:
//! the state says *not now*, there is no field for a reason, and coming back is always open.

use crate::apart::speaks_of_a_condition;
use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{Code, Date, FocusId, OfferId};

/// Fewest signs that say what is offered: "help" alone is not an offer.
pub const CONCRETE_LEAST: usize = 15;

/// What the person needs (method section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// Protection.
    Protection,
    /// Housing.
    Housing,
    /// Relocation.
    Relocation,
    /// Income or a job.
    Income,
    /// Education.
    Education,
    /// Addiction treatment.
    AddictionTreatment,
    /// Mental health.
    MentalHealth,
    /// Debt.
    Debt,
    /// Family.
    Family,
    /// Identity papers or a licence.
    Papers,
    /// Something else.
    Other,
}

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfferState {
    /// Made.
    Offered,
    /// Taken.
    Accepted,
    /// Not now. Says nothing about the person, and can turn at any time.
    DeclinedForNow,
    /// What was offered has been done.
    Done,
    /// Taken back by whoever made it.
    Withdrawn,
}

names!(Need {
    Protection = "protection", Housing = "housing", Relocation = "relocation", Income = "income", Education = "education", AddictionTreatment = "addiction-treatment",
    MentalHealth = "mental-health", Debt = "debt", Family = "family", Papers = "papers", Other = "other",
});
names!(OfferState { Offered = "offered", Accepted = "accepted", DeclinedForNow = "declined-for-now", Done = "done", Withdrawn = "withdrawn" });

impl OfferState {
    /// The states that an offer may move to from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Offered => &[Self::Accepted, Self::DeclinedForNow, Self::Withdrawn],
            Self::Accepted => &[Self::Done, Self::DeclinedForNow, Self::Withdrawn],
            // Easy to come back, and free of blame.
            Self::DeclinedForNow => &[Self::Accepted, Self::Offered, Self::Withdrawn],
            Self::Done | Self::Withdrawn => &[],
        }
    }

    /// Moves on, if this state leads there.
    pub fn move_to(self, to: Self) -> Result<Self, DomainError> {
        if self.next().contains(&to) {
            Ok(to)
        } else {
            Err(DomainError::WrongState { thing: "offer", state: self.name(), deed: to.name() })
        }
    }

    /// Whether the person has been given it: a no does not undo that help was offered (measure F15).
    pub const fn counts_as_given(self) -> bool {
        !matches!(self, Self::Withdrawn)
    }
}

/// An offer as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedOffer<'t> {
    /// Code of the person; empty where an authority only makes offers to a group.
    pub person: &'t str,
    /// Code of the group; empty where the person is named.
    pub group: &'t str,
    /// Code of the offer in the catalogue.
    pub offer: &'t str,
    /// Name of the need.
    pub need: &'t str,
    /// What exactly: what, where, when.
    pub concrete: &'t str,
    /// Whom the person can turn to.
    pub contact: &'t str,
}

/// Whom an authority's offers are made to: persons, or only groups because it knows no persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfferLevel {
    /// To a person.
    Person,
    /// To anybody in a group.
    Group,
}

names!(OfferLevel { Person = "person", Group = "group" });

/// An offer that holds together.
#[derive(Debug, Clone)]
pub struct NewOffer {
    /// The id that the form minted.
    pub id: OfferId,
    /// The focus in the own compartment, if there is one.
    pub focus: Option<FocusId>,
    /// The person, unless it is made to a group.
    pub person: Option<Code>,
    /// The group, if it is made to a group.
    pub group: Option<Code>,
    /// Code of the offer.
    pub offer: String,
    /// The need.
    pub need: Need,
    /// What exactly.
    pub concrete: Words,
    /// Whom to turn to.
    pub contact: String,
}

impl NewOffer {
    /// Reads an offer against the catalogue of the own kind of authority; all faults at once.
    pub fn read(
        id: OfferId,
        focus: Option<FocusId>,
        typed: TypedOffer<'_>,
        level: OfferLevel,
        catalogue: &[&str],
    ) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let (person, group) = match level {
            OfferLevel::Person => (read.code("person", typed.person), None),
            OfferLevel::Group => (None, read.code("group", typed.group)),
        };
        let offer = read.choice("offer", catalogue.iter().find(|code| **code == typed.offer));
        let need = read.choice("need", Need::named(typed.need));
        let concrete = read.words("concrete", typed.concrete, CONCRETE_LEAST);
        let contact = read.line("contact", typed.contact, 160);
        for (field, text) in [("concrete", typed.concrete), ("contact", typed.contact)] {
            if speaks_of_a_condition(text).is_some() {
                read.fault(DomainError::field(field, "conditional"));
            }
        }
        read.finish(|| {
            Some(Self { id, focus, person, group, offer: (*offer?).to_owned(), need: need?, concrete: concrete?, contact: contact? })
        })
    }
}

/// What stands on one row of the focus board, as far as the balance is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The person's code.
    pub person: String,
    /// Whether a lever presses.
    pub pressed: bool,
    /// Whether help was given.
    pub helped: bool,
}

/// The balance of a focus: who is under pressure without a concrete offer, sorted by code and by nothing else.
pub fn without_an_offer(rows: &[Weighed]) -> Vec<&str> {
    let mut codes: Vec<&str> = rows.iter().filter(|row| row.pressed && !row.helped).map(|row| row.person.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The last day of an offer's record: twelve months after it was made.
pub fn expires_on(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().months(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedOffer<'static> {
        TypedOffer {
            person: "",
            group: "",
            offer: "talks",
            need: "housing",
            concrete: "Samtal på torsdag klockan 15, ring innan.",
            contact: "Avhopparteamet",
        }
    }

    #[test]
    fn an_offer_that_depends_on_anything_is_refused() {
        let words = "En lägenhet från första december, på villkor att han berättar.";
        let faults =
            NewOffer::read(OfferId::new(), None, TypedOffer { concrete: words, ..typed() }, OfferLevel::Person, &["talks"]).unwrap_err();
        assert!(faults.contains(&DomainError::field("concrete", "conditional")));
    }

    #[test]
    fn an_authority_that_knows_no_persons_offers_to_a_group() {
        let group = Code::new().to_string();
        let offer = NewOffer::read(OfferId::new(), None, TypedOffer { group: &group, ..typed() }, OfferLevel::Group, &["talks"]).unwrap();
        assert_eq!((offer.person, offer.group.map(|code| code.to_string())), (None, Some(group)));
    }

    #[test]
    fn a_no_can_turn_into_a_yes_at_any_time() {
        assert_eq!(OfferState::DeclinedForNow.move_to(OfferState::Accepted), Ok(OfferState::Accepted));
        assert!(OfferState::DeclinedForNow.counts_as_given());
    }

    #[test]
    fn the_balance_lists_codes_under_pressure_without_help_in_the_order_of_codes() {
        let row = |person: &str, pressed, helped| Weighed { person: person.into(), pressed, helped };
        let rows = [row("Q2", true, false), row("A9", true, true), row("C4", true, false), row("M7", false, false)];
        assert_eq!(without_an_offer(&rows), ["C4", "Q2"]);
    }
}

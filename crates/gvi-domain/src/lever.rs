//! A lever: one measure of one authority towards one person, on a legal basis of its own.
//!
//! A focus sets priority and nothing else, so every lever is decided for one person by whoever is competent, on a law and a
//! paragraph, and weighed. The record cannot exist without these: there is no state in which a lever has been proposed and its
//! basis is to follow. Which levers an authority has is data of the jurisdiction; social services have none.
//!
//! What this file deliberately does not hold: any word about help. See [`crate::apart`].

use crate::apart::speaks_of_support;
use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{Code, Date, FocusId, LeverId};

/// Fewest signs of the note on proportionality.
pub const PROPORTIONALITY_LEAST: usize = 20;
/// How far ahead a lever may be planned, in days. What lies further off is not a measure in this focus.
pub const PLANNED_AHEAD_DAYS_MAX: i64 = 183;

/// Where a lever stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeverState {
    /// Planned with its legal basis, decision-maker and weighing on record; not yet decided.
    BasisRecorded,
    /// Decided by the named decision-maker.
    Decided,
    /// Carried out.
    Done,
    /// Could not be carried out, with the reason.
    NotPossible,
    /// Closed: nothing more is to be done.
    Closed,
}

/// The deeds that move a lever on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeverDeed {
    /// The decision-maker has decided that it is to be done.
    Decide,
    /// It was carried out.
    Finish,
    /// It cannot be carried out.
    GiveUp,
    /// Nothing more is to be done.
    Close,
}

names!(LeverState { BasisRecorded = "basis-recorded", Decided = "decided", Done = "done", NotPossible = "not-possible", Closed = "closed" });
names!(LeverDeed { Decide = "decide", Finish = "finish", GiveUp = "give-up", Close = "close" });

impl LeverState {
    /// The deeds that are possible in this state.
    pub const fn deeds(self) -> &'static [LeverDeed] {
        match self {
            Self::BasisRecorded => &[LeverDeed::Decide, LeverDeed::GiveUp],
            Self::Decided => &[LeverDeed::Finish, LeverDeed::GiveUp],
            Self::Done | Self::NotPossible => &[LeverDeed::Close],
            Self::Closed => &[],
        }
    }

    /// The state after a deed, or why it cannot be done from here.
    pub fn after(self, deed: LeverDeed) -> Result<Self, DomainError> {
        if !self.deeds().contains(&deed) {
            return Err(DomainError::WrongState { thing: "lever", state: self.name(), deed: deed.name() });
        }
        Ok(match deed {
            LeverDeed::Decide => Self::Decided,
            LeverDeed::Finish => Self::Done,
            LeverDeed::GiveUp => Self::NotPossible,
            LeverDeed::Close => Self::Closed,
        })
    }

    /// Whether the person is under pressure by it now or was: what the balance line counts.
    pub const fn presses(self) -> bool {
        matches!(self, Self::BasisRecorded | Self::Decided | Self::Done)
    }
}

/// One lever of the catalogue of the authority's own kind, with the legal bases that stand in it.
#[derive(Debug, Clone, Copy)]
pub struct LeverChoice<'c> {
    /// Its code.
    pub code: &'c str,
    /// Codes of the bases it can stand on.
    pub bases: &'c [&'c str],
}

/// A lever as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedLever<'t> {
    /// Code of the person in the own compartment.
    pub person: &'t str,
    /// Code of the lever in the catalogue.
    pub lever: &'t str,
    /// Code of the legal basis, among those that the catalogue lists for this lever.
    pub basis: &'t str,
    /// What in the law, the sentence or the file it stands on in this very case.
    pub reference: &'t str,
    /// Who decides: name.
    pub decider: &'t str,
    /// Who decides: role.
    pub decider_role: &'t str,
    /// Why it is necessary and no harsher than it must be.
    pub proportionality: &'t str,
    /// The day on which it is planned.
    pub planned_on: &'t str,
}

/// A lever that holds together.
#[derive(Debug, Clone)]
pub struct NewLever {
    /// The id that the form minted.
    pub id: LeverId,
    /// The focus in the own compartment, if there is one.
    pub focus: Option<FocusId>,
    /// The person.
    pub person: Code,
    /// Code of the lever.
    pub lever: String,
    /// Code of the legal basis.
    pub basis: String,
    /// What it stands on in this case.
    pub reference: Words,
    /// Name of the decision-maker.
    pub decider: String,
    /// Role of the decision-maker.
    pub decider_role: String,
    /// The weighing.
    pub proportionality: Words,
    /// The planned day.
    pub planned_on: Date,
}

impl NewLever {
    /// Reads a lever against the catalogue of the own kind of authority; all faults at once.
    pub fn read(
        id: LeverId,
        focus: Option<FocusId>,
        typed: TypedLever<'_>,
        catalogue: &[LeverChoice<'_>],
        today: Date,
    ) -> Result<Self, Vec<DomainError>> {
        if catalogue.is_empty() {
            return Err(vec![DomainError::Rule { rule: "no-levers-here" }]);
        }
        let mut read = Reading::new();
        let person = read.code("person", typed.person);
        let choice = read.choice("lever", catalogue.iter().find(|choice| choice.code == typed.lever));
        let basis = read.choice(
            "basis",
            choice.map_or((!typed.basis.is_empty()).then_some(typed.basis), |choice| {
                choice.bases.iter().find(|code| **code == typed.basis).copied()
            }),
        );
        let reference = read.words("reference", typed.reference, 3);
        let decider = read.line("decider", typed.decider, 120);
        let decider_role = read.line("decider_role", typed.decider_role, 120);
        let proportionality = read.words("proportionality", typed.proportionality, PROPORTIONALITY_LEAST);
        let planned_on = read.date("planned_on", typed.planned_on);
        if planned_on.is_some_and(|on| on < today || on > today.saturating_add(jiff::Span::new().days(PLANNED_AHEAD_DAYS_MAX))) {
            read.fault(DomainError::field("planned_on", "planned-out-of-range"));
        }
        for (field, text) in [
            ("reference", typed.reference),
            ("decider", typed.decider),
            ("decider_role", typed.decider_role),
            ("proportionality", typed.proportionality),
        ] {
            if speaks_of_support(text).is_some() {
                read.fault(DomainError::field(field, "speaks-of-support"));
            }
        }
        read.finish(|| {
            Some(Self {
                id,
                focus,
                person: person?,
                lever: choice?.code.to_owned(),
                basis: basis?.to_owned(),
                reference: reference?,
                decider: decider?,
                decider_role: decider_role?,
                proportionality: proportionality?,
                planned_on: planned_on?,
            })
        })
    }
}

/// Reads what came of a lever: mandatory when it was carried out or given up, never about support.
pub fn read_result(deed: LeverDeed, typed: &str) -> Result<Words, Vec<DomainError>> {
    let least = match deed {
        LeverDeed::Finish | LeverDeed::GiveUp => 10,
        LeverDeed::Decide | LeverDeed::Close => 0,
    };
    let mut read = Reading::new();
    let words = read.words("result", typed, least);
    if speaks_of_support(typed).is_some() {
        read.fault(DomainError::field("result", "speaks-of-support"));
    }
    read.finish(|| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: &[LeverChoice<'_>] = &[LeverChoice { code: "vehicle-controls", bases: &["PL-22"] }];

    fn typed<'t>() -> TypedLever<'t> {
        TypedLever {
            person: "2222-22",
            lever: "vehicle-controls",
            basis: "PL-22",
            reference: "22 § första stycket 3",
            decider: "Greta Öhman",
            decider_role: "polisområdeschef",
            proportionality: "Två kontroller i veckan, bara på allmän plats.",
            planned_on: "2026-11-25",
        }
    }

    fn today() -> Date {
        "2026-11-22".parse().unwrap()
    }

    fn a_code() -> String {
        use rand::SeedableRng;
        Code::from_rng(&mut rand::rngs::StdRng::seed_from_u64(1)).to_string()
    }

    #[test]
    fn a_lever_without_anything_is_refused_with_all_faults() {
        let nothing = TypedLever {
            person: "",
            lever: "",
            basis: "",
            reference: "",
            decider: "",
            decider_role: "",
            proportionality: "",
            planned_on: "",
        };
        let faults = NewLever::read(LeverId::new(), None, nothing, CATALOGUE, today()).unwrap_err();
        for field in ["person", "lever", "basis", "reference", "decider", "decider_role", "proportionality", "planned_on"] {
            assert!(faults.contains(&DomainError::field(field, "missing")), "{field}");
        }
    }

    #[test]
    fn a_basis_that_the_catalogue_does_not_list_for_this_lever_is_refused() {
        let code = a_code();
        let faults = NewLever::read(LeverId::new(), None, TypedLever { person: &code, basis: "RB-28-1", ..typed() }, CATALOGUE, today())
            .unwrap_err();
        assert_eq!(faults, [DomainError::field("basis", "missing")]);
    }

    #[test]
    fn where_the_catalogue_is_empty_no_lever_can_be_planned_at_all() {
        let faults = NewLever::read(LeverId::new(), None, typed(), &[], today()).unwrap_err();
        assert_eq!(faults, [DomainError::Rule { rule: "no-levers-here" }]);
    }

    #[test]
    fn a_lever_that_mentions_treatment_is_refused_and_the_same_without_it_is_not() {
        let code = a_code();
        let words = "Ta honom efter behandlingen på torsdag, då är han ensam.";
        let faults =
            NewLever::read(LeverId::new(), None, TypedLever { person: &code, proportionality: words, ..typed() }, CATALOGUE, today())
                .unwrap_err();
        assert_eq!(faults, [DomainError::field("proportionality", "speaks-of-support")]);
        assert!(NewLever::read(LeverId::new(), None, TypedLever { person: &code, ..typed() }, CATALOGUE, today()).is_ok());
    }

    #[test]
    fn a_lever_is_decided_before_it_is_done_and_given_up_only_with_a_reason() {
        assert!(LeverState::BasisRecorded.after(LeverDeed::Finish).is_err());
        assert_eq!(LeverState::Decided.after(LeverDeed::Finish), Ok(LeverState::Done));
        assert!(read_result(LeverDeed::GiveUp, "").is_err());
        assert!(read_result(LeverDeed::Decide, "").is_ok());
    }
}

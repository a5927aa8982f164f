//! What a listing may stand on: a closed list. It has no place for clothes, tattoos, address, ethnicity, family, school, victimhood,
//! friends on the net or being seen together (secrecy.md E3): those put people on lists in other cities and are not evidence.

use crate::grade::Grade;
use crate::limit::DomainError;
use crate::respect::words_fault;
use crate::text::Words;
use crate::{Date, EvidenceId};

/// The closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvidenceKind {
    /// A conviction, or an offence charged, with a link to the group.
    Conviction,
    /// A reasonable suspicion in an open investigation.
    Suspicion,
    /// Intelligence graded B2 or better of acting for the group.
    Intelligence,
    /// A verified part in an incident with weapons or violence.
    VerifiedPart,
    /// The person's own voluntary statement to an official. Needs another item beside it, as all do.
    OwnStatement,
}

/// A fact or somebody's assessment (BDL 2:10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bearing {
    /// It can be looked up.
    Fact,
    /// Somebody judged it so.
    Assessment,
}

names!(EvidenceKind {
    Conviction = "conviction", Suspicion = "suspicion", Intelligence = "intelligence", VerifiedPart = "verified-part", OwnStatement = "own-statement",
});
names!(Bearing { Fact = "fact", Assessment = "assessment" });

/// Items of evidence of one membership.
pub const EVIDENCE_PER_MEMBERSHIP_MAX: usize = 20;
/// Items that must be valid at the same time.
pub const EVIDENCE_LEAST: usize = 2;
/// Months for which conduct counts as recent.
pub const CONDUCT_MONTHS: i32 = 12;

/// One item as typed.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    /// The id that the form minted.
    pub id: EvidenceId,
    /// Which entry of the closed list.
    pub kind: EvidenceKind,
    /// The day of what it tells, not the day it was typed.
    pub dated: Date,
    /// Where it can be found: a case number, a report number. Two items from one source are one item.
    pub source: String,
    /// Whether it tells of something the person did.
    pub conduct: bool,
    /// Fact or assessment.
    pub bearing: Bearing,
    /// How well it is known.
    pub grade: Grade,
    /// What it tells.
    pub text: Words,
}

impl NewEvidence {
    /// The faults of one item; fields are named as in the form of a single item.
    pub fn faults(&self, today: Date) -> Vec<DomainError> {
        let mut faults = Vec::new();
        if self.dated > today {
            faults.push(DomainError::field("dated", "in-the-future"));
        }
        match self.source.trim().chars().count() {
            0 => faults.push(DomainError::field("source", "missing")),
            101.. => faults.push(DomainError::field("source", "too-long")),
            _ => {}
        }
        if self.kind == EvidenceKind::Intelligence && !self.grade.carries_a_listing() {
            faults.push(DomainError::field("source_grade", "below-b2"));
        }
        faults.extend(words_fault("text", self.text.as_str()));
        faults
    }
}

/// What the rule of two needs to know of an item.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Which entry of the closed list.
    pub kind: EvidenceKind,
    /// Its day.
    pub dated: Date,
    /// Its source.
    pub source: String,
    /// About conduct.
    pub conduct: bool,
    /// How well it is known.
    pub grade: Grade,
    /// Whether it was voided since.
    pub voided: bool,
}

impl From<&NewEvidence> for Standing {
    fn from(new: &NewEvidence) -> Self {
        Self { kind: new.kind, dated: new.dated, source: new.source.clone(), conduct: new.conduct, grade: new.grade, voided: false }
    }
}

/// Whether the items carry a listing on a day: at least two valid ones with different sources and dates, one about conduct in the
/// last twelve months, and a statement of the person's own never alone.
pub fn carries(items: &[Standing], today: Date) -> bool {
    let recent = today.saturating_sub(jiff::Span::new().months(CONDUCT_MONTHS));
    let valid: Vec<&Standing> =
        items.iter().filter(|item| !item.voided && (item.kind != EvidenceKind::Intelligence || item.grade.carries_a_listing())).collect();
    let independent = |one: &Standing, other: &Standing| !same_source(&one.source, &other.source) && one.dated != other.dated;
    // The pair must be independent; any valid item may be the one about conduct.
    let pair = valid.iter().enumerate().any(|(at, one)| {
        valid[at + 1..]
            .iter()
            .any(|other| independent(one, other) && !(one.kind == EvidenceKind::OwnStatement && other.kind == EvidenceKind::OwnStatement))
    });
    valid.len() >= EVIDENCE_LEAST && pair && valid.iter().any(|item| item.conduct && item.dated >= recent)
}

/// Whether an item is among the known ones: the same source on the same day, however the source was typed.
pub fn is_known(known: &[Standing], item: &NewEvidence) -> bool {
    known.iter().any(|old| old.dated == item.dated && same_source(&old.source, &item.source))
}

/// The same source, however it was typed.
fn same_source(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{InformationGrade, SourceGrade};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn item(source: &str, dated: Date, conduct: bool) -> Standing {
        Standing {
            kind: EvidenceKind::VerifiedPart,
            dated,
            source: source.into(),
            conduct,
            grade: Grade { source: SourceGrade::B, information: InformationGrade::Two },
            voided: false,
        }
    }

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn the_closed_list_is_these_five_and_no_other() {
        let names: Vec<_> = EvidenceKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names, ["conviction", "suspicion", "intelligence", "verified-part", "own-statement"]);
    }

    #[test]
    fn two_items_from_one_source_are_not_enough_however_the_source_is_typed() {
        let (spring, autumn) = (date(2026, 4, 1), date(2026, 9, 1));
        assert!(!carries(&[item("K-100-26", spring, true), item("k 100 26", autumn, true)], TODAY));
        assert!(!carries(&[item("K-100-26", spring, true), item("K-200-26", spring, true)], TODAY), "same date");
        assert!(carries(&[item("K-100-26", spring, true), item("K-200-26", autumn, false)], TODAY));
    }

    #[test]
    fn conduct_of_thirteen_months_ago_is_not_recent() {
        let items = [item("K-1", date(2025, 10, 1), true), item("K-2", date(2026, 9, 1), false)];
        assert!(!carries(&items, TODAY));
    }

    #[test]
    fn two_own_statements_never_carry_a_listing() {
        let mut items = [item("K-1", date(2026, 5, 1), true), item("K-2", date(2026, 9, 1), true)];
        for item in &mut items {
            item.kind = EvidenceKind::OwnStatement;
        }
        assert!(!carries(&items, TODAY));
    }

    #[test]
    fn intelligence_below_b2_is_refused_at_the_form() {
        let typed = NewEvidence {
            id: EvidenceId::new(),
            kind: EvidenceKind::Intelligence,
            dated: TODAY,
            source: "U-7".into(),
            conduct: true,
            bearing: Bearing::Assessment,
            grade: Grade { source: SourceGrade::C, information: InformationGrade::One },
            text: Words::stored("Körde åt gruppen.".into()),
        };
        assert_eq!(typed.faults(TODAY), [DomainError::field("source_grade", "below-b2")]);
    }

    proptest! {
        #[test]
        fn fewer_than_two_valid_items_never_carry(given in proptest::collection::vec((0_u8..4, 1_i8..12, any::<bool>(), any::<bool>()), 0..6)) {
            let items: Vec<Standing> = given.iter().map(|(source, month, conduct, voided)| Standing { voided: *voided, ..item(&format!("K-{source}"), date(2026, *month, 1), *conduct) }).collect();
            if items.iter().filter(|item| !item.voided).count() < EVIDENCE_LEAST {
                prop_assert!(!carries(&items, TODAY));
            }
        }

        #[test]
        fn voiding_an_item_never_makes_a_listing_stand(given in proptest::collection::vec((0_u8..4, 1_i8..12, any::<bool>()), 2..6), at in 0_usize..6) {
            let mut items: Vec<Standing> = given.iter().map(|(source, month, conduct)| item(&format!("K-{source}"), date(2026, *month, 1), *conduct)).collect();
            let before = carries(&items, TODAY);
            let at = at % items.len();
            items[at].voided = true;
            prop_assert!(before || !carries(&items, TODAY));
        }
    }
}

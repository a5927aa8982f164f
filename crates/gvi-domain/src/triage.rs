//! The first judgement of an incident: is a group member involved, and will somebody answer it?
//!
//! *Group member involved* (GMI) means that at least one victim or suspect belongs to a group, whatever the motive was. The risk
//! of retaliation is judged between two groups, in three words with reasons. It is never judged of a person, and never a number.

use crate::limit::DomainError;
use crate::text::Words;
use crate::{GroupId, RetaliationId};

/// Whether a group member is involved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gmi {
    /// Yes.
    Yes,
    /// Probably, on grounds that are stated.
    Suspected,
    /// No.
    No,
    /// Nobody knows yet. An honest answer, but not for long.
    Unknown,
}

/// How likely one group is to answer the incident with violence against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetaliationRisk {
    /// Nothing points to it.
    None,
    /// Possible.
    Possible,
    /// High: both sides are contacted within 72 hours.
    High,
}

names!(Gmi { Yes = "yes", Suspected = "suspected", No = "no", Unknown = "unknown" });
names!(RetaliationRisk { None = "none", Possible = "possible", High = "high" });

/// Fewest signs of a ground: one short sentence.
pub const GROUNDS_MIN: usize = 10;
/// Pairs of groups that can be judged for one incident.
pub const RETALIATIONS_PER_INCIDENT_MAX: usize = 20;

impl Gmi {
    /// Whether it counts as group violence in figures where suspected counts too.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Yes | Self::Suspected)
    }
}

/// A verdict as it was typed.
#[derive(Debug, Clone)]
pub struct Triage {
    /// The verdict.
    pub gmi: Gmi,
    /// Why; required of every verdict but *unknown*.
    pub grounds: Words,
}

impl Triage {
    /// Checks it; returns every fault at once.
    pub fn check(self) -> Result<Self, Vec<DomainError>> {
        let length = self.grounds.as_str().chars().count();
        if self.gmi == Gmi::Unknown || length >= GROUNDS_MIN {
            Ok(self)
        } else {
            Err(vec![DomainError::field("grounds", if length == 0 { "missing" } else { "too-short" })])
        }
    }
}

/// A judged risk that one group answers against another.
#[derive(Debug, Clone)]
pub struct NewRetaliation {
    /// The id that the form minted.
    pub id: RetaliationId,
    /// Who might answer.
    pub from: GroupId,
    /// Against whom.
    pub against: GroupId,
    /// How likely.
    pub risk: RetaliationRisk,
    /// Why: about the groups, never about a person.
    pub reasons: Words,
}

impl NewRetaliation {
    /// Checks it; returns every fault at once.
    pub fn check(self) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        if self.from == self.against {
            faults.push(DomainError::field("against", "same-group"));
        }
        if self.reasons.as_str().chars().count() < GROUNDS_MIN {
            faults.push(DomainError::field("reasons", if self.reasons.is_empty() { "missing" } else { "too-short" }));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_needs_grounds_but_not_knowing_needs_none() {
        let verdict = |gmi, grounds: &str| Triage { gmi, grounds: Words::stored(grounds.into()) }.check().is_ok();
        assert!(verdict(Gmi::Unknown, ""));
        for gmi in [Gmi::Yes, Gmi::Suspected, Gmi::No] {
            assert!(!verdict(gmi, "") && !verdict(gmi, "kort"));
            assert!(verdict(gmi, "Skottet kom från en känd bil."));
        }
    }

    #[test]
    fn a_group_does_not_answer_against_itself() {
        let group = GroupId::new();
        let typed = NewRetaliation {
            id: RetaliationId::new(),
            from: group,
            against: group,
            risk: RetaliationRisk::High,
            reasons: Words::stored(String::new()),
        };
        assert_eq!(typed.check().unwrap_err().len(), 2);
    }
}

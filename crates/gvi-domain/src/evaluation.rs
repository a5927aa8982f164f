//! The plan of an evaluation: written down before anybody can see what comes out, sealed, and from then on changed in the open only.
//!
//! A plan is about counts in cities. It knows no group and no person.

use crate::limit::DomainError;
use crate::respect::words_fault;
use crate::{EvaluationId, Month};

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlanState {
    /// Being written; nothing is read by it.
    Draft,
    /// Sealed: its verdict can be read, and every change shows.
    Sealed,
}

names!(PlanState { Draft = "draft", Sealed = "sealed" });

/// How the start month was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StartRule {
    /// By law, money or agreement, whatever the counts were.
    Independent,
    /// Because violence had risen: part of any fall would then have come by itself.
    AfterARise,
}

names!(StartRule { Independent = "independent", AfterARise = "after-a-rise" });

/// What an outcome is in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutcomeRole {
    /// The one that the verdict is about.
    Primary,
    /// Listed beside it, corrected for their number.
    Secondary,
    /// What the programme should not move: other violence, other crime, neighbouring areas.
    Control,
}

names!(OutcomeRole { Primary = "primary", Secondary = "secondary", Control = "control" });

/// Comparison cities without which no p-value can fall below 0.05.
pub const DONORS_NEEDED: usize = 20;
/// Comparison cities that a plan can name.
pub const DONORS_MAX: usize = 400;
/// Outcomes of one role beside the primary one.
pub const OUTCOMES_MAX: usize = 8;
/// Years that a plan may span.
const MONTHS_MAX: i64 = 60 * 12;
/// Years that a plan is kept after its last month: it is evidence of what was promised.
pub const PLAN_YEARS_KEPT: i32 = 10;
const NAME_CHARS_MAX: usize = 120;
const DEFINITION_CHARS_MAX: usize = 600;

/// An outcome that is counted by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOutcome {
    /// Its name.
    pub name: String,
    /// How it is counted, in a sentence.
    pub definition: String,
}

/// What will be read, when, and against what.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationPlan {
    /// The city that is read.
    pub city: String,
    /// The first month of the window before.
    pub first: Month,
    /// The first month after the start.
    pub start: Month,
    /// The last month of the window after.
    pub last: Month,
    /// How the start was chosen.
    pub start_rule: StartRule,
    /// Comparison cities by name.
    pub donors: Vec<String>,
    /// What the programme is meant to reach: 0.3 for 30 % less.
    pub planned_fall: f64,
    /// The smallest fall that this design can show with a power of 80 %.
    pub smallest_visible_fall: f64,
    /// The one primary outcome.
    pub primary: PlannedOutcome,
    /// Listed beside it.
    pub secondary: Vec<PlannedOutcome>,
    /// What the programme should not move: one at least.
    pub control: Vec<PlannedOutcome>,
}

impl EvaluationPlan {
    /// Checks what was typed; returns every fault at once. Whether it can still be sealed is asked when it is sealed.
    pub fn check(self) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let mut fault = |field, reason| faults.push(DomainError::field(field, reason));
        if self.city.trim().is_empty() {
            fault("city", "missing");
        }
        if self.start <= self.first {
            fault("start", "months-order");
        }
        if self.last < self.start {
            fault("last_month", "months-order");
        }
        if self.last.since(self.first) > MONTHS_MAX {
            fault("last_month", "too-far-ahead");
        }
        if !(self.planned_fall > 0.0 && self.planned_fall < 1.0) {
            fault("planned_fall", "not-a-share");
        }
        if !(self.smallest_visible_fall > 0.0 && self.smallest_visible_fall <= 1.0) {
            fault("smallest_visible_fall", "not-a-share");
        }
        let mut donors: Vec<&str> = self.donors.iter().map(|name| name.trim()).collect();
        donors.sort_unstable();
        if donors.windows(2).any(|pair| pair[0] == pair[1]) {
            fault("donors", "stands-twice");
        }
        if donors.contains(&self.city.trim()) {
            fault("donors", "city-among-donors");
        }
        if donors.len() > DONORS_MAX || self.secondary.len() > OUTCOMES_MAX || self.control.len() > OUTCOMES_MAX {
            fault("donors", "too-many");
        }
        if self.control.is_empty() {
            fault("control", "control-missing");
        }
        let mut names: Vec<&str> = self.outcomes().map(|(_, outcome)| outcome.name.trim()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            fault("control", "stands-twice");
        }
        for (role, outcome) in self.outcomes() {
            let field = role.name();
            if outcome.name.trim().is_empty() || outcome.definition.trim().is_empty() {
                fault(field, "missing");
            }
            if outcome.name.chars().count() > NAME_CHARS_MAX || outcome.definition.chars().count() > DEFINITION_CHARS_MAX {
                fault(field, "too-long");
            }
            if words_fault(field, &outcome.name).or(words_fault(field, &outcome.definition)).is_some() {
                fault(field, "disrespectful");
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Whether the plan can be sealed in a month: only before its start.
    pub fn may_seal_in(&self, month: Month) -> Result<(), DomainError> {
        if month < self.first {
            Err(DomainError::Rule { rule: "plan-window-ahead" })
        } else if month >= self.start {
            Err(DomainError::Rule { rule: "plan-after-start" })
        } else {
            Ok(())
        }
    }

    /// Whether a city is the one that is read, or one that it is compared with.
    pub fn reads(&self, city: &str) -> bool {
        city == self.city || self.donors.iter().any(|donor| donor == city)
    }

    /// Every outcome with its role: the primary one, the secondary ones, the controls.
    pub fn outcomes(&self) -> impl Iterator<Item = (OutcomeRole, &PlannedOutcome)> {
        std::iter::once((OutcomeRole::Primary, &self.primary))
            .chain(self.secondary.iter().map(|outcome| (OutcomeRole::Secondary, outcome)))
            .chain(self.control.iter().map(|outcome| (OutcomeRole::Control, outcome)))
    }
}

/// A plan as it was typed, with the id that the form minted.
#[derive(Debug, Clone)]
pub struct NewEvaluation {
    /// The id.
    pub id: EvaluationId,
    /// The plan.
    pub plan: EvaluationPlan,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &str) -> PlannedOutcome {
        PlannedOutcome { name: name.into(), definition: "incidents by month".into() }
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn plan() -> EvaluationPlan {
        EvaluationPlan {
            city: "Nordhamn".into(),
            first: month("2019-01"),
            start: month("2027-01"),
            last: month("2031-12"),
            start_rule: StartRule::Independent,
            donors: vec!["Sydhamn".into(), "Västhamn".into()],
            planned_fall: 0.3,
            smallest_visible_fall: 0.45,
            primary: outcome("shootings"),
            secondary: vec![],
            control: vec![outcome("burglaries")],
        }
    }

    #[test]
    fn a_plan_without_a_control_outcome_or_with_its_months_in_disorder_is_sent_back() {
        assert!(plan().check().is_ok());
        let wrong = EvaluationPlan { control: vec![], start: month("2018-12"), planned_fall: 30.0, ..plan() };
        let faults = wrong.check().unwrap_err();
        for (field, reason) in [("control", "control-missing"), ("start", "months-order"), ("planned_fall", "not-a-share")] {
            assert!(faults.contains(&DomainError::field(field, reason)), "{field}: {faults:?}");
        }
        let twice = EvaluationPlan { donors: vec!["Sydhamn".into(), "Sydhamn ".into(), "Nordhamn".into()], ..plan() };
        let faults = twice.check().unwrap_err();
        assert!(faults.contains(&DomainError::field("donors", "stands-twice")), "{faults:?}");
        assert!(faults.contains(&DomainError::field("donors", "city-among-donors")), "{faults:?}");
        let same = EvaluationPlan { control: vec![outcome("shootings")], ..plan() };
        assert_eq!(same.check().unwrap_err(), [DomainError::field("control", "stands-twice")]);
    }

    #[test]
    fn a_plan_is_sealed_before_its_start_or_never() {
        assert_eq!(plan().may_seal_in(month("2026-12")), Ok(()));
        assert_eq!(plan().may_seal_in(month("2027-01")), Err(DomainError::Rule { rule: "plan-after-start" }));
        assert_eq!(plan().may_seal_in(month("2018-12")), Err(DomainError::Rule { rule: "plan-window-ahead" }));
    }
}

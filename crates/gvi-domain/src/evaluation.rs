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
/// Known shocks that a plan can name.
pub const SHOCKS_MAX: usize = 20;
/// Other cities with the same programme that a plan can name.
pub const TREATED_MAX: usize = 60;
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

/// Something that everybody knows of and that may have moved the counts: a pandemic, a change of the law, a prison opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownShock {
    /// Its name.
    pub name: String,
    /// Its first month.
    pub first: Month,
    /// Its last month.
    pub last: Month,
    /// Whether it met the whole country, and the comparison cities with it.
    pub national: bool,
    /// Where it can be read that it happened then.
    pub source: String,
}

/// Another city with the same programme. It is read beside the plan's own city and is never a comparison city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatedCity {
    /// Its name.
    pub name: String,
    /// The first month after its start.
    pub start: Month,
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
    /// What everybody knows to have happened, dated and named before anybody can see what it would explain.
    pub shocks: Vec<KnownShock>,
    /// Other cities with the programme, each with its start.
    pub treated: Vec<TreatedCity>,
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
        faults.extend(self.shock_faults());
        faults.extend(self.treated_faults());
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    fn shock_faults(&self) -> Vec<DomainError> {
        let mut faults = Vec::new();
        let mut fault = |reason| faults.push(DomainError::field("shocks", reason));
        if self.shocks.len() > SHOCKS_MAX {
            fault("too-many");
        }
        if stands_twice(self.shocks.iter().map(|shock| shock.name.trim())) {
            fault("stands-twice");
        }
        for shock in &self.shocks {
            if shock.name.trim().is_empty() || shock.source.trim().is_empty() {
                fault("missing");
            }
            if shock.name.chars().count() > NAME_CHARS_MAX || shock.source.chars().count() > DEFINITION_CHARS_MAX {
                fault("too-long");
            }
            if shock.last < shock.first {
                fault("months-order");
            }
            // Months outside the plan are not read, so that a shock there could explain nothing.
            if shock.first < self.first || shock.last > self.last {
                fault("outside-window");
            }
            if words_fault("shocks", &shock.name).or(words_fault("shocks", &shock.source)).is_some() {
                fault("disrespectful");
            }
        }
        faults
    }

    fn treated_faults(&self) -> Vec<DomainError> {
        let mut faults = Vec::new();
        let mut fault = |reason| faults.push(DomainError::field("treated", reason));
        if self.treated.len() > TREATED_MAX {
            fault("too-many");
        }
        if stands_twice(self.treated.iter().map(|city| city.name.trim())) {
            fault("stands-twice");
        }
        for city in &self.treated {
            let name = city.name.trim();
            if name.is_empty() {
                fault("missing");
            }
            if name == self.city.trim() || self.donors.iter().any(|donor| donor.trim() == name) {
                fault("treated-among-donors");
            }
            if city.start <= self.first || city.start > self.last {
                fault("outside-window");
            }
        }
        faults
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

    /// Whether a city is the one that is read, or one that it is compared with: the verdict rests on these alone.
    pub fn compares(&self, city: &str) -> bool {
        city == self.city || self.donors.iter().any(|donor| donor == city)
    }

    /// Whether a city is the one that is read, one that it is compared with, or another one with the programme.
    pub fn reads(&self, city: &str) -> bool {
        self.compares(city) || self.treated.iter().any(|treated| treated.name == city)
    }

    /// Every outcome with its role: the primary one, the secondary ones, the controls.
    pub fn outcomes(&self) -> impl Iterator<Item = (OutcomeRole, &PlannedOutcome)> {
        std::iter::once((OutcomeRole::Primary, &self.primary))
            .chain(self.secondary.iter().map(|outcome| (OutcomeRole::Secondary, outcome)))
            .chain(self.control.iter().map(|outcome| (OutcomeRole::Control, outcome)))
    }
}

fn stands_twice<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
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
            shocks: vec![],
            treated: vec![],
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
    fn a_shock_is_dated_within_the_plan_and_named_with_its_source() {
        let shock = |name: &str, first: &str, last: &str, source: &str| KnownShock {
            name: name.into(),
            first: month(first),
            last: month(last),
            national: true,
            source: source.into(),
        };
        let pandemic = shock("pandemic", "2020-03", "2021-12", "Folkhälsomyndigheten");
        assert!(EvaluationPlan { shocks: vec![pandemic.clone()], ..plan() }.check().is_ok());
        for (shocks, reason) in [
            (vec![shock("pandemic", "2018-03", "2020-12", "press")], "outside-window"),
            (vec![shock("pandemic", "2021-03", "2020-12", "press")], "months-order"),
            (vec![shock("pandemic", "2020-03", "2020-12", " ")], "missing"),
            (vec![pandemic.clone(), pandemic], "stands-twice"),
        ] {
            let faults = EvaluationPlan { shocks, ..plan() }.check().unwrap_err();
            assert_eq!(faults, [DomainError::field("shocks", reason)]);
        }
    }

    #[test]
    fn another_city_with_the_programme_is_no_comparison_city() {
        let city = |name: &str, start: &str| TreatedCity { name: name.into(), start: month(start) };
        let joined = EvaluationPlan { treated: vec![city("Österhamn", "2028-01")], ..plan() };
        assert!(joined.clone().check().is_ok() && joined.reads("Österhamn") && !joined.reads("Norrhamn"));
        for (treated, reason) in [
            (vec![city("Sydhamn", "2028-01")], "treated-among-donors"),
            (vec![city("Nordhamn", "2028-01")], "treated-among-donors"),
            (vec![city("Österhamn", "2019-01")], "outside-window"),
            (vec![city("Österhamn", "2028-01"), city("Österhamn", "2029-01")], "stands-twice"),
        ] {
            let faults = EvaluationPlan { treated, ..plan() }.check().unwrap_err();
            assert_eq!(faults, [DomainError::field("treated", reason)]);
        }
    }

    #[test]
    fn a_plan_is_sealed_before_its_start_or_never() {
        assert_eq!(plan().may_seal_in(month("2026-12")), Ok(()));
        assert_eq!(plan().may_seal_in(month("2027-01")), Err(DomainError::Rule { rule: "plan-after-start" }));
        assert_eq!(plan().may_seal_in(month("2018-12")), Err(DomainError::Rule { rule: "plan-window-ahead" }));
    }
}

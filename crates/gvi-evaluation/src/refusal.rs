//! A refusal: the honest answer when these numbers cannot carry the question. It is a result, not an error.

use serde::Serialize;

/// The rules by which an estimate is refused. Each has a stable name for reports and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Rule {
    /// Too few periods before the start.
    PeriodsBefore,
    /// Too few periods after the start.
    PeriodsAfter,
    /// Too few comparison units.
    Donors,
    /// Too few events in all.
    Events,
    /// The synthetic control misses the pre-period by too much.
    PreFit,
    /// The fit before the start is closer than counting noise allows: it copies noise.
    OverFit,
    /// The treated unit lies outside the range of the donors.
    OutsideDonors,
    /// A donor is known to run a programme of its own.
    TreatedDonor,
    /// A national shock lies close to the start and there is no comparison.
    ShockAtStart,
    /// The plan is not as it was sealed, or the data are not the plan's.
    NotAsSealed,
    /// Chains do not agree.
    NotConverged,
    /// A parameter sits at its bound: usually one incident recorded twice.
    AtBound,
    /// The plan names no control outcome.
    ControlOutcome,
    /// Too few treated units for errors that rest on large numbers.
    TreatedUnits,
    /// Two estimators that should agree do not.
    Disagreement,
}

/// Why no estimate is given: which rule, what was measured, what the limit is, and what can be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// The rule that stopped it.
    pub rule: Rule,
    /// What was measured.
    pub measured: f64,
    /// The limit it had to keep.
    pub limit: f64,
    /// What the measured number is.
    pub of_what: String,
    /// What can be done about it.
    pub what_to_do: String,
}

impl Refusal {
    /// A refusal from its parts.
    pub fn new(rule: Rule, measured: f64, limit: f64, of_what: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { rule, measured, limit, of_what: of_what.into(), what_to_do: what_to_do.into() }
    }
}

/// Either an estimate or the refusals that stand in its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Reading<T> {
    /// The estimate.
    Estimate(T),
    /// Why there is none; never empty.
    Refused(Vec<Refusal>),
}

impl<T> Reading<T> {
    /// The estimate, when no refusal stands against it.
    pub fn unless(refusals: Vec<Refusal>, estimate: T) -> Self {
        if refusals.is_empty() { Self::Estimate(estimate) } else { Self::Refused(refusals) }
    }

    /// The estimate, if there is one.
    pub fn estimate(&self) -> Option<&T> {
        match self {
            Self::Estimate(estimate) => Some(estimate),
            Self::Refused(_) => None,
        }
    }

    /// The refusals; none for an estimate.
    pub fn refusals(&self) -> &[Refusal] {
        match self {
            Self::Estimate(_) => &[],
            Self::Refused(refusals) => refusals,
        }
    }
}

//! The verdict: a state computed from stated conditions.

use serde::Serialize;

use super::plan::SealedPlan;
use crate::calibration::PipelineFit;
use crate::refusal::{Refusal, Rule};

/// Months after the start before which there is no verdict.
pub const MONTHS_FOR_A_VERDICT: usize = 24;
/// Months before which no causal word is used, and a verdict is preliminary.
pub const MONTHS_FOR_A_CAUSE: usize = 60;

/// An estimator that is asked beside the primary one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Witness {
    /// The estimator.
    pub estimator: String,
    /// Its log ratio.
    pub log_ratio: f64,
    /// Whether it compares with other cities.
    pub is_comparison: bool,
}

/// All that a verdict rests on, for the primary outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Full months after the start.
    pub months_after: usize,
    /// Refusals of the primary estimator; then there is no estimate.
    pub refusals: Vec<Refusal>,
    /// Log ratio of the primary estimator.
    pub log_ratio: f64,
    /// Its calibrated interval on the log scale.
    pub interval: (f64, f64),
    /// One-sided placebo p-values of a reduction and of an increase.
    pub placebo_p: (f64, f64),
    /// Every estimator, the primary one included.
    pub witnesses: Vec<Witness>,
    /// Whether the data are those of the sealed plan (outcome, donors, windows).
    pub follows_plan: bool,
    /// Events before and after.
    pub events: (u64, u64),
}

impl Evidence {
    /// The evidence of a pipeline that came to an estimate.
    pub fn from_pipeline(fit: &PipelineFit, months_after: usize, follows_plan: bool) -> Self {
        Self {
            months_after,
            refusals: Vec::new(),
            log_ratio: fit.level.log_ratio,
            interval: fit.level.calibrated.interval,
            placebo_p: (fit.level.p_reduction, fit.level.p_increase),
            witnesses: vec![
                Witness { estimator: "level comparison".to_owned(), log_ratio: fit.level.log_ratio, is_comparison: true },
                Witness {
                    estimator: "synthetic control, de-meaned".to_owned(),
                    log_ratio: fit.control_calibrated.estimate,
                    is_comparison: true,
                },
            ],
            follows_plan,
            events: fit.level.events,
        }
    }

    /// The evidence of a pipeline that refused.
    pub fn refused(refusals: Vec<Refusal>, months_after: usize) -> Self {
        Self {
            months_after,
            refusals,
            log_ratio: f64::NAN,
            interval: (f64::NEG_INFINITY, f64::INFINITY),
            placebo_p: (1.0, 1.0),
            witnesses: Vec::new(),
            follows_plan: true,
            events: (0, 0),
        }
    }
}

/// The states.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Verdict {
    /// Fewer than 24 months have passed.
    TooEarly {
        /// Months that have passed.
        months: usize,
    },
    /// The data cannot carry an answer.
    NotEstimable(Vec<Refusal>),
    /// A change worth having and no change are both in keeping with the counts, or estimators disagree.
    CannotTell,
    /// No difference was found, and one as large as planned would probably have been.
    NoDifferenceFound,
    /// All conditions of a reduction hold.
    ProbablyReduced,
    /// All conditions of an increase hold.
    ProbablyIncreased,
}

/// One stated condition and what was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The condition.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// What was measured.
    pub measured: f64,
    /// What it was held against.
    pub limit: f64,
}

/// A verdict with everything it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// The state.
    pub verdict: Verdict,
    /// Between 24 and 60 months: to be read again.
    pub preliminary: bool,
    /// The conditions, each with what was measured; empty when it is too early or nothing can be estimated.
    pub conditions: Vec<Condition>,
    /// The ratio and its interval; none when it is too early or nothing can be estimated.
    pub ratio: Option<(f64, f64, f64)>,
    /// The smallest fall the plan could show.
    pub smallest_visible_fall: f64,
    /// Months until the next reading.
    pub months_to_next: usize,
    /// How many amendments the plan has.
    pub amendments: usize,
    /// The hash of the sealed plan.
    pub plan_hash: String,
    /// Full months after the start.
    pub months_after: usize,
}

/// Which state follows from the evidence?
///
/// In this order: fewer than 24 months, too early; a plan whose hashes do not fit its contents, data that are not the plan's, or
/// refusals: not estimable; calibrated interval below 1, placebo p below .05, two estimators at least of the same sign with
/// a comparison among them: probably reduced (mirrored: increased); interval around 1 that leaves the planned fall out: no
/// difference found; all else: cannot be told.
pub fn judge(plan: &SealedPlan, evidence: &Evidence) -> Judgement {
    let sealed = plan.plan();
    let mut judgement = Judgement {
        verdict: Verdict::TooEarly { months: evidence.months_after },
        preliminary: (MONTHS_FOR_A_VERDICT..MONTHS_FOR_A_CAUSE).contains(&evidence.months_after),
        conditions: Vec::new(),
        ratio: None,
        smallest_visible_fall: sealed.smallest_visible_fall,
        months_to_next: match evidence.months_after {
            months if months < MONTHS_FOR_A_VERDICT => MONTHS_FOR_A_VERDICT - months,
            months => 12 - months % 12,
        },
        amendments: plan.amendments().len(),
        plan_hash: plan.hash().to_string(),
        months_after: evidence.months_after,
    };
    if evidence.months_after < MONTHS_FOR_A_VERDICT {
        return judgement;
    }
    let mut refusals = evidence.refusals.clone();
    if !plan.is_whole() {
        refusals.push(Refusal::new(Rule::NotAsSealed, 0.0, 1.0, "hash of the sealed plan", "restore the plan as it was sealed"));
    }
    if !evidence.follows_plan {
        let remedy = "run the plan as sealed, or amend it with a reason";
        refusals.push(Refusal::new(Rule::NotAsSealed, 0.0, 1.0, "outcome, donors and windows as sealed", remedy));
    }
    if refusals.is_empty() && !evidence.log_ratio.is_finite() {
        refusals.push(Refusal::new(Rule::Events, 0.0, 1.0, "estimates", "run the pipeline of the plan"));
    }
    if !refusals.is_empty() {
        judgement.verdict = Verdict::NotEstimable(refusals);
        return judgement;
    }
    let (low, high) = evidence.interval;
    let down = conditions(evidence, -1.0, -high, evidence.placebo_p.0);
    let up = conditions(evidence, 1.0, low, evidence.placebo_p.1);
    let all = |list: &[Condition]| list.iter().all(|condition| condition.holds);
    let planned = (1.0 - sealed.planned_fall).ln();
    let (verdict, shown) = if all(&down) {
        (Verdict::ProbablyReduced, down)
    } else if all(&up) {
        (Verdict::ProbablyIncreased, up)
    } else if low <= 0.0 && high >= 0.0 && low > planned {
        (Verdict::NoDifferenceFound, down)
    } else {
        (Verdict::CannotTell, if evidence.log_ratio > 0.0 { up } else { down })
    };
    judgement.verdict = verdict;
    judgement.conditions = shown;
    judgement.ratio = Some((evidence.log_ratio.exp(), low.exp(), high.exp()));
    judgement
}

fn conditions(evidence: &Evidence, sign: f64, distance: f64, p: f64) -> Vec<Condition> {
    let same: Vec<&Witness> = evidence.witnesses.iter().filter(|witness| witness.log_ratio * sign > 0.0).collect();
    let comparisons = same.iter().filter(|witness| witness.is_comparison).count();
    vec![
        Condition {
            name: "calibrated interval on one side of 1 (distance on the log scale)",
            holds: distance > 0.0,
            measured: distance,
            limit: 0.0,
        },
        Condition { name: "placebo p-value", holds: p < 0.05, measured: p, limit: 0.05 },
        Condition { name: "estimators of the same sign", holds: same.len() >= 2, measured: same.len() as f64, limit: 2.0 },
        Condition { name: "comparisons among them", holds: comparisons >= 1, measured: comparisons as f64, limit: 1.0 },
    ]
}

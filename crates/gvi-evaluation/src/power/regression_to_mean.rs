//! Regression to the mean: what falls by itself after a start that was chosen at a peak.

use rayon::prelude::*;
use serde::Serialize;

use super::draws::CountTable;
use crate::chance::{Purpose, stream};
use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::{ln_factorial, mean};

/// How the start was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TriggerRule {
    /// Events in a year, on average.
    pub events_a_year: f64,
    /// NB2 dispersion by month.
    pub alpha: f64,
    /// The start is the first month at which the last 12 months reach this many times the average: 1.25 for a quarter above.
    pub trigger: f64,
    /// Months watched at most.
    pub months_max: usize,
}

/// What a programme that does nothing would seem to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegressionToMean {
    /// Share of histories in which the start came at all.
    pub triggered: f64,
    /// Mean of next 12 months / last 12 months − 1.
    pub mean_change: f64,
    /// Share of starts after which a naive before/after test reports a reduction.
    pub false_reductions: f64,
    /// Histories.
    pub runs: usize,
    /// The seed.
    pub seed: u64,
}

/// By how much would the count fall with no programme at all, given the rule by which the start was chosen?
///
/// Stationary counts (NB2, no season, no trend). After month 36 the start is the first month at which the last 12 months reach
/// trigger × average. The naive test is the exact one of two counts: given their sum n, P(Binomial(n, ½) ≤ after) < 0.05.
/// Source: this project; the phenomenon: Galton 1886.
///
/// # Errors
/// For numbers that make no sense.
pub fn regression_to_mean(rule: &TriggerRule, runs: usize, seed: u64) -> Result<RegressionToMean> {
    at_least("runs", runs, 1, "use 2,000")?;
    at_least("months watched", rule.months_max, 60, "watch five years at least")?;
    if !(rule.events_a_year > 0.0 && rule.alpha >= 0.0) {
        return Err(EvaluationError::Setting { what: "the number of events a year", value: rule.events_a_year, wanted: "above zero" });
    }
    let table = CountTable::new(rule.events_a_year / 12.0, rule.alpha);
    let histories: Vec<Option<(f64, bool)>> = (0..runs)
        .into_par_iter()
        .map(|run| {
            let mut chance = stream(seed, Purpose::Simulation, run as u64);
            let counts: Vec<f64> = (0..rule.months_max + 12).map(|_| table.draw(&mut chance)).collect();
            let start = (36..=rule.months_max).find(|&t| counts[t - 12..t].iter().sum::<f64>() >= rule.trigger * rule.events_a_year)?;
            let (before, after): (f64, f64) = (counts[start - 12..start].iter().sum(), counts[start..start + 12].iter().sum());
            Some((after / before - 1.0, at_most_by_coin(before + after, after) < 0.05))
        })
        .collect();
    let started: Vec<(f64, bool)> = histories.into_iter().flatten().collect();
    let share = started.len() as f64 / runs as f64;
    Ok(RegressionToMean {
        triggered: share,
        mean_change: if started.is_empty() { 0.0 } else { mean(&started.iter().map(|run| run.0).collect::<Vec<_>>()) },
        false_reductions: if started.is_empty() { 0.0 } else { started.iter().filter(|run| run.1).count() as f64 / started.len() as f64 },
        runs,
        seed,
    })
}

/// P(Binomial(n, ½) ≤ y).
fn at_most_by_coin(n: f64, y: f64) -> f64 {
    let first = ln_factorial(n) - n * std::f64::consts::LN_2;
    (0..=y as u64).map(|k| (first - ln_factorial(k as f64) - ln_factorial(n - k as f64)).exp()).sum()
}

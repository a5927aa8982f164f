//! How far do cities drift apart when nothing is done? Learnt from a panel of them.

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::{mean, sd};
use crate::series::CountPanel;

/// The drift seen among cities of one size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObservedDrift {
    /// Comparisons.
    pub comparisons: usize,
    /// SD of the log ratio after to before, against all others.
    pub sd: f64,
    /// The part that counting alone explains.
    pub counting: f64,
    /// What remains: the τ of power and of honest intervals.
    pub tau: f64,
    /// Share of comparisons with a fall of 30 % or more, by chance.
    pub falls_of_30: f64,
}

/// How far does a city's count move against all others from k years to the next k, beyond counting?
///
/// d = ln[(after + ½)/(before + ½)] − ln[others after/others before] for every city and every pair of neighbouring windows of
/// k years; τ = √(Var d − mean[1/(before + ½) + 1/(after + ½)]). Comparisons overlap in time: this is a description with
/// fewer independent pieces than it has numbers. Source: this project.
///
/// # Errors
/// For a panel that is not yearly, or with too few comparisons of that size.
pub fn learn_observed_drift(panel: &CountPanel, years: usize, size: (f64, f64)) -> Result<ObservedDrift> {
    if panel.periods_per_year() != 1 {
        return Err(EvaluationError::Setting {
            what: "the number of periods in a year",
            value: f64::from(panel.periods_per_year()),
            wanted: "1: fold the panel into years first",
        });
    }
    at_least("years on each side", years, 1, "use 1 to 5")?;
    at_least("years in the panel", panel.periods(), 2 * years, "use a longer panel")?;
    let sum = |unit: usize, from: usize| panel.counts(unit)[from..from + years].iter().sum::<u64>() as f64;
    let (mut changes, mut noise) = (Vec::new(), Vec::new());
    for from in 0..=panel.periods() - 2 * years {
        let before: Vec<f64> = (0..panel.units()).map(|unit| sum(unit, from)).collect();
        let after: Vec<f64> = (0..panel.units()).map(|unit| sum(unit, from + years)).collect();
        let (all_before, all_after): (f64, f64) = (before.iter().sum(), after.iter().sum());
        for unit in 0..panel.units() {
            if !(size.0..size.1).contains(&(before[unit] / years as f64)) {
                continue;
            }
            let others = (all_after - after[unit]) / (all_before - before[unit]);
            changes.push(((after[unit] + 0.5) / (before[unit] + 0.5)).ln() - others.ln());
            noise.push(1.0 / (before[unit] + 0.5) + 1.0 / (after[unit] + 0.5));
        }
    }
    at_least("comparisons of that size", changes.len(), 10, "widen the size class or the panel")?;
    let spread = sd(&changes);
    let counting = mean(&noise);
    let falls = changes.iter().filter(|change| **change <= 0.7_f64.ln()).count();
    Ok(ObservedDrift {
        comparisons: changes.len(),
        sd: spread,
        counting: counting.sqrt(),
        tau: (spread * spread - counting).max(0.0).sqrt(),
        falls_of_30: falls as f64 / changes.len() as f64,
    })
}

//! One primary outcome; Holm over the rest; all of them listed.

use serde::Serialize;

use super::plan::Plan;

/// p-values corrected for their number.
///
/// Formula: sorted upwards, the k-th is multiplied by (m − k + 1), never below an earlier one, at most 1. Holds under any
/// dependence. Source: Holm 1979.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut corrected = vec![1.0; p.len()];
    let mut least = 0.0_f64;
    for (rank, &at) in order.iter().enumerate() {
        least = least.max((p[at] * (p.len() - rank) as f64).min(1.0));
        corrected[at] = least;
    }
    corrected
}

/// What was found for an outcome: p-value, and (log ratio, lower, upper).
pub type Found = (f64, (f64, f64, f64));

/// A line of the table of outcomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomeLine {
    /// The outcome, as in the plan.
    pub name: String,
    /// What it is in the plan: primary, secondary, control.
    pub role: &'static str,
    /// p-value as found; none when the outcome could not be read.
    pub p: Option<f64>,
    /// p-value after Holm, for secondary outcomes.
    pub p_holm: Option<f64>,
    /// Log ratio and interval.
    pub log_ratio: Option<(f64, f64, f64)>,
}

/// All outcomes of the plan, in its order: also those without a result, also those without a difference.
///
/// `found` gives p-value and (log ratio, lower, upper) by name. Names that are not in the plan are not listed: what was not
/// planned is not a result. Secondary outcomes without a result count in Holm's number as p = 1.
pub fn outcome_table(plan: &Plan, found: &dyn Fn(&str) -> Option<Found>) -> Vec<OutcomeLine> {
    let p_secondary: Vec<f64> = plan.secondary.iter().map(|outcome| found(&outcome.name).map_or(1.0, |(p, _)| p)).collect();
    let corrected = holm(&p_secondary);
    let line = |name: &str, role, p_holm: Option<f64>| {
        let result = found(name);
        OutcomeLine {
            name: name.to_owned(),
            role,
            p: result.map(|(p, _)| p),
            p_holm: result.and(p_holm),
            log_ratio: result.map(|(_, ratio)| ratio),
        }
    };
    let mut lines = vec![line(&plan.primary.name, "primary", None)];
    lines.extend(plan.secondary.iter().zip(corrected).map(|(outcome, p)| line(&outcome.name, "secondary", Some(p))));
    lines.extend(plan.control.iter().map(|outcome| line(&outcome.name, "control", None)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_is_the_published_example() {
        // p = .01, .04, .03, .005 becomes .03, .06, .06, .02.
        let found = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, wanted) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - wanted).abs() < 1e-12);
        }
        assert!(holm(&[]).is_empty());
    }
}

//! Conformal inference: would this gap be unusual among the gaps of a control fitted to all periods?

use serde::Serialize;

use super::outcome::{ScmSettings, check, fit_scm};
use crate::error::{EvaluationError, Result};
use crate::series::Panel;

/// One period after the start, judged on its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConformalPeriod {
    /// The period.
    pub period: usize,
    /// The gap to the control fitted before the start.
    pub gap: f64,
    /// p-value of no effect in this period.
    pub p: f64,
    /// All effects that are not rejected, from the lowest to the highest; not finite where the search met its end.
    pub interval: (f64, f64),
}

/// Which effects in each period after the start agree with the residuals of all other periods?
///
/// For a period t and an effect θ: take θ away from the treated unit, fit the control on the periods before together with t,
/// and compare |residual at t| with the residuals of all these periods: p = share at least as large. The interval holds
/// the θ with p > 1 − confidence; it is searched outwards from the gap in steps of a tenth of the error before.
/// Assumption: residuals are exchangeable over time when θ is true. p cannot fall below 1/(periods before + 1).
/// Source: Chernozhukov, Wüthrich, Zhu 2021.
///
/// # Errors
/// As [`fit_scm`](super::fit_scm); and for a confidence that the number of periods cannot reach.
pub fn conformal(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    settings: ScmSettings,
    confidence: f64,
) -> Result<Vec<ConformalPeriod>> {
    check(panel, treated, donors, before)?;
    let smallest = 1.0 / (before as f64 + 1.0);
    if !(confidence > 0.0 && 1.0 - confidence >= smallest) {
        return Err(EvaluationError::Setting {
            what: "the confidence",
            value: confidence,
            wanted: "above 0 and at most 1 − 1/(periods before + 1), which is all that so many periods can tell",
        });
    }
    let fit = fit_scm(panel, treated, donors, before, settings)?;
    let step = (fit.rmspe_before / 10.0).max(1e-9 * (1.0 + fit.mean_before.abs()));
    (before..panel.periods())
        .map(|period| {
            let p_of = |effect: f64| p_value(panel, treated, donors, before, period, effect, settings);
            let gap = fit.gaps[period];
            let edge = |direction: f64| -> Result<f64> {
                let mut effect = gap;
                let mut stride = step;
                for _ in 0..200 {
                    let next = effect + direction * stride;
                    if p_of(next)? <= 1.0 - confidence {
                        // Halve between the last kept and the first rejected effect.
                        let (mut kept, mut rejected) = (effect, next);
                        for _ in 0..20 {
                            let middle = 0.5 * (kept + rejected);
                            if p_of(middle)? <= 1.0 - confidence {
                                rejected = middle;
                            } else {
                                kept = middle;
                            }
                        }
                        return Ok(kept);
                    }
                    effect = next;
                    stride *= 1.05;
                }
                Ok(direction * f64::INFINITY)
            };
            Ok(ConformalPeriod { period, gap, p: p_of(0.0)?, interval: (edge(-1.0)?, edge(1.0)?) })
        })
        .collect()
}

fn p_value(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    period: usize,
    effect: f64,
    settings: ScmSettings,
) -> Result<f64> {
    let rows = panel
        .rows()
        .iter()
        .enumerate()
        .map(|(unit, row)| {
            let mut short = row[..before].to_vec();
            let last = row[period] - if unit == treated { effect } else { 0.0 };
            // The fit uses the first `before + 1` periods; the repeated last one only closes the panel.
            short.extend([last, last]);
            short
        })
        .collect();
    let under_effect = Panel::new(panel.names().to_vec(), rows)?;
    let fit = fit_scm(&under_effect, treated, donors, before + 1, settings)?;
    let own = fit.gaps[before].abs();
    let at_least = fit.gaps[..=before].iter().filter(|gap| gap.abs() >= own - 1e-12 * (1.0 + own)).count();
    Ok(at_least as f64 / (before as f64 + 1.0))
}

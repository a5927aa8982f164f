//! What the answer rests on: one donor, or the very start.

use serde::Serialize;

use super::outcome::{ScmSettings, fit_scm};
use crate::error::{EvaluationError, Result, at_least};
use crate::series::Panel;

/// The effect without one donor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOutDonor {
    /// The donor left out.
    pub name: String,
    /// Its weight before.
    pub weight: f64,
    /// The effect without it.
    pub effect: f64,
    /// ln(mean of treated after / mean of control after) without it; none when either is not above zero.
    pub log_ratio: Option<f64>,
    /// Root mean squared gap before, without it.
    pub rmspe_before: f64,
}

/// Does the answer rest on one donor? Fits again without each donor that had weight.
///
/// # Errors
/// As [`fit_scm`](super::fit_scm); at least two donors are needed.
pub fn leave_one_donor_out(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    settings: ScmSettings,
) -> Result<Vec<LeftOutDonor>> {
    at_least("donors", donors.len(), 2, "add comparison units")?;
    let whole = fit_scm(panel, treated, donors, before, settings)?;
    donors
        .iter()
        .zip(&whole.weights)
        .filter(|(_, weight)| **weight > 1e-9)
        .map(|(&out, &weight)| {
            let others: Vec<usize> = donors.iter().copied().filter(|&donor| donor != out).collect();
            let fit = fit_scm(panel, treated, &others, before, settings)?;
            Ok(LeftOutDonor {
                name: panel.names()[out].clone(),
                weight,
                effect: fit.effect,
                log_ratio: fit.log_ratio,
                rmspe_before: fit.rmspe_before,
            })
        })
        .collect()
}

/// The gap that a start before the real one would have shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceboInTime {
    /// The period taken as the start.
    pub start: usize,
    /// The mean gap from it to the real start.
    pub effect: f64,
    /// ln(mean of treated / mean of control) over the same time; none when either is not above zero.
    pub log_ratio: Option<f64>,
    /// Root mean squared gap before it.
    pub rmspe_before: f64,
}

/// Would the method have found an effect before there was a programme? Fits with each earlier start that leaves at least
/// `fewest` periods before it, and looks only at the time up to the real start.
///
/// # Errors
/// When no earlier start leaves that many periods.
pub fn placebo_in_time(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    fewest: usize,
    settings: ScmSettings,
) -> Result<Vec<PlaceboInTime>> {
    if fewest == 0 || fewest >= before {
        return Err(EvaluationError::Setting {
            what: "the fewest periods before a placebo start",
            value: fewest as f64,
            wanted: "at least 1 and below the periods before the real start",
        });
    }
    let quiet = panel.between(0, before);
    (fewest..before)
        .map(|start| {
            let fit = fit_scm(&quiet, treated, donors, start, settings)?;
            Ok(PlaceboInTime { start, effect: fit.effect, log_ratio: fit.log_ratio, rmspe_before: fit.rmspe_before })
        })
        .collect()
}

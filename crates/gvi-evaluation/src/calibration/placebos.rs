//! Any estimator on every donor, and at every earlier start: what it finds where there is nothing.

use rayon::prelude::*;
use serde::Serialize;

use super::interval::{Calibrated, calibrate};
use crate::error::{EvaluationError, Result};
use crate::series::CountPanel;

/// An estimator of a log ratio: panel, treated unit, donors, periods before; none when it refuses.
pub type Estimator<'a> = &'a (dyn Fn(&CountPanel, usize, &[usize], usize) -> Result<Option<f64>> + Sync);

/// An estimator's answers where nothing was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placebos {
    /// Each donor as if treated, by its place in the panel; none where it refused.
    pub in_space: Vec<(usize, Option<f64>)>,
    /// The treated unit at each earlier start; only the time before the real start is used.
    pub in_time: Vec<(usize, Option<f64>)>,
    /// The real estimate; none when it refused.
    pub real: Option<f64>,
    /// The real estimate calibrated on the donors; none when either is missing.
    pub calibrated: Option<Calibrated>,
}

/// What does this estimator find in untreated units and at times before the start?
///
/// Space: each donor among the other donors, without the treated unit. Time: the treated unit with each start that leaves
/// `fewest` periods before it and as many after as the real follow-up has, up to the real start (shorter follow-ups are not
/// used, because errors grow with the follow-up). The calibrated interval is that of [`calibrate`].
///
/// # Errors
/// Those of the estimator; and when `before` lies outside the panel.
pub fn placebos(
    panel: &CountPanel,
    treated: usize,
    donors: &[usize],
    before: usize,
    fewest: usize,
    confidence: f64,
    estimator: Estimator<'_>,
) -> Result<Placebos> {
    if before == 0 || before >= panel.periods() {
        return Err(EvaluationError::Setting { what: "the periods before the start", value: before as f64, wanted: "inside the panel" });
    }
    let real = estimator(panel, treated, donors, before)?;
    let in_space = donors
        .par_iter()
        .map(|&unit| {
            let others: Vec<usize> = donors.iter().copied().filter(|&other| other != unit).collect();
            Ok((unit, estimator(panel, unit, &others, before)?))
        })
        .collect::<Result<Vec<_>>>()?;
    let follow_up = panel.periods() - before;
    let in_time = (fewest.max(1)..=before.saturating_sub(follow_up))
        .into_par_iter()
        .map(|start| Ok((start, estimator(&panel.between(0, start + follow_up), treated, donors, start)?)))
        .collect::<Result<Vec<_>>>()?;
    let found: Vec<f64> = in_space.iter().filter_map(|(_, value)| *value).collect();
    let calibrated = match real {
        Some(real) if found.len() >= 5 => Some(calibrate(real, 1.0, &found, &vec![1.0; found.len()], None, confidence)?),
        _ => None,
    };
    Ok(Placebos { in_space, in_time, real, calibrated })
}

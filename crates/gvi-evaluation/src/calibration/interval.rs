//! The calibrated interval: as wide as the errors the same method makes on untreated units.

use serde::Serialize;

use crate::error::{Result, at_least, finite};
use crate::numeric::distribution::{mean, sd, sorted_quantile, t_quantile};

/// An interval calibrated on placebo units, on the log scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibrated {
    /// The estimate.
    pub estimate: f64,
    /// Lower and upper limit.
    pub interval: (f64, f64),
    /// Mean and standard deviation of the placebo estimates.
    pub placebos: (f64, f64),
    /// How many there are.
    pub units: usize,
    /// The confidence.
    pub confidence: f64,
}

/// How wide must the interval be to hold for the untreated units as often as it says?
///
/// Formula: r̂ ± t_{J−1}·sd(r_j)·√(1 + 1/J); with 40 placebo units or more the empirical quantiles of the r_j are taken where
/// they are wider. `scales` are relative standard errors (one for each placebo, and the one of the treated unit): each r_j
/// is divided by its own and multiplied by the treated unit's, so that small cities do not speak for large ones; give ones
/// for the plain form. `model` is the model's own interval, and the wider limit on each side is published.
/// Assumption: the treated unit's error, without a programme, is drawn from the same law as the placebos'.
///
/// # Errors
/// For fewer than 5 placebo units, lengths that differ, or numbers that are not finite.
pub fn calibrate(
    estimate: f64,
    scale: f64,
    placebos: &[f64],
    scales: &[f64],
    model: Option<(f64, f64)>,
    confidence: f64,
) -> Result<Calibrated> {
    at_least("placebo units", placebos.len(), 5, "add comparison units")?;
    crate::error::same_length("the list of scales", scales.len(), placebos.len(), "placebo unit")?;
    finite("the list of placebo estimates", placebos)?;
    crate::error::positive("the list of scales", scales)?;
    crate::error::positive("the scale of the treated unit", &[scale])?;
    let mut scaled: Vec<f64> = placebos.iter().zip(scales).map(|(r, s)| r * scale / s).collect();
    let units = scaled.len() as f64;
    let (middle, spread) = (mean(&scaled), sd(&scaled));
    let p = 0.5 + confidence / 2.0;
    let half = t_quantile(p, units - 1.0) * spread * (1.0 + 1.0 / units).sqrt();
    let (mut below, mut above) = (half, half);
    if placebos.len() >= 40 {
        scaled.sort_by(f64::total_cmp);
        // A placebo far below zero means that a fall as large as this comes by chance: it moves the upper limit.
        above = above.max(-sorted_quantile(&scaled, 1.0 - p));
        below = below.max(sorted_quantile(&scaled, p));
    }
    let mut interval = (estimate - below, estimate + above);
    if let Some(model) = model {
        interval = (interval.0.min(model.0), interval.1.max(model.1));
    }
    Ok(Calibrated { estimate, interval, placebos: (middle, spread), units: placebos.len(), confidence })
}

/// One-sided p-value of a reduction: the share of units, the treated one included, with an estimate at least as low.
///
/// Exact when units are exchangeable; cannot fall below 1/(J + 1).
pub fn placebo_p(statistic: f64, placebos: &[f64]) -> f64 {
    let lower = placebos.iter().filter(|&&other| other <= statistic).count();
    (1.0 + lower as f64) / (1.0 + placebos.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_form_is_the_formula() {
        let placebos = [-0.2, 0.1, 0.0, 0.3, -0.1, 0.05];
        let found = calibrate(-0.5, 1.0, &placebos, &[1.0; 6], None, 0.95).unwrap();
        let half = 2.570_582 * sd(&placebos) * (7.0_f64 / 6.0).sqrt();
        assert!((found.interval.1 - (-0.5 + half)).abs() < 1e-5);
        assert!((found.interval.0 - (-0.5 - half)).abs() < 1e-5);
    }

    #[test]
    fn the_model_can_only_widen_it() {
        let placebos = [-0.2, 0.1, 0.0, 0.3, -0.1, 0.05];
        let plain = calibrate(-0.5, 1.0, &placebos, &[1.0; 6], None, 0.95).unwrap();
        let wider = calibrate(-0.5, 1.0, &placebos, &[1.0; 6], Some((-3.0, -0.4)), 0.95).unwrap();
        assert_eq!((wider.interval.0, wider.interval.1), (-3.0, plain.interval.1));
    }

    #[test]
    fn p_counts_the_treated_unit_itself() {
        assert_eq!(placebo_p(-1.0, &[0.0; 19]), 0.05);
        assert_eq!(placebo_p(0.0, &[0.0; 19]), 1.0);
    }
}

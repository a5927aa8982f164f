//! What speaks for and against an interrupted time series: residuals, years left out, dates that were not the start.

use serde::Serialize;

use super::fit::{ItsFit, ItsModel, Ratio, fit_its};
use super::terms::{ItsTerms, its_design};
use crate::chance::{Purpose, stream, unit};
use crate::error::{Result, same_length};
use crate::numeric::distribution::{chi2_above, mean, nb2_at_most};
use crate::regression::{fit_nb2, fit_poisson};
use crate::series::CountSeries;

/// The step when one year of the time before is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOutYear {
    /// First month left out.
    pub from: usize,
    /// The step without it, as a ratio; none when the regression did not settle.
    pub step: Option<f64>,
}

/// The step at a month that was not the start, from the time before alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceboDate {
    /// The month.
    pub month: usize,
    /// The step there, with its interval.
    pub step: Ratio,
    /// Whether the interval leaves out 1.
    pub finds_something: bool,
}

/// All diagnostics of one fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnostics {
    /// Correlation of Pearson residuals at lags 1 to 12.
    pub correlations: Vec<f64>,
    /// p-value of Ljung and Box for them.
    pub ljung_box_p: f64,
    /// Randomised probability integral transforms: uniform when the law of the counts is right.
    pub pit: Vec<f64>,
    /// The largest distance of their distribution from the uniform one (Kolmogorov).
    pub pit_distance: f64,
    /// Leaving out each full year.
    pub years_left_out: Vec<LeftOutYear>,
    /// Placebo dates at every month before that leaves 24 months on both sides.
    pub placebo_dates: Vec<PlaceboDate>,
    /// The share of placebo dates that find something; about 5 % in a series that the model describes.
    pub placebo_share: Option<f64>,
    /// The seed of the randomised transforms.
    pub seed: u64,
}

/// Correlations of residuals with themselves `1…lags` months before, around their mean.
pub fn residual_correlations(residuals: &[f64], lags: usize) -> Vec<f64> {
    let middle = mean(residuals);
    let total: f64 = residuals.iter().map(|r| (r - middle).powi(2)).sum();
    (1..=lags.min(residuals.len().saturating_sub(1)))
        .map(|lag| residuals.windows(lag + 1).map(|w| (w[0] - middle) * (w[lag] - middle)).sum::<f64>() / total)
        .collect()
}

/// p-value of the hypothesis that all these correlations are zero: n(n + 2)Σ r²/(n − k) against χ². Source: Ljung, Box 1978.
pub fn ljung_box(correlations: &[f64], months: usize) -> f64 {
    let n = months as f64;
    let q: f64 = correlations.iter().enumerate().map(|(at, r)| r * r / (n - at as f64 - 1.0)).sum::<f64>() * n * (n + 2.0);
    chi2_above(q, correlations.len() as f64)
}

/// Everything that speaks for and against a fit.
///
/// # Errors
/// When the series is not the one that was fitted.
pub fn diagnose(series: &CountSeries, fit: &ItsFit, terms: ItsTerms, seed: u64) -> Result<Diagnostics> {
    same_length("the series", series.len(), fit.means.len(), "fitted month")?;
    let alpha = match fit.model {
        ItsModel::Poisson => 0.0,
        ItsModel::Nb2 { alpha } => alpha,
    };
    let residuals: Vec<f64> =
        series.numbers().iter().zip(&fit.means).map(|(y, mean)| (y - mean) / (mean + alpha * mean * mean).sqrt()).collect();
    let correlations = residual_correlations(&residuals, 12);
    let ljung_box_p = ljung_box(&correlations, series.len());
    let mut chance = stream(seed, Purpose::Residual, 0);
    let pit: Vec<f64> = series
        .counts()
        .iter()
        .zip(&fit.means)
        .map(|(&y, &mean)| {
            let upto = nb2_at_most(y, mean, alpha);
            let below = if y == 0 { 0.0 } else { nb2_at_most(y - 1, mean, alpha) };
            below + unit(&mut chance) * (upto - below)
        })
        .collect();
    let placebo_dates = placebo_dates(series, fit, terms)?;
    let found = placebo_dates.iter().filter(|date| date.finds_something).count();
    Ok(Diagnostics {
        correlations,
        ljung_box_p,
        pit_distance: distance_from_uniform(&pit),
        pit,
        years_left_out: years_left_out(series, fit, terms)?,
        placebo_share: (!placebo_dates.is_empty()).then(|| found as f64 / placebo_dates.len() as f64),
        placebo_dates,
        seed,
    })
}

fn distance_from_uniform(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    sorted.iter().enumerate().map(|(at, &value)| ((at as f64 + 1.0) / n - value).max(value - at as f64 / n)).fold(0.0, f64::max)
}

fn years_left_out(series: &CountSeries, fit: &ItsFit, terms: ItsTerms) -> Result<Vec<LeftOutYear>> {
    let design = its_design(series, fit.start, terms)?;
    let y = series.numbers();
    let step_at = design.term("step").unwrap_or(0);
    Ok((0..series.len() / 12)
        .map(|year| {
            let out = 12 * year..12 * (year + 1);
            let rows: Vec<usize> = (0..series.len()).filter(|t| !out.contains(t)).collect();
            let kept: Vec<f64> = rows.iter().map(|&row| y[row]).collect();
            let part = design.only(&rows);
            let step = match fit.model {
                ItsModel::Nb2 { .. } => fit_nb2(&kept, &part).ok().map(|fit| fit.coefficients[step_at]),
                ItsModel::Poisson => None,
            }
            .or_else(|| fit_poisson(&kept, &part).ok().map(|fit| fit.coefficients[step_at]));
            LeftOutYear { from: out.start, step: step.map(f64::exp) }
        })
        .collect())
}

fn placebo_dates(series: &CountSeries, fit: &ItsFit, terms: ItsTerms) -> Result<Vec<PlaceboDate>> {
    let mut dates = Vec::new();
    if fit.start < 48 {
        return Ok(dates);
    }
    let before = series.first(fit.start)?;
    for month in 24..=fit.start - 24 {
        // A date at which the regression does not settle says nothing for or against.
        if let Ok(placebo) = fit_its(&before, month, terms, fit.confidence) {
            let finds_something = placebo.step.lower > 1.0 || placebo.step.upper < 1.0;
            dates.push(PlaceboDate { month, step: placebo.step, finds_something });
        }
    }
    Ok(dates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternating_series_is_correlated_with_itself() {
        let residuals: Vec<f64> = (0..40).map(|t| if t % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let correlations = residual_correlations(&residuals, 2);
        assert!((correlations[0] + 39.0 / 40.0).abs() < 1e-12 && (correlations[1] - 38.0 / 40.0).abs() < 1e-12);
        assert!(ljung_box(&correlations, 40) < 1e-10);
    }

    #[test]
    fn the_distance_from_uniform_of_evenly_spread_values_is_small() {
        let even: Vec<f64> = (0..100).map(|at| (f64::from(at) + 0.5) / 100.0).collect();
        assert!((distance_from_uniform(&even) - 0.005).abs() < 1e-12);
    }
}

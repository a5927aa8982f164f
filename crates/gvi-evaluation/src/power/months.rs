//! How many months until one city's series could show an effect of a given size?

use nalgebra::DMatrix;
use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::normal_below;
use crate::numeric::matrix::{factor, quadratic, weighted_cross};

/// Which terms the later analysis will have, besides level and season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PowerTerms {
    /// Season and step: a floor, right only when there is no trend.
    Step,
    /// Season, trend and step.
    TrendStep,
    /// Season, trend, step and slope; the contrast is the mean log effect over the follow-up.
    TrendStepSlope,
}

/// A planned single-city series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PowerDesign {
    /// Events expected in a year without the programme.
    pub events_a_year: f64,
    /// Months before the start.
    pub months_before: usize,
    /// NB2 dispersion; 0 for Poisson.
    pub alpha: f64,
    /// The fall that is to be seen: 0.3 for −30 %.
    pub fall: f64,
    /// Terms of the analysis.
    pub terms: PowerTerms,
}

impl PowerDesign {
    pub(super) fn check(&self) -> Result<()> {
        if !(self.events_a_year > 0.0) {
            return Err(EvaluationError::Setting { what: "the number of events a year", value: self.events_a_year, wanted: "above zero" });
        }
        if !(self.alpha >= 0.0) {
            return Err(EvaluationError::Setting { what: "the dispersion", value: self.alpha, wanted: "zero or more" });
        }
        if !(self.fall < 1.0) {
            return Err(EvaluationError::Setting { what: "the fall", value: self.fall, wanted: "below 1 (everything)" });
        }
        at_least("months before the start", self.months_before, 12, "collect one year at least")
    }

    pub(super) fn rows(&self, after: usize) -> Vec<Vec<f64>> {
        self.rows_centred(after, (after as f64 - 1.0) / 2.0)
    }

    fn rows_from_start(&self, after: usize) -> Vec<Vec<f64>> {
        self.rows_centred(after, 0.0)
    }

    fn rows_centred(&self, after: usize, middle: f64) -> Vec<Vec<f64>> {
        let total = self.months_before + after;
        let columns = 4 + match self.terms {
            PowerTerms::Step => 0,
            PowerTerms::TrendStep => 1,
            PowerTerms::TrendStepSlope => 2,
        };
        (0..total)
            .map(|t| {
                let angle = 2.0 * std::f64::consts::PI * t as f64 / 12.0;
                let since = t as f64 - self.months_before as f64;
                let d = if since >= 0.0 { 1.0 } else { 0.0 };
                let mut row = vec![1.0, d, angle.sin(), angle.cos(), since / 12.0, d * (since - middle) / 12.0];
                row.truncate(columns);
                row
            })
            .collect()
    }

    pub(super) fn means(&self, after: usize, fall: f64) -> Vec<f64> {
        (0..self.months_before + after)
            .map(|t| {
                let season = 0.2 * (2.0 * std::f64::consts::PI * t as f64 / 12.0).sin();
                let effect = if t >= self.months_before { 1.0 - fall } else { 1.0 };
                self.events_a_year / 12.0 * season.exp() * effect
            })
            .collect()
    }
}

/// What is the probability of seeing the fall after so many months?
///
/// Formula: V = (XᵀWX)⁻¹, W = diag(μ/(1 + αμ)), power = Φ(−ln(1 − e)/√V_step − 1.96) for a two-sided test at 5 % that counts
/// only reductions; with a slope the step is centred on the middle of the follow-up. Truth: a season of ±20 % and a step.
/// Assumption: the analysis has the right terms and the counts are independent. None when so few months cannot carry the terms.
///
/// # Errors
/// For a design that makes no sense.
pub fn power_after(design: &PowerDesign, months_after: usize) -> Result<Option<f64>> {
    design.check()?;
    if months_after == 0 {
        return Ok(None);
    }
    let rows = design.rows(months_after);
    let weights: Vec<f64> = design.means(months_after, design.fall).iter().map(|m| m / (1.0 + design.alpha * m)).collect();
    let x = DMatrix::from_fn(rows.len(), rows[0].len(), |row, column| rows[row][column]);
    let names: Vec<String> = (0..rows[0].len()).map(|at| format!("term {at}")).collect();
    let Ok(factored) = factor(&weighted_cross(&x, &weights), &names) else { return Ok(None) };
    let error = factored.inverse()[(1, 1)].sqrt();
    Ok(Some(normal_below(-(1.0 - design.fall).ln() / error - Z_TWO_SIDED)))
}

/// After how many months does the power first reach `power`? Every month up to `months_max` is tried, because power is not
/// monotone in the follow-up. None when it never does.
///
/// # Errors
/// As [`power_after`].
pub fn months_needed(design: &PowerDesign, power: f64, months_max: usize) -> Result<Option<usize>> {
    design.check()?;
    let fewest = if design.terms == PowerTerms::TrendStepSlope { 2 } else { 1 };
    // With the slope counted from the start instead of the middle, a month more is a row more, and the information of the
    // months so far is kept. The contrast moves instead.
    let rows = design.rows_from_start(months_max);
    let means = design.means(months_max, design.fall);
    let size = rows[0].len();
    let names: Vec<String> = (0..size).map(|at| format!("term {at}")).collect();
    let mut information = DMatrix::<f64>::zeros(size, size);
    for (t, (row, mean)) in rows.iter().zip(&means).enumerate() {
        let weight = mean / (1.0 + design.alpha * mean);
        for a in 0..size {
            for b in 0..size {
                information[(a, b)] += weight * row[a] * row[b];
            }
        }
        let months = (t + 1).saturating_sub(design.months_before);
        if months < fewest {
            continue;
        }
        let mut contrast = vec![0.0; size];
        contrast[1] = 1.0;
        if size == 6 {
            contrast[5] = (months as f64 - 1.0) / 24.0;
        }
        let Ok(factored) = factor(&information, &names) else { continue };
        let error = quadratic(&factored.inverse(), &contrast).sqrt();
        if normal_below(-(1.0 - design.fall).ln() / error - Z_TWO_SIDED) >= power {
            return Ok(Some(months));
        }
    }
    Ok(None)
}

const Z_TWO_SIDED: f64 = 1.959_963_984_540_054;

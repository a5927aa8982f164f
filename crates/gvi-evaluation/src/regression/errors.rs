//! Errors that do not trust the model: quasi-Poisson and HAC (Newey–West).

use nalgebra::DMatrix;

use super::design::Design;
use super::poisson::PoissonFit;
use crate::error::{EvaluationError, Result, same_length};
use crate::numeric::matrix::{factor, weighted_cross};

/// Which information stands outside the sandwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bread {
    /// XᵀWX with W = μ/(1 + αμ): the expected information.
    Expected,
    /// The Hessian of the log likelihood at the counts, α known.
    Observed,
}

/// How errors allow for correlation over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HacSettings {
    /// The longest lag that counts, 12 for months.
    pub lags: usize,
    /// Which information stands outside.
    pub bread: Bread,
    /// Multiply by n/(n − p), as for small samples.
    pub small_sample: bool,
}

impl Default for HacSettings {
    fn default() -> Self {
        Self { lags: 12, bread: Bread::Expected, small_sample: false }
    }
}

/// How sure are the coefficients when neighbouring months are alike?
///
/// Formula: A⁻¹BA⁻¹ with scores s_t = x_t(y_t − μ_t)/(1 + αμ_t), B = Σ_l w_l Σ_t (s_t s_{t−l}ᵀ + s_{t−l} s_tᵀ), Bartlett
/// weights w_l = 1 − l/(L + 1). α = 0 gives the Poisson version. Assumption: correlation dies out within L months.
/// Source: Newey, West 1987.
///
/// # Errors
/// When lengths differ or the information cannot be inverted.
pub fn hac_covariance(y: &[f64], design: &Design, means: &[f64], alpha: f64, settings: HacSettings) -> Result<DMatrix<f64>> {
    same_length("the list of counts", y.len(), design.rows(), "row of the design")?;
    same_length("the list of means", means.len(), design.rows(), "row of the design")?;
    if settings.lags >= y.len() {
        return Err(EvaluationError::Setting {
            what: "the number of lags",
            value: settings.lags as f64,
            wanted: "below the number of months",
        });
    }
    let (n, p) = (y.len(), design.terms());
    let scores = DMatrix::from_fn(n, p, |row, column| design.x[(row, column)] * (y[row] - means[row]) / (1.0 + alpha * means[row]));
    let mut meat = scores.tr_mul(&scores);
    for lag in 1..=settings.lags {
        let weight = 1.0 - lag as f64 / (settings.lags as f64 + 1.0);
        let shifted = scores.rows(lag, n - lag).tr_mul(&scores.rows(0, n - lag));
        meat += (&shifted + shifted.transpose()) * weight;
    }
    let weights: Vec<f64> = match settings.bread {
        Bread::Expected => means.iter().map(|m| m / (1.0 + alpha * m)).collect(),
        Bread::Observed => (0..n).map(|i| means[i] * (1.0 + alpha * y[i]) / (1.0 + alpha * means[i]).powi(2)).collect(),
    };
    let bread = factor(&weighted_cross(&design.x, &weights), &design.names)?.inverse();
    let scale = if settings.small_sample { n as f64 / (n - p) as f64 } else { 1.0 };
    Ok(&bread * meat * &bread * scale)
}

/// Model errors widened by the root of the dispersion; for use with t on the degrees of freedom.
///
/// Formula: φ(XᵀMX)⁻¹ with φ = Pearson χ²/(n − p), not floored: a φ below 1 narrows the error. Source: Wedderburn 1974.
pub fn quasi_covariance(fit: &PoissonFit) -> DMatrix<f64> {
    &fit.covariance * fit.dispersion
}

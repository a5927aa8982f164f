//! Poisson regression with log link by iteratively reweighted least squares.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::design::{Design, check_counts};
use crate::error::{EvaluationError, Result};
use crate::numeric::distribution::ln_factorial;
use crate::numeric::matrix::{factor, root_diagonal, weighted_cross};

const ROUNDS_MAX: usize = 100;

/// A fitted Poisson regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoissonFit {
    /// Coefficients on the log scale, in the order of the design.
    pub coefficients: Vec<f64>,
    /// Fitted means.
    pub means: Vec<f64>,
    /// Model errors (variance = mean).
    pub errors: Vec<f64>,
    /// Covariance of the coefficients under the model.
    #[serde(skip)]
    pub covariance: DMatrix<f64>,
    /// Log likelihood with all constants.
    pub loglik: f64,
    /// Deviance.
    pub deviance: f64,
    /// Pearson's χ².
    pub pearson: f64,
    /// Pearson's χ² over the degrees of freedom; above 1 means more spread than Poisson.
    pub dispersion: f64,
    /// Observations minus terms.
    pub freedom: usize,
}

/// The log likelihood of counts under Poisson means.
pub fn poisson_loglik(y: &[f64], means: &[f64]) -> f64 {
    y.iter().zip(means).map(|(&y, &mean)| if y > 0.0 { y * mean.ln() } else { 0.0 } - mean - ln_factorial(y)).sum()
}

fn deviance(y: &[f64], means: &[f64]) -> f64 {
    2.0 * y.iter().zip(means).map(|(&y, &mean)| if y > 0.0 { y * (y / mean).ln() } else { 0.0 } - (y - mean)).sum::<f64>()
}

/// Which log-linear rates describe these counts?
///
/// Formula: y_t ~ Poisson(μ_t), ln μ_t = offset_t + x_tβ; β by Newton steps (XᵀMX)⁻¹Xᵀ(y − μ), halved while the
/// deviance rises. Shapes: n counts, n × p design. Assumption of the model errors: variance = mean and independence; see
/// [`hac_covariance`](super::hac_covariance) and [`quasi_covariance`](super::quasi_covariance) when it is not so.
/// Source: Nelder, Wedderburn 1972.
///
/// # Errors
/// For a design with repeated terms, all counts zero, or no settling (a group of observations without any event).
pub fn fit_poisson(y: &[f64], design: &Design) -> Result<PoissonFit> {
    check_counts(y, design)?;
    let middle = y.iter().sum::<f64>() / y.len() as f64;
    let start: Vec<f64> = y.iter().map(|&y| (y + middle) / 2.0).collect();
    // The first step starts from means halfway between each count and the mean of all.
    let weights: Vec<f64> = start.clone();
    let working = DVector::from_fn(y.len(), |row, _| start[row].ln() - design.offset[row] + (y[row] - start[row]) / start[row]);
    let cross = weighted_cross(&design.x, &weights);
    let right = design.x.tr_mul(&DVector::from_fn(y.len(), |row, _| weights[row] * working[row]));
    let mut beta = factor(&cross, &design.names)?.solve(&right);
    let mut means = exp_all(&design.eta(beta.as_slice()));
    let mut now = deviance(y, &means);
    let mut settled = false;
    for _ in 0..ROUNDS_MAX {
        let score = design.x.tr_mul(&DVector::from_fn(y.len(), |row, _| y[row] - means[row]));
        let step = factor(&weighted_cross(&design.x, &means), &design.names)?.solve(&score);
        let mut size = 1.0;
        let (mut next, mut next_means, mut next_deviance);
        loop {
            next = &beta + &step * size;
            next_means = exp_all(&design.eta(next.as_slice()));
            next_deviance = deviance(y, &next_means);
            if next_deviance.is_finite() && next_deviance <= now + 1e-10 * (1.0 + now.abs()) {
                break;
            }
            size /= 2.0;
            if size < 1e-8 {
                break;
            }
        }
        let moved = step.amax() * size;
        beta = next;
        means = next_means;
        now = next_deviance;
        if moved < 1e-11 * (1.0 + beta.amax()) {
            settled = true;
            break;
        }
    }
    if !settled || beta.amax() > 1e3 || !now.is_finite() {
        return Err(EvaluationError::NotSettled {
            what: "the Poisson regression",
            rounds: ROUNDS_MAX,
            remedy: "look for a term under which no event happened at all, and leave it out",
        });
    }
    let covariance = factor(&weighted_cross(&design.x, &means), &design.names)?.inverse();
    let freedom = y.len() - design.terms();
    let pearson: f64 = y.iter().zip(&means).map(|(y, mean)| (y - mean).powi(2) / mean).sum();
    Ok(PoissonFit {
        loglik: poisson_loglik(y, &means),
        errors: root_diagonal(&covariance),
        coefficients: beta.as_slice().to_vec(),
        covariance,
        deviance: now,
        pearson,
        dispersion: pearson / freedom as f64,
        freedom,
        means,
    })
}

pub(crate) fn exp_all(eta: &[f64]) -> Vec<f64> {
    eta.iter().map(|value| value.clamp(-700.0, 700.0).exp()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_alone_gives_the_log_of_the_mean() {
        let y = [3.0, 5.0, 4.0, 0.0];
        let design = Design::new(vec![("level".into(), vec![1.0; 4])], vec![0.0; 4]).unwrap();
        let fit = fit_poisson(&y, &design).unwrap();
        assert!((fit.coefficients[0] - 3.0_f64.ln()).abs() < 1e-12);
        assert!((fit.errors[0] - (1.0_f64 / 12.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_repeated_term_is_named() {
        let design = Design::new(
            vec![("level".into(), vec![1.0; 5]), ("a".into(), vec![1.0, 2.0, 3.0, 4.0, 5.0]), ("b".into(), vec![2.0, 4.0, 6.0, 8.0, 10.0])],
            vec![0.0; 5],
        )
        .unwrap();
        let error = fit_poisson(&[1.0, 2.0, 1.0, 3.0, 2.0], &design).unwrap_err();
        assert!(matches!(error, EvaluationError::Collinear { ref term } if term == "b"), "{error}");
    }

    #[test]
    fn a_term_under_which_nothing_happened_does_not_settle() {
        let design = Design::new(vec![("level".into(), vec![1.0; 4]), ("after".into(), vec![0.0, 0.0, 1.0, 1.0])], vec![0.0; 4]).unwrap();
        assert!(fit_poisson(&[4.0, 5.0, 0.0, 0.0], &design).is_err());
    }
}

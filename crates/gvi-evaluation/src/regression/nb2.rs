//! Negative binomial regression with variance μ + αμ² (NB2), by joint Newton steps in the coefficients and α.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::design::{Design, check_counts};
use super::poisson::{PoissonFit, exp_all, fit_poisson};
use crate::error::{EvaluationError, Result};
use crate::numeric::distribution::{chi2_above, ln_factorial};
use crate::numeric::matrix::{factor, root_diagonal, weighted_cross};

const ROUNDS_MAX: usize = 200;

/// A fitted NB2 regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nb2Fit {
    /// Coefficients on the log scale.
    pub coefficients: Vec<f64>,
    /// Dispersion α.
    pub alpha: f64,
    /// Fitted means.
    pub means: Vec<f64>,
    /// Errors from the observed joint information of coefficients and α (the last one belongs to α).
    pub errors: Vec<f64>,
    /// Errors from the expected information with α taken as known, as R's glm.nb gives them.
    pub errors_alpha_known: Vec<f64>,
    /// Covariance of the coefficients from the observed joint information.
    #[serde(skip)]
    pub covariance: DMatrix<f64>,
    /// Expected-information covariance with α known.
    #[serde(skip)]
    pub covariance_alpha_known: DMatrix<f64>,
    /// Log likelihood with all constants.
    pub loglik: f64,
    /// p-value of the boundary test of α = 0: ½P(χ²₁ > 2(ℓ_NB − ℓ_P)).
    pub p_poisson: f64,
    /// Observations minus coefficients.
    pub freedom: usize,
}

/// The log likelihood of counts under NB2 means and α > 0.
///
/// Written as Σ_{j<y} ln(1 + αj) + y ln μ − (y + 1/α) ln(1 + αμ) − ln y!, which does not lose digits for small α.
pub fn nb2_loglik(y: &[f64], means: &[f64], alpha: f64) -> f64 {
    let tails = tails(y);
    let rising: f64 = tails.iter().enumerate().map(|(j, &above)| above * (alpha * j as f64).ln_1p()).sum();
    rising
        + y.iter()
            .zip(means)
            .map(|(&y, &mean)| if y > 0.0 { y * mean.ln() } else { 0.0 } - (y + 1.0 / alpha) * (alpha * mean).ln_1p() - ln_factorial(y))
            .sum::<f64>()
}

/// For each j, how many counts are above j.
fn tails(y: &[f64]) -> Vec<f64> {
    let most = y.iter().fold(0.0_f64, |most, &y| most.max(y)) as usize;
    let mut tails = vec![0.0; most];
    for &count in y {
        if count >= 1.0 {
            tails[count as usize - 1] += 1.0;
        }
    }
    for j in (1..most).rev() {
        tails[j - 1] += tails[j];
    }
    tails
}

/// Σ over observations of the terms of ∂ℓ/∂α and ∂²ℓ/∂α² that depend on the mean. Series for small αμ.
fn alpha_terms(mean: f64, y: f64, alpha: f64) -> (f64, f64) {
    let am = alpha * mean;
    let one = 1.0 + am;
    let (bend, bend_slope) = if am < 1e-3 {
        // ln(1 + x)/α² − μ/(α(1 + x)) = μ²(½ − ⅔x + ¾x² − ⅘x³ …), and its derivative in α.
        let square = mean * mean;
        (square * (0.5 - am * (2.0 / 3.0 - am * (0.75 - 0.8 * am))), square * mean * (-2.0 / 3.0 + am * (1.5 - 2.4 * am)))
    } else {
        let bend = am.ln_1p() / (alpha * alpha) - mean / (alpha * one);
        let slope = -2.0 * am.ln_1p() / alpha.powi(3) + 2.0 * mean / (alpha * alpha * one) + mean * mean / (alpha * one * one);
        (bend, slope)
    };
    (bend - y * mean / one, bend_slope + y * mean * mean / (one * one))
}

struct Derivatives {
    score: DVector<f64>,
    information: DMatrix<f64>,
}

/// Score and observed information of (β, α).
fn derivatives(y: &[f64], design: &Design, means: &[f64], alpha: f64, tails: &[f64]) -> Derivatives {
    let p = design.terms();
    let n = y.len();
    let weights: Vec<f64> = (0..n).map(|i| means[i] * (1.0 + alpha * y[i]) / (1.0 + alpha * means[i]).powi(2)).collect();
    let pulls = DVector::from_fn(n, |i, _| (y[i] - means[i]) / (1.0 + alpha * means[i]));
    let crossing = DVector::from_fn(n, |i, _| (y[i] - means[i]) * means[i] / (1.0 + alpha * means[i]).powi(2));
    let beta_score = design.x.tr_mul(&pulls);
    let beta_alpha = design.x.tr_mul(&crossing);
    let beta_beta = weighted_cross(&design.x, &weights);
    let mut alpha_score: f64 = tails.iter().enumerate().map(|(j, &above)| above * j as f64 / (1.0 + alpha * j as f64)).sum();
    let mut alpha_bend: f64 =
        -tails.iter().enumerate().map(|(j, &above)| above * (j as f64 / (1.0 + alpha * j as f64)).powi(2)).sum::<f64>();
    for i in 0..n {
        let (first, second) = alpha_terms(means[i], y[i], alpha);
        alpha_score += first;
        alpha_bend += second;
    }
    let mut score = DVector::zeros(p + 1);
    score.rows_mut(0, p).copy_from(&beta_score);
    score[p] = alpha_score;
    let mut information = DMatrix::zeros(p + 1, p + 1);
    information.view_mut((0, 0), (p, p)).copy_from(&beta_beta);
    for k in 0..p {
        information[(k, p)] = beta_alpha[k];
        information[(p, k)] = beta_alpha[k];
    }
    information[(p, p)] = -alpha_bend;
    Derivatives { score, information }
}

/// Which log-linear rates describe counts that spread more than Poisson?
///
/// Formula: variance μ + αμ²; β and α together by Newton steps on the exact log likelihood, halved while it falls.
/// Shapes and link as in [`fit_poisson`]. Assumption: the spread grows with the square of the mean; independence over time.
/// Sources: Lawless 1987; Cameron, Trivedi 1986.
///
/// # Errors
/// As [`fit_poisson`]; and when the counts spread no more than Poisson (dispersion ≤ 1), where α has no estimate above zero:
/// then use the Poisson fit and say so.
pub fn fit_nb2(y: &[f64], design: &Design) -> Result<Nb2Fit> {
    let poisson = fit_poisson(y, design)?;
    fit_nb2_from(y, design, &poisson)
}

pub(crate) fn fit_nb2_from(y: &[f64], design: &Design, poisson: &PoissonFit) -> Result<Nb2Fit> {
    check_counts(y, design)?;
    let boundary = EvaluationError::NotSettled {
        what: "the NB2 dispersion (the counts spread no more than Poisson)",
        rounds: ROUNDS_MAX,
        remedy: "use the Poisson fit",
    };
    if poisson.dispersion <= 1.0 {
        return Err(boundary);
    }
    let tails = tails(y);
    let p = design.terms();
    let mut beta = DVector::from_vec(poisson.coefficients.clone());
    let mut means = poisson.means.clone();
    let moment = means.iter().zip(y).map(|(m, y)| ((y - m).powi(2) - m) / (m * m)).sum::<f64>() / poisson.freedom as f64;
    let mut alpha = moment.clamp(1e-4, 10.0);
    let mut now = nb2_loglik(y, &means, alpha);
    let mut settled = false;
    for _ in 0..ROUNDS_MAX {
        let d = derivatives(y, design, &means, alpha, &tails);
        let step = match factor(&d.information, &design.names) {
            Ok(factored) => factored.solve(&d.score),
            Err(_) => {
                // Not concave here: the expected information of β alone, and a cautious move of α along its slope.
                let weights: Vec<f64> = means.iter().map(|m| m / (1.0 + alpha * m)).collect();
                let beta_step = factor(&weighted_cross(&design.x, &weights), &design.names)?.solve(&d.score.rows(0, p).into_owned());
                let mut step = DVector::zeros(p + 1);
                step.rows_mut(0, p).copy_from(&beta_step);
                step[p] = alpha * 0.5 * d.score[p].signum();
                step
            }
        };
        let mut size = 1.0;
        let mut taken = None;
        while size > 1e-9 {
            let next_alpha = alpha + size * step[p];
            if next_alpha > alpha * 0.1 {
                let next_beta = &beta + step.rows(0, p) * size;
                let next_means = exp_all(&design.eta(next_beta.as_slice()));
                let next = nb2_loglik(y, &next_means, next_alpha);
                if next.is_finite() && next >= now - 1e-10 * (1.0 + now.abs()) {
                    taken = Some((next_beta, next_alpha, next_means, next));
                    break;
                }
            }
            size /= 2.0;
        }
        let Some((next_beta, next_alpha, next_means, next)) = taken else { break };
        let moved = (&next_beta - &beta).amax().max((next_alpha - alpha).abs());
        (beta, alpha, means, now) = (next_beta, next_alpha, next_means, next);
        if alpha < 1e-8 {
            return Err(boundary);
        }
        if moved < 1e-11 {
            settled = true;
            break;
        }
    }
    if !settled {
        return Err(EvaluationError::NotSettled {
            what: "the NB2 regression",
            rounds: ROUNDS_MAX,
            remedy: "use the Poisson fit with HAC errors",
        });
    }
    let d = derivatives(y, design, &means, alpha, &tails);
    let mut names = design.names.clone();
    names.push("alpha".to_owned());
    let joint = factor(&d.information, &names)?.inverse();
    let weights: Vec<f64> = means.iter().map(|m| m / (1.0 + alpha * m)).collect();
    let known = factor(&weighted_cross(&design.x, &weights), &design.names)?.inverse();
    Ok(Nb2Fit {
        coefficients: beta.as_slice().to_vec(),
        alpha,
        errors: root_diagonal(&joint),
        errors_alpha_known: root_diagonal(&known),
        covariance: joint.view((0, 0), (p, p)).into_owned(),
        covariance_alpha_known: known,
        loglik: now,
        p_poisson: 0.5 * chi2_above(2.0 * (now - poisson.loglik), 1.0),
        freedom: y.len() - p,
        means,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread() -> (Vec<f64>, Design) {
        let y = vec![2.0, 15.0, 1.0, 9.0, 30.0, 4.0, 7.0, 0.0, 22.0, 5.0, 12.0, 3.0];
        let x = (0..12).map(|t| f64::from(t) / 12.0).collect();
        (y, Design::new(vec![("level".into(), vec![1.0; 12]), ("trend".into(), x)], vec![0.0; 12]).unwrap())
    }

    #[test]
    fn the_derivatives_are_those_of_the_log_likelihood() {
        let (y, design) = spread();
        let fit = fit_nb2(&y, &design).unwrap();
        let at = |a: f64, b: f64, alpha: f64| {
            let means = exp_all(&design.eta(&[a, b]));
            nb2_loglik(&y, &means, alpha)
        };
        let (a, b, alpha) = (fit.coefficients[0] + 0.1, fit.coefficients[1] - 0.2, fit.alpha * 1.3);
        let means = exp_all(&design.eta(&[a, b]));
        let d = derivatives(&y, &design, &means, alpha, &tails(&y));
        let h = 1e-5;
        let numeric = [
            (at(a + h, b, alpha) - at(a - h, b, alpha)) / (2.0 * h),
            (at(a, b + h, alpha) - at(a, b - h, alpha)) / (2.0 * h),
            (at(a, b, alpha + h) - at(a, b, alpha - h)) / (2.0 * h),
        ];
        for (exact, numeric) in d.score.iter().zip(numeric) {
            assert!((exact - numeric).abs() < 1e-6 * (1.0 + numeric.abs()), "{exact} {numeric}");
        }
        let second = (at(a, b, alpha + 1e-3) - 2.0 * at(a, b, alpha) + at(a, b, alpha - 1e-3)) / 1e-6;
        assert!((d.information[(2, 2)] + second).abs() < 1e-3 * (1.0 + second.abs()));
    }

    #[test]
    fn the_series_for_small_alpha_meets_the_exact_form() {
        let (mean, y) = (10.0, 8.0);
        let series = alpha_terms(mean, y, 0.99e-4);
        let exact = alpha_terms(mean, y, 1.01e-4);
        assert!((series.0 - exact.0).abs() < 0.01 && (series.1 - exact.1).abs() < 2.0, "{series:?} {exact:?}");
    }

    #[test]
    fn counts_that_spread_less_than_poisson_are_sent_back_to_poisson() {
        let design = Design::new(vec![("level".into(), vec![1.0; 6])], vec![0.0; 6]).unwrap();
        assert!(fit_nb2(&[5.0, 5.0, 6.0, 5.0, 4.0, 5.0], &design).unwrap_err().to_string().contains("use the Poisson fit"));
    }
}

//! Several cities together: random effects, and what the next city may expect.

use serde::Serialize;

use crate::error::{Result, at_least, finite, positive, same_length};
use crate::numeric::distribution::{chi2_above, t_quantile};
use crate::numeric::search::golden_section;
use crate::provenance::{Fingerprint, Provenance};

/// A synthesis of log ratios.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Synthesis {
    /// Mean log ratio over cities.
    pub mean: f64,
    /// Its error by Hartung and Knapp.
    pub error: f64,
    /// Its interval, with t on k − 1 degrees.
    pub interval: (f64, f64),
    /// Where the true log ratio of another such city is to be expected; none for fewer than 3 cities.
    pub prediction: Option<(f64, f64)>,
    /// Variance between cities.
    pub tau2: f64,
    /// Cochran's Q and its p-value against no difference between cities.
    pub heterogeneity: (f64, f64),
    /// Weight of each city, summing to one.
    pub weights: Vec<f64>,
    /// Cities.
    pub cities: usize,
    /// How to make it again.
    pub provenance: Provenance,
}

const ASSUMPTIONS: [&str; 3] = [
    "each city's own error is known and honest (calibrated)",
    "true effects vary between cities like draws from one normal law",
    "cities were not chosen for their results",
];

/// What was the effect over several cities, and what may another city expect?
///
/// θ̂_i = θ_i + e_i, θ_i ~ N(μ, τ²). τ² by restricted maximum likelihood; interval μ̂ ± t_{k−1}·SE with
/// SE² = Σw_i(θ̂_i − μ̂)²/((k − 1)Σw_i), not smaller than the plain 1/Σw_i; prediction interval μ̂ ± t_{k−2}√(τ² + SE²).
/// Shapes: one log ratio and one error for each city. Sources: Viechtbauer 2005; Hartung, Knapp 2001; Higgins, Thompson,
/// Spiegelhalter 2009.
///
/// # Errors
/// For fewer than 2 cities, lengths that differ, or errors that are not above zero.
pub fn synthesise(log_ratios: &[f64], errors: &[f64], confidence: f64) -> Result<Synthesis> {
    at_least("cities", log_ratios.len(), 2, "one city needs no synthesis")?;
    same_length("the list of errors", errors.len(), log_ratios.len(), "city")?;
    finite("the list of log ratios", log_ratios)?;
    positive("the list of errors", errors)?;
    let k = log_ratios.len() as f64;
    let pooled = |tau2: f64| {
        let weights: Vec<f64> = errors.iter().map(|error| 1.0 / (error * error + tau2)).collect();
        let total: f64 = weights.iter().sum();
        let mean = weights.iter().zip(log_ratios).map(|(w, y)| w * y).sum::<f64>() / total;
        (weights, total, mean)
    };
    let negative = |tau2: f64| {
        let (weights, total, mean) = pooled(tau2);
        let squares: f64 = weights.iter().zip(log_ratios).map(|(w, y)| w * (y - mean).powi(2)).sum();
        0.5 * (squares + total.ln() - weights.iter().map(|w| w.ln()).sum::<f64>())
    };
    let spread = log_ratios.iter().map(|y| (y - pooled(0.0).2).powi(2)).sum::<f64>();
    // τ on the scale of its root, where the likelihood is smooth down to zero.
    let (root, lowest) = golden_section(0.0, (spread + 1e-12).sqrt() * 2.0, 1e-10, |root| negative(root * root));
    let tau2 = if negative(0.0) <= lowest + 1e-9 { 0.0 } else { root * root };
    let (weights, total, mean) = pooled(tau2);
    let squares: f64 = weights.iter().zip(log_ratios).map(|(w, y)| w * (y - mean).powi(2)).sum();
    let error = (squares / (k - 1.0) / total).max(1.0 / total).sqrt();
    let half = t_quantile(0.5 + confidence / 2.0, k - 1.0) * error;
    let prediction = (log_ratios.len() >= 3).then(|| {
        let wide = t_quantile(0.5 + confidence / 2.0, k - 2.0) * (tau2 + error * error).sqrt();
        (mean - wide, mean + wide)
    });
    let (fixed, _, fixed_mean) = pooled(0.0);
    let q: f64 = fixed.iter().zip(log_ratios).map(|(w, y)| w * (y - fixed_mean).powi(2)).sum();
    let input = Fingerprint::of("synthesis")
        .numbers("log ratios", log_ratios)
        .numbers("errors", errors)
        .numbers("confidence", &[confidence])
        .finish();
    Ok(Synthesis {
        mean,
        error,
        interval: (mean - half, mean + half),
        prediction,
        tau2,
        heterogeneity: (q, chi2_above(q, k - 1.0)),
        weights: weights.iter().map(|w| w / total).collect(),
        cities: log_ratios.len(),
        provenance: Provenance::new("random-effects synthesis", &ASSUMPTIONS, None, input),
    })
}

/// The same with a prior on the mean log ratio: a labelled sensitivity, never the result.
///
/// Formula: precision-weighted mean of synthesis and prior. Published priors: −0.26 (all designs) or −0.17 (trials), SD 0.15
/// assumed. Source: Braga, Turchan, Weisburd, as named in the domain document.
pub fn with_prior(synthesis: &Synthesis, prior_mean: f64, prior_sd: f64) -> (f64, f64) {
    let (own, prior) = (synthesis.error.powi(-2), prior_sd.powi(-2));
    ((own * synthesis.mean + prior * prior_mean) / (own + prior), (own + prior).powf(-0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_that_agree_have_no_variance_between_them() {
        let found = synthesise(&[-0.2, -0.2, -0.2], &[0.1, 0.2, 0.1], 0.95).unwrap();
        assert_eq!(found.tau2, 0.0);
        assert!((found.mean + 0.2).abs() < 1e-12);
        assert!((found.error - (1.0_f64 / (100.0 + 25.0 + 100.0)).sqrt()).abs() < 1e-12, "never surer than the plain error");
    }

    #[test]
    fn the_restricted_likelihood_has_its_top_at_the_estimate() {
        // With equal errors REML has a closed form: sample variance minus error variance.
        let y = [-0.5, -0.1, 0.2, -0.4, 0.1, -0.3];
        let found = synthesise(&y, &[0.15; 6], 0.95).unwrap();
        let variance = crate::numeric::distribution::sd(&y).powi(2);
        assert!((found.tau2 - (variance - 0.0225)).abs() < 1e-7, "{}", found.tau2);
        let prediction = found.prediction.unwrap();
        assert!(prediction.0 < found.interval.0 && prediction.1 > found.interval.1);
    }

    #[test]
    fn a_prior_pulls_but_is_labelled_apart() {
        let found = synthesise(&[-0.5, -0.3], &[0.2, 0.2], 0.95).unwrap();
        let (mean, sd) = with_prior(&found, -0.17, 0.15);
        assert!(mean > found.mean && mean < -0.17 && sd < found.error);
    }
}

//! Multiplier bootstrap: a band that holds for all parts at once.

use rand::RngExt;
use serde::Serialize;

use super::aggregate::Aggregate;
use crate::chance::{Purpose, stream};
use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::{normal_quantile, sample_quantile, sorted_quantile};

/// Settings of the bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BootstrapSettings {
    /// Rounds, 999 unless told.
    pub rounds: usize,
    /// Confidence of the band.
    pub confidence: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for BootstrapSettings {
    fn default() -> Self {
        Self { rounds: 999, confidence: 0.95, seed: 1 }
    }
}

/// A band over the parts of an aggregate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Each part: label, lower, upper.
    pub parts: Vec<(i64, f64, f64)>,
    /// How many standard errors wide the band is on each side; at least the normal quantile.
    pub critical: f64,
    /// Bootstrap error of each part, from the middle half of its draws.
    pub errors: Vec<f64>,
    /// Bootstrap error and interval of the overall effect.
    pub overall: (f64, f64, f64),
    /// The settings.
    pub settings: BootstrapSettings,
}

/// Within which band do all parts lie together?
///
/// Draws R* = √n mean(V_i ψ_i) with Mammen's two-point weights (mean 0, variance 1, third moment 1); error of a part from the
/// quartiles of its draws over those of the normal; critical value = quantile of the largest |R*|/error over parts.
/// Source: Callaway, Sant'Anna 2021, section 4; Mammen 1993.
///
/// # Errors
/// For fewer than 99 rounds or a confidence outside 0 to 1.
pub fn simultaneous_band(aggregate: &Aggregate, settings: BootstrapSettings) -> Result<Band> {
    at_least("bootstrap rounds", settings.rounds, 99, "use 999")?;
    if !(settings.confidence > 0.0 && settings.confidence < 1.0) {
        return Err(EvaluationError::Setting { what: "the confidence", value: settings.confidence, wanted: "between 0 and 1" });
    }
    let units = aggregate.overall_influence.len();
    let golden = (5.0_f64.sqrt() + 1.0) / 2.0;
    let (low, high, p_low) = (1.0 - golden, golden, golden / 5.0_f64.sqrt());
    let mut chance = stream(settings.seed, Purpose::Bootstrap, 0);
    let parts = aggregate.part_influence.len();
    let mut draws = vec![Vec::with_capacity(settings.rounds); parts + 1];
    let mut weights = vec![0.0; units];
    for _ in 0..settings.rounds {
        weights.iter_mut().for_each(|weight| *weight = if chance.random::<f64>() < p_low { low } else { high });
        for (at, draw) in draws.iter_mut().enumerate() {
            let psi = if at < parts { &aggregate.part_influence[at] } else { &aggregate.overall_influence };
            draw.push(psi.iter().zip(&weights).map(|(psi, weight)| psi * weight).sum::<f64>() / units as f64);
        }
    }
    let between = normal_quantile(0.75) - normal_quantile(0.25);
    let errors: Vec<f64> = draws.iter().map(|draw| (sample_quantile(draw, 0.75) - sample_quantile(draw, 0.25)) / between).collect();
    let mut largest: Vec<f64> = (0..settings.rounds)
        .map(|round| (0..parts).filter(|&at| errors[at] > 0.0).map(|at| (draws[at][round] / errors[at]).abs()).fold(0.0, f64::max))
        .collect();
    largest.sort_by(f64::total_cmp);
    let pointwise = normal_quantile(0.5 + settings.confidence / 2.0);
    let critical = sorted_quantile(&largest, settings.confidence).max(pointwise);
    let bands = aggregate
        .parts
        .iter()
        .zip(&errors)
        .map(|((label, value, _), error)| (*label, value - critical * error, value + critical * error))
        .collect();
    let (value, error) = (aggregate.overall.0, errors[parts]);
    Ok(Band {
        parts: bands,
        critical,
        overall: (error, value - pointwise * error, value + pointwise * error),
        errors: errors[..parts].to_vec(),
        settings,
    })
}

//! How many cities together could show an effect?

use serde::Serialize;

use crate::error::{EvaluationError, Result};
use crate::numeric::distribution::normal_below;

/// A planned comparison of cities, each with its own comparison cities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PooledDesign {
    /// Events a year in one city without the programme.
    pub events_a_year: f64,
    /// Years before and years after, each.
    pub years: usize,
    /// NB2 dispersion by month.
    pub alpha: f64,
    /// The fall that is to be seen.
    pub fall: f64,
    /// Comparison cities for each city.
    pub controls: f64,
    /// How far a city drifts from others over these years, as the SD of its log ratio beyond counting noise.
    pub tau: f64,
}

/// What cities together can show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CityPower {
    /// Standard error of one city's log ratio.
    pub error: f64,
    /// Power of one city.
    pub one_city: f64,
    /// Cities needed for a power of 80 %.
    pub cities: f64,
    /// The smallest fall one city can show with a power of 80 %.
    pub smallest_fall: f64,
}

/// How sure can one city be, and how many does it take?
///
/// Formula: f(m) = (1/m + α)/n, n = 12k months on each side, m₀ = events/12, m₁ = (1 − e)m₀,
/// s² = f(m₀) + f(m₁) + 2f(m₀)/M + τ²(1 + 1/M); power of one city Φ(|ln(1 − e)|/s − 1.96);
/// cities = ⌈((1.96 + 0.8416)s/|ln(1 − e)|)²⌉; smallest fall 1 − exp(−2.8016 s).
/// Assumption: cities drift independently; τ is learnt from untreated cities ([`learn_observed_drift`](super::learn_observed_drift)).
///
/// # Errors
/// For numbers that make no sense.
pub fn pooled_power(design: &PooledDesign) -> Result<CityPower> {
    for (what, value) in [("the number of events a year", design.events_a_year), ("the number of comparison cities", design.controls)] {
        if !(value > 0.0) {
            return Err(EvaluationError::Setting { what, value, wanted: "above zero" });
        }
    }
    if !(design.fall > 0.0 && design.fall < 1.0) {
        return Err(EvaluationError::Setting { what: "the fall", value: design.fall, wanted: "between 0 and 1" });
    }
    if design.years == 0 {
        return Err(EvaluationError::Setting { what: "the number of years", value: 0.0, wanted: "1 or more" });
    }
    let months = 12.0 * design.years as f64;
    let before = design.events_a_year / 12.0;
    let noise = |mean: f64| (1.0 / mean + design.alpha) / months;
    let after = (1.0 - design.fall) * before;
    let variance =
        noise(before) + noise(after) + 2.0 * noise(before) / design.controls + design.tau * design.tau * (1.0 + 1.0 / design.controls);
    let error = variance.sqrt();
    let effect = (1.0 - design.fall).ln().abs();
    Ok(CityPower {
        error,
        one_city: normal_below(effect / error - Z_TWO_SIDED),
        cities: ((Z_TWO_SIDED + Z_POWER) * error / effect).powi(2).ceil(),
        smallest_fall: 1.0 - (-(Z_TWO_SIDED + Z_POWER) * error).exp(),
    })
}

/// The rounded quantiles of the published formula.
const Z_TWO_SIDED: f64 = 1.96;
const Z_POWER: f64 = 0.8416;

//! Two rates compared exactly, when there are too few events for a regression.

use serde::Serialize;

use super::fit::Ratio;
use crate::error::{EvaluationError, Result};
use crate::numeric::distribution::beta_quantile;
use crate::provenance::{Fingerprint, Provenance};
use crate::series::CountSeries;

/// The exact comparison of the rate after with the rate before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FewEvents {
    /// Events before and after.
    pub events: (u64, u64),
    /// Days before and after.
    pub days: (f64, f64),
    /// The rate ratio with its exact interval; the upper limit is infinite when nothing happened before.
    pub ratio: Ratio,
    /// Two-sided exact p-value (twice the smaller tail).
    pub p: f64,
    /// How to make it again.
    pub provenance: Provenance,
}

/// Is the rate after the start another than before, given the total?
///
/// Formula: of n events, y₁ lie after; under equal rates y₁ ~ Binomial(n, p₀), p₀ = days after / all days. Limits for p by
/// Clopper and Pearson, RR = p/(1 − p) · (1 − p₀)/p₀. No season, no trend: a floor, not an evaluation.
/// Source: Przyborowski, Wilenski 1940.
///
/// # Errors
/// When there is no event at all or the start lies outside.
pub fn few_events(series: &CountSeries, start: usize, confidence: f64) -> Result<FewEvents> {
    if start == 0 || start >= series.len() {
        return Err(EvaluationError::Setting {
            what: "the start month",
            value: start as f64,
            wanted: "inside the series, after its first month",
        });
    }
    let (before, after) = (series.total(0, start), series.total(start, series.len()));
    let n = before + after;
    if n == 0 {
        return Err(EvaluationError::Constant {
            what: "the series of counts (all zero)".to_owned(),
            remedy: "choose an outcome that happens",
        });
    }
    let days = (series.days()[..start].iter().sum::<f64>(), series.days()[start..].iter().sum::<f64>());
    let p0 = days.1 / (days.0 + days.1);
    let half = (1.0 - confidence) / 2.0;
    let low = if after == 0 { 0.0 } else { beta_quantile(half, after as f64, (n - after) as f64 + 1.0) };
    let high = if after == n { 1.0 } else { beta_quantile(1.0 - half, after as f64 + 1.0, (n - after) as f64) };
    let odds = |p: f64| if p >= 1.0 { f64::INFINITY } else { p / (1.0 - p) * (1.0 - p0) / p0 };
    let below: f64 = (0..=after).map(|y| binomial(n, y, p0)).sum();
    let above: f64 = (after..=n).map(|y| binomial(n, y, p0)).sum();
    let input = series.add_to(Fingerprint::of("few events")).number("start", start).numbers("confidence", &[confidence]).finish();
    let assumptions = ["events are independent", "no season, no trend", "nothing else changed at the start"];
    Ok(FewEvents {
        events: (before, after),
        days,
        ratio: Ratio { ratio: odds(after as f64 / n as f64), lower: odds(low), upper: odds(high) },
        p: (2.0 * below.min(above)).min(1.0),
        provenance: Provenance::new("exact conditional binomial", &assumptions, None, input),
    })
}

fn binomial(n: u64, y: u64, p: f64) -> f64 {
    use crate::numeric::distribution::ln_factorial;
    let (n, y) = (n as f64, y as f64);
    (ln_factorial(n) - ln_factorial(y) - ln_factorial(n - y) + y * p.ln() + (n - y) * (1.0 - p).ln()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_ten_events_in_half_of_the_time_are_not_enough() {
        let mut counts = vec![1_u64; 8];
        counts.extend([0, 0, 1, 0, 0, 1, 0, 0]);
        let result = few_events(&CountSeries::new(counts, vec![30.0; 16], 0).unwrap(), 8, 0.95).unwrap();
        assert_eq!(result.events, (8, 2));
        // P(Y ≤ 2) for n = 10, p = ½ is 56/1024.
        assert!((result.p - 112.0 / 1024.0).abs() < 1e-12);
        // Clopper–Pearson for 2 of 10: 0.0252 to 0.5561.
        assert!((result.ratio.lower - 0.025_210_7 / (1.0 - 0.025_210_7)).abs() < 1e-5);
        assert!((result.ratio.upper - 0.556_095_5 / (1.0 - 0.556_095_5)).abs() < 1e-5);
    }

    #[test]
    fn no_event_at_all_is_an_error_and_none_before_has_no_upper_limit() {
        assert!(few_events(&CountSeries::new(vec![0; 8], vec![30.0; 8], 0).unwrap(), 4, 0.95).is_err());
        let late = few_events(&CountSeries::new(vec![0, 0, 3, 4], vec![30.0; 4], 0).unwrap(), 2, 0.95).unwrap();
        assert!(late.ratio.upper.is_infinite() && late.ratio.lower > 1.0);
    }
}

//! Description: moving sums with exact limits and a funnel. No arrows from month to month, and no cause.

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::{chi2_quantile, count_quantile};
use crate::provenance::{Fingerprint, Provenance};
use crate::series::CountSeries;

/// Exact limits for the mean of a Poisson count.
///
/// Question: which true means could have produced this count by chance?
/// Formula: χ²_{a/2}(2y)/2 and χ²_{1−a/2}(2y + 2)/2 with a = 1 − confidence.
/// Assumption: events are independent; groups of events make the true band wider. Source: Garwood 1936.
///
/// # Errors
/// When the confidence is not between 0 and 1.
pub fn poisson_limits(count: u64, confidence: f64) -> Result<(f64, f64)> {
    let half = half_of(confidence)?;
    let twice = 2.0 * count as f64;
    Ok((chi2_quantile(half, twice) / 2.0, chi2_quantile(1.0 - half, twice + 2.0) / 2.0))
}

fn half_of(confidence: f64) -> Result<f64> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok((1.0 - confidence) / 2.0)
    } else {
        Err(EvaluationError::Setting { what: "the confidence", value: confidence, wanted: "between 0 and 1, such as 0.95" })
    }
}

/// The events of a window of months with exact limits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovingSum {
    /// The first month of the window.
    pub from: usize,
    /// The last month of the window.
    pub to: usize,
    /// Events in it.
    pub events: u64,
    /// Lower exact limit of the expected number.
    pub lower: f64,
    /// Upper exact limit.
    pub upper: f64,
}

/// All windows of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovingSums {
    /// One for each month from the first that has a whole window behind it.
    pub windows: Vec<MovingSum>,
    /// Months in a window.
    pub length: usize,
    /// The confidence of the limits, each window alone.
    pub confidence: f64,
    /// How to make it again.
    pub provenance: Provenance,
}

/// How many events in the last `length` months, and how sure is that as a level?
///
/// Shape: a series of n months gives n − length + 1 windows. Neighbouring windows share months: they are not independent
/// and must not be counted as separate findings.
///
/// # Errors
/// When the window is empty or longer than the series.
pub fn moving_sums(series: &CountSeries, length: usize, confidence: f64) -> Result<MovingSums> {
    at_least("months in a window", length, 1, "use 12")?;
    at_least("months", series.len(), length, "wait until one window is full")?;
    let windows = (0..=series.len() - length)
        .map(|from| {
            let events = series.total(from, from + length);
            let (lower, upper) = poisson_limits(events, confidence)?;
            Ok(MovingSum { from, to: from + length - 1, events, lower, upper })
        })
        .collect::<Result<Vec<_>>>()?;
    let input = series.add_to(Fingerprint::of("moving sums")).number("length", length).numbers("confidence", &[confidence]).finish();
    let provenance = Provenance::new("moving sums", &["events are independent (Poisson)", "windows overlap"], None, input);
    Ok(MovingSums { windows, length, confidence, provenance })
}

/// One period or unit in a funnel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelPoint {
    /// Its place in the input.
    pub at: usize,
    /// Events.
    pub events: u64,
    /// Expected events at the common rate.
    pub expected: f64,
    /// Poisson limits: counts outside are rarer than the confidence says.
    pub poisson: (u64, u64),
    /// NB2 limits with the dispersion given.
    pub nb2: (u64, u64),
}

/// A funnel around one rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funnel {
    /// Events for one unit of exposure in the reference.
    pub rate: f64,
    /// The NB2 dispersion used.
    pub alpha: f64,
    /// The points.
    pub points: Vec<FunnelPoint>,
    /// How to make it again.
    pub provenance: Provenance,
}

/// Which periods (or units) lie outside what chance alone would do around the rate of the reference?
///
/// The rate is Σ reference events / Σ reference exposure. Limits are the equal-tailed quantiles of Poisson and of NB2
/// with variance μ + αμ² (α from the pre-period; 0 gives Poisson twice). The error of the rate itself is not in it.
///
/// # Errors
/// For exposures that are not above zero, or a reference without events.
pub fn funnel(reference: (u64, f64), events: &[u64], exposure: &[f64], alpha: f64, confidence: f64) -> Result<Funnel> {
    crate::error::same_length("the list of exposures", exposure.len(), events.len(), "point")?;
    crate::error::positive("the list of exposures", exposure)?;
    crate::error::positive("the exposure of the reference", &[reference.1])?;
    at_least("events in the reference", reference.0 as usize, 1, "choose a longer reference")?;
    if !(alpha >= 0.0) {
        return Err(EvaluationError::Setting { what: "the dispersion", value: alpha, wanted: "zero or more" });
    }
    let half = half_of(confidence)?;
    let rate = reference.0 as f64 / reference.1;
    let limits = |mean: f64, alpha: f64| (count_quantile(half, mean, alpha), count_quantile(1.0 - half, mean, alpha));
    let points = events
        .iter()
        .zip(exposure)
        .enumerate()
        .map(|(at, (&events, &exposure))| {
            let expected = rate * exposure;
            FunnelPoint { at, events, expected, poisson: limits(expected, 0.0), nb2: limits(expected, alpha) }
        })
        .collect();
    let input = Fingerprint::of("funnel")
        .counts("events", events)
        .numbers("exposure", exposure)
        .counts("reference events", &[reference.0])
        .numbers("settings", &[reference.1, alpha, confidence])
        .finish();
    let provenance = Provenance::new("funnel", &["the reference rate is known without error", "points are independent"], None, input);
    Ok(Funnel { rate, alpha, points, provenance })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_seen_still_allows_up_to_three_point_seven() {
        let (lower, upper) = poisson_limits(0, 0.95).unwrap();
        assert_eq!(lower, 0.0);
        assert!((upper - 3.688_879_454).abs() < 1e-8);
    }

    #[test]
    fn windows_move_by_one_month_and_hold_their_sums() {
        let series = CountSeries::new((1..=14).collect(), vec![30.0; 14], 0).unwrap();
        let sums = moving_sums(&series, 12, 0.95).unwrap();
        assert_eq!(
            sums.windows.iter().map(|window| (window.from, window.to, window.events)).collect::<Vec<_>>(),
            [(0, 11, 78), (1, 12, 90), (2, 13, 102)]
        );
        assert!(moving_sums(&series, 15, 0.95).is_err());
    }

    #[test]
    fn dispersion_widens_the_funnel() {
        let funnel = funnel((600, 60.0), &[10, 25], &[1.0, 1.0], 0.2, 0.95).unwrap();
        let point = &funnel.points[0];
        assert_eq!(point.poisson, (4, 17));
        assert!(point.nb2.0 < 4 && point.nb2.1 > 17);
    }
}

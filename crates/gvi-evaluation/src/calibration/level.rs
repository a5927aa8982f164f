//! The level comparison: a city against the course of all others, with the drift that cities have been seen to have.
//!
//! A synthetic control copies the noise of few years; a before/after comparison takes every drift for an effect. Here the
//! drift is learnt from all cities before the start, counting noise is known, and the forecast weighs each earlier year by
//! what it is worth.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use serde::Serialize;

use super::interval::{Calibrated, calibrate, placebo_p};
use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::mean;
use crate::numeric::search::simplex_of_points;
use crate::provenance::{Fingerprint, Provenance};
use crate::series::CountPanel;

/// How cities move apart from the course of all, learnt over many of them. Variances on the log scale, per period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Drift {
    /// Variance of a lasting step from one period to the next.
    pub walk: f64,
    /// Variance of a part that comes back, and how much of it is left after one period.
    pub swing: f64,
    /// Share of the swing left after one period, 0 to 1.
    pub memory: f64,
    /// Variance of what belongs to one period alone, beyond counting noise.
    pub extra: f64,
    /// Variance of how much more or less than others a city follows the common course.
    pub response: f64,
    /// How many cities and periods it was learnt from.
    pub learnt_from: (usize, usize),
}

/// One unit as if it had been treated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelPlacebo {
    /// The unit.
    pub name: String,
    /// ln(observed after / expected after).
    pub log_ratio: f64,
    /// Its standard error by the learnt drift and counting noise.
    pub error: f64,
}

/// One period after the start against what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct YearEffect {
    /// Periods since the start, 0 first.
    pub year: usize,
    /// Events counted.
    pub observed: u64,
    /// Events expected.
    pub expected: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// The band within which the ratio would lie in 95 of 100 cities without a programme, calibrated on the donors.
    pub band: (f64, f64),
}

/// A level comparison with its placebos.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelComparison {
    /// ln(observed after / expected after), less the middle of the placebos.
    pub log_ratio: f64,
    /// Its standard error by the model.
    pub error: f64,
    /// The calibrated interval on the log scale.
    pub calibrated: Calibrated,
    /// One-sided placebo p-value of a reduction.
    pub p_reduction: f64,
    /// The same of an increase.
    pub p_increase: f64,
    /// The smallest p these units can give.
    pub smallest_p: f64,
    /// Every donor as if treated.
    pub placebos: Vec<LevelPlacebo>,
    /// Expected events in each period after the start, and those observed.
    pub expected: Vec<f64>,
    /// Observed events.
    pub observed: Vec<u64>,
    /// Each period after the start: the fade stands beside the mean.
    pub by_year: Vec<YearEffect>,
    /// The drift used.
    pub drift: Drift,
    /// Events before and after.
    pub events: (u64, u64),
    /// How to make it again.
    pub provenance: Provenance,
}

const ASSUMPTIONS: [&str; 5] = [
    "without the programme the city would have drifted from the common course as other cities do",
    "no donor is touched by the programme or by one of its own",
    "donors were chosen before the outcome was seen",
    "the start was not chosen because of the counts just before it",
    "recording did not change in one city alone",
];

/// ln((y + ½)/population) of every unit and period.
fn log_rates(panel: &CountPanel, units: &[usize]) -> Vec<Vec<f64>> {
    units
        .iter()
        .map(|&unit| panel.counts(unit).iter().zip(panel.population(unit)).map(|(&y, p)| ((y as f64 + 0.5) / p).ln()).collect())
        .collect()
}

/// Weights of units in the common course: large cities are surer, but no city is surer than its drift.
fn course_weights(panel: &CountPanel, units: &[usize], before: usize) -> Vec<f64> {
    units
        .iter()
        .map(|&unit| {
            let yearly = mean(&panel.counts(unit)[..before].iter().map(|&y| y as f64).collect::<Vec<_>>());
            1.0 / (1.0 / (yearly + 0.5) + 0.05)
        })
        .collect()
}

/// One unit against a course: what is left of its log rate, and the counting noise to expect.
struct Path {
    left: Vec<f64>,
    noise: Vec<f64>,
    response: Vec<f64>,
}

fn path(panel: &CountPanel, unit: usize, log_rate: &[f64], course: &[f64], before: usize) -> Path {
    let left: Vec<f64> = log_rate.iter().zip(course).map(|(r, c)| r - c).collect();
    let level = mean(&left[..before]);
    let noise = (0..course.len()).map(|t| 1.0 / (panel.population(unit)[t] * (course[t] + level).exp() + 0.5)).collect();
    let middle = mean(&course[..before]);
    Path { left, noise, response: course.iter().map(|c| c - middle).collect() }
}

/// Covariance of what is left between two periods, a level of unknown height left aside.
fn covariance(path: &Path, drift: &Drift, a: usize, b: usize) -> f64 {
    let apart = a.abs_diff(b) as i32;
    let own = if a == b { path.noise[a] + drift.extra } else { 0.0 };
    4.0 + drift.walk * a.min(b) as f64 + drift.swing * drift.memory.powi(apart) + drift.response * path.response[a] * path.response[b] + own
}

fn log_likelihood(path: &Path, drift: &Drift, before: usize) -> f64 {
    let matrix = DMatrix::from_fn(before, before, |a, b| covariance(path, drift, a, b));
    let Some(factor) = matrix.cholesky() else { return f64::NEG_INFINITY };
    let centre = mean(&path.left[..before]);
    let left = DVector::from_fn(before, |t, _| path.left[t] - centre);
    let log_det: f64 = (0..before).map(|t| factor.l_dirty()[(t, t)].ln()).sum();
    -log_det - 0.5 * left.dot(&factor.solve(&left))
}

/// How do cities drift from the common course, as seen before the start?
///
/// d_jt = ln((y_jt + ½)/population) − common course of the others = level_j + walk + swing + response_j·course + counting noise
/// (variance 1/expected count) + extra. The five variances and the memory of the swing are those under which the paths
/// before the start are most likely, summed over all units (empirical Bayes). Nothing after the start is used.
///
/// # Errors
/// For fewer than 5 units or 4 periods before.
pub fn learn_drift(panel: &CountPanel, units: &[usize], before: usize) -> Result<Drift> {
    at_least("units", units.len(), 5, "add comparison units")?;
    at_least("periods before the start", before, 4, "begin the panel earlier")?;
    if before > panel.periods() {
        return Err(EvaluationError::Setting {
            what: "the periods before the start",
            value: before as f64,
            wanted: "at most those of the panel",
        });
    }
    let rates = log_rates(panel, units);
    let weights = course_weights(panel, units, before);
    let paths: Vec<Path> =
        (0..units.len()).map(|own| path(panel, units[own], &rates[own], &course_without(&rates, &weights, &[own]), before)).collect();
    let from = |log: &[f64]| Drift {
        walk: log[0].exp(),
        swing: log[1].exp(),
        memory: 1.0 / (1.0 + (-log[2]).exp()),
        extra: log[3].exp(),
        response: log[4].exp(),
        learnt_from: (units.len(), before),
    };
    let negative = |log: &[f64]| {
        let drift = from(log);
        // Weakly held around what US cities show, so that few cities do not give a variance of zero.
        let hold = (log[0] + 4.6).powi(2) / 8.0
            + (log[1] + 4.6).powi(2) / 8.0
            + log[2].powi(2) / 2.0
            + (log[3] + 5.5).powi(2) / 8.0
            + (log[4] + 2.0).powi(2) / 8.0;
        hold - paths.par_iter().map(|path| log_likelihood(path, &drift, before)).collect::<Vec<f64>>().iter().sum::<f64>()
    };
    let found = simplex_of_points(&[-4.6, -4.6, 0.0, -5.5, -2.0], 0.8, 700, 1e-7, negative);
    Ok(from(&found.at))
}

/// The weighted mean log rate of all units except some.
fn course_without(rates: &[Vec<f64>], weights: &[f64], without: &[usize]) -> Vec<f64> {
    let total: f64 = (0..rates.len()).filter(|at| !without.contains(at)).map(|at| weights[at]).sum();
    (0..rates[0].len())
        .map(|t| (0..rates.len()).filter(|at| !without.contains(at)).map(|at| weights[at] * rates[at][t]).sum::<f64>() / total)
        .collect()
}

struct Forecast {
    log_ratio: f64,
    error: f64,
    /// The error of each period alone.
    errors: Vec<f64>,
    expected: Vec<f64>,
}

/// The best linear forecast of a path after the start from the path before it, and how far the sum of counts is from it.
fn forecast(panel: &CountPanel, unit: usize, path: &Path, course: &[f64], drift: &Drift, before: usize) -> Option<Forecast> {
    let after = course.len() - before;
    let centre = mean(&path.left[..before]);
    let matrix = DMatrix::from_fn(before, before, |a, b| covariance(path, drift, a, b));
    let factor = matrix.cholesky()?;
    let across = DMatrix::from_fn(before, after, |a, b| covariance(path, drift, a, before + b));
    let solved = factor.solve(&across);
    let left = DVector::from_fn(before, |t, _| path.left[t] - centre);
    let ahead = solved.tr_mul(&left);
    let expected: Vec<f64> =
        (0..after).map(|b| panel.population(unit)[before + b] * (course[before + b] + centre + ahead[b]).exp()).collect();
    let total: f64 = expected.iter().sum();
    let shares = DVector::from_fn(after, |b, _| expected[b] / total);
    let own = DMatrix::from_fn(after, after, |a, b| {
        // Counting noise of what is to be expected, and not of what was seen.
        let swap = if a == b { 1.0 / (expected[a] + 0.5) - path.noise[before + a] } else { 0.0 };
        covariance(path, drift, before + a, before + b) + swap
    });
    let conditional = own - across.tr_mul(&solved);
    let variance = shares.dot(&(&conditional * &shares));
    let observed: f64 = panel.counts(unit)[before..].iter().map(|&y| y as f64).sum();
    let errors = (0..after).map(|b| conditional[(b, b)].max(1e-12).sqrt()).collect();
    Some(Forecast { errors, log_ratio: ((observed + 0.5) / (total + 0.5)).ln(), error: variance.max(1e-12).sqrt(), expected })
}

/// How far is the city from where its own past and the course of the others put it, and how often are untreated cities as
/// far?
///
/// Expected events after the start: population × exp(common course + best linear forecast of the city's own path) under the
/// learnt [`Drift`]. The estimate is ln(Σ observed/Σ expected). The same is done for each donor among the other donors; the
/// middle of the donors' estimates is taken away, and their spread, each in units of its own model error, calibrates the
/// interval. The smaller of two answers is never chosen: the wider of model and calibrated interval is given.
/// Shapes: units × periods (years), `before` periods before the start. Source: this project; forecast: Robinson 1991 (best
/// linear prediction), calibration: Abadie, Diamond, Hainmueller 2010.
///
/// # Errors
/// For fewer than 5 donors, fewer than 4 periods before, or a drift under which the paths cannot be.
pub fn compare_levels(
    panel: &CountPanel,
    treated: usize,
    donors: &[usize],
    before: usize,
    drift: &Drift,
    confidence: f64,
) -> Result<LevelComparison> {
    at_least("donors", donors.len(), 5, "add comparison units")?;
    at_least("periods before the start", before, 4, "begin the panel earlier")?;
    at_least("periods in the panel", panel.periods(), before + 1, "end the panel after the start")?;
    if donors.contains(&treated) {
        return Err(EvaluationError::Name {
            what: "the treated unit",
            name: panel.names()[treated].clone(),
            problem: "is among its own donors",
            remedy: "take it out of the donors",
        });
    }
    let rates = log_rates(panel, donors);
    let weights = course_weights(panel, donors, before);
    let failed = || EvaluationError::NotSettled { what: "the forecast of a path", rounds: 1, remedy: "learn the drift from more units" };
    let of = |unit: usize, log_rate: &[f64], course: &[f64]| {
        let path = path(panel, unit, log_rate, course, before);
        forecast(panel, unit, &path, course, drift, before).ok_or_else(failed)
    };
    let placebos = (0..donors.len())
        .into_par_iter()
        .map(|own| {
            let found = of(donors[own], &rates[own], &course_without(&rates, &weights, &[own]))?;
            Ok(LevelPlacebo { name: panel.names()[donors[own]].clone(), log_ratio: found.log_ratio, error: found.error })
        })
        .collect::<Result<Vec<_>>>()?;
    let own_rate = log_rates(panel, &[treated]);
    let real = of(treated, &own_rate[0], &course_without(&rates, &weights, &[]))?;
    let shares: Vec<f64> = placebos.iter().map(|placebo| placebo.error.powi(-2)).collect();
    let middle = placebos.iter().zip(&shares).map(|(placebo, share)| placebo.log_ratio * share).sum::<f64>() / shares.iter().sum::<f64>();
    let centred: Vec<f64> = placebos.iter().map(|placebo| placebo.log_ratio - middle).collect();
    let scales: Vec<f64> = placebos.iter().map(|placebo| placebo.error).collect();
    let estimate = real.log_ratio - middle;
    let half = crate::numeric::distribution::normal_quantile(0.5 + confidence / 2.0) * real.error;
    let calibrated = calibrate(estimate, real.error, &centred, &scales, Some((estimate - half, estimate + half)), confidence)?;
    let z: Vec<f64> = centred.iter().zip(&scales).map(|(r, s)| r / s).collect();
    let mirrored: Vec<f64> = z.iter().map(|value| -value).collect();
    // The half-width in model errors that the donors ask for, on the wider side.
    let wide = (calibrated.interval.1 - estimate).max(estimate - calibrated.interval.0) / real.error;
    let counts = panel.counts(treated);
    let by_year = (0..real.expected.len())
        .map(|year| {
            let (observed, expected) = (counts[before + year], real.expected[year] * middle.exp());
            let half = wide * real.errors[year];
            YearEffect { year, observed, expected, ratio: observed as f64 / expected, band: ((-half).exp(), half.exp()) }
        })
        .collect();
    let chosen: Vec<u64> = donors.iter().map(|&donor| donor as u64).collect();
    let input = panel
        .add_to(Fingerprint::of("level comparison"))
        .number("treated", treated)
        .counts("donors", &chosen)
        .number("before", before)
        .numbers("drift", &[drift.walk, drift.swing, drift.memory, drift.extra, drift.response, confidence])
        .finish();
    Ok(LevelComparison {
        log_ratio: estimate,
        error: real.error,
        calibrated,
        p_reduction: placebo_p(estimate / real.error, &z),
        p_increase: placebo_p(-estimate / real.error, &mirrored),
        smallest_p: 1.0 / (donors.len() as f64 + 1.0),
        placebos,
        expected: real.expected.iter().map(|e| e * middle.exp()).collect(),
        observed: counts[before..].to_vec(),
        by_year,
        drift: *drift,
        events: (counts[..before].iter().sum(), counts[before..].iter().sum()),
        provenance: Provenance::new("level comparison", &ASSUMPTIONS, None, input),
    })
}

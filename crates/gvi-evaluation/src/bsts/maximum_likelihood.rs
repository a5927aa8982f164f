//! A local level with regression by maximum likelihood: the deterministic sister of the sampler.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::kalman::{StateModel, loglik};
use crate::error::{Result, at_least, finite, same_length};
use crate::numeric::matrix::factor;
use crate::numeric::search::simplex_of_points;

/// A local level fitted by maximum likelihood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LocalLevelFit {
    /// Variance of the observation.
    pub observation: f64,
    /// Variance of the step of the level.
    pub level: f64,
    /// Coefficients of the other series.
    pub coefficients: Vec<f64>,
    /// Log likelihood, first observation left out.
    pub loglik: f64,
    /// Predictions for the periods after the last one seen.
    pub predicted: Vec<f64>,
    /// Their standard errors, coefficients taken as known.
    pub errors: Vec<f64>,
}

fn level_model(observation: f64, level: f64) -> StateModel {
    StateModel { observation, level, season: 0.0, seasons: 0, start_mean: 0.0, start_variance: 1e6, season_start_variance: 0.0 }
}

/// The log likelihood of y_t = a_t + x_tβ + ε_t, a_{t+1} = a_t + η_t at fixed parameters, with a₁ ~ N(0, 10⁶) and the first
/// term left out.
pub fn local_level_loglik(y: &[f64], columns: &[Vec<f64>], coefficients: &[f64], observation: f64, level: f64) -> f64 {
    let rest: Vec<Option<f64>> =
        (0..y.len()).map(|t| Some(y[t] - columns.iter().zip(coefficients).map(|(column, beta)| column[t] * beta).sum::<f64>())).collect();
    loglik(&level_model(observation, level), &rest, 1)
}

/// Which drift and which coefficients describe the time before best, and what do they predict?
///
/// y has n observations; each column has n + h values, the last h for the periods to predict. For given variances the
/// coefficients are those of generalised least squares (the filter applied to y and to each column); the two variances are
/// searched on the log scale. Source: Harvey 1989.
///
/// # Errors
/// For lengths that differ, numbers that are not finite, or columns that repeat each other.
pub fn fit_local_level(y: &[f64], columns: &[Vec<f64>]) -> Result<LocalLevelFit> {
    at_least("observations", y.len(), columns.len() + 4, "lengthen the series")?;
    finite("the series", y)?;
    let total = columns.first().map_or(y.len(), Vec::len);
    for column in columns {
        same_length("a column", column.len(), total, "period")?;
        finite("a column", column)?;
    }
    at_least("periods of the columns", total, y.len(), "give the columns for every period of the series")?;
    let spread = crate::numeric::distribution::sd(y).powi(2).max(1e-300);
    let names: Vec<String> = (0..columns.len()).map(|at| format!("column {at}")).collect();
    let mut last = (Vec::new(), f64::NEG_INFINITY);
    let mut negative = |log: &[f64]| {
        let (observation, level) = (spread * log[0].exp(), spread * log[1].exp());
        match least_squares(y, columns, observation, level, &names) {
            Ok(beta) => {
                let value = local_level_loglik(y, columns, &beta, observation, level);
                last = (beta, value);
                -value
            }
            Err(_) => f64::INFINITY,
        }
    };
    let mut best = simplex_of_points(&[-1.0, -3.0], 1.0, 2000, 1e-13, &mut negative);
    for start in [[-3.0, -8.0], best.at.clone().try_into().unwrap_or([-1.0, -3.0])] {
        let next = simplex_of_points(&start, 0.5, 2000, 1e-14, &mut negative);
        if next.value < best.value {
            best = next;
        }
    }
    let (observation, level) = (spread * best.at[0].exp(), spread * best.at[1].exp());
    let coefficients = least_squares(y, columns, observation, level, &names)?;
    let rest = |t: usize| columns.iter().zip(&coefficients).map(|(column, beta)| column[t] * beta).sum::<f64>();
    // The last filtered level and its variance.
    let (mut a, mut p) = (0.0, 1e6);
    for (t, y) in y.iter().enumerate() {
        let f = p + observation;
        a += p / f * (y - rest(t) - a);
        p = p * observation / f + level;
    }
    let ahead = total - y.len();
    let predicted = (0..ahead).map(|h| a + rest(y.len() + h)).collect();
    let errors = (0..ahead).map(|h| (p + h as f64 * level + observation).sqrt()).collect();
    Ok(LocalLevelFit { observation, level, coefficients, loglik: -best.value, predicted, errors })
}

/// Generalised least squares through the filter: prediction errors of y on prediction errors of the columns.
fn least_squares(y: &[f64], columns: &[Vec<f64>], observation: f64, level: f64, names: &[String]) -> Result<Vec<f64>> {
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let errors = |series: &[f64]| -> Vec<f64> {
        let (mut a, mut p) = (0.0, 1e6);
        series
            .iter()
            .take(y.len())
            .map(|value| {
                let f = p + observation;
                let error = value - a;
                a += p / f * error;
                p = p * observation / f + level;
                error / f.sqrt()
            })
            .collect()
    };
    let e = errors(y);
    let x: Vec<Vec<f64>> = columns.iter().map(|column| errors(column)).collect();
    let k = columns.len();
    // The first term is left out of the likelihood, and with it out of the least squares.
    let cross = DMatrix::from_fn(k, k, |a, b| (1..y.len()).map(|t| x[a][t] * x[b][t]).sum());
    let right = DVector::from_fn(k, |a, _| (1..y.len()).map(|t| x[a][t] * e[t]).sum());
    Ok(factor(&cross, names)?.solve(&right).as_slice().to_vec())
}

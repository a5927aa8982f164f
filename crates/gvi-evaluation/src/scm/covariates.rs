//! Synthetic control with covariates: how much each predictor counts is chosen so that the outcome before is met.
//!
//! Only a sensitivity here: the choice of predictors is a choice, and the weights need not be unique.

use rand::RngExt;
use serde::Serialize;

use super::outcome::{ScmFit, check, from_control};
use super::simplex::{Nearest, least_norm};
use crate::chance::{Purpose, stream};
use crate::error::{EvaluationError, Result, at_least, finite, same_length};
use crate::numeric::distribution::sd;
use crate::numeric::search::{Lowest, simplex_of_points};
use crate::series::Panel;

/// Named predictors, one value for each unit of the panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictors {
    names: Vec<String>,
    /// By predictor, then unit; scaled to unit standard deviation over all units.
    scaled: Vec<Vec<f64>>,
}

impl Predictors {
    /// Predictors from their names and values (one row for each predictor, one value for each unit). Each is divided by
    /// its standard deviation (n − 1) over the units given in `over`, usually the treated unit and its donors.
    ///
    /// # Errors
    /// For lengths that differ, numbers that are not finite among the units used, or a predictor without variation.
    pub fn new(names: Vec<String>, rows: Vec<Vec<f64>>, over: &[usize]) -> Result<Self> {
        at_least("predictors", names.len(), 1, "use the outcome-only control instead")?;
        same_length("the list of predictor rows", rows.len(), names.len(), "predictor")?;
        let mut scaled = Vec::with_capacity(rows.len());
        for (row, name) in rows.iter().zip(&names) {
            if let Some(&outside) = over.iter().find(|&&unit| unit >= row.len()) {
                return Err(EvaluationError::Setting {
                    what: "the number of a unit",
                    value: outside as f64,
                    wanted: "a place in the predictors",
                });
            }
            let used: Vec<f64> = over.iter().map(|&unit| row[unit]).collect();
            finite("a predictor", &used)?;
            let spread = sd(&used);
            if !(spread > 0.0) {
                return Err(EvaluationError::Constant { what: format!("the predictor {name}"), remedy: "leave it out" });
            }
            scaled.push(row.iter().map(|value| value / spread).collect());
        }
        Ok(Self { names, scaled })
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// A synthetic control with covariates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NestedFit {
    /// The control.
    pub fit: ScmFit,
    /// The predictors.
    pub predictors: Vec<String>,
    /// How much each counts; they sum to one.
    pub importance: Vec<f64>,
    /// Mean squared gap of the outcome in the window that was to be met.
    pub loss: f64,
    /// Weighted squared distance of the predictors.
    pub distance: f64,
    /// How often the outer function was asked.
    pub asked: usize,
    /// The seed of the starting points.
    pub seed: u64,
}

/// The weights when the importance of the predictors is given: min Σ_k v_k (x₁k − X₀k w)² on the simplex.
///
/// # Errors
/// For lengths that differ or an importance below zero.
pub fn fit_given_importance(predictors: &Predictors, treated: usize, donors: &[usize], importance: &[f64]) -> Result<Nearest> {
    same_length("the list of importances", importance.len(), predictors.names.len(), "predictor")?;
    if let Some(position) = importance.iter().position(|v| !(*v >= 0.0)) {
        return Err(EvaluationError::Value {
            what: "the list of importances",
            position,
            value: importance[position],
            wanted: "zero or more",
            remedy: "correct the importance",
        });
    }
    at_least("donors", donors.len(), 1, "add comparison units")?;
    let mut points = vec![0.0; donors.len() * importance.len()];
    weighted_points(predictors, treated, donors, importance, &mut points);
    Ok(least_norm(&points, donors.len(), importance.len(), &[]))
}

fn weighted_points(predictors: &Predictors, treated: usize, donors: &[usize], importance: &[f64], points: &mut [f64]) {
    let size = importance.len();
    for (at, &donor) in donors.iter().enumerate() {
        for k in 0..size {
            points[at * size + k] = importance[k].sqrt() * (predictors.scaled[k][donor] - predictors.scaled[k][treated]);
        }
    }
}

/// What would the treated unit have looked like, as a mixture of units that resemble it in the predictors?
///
/// Inner problem: [`fit_given_importance`]. Outer problem: the importances v ≥ 0, Σv = 1 that make the mean squared gap of
/// the outcome over `window` smallest. The outer function has kinks and several valleys: a simplex of points on ln v runs
/// from equal importances, from importances by variance explained, and from random ones, and is restarted at its own end
/// until nothing is gained. Same seed, same answer. Source: Abadie, Diamond, Hainmueller 2010; 2011.
///
/// # Errors
/// As [`fit_scm`](super::fit_scm); and for a window that does not lie before the start.
pub fn fit_nested(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    predictors: &Predictors,
    window: std::ops::Range<usize>,
    seed: u64,
) -> Result<NestedFit> {
    check(panel, treated, donors, before)?;
    if window.is_empty() || window.end > before {
        return Err(EvaluationError::Setting {
            what: "the end of the window to be met",
            value: window.end as f64,
            wanted: "inside the time before",
        });
    }
    let size = predictors.names.len();
    let mut points = vec![0.0; donors.len() * size];
    let mut loss_of = |log_importance: &[f64]| -> f64 {
        let importance = softmax(log_importance);
        weighted_points(predictors, treated, donors, &importance, &mut points);
        let nearest = least_norm(&points, donors.len(), size, &[]);
        window_loss(panel, treated, donors, &nearest.weights, window.clone())
    };
    let mut starts = vec![vec![0.0; size], explained(panel, treated, donors, predictors, window.clone())];
    let mut chance = stream(seed, Purpose::Search, 0);
    for _ in 0..4 {
        starts.push((0..size).map(|_| chance.random_range(-6.0..2.0)).collect());
    }
    let mut asked = 0;
    let mut ends: Vec<Lowest> = starts
        .iter()
        .map(|start| {
            let end = simplex_of_points(start, 1.0, 150 * size, 1e-9, &mut loss_of);
            asked += end.asked;
            end
        })
        .collect();
    ends.sort_by(|a, b| a.value.total_cmp(&b.value));
    ends.truncate(2);
    for end in &mut ends {
        for round in 0..6 {
            let step = if round % 2 == 0 { 1.0 } else { 0.2 };
            let next = simplex_of_points(&end.at, step, 200 * size, 1e-12, &mut loss_of);
            asked += next.asked;
            let gained = end.value - next.value;
            if next.value < end.value {
                *end = next;
            }
            if gained <= 1e-10 * end.value && round > 1 {
                break;
            }
        }
    }
    ends.sort_by(|a, b| a.value.total_cmp(&b.value));
    let importance = softmax(&ends[0].at);
    let nearest = fit_given_importance(predictors, treated, donors, &importance)?;
    let control =
        (0..panel.periods()).map(|t| donors.iter().zip(&nearest.weights).map(|(&donor, w)| w * panel.row(donor)[t]).sum()).collect();
    let mut fit = from_control(panel, treated, donors, before, nearest.weights, control, "synthetic control, covariates");
    fit.optimality = nearest.optimality;
    let loss = window_loss(panel, treated, donors, &fit.weights, window);
    Ok(NestedFit { fit, predictors: predictors.names.clone(), importance, loss, distance: nearest.objective, asked, seed })
}

fn softmax(log: &[f64]) -> Vec<f64> {
    let most = log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = log.iter().map(|value| (value - most).max(-40.0).exp()).collect();
    let total: f64 = raw.iter().sum();
    raw.iter().map(|value| value / total).collect()
}

fn window_loss(panel: &Panel, treated: usize, donors: &[usize], weights: &[f64], window: std::ops::Range<usize>) -> f64 {
    let used: Vec<(usize, f64)> = donors.iter().copied().zip(weights.iter().copied()).filter(|(_, w)| *w != 0.0).collect();
    let length = window.len() as f64;
    window.map(|t| (panel.row(treated)[t] - used.iter().map(|&(donor, w)| w * panel.row(donor)[t]).sum::<f64>()).powi(2)).sum::<f64>()
        / length
}

/// Log importances by how much of the outcome in the window each predictor explains over the units.
fn explained(panel: &Panel, treated: usize, donors: &[usize], predictors: &Predictors, window: std::ops::Range<usize>) -> Vec<f64> {
    let units: Vec<usize> = donors.iter().copied().chain([treated]).collect();
    let outcome: Vec<f64> = units.iter().map(|&unit| panel.row(unit)[window.clone()].iter().sum::<f64>()).collect();
    let centre = |list: &[f64]| {
        let middle = list.iter().sum::<f64>() / list.len() as f64;
        list.iter().map(|value| value - middle).collect::<Vec<f64>>()
    };
    let y = centre(&outcome);
    predictors
        .scaled
        .iter()
        .map(|row| {
            let x = centre(&units.iter().map(|&unit| row[unit]).collect::<Vec<_>>());
            let xy: f64 = x.iter().zip(&y).map(|(a, b)| a * b).sum();
            let xx: f64 = x.iter().map(|a| a * a).sum();
            let yy: f64 = y.iter().map(|a| a * a).sum();
            (xy * xy / (xx * yy).max(1e-300)).max(1e-4).ln()
        })
        .collect()
}

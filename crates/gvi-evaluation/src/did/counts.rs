//! Staggered adoption for counts: the same question on the ratio scale, as a check on the differences.

use nalgebra::DMatrix;
use serde::Serialize;

use super::cells::Adoption;
use crate::error::{EvaluationError, Result, same_length};
use crate::its::Ratio;
use crate::numeric::distribution::t_quantile;
use crate::numeric::matrix::{factor, quadratic, weighted_cross};
use crate::provenance::{Fingerprint, Provenance};
use crate::regression::{Design, fit_poisson};
use crate::series::CountPanel;

/// One cohort in one period, as a ratio.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountCell {
    /// First period of the cohort's programme.
    pub cohort: usize,
    /// The period.
    pub period: usize,
    /// Ratio to what was to be expected, with the error by units.
    pub ratio: Ratio,
    /// Events counted in the cell.
    pub events: u64,
}

/// Staggered adoption on the ratio scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountDid {
    /// The cells from each start on.
    pub cells: Vec<CountCell>,
    /// All cells: events over what was to be expected without programmes.
    pub overall: Ratio,
    /// Units, and of these treated.
    pub units: (usize, usize),
    /// How to make it again.
    pub provenance: Provenance,
}

const ASSUMPTIONS: [&str; 3] = [
    "without the programme, rates of cohorts and comparison would have changed by the same ratio",
    "nobody changed before the start because of it",
    "units are independent",
];

/// By which ratio did each cohort change against those that had not started?
///
/// E(y_it) = population·exp(cohort effect + period effect + δ_gt·1{i in cohort g, t ≥ g}): Poisson regression with cohort and period effects
/// and one term for each cell from its start on; units that never start are the base. Cells before the start are comparison,
/// so all of the time before is used (and not the last period alone, as in [`fit_did`](super::fit_did)). Errors by units:
/// A⁻¹(Σ_i s_i s_iᵀ)A⁻¹·n/(n − 1), t on n − 1 degrees. The overall ratio is Σ fitted/Σ fitted without the terms over all cells.
/// Source: Wooldridge 2023.
///
/// # Errors
/// When a start lies outside, no unit never starts, a cell has no event, or the regression does not settle.
pub fn fit_did_counts(panel: &CountPanel, adoption: &Adoption, confidence: f64) -> Result<CountDid> {
    same_length("the list of starts", adoption.0.len(), panel.units(), "unit")?;
    let periods = panel.periods();
    if let Some(position) = adoption.0.iter().position(|start| start.is_some_and(|start| start == 0 || start >= periods)) {
        return Err(EvaluationError::Value {
            what: "the list of starts",
            position,
            value: adoption.0[position].map_or(0.0, |start| start as f64),
            wanted: "a period of the panel after its first",
            remedy: "leave units out that began before the panel; write never for those that begin after it",
        });
    }
    crate::error::at_least("units that never start", panel.units() - adoption.treated(), 1, "add untreated units")?;
    let rows: Vec<(usize, usize)> = (0..panel.units()).flat_map(|unit| (0..periods).map(move |t| (unit, t))).collect();
    let column =
        |of: &dyn Fn(usize, usize) -> bool| rows.iter().map(|&(unit, t)| if of(unit, t) { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let mut columns = vec![("level".to_owned(), vec![1.0; rows.len()])];
    for cohort in adoption.cohorts() {
        columns.push((format!("cohort {cohort}"), column(&|unit, _| adoption.0[unit] == Some(cohort))));
    }
    for period in 1..periods {
        columns.push((format!("period {period}"), column(&|_, t| t == period)));
    }
    let first_cell = columns.len();
    let mut labels = Vec::new();
    for cohort in adoption.cohorts() {
        for period in cohort..periods {
            columns
                .push((format!("cohort {cohort} in period {period}"), column(&|unit, t| t == period && adoption.0[unit] == Some(cohort))));
            labels.push((cohort, period));
        }
    }
    let offset = rows.iter().map(|&(unit, t)| panel.population(unit)[t].ln()).collect();
    let design = Design::new(columns, offset)?;
    let y: Vec<f64> = rows.iter().map(|&(unit, t)| panel.counts(unit)[t] as f64).collect();
    let fit = fit_poisson(&y, &design)?;
    let terms = design.terms();
    let units = panel.units() as f64;
    let mut meat = DMatrix::<f64>::zeros(terms, terms);
    for unit in 0..panel.units() {
        let mut score = nalgebra::DVector::<f64>::zeros(terms);
        for t in 0..periods {
            let row = unit * periods + t;
            for (k, x) in design.row(row).iter().enumerate() {
                score[k] += x * (y[row] - fit.means[row]);
            }
        }
        meat += &score * score.transpose();
    }
    let bread = factor(&weighted_cross(&design.x, &fit.means), design.names())?.inverse();
    let covariance = &bread * meat * &bread * (units / (units - 1.0));
    let critical = t_quantile(0.5 + confidence / 2.0, units - 1.0);
    let cells = labels
        .iter()
        .enumerate()
        .map(|(at, &(cohort, period))| {
            let k = first_cell + at;
            let events = (0..panel.units()).filter(|&unit| adoption.0[unit] == Some(cohort)).map(|unit| panel.counts(unit)[period]).sum();
            CountCell { cohort, period, ratio: Ratio::from_log(fit.coefficients[k], critical * covariance[(k, k)].sqrt()), events }
        })
        .collect();
    let mut gradient = vec![0.0; terms];
    let (mut with, mut without) = (0.0, 0.0);
    let treated_rows: Vec<usize> =
        (0..rows.len()).filter(|&row| adoption.0[rows[row].0].is_some_and(|start| rows[row].1 >= start)).collect();
    let bare = |row: usize| {
        let x = design.row(row);
        fit.means[row] / (first_cell..terms).map(|k| x[k] * fit.coefficients[k]).sum::<f64>().exp()
    };
    for &row in &treated_rows {
        with += fit.means[row];
        without += bare(row);
    }
    for &row in &treated_rows {
        for (k, x) in design.row(row).iter().enumerate() {
            gradient[k] += fit.means[row] * x / with - if k < first_cell { bare(row) * x / without } else { 0.0 };
        }
    }
    let error = quadratic(&covariance, &gradient).max(0.0).sqrt();
    let starts: Vec<f64> = adoption.0.iter().map(|start| start.map_or(-1.0, |start| start as f64)).collect();
    let input = panel
        .add_to(Fingerprint::of("staggered adoption, counts"))
        .numbers("starts", &starts)
        .numbers("confidence", &[confidence])
        .finish();
    Ok(CountDid {
        cells,
        overall: Ratio::from_log((with / without).ln(), critical * error),
        units: (panel.units(), adoption.treated()),
        provenance: Provenance::new("staggered adoption for counts", &ASSUMPTIONS, None, input),
    })
}

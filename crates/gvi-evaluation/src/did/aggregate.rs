//! Cells put together: by time since the start, by cohort, by period, and all in one.

use serde::Serialize;

use super::cells::{DidFit, error_of};
use crate::error::{Result, at_least};

/// How cells are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Aggregation {
    /// By periods since the start; the mean over those from 0 on. The primary one.
    Dynamic,
    /// By cohort; weighted by its share of units.
    Group,
    /// By period; the plain mean over periods.
    Calendar,
    /// All cells from the start on, weighted by their cohort's share.
    Simple,
}

/// Cells put together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aggregate {
    /// How.
    pub aggregation: Aggregation,
    /// The overall effect and its error.
    pub overall: (f64, f64),
    /// Each part: its label (periods since the start, cohort, or period), effect and error. Empty for simple.
    pub parts: Vec<(i64, f64, f64)>,
    #[serde(skip)]
    pub(crate) overall_influence: Vec<f64>,
    #[serde(skip)]
    pub(crate) part_influence: Vec<Vec<f64>>,
}

/// One number with the influence of each unit on it and the cohort whose share weighs it.
struct Piece {
    cohort: usize,
    value: f64,
    influence: Vec<f64>,
}

/// What do the cells say together?
///
/// Weights are shares of cohorts among all units; because shares are estimated, their influence is added: for weights
/// w_k = p_k/Σp, ψ_w = (1{G = g_k} − p_k)/Σp − p_k Σ_j(1{G = g_j} − p_j)/(Σp)². Means over event times or periods have fixed
/// weights. Source: Callaway, Sant'Anna 2021, section 3.
///
/// # Errors
/// When no cell lies at or after a start.
pub fn aggregate(fit: &DidFit, aggregation: Aggregation) -> Result<Aggregate> {
    let after: Vec<usize> = (0..fit.cells.len()).filter(|&at| fit.cells[at].period >= fit.cells[at].cohort).collect();
    at_least("cells after a start", after.len(), 1, "end the panel after the first start")?;
    let piece = |at: usize| Piece { cohort: fit.cells[at].cohort, value: fit.cells[at].att, influence: fit.influence[at].clone() };
    let (labels, parts): (Vec<i64>, Vec<(f64, Vec<f64>)>) = match aggregation {
        Aggregation::Simple => (Vec::new(), Vec::new()),
        Aggregation::Dynamic => by_label(fit, &|at| Some(fit.cells[at].period as i64 - fit.cells[at].cohort as i64)),
        Aggregation::Calendar => by_label(fit, &|at| (fit.cells[at].period >= fit.cells[at].cohort).then_some(fit.cells[at].period as i64)),
        Aggregation::Group => fit
            .adoption
            .cohorts()
            .into_iter()
            .filter_map(|cohort| {
                let own: Vec<usize> = after.iter().copied().filter(|&at| fit.cells[at].cohort == cohort).collect();
                (!own.is_empty()).then(|| (cohort as i64, even(&own.iter().map(|&at| piece(at)).collect::<Vec<_>>())))
            })
            .unzip(),
    };
    let (overall, overall_influence) = match aggregation {
        Aggregation::Simple => by_share(fit, &after.iter().map(|&at| piece(at)).collect::<Vec<_>>()),
        Aggregation::Group => {
            let pieces: Vec<Piece> = labels
                .iter()
                .zip(&parts)
                .map(|(label, (value, influence))| Piece { cohort: *label as usize, value: *value, influence: influence.clone() })
                .collect();
            by_share(fit, &pieces)
        }
        Aggregation::Dynamic | Aggregation::Calendar => {
            let pieces: Vec<Piece> = labels
                .iter()
                .zip(&parts)
                .filter(|(label, _)| **label >= 0)
                .map(|(_, (value, influence))| Piece { cohort: 0, value: *value, influence: influence.clone() })
                .collect();
            even(&pieces)
        }
    };
    Ok(Aggregate {
        aggregation,
        overall: (overall, error_of(&overall_influence)),
        parts: labels.iter().zip(&parts).map(|(label, (value, influence))| (*label, *value, error_of(influence))).collect(),
        overall_influence,
        part_influence: parts.into_iter().map(|(_, influence)| influence).collect(),
    })
}

/// A number and the influence of each unit on it.
type Part = (f64, Vec<f64>);

fn by_label(fit: &DidFit, label: &dyn Fn(usize) -> Option<i64>) -> (Vec<i64>, Vec<Part>) {
    let mut labels: Vec<i64> = (0..fit.cells.len()).filter_map(label).collect();
    labels.sort_unstable();
    labels.dedup();
    let parts = labels
        .iter()
        .map(|wanted| {
            let pieces: Vec<Piece> = (0..fit.cells.len())
                .filter(|&at| label(at) == Some(*wanted))
                .map(|at| Piece { cohort: fit.cells[at].cohort, value: fit.cells[at].att, influence: fit.influence[at].clone() })
                .collect();
            by_share(fit, &pieces)
        })
        .collect();
    (labels, parts)
}

fn even(pieces: &[Piece]) -> (f64, Vec<f64>) {
    let count = pieces.len() as f64;
    let units = pieces.first().map_or(0, |piece| piece.influence.len());
    let influence = (0..units).map(|unit| pieces.iter().map(|piece| piece.influence[unit]).sum::<f64>() / count).collect();
    (pieces.iter().map(|piece| piece.value).sum::<f64>() / count, influence)
}

fn by_share(fit: &DidFit, pieces: &[Piece]) -> (f64, Vec<f64>) {
    let units = fit.units as f64;
    let is_in = |unit: usize, cohort: usize| if fit.adoption.0[unit] == Some(cohort) { 1.0 } else { 0.0 };
    let shares: Vec<f64> = pieces.iter().map(|piece| (0..fit.units).map(|unit| is_in(unit, piece.cohort)).sum::<f64>() / units).collect();
    let total: f64 = shares.iter().sum();
    let value = pieces.iter().zip(&shares).map(|(piece, share)| piece.value * share).sum::<f64>() / total;
    let influence = (0..fit.units)
        .map(|unit| {
            let moved: f64 = pieces.iter().zip(&shares).map(|(piece, share)| is_in(unit, piece.cohort) - share).sum();
            pieces
                .iter()
                .zip(&shares)
                .map(|(piece, share)| {
                    let weight = (is_in(unit, piece.cohort) - share) / total - share * moved / (total * total);
                    piece.influence[unit] * share / total + piece.value * weight
                })
                .sum()
        })
        .collect();
    (value, influence)
}

//! Regression in which each column may be in or out: spike and slab with conjugate priors.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use rand::RngExt;
use rand_distr::{Distribution, Gamma, StandardNormal};

use crate::chance::{Chance, shuffle, unit};

/// The prior of the regression.
///
/// A column enters with probability `enters`; β | σ² ~ N(0, σ²Ω⁻¹); 1/σ² ~ Gamma(freedom/2, rate sum/2).
pub(crate) struct SlabPrior {
    pub(crate) enters: f64,
    pub(crate) precision: DMatrix<f64>,
    pub(crate) freedom: f64,
    pub(crate) sum: f64,
}

/// What the data say: XᵀX and the rows themselves, over the months that were seen.
pub(crate) struct SlabData {
    pub(crate) x: DMatrix<f64>,
    pub(crate) cross: DMatrix<f64>,
}

/// The regression's place in the chain.
#[derive(Clone)]
pub(crate) struct SlabState {
    pub(crate) inside: Vec<bool>,
    pub(crate) beta: Vec<f64>,
    pub(crate) variance: f64,
}

struct Posterior {
    columns: Vec<usize>,
    factor: Option<Cholesky<f64, Dyn>>,
    mean: DVector<f64>,
    sum: f64,
    log: f64,
}

/// The posterior of the columns that are in, β and σ² integrated out of `log`.
fn posterior(prior: &SlabPrior, data: &SlabData, xy: &DVector<f64>, yy: f64, inside: &[bool]) -> Posterior {
    let columns: Vec<usize> = (0..inside.len()).filter(|&at| inside[at]).collect();
    let k = columns.len();
    let n = data.x.nrows() as f64;
    let weight: f64 = inside.iter().map(|&is| if is { prior.enters.ln() } else { (1.0 - prior.enters).ln() }).sum();
    let half = (prior.freedom + n) / 2.0;
    if k == 0 {
        let sum = prior.sum + yy;
        return Posterior { columns, factor: None, mean: DVector::zeros(0), sum, log: weight - half * sum.ln() };
    }
    let omega = DMatrix::from_fn(k, k, |a, b| prior.precision[(columns[a], columns[b])]);
    let total = DMatrix::from_fn(k, k, |a, b| omega[(a, b)] + data.cross[(columns[a], columns[b])]);
    let right = DVector::from_fn(k, |a, _| xy[columns[a]]);
    let (Some(omega_factor), Some(factor)) = (Cholesky::new(omega), Cholesky::new(total)) else {
        return Posterior { columns, factor: None, mean: DVector::zeros(k), sum: f64::INFINITY, log: f64::NEG_INFINITY };
    };
    let mean = factor.solve(&right);
    let sum = prior.sum + (yy - mean.dot(&right)).max(0.0);
    let log_det = |f: &Cholesky<f64, Dyn>| 2.0 * (0..k).map(|at| f.l_dirty()[(at, at)].ln()).sum::<f64>();
    let log = weight + 0.5 * log_det(&omega_factor) - 0.5 * log_det(&factor) - half * sum.ln();
    Posterior { columns, factor: Some(factor), mean, sum, log }
}

/// One round: columns flipped in random order, then σ², then β. `y` is the response minus the state.
///
/// Source: George, McCulloch 1997; Scott, Varian 2014.
pub(crate) fn draw_slab(prior: &SlabPrior, data: &SlabData, y: &DVector<f64>, state: &mut SlabState, chance: &mut Chance) {
    let xy = data.x.tr_mul(y);
    let yy = y.norm_squared();
    let mut now = posterior(prior, data, &xy, yy, &state.inside);
    if prior.enters < 1.0 {
        let mut order: Vec<usize> = (0..state.inside.len()).collect();
        shuffle(chance, &mut order);
        for column in order {
            state.inside[column] = !state.inside[column];
            let other = posterior(prior, data, &xy, yy, &state.inside);
            // The flip is taken with its posterior probability, given all other columns.
            if unit(chance) < 1.0 / (1.0 + (now.log - other.log).exp()) {
                now = other;
            } else {
                state.inside[column] = !state.inside[column];
            }
        }
    }
    let shape = (prior.freedom + y.len() as f64) / 2.0;
    state.variance = 1.0 / gamma(shape, now.sum / 2.0, chance);
    state.beta.iter_mut().for_each(|beta| *beta = 0.0);
    if let Some(factor) = now.factor {
        let noise = DVector::from_fn(now.columns.len(), |_, _| chance.sample::<f64, _>(StandardNormal));
        let spread = factor.l().tr_solve_lower_triangular(&noise).unwrap_or(noise);
        for (at, &column) in now.columns.iter().enumerate() {
            state.beta[column] = now.mean[at] + state.variance.sqrt() * spread[at];
        }
    }
}

/// A draw from Gamma(shape, rate).
pub(crate) fn gamma(shape: f64, rate: f64, chance: &mut Chance) -> f64 {
    match Gamma::new(shape, 1.0 / rate) {
        Ok(law) => law.sample(chance).max(1e-300),
        Err(_) => shape / rate,
    }
}

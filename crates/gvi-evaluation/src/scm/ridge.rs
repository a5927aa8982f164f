//! Ridge-augmented synthetic control: corrects what the mixture cannot match, at the price of negative weights.

use nalgebra::linalg::SymmetricTridiagonal;
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::outcome::{ScmFit, ScmSettings, check, fit_scm, from_control};
use super::simplex::nearest_mixture_near;
use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::{mean, sd};
use crate::refusal::{Refusal, Rule};
use crate::series::Panel;

/// A ridge-augmented synthetic control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RidgeFit {
    /// The control it ends with; weights may be negative.
    pub fit: ScmFit,
    /// The plain control it started from.
    pub plain: ScmFit,
    /// The penalty used.
    pub lambda: f64,
    /// The grid, largest first.
    pub lambdas: Vec<f64>,
    /// Mean squared error of the periods left out, for each penalty.
    pub errors: Vec<f64>,
    /// Standard error of each.
    pub standard_errors: Vec<f64>,
    /// Whether the penalty is the largest of the grid: then this is the plain control.
    pub at_large_end: bool,
    /// Whether it is the smallest: then the fit copies noise.
    pub at_small_end: bool,
}

impl RidgeFit {
    /// The rules it breaks: a penalty at the small end means a perfect fit, which is an over-fit.
    pub fn refusals(&self) -> Vec<Refusal> {
        if !self.at_small_end {
            return Vec::new();
        }
        let smallest = self.lambdas.last().copied().unwrap_or(f64::NAN);
        vec![Refusal::new(Rule::OverFit, self.lambda, smallest, "penalty of the ridge", "use the plain synthetic control")]
    }
}

/// What does the control say when what it could not match is taken into account by regression on the donors?
///
/// Formula: X (donors × periods before) and x₁ centred by the donor mean of each period; w⁺ = w + X(XᵀX + λI)⁻¹(x₁ − Xᵀw)
/// with w the simplex weights. λ_k = σ₁(X)²·10^(−8k/20), k = 0…20; each period before except the last is left out in
/// turn, weights and ridge are made without it, and its squared error is noted; the largest λ with mean error at most
/// minimum + 1 standard error is used. Assumption: outcomes are close to linear in earlier outcomes.
/// Source: Ben-Michael, Feller, Rothstein 2021.
///
/// # Errors
/// As [`fit_scm`](super::fit_scm); at least 3 periods before are needed.
pub fn fit_ridge(panel: &Panel, treated: usize, donors: &[usize], before: usize, lambda: Option<f64>) -> Result<RidgeFit> {
    check(panel, treated, donors, before)?;
    at_least("periods before the start", before, 3, "begin the panel earlier")?;
    let plain = fit_scm(panel, treated, donors, before, ScmSettings::default())?;
    let all: Vec<usize> = (0..before).collect();
    let problem = Centred::new(panel, treated, donors, &all);
    let largest = problem.largest();
    let lambdas: Vec<f64> = (0..=20).map(|k| largest * 10_f64.powf(-8.0 * f64::from(k) / 20.0)).collect();
    let (errors, standard_errors) = cross_validate(panel, treated, donors, before, &lambdas, &plain.weights);
    let lowest = (0..lambdas.len()).min_by(|&a, &b| errors[a].total_cmp(&errors[b])).unwrap_or(0);
    let chosen = (0..lambdas.len()).find(|&k| errors[k] <= errors[lowest] + standard_errors[lowest]).unwrap_or(lowest);
    let lambda = match lambda {
        Some(given) if !(given > 0.0) => {
            return Err(EvaluationError::Setting { what: "the penalty", value: given, wanted: "above zero" });
        }
        Some(given) => given,
        None => lambdas[chosen],
    };
    let weights = problem.augment(&plain.weights, lambda);
    let control = (0..panel.periods()).map(|t| donors.iter().zip(&weights).map(|(&donor, w)| w * panel.row(donor)[t]).sum()).collect();
    let mut fit = from_control(panel, treated, donors, before, weights, control, "synthetic control, ridge-augmented");
    fit.improvement = 1.0 - fit.imbalance / (plain.imbalance / (1.0 - plain.improvement));
    Ok(RidgeFit {
        at_large_end: lambda >= lambdas[0],
        at_small_end: lambda <= lambdas[lambdas.len() - 1],
        fit,
        plain,
        lambda,
        lambdas,
        errors,
        standard_errors,
    })
}

/// Donors and target centred by the donor mean of each period, with XXᵀ (donors × donors) or XᵀX, whichever is smaller, in
/// tridiagonal form: one factorisation serves every penalty.
struct Centred {
    x: DMatrix<f64>,
    target: DVector<f64>,
    turn: DMatrix<f64>,
    diagonal: Vec<f64>,
    beside: Vec<f64>,
    donors_side: bool,
}

impl Centred {
    fn new(panel: &Panel, treated: usize, donors: &[usize], periods: &[usize]) -> Self {
        let means: Vec<f64> =
            periods.iter().map(|&t| donors.iter().map(|&donor| panel.row(donor)[t]).sum::<f64>() / donors.len() as f64).collect();
        let x = DMatrix::from_fn(donors.len(), periods.len(), |donor, at| panel.row(donors[donor])[periods[at]] - means[at]);
        let target = DVector::from_fn(periods.len(), |at, _| panel.row(treated)[periods[at]] - means[at]);
        let donors_side = donors.len() < periods.len();
        let gram = if donors_side { &x * x.transpose() } else { x.tr_mul(&x) };
        if gram.nrows() == 1 {
            let diagonal = vec![gram[(0, 0)]];
            return Self { x, target, turn: DMatrix::identity(1, 1), diagonal, beside: Vec::new(), donors_side };
        }
        let (turn, diagonal, beside) = SymmetricTridiagonal::new(gram).unpack();
        Self { x, target, turn, diagonal: diagonal.as_slice().to_vec(), beside: beside.as_slice().to_vec(), donors_side }
    }

    /// The largest squared singular value.
    fn largest(&self) -> f64 {
        let gram = if self.donors_side { &self.x * self.x.transpose() } else { self.x.tr_mul(&self.x) };
        gram.symmetric_eigenvalues().max()
    }

    /// (T + λI)⁻¹ right, T tridiagonal, by elimination.
    fn solve_tridiagonal(&self, right: &mut [f64], lambda: f64) {
        let size = right.len();
        let mut pivot = vec![0.0; size];
        pivot[0] = self.diagonal[0] + lambda;
        for row in 1..size {
            let factor = self.beside[row - 1] / pivot[row - 1];
            pivot[row] = self.diagonal[row] + lambda - factor * self.beside[row - 1];
            right[row] -= factor * right[row - 1];
        }
        right[size - 1] /= pivot[size - 1];
        for row in (0..size - 1).rev() {
            right[row] = (right[row] - self.beside[row] * right[row + 1]) / pivot[row];
        }
    }

    fn augment(&self, weights: &[f64], lambda: f64) -> Vec<f64> {
        let w = DVector::from_column_slice(weights);
        let missed = &self.target - self.x.tr_mul(&w);
        let solve = |right: DVector<f64>| {
            let mut turned = self.turn.tr_mul(&right);
            self.solve_tridiagonal(turned.as_mut_slice(), lambda);
            &self.turn * turned
        };
        // X(XᵀX + λI)⁻¹ = (XXᵀ + λI)⁻¹X.
        let correction = if self.donors_side { solve(&self.x * missed) } else { &self.x * solve(missed) };
        (w + correction).as_slice().to_vec()
    }
}

fn cross_validate(panel: &Panel, treated: usize, donors: &[usize], before: usize, lambdas: &[f64], whole: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let likely: Vec<usize> = (0..whole.len()).filter(|&at| whole[at] > 0.0).collect();
    let mut squares = vec![Vec::with_capacity(before - 1); lambdas.len()];
    for out in 0..before - 1 {
        let kept: Vec<usize> = (0..before).filter(|&t| t != out).collect();
        let target: Vec<f64> = kept.iter().map(|&t| panel.row(treated)[t]).collect();
        let points: Vec<Vec<f64>> = donors.iter().map(|&donor| kept.iter().map(|&t| panel.row(donor)[t]).collect()).collect();
        let views: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
        let nearest = nearest_mixture_near(&target, &views, &likely);
        let problem = Centred::new(panel, treated, donors, &kept);
        for (at, &lambda) in lambdas.iter().enumerate() {
            let weights = problem.augment(&nearest.weights, lambda);
            let control: f64 = donors.iter().zip(&weights).map(|(&donor, w)| w * panel.row(donor)[out]).sum();
            squares[at].push((panel.row(treated)[out] - control).powi(2));
        }
    }
    let errors = squares.iter().map(|list| mean(list)).collect();
    let standard_errors = squares.iter().map(|list| sd(list) / (list.len() as f64).sqrt()).collect();
    (errors, standard_errors)
}

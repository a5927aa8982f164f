//! Small dense algebra: symmetric systems with an error that names the term at which they fail.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::error::{EvaluationError, Result};

/// The Cholesky factor of a symmetric positive definite matrix.
///
/// The matrix is scaled to a unit diagonal first. A pivot below 10⁻¹¹ means that a term repeats the others.
pub(crate) fn factor(matrix: &DMatrix<f64>, names: &[String]) -> Result<Scaled> {
    let size = matrix.nrows();
    let scale = DVector::from_fn(size, |at, _| 1.0 / matrix[(at, at)].sqrt());
    let collinear = |at: usize| EvaluationError::Collinear { term: names.get(at).cloned().unwrap_or_else(|| format!("number {at}")) };
    if let Some(at) = scale.iter().position(|value| !value.is_finite()) {
        return Err(collinear(at));
    }
    let scaled = DMatrix::from_fn(size, size, |row, column| matrix[(row, column)] * scale[row] * scale[column]);
    let Some(cholesky) = Cholesky::new(scaled) else {
        return Err(collinear(size.saturating_sub(1)));
    };
    let lower = cholesky.l_dirty();
    if let Some(at) = (0..size).find(|&at| lower[(at, at)] * lower[(at, at)] < 1e-11) {
        return Err(collinear(at));
    }
    Ok(Scaled { cholesky, scale })
}

/// A factored symmetric matrix that knows its scaling.
pub(crate) struct Scaled {
    cholesky: Cholesky<f64, Dyn>,
    scale: DVector<f64>,
}

impl Scaled {
    pub(crate) fn solve(&self, right: &DVector<f64>) -> DVector<f64> {
        self.cholesky.solve(&right.component_mul(&self.scale)).component_mul(&self.scale)
    }

    pub(crate) fn inverse(&self) -> DMatrix<f64> {
        let mut inverse = self.cholesky.inverse();
        for row in 0..inverse.nrows() {
            for column in 0..inverse.ncols() {
                inverse[(row, column)] *= self.scale[row] * self.scale[column];
            }
        }
        inverse
    }
}

/// XᵀWX for weights `w` (one for each row).
pub(crate) fn weighted_cross(x: &DMatrix<f64>, w: &[f64]) -> DMatrix<f64> {
    let (rows, columns) = x.shape();
    let mut cross = DMatrix::zeros(columns, columns);
    for a in 0..columns {
        let left = x.column(a);
        for b in a..columns {
            let right = x.column(b);
            let mut sum = 0.0;
            for row in 0..rows {
                sum += w[row] * left[row] * right[row];
            }
            cross[(a, b)] = sum;
            cross[(b, a)] = sum;
        }
    }
    cross
}

/// vᵀMv.
pub(crate) fn quadratic(matrix: &DMatrix<f64>, v: &[f64]) -> f64 {
    let mut sum = 0.0;
    for row in 0..v.len() {
        for column in 0..v.len() {
            sum += v[row] * matrix[(row, column)] * v[column];
        }
    }
    sum
}

/// The square roots of a diagonal; not a number where it is negative.
pub(crate) fn root_diagonal(matrix: &DMatrix<f64>) -> Vec<f64> {
    (0..matrix.nrows()).map(|at| matrix[(at, at)].sqrt()).collect()
}

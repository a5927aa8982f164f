//! Entropy balancing: weights for groups not notified, so that their past looks like that of the notified.

use nalgebra::{DMatrix, DVector};

use crate::error::{EvaluationError, Result, at_least, finite, same_length};
use crate::numeric::matrix::factor;

/// Which weights make the comparison groups look like the notified ones on average?
///
/// Weights w_i ∝ exp(λᵀx_i) with Σw = 1 and Σw x = mean of the notified; λ by Newton steps on the convex dual. Columns are
/// past shootings, size, feuds and the like, one row for each group. Source: Hainmueller 2012.
///
/// # Errors
/// For shapes that differ, columns that repeat each other, or notified groups outside the range of the others.
pub fn entropy_balance(notified: &[Vec<f64>], others: &[Vec<f64>]) -> Result<Vec<f64>> {
    at_least("notified groups", notified.len(), 1, "name the notified groups")?;
    at_least("comparison groups", others.len(), 2, "add comparison groups")?;
    let k = notified[0].len();
    for row in notified.iter().chain(others) {
        same_length("a row of the past", row.len(), k, "column")?;
        finite("a row of the past", row)?;
    }
    let target: Vec<f64> = (0..k).map(|at| notified.iter().map(|row| row[at]).sum::<f64>() / notified.len() as f64).collect();
    let n = others.len() as f64;
    let scale: Vec<f64> =
        (0..k).map(|at| (others.iter().map(|row| (row[at] - target[at]).powi(2)).sum::<f64>() / n).sqrt().max(1e-12)).collect();
    let x = DMatrix::from_fn(others.len(), k, |row, at| (others[row][at] - target[at]) / scale[at]);
    let names: Vec<String> = (0..k).map(|at| format!("column {at}")).collect();
    let weigh = |lambda: &DVector<f64>| -> (Vec<f64>, f64) {
        let eta = &x * lambda;
        let most = eta.max();
        let raw: Vec<f64> = eta.iter().map(|value| (value - most).exp()).collect();
        let total: f64 = raw.iter().sum();
        (raw.iter().map(|value| value / total).collect(), total.ln() + most)
    };
    let mut lambda = DVector::<f64>::zeros(k);
    let (mut weights, mut value) = weigh(&lambda);
    for _ in 0..200 {
        let mean = x.tr_mul(&DVector::from_column_slice(&weights));
        if mean.amax() < 1e-10 {
            return Ok(weights);
        }
        let hessian = DMatrix::from_fn(k, k, |a, b| {
            (0..others.len()).map(|row| weights[row] * x[(row, a)] * x[(row, b)]).sum::<f64>() - mean[a] * mean[b]
        });
        let step = factor(&hessian, &names)?.solve(&mean);
        let mut size = 1.0;
        loop {
            let next = &lambda - &step * size;
            let (next_weights, next_value) = weigh(&next);
            if next_value <= value + 1e-12 {
                (lambda, weights, value) = (next, next_weights, next_value);
                break;
            }
            size /= 2.0;
            if size < 1e-10 {
                return Err(outside());
            }
        }
        if lambda.amax() > 200.0 {
            return Err(outside());
        }
    }
    Err(outside())
}

fn outside() -> EvaluationError {
    EvaluationError::NotSettled {
        what: "the balancing of groups (the notified lie outside the range of the others)",
        rounds: 200,
        remedy: "use fewer columns, or compare notified groups with groups notified later",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weighted_past_is_that_of_the_notified() {
        let notified = vec![vec![6.0, 2.0], vec![8.0, 1.0]];
        let others = vec![vec![1.0, 0.0], vec![3.0, 1.0], vec![10.0, 3.0], vec![7.0, 0.0], vec![9.0, 2.0]];
        let weights = entropy_balance(&notified, &others).unwrap();
        for (at, wanted) in [(0, 7.0), (1, 1.5)] {
            let found: f64 = weights.iter().zip(&others).map(|(w, row)| w * row[at]).sum();
            assert!((found - wanted).abs() < 1e-8, "{found}");
        }
        assert!(entropy_balance(&[vec![50.0, 2.0]], &others).is_err());
    }
}

//! The mixture of points that lies nearest to a target: the quadratic program inside every synthetic control.

use crate::error::{Result, at_least, finite, same_length};

/// The nearest mixture of points to a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// Weights, one for each point: none below zero, summing to one.
    pub weights: Vec<f64>,
    /// The squared distance that remains.
    pub objective: f64,
    /// The largest violation of the optimality conditions, relative to the size of the points.
    pub optimality: f64,
    /// Rounds used.
    pub rounds: usize,
}

/// Which mixture of the points lies nearest to the target?
///
/// Problem: minimise ‖target − Σ w_j point_j‖² over w ≥ 0, Σ w_j = 1. Shapes: J points and a target of length T.
/// Method: Wolfe's active set. A small set of points is kept whose affine hull is searched exactly (by orthogonal
/// factorisation); a point leaves when its weight would fall below zero and enters when it lies on the near side. It ends
/// after finitely many rounds at the exact solution. Among several solutions it gives one with at most T + 1 points.
/// Source: Wolfe 1976, "Finding the nearest point in a polytope".
///
/// # Errors
/// When there is no point, lengths differ, or a number is not finite.
pub fn nearest_mixture(target: &[f64], points: &[&[f64]]) -> Result<Nearest> {
    at_least("donors", points.len(), 1, "add comparison units")?;
    finite("the treated unit", target)?;
    let periods = target.len();
    let mut shifted = vec![0.0; points.len() * periods];
    for (at, point) in points.iter().enumerate() {
        same_length("a donor", point.len(), periods, "period")?;
        finite("a donor", point)?;
        for t in 0..periods {
            shifted[at * periods + t] = point[t] - target[t];
        }
    }
    Ok(least_norm(&shifted, points.len(), periods, &[]))
}

/// The same, begun with a set of points that is likely to carry the weight.
pub(crate) fn nearest_mixture_near(target: &[f64], points: &[&[f64]], likely: &[usize]) -> Nearest {
    let shifted: Vec<f64> = points.iter().flat_map(|point| point.iter().zip(target).map(|(p, t)| p - t)).collect();
    least_norm(&shifted, points.len(), target.len(), likely)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The point of least norm in the convex hull of `count` points of length `size`, laid out one after another.
pub(crate) fn least_norm(points: &[f64], count: usize, size: usize, likely: &[usize]) -> Nearest {
    let point = |at: usize| &points[at * size..(at + 1) * size];
    let norms: Vec<f64> = (0..count).map(|at| dot(point(at), point(at))).collect();
    let largest = norms.iter().fold(0.0_f64, |most, &norm| most.max(norm)).max(1e-300);
    let first = (0..count).min_by(|&a, &b| norms[a].total_cmp(&norms[b])).unwrap_or(0);
    let mut active = vec![first];
    let mut weights = vec![1.0];
    if !likely.is_empty()
        && let Some(affine) = affine_least_norm(points, likely, size)
        && affine.iter().all(|&w| w > 1e-15)
    {
        active = likely.to_vec();
        weights = affine;
    }
    let mut at = mix(points, &active, &weights, size);
    let mut rounds = 0;
    let tolerance = 1e-14 * largest;
    let mut best = (f64::INFINITY, active.clone(), weights.clone());
    loop {
        rounds += 1;
        let here = dot(&at, &at);
        if here < best.0 {
            best = (here, active.clone(), weights.clone());
        } else if rounds > 1 {
            // No further descent: this is the floor that rounding allows.
            break;
        }
        let mut lowest = (f64::INFINITY, 0);
        for candidate in 0..count {
            let value = dot(&at, point(candidate));
            if value < lowest.0 && !active.contains(&candidate) {
                lowest = (value, candidate);
            }
        }
        if here <= 1e-26 * largest || lowest.0 >= here - tolerance || rounds > 50 * (count + size) {
            break;
        }
        active.push(lowest.1);
        weights.push(0.0);
        loop {
            let Some(affine) = affine_least_norm(points, &active, size) else {
                // The new point lies in the affine hull of the others up to rounding: leave it out.
                active.pop();
                weights.pop();
                break;
            };
            if affine.iter().all(|&w| w > 1e-15) {
                weights = affine;
                break;
            }
            let mut step = 1.0_f64;
            for (old, new) in weights.iter().zip(&affine) {
                if *new <= 1e-15 && old - new > 0.0 {
                    step = step.min(old / (old - new));
                }
            }
            for (old, new) in weights.iter_mut().zip(&affine) {
                *old = (1.0 - step) * *old + step * new;
            }
            let before = active.len();
            let smallest = (0..before).min_by(|&a, &b| weights[a].total_cmp(&weights[b])).unwrap_or(0);
            let keep: Vec<bool> = (0..before).map(|place| weights[place] > 1e-15 && place != smallest).collect();
            let mut flags = keep.iter();
            active.retain(|_| flags.next().copied().unwrap_or(true));
            let mut flags = keep.iter();
            weights.retain(|_| flags.next().copied().unwrap_or(true));
            if active.len() <= 1 {
                weights = vec![1.0; active.len()];
                break;
            }
        }
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= total);
        at = mix(points, &active, &weights, size);
    }
    let (objective, active, weights) = best;
    let at = mix(points, &active, &weights, size);
    let mut all = vec![0.0; count];
    for (place, &donor) in active.iter().enumerate() {
        all[donor] = weights[place];
    }
    let violation = (0..count).map(|candidate| objective - dot(&at, point(candidate))).fold(0.0_f64, f64::max);
    let slack = active.iter().map(|&donor| (dot(&at, point(donor)) - objective).abs()).fold(0.0_f64, f64::max);
    Nearest { weights: all, objective, optimality: violation.max(slack) / largest, rounds }
}

fn mix(points: &[f64], active: &[usize], weights: &[f64], size: usize) -> Vec<f64> {
    let mut at = vec![0.0; size];
    for (&donor, &weight) in active.iter().zip(weights) {
        for (value, p) in at.iter_mut().zip(&points[donor * size..(donor + 1) * size]) {
            *value += weight * p;
        }
    }
    at
}

/// Weights (any sign, sum one) of the point of least norm in the affine hull, by Householder's least squares on the
/// differences to the first point. None when the points are affinely dependent up to rounding.
fn affine_least_norm(points: &[f64], active: &[usize], size: usize) -> Option<Vec<f64>> {
    let columns = active.len() - 1;
    if columns == 0 {
        return Some(vec![1.0]);
    }
    if columns > size {
        return None;
    }
    let base = &points[active[0] * size..(active[0] + 1) * size];
    let mut a: Vec<Vec<f64>> =
        active[1..].iter().map(|&donor| points[donor * size..(donor + 1) * size].iter().zip(base).map(|(p, b)| p - b).collect()).collect();
    let mut right: Vec<f64> = base.iter().map(|b| -b).collect();
    let mut diagonal = vec![0.0; columns];
    for k in 0..columns {
        let whole = dot(&a[k], &a[k]).sqrt();
        let norm = dot(&a[k][k..], &a[k][k..]).sqrt();
        if norm <= 1e-11 * whole.max(1e-300) {
            return None;
        }
        let alpha = if a[k][k] > 0.0 { -norm } else { norm };
        diagonal[k] = alpha;
        let mut v = a[k][k..].to_vec();
        v[0] -= alpha;
        let vv = dot(&v, &v);
        for other in a.iter_mut().skip(k + 1) {
            let factor = 2.0 * dot(&v, &other[k..]) / vv;
            other[k..].iter_mut().zip(&v).for_each(|(value, v)| *value -= factor * v);
        }
        let factor = 2.0 * dot(&v, &right[k..]) / vv;
        right[k..].iter_mut().zip(&v).for_each(|(value, v)| *value -= factor * v);
    }
    let mut solution = vec![0.0; columns];
    for k in (0..columns).rev() {
        let mut value = right[k];
        for (later, s) in solution.iter().enumerate().skip(k + 1) {
            value -= a[later][k] * s;
        }
        solution[k] = value / diagonal[k];
    }
    let mut weights = vec![1.0 - solution.iter().sum::<f64>()];
    weights.extend(solution);
    Some(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_inside_the_hull_is_met_and_one_outside_is_projected() {
        let corners: [&[f64]; 3] = [&[0.0, 0.0], &[4.0, 0.0], &[0.0, 4.0]];
        let inside = nearest_mixture(&[1.0, 1.0], &corners).unwrap();
        assert!(inside.objective < 1e-20);
        assert!((inside.weights[0] - 0.5).abs() < 1e-12);
        let outside = nearest_mixture(&[3.0, 3.0], &corners).unwrap();
        assert!((outside.objective - 2.0).abs() < 1e-12);
        assert!((outside.weights[1] - 0.5).abs() < 1e-12 && outside.optimality < 1e-12);
    }

    #[test]
    fn twin_donors_do_not_disturb() {
        let twin: [&[f64]; 4] = [&[1.0, 2.0], &[1.0, 2.0], &[3.0, 0.0], &[3.0, 0.0]];
        let nearest = nearest_mixture(&[2.0, 0.5], &twin).unwrap();
        assert!((nearest.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((nearest.objective - 0.125).abs() < 1e-12, "{nearest:?}");
    }

    #[test]
    fn one_donor_takes_all_weight() {
        assert_eq!(nearest_mixture(&[0.0], &[&[5.0]]).unwrap().weights, [1.0]);
        assert!(nearest_mixture(&[0.0], &[]).is_err());
        assert!(nearest_mixture(&[0.0, 1.0], &[&[5.0]]).is_err());
    }
}

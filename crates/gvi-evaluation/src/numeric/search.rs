//! Searches for the lowest point of a function: quasi-Newton where there is a gradient, a simplex of points where there
//! is none, golden section for one variable.

/// Where a search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowest {
    /// The place.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// How often the function was asked.
    pub asked: usize,
    /// Whether the search settled before its limit.
    pub settled: bool,
}

/// BFGS with a backtracking line search. The function fills the gradient and returns the value; a value that is not
/// finite is taken as a wall.
pub fn quasi_newton(start: &[f64], rounds_max: usize, tolerance: f64, mut function: impl FnMut(&[f64], &mut [f64]) -> f64) -> Lowest {
    let size = start.len();
    let mut at = start.to_vec();
    let mut gradient = vec![0.0; size];
    let mut value = function(&at, &mut gradient);
    let mut asked = 1;
    let mut inverse = identity(size);
    let mut settled = false;
    let mut fresh = true;
    let mut still = 0;
    for _ in 0..rounds_max {
        let steepest = gradient.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
        if steepest < tolerance {
            settled = true;
            break;
        }
        let mut direction: Vec<f64> = (0..size).map(|row| -dot(&inverse[row], &gradient)).collect();
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            inverse = identity(size);
            fresh = true;
            direction = gradient.iter().map(|g| -g).collect();
            slope = dot(&direction, &gradient);
        }
        let longest = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        let mut step = if fresh { (1.0 / longest).min(1.0) } else { (4.0 / longest).min(1.0) };
        let mut next_gradient = vec![0.0; size];
        let mut taken = None;
        for _ in 0..60 {
            let next: Vec<f64> = at.iter().zip(&direction).map(|(place, d)| place + step * d).collect();
            let next_value = function(&next, &mut next_gradient);
            asked += 1;
            if next_value.is_finite() && next_value <= value + 1e-4 * step * slope {
                taken = Some((next, next_value));
                break;
            }
            step *= 0.4;
        }
        let Some((next, next_value)) = taken else {
            if fresh {
                // No lower point along the gradient itself: this is the floor that rounding allows.
                settled = true;
                break;
            }
            inverse = identity(size);
            fresh = true;
            continue;
        };
        // Several rounds in a row that gain nothing beyond rounding are the floor too.
        still = if value - next_value <= 1e-15 * value.abs() { still + 1 } else { 0 };
        if still >= 3 {
            settled = true;
        }
        let moved: Vec<f64> = next.iter().zip(&at).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curvature = dot(&moved, &turned);
        if curvature > 1e-14 * (dot(&moved, &moved) * dot(&turned, &turned)).sqrt() {
            update(&mut inverse, &moved, &turned, curvature, fresh);
            fresh = false;
        }
        at = next;
        value = next_value;
        gradient = next_gradient;
        if settled {
            break;
        }
    }
    Lowest { at, value, asked, settled }
}

fn identity(size: usize) -> Vec<Vec<f64>> {
    (0..size).map(|row| (0..size).map(|column| if row == column { 1.0 } else { 0.0 }).collect()).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn update(inverse: &mut [Vec<f64>], moved: &[f64], turned: &[f64], curvature: f64, fresh: bool) {
    let size = moved.len();
    if fresh {
        let scale = curvature / dot(turned, turned);
        for (row, line) in inverse.iter_mut().enumerate() {
            line.iter_mut().enumerate().for_each(|(column, cell)| *cell = if row == column { scale } else { 0.0 });
        }
    }
    let times: Vec<f64> = inverse.iter().map(|line| dot(line, turned)).collect();
    let weight = 1.0 + dot(turned, &times) / curvature;
    for row in 0..size {
        for column in 0..size {
            inverse[row][column] +=
                weight * moved[row] * moved[column] / curvature - (times[row] * moved[column] + moved[row] * times[column]) / curvature;
        }
    }
}

/// Nelder and Mead's simplex of points, for functions with kinks. `step` is the size of the first simplex.
pub fn simplex_of_points(start: &[f64], step: f64, asked_max: usize, tolerance: f64, mut function: impl FnMut(&[f64]) -> f64) -> Lowest {
    let size = start.len();
    let mut asked = 0;
    let mut ask = |place: &[f64]| {
        asked += 1;
        let value = function(place);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut points: Vec<(Vec<f64>, f64)> = Vec::with_capacity(size + 1);
    points.push((start.to_vec(), ask(start)));
    for axis in 0..size {
        let mut place = start.to_vec();
        place[axis] += step;
        let value = ask(&place);
        points.push((place, value));
    }
    let mut settled = false;
    let mut used = size + 1;
    // Adaptive coefficients of Gao and Han 2012; they are the classic ones for two variables.
    let wide = size.max(2) as f64;
    let (expand, contract, shrink) = (1.0 + 2.0 / wide, 0.75 - 0.5 / wide, 1.0 - 1.0 / wide);
    while used < asked_max {
        points.sort_by(|a, b| a.1.total_cmp(&b.1));
        let spread = points[size].1 - points[0].1;
        let extent = (0..size).map(|axis| (points[size].0[axis] - points[0].0[axis]).abs()).fold(0.0_f64, f64::max);
        if spread.abs() <= tolerance * (points[0].1.abs() + 1e-300) && extent <= 1e-4 {
            settled = true;
            break;
        }
        let centre: Vec<f64> = (0..size).map(|axis| points[..size].iter().map(|p| p.0[axis]).sum::<f64>() / size as f64).collect();
        let towards =
            |factor: f64| -> Vec<f64> { (0..size).map(|axis| centre[axis] + factor * (centre[axis] - points[size].0[axis])).collect() };
        let reflected = towards(1.0);
        let reflected_value = ask(&reflected);
        used += 1;
        if reflected_value < points[0].1 {
            let expanded = towards(expand);
            let expanded_value = ask(&expanded);
            used += 1;
            points[size] = if expanded_value < reflected_value { (expanded, expanded_value) } else { (reflected, reflected_value) };
        } else if reflected_value < points[size - 1].1 {
            points[size] = (reflected, reflected_value);
        } else {
            let outside = reflected_value < points[size].1;
            let contracted = towards(if outside { contract } else { -contract });
            let contracted_value = ask(&contracted);
            used += 1;
            if contracted_value < points[size].1.min(reflected_value) {
                points[size] = (contracted, contracted_value);
            } else {
                for point in 1..=size {
                    let place: Vec<f64> =
                        (0..size).map(|axis| points[0].0[axis] + shrink * (points[point].0[axis] - points[0].0[axis])).collect();
                    let value = ask(&place);
                    points[point] = (place, value);
                }
                used += size;
            }
        }
    }
    points.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (at, value) = points.swap_remove(0);
    Lowest { at, value, asked: used, settled }
}

/// Golden section: the lowest point of a function of one variable between two bounds.
pub fn golden_section(from: f64, to: f64, tolerance: f64, mut function: impl FnMut(f64) -> f64) -> (f64, f64) {
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (from, to);
    let mut left = high - ratio * (high - low);
    let mut right = low + ratio * (high - low);
    let (mut left_value, mut right_value) = (function(left), function(right));
    while high - low > tolerance {
        if left_value <= right_value {
            high = right;
            right = left;
            right_value = left_value;
            left = high - ratio * (high - low);
            left_value = function(left);
        } else {
            low = left;
            left = right;
            left_value = right_value;
            right = low + ratio * (high - low);
            right_value = function(right);
        }
    }
    if left_value <= right_value { (left, left_value) } else { (right, right_value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn valley(x: &[f64]) -> f64 {
        (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
    }

    #[test]
    fn rosenbrocks_valley_ends_at_one_one_by_both_searches() {
        let by_gradient = quasi_newton(&[-1.2, 1.0], 500, 1e-9, |x, g| {
            g[0] = -2.0 * (1.0 - x[0]) - 400.0 * x[0] * (x[1] - x[0] * x[0]);
            g[1] = 200.0 * (x[1] - x[0] * x[0]);
            valley(x)
        });
        assert!(by_gradient.settled && (by_gradient.at[0] - 1.0).abs() < 1e-7, "{by_gradient:?}");
        let by_points = simplex_of_points(&[-1.2, 1.0], 0.5, 4000, 1e-14, valley);
        assert!((by_points.at[1] - 1.0).abs() < 1e-4, "{by_points:?}");
    }

    #[test]
    fn golden_section_finds_the_bottom_of_a_parabola() {
        let (at, value) = golden_section(-3.0, 9.0, 1e-9, |x| (x - 2.5).powi(2) + 1.0);
        assert!((at - 2.5).abs() < 1e-7 && (value - 1.0).abs() < 1e-12);
    }
}

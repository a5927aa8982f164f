//! The Kalman filter, the state smoother and the simulation smoother for a level with seasons.
//!
//! The state is (level) or (level, season now, season one month ago, …): the level walks at random, the seasons of a cycle
//! sum to a small random number. One observation each period; missing ones are stepped over.

use rand::RngExt;
use rand_distr::StandardNormal;

use crate::chance::Chance;

/// A local level, with or without seasons.
#[derive(Debug, Clone, PartialEq)]
pub struct StateModel {
    /// Variance of the observation.
    pub observation: f64,
    /// Variance of the monthly step of the level.
    pub level: f64,
    /// Variance of the seasonal step; used when `seasons` is above 1.
    pub season: f64,
    /// Periods in a cycle; 0 or 1 for no seasons.
    pub seasons: usize,
    /// Mean of the first level.
    pub start_mean: f64,
    /// Variance of the first level.
    pub start_variance: f64,
    /// Variance of each first season.
    pub season_start_variance: f64,
}

impl StateModel {
    /// How many numbers the state has.
    pub fn size(&self) -> usize {
        1 + self.seasons.saturating_sub(1)
    }

    fn has_seasons(&self) -> bool {
        self.seasons > 1
    }

    /// The state one period on, without chance.
    fn advance(&self, state: &mut [f64]) {
        if self.has_seasons() {
            let next = -state[1..].iter().sum::<f64>();
            state.copy_within(1..state.len() - 1, 2);
            state[1] = next;
        }
    }

    fn seen(&self, state: &[f64]) -> f64 {
        if self.has_seasons() { state[0] + state[1] } else { state[0] }
    }

    fn start(&self) -> (Vec<f64>, Vec<f64>) {
        let size = self.size();
        let mut mean = vec![0.0; size];
        mean[0] = self.start_mean;
        let mut variance = vec![0.0; size * size];
        variance[0] = self.start_variance;
        for at in 1..size {
            variance[at * size + at] = self.season_start_variance;
        }
        (mean, variance)
    }

    /// TPTᵀ + Q, in place.
    fn advance_variance(&self, p: &mut [f64]) {
        let size = self.size();
        if self.has_seasons() {
            for row in 0..size {
                let line = &mut p[row * size..(row + 1) * size];
                let next = -line[1..].iter().sum::<f64>();
                line.copy_within(1..size - 1, 2);
                line[1] = next;
            }
            for column in 0..size {
                let next = -(1..size).map(|row| p[row * size + column]).sum::<f64>();
                for row in (2..size).rev() {
                    p[row * size + column] = p[(row - 1) * size + column];
                }
                p[size + column] = next;
            }
            p[size + 1] += self.season;
        }
        p[0] += self.level;
    }
}

/// What the filter keeps for the way back.
struct Filtered {
    /// Prediction errors; not a number where nothing was seen.
    errors: Vec<f64>,
    /// Their variances.
    variances: Vec<f64>,
    /// PZᵀ at each period, one after another.
    gains: Vec<f64>,
    loglik: Vec<f64>,
}

/// The variances and gains of the filter depend on the model and on which observations are missing, not on their values.
fn filter(model: &StateModel, observed: &[Option<f64>]) -> Filtered {
    let size = model.size();
    let (mut state, mut p) = model.start();
    let n = observed.len();
    let mut kept = Filtered { errors: vec![f64::NAN; n], variances: vec![f64::NAN; n], gains: vec![0.0; n * size], loglik: vec![0.0; n] };
    for (t, seen) in observed.iter().enumerate() {
        let pz = &mut kept.gains[t * size..(t + 1) * size];
        for row in 0..size {
            pz[row] = p[row * size] + if model.has_seasons() { p[row * size + 1] } else { 0.0 };
        }
        if let Some(y) = seen {
            let variance = model.seen(pz) + model.observation;
            let error = y - model.seen(&state);
            kept.errors[t] = error;
            kept.variances[t] = variance;
            kept.loglik[t] = -0.5 * ((2.0 * std::f64::consts::PI * variance).ln() + error * error / variance);
            for row in 0..size {
                state[row] += pz[row] * error / variance;
            }
            for row in 0..size {
                for column in 0..size {
                    p[row * size + column] -= pz[row] * pz[column] / variance;
                }
            }
        }
        model.advance(&mut state);
        model.advance_variance(&mut p);
    }
    kept
}

/// The log likelihood of the observations; the first `skip` of them that were seen are left out of the sum.
pub fn loglik(model: &StateModel, observed: &[Option<f64>], skip: usize) -> f64 {
    let kept = filter(model, observed);
    kept.loglik.iter().zip(observed).filter(|(_, seen)| seen.is_some()).skip(skip).map(|(l, _)| l).sum()
}

/// The mean of the states given all observations, one state after another.
///
/// Formula: r_{t−1} = Zᵀv_t/F_t + L_tᵀ r_t backwards, state = predicted + P r; by the fast form that needs only r and the
/// model's own variances. Source: Durbin, Koopman 2012, chapter 4.
pub fn smoothed_mean(model: &StateModel, observed: &[Option<f64>]) -> Vec<f64> {
    let size = model.size();
    let n = observed.len();
    let kept = filter(model, observed);
    // r at the end of each period, going back; L = T(I − PZᵀZ/F), so Lᵀr = u − Z·(gain·u)/F with u = Tᵀr.
    let mut later = vec![0.0; (n + 1) * size];
    let mut r = vec![0.0; size];
    for t in (0..n).rev() {
        later[(t + 1) * size..(t + 2) * size].copy_from_slice(&r);
        let mut u = back(model, &r);
        if observed[t].is_some() {
            let gain = &kept.gains[t * size..(t + 1) * size];
            let pull = (kept.errors[t] - gain.iter().zip(&u).map(|(g, u)| g * u).sum::<f64>()) / kept.variances[t];
            u[0] += pull;
            if model.has_seasons() {
                u[1] += pull;
            }
        }
        r = u;
    }
    let (mut state, p) = model.start();
    for row in 0..size {
        state[row] += p[row * size + row] * r[row];
    }
    let mut states = Vec::with_capacity(n * size);
    for t in 0..n {
        states.extend_from_slice(&state);
        model.advance(&mut state);
        let r = &later[(t + 1) * size..(t + 2) * size];
        state[0] += model.level * r[0];
        if model.has_seasons() {
            state[1] += model.season * r[1];
        }
    }
    states
}

/// Tᵀr.
fn back(model: &StateModel, r: &[f64]) -> Vec<f64> {
    let mut u = r.to_vec();
    if model.has_seasons() {
        let size = r.len();
        for at in 1..size {
            u[at] = -r[1] + if at + 1 < size { r[at + 1] } else { 0.0 };
        }
    }
    u
}

/// One draw of all states given the observations.
///
/// A series is simulated from the model, smoothed together with the real one, and the difference put back (mean
/// correction). Source: Durbin, Koopman 2002.
pub(crate) fn draw_states(model: &StateModel, observed: &[Option<f64>], chance: &mut Chance) -> Vec<f64> {
    let size = model.size();
    let n = observed.len();
    let mut normal = || -> f64 { chance.sample(StandardNormal) };
    let mut state = vec![0.0; size];
    state[0] = model.start_variance.sqrt() * normal();
    for season in &mut state[1..] {
        *season = model.season_start_variance.sqrt() * normal();
    }
    let (level, season, noise) = (model.level.sqrt(), model.season.sqrt(), model.observation.sqrt());
    let mut simulated = Vec::with_capacity(n * size);
    let mut difference = Vec::with_capacity(n);
    for seen in observed {
        simulated.extend_from_slice(&state);
        let y = model.seen(&state) + noise * normal();
        difference.push(seen.map(|real| real - y));
        model.advance(&mut state);
        state[0] += level * normal();
        if model.has_seasons() {
            state[1] += season * normal();
        }
    }
    let correction = smoothed_mean(model, &difference);
    simulated.iter_mut().zip(correction).for_each(|(state, add)| *state += add);
    simulated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, stream};

    fn model(seasons: usize) -> StateModel {
        StateModel { observation: 0.5, level: 0.2, season: 0.05, seasons, start_mean: 1.0, start_variance: 2.0, season_start_variance: 0.7 }
    }

    /// Means and covariances of states and observations written out in full.
    fn by_hand(model: &StateModel, y: &[Option<f64>]) -> Vec<f64> {
        use nalgebra::{DMatrix, DVector};
        let (size, n) = (model.size(), y.len());
        let (mean, p) = model.start();
        let mut transition = DMatrix::<f64>::zeros(size, size);
        for column in 0..size {
            let mut unit = vec![0.0; size];
            unit[column] = 1.0;
            model.advance(&mut unit);
            for row in 0..size {
                transition[(row, column)] = unit[row];
            }
        }
        let mut covariance = DMatrix::<f64>::zeros(n * size, n * size);
        let mut here = DMatrix::from_row_slice(size, size, &p);
        let mut means = vec![DVector::from_vec(mean)];
        for t in 0..n {
            let mut across = here.clone();
            for later in t..n {
                covariance.view_mut((later * size, t * size), (size, size)).copy_from(&across);
                covariance.view_mut((t * size, later * size), (size, size)).copy_from(&across.transpose());
                across = &transition * across;
            }
            here = &transition * here * transition.transpose();
            here[(0, 0)] += model.level;
            if model.seasons > 1 {
                here[(1, 1)] += model.season;
            }
            let next = &transition * &means[t];
            means.push(next);
        }
        let seen: Vec<usize> = (0..n).filter(|&t| y[t].is_some()).collect();
        let mut pick = DMatrix::<f64>::zeros(seen.len(), n * size);
        for (row, &t) in seen.iter().enumerate() {
            pick[(row, t * size)] = 1.0;
            if model.seasons > 1 {
                pick[(row, t * size + 1)] = 1.0;
            }
        }
        let all = DVector::from_iterator(n * size, means[..n].iter().flat_map(|m| m.iter().copied()));
        let residual = DVector::from_iterator(seen.len(), seen.iter().map(|&t| y[t].unwrap())) - &pick * &all;
        let variance = &pick * &covariance * pick.transpose() + DMatrix::identity(seen.len(), seen.len()) * model.observation;
        let pull = variance.lu().solve(&residual).unwrap();
        (all + covariance * pick.transpose() * pull).as_slice().to_vec()
    }

    #[test]
    fn the_smoother_gives_the_conditional_mean_with_gaps_and_seasons() {
        let y = [Some(1.0), Some(2.5), None, Some(0.3), Some(1.9), None, None, Some(3.0)];
        for seasons in [0, 2, 4] {
            let wanted = by_hand(&model(seasons), &y);
            let found = smoothed_mean(&model(seasons), &y);
            for (a, b) in found.iter().zip(&wanted) {
                assert!((a - b).abs() < 1e-10, "{seasons} seasons: {a} {b}");
            }
        }
    }

    #[test]
    fn drawn_states_spread_around_the_smoothed_mean() {
        let y = [Some(1.0), Some(2.5), None, Some(0.3), Some(1.9), None];
        let wanted = smoothed_mean(&model(3), &y);
        let mut chance = stream(3, Purpose::Chain, 0);
        let mut sums = vec![0.0; wanted.len()];
        let draws = 20_000;
        for _ in 0..draws {
            for (sum, state) in sums.iter_mut().zip(draw_states(&model(3), &y, &mut chance)) {
                *sum += state / f64::from(draws);
            }
        }
        for (found, wanted) in sums.iter().zip(&wanted) {
            assert!((found - wanted).abs() < 0.03, "{found} {wanted}");
        }
    }
}

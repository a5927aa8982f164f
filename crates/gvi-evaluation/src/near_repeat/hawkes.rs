//! Self-excitation in time: each incident may raise the rate for a while.

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least, finite};
use crate::numeric::search::{Lowest, quasi_newton};
use crate::provenance::{Fingerprint, Provenance};
use crate::refusal::{Refusal, Rule};

/// The rate without self-excitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Baseline {
    /// Constant.
    Constant,
    /// exp(c₀ + c₁t/T + pairs of yearly harmonics + one weekly pair).
    Seasonal {
        /// Yearly pairs.
        yearly: usize,
    },
}

impl Baseline {
    /// How many coefficients it has (on the log scale).
    pub fn terms(self) -> usize {
        match self {
            Self::Constant => 1,
            Self::Seasonal { yearly } => 4 + 2 * yearly,
        }
    }

    pub(crate) fn row(self, day: f64, end: f64) -> Vec<f64> {
        match self {
            Self::Constant => vec![1.0],
            Self::Seasonal { yearly } => {
                let mut row = vec![1.0, day / end];
                for k in 1..=yearly {
                    let angle = 2.0 * std::f64::consts::PI * k as f64 * day / 365.25;
                    row.extend([angle.sin(), angle.cos()]);
                }
                let week = 2.0 * std::f64::consts::PI * day / 7.0;
                row.extend([week.sin(), week.cos()]);
                row
            }
        }
    }
}

/// The grid of the compensator of a seasonal baseline: middles of steps of about 0.05 days.
pub(crate) struct Grid {
    rows: Vec<f64>,
    terms: usize,
    width: f64,
}

impl Grid {
    pub(crate) fn new(baseline: Baseline, end: f64) -> Self {
        let terms = baseline.terms();
        if baseline == Baseline::Constant {
            return Self { rows: vec![1.0], terms, width: end };
        }
        let steps = (end / 0.05).round().max(1.0);
        let width = end / steps;
        let rows = (0..steps as usize).flat_map(|at| baseline.row((at as f64 + 0.5) * width, end)).collect();
        Self { rows, terms, width }
    }

    /// ∫ exp(βz) and its gradient.
    pub(crate) fn integral(&self, beta: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.iter_mut().for_each(|g| *g = 0.0);
        let mut sum = 0.0;
        for row in self.rows.chunks_exact(self.terms) {
            let rate = row.iter().zip(beta).map(|(z, b)| z * b).sum::<f64>().exp();
            sum += rate;
            gradient.iter_mut().zip(row).for_each(|(g, z)| *g += rate * z);
        }
        gradient.iter_mut().for_each(|g| *g *= self.width);
        sum * self.width
    }
}

/// A fitted self-exciting process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HawkesFit {
    /// Coefficients of the baseline on the log scale; for a constant one, ln μ.
    pub baseline: Vec<f64>,
    /// Incidents caused by one incident, on average.
    pub branching: f64,
    /// Decay a day.
    pub decay: f64,
    /// Half-life in days.
    pub half_life: f64,
    /// Log likelihood.
    pub loglik: f64,
    /// Log likelihood without self-excitation.
    pub loglik_without: f64,
    /// Incidents.
    pub incidents: usize,
    /// How to make it again.
    pub provenance: Provenance,
}

/// Below which half-life a fit speaks of double records.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HawkesLimits {
    /// Hours, 1 unless told.
    pub half_life_hours: f64,
    /// Precision of places in kilometres, for the space-time model.
    pub place_km: f64,
}

impl Default for HawkesLimits {
    fn default() -> Self {
        Self { half_life_hours: 1.0, place_km: 0.05 }
    }
}

impl HawkesFit {
    /// Refuses a half-life that only double records have.
    pub fn refusals(&self, limits: HawkesLimits) -> Vec<Refusal> {
        let hours = self.half_life * 24.0;
        if hours >= limits.half_life_hours {
            return Vec::new();
        }
        let remedy = "are these double records of one incident? merge records into incidents first";
        vec![Refusal::new(Rule::AtBound, hours, limits.half_life_hours, "half-life in hours", remedy)]
    }
}

/// The exact log likelihood at fixed parameters.
///
/// λ(t) = exp(βz(t)) + Σ_{t_j < t} a b e^{−b(t − t_j)}; ℓ = Σ ln λ(t_i) − ∫exp(βz) − aΣ(1 − e^{−b(T − t_i)}). Times sorted, days.
pub fn hawkes_loglik(days: &[f64], end: f64, baseline: Baseline, beta: &[f64], branching: f64, decay: f64) -> f64 {
    let rows: Vec<f64> = days.iter().flat_map(|&day| baseline.row(day, end)).collect();
    let mut gradient = vec![0.0; beta.len() + 2];
    likelihood(days, end, &rows, &Grid::new(baseline, end), beta, branching, decay, &mut gradient)
}

/// e^{−x}, without the work where nothing is left.
fn fading(x: f64) -> f64 {
    if x > 45.0 { 0.0 } else { (-x).exp() }
}

/// The log likelihood and its gradient in (β, ln a, ln b).
#[expect(clippy::too_many_arguments, reason = "one sum over incidents needs all parts of the model")]
fn likelihood(days: &[f64], end: f64, rows: &[f64], grid: &Grid, beta: &[f64], a: f64, b: f64, gradient: &mut [f64]) -> f64 {
    let k = beta.len();
    let (of_beta, of_excitation) = gradient.split_at_mut(k);
    let integral = grid.integral(beta, of_beta);
    of_beta.iter_mut().for_each(|g| *g = -*g);
    let mut value = -integral;
    // A: Σ e^{−b(t − t_j)} over earlier incidents; B: its derivative in b.
    let (mut sum, mut bend) = (0.0_f64, 0.0_f64);
    let (mut d_a, mut d_b) = (0.0, 0.0);
    for (at, &day) in days.iter().enumerate() {
        if at > 0 {
            let gap = day - days[at - 1];
            let fade = fading(b * gap);
            bend = fade * (bend - gap * (1.0 + sum));
            sum = fade * (1.0 + sum);
        }
        let row = &rows[at * k..(at + 1) * k];
        let base = row.iter().zip(beta).map(|(z, b)| z * b).sum::<f64>().exp();
        let rate = base + a * b * sum;
        value += rate.ln();
        of_beta.iter_mut().zip(row).for_each(|(g, z)| *g += base * z / rate);
        d_a += b * sum / rate;
        d_b += a * (sum + b * bend) / rate;
        let left = end - day;
        let gone = fading(b * left);
        value -= a * (1.0 - gone);
        d_a -= 1.0 - gone;
        d_b -= a * left * gone;
    }
    of_excitation[0] = a * d_a;
    of_excitation[1] = b * d_b;
    value
}

pub(crate) fn check_times(days: &[f64], end: f64) -> Result<()> {
    at_least("incidents", days.len(), 30, "collect more incidents")?;
    finite("the list of times", days)?;
    if let Some(position) = (0..days.len()).find(|&at| days[at] < 0.0 || days[at] > end || (at > 0 && days[at] < days[at - 1])) {
        return Err(EvaluationError::Value {
            what: "the list of times",
            position,
            value: days[position],
            wanted: "sorted and between 0 and the end of the window",
            remedy: "sort the incidents by time and count days from the beginning of the window",
        });
    }
    Ok(())
}

/// Does an incident raise the rate of further ones, for how long, and by how many?
///
/// Maximum likelihood of [`hawkes_loglik`] from three starting decays (0.05, 2 and 100 a day); the best is taken. Branching is
/// never to be read as "x % is contagion": a drifting background gives the same. Source: Hawkes 1971; Ogata 1978; Ozaki 1979.
///
/// # Errors
/// For fewer than 30 incidents or times that are not sorted within the window.
pub fn fit_hawkes(days: &[f64], end: f64, baseline: Baseline) -> Result<HawkesFit> {
    check_times(days, end)?;
    let rows: Vec<f64> = days.iter().flat_map(|&day| baseline.row(day, end)).collect();
    let grid = Grid::new(baseline, end);
    let k = baseline.terms();
    let mut start = vec![0.0; k];
    start[0] = (days.len() as f64 / end).ln();
    let without = quasi_newton(&start, 300, 1e-7, |beta, gradient| {
        let integral = grid.integral(beta, gradient);
        let mut value = integral;
        for row in rows.chunks_exact(k) {
            value -= row.iter().zip(beta).map(|(z, b)| z * b).sum::<f64>();
            gradient.iter_mut().zip(row).for_each(|(g, z)| *g -= z);
        }
        value
    });
    let mut best = None;
    for decay in [0.05_f64, 2.0, 100.0] {
        let mut start = without.at.clone();
        start[0] += 0.8_f64.ln();
        start.extend([0.2_f64.ln(), decay.ln()]);
        let found = quasi_newton(&start, 300, 1e-7 * days.len() as f64 / 100.0, |at, gradient| {
            let (beta, log) = at.split_at(k);
            if log[0] > 3.0 || !(-12.0..=12.0).contains(&log[1]) {
                return f64::INFINITY;
            }
            let value = likelihood(days, end, &rows, &grid, beta, log[0].exp(), log[1].exp(), gradient);
            gradient.iter_mut().for_each(|g| *g = -*g);
            -value
        });
        if best.as_ref().is_none_or(|best: &Lowest| found.value < best.value) {
            best = Some(found);
        }
    }
    // Cannot fail: three starts were tried.
    let best = best.expect("a search");
    let (branching, decay) = (best.at[k].exp(), best.at[k + 1].exp());
    let input = Fingerprint::of("hawkes").numbers("days", days).numbers("end", &[end]).text("baseline", &format!("{baseline:?}")).finish();
    let assumptions = ["records were merged into incidents", "the background has the form of the baseline", "recording does not change"];
    Ok(HawkesFit {
        baseline: best.at[..k].to_vec(),
        branching,
        decay,
        half_life: std::f64::consts::LN_2 / decay,
        loglik: -best.value,
        loglik_without: -without.value,
        incidents: days.len(),
        provenance: Provenance::new("Hawkes in time", &assumptions, None, input),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        let days: Vec<f64> = (0..40).map(|at| f64::from(at) * 2.3 + f64::from(at % 5) * 0.4).collect();
        let end = 100.0;
        let baseline = Baseline::Seasonal { yearly: 1 };
        let rows: Vec<f64> = days.iter().flat_map(|&day| baseline.row(day, end)).collect();
        let grid = Grid::new(baseline, end);
        let at = [-1.0, 0.2, 0.1, -0.2, 0.3, 0.1, -1.5, 0.3];
        let value = |at: &[f64], gradient: &mut [f64]| likelihood(&days, end, &rows, &grid, &at[..6], at[6].exp(), at[7].exp(), gradient);
        let mut gradient = [0.0; 8];
        value(&at, &mut gradient);
        for axis in 0..8 {
            let mut spare = [0.0; 8];
            let (mut up, mut down) = (at, at);
            up[axis] += 1e-5;
            down[axis] -= 1e-5;
            let numeric = (value(&up, &mut spare) - value(&down, &mut spare)) / 2e-5;
            assert!((gradient[axis] - numeric).abs() < 1e-5 * (1.0 + numeric.abs()), "{axis}: {} {numeric}", gradient[axis]);
        }
    }

    #[test]
    fn without_excitation_the_likelihood_is_poisson() {
        let days: Vec<f64> = (0..50).map(|at| f64::from(at) * 1.9 + 0.5).collect();
        let found = hawkes_loglik(&days, 100.0, Baseline::Constant, &[0.5_f64.ln()], 0.0, 1.0);
        assert!((found - (50.0 * 0.5_f64.ln() - 50.0)).abs() < 1e-10);
    }
}

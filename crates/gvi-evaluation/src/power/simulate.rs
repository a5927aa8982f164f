//! Power by simulation: the same test as the closed form, on counts that are drawn.

use rayon::prelude::*;
use serde::Serialize;

use super::draws::CountTable;
use super::months::PowerDesign;
use crate::chance::{Purpose, stream};
use crate::error::{Result, at_least};
use crate::numeric::distribution::t_below;

/// Power by simulation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulatedPower {
    /// Share of runs that report a reduction.
    pub reduced: f64,
    /// Share that report anything.
    pub reported: f64,
    /// Runs.
    pub runs: usize,
    /// The seed.
    pub seed: u64,
}

/// The same by simulation: NB2 (or Poisson) counts, quasi-Poisson t-test of the step with dispersion at least 1.
///
/// With `fall = 0` in the design, `reported` is the size of the test. A run whose regression does not settle reports nothing.
///
/// # Errors
/// As [`power_after`](super::power_after).
pub fn simulate_power(design: &PowerDesign, months_after: usize, runs: usize, seed: u64) -> Result<SimulatedPower> {
    design.check()?;
    at_least("months after the start", months_after, 2, "wait")?;
    at_least("runs", runs, 1, "use 2,000")?;
    let regression = StepRegression::new(design, months_after);
    let means = design.means(months_after, design.fall);
    // The season repeats: one table for each month of the year, before and after.
    let tables: Vec<CountTable> = (0..means.len().min(12))
        .chain(design.months_before..means.len().min(design.months_before + 12))
        .map(|t| CountTable::new(means[t], design.alpha))
        .collect();
    let table_of = |t: usize| {
        if t < design.months_before { &tables[t % 12] } else { &tables[12 + (t - design.months_before) % 12] }
    };
    let found: Vec<(bool, bool)> = (0..runs.div_ceil(BLOCK))
        .into_par_iter()
        .flat_map_iter(|block| {
            let mut chance = stream(seed, Purpose::Simulation, block as u64);
            let mut y = vec![0.0; means.len()];
            (block * BLOCK..((block + 1) * BLOCK).min(runs))
                .map(|_| {
                    for (t, count) in y.iter_mut().enumerate() {
                        *count = table_of(t).draw(&mut chance);
                    }
                    regression.test(&y).map_or((false, false), |t| (t < 0.0 && regression.is_found(t), regression.is_found(t)))
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let share = |of: &dyn Fn(&(bool, bool)) -> bool| found.iter().filter(|run| of(run)).count() as f64 / runs as f64;
    Ok(SimulatedPower { reduced: share(&|run| run.0), reported: share(&|run| run.1), runs, seed })
}

/// Runs that share a stream of random numbers.
const BLOCK: usize = 50;
const TERMS_MAX: usize = 6;
const ROUNDS_MAX: usize = 25;

/// A Poisson regression of fixed small size, begun at the truth.
struct StepRegression {
    rows: Vec<[f64; TERMS_MAX]>,
    terms: usize,
    start: [f64; TERMS_MAX],
    /// The size of t beyond which p is below 0.05.
    critical: f64,
}

impl StepRegression {
    fn new(design: &PowerDesign, months_after: usize) -> Self {
        let wide = design.rows(months_after);
        let terms = wide[0].len();
        let rows: Vec<[f64; TERMS_MAX]> = wide
            .iter()
            .map(|row| {
                let mut fixed = [0.0; TERMS_MAX];
                fixed[..terms].copy_from_slice(row);
                fixed
            })
            .collect();
        let start = [(design.events_a_year / 12.0).ln(), (1.0 - design.fall).ln(), 0.2, 0.0, 0.0, 0.0];
        let freedom = (rows.len() - terms) as f64;
        // p(t) falls with t: the critical size by halving.
        let (mut low, mut high) = (1.0, 20.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if 2.0 * t_below(-middle, freedom) < 0.05 { high = middle } else { low = middle }
        }
        Self { rows, terms, start, critical: high }
    }

    fn is_found(&self, t: f64) -> bool {
        t.abs() >= self.critical
    }

    /// t of the step with dispersion at least 1; none when the regression does not settle.
    fn test(&self, y: &[f64]) -> Option<f64> {
        let p = self.terms;
        let mut beta = self.start;
        for _ in 0..ROUNDS_MAX {
            let mut score = [0.0; TERMS_MAX];
            let mut information = [[0.0; TERMS_MAX]; TERMS_MAX];
            let mut pearson = 0.0;
            for (row, &y) in self.rows.iter().zip(y) {
                let mean = row[..p].iter().zip(&beta).map(|(x, b)| x * b).sum::<f64>().exp();
                let left = y - mean;
                pearson += left * left / mean;
                for a in 0..p {
                    score[a] += row[a] * left;
                    let weighted = mean * row[a];
                    for b in 0..=a {
                        information[a][b] += weighted * row[b];
                    }
                }
            }
            let lower = cholesky(&information, p)?;
            let step = solve(&lower, &score, p);
            let moved = step[..p].iter().fold(0.0_f64, |most, s| most.max(s.abs()));
            if !moved.is_finite() || moved > 20.0 {
                return None;
            }
            if moved < 1e-6 {
                // Here information and Pearson's sum belong to this place up to 10⁻⁶.
                let mut unit = [0.0; TERMS_MAX];
                unit[1] = 1.0;
                let variance = solve(&lower, &unit, p)[1];
                let dispersion = (pearson / (self.rows.len() - p) as f64).max(1.0);
                return Some((beta[1] + step[1]) / (variance * dispersion).sqrt());
            }
            // A long step is shortened, so that no mean runs away.
            let size = if moved > 3.0 { 3.0 / moved } else { 1.0 };
            for a in 0..p {
                beta[a] += size * step[a];
            }
        }
        None
    }
}

fn cholesky(matrix: &[[f64; TERMS_MAX]; TERMS_MAX], p: usize) -> Option<[[f64; TERMS_MAX]; TERMS_MAX]> {
    let mut lower = [[0.0; TERMS_MAX]; TERMS_MAX];
    for a in 0..p {
        for b in 0..=a {
            let sum = matrix[a][b] - (0..b).map(|k| lower[a][k] * lower[b][k]).sum::<f64>();
            if a == b {
                if sum <= 1e-12 * matrix[a][a] {
                    return None;
                }
                lower[a][a] = sum.sqrt();
            } else {
                lower[a][b] = sum / lower[b][b];
            }
        }
    }
    Some(lower)
}

fn solve(lower: &[[f64; TERMS_MAX]; TERMS_MAX], right: &[f64; TERMS_MAX], p: usize) -> [f64; TERMS_MAX] {
    let mut x = *right;
    for a in 0..p {
        let sum: f64 = (0..a).map(|k| lower[a][k] * x[k]).sum();
        x[a] = (x[a] - sum) / lower[a][a];
    }
    for a in (0..p).rev() {
        let sum: f64 = (a + 1..p).map(|k| lower[k][a] * x[k]).sum();
        x[a] = (x[a] - sum) / lower[a][a];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::super::months::PowerTerms;
    use super::*;
    use crate::regression::{Design, fit_poisson};

    #[test]
    fn the_small_regression_gives_the_t_of_the_large_one() {
        let design = PowerDesign { events_a_year: 40.0, months_before: 36, alpha: 0.1, fall: 0.3, terms: PowerTerms::TrendStepSlope };
        let regression = StepRegression::new(&design, 24);
        let rows = design.rows(24);
        let columns = (0..6).map(|at| (at.to_string(), rows.iter().map(|row| row[at]).collect())).collect();
        let large = Design::new(columns, vec![0.0; rows.len()]).unwrap();
        let mut chance = stream(2, Purpose::Simulation, 0);
        let tables: Vec<CountTable> = design.means(24, 0.3).iter().map(|mean| CountTable::new(*mean, 0.1)).collect();
        for _ in 0..20 {
            let y: Vec<f64> = tables.iter().map(|table| table.draw(&mut chance)).collect();
            let fit = fit_poisson(&y, &large).unwrap();
            let wanted = fit.coefficients[1] / (fit.errors[1] * fit.dispersion.max(1.0).sqrt());
            assert!((regression.test(&y).unwrap() - wanted).abs() < 1e-5, "{wanted}");
        }
    }
}

//! Power by simulation: the same test as the closed form, on counts that are drawn.

use rayon::prelude::*;
use serde::Serialize;

use super::draws::CountTable;
use super::months::PowerDesign;
use super::step_regression::StepRegression;
use crate::chance::{Purpose, stream};
use crate::error::{Result, at_least};

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
    let of_month: Vec<&CountTable> = (0..means.len())
        .map(|t| if t < design.months_before { &tables[t % 12] } else { &tables[12 + (t - design.months_before) % 12] })
        .collect();
    // Counts of runs add up to the same in any order, so that the number of threads changes nothing.
    let (reduced, reported) = (0..runs.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let mut chance = stream(seed, Purpose::Simulation, block as u64);
            let mut y = vec![0.0; means.len()];
            let (mut reduced, mut reported) = (0_usize, 0_usize);
            for _ in block * BLOCK..((block + 1) * BLOCK).min(runs) {
                for (count, table) in y.iter_mut().zip(&of_month) {
                    *count = table.draw(&mut chance);
                }
                if let Some(t) = regression.test(&y).filter(|&t| regression.is_found(t)) {
                    reported += 1;
                    reduced += usize::from(t < 0.0);
                }
            }
            (reduced, reported)
        })
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let share = |found: usize| found as f64 / runs as f64;
    Ok(SimulatedPower { reduced: share(reduced), reported: share(reported), runs, seed })
}

/// Runs that share a stream of random numbers.
const BLOCK: usize = 50;

#[cfg(test)]
mod tests {
    use super::super::months::PowerTerms;
    use super::*;

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let design = PowerDesign { events_a_year: 50.0, months_before: 60, alpha: 0.08, fall: 0.3, terms: PowerTerms::TrendStep };
        let of = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| simulate_power(&design, 24, 730, 4).unwrap())
        };
        assert_eq!(of(1), of(3));
    }

    /// The shares that the regression on the rows itself gave for these seeds, before the sums replaced it.
    #[test]
    fn the_sums_decide_every_run_as_the_rows_did() {
        for (alpha, months, terms, reduced, reported) in BY_ROWS {
            let design = PowerDesign { events_a_year: 50.0, months_before: 60, alpha, fall: 0.3, terms };
            let found = simulate_power(&design, months, 2000, 1).unwrap();
            assert_eq!((found.reduced, found.reported), (reduced, reported), "{design:?} after {months}");
        }
    }

    const BY_ROWS: [(f64, usize, PowerTerms, f64, f64); 4] = [
        (0.0, 12, PowerTerms::TrendStep, 0.32, 0.32),
        (0.08, 24, PowerTerms::TrendStep, 0.3565, 0.3565),
        (0.08, 37, PowerTerms::TrendStepSlope, 0.3245, 0.3255),
        (0.2, 36, PowerTerms::Step, 0.659, 0.659),
    ];
}

//! Counts drawn from Poisson or NB2.

use rand_distr::{Distribution, Gamma, Poisson};

use crate::chance::{Chance, unit};

/// Means above this are drawn without a table.
const TABLE_MEAN_MAX: f64 = 400.0;
const GUIDES: usize = 64;

/// A Poisson count, or NB2 as a Poisson count with a gamma-distributed mean.
pub(crate) fn draw_count(mean: f64, alpha: f64, chance: &mut Chance) -> f64 {
    let own = if alpha > 0.0 { Gamma::new(1.0 / alpha, alpha * mean).map_or(mean, |law| law.sample(chance)) } else { mean };
    if own > 0.0 { Poisson::new(own).map_or(own.round(), |law| law.sample(chance)) } else { 0.0 }
}

/// The distribution function of one mean, for drawing many counts from it by inversion.
pub(super) struct CountTable {
    below: Vec<f64>,
    guide: [usize; GUIDES],
    mean: f64,
    alpha: f64,
}

impl CountTable {
    pub(super) fn new(mean: f64, alpha: f64) -> Self {
        let mut below = Vec::new();
        if mean <= TABLE_MEAN_MAX {
            let odds = alpha * mean / (1.0 + alpha * mean);
            let mut p = if alpha > 0.0 { (-(alpha * mean).ln_1p() / alpha).exp() } else { (-mean).exp() };
            let mut sum = 0.0;
            for k in 0..100_000 {
                sum += p;
                below.push(sum);
                if sum > 1.0 - 1e-13 && f64::from(k) > mean {
                    break;
                }
                let next = f64::from(k) + 1.0;
                p *= if alpha > 0.0 { (f64::from(k) + 1.0 / alpha) / next * odds } else { mean / next };
            }
        }
        let guide = std::array::from_fn(|at| below.partition_point(|&b| b < at as f64 / GUIDES as f64));
        Self { below, guide, mean, alpha }
    }

    pub(super) fn draw(&self, chance: &mut Chance) -> f64 {
        if self.below.is_empty() {
            return draw_count(self.mean, self.alpha, chance);
        }
        let u = unit(chance);
        let mut count = self.guide[(u * GUIDES as f64) as usize];
        while count + 1 < self.below.len() && self.below[count] <= u {
            count += 1;
        }
        count as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, stream};
    use crate::numeric::distribution::nb2_at_most;

    #[test]
    fn the_table_is_the_distribution_function() {
        for (mean, alpha) in [(0.4, 0.0), (4.0, 0.2), (150.0, 0.08)] {
            let table = CountTable::new(mean, alpha);
            for count in [0_u64, 1, 5, 120] {
                if let Some(below) = table.below.get(count as usize) {
                    assert!((below - nb2_at_most(count, mean, alpha)).abs() < 1e-10);
                }
            }
            let mut chance = stream(1, Purpose::Simulation, 0);
            let drawn: Vec<f64> = (0..40_000).map(|_| table.draw(&mut chance)).collect();
            let found = drawn.iter().sum::<f64>() / 40_000.0;
            assert!((found - mean).abs() < 5.0 * ((mean + alpha * mean * mean) / 40_000.0).sqrt(), "{mean} {found}");
        }
    }
}

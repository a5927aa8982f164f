//! Counts drawn from Poisson or NB2.

use rand::RngExt;
use rand_distr::{Distribution, Gamma, Poisson};

use crate::chance::Chance;

/// Means above this are drawn without a table.
const TABLE_MEAN_MAX: f64 = 400.0;
/// Places from which the search in a table begins: so many that it mostly ends where it began.
const GUIDES: usize = 1 << GUIDE_BITS;
const GUIDE_BITS: u32 = 9;
/// Longer tables are not made.
const COUNTS_MAX: usize = 1 << 16;
const STEPS: f64 = (1_u64 << 53) as f64;

/// A Poisson count, or NB2 as a Poisson count with a gamma-distributed mean.
pub(crate) fn draw_count(mean: f64, alpha: f64, chance: &mut Chance) -> f64 {
    let own = if alpha > 0.0 { Gamma::new(1.0 / alpha, alpha * mean).map_or(mean, |law| law.sample(chance)) } else { mean };
    if own > 0.0 { Poisson::new(own).map_or(own.round(), |law| law.sample(chance)) } else { 0.0 }
}

/// The distribution function of one mean, for drawing many counts from it by inversion.
///
/// Steps of 2⁻⁵³, the grid of the numbers from 0 to 1 that are drawn: a count is the same as if the two were compared as fractions.
pub(super) struct CountTable {
    below: Vec<u64>,
    guide: [u16; GUIDES],
    mean: f64,
    alpha: f64,
}

impl CountTable {
    pub(super) fn new(mean: f64, alpha: f64) -> Self {
        let below: Vec<u64> = distribution_function(mean, alpha).into_iter().map(|below| (below * STEPS).ceil() as u64).collect();
        let last = below.len().saturating_sub(1);
        // Cannot fail: a table has at most COUNTS_MAX places.
        let guide = std::array::from_fn(|at| below.partition_point(|&b| b <= (at as u64) << (53 - GUIDE_BITS)).min(last) as u16);
        Self { below, guide, mean, alpha }
    }

    pub(super) fn draw(&self, chance: &mut Chance) -> f64 {
        let Some(last) = self.below.len().checked_sub(1) else {
            return draw_count(self.mean, self.alpha, chance);
        };
        let u = chance.random::<u64>() >> 11;
        let mut count = usize::from(self.guide[(u >> (53 - GUIDE_BITS)) as usize]);
        while count < last && self.below[count] <= u {
            count += 1;
        }
        count as f64
    }
}

/// P(count ≤ 0), P(count ≤ 1), … until it is 1; empty when the mean or its spread asks for too long a table.
fn distribution_function(mean: f64, alpha: f64) -> Vec<f64> {
    if mean > TABLE_MEAN_MAX {
        return Vec::new();
    }
    let odds = alpha * mean / (1.0 + alpha * mean);
    let mut p = if alpha > 0.0 { (-(alpha * mean).ln_1p() / alpha).exp() } else { (-mean).exp() };
    let mut below = Vec::new();
    let mut sum = 0.0;
    for k in 0..COUNTS_MAX {
        let count = k as f64;
        sum += p;
        below.push(sum);
        if sum > 1.0 - 1e-13 && count > mean {
            return below;
        }
        p *= if alpha > 0.0 { (count + 1.0 / alpha) / (count + 1.0) * odds } else { mean / (count + 1.0) };
    }
    Vec::new()
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
                if let Some(&below) = table.below.get(count as usize) {
                    assert!((below as f64 / STEPS - nb2_at_most(count, mean, alpha)).abs() < 1e-10);
                }
            }
            let mut chance = stream(1, Purpose::Simulation, 0);
            let drawn: Vec<f64> = (0..40_000).map(|_| table.draw(&mut chance)).collect();
            let found = drawn.iter().sum::<f64>() / 40_000.0;
            assert!((found - mean).abs() < 5.0 * ((mean + alpha * mean * mean) / 40_000.0).sqrt(), "{mean} {found}");
        }
    }
}

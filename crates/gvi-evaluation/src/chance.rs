//! Chance with a seed: the same seed gives the same bytes, whatever the number of threads.
//!
//! Each use has a stream of its own (a purpose and a number), so that adding a draw in one place never changes another.

use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;

/// The generator behind every random number of this crate.
pub type Chance = ChaCha12Rng;

/// How often chance is asked, and who hears, from any thread, that one round more is done. A number alone is heard by nobody.
#[derive(Clone, Copy)]
pub struct Rounds<'a> {
    /// How many.
    pub count: usize,
    heard: &'a (dyn Fn() + Sync),
}

impl<'a> Rounds<'a> {
    /// Rounds that somebody counts, as for a bar of progress.
    pub fn heard_by(count: usize, heard: &'a (dyn Fn() + Sync)) -> Self {
        Self { count, heard }
    }

    pub(crate) fn one_is_done(&self) {
        (self.heard)();
    }
}

impl From<usize> for Rounds<'_> {
    fn from(count: usize) -> Self {
        Self { count, heard: &|| () }
    }
}

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Chains of a sampler.
    Chain = 1,
    /// Bootstrap weights.
    Bootstrap = 2,
    /// Permutations of units, times or dates.
    Permutation = 3,
    /// Simulated data.
    Simulation = 4,
    /// Randomised residuals.
    Residual = 5,
    /// Implanted effects.
    Implant = 6,
    /// Starting points of a search.
    Search = 7,
}

/// The stream of one purpose and number under a seed.
pub fn stream(seed: u64, purpose: Purpose, number: u64) -> Chance {
    let mut chance = Chance::seed_from_u64(seed);
    chance.set_stream(((purpose as u64) << 48) ^ number);
    chance
}

/// A number from 0 (included) to 1 (left out).
pub(crate) fn unit(chance: &mut Chance) -> f64 {
    chance.random::<f64>()
}

/// Shuffles a list so that every order is equally likely (Fisher, Yates).
pub(crate) fn shuffle<T>(chance: &mut Chance, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        let other = chance.random_range(0..=last);
        list.swap(last, other);
    }
}

/// Thins a count: every event stays with probability `keep`, independently of the others.
///
/// Used to implant a known effect into a real series: a fall of 30 % is `keep = 0.7`.
pub fn thin(chance: &mut Chance, count: u64, keep: f64) -> u64 {
    (0..count).filter(|_| unit(chance) < keep).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_stream_others() {
        let draw = |seed, number| unit(&mut stream(seed, Purpose::Chain, number));
        assert_eq!(draw(7, 0).to_bits(), draw(7, 0).to_bits());
        assert_ne!(draw(7, 0).to_bits(), draw(7, 1).to_bits());
        assert_ne!(draw(7, 0).to_bits(), draw(8, 0).to_bits());
    }

    #[test]
    fn thinning_keeps_about_the_share_it_is_told() {
        let kept = thin(&mut stream(1, Purpose::Implant, 0), 100_000, 0.7);
        assert!((kept as f64 - 70_000.0).abs() < 800.0, "{kept}");
    }
}

//! Where a number comes from: estimator, assumptions, seed and a hash of exactly what went in.
//!
//! The hash covers values bit by bit, in order and with their labels, so that two inputs with the same hash are the same
//! input. It says nothing about who measured what: no name of a person and no date ever comes here.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The SHA-256 of an input, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct InputHash(String);

impl InputHash {
    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for InputHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Collects an input, label by label, for its hash.
#[derive(Clone)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// A new fingerprint for one kind of input.
    pub fn of(kind: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"gvi-evaluation 1\n");
        Self(hasher).text("kind", kind)
    }

    /// Adds a text.
    pub fn text(mut self, label: &str, text: &str) -> Self {
        self.head(label, text.len());
        self.0.update(text.as_bytes());
        self
    }

    /// Adds numbers, bit by bit. Minus zero counts as zero.
    pub fn numbers(mut self, label: &str, values: &[f64]) -> Self {
        self.head(label, values.len());
        for value in values {
            self.0.update((value + 0.0).to_bits().to_be_bytes());
        }
        self
    }

    /// Adds whole numbers.
    pub fn counts(mut self, label: &str, values: &[u64]) -> Self {
        self.head(label, values.len());
        for value in values {
            self.0.update(value.to_be_bytes());
        }
        self
    }

    /// Adds one whole number.
    pub fn number(self, label: &str, value: usize) -> Self {
        self.counts(label, &[value as u64])
    }

    /// The hash of everything added so far.
    pub fn finish(self) -> InputHash {
        InputHash(self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn head(&mut self, label: &str, length: usize) {
        self.0.update((label.len() as u64).to_be_bytes());
        self.0.update(label.as_bytes());
        self.0.update((length as u64).to_be_bytes());
    }
}

/// What stands beside every estimate, so that somebody else can make it again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// The estimator.
    pub estimator: &'static str,
    /// What must be true for the estimate to mean what it says.
    pub assumptions: Vec<&'static str>,
    /// The seed of everything random in it; none when nothing was.
    pub seed: Option<u64>,
    /// The hash of the input.
    pub input: InputHash,
    /// The version of this crate.
    pub version: &'static str,
}

impl Provenance {
    /// The provenance of one estimate.
    pub fn new(estimator: &'static str, assumptions: &[&'static str], seed: Option<u64>, input: InputHash) -> Self {
        Self { estimator, assumptions: assumptions.to_vec(), seed, input, version: env!("CARGO_PKG_VERSION") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_move_between_labels_without_changing_the_hash() {
        let one = Fingerprint::of("test").numbers("a", &[1.0, 2.0]).numbers("b", &[3.0]).finish();
        let other = Fingerprint::of("test").numbers("a", &[1.0]).numbers("b", &[2.0, 3.0]).finish();
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 64);
    }

    #[test]
    fn minus_zero_is_zero() {
        let plus = Fingerprint::of("test").numbers("a", &[0.0]).finish();
        let minus = Fingerprint::of("test").numbers("a", &[-0.0]).finish();
        assert_eq!(plus, minus);
    }
}

//! Do the chains agree?

use crate::numeric::distribution::{mean, sd};

/// Split R̂: each chain in two halves; √(between + within) over within. 1 is agreement; above 1.01 is not.
///
/// Constant chains with the same value agree (1); constant chains with different values do not (infinite).
/// Source: Gelman et al. 2013, section 11.4.
pub fn split_rhat(chains: &[Vec<f64>]) -> f64 {
    let halves: Vec<&[f64]> =
        chains.iter().flat_map(|chain| [&chain[..chain.len() / 2], &chain[chain.len() - chain.len() / 2..]]).collect();
    let n = halves.iter().map(|half| half.len()).min().unwrap_or(0);
    if n < 2 {
        return f64::NAN;
    }
    let means: Vec<f64> = halves.iter().map(|half| mean(half)).collect();
    let within = mean(&halves.iter().map(|half| sd(half).powi(2)).collect::<Vec<_>>());
    let between = sd(&means).powi(2) * n as f64;
    if within <= 0.0 {
        return if between <= 0.0 { 1.0 } else { f64::INFINITY };
    }
    (((n as f64 - 1.0) / n as f64 * within + between / n as f64) / within).sqrt()
}

/// How many independent draws are these draws worth? n/(1 + 2Σρ), summed over pairs of lags while the pairs stay positive.
/// Source: Geyer 1992.
pub fn effective_draws(chain: &[f64]) -> f64 {
    let n = chain.len();
    let middle = mean(chain);
    let total: f64 = chain.iter().map(|value| (value - middle).powi(2)).sum();
    if n < 4 || total <= 0.0 {
        return n as f64;
    }
    let correlation = |lag: usize| (0..n - lag).map(|t| (chain[t] - middle) * (chain[t + lag] - middle)).sum::<f64>() / total;
    let mut sum = 0.0;
    let mut lag = 1;
    while lag + 1 < n.min(2000) {
        let pair = correlation(lag) + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        sum += pair;
        lag += 2;
    }
    n as f64 / (1.0 + 2.0 * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, stream, unit};

    #[test]
    fn chains_from_one_law_agree_and_shifted_ones_do_not() {
        let chain = |number, shift: f64| -> Vec<f64> {
            let mut chance = stream(5, Purpose::Chain, number);
            (0..4000).map(|_| unit(&mut chance) + shift).collect()
        };
        assert!(split_rhat(&[chain(0, 0.0), chain(1, 0.0), chain(2, 0.0)]) < 1.005);
        assert!(split_rhat(&[chain(0, 0.0), chain(1, 0.5)]) > 1.2);
        assert!((effective_draws(&chain(0, 0.0)) - 4000.0).abs() < 500.0);
    }
}

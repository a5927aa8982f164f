//! The distributions used for limits, p-values and tests, with the arguments written the way the formulas are.

use statrs::distribution::{Beta, ChiSquared, Continuous, ContinuousCDF, DiscreteCDF, Gamma, NegativeBinomial, Normal, Poisson, StudentsT};
use statrs::function::gamma::ln_gamma;

/// The standard normal distribution function.
pub fn normal_below(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// The standard normal quantile of `p`.
pub fn normal_quantile(p: f64) -> f64 {
    let law = Normal::standard();
    polish(law.inverse_cdf(p), |z| (law.cdf(z) - p, law.pdf(z)))
}

/// Two Newton steps towards the root of the first value returned; the second is its slope.
fn polish(start: f64, mut law: impl FnMut(f64) -> (f64, f64)) -> f64 {
    let mut at = start;
    for _ in 0..2 {
        let (miss, slope) = law(at);
        let step = miss / slope;
        if !step.is_finite() || step.abs() > 1e-3 * (1.0 + at.abs()) {
            return at;
        }
        at -= step;
    }
    at
}

/// The quantile of Student's t with `freedom` degrees; normal when the degrees are not a positive number.
pub fn t_quantile(p: f64, freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) => polish(t.inverse_cdf(p), |value| (t.cdf(value) - p, t.pdf(value))),
        Err(_) => normal_quantile(p),
    }
}

/// The distribution function of Student's t.
pub fn t_below(value: f64, freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) => t.cdf(value),
        Err(_) => normal_below(value),
    }
}

/// The probability that χ² with `freedom` degrees exceeds `value`.
pub fn chi2_above(value: f64, freedom: f64) -> f64 {
    if !(value > 0.0) {
        return 1.0;
    }
    match ChiSquared::new(freedom) {
        Ok(chi2) => chi2.sf(value),
        Err(_) => f64::NAN,
    }
}

/// The χ² quantile of `p`; 0 for zero degrees.
pub fn chi2_quantile(p: f64, freedom: f64) -> f64 {
    if freedom <= 0.0 {
        return 0.0;
    }
    match Gamma::new(freedom / 2.0, 0.5) {
        Ok(gamma) => quantile_of(|value| gamma.cdf(value), p, freedom.max(1.0)),
        Err(_) => f64::NAN,
    }
}

/// The quantile of a Beta distribution, for exact binomial limits.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    match Beta::new(a, b) {
        Ok(beta) => {
            let (mut low, mut high) = (0.0_f64, 1.0_f64);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                if beta.cdf(middle) < p {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            0.5 * (low + high)
        }
        Err(_) => f64::NAN,
    }
}

/// The probability of at most `count` under a Poisson law with mean `mean`.
pub fn poisson_at_most(count: u64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    Poisson::new(mean).map_or(f64::NAN, |law| law.cdf(count))
}

/// The probability of at most `count` under NB2 with mean `mean` and variance mean + α·mean²; Poisson when α = 0.
pub fn nb2_at_most(count: u64, mean: f64, alpha: f64) -> f64 {
    if alpha <= 0.0 {
        return poisson_at_most(count, mean);
    }
    if mean <= 0.0 {
        return 1.0;
    }
    NegativeBinomial::new(1.0 / alpha, 1.0 / (1.0 + alpha * mean)).map_or(f64::NAN, |law| law.cdf(count))
}

/// The smallest count with at least the probability `p` at or below it, under Poisson (α = 0) or NB2.
pub fn count_quantile(p: f64, mean: f64, alpha: f64) -> u64 {
    let mut high = (mean + 10.0 * (mean + alpha * mean * mean).sqrt() + 10.0).ceil() as u64;
    while nb2_at_most(high, mean, alpha) < p && high < u64::MAX / 4 {
        high *= 2;
    }
    let mut low = 0_u64;
    while low < high {
        let middle = low + (high - low) / 2;
        if nb2_at_most(middle, mean, alpha) >= p {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// ln(count!).
pub fn ln_factorial(count: f64) -> f64 {
    ln_gamma(count + 1.0)
}

fn quantile_of(below: impl Fn(f64) -> f64, p: f64, scale: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 2.0 * scale);
    while below(high) < p && high < 1e300 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..300 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The sample quantile by linear interpolation (Hyndman, Fan type 7). The list need not be sorted.
pub fn sample_quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted_quantile(&sorted, p)
}

/// The same for a list that is sorted already.
pub fn sorted_quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = place.ceil() as usize;
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The mean; not a number for an empty list.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation with n − 1.
pub fn sd(values: &[f64]) -> f64 {
    let middle = mean(values);
    (values.iter().map(|value| (value - middle).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_poisson_limits_are_the_published_ones() {
        // Garwood 1936: ten events have the 95 % limits 4.7954 and 18.3904.
        assert!((chi2_quantile(0.025, 20.0) / 2.0 - 4.795_389).abs() < 1e-6);
        assert!((chi2_quantile(0.975, 22.0) / 2.0 - 18.390_356).abs() < 1e-6);
    }

    #[test]
    fn quantiles_and_probabilities_undo_each_other() {
        for p in [0.001, 0.025, 0.5, 0.9, 0.999] {
            assert!((normal_below(normal_quantile(p)) - p).abs() < 1e-12);
            assert!((t_below(t_quantile(p, 7.0), 7.0) - p).abs() < 1e-9);
            assert!((chi2_above(chi2_quantile(p, 5.0), 5.0) - (1.0 - p)).abs() < 1e-12);
        }
    }

    #[test]
    fn nb2_has_the_mean_and_variance_it_is_told() {
        let (mean, alpha) = (4.0, 0.25);
        let mut before = 0.0;
        let (mut first, mut second) = (0.0, 0.0);
        for count in 0..400_u64 {
            let upto = nb2_at_most(count, mean, alpha);
            first += count as f64 * (upto - before);
            second += (count as f64).powi(2) * (upto - before);
            before = upto;
        }
        assert!((first - mean).abs() < 1e-9);
        assert!((second - first * first - (mean + alpha * mean * mean)).abs() < 1e-7);
    }
}

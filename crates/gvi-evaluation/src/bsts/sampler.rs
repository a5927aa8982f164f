//! The sampler: states, drift, columns, noise, in turn; three chains that must agree.

use nalgebra::{DMatrix, DVector};
use rand::RngExt;
use rand_distr::StandardNormal;
use rayon::prelude::*;
use serde::Serialize;

use super::convergence::{effective_draws, split_rhat};
use super::kalman::{StateModel, draw_states};
use super::spike_slab::{SlabData, SlabPrior, SlabState, draw_slab, gamma};
use crate::chance::{Purpose, stream};
use crate::error::{EvaluationError, Result, at_least, finite, same_length};
use crate::numeric::distribution::{mean, sd, sorted_quantile};
use crate::provenance::{Fingerprint, Provenance};
use crate::refusal::{Reading, Refusal, Rule};

/// Settings of the sampler.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BstsSettings {
    /// Guess of the standard deviation of the monthly step of the level, in standard deviations of the series. 0.1 here;
    /// 0.01 is CausalImpact's default and only for comparison with it.
    pub prior_level_sd: f64,
    /// Periods in a seasonal cycle; 0 for none, 12 for months.
    pub seasons: usize,
    /// Draws kept, over all chains.
    pub draws: usize,
    /// Chains, each with its own stream.
    pub chains: usize,
    /// Columns expected in the model.
    pub expected_columns: f64,
    /// Confidence of intervals.
    pub confidence: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for BstsSettings {
    fn default() -> Self {
        Self { prior_level_sd: 0.1, seasons: 0, draws: 10_000, chains: 3, expected_columns: 3.0, confidence: 0.95, seed: 1 }
    }
}

/// One period after the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BstsPeriod {
    /// The period.
    pub period: usize,
    /// What was counted.
    pub actual: f64,
    /// What was to be expected: mean, lower, upper.
    pub predicted: (f64, f64, f64),
}

/// How often a column was in the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inclusion {
    /// The column, in the order given; the constant is not listed.
    pub column: usize,
    /// Share of draws with the column.
    pub share: f64,
    /// Mean coefficient on the standardised scale, zeros included.
    pub coefficient: f64,
}

/// A structural time series and what it predicts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BstsFit {
    /// Mean of the actual values after the start.
    pub actual_mean: f64,
    /// Mean of what was predicted for them.
    pub predicted_mean: f64,
    /// Standard deviation of the predicted mean.
    pub predicted_sd: f64,
    /// Effect (actual − predicted) with its interval.
    pub effect: (f64, f64, f64),
    /// Each period after the start.
    pub periods: Vec<BstsPeriod>,
    /// Share of draws in which the predicted mean is at or below the actual mean; small for a reduction.
    pub share_below: f64,
    /// Posterior mean of σ and of the step of the level, on the standardised scale.
    pub sigma: (f64, f64),
    /// Columns.
    pub inclusion: Vec<Inclusion>,
    /// Split R̂ of the predicted mean, σ and the step of the level.
    pub rhat: (f64, f64, f64),
    /// Independent draws the predicted mean is worth.
    pub effective_draws: f64,
    /// Draws kept.
    pub draws: usize,
    /// How to make it again.
    pub provenance: Provenance,
}

const ASSUMPTIONS: [&str; 4] = [
    "the other series are not touched by the programme",
    "their relation to this series would have stayed as before",
    "the level drifts by independent normal steps",
    "the start was not chosen because of the counts just before it",
];

struct Chain {
    predicted: Vec<f64>,
    by_period: Vec<Vec<f64>>,
    sigma: Vec<f64>,
    level: Vec<f64>,
    inside: Vec<f64>,
    beta: Vec<f64>,
}

/// What was to be expected after the start, from the drift of the series and from the course of others?
///
/// z_t = a_t + season_t + x_tβ + ε_t, a_{t+1} = a_t + η_t, a₁ ~ N(z₁, 1); z and each column standardised by mean and SD (n − 1)
/// of the time before. Priors: 1/σ²_η ~ Gamma(16, rate 16s²), s = `prior_level_sd`, σ_η < 1; columns (with a constant) enter
/// with probability min(1, 3/p); β | σ² ~ N(0, σ²Ω⁻¹), Ω = 0.01[½diag(XᵀX) + ½XᵀX]/n over all rows;
/// 1/σ² ~ Gamma(25, rate 25 × 0.2); seasons: 11 states for months, innovation guess 0.01 with weight 0.01. Gibbs: states
/// (simulation smoother), σ_η, columns in random order, σ², β. A tenth of each chain is left out at its beginning.
///
/// Shapes: y has n values, the first `before` of them before the start; each column has n. Use √y or ln(y + ½) for counts.
/// Sources: Brodersen et al. 2015; Scott, Varian 2014; Durbin, Koopman 2002.
///
/// # Errors
/// For fewer than 4 periods before, lengths that differ, numbers that are not finite, a constant series or column.
pub fn fit_bsts(y: &[f64], columns: &[Vec<f64>], before: usize, settings: BstsSettings) -> Result<BstsFit> {
    check(y, columns, before, &settings)?;
    let (centre, scale) = (mean(&y[..before]), sd(&y[..before]));
    if !(scale > 0.0) {
        return Err(EvaluationError::Constant { what: "the series before the start".to_owned(), remedy: "choose an outcome that varies" });
    }
    let z: Vec<Option<f64>> = y.iter().enumerate().map(|(t, value)| (t < before).then(|| (value - centre) / scale)).collect();
    let problem = Problem::new(columns, z, before, settings)?;
    let each = settings.draws.div_ceil(settings.chains);
    let chains: Vec<Chain> = (0..settings.chains).into_par_iter().map(|number| problem.run(number as u64, each)).collect();
    Ok(summarise(y, columns, before, settings, &chains, centre, scale))
}

fn check(y: &[f64], columns: &[Vec<f64>], before: usize, settings: &BstsSettings) -> Result<()> {
    finite("the series", y)?;
    at_least("periods before the start", before, 4, "begin the series earlier")?;
    at_least("periods", y.len(), before + 1, "end the series after the start")?;
    for column in columns {
        same_length("a column", column.len(), y.len(), "period")?;
        finite("a column", column)?;
    }
    at_least("draws", settings.draws, 100, "use 10,000")?;
    at_least("chains", settings.chains, 1, "use three")?;
    if !(settings.prior_level_sd > 0.0) {
        return Err(EvaluationError::Setting {
            what: "the guess of the level's step",
            value: settings.prior_level_sd,
            wanted: "above zero",
        });
    }
    Ok(())
}

struct Problem {
    z: Vec<Option<f64>>,
    x: DMatrix<f64>,
    data: SlabData,
    prior: SlabPrior,
    before: usize,
    settings: BstsSettings,
}

impl Problem {
    fn new(columns: &[Vec<f64>], z: Vec<Option<f64>>, before: usize, settings: BstsSettings) -> Result<Self> {
        let n = z.len();
        let mut standard = vec![vec![1.0; n]];
        for (at, column) in columns.iter().enumerate() {
            let (centre, scale) = (mean(&column[..before]), sd(&column[..before]));
            if !(scale > 0.0) {
                return Err(EvaluationError::Constant { what: format!("column {at} before the start"), remedy: "leave it out" });
            }
            standard.push(column.iter().map(|value| (value - centre) / scale).collect());
        }
        let p = standard.len();
        let x = DMatrix::from_fn(n, p, |row, column| standard[column][row]);
        let cross_all = x.tr_mul(&x);
        let precision = DMatrix::from_fn(p, p, |a, b| {
            let off = if a == b { 1.0 } else { 0.5 };
            0.01 * off * cross_all[(a, b)] / n as f64
        });
        let seen = x.rows(0, before).into_owned();
        let data = SlabData { cross: seen.tr_mul(&seen), x: seen };
        // Alone, the constant is one of p = 1 columns and would always be in; the level carries it then.
        let enters = (settings.expected_columns / p as f64).min(1.0);
        let prior = SlabPrior { enters, precision, freedom: 50.0, sum: 50.0 * 0.2 };
        Ok(Self { z, x, data, prior, before, settings })
    }

    fn run(&self, number: u64, keep: usize) -> Chain {
        let mut chance = stream(self.settings.seed, Purpose::Chain, number);
        let n = self.z.len();
        let p = self.x.ncols();
        let seasons = if self.settings.seasons > 1 { self.settings.seasons } else { 0 };
        let guess = self.settings.prior_level_sd;
        let mut model = StateModel {
            observation: 0.2,
            level: guess * guess,
            season: 1e-4,
            seasons,
            start_mean: self.z[0].unwrap_or(0.0),
            start_variance: 1.0,
            season_start_variance: 1.0,
        };
        let size = model.size();
        let mut slab = SlabState { inside: vec![self.prior.enters >= 1.0; p], beta: vec![0.0; p], variance: 0.2 };
        let burn = (keep / 9).max(50);
        let mut chain = Chain {
            predicted: Vec::with_capacity(keep),
            by_period: vec![Vec::with_capacity(keep); n - self.before],
            sigma: Vec::with_capacity(keep),
            level: Vec::with_capacity(keep),
            inside: vec![0.0; p],
            beta: vec![0.0; p],
        };
        let mut rest: Vec<Option<f64>> = self.z.clone();
        for round in 0..burn + keep {
            let regression: Vec<f64> = (0..n).map(|t| (0..p).map(|k| self.x[(t, k)] * slab.beta[k]).sum()).collect();
            for t in 0..n {
                rest[t] = self.z[t].map(|z| z - regression[t]);
            }
            model.observation = slab.variance;
            let states = draw_states(&model, &rest, &mut chance);
            let at = |t: usize| &states[t * size..(t + 1) * size];
            let seen = |t: usize| if seasons > 1 { at(t)[0] + at(t)[1] } else { at(t)[0] };
            let steps: f64 = (1..n).map(|t| (at(t)[0] - at(t - 1)[0]).powi(2)).sum();
            model.level = self.draw_level(steps, n, &mut chance);
            if seasons > 1 {
                let innovations: f64 = (1..n).map(|t| (at(t)[1] + at(t - 1)[1..].iter().sum::<f64>()).powi(2)).sum();
                model.season = 1.0 / gamma((0.01 + n as f64 - 1.0) / 2.0, (0.01 * 1e-4 + innovations) / 2.0, &mut chance);
            }
            let left = DVector::from_fn(self.before, |t, _| self.z[t].unwrap_or(0.0) - seen(t));
            draw_slab(&self.prior, &self.data, &left, &mut slab, &mut chance);
            if round < burn {
                continue;
            }
            let noise = slab.variance.sqrt();
            let mut sum = 0.0;
            for t in self.before..n {
                let line: f64 = (0..p).map(|k| self.x[(t, k)] * slab.beta[k]).sum();
                let value = seen(t) + line + noise * chance.sample::<f64, _>(StandardNormal);
                chain.by_period[t - self.before].push(value);
                sum += value;
            }
            chain.predicted.push(sum / (n - self.before) as f64);
            chain.sigma.push(noise);
            chain.level.push(model.level.sqrt());
            for k in 0..p {
                chain.inside[k] += if slab.inside[k] { 1.0 } else { 0.0 };
                chain.beta[k] += slab.beta[k];
            }
        }
        chain
    }

    /// 1/σ²_η ~ Gamma(16 + (n − 1)/2, rate 16s² + ½Σ steps²), with σ_η below 1.
    fn draw_level(&self, steps: f64, n: usize, chance: &mut crate::chance::Chance) -> f64 {
        let shape = 16.0 + (n as f64 - 1.0) / 2.0;
        let rate = 16.0 * self.settings.prior_level_sd.powi(2) + steps / 2.0;
        for _ in 0..1000 {
            let variance = 1.0 / gamma(shape, rate, chance);
            if variance < 1.0 {
                return variance;
            }
        }
        1.0 - 1e-9
    }
}

fn summarise(y: &[f64], columns: &[Vec<f64>], before: usize, settings: BstsSettings, chains: &[Chain], centre: f64, scale: f64) -> BstsFit {
    let back = |z: f64| centre + scale * z;
    let half = (1.0 - settings.confidence) / 2.0;
    let mut all: Vec<f64> = chains.iter().flat_map(|chain| chain.predicted.iter().map(|&z| back(z))).collect();
    all.sort_by(f64::total_cmp);
    let actual_mean = mean(&y[before..]);
    let predicted_mean = mean(&all);
    let periods = (before..y.len())
        .map(|period| {
            let mut draws: Vec<f64> = chains.iter().flat_map(|chain| chain.by_period[period - before].iter().map(|&z| back(z))).collect();
            draws.sort_by(f64::total_cmp);
            let predicted = (mean(&draws), sorted_quantile(&draws, half), sorted_quantile(&draws, 1.0 - half));
            BstsPeriod { period, actual: y[period], predicted }
        })
        .collect();
    let total = all.len() as f64;
    let share = |k: usize| chains.iter().map(|chain| chain.inside[k]).sum::<f64>() / total;
    let coefficient = |k: usize| chains.iter().map(|chain| chain.beta[k]).sum::<f64>() / total;
    let rhat = |of: fn(&Chain) -> &Vec<f64>| split_rhat(&chains.iter().map(|chain| of(chain).clone()).collect::<Vec<_>>());
    let pooled = |of: fn(&Chain) -> &Vec<f64>| chains.iter().map(|chain| of(chain).iter().sum::<f64>()).sum::<f64>() / total;
    let mut fingerprint =
        Fingerprint::of("structural time series").numbers("y", y).number("before", before).text("settings", &format!("{settings:?}"));
    for column in columns {
        fingerprint = fingerprint.numbers("column", column);
    }
    let at_or_below = all.iter().filter(|&&value| value <= actual_mean).count();
    BstsFit {
        actual_mean,
        predicted_mean,
        predicted_sd: sd(&all),
        effect: (actual_mean - predicted_mean, actual_mean - sorted_quantile(&all, 1.0 - half), actual_mean - sorted_quantile(&all, half)),
        periods,
        share_below: at_or_below as f64 / total,
        sigma: (pooled(|chain| &chain.sigma), pooled(|chain| &chain.level)),
        inclusion: (0..columns.len()).map(|at| Inclusion { column: at, share: share(at + 1), coefficient: coefficient(at + 1) }).collect(),
        rhat: (rhat(|chain| &chain.predicted), rhat(|chain| &chain.sigma), rhat(|chain| &chain.level)),
        effective_draws: chains.iter().map(|chain| effective_draws(&chain.predicted)).sum(),
        draws: all.len(),
        provenance: Provenance::new("structural time series", &ASSUMPTIONS, Some(settings.seed), fingerprint.finish()),
    }
}

/// The largest split R̂ at which chains count as agreeing.
pub const RHAT_MAX: f64 = 1.01;

/// The structural time series behind the rules: refuses when the chains do not agree.
///
/// # Errors
/// As [`fit_bsts`].
pub fn evaluate_bsts(y: &[f64], columns: &[Vec<f64>], before: usize, settings: BstsSettings) -> Result<Reading<BstsFit>> {
    let fit = fit_bsts(y, columns, before, settings)?;
    let worst = fit.rhat.0.max(fit.rhat.1).max(fit.rhat.2);
    let mut refusals = Vec::new();
    if !(worst <= RHAT_MAX) {
        refusals.push(Refusal::new(Rule::NotConverged, worst, RHAT_MAX, "split R-hat over the chains", "draw more, or leave columns out"));
    }
    Ok(Reading::unless(refusals, fit))
}

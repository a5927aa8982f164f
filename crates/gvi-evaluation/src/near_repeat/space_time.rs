//! Self-excitation in time and space over a background of places.

use rayon::prelude::*;
use serde::Serialize;

use super::hawkes::{Baseline, Grid, HawkesLimits, check_times};
use crate::error::{EvaluationError, Result, finite, same_length};
use crate::numeric::search::quasi_newton;
use crate::provenance::{Fingerprint, Provenance};
use crate::refusal::{Refusal, Rule};

/// Settings of the space-time model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SpaceTimeSettings {
    /// Bandwidth of the background in kilometres. It decides the share of contagion: always show a grid.
    pub bandwidth_km: f64,
    /// Triggers reach this many days …
    pub days: f64,
    /// … and this many kilometres.
    pub km: f64,
    /// Yearly pairs of the background in time.
    pub yearly: usize,
    /// Precision of places in kilometres: the reach of triggering is not searched below it. Rounded places share one point, and
    /// there the likelihood rises without end as the reach shrinks.
    pub place_km: f64,
}

impl Default for SpaceTimeSettings {
    fn default() -> Self {
        Self { bandwidth_km: 0.8, days: 120.0, km: 3.0, yearly: 1, place_km: 0.05 }
    }
}

/// A fitted space-time process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpaceTimeFit {
    /// Coefficients of the background in time.
    pub baseline: Vec<f64>,
    /// Incidents caused by one incident, on average.
    pub branching: f64,
    /// Decay a day.
    pub decay: f64,
    /// Half-life in days.
    pub half_life: f64,
    /// Reach of triggering: standard deviation in kilometres.
    pub sigma_km: f64,
    /// Log likelihood.
    pub loglik: f64,
    /// Log likelihood without triggering.
    pub loglik_without: f64,
    /// Pairs within reach.
    pub pairs: usize,
    /// Incidents.
    pub incidents: usize,
    /// The settings.
    pub settings: SpaceTimeSettings,
    /// How to make it again.
    pub provenance: Provenance,
}

impl SpaceTimeFit {
    /// Refuses a reach below the precision of places and a half-life below an hour: double records, not triggering.
    pub fn refusals(&self, limits: HawkesLimits) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let remedy = "are these double records, or places rounded to one point? merge records into incidents first";
        let bound = limits.place_km.max(self.settings.place_km) * 1.1;
        if self.sigma_km < bound {
            refusals.push(Refusal::new(Rule::AtBound, self.sigma_km, bound, "reach of triggering in kilometres", remedy));
        }
        if self.half_life * 24.0 < limits.half_life_hours {
            refusals.push(Refusal::new(Rule::AtBound, self.half_life * 24.0, limits.half_life_hours, "half-life in hours", remedy));
        }
        refusals
    }
}

/// The density of places at each incident, made from all others (Gaussian kernel, by square kilometre).
pub fn background_density(places: &[(f64, f64)], bandwidth_km: f64) -> Vec<f64> {
    let n = places.len();
    let scale = -0.5 / (bandwidth_km * bandwidth_km);
    let norm = 1.0 / (2.0 * std::f64::consts::PI * bandwidth_km * bandwidth_km * (n as f64 - 1.0));
    (0..n)
        .into_par_iter()
        .map(|at| {
            let mut sum = 0.0;
            for (other, place) in places.iter().enumerate() {
                if other != at {
                    let square = (place.0 - places[at].0).powi(2) + (place.1 - places[at].1).powi(2);
                    sum += (scale * square).exp();
                }
            }
            sum * norm
        })
        .collect()
}

/// For each incident, the earlier ones within reach: days apart and squared kilometres apart, one list after another.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosePairs {
    ends: Vec<usize>,
    days: Vec<f64>,
    squares: Vec<f64>,
}

impl ClosePairs {
    /// How many pairs.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether no pair is within reach.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}

/// All pairs within reach in time and space. Of two incidents at the same time, the one that stands first counts as earlier.
pub fn close_pairs(days: &[f64], places: &[(f64, f64)], days_max: f64, km_max: f64) -> ClosePairs {
    let mut pairs = ClosePairs { ends: Vec::with_capacity(days.len()), days: Vec::new(), squares: Vec::new() };
    for at in 0..days.len() {
        for earlier in (0..at).rev() {
            let apart = days[at] - days[earlier];
            if apart > days_max {
                break;
            }
            let square = (places[at].0 - places[earlier].0).powi(2) + (places[at].1 - places[earlier].1).powi(2);
            if square <= km_max * km_max {
                pairs.days.push(apart);
                pairs.squares.push(square);
            }
        }
        pairs.ends.push(pairs.days.len());
    }
    pairs
}

struct Problem<'a> {
    days: &'a [f64],
    end: f64,
    rows: Vec<f64>,
    grid: Grid,
    terms: usize,
    density: Vec<f64>,
    pairs: ClosePairs,
}

impl<'a> Problem<'a> {
    fn new(days: &'a [f64], places: &[(f64, f64)], end: f64, settings: SpaceTimeSettings) -> Self {
        let baseline = Baseline::Seasonal { yearly: settings.yearly };
        Self {
            days,
            end,
            rows: days.iter().flat_map(|&day| baseline.row(day, end)).collect(),
            grid: Grid::new(baseline, end),
            terms: baseline.terms(),
            density: background_density(places, settings.bandwidth_km),
            pairs: close_pairs(days, places, settings.days, settings.km),
        }
    }

    /// Log likelihood and gradient in (β, ln a, ln b, ln σ).
    fn likelihood(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let k = self.terms;
        let (beta, log) = at.split_at(k);
        let (a, b, sigma) = (log[0].exp(), log[1].exp(), log[2].exp());
        let (of_beta, of_rest) = gradient.split_at_mut(k);
        let integral = self.grid.integral(beta, of_beta);
        of_beta.iter_mut().for_each(|g| *g = -*g);
        let inverse = 1.0 / (sigma * sigma);
        let norm = a * b * inverse / (2.0 * std::f64::consts::PI);
        let mut value = -integral;
        let (mut d_a, mut d_b, mut d_sigma) = (0.0, 0.0, 0.0);
        let mut from = 0;
        for (incident, &day) in self.days.iter().enumerate() {
            let to = self.pairs.ends[incident];
            let (mut sum, mut late, mut far) = (0.0, 0.0, 0.0);
            for pair in from..to {
                let (apart, square) = (self.pairs.days[pair], self.pairs.squares[pair]);
                let weight = (-b * apart - 0.5 * square * inverse).exp();
                sum += weight;
                late += weight * apart;
                far += weight * square;
            }
            from = to;
            let row = &self.rows[incident * k..(incident + 1) * k];
            let base = row.iter().zip(beta).map(|(z, b)| z * b).sum::<f64>().exp() * self.density[incident];
            let rate = base + norm * sum;
            value += rate.max(1e-300).ln();
            of_beta.iter_mut().zip(row).for_each(|(g, z)| *g += base * z / rate);
            d_a += norm * sum / rate;
            d_b += norm * (sum - b * late) / rate;
            d_sigma += norm * (far * inverse - 2.0 * sum) / rate;
            let left = self.end - day;
            let gone = (-b * left).exp();
            value -= a * (1.0 - gone);
            d_a -= a * (1.0 - gone);
            d_b -= a * b * left * gone;
        }
        of_rest.copy_from_slice(&[d_a, d_b, d_sigma]);
        value
    }
}

/// The log likelihood at fixed parameters.
///
/// λ(t, x) = exp(βz(t))·f(x) + Σ a b e^{−bΔt} N₂(Δx; σ) over earlier incidents within reach; f is the leave-one-out density of
/// places; ℓ = Σ ln λ − ∫exp(βz) − aΣ(1 − e^{−b(T − t_j)}). Edges in space are ignored.
pub fn space_time_loglik(
    days: &[f64],
    places: &[(f64, f64)],
    end: f64,
    settings: SpaceTimeSettings,
    beta: &[f64],
    (branching, decay, sigma_km): (f64, f64, f64),
) -> f64 {
    let problem = Problem::new(days, places, end, settings);
    let mut at = beta.to_vec();
    at.extend([branching.ln(), decay.ln(), sigma_km.ln()]);
    let mut gradient = vec![0.0; at.len()];
    problem.likelihood(&at, &mut gradient)
}

/// Does an incident raise the rate nearby and soon, over a background that lies where incidents lie anyway?
///
/// Maximum likelihood of [`space_time_loglik`]. The answer depends on the bandwidth of the background more than on the data
/// (.02 to .81 in Philadelphia): use [`bandwidth_grid`] and offer the sentence, not the share. Source: Mohler et al. 2011.
///
/// # Errors
/// For fewer than 30 incidents, times that are not sorted, lengths that differ, or a bandwidth that is not above zero.
pub fn fit_space_time(days: &[f64], places: &[(f64, f64)], end: f64, settings: SpaceTimeSettings) -> Result<SpaceTimeFit> {
    check_times(days, end)?;
    same_length("the list of places", places.len(), days.len(), "incident")?;
    let flat: Vec<f64> = places.iter().flat_map(|place| [place.0, place.1]).collect();
    finite("the list of places", &flat)?;
    if !(settings.bandwidth_km > 0.0) {
        return Err(EvaluationError::Setting { what: "the bandwidth", value: settings.bandwidth_km, wanted: "above zero" });
    }
    let problem = Problem::new(days, places, end, settings);
    let k = problem.terms;
    let mut start = vec![0.0; k];
    start[0] = (days.len() as f64 / end).ln();
    let without = quasi_newton(&start, 200, 1e-5, |beta, gradient| {
        let mut value = problem.grid.integral(beta, gradient);
        for (row, density) in problem.rows.chunks_exact(k).zip(&problem.density) {
            value -= row.iter().zip(beta).map(|(z, b)| z * b).sum::<f64>() + density.max(1e-300).ln();
            gradient.iter_mut().zip(row).for_each(|(g, z)| *g -= z);
        }
        value
    });
    let mut start = without.at.clone();
    start[0] += 0.8_f64.ln();
    start.extend([0.2_f64.ln(), 0.05_f64.ln(), 0.15_f64.ln()]);
    // The last variable is ln(σ − precision).
    let floor = settings.place_km;
    let found = quasi_newton(&start, 200, 1e-3, |at, gradient| {
        if at[k] > 3.0 || !(-12.0..=12.0).contains(&at[k + 1]) || !(-14.0..=4.0).contains(&at[k + 2]) {
            return f64::INFINITY;
        }
        let above = at[k + 2].exp();
        let mut place = at.to_vec();
        place[k + 2] = (floor + above).ln();
        let value = problem.likelihood(&place, gradient);
        gradient[k + 2] *= above / (floor + above);
        gradient.iter_mut().for_each(|g| *g = -*g);
        -value
    });
    let (branching, decay, sigma_km) = (found.at[k].exp(), found.at[k + 1].exp(), floor + found.at[k + 2].exp());
    let input = Fingerprint::of("space-time hawkes")
        .numbers("days", days)
        .numbers("places", &flat)
        .text("settings", &format!("{settings:?}"))
        .finish();
    let assumptions =
        ["records were merged into incidents", "the background density does not change over time", "edges in space are ignored"];
    Ok(SpaceTimeFit {
        baseline: found.at[..k].to_vec(),
        branching,
        decay,
        half_life: std::f64::consts::LN_2 / decay,
        sigma_km,
        loglik: -found.value,
        loglik_without: -without.value,
        pairs: problem.pairs.len(),
        incidents: days.len(),
        settings,
        provenance: Provenance::new("Hawkes in space and time", &assumptions, None, input),
    })
}

/// The same for several bandwidths of the background, which must always be shown together.
///
/// # Errors
/// As [`fit_space_time`].
pub fn bandwidth_grid(
    days: &[f64],
    places: &[(f64, f64)],
    end: f64,
    settings: SpaceTimeSettings,
    bandwidths_km: &[f64],
) -> Result<Vec<SpaceTimeFit>> {
    bandwidths_km.iter().map(|&bandwidth_km| fit_space_time(days, places, end, SpaceTimeSettings { bandwidth_km, ..settings })).collect()
}

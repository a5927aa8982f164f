//! How often does a 95 % interval hold the truth, when the model is right and when it is not?
//!
//! `cargo run --release -p gvi-evaluation --example coverage -- [runs]`, 2,000 runs unless told. Simulated data only.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::bsts::{BstsSettings, fit_bsts};
use gvi_evaluation::calibration::{compare_levels, learn_drift};
use gvi_evaluation::chance::{Chance, Purpose, stream};
use gvi_evaluation::did::{Adoption, Aggregation, DidSettings, aggregate, fit_did};
use gvi_evaluation::its::{ItsTerms, fit_its};
use gvi_evaluation::series::{CountSeries, Panel};
use gvi_evaluation::synthesis::synthesise;
use rand_distr::{Distribution, Gamma, Normal, Poisson};
use support::invented_cities;

fn count(mean: f64, alpha: f64, chance: &mut Chance) -> u64 {
    let own = if alpha > 0.0 { Gamma::new(1.0 / alpha, alpha * mean).map_or(mean, |law| law.sample(chance)) } else { mean };
    Poisson::new(own.max(1e-9)).map_or(0, |law| law.sample(chance) as u64)
}

fn normal(sd: f64, chance: &mut Chance) -> f64 {
    Normal::new(0.0, sd).map_or(0.0, |law| law.sample(chance))
}

fn report(what: &str, runs: usize, mut holds: impl FnMut(usize) -> Option<bool>) {
    let found: Vec<bool> = (0..runs).filter_map(&mut holds).collect();
    let share = found.iter().filter(|held| **held).count() as f64 / found.len() as f64;
    let error = (share * (1.0 - share) / found.len() as f64).sqrt();
    println!("{what}: {:.1} % of {} (error {:.1})", 100.0 * share, found.len(), 100.0 * error);
}

/// Five years before and three after, 50 a year, a season, a trend by year, a drift by month and a step of −30 %.
fn series(trend: f64, drift: f64, alpha: f64, chance: &mut Chance) -> Option<CountSeries> {
    let mut own = 0.0;
    let counts = (0..96)
        .map(|t| {
            own += normal(drift, chance);
            let season = 0.2 * (2.0 * std::f64::consts::PI * f64::from(t) / 12.0).sin();
            let step = if t >= 60 { 0.7_f64.ln() } else { 0.0 };
            count(50.0 / 12.0 * (season + trend * f64::from(t) / 12.0 + own + step).exp(), alpha, chance)
        })
        .collect();
    CountSeries::new(counts, vec![30.4375; 96], 0).ok()
}

fn main() {
    let runs: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(2000);
    let terms = ItsTerms { trend: true, slope: false, harmonics: 1, shocks: false };
    for (what, trend, drift, alpha) in [
        ("interrupted series, Poisson, model right", -0.05, 0.0, 0.0),
        ("interrupted series, NB2, model right", -0.05, 0.0, 0.08),
        ("interrupted series, level drifts (model wrong)", 0.0, 0.04, 0.08),
    ] {
        report(&format!("{what}, widest error"), runs, |run| {
            let series = series(trend, drift, alpha, &mut stream(1, Purpose::Simulation, run as u64))?;
            let step = fit_its(&series, 60, terms, 0.95).ok()?.step;
            Some(step.lower < 0.7 && step.upper > 0.7)
        });
        report(&format!("{what}, model error"), runs, |run| {
            let series = series(trend, drift, alpha, &mut stream(1, Purpose::Simulation, run as u64))?;
            let fit = fit_its(&series, 60, terms, 0.95).ok()?;
            let step = fit.terms.iter().find(|term| term.name == "step")?;
            Some((step.coefficient - 0.7_f64.ln()).abs() < 1.96 * step.model)
        });
    }
    report("staggered adoption, simple mean, 60 units", runs, |run| {
        let mut chance = stream(2, Purpose::Simulation, run as u64);
        let starts: Vec<Option<usize>> = (0..60).map(|unit| [None, Some(4), Some(6)][unit % 3]).collect();
        let rows = starts
            .iter()
            .map(|start| {
                let level = normal(1.0, &mut chance);
                (0..8)
                    .map(|t| level + 0.1 * t as f64 + normal(0.5, &mut chance) - if start.is_some_and(|s| t >= s) { 0.3 } else { 0.0 })
                    .collect()
            })
            .collect();
        let panel = Panel::new((0..60).map(|unit| unit.to_string()).collect(), rows).ok()?;
        let together = aggregate(&fit_did(&panel, &Adoption(starts), &DidSettings::default()).ok()?, Aggregation::Simple).ok()?;
        Some((together.overall.0 + 0.3).abs() < 1.96 * together.overall.1)
    });
    for fall in [0.0_f64, 0.3] {
        report(&format!("level comparison, 30 drifting cities, fall of {:.0} %", 100.0 * fall), runs.min(1000), |run| {
            let panel = invented_cities(30, 144, 108, 60.0, fall, 5000 + run as u64);
            let (years, before) = panel.years_around(108);
            let units: Vec<usize> = (0..30).collect();
            let drift = learn_drift(&years, &units, before).ok()?;
            let found = compare_levels(&years, 0, &units[1..], before, &drift, 0.95).ok()?.calibrated.interval;
            Some(found.0 < (1.0 - fall).ln() && found.1 > (1.0 - fall).ln())
        });
    }
    report("structural series, level drifts as its prior says", runs.min(400), |run| {
        let mut chance = stream(3, Purpose::Simulation, run as u64);
        let mut level = 0.0;
        let x: Vec<f64> = (0..100).map(|_| normal(1.0, &mut chance)).collect();
        let y: Vec<f64> = x
            .iter()
            .map(|x| {
                level += normal(0.1, &mut chance);
                10.0 + level + x + normal(0.5, &mut chance)
            })
            .collect();
        let settings = BstsSettings { draws: 2000, seed: run as u64, ..BstsSettings::default() };
        let effect = fit_bsts(&y, &[x], 70, settings).ok()?.effect;
        Some(effect.1 < 0.0 && effect.2 > 0.0)
    });
    report("synthesis, eight cities, mean", runs, |run| {
        let mut chance = stream(4, Purpose::Simulation, run as u64);
        let errors: Vec<f64> = (0..8).map(|city| 0.1 + 0.02 * f64::from(city)).collect();
        let found: Vec<f64> = errors.iter().map(|error| -0.2 + normal(0.15, &mut chance) + normal(*error, &mut chance)).collect();
        let interval = synthesise(&found, &errors, 0.95).ok()?.interval;
        Some(interval.0 < -0.2 && interval.1 > -0.2)
    });
    report("synthesis, eight cities, the next city", runs, |run| {
        let mut chance = stream(5, Purpose::Simulation, run as u64);
        let errors: Vec<f64> = (0..8).map(|city| 0.1 + 0.02 * f64::from(city)).collect();
        let found: Vec<f64> = errors.iter().map(|error| -0.2 + normal(0.15, &mut chance) + normal(*error, &mut chance)).collect();
        let next = -0.2 + normal(0.15, &mut chance);
        let (low, high) = synthesise(&found, &errors, 0.95).ok()?.prediction?;
        Some(low < next && high > next)
    });
}

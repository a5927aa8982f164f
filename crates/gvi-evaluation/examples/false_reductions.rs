//! How often does each method report a reduction in untreated cities, and how often does it find an implanted one?
//!
//! `cargo run --release -p gvi-evaluation --example false_reductions -- PANEL.csv [method …]`, with columns `unit`, `period`,
//! `count`, `population` (yearly), or the file `ucr_crime_1975_2015.csv` of The Marshall Project. Methods: pipeline, level,
//! control, its, its-slope, bsts, and with the interval that the donors ask for: its-calibrated, its-slope-calibrated,
//! bsts-calibrated; second (the pipeline's second witness), first-year (one year against its noise band). Settings: `--before=15` years before each start, `--every=3` uses every third unit only,
//! `--classes=5` adds the smallest and largest cities, `--short=3` and `--long=5` years of follow-up, `--first-year=1975`, `--rise=25` only starts at
//! a peak of 25 % above the unit's mean. Prints a table for city size × follow-up × implanted fall.

#[path = "cities/mod.rs"]
mod cities;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;

use gvi_evaluation::bsts::{BstsSettings, fit_bsts};
use gvi_evaluation::calibration::{
    Drift, Finding, Method, PipelineSettings, StudySettings, compare_levels, learn_drift, placebo_study, placebos, run_pipeline,
};
use gvi_evaluation::error::Result;
use gvi_evaluation::regression::{Design, fit_nb2, fit_poisson};
use gvi_evaluation::scm::{CountingNoise, DonorsOfPlacebos, PlaceboStatistic, ScmSettings, permutation_test};
use gvi_evaluation::series::CountPanel;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("name a file of yearly counts");
        return ExitCode::FAILURE;
    };
    let (settings_given, methods): (Vec<String>, Vec<String>) = arguments.partition(|argument| argument.starts_with("--"));
    let given = |name: &str, otherwise: usize| {
        let wanted = format!("--{name}=");
        settings_given.iter().find_map(|argument| argument.strip_prefix(&wanted)?.parse().ok()).unwrap_or(otherwise)
    };
    let panel = match cities::read(Path::new(&path)) {
        Ok(panel) => panel,
        Err(problem) => {
            eprintln!("{path}: {problem}");
            return ExitCode::FAILURE;
        }
    };
    // Fewer units: every so many, in the order of their names.
    let every = given("every", 1);
    let panel = panel.only(&(0..panel.units()).step_by(every.max(1)).collect::<Vec<_>>());
    let begins = given("first-year", 1975);
    println!("{} units, {} years", panel.units(), panel.periods());
    let settings = StudySettings {
        starts: [1990, 1993, 1996, 1999, 2002, 2005, 2008, 2010].map(|year| year - begins).to_vec(),
        before: given("before", 15),
        follow_ups: vec![given("short", 3), given("long", 5)],
        effects: vec![0.0, 0.3, 0.5],
        sizes: match given("classes", 3) {
            3 => vec![(20.0, 40.0), (40.0, 80.0), (80.0, 150.0)],
            _ => vec![(5.0, 20.0), (20.0, 40.0), (40.0, 80.0), (80.0, 150.0), (150.0, 1e6)],
        },
        after_a_rise_of: match given("rise", 0) {
            0 => None,
            percent => Some(percent as f64 / 100.0),
        },
        seed: 7,
    };
    let names: Vec<&str> = if methods.is_empty() {
        vec!["pipeline", "level", "control", "its", "its-slope", "bsts"]
    } else {
        methods.iter().map(String::as_str).collect()
    };
    for name in names {
        let began = std::time::Instant::now();
        let known = Mutex::new(BTreeMap::new());
        let study = |panel: &CountPanel, treated: usize, donors: &[usize], before: usize| match name {
            "pipeline" => pipeline(panel, treated, donors, before, &known),
            "level" => level(panel, treated, donors, before, &known),
            "control" => control(panel, treated, donors, before),
            "second" => second(panel, treated, donors, before, &known),
            "first-year" => first_year(panel, treated, donors, before, &known),
            "its-calibrated" => calibrated(panel, treated, donors, before, &|panel, unit, _, before| its(panel, unit, before, false)),
            "its-slope-calibrated" => calibrated(panel, treated, donors, before, &|panel, unit, _, before| its(panel, unit, before, true)),
            "bsts-calibrated" => calibrated(panel, treated, donors, before, &bsts),
            "its" => its(panel, treated, before, false),
            "its-slope" => its(panel, treated, before, true),
            _ => bsts(panel, treated, donors, before),
        };
        match placebo_study(&panel, &settings, &study) {
            Ok((rows, _)) => {
                println!("\n{name} ({:.1} s)", began.elapsed().as_secs_f64());
                println!(
                    "{:>10} {:>5} {:>6} {:>6} {:>8} {:>9} {:>10}",
                    "size", "years", "fall", "asked", "refused", "reduced %", "increased %"
                );
                for row in rows {
                    let size = row.size.map_or("all".to_owned(), |(from, to)| format!("{from}-{to}"));
                    let share = |count: usize| 100.0 * count as f64 / row.asked as f64;
                    println!(
                        "{size:>10} {:>5} {:>6.2} {:>6} {:>8} {:>9.1} {:>10.1}",
                        row.follow_up,
                        row.effect,
                        row.asked,
                        row.refused,
                        share(row.reduced),
                        share(row.increased)
                    );
                }
            }
            Err(error) => {
                eprintln!("{name}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

type Known = Mutex<BTreeMap<Vec<u64>, Drift>>;

/// The drift is learnt from what lies before the start, which is the same for every unit and follow-up of one start.
fn drift_of(panel: &CountPanel, before: usize, known: &Known) -> Result<Drift> {
    let key: Vec<u64> = (0..panel.units()).flat_map(|unit| panel.counts(unit)[..before].to_vec()).collect();
    if let Some(drift) = known.lock().expect("no thread has failed").get(&key) {
        return Ok(*drift);
    }
    let units: Vec<usize> = (0..panel.units()).collect();
    let drift = learn_drift(panel, &units, before)?;
    known.lock().expect("no thread has failed").insert(key, drift);
    Ok(drift)
}

fn pipeline(panel: &CountPanel, treated: usize, donors: &[usize], before: usize, known: &Known) -> Result<Option<Finding>> {
    let drift = drift_of(panel, before, known)?;
    let reading = run_pipeline(panel, treated, donors, before, PipelineSettings::default(), Some(&drift))?;
    Ok(reading.estimate().map(|fit| Finding { reduced: fit.reduced, increased: fit.increased, log_ratio: fit.level.log_ratio }))
}

fn level(panel: &CountPanel, treated: usize, donors: &[usize], before: usize, known: &Known) -> Result<Option<Finding>> {
    let drift = drift_of(panel, before, known)?;
    let fit = compare_levels(panel, treated, donors, before, &drift, 0.95)?;
    let (low, high) = fit.calibrated.interval;
    Ok(Some(Finding { reduced: high < 0.0, increased: low > 0.0, log_ratio: fit.log_ratio }))
}

/// The calibrated interval of the second witness, the de-meaned synthetic control.
fn second(panel: &CountPanel, treated: usize, donors: &[usize], before: usize, known: &Known) -> Result<Option<Finding>> {
    let drift = drift_of(panel, before, known)?;
    let reading = run_pipeline(panel, treated, donors, before, PipelineSettings::default(), Some(&drift))?;
    Ok(reading.estimate().map(|fit| {
        let (low, high) = fit.control_calibrated.interval;
        Finding { reduced: high < 0.0, increased: low > 0.0, log_ratio: fit.control_calibrated.estimate }
    }))
}

/// The first year after the start against its own noise band.
fn first_year(panel: &CountPanel, treated: usize, donors: &[usize], before: usize, known: &Known) -> Result<Option<Finding>> {
    let drift = drift_of(panel, before, known)?;
    let fit = compare_levels(panel, treated, donors, before, &drift, 0.95)?;
    let year = fit.by_year[0];
    Ok(Some(Finding { reduced: year.ratio < year.band.0, increased: year.ratio > year.band.1, log_ratio: year.ratio.max(1e-9).ln() }))
}

/// Any estimator with the interval that the donors ask for.
fn calibrated(panel: &CountPanel, treated: usize, donors: &[usize], before: usize, method: Method<'_>) -> Result<Option<Finding>> {
    let estimate = |panel: &CountPanel, unit: usize, donors: &[usize], before: usize| {
        Ok(method(panel, unit, donors, before)?.map(|finding| finding.log_ratio))
    };
    // No placebo in time here: the window leaves none.
    let found = placebos(panel, treated, donors, before, before, 0.95, &estimate)?;
    Ok(found.calibrated.map(|found| Finding {
        reduced: found.interval.1 < 0.0,
        increased: found.interval.0 > 0.0,
        log_ratio: found.estimate,
    }))
}

/// Outcome-only synthetic control, one-sided mean gap over the floored error before, p < 0.05.
fn control(panel: &CountPanel, treated: usize, donors: &[usize], before: usize) -> Result<Option<Finding>> {
    let rates = panel.rates();
    let noise: Vec<CountingNoise> = (0..panel.units())
        .map(|unit| {
            let counts = &panel.counts(unit)[..before];
            let mean = counts.iter().sum::<u64>() as f64 / before as f64;
            let population = panel.population(unit)[..before].iter().sum::<f64>() / before as f64;
            CountingNoise(1e5 * mean.sqrt() / population)
        })
        .collect();
    let test = permutation_test(
        &rates,
        treated,
        donors,
        before,
        ScmSettings::default(),
        PlaceboStatistic::Reduction,
        DonorsOfPlacebos::WithoutTreated,
        &noise,
    )?;
    Ok(Some(Finding { reduced: test.p < 0.05, increased: false, log_ratio: test.treated.log_ratio.unwrap_or(0.0) }))
}

/// A plain interrupted series by year: trend, step, perhaps slope; NB2 with its own errors.
fn its(panel: &CountPanel, treated: usize, before: usize, slope: bool) -> Result<Option<Finding>> {
    let years = panel.periods();
    let y: Vec<f64> = panel.counts(treated).iter().map(|&count| count as f64).collect();
    let after = |t: usize| if t >= before { 1.0 } else { 0.0 };
    let mut columns = vec![
        ("level".to_owned(), vec![1.0; years]),
        ("trend".to_owned(), (0..years).map(|t| t as f64).collect()),
        ("step".to_owned(), (0..years).map(after).collect()),
    ];
    if slope {
        columns.push(("slope".to_owned(), (0..years).map(|t| after(t) * (t as f64 - before as f64)).collect()));
    }
    let design = Design::new(columns, panel.population(treated).iter().map(|p| p.ln()).collect())?;
    let (beta, covariance) = match fit_nb2(&y, &design) {
        Ok(fit) => (fit.coefficients, fit.covariance),
        Err(_) => {
            let fit = fit_poisson(&y, &design)?;
            (fit.coefficients, fit.covariance)
        }
    };
    // The mean log effect over the follow-up.
    let late = if slope { (years - before - 1) as f64 / 2.0 } else { 0.0 };
    let mut gradient = vec![0.0; beta.len()];
    gradient[2] = 1.0;
    if slope {
        gradient[3] = late;
    }
    let estimate: f64 = gradient.iter().zip(&beta).map(|(g, b)| g * b).sum();
    let mut variance = 0.0;
    for a in 0..beta.len() {
        for b in 0..beta.len() {
            variance += gradient[a] * covariance[(a, b)] * gradient[b];
        }
    }
    let half = 1.959_964 * variance.sqrt();
    Ok(Some(Finding { reduced: estimate + half < 0.0, increased: estimate - half > 0.0, log_ratio: estimate }))
}

/// A structural time series with CausalImpact's prior of the level and the rate of all others as the other series.
fn bsts(panel: &CountPanel, treated: usize, donors: &[usize], before: usize) -> Result<Option<Finding>> {
    let years = panel.periods();
    let log = |count: f64, population: f64| ((count + 0.5) / population).ln();
    let y: Vec<f64> = (0..years).map(|t| log(panel.counts(treated)[t] as f64, panel.population(treated)[t])).collect();
    let others: Vec<f64> = (0..years)
        .map(|t| {
            log(donors.iter().map(|&unit| panel.counts(unit)[t] as f64).sum(), donors.iter().map(|&unit| panel.population(unit)[t]).sum())
        })
        .collect();
    let settings = BstsSettings { prior_level_sd: 0.01, draws: 1000, chains: 1, ..BstsSettings::default() };
    let fit = fit_bsts(&y, &[others], before, settings)?;
    Ok(Some(Finding { reduced: fit.effect.2 < 0.0, increased: fit.effect.1 > 0.0, log_ratio: fit.effect.0 }))
}

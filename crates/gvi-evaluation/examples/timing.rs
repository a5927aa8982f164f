//! How long does each estimator take? One thread; the median of several runs.
//!
//! `RAYON_NUM_THREADS=1 cargo run --release -p gvi-evaluation --example timing -- [folder of further data]`. With a folder
//! that holds `derived_monthly` and `classic`, the event times and the minimum-wage panel are timed too.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

#[path = "validation/minimum_wage.rs"]
mod minimum_wage;

use std::path::PathBuf;
use std::time::Instant;

use gvi_evaluation::bsts::{BstsSettings, fit_bsts};
use gvi_evaluation::did::{Aggregation, BootstrapSettings, DidSettings, aggregate, fit_did, simultaneous_band};
use gvi_evaluation::its::{ItsTerms, its_design};
use gvi_evaluation::near_repeat::{Baseline, SpaceTimeSettings, fit_hawkes, fit_space_time, knox};
use gvi_evaluation::power::{PowerDesign, PowerTerms, months_needed, simulate_power};
use gvi_evaluation::regression::{fit_nb2, fit_poisson};
use gvi_evaluation::scm::{Predictors, ScmSettings, fit_nested, fit_ridge, fit_scm};
use minimum_wage::minimum_wage;
use support::{Table, data, monthly_series, plain_permutation};

fn time<T>(what: &str, limit_ms: f64, runs: usize, mut run: impl FnMut() -> T) {
    let mut taken: Vec<f64> = (0..runs)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(run());
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    let median = taken[runs / 2];
    println!("{} {what}: {median:.3} ms (aim {limit_ms} ms)", if median <= limit_ms { "met   " } else { "missed" });
}

fn main() {
    let table = Table::read(&data("california_prop99_smoking_covariates.csv"));
    let panel = table.panel("state", "year", "cigsale", (1970.0, 2000.0), &[]);
    let treated = panel.unit("California").expect("California");
    let donors: Vec<usize> = (0..panel.units()).filter(|&unit| unit != treated).collect();
    let plain = ScmSettings::default();
    time("control, one fit of California", 3.0, 21, || fit_scm(&panel, treated, &donors, 19, plain).expect("a fit"));
    time("control, California with 38 placebos", 10.0, 21, || plain_permutation(&panel, treated, &donors, 19));
    let of = |column: &str, from: f64, to: f64| table.means(&panel, ("state", "year"), column, (from, to));
    let rows = vec![
        of("lnincome", 1980.0, 1988.0),
        of("age15to24", 1980.0, 1988.0),
        of("retprice", 1980.0, 1988.0),
        of("beer", 1984.0, 1988.0),
        of("cigsale", 1975.0, 1975.0),
        of("cigsale", 1980.0, 1980.0),
        of("cigsale", 1988.0, 1988.0),
    ];
    let all: Vec<usize> = (0..panel.units()).collect();
    let names = (0..7).map(|at| at.to_string()).collect();
    let predictors = Predictors::new(names, rows, &all).expect("predictors");
    time("control with nested V, California", 300.0, 3, || fit_nested(&panel, treated, &donors, 19, &predictors, 0..19, 1).expect("a fit"));
    let kansas = Table::read(&data("kansas_quarterly.csv")).panel("state", "year_qtr", "lngdpcapita", (1990.0, 2016.0), &[]);
    let own = kansas.unit("Kansas").expect("Kansas");
    let others: Vec<usize> = (0..kansas.units()).filter(|&unit| unit != own).collect();
    time("ridge with cross-validation, Kansas", 60.0, 5, || fit_ridge(&kansas, own, &others, 89, None).expect("a fit"));
    let vignette = Table::read(&data("causalimpact_vignette.csv"));
    let (y, x) = (vignette.numbers("y"), vignette.numbers("x1"));
    for (draws, limit) in [(1000, 80.0), (10_000, 800.0)] {
        let settings = BstsSettings { draws, prior_level_sd: 0.01, ..BstsSettings::default() };
        time(&format!("structural series, n = 100, {draws} draws"), limit, 3, || {
            fit_bsts(&y, std::slice::from_ref(&x), 70, settings).expect("a fit")
        });
    }
    // A series with seasons, as long as that of the road casualties.
    let long: Vec<f64> =
        (0..192).map(|t| (f64::from(t) * 0.52).sin() + (f64::from(t) * 1.7).cos() * 0.3 + f64::from(t % 7) * 0.1).collect();
    let seasonal = BstsSettings { draws: 5000, seasons: 12, ..BstsSettings::default() };
    time("structural series, n = 192, 12 seasons, 5,000 draws", 8700.0, 1, || fit_bsts(&long, &[], 169, seasonal).expect("a fit"));
    let month = Table::read(&data("philadelphia_monthly.csv"));
    let series = monthly_series(&month.texts("month"), &month.numbers("victims"));
    let design = its_design(&series, 68, ItsTerms::all(68)).expect("a design");
    let counts = series.numbers();
    time("Poisson, n = 103", 2.0, 51, || fit_poisson(&counts, &design).expect("a fit"));
    time("NB2, n = 103", 0.3, 51, || fit_nb2(&counts, &design).expect("a fit"));
    time("power, 324 designs by closed form", 3000.0, 1, || {
        let mut found = 0;
        for events_a_year in [20.0, 40.0, 50.0, 65.0] {
            for months_before in [36, 60, 84] {
                for alpha in [0.0, 0.08, 0.2] {
                    for terms in [PowerTerms::Step, PowerTerms::TrendStep, PowerTerms::TrendStepSlope] {
                        for fall in [0.15, 0.3, 0.5] {
                            let design = PowerDesign { events_a_year, months_before, alpha, fall, terms };
                            found += usize::from(months_needed(&design, 0.8, 600).expect("a design").is_some());
                        }
                    }
                }
            }
        }
        found
    });
    // A twenty-seventh of a power study of 108 designs, four effects and 2,000 runs each.
    time("power by simulation, 4 designs × 4 effects × 2,000 runs", 3000.0 / 27.0, 1, || {
        let mut reduced = 0.0;
        for (alpha, months) in [(0.0, 12), (0.08, 24), (0.08, 60), (0.2, 36)] {
            for fall in [0.0, 0.15, 0.3, 0.5] {
                let design = PowerDesign { events_a_year: 50.0, months_before: 60, alpha, fall, terms: PowerTerms::TrendStep };
                reduced += simulate_power(&design, months, 2000, 1).expect("a design").reduced;
            }
        }
        reduced
    });
    if let Some(folder) = std::env::args().nth(1) {
        further(&PathBuf::from(folder));
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status")
        && let Some(line) = status.lines().find(|line| line.starts_with("VmHWM"))
    {
        println!("peak memory {}", line.trim_start_matches("VmHWM:").trim());
    }
}

fn further(folder: &std::path::Path) {
    let (panel, adoption) = minimum_wage(folder);
    time("staggered adoption, minimum wage, 999 bootstraps", 15.0, 5, || {
        let fit = fit_did(&panel, &adoption, &DidSettings::default()).expect("a fit");
        simultaneous_band(&aggregate(&fit, Aggregation::Dynamic).expect("an aggregate"), BootstrapSettings::default()).expect("a band")
    });
    let days = Table::read(&folder.join("derived_monthly/events_philadelphia_2015_2019.csv")).numbers("t_days");
    time("Hawkes, n = 6,468, three starts", 60.0, 3, || fit_hawkes(&days, 1826.0, Baseline::Constant).expect("a fit"));
    let merged = Table::read(&folder.join("derived_monthly/events_philadelphia_merged_xy.csv"));
    let days = merged.numbers("t_days");
    let places: Vec<(f64, f64)> = merged.numbers("x_km").into_iter().zip(merged.numbers("y_km")).collect();
    let intervals = [(0.0, 1.0), (0.0, 7.0), (0.0, 14.0), (0.0, 30.0), (0.0, 90.0)];
    time("Knox, 20 cells, 199 permutations", 400.0, 3, || {
        knox(&days, &places, &[0.1, 0.2, 0.4, 0.8], &intervals, 199, 1).expect("a table")
    });
    time("Hawkes in space and time", 3800.0, 1, || fit_space_time(&days, &places, 1826.0, SpaceTimeSettings::default()).expect("a fit"));
}

//! What is timed: each estimator on a set that others have timed too, with the aim that was set for it.

use std::path::Path;

use gvi_evaluation::bsts::{BstsSettings, fit_bsts, fit_local_level};
use gvi_evaluation::did::{Aggregation, BootstrapSettings, DidSettings, aggregate, fit_did, simultaneous_band};
use gvi_evaluation::its::{ItsTerms, its_design};
use gvi_evaluation::near_repeat::{Baseline, SpaceTimeSettings, fit_hawkes, fit_space_time, knox};
use gvi_evaluation::power::{PowerDesign, PowerTerms, months_needed, simulate_power};
use gvi_evaluation::regression::{fit_nb2, fit_poisson};
use gvi_evaluation::scm::{Predictors, ScmSettings, fit_nested, fit_ridge, fit_scm};
use gvi_evaluation::series::Panel;

use crate::minimum_wage::minimum_wage;
use crate::support::{Table, data, monthly_series, plain_permutation};

/// One measured piece of work. `prepare` reads its input and hands back what is timed.
pub struct Task {
    /// One word, by which the peers' script and the single process of a task find it.
    pub name: &'static str,
    pub what: &'static str,
    pub aim_ms: f64,
    pub prepare: fn(&Path) -> Box<dyn FnMut()>,
    /// Whether the input stands only in the folder of further data.
    pub further: bool,
}

const fn own(name: &'static str, what: &'static str, aim_ms: f64, prepare: fn(&Path) -> Box<dyn FnMut()>) -> Task {
    Task { name, what, aim_ms, prepare, further: false }
}

const fn further(name: &'static str, what: &'static str, aim_ms: f64, prepare: fn(&Path) -> Box<dyn FnMut()>) -> Task {
    Task { name, what, aim_ms, prepare, further: true }
}

pub const TASKS: &[Task] = &[
    own("scm", "synthetic control, one fit of California", 3.0, |_| {
        let (panel, treated, donors) = california();
        work(move || fit_scm(&panel, treated, &donors, 19, ScmSettings::default()).expect("a fit"))
    }),
    own("scm-placebos", "the same with 38 placebos", 10.0, |_| {
        let (panel, treated, donors) = california();
        work(move || plain_permutation(&panel, treated, &donors, 19))
    }),
    own("scm-nested", "the same with nested V", 300.0, nested),
    own("scm-ridge", "ridge with cross-validation, Kansas", 60.0, |_| {
        let kansas = Table::read(&data("kansas_quarterly.csv")).panel("state", "year_qtr", "lngdpcapita", (1990.0, 2016.0), &[]);
        let (treated, donors) = split(&kansas, "Kansas");
        work(move || fit_ridge(&kansas, treated, &donors, 89, None).expect("a fit"))
    }),
    own("bsts-1000", "structural series, n = 100, 1,000 draws", 80.0, |_| vignette(1000)),
    own("bsts-10000", "structural series, n = 100, 10,000 draws", 800.0, |_| vignette(10_000)),
    own("bsts-seasons", "structural series, n = 192, 12 seasons, 5,000 draws", 8700.0, |_| {
        // As long as the series of road casualties, which may not be copied.
        let of = |t: u32| (f64::from(t) * 0.52).sin() + (f64::from(t) * 1.7).cos() * 0.3 + f64::from(t % 7) * 0.1;
        let long: Vec<f64> = (0..192).map(of).collect();
        let settings = BstsSettings { draws: 5000, seasons: 12, ..BstsSettings::default() };
        work(move || fit_bsts(&long, &[], 169, settings).expect("a fit"))
    }),
    own("local-level", "local level by maximum likelihood, n = 70", 50.0, |_| {
        let table = Table::read(&data("causalimpact_vignette.csv"));
        let (y, x) = (table.numbers("y"), table.numbers("x1"));
        work(move || fit_local_level(&y[..70], std::slice::from_ref(&x)).expect("a fit"))
    }),
    own("poisson", "interrupted series, Poisson, n = 103", 2.0, |_| {
        let (counts, design) = philadelphia();
        work(move || fit_poisson(&counts, &design).expect("a fit"))
    }),
    own("nb2", "interrupted series, NB2, n = 103", 0.3, |_| {
        let (counts, design) = philadelphia();
        work(move || fit_nb2(&counts, &design).expect("a fit"))
    }),
    own("power-closed", "power, 324 designs by closed form", 3000.0, |_| work(closed_forms)),
    // A twenty-seventh of a power study of 108 designs, four effects and 2,000 runs each.
    own("power-simulated", "power by simulation, 16 designs of 2,000 runs", 3000.0 / 27.0, |_| work(simulations)),
    further("did", "staggered adoption, minimum wage, 999 bootstraps", 15.0, |folder| {
        let (panel, adoption) = minimum_wage(folder);
        work(move || {
            let fit = fit_did(&panel, &adoption, &DidSettings::default()).expect("a fit");
            let dynamic = aggregate(&fit, Aggregation::Dynamic).expect("an aggregate");
            simultaneous_band(&dynamic, BootstrapSettings::default()).expect("a band")
        })
    }),
    further("hawkes", "Hawkes, n = 6,468, three starts", 60.0, |folder| {
        let days = Table::read(&folder.join("derived_monthly/events_philadelphia_2015_2019.csv")).numbers("t_days");
        work(move || fit_hawkes(&days, 1826.0, Baseline::Constant).expect("a fit"))
    }),
    further("knox", "Knox, 20 cells, 199 permutations", 400.0, |folder| {
        let (days, places) = merged(folder);
        let intervals = [(0.0, 1.0), (0.0, 7.0), (0.0, 14.0), (0.0, 30.0), (0.0, 90.0)];
        work(move || knox(&days, &places, &[0.1, 0.2, 0.4, 0.8], &intervals, 199, 1).expect("a table"))
    }),
    further("space-time", "Hawkes in space and time", 3800.0, |folder| {
        let (days, places) = merged(folder);
        work(move || fit_space_time(&days, &places, 1826.0, SpaceTimeSettings::default()).expect("a fit"))
    }),
];

/// The result is kept from the optimiser and then thrown away.
fn work<T>(mut run: impl FnMut() -> T + 'static) -> Box<dyn FnMut()> {
    Box::new(move || {
        std::hint::black_box(run());
    })
}

fn split(panel: &Panel, name: &str) -> (usize, Vec<usize>) {
    let treated = panel.unit(name).expect("the treated unit");
    (treated, (0..panel.units()).filter(|&unit| unit != treated).collect())
}

fn california() -> (Panel, usize, Vec<usize>) {
    let table = Table::read(&data("california_prop99_smoking_covariates.csv"));
    let panel = table.panel("state", "year", "cigsale", (1970.0, 2000.0), &[]);
    let (treated, donors) = split(&panel, "California");
    (panel, treated, donors)
}

fn nested(_: &Path) -> Box<dyn FnMut()> {
    let table = Table::read(&data("california_prop99_smoking_covariates.csv"));
    let (panel, treated, donors) = california();
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
    let predictors = Predictors::new((0..7).map(|at| at.to_string()).collect(), rows, &all).expect("predictors");
    work(move || fit_nested(&panel, treated, &donors, 19, &predictors, 0..19, 1).expect("a fit"))
}

fn vignette(draws: usize) -> Box<dyn FnMut()> {
    let table = Table::read(&data("causalimpact_vignette.csv"));
    let (y, x) = (table.numbers("y"), table.numbers("x1"));
    let settings = BstsSettings { draws, prior_level_sd: 0.01, ..BstsSettings::default() };
    work(move || fit_bsts(&y, std::slice::from_ref(&x), 70, settings).expect("a fit"))
}

fn philadelphia() -> (Vec<f64>, gvi_evaluation::regression::Design) {
    let month = Table::read(&data("philadelphia_monthly.csv"));
    let series = monthly_series(&month.texts("month"), &month.numbers("victims"));
    (series.numbers(), its_design(&series, 68, ItsTerms::all(68)).expect("a design"))
}

fn merged(folder: &Path) -> (Vec<f64>, Vec<(f64, f64)>) {
    let table = Table::read(&folder.join("derived_monthly/events_philadelphia_merged_xy.csv"));
    (table.numbers("t_days"), table.numbers("x_km").into_iter().zip(table.numbers("y_km")).collect())
}

fn closed_forms() -> usize {
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
}

fn simulations() -> f64 {
    let mut reduced = 0.0;
    for (alpha, months) in [(0.0, 12), (0.08, 24), (0.08, 60), (0.2, 36)] {
        for fall in [0.0, 0.15, 0.3, 0.5] {
            let design = PowerDesign { events_a_year: 50.0, months_before: 60, alpha, fall, terms: PowerTerms::TrendStep };
            reduced += simulate_power(&design, months, 2000, 1).expect("a design").reduced;
        }
    }
    reduced
}

//! How cost grows with the size of the question, on invented series whose size can be chosen.
//!
//! The exponent is the slope of ln(time) over ln(size): 1 when twice the size takes twice the time, 2 when it takes four times as
//! long. It is fitted over all sizes, so a fixed cost at small sizes pulls it down; the ratio of the last step says where it tends.

use gvi_evaluation::bsts::{BstsSettings, fit_bsts};
use gvi_evaluation::chance::{Purpose, stream};
use gvi_evaluation::did::{Adoption, Aggregation, BootstrapSettings, DidSettings, aggregate, fit_did, simultaneous_band};
use gvi_evaluation::groups::{GroupPanel, GroupSettings, fit_groups, wild_score_test};
use gvi_evaluation::its::{ItsTerms, its_design};
use gvi_evaluation::near_repeat::knox;
use gvi_evaluation::power::{PowerDesign, PowerTerms, simulate_power};
use gvi_evaluation::regression::{Design, fit_nb2, fit_poisson};
use gvi_evaluation::scm::{ScmSettings, fit_ridge, fit_scm};
use gvi_evaluation::series::Panel;
use rand_distr::{Distribution, Poisson};

use crate::clock::cost;
use crate::support::{Table, data, invented_cities, monthly_series, plain_permutation};

/// One estimator along one dimension. `prepare` makes the input of a size and hands back what is timed.
struct Growth {
    what: &'static str,
    of: &'static str,
    sizes: &'static [usize],
    prepare: fn(usize) -> Box<dyn FnMut()>,
}

const MONTHS: &[usize] = &[60, 120, 240, 480, 600];
const DONORS: &[usize] = &[20, 50, 100, 200, 400];
const GROUPS: &[usize] = &[10, 30, 100, 300, 1000];
const DRAWS: &[usize] = &[1000, 3000, 10_000, 30_000];
const ROUNDS: &[usize] = &[99, 999, 9999];

const GROWTHS: &[Growth] = &[
    Growth {
        what: "interrupted series, Poisson",
        of: "months",
        sizes: MONTHS,
        prepare: |months| {
            let (counts, design) = interrupted(months);
            work(move || fit_poisson(&counts, &design).expect("a fit"))
        },
    },
    Growth {
        what: "interrupted series, NB2",
        of: "months",
        sizes: MONTHS,
        prepare: |months| {
            let (counts, design) = interrupted(months);
            work(move || fit_nb2(&counts, &design).expect("a fit"))
        },
    },
    Growth { what: "structural series, 1,000 draws", of: "months", sizes: MONTHS, prepare: |months| structural(months, 1000) },
    Growth {
        what: "synthetic control, one fit, 38 donors",
        of: "months",
        sizes: MONTHS,
        prepare: |months| {
            let panel = cities(39, months);
            work(move || fit_scm(&panel, 0, &(1..39).collect::<Vec<_>>(), months / 2, ScmSettings::default()).expect("a fit"))
        },
    },
    Growth {
        what: "power by simulation, 2,000 runs",
        of: "months",
        sizes: MONTHS,
        prepare: |months| {
            let design =
                PowerDesign { events_a_year: 50.0, months_before: months / 2, alpha: 0.08, fall: 0.3, terms: PowerTerms::TrendStep };
            work(move || simulate_power(&design, months - months / 2, 2000, 1).expect("a design"))
        },
    },
    Growth {
        what: "synthetic control, one fit, 60 months",
        of: "donors",
        sizes: DONORS,
        prepare: |donors| {
            let panel = cities(donors + 1, 60);
            work(move || fit_scm(&panel, 0, &(1..=donors).collect::<Vec<_>>(), 40, ScmSettings::default()).expect("a fit"))
        },
    },
    Growth {
        what: "the same with a placebo for each donor",
        of: "donors",
        sizes: DONORS,
        prepare: |donors| {
            let panel = cities(donors + 1, 60);
            work(move || plain_permutation(&panel, 0, &(1..=donors).collect::<Vec<_>>(), 40))
        },
    },
    Growth {
        what: "ridge with cross-validation, 60 months",
        of: "donors",
        sizes: DONORS,
        prepare: |donors| {
            let panel = cities(donors + 1, 60);
            work(move || fit_ridge(&panel, 0, &(1..=donors).collect::<Vec<_>>(), 40, None).expect("a fit"))
        },
    },
    Growth {
        what: "groups hear the message, 48 months, fit",
        of: "groups",
        sizes: GROUPS,
        prepare: |groups| {
            let panel = groups_told(groups);
            work(move || fit_groups(&panel, GroupSettings::default(), 0.95).expect("a fit"))
        },
    },
    Growth { what: "the same, 99 wild bootstraps", of: "groups", sizes: GROUPS, prepare: |groups| wild(groups, 99) },
    Growth { what: "structural series, n = 100", of: "draws", sizes: DRAWS, prepare: |draws| structural(100, draws) },
    Growth { what: "staggered adoption, band, 50 states", of: "bootstraps", sizes: ROUNDS, prepare: band },
    Growth { what: "groups, wild bootstrap, 100 groups", of: "bootstraps", sizes: ROUNDS, prepare: |rounds| wild(100, rounds) },
    Growth {
        what: "Knox, 1,000 incidents, 4 cells",
        of: "permutations",
        sizes: ROUNDS,
        prepare: |rounds| {
            let days: Vec<f64> = (0..1000).map(f64::from).collect();
            let places: Vec<(f64, f64)> =
                (0..1000_u32).map(|at| (f64::from(at * 37 % 101) / 10.0, f64::from(at * 53 % 89) / 10.0)).collect();
            work(move || knox(&days, &places, &[0.4, 0.8], &[(0.0, 7.0), (0.0, 30.0)], rounds, 1).expect("a table"))
        },
    },
];

/// Measures every estimator at every size and writes a table as it goes, so that a run that is stopped has lost nothing.
pub fn growth() {
    println!("| estimator | of | sizes | ms | each step | exponent |\n|---|---|---|---:|---:|---:|");
    for growth in GROWTHS {
        let times: Vec<f64> = growth.sizes.iter().map(|&size| cost((growth.prepare)(size)).cpu_ms).collect();
        let list = |texts: Vec<String>| texts.join(" / ");
        println!(
            "| {} | {} | {} | {} | {} | {:.2} |",
            growth.what,
            growth.of,
            list(growth.sizes.iter().map(usize::to_string).collect()),
            list(times.iter().map(|ms| format!("{ms:.3}")).collect()),
            list(times.windows(2).map(|pair| format!("{:.1}×", pair[1] / pair[0])).collect()),
            exponent(growth.sizes, &times),
        );
    }
}

/// The slope of ln(time) over ln(size) by least squares.
fn exponent(sizes: &[usize], times: &[f64]) -> f64 {
    let n = sizes.len() as f64;
    let points: Vec<(f64, f64)> = sizes.iter().zip(times).map(|(&size, time)| ((size as f64).ln(), time.ln())).collect();
    let mean = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let across: f64 = points.iter().map(|p| (p.0 - mean.0) * (p.1 - mean.1)).sum();
    across / points.iter().map(|p| (p.0 - mean.0).powi(2)).sum::<f64>()
}

/// The result is kept from the optimiser and then thrown away.
fn work<T>(mut run: impl FnMut() -> T + 'static) -> Box<dyn FnMut()> {
    Box::new(move || {
        std::hint::black_box(run());
    })
}

fn cities(units: usize, months: usize) -> Panel {
    invented_cities(units, months, months / 2, 200.0, 0.3, 5).rates()
}

fn interrupted(months: usize) -> (Vec<f64>, Design) {
    let cities = invented_cities(1, months, months / 2, 200.0, 0.3, 5);
    // The added months make the counts spread more than Poisson's, as real ones do; NB2 refuses others.
    let counts: Vec<f64> = cities.counts(0).iter().enumerate().map(|(month, &count)| (count + month as u64 * 7 % 11 * 2) as f64).collect();
    let names: Vec<String> = (0..months).map(|month| format!("{}-{:02}", 1970 + month / 12, month % 12 + 1)).collect();
    let series = monthly_series(&names, &counts);
    let design = its_design(&series, months / 2, ItsTerms::all(months / 2)).expect("a design");
    (counts, design)
}

fn structural(months: usize, draws: usize) -> Box<dyn FnMut()> {
    let rates = cities(2, months);
    let (y, x) = (rates.row(0).to_vec(), rates.row(1).to_vec());
    let settings = BstsSettings { draws, ..BstsSettings::default() };
    work(move || fit_bsts(&y, std::slice::from_ref(&x), months * 7 / 10, settings).expect("a fit"))
}

/// Groups that hear the message one after another; every fourth never does.
fn groups_told(groups: usize) -> GroupPanel {
    let mut chance = stream(1, Purpose::Simulation, 0);
    let notified: Vec<Option<usize>> = (0..groups).map(|group| (group % 4 != 0).then_some(12 + group * 7 % 28)).collect();
    let related = (0..groups).map(|group| vec![(group + 1) % groups]).collect();
    let counts = notified
        .iter()
        .enumerate()
        .map(|(group, notified)| {
            let mut count = |month: usize| {
                let effect = if notified.is_some_and(|from| month >= from) { 0.65 } else { 1.0 };
                let law = Poisson::new((0.5 + 0.1 * (group % 5) as f64) * effect).expect("a mean above zero");
                law.sample(&mut chance) as u64
            };
            (0..48).map(&mut count).collect()
        })
        .collect();
    GroupPanel::new(counts, notified, related).expect("a panel")
}

fn wild(groups: usize, rounds: usize) -> Box<dyn FnMut()> {
    let panel = groups_told(groups);
    work(move || wild_score_test(&panel, GroupSettings::default(), "notified", rounds, 1).expect("a test"))
}

fn band(rounds: usize) -> Box<dyn FnMut()> {
    let table = Table::read(&data("castle.csv"));
    let panel = table.panel("sid", "year", "l_homicide", (2000.0, 2010.0), &[]);
    let (units, years, law) = (table.texts("sid"), table.numbers("year"), table.numbers("post"));
    let start =
        |name: &String| (0..units.len()).filter(|&at| units[at] == *name && law[at] > 0.0).map(|at| years[at] as usize - 2000).min();
    let adoption = Adoption(panel.names().iter().map(start).collect());
    let fit = fit_did(&panel, &adoption, &DidSettings::default()).expect("a fit");
    let dynamic = aggregate(&fit, Aggregation::Dynamic).expect("an aggregate");
    work(move || simultaneous_band(&dynamic, BootstrapSettings { rounds, ..BootstrapSettings::default() }).expect("a band"))
}

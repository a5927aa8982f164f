//! Staggered adoption on the castle-doctrine panel: the laws of the estimator on real data that may be shipped.
//!
//! The agreement with csdid on the minimum-wage panel runs in the example `validate`, because those data may not be copied.

use gvi_evaluation::chance::{Purpose, stream};
use gvi_evaluation::did::{
    Adoption, Aggregation, BootstrapSettings, Comparison, Covariates, DidSettings, aggregate, fit_did, fit_did_counts, randomisation_test,
    simultaneous_band,
};
use gvi_evaluation::series::{CountPanel, Panel};
use rand_distr::{Distribution, Normal, Poisson};

use crate::support::{Table, close, data};

fn castle() -> (Panel, Adoption) {
    let table = Table::read(&data("castle.csv"));
    let panel = table.panel("sid", "year", "l_homicide", (2000.0, 2010.0), &[]);
    let (units, years, law) = (table.texts("sid"), table.numbers("year"), table.numbers("post"));
    let starts = panel
        .names()
        .iter()
        .map(|name| (0..units.len()).filter(|&at| units[at] == *name && law[at] > 0.0).map(|at| years[at] as usize - 2000).min())
        .collect();
    (panel, Adoption(starts))
}

#[test]
fn the_castle_panel_has_its_twenty_one_states() {
    let (panel, adoption) = castle();
    assert_eq!((panel.units(), panel.periods(), adoption.treated()), (50, 11, 21));
    assert_eq!(adoption.cohorts(), [6, 7, 8, 9, 10]);
}

#[test]
fn a_shift_of_everything_and_a_shift_of_a_unit_change_nothing() {
    let (panel, adoption) = castle();
    let plain = fit_did(&panel, &adoption, &DidSettings::default()).unwrap();
    let moved: Vec<Vec<f64>> = panel
        .rows()
        .iter()
        .enumerate()
        .map(|(unit, row)| row.iter().enumerate().map(|(t, value)| value + unit as f64 + 0.3 * t as f64).collect())
        .collect();
    let shifted = fit_did(&Panel::new(panel.names().to_vec(), moved).unwrap(), &adoption, &DidSettings::default()).unwrap();
    for (a, b) in plain.cells.iter().zip(&shifted.cells) {
        close(a.att, b.att, 1e-10, "effect");
        close(a.error, b.error, 1e-10, "error");
    }
}

#[test]
fn the_band_holds_the_pointwise_intervals_and_the_bootstrap_error_is_near_the_formula() {
    let (panel, adoption) = castle();
    for comparison in [Comparison::NeverTreated, Comparison::NotYetTreated] {
        let fit = fit_did(&panel, &adoption, &DidSettings { comparison, covariates: Covariates::None }).unwrap();
        for aggregation in [Aggregation::Dynamic, Aggregation::Group, Aggregation::Calendar, Aggregation::Simple] {
            let together = aggregate(&fit, aggregation).unwrap();
            let band = simultaneous_band(&together, BootstrapSettings { rounds: 1999, ..BootstrapSettings::default() }).unwrap();
            assert!(band.critical >= 1.959_9);
            close(band.overall.0 / together.overall.1, 1.0, 0.12, "bootstrap error over analytic error");
            let again = simultaneous_band(&together, BootstrapSettings { rounds: 1999, ..BootstrapSettings::default() }).unwrap();
            assert_eq!(band, again);
        }
    }
}

#[test]
fn an_implanted_effect_is_found_and_none_is_not() {
    let (panel, adoption) = castle();
    let settings = DidSettings::default();
    let base = aggregate(&fit_did(&panel, &adoption, &settings).unwrap(), Aggregation::Simple).unwrap().overall.0;
    let rows: Vec<Vec<f64>> = panel
        .rows()
        .iter()
        .zip(&adoption.0)
        .map(|(row, start)| row.iter().enumerate().map(|(t, v)| v - if start.is_some_and(|s| t >= s) { 0.3 } else { 0.0 }).collect())
        .collect();
    let treated = Panel::new(panel.names().to_vec(), rows).unwrap();
    let moved = aggregate(&fit_did(&treated, &adoption, &settings).unwrap(), Aggregation::Simple).unwrap().overall.0;
    close(moved - base, -0.3, 1e-10, "implanted effect");
    let test = randomisation_test(&treated, &adoption, &settings, Aggregation::Simple, 199, 1).unwrap();
    assert!(test.p_reduction <= 0.02, "{test:?}");
}

/// Units whose trend depends on a covariate on which adoption depends too; the truth is a fall of one half.
fn confounded(seed: u64) -> (Panel, Adoption, Vec<f64>) {
    let mut chance = stream(seed, Purpose::Simulation, 0);
    let mut normal = |sd: f64| Normal::new(0.0, sd).unwrap().sample(&mut chance);
    let x: Vec<f64> = (0..400).map(|_| normal(1.0)).collect();
    let starts: Vec<Option<usize>> = x.iter().map(|x| (x + normal(1.0) > 0.4).then_some(3)).collect();
    let rows = (0..400)
        .map(|unit| {
            let level = normal(1.0);
            (0..5)
                .map(|t| level + 0.4 * t as f64 * x[unit] + normal(0.3) - if starts[unit].is_some_and(|s| t >= s) { 0.5 } else { 0.0 })
                .collect()
        })
        .collect();
    (Panel::new((0..400).map(|unit| unit.to_string()).collect(), rows).unwrap(), Adoption(starts), x)
}

#[test]
fn covariates_take_away_a_trend_that_adoption_shares() {
    let (panel, adoption, x) = confounded(4);
    let overall = |covariates: Covariates| {
        let fit = fit_did(&panel, &adoption, &DidSettings { comparison: Comparison::NeverTreated, covariates }).unwrap();
        aggregate(&fit, Aggregation::Simple).unwrap().overall
    };
    let plain = overall(Covariates::None);
    let regression = overall(Covariates::Regression(vec![x.clone()]));
    let robust = overall(Covariates::DoublyRobust(vec![x]));
    assert!((plain.0 + 0.5).abs() > 5.0 * plain.1, "without covariates the trend is taken for an effect: {plain:?}");
    for (value, error) in [regression, robust] {
        assert!((value + 0.5).abs() < 3.5 * error && error < 0.1, "{value} {error}");
    }
}

#[test]
fn counts_on_the_ratio_scale_find_the_ratio() {
    let mut chance = stream(6, Purpose::Simulation, 0);
    let starts: Vec<Option<usize>> = (0..45).map(|unit| [None, Some(3), Some(5)][unit % 3]).collect();
    let counts = (0..45)
        .map(|unit| {
            (0..8)
                .map(|t| {
                    let effect = if starts[unit].is_some_and(|s| t >= s) { 0.7 } else { 1.0 };
                    let mean = 40.0 * (1.0 + 0.5 * (unit % 4) as f64) * (1.0 - 0.03 * t as f64) * effect;
                    Poisson::new(mean).unwrap().sample(&mut chance) as u64
                })
                .collect()
        })
        .collect();
    let names = (0..45).map(|unit| unit.to_string()).collect();
    let panel = CountPanel::new(names, counts, vec![vec![1.0; 8]; 45], 1).unwrap();
    let adoption = Adoption(starts);
    let found = fit_did_counts(&panel, &adoption, 0.95).unwrap();
    assert_eq!((found.cells.len(), found.units), (8, (45, 30)));
    assert!(found.overall.lower < 0.7 && found.overall.upper > 0.7 && found.overall.upper < 0.85, "{:?}", found.overall);
    // Where theory says so, differences of logs and the ratio of counts agree.
    let rows = (0..45).map(|unit| panel.counts(unit).iter().map(|&y| (y as f64 + 0.5).ln()).collect()).collect();
    let by_logs = fit_did(&Panel::new(panel.names().to_vec(), rows).unwrap(), &adoption, &DidSettings::default()).unwrap();
    let simple = aggregate(&by_logs, Aggregation::Simple).unwrap().overall;
    assert!((found.overall.ratio.ln() - simple.0).abs() < 2.5 * simple.1, "{:?} {simple:?}", found.overall);
}

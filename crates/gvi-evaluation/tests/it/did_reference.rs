//! Staggered adoption on the castle-doctrine panel: the laws of the estimator on real data that may be shipped.
//!
//! The agreement with csdid on the minimum-wage panel runs in the example `validate`, because those data may not be copied.

use gvi_evaluation::did::{
    Adoption, Aggregation, BootstrapSettings, Comparison, Covariates, DidSettings, aggregate, fit_did, randomisation_test,
    simultaneous_band,
};
use gvi_evaluation::series::Panel;

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

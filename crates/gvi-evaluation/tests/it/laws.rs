//! Laws that hold for every input.

use gvi_evaluation::bsts::{BstsSettings, fit_bsts};
use gvi_evaluation::calibration::{
    Estimator, Finding, PipelineSettings, StudySettings, compare_levels, learn_drift, placebo_study, placebos, run_pipeline,
};
use gvi_evaluation::describe::poisson_limits;
use gvi_evaluation::did::{Adoption, DidSettings, fit_did};
use gvi_evaluation::its::{ItsTerms, fit_its};
use gvi_evaluation::near_repeat::knox;
use gvi_evaluation::scm::{
    CountingNoise, DonorsOfPlacebos, PlaceboStatistic, ScmSettings, conformal, fit_ridge, fit_scm, leave_one_donor_out, nearest_mixture,
    permutation_test, placebo_in_time,
};
use gvi_evaluation::series::{CountPanel, CountSeries, Panel};
use gvi_evaluation::synthesis::synthesise;
use proptest::prelude::*;

use crate::scm_reference::prop99;
use crate::support::{close, invented_cities};

fn panels() -> impl Strategy<Value = Panel> {
    (3_usize..7, 6_usize..12).prop_flat_map(|(units, periods)| {
        prop::collection::vec(prop::collection::vec(1.0_f64..20.0, periods), units)
            .prop_map(|rows| Panel::new((0..rows.len()).map(|unit| unit.to_string()).collect(), rows).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn weights_are_a_mixture_that_no_other_mixture_beats(panel in panels(), other in prop::collection::vec(0.01_f64..1.0, 6)) {
        let points: Vec<&[f64]> = (1..panel.units()).map(|unit| panel.row(unit)).collect();
        let found = nearest_mixture(panel.row(0), &points).unwrap();
        prop_assert!(found.weights.iter().all(|w| *w >= 0.0));
        prop_assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(found.optimality < 1e-8);
        let total: f64 = other[..points.len()].iter().sum();
        let distance: f64 = (0..panel.periods())
            .map(|t| (panel.row(0)[t] - points.iter().zip(&other).map(|(p, w)| w / total * p[t]).sum::<f64>()).powi(2))
            .sum();
        prop_assert!(found.objective <= distance * (1.0 + 1e-12) + 1e-12);
    }

    #[test]
    fn a_control_does_not_mind_the_unit_of_measurement(panel in panels(), scale in 0.1_f64..50.0) {
        let scaled = Panel::new(panel.names().to_vec(), panel.rows().iter().map(|row| row.iter().map(|v| v * scale).collect()).collect()).unwrap();
        let donors: Vec<usize> = (1..panel.units()).collect();
        for demeaned in [false, true] {
            let one = fit_scm(&panel, 0, &donors, 4, ScmSettings { demeaned }).unwrap();
            let two = fit_scm(&scaled, 0, &donors, 4, ScmSettings { demeaned }).unwrap();
            prop_assert!((two.rmspe_before - scale * one.rmspe_before).abs() < 1e-6 * scale);
        }
    }

    #[test]
    fn a_demeaned_control_does_not_mind_the_level_of_the_treated_unit(panel in panels(), shift in -30.0_f64..30.0) {
        let mut rows = panel.rows().to_vec();
        rows[0].iter_mut().for_each(|value| *value += shift);
        let moved = Panel::new(panel.names().to_vec(), rows).unwrap();
        let donors: Vec<usize> = (1..panel.units()).collect();
        let one = fit_scm(&panel, 0, &donors, 4, ScmSettings { demeaned: true }).unwrap();
        let two = fit_scm(&moved, 0, &donors, 4, ScmSettings { demeaned: true }).unwrap();
        prop_assert!((one.rmspe_before - two.rmspe_before).abs() < 1e-6);
    }

    #[test]
    fn exact_limits_hold_the_count_and_grow_with_it(count in 0_u64..2000) {
        let (low, high) = poisson_limits(count, 0.95).unwrap();
        prop_assert!(low <= count as f64 && high > count as f64);
        let next = poisson_limits(count + 1, 0.95).unwrap();
        prop_assert!(next.0 > low && next.1 > high);
    }

    #[test]
    fn a_synthesis_lies_between_its_cities_and_turns_with_their_sign(y in prop::collection::vec(-1.0_f64..1.0, 3..8), e in prop::collection::vec(0.05_f64..0.5, 8)) {
        let found = synthesise(&y, &e[..y.len()], 0.95).unwrap();
        let (low, high) = y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
        prop_assert!(found.mean >= low - 1e-12 && found.mean <= high + 1e-12);
        let mirrored = synthesise(&y.iter().map(|v| -v).collect::<Vec<_>>(), &e[..y.len()], 0.95).unwrap();
        prop_assert!((found.mean + mirrored.mean).abs() < 1e-6 && (found.error - mirrored.error).abs() < 1e-6);
        let (p_low, p_high) = found.prediction.unwrap();
        let (u_low, u_high) = found.prediction_usual.unwrap();
        prop_assert!(p_low <= u_low && p_high >= u_high && p_high - p_low >= found.error);
    }

    #[test]
    fn a_step_in_the_counts_is_the_step_that_is_read(level in 20.0_f64..200.0, ratio in 0.3_f64..2.0) {
        // Counts exactly on the model, up to rounding.
        let counts: Vec<u64> = (0..96).map(|t| (level * if t >= 48 { ratio } else { 1.0 }).round() as u64 + u64::from(t % 2 == 0)).collect();
        let series = CountSeries::new(counts.clone(), vec![30.4375; 96], 0).unwrap();
        let terms = ItsTerms { trend: false, slope: false, harmonics: 0, shocks: false };
        let fit = fit_its(&series, 48, terms, 0.95).unwrap();
        let (before, after) = (counts[..48].iter().sum::<u64>() as f64, counts[48..].iter().sum::<u64>() as f64);
        prop_assert!((fit.step.ratio - after / before).abs() < 1e-6);
        // The season may start anywhere when there is none in the model.
        let shifted = CountSeries::new(counts, vec![30.4375; 96], 7).unwrap();
        prop_assert!((fit_its(&shifted, 48, terms, 0.95).unwrap().step.ratio - fit.step.ratio).abs() < 1e-12);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_finite_input_makes_anything_panic(
        counts in prop::collection::vec(prop::collection::vec(0_u64..6, 9), 22),
        scale in prop::sample::select(vec![0_u64, 1, 1000, 30_000]),
        start in 1_usize..9,
    ) {
        let counts: Vec<Vec<u64>> = counts.into_iter().map(|row| row.into_iter().map(|y| y * scale).collect()).collect();
        let names: Vec<String> = (0..22).map(|unit| unit.to_string()).collect();
        let panel = CountPanel::new(names.clone(), counts.clone(), vec![vec![1e5; 9]; 22], 1).unwrap();
        let donors: Vec<usize> = (1..22).collect();
        let settings = PipelineSettings { events_before: 0, years_before: 1, ..PipelineSettings::default() };
        if let Ok(reading) = run_pipeline(&panel, 0, &donors, start, settings, None)
            && let Some(fit) = reading.estimate()
        {
            prop_assert!(fit.level.log_ratio.is_finite() && fit.level.calibrated.interval.0 <= fit.level.calibrated.interval.1);
        }
        let rates = panel.rates();
        if let Ok(fit) = fit_scm(&rates, 0, &donors, start, ScmSettings::default()) {
            prop_assert!(fit.effect.is_finite() && fit.weights.iter().all(|w| w.is_finite()));
        }
        let _ = fit_ridge(&rates, 0, &donors, start, None);
        let _ = fit_did(&rates, &Adoption((0..22).map(|unit| (unit % 2 == 0).then_some(start)).collect()), &DidSettings::default());
        let y: Vec<f64> = counts.concat().iter().map(|&y| y as f64).collect();
        let _ = fit_bsts(&y[..60], &[], 40, BstsSettings { draws: 100, ..BstsSettings::default() });
        if let Ok(series) = CountSeries::from_numbers(&y[..120], vec![30.0; 120], 0)
            && let Ok(fit) = fit_its(&series, 20 + 10 * start, ItsTerms::all(60), 0.95)
        {
            prop_assert!(fit.step.ratio.is_finite());
        }
    }
}

#[test]
fn every_rank_is_equally_likely_when_units_are_exchangeable() {
    // Twelve units of pure noise; over many panels the share of p ≤ .25 is 3 of 12.
    let mut low = 0;
    let runs = 300;
    for run in 0..runs {
        let panel = invented_cities(12, 12, 12, 600.0, 0.0, 1000 + run).rates();
        let noise = vec![CountingNoise(0.0); 12];
        let donors: Vec<usize> = (1..12).collect();
        let test = permutation_test(
            &panel,
            0,
            &donors,
            8,
            ScmSettings { demeaned: true },
            PlaceboStatistic::Reduction,
            DonorsOfPlacebos::All,
            &noise,
        )
        .unwrap();
        assert!((test.smallest_p - 1.0 / 12.0).abs() < 1e-12);
        low += usize::from(test.p <= 0.25 + 1e-12);
    }
    // Standard error 2.5 points around 25 %.
    assert!((55..=95).contains(&low), "{low} of {runs}");
}

#[test]
fn conformal_p_values_are_those_of_an_effect_taken_away() {
    let (panel, treated) = prop99();
    let donors: Vec<usize> = (0..panel.units()).filter(|&unit| unit != treated).collect();
    let found = conformal(&panel, treated, &donors, 19, ScmSettings::default(), 0.9).unwrap();
    assert_eq!(found.len(), 12);
    let last = &found[11];
    assert!((last.p - 0.05).abs() < 1e-12, "the smallest p that nineteen periods before can give");
    assert!(last.interval.1 < 0.0 && last.interval.0 <= last.gap && last.interval.1 >= last.gap, "{last:?}");
    assert!(conformal(&panel, treated, &donors, 19, ScmSettings::default(), 0.99).is_err());
}

#[test]
fn california_does_not_rest_on_one_donor_and_finds_little_before_its_start() {
    let (panel, treated) = prop99();
    let donors: Vec<usize> = (0..panel.units()).filter(|&unit| unit != treated).collect();
    let without = leave_one_donor_out(&panel, treated, &donors, 19, ScmSettings::default()).unwrap();
    assert_eq!(without.len(), 6);
    assert!(without.iter().all(|donor| donor.effect < -10.0 && donor.weight > 0.0), "{without:?}");
    let early = placebo_in_time(&panel, treated, &donors, 19, 10, ScmSettings::default()).unwrap();
    assert_eq!(early.len(), 9);
    assert!(early.iter().all(|placebo| placebo.effect.abs() < 10.0), "{early:?}");
}

#[test]
fn the_level_comparison_does_not_mind_population_units_or_the_order_of_donors() {
    let panel = invented_cities(25, 120, 72, 80.0, 0.3, 8);
    let (years, before) = panel.years_around(72);
    let units: Vec<usize> = (0..25).collect();
    let drift = learn_drift(&years, &units, before).unwrap();
    let donors: Vec<usize> = (1..25).collect();
    let one = compare_levels(&years, 0, &donors, before, &drift, 0.95).unwrap();
    let backwards: Vec<usize> = donors.iter().rev().copied().collect();
    let two = compare_levels(&years, 0, &backwards, before, &drift, 0.95).unwrap();
    close(one.log_ratio, two.log_ratio, 1e-10, "order of donors");
    let counts = (0..25).map(|unit| years.counts(unit).to_vec()).collect();
    let people = (0..25).map(|unit| years.population(unit).iter().map(|p| p / 1000.0).collect()).collect();
    let thousands = CountPanel::new(years.names().to_vec(), counts, people, 1).unwrap();
    let three = compare_levels(&thousands, 0, &donors, before, &drift, 0.95).unwrap();
    close(one.log_ratio, three.log_ratio, 1e-8, "unit of population");
    assert!(one.log_ratio < 0.0 && one.calibrated.interval.0 < 0.7_f64.ln() && one.calibrated.interval.1 > 0.7_f64.ln(), "{one:?}");
    assert_eq!(one.by_year.len(), years.periods() - before);
}

#[test]
fn on_invented_cities_the_level_comparison_is_wrong_as_rarely_as_it_says_and_finds_half() {
    let cities = invented_cities(40, 240, 240, 70.0, 0.0, 21);
    let (years, _) = cities.years_around(0);
    let settings = StudySettings {
        starts: vec![10, 13, 15],
        before: 10,
        follow_ups: vec![3],
        effects: vec![0.0, 0.5],
        sizes: vec![(5.0, 1e9)],
        after_a_rise_of: None,
        seed: 3,
    };
    let study = |panel: &CountPanel, treated: usize, donors: &[usize], before: usize| {
        let units: Vec<usize> = (0..panel.units()).collect();
        let drift = learn_drift(&panel.between(0, before), &units, before)?;
        let fit = compare_levels(panel, treated, donors, before, &drift, 0.95)?;
        let (low, high) = fit.calibrated.interval;
        Ok(Some(Finding { reduced: high < 0.0, increased: low > 0.0, log_ratio: fit.log_ratio }))
    };
    let (rows, _) = placebo_study(&years, &settings, &study).unwrap();
    let of = |effect: f64| rows.iter().find(|row| row.size.is_none() && row.effect == effect).unwrap().share_reduced();
    assert!(of(0.0) <= 0.05, "false reductions {}", of(0.0));
    assert!(of(0.5) >= 0.7, "falls of 50 % found {}", of(0.5));
}

#[test]
fn any_estimator_can_be_asked_in_space_and_time() {
    let panel = invented_cities(12, 144, 96, 90.0, 0.4, 4);
    let (years, before) = panel.years_around(96);
    let donors: Vec<usize> = (1..12).collect();
    let estimator: Estimator<'_> =
        &|panel, treated, donors, before| Ok(fit_scm(&panel.rates(), treated, donors, before, ScmSettings { demeaned: true })?.log_ratio);
    let found = placebos(&years, 0, &donors, before, 3, 0.95, estimator).unwrap();
    assert_eq!(found.in_space.len(), 11);
    assert_eq!(found.in_time.iter().map(|(start, _)| *start).collect::<Vec<_>>(), [3, 4]);
    let calibrated = found.calibrated.unwrap();
    assert!(calibrated.interval.0 < calibrated.estimate && calibrated.estimate < calibrated.interval.1);
}

#[test]
fn events_dealt_evenly_are_no_near_repeats() {
    let days: Vec<f64> = (0..300).map(|at| f64::from(at) * 1.37).collect();
    let places: Vec<(f64, f64)> = (0..300).map(|at| (f64::from(at * 37 % 101) / 10.0, f64::from(at * 53 % 97) / 10.0)).collect();
    let table = knox(&days, &places, &[0.5, 1.0], &[(0.0, 7.0), (0.0, 14.0)], 199, 2).unwrap();
    assert!(table.cells.iter().all(|cell| cell.p > 0.01), "{table:?}");
    let again = knox(&days, &places, &[0.5, 1.0], &[(0.0, 7.0), (0.0, 14.0)], 199, 2).unwrap();
    assert_eq!(table, again);
}

//! Panels of groups on invented data with a known truth.

use gvi_evaluation::chance::{Chance, Purpose, stream};
use gvi_evaluation::groups::{GroupPanel, GroupSettings, fit_groups, randomise_dates, wild_score_test};
use gvi_evaluation::regression::{Design, fit_poisson};
use rand_distr::{Distribution, Poisson};

use crate::support::close;

/// Groups with their own level, a common course, dates from month 12 on for two of three, and a fall after the date.
fn invented(groups: usize, months: usize, ratio: f64, number: u64) -> GroupPanel {
    let mut chance: Chance = stream(99, Purpose::Simulation, number);
    let notified: Vec<Option<usize>> = (0..groups).map(|g| (g % 3 != 0).then_some(12 + (g * 7) % (months - 20))).collect();
    let related: Vec<Vec<usize>> = (0..groups).map(|g| vec![(g + 1) % groups, (g + groups - 1) % groups]).collect();
    let counts = (0..groups)
        .map(|g| {
            (0..months)
                .map(|m| {
                    let level = 0.3 + 0.1 * (g % 5) as f64;
                    let course = 1.0 + 0.3 * (m as f64 / 6.0).sin();
                    let effect = if notified[g].is_some_and(|from| m >= from) { ratio } else { 1.0 };
                    Poisson::new(level * course * effect).unwrap().sample(&mut chance) as u64
                })
                .collect()
        })
        .collect();
    GroupPanel::new(counts, notified, related).unwrap()
}

#[test]
fn eliminating_the_group_effects_gives_the_same_as_writing_them_out() {
    let panel = invented(20, 30, 0.7, 1);
    let settings = GroupSettings { left_out: 2, spillover: true, dose: false };
    let fit = fit_groups(&panel, settings, 0.95).unwrap();
    let used: Vec<(usize, usize)> = (0..20)
        .flat_map(|g| (0..30).map(move |m| (g, m)))
        .filter(|&(g, m)| !panel.notified()[g].is_some_and(|from| m < from && m + 2 >= from))
        .collect();
    let column = |of: &dyn Fn(usize, usize) -> f64| used.iter().map(|&(g, m)| of(g, m)).collect::<Vec<f64>>();
    let is = |yes: bool| if yes { 1.0 } else { 0.0 };
    let mut columns = vec![
        ("level".to_owned(), column(&|_, _| 1.0)),
        ("notified".to_owned(), column(&|g, m| is(panel.notified()[g].is_some_and(|from| m >= from)))),
        ("spillover".to_owned(), column(&|g, m| panel.spillover(g, m))),
    ];
    for other in 1..20 {
        columns.push((format!("group {other}"), column(&|g, _| is(g == other))));
    }
    for other in 1..30 {
        columns.push((format!("month {other}"), column(&|_, m| is(m == other))));
    }
    let y: Vec<f64> = used.iter().map(|&(g, m)| panel.counts(g)[m] as f64).collect();
    let whole = fit_poisson(&y, &Design::new(columns, vec![0.0; y.len()]).unwrap()).unwrap();
    close(fit.terms[0].coefficient, whole.coefficients[1], 1e-7, "notified");
    close(fit.terms[1].coefficient, whole.coefficients[2], 1e-7, "spillover");
    assert_eq!(fit.group_months.0, used.len());
}

#[test]
fn a_known_effect_lies_in_the_interval_about_as_often_as_it_says() {
    let settings = GroupSettings { spillover: false, ..GroupSettings::default() };
    let mut inside = 0;
    let runs = 200;
    for run in 0..runs {
        let fit = fit_groups(&invented(40, 48, 0.65, run), settings, 0.95).unwrap();
        inside += usize::from(fit.terms[0].ratio.lower < 0.65 && fit.terms[0].ratio.upper > 0.65);
    }
    // 95 % of 200 with a standard error of 1.5 points; with forty groups a sandwich is a little short.
    assert!((180..=198).contains(&inside), "{inside} of {runs}");
}

#[test]
fn signs_and_dates_dealt_anew_find_a_fall_and_leave_nothing_alone() {
    let settings = GroupSettings { spillover: false, ..GroupSettings::default() };
    let fallen = invented(40, 48, 0.5, 3);
    let wild = wild_score_test(&fallen, settings, "notified", 999, 1).unwrap();
    assert!(wild.p < 0.01 && wild.statistic < 0.0, "{wild:?}");
    let dates = randomise_dates(&fallen, settings, 199, 1).unwrap();
    assert!(dates.p_reduction < 0.02, "{dates:?}");
    let mut found = 0;
    for run in 0..100 {
        let quiet = invented(30, 40, 1.0, 1000 + run);
        found += usize::from(wild_score_test(&quiet, settings, "notified", 199, run).unwrap().p < 0.05);
    }
    assert!(found <= 11, "{found} of 100 at the 5 % level");
}

#[test]
fn groups_with_few_events_have_no_result_of_their_own() {
    let panel = GroupPanel::new(vec![vec![0; 12], vec![2; 12]], vec![Some(6), Some(6)], vec![vec![], vec![]]).unwrap();
    assert_eq!(panel.refusal(0).unwrap().measured, 0.0);
    assert!(panel.refusal(1).is_none());
    assert_eq!(gvi_evaluation::groups::hide_small(4), None);
    assert_eq!(gvi_evaluation::groups::hide_small(5), Some(5));
}

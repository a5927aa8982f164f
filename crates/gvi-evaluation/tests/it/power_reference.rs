//! Power against closed forms computed with NumPy and against its simulations.

use gvi_evaluation::power::{
    PooledDesign, PowerDesign, PowerTerms, TriggerRule, months_needed, pooled_power, power_after, regression_to_mean, simulate_power,
};

use crate::support::{close, number, reference};

fn terms(name: &str) -> PowerTerms {
    match name {
        "prepost" => PowerTerms::Step,
        "its_step" => PowerTerms::TrendStep,
        _ => PowerTerms::TrendStepSlope,
    }
}

#[test]
fn the_closed_form_is_that_of_the_reference_for_all_324_designs() {
    let tables = reference("power_tables");
    let rows = tables["analytic"].as_array().unwrap();
    assert_eq!(rows.len(), 324);
    for row in rows {
        let design = PowerDesign {
            events_a_year: number(&row["base"]),
            months_before: row["npre"].as_u64().unwrap() as usize,
            alpha: number(&row["alpha"]),
            fall: number(&row["eff"]),
            terms: terms(row["model"].as_str().unwrap()),
        };
        for (months, wanted) in row["power_analytic"].as_object().unwrap() {
            let found = power_after(&design, months.parse().unwrap()).unwrap().unwrap();
            close(found, number(wanted), 1e-9, &format!("{design:?} after {months}"));
        }
        let needed = months_needed(&design, 0.8, 600).unwrap();
        assert_eq!(needed.map(|months| months as u64), row["months_80_analytic"].as_u64(), "{design:?}");
    }
}

#[test]
fn cities_needed_are_those_of_the_reference_for_all_144_designs() {
    let tables = reference("power_tables");
    let rows = tables["pooled_cities"].as_array().unwrap();
    assert_eq!(rows.len(), 144);
    for row in rows {
        let design = PooledDesign {
            events_a_year: number(&row["base"]),
            years: row["years_each_side"].as_u64().unwrap() as usize,
            alpha: number(&row["alpha"]),
            fall: number(&row["effect"]),
            controls: 5.0,
            tau: number(&row["tau"]),
        };
        let found = pooled_power(&design).unwrap();
        close(found.one_city, number(&row["power_one_city"]), 1e-9, "one city");
        close(found.smallest_fall, number(&row["mde_one_city_80"]), 1e-9, "smallest fall");
        assert_eq!(found.cities, number(&row["cities_for_80pct"]), "{design:?}");
    }
}

#[test]
fn simulated_power_agrees_with_the_reference_within_its_error() {
    let tables = reference("power_tables");
    let mut asked = 0;
    for row in tables["simulation"]["sim_check"].as_array().unwrap().iter().step_by(9) {
        let design = PowerDesign {
            events_a_year: number(&row["base"]),
            months_before: row["npre"].as_u64().unwrap() as usize,
            alpha: number(&row["alpha"]),
            fall: 0.3,
            terms: terms(row["model"].as_str().unwrap()),
        };
        let months = row["post"].as_u64().unwrap() as usize;
        let found = simulate_power(&design, months, 1000, 5).unwrap();
        // Simulations of 1,000 and 2,000 runs: the standard error of the difference is at most 0.02.
        close(found.reduced, number(&row["power_sim_0.3"]), 0.06, &format!("{design:?} after {months}"));
        let quiet = simulate_power(&PowerDesign { fall: 0.0, ..design }, months, 1000, 6).unwrap();
        close(quiet.reported, number(&row["size_two_sided"]), 0.03, &format!("size of {design:?} after {months}"));
        asked += 1;
    }
    assert_eq!(asked, 12);
}

#[test]
fn the_fall_after_a_peak_is_that_of_the_reference_within_its_error() {
    let tables = reference("power_tables");
    for row in tables["simulation"]["rtm"].as_array().unwrap() {
        if number(&row["share_triggered"]) < 0.5 {
            continue;
        }
        let rule = TriggerRule {
            events_a_year: number(&row["base"]),
            alpha: number(&row["alpha"]),
            trigger: number(&row["trigger"]),
            months_max: 600,
        };
        let found = regression_to_mean(&rule, 1500, 9).unwrap();
        close(found.mean_change, number(&row["mean_change"]), 0.025, &format!("{rule:?}"));
        // The reference has at least 750 starts here, these are at least as many: the standard error is at most 0.026.
        close(found.false_reductions, number(&row["false_positive"]), 0.06, &format!("{rule:?}"));
    }
}

//! Homicide rates of three cities by year against clarabel.

use std::path::Path;

use gvi_evaluation::refusal::Rule;
use gvi_evaluation::scm::{ScmLimits, ScmSettings, fit_scm};
use gvi_evaluation::series::Panel;

use crate::Report;
use crate::support::{Table, json, number, plain_permutation};

const PROGRAMMES: [&str; 10] =
    ["Boston", "Indianapolis", "Cincinnati", "Chicago", "Oakland", "New Orleans", "Kansas City", "Minneapolis", "Baltimore", "Detroit"];

pub fn check(data: &Path, reference: &Path, report: &mut Report) {
    let table = Table::read(&data.join("ucr_city_1975_2015/ucr_crime_1975_2015.csv"));
    for (file, treated, from, start, to) in [
        ("scm_gvi_boston_ucr", "Boston", 1980, 1996, 2000),
        ("scm_gvi_oakland_ucr", "Oakland", 1993, 2013, 2014),
        ("scm_gvi_cincinnati_ucr", "Cincinnati", 1999, 2007, 2014),
    ] {
        let wanted = json(&reference.join(format!("{file}.json")));
        let panel = rates(&table, treated, from, to);
        let at = panel.names().iter().position(|name| name.starts_with(treated)).expect("the city");
        let donors: Vec<usize> = (0..panel.units()).filter(|&unit| unit != at).collect();
        let before = start - from;
        let fit = fit_scm(&panel, at, &donors, before, ScmSettings::default()).expect("a fit");
        report.claim(&format!("{file}: {} units", panel.units()), panel.units() as u64 == wanted["n_units"].as_u64().unwrap_or(0));
        report.compare(&format!("{file} effect"), fit.effect, number(&wanted["att_mean_post"]), 1e-5);
        report.compare(&format!("{file} error before"), fit.rmspe_before, number(&wanted["pre_rmspe"]), 1e-6);
        let test = plain_permutation(&panel, at, &donors, before);
        report.compare(&format!("{file} p"), test.p, number(&wanted["placebo"]["p"]), 1e-12);
        let refused = fit.refusals(ScmLimits::default(), &[]);
        println!("     {:?}", refused.iter().map(|refusal| (refusal.rule, refusal.measured)).collect::<Vec<_>>());
        let by_fit = refused.iter().any(|refusal| refusal.rule == Rule::PreFit);
        report.claim(&format!("{file} refused for its fit: {by_fit}"), by_fit == (treated == "Cincinnati"));
    }
}

/// Complete agencies between two years, homicides for each 100,000; without the nation and other cities with programmes.
fn rates(table: &Table, treated: &str, from: usize, to: usize) -> Panel {
    let (names, years, rates) = (table.texts("department_name"), table.numbers("year"), table.numbers("homs_per_100k"));
    let mut units: Vec<String> = Vec::new();
    for name in &names {
        let programme = PROGRAMMES.iter().any(|city| name.starts_with(city) && !name.contains("County"));
        if name != "National" && (name.starts_with(treated) || !programme) && !units.contains(name) {
            units.push(name.clone());
        }
    }
    let mut kept = (Vec::new(), Vec::new());
    for unit in units {
        let row: Vec<f64> = (from..=to)
            .map(|year| (0..names.len()).find(|&at| names[at] == unit && years[at] as usize == year).map_or(f64::NAN, |at| rates[at]))
            .collect();
        if row.iter().all(|value| value.is_finite()) {
            kept.0.push(unit);
            kept.1.push(row);
        }
    }
    Panel::new(kept.0, kept.1).expect("a panel")
}

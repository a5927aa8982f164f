//! The drift of US cities by year.

use std::path::Path;

use gvi_evaluation::power::learn_observed_drift;

use crate::Report;
use crate::cities::read;
use crate::support::{json, number};

pub fn check(data: &Path, reference: &Path, report: &mut Report) {
    let panel = read(&data.join("ucr_city_1975_2015/ucr_crime_1975_2015.csv")).expect("a panel");
    let wanted = json(&reference.join("power_tables.json"));
    for row in wanted["placebo_changes_ucr"].as_array().expect("rows") {
        let class = row["pre_per_year"].as_str().expect("a class");
        let (from, to) = class.split_once('-').expect("two numbers");
        let size = (from.parse().expect("a number"), to.parse().expect("a number"));
        let years = row["k_years"].as_u64().expect("years") as usize;
        let found = learn_observed_drift(&panel, years, size).expect("a drift");
        println!("     {class}, {years} years: {} comparisons, reference {}", found.comparisons, row["n"]);
        report.compare(&format!("drift {class}, {years} years"), found.tau, number(&row["sd_excess"]), 0.01);
        report.compare("  falls of 30 %", found.falls_of_30, number(&row["share_drop30_by_chance"]), 0.01);
    }
}

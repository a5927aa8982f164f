//! The minimum-wage panel against csdid 0.4.3 and R did.

use std::path::Path;

use gvi_evaluation::did::{Aggregation, DidSettings, aggregate, fit_did};

use crate::Report;
use crate::support::{json, number, numbers};
use crate::validation::minimum_wage::minimum_wage;

pub fn check(data: &Path, reference: &Path, report: &mut Report) {
    let wanted = json(&reference.join("did_mpdta.json"));
    let (panel, adoption) = minimum_wage(data);
    let fit = fit_did(&panel, &adoption, &DidSettings::default()).expect("a fit");
    let theirs = &wanted["csdid"];
    for (at, (att, error)) in numbers(&theirs["att"]).iter().zip(numbers(&theirs["se"])).enumerate() {
        let cell = &fit.cells[at];
        report.compare(&format!("ATT({}, {})", cell.cohort + 2003, cell.period + 2003), cell.att, *att, 1e-12);
        report.compare("  its error", cell.error, error, 1e-9);
    }
    for (aggregation, name) in [
        (Aggregation::Simple, "agg_simple"),
        (Aggregation::Group, "agg_group"),
        (Aggregation::Dynamic, "agg_dynamic"),
        (Aggregation::Calendar, "agg_calendar"),
    ] {
        let found = aggregate(&fit, aggregation).expect("an aggregate");
        report.compare(name, found.overall.0, number(&theirs[name]["overall_att"]), 1e-12);
        report.compare("  its error", found.overall.1, number(&theirs[name]["overall_se"]), 1e-9);
        if aggregation != Aggregation::Simple {
            for (part, (att, error)) in
                found.parts.iter().zip(numbers(&theirs[name]["att_egt"]).iter().zip(numbers(&theirs[name]["se_egt"])))
            {
                report.compare(&format!("  {name} part {}", part.0), part.1, *att, 1e-12);
                report.compare("    its error", part.2, error, 1e-9);
            }
        }
    }
    let (statistic, degrees, p) = fit.before_test.expect("a test");
    report.compare("pre-test W", statistic, 7.7912, 5e-5);
    report.claim("pre-test degrees 5", degrees == 5);
    report.compare("pre-test p", p, number(&wanted["published_R_did"]["pretest_p"]), 5e-6);
}

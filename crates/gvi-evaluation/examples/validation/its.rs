//! Van drivers killed: small, under-dispersed counts.

use std::path::Path;

use gvi_evaluation::its::{ItsModel, ItsTerms, fit_its, its_design};
use gvi_evaluation::regression::{HacSettings, fit_poisson, hac_covariance};

use crate::Report;
use crate::support::{json, monthly_series, number, numbers, texts};

const NAMES: [(&str, &str); 8] = [
    ("level", "const"),
    ("trend", "trend"),
    ("step", "step"),
    ("slope", "slope_change"),
    ("sin 1", "sin1"),
    ("cos 1", "cos1"),
    ("sin 2", "sin2"),
    ("cos 2", "cos2"),
];

pub fn check(reference: &Path, report: &mut Report) {
    for (file, slope) in [("its_uk_vankilled", true), ("its_uk_vankilled_step", false)] {
        let wanted = json(&reference.join(format!("{file}.json")));
        let series = monthly_series(&texts(&wanted["months"]), &numbers(&wanted["y"]));
        let start = wanted["t0_index"].as_u64().expect("a start") as usize;
        let terms = ItsTerms { trend: true, slope, harmonics: 2, shocks: false };
        let design = its_design(&series, start, terms).expect("a design");
        let y = series.numbers();
        let fit = fit_poisson(&y, &design).expect("a fit");
        let hac = hac_covariance(&y, &design, &fit.means, 0.0, HacSettings::default()).expect("errors");
        for (term, theirs) in NAMES {
            if let Some(at) = design.term(term) {
                report.compare(&format!("{file} {term}"), fit.coefficients[at], number(&wanted["poisson"]["coef"][theirs]), 1e-8);
                report.compare("  its error", fit.errors[at], number(&wanted["poisson"]["se"][theirs]), 1e-8);
                report.compare("  its HAC error", hac[(at, at)].sqrt(), number(&wanted["poisson"]["se_hac12"][theirs]), 1e-8);
            }
        }
        let whole = fit_its(&series, start, terms, 0.95).expect("a fit");
        report.claim("  Poisson is used, with a notice", whole.model == ItsModel::Poisson && !whole.notices.is_empty());
    }
}

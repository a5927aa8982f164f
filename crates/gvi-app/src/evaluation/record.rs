//! A reading as a record that others can keep, open and make again: everything as JSON, the figures as rows.
//!
//! While it is too early, and where nothing can be estimated, what the estimators found on the way is not in the record either.

use std::collections::BTreeMap;

use gvi_domain::evaluation::EvaluationPlan;
use gvi_evaluation::provenance::Fingerprint;
use gvi_papers::count_table::CountTable;
use serde_json::{Value, json};

use super::plan;
use super::reading::{Reading, SealedPlan};

/// What the first field of a record says.
pub const FORMAT: &str = "vapenvila reading 1";
/// The heads of [`rows`].
pub const HEADS: [&str; 13] =
    ["row", "name", "role", "year", "counted", "expected", "ratio", "low", "high", "band_low", "band_high", "p", "why_not"];

/// The hash of everything that went in: plan, seal, changes, seed, and every count.
pub fn input_hash(sealed: &SealedPlan, plan: &EvaluationPlan, tables: &BTreeMap<String, CountTable>, seed: u64) -> String {
    let mut input = Fingerprint::of("reading")
        .text("plan", &plan::write(plan))
        .text("seal", sealed.hash().as_str())
        .number("changes", sealed.amendments().len())
        .counts("seed", &[seed]);
    for change in sealed.amendments() {
        input = input.text("change", change.hash.as_str());
    }
    for (outcome, table) in tables {
        input = input.text("outcome", outcome).text("first", &table.first.to_string()).number("cities", table.cities.len());
        for city in &table.cities {
            input = input.text("city", &city.name).counts("counts", &city.counts);
            input = input.numbers("population", city.population.as_deref().unwrap_or(&[]));
        }
    }
    input.finish().to_string()
}

/// The whole reading. The same input gives the same bytes when it is written.
pub fn record(reading: &Reading, input: &str) -> Value {
    let mut assessment = reading.assessment.clone();
    if reading.effects().is_none() {
        assessment.fit = None;
        assessment.by_year = Vec::new();
    }
    let outcomes: Vec<Value> = reading
        .outcomes
        .iter()
        .map(|outcome| {
            json!({
                "role": outcome.role.name(),
                "name": outcome.name,
                "definition": outcome.definition,
                "ratio": outcome.ratio.map(|(ratio, _, _)| ratio),
                "low": outcome.ratio.map(|(_, low, _)| low),
                "high": outcome.ratio.map(|(_, _, high)| high),
                "p": outcome.p,
                "why_not": outcome.why_not.as_ref().map(ToString::to_string),
            })
        })
        .collect();
    let shocks: Vec<Value> = reading
        .plan
        .shocks
        .iter()
        .map(|shock| {
            json!({
                "name": shock.name,
                "first": shock.first.to_string(),
                "last": shock.last.to_string(),
                "national": shock.national,
                "source": shock.source,
            })
        })
        .collect();
    let mut record = json!({
        "format": FORMAT,
        "version": reading.sums.provenance.version,
        "input": input,
        "seed": reading.assessment.start.by_itself.seed,
        "plan": plan::write(&reading.plan),
        "first": reading.first.to_string(),
        "last": reading.last.to_string(),
        "counts": reading.counts,
        "sums": reading.sums,
        "outcomes": outcomes,
        "shocks": shocks,
        "assessment": assessment,
    });
    // A plan for one city has no such field.
    if let Some(staggered) = &reading.staggered {
        record["staggered"] = match staggered {
            Ok(found) => json!(found),
            Err(why) => json!({ "why_not": why.to_string() }),
        };
    }
    record
}

/// The record as it is written into a file.
pub fn text(record: &Value) -> String {
    // `{:#}` of a value is its text over several lines; maps keep one order.
    format!("{record:#}\n")
}

/// Outcomes and years as rows under [`HEADS`]: all outcomes of the plan, then each year of the primary one.
pub fn rows(reading: &Reading) -> Vec<Vec<String>> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let mut rows: Vec<Vec<String>> = reading
        .outcomes
        .iter()
        .map(|outcome| {
            let (ratio, low, high) = outcome.ratio.map_or((None, None, None), |(ratio, low, high)| (Some(ratio), Some(low), Some(high)));
            let why_not = outcome.why_not.as_ref().map_or_else(String::new, ToString::to_string);
            let mut row = vec!["outcome".to_owned(), outcome.name.clone(), outcome.role.name().to_owned()];
            row.extend([String::new(), String::new(), String::new(), number(ratio), number(low), number(high)]);
            row.extend([String::new(), String::new(), number(outcome.p), why_not]);
            row
        })
        .collect();
    for year in reading.effects().map_or(&[][..], |fit| &fit.level.by_year) {
        let mut row = vec!["year".to_owned(), reading.plan.primary.name.clone(), "primary".to_owned(), (year.year + 1).to_string()];
        row.extend([year.observed.to_string(), year.expected.to_string(), year.ratio.to_string(), String::new(), String::new()]);
        row.extend([year.band.0.to_string(), year.band.1.to_string(), String::new(), String::new()]);
        rows.push(row);
    }
    rows
}

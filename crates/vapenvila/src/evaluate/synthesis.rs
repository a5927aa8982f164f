//! Results of several cities put together.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gvi_evaluation::synthesis::{self, synthesise, with_prior};
use gvi_papers::panel_table::{CityResult, read_results};

use super::counts::bytes_of;
use super::form::Form;
use super::table::Table;

/// The normal quantile of a 95 % interval.
const NORMAL_95: f64 = 1.959_963_984_540_054;
/// Published means of ln RR: all designs, and trials alone; the spread is assumed (evaluation.md, 7.9).
const PRIORS: [(&str, f64); 2] = [("all designs", -0.26), ("trials alone", -0.17)];
const PRIOR_SD: f64 = 0.15;

/// The results.
#[derive(Args)]
pub struct Synthesis {
    /// A table: city, ratio, low, high, with limits of 95 % that are calibrated.
    results: PathBuf,
    #[command(flatten)]
    form: Form,
}

impl Synthesis {
    /// Puts them together.
    pub fn run(self) -> anyhow::Result<()> {
        let shown = self.results.display().to_string();
        let results = read_results(&bytes_of(&self.results)?).map_err(|refused| anyhow::anyhow!("{shown}: {refused}"))?;
        let logs: Vec<f64> = results.iter().map(|result| result.ratio.ln()).collect();
        let errors: Vec<f64> = results.iter().map(|result| (result.interval.1.ln() - result.interval.0.ln()) / (2.0 * NORMAL_95)).collect();
        let found = synthesise(&logs, &errors, 0.95).with_context(|| shown)?;
        let priors: Vec<_> = PRIORS.iter().map(|(name, mean)| (name, with_prior(&found, *mean, PRIOR_SD))).collect();
        let value = serde_json::json!({ "synthesis": found, "sensitivity_to_priors": priors });
        self.form.print(value, &["row", "ratio", "low", "high", "weight"], || rows(&results, &found), || told(&results, &found))
    }
}

fn rows(results: &[CityResult], found: &synthesis::Synthesis) -> Vec<Vec<String>> {
    let row = |name: &str, figures: [f64; 3], weight: Option<f64>| {
        let mut row = vec![name.to_owned()];
        row.extend(figures.map(|figure| figure.to_string()));
        row.push(weight.map_or_else(String::new, |weight| weight.to_string()));
        row
    };
    let mut rows: Vec<Vec<String>> = results
        .iter()
        .zip(&found.weights)
        .map(|(result, weight)| row(&result.city, [result.ratio, result.interval.0, result.interval.1], Some(*weight)))
        .collect();
    rows.push(row("together", [found.mean, found.interval.0, found.interval.1].map(f64::exp), None));
    rows.extend(found.prediction.map(|(low, high)| row("another city", [found.mean, low, high].map(f64::exp), None)));
    rows
}

fn told(results: &[CityResult], found: &synthesis::Synthesis) -> String {
    let span = |(low, high): (f64, f64)| format!("{low:.2} to {high:.2}");
    let mut table = Table::new(&["city", "ratio", "95 %", "weight"]);
    for (result, weight) in results.iter().zip(&found.weights) {
        table.row(&[result.city.clone(), format!("{:.2}", result.ratio), span(result.interval), format!("{weight:.2}")]);
    }
    let logs = |(low, high): (f64, f64)| span((low.exp(), high.exp()));
    table.row(&["together".to_owned(), format!("{:.2}", found.mean.exp()), logs(found.interval), String::new()]);
    let mut text = table.to_string();
    match found.prediction {
        Some(prediction) => text.push_str(&format!("Another such city may expect {}.\n", logs(prediction))),
        None => text.push_str("What another city may expect cannot be said from two.\n"),
    }
    let (q, p) = found.heterogeneity;
    text.push_str(&format!("Between cities: tau {:.3}, Q {q:.2}, p {p:.3}.\n", found.tau2.sqrt()));
    for (name, mean) in PRIORS {
        let (with, sd) = with_prior(found, mean, PRIOR_SD);
        text.push_str(&format!("Sensitivity only, with {name} as prior: {:.2} (sd {sd:.2} on the log scale).\n", with.exp()));
    }
    text
}

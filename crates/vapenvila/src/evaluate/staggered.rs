//! Several cities that started at different times.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gvi_app::evaluation::staggered::{self, Scale, StaggeredSettings, Together};
use gvi_papers::panel_table::read_cities;

use super::counts::bytes_of;
use super::form::Form;
use super::table::Table;
use super::wait::while_counting;

/// The panel, and how it is compared.
#[derive(Args)]
pub struct Staggered {
    /// A panel: city, month or year, start (empty where a city never started), and count with population, or value.
    panel: PathBuf,
    /// Compare with cities that have not started yet too.
    #[arg(long)]
    not_yet: bool,
    /// Compare rates by difference instead of by ratio.
    #[arg(long)]
    rates: bool,
    /// Keep months as they are; twelve are put together otherwise.
    #[arg(long)]
    by_month: bool,
    /// Rounds of the bootstrap, and of dealing the starts anew.
    #[arg(long, default_value_t = 999)]
    rounds: usize,
    /// The seed; the same seed gives the same figures.
    #[arg(long, default_value_t = gvi_app::evaluation::reading::SEED)]
    seed: u64,
    #[command(flatten)]
    form: Form,
}

impl Staggered {
    /// Compares them.
    pub fn run(self) -> anyhow::Result<()> {
        let shown = self.panel.display().to_string();
        let table = read_cities(&bytes_of(&self.panel)?).map_err(|refused| anyhow::anyhow!("{shown}: {refused}"))?;
        let settings = StaggeredSettings {
            not_yet: self.not_yet,
            by_year: !self.by_month,
            rates: self.rates,
            rounds: self.rounds,
            deals: self.rounds,
            seed: self.seed,
        };
        let found = while_counting("dealing the starts anew", self.rounds, |heard| staggered::staggered(&table, settings, heard))
            .with_context(|| shown)?;
        self.form.print(&found, &HEADS, || rows(&found), || told(&found))
    }
}

const HEADS: [&str; 7] = ["summary", "part", "effect", "error", "low", "high", "shown"];

fn name(together: &Together) -> String {
    format!("{:?}", together.way).to_lowercase()
}

fn rows(found: &staggered::Staggered) -> Vec<Vec<String>> {
    let limit = |limits: Option<(f64, f64)>, of: fn((f64, f64)) -> f64| limits.map_or_else(String::new, |limits| of(limits).to_string());
    let mut rows = Vec::new();
    for together in &found.together {
        let mut row = vec![name(together), "all".to_owned(), together.effect.to_string(), together.error.to_string()];
        row.extend([limit(together.interval, |limits| limits.0), limit(together.interval, |limits| limits.1)]);
        row.push(found.shown(together.effect).to_string());
        rows.push(row);
        for part in &together.parts {
            let mut row = vec![name(together), part.name.clone(), part.effect.to_string(), part.error.to_string()];
            row.extend([limit(part.band, |limits| limits.0), limit(part.band, |limits| limits.1)]);
            row.push(found.shown(part.effect).to_string());
            rows.push(row);
        }
    }
    rows
}

/// What several cities show, for the terminal.
pub fn told(found: &staggered::Staggered) -> String {
    let (all, started) = found.cities;
    let is_ratio = found.scale == Scale::LogRate;
    let mut text = format!("{all} cities, {started} of them start; {} periods from {}.\n", found.periods.len(), found.periods[0]);
    if !found.left_out.is_empty() {
        text.push_str(&format!("Left out, because they had started before there was a time before: {}.\n", found.left_out.join(", ")));
    }
    text.push_str(match found.scale {
        Scale::LogRate => "Effects are ratios: 0.70 is 30 % fewer than without. They stand beside a verdict and decide none.\n",
        Scale::Rate => "Effects are incidents for 100,000 people and period, against what the other cities lead to.\n",
        Scale::Value => "Effects are in the units of the table.\n",
    });
    for refusal in &found.refusals {
        let (measured, limit) = (refusal.measured, refusal.limit);
        text.push_str(&format!(
            "No bands: {} {measured:.0} and the limit is {limit:.0}; {}. Only the test with starts dealt anew is left.\n",
            refusal.of_what, refusal.what_to_do
        ));
    }
    match found.before_test {
        Some((statistic, degrees, p)) => text.push_str(&format!(
            "Before the starts: chi-squared {statistic:.2} on {degrees}, p {p:.3}; a small p speaks against the comparison.\n"
        )),
        None => text.push_str("Before the starts: no joint test; look at the lines below 0.\n"),
    }
    let digits = if is_ratio { 2 } else { 4 };
    let figure = |effect: f64| format!("{:.digits$}", found.shown(effect));
    let span =
        |limits: Option<(f64, f64)>| limits.map_or_else(|| "–".to_owned(), |(low, high)| format!("{} to {}", figure(low), figure(high)));
    let mut summary = Table::new(&["all together", "effect", "error", "95 %"]);
    for together in &found.together {
        summary.row(&[name(together), figure(together.effect), format!("{:.4}", together.error), span(together.interval)]);
    }
    text.push_str(&format!("\n{summary}"));
    text.push_str("The first is the primary one: the mean over the periods since the start.\n");
    for together in found.together.iter().filter(|together| !together.parts.is_empty()) {
        let head = match name(together).as_str() {
            "dynamic" => "since start",
            "group" => "started",
            _ => "period",
        };
        let mut table = Table::new(&[head, "effect", "error", "band, all at once"]);
        for part in &together.parts {
            table.row(&[part.name.clone(), figure(part.effect), format!("{:.4}", part.error), span(part.band)]);
        }
        text.push_str(&format!("\n{}:\n{table}", name(together)));
    }
    let dealt = &found.dealt;
    text.push_str(&format!(
        "\nStarts dealt anew {} times: p {:.3} on both sides, {:.3} for a fall; these cities can give no p below {:.4}.\n",
        dealt.rounds, dealt.p, dealt.p_reduction, dealt.smallest_p
    ));
    if let Some(counts) = &found.counts {
        let ratio = counts.overall;
        text.push_str(&format!("The same as counts: ratio {:.2} ({:.2} to {:.2}).\n", ratio.ratio, ratio.lower, ratio.upper));
    }
    text.push_str(&format!("Seed {}; input {}.\n", found.settings.seed, found.provenance.input));
    text
}

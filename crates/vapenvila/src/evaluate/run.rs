//! From a sealed plan and counts to a verdict.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_app::evaluation::reading::{self, Reading};
use gvi_evaluation::verdict::Verdict;

use super::counts;
use super::plan::{self, Known};
use super::table::Table;
use super::this_month;

/// What is read.
#[derive(Args)]
pub struct Run {
    /// The sealed plan.
    #[arg(long)]
    plan: PathBuf,
    /// The primary outcome: month, city, count, population. Settled months only: the last two are usually incomplete.
    #[arg(long)]
    counts: PathBuf,
    /// Another outcome of the plan, as NAME=FILE; once for each.
    #[arg(long, value_name = "NAME=FILE")]
    beside: Vec<String>,
    /// The seed of everything that is drawn; the same seed gives the same figures.
    #[arg(long, default_value_t = reading::SEED)]
    seed: u64,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Run {
    /// Says what may be said.
    pub fn run(self) -> anyhow::Result<()> {
        let known = plan::known(&self.plan)?;
        let mut tables = BTreeMap::from([(known.plan.primary.name.clone(), counts::read(&self.counts)?)]);
        for beside in &self.beside {
            let (name, file) = beside.split_once('=').with_context(|| format!("--beside {beside:?}: write NAME=FILE"))?;
            if !known.plan.outcomes().any(|(_, outcome)| outcome.name == name) {
                let names: Vec<&str> = known.plan.outcomes().map(|(_, outcome)| outcome.name.as_str()).collect();
                bail!("--beside {name:?}: the plan has no such outcome; it has: {}", names.join("; "));
            }
            tables.insert(name.to_owned(), counts::read(Path::new(file))?);
        }
        let found = reading::read(&known.sealed, &known.plan, &tables, this_month(), self.seed)
            .with_context(|| self.counts.display().to_string())?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&found.assessment)?);
        } else {
            print!("{}", told(&known, &found, self.seed));
        }
        Ok(())
    }
}

fn told(known: &Known, reading: &Reading, seed: u64) -> String {
    let found = &reading.assessment;
    let judgement = &found.judgement;
    let mut text = format!("{}\n{}\n\n", found.english, found.swedish);
    text.push_str(&format!("{}, {}; counts to {}.\n", known.plan.city, known.plan.primary.name, reading.last));
    if let Verdict::NotEstimable(refusals) = &judgement.verdict {
        for refusal in refusals {
            text.push_str(&format!(
                "  {}: {:.3} and the limit is {:.3}; {}\n",
                refusal.of_what, refusal.measured, refusal.limit, refusal.what_to_do
            ));
        }
    }
    if !found.by_year.is_empty() {
        text.push_str("\nYear by year since the start; within the band lie 95 of 100 cities without a programme:\n");
        let mut table = Table::new(&["year", "counted", "expected", "ratio", "band"]);
        for year in &found.by_year {
            table.row(&[
                (year.year + 1).to_string(),
                year.observed.to_string(),
                format!("{:.1}", year.expected),
                format!("{:.2}", year.ratio),
                format!("{:.2} to {:.2}", year.band.0, year.band.1),
            ]);
        }
        text.push_str(&table.to_string());
    }
    if !judgement.conditions.is_empty() {
        text.push_str("\nWhat the verdict rests on:\n");
        let mut table = Table::new(&["condition", "holds", "measured", "limit"]);
        for condition in &judgement.conditions {
            let holds = if condition.holds { "yes" } else { "no" };
            table.row(&[
                condition.name.to_owned(),
                holds.to_owned(),
                format!("{:.3}", condition.measured),
                format!("{:.3}", condition.limit),
            ]);
        }
        text.push_str(&table.to_string());
    }
    let by_itself = &found.start.by_itself;
    text.push_str(&format!(
        "\nThe last year before the start stood at {:.2} of the mean before; after a start at such a height, counts change by {:.0} % by themselves.\n",
        found.start.last_year_over_mean,
        100.0 * by_itself.mean_change
    ));
    text.push_str("\nAll outcomes of the plan; p is one-sided for the primary one, two-sided for the others, and corrected for their number for the secondary ones:\n");
    let mut table = Table::new(&["outcome", "is", "ratio", "95 %", "p"]);
    for outcome in &reading.outcomes {
        let figure = |write: fn((f64, f64, f64)) -> String| outcome.ratio.map_or_else(|| "–".to_owned(), write);
        table.row(&[
            outcome.name.clone(),
            outcome.role.name().to_owned(),
            figure(|(ratio, _, _)| format!("{ratio:.2}")),
            figure(|(_, low, high)| format!("{low:.2} to {high:.2}")),
            outcome.p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}")),
        ]);
    }
    text.push_str(&table.to_string());
    for outcome in &reading.outcomes {
        if let Some(why) = &outcome.why_not {
            text.push_str(&format!("  {}: {why}\n", outcome.name));
        }
    }
    text.push_str(&format!(
        "Next reading in {} months. Plan {}, {} amendments; seed {seed}; {} {}.\n",
        judgement.months_to_next,
        judgement.plan_hash,
        judgement.amendments,
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
    ));
    text
}

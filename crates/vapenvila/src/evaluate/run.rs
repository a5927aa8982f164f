//! From a sealed plan and counts to a verdict.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_evaluation::calibration::PipelineSettings;
use gvi_evaluation::verdict::{Assessment, Verdict, assess};

use super::counts::{Counts, month_text};
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
    /// The seed of everything that is drawn; the same seed gives the same figures.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Run {
    /// Says what may be said.
    pub fn run(self) -> anyhow::Result<()> {
        let known = plan::known(&self.plan)?;
        let counts = Counts::read(&self.counts)?;
        if counts.last() >= this_month() {
            bail!("{}: the counts go to {}, and that month is not over; leave it out", self.counts.display(), month_text(counts.last()));
        }
        let panel = counts.panel_from(known.first)?;
        let found = assess(&known.sealed, &panel, &known.city, PipelineSettings::default(), self.seed)
            .context("the counts could not be read as the plan wants")?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&found)?);
        } else {
            print!("{}", told(&known, &counts, &found, self.seed));
        }
        Ok(())
    }
}

fn told(known: &Known, counts: &Counts, found: &Assessment, seed: u64) -> String {
    let judgement = &found.judgement;
    let sealed = known.sealed.plan();
    let mut text = format!("{}\n{}\n\n", found.english, found.swedish);
    text.push_str(&format!("{}, {}; counts to {}.\n", known.city, sealed.primary.name, month_text(counts.last())));
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
    let beside: Vec<&str> = sealed.secondary.iter().chain(&sealed.control).map(|outcome| outcome.name.as_str()).collect();
    text.push_str(&format!("To be read beside it, as the plan says: {}.\n", beside.join("; ")));
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

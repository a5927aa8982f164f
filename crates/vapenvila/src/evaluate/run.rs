//! From a sealed plan and counts to a verdict.

use std::path::PathBuf;

use clap::Args;
use gvi_app::evaluation::reading::{self, Reading};
use gvi_app::evaluation::record;
use gvi_app::evaluation::research;
use gvi_evaluation::verdict::Verdict;
use gvi_papers::sheets::bare_csv;

use super::details;
use super::input::Input;
use super::plan::Known;
use super::report::save;
use super::table::Table;

/// What is read, and how it is given out.
#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    input: Input,
    /// The seed of everything that is drawn; the same seed gives the same figures.
    #[arg(long, default_value_t = reading::SEED)]
    seed: u64,
    /// As JSON: counts, sums, outcomes, verdict, and the hash of all that went in.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Outcomes and years as CSV.
    #[arg(long)]
    csv: bool,
    /// What researchers ask beside it: every method, one city less, earlier starts, the regression. Takes longer.
    #[arg(long, conflicts_with = "csv")]
    details: bool,
    /// Write the JSON into a file, to be made again with `verify`. A file that is there already is kept.
    #[arg(long)]
    save: Option<PathBuf>,
}

impl Run {
    /// Says what may be said.
    pub async fn run(self) -> anyhow::Result<()> {
        let given = self.input.given().await?;
        let found = given.read(self.seed)?;
        if let Some(path) = &self.save {
            save(path, given.record(&found, self.seed).as_bytes(), false)?;
        }
        if self.json && self.details {
            let mut record = given.record_of(&found, self.seed);
            record["details"] = research::record(&given.research(found, self.seed)?);
            print!("{}", record::text(&record));
        } else if self.json {
            print!("{}", given.record(&found, self.seed));
        } else if self.csv {
            print!("{}", bare_csv(&record::HEADS, &record::rows(&found))?);
        } else {
            print!("{}", told(&given.known, &found, self.seed));
            if self.details {
                print!("\n{}", details::told(&given.research(found, self.seed)?));
            }
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
    // While it is too early, a year is not set against what was expected.
    if reading.effects().is_some() && !found.by_year.is_empty() {
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
    match &reading.staggered {
        None => {}
        Some(Err(why)) => text.push_str(&format!("\nAll cities with the programme together: {why}\n")),
        Some(Ok(together)) => {
            text.push_str(&format!("\nAll cities with the programme together, beside the verdict:\n{}", super::staggered::told(together)));
        }
    }
    if !reading.plan.shocks.is_empty() {
        text.push_str("\nKnown shocks that the plan named:\n");
        let mut table = Table::new(&["shock", "first", "last", "met", "source"]);
        for shock in &reading.plan.shocks {
            let met = if shock.national { "all cities" } else { "this city" };
            table.row(&[shock.name.clone(), shock.first.to_string(), shock.last.to_string(), met.to_owned(), shock.source.clone()]);
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

//! Groups that were told at different times.

use std::path::PathBuf;

use clap::Args;
use gvi_app::evaluation::by_group::{self, ByGroup, ByGroupSettings, GroupFit, GroupLine, GroupReading, NoGroups};
use gvi_papers::panel_table::read_groups;

use super::counts::bytes_of;
use super::form::Form;
use super::table::Table;
use super::wait::while_counting;

/// The panel of groups.
#[derive(Args)]
pub struct Groups {
    /// A panel: group (its code), month, count, told (0, and 1 from the first message on), and dose and share (of rivals told) if known.
    panel: PathBuf,
    /// Months before the first message that are left out, because what triggered it lies there.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=3))]
    left_out: u8,
    /// Rounds of random signs and of dealing the dates anew.
    #[arg(long, default_value_t = 999)]
    rounds: usize,
    /// The seed; the same seed gives the same figures.
    #[arg(long, default_value_t = gvi_app::evaluation::reading::SEED)]
    seed: u64,
    #[command(flatten)]
    form: Form,
}

impl Groups {
    /// Compares them. A refusal is an answer.
    pub fn run(self) -> anyhow::Result<()> {
        let shown = self.panel.display().to_string();
        let table = read_groups(&bytes_of(&self.panel)?).map_err(|refused| anyhow::anyhow!("{shown}: {refused}"))?;
        let settings = ByGroupSettings { left_out: usize::from(self.left_out), rounds: self.rounds, seed: self.seed };
        let found = while_counting("dealing the dates anew", self.rounds, |heard| by_group::by_group(&table, None, settings, heard));
        let found = match found {
            Ok(found) => found,
            Err(NoGroups::Refused(refusals)) => {
                if self.form.json {
                    println!("{}", serde_json::to_string_pretty(&serde_json::json!({ "refused": refusals }))?);
                } else {
                    println!("These groups can carry no estimate:");
                    for refused in refusals {
                        println!("  {}: {} and the limit is {}; {}", refused.of_what, refused.measured, refused.limit, refused.what_to_do);
                    }
                }
                return Ok(());
            }
            Err(NoGroups::NotRead(why)) => return Err(anyhow::Error::new(why).context(shown)),
        };
        self.form.print(&found, &HEADS, || rows(&found), || told(&found))
    }
}

const HEADS: [&str; 8] = ["row", "name", "told", "before", "after", "ratio", "low", "high"];

fn shown(count: Option<u64>) -> String {
    count.map_or_else(|| "<5".to_owned(), |count| count.to_string())
}

fn rows(found: &ByGroup) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for term in &found.fit.terms {
        let mut row = vec!["term".to_owned(), term.name.to_owned(), String::new(), String::new(), String::new()];
        row.extend([term.ratio.ratio, term.ratio.lower, term.ratio.upper].map(|limit| limit.to_string()));
        rows.push(row);
    }
    for line in &found.lines {
        let told = found.told[line.group].clone().unwrap_or_default();
        let mut row = vec!["group".to_owned(), found.codes[line.group].clone(), told, shown(line.events.0), shown(line.events.1)];
        match &line.reading {
            GroupReading::Shown(ratio) => row.extend([ratio.ratio, ratio.lower, ratio.upper].map(|limit| limit.to_string())),
            _ => row.extend([String::new(), String::new(), String::new()]),
        }
        rows.push(row);
    }
    rows
}

fn terms(fit: &GroupFit) -> Table {
    let mut table = Table::new(&["term", "ratio", "95 %", "error"]);
    for term in &fit.terms {
        let ratio = term.ratio;
        table.row(&[
            term.name.to_owned(),
            format!("{:.2}", ratio.ratio),
            format!("{:.2} to {:.2}", ratio.lower, ratio.upper),
            format!("{:.3}", term.error),
        ]);
    }
    table
}

fn of_line(line: &GroupLine) -> String {
    match &line.reading {
        GroupReading::NeverNotified => "never told".to_owned(),
        GroupReading::Refused(refused) => format!("refused: fewer than {} before", refused.limit),
        GroupReading::Hidden => "hidden: fewer than 5 after".to_owned(),
        GroupReading::Shown(ratio) => format!("{:.2} ({:.2} to {:.2})", ratio.ratio, ratio.lower, ratio.upper),
    }
}

fn told(found: &ByGroup) -> String {
    let fit = &found.fit;
    let mut text = format!(
        "{} groups with incidents, {} of them told; {} months from {}; {} incidents.\n",
        fit.groups, fit.notified, found.months, found.first, fit.events.0
    );
    text.push_str(&format!(
        "An effect for every group and month; {} group-months before the first message are left out, because what triggered it lies there.\n\n",
        fit.group_months.1
    ));
    text.push_str(&terms(fit).to_string());
    text.push_str("It stands beside a verdict and decides none: groups are told because they have just been violent.\n\n");
    let mut otherwise = Table::new(&["months left out", "told", "95 %"]);
    for other in &found.otherwise {
        let told = other.fit.as_ref().and_then(|fit| fit.terms.first()).map(|term| term.ratio);
        otherwise.row(&[
            other.left_out.to_string(),
            told.map_or_else(|| "–".to_owned(), |ratio| format!("{:.2}", ratio.ratio)),
            told.map_or_else(|| "–".to_owned(), |ratio| format!("{:.2} to {:.2}", ratio.lower, ratio.upper)),
        ]);
    }
    text.push_str(&otherwise.to_string());
    text.push_str(&format!(
        "\nRandom signs by group, {} times: p {:.3}, {:.3} for a fall.\nDates dealt anew, {} times: p {:.3}, {:.3} for a fall.\n\n",
        found.signs.rounds, found.signs.p, found.signs.p_reduction, found.dealt.rounds, found.dealt.p, found.dealt.p_reduction
    ));
    let mut each = Table::new(&["group", "told", "before", "after", "ratio"]);
    for line in &found.lines {
        let when = found.told[line.group].clone().unwrap_or_else(|| "–".to_owned());
        each.row(&[found.codes[line.group].clone(), when, shown(line.events.0), shown(line.events.1), of_line(line)]);
    }
    text.push_str(&format!("Each group against the course of all; of twenty groups one leaves 1 out by chance:\n{each}"));
    text.push_str(&format!("Seed {}; input {}.\n", found.settings.seed, fit.provenance.input));
    text
}

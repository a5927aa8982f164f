//! How often the default pipeline finds what is not there, on somebody's own cities.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gvi_app::evaluation::calibrate::{self, Calibration};
use gvi_domain::Month;
use indicatif::{ProgressBar, ProgressStyle};

use super::counts;
use super::table::Table;

/// What is tried.
#[derive(Args)]
pub struct Calibrate {
    /// A table of cities of which none had a programme then: month, city, count, population.
    #[arg(long)]
    counts: PathBuf,
    /// The month in which every city is taken to have started.
    #[arg(long)]
    start: String,
    /// Years of follow-up; all full ones when left out.
    #[arg(long)]
    years: Option<usize>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Calibrate {
    /// Tries it and counts.
    pub fn run(self) -> anyhow::Result<()> {
        let start = Month::parse(&self.start).with_context(|| format!("--start {:?}: write a month as 2015-01", self.start))?;
        let table = counts::read(&self.counts)?;
        // Cannot fail: the template stands here.
        let style = ProgressStyle::with_template("trying {bar:40} {pos}/{len} {eta}").expect("a template of this file");
        let bar = ProgressBar::new(table.cities.len() as u64).with_style(style);
        let found = calibrate::calibrate(&table, start, self.years, &mut |done, _| bar.set_position(done as u64));
        bar.finish_and_clear();
        let found = found.with_context(|| self.counts.display().to_string())?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&found)?);
        } else {
            print!("{}", told(&found, start));
        }
        Ok(())
    }
}

fn told(found: &Calibration, start: Month) -> String {
    let (before, after) = found.years;
    let mut text = format!("Every city as if it had started in {start}: {before} years before, {after} after.\n");
    let mut table = Table::new(&["city", "ratio", "95 %", "would be called"]);
    for city in &found.cities {
        let Some((ratio, low, high)) = city.ratio else {
            table.row(&[city.city.clone(), "–".to_owned(), "–".to_owned(), format!("refused: {}", city.refused.join(", "))]);
            continue;
        };
        let called = match (city.reduced, city.increased) {
            (true, _) => "a reduction",
            (_, true) => "an increase",
            _ => "no finding",
        };
        table.row(&[city.city.clone(), format!("{ratio:.2}"), format!("{low:.2} to {high:.2}"), called.to_owned()]);
    }
    text.push_str(&table.to_string());
    let (all, estimated, (reduced, increased)) = (found.cities.len(), found.estimated(), found.findings());
    text.push_str(&format!("{estimated} of {all} cities got an estimate. Where nothing was started, every finding is a false one:\n"));
    text.push_str(&format!("  false reductions {reduced} of {estimated}, false increases {increased} of {estimated}\n"));
    text.push_str(&format!("  intervals of 95 % that hold 1: {} of {estimated}\n", found.covered()));
    text.push_str("Cities of one country move together: so few of them say roughly how often, and no more.\n");
    text
}

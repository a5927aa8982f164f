//! How often each estimator finds what is not there, on somebody's own cities.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_app::evaluation::calibrate::{self, Asked, Calibration, Tested};
use gvi_domain::Month;

use super::calibrate_dealt;
use super::counts;
use super::form::Form;
use super::table::Table;
use super::wait;

/// On what it is tried.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct On {
    /// A table of cities of which none had a programme then: month, city, count, population.
    #[arg(long)]
    counts: Option<PathBuf>,
    /// A panel of groups, as for `groups`: only the months before the first message are used, and dates are pretended in them.
    #[arg(long)]
    groups: Option<PathBuf>,
    /// A table of incidents, as for `near-repeats`: their times are dealt anew over their places.
    #[arg(long)]
    incidents: Option<PathBuf>,
}

/// What is tried.
#[derive(Args)]
pub struct Calibrate {
    #[command(flatten)]
    on: On,
    /// The month in which every city is taken to have started. Several, with commas between, are tried one after the other.
    #[arg(long, required_unless_present_any = ["groups", "incidents"], conflicts_with_all = ["groups", "incidents"], value_delimiter = ',')]
    start: Vec<String>,
    /// Years of follow-up; all full ones when left out.
    #[arg(long, conflicts_with_all = ["groups", "incidents"])]
    years: Option<usize>,
    /// Which estimators of cities: all, or names with commas between: pipeline, level, synthetic, interrupted, interrupted-slope, structural,
    /// causal-impact, staggered.
    #[arg(long, value_delimiter = ',', default_value = "pipeline")]
    method: Vec<String>,
    /// How often the dates of groups, or the times of incidents, are dealt by chance.
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// The seed of what is drawn.
    #[arg(long, default_value_t = gvi_app::evaluation::reading::SEED)]
    seed: u64,
    #[command(flatten)]
    form: Form,
}

impl Calibrate {
    fn asked(&self) -> anyhow::Result<Asked> {
        let month = |text: &String| Month::parse(text.trim()).with_context(|| format!("--start {text:?}: write a month as 2015-01"));
        let mut methods = Vec::new();
        for name in &self.method {
            match (name.trim(), Tested::named(name.trim())) {
                ("all", _) => methods.extend(Tested::ALL),
                (_, Some(tested)) => methods.push(tested),
                _ => {
                    let names: Vec<&str> = Tested::ALL.into_iter().map(Tested::name).collect();
                    bail!("--method {name:?}: there is no such estimator; there are: all, {}", names.join(", "));
                }
            }
        }
        let starts = self.start.iter().map(month).collect::<anyhow::Result<_>>()?;
        Ok(Asked { methods, starts, years: self.years, seed: self.seed })
    }

    /// Tries it and counts. When it is stopped, what is done is printed.
    pub async fn run(self) -> anyhow::Result<()> {
        match &self.on {
            On { groups: Some(panel), .. } => calibrate_dealt::groups(panel, self.rounds, self.seed, &self.form),
            On { incidents: Some(table), .. } => calibrate_dealt::incidents(table, self.rounds, self.seed, &self.form),
            On { counts: Some(counts), .. } => self.cities(counts).await,
            // Cannot be reached: clap asks for one of the three.
            On { .. } => bail!("say on what: --counts, --groups or --incidents"),
        }
    }

    async fn cities(&self, counts: &Path) -> anyhow::Result<()> {
        let asked = self.asked()?;
        let table = counts::read(counts)?;
        let bar = wait::bar("trying every city; Ctrl-C prints what is done", 0);
        let stop = Arc::new(AtomicBool::new(false));
        let (shown, stopped, seen) = (bar.clone(), stop.clone(), asked.clone());
        let mut work = tokio::task::spawn_blocking(move || {
            calibrate::calibrate(&table, &seen, &mut |done, all| {
                shown.set_length(all as u64);
                shown.set_position(done as u64);
                !stopped.load(Ordering::Relaxed)
            })
        });
        let found = tokio::select! {
            found = &mut work => found,
            // The city that is being tried is finished first.
            _ = tokio::signal::ctrl_c() => {
                stop.store(true, Ordering::Relaxed);
                work.await
            }
        };
        bar.finish_and_clear();
        let found = found.context("the trial ended early")?.with_context(|| counts.display().to_string())?;
        let value = serde_json::json!({ "starts": found.starts, "asked": found.asked, "methods": found.lines(), "tried": found.tried });
        self.form.print(value, &HEADS, || rows(&found), || told(&found))
    }
}

const HEADS: [&str; 8] = ["method", "start", "city", "ratio", "low", "high", "reduced", "increased"];

fn rows(found: &Calibration) -> Vec<Vec<String>> {
    let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    found
        .tried
        .iter()
        .map(|tried| {
            vec![
                tried.method.to_owned(),
                tried.start.clone(),
                tried.city.clone(),
                number(tried.ratio),
                number(tried.interval.map(|interval| interval.0)),
                number(tried.interval.map(|interval| interval.1)),
                tried.reduced.to_string(),
                tried.increased.to_string(),
            ]
        })
        .collect()
}

fn told(found: &Calibration) -> String {
    let mut text = String::new();
    for start in &found.starts {
        let (before, after) = start.years;
        text.push_str(&format!("Every city as if it had started in {}: {before} years before, {after} after.\n", start.start));
    }
    if found.is_stopped() {
        text.push_str(&format!("Stopped: {} of {} were tried.\n", found.tried.len(), found.asked));
    }
    let lines = found.lines();
    if lines.len() == 1 && found.starts.len() == 1 {
        let mut table = Table::new(&["city", "ratio", "95 %", "would be called"]);
        for tried in &found.tried {
            let called = match (tried.ratio, tried.reduced, tried.increased) {
                (None, ..) => "refused",
                (_, true, _) => "a reduction",
                (_, _, true) => "an increase",
                _ => "no finding",
            };
            let dash = || "–".to_owned();
            table.row(&[
                tried.city.clone(),
                tried.ratio.map_or_else(dash, |ratio| format!("{ratio:.2}")),
                tried.interval.map_or_else(dash, |(low, high)| format!("{low:.2} to {high:.2}")),
                called.to_owned(),
            ]);
        }
        text.push_str(&table.to_string());
    }
    let share = |part: usize, of: usize| {
        if of == 0 { "–".to_owned() } else { format!("{part} of {of} ({:.1} %)", 100.0 * part as f64 / of as f64) }
    };
    let mut table = Table::new(&["estimator", "estimates", "false reductions", "false increases", "95 % intervals that hold 1"]);
    for line in &lines {
        table.row(&[
            line.method.to_owned(),
            format!("{} of {}", line.estimated, line.tried),
            share(line.reduced, line.tried),
            share(line.increased, line.tried),
            share(line.intervals.1, line.intervals.0),
        ]);
    }
    text.push_str(&format!("\n{table}"));
    text.push_str("Where nothing was started, every finding is a false one. By chance 2.5 of 100 are to be expected on each side,\nand 5 reductions of 100 by those that test for a fall alone (synthetic, staggered).\n");
    text.push_str(
        "Cities of one country move together, and a city at several starts is one city: so these say roughly how often, and no more.\n",
    );
    text
}

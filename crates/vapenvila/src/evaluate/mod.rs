//! `vapenvila evaluate`: did it help? The estimators live in gvi-evaluation; here files become series, and results become words.
//!
//! A refusal is a result and ends with exit code 0: the honest answer is that these numbers cannot carry one. Bad input ends with 1 and
//! names file, line and remedy.

mod calibrate;
mod counts;
mod details;
mod input;
mod plan;
mod power;
mod report;
mod run;
mod table;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use gvi_evaluation::describe::moving_sums;
use gvi_papers::count_table::CountTable;

use gvi_domain::Month;
use table::Table;

/// Did it help? Plans, power, and what may be said.
#[derive(Args)]
pub struct Evaluate {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Prints a plan to fill in.
    Plan,
    /// Seals a plan: checks it, and writes this month and its hash into the file. Keep the hash where others see it.
    Seal {
        /// The plan.
        plan: PathBuf,
    },
    /// Moving sums of one city with exact limits: what happened, without any claim about why.
    Describe {
        /// A table of counts: month, city, count.
        counts: PathBuf,
        /// The city; needless where there is only one.
        #[arg(long)]
        city: Option<String>,
        /// Months in a sum.
        #[arg(long, default_value_t = 12)]
        months: usize,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// What could be seen, and when: before anything is promised.
    Power(power::Power),
    /// Reads a sealed plan against counts: a verdict, or why there is none.
    Run(run::Run),
    /// The same as a paper with its figures and tables: a PDF or one HTML file, that needs nothing else.
    Report(report::Report),
    /// Makes a saved reading again and says whether it is bit-identical.
    Verify(report::Verify),
    /// How often the pipeline finds what is not there: every city as if it had started in one month.
    Calibrate(calibrate::Calibrate),
}

impl Evaluate {
    /// Does it.
    pub fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Plan => {
                print!("{}", gvi_app::evaluation::plan::TEMPLATE);
                Ok(())
            }
            What::Seal { plan } => plan::seal(&plan, this_month()),
            What::Describe { counts, city, months, json } => describe(&counts::read(&counts)?, city.as_deref(), months, json),
            What::Power(power) => power.run(),
            What::Run(run) => run.run(),
            What::Report(report) => report.run(),
            What::Verify(verify) => verify.run(),
            What::Calibrate(calibrate) => calibrate.run(),
        }
    }
}

fn this_month() -> Month {
    Month::of(jiff::Zoned::now().date())
}

fn describe(table: &CountTable, city: Option<&str>, months: usize, json: bool) -> anyhow::Result<()> {
    let (name, series) = counts::series(table, city)?;
    let sums = moving_sums(&series, months, 0.95).context("the sums could not be made")?;
    if json {
        println!("{}", serde_json::to_string_pretty(&sums)?);
        return Ok(());
    }
    println!("{name}: incidents in {months} months, with the limits between which the true level lies with 95 %.");
    let mut printed = Table::new(&["until", "incidents", "from", "to"]);
    // Windows that share no month, counted back from the last one: neighbours that share eleven say nearly the same.
    let mut windows: Vec<_> = sums.windows.iter().rev().step_by(months.max(1)).collect();
    windows.reverse();
    for window in windows {
        let until = table.first.plus(window.to as i64).to_string();
        printed.row(&[until, window.events.to_string(), format!("{:.1}", window.lower), format!("{:.1}", window.upper)]);
    }
    print!("{printed}");
    println!("A difference between two rows is no finding: a verdict needs a plan that was sealed before the start.");
    Ok(())
}

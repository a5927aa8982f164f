//! `vapenvila evaluate`: did it help? The estimators live in gvi-evaluation; here files become series, and results become words.
//!
//! A refusal is a result and ends with exit code 0: the honest answer is that these numbers cannot carry one. Bad input ends with 1 and
//! names file, line and remedy.

mod calibrate;
mod calibrate_dealt;
mod compartment;
mod counts;
mod describe;
mod details;
mod form;
mod groups;
mod input;
mod near_repeats;
mod plan;
mod power;
mod report;
mod run;
mod staggered;
mod synthesis;
mod table;
mod wait;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gvi_domain::Month;

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
    Describe(describe::Describe),
    /// What could be seen, and when: before anything is promised.
    Power(power::Power),
    /// Reads a sealed plan against counts: a verdict, or why there is none.
    Run(run::Run),
    /// The same as a paper with its figures and tables: a PDF or one HTML file, that needs nothing else.
    Report(report::Report),
    /// Makes a saved reading again and says whether it is bit-identical.
    Verify(report::Verify),
    /// How often each estimator finds what is not there: every city as if it had started then.
    Calibrate(calibrate::Calibrate),
    /// Several cities that started at different times, against cities that had not started.
    Staggered(staggered::Staggered),
    /// Groups that were told at different times: by their codes, without any person.
    Groups(groups::Groups),
    /// Near repeats: does an incident raise the rate nearby and soon? Yes, no, or it cannot be told.
    NearRepeats(near_repeats::NearRepeats),
    /// Results of several cities put together, and what another city may expect.
    Synthesis(synthesis::Synthesis),
}

impl Evaluate {
    /// Does it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Plan => {
                print!("{}", gvi_app::evaluation::plan::TEMPLATE);
                Ok(())
            }
            What::Seal { plan } => plan::seal(&plan, this_month()),
            What::Describe(describe) => describe.run().await,
            What::Power(power) => power.run(),
            What::Run(run) => run.run().await,
            What::Report(report) => report.run().await,
            What::Verify(verify) => verify.run().await,
            What::Calibrate(calibrate) => calibrate.run().await,
            What::Staggered(staggered) => staggered.run(),
            What::Groups(groups) => groups.run(),
            What::NearRepeats(near_repeats) => near_repeats.run(),
            What::Synthesis(synthesis) => synthesis.run(),
        }
    }
}

fn this_month() -> Month {
    Month::of(jiff::Zoned::now().date())
}

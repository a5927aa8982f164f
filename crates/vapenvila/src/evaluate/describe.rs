//! Moving sums of one city with exact limits: what happened, without any claim about why.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_domain::Month;
use gvi_evaluation::describe::moving_sums;
use gvi_papers::count_table::CountTable;

use super::compartment::Compartment;
use super::counts;
use super::table::Table;

/// What is described.
#[derive(Args)]
pub struct Describe {
    /// A table of counts: month, city, count.
    #[arg(required_unless_present = "site", conflicts_with = "site")]
    counts: Option<PathBuf>,
    #[command(flatten)]
    compartment: Compartment,
    /// An outcome of the evaluation that is read; the primary one when left out.
    #[arg(long, requires = "evaluation")]
    outcome: Option<String>,
    /// The city; needless where there is only one.
    #[arg(long)]
    city: Option<String>,
    /// Months in a sum.
    #[arg(long, default_value_t = 12)]
    months: usize,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Describe {
    /// Describes it.
    pub async fn run(self) -> anyhow::Result<()> {
        let (table, city) = self.table().await?;
        let (name, series) = counts::series(&table, self.city.as_deref().or(city.as_deref()))?;
        let sums = moving_sums(&series, self.months, 0.95).context("the sums could not be made")?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&sums)?);
            return Ok(());
        }
        let months = self.months;
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

    /// The counts, and the city that a plan names.
    async fn table(&self) -> anyhow::Result<(CountTable, Option<String>)> {
        if let Some(counts) = &self.counts {
            return Ok((counts::read(counts)?, None));
        }
        if self.compartment.names_an_evaluation() {
            let mut found = self.compartment.material().await?;
            let outcome = self.outcome.clone().unwrap_or_else(|| found.plan.primary.name.clone());
            let Some(table) = found.tables.remove(&outcome) else {
                let names: Vec<&str> = found.plan.outcomes().map(|(_, outcome)| outcome.name.as_str()).collect();
                bail!("there are no counts of {outcome:?}; the plan has: {}", names.join("; "));
            };
            return Ok((table, Some(found.plan.city)));
        }
        // Incidents of a compartment are never older than this.
        let city = self.city.as_deref().unwrap_or("the compartment");
        let from = Month::parse("1980-01").context("a month")?;
        let own = self.compartment.own(city, from).await?;
        Ok((own.context("--site: say --own with what is to be counted, or --evaluation")?, None))
    }
}

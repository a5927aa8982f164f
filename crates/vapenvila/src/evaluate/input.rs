//! What a reading is made from: a sealed plan and the counts of its outcomes, from files or from a compartment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_app::evaluation::reading::{self, CountTable, Reading, newest};
use gvi_app::evaluation::record;
use gvi_app::evaluation::research::{self, Research};
use serde_json::Value;

use super::compartment::Compartment;
use super::counts;
use super::plan::{self, Known};
use super::this_month;

/// The files.
#[derive(Args)]
pub struct Input {
    /// The sealed plan.
    #[arg(long, required_unless_present = "evaluation", conflicts_with = "evaluation")]
    plan: Option<PathBuf>,
    /// The primary outcome: month, city, count, population. Settled months only: the last two are usually incomplete.
    #[arg(long, required_unless_present = "evaluation", conflicts_with = "evaluation")]
    counts: Option<PathBuf>,
    /// Another outcome of the plan, as NAME=FILE; once for each.
    #[arg(long, value_name = "NAME=FILE", conflicts_with = "evaluation")]
    beside: Vec<String>,
    #[command(flatten)]
    compartment: Compartment,
}

/// What was read.
pub struct Given {
    /// The plan.
    pub known: Known,
    /// What was done in each year since the start, where the compartment knows it.
    pub dose: Vec<(String, Vec<u64>)>,
    tables: BTreeMap<String, CountTable>,
    whence: String,
}

impl Input {
    /// Reads the files, or the compartment.
    pub async fn given(&self) -> anyhow::Result<Given> {
        let (Some(plan), Some(counts)) = (&self.plan, &self.counts) else { return self.of_evaluation().await };
        let known = plan::known(plan)?;
        let mut primary = counts::read(counts)?;
        if self.compartment.is_named() {
            let city = known.plan.city.clone();
            let own = self.compartment.own(&city, known.plan.first).await?;
            let own = own.context("--site: say --own with what is to be counted, or --evaluation without a plan and counts")?;
            // The later table speaks for the city, so that its rows in the file are not read beside it.
            primary.cities.retain(|found| found.name != city);
            primary =
                newest(&known.plan, &[primary, own]).context("the compartment's counts and those of the file have no month in common")?;
        }
        let mut tables = BTreeMap::from([(known.plan.primary.name.clone(), primary)]);
        for beside in &self.beside {
            let (name, file) = beside.split_once('=').with_context(|| format!("--beside {beside:?}: write NAME=FILE"))?;
            if !known.plan.outcomes().any(|(_, outcome)| outcome.name == name) {
                let names: Vec<&str> = known.plan.outcomes().map(|(_, outcome)| outcome.name.as_str()).collect();
                bail!("--beside {name:?}: the plan has no such outcome; it has: {}", names.join("; "));
            }
            tables.insert(name.to_owned(), counts::read(Path::new(file))?);
        }
        Ok(Given { known, dose: Vec::new(), tables, whence: counts.display().to_string() })
    }

    async fn of_evaluation(&self) -> anyhow::Result<Given> {
        let found = self.compartment.material().await?;
        let whence = format!("{}: {}", found.plan.city, found.plan.primary.name);
        let sealed = found.sealed.with_context(|| whence.clone())?;
        let dose = if found.dose.told.is_empty() {
            Vec::new()
        } else {
            vec![("messages to groups".to_owned(), found.dose.told), ("focus periods".to_owned(), found.dose.focus)]
        };
        Ok(Given { known: Known { sealed, plan: found.plan }, dose, tables: found.tables, whence })
    }
}

impl Given {
    /// Reads the plan against the counts.
    pub fn read(&self, seed: u64) -> anyhow::Result<Reading> {
        reading::read(&self.known.sealed, &self.known.plan, &self.tables, this_month(), seed).with_context(|| self.whence.clone())
    }

    /// What a reading of these files rests on.
    pub fn research(&self, found: Reading, seed: u64) -> anyhow::Result<Research> {
        research::research(found, &self.tables, Vec::new(), seed).with_context(|| self.whence.clone())
    }

    /// The record of a reading.
    pub fn record_of(&self, found: &Reading, seed: u64) -> Value {
        record::record(found, &record::input_hash(&self.known.sealed, &self.known.plan, &self.tables, seed))
    }

    /// The record of a reading, as it is written.
    pub fn record(&self, found: &Reading, seed: u64) -> String {
        record::text(&self.record_of(found, seed))
    }
}

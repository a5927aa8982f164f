//! What a reading is made from: a sealed plan and the counts of its outcomes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_app::evaluation::reading::{self, CountTable, Reading};
use gvi_app::evaluation::record;
use gvi_app::evaluation::research::{self, Research};
use serde_json::Value;

use super::counts;
use super::plan::{self, Known};
use super::this_month;

/// The files.
#[derive(Args)]
pub struct Input {
    /// The sealed plan.
    #[arg(long)]
    plan: PathBuf,
    /// The primary outcome: month, city, count, population. Settled months only: the last two are usually incomplete.
    #[arg(long)]
    counts: PathBuf,
    /// Another outcome of the plan, as NAME=FILE; once for each.
    #[arg(long, value_name = "NAME=FILE")]
    beside: Vec<String>,
}

/// The files, read.
pub struct Given {
    /// The plan.
    pub known: Known,
    tables: BTreeMap<String, CountTable>,
    counts: PathBuf,
}

impl Input {
    /// Reads the files.
    pub fn given(&self) -> anyhow::Result<Given> {
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
        Ok(Given { known, tables, counts: self.counts.clone() })
    }
}

impl Given {
    /// Reads the plan against the counts.
    pub fn read(&self, seed: u64) -> anyhow::Result<Reading> {
        reading::read(&self.known.sealed, &self.known.plan, &self.tables, this_month(), seed)
            .with_context(|| self.counts.display().to_string())
    }

    /// What a reading of these files rests on.
    pub fn research(&self, found: Reading, seed: u64) -> anyhow::Result<Research> {
        research::research(found, &self.tables, Vec::new(), seed).with_context(|| self.counts.display().to_string())
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

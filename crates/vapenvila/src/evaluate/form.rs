//! In which form a command prints what it found: for people, for programs, or as rows.

use clap::Args;
use gvi_papers::sheets::bare_csv;
use serde::Serialize;

/// The form that was asked for.
#[derive(Args)]
pub struct Form {
    /// As JSON.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// As CSV.
    #[arg(long)]
    csv: bool,
}

impl Form {
    /// Prints it: as a value, as rows under their heads, or in words.
    pub fn print<const N: usize>(
        &self,
        value: impl Serialize,
        heads: &[&str; N],
        rows: impl FnOnce() -> Vec<Vec<String>>,
        told: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(&value)?);
        } else if self.csv {
            print!("{}", bare_csv(heads, &rows())?);
        } else {
            print!("{}", told());
        }
        Ok(())
    }
}

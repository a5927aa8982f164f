//! Rewrites the files that are generated from the code and compared with it by a test.
//!
//! The tests that compare also know how to write: with VAPENVILA_BLESS set they put what they computed into the tree
//! instead of failing. What changed is then read in the diff and committed, or not.

use std::path::Path;

use anyhow::Result;

use crate::command::{cargo, run};

const BLESS: &str = "VAPENVILA_BLESS";

pub fn bless(root: &Path) -> Result<()> {
    let mut command = cargo(root);
    command.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]).env(BLESS, "1");
    run(&mut command)?;
    println!("\nread the diff before you commit: `git diff`");
    Ok(())
}

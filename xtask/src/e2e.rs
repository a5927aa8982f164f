//! The browser tests: builds the binary, fetches the two npm packages they need, hands over to `e2e/run.mjs`.
//!
//! What is tested stands in `e2e/`; npm serves the tests alone and nothing of it is in the product.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::command::{Kept, program, run, run_keeping, target};
use crate::demo;

/// `cargo xtask e2e [journey ...]`.
pub fn e2e(root: &Path, journeys: &[String]) -> Result<()> {
    kept(root, journeys).outcome
}

/// The same, with the runner's last word.
pub fn kept(root: &Path, journeys: &[String]) -> Kept {
    let prepared = demo::build(root).and_then(|()| packages(root));
    if let Err(error) = prepared {
        return Kept { lines: Vec::new(), outcome: Err(error) };
    }
    let mut command = program(root, "node");
    command
        .arg("e2e/run.mjs")
        .arg("--binary")
        .arg(demo::binary(root))
        .arg("--screenshots")
        .arg(target(root).join("screenshots"))
        .args(journeys);
    run_keeping(&mut command, is_summary)
}

/// `npm ci`, and only when the lock file is another than at the last time, so that a second run needs no network.
fn packages(root: &Path) -> Result<()> {
    let folder = root.join("e2e");
    let lock = fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json cannot be read")?;
    let mark = folder.join("node_modules").join(".installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("fetching the browser tests' packages");
    run(program(&folder, "npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    fs::write(mark, lock)?;
    Ok(())
}

/// `N passed, N failed`, alone on its line.
fn is_summary(line: &str) -> bool {
    let counted = |part: Option<&str>, word: &str| {
        part.and_then(|part| part.trim().strip_suffix(word)).is_some_and(|count| count.trim().parse::<u32>().is_ok())
    };
    let mut parts = line.split(',');
    counted(parts.next(), "passed") && counted(parts.next(), "failed") && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_summary_stands_alone_on_its_line() {
        assert!(is_summary("12 passed, 0 failed"));
        assert!(!is_summary("journey: 12 passed, 0 failed"));
        assert!(!is_summary("12 passed"));
        assert!(!is_summary("12 passed, 0 failed, 3 skipped"));
    }
}

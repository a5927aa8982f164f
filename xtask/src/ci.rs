//! The whole check, in the order in which a failure is cheapest to learn.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::command::{Kept, cargo, run, run_keeping};
use crate::postgres::Postgres;
use crate::steps::Steps;
use crate::{demo, e2e, licences, postgres, prove, tidy};

pub fn ci(root: &Path) -> Result<()> {
    let mut steps = Steps::default();
    steps.step("fmt", "run `cargo fmt --all` and commit what it changed", || run(cargo(root).args(["fmt", "--all", "--check"])))?;
    steps.step("tidy", "each finding above says what to do; run `cargo xtask tidy` again afterwards", || tidy::tidy(root))?;
    steps.step("licences", "leave the crate out, or say in deny.toml why its licence or source is fine", || licences::licences(root))?;
    steps.step("clippy", "mend what clippy names; `cargo clippy --workspace --all-targets` says it again", || {
        run(cargo(root).args(["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"]))
    })?;
    steps.step_keeping(
        "tests on SQLite and PostgreSQL",
        "run the failed test alone: `cargo xtask postgres -- cargo nextest run <its name>`",
        || tests(root),
    )?;
    steps.step("doc tests", "an example in a comment no longer holds; `cargo test --doc --workspace` says which", || doc_tests(root))?;
    steps.step_keeping(
        "prove",
        "a policy no longer keeps a wall; the counterexample above says how, mend the policy and not the proof",
        || prove::kept(root),
    )?;
    steps.step("release build", "`cargo build --release` says it again", || demo::build(root))?;
    steps.step("demo", "start it by hand: `cargo run --release -- demo`", || demo::smoke(root))?;
    steps.step_keeping(
        "e2e",
        "run one journey alone: `cargo xtask e2e <name>`; the screenshots in target/screenshots show what it saw",
        || e2e::kept(root, &[]),
    )?;
    steps.print_end();
    Ok(())
}

/// All tests of the workspace once: on SQLite always, and on a PostgreSQL that is ours alone.
fn tests(root: &Path) -> Kept {
    let server = match Postgres::start_unless_given(root) {
        Ok(server) => server,
        Err(error) => {
            return Kept { lines: Vec::new(), outcome: Err(error) };
        }
    };
    let mut command = cargo(root);
    command
        .args(["nextest", "run", "--workspace", "--exclude", prove::PROOFS, "--locked", "--no-fail-fast"])
        .env(postgres::ADDRESS, server.address())
        // In CI a missing PostgreSQL must be a failure; at a developer's desk it only means fewer tests.
        .env(postgres::REQUIRED, "1");
    run_keeping(&mut command, is_nextest_summary)
}

pub fn is_nextest_summary(line: &str) -> bool {
    line.contains("Summary [")
}

/// Doc tests only of the crates that have some: each costs a link of its own, and an empty run costs it too.
fn doc_tests(root: &Path) -> Result<()> {
    let mut with_examples = Vec::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let folder = entry?.path();
        let tree = tidy::Tree::read(&folder.join("src"))?;
        if tree.files.iter().any(|file| has_example(&file.text))
            && let Some(name) = folder.file_name()
        {
            with_examples.push(name.to_string_lossy().into_owned());
        }
    }
    if with_examples.is_empty() {
        println!("no crate has examples in its comments");
        return Ok(());
    }
    with_examples.sort();
    let mut command = cargo(root);
    command.args(["test", "--doc", "--quiet", "--locked"]);
    for name in &with_examples {
        command.args(["--package", name]);
    }
    run(&mut command)
}

/// A fenced block in a doc comment that rustdoc would run: bare, or marked as Rust.
fn has_example(source: &str) -> bool {
    let mut inside = false;
    for line in source.lines() {
        let line = line.trim_start();
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            inside = false;
            continue;
        };
        let Some(mark) = doc.trim().strip_prefix("```") else {
            continue;
        };
        if inside {
            inside = false;
            continue;
        }
        inside = true;
        if matches!(mark, "" | "rust" | "no_run" | "should_panic" | "compile_fail") || mark.starts_with("compile_fail,") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_that_rustdoc_runs_are_examples() {
        assert!(has_example("/// ```\n/// let x = 1;\n/// ```\n"));
        assert!(has_example("//! ```rust\n//! x\n//! ```\n"));
        assert!(!has_example("//! ```text\n//! a map\n//! ```\n"));
        assert!(!has_example("let fence = \"```\";\n"));
    }

    #[test]
    fn the_test_runners_last_word_is_recognised() {
        assert!(is_nextest_summary("Summary [   0.012s] 3 tests run: 3 passed, 0 skipped"));
        assert!(!is_nextest_summary("PASS [   0.012s] gvi-domain focus"));
    }
}

//! The whole check, in the order in which a failure is cheapest to learn.

use std::path::Path;

use anyhow::Result;

use crate::command::{Kept, cargo, run, run_keeping};
use crate::memory::Memory;
use crate::postgres::Postgres;
use crate::steps::Steps;
use crate::{demo, e2e, licences, postgres, prove, tidy};

/// What stands between a change and main in the browser: the journeys, and every page of these four: analyst and auditor of the police, the
/// coordinator of probation, a handler of social services. `cargo xtask e2e crawl` walks as all the others too.
const BROWSED: [&str; 12] = [
    "community",
    "door",
    "evaluation",
    "lost",
    "notification",
    "promise",
    "shell",
    "sign_in",
    "whom_to_ask",
    "crawl",
    "--as",
    "mara,rut,karin,ines",
];

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
    steps.step("demo", "start it by hand: `cargo run -- demo`", || demo::build(root).and_then(|()| demo::smoke(root)))?;
    steps.step_keeping(
        "e2e",
        "run one journey alone: `cargo xtask e2e <name>`; the screenshots in target/screenshots show what it saw",
        || e2e::kept(root, &BROWSED.map(str::to_owned)),
    )?;
    steps.print_end();
    Ok(())
}

/// All tests of the workspace once, but for the proofs: on SQLite always, and on a PostgreSQL that is ours alone. Every step asks for the
/// whole workspace, so that nothing below it is built a second time with other features.
fn tests(root: &Path) -> Kept {
    let server = match Postgres::start_unless_given(root) {
        Ok(server) => server,
        Err(error) => {
            return Kept { lines: Vec::new(), outcome: Err(error) };
        }
    };
    let mut command = cargo(root);
    command
        .args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "--filterset"])
        .arg(format!("not {}", prove::PROOFS))
        .env(postgres::ADDRESS, server.address())
        // In CI a missing PostgreSQL must be a failure; at a developer's desk it only means fewer tests.
        .env(postgres::REQUIRED, "1");
    let memory = Memory::if_there_is_room();
    if let Some(memory) = &memory {
        command.env("TMPDIR", memory.path());
    }
    run_keeping(&mut command, is_nextest_summary)
}

pub fn is_nextest_summary(line: &str) -> bool {
    line.contains("Summary [")
}

/// The examples in comments, the cheats that must not compile among them.
fn doc_tests(root: &Path) -> Result<()> {
    run(cargo(root).args(["test", "--doc", "--workspace", "--quiet", "--locked"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_runners_last_word_is_recognised() {
        assert!(is_nextest_summary("Summary [   0.012s] 3 tests run: 3 passed, 0 skipped"));
        assert!(!is_nextest_summary("PASS [   0.012s] gvi-domain focus"));
    }
}

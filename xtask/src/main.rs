//! The house's own tools: everything that is run around the build, in one place and in one language.
//!
//! `cargo xtask ci` is the whole check, step by step; every other command is one of its steps or something done now
//! and then. xtask knows the *shape* of the workspace (which crates there are, how they may lean on each other, where
//! texts and templates stand) and nothing of what they mean. It depends on none of them, so that it still runs when
//! they do not compile.

mod bench;
mod bless;
mod ci;
mod command;
mod demo;
mod e2e;
mod licences;
mod memory;
mod postgres;
mod prove;
mod steps;
mod tidy;
mod validate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  ci                       everything CI runs, in order; stops at the first failure and says what to do
  tidy                     the rules of the house that no compiler knows (arrows, words, sizes, links, languages)
  licences                 under which terms, and from where, others' work is built in
  prove                    the proofs over the policies and the catalogue of grounds, with cvc5
  e2e [journey ...]        the browser tests against the release binary; screenshots in target/screenshots
  bench [arguments ...]    the measures of speed, on a large invented compartment
  bench evaluation [data]  the same of every estimator; `growth` instead of the data: how cost grows
  bench network            the same of the proposal for a call-in
  bench peers [--data ...] the estimators beside others' tools, which are installed for this (scripts/peers.py)
  validate [data numbers]  estimators and proposals against numbers of other tools, on data that are not copied into the project
  bless                    rewrite the generated files that tests compare with the tree
  postgres -- <command>    run a command with a private PostgreSQL in VAPENVILA_TEST_POSTGRES
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !error.is::<steps::Told>() {
                eprintln!("\nxtask: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let root = workspace_root();
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", arguments),
    };
    match name {
        "ci" => ci::ci(&root),
        "tidy" => tidy::tidy(&root),
        "licences" => licences::licences(&root),
        "prove" => prove::prove(&root).map(drop),
        "e2e" => e2e::e2e(&root, rest).map(drop),
        "bench" => bench::bench(&root, rest),
        "validate" => validate::validate(&root, rest),
        "bless" => bless::bless(&root),
        "postgres" => postgres::with_postgres(&root, rest),
        "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

/// The folder that holds the workspace's Cargo.toml, wherever the command was given.
fn workspace_root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

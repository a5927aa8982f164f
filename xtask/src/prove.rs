//! The proofs: no policy opens a wall, for any request there could be, not only for those a test thought of.
//!
//! They are the tests of gvi-proofs, which ask the solver cvc5; `ci` runs them here and leaves them out of the other
//! tests. This finds the solver, says so clearly when there is none, and lets no proof be passed over.

use std::path::Path;

use anyhow::{Result, anyhow};

use crate::ci::is_nextest_summary;
use crate::command::{Kept, cargo, output, program, run_keeping};

/// The proofs read the solver's place from here (the symbolic compiler's own name for it).
const SOLVER: &str = "CVC5";

/// The room of the proofs, as the test runner is asked for it. Nothing of the product leans on it, so the solver's bridge is not in the product.
pub const PROOFS: &str = "package(gvi-proofs)";

pub fn prove(root: &Path) -> Result<()> {
    kept(root).outcome
}

pub fn kept(root: &Path) -> Kept {
    let solver = match solver(root) {
        Ok(solver) => solver,
        Err(error) => {
            return Kept { lines: Vec::new(), outcome: Err(error) };
        }
    };
    let mut command = cargo(root);
    command.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "--filterset", PROOFS]).env(SOLVER, solver);
    run_keeping(&mut command, is_nextest_summary)
}

/// The solver's path, and on the screen which version it is: a proof is worth what its solver is worth.
fn solver(root: &Path) -> Result<String> {
    let path = match std::env::var(SOLVER) {
        Ok(path) if !path.is_empty() => path,
        _ => "/usr/bin/cvc5".to_owned(),
    };
    let words = output(program(root, &path).arg("--version"))
        .map_err(|error| anyhow!("cvc5 is missing ({error:#}); `scripts/set-up` installs it"))?;
    println!("{}", words.lines().next().unwrap_or("cvc5"));
    Ok(path)
}

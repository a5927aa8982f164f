//! The measures of speed. What is measured stands beside the code it measures; this only builds it the way it is shipped, with
//! optimisation, and passes the arguments on.

use std::path::Path;

use anyhow::Result;

use crate::command::{cargo, program, run};

pub fn bench(root: &Path, arguments: &[String]) -> Result<()> {
    let (package, example, rest) = match arguments.split_first() {
        Some((what, rest)) if what == "evaluation" => ("gvi-evaluation", "timing", rest),
        Some((what, rest)) if what == "network" => ("gvi-network", "proposal_timing", rest),
        // Others' tools are installed for this and thrown away again; the script builds ours itself.
        Some((what, rest)) if what == "peers" => return run(program(root, "python3").arg("scripts/peers.py").args(rest)),
        _ => ("gvi-testkit", "bench", arguments),
    };
    run(cargo(root).args(["run", "--release", "--locked", "--package", package, "--example", example, "--"]).args(rest))
}

//! The measures of speed. What is measured stands beside the code it measures, in gvi-testkit; this only builds it the
//! way it is shipped, with optimisation, and passes the arguments on.

use std::path::Path;

use anyhow::Result;

use crate::command::{cargo, run};

pub fn bench(root: &Path, arguments: &[String]) -> Result<()> {
    run(cargo(root).args(["run", "--release", "--locked", "--package", "gvi-testkit", "--example", "bench", "--"]).args(arguments))
}

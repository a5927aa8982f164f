//! The evaluation and the proposal for a call-in against numbers that other tools produced, on data that may not be copied into the
//! project. What is compared stands in gvi-evaluation and gvi-network; this only says where the data are.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{cargo, run};

/// Where the data and the reference numbers stand when nobody says so: beside the checkout.
const BESIDE: [&str; 2] = ["../shared/data", "../shared/reference/evaluation"];

pub fn validate(root: &Path, arguments: &[String]) -> Result<()> {
    let folders: Vec<PathBuf> = match arguments {
        [] => BESIDE.iter().map(|folder| root.join(folder)).collect(),
        [data, reference] => vec![data.into(), reference.into()],
        _ => bail!("give the folder of data sets and the folder of reference numbers, or neither"),
    };
    if let Some(missing) = folders.iter().find(|folder| !folder.is_dir()) {
        bail!("there is no folder {}; give two folders: data sets, and reference numbers", missing.display());
    }
    let example = |package: &str, name: &str, folders: &[PathBuf]| {
        run(cargo(root).args(["run", "--release", "--locked", "--package", package, "--example", name, "--"]).args(folders))
    };
    example("gvi-evaluation", "validate", &folders)?;
    // The networks stand in a folder of the data, their numbers beside those of the evaluation.
    let networks = [folders[0].join("networks"), folders[1].with_file_name("networks")];
    match networks.iter().find(|folder| !folder.is_dir()) {
        Some(missing) => println!("the networks were not compared: there is no folder {}", missing.display()),
        None => example("gvi-network", "proposal_validation", &networks)?,
    }
    Ok(())
}

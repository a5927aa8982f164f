//! The evaluation against numbers that other tools produced, on data that may not be copied into the project. What is compared stands in
//! gvi-evaluation; this only says where the data are.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{cargo, run};

/// Where the data and the reference numbers stand when nobody says so: beside the checkout.
const BESIDE: [&str; 2] = ["../shared/data", "../shared/reference/evaluation"];

pub fn validate(root: &Path, arguments: &[String]) -> Result<()> {
    let folders: Vec<std::path::PathBuf> = match arguments {
        [] => BESIDE.iter().map(|folder| root.join(folder)).collect(),
        [data, reference] => vec![data.into(), reference.into()],
        _ => bail!("give the folder of data sets and the folder of reference numbers, or neither"),
    };
    if let Some(missing) = folders.iter().find(|folder| !folder.is_dir()) {
        bail!("there is no folder {}; give two folders: data sets, and reference numbers", missing.display());
    }
    run(cargo(root).args(["run", "--release", "--locked", "--package", "gvi-evaluation", "--example", "validate", "--"]).args(folders))
}

//! Checking a site's folder: everything that is wrong or missing, at once.

use std::path::{Path, PathBuf};

use clap::Args;
use gvi_app::production::{Gap, account_gaps, paper_gaps};
use gvi_app::site::SiteFile;
use gvi_app::{Mode, Site};
use gvi_domain::Moment;

use crate::Ending;
use crate::mail::Sender;
use crate::serve::now;

/// Checks a site's folder.
#[derive(Args)]
pub struct CheckConfig {
    /// The site's folder.
    #[arg(long)]
    folder: PathBuf,
}

impl CheckConfig {
    /// Says what is missing.
    pub async fn run(self) -> anyhow::Result<Ending> {
        let missing = missing(&self.folder, now()).await?;
        if missing.is_empty() {
            println!("Nothing is missing in {}.", self.folder.display());
            return Ok(Ending::Done);
        }
        say(&missing);
        Ok(Ending::Refused)
    }
}

/// Everything for which a site cannot be served in the mode that its file asks for.
pub async fn missing(folder: &Path, now: Moment) -> anyhow::Result<Vec<Gap>> {
    let file = SiteFile::read(folder)?;
    let mut gaps: Vec<Gap> = file.faults().into_iter().map(Gap::Closed).collect();
    if !gaps.is_empty() {
        return Ok(gaps);
    }
    let is_production = file.wanted_mode()? == Mode::Production;
    if is_production {
        gaps = paper_gaps(folder, &file, now.date(&file.zone()?));
    }
    match Site::open(folder, now).await {
        Ok(site) => {
            gaps.extend(Sender::of_site(&site).err().map(|error| Gap::Closed(format!("mail: {error:#}"))));
            if is_production {
                gaps.extend(account_gaps(&site, now).await?);
            }
            site.close().await;
        }
        Err(error) => gaps.push(Gap::Closed(error.to_string())),
    }
    Ok(gaps)
}

/// Says it, one line each.
pub fn say(missing: &[Gap]) {
    eprintln!("This site cannot be served as it is. What is missing ({}):", missing.len());
    for gap in missing {
        eprintln!("- {gap}");
    }
}

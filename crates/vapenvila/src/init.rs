//! An empty site: a folder with `site.toml` and one empty compartment for each authority.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use gvi_app::Site;
use gvi_app::site::{AuthorityEntry, SiteFile};

use crate::serve::now;

/// Makes an empty site.
#[derive(Args)]
pub struct Init {
    /// The folder, which must not hold a site.
    #[arg(long)]
    folder: PathBuf,
    /// The city.
    #[arg(long)]
    site: String,
    /// Practice for training and open data, production for real people.
    #[arg(long, value_enum, default_value_t = SiteMode::Practice)]
    mode: SiteMode,
    /// IANA name of the time zone.
    #[arg(long, default_value = "Europe/Stockholm")]
    time_zone: String,
    /// An authority as `id:KIND:name in Swedish:name in English`, once for each.
    #[arg(long = "authority", required = true)]
    authorities: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum SiteMode {
    Practice,
    Production,
}

impl Init {
    /// Makes it.
    pub async fn run(self) -> anyhow::Result<()> {
        let authority = self.authorities.iter().map(|text| entry(text)).collect::<anyhow::Result<Vec<_>>>()?;
        let mode = match self.mode {
            SiteMode::Practice => "practice",
            SiteMode::Production => "production",
        };
        let file = SiteFile { name: self.site, time_zone: self.time_zone, jurisdiction: "SE".to_owned(), mode: mode.to_owned(), authority };
        let site = Site::found(&self.folder, &file, |_| random_seed(), now()).await.context("the site was not made")?;
        println!("{} is made in {} mode in {}.", site.name(), mode, self.folder.display());
        site.close().await;
        Ok(())
    }
}

fn entry(text: &str) -> anyhow::Result<AuthorityEntry> {
    let parts: Vec<&str> = text.split(':').collect();
    let [id, kind, name_sv, name_en] = parts[..] else {
        bail!("--authority {text:?}: write id:KIND:name in Swedish:name in English, for example polisen:POL:Polisen:Police");
    };
    Ok(AuthorityEntry { id: id.into(), kind: kind.into(), name_sv: name_sv.into(), name_en: name_en.into(), database: format!("sqlite:{id}.sqlite") })
}

fn random_seed() -> [u8; 32] {
    use rand::Rng as _;
    let mut seed = [0; 32];
    rand::rng().fill_bytes(&mut seed);
    seed
}

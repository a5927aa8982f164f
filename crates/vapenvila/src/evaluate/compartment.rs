//! Counts straight from a compartment, so that no table must be exported first.
//!
//! It reads as anybody reads: signed in, for a purpose, permitted, with an entry in the log. Nothing is changed, and no person comes out.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use gvi_app::evaluation::Counted;
use gvi_app::evaluation::material::{self, Material};
use gvi_domain::{EvaluationId, Month};
use gvi_papers::count_table::CountTable;

use crate::desk::{Deeds, Desk, Place, words};

/// Which compartment, and as whom.
#[derive(Args)]
pub struct Compartment {
    /// The site's folder: the counts come from a compartment of it.
    #[arg(long, requires = "authority", requires = "user")]
    site: Option<PathBuf>,
    /// The authority whose compartment it is.
    #[arg(long, requires = "site")]
    authority: Option<String>,
    /// The user name of whoever reads. Password and one-time code are asked for, or read as two lines from the input.
    #[arg(long = "as", requires = "site")]
    user: Option<String>,
    /// Code of the purpose to act for; the first active one when left out.
    #[arg(long, requires = "site")]
    purpose: Option<String>,
    /// An evaluation that stands in the compartment: its plan and its counts are read. Its id stands in the address of its page.
    #[arg(long, requires = "site", conflicts_with = "own")]
    evaluation: Option<EvaluationId>,
    /// Count the compartment's own incidents by month.
    #[arg(long, value_enum, requires = "site")]
    own: Option<Own>,
    /// How many people live in the city that is counted.
    #[arg(long, requires = "own")]
    population: Option<u64>,
}

/// What is counted of the compartment's own incidents.
#[derive(Clone, Copy, ValueEnum)]
enum Own {
    /// Confirmed shootings.
    Shootings,
    /// Incidents in which a group member is involved.
    GroupRelated,
    /// Incidents in which none is.
    NotGroupRelated,
}

impl Own {
    fn counted(self) -> Counted {
        match self {
            Self::Shootings => Counted::Shootings,
            Self::GroupRelated => Counted::GroupRelated,
            Self::NotGroupRelated => Counted::NotGroupRelated,
        }
    }
}

impl Compartment {
    /// Whether anything is read from a site.
    pub const fn is_named(&self) -> bool {
        self.site.is_some()
    }

    /// Whether a plan of the compartment is read.
    pub const fn names_an_evaluation(&self) -> bool {
        self.evaluation.is_some()
    }

    async fn desk(&self) -> anyhow::Result<Desk> {
        let place =
            Place { folder: self.site.clone(), authority: self.authority.clone(), user: self.user.clone(), purpose: self.purpose.clone() };
        Desk::open(&place, Deeds::Reading).await
    }

    /// The plan and the counts of the evaluation that was named.
    pub async fn material(&self) -> anyhow::Result<Material> {
        let Some(id) = self.evaluation else { bail!("--site: say --evaluation, or --own with what is to be counted") };
        let desk = self.desk().await?;
        let found = material::material(&desk.ctx, id).await.map_err(|error| words(&error));
        desk.leave().await?;
        found.with_context(|| format!("evaluation {id}"))
    }

    /// The compartment's own incidents by month, from a month on, as counts of a city; none when `--own` was not said.
    pub async fn own(&self, city: &str, from: Month) -> anyhow::Result<Option<CountTable>> {
        let Some(own) = self.own else { return Ok(None) };
        let desk = self.desk().await?;
        let found = material::own_counts(&desk.ctx, own.counted(), city, from, self.population).await.map_err(|error| words(&error));
        desk.leave().await?;
        let told = "there is no such incident in the compartment in these months; import some, or count something else";
        Ok(Some(found?.context(told)?))
    }
}

//! An empty site: a folder with `site.toml` and one empty compartment for each authority.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use gvi_app::site::{AuthorityEntry, SiteFile};
use gvi_app::{Door, Site};
use gvi_domain::AccountId;
use gvi_store::accounts::NewAccount;

use crate::base32::base32;
use crate::serve::now;

/// Months for which the first administrator's account stands; until then the authority gives itself better ones.
const ADMINISTRATOR_MONTHS: i32 = 3;

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
        let file = SiteFile {
            name: self.site,
            time_zone: self.time_zone,
            jurisdiction: "SE".to_owned(),
            mode: mode.to_owned(),
            address: None,
            authority,
            help_line: None,
            mail: None,
        };
        let faults = file.faults();
        if !faults.is_empty() {
            bail!("the site was not made:\n- {}", faults.join("\n- "));
        }
        let site = Site::found(&self.folder, &file, |_| random_bytes(), now()).await.context("the site was not made")?;
        println!("{} is made in {} mode in {}.", site.name(), mode, self.folder.display());
        println!("The first administrator of each authority, shown this once and stored nowhere in clear:");
        for entry in &file.authority {
            let first = first_administrator(&site, entry).await?;
            println!("ADMINISTRATOR {} {} {} {}", entry.id, first.user_name, first.password, base32(&first.secret));
        }
        println!(
            "Hand each line to its authority alone. They enter the last word into a code app, sign in, choose a password of their own, and give others their accounts."
        );
        site.close().await;
        Ok(())
    }
}

/// Name, password and secret of an account, on their way to paper.
struct FirstAccount {
    user_name: &'static str,
    password: String,
    secret: [u8; 20],
}

/// Gives an authority its first administrator, who can give accounts and nothing else: no purpose comes with it, because why an
/// authority works with people is its own decision.
async fn first_administrator(site: &Site, entry: &AuthorityEntry) -> anyhow::Result<FirstAccount> {
    let authority = entry.id.parse().context("the id of an authority")?;
    let ctx = site.as_house(Door::at(now()), &authority).context("the compartment that was just made")?;
    let secret: [u8; 32] = random_bytes();
    let first = FirstAccount {
        user_name: "admin",
        password: base32(&random_bytes()[..15]).to_lowercase(),
        secret: std::array::from_fn(|place| secret[place]),
    };
    let until = now().date(ctx.zone()).saturating_add(jiff::Span::new().months(ADMINISTRATOR_MONTHS));
    let hash = gvi_app::sign_in::password_hash(&first.password)?;
    let name = format!("{} (administratör)", entry.name_sv);
    let account = NewAccount {
        id: AccountId::new(),
        user_name: first.user_name,
        name: &name,
        sort_key: &gvi_app::order::sort_key(&name),
        unit: "it",
        password_hash: &hash,
        totp_secret: &first.secret,
        roles: &[("admin", until)],
        trained_until: until,
        ends_on: until,
        language: "sv",
    };
    ctx.first_accounts(&[account], &[], true).await?;
    Ok(first)
}

fn entry(text: &str) -> anyhow::Result<AuthorityEntry> {
    let parts: Vec<&str> = text.split(':').collect();
    let [id, kind, name_sv, name_en] = parts[..] else {
        bail!("--authority {text:?}: write id:KIND:name in Swedish:name in English, for example polisen:POL:Polisen:Police");
    };
    Ok(AuthorityEntry {
        id: id.into(),
        kind: kind.into(),
        name_sv: name_sv.into(),
        name_en: name_en.into(),
        database: format!("sqlite:{id}.sqlite"),
    })
}

fn random_bytes() -> [u8; 32] {
    use rand::Rng as _;
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

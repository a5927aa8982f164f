//! A site: the compartments that one folder and one process hold. It knows addresses, and opens one door to one compartment.
//!
//! The site is the only place where several compartments stand beside each other, and it hands out at most one for each door.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gvi_domain::{AuthorityId, KindCode, Moment};
use gvi_exchange::EnvelopeKey;
use gvi_secrecy::Guard;
use gvi_store::compartment::{Compartment, Founding, Mode, Nameplate, Threshold};
use gvi_store::neighbours::Neighbour;
use gvi_store::{Ctx, Door};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::bells::Bells;
use crate::error::AppError;
use crate::mail::MailFile;

/// The file in a site's folder that says what the site is.
pub const SITE_FILE: &str = "site.toml";

/// What `site.toml` says. Unknown keys are refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// The city.
    pub name: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Code of the jurisdiction.
    pub jurisdiction: String,
    /// `demo`, `practice` or `production`.
    pub mode: String,
    /// Where its pages are, as people type it: `https://vapenvila.nordhamn.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The authorities.
    pub authority: Vec<AuthorityEntry>,
    /// The help line, for papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_line: Option<HelpLine>,
    /// Sending by e-mail; without it nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailFile>,
}

/// The help line as papers name it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// Its number.
    pub phone: String,
    /// When it answers, in Swedish.
    #[serde(default)]
    pub hours_sv: String,
    /// When it answers, in English.
    #[serde(default)]
    pub hours_en: String,
    /// When it answers, in Arabic.
    #[serde(default)]
    pub hours_ar: String,
}

impl HelpLine {
    /// When it answers, in a language; empty where nobody has said it in that language.
    pub fn hours(&self, language: &str) -> &str {
        match language {
            "sv" => &self.hours_sv,
            "en" => &self.hours_en,
            "ar" => &self.hours_ar,
            _ => "",
        }
    }
}

impl SiteFile {
    /// Reads the file of a site's folder.
    pub fn read(folder: &Path) -> Result<Self, SiteError> {
        let path = folder.join(SITE_FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| SiteError::File { path: path.clone(), reason: format!("{error}; make a site with `vapenvila init`") })?;
        toml::from_str(&text).map_err(|error| SiteError::Says(error.to_string()))
    }

    /// The mode that the file asks for.
    pub fn wanted_mode(&self) -> Result<Mode, SiteError> {
        mode(self)
    }

    /// The site's time zone.
    pub fn zone(&self) -> Result<TimeZone, SiteError> {
        TimeZone::get(&self.time_zone).map_err(|_| SiteError::Says(format!("time_zone {:?} is not known", self.time_zone)))
    }

    /// Everything that does not hold in the file itself, in words; nothing is opened.
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> =
            [self.wanted_mode().err(), self.zone().err()].into_iter().flatten().map(|error| error.to_string()).collect();
        faults.extend(
            self.address
                .as_deref()
                .filter(|address| host_of(address).is_none())
                .map(|address| format!("{SITE_FILE}: address {address:?} is none; write https://, a host, and nothing behind it")),
        );
        faults.extend(
            self.mail.iter().flat_map(|mail| mail.faults(self.address.is_some())).map(|fault| format!("{SITE_FILE}: mail: {fault}")),
        );
        if self.authority.is_empty() {
            faults.push(format!("{SITE_FILE}: no authority"));
        }
        for (place, entry) in self.authority.iter().enumerate() {
            // What is wrong with mode and zone is said once, above.
            if let Err(error) = plate(&Self { mode: Mode::Practice.name().to_owned(), time_zone: "UTC".to_owned(), ..self.clone() }, entry)
            {
                faults.push(error.to_string());
            }
            if self.authority[..place].iter().any(|earlier| earlier.id == entry.id) {
                faults.push(format!("{SITE_FILE}: authority {:?} stands there twice", entry.id));
            }
            if self.authority[..place].iter().any(|earlier| earlier.database == entry.database) {
                faults.push(format!("{SITE_FILE}: authority {:?} shares its database with another: each needs its own", entry.id));
            }
        }
        faults
    }
}

/// One authority in `site.toml`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityEntry {
    /// Its id, for example `polisen`.
    pub id: String,
    /// Its kind, for example `POL`.
    pub kind: String,
    /// Its name in Swedish.
    pub name_sv: String,
    /// Its name in English.
    pub name_en: String,
    /// `sqlite:FILE` (inside the site's folder unless it is absolute) or `postgres://…`.
    pub database: String,
}

/// The site's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A file cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// What `site.toml` says does not hold.
    #[error("{SITE_FILE}: {0}")]
    Says(String),
    /// A database.
    #[error("the compartment of {authority}: {source}")]
    Compartment {
        /// Whose.
        authority: String,
        /// Why.
        #[source]
        source: gvi_store::DbError,
    },
    /// The policies.
    #[error(transparent)]
    Policy(#[from] gvi_secrecy::PolicyError),
}

/// All compartments of a folder.
pub struct Site {
    name: String,
    mode: Mode,
    folder: PathBuf,
    compartments: BTreeMap<AuthorityId, Compartment>,
    post: tokio::sync::Notify,
    bells: Bells,
    address: Option<String>,
    help_line: Option<HelpLine>,
    mail: Option<MailFile>,
}

impl Site {
    /// Makes a new site: writes `site.toml` and founds an empty compartment for every authority.
    pub async fn found(folder: &Path, file: &SiteFile, seeds: impl Fn(&str) -> [u8; 32], now: Moment) -> Result<Self, SiteError> {
        let path = folder.join(SITE_FILE);
        let wrong = |reason: String| SiteError::File { path: path.clone(), reason };
        std::fs::create_dir_all(folder).map_err(|error| wrong(error.to_string()))?;
        if path.exists() {
            return Err(wrong("there is a site here already".to_owned()));
        }
        let guard = Arc::new(Guard::of_the_house()?);
        let mut compartments = BTreeMap::new();
        for entry in &file.authority {
            let plate = plate(file, entry)?;
            let founding = Founding { plate: &plate, seed: seeds(&entry.id) };
            let compartment = Compartment::found(&address(folder, &entry.database), founding, Arc::clone(&guard), now)
                .await
                .map_err(|source| SiteError::Compartment { authority: entry.id.clone(), source })?;
            compartments.insert(plate.authority.clone(), compartment);
        }
        introduce(&compartments).await?;
        let text = toml::to_string(file).map_err(|error| SiteError::Says(error.to_string()))?;
        std::fs::write(&path, text).map_err(|error| wrong(error.to_string()))?;
        Self::of(folder, file, compartments)
    }

    /// Opens a site that was founded before.
    pub async fn open(folder: &Path, now: Moment) -> Result<Self, SiteError> {
        let file = SiteFile::read(folder)?;
        let guard = Arc::new(Guard::of_the_house()?);
        let mut compartments = BTreeMap::new();
        for entry in &file.authority {
            let wanted = plate(&file, entry)?;
            let compartment = Compartment::open(&address(folder, &entry.database), Arc::clone(&guard), now)
                .await
                .map_err(|source| SiteError::Compartment { authority: entry.id.clone(), source })?;
            let found = compartment.plate();
            // A demo can never be turned into production by editing a file: the compartment itself knows what it is.
            if found.authority != wanted.authority || found.kind != wanted.kind || found.mode != wanted.mode {
                return Err(SiteError::Says(format!(
                    "the database of {} belongs to {} ({}, {} mode): it cannot be opened as {} mode",
                    wanted.authority,
                    found.authority,
                    found.kind,
                    found.mode.name(),
                    wanted.mode.name()
                )));
            }
            compartments.insert(wanted.authority, compartment);
        }
        introduce(&compartments).await?;
        Self::of(folder, &file, compartments)
    }

    /// The site around compartments that are open and know each other.
    fn of(folder: &Path, file: &SiteFile, compartments: BTreeMap<AuthorityId, Compartment>) -> Result<Self, SiteError> {
        Ok(Self {
            name: file.name.clone(),
            mode: mode(file)?,
            folder: folder.to_owned(),
            bells: Bells::over(compartments.keys()),
            compartments,
            post: tokio::sync::Notify::new(),
            address: file.address.clone(),
            help_line: file.help_line.clone(),
            mail: file.mail.clone(),
        })
    }

    /// The city.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its pages are, if somebody has said so.
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// The host of the site, which makes the ids of calendar entries unique everywhere. A site without an address has a name that is nowhere.
    pub fn host(&self) -> &str {
        self.address.as_deref().and_then(host_of).unwrap_or("vapenvila.invalid")
    }

    /// How e-mail is sent, if it is.
    pub const fn mail(&self) -> Option<&MailFile> {
        self.mail.as_ref()
    }

    /// Whether e-mail is sent at all.
    pub const fn sends_mail(&self) -> bool {
        self.mail.is_some()
    }

    /// The help line, if the site has told of it.
    pub const fn help_line(&self) -> Option<&HelpLine> {
        self.help_line.as_ref()
    }

    /// How the site is run.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The site's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What each compartment says of itself: common knowledge.
    pub fn plates(&self) -> impl Iterator<Item = &Nameplate> {
        self.compartments.values().map(Compartment::plate)
    }

    /// Goes through a door to the threshold of one compartment.
    pub fn threshold(&self, door: Door, authority: &AuthorityId) -> Option<Threshold> {
        self.compartments.get(authority).map(|compartment| compartment.enter(door))
    }

    /// Goes through a door into one compartment as the house itself.
    pub fn as_house(&self, door: Door, authority: &AuthorityId) -> Option<Ctx> {
        self.compartments.get(authority).map(|compartment| compartment.enter_as_house(door))
    }

    /// The house itself in every compartment, in the order of their ids: for rounds that do the same in each.
    pub fn houses(&self, now: Moment) -> impl Iterator<Item = Ctx> {
        self.compartments.values().map(move |compartment| compartment.enter_as_house(Door::at(now)))
    }

    /// The ids of the authorities, in their order: for rounds that go from one compartment to the next.
    pub fn authorities(&self) -> impl Iterator<Item = &AuthorityId> {
        self.compartments.keys()
    }

    /// Says that envelopes may be waiting, so that the courier goes now and not at its next round.
    pub fn post_waits(&self) {
        self.post.notify_one();
    }

    /// Waits until somebody says that envelopes may be waiting.
    pub async fn post(&self) {
        self.post.notified().await;
    }

    /// The bells of the compartments.
    pub const fn bells(&self) -> &Bells {
        &self.bells
    }

    /// Closes all databases.
    pub async fn close(&self) {
        for compartment in self.compartments.values() {
            compartment.close().await;
        }
    }
}

/// Makes the compartments of a site known to each other: names and public keys, one compartment after the other.
async fn introduce(compartments: &BTreeMap<AuthorityId, Compartment>) -> Result<(), SiteError> {
    let all: Vec<Neighbour> = compartments.values().map(card).collect();
    for (authority, compartment) in compartments {
        let others: Vec<Neighbour> = all.iter().filter(|other| other.authority != *authority).cloned().collect();
        compartment.meet(&others).await.map_err(|source| SiteError::Compartment { authority: authority.to_string(), source })?;
    }
    Ok(())
}

fn card(compartment: &Compartment) -> Neighbour {
    let plate = compartment.plate();
    Neighbour {
        authority: plate.authority.clone(),
        kind: plate.kind.clone(),
        name_sv: plate.name_sv.clone(),
        name_en: plate.name_en.clone(),
        envelope_key: EnvelopeKey::of_seed(compartment.seed()).public().to_bytes().to_vec(),
        log_key: compartment.log_key().log_key().to_string(),
        witness_key: compartment.log_key().witness_key().to_string(),
    }
}

/// Authorities and addresses of the databases of a site's folder, without opening any: for reading the logs from outside.
pub(crate) fn databases(folder: &Path) -> Result<Vec<(String, String)>, SiteError> {
    let path = folder.join(SITE_FILE);
    let text = std::fs::read_to_string(&path).map_err(|error| SiteError::File { path, reason: error.to_string() })?;
    let file: SiteFile = toml::from_str(&text).map_err(|error| SiteError::Says(error.to_string()))?;
    Ok(file.authority.iter().map(|entry| (entry.id.clone(), address(folder, &entry.database))).collect())
}

/// The host in the address of a site. Only this machine is asked without TLS.
fn host_of(address: &str) -> Option<&str> {
    let (is_open, rest) = match address.strip_prefix("https://") {
        Some(rest) => (false, rest),
        None => (true, address.strip_prefix("http://")?),
    };
    let host = rest.strip_suffix('/').unwrap_or(rest);
    let name = host.split(':').next().unwrap_or_default();
    let is_host = !name.is_empty() && host.len() <= 200 && host.chars().all(|sign| sign.is_ascii_alphanumeric() || "-.:".contains(sign));
    (is_host && (!is_open || ["localhost", "127.0.0.1"].contains(&name))).then_some(host)
}

fn mode(file: &SiteFile) -> Result<Mode, SiteError> {
    Mode::named(&file.mode)
        .ok_or_else(|| SiteError::Says(format!("mode is {:?}; write \"demo\", \"practice\" or \"production\"", file.mode)))
}

fn plate(file: &SiteFile, entry: &AuthorityEntry) -> Result<Nameplate, SiteError> {
    let wrong = |what: &str| SiteError::Says(format!("authority {:?}: {what}", entry.id));
    Ok(Nameplate {
        authority: entry.id.parse().map_err(|_| wrong("the id must be letters, digits, - and _"))?,
        kind: entry.kind.parse::<KindCode>().map_err(|_| wrong("the kind is not a code such as POL"))?,
        name_sv: entry.name_sv.clone(),
        name_en: entry.name_en.clone(),
        site_name: file.name.clone(),
        zone: file.zone()?,
        jurisdiction: file.jurisdiction.clone(),
        mode: mode(file)?,
    })
}

fn address(folder: &Path, database: &str) -> String {
    match database.strip_prefix("sqlite:") {
        Some(file) => format!("sqlite:{}", folder.join(file).display()),
        None => database.to_owned(),
    }
}

impl From<SiteError> for AppError {
    fn from(error: SiteError) -> Self {
        Self::Broken(Box::new(error))
    }
}

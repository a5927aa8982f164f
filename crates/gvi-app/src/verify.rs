//! Recomputes the logs of a whole site from its databases alone: no server, no policies, no session.
//!
//! Every compartment is read by itself, one after the other, and only public things of one are held beside the rows of another:
//! keys, checkpoints, and what a neighbour says it saw. What an entry tells is never opened.
//!
//! What this file deliberately does not do: mend. A finding is for people.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use gvi_ledger::{Report, Trust, Verifier, VerifierKey};
use gvi_store::DbError;
use gvi_store::logbook::{Acquaintance, Claimant, Logbook, LogbookRow};

use crate::site::{SiteError, databases};
use crate::witness::cosignatures_needed;

/// Rows that are read at a time.
const ROWS_PER_PAGE: u32 = 5_000;
/// Checkpoints that are read at a time.
const CHECKPOINTS_PER_PAGE: u32 = 1_000;

/// Something that does not fit and that lies outside what a log's own hashes can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// The database cannot be read.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// The database belongs to another authority than `site.toml` says.
    OtherAuthority {
        /// Whose it is.
        found: String,
    },
    /// A row's columns hold what no entry has.
    RowUnreadable {
        /// The number of the row.
        seq: i64,
        /// Why.
        reason: String,
    },
    /// The log says that it has another number of entries than there are.
    SizeDiffers {
        /// What it says; nothing if it says nothing.
        said: Option<i64>,
        /// What there is.
        there: u64,
    },
    /// A neighbour knows this compartment by another key.
    KeyDiffers {
        /// The neighbour.
        neighbour: String,
    },
    /// A neighbour does not know this compartment.
    Unknown {
        /// The neighbour.
        neighbour: String,
    },
    /// A neighbour refused to co-sign this log.
    Refused {
        /// The neighbour.
        neighbour: String,
        /// The size that the checkpoint claimed.
        size: i64,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(f, "the database cannot be read: {reason}"),
            Self::OtherAuthority { found } => write!(f, "the database belongs to {found}"),
            Self::RowUnreadable { seq, reason } => write!(f, "entry {seq}: its row cannot be read: {reason}"),
            Self::SizeDiffers { said: Some(said), there } => write!(f, "entries at the end: the log says it has {said}, there are {there}"),
            Self::SizeDiffers { said: None, there } => write!(f, "the log does not say how many entries it has; there are {there}"),
            Self::KeyDiffers { neighbour } => write!(f, "{neighbour} knows this compartment by another key"),
            Self::Unknown { neighbour } => write!(f, "{neighbour} does not know this compartment"),
            Self::Refused { neighbour, size, reason } => {
                write!(f, "{neighbour} refused to co-sign the checkpoint at size {size}: {reason}")
            }
        }
    }
}

/// What was found out about one compartment.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Whose log it is.
    pub authority: String,
    /// What the hashes say.
    pub report: Report,
    /// What else does not fit.
    pub oddities: Vec<Oddity>,
}

impl Verified {
    /// Nothing was found and nothing was left without an answer.
    pub fn is_sound(&self) -> bool {
        self.report.is_sound() && self.oddities.is_empty()
    }

    /// Each finding as a sentence that says where.
    pub fn findings(&self) -> Vec<String> {
        let mut findings: Vec<String> = self.report.findings.iter().map(ToString::to_string).collect();
        if self.report.findings_left_out > 0 {
            findings.push(format!("and {} more", self.report.findings_left_out));
        }
        if self.report.checkpoints_not_compared > 0 {
            findings.push(format!("{} checkpoints lie behind a finding and could not be compared", self.report.checkpoints_not_compared));
        }
        if self.report.views_not_compared > 0 {
            findings.push(format!("{} views of neighbours lie behind a finding and could not be compared", self.report.views_not_compared));
        }
        findings.extend(self.oddities.iter().map(ToString::to_string));
        findings
    }
}

/// What one compartment says that bears on the others: public all of it.
struct Testimony {
    claimant: Claimant,
    acquaintances: Vec<Acquaintance>,
    views: Vec<(String, String)>,
    alarms: Vec<(String, i64, String)>,
}

/// Verifies every compartment of a site's folder. `progress` hears the authority, the rows read, and the rows there are.
pub async fn verify(folder: &Path, progress: &mut (dyn FnMut(&str, u64, u64) + Send)) -> Result<Vec<Verified>, SiteError> {
    let databases = databases(folder)?;
    // First what everybody saw, then the rows: entries that are added meanwhile can only be newer than what was seen.
    let mut testimonies = BTreeMap::new();
    let mut silent = BTreeMap::new();
    for (authority, address) in &databases {
        match testimony(address).await {
            Ok(said) => drop(testimonies.insert(authority.clone(), said)),
            Err(error) => drop(silent.insert(authority.clone(), cause(&error))),
        }
    }
    let mut verified = Vec::new();
    for (authority, address) in &databases {
        let Some(own) = testimonies.get(authority) else {
            let reason = silent.remove(authority).unwrap_or_default();
            verified.push(Verified {
                authority: authority.clone(),
                report: Report::default(),
                oddities: vec![Oddity::Unreadable { reason }],
            });
            continue;
        };
        let mut done =
            Verified { authority: authority.clone(), report: Report::default(), oddities: testified(authority, own, &testimonies) };
        match rows(authority, address, own, &testimonies, databases.len(), progress).await {
            Ok((report, oddities)) => {
                done.report = report;
                done.oddities.extend(oddities);
            }
            Err(error) => done.oddities.push(Oddity::Unreadable { reason: cause(&error) }),
        }
        verified.push(done);
    }
    Ok(verified)
}

fn cause(error: &DbError) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

async fn testimony(address: &str) -> Result<Testimony, DbError> {
    let mut logbook = Logbook::open(address).await?;
    let testimony = Testimony {
        claimant: logbook.claimant().await?,
        acquaintances: logbook.acquaintances().await?,
        views: logbook.views().await?,
        alarms: logbook.alarms().await?,
    };
    logbook.close().await?;
    Ok(testimony)
}

/// What the neighbours say of a compartment beyond its checkpoints.
fn testified(authority: &str, own: &Testimony, all: &BTreeMap<String, Testimony>) -> Vec<Oddity> {
    let mut oddities = Vec::new();
    if own.claimant.authority.as_str() != authority {
        oddities.push(Oddity::OtherAuthority { found: own.claimant.authority.to_string() });
    }
    let (log_key, witness_key) = (own.claimant.log_key.to_string(), own.claimant.witness_key.to_string());
    for (neighbour, other) in all.iter().filter(|(neighbour, _)| *neighbour != authority) {
        match other.acquaintances.iter().find(|known| known.authority == authority) {
            Some(known) if known.log_key != log_key || known.witness_key != witness_key => {
                oddities.push(Oddity::KeyDiffers { neighbour: neighbour.clone() });
            }
            Some(_) => {}
            None => oddities.push(Oddity::Unknown { neighbour: neighbour.clone() }),
        }
        for (_, size, reason) in other.alarms.iter().filter(|(origin, ..)| origin == own.claimant.log_key.name()) {
            oddities.push(Oddity::Refused { neighbour: neighbour.clone(), size: *size, reason: reason.clone() });
        }
    }
    oddities
}

/// Whose word counts for a compartment's log. The witnesses' keys come from their own compartments where these can be read, so
/// that nobody can bring witnesses along; for one that cannot be read, what the compartment knew when the two met has to do.
fn trust(authority: &str, own: &Testimony, all: &BTreeMap<String, Testimony>, authorities: usize) -> Trust {
    let mut witnesses: Vec<VerifierKey> =
        all.iter().filter(|(neighbour, _)| *neighbour != authority).map(|(_, other)| other.claimant.witness_key.clone()).collect();
    let away = own.acquaintances.iter().filter(|known| !all.contains_key(&known.authority));
    witnesses.extend(away.filter_map(|known| known.witness_key.parse().ok()));
    Trust { log: own.claimant.log_key.clone(), witnesses, cosignatures_needed: cosignatures_needed(authorities.saturating_sub(1)) }
}

async fn rows(
    authority: &str,
    address: &str,
    own: &Testimony,
    all: &BTreeMap<String, Testimony>,
    authorities: usize,
    progress: &mut (dyn FnMut(&str, u64, u64) + Send),
) -> Result<(Report, Vec<Oddity>), DbError> {
    let mut logbook = Logbook::open(address).await?;
    let mut verifier = Verifier::new(trust(authority, own, all, authorities));
    for (neighbour, other) in all.iter().filter(|(neighbour, _)| *neighbour != authority) {
        for (_, text) in other.views.iter().filter(|(origin, _)| origin == own.claimant.log_key.name()) {
            verifier.seen_by(neighbour, text.as_bytes());
        }
    }
    let said = logbook.promised_size().await?;
    let total = said.and_then(|said| u64::try_from(said).ok()).unwrap_or(0);
    let mut oddities = Vec::new();
    let (mut last, mut fed, mut read) = (i64::MIN, i64::MIN, 0);
    loop {
        let page = logbook.rows(last, ROWS_PER_PAGE).await?;
        let reach = page.last().map_or(i64::MAX, |(seq, _)| seq.saturating_add(1));
        // The checkpoints of a page of rows go before it; the last turn takes those that promise more than there is.
        loop {
            let checkpoints = logbook.checkpoints(fed, reach, CHECKPOINTS_PER_PAGE).await?;
            let Some((size, _)) = checkpoints.last() else { break };
            fed = *size;
            for (_, text) in &checkpoints {
                verifier.checkpoint(text.as_bytes());
            }
        }
        let Some((seq, _)) = page.last() else { break };
        last = *seq;
        for (_, row) in &page {
            match row {
                LogbookRow::Entry(entry) => verifier.row(entry),
                LogbookRow::Unreadable { seq, reason } => oddities.push(Oddity::RowUnreadable { seq: *seq, reason: reason.clone() }),
            }
            read += 1;
        }
        progress(authority, read, total.max(read));
    }
    logbook.close().await?;
    let report = verifier.finish();
    if said.and_then(|said| u64::try_from(said).ok()) != Some(report.size) {
        oddities.push(Oddity::SizeDiffers { said, there: report.size });
    }
    Ok((report, oddities))
}

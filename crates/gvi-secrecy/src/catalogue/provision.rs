//! A provision of secrecy: a lock that lies on a piece of knowledge.

use serde::Deserialize;

use super::names::{ProvisionId, Words};

/// What is known about an entry's wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// A source that supports the entry was read.
    Read,
    /// Written from memory.
    Memory,
    /// Scope, wording or section number is open.
    Uncertain,
}

/// Whose interest a lock protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interest {
    /// The operation of the public; not the individual's to waive.
    Public,
    /// A person.
    Individual,
}

/// What the house does with knowledge under this lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// May be kept.
    Allowed,
    /// May be kept by named handlers only.
    Restricted,
    /// Is stopped at the door.
    Refused,
    /// Concerns the running of the system, never a case.
    Outside,
    /// Stands in for a section that a lawyer has not yet named.
    Placeholder,
}

/// Which way the harm test leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HarmPresumption {
    /// Secret if the operation would be harmed.
    HarmToOperation,
    /// Treated as secret until a reasoned harm test is recorded.
    ToConfirm,
    /// No harm test can clear it.
    None,
}

/// A lock.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// Its name in the catalogue.
    pub id: ProvisionId,
    /// The law it stands in.
    pub law: String,
    /// Chapter and section as people say them.
    pub section: String,
    /// What it protects, in Swedish.
    pub sv: String,
    /// What it protects, in English.
    pub en: String,
    /// Kinds of authority whose knowledge it lies on, or `ANY`.
    pub owners: Vec<String>,
    /// Whose interest it protects.
    pub protects: Interest,
    /// Whether the chapters with the grounds reach it at all.
    pub chapters_10_and_12_apply: bool,
    /// Which way the harm test leans.
    pub harm_test: HarmPresumption,
    /// What the house does with it.
    pub platform: Platform,
    /// Whether its meaning was read, or only its place in a list of exceptions.
    pub meaning_known: bool,
    /// What is known about the entry.
    pub certainty: Certainty,
    /// What to mind.
    #[serde(default)]
    pub note: String,
}

impl Provision {
    /// Whether knowledge under this lock may never come into the house.
    pub fn stays_out(&self) -> bool {
        matches!(self.platform, Platform::Refused | Platform::Outside)
    }

    /// What it protects, in both languages.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }
}

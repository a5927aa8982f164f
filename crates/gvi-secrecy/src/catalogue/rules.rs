//! The sharing matrix and the house rules: which paths exist at all, and which keys may be used on them.
//!
//! Nothing here opens a lock. It only narrows what the law would allow.

use std::collections::BTreeMap;

use gvi_domain::authority::KindCode;
use serde::Deserialize;

use super::names::{CategoryId, ContentCode, GroundId, ProvisionId, RuleId, Words, by_kind, kinds};

/// How near to a person a snapshot comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Numbers over many.
    Aggregate,
    /// A group; no person.
    Group,
    /// One person.
    Person,
}

/// Numbers that bound every disclosure.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Characters that a balancing, necessity or proportionality text needs.
    pub minimum_text: usize,
    /// Hours within which what was said is written down.
    pub oral_window_hours: i64,
    /// Days that a disclosure may last.
    pub longest_disclosure_days: i64,
    /// Months that a consent lasts unless it says less.
    pub consent_months: i32,
    /// From this age a guardian's word alone needs a reason.
    pub guardian_alone_under_age: u8,
}

/// Locks that a warning mark adds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Locks that a protected identity adds to every item about the person.
    pub protected_identity: Vec<ProvisionId>,
}

/// The check that holds a house rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A committed crime needs one of the grounds written for it.
    Cap,
    /// Another ground is tried first for the young.
    OtherGroundFirst,
    /// Health and addiction take the strict list.
    Health,
    /// No person's crime to these recipients.
    NoCrime,
    /// No person at all to this function.
    NoPerson,
    /// A child is never shared as part of a group.
    Child,
    /// A minor linked to a group goes to the named recipients only.
    Minor,
    /// A second person approves.
    SecondApprover,
    /// The person the law names decides.
    DecisionMaker,
    /// Nobody can be recognised.
    Reidentification,
    /// Small numbers are hidden.
    Suppression,
    /// A named handler receives.
    ProtectedIdentity,
    /// It ends on a set day.
    EndDate,
}

/// A house rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductRule {
    /// Its name.
    pub id: RuleId,
    /// What it says and what to do, in Swedish.
    pub sv: String,
    /// What it says and what to do, in English.
    pub en: String,
    /// The grounds it narrows.
    pub narrows: Vec<GroundId>,
    /// The grounds that meet it.
    pub only_with: Vec<GroundId>,
    /// The check that holds it; none if the closed lists hold it.
    pub check: Option<Check>,
    /// Disclosers it is about; empty means all.
    #[serde(default, deserialize_with = "kinds")]
    pub from: Vec<KindCode>,
    /// Recipients it is about; empty means all.
    #[serde(default, deserialize_with = "kinds")]
    pub to: Vec<KindCode>,
    /// A function at the recipient that it is about.
    pub function: Option<String>,
    /// Locks it is about.
    #[serde(default)]
    pub provisions: Vec<ProvisionId>,
    /// The age below which it holds.
    pub age_under: Option<u8>,
}

impl ProductRule {
    /// What it says and what to do.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }
}

/// A kind of content.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its name.
    pub id: ContentCode,
    /// How near to a person it comes.
    pub level: Level,
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
    /// It tells of a person's crime.
    pub crime: bool,
    /// It tells of a person's health.
    pub health: bool,
}

impl Content {
    /// What it is called.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }
}

/// One way out for a category.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// Recipients.
    #[serde(deserialize_with = "kinds")]
    pub to: Vec<KindCode>,
    /// Owners who may take it; empty means every owner.
    #[serde(default, deserialize_with = "kinds")]
    pub from: Vec<KindCode>,
    /// The most that may take it.
    pub level: Level,
    /// Keys for locks that protect the public interest.
    #[serde(default)]
    pub public: Vec<GroundId>,
    /// Keys for locks that protect a person.
    #[serde(default)]
    pub individual: Vec<GroundId>,
    /// Keys that must be used besides.
    #[serde(default)]
    pub needs: Vec<GroundId>,
    /// The only content that may take it; empty means no limit of its own.
    #[serde(default)]
    pub only: Vec<ContentCode>,
    /// The person must be a client of the recipient.
    #[serde(default)]
    pub client_of_recipient: bool,
    /// The grounds as people say them, in Swedish.
    pub sv: String,
    /// The grounds as people say them, in English.
    pub en: String,
}

/// A row of the sharing matrix.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name, for example `M3`.
    pub id: CategoryId,
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
    /// Who owns such knowledge.
    #[serde(deserialize_with = "kinds")]
    pub owners: Vec<KindCode>,
    /// How near to a person it comes at least.
    pub level: Level,
    /// It tells of a person's crime.
    pub crime: bool,
    /// It tells of a person's health.
    #[serde(default)]
    pub health: bool,
    /// It is about a child under the listing floor.
    #[serde(default)]
    pub under_15: bool,
    /// It is the row for questions: asking about a person discloses that somebody cares.
    #[serde(default)]
    pub question: bool,
    /// A second person approves.
    #[serde(default)]
    pub second_approver: bool,
    /// Nobody must be recognisable in it.
    #[serde(default)]
    pub reidentification_check: bool,
    /// Small numbers must be hidden in it.
    #[serde(default)]
    pub suppression_check: bool,
    /// The role that decides, if the law names one.
    pub decision_maker: Option<String>,
    /// Who reads it without any disclosure, in Swedish.
    pub readers_sv: String,
    /// Who reads it without any disclosure, in English.
    pub readers_en: String,
    /// The record that must exist, in Swedish.
    pub record_sv: String,
    /// The record that must exist, in English.
    pub record_en: String,
    /// Kinds that never receive it.
    #[serde(deserialize_with = "kinds")]
    pub never: Vec<KindCode>,
    /// Functions that never receive it, whatever their authority.
    pub never_functions: Vec<String>,
    /// The locks that lie on it, by owner.
    #[serde(deserialize_with = "by_kind")]
    pub provisions: BTreeMap<KindCode, Vec<ProvisionId>>,
    /// The ways out.
    #[serde(default, rename = "path")]
    pub paths: Vec<Path>,
}

impl Category {
    /// What it is called.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }

    /// The way from this owner to this recipient, if there is one.
    pub fn path(&self, owner: &KindCode, recipient: &KindCode) -> Option<&Path> {
        if !self.owners.contains(owner) || self.never.contains(recipient) {
            return None;
        }
        self.paths.iter().find(|path| path.to.contains(recipient) && (path.from.is_empty() || path.from.contains(owner)))
    }
}

//! A ground: a key that opens provisions, for some disclosers, towards some recipients, under conditions.

use gvi_domain::authority::KindCode;
use gvi_domain::time::Date;
use serde::{Deserialize, Deserializer};

use super::names::{GroundId, ProvisionId, Words, kinds};
use super::provision::Certainty;

/// How a ground works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroundKind {
    /// A finding that nothing is harmed in this case; recorded for each lock by itself.
    HarmTest,
    /// The person's own access.
    SubjectAccess,
    /// The person's waiver.
    Consent,
    /// A guardian's waiver, by the child's age and maturity.
    ConsentMinor,
    /// The law allows.
    Permission,
    /// A supplier's technical work.
    Technical,
    /// A binding restriction on a private recipient.
    Restriction,
    /// Supervision or audit.
    Supervision,
    /// The law orders.
    Duty,
}

/// How often a ground is the right one here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// An everyday ground.
    Main,
    /// For few cases.
    Narrow,
    /// For exceptional cases.
    Rare,
    /// Nobody who takes part here receives it.
    NotUsed,
    /// Its conditions are not yet written.
    Disabled,
}

/// Who has to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroundTrigger {
    /// Only when asked.
    OnRequest,
    /// Only unasked.
    OwnInitiative,
    /// Both.
    Either,
    /// A lawyer has not answered; held as on request.
    ToConfirm,
}

/// Conditions on the person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectCondition {
    /// Younger than this on the day of the decision.
    pub age_under: Option<u8>,
    /// At least this old on the day of the decision.
    pub age_min: Option<u8>,
    /// Another need that may stand instead of the age.
    pub or: Option<String>,
    /// Guidance for the person who decides: who is meant.
    #[serde(default)]
    pub who: String,
}

/// Conditions on the offence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffenceCondition {
    /// `any`, or the kind of offence.
    pub applies_to: OffenceScope,
    /// `false`: not for a crime that is already committed. Said twice in the data on purpose, and checked to agree.
    pub committed_crime: Option<bool>,
    /// Chapters of the criminal code.
    #[serde(default)]
    pub chapters: Vec<String>,
    /// Lowest minimum penalty.
    pub min_penalty_months: Option<u16>,
    /// Lowest minimum penalty when the crime stayed an attempt or the like.
    pub attempt_min_penalty_months: Option<u16>,
    /// Prison must be in the scale.
    #[serde(default)]
    pub prison_in_scale: bool,
}

/// What kind of offence a ground is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OffenceScope {
    /// No condition.
    Any,
    /// A risk that lies ahead.
    FutureRisk,
    /// A crime already committed.
    Committed,
    /// Terrorism.
    Terrorism,
    /// Terrorism or crimes against the state.
    TerrorismOrAgainstState,
    /// Drugs, doping or alcohol to a minor.
    SupplyToMinor,
}

/// A day, or not yet established.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// In force from this day.
    On(Date),
    /// Not established: for practice only.
    Unknown,
}

/// A key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its name in the catalogue.
    pub id: GroundId,
    /// How it is cited.
    pub cite: String,
    /// The law it stands in.
    pub law: String,
    /// How it works.
    pub kind: GroundKind,
    /// What it says, in Swedish.
    pub sv: String,
    /// What it says, in English.
    pub en: String,
    /// When to use it: one plain sentence, in Swedish.
    pub when_sv: String,
    /// When to use it: one plain sentence, in English.
    pub when_en: String,
    /// The question that guides the choice, in Swedish.
    pub question_sv: String,
    /// The question that guides the choice, in English.
    pub question_en: String,
    /// Who may use it.
    #[serde(deserialize_with = "kinds")]
    pub disclosers: Vec<KindCode>,
    /// Towards whom: kinds or groups of recipients.
    pub recipients: Vec<String>,
    /// The locks it opens.
    pub covers: Vec<ProvisionId>,
    /// The locks it is said not to open.
    pub excludes: Vec<ProvisionId>,
    /// For which purposes, or `any-approved`.
    pub purposes: Vec<String>,
    /// Conditions on the person.
    pub subject: SubjectCondition,
    /// Conditions on the offence.
    pub offence: OffenceCondition,
    /// Who has to start.
    pub trigger: GroundTrigger,
    /// `none`, or the only content it opens.
    pub data_limit: String,
    /// The law orders the disclosure.
    pub duty: bool,
    /// Which balancing test stands in the section.
    pub balance: String,
    /// The test as a question, in Swedish.
    pub balance_sv: String,
    /// The test as a question, in English.
    pub balance_en: String,
    /// How often it is the right one.
    #[serde(rename = "use")]
    pub usage: Use,
    /// First day in force.
    #[serde(deserialize_with = "start")]
    pub valid_from: Start,
    /// Last day in force, if it ends.
    #[serde(deserialize_with = "end")]
    pub valid_to: Option<Date>,
    /// What is known about the entry.
    pub certainty: Certainty,
    /// What to mind.
    #[serde(default)]
    pub note: String,
    /// The kinds behind `recipients`, groups spelled out. Filled in by the catalogue.
    #[serde(skip)]
    pub(super) recipient_kinds: Vec<KindCode>,
}

impl Ground {
    /// The kinds it may be used towards, groups spelled out.
    pub fn towards(&self) -> &[KindCode] {
        &self.recipient_kinds
    }

    /// Whether it rests on the word of the person or of a guardian.
    pub fn is_consent(&self) -> bool {
        matches!(self.kind, GroundKind::Consent | GroundKind::ConsentMinor)
    }

    /// Whether every purpose of the closed list fits.
    pub fn any_purpose(&self) -> bool {
        self.purposes.iter().any(|purpose| purpose == "any-approved")
    }

    /// What it says.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }

    /// When to use it.
    pub fn when(&self) -> Words {
        Words::new(&self.when_sv, &self.when_en)
    }

    /// The question that guides the choice.
    pub fn question(&self) -> Words {
        Words::new(&self.question_sv, &self.question_en)
    }

    /// The balancing test as a question.
    pub fn balance_question(&self) -> Words {
        Words::new(&self.balance_sv, &self.balance_en)
    }
}

fn start<'de, D: Deserializer<'de>>(from: D) -> Result<Start, D::Error> {
    let text = String::deserialize(from)?;
    if text == "unknown" { Ok(Start::Unknown) } else { text.parse().map(Start::On).map_err(serde::de::Error::custom) }
}

fn end<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
}

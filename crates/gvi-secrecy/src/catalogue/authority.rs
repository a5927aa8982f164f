//! Kinds of authority, and the secrecy that waits for knowledge at the recipient.

use gvi_domain::authority::KindCode;
use serde::Deserialize;

use super::names::{ProvisionId, Words, kind, kinds};
use super::provision::{Certainty, Interest};

/// What part a kind plays at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Takes part in the work.
    Participant,
    /// Watches over it.
    Oversight,
    /// Stands outside; may receive.
    External,
}

/// A kind of authority, organisation or person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its code, for example `POL`.
    #[serde(deserialize_with = "kind")]
    pub id: KindCode,
    /// Its name in Swedish.
    pub sv: String,
    /// Its name in English.
    pub en: String,
    /// What part it plays.
    #[serde(rename = "role")]
    pub part: Part,
    /// What whoever types free text there must know beforehand, in Swedish; empty if there is nothing to warn of.
    #[serde(default)]
    pub typing_sv: String,
    /// The same in English.
    #[serde(default)]
    pub typing_en: String,
}

impl Kind {
    /// Its name.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }

    /// What whoever types free text there must know beforehand: where a note is written decides how it is protected.
    pub fn typing(&self) -> Option<Words> {
        (!self.typing_sv.is_empty()).then(|| Words::new(&self.typing_sv, &self.typing_en))
    }
}

/// A named set of recipients.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientGroup {
    /// Its name in `recipients` of a ground.
    pub id: String,
    /// The kinds in it.
    #[serde(deserialize_with = "kinds")]
    pub members: Vec<KindCode>,
    /// What to mind.
    pub note: String,
}

/// Which interests are protected once knowledge has reached a recipient.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientSecrecy {
    /// The kind that receives.
    #[serde(deserialize_with = "kind")]
    pub recipient: KindCode,
    /// The interests its rules protect.
    pub protects: Vec<Interest>,
    /// The rules.
    pub by: Vec<ProvisionId>,
    /// No rule is needed, because the knowledge is the recipient's own.
    #[serde(default)]
    pub exempt: bool,
    /// What is known about the entry.
    pub certainty: Certainty,
    /// What to mind.
    pub note: String,
}

/// A live reading between two compartments that the law allows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectAccess {
    /// Whose compartment is read.
    #[serde(deserialize_with = "kind")]
    pub from: KindCode,
    /// Who reads.
    #[serde(deserialize_with = "kind")]
    pub to: KindCode,
    /// Where it stands.
    pub law: String,
    /// Always false: both authorities must switch it on.
    pub default_enabled: bool,
    /// What is known about the entry.
    pub certainty: Certainty,
    /// What to mind.
    pub note: String,
}

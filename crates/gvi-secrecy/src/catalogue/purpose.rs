//! Purposes and legal bases: closed lists, never free text.

use gvi_domain::authority::KindCode;
use serde::Deserialize;

use super::names::{BasisCode, PurposeCode, Words, kind};
use super::provision::Certainty;

/// What knowledge may be used for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its name.
    pub id: PurposeCode,
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

impl Purpose {
    /// What it is called.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }
}

/// Why an authority may process personal data at all.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Its name.
    pub id: BasisCode,
    /// The kind of authority that may choose it.
    #[serde(deserialize_with = "kind")]
    pub kind: KindCode,
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
    /// What is known about the entry.
    pub certainty: Certainty,
}

impl LegalBasis {
    /// What it is called.
    pub fn words(&self) -> Words {
        Words::new(&self.sv, &self.en)
    }
}

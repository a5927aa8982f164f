//! Names of things in the catalogue. They are data: the law of another country brings other names.

use std::fmt;

use gvi_domain::authority::KindCode;
use gvi_domain::time::Date;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self { Self(text) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!(stringify!($name), "({})"), self.0) }
        }
    )*};
}

names! {
    /// A provision of secrecy, for example `OSL-18-2`.
    ProvisionId;
    /// A ground that opens provisions, for example `OSL-10-15a`.
    GroundId;
    /// A purpose from the closed list.
    PurposeCode;
    /// A legal basis from the closed list of one kind of authority.
    BasisCode;
    /// A row of the sharing matrix, for example `M3`.
    CategoryId;
    /// A kind of content that a snapshot can carry, for example `contact-details`.
    ContentCode;
    /// A house rule that narrows the law, for example `PR-18A-FIRST`.
    RuleId;
}

macro_rules! plain_display {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}
plain_display!(PurposeCode BasisCode CategoryId ContentCode RuleId);

/// `OSL-18-2` as people say it: `18:2`. Other names stay as they are.
fn spoken(name: &str) -> String {
    let Some(rest) = name.strip_prefix("OSL-") else { return name.to_owned() };
    let (own, through) = rest.split_once('+').map_or((rest, None), |(own, law)| (own, Some(law)));
    let mut parts = own.splitn(3, '-');
    let chapter = parts.next().unwrap_or_default();
    let mut said = chapter.to_owned();
    if let Some(section) = parts.next() {
        said.push(':');
        said.push_str(section);
    }
    if let Some(more) = parts.next() {
        // A range of sections keeps its hyphen (25:6-7); a paragraph or a remainder is set apart.
        said.push(if more.starts_with(|c: char| c.is_ascii_digit()) { '-' } else { ' ' });
        said.push_str(more);
    }
    if let Some(law) = through {
        said.push('+');
        said.push_str(law);
    }
    said
}

impl fmt::Display for ProvisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&spoken(&self.0))
    }
}

impl fmt::Display for GroundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&spoken(&self.0))
    }
}

/// The same words in the jurisdiction's two languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The same idea, said twice.
    pub fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { sv: sv.into(), en: en.into() }
    }

    /// The words in the language with this code; English for every language but Swedish.
    pub fn in_language(&self, code: &str) -> &str {
        if code == "sv" { &self.sv } else { &self.en }
    }
}

fn code<E: serde::de::Error>(text: &str) -> Result<KindCode, E> {
    text.parse().map_err(E::custom)
}

pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

pub(super) fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<KindCode, D::Error> {
    code(&String::deserialize(from)?)
}

pub(super) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<KindCode>, D::Error> {
    Vec::<String>::deserialize(from)?.iter().map(|text| code(text)).collect()
}

pub(super) fn by_kind<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<KindCode, Vec<ProvisionId>>, D::Error> {
    BTreeMap::<String, Vec<ProvisionId>>::deserialize(from)?.into_iter().map(|(text, locks)| Ok((code(&text)?, locks))).collect()
}

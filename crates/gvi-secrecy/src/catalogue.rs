//! The catalogue: the law of a jurisdiction as dated data. Provisions are locks, grounds are keys, and the conditions of the keys
//! are Cedar policies written from the same data, so that a solver can prove what no key ever opens.
//!
//! What this room deliberately does not do: it decides nothing about a snapshot (that is [`crate::disclosure`]), reads no file
//! and no clock, and knows no authority by name. The Swedish files are built in; another country brings its own.

mod authority;
mod gaps;
mod ground;
mod index;
mod keys;
mod names;
mod page;
mod policies;
mod provision;
mod purpose;
mod rules;
mod soundness;

use gvi_domain::authority::KindCode;
use gvi_domain::time::Date;
use serde::Deserialize;
use std::sync::OnceLock;

pub use authority::{DirectAccess, Kind, Part, RecipientGroup, RecipientSecrecy};
pub use gaps::{Gap, production_gaps};
pub use ground::{Ground, GroundKind, GroundTrigger, OffenceCondition, OffenceScope, Start, SubjectCondition, Use};
pub use keys::{Circumstances, Offence, OffenceFacts, Trigger, Unfit};
pub use names::{BasisCode, CategoryId, ContentCode, GroundId, ProvisionId, PurposeCode, RuleId, Words};
pub use page::grounds_page;
pub use policies::{render_grounds_cedar, render_grounds_schema};
pub use provision::{Certainty, HarmPresumption, Interest, Platform, Provision};
pub use purpose::{LegalBasis, Purpose};
pub use rules::{Category, Check, Content, Level, Limits, Overlay, Path, ProductRule};

use keys::Engine;

/// The text of the checked-in policies over the Swedish catalogue: the very text that the proofs are about.
pub const GROUNDS_CEDAR: &str = include_str!("../../../jurisdictions/se/grounds.cedar");
/// The schema of those policies.
pub const GROUNDS_SCHEMA: &str = include_str!("../../../jurisdictions/se/grounds.cedarschema");

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file is not TOML, or holds a word that nobody expected.
    #[error("{file} cannot be read")]
    NotReadable {
        /// Which file.
        file: &'static str,
        /// What the reader says.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A name is used that no file defines.
    #[error("{place} names {name}, which the catalogue does not know")]
    Unknown {
        /// Where it is used.
        place: String,
        /// The name.
        name: String,
    },
    /// A name is defined twice.
    #[error("{name} is defined twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// A ground is said both to open a lock and not to.
    #[error("{ground} both covers and excludes {provision}")]
    Overlap {
        /// The ground.
        ground: String,
        /// The lock.
        provision: String,
    },
    /// A value lies outside what it can be.
    #[error("{place}: {problem}")]
    Range {
        /// Where.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// The policies do not hold together.
    #[error("the policies of the grounds cannot be used: {0}")]
    Policies(String),
    /// The checked-in policies are not those that the data gives.
    #[error("the checked-in policies differ from the data they are written from")]
    StalePolicies,
}

/// The texts that a catalogue is read from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// What it is and who has approved it.
    pub catalogue: &'a str,
    /// The locks.
    pub provisions: &'a str,
    /// The keys.
    pub grounds: &'a str,
    /// Kinds of authority.
    pub authorities: &'a str,
    /// Purposes and legal bases.
    pub purposes: &'a str,
    /// House rules and the sharing matrix.
    pub rules: &'a str,
}

impl Sources<'static> {
    /// The Swedish texts.
    pub const SE: Self = Self {
        catalogue: include_str!("../../../jurisdictions/se/catalogue.toml"),
        provisions: include_str!("../../../jurisdictions/se/provisions.toml"),
        grounds: include_str!("../../../jurisdictions/se/grounds.toml"),
        authorities: include_str!("../../../jurisdictions/se/authorities.toml"),
        purposes: include_str!("../../../jurisdictions/se/purposes.toml"),
        rules: include_str!("../../../jurisdictions/se/rules.toml"),
    };
}

/// What the catalogue is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// Its title.
    pub title: String,
    /// The country.
    pub jurisdiction: String,
    /// Its version.
    pub version: String,
    /// When it was prepared.
    #[serde(deserialize_with = "names::day")]
    pub prepared: Date,
    /// `approved`, or why not.
    pub status: String,
    /// How old the texts of law are.
    pub text_status: String,
    /// Nothing later was looked at.
    #[serde(deserialize_with = "names::day")]
    pub nothing_checked_after: Date,
    /// The languages its words exist in.
    pub languages: Vec<String>,
}

/// An authority's approval of exactly this catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The kind of authority that approves.
    pub authority: String,
    /// Its lawyer.
    pub lawyer: String,
    /// Its data protection officer.
    pub dpo: String,
    /// When.
    #[serde(deserialize_with = "names::day")]
    pub date: Date,
    /// The catalogue that was read.
    pub catalogue_hash: String,
}

/// A law.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Its short name.
    pub id: String,
    /// Its name in Swedish.
    pub sv: String,
    /// Its name in English.
    pub en: String,
    /// How old the text is that was read.
    pub text_as_of: String,
    /// What is known about the entry.
    pub certainty: Certainty,
}

/// Something that is known to be missing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownGap {
    /// Its name.
    pub id: String,
    /// What is missing.
    pub text: String,
}

/// The law of a jurisdiction as data, checked to hold together, with the engine that answers which key opens which lock.
#[derive(Debug)]
pub struct Catalogue {
    /// What it is.
    pub meta: Meta,
    /// Who has approved it.
    pub approvals: Vec<Approval>,
    /// The laws.
    pub laws: Vec<Law>,
    /// What is known to be missing.
    pub known_gaps: Vec<KnownGap>,
    /// The locks, in the order of the file.
    pub provisions: Vec<Provision>,
    /// The keys, in the order of the file.
    pub grounds: Vec<Ground>,
    /// Kinds of authority.
    pub kinds: Vec<Kind>,
    /// Named sets of recipients.
    pub recipient_groups: Vec<RecipientGroup>,
    /// What waits at the recipients.
    pub recipient_secrecy: Vec<RecipientSecrecy>,
    /// Live readings that the law allows.
    pub direct_access: Vec<DirectAccess>,
    /// The closed list of purposes.
    pub purposes: Vec<Purpose>,
    /// The closed lists of legal bases.
    pub legal_bases: Vec<LegalBasis>,
    /// Numbers that bound every disclosure.
    pub limits: Limits,
    /// Locks that a warning mark adds.
    pub overlay: Overlay,
    /// House rules.
    pub product_rules: Vec<ProductRule>,
    /// Kinds of content.
    pub contents: Vec<Content>,
    /// The sharing matrix.
    pub categories: Vec<Category>,
    hash: String,
    engine: Engine,
}

impl Catalogue {
    /// The Swedish catalogue, with the checked-in policies compared to what the data gives.
    pub fn swedish() -> Result<Self, CatalogueError> {
        let read = Self::read(&Sources::SE)?;
        if render_grounds_cedar(&read) == GROUNDS_CEDAR && render_grounds_schema() == GROUNDS_SCHEMA {
            Ok(read)
        } else {
            Err(CatalogueError::StalePolicies)
        }
    }

    /// The Swedish catalogue, read once for the whole program.
    pub fn se() -> &'static Self {
        static READ: OnceLock<Catalogue> = OnceLock::new();
        // Cannot fail: the texts are built in, and the tests of this crate read them.
        READ.get_or_init(|| Self::swedish().expect("the built-in catalogue holds together"))
    }

    /// Reads and checks a catalogue, and writes the policies of its grounds.
    pub fn read(sources: &Sources<'_>) -> Result<Self, CatalogueError> {
        index::read(sources)
    }

    /// SHA-256 over everything but the approvals, in hexadecimal: what an approval names.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The lock with this name.
    pub fn provision(&self, id: &ProvisionId) -> Option<&Provision> {
        self.provisions.iter().find(|lock| lock.id == *id)
    }

    /// The key with this name.
    pub fn ground(&self, id: &GroundId) -> Option<&Ground> {
        self.grounds.iter().find(|key| key.id == *id)
    }

    /// The key of a kind that exists once, such as the harm test.
    pub fn ground_of_kind(&self, kind: GroundKind) -> Option<&Ground> {
        self.grounds.iter().find(|key| key.kind == kind)
    }

    /// The kind with this code.
    pub fn kind(&self, id: &KindCode) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == *id)
    }

    /// The row of the sharing matrix with this name.
    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.categories.iter().find(|row| row.id == *id)
    }

    /// The row for questions: asking about a person is itself a disclosure, and is assessed like one.
    pub fn question(&self) -> Option<&Category> {
        self.categories.iter().find(|row| row.question)
    }

    /// The rows that an authority of this kind owns.
    pub fn categories_of<'a>(&'a self, owner: &'a KindCode) -> impl Iterator<Item = &'a Category> {
        self.categories.iter().filter(move |row| row.owners.contains(owner))
    }

    /// The kind of content with this name.
    pub fn content(&self, id: &ContentCode) -> Option<&Content> {
        self.contents.iter().find(|content| content.id == *id)
    }

    /// The purpose with this name.
    pub fn purpose(&self, id: &PurposeCode) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.id == *id)
    }

    /// The house rule with this name.
    pub fn product_rule(&self, id: &RuleId) -> Option<&ProductRule> {
        self.product_rules.iter().find(|rule| rule.id == *id)
    }

    /// The legal bases that an authority of this kind can choose from.
    pub fn legal_bases_of<'a>(&'a self, kind: &'a KindCode) -> impl Iterator<Item = &'a LegalBasis> {
        self.legal_bases.iter().filter(move |basis| basis.kind == *kind)
    }

    /// The locks that lie on a category in the hands of an owner. `None` if it has no such owner; empty only for published aggregates.
    pub fn provisions_for(&self, owner: &KindCode, category: &CategoryId) -> Option<&[ProvisionId]> {
        self.category(category)?.provisions.get(owner).map(Vec::as_slice)
    }

    /// Whether this key opens this lock in these circumstances. The policies decide; there is no second opinion.
    pub fn opens(&self, ground: &GroundId, provision: &ProvisionId, circumstances: &Circumstances) -> bool {
        self.engine.opens(ground, provision, circumstances)
    }

    /// Which conditions of a ground the circumstances miss, whatever the lock. Empty means that it holds for the locks it covers.
    pub fn unfit(&self, ground: &Ground, circumstances: &Circumstances) -> Vec<Unfit> {
        keys::unfit(self, ground, circumstances)
    }
}

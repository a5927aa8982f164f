//! The catalogue of levers and the catalogue of offers: data of the jurisdiction, read once at the start.
//!
//! Which kinds of authority have levers at all stands here as data, and who inside them may plan one stands in the policies; a
//! test holds the two together. A kind that is not listed has none, and its list stays empty.

use std::sync::OnceLock;

use gvi_domain::lever::LeverChoice;
use gvi_domain::offer::OfferLevel;
use serde::Deserialize;

const SWEDISH_LEVERS: &str = include_str!("../../../jurisdictions/se/levers.toml");
const SWEDISH_OFFERS: &str = include_str!("../../../jurisdictions/se/offers.toml");

/// A law with its paragraph, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Its code.
    pub code: String,
    /// Law, paragraph and a few words, in Swedish.
    pub sv: String,
    /// The same in English.
    pub en: String,
}

/// A lever with the laws it can stand on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// Its code.
    pub code: String,
    /// The kinds of authority that have it.
    pub kinds: Vec<String>,
    /// Its name in Swedish.
    pub sv: String,
    /// Its name in English.
    pub en: String,
    /// The closed list of laws.
    pub basis: Vec<Basis>,
}

/// An offer of help.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Its code.
    pub code: String,
    /// The kinds of authority that can make it.
    pub kinds: Vec<String>,
    /// Its name in Swedish.
    pub sv: String,
    /// Its name in English.
    pub en: String,
    /// Its name in Arabic, for papers; empty for one that stands on none.
    #[serde(default)]
    pub ar: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    code: String,
    level: String,
}

/// A catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LeversError {
    /// It is not TOML of the expected shape.
    #[error("the catalogue cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A code stands there twice.
    #[error("{0:?} is listed twice")]
    Twice(String),
    /// A lever without a law could be planned by nobody.
    #[error("the lever {0:?} stands on no law")]
    NoBasis(String),
    /// An offer by a kind of authority of which it is not said whether it knows persons.
    #[error("it is not said at which level {0:?} makes offers")]
    NoLevel(String),
}

/// Levers and offers of a jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeversAndOffers {
    levers: Vec<Lever>,
    offers: Vec<Offer>,
    kinds: Vec<Kind>,
}

impl LeversAndOffers {
    /// Those of the Swedish jurisdiction.
    ///
    /// # Panics
    /// If a catalogue that was built in is broken, which a test rules out.
    pub fn swedish() -> &'static Self {
        static SWEDISH: OnceLock<LeversAndOffers> = OnceLock::new();
        // Cannot fail: the texts are part of this build and read by a test.
        SWEDISH.get_or_init(|| Self::parse(SWEDISH_LEVERS, SWEDISH_OFFERS).expect("the catalogues in jurisdictions/se"))
    }

    /// Reads both catalogues.
    pub fn parse(levers: &str, offers: &str) -> Result<Self, LeversError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct LeverFile {
            lever: Vec<Lever>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct OfferFile {
            kind: Vec<Kind>,
            offer: Vec<Offer>,
        }
        let LeverFile { lever: levers } = toml::from_str(levers)?;
        let OfferFile { kind: kinds, offer: offers } = toml::from_str(offers)?;
        for (place, lever) in levers.iter().enumerate() {
            if levers[..place].iter().any(|earlier| earlier.code == lever.code) {
                return Err(LeversError::Twice(lever.code.clone()));
            }
            if lever.basis.is_empty() {
                return Err(LeversError::NoBasis(lever.code.clone()));
            }
        }
        for (place, offer) in offers.iter().enumerate() {
            if offers[..place].iter().any(|earlier| earlier.code == offer.code) {
                return Err(LeversError::Twice(offer.code.clone()));
            }
            if let Some(unknown) =
                offer.kinds.iter().find(|code| !kinds.iter().any(|kind| kind.code == **code && OfferLevel::named(&kind.level).is_some()))
            {
                return Err(LeversError::NoLevel(unknown.clone()));
            }
        }
        Ok(Self { levers, offers, kinds })
    }

    /// The levers that an authority of this kind has: for most kinds none.
    pub fn levers_of(&self, kind: &str) -> Vec<&Lever> {
        self.levers.iter().filter(|lever| lever.kinds.iter().any(|held| held == kind)).collect()
    }

    /// The offers that an authority of this kind can make.
    pub fn offers_of(&self, kind: &str) -> Vec<&Offer> {
        self.offers.iter().filter(|offer| offer.kinds.iter().any(|held| held == kind)).collect()
    }

    /// Whether offers of this kind of authority are made to persons or to groups.
    pub fn level_of(&self, kind: &str) -> OfferLevel {
        // What nobody has vouched for knows no persons.
        self.kinds.iter().find(|known| known.code == kind).and_then(|known| OfferLevel::named(&known.level)).unwrap_or(OfferLevel::Group)
    }

    /// The lever with this code.
    pub fn lever(&self, code: &str) -> Option<&Lever> {
        self.levers.iter().find(|lever| lever.code == code)
    }

    /// The offer with this code.
    pub fn offer(&self, code: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.code == code)
    }

    /// Runs a reading against the levers of a kind, in the shape the domain knows.
    pub fn with_choices<T>(&self, kind: &str, read: impl FnOnce(&[LeverChoice<'_>]) -> T) -> T {
        let levers = self.levers_of(kind);
        let bases: Vec<Vec<&str>> = levers.iter().map(|lever| lever.basis.iter().map(|basis| basis.code.as_str()).collect()).collect();
        let choices: Vec<LeverChoice<'_>> =
            levers.iter().zip(&bases).map(|(lever, bases)| LeverChoice { code: &lever.code, bases }).collect();
        read(&choices)
    }
}

impl Lever {
    /// The basis with this code, if it is in the closed list.
    pub fn basis(&self, code: &str) -> Option<&Basis> {
        self.basis.iter().find(|basis| basis.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_is_never_a_lever_so_social_services_have_none() {
        let measures = LeversAndOffers::swedish();
        for kind in ["SOC", "MUN", "SCH", "CIV"] {
            assert!(measures.levers_of(kind).is_empty(), "{kind}");
        }
        assert!(!measures.levers_of("POL").is_empty() && !measures.levers_of("KV").is_empty());
    }

    #[test]
    fn no_lever_speaks_of_help_and_every_one_stands_on_a_law() {
        for lever in &LeversAndOffers::swedish().levers {
            assert_eq!(gvi_domain::apart::speaks_of_support(&format!("{} {}", lever.sv, lever.en)), None, "{}", lever.code);
            assert!(!lever.basis.is_empty(), "{}", lever.code);
        }
    }

    #[test]
    fn a_lever_without_a_law_and_an_offer_of_nobody_are_not_taken() {
        let lever = "[[lever]]\ncode='x'\nkinds=['POL']\nsv='x'\nen='x'\nbasis=[]";
        assert!(matches!(LeversAndOffers::parse(lever, SWEDISH_OFFERS), Err(LeversError::NoBasis(_))));
        let offer = "kind=[]\n[[offer]]\ncode='x'\nkinds=['MUN']\nsv='x'\nen='x'";
        assert!(matches!(LeversAndOffers::parse(SWEDISH_LEVERS, offer), Err(LeversError::NoLevel(_))));
    }
}

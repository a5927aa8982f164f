//! Attribution: the statement that an incident is tied to a group, on one side of it, with a level and its basis.
//!
//! It describes group and incident, never a person. What follows from level 2 on (a focus decision within 72 hours) is why the
//! levels are strict: 2 needs independent sources that are stated, and an attribution counts as established only when a review
//! has confirmed it and it is written down who was present.

use crate::limit::DomainError;
use crate::text::Words;
use crate::{AttributionId, GroupId};

/// The side on which the group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Members of it are thought to have done it.
    Offender,
    /// It was done to members of it.
    Victim,
}

/// How sure the tie is. Of the tie between incident and group only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 0: considered, and nothing points to it.
    NoTie,
    /// 1: an indication.
    Indication,
    /// 2: supported by independent sources.
    Supported,
    /// 3: established.
    Established,
}

names!(Side { Offender = "offender", Victim = "victim" });
names!(Level { NoTie = "0", Indication = "1", Supported = "2", Established = "3" });

/// Fewest signs of a basis.
pub const BASIS_MIN: usize = 10;
/// Fewest independent sources from level 2 on.
pub const SOURCES_MIN: u32 = 2;
/// Attributions of one incident.
pub const ATTRIBUTIONS_PER_INCIDENT_MAX: usize = 20;

impl Level {
    /// The level as a number, for the column and for counting.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The level of a number.
    pub fn of(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|at| Self::ALL.get(at).copied())
    }

    /// From here on a group that has received the message must be decided on.
    pub fn starts_focus_decision(self) -> bool {
        self >= Self::Supported
    }
}

/// An attribution as it was typed.
#[derive(Debug, Clone)]
pub struct NewAttribution {
    /// The id that the form minted.
    pub id: AttributionId,
    /// The group.
    pub group: GroupId,
    /// On which side.
    pub side: Side,
    /// How sure.
    pub level: Level,
    /// On what basis.
    pub basis: Words,
    /// How many independent sources.
    pub source_count: u32,
    /// Which they are, by kind: shown to few.
    pub sources: Words,
}

impl NewAttribution {
    /// Checks it; returns every fault at once.
    pub fn check(self) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let basis = self.basis.as_str().chars().count();
        if self.level >= Level::Indication && basis < BASIS_MIN {
            faults.push(DomainError::field("basis", if basis == 0 { "missing" } else { "too-short" }));
        }
        if self.level >= Level::Supported {
            if self.source_count < SOURCES_MIN {
                faults.push(DomainError::field("source_count", "independent-sources"));
            }
            if self.sources.is_empty() {
                faults.push(DomainError::field("sources", "missing"));
            }
        }
        if self.source_count > 99 {
            faults.push(DomainError::field("source_count", "not-a-number"));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(level: Level, basis: &str, source_count: u32, sources: &str) -> Result<NewAttribution, Vec<DomainError>> {
        NewAttribution {
            id: AttributionId::new(),
            group: GroupId::new(),
            side: Side::Offender,
            level,
            basis: Words::stored(basis.into()),
            source_count,
            sources: Words::stored(sources.into()),
        }
        .check()
    }

    #[test]
    fn every_level_but_nought_needs_a_basis() {
        assert!(typed(Level::NoTie, "", 0, "").is_ok());
        assert!(typed(Level::Indication, "", 0, "").is_err());
        assert!(typed(Level::Indication, "Bilen sågs vid gruppens plats.", 0, "").is_ok());
    }

    #[test]
    fn level_two_needs_two_independent_sources_and_says_which() {
        let basis = "Vapnet är spårat till gruppen.";
        assert_eq!(typed(Level::Supported, basis, 1, "").unwrap_err().len(), 2);
        assert!(typed(Level::Supported, basis, 2, "Teknisk undersökning och kamera").is_ok());
        assert!(typed(Level::Established, basis, 1, "Dom").is_err());
    }

    #[test]
    fn levels_are_read_from_their_numbers() {
        for level in Level::ALL {
            assert_eq!(Level::of(i64::from(level.number())), Some(*level));
        }
        assert_eq!(Level::of(4), None);
        assert_eq!(Level::of(-1), None);
    }
}

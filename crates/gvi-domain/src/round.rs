//! A round: a time in which many people in many groups are sought out with the same message.
//!
//! It has a name, a first and a last day, an aim and a number to reach, so that afterwards it can be said how far it came. It is about
//! work, never about who was sought out.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{Date, RoundId};

/// Longest name of a round.
pub const ROUND_NAME_MAX: usize = 80;
/// Longest round in days: what lasts longer is the ordinary work.
pub const ROUND_DAYS_MAX: i32 = 120;
/// Largest number to reach.
pub const ROUND_TARGET_MAX: i64 = 500;
/// Fewest signs of an aim.
pub const AIM_LEAST: usize = 20;

/// A round as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewRound {
    /// The id that the form minted.
    pub id: RoundId,
    /// What it is called.
    pub name: String,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// What it shall reach.
    pub aim: Words,
    /// How many deliveries.
    pub target: i64,
}

/// A round as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedRound<'t> {
    /// Name.
    pub name: &'t str,
    /// First day.
    pub from_on: &'t str,
    /// Last day.
    pub to_on: &'t str,
    /// Aim.
    pub aim: &'t str,
    /// Number to reach.
    pub target: &'t str,
}

impl NewRound {
    /// Reads a round; all faults at once.
    pub fn read(id: RoundId, typed: TypedRound<'_>) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let name = read.line("name", typed.name, ROUND_NAME_MAX);
        let from_on = read.date("from_on", typed.from_on);
        let to_on = read.date("to_on", typed.to_on);
        if let (Some(from), Some(to)) = (from_on, to_on) {
            if to < from {
                read.fault(DomainError::field("to_on", "before-its-start"));
            } else if (to - from).get_days() > ROUND_DAYS_MAX {
                read.fault(DomainError::field("to_on", "too-far-ahead"));
            }
        }
        let aim = read.words("aim", typed.aim, AIM_LEAST);
        let target = typed.target.trim().parse().ok().filter(|number| (1..=ROUND_TARGET_MAX).contains(number));
        if target.is_none() {
            read.fault(DomainError::field("target", "not-a-target"));
        }
        read.finish(|| Some(Self { id, name: name?, from_on: from_on?, to_on: to_on?, aim: aim?, target: target? }))
    }
}

/// What came of the attempts of some time: numbers of work, no person among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Yield {
    /// Attempts.
    pub attempts: u64,
    /// Delivered to the person himself.
    pub direct: u64,
    /// Delivered through the family.
    pub family: u64,
}

impl Yield {
    /// Deliveries of both kinds.
    pub const fn delivered(self) -> u64 {
        self.direct + self.family
    }

    /// Adds up.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { attempts: self.attempts + other.attempts, direct: self.direct + other.direct, family: self.family + other.family }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_that_ends_before_it_begins_or_never_is_refused() {
        let typed = |to_on| TypedRound {
            name: "Hösten",
            from_on: "2026-11-01",
            to_on,
            aim: "Alla aktiva grupper ska ha hört budskapet.",
            target: "20",
        };
        assert!(NewRound::read(RoundId::new(), typed("2026-12-01")).is_ok());
        for wrong in ["2026-10-31", "2027-11-01"] {
            assert_eq!(NewRound::read(RoundId::new(), typed(wrong)).unwrap_err().len(), 1, "{wrong}");
        }
        let typed = TypedRound { target: "0", ..typed("2026-12-01") };
        assert_eq!(NewRound::read(RoundId::new(), typed).unwrap_err(), [DomainError::field("target", "not-a-target")]);
    }
}

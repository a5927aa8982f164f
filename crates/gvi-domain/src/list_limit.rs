//! How many persons an authority may have listed in groups at a time (secrecy.md E6).
//!
//! Every list of this kind has grown until it held people of whom nobody could say why. So the list is short unless two decide
//! otherwise: the steering group, and the data protection officer. What they decide ends by itself, and one limit nobody can lift.

use crate::limit::{DomainError, PERSONS_LISTED_MAX};
use crate::respect::words_fault;
use crate::text::Words;
use crate::{Date, ListLimitId, purpose};

/// Persons listed at a time, where nothing else is decided.
pub const PERSONS_LISTED: usize = 150;
/// Fewest signs of the reasons.
pub const LIST_REASON_LEAST: usize = 30;
/// Longest reference to what the steering group decided.
pub const STEERING_DECISION_MAX: usize = 120;
/// Proposals that the page shows.
pub const LIST_LIMITS_SHOWN_MAX: usize = 100;

/// Where a proposed limit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListLimitState {
    /// The data protection officer has not answered.
    Waiting,
    /// Agreed: it counts until its last day.
    Agreed,
    /// The data protection officer said no.
    Refused,
}

names!(ListLimitState { Waiting = "waiting", Agreed = "agreed", Refused = "refused" });

/// A proposed limit as it was typed, by somebody who answers for the work and brings the steering group's decision.
#[derive(Debug, Clone)]
pub struct NewListLimit {
    /// The id that the form minted.
    pub id: ListLimitId,
    /// How many persons at a time.
    pub persons: Option<usize>,
    /// Where the steering group decided it, for example the paragraph of its minutes.
    pub steering_decision: String,
    /// Why the list has to be of that length.
    pub reasons: Words,
    /// Last day.
    pub until: Option<Date>,
}

/// The same, checked.
#[derive(Debug, Clone)]
pub struct ListLimit {
    /// Its id.
    pub id: ListLimitId,
    /// How many persons at a time.
    pub persons: usize,
    /// Where the steering group decided it.
    pub steering_decision: String,
    /// Why.
    pub reasons: Words,
    /// Last day.
    pub until: Date,
}

impl NewListLimit {
    /// Checks it on a day; returns every fault at once.
    pub fn check(self, today: Date) -> Result<ListLimit, Vec<DomainError>> {
        let mut faults = Vec::new();
        let persons = self.persons.filter(|persons| (1..=PERSONS_LISTED_MAX).contains(persons));
        if persons.is_none() {
            faults.push(DomainError::field("persons", "list-out-of-range"));
        }
        let steering_decision = self.steering_decision.trim().to_owned();
        match steering_decision.chars().count() {
            0 => faults.push(DomainError::field("steering_decision", "missing")),
            signs if signs > STEERING_DECISION_MAX => faults.push(DomainError::field("steering_decision", "too-long")),
            _ => {}
        }
        match reasons_fault("reasons", &self.reasons) {
            Some(fault) => faults.push(fault),
            None => faults.extend(words_fault("reasons", self.reasons.as_str())),
        }
        let until = self.until.ok_or(DomainError::field("until", "missing")).and_then(|until| purpose::check_until(until, today));
        let until = until.map_err(|fault| faults.push(fault)).ok();
        match (persons, until) {
            (Some(persons), Some(until)) if faults.is_empty() => {
                Ok(ListLimit { id: self.id, persons, steering_decision, reasons: self.reasons, until })
            }
            _ => Err(faults),
        }
    }
}

/// What the data protection officer answers, with reasons either way.
#[derive(Debug, Clone)]
pub struct ListLimitAnswer {
    /// Agreed or refused.
    pub agreed: bool,
    /// Why.
    pub reasons: Words,
}

impl ListLimitAnswer {
    /// Checks it.
    pub fn check(self) -> Result<Self, DomainError> {
        let fault = reasons_fault("answer_reasons", &self.reasons).or_else(|| words_fault("answer_reasons", self.reasons.as_str()));
        match fault {
            Some(fault) => Err(fault),
            None => Ok(self),
        }
    }

    /// The state that it leads to.
    pub const fn state(&self) -> ListLimitState {
        if self.agreed { ListLimitState::Agreed } else { ListLimitState::Refused }
    }
}

fn reasons_fault(field: &'static str, reasons: &Words) -> Option<DomainError> {
    match reasons.as_str().chars().count() {
        0 => Some(DomainError::field(field, "missing")),
        signs if signs < LIST_REASON_LEAST => Some(DomainError::field(field, "too-short")),
        _ => None,
    }
}

/// The fault of one person more on a list that holds `listed` others under a limit. Above the limit that nobody can lift it says so:
/// who reads it must not go and ask for what nobody may give.
pub fn room_fault(listed: usize, limit: usize) -> Option<DomainError> {
    let limit = limit.min(PERSONS_LISTED_MAX);
    let what = if limit == PERSONS_LISTED_MAX { "listed-ever" } else { "listed" };
    (listed >= limit).then_some(DomainError::Full { what, limit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn typed(persons: Option<usize>) -> NewListLimit {
        NewListLimit {
            id: ListLimitId::new(),
            persons,
            steering_decision: "Styrgruppen 2026-11-12, § 4".into(),
            reasons: Words::stored("Tre grupper till är aktiva sedan sommarens våld.".into()),
            until: Some(date(2027, 6, 1)),
        }
    }

    #[test]
    fn nobody_can_ask_for_more_than_three_hundred() {
        assert_eq!(typed(Some(300)).check(TODAY).unwrap().persons, 300);
        for wrong in [Some(301), Some(0), None] {
            assert_eq!(typed(wrong).check(TODAY).unwrap_err(), [DomainError::field("persons", "list-out-of-range")]);
        }
    }

    #[test]
    fn a_proposal_with_nothing_in_it_tells_every_fault() {
        let empty = NewListLimit {
            steering_decision: " ".into(),
            reasons: Words::stored("kort".into()),
            until: Some(date(2028, 1, 1)),
            ..typed(None)
        };
        assert_eq!(empty.check(TODAY).unwrap_err().len(), 4);
    }

    #[test]
    fn a_list_that_is_full_says_whether_anybody_could_lengthen_it() {
        assert_eq!(room_fault(149, 150), None);
        assert_eq!(room_fault(150, 150), Some(DomainError::Full { what: "listed", limit: 150 }));
        assert_eq!(room_fault(299, 300), None);
        assert_eq!(room_fault(300, 300), Some(DomainError::Full { what: "listed-ever", limit: 300 }));
        assert_eq!(room_fault(300, 5_000), Some(DomainError::Full { what: "listed-ever", limit: 300 }), "whatever stands in the table");
    }
}

//! A relation between two groups: who is in conflict with whom, who stands with whom. Between groups only, never between persons.

use crate::grade::Grade;
use crate::limit::DomainError;
use crate::respect::{name_fault, words_fault};
use crate::text::Words;
use crate::{Date, GroupId, RelationId};

/// What holds two groups together or apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// They fight.
    Conflict,
    /// They stand together.
    Alliance,
    /// One supplies the other.
    Supply,
    /// One broke out of the other.
    Splinter,
}

/// How strong it is now. Groups may be compared; persons never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intensity {
    /// There, but still.
    Latent,
    /// Noticeable.
    Tense,
    /// Acted out: for a conflict, with violence.
    Open,
}

names!(RelationKind { Conflict = "conflict", Alliance = "alliance", Supply = "supply", Splinter = "splinter" });
names!(Intensity { Latent = "latent", Tense = "tense", Open = "open" });

/// Relations of one group that are kept at a time.
pub const RELATIONS_PER_GROUP_MAX: usize = 40;
/// Days after which a relation that nobody confirmed is shown as stale.
pub const RELATION_STALE_DAYS: i64 = 90;
/// Months after its last confirmation that a relation ends.
pub const RELATION_MONTHS: i32 = 24;

/// A relation as typed and checked.
#[derive(Debug, Clone)]
pub struct NewRelation {
    /// The id that the form minted.
    pub id: RelationId,
    /// One group.
    pub from: GroupId,
    /// The other.
    pub to: GroupId,
    /// What it is.
    pub kind: RelationKind,
    /// How strong.
    pub intensity: Intensity,
    /// Since when, as well as it is known.
    pub since: Date,
    /// How well it is known.
    pub grade: Grade,
    /// What set it off, in few words; no persons.
    pub trigger: Words,
}

impl NewRelation {
    /// Checks what was typed on a day; returns every fault at once.
    pub fn check(self, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        if self.from == self.to {
            faults.push(DomainError::field("other", "itself"));
        }
        if self.since > today {
            faults.push(DomainError::field("since", "in-the-future"));
        }
        faults.extend(words_fault("trigger", self.trigger.as_str()));
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

/// Checks another name that a group goes by.
pub fn check_alias(alias: &str) -> Result<String, DomainError> {
    let alias = alias.trim();
    match alias.chars().count() {
        0 => Err(DomainError::field("alias", "missing")),
        61.. => Err(DomainError::field("alias", "too-long")),
        _ => match name_fault("alias", alias).or_else(|| words_fault("alias", alias)) {
            Some(fault) => Err(fault),
            None => Ok(alias.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{InformationGrade, SourceGrade};
    use jiff::civil::date;

    #[test]
    fn a_group_has_no_relation_to_itself_and_none_begins_tomorrow() {
        let group = GroupId::new();
        let typed = NewRelation {
            id: RelationId::new(),
            from: group,
            to: group,
            kind: RelationKind::Conflict,
            intensity: Intensity::Tense,
            since: date(2026, 11, 23),
            grade: Grade { source: SourceGrade::B, information: InformationGrade::Two },
            trigger: Words::stored(String::new()),
        };
        assert_eq!(typed.check(date(2026, 11, 22)).unwrap_err().len(), 2);
    }

    #[test]
    fn an_alias_is_neutral_too() {
        assert_eq!(check_alias(" Kajpojkarna ").as_deref(), Ok("Kajpojkarna"));
        assert_eq!(check_alias("Kurdligan"), Err(DomainError::field("alias", "names-a-people")));
    }
}

//! A group: the unit of the whole method. It has a neutral code name, never the name of a people or a place of origin.

use crate::limit::DomainError;
use crate::respect::{name_fault, words_fault};
use crate::text::Words;
use crate::{Code, Date, GroupId, Moment};

/// What kind of group it is. Loose networks without clear leaders are the rule, not the exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// Organised, with roles.
    Organised,
    /// A network.
    Network,
    /// A crew tied to an area.
    AreaCrew,
    /// People who come together around a conflict.
    ConflictConstellation,
}

/// Where a group stands. `InFocus` is entered by a focus decision and left when the focus ends, never by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupStatus {
    /// Proposed: is this a group for the method at all?
    Candidate,
    /// Violent now.
    Active,
    /// Has the full attention of all authorities.
    InFocus,
    /// 28 days without violence.
    Cooling,
    /// 90 days without violence.
    Dormant,
    /// Out of the work.
    Archived,
}

names!(GroupKind { Organised = "organised", Network = "network", AreaCrew = "area-crew", ConflictConstellation = "conflict-constellation" });
names!(GroupStatus { Candidate = "candidate", Active = "active", InFocus = "in-focus", Cooling = "cooling", Dormant = "dormant", Archived = "archived" });

impl GroupStatus {
    /// The states that a person may move a group to from here (method section 2, state machines).
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Candidate => &[Self::Active, Self::Archived],
            Self::Active => &[Self::Cooling],
            Self::InFocus => &[],
            Self::Cooling => &[Self::Active, Self::Dormant],
            Self::Dormant => &[Self::Active, Self::Archived],
            Self::Archived => &[Self::Active],
        }
    }

    /// Moves on, if this state leads there.
    pub fn move_to(self, to: Self) -> Result<Self, DomainError> {
        if self.next().contains(&to) {
            Ok(to)
        } else {
            Err(DomainError::WrongState { thing: "group", state: self.name(), deed: to.name() })
        }
    }

    /// Whether a group may come into this state only on a basis: to be active is what lets persons be listed in it.
    pub const fn needs_a_basis(self) -> bool {
        matches!(self, Self::Active)
    }

    /// Enters focus: by a focus that starts, and by nothing else.
    pub fn enter_focus(self) -> Result<Self, DomainError> {
        match self {
            Self::Archived | Self::InFocus => {
                Err(DomainError::WrongState { thing: "group", state: self.name(), deed: Self::InFocus.name() })
            }
            Self::Candidate | Self::Active | Self::Cooling | Self::Dormant => Ok(Self::InFocus),
        }
    }

    /// Leaves focus when the focus ends: the group is watched while it cools.
    pub fn leave_focus(self) -> Result<Self, DomainError> {
        match self {
            Self::InFocus => Ok(Self::Cooling),
            other => Err(DomainError::WrongState { thing: "group", state: other.name(), deed: Self::Cooling.name() }),
        }
    }

    /// "Active group" in the measures means active, in focus or cooling.
    pub const fn counts_as_active(self) -> bool {
        matches!(self, Self::Active | Self::InFocus | Self::Cooling)
    }
}

/// Months for which violence that a review has laid at a group's door is the basis for working with it (secrecy.md E5).
pub const BASIS_MONTHS: i32 = 24;

/// What the work with a group rests on: the latest violence of which a review has confirmed, at level 2 or 3, that the group was
/// behind it. Violence that the group suffered is none: to be shot at is no reason to be on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// The day on which it happened; at the earliest, if it is known roughly. Nothing, if there is none.
    pub happened_on: Option<Date>,
}

impl Basis {
    /// The last day on which it is a basis.
    pub fn until(self) -> Option<Date> {
        self.happened_on.map(|day| day.saturating_add(jiff::Span::new().months(BASIS_MONTHS)))
    }

    /// Whether there is a basis on a day.
    pub fn stands_on(self, today: Date) -> bool {
        self.until().is_some_and(|until| until >= today)
    }

    /// Refuses what needs a basis where there is none.
    pub fn require(self, today: Date) -> Result<(), DomainError> {
        if self.stands_on(today) { Ok(()) } else { Err(DomainError::Rule { rule: "group-without-basis" }) }
    }
}

/// A group's card.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// The code that people say aloud.
    pub code: Code,
    /// Neutral code name.
    pub name: String,
    /// Kind.
    pub kind: GroupKind,
    /// Area where it is seen.
    pub area: String,
    /// Fewest members it is thought to have.
    pub size_least: u32,
    /// Most members it is thought to have.
    pub size_most: u32,
    /// Where it stands.
    pub status: GroupStatus,
    /// What is believed about it, in few words.
    pub note: Words,
    /// When somebody last confirmed the card; stale after 90 days.
    pub confirmed_at: Moment,
    /// When the record ends if nobody renews it.
    pub expires_on: Date,
    /// Version, for the lost race.
    pub version: i64,
}

/// A card as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// The id that the form minted.
    pub id: GroupId,
    /// Neutral code name.
    pub name: String,
    /// Kind.
    pub kind: GroupKind,
    /// Area.
    pub area: String,
    /// Fewest members.
    pub size_least: u32,
    /// Most members.
    pub size_most: u32,
    /// What is believed about it.
    pub note: Words,
}

impl NewGroup {
    /// Checks what was typed; returns every fault at once.
    pub fn check(self) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let length = self.name.trim().chars().count();
        if length == 0 {
            faults.push(DomainError::field("name", "missing"));
        } else if length > 60 {
            faults.push(DomainError::field("name", "too-long"));
        }
        faults.extend(name_fault("name", &self.name));
        faults.extend(words_fault("note", self.note.as_str()));
        if self.area.trim().is_empty() {
            faults.push(DomainError::field("area", "missing"));
        }
        if self.size_least == 0 || self.size_most > 500 {
            faults.push(DomainError::field("size_least", "size-out-of-range"));
        } else if self.size_least > self.size_most {
            faults.push(DomainError::field("size_most", "size-order"));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_moves_a_group_into_focus_by_hand() {
        for from in GroupStatus::ALL {
            assert!(from.move_to(GroupStatus::InFocus).is_err(), "{from:?}");
        }
    }

    #[test]
    fn every_earlier_state_can_return_to_active_but_focus_which_ends_by_decision() {
        for from in [GroupStatus::Candidate, GroupStatus::Cooling, GroupStatus::Dormant, GroupStatus::Archived] {
            assert_eq!(from.move_to(GroupStatus::Active), Ok(GroupStatus::Active));
        }
    }

    #[test]
    fn violence_is_a_basis_for_two_years_to_the_day_and_no_violence_is_none() {
        let basis = Basis { happened_on: Some(jiff::civil::date(2024, 11, 22)) };
        assert_eq!(basis.until(), Some(jiff::civil::date(2026, 11, 22)));
        assert_eq!(basis.require(jiff::civil::date(2026, 11, 22)), Ok(()));
        let refused = Err(DomainError::Rule { rule: "group-without-basis" });
        assert_eq!(basis.require(jiff::civil::date(2026, 11, 23)), refused);
        assert_eq!(Basis { happened_on: None }.require(jiff::civil::date(2026, 11, 22)), refused);
    }

    #[test]
    fn all_faults_of_a_card_are_told_at_once() {
        let typed = NewGroup {
            id: GroupId::new(),
            name: " ".into(),
            kind: GroupKind::Network,
            area: String::new(),
            size_least: 9,
            size_most: 3,
            note: Words::stored(String::new()),
        };
        assert_eq!(typed.check().unwrap_err().len(), 3);
    }
}

//! The words: what a group or a person is told, and the letters that go with it, each in numbered versions.
//!
//! The promise rests on words, so it must be known afterwards which ones were used. A version is written by one person and approved by
//! another, holds until a day, and is never changed once it is approved: whoever wants other words writes the next version.
//!
//! What this room deliberately does not hold: anything about a person. A letter is a template; the name is written on paper.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{Date, WordingId};

/// What the words are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WordingKind {
    /// The message to a group or a person.
    Message,
    /// The letter on what the person himself risks in law.
    LegalExposure,
    /// What a group is told when a focus is over.
    Feedback,
    /// The sheet for those who make the visit.
    StaffSheet,
}

names!(WordingKind { Message = "message", LegalExposure = "legal-exposure", Feedback = "feedback", StaffSheet = "staff-sheet" });

/// The languages in which words are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Swedish.
    Sv,
    /// English.
    En,
    /// Arabic.
    Ar,
    /// Somali.
    So,
    /// Persian.
    Fa,
    /// Sorani.
    Ckb,
    /// Bosnian, Croatian, Serbian in Latin letters.
    Bs,
    /// Albanian.
    Sq,
    /// Turkish.
    Tr,
}

names!(Language { Sv = "sv", En = "en", Ar = "ar", So = "so", Fa = "fa", Ckb = "ckb", Bs = "bs", Sq = "sq", Tr = "tr" });

impl Language {
    /// Whether it is written from right to left.
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Ar | Self::Fa | Self::Ckb)
    }
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordingState {
    /// Written; nobody else has approved it.
    Draft,
    /// Approved, and used until its last day.
    Approved,
    /// Taken out of use before its last day.
    Withdrawn,
}

names!(WordingState { Draft = "draft", Approved = "approved", Withdrawn = "withdrawn" });

/// Fewest signs of the words.
pub const WORDS_LEAST: usize = 40;
/// Months that a version may hold at most: the law behind it changes.
pub const VALID_MONTHS_MAX: i32 = 24;

impl WordingState {
    /// Another person approves it.
    pub fn approve(self, author: &str, approver: &str) -> Result<Self, DomainError> {
        match self {
            Self::Draft if author == approver => Err(DomainError::Rule { rule: "wording-own-words" }),
            Self::Draft => Ok(Self::Approved),
            other => Err(DomainError::WrongState { thing: "wording", state: other.name(), deed: "approve" }),
        }
    }

    /// It is taken out of use.
    pub fn withdraw(self) -> Result<Self, DomainError> {
        match self {
            Self::Draft | Self::Approved => Ok(Self::Withdrawn),
            Self::Withdrawn => Err(DomainError::WrongState { thing: "wording", state: self.name(), deed: "withdraw" }),
        }
    }

    /// Whether it can be used on a day: approved, and not past its last day.
    pub fn is_usable(self, valid_to: Date, day: Date) -> bool {
        matches!(self, Self::Approved) && day <= valid_to
    }
}

/// A version as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewWording {
    /// The id that the form minted.
    pub id: WordingId,
    /// What for.
    pub kind: WordingKind,
    /// In which language.
    pub language: Language,
    /// The words.
    pub words: Words,
    /// Its last day.
    pub valid_to: Date,
}

impl NewWording {
    /// Reads a version; all faults at once.
    pub fn read(id: WordingId, (kind, language): (&str, &str), words: &str, valid_to: &str, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let kind = read.choice("kind", WordingKind::named(kind));
        let language = read.choice("language", Language::named(language));
        let words = read.words("words", words, WORDS_LEAST);
        let valid_to = read.date("valid_to", valid_to);
        if valid_to.is_some_and(|day| day < today) {
            read.fault(DomainError::field("valid_to", "due-has-passed"));
        } else if valid_to.is_some_and(|day| day > today.saturating_add(jiff::Span::new().months(VALID_MONTHS_MAX))) {
            read.fault(DomainError::field("valid_to", "too-far-ahead"));
        }
        read.finish(|| Some(Self { id, kind: kind?, language: language?, words: words?, valid_to: valid_to? }))
    }
}

/// How a version is called in records: kind and language stand beside it, so the number is enough.
pub fn version_name(language: Language, number: i64) -> String {
    format!("{number}-{}", language.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_approves_their_own_words() {
        assert_eq!(WordingState::Draft.approve("mara", "mara"), Err(DomainError::Rule { rule: "wording-own-words" }));
        assert_eq!(WordingState::Draft.approve("mara", "greta"), Ok(WordingState::Approved));
        assert!(WordingState::Withdrawn.approve("mara", "greta").is_err());
    }

    #[test]
    fn words_are_used_when_approved_and_until_their_last_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(WordingState::Approved.is_usable(day("2026-12-31"), day("2026-12-31")));
        assert!(!WordingState::Approved.is_usable(day("2026-12-31"), day("2027-01-01")));
        assert!(!WordingState::Draft.is_usable(day("2026-12-31"), day("2026-11-23")));
        assert!(!WordingState::Withdrawn.is_usable(day("2026-12-31"), day("2026-11-23")));
    }
}

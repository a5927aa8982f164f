//! Text that people type: trimmed, bounded, and checked against words that do not belong in a record.

use crate::limit::DomainError;

/// Free text of at most 1,000 signs (secrecy.md D8), trimmed, without control signs but line breaks.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Words(String);

/// Longest free text.
pub const WORDS_MAX: usize = 1_000;

impl Words {
    /// Reads what was typed into `field`; it must hold at least `least` signs.
    pub fn read(field: &'static str, typed: &str, least: usize) -> Result<Self, DomainError> {
        let text: String = typed.replace("\r\n", "\n").chars().filter(|sign| !sign.is_control() || *sign == '\n').collect();
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 && least > 0 {
            Err(DomainError::field(field, "missing"))
        } else if length < least {
            Err(DomainError::field(field, "too-short"))
        } else if length > WORDS_MAX {
            Err(DomainError::field(field, "too-long"))
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// Text that was stored before and therefore is well-formed.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Content never reaches a trace by accident.
        write!(f, "Words({} signs)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_alone_is_missing() {
        assert_eq!(Words::read("note", "  \r\n ", 1), Err(DomainError::field("note", "missing")));
    }

    #[test]
    fn what_was_typed_never_shows_in_a_trace() {
        let words = Words::read("note", "Kajan 7", 1).unwrap();
        assert!(!format!("{words:?}").contains("Kajan"));
    }
}

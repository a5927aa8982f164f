//! Letters that may stand on a paper.
//!
//! Everything printed goes through here once. Signs that print nothing but change how others are read (controls, overrides of direction) are
//! written out as their number, because a paper must not show other words than those that were typed.

use serde::Serialize;

/// A text that may stand on a paper: cleaned when it was made, so that it holds no sign that changes others unseen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Line(String);

impl Line {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Line {
        Line(clean(text))
    }
}

impl From<String> for Line {
    fn from(text: String) -> Line {
        Line::from(text.as_str())
    }
}

impl From<&String> for Line {
    fn from(text: &String) -> Line {
        Line::from(text.as_str())
    }
}

/// A part of a running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "lowercase")]
pub enum Piece {
    /// The paper's own words.
    Plain(Line),
    /// The paper's own words, said louder.
    Strong(Line),
    /// What was put in: a name, a day, a number. It keeps its own direction of writing, so that a Swedish name and a telephone number stand
    /// right in an Arabic letter.
    Typed(Line),
    /// A hash or a code, in letters of one width.
    Code(Line),
}

impl Piece {
    /// What it says.
    #[must_use]
    pub const fn line(&self) -> &Line {
        match self {
            Piece::Plain(line) | Piece::Strong(line) | Piece::Typed(line) | Piece::Code(line) => line,
        }
    }
}

/// A running text of several pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Words(Vec<Piece>);

impl Words {
    /// A text of pieces.
    #[must_use]
    pub const fn new(pieces: Vec<Piece>) -> Words {
        Words(pieces)
    }

    /// What was put in, with its own direction.
    #[must_use]
    pub fn typed(text: impl Into<Line>) -> Words {
        Words(vec![Piece::Typed(text.into())])
    }

    /// Words said louder.
    #[must_use]
    pub fn strong(text: impl Into<Line>) -> Words {
        Words(vec![Piece::Strong(text.into())])
    }

    /// A hash or a code.
    #[must_use]
    pub fn code(text: impl Into<Line>) -> Words {
        Words(vec![Piece::Code(text.into())])
    }

    /// Its pieces.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.line().is_empty())
    }

    /// The whole text without its pieces' kinds.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|piece| piece.line().as_str()).collect()
    }
}

impl<T: Into<Line>> From<T> for Words {
    fn from(text: T) -> Words {
        Words(vec![Piece::Plain(text.into())])
    }
}

/// A sign by its number, for those that cannot be shown.
pub(crate) fn by_number(sign: char) -> String {
    format!("[U+{:04X}]", u32::from(sign))
}

/// Whether a sign changes unseen how others are read, or is none.
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(
            u32::from(sign),
            // Overrides, embeddings and isolates of direction; language tags; marks of byte order; annotations; what is no sign at all.
            0x202A..=0x202E | 0x2066..=0x206F | 0xE0000..=0xE0FFF | 0xFEFF | 0xFFF9..=0xFFFB | 0xFDD0..=0xFDEF
        )
        || u32::from(sign) & 0xFFFE == 0xFFFE
}

fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' if signs.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            hidden if is_hidden(hidden) => cleaned.push_str(&by_number(hidden)),
            seen => cleaned.push(seen),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_turns_the_words_after_it_round_is_written_as_its_number() {
        assert_eq!(Line::from("fil\u{202e}txt.exe\u{7}").as_str(), "fil[U+202E]txt.exe[U+0007]");
        assert_eq!(Line::from("a\r\nb\rc\td\u{2069}").as_str(), "a\nb\nc d[U+2069]");
        assert_eq!(Line::from("Åke Ödmann, \u{627}\u{644}").as_str(), "Åke Ödmann, \u{627}\u{644}");
    }

    #[test]
    fn a_text_of_pieces_reads_as_one() {
        let words = Words::new(vec![Piece::Plain("Till ".into()), Piece::Typed("Åke".into()), Piece::Code("ab".into())]);
        assert_eq!(words.text(), "Till Åkeab");
    }
}

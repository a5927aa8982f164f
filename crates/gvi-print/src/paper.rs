//! A paper as a value: what stands on it, in which order, and under which stamp.
//!
//! It says nothing about letters, margins or colours; both renderings decide that for all papers alike.

use jiff::Zoned;
use serde::Serialize;

use crate::error::PrintError;
use crate::text::{Line, Words};
use crate::words::{Direction, Language};

/// The most parts that a paper has.
pub const BLOCKS_PER_PAPER_MAX: usize = 4_000;
/// The most rows that a table has.
pub const ROWS_PER_TABLE_MAX: usize = 4_000;

/// A paper, ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is called. Readers who do not see it hear this first.
    pub title: Line,
    /// A sentence below the title; may be empty.
    pub lead: Words,
    /// The language it is written in, and with it the direction.
    pub language: Language,
    /// The size of its sheets.
    pub sheet: Sheet,
    /// What stands on every page.
    pub stamp: Stamp,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// What stands on every page: how the paper is to be kept, what it was made for, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// How it is to be kept, and whether it may be handed on.
    pub marking: Line,
    /// What it was made for; none where a paper has no purpose of its own, as from the command line.
    pub purpose: Option<Line>,
    /// Who made it; none where nobody was signed in.
    pub user: Option<Line>,
    /// When, in the time of the site. Given by the caller: nothing here reads a clock.
    pub at: Zoned,
}

impl Stamp {
    /// The moment as it is printed: the same in every language.
    #[must_use]
    pub fn shown_at(&self) -> String {
        self.at.strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// What the stamp says, named in a language, in the order in which papers have it.
    #[must_use]
    pub fn facts(&self, language: Language) -> Vec<Fact> {
        let frame = language.frame();
        let fact = |name: &str, line: &Line| Fact::new(name, Words::typed(line.clone()));
        let mut facts = vec![fact(frame.marking, &self.marking)];
        facts.extend(self.purpose.as_ref().map(|purpose| fact(frame.purpose, purpose)));
        facts.extend(self.user.as_ref().map(|user| fact(frame.user, user)));
        facts.push(fact(frame.at, &Line::from(self.shown_at())));
        facts
    }

    /// A style that prints the stamp and page x of y on every sheet of an HTML page, in browsers that set margins.
    #[must_use]
    pub fn page_style(&self, language: Language) -> String {
        let frame = language.frame();
        let (start, end) = match language.direction() {
            Direction::Ltr => ("left", "right"),
            Direction::Rtl => ("right", "left"),
        };
        let made: Vec<String> = self.facts(language).iter().skip(1).map(|fact| fact.words.text()).collect();
        format!(
            "@page {{ margin: 24mm 20mm; @top-{start} {{ content: {}; font: 700 8pt sans-serif; }} @bottom-{start} {{ content: {}; font: 7.5pt sans-serif; }} \
             @bottom-{end} {{ content: {} counter(page) {} counter(pages); font: 7.5pt sans-serif; }} }}",
            css_string(self.marking.as_str()),
            css_string(&made.join(" \u{b7} ")),
            css_string(&format!("{} ", frame.page)),
            css_string(&format!(" {} ", frame.of)),
        )
    }
}

/// A text as a string of a style sheet. Every sign that is neither letter, digit nor space is written as its number, so that no text can
/// end the string or the style.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        if sign.is_alphanumeric() || sign == ' ' {
            out.push(sign);
        } else {
            out.push_str(&format!("\\{:x} ", u32::from(sign)));
        }
    }
    out.push('"');
    out
}

/// The size of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// A4, upright.
    #[default]
    A4,
    /// A6, a card that is left at a door.
    A6,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// A heading.
    Heading {
        /// How deep.
        level: Level,
        /// What it says.
        text: Line,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        words: Words,
    },
    /// A sentence that everything else is about, in larger letters.
    Sentence {
        /// What it says.
        words: Words,
    },
    /// A list.
    List(List),
    /// Names and what they say, row by row.
    Facts {
        /// The rows.
        facts: Vec<Fact>,
    },
    /// A table.
    Table(Table),
    /// A drawing.
    Drawing(Drawing),
    /// Something set apart.
    Note {
        /// What it is about; may be empty.
        title: Line,
        /// What it says, paragraph by paragraph.
        words: Vec<Words>,
    },
    /// Lines to sign on, each with the name of the one who does.
    Signatures {
        /// What stands below each line.
        labels: Vec<Line>,
    },
    /// Room to write in by hand.
    Room {
        /// What is to be written.
        label: Line,
        /// How many lines there are.
        lines: u8,
    },
    /// What follows stands on a new page.
    #[serde(rename = "break")]
    PageBreak,
}

/// How deep a heading stands below the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "u8")]
pub enum Level {
    /// Right below the title.
    One,
    /// Below that.
    Two,
    /// And below that.
    Three,
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        match level {
            Level::One => 1,
            Level::Two => 2,
            Level::Three => 3,
        }
    }
}

/// The signs before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ListKind {
    /// In no order.
    Plain,
    /// Numbered.
    Numbered,
    /// With a box before each, to tick by hand.
    Boxes,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct List {
    /// The signs before its items.
    pub kind: ListKind,
    /// The items.
    pub items: Vec<Words>,
}

/// A name and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: Line,
    /// What it says.
    pub words: Words,
}

impl Fact {
    /// A row of facts.
    #[must_use]
    pub fn new(name: impl Into<Line>, words: impl Into<Words>) -> Fact {
        Fact { name: name.into(), words: words.into() }
    }
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// What it says.
    pub text: Line,
    /// Whether its column holds numbers, which are set against the end.
    pub is_number: bool,
}

impl Head {
    /// A column of words.
    #[must_use]
    pub fn words(text: impl Into<Line>) -> Head {
        Head { text: text.into(), is_number: false }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(text: impl Into<Line>) -> Head {
        Head { text: text.into(), is_number: true }
    }
}

/// A table. The first cell of a row is its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it lists.
    pub caption: Line,
    /// The heads of its columns.
    pub heads: Vec<Head>,
    /// Its rows, each as long as the heads.
    pub rows: Vec<Vec<Words>>,
}

/// A drawing. It needs nothing outside itself: fonts are the paper's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawing {
    /// The drawing as SVG, with every colour in it.
    pub svg: String,
    /// What it shows, for those who do not see it.
    pub alt: Line,
    /// What stands above it; may be empty.
    pub caption: Line,
    /// Whether it takes the whole width of the sheet.
    pub is_wide: bool,
}

impl Block {
    /// A heading.
    #[must_use]
    pub fn heading(level: Level, text: impl Into<Line>) -> Block {
        Block::Heading { level, text: text.into() }
    }

    /// A paragraph.
    #[must_use]
    pub fn paragraph(words: impl Into<Words>) -> Block {
        Block::Paragraph { words: words.into() }
    }
}

impl Paper {
    /// Whether the paper can be printed in a way that everybody can read.
    ///
    /// # Errors
    /// Without a title, with a heading that skips a level, an uneven table, a drawing without a text, or more than anybody reads.
    pub(crate) fn check(&self) -> Result<(), PrintError> {
        if self.title.is_empty() {
            return Err(PrintError::NoTitle);
        }
        if self.blocks.len() > BLOCKS_PER_PAPER_MAX {
            return Err(PrintError::TooManyBlocks(self.blocks.len()));
        }
        let mut deepest = 0;
        for block in &self.blocks {
            match block {
                Block::Heading { level, text } => {
                    let level = u8::from(*level);
                    if level > deepest + 1 {
                        return Err(PrintError::SkippedLevel(text.as_str().to_owned()));
                    }
                    deepest = level;
                }
                Block::Table(table) => table.check()?,
                Block::Drawing(drawing) if drawing.alt.is_empty() => return Err(PrintError::DrawingWithoutText),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Table {
    fn check(&self) -> Result<(), PrintError> {
        let caption = || self.caption.as_str().to_owned();
        if self.rows.len() > ROWS_PER_TABLE_MAX {
            return Err(PrintError::TooManyRows { caption: caption(), rows: self.rows.len() });
        }
        let heads = self.heads.len();
        match self.rows.iter().position(|row| row.len() != heads || heads == 0) {
            Some(at) => Err(PrintError::UnevenRow { caption: caption(), row: at + 1, cells: self.rows[at].len(), heads }),
            None => Ok(()),
        }
    }
}

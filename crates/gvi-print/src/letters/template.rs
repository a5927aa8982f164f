//! A template: read, checked against its kind, filled.
//!
//! What is put in is never looked at again: a brace in a name is a brace. A template names every field that its kind needs, none that its kind does
//! not have, and says nothing about a field that was left out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Zoned;
use jiff::civil::Date;
use serde::Deserialize;

use super::inputs::{Inputs, Put};
use super::kinds::{Field, Kind, Shape};
use crate::paper::{Block, Fact, Head, Level, List, ListKind, Paper, Stamp, Table};
use crate::text::{Line, Piece, Words};
use crate::words::Language;

/// What is wrong with a template, or with what was put into it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TemplateError {
    /// It is no template.
    #[error("the template cannot be read: {0}")]
    Unreadable(String),
    /// It is of a kind that nobody knows.
    #[error("there is no paper called {0:?}")]
    NoSuchPaper(String),
    /// It is in a language that papers are not written in.
    #[error("there is no language {0:?}")]
    NoSuchLanguage(String),
    /// Its last day lies before its first.
    #[error("the template ends before it begins")]
    EndsBeforeItBegins,
    /// A part is not whole.
    #[error("part {part}: {why}")]
    Part {
        /// Which part, the first is 1; nought is the head.
        part: usize,
        /// What is wrong.
        why: String,
    },
    /// Something that the kind needs stands nowhere.
    #[error("{0:?} is put into the paper and stands nowhere in the template")]
    Unused(&'static str),
    /// The inputs are those of another kind.
    #[error("the template is of {template} and what is put in is of {inputs}")]
    OtherKind {
        /// The template's kind.
        template: &'static str,
        /// The inputs' kind.
        inputs: &'static str,
    },
    /// It may not be used on that day.
    #[error("the template may not be used on {0}")]
    NotInForce(Date),
}

/// A template as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    paper: String,
    language: String,
    version: u32,
    written: toml::value::Datetime,
    approved_by: String,
    valid_to: toml::value::Datetime,
    marking: String,
    title: String,
    lead: String,
    block: Vec<Part>,
}

#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum PartKind {
    Heading,
    Paragraph,
    Sentence,
    List,
    Facts,
    Table,
    Note,
    Signatures,
    Room,
    Break,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Style {
    #[default]
    Plain,
    Numbered,
    Boxes,
}

/// A part as a file has it. Which of these a part needs is its kind's to say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    kind: PartKind,
    when: Option<String>,
    level: Option<u8>,
    text: Option<String>,
    #[serde(default)]
    style: Style,
    each: Option<String>,
    #[serde(default)]
    items: Vec<String>,
    #[serde(default)]
    facts: Vec<[String; 2]>,
    caption: Option<String>,
    #[serde(default)]
    heads: Vec<String>,
    title: Option<String>,
    #[serde(default)]
    paragraphs: Vec<String>,
    #[serde(default)]
    labels: Vec<String>,
    label: Option<String>,
    lines: Option<u8>,
}

/// A template that holds: every field stands in it, and every part is whole.
#[derive(Debug, Clone)]
pub struct Template {
    kind: Kind,
    language: Language,
    version: u32,
    written: Date,
    approved_by: String,
    valid_to: Date,
    marking: String,
    title: String,
    lead: String,
    parts: Vec<Part>,
}

/// Who makes a paper, for what, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What for; none on papers that are handed to people outside.
    pub purpose: Option<Line>,
    /// By whom; none on papers that are handed to people outside.
    pub user: Option<Line>,
    /// When.
    pub at: Zoned,
}

/// A text with places for what is put in: words and names of fields, in turn.
#[derive(Debug, PartialEq, Eq)]
enum Bit<'a> {
    Said(&'a str),
    Field(&'a str),
}

fn bits(text: &str) -> Result<Vec<Bit<'_>>, String> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| format!("a brace is not closed in {text:?}"))?;
        if !before.is_empty() {
            found.push(Bit::Said(before));
        }
        found.push(Bit::Field(name));
        rest = after;
    }
    if rest.contains('}') {
        return Err(format!("a brace is not opened in {text:?}"));
    }
    if !rest.is_empty() {
        found.push(Bit::Said(rest));
    }
    Ok(found)
}

impl Part {
    /// Every text of the part that may have places in it.
    fn texts(&self) -> Vec<&str> {
        let single = [&self.text, &self.caption, &self.title, &self.label];
        let mut texts: Vec<&str> = single.into_iter().flatten().map(String::as_str).collect();
        texts.extend(self.items.iter().chain(&self.heads).chain(&self.paragraphs).chain(&self.labels).map(String::as_str));
        texts.extend(self.facts.iter().flatten().map(String::as_str));
        texts
    }

    /// What a part of its kind lacks, or has and cannot use.
    fn lacks(&self) -> Option<&'static str> {
        let has = |wanted: bool, why| (!wanted).then_some(why);
        match self.kind {
            PartKind::Heading => {
                has(self.text.is_some() && matches!(self.level, Some(1..=3)), "a heading has a text and a level from 1 to 3")
            }
            PartKind::Paragraph | PartKind::Sentence => has(self.text.is_some(), "it has no text"),
            PartKind::List => has(self.each.is_some() == self.items.is_empty(), "a list has either items or the field that they come from"),
            PartKind::Facts => has(!self.facts.is_empty(), "it has no facts"),
            PartKind::Table => has(
                self.each.is_some() && !self.heads.is_empty() && self.caption.is_some(),
                "a table has a caption, heads and the field of its rows",
            ),
            PartKind::Note => has(self.title.is_some() && !self.paragraphs.is_empty(), "a note has a title and paragraphs"),
            PartKind::Signatures => has(!self.labels.is_empty(), "it has no labels"),
            PartKind::Room => has(self.label.is_some() && self.lines.is_some(), "a room has a label and a number of lines"),
            PartKind::Break => None,
        }
    }

    /// Checks the part against its kind of paper, and says which fields stand in it.
    fn check(&self, kind: Kind) -> Result<BTreeSet<&'static str>, String> {
        if let Some(why) = self.lacks() {
            return Err(why.to_owned());
        }
        let mut used = BTreeSet::new();
        let when = self.when.as_deref();
        if let Some(name) = when {
            let field = known(kind, name)?;
            if field.is_needed {
                return Err(format!("{name:?} is always there, so nothing can depend on it"));
            }
        }
        for text in self.texts() {
            for bit in bits(text)? {
                let Bit::Field(name) = bit else { continue };
                let field = known(kind, name)?;
                if field.shape != Shape::Text {
                    return Err(format!("{name:?} is no text that can stand in a sentence"));
                }
                if !field.is_needed && when != Some(name) {
                    return Err(format!("{name:?} may be left out, so the part must say when = {name:?}"));
                }
                used.insert(field.name);
            }
        }
        if let Some(name) = &self.each {
            let field = known(kind, name)?;
            let fits = match self.kind {
                PartKind::List => field.shape == Shape::List,
                PartKind::Table => field.shape == Shape::Rows(self.heads.len()),
                _ => false,
            };
            if !fits {
                return Err(format!("{name:?} does not fit here"));
            }
            used.insert(field.name);
        }
        Ok(used)
    }
}

fn known(kind: Kind, name: &str) -> Result<&'static Field, String> {
    kind.fields().iter().find(|field| field.name == name).ok_or_else(|| format!("{} has no field {name:?}", kind.code()))
}

fn day(written: &toml::value::Datetime) -> Result<Date, TemplateError> {
    written.to_string().parse().map_err(|_| TemplateError::Unreadable(format!("{written} is no day")))
}

impl Template {
    /// Reads a template and checks it.
    ///
    /// # Errors
    /// When it is no TOML, has keys that nobody knows, a part that is not whole, a place for something that its kind does not have, or no place for
    /// something that its kind has.
    pub fn read(text: &str) -> Result<Template, TemplateError> {
        let file: File = toml::from_str(text).map_err(|error| TemplateError::Unreadable(error.message().to_owned()))?;
        let kind = Kind::from_code(&file.paper).ok_or(TemplateError::NoSuchPaper(file.paper))?;
        let language = Language::from_code(&file.language).ok_or(TemplateError::NoSuchLanguage(file.language))?;
        let (written, valid_to) = (day(&file.written)?, day(&file.valid_to)?);
        if valid_to < written {
            return Err(TemplateError::EndsBeforeItBegins);
        }
        let mut used = BTreeSet::new();
        let head = Part {
            text: Some(file.title.clone()),
            label: Some(file.lead.clone()),
            caption: Some(file.marking.clone()),
            ..Part::paragraph()
        };
        for (at, part) in std::iter::once(&head).chain(&file.block).enumerate() {
            used.extend(part.check(kind).map_err(|why| TemplateError::Part { part: at, why })?);
        }
        if let Some(field) = kind.fields().iter().find(|field| !used.contains(field.name)) {
            return Err(TemplateError::Unused(field.name));
        }
        Ok(Template {
            kind,
            language,
            version: file.version,
            written,
            approved_by: file.approved_by,
            valid_to,
            marking: file.marking,
            title: file.title,
            lead: file.lead,
            parts: file.block,
        })
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Whether nobody has approved its words yet.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.approved_by.trim().is_empty()
    }

    /// Whether a day lies within its time.
    #[must_use]
    pub fn may_be_used_on(&self, day: Date) -> bool {
        (self.written..=self.valid_to).contains(&day)
    }

    /// Fills it. A paper from a draft says on every page that it is one.
    ///
    /// # Errors
    /// When the inputs are of another kind, or the template may not be used on the day.
    pub fn paper<I: Inputs>(&self, inputs: &I, made: Made) -> Result<Paper, TemplateError> {
        if I::KIND != self.kind {
            return Err(TemplateError::OtherKind { template: self.kind.code(), inputs: I::KIND.code() });
        }
        let on = made.at.date();
        if !self.may_be_used_on(on) {
            return Err(TemplateError::NotInForce(on));
        }
        let fill = Fill { put: inputs.put(self.language).into_iter().collect() };
        let draft = self.is_draft().then(|| format!("{} ", self.language.draft()));
        let marking = format!("{}{}", draft.unwrap_or_default(), fill.words(&self.marking).text());
        Ok(Paper {
            title: fill.words(&self.title).text().into(),
            lead: fill.words(&self.lead),
            language: self.language,
            sheet: self.kind.sheet(),
            stamp: Stamp { marking: marking.into(), purpose: made.purpose, user: made.user, at: made.at },
            blocks: self.parts.iter().filter_map(|part| fill.block(part)).collect(),
        })
    }
}

impl Part {
    const fn paragraph() -> Part {
        Part {
            kind: PartKind::Paragraph,
            when: None,
            level: None,
            text: None,
            style: Style::Plain,
            each: None,
            items: Vec::new(),
            facts: Vec::new(),
            caption: None,
            heads: Vec::new(),
            title: None,
            paragraphs: Vec::new(),
            labels: Vec::new(),
            label: None,
            lines: None,
        }
    }
}

/// What is put in, by its names.
struct Fill {
    put: BTreeMap<&'static str, Put>,
}

impl Fill {
    fn one(&self, name: &str) -> Option<&str> {
        match self.put.get(name) {
            Some(Put::Text(text)) => text.as_deref(),
            _ => None,
        }
    }

    fn words(&self, text: &str) -> Words {
        // Cannot fail: every text of a template was taken apart when it was read.
        let bits = bits(text).expect("a text of a template");
        let piece = |bit: Bit<'_>| match bit {
            Bit::Said(said) => Piece::Plain(said.into()),
            Bit::Field(name) => Piece::Typed(self.one(name).unwrap_or_default().into()),
        };
        Words::new(bits.into_iter().map(piece).collect())
    }

    fn line(&self, text: Option<&String>) -> Line {
        text.map(|text| self.words(text).text()).unwrap_or_default().into()
    }

    fn some(&self, text: Option<&String>) -> Words {
        text.map(|text| self.words(text)).unwrap_or_default()
    }

    /// A part of the paper; none where what it is about was left out.
    fn block(&self, part: &Part) -> Option<Block> {
        if part.when.as_ref().is_some_and(|name| self.one(name).is_none()) {
            return None;
        }
        Some(match part.kind {
            PartKind::Heading => {
                let level = match part.level {
                    Some(3) => Level::Three,
                    Some(2) => Level::Two,
                    _ => Level::One,
                };
                Block::Heading { level, text: self.line(part.text.as_ref()) }
            }
            PartKind::Paragraph => Block::Paragraph { words: self.some(part.text.as_ref()) },
            PartKind::Sentence => Block::Sentence { words: self.some(part.text.as_ref()) },
            PartKind::List => Block::List(self.list(part)),
            PartKind::Facts => {
                let fact = |[name, text]: &[String; 2]| Fact { name: self.line(Some(name)), words: self.words(text) };
                Block::Facts { facts: part.facts.iter().map(fact).collect() }
            }
            PartKind::Table => Block::Table(self.table(part)),
            PartKind::Note => {
                Block::Note { title: self.line(part.title.as_ref()), words: part.paragraphs.iter().map(|text| self.words(text)).collect() }
            }
            PartKind::Signatures => Block::Signatures { labels: part.labels.iter().map(|label| self.line(Some(label))).collect() },
            PartKind::Room => Block::Room { label: self.line(part.label.as_ref()), lines: part.lines.unwrap_or(1) },
            PartKind::Break => Block::PageBreak,
        })
    }

    fn list(&self, part: &Part) -> List {
        let kind = match part.style {
            Style::Plain => ListKind::Plain,
            Style::Numbered => ListKind::Numbered,
            Style::Boxes => ListKind::Boxes,
        };
        let items = match part.each.as_ref().and_then(|name| self.put.get(name.as_str())) {
            Some(Put::List(items)) => items.iter().map(Words::typed).collect(),
            _ => part.items.iter().map(|item| self.words(item)).collect(),
        };
        List { kind, items }
    }

    fn table(&self, part: &Part) -> Table {
        let rows = match part.each.as_ref().and_then(|name| self.put.get(name.as_str())) {
            Some(Put::Rows(rows)) => rows.iter().map(|row| row.iter().map(Words::typed).collect()).collect(),
            _ => Vec::new(),
        };
        let heads = part.heads.iter().map(|head| Head::words(self.line(Some(head)))).collect();
        Table { caption: self.line(part.caption.as_ref()), heads, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_words_and_places() {
        assert_eq!(
            bits("Till {name}, {day}.").unwrap(),
            [Bit::Said("Till "), Bit::Field("name"), Bit::Said(", "), Bit::Field("day"), Bit::Said(".")]
        );
        assert!(bits("{name").is_err() && bits("name}").is_err());
    }
}

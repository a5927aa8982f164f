//! The mapping: a small TOML file that says what the columns of a table mean.
//!
//! Unknown keys are refused, so that a misspelt rule is an error and not a rule that silently does nothing.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::gate::Encoding;
use crate::{IncidentKind, PapersError};

/// What the columns of a table mean.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// A name for previews and for the log.
    pub name: String,
    /// How the file is written.
    #[serde(default)]
    pub file: FileShape,
    /// When it happened.
    pub time: TimeColumns,
    /// The publisher's number of the incident. Rows that share it are one incident.
    pub number: Option<SourceColumn>,
    /// The publisher's number of the row, by which a row that stands twice is found.
    pub row: Option<SourceColumn>,
    /// What happened.
    pub kind: KindRule,
    /// Who was hurt.
    pub harm: HarmRule,
    /// Where.
    #[serde(default)]
    pub place: PlaceColumns,
    /// Columns to keep as a note. Never columns about a person: the note becomes part of the incident.
    #[serde(default)]
    pub note: NoteColumns,
    /// Rows to leave out.
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
    /// When rows without a common number are one incident.
    pub merge: Option<MergeRule>,
}

/// How the file is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileShape {
    /// UTF-8 or Latin-1. Workbooks need none.
    pub encoding: Encoding,
    /// What stands between two cells.
    pub delimiter: char,
    /// The sheet of a workbook; without it the first.
    pub sheet: Option<String>,
    /// The line of the header, counted from 1; without it the first of the top lines that holds all mapped columns.
    pub header_row: Option<u64>,
}

impl Default for FileShape {
    fn default() -> Self {
        Self { encoding: Encoding::Utf8, delimiter: ',', sheet: None, header_row: None }
    }
}

/// A column of dates or times with the forms in which they may be written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellFormats {
    /// The column's name in the header.
    pub column: String,
    /// The forms, as in strptime: `%Y-%m-%d %H:%M:%S`.
    pub formats: Vec<String>,
}

/// When it happened: one column with day and time, or a column each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeColumns {
    /// The time zone of the table, as `Europe/Stockholm`.
    pub zone: String,
    /// Day and time in one.
    pub datetime: Option<CellFormats>,
    /// The day.
    pub date: Option<CellFormats>,
    /// The time of day. An empty cell means that only the day is known.
    pub time: Option<CellFormats>,
    /// Set when the publisher writes 00:00 for a time that is not known.
    #[serde(default)]
    pub midnight_means_unknown: bool,
}

/// One column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceColumn {
    /// The column's name in the header.
    pub column: String,
}

/// What happened: the same for all rows, or a column with its values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    /// The kind of every row.
    pub constant: Option<IncidentKind>,
    /// The column that says it.
    pub column: Option<String>,
    /// What the values of that column mean.
    #[serde(default)]
    pub values: BTreeMap<String, IncidentKind>,
    /// What any other value means; without it, such a row is a problem.
    pub otherwise: Option<IncidentKind>,
}

/// What a row of the table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowIs {
    /// A person who was hit. Several rows can be one incident.
    Victim,
    /// An incident.
    Incident,
}

/// Who was hurt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarmRule {
    /// What a row stands for.
    pub each_row_is: RowIs,
    /// For victims: the column that says whether the person died.
    pub fatal: Option<FatalFlag>,
    /// For incidents: the column with the number of people killed.
    pub killed: Option<String>,
    /// For incidents: the column with the number of people injured.
    pub injured: Option<String>,
}

/// The column that says whether a victim died.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FatalFlag {
    /// The column's name in the header.
    pub column: String,
    /// Values that mean: died.
    pub yes: Vec<String>,
    /// Values that mean: was injured.
    pub no: Vec<String>,
}

/// Where.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceColumns {
    /// The column of degrees north.
    pub latitude: Option<String>,
    /// The column of degrees east.
    pub longitude: Option<String>,
    /// Columns whose words together name the place.
    pub text: Vec<String>,
    /// Words in front of the place, as `District `.
    pub text_prefix: String,
}

/// Columns to keep as a note.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoteColumns {
    /// The columns' names in the header.
    pub columns: Vec<String>,
}

/// Rows to leave out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    /// The column to look at.
    pub column: String,
    /// Values for which the row is left out.
    pub equals: Vec<String>,
    /// Why, for the preview and the log.
    pub why: String,
}

/// When rows are one incident although no number says so. See [`crate::merge`] for the rule in full.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MergeRule {
    /// Rows at most this many hours apart.
    pub hours: f64,
    /// Rows at most this many metres apart.
    pub metres: f64,
    /// Whether rows with different numbers can be one incident.
    pub across_numbers: bool,
    /// Whether rows without coordinates are one incident when place text and kind agree. Only right when the text is an
    /// address: in a table of police districts it would melt separate shootings into one.
    pub by_place_text: bool,
}

impl Default for MergeRule {
    fn default() -> Self {
        Self { hours: 4.0, metres: 400.0, across_numbers: false, by_place_text: false }
    }
}

impl Mapping {
    /// Reads a mapping and checks that its rules can work together.
    ///
    /// # Errors
    /// With the place in the file, or the rule that cannot work.
    pub fn parse(text: &str) -> Result<Self, PapersError> {
        let mapping: Self = toml::from_str(text).map_err(|error| PapersError::Mapping(error.to_string().trim_end().to_owned()))?;
        mapping.check().map_err(PapersError::Mapping)?;
        Ok(mapping)
    }

    /// The time zone of the table.
    ///
    /// # Errors
    /// When there is no zone of that name.
    pub fn zone(&self) -> Result<TimeZone, PapersError> {
        TimeZone::get(&self.time.zone).map_err(|_| {
            PapersError::Mapping(format!("time.zone: there is no time zone named {:?}; write it like Europe/Stockholm", self.time.zone))
        })
    }

    /// The rule by which rows become incidents. A table of incidents is merged by number only, unless the mapping has a `[merge]` part.
    #[must_use]
    pub fn merge_rule(&self) -> Option<MergeRule> {
        match self.harm.each_row_is {
            RowIs::Victim => Some(self.merge.unwrap_or_default()),
            RowIs::Incident => self.merge,
        }
    }

    /// Every column that the mapping names, each once.
    pub(super) fn columns(&self) -> Vec<&str> {
        let formats = [&self.time.datetime, &self.time.date, &self.time.time].into_iter().flatten().map(|cell| &cell.column);
        let sources = [&self.number, &self.row].into_iter().flatten().map(|source| &source.column);
        let singles = [&self.kind.column, &self.harm.killed, &self.harm.injured, &self.place.latitude, &self.place.longitude];
        let mut all: Vec<&str> = formats
            .chain(sources)
            .chain(singles.into_iter().flatten())
            .chain(self.harm.fatal.iter().map(|flag| &flag.column))
            .chain(&self.place.text)
            .chain(&self.note.columns)
            .chain(self.leave_out.iter().map(|rule| &rule.column))
            .map(|name| name.trim())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn check(&self) -> Result<(), String> {
        self.zone().map_err(|error| match error {
            PapersError::Mapping(what) => what,
            other => other.to_string(),
        })?;
        if !self.file.delimiter.is_ascii() || matches!(self.file.delimiter, '"' | '\n' | '\r' | '\0') {
            return Err("file.delimiter: must be one plain character such as \",\", \";\" or \"\\t\"".to_owned());
        }
        if self.file.header_row == Some(0) {
            return Err("file.header_row: lines are counted from 1".to_owned());
        }
        let time = &self.time;
        match (&time.datetime, &time.date, &time.time) {
            (Some(_), None, None) | (None, Some(_), _) => {}
            _ => return Err("time: give either datetime, or date with or without time".to_owned()),
        }
        for (key, cell, part) in
            [("datetime", &time.datetime, Part::DayAndTime), ("date", &time.date, Part::Day), ("time", &time.time, Part::Time)]
        {
            if let Some(cell) = cell {
                check_formats(key, cell, part)?;
            }
        }
        match (&self.kind.constant, &self.kind.column) {
            (Some(_), None) if self.kind.values.is_empty() && self.kind.otherwise.is_none() => {}
            (None, Some(_)) if !self.kind.values.is_empty() || self.kind.otherwise.is_some() => {}
            _ => return Err("kind: give either constant, or column with values (and otherwise, if the rest shall be kept)".to_owned()),
        }
        self.check_harm()?;
        if self.place.latitude.is_some() != self.place.longitude.is_some() {
            return Err("place: latitude and longitude belong together".to_owned());
        }
        if let Some(rule) = self.leave_out.iter().find(|rule| rule.equals.is_empty()) {
            return Err(format!("leave_out: the rule for column {:?} has no values in equals", rule.column));
        }
        if let Some(merge) = &self.merge {
            let hours = merge.hours.is_finite() && (0.0..=720.0).contains(&merge.hours);
            let metres = merge.metres.is_finite() && (0.0..=20_000.0).contains(&merge.metres);
            if !hours || !metres {
                return Err("merge: hours must lie between 0 and 720, metres between 0 and 20000".to_owned());
            }
        }
        match self.columns().iter().find(|name| name.is_empty()) {
            Some(_) => Err("a column has an empty name".to_owned()),
            None => Ok(()),
        }
    }

    fn check_harm(&self) -> Result<(), String> {
        let harm = &self.harm;
        match harm.each_row_is {
            RowIs::Victim if harm.killed.is_some() || harm.injured.is_some() => {
                Err("harm: killed and injured are for tables of incidents; for victims give fatal".to_owned())
            }
            RowIs::Victim => match &harm.fatal {
                None => Err("harm: a table of victims needs fatal = { column, yes, no }".to_owned()),
                Some(flag) if flag.yes.iter().any(|value| flag.no.contains(value)) => {
                    Err("harm.fatal: the same value stands in yes and in no".to_owned())
                }
                Some(flag) if flag.yes.is_empty() => Err("harm.fatal: yes has no values".to_owned()),
                Some(_) => Ok(()),
            },
            RowIs::Incident if harm.fatal.is_some() => {
                Err("harm: fatal is for tables of victims; for incidents give killed and injured".to_owned())
            }
            RowIs::Incident => Ok(()),
        }
    }
}

/// Which part of a moment a format must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    DayAndTime,
    Day,
    Time,
}

/// Writes a known moment in each format and reads it again: a format that loses the day or the time is found before the first row is read.
fn check_formats(key: &str, cell: &CellFormats, part: Part) -> Result<(), String> {
    if cell.formats.is_empty() {
        return Err(format!("time.{key}: formats is empty"));
    }
    let sample = jiff::civil::date(2023, 11, 28).at(21, 40, 0, 0).to_zoned(TimeZone::UTC).map_err(|error| error.to_string())?;
    for format in &cell.formats {
        let written = jiff::fmt::strtime::format(format, &sample).map_err(|error| format!("time.{key}: format {format:?}: {error}"))?;
        let read = jiff::fmt::strtime::parse(format, &written).map_err(|error| format!("time.{key}: format {format:?}: {error}"))?;
        let day = read.to_date().is_ok_and(|date| date == sample.date());
        let time =
            read.hour().is_some() && read.minute().is_some() && read.to_time().is_ok_and(|time| time.hour() == 21 && time.minute() == 40);
        let fits = match part {
            Part::DayAndTime => day && time,
            Part::Day => day,
            Part::Time => time,
        };
        if !fits {
            let lack = match part {
                Part::DayAndTime => "a full day and a time of day",
                Part::Day => "a full day",
                Part::Time => "a time of day",
            };
            return Err(format!("time.{key}: format {format:?} does not give {lack}"));
        }
    }
    Ok(())
}

//! What an import would do, in figures: the dry run.
//!
//! A person decides on it, so it shows what was left out and what could not be read before it shows what would come in.
//! Only counts and days: no row of the file is in it, and it may be kept in the log.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::incident_table::{LeftOut, MergeRule, TableReading};
use crate::merge::Merging;
use crate::polisen_events::FeedFile;
use crate::{IncidentKind, Occurred};

/// Kinds of problem that are listed by their text.
const KINDS_OF_PROBLEM_MAX: usize = 12;

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    /// Rows or events in the file.
    pub rows: u64,
    /// Rows that the mapping leaves out.
    pub left_out: Vec<LeftOut>,
    /// Rows or events that could be read.
    pub read: u64,
    /// Incidents that would be registered.
    pub incidents: u64,
    /// Rows joined because they share a number.
    pub joined_by_number: u64,
    /// Rows joined because they lie near.
    pub joined_by_nearness: u64,
    /// The rule for "near".
    pub merge_rule: Option<MergeRule>,
    /// Hours from the first to the last row of the longest incident.
    pub longest_hours: f64,
    /// Incidents whose rows lie more than a day apart.
    pub longer_than_a_day: u64,
    /// Incidents by kind.
    pub per_kind: BTreeMap<IncidentKind, u64>,
    /// Incidents by year, in the paper's time zone.
    pub per_year: BTreeMap<i16, u64>,
    /// Day of the first incident.
    pub first: Option<Date>,
    /// Day of the last incident.
    pub last: Option<Date>,
    /// People killed.
    pub killed: u64,
    /// People injured.
    pub injured: u64,
    /// Incidents of which only the day is known.
    pub without_time: u64,
    /// Incidents without a position.
    pub without_position: u64,
    /// Events that happened on another day than the one they were published on (feeds only).
    pub other_day_than_published: u64,
    /// Versions of events that are older than another one in the same file (feeds only).
    pub earlier_versions: u64,
    /// Problems in all.
    pub problems: u64,
    /// Of these, problems that cost the whole row or event.
    pub lost: u64,
    /// Problems by their text, most frequent first.
    pub problems_by_text: Vec<(String, u64)>,
    /// Values that the mapping does not know, by column.
    pub unmatched: BTreeMap<String, BTreeMap<String, u64>>,
    /// The file does not end with a line break: it may be cut in its last cell.
    pub perhaps_cut: bool,
}

impl Preview {
    /// The preview of a table whose rows were read and merged.
    #[must_use]
    pub fn of_table(reading: &TableReading, merging: &Merging) -> Self {
        let left_out: u64 = reading.left_out.iter().map(|rule| rule.rows).sum();
        let read = merging.rows as u64;
        let mut preview = Self {
            rows: reading.rows_seen,
            left_out: reading.left_out.clone(),
            read,
            joined_by_number: merging.joined_by_number as u64,
            joined_by_nearness: merging.joined_by_nearness as u64,
            merge_rule: merging.rule,
            longest_hours: merging.longest_hours,
            longer_than_a_day: merging.longer_than_a_day as u64,
            problems: reading.problems_total,
            lost: reading.rows_seen.saturating_sub(left_out + read),
            problems_by_text: most_frequent(reading.problems.iter().map(|problem| in_column(&problem.column, &problem.what))),
            unmatched: reading.unmatched.clone(),
            perhaps_cut: !reading.ends_with_line_break,
            ..Self::default()
        };
        for incident in &merging.incidents {
            preview.count(incident.occurred, incident.kind, &reading.zone);
            preview.killed += u64::from(incident.killed);
            preview.injured += u64::from(incident.injured);
            preview.without_position += u64::from(incident.position.is_none());
        }
        preview
    }

    /// The preview of a feed. Years are those of Sweden.
    #[must_use]
    pub fn of_feed(file: &FeedFile) -> Self {
        let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
        let read = file.events.len() + file.earlier.len() + file.repeated;
        let mut preview = Self {
            rows: file.seen as u64,
            read: read as u64,
            earlier_versions: file.earlier.len() as u64,
            other_day_than_published: file.other_day_than_published as u64,
            problems: file.problems_total as u64,
            lost: file.seen.saturating_sub(read) as u64,
            problems_by_text: most_frequent(
                file.problems.iter().map(|problem| format!("{}: {}", problem.field, without_quotes(&problem.what))),
            ),
            ..Self::default()
        };
        for event in &file.events {
            preview.count(Occurred::At(event.occurred), event.kind, &zone);
            preview.without_position += u64::from(event.position.is_none());
        }
        preview
    }

    fn count(&mut self, occurred: Occurred, kind: IncidentKind, zone: &TimeZone) {
        let day = occurred.day(zone);
        self.incidents += 1;
        *self.per_kind.entry(kind).or_default() += 1;
        *self.per_year.entry(day.year()).or_default() += 1;
        self.first = Some(self.first.map_or(day, |first| first.min(day)));
        self.last = Some(self.last.map_or(day, |last| last.max(day)));
        self.without_time += u64::from(matches!(occurred, Occurred::On(_)));
    }
}

fn in_column(column: &str, what: &str) -> String {
    if column.is_empty() { what.to_owned() } else { format!("{column}: {what}") }
}

/// Quoted parts differ from event to event; without them equal problems are counted together.
fn without_quotes(what: &str) -> String {
    what.split('"').step_by(2).collect::<Vec<_>>().join("…")
}

fn most_frequent(texts: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for text in texts {
        // Line numbers inside a text would make every problem a kind of its own.
        let alike: String = text.chars().map(|mark| if mark.is_ascii_digit() { '#' } else { mark }).collect();
        *counts.entry(squeezed(&alike)).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(KINDS_OF_PROBLEM_MAX);
    counts
}

/// One mark for a number of any length.
fn squeezed(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for mark in text.chars() {
        if !(mark == '#' && kept.ends_with('#')) {
            kept.push(mark);
        }
    }
    kept
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rows in the file        {:>9}", self.rows)?;
        for rule in &self.left_out {
            writeln!(f, "  left out              {:>9}  {} ({})", rule.rows, rule.column, rule.why)?;
        }
        writeln!(f, "  could not be read     {:>9}", self.lost)?;
        writeln!(f, "  read                  {:>9}", self.read)?;
        if self.earlier_versions > 0 {
            writeln!(f, "  earlier versions      {:>9}", self.earlier_versions)?;
        }
        writeln!(f, "incidents               {:>9}", self.incidents)?;
        if let Some(rule) = &self.merge_rule {
            let scope = if rule.across_numbers { "also across incident numbers" } else { "only rows without a number" };
            writeln!(f, "  joined by number      {:>9}", self.joined_by_number)?;
            writeln!(f, "  joined by nearness    {:>9}  {} h and {} m, {scope}", self.joined_by_nearness, rule.hours, rule.metres)?;
        } else if self.joined_by_number > 0 {
            writeln!(f, "  joined by number      {:>9}", self.joined_by_number)?;
        }
        if self.longest_hours > 0.0 {
            writeln!(f, "  longest incident      {:>9.1}  hours from its first row to its last", self.longest_hours)?;
        }
        if self.longer_than_a_day > 0 {
            writeln!(
                f,
                "  longer than a day     {:>9}  rows that share a number; perhaps a typing error in the file",
                self.longer_than_a_day
            )?;
        }
        if self.killed + self.injured > 0 {
            writeln!(f, "killed                  {:>9}", self.killed)?;
            writeln!(f, "injured                 {:>9}", self.injured)?;
        }
        if let (Some(first), Some(last)) = (self.first, self.last) {
            writeln!(f, "first and last day      {first} to {last}")?;
        }
        if self.other_day_than_published > 0 {
            writeln!(f, "published another day   {:>9}", self.other_day_than_published)?;
        }
        writeln!(f, "day known, time not     {:>9}", self.without_time)?;
        writeln!(f, "without a position      {:>9}", self.without_position)?;
        for (kind, count) in &self.per_kind {
            writeln!(f, "  {kind:<22}{count:>9}")?;
        }
        for (year, count) in &self.per_year {
            writeln!(f, "  {year:<22}{count:>9}")?;
        }
        writeln!(f, "problems                {:>9}", self.problems)?;
        for (text, count) in &self.problems_by_text {
            writeln!(f, "  {count:>6} × {text}")?;
        }
        for (column, values) in &self.unmatched {
            let listed: Vec<String> = values.iter().map(|(value, count)| format!("{value:?} × {count}")).collect();
            writeln!(f, "not in the mapping      {column}: {}", listed.join(", "))?;
        }
        if self.perhaps_cut {
            writeln!(f, "note                    the file does not end with a line break; check that it is whole")?;
        }
        Ok(())
    }
}

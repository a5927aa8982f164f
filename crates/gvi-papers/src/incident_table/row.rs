//! The clerk reads one row after the other: finds the header, leaves rows out, and turns the rest into values or problems.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;

use super::cell::Cell;
use super::mapping::{Mapping, RowIs};
use super::moment::{DateReader, Trouble};
use super::{LeftOut, ReadRow, RowProblem, TableLimits, TableReading};
use crate::text::shortened;
use crate::{ClockDoubt, IncidentKind, PapersError, Position};

/// Reports and notes may stand above the header, but not many.
const HEADER_SEARCH_ROWS: u64 = 30;
/// Longest value shown in a problem: enough to find it again, too little to be a copy of the file.
const VALUE_CHARS_MAX: usize = 40;
/// Longest number, place and note of an incident.
const NUMBER_CHARS_MAX: usize = 80;
const TEXT_CHARS_MAX: usize = 2_000;
/// Different unknown values that are listed per column; the rest is counted together.
const UNMATCHED_MAX: usize = 100;
/// More dead in one row than this is a column that was mapped wrongly.
const PEOPLE_PER_ROW_MAX: f64 = 1_000.0;

pub(super) struct Clerk<'m> {
    mapping: &'m Mapping,
    /// Every column that the mapping names.
    columns: Vec<&'m str>,
    limits: &'m TableLimits,
    dates: DateReader<'m>,
    header: Option<Header>,
    looked_at: u64,
    /// The row that came nearest to being the header: how many columns it lacks, which, and what it holds.
    nearest: Option<(usize, String, String)>,
    row_lines: HashMap<String, u64>,
    number_lines: HashMap<String, u64>,
    reading: TableReading,
}

struct Header {
    width: usize,
    places: HashMap<String, usize>,
}

impl<'m> Clerk<'m> {
    pub(super) fn new(mapping: &'m Mapping, limits: &'m TableLimits) -> Result<Self, PapersError> {
        let zone: TimeZone = mapping.zone()?;
        let left_out = |rule: &super::LeaveOut| LeftOut { column: rule.column.clone(), why: rule.why.clone(), rows: 0 };
        Ok(Self {
            mapping,
            columns: mapping.columns(),
            limits,
            dates: DateReader::new(&mapping.time, zone.clone(), limits.not_after),
            header: None,
            looked_at: 0,
            nearest: None,
            row_lines: HashMap::new(),
            number_lines: HashMap::new(),
            reading: TableReading {
                rows: Vec::new(),
                rows_seen: 0,
                left_out: mapping.leave_out.iter().map(left_out).collect(),
                problems: Vec::new(),
                problems_total: 0,
                unmatched: BTreeMap::new(),
                ends_with_line_break: true,
                zone,
            },
        })
    }

    pub(super) fn since_1904(&mut self, since_1904: bool) {
        self.dates.since_1904 = since_1904;
    }

    pub(super) fn header_width(&self) -> Option<usize> {
        self.header.as_ref().map(|header| header.width)
    }

    /// A row of a text file: it must be as wide as the header, else its cells may have slipped.
    pub(super) fn take_text_row(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<(), PapersError> {
        self.take_row(line, cells, true)
    }

    /// A row of a sheet: empty cells at its end are simply not there.
    pub(super) fn take_sheet_row(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<(), PapersError> {
        self.take_row(line, cells, false)
    }

    pub(super) fn finish(mut self, ends_with_line_break: bool) -> Result<TableReading, PapersError> {
        if self.header.is_none() {
            return Err(self.no_header());
        }
        self.reading.ends_with_line_break = ends_with_line_break;
        Ok(self.reading)
    }

    fn take_row(&mut self, line: u64, cells: &[Cell<'_>], same_width: bool) -> Result<(), PapersError> {
        if cells.len() > self.limits.columns_max {
            return Err(PapersError::TooMany { what: "columns", limit: self.limits.columns_max as u64 });
        }
        let Some(header) = &self.header else {
            return self.look_for_header(line, cells);
        };
        if cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        self.reading.rows_seen += 1;
        if self.reading.rows_seen > self.limits.rows_max {
            return Err(PapersError::TooMany { what: "rows", limit: self.limits.rows_max });
        }
        if same_width && cells.len() != header.width {
            let what = format!("the row has {} cells where the header has {}", cells.len(), header.width);
            let trouble = Trouble::new("", "", what, "look for a missing or an unquoted delimiter in the row");
            self.note(line, trouble, false);
            return Ok(());
        }
        if let Some(rule) = self.rule_that_leaves_out(cells) {
            self.reading.left_out[rule].rows += 1;
            return Ok(());
        }
        match self.read_row(line, cells) {
            Ok(row) => self.reading.rows.push(row),
            Err(trouble) => self.note(line, trouble, false),
        }
        Ok(())
    }

    fn look_for_header(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<(), PapersError> {
        if self.mapping.file.header_row.is_some_and(|wanted| line < wanted) {
            return Ok(());
        }
        self.looked_at += 1;
        let names: Vec<String> = cells.iter().map(|cell| cell.words().into_owned()).collect();
        let wanted = &self.columns;
        let missing: Vec<&str> = wanted.iter().copied().filter(|name| !names.iter().any(|found| found == name)).collect();
        if missing.is_empty() {
            let twice = wanted.iter().find(|name| names.iter().filter(|found| found == *name).count() > 1);
            if let Some(name) = twice {
                return Err(PapersError::Mapping(format!("the header on line {line} has two columns named {name:?}; rename one of them")));
            }
            let width = names.len();
            let places = names.into_iter().enumerate().map(|(place, name)| (name, place)).collect();
            self.header = Some(Header { width, places });
            return Ok(());
        }
        if self.nearest.as_ref().is_none_or(|(lacking, ..)| missing.len() < *lacking) {
            let found: Vec<String> = names.iter().take(20).map(|name| shortened(name, VALUE_CHARS_MAX)).collect();
            self.nearest = Some((missing.len(), missing.join(", "), shortened(&found.join(" | "), 300)));
        }
        if self.mapping.file.header_row.is_some() || self.looked_at >= HEADER_SEARCH_ROWS {
            return Err(self.no_header());
        }
        Ok(())
    }

    fn no_header(&mut self) -> PapersError {
        let (_, missing, found) = self.nearest.take().unwrap_or_else(|| (0, self.columns.join(", "), "nothing".to_owned()));
        PapersError::NoHeader { lines: self.looked_at, missing, found }
    }

    fn cell<'c, 'd>(&self, cells: &'c [Cell<'d>], column: &str) -> &'c Cell<'d> {
        let place = self.header.as_ref().and_then(|header| header.places.get(column.trim())).copied();
        place.and_then(|place| cells.get(place)).unwrap_or(&Cell::Empty)
    }

    fn rule_that_leaves_out(&self, cells: &[Cell<'_>]) -> Option<usize> {
        self.mapping.leave_out.iter().position(|rule| {
            let value = self.cell(cells, &rule.column).words();
            rule.equals.iter().any(|equal| *equal == value)
        })
    }

    fn read_row(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<ReadRow, Trouble> {
        let mapping = self.mapping;
        for &column in &self.columns {
            if let Cell::Failed(code) = self.cell(cells, column) {
                return Err(Trouble::new(column, code, "the cell holds a failed formula".to_owned(), "mend the formula or type the value"));
            }
        }
        if let Some(source) = &mapping.row {
            let id = self.bounded(cells, &source.column, NUMBER_CHARS_MAX)?;
            if let Some(earlier) = id.clone().and_then(|id| first_line(&mut self.row_lines, id, line)) {
                let what = format!("the row stands on line {earlier} already");
                return Err(Trouble::new(
                    &source.column,
                    &id.unwrap_or_default(),
                    what,
                    "take one of the two out, or give it its own number",
                ));
            }
        }
        let occurred_and_doubt = {
            let cell = |column: &str| self.cell(cells, column);
            self.dates.occurred(cell)?
        };
        let (occurred, clock_doubt) = occurred_and_doubt;
        let kind = self.kind(cells)?;
        let (killed, injured) = self.harm(cells)?;
        let number = match &mapping.number {
            Some(source) => self.bounded(cells, &source.column, NUMBER_CHARS_MAX)?.map(without_zero_decimals),
            None => None,
        };
        let place = self.joined(cells, &mapping.place.text, TEXT_CHARS_MAX)?.map(|text| format!("{}{text}", mapping.place.text_prefix));
        let note = self.note_text(cells)?;
        if mapping.harm.each_row_is == RowIs::Incident
            && let Some(source) = &mapping.number
            && let Some(earlier) = number.clone().and_then(|number| first_line(&mut self.number_lines, number, line))
        {
            let what = format!("the incident number stands on line {earlier} already");
            let value = number.unwrap_or_default();
            return Err(Trouble::new(&source.column, &value, what, "keep one row, or map the table with each_row_is = \"victim\""));
        }
        let position = self.position(line, cells);
        if let Some(doubt) = clock_doubt {
            let what = match doubt {
                ClockDoubt::SkippedHour => "the clock never showed this time: summer time began in that hour",
                ClockDoubt::RepeatedHour => "the clock showed this time twice: summer time ended in that hour",
            };
            let trouble =
                Trouble::new(self.dates.clock_column(), "", what.to_owned(), "the row is kept; correct the time if the hour matters");
            self.note(line, trouble, true);
        }
        Ok(ReadRow { line, number, occurred, clock_doubt, kind, killed, injured, position, place, note })
    }

    fn kind(&mut self, cells: &[Cell<'_>]) -> Result<IncidentKind, Trouble> {
        let rule = &self.mapping.kind;
        let Some(column) = &rule.column else {
            // Cannot fail: the mapping's check demands a constant when there is no column.
            return Ok(rule.constant.expect("a constant kind"));
        };
        let value = self.cell(cells, column).words().into_owned();
        if let Some(kind) = rule.values.get(&value) {
            return Ok(*kind);
        }
        self.count_unmatched(column, &value);
        let unknown = || {
            Trouble::new(column, &value, "the mapping does not know this value".to_owned(), "add it to kind.values, or set kind.otherwise")
        };
        rule.otherwise.ok_or_else(unknown)
    }

    fn harm(&mut self, cells: &[Cell<'_>]) -> Result<(u32, u32), Trouble> {
        let rule = &self.mapping.harm;
        if let Some(flag) = &rule.fatal {
            let value = self.cell(cells, &flag.column).words().into_owned();
            if flag.yes.contains(&value) {
                return Ok((1, 0));
            }
            if flag.no.contains(&value) {
                return Ok((0, 1));
            }
            self.count_unmatched(&flag.column, &value);
            let what = "the value says neither that the person died nor that they lived".to_owned();
            return Err(Trouble::new(&flag.column, &value, what, "add it to harm.fatal yes or no, or leave such rows out"));
        }
        let count = |column: &Option<String>| column.as_ref().map_or(Ok(0), |column| people(self.cell(cells, column), column));
        Ok((count(&rule.killed)?, count(&rule.injured)?))
    }

    fn position(&mut self, line: u64, cells: &[Cell<'_>]) -> Option<Position> {
        let (Some(north), Some(east)) = (&self.mapping.place.latitude, &self.mapping.place.longitude) else {
            return None;
        };
        let (latitude, longitude) = (self.cell(cells, north), self.cell(cells, east));
        if latitude.is_blank() && longitude.is_blank() {
            return None;
        }
        let position = degrees(latitude).zip(degrees(longitude)).and_then(|(north, east)| Position::new(north, east));
        if position.is_none() {
            let value = format!("{} {}", latitude.words(), longitude.words());
            let what = "these are not a latitude and a longitude in degrees".to_owned();
            let trouble = Trouble::new(
                &format!("{north}, {east}"),
                &value,
                what,
                "the row is kept without a position; correct the numbers if the place matters",
            );
            self.note(line, trouble, true);
        }
        position
    }

    fn bounded(&self, cells: &[Cell<'_>], column: &str, limit: usize) -> Result<Option<String>, Trouble> {
        let words = self.cell(cells, column).words();
        if words.chars().nth(limit).is_some() {
            let what = format!("the text is longer than {limit} letters");
            return Err(Trouble::new(column, &words, what, "shorten it, or map another column"));
        }
        Ok((!words.is_empty()).then(|| words.into_owned()))
    }

    fn joined(&self, cells: &[Cell<'_>], columns: &[String], limit: usize) -> Result<Option<String>, Trouble> {
        let mut parts = Vec::new();
        for column in columns {
            parts.extend(self.bounded(cells, column, limit)?.map(without_zero_decimals));
        }
        Ok((!parts.is_empty()).then(|| parts.join(", ")))
    }

    fn note_text(&self, cells: &[Cell<'_>]) -> Result<Option<String>, Trouble> {
        let mut parts = Vec::new();
        for column in &self.mapping.note.columns {
            parts.extend(self.bounded(cells, column, TEXT_CHARS_MAX)?.map(|text| format!("{column}: {text}")));
        }
        Ok((!parts.is_empty()).then(|| parts.join("; ")))
    }

    fn count_unmatched(&mut self, column: &str, value: &str) {
        let values = self.reading.unmatched.entry(column.to_owned()).or_default();
        let shown = shortened(value, VALUE_CHARS_MAX);
        let key = if values.len() < UNMATCHED_MAX || values.contains_key(&shown) { shown } else { "… further values".to_owned() };
        *values.entry(key).or_default() += 1;
    }

    fn note(&mut self, line: u64, trouble: Trouble, kept: bool) {
        self.reading.problems_total += 1;
        if self.reading.problems.len() < self.limits.problems_max {
            self.reading.problems.push(RowProblem {
                line,
                column: trouble.column,
                value: shortened(&trouble.value, VALUE_CHARS_MAX),
                what: trouble.what,
                how_to_mend: trouble.how_to_mend.to_owned(),
                kept,
            });
        }
    }
}

/// Notes on which line a number first stands; answers that line if it is an earlier one.
fn first_line(lines: &mut HashMap<String, u64>, key: String, line: u64) -> Option<u64> {
    let first = *lines.entry(key).or_insert(line);
    (first != line).then_some(first)
}

/// Programs that read whole numbers as fractions write incident 4711 as "4711.0".
fn without_zero_decimals(text: String) -> String {
    match text.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole.to_owned(),
        _ => text,
    }
}

fn degrees(cell: &Cell<'_>) -> Option<f64> {
    let words = cell.words();
    // A comma can only be the decimal mark here, for the cell is one number.
    let number: f64 = words.replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

fn people(cell: &Cell<'_>, column: &str) -> Result<u32, Trouble> {
    if cell.is_blank() {
        return Ok(0);
    }
    let words = cell.words();
    let number: Option<f64> = words.parse().ok();
    match number {
        Some(number) if (0.0..=PEOPLE_PER_ROW_MAX).contains(&number) && number.fract() == 0.0 => Ok(number as u32),
        _ => {
            let what = format!("this is not a number of people between 0 and {PEOPLE_PER_ROW_MAX}");
            Err(Trouble::new(column, &words, what, "write a whole number, or leave the cell empty for none"))
        }
    }
}

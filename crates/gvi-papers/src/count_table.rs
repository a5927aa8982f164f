//! Tables of counts in: one row for each month and city, as CSV or XLSX, without a gap.
//!
//! What the evaluation reads. There is no person in such a table. Every fault is told with its line and what to do, many at once.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use gvi_domain::Month;

use crate::PapersError;
use crate::incident_table::{measure, unreadable};
use crate::text::shortened;

/// A table of counts weighs kilobytes; more than this is another file.
pub const BYTES_MAX: usize = 4 * 1024 * 1024;
/// What a workbook may unpack to.
const UNPACKED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Rows of a table: 400 cities in 60 years of months.
const ROWS_MAX: usize = 300_000;
/// Faults that are told at a time.
pub(crate) const FAULTS_MAX: usize = 10;
/// Letters of a cell that a fault repeats.
const CELL_CHARS_MAX: usize = 60;
/// Names of the columns.
pub const COLUMNS: [&str; 4] = ["month", "city", "count", "population"];

/// Counts of one city by month.
#[derive(Debug, Clone, PartialEq)]
pub struct CityCounts {
    /// Its name.
    pub name: String,
    /// Incidents in each month.
    pub counts: Vec<u64>,
    /// People in each month, if the table says so.
    pub population: Option<Vec<f64>>,
}

/// Counts by month and city.
#[derive(Debug, Clone, PartialEq)]
pub struct CountTable {
    /// The first month.
    pub first: Month,
    /// Cities by name, each with a count for every month.
    pub cities: Vec<CityCounts>,
}

/// What is wrong with a table, where, and with which words of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountFault {
    /// The line, counted from 1; none when it is about the whole.
    pub line: Option<u64>,
    /// What is wrong: the stem of a message key.
    pub what: &'static str,
    /// What stands there, or which city it is about.
    pub value: String,
    /// A month, or an earlier line.
    pub other: String,
}

/// Why a table was not taken.
#[derive(Debug)]
pub enum CountsRefused {
    /// The file as a whole.
    File(PapersError),
    /// Its rows; and how many faults were left out.
    Rows(Vec<CountFault>, usize),
}

impl CountFault {
    pub(crate) fn new(line: Option<u64>, what: &'static str, value: impl Into<String>, other: impl Into<String>) -> Self {
        Self { line, what, value: shortened(&value.into(), CELL_CHARS_MAX), other: other.into() }
    }
}

impl fmt::Display for CountFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        let (value, other) = (&self.value, &self.other);
        match self.what {
            "column" if other.is_empty() => write!(f, "there is no column {value:?}; the columns are month, city, count and population"),
            "column" => write!(f, "there is no column {value:?}; the columns are {other}"),
            "lacking" => write!(f, "the column {value} is needed; {other}"),
            "number" => write!(f, "{value:?} under {other} is not a number; write it with a point, as 0.25"),
            "share" => write!(f, "{value:?} under {other} is not a share from 0 to 1"),
            "year" => write!(f, "{value:?} is not a year; write it as 2026"),
            "day" => write!(f, "{value:?} is not a day; write it as 2026-01-31"),
            "starts" => write!(f, "{value} has another start than in line {other}; give a city one start in all its rows, or none"),
            "told" => write!(f, "{value:?} is neither 0 nor 1; write 1 from the month in which the group was first told"),
            "told-back" => write!(f, "{value} was told in line {other} already, and here it was not; write 1 in every later month"),
            "columns" => f.write_str("the columns month and count are needed"),
            "twice" => write!(f, "the column {value:?} stands twice; leave one of them out"),
            "width" => f.write_str("a row has another number of cells than the first line"),
            "month" => write!(f, "{value:?} is not a month; write it as 2026-01"),
            "negative" => write!(f, "a count cannot be {value}; correct it at its source"),
            "count" => write!(f, "{value:?} is not a whole number; write 0 where nothing happened"),
            "population" => write!(f, "{value} has no population above zero; fill it in, or leave the column out"),
            "again" => write!(f, "{value} has this month in line {other} already; leave one of them out"),
            "gap" => write!(f, "{value} has no row for {other}; write 0 if nothing happened, or leave the city out"),
            "city" => f.write_str("the city has no name; write one"),
            _ => f.write_str("there is no row below the heads"),
        }
    }
}

impl fmt::Display for CountsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Rows(faults, more) => {
                for (at, fault) in faults.iter().enumerate() {
                    write!(f, "{}{fault}", if at > 0 { "\n" } else { "" })?;
                }
                if *more > 0 { write!(f, "\nand {more} more") } else { Ok(()) }
            }
        }
    }
}

impl std::error::Error for CountsRefused {}

impl From<PapersError> for CountsRefused {
    fn from(error: PapersError) -> Self {
        Self::File(error)
    }
}

/// Reads a table: XLSX if it is a zip archive, otherwise CSV in UTF-8 with commas or semicolons between.
///
/// # Errors
/// When the file cannot be read, a row is wrong, or a city lacks a month that another city has.
pub fn read_counts(bytes: &[u8]) -> Result<CountTable, CountsRefused> {
    table_of(&lines_of(bytes)?)
}

/// The rows of a table as words, the heads among them.
pub(crate) fn lines_of(bytes: &[u8]) -> Result<Vec<Line>, CountsRefused> {
    if bytes.len() > BYTES_MAX {
        return Err(PapersError::TooLarge { limit: BYTES_MAX as u64 }.into());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(PapersError::Empty.into());
    }
    if bytes.starts_with(b"PK\x03\x04") { rows_of_workbook(bytes) } else { rows_of_text(bytes) }
}

/// A row of words with the line on which it stands.
pub(crate) type Line = (u64, Vec<String>);

fn rows_of_text(bytes: &[u8]) -> Result<Vec<Line>, CountsRefused> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| PapersError::NotUtf8 { byte: error.valid_up_to() as u64 + 1, guess: "save it again as UTF-8" })?;
    // Forms send both signs of a line's end, and the reader would count lines one too low.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let heads = text.lines().next().unwrap_or_default();
    let comma = if heads.matches(';').count() > heads.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).delimiter(comma).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| PapersError::Sheet("a row cannot be read".to_owned()))?;
        if rows.len() > ROWS_MAX {
            return Err(PapersError::TooMany { what: "rows", limit: ROWS_MAX as u64 }.into());
        }
        rows.push((record.position().map_or(0, csv::Position::line), record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

fn rows_of_workbook(bytes: &[u8]) -> Result<Vec<Line>, CountsRefused> {
    measure(Cursor::new(bytes), UNPACKED_BYTES_MAX)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = workbook.sheet_names().first().cloned().ok_or_else(|| PapersError::Workbook("it has no sheet".to_owned()))?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut rows: Vec<Line> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let (line, column) = (u64::from(row) + 1, column as usize);
        let words = words_of(cell.get_value());
        if words.is_empty() {
            continue;
        }
        if column >= 64 || rows.len() > ROWS_MAX {
            return Err(PapersError::TooMany { what: "rows or columns", limit: ROWS_MAX as u64 }.into());
        }
        if rows.last().is_none_or(|(open, _)| *open != line) {
            rows.push((line, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = words;
        }
    }
    // A sheet leaves empty cells out at the end of a row.
    let width = rows.first().map_or(0, |(_, heads)| heads.len());
    for (_, cells) in &mut rows {
        if cells.len() < width {
            cells.resize(width, String::new());
        }
    }
    Ok(rows)
}

/// A cell as it would be written in CSV; a day becomes its month.
fn words_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::DateTime(serial) => {
            let (year, month, ..) = serial.to_ymd_hms_milli();
            format!("{year:04}-{month:02}")
        }
        DataRef::DateTimeIso(text) => text.chars().take(7).collect(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(code) => format!("{code:?}"),
        DataRef::Empty | DataRef::DurationIso(_) => String::new(),
    }
}

struct Row {
    line: u64,
    count: u64,
    population: Option<f64>,
}

fn table_of(rows: &[Line]) -> Result<CountTable, CountsRefused> {
    let whole = |what, value: &str| CountsRefused::Rows(vec![CountFault::new(None, what, value, "")], 0);
    let Some(((_, heads), rows)) = rows.split_first() else { return Err(whole("empty", "")) };
    let heads: Vec<String> = heads.iter().map(|head| head.to_lowercase()).collect();
    if let Some(unknown) = heads.iter().find(|head| !COLUMNS.contains(&head.as_str())) {
        return Err(whole("column", unknown));
    }
    if let Some(twice) = COLUMNS.iter().find(|name| heads.iter().filter(|head| head == *name).count() > 1) {
        return Err(whole("twice", twice));
    }
    let place = |name: &str| heads.iter().position(|head| head == name);
    let (Some(month_at), Some(count_at)) = (place("month"), place("count")) else { return Err(whole("columns", "")) };
    let (city_at, population_at) = (place("city"), place("population"));
    let mut faults = Vec::new();
    let mut cities: BTreeMap<&str, BTreeMap<Month, Row>> = BTreeMap::new();
    for (line, cells) in rows {
        let line = *line;
        let mut fault = |what, value: &str, other: String| faults.push(CountFault::new(Some(line), what, value, other));
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.len() != heads.len() {
            fault("width", "", String::new());
            continue;
        }
        let city = city_at.map_or("the series", |at| cells[at].as_str());
        if city.is_empty() {
            fault("city", "", String::new());
        }
        let month = Month::parse(&cells[month_at]);
        if month.is_none() {
            fault("month", &cells[month_at], String::new());
        }
        let count = match cells[count_at].parse::<i64>() {
            Ok(count) => {
                if count < 0 {
                    fault("negative", &cells[count_at], String::new());
                }
                u64::try_from(count).ok()
            }
            Err(_) => {
                fault("count", &cells[count_at], String::new());
                None
            }
        };
        let population = population_at.map(|at| cells[at].parse::<f64>().ok().filter(|people| people.is_finite() && *people > 0.0));
        if population == Some(None) {
            fault("population", city, String::new());
        }
        if let (Some(month), Some(count)) = (month, count)
            && let Some(before) = cities.entry(city).or_default().insert(month, Row { line, count, population: population.flatten() })
        {
            fault("again", city, before.line.to_string());
        }
    }
    let months = || cities.values().flat_map(|rows| rows.keys().copied());
    let span = months().min().zip(months().max());
    if let Some((first, last)) = span.filter(|_| faults.is_empty()) {
        for (city, rows) in &cities {
            let missing = (0..=last.since(first)).map(|later| first.plus(later)).find(|month| !rows.contains_key(month));
            if let Some(missing) = missing {
                faults.push(CountFault::new(None, "gap", *city, missing.to_string()));
            }
        }
    }
    if span.is_none() && faults.is_empty() {
        faults.push(CountFault::new(None, "empty", "", ""));
    }
    let Some((first, _)) = span.filter(|_| faults.is_empty()) else {
        let more = faults.len().saturating_sub(FAULTS_MAX);
        faults.truncate(FAULTS_MAX);
        return Err(CountsRefused::Rows(faults, more));
    };
    let cities = cities
        .into_iter()
        .map(|(name, rows)| CityCounts {
            name: name.to_owned(),
            counts: rows.values().map(|row| row.count).collect(),
            population: rows.values().map(|row| row.population).collect(),
        })
        .collect();
    Ok(CountTable { first, cities })
}

impl CountTable {
    /// The last month.
    pub fn last(&self) -> Month {
        let months = self.cities.first().map_or(1, |city| city.counts.len());
        self.first.plus(i64::try_from(months).unwrap_or(i64::MAX) - 1)
    }

    /// The table as CSV: the same table gives the same bytes.
    pub fn to_csv(&self) -> String {
        let with_population = self.cities.iter().all(|city| city.population.is_some());
        let mut text = String::from(if with_population { "month,city,count,population\n" } else { "month,city,count\n" });
        for city in &self.cities {
            for (at, count) in city.counts.iter().enumerate() {
                let month = self.first.plus(at as i64);
                let quoted =
                    if city.name.contains([',', '"']) { format!("\"{}\"", city.name.replace('"', "\"\"")) } else { city.name.clone() };
                text.push_str(&format!("{month},{quoted},{count}"));
                if let Some(population) = city.population.as_ref().filter(|_| with_population) {
                    text.push_str(&format!(",{}", population[at]));
                }
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        read_counts(text.as_bytes()).unwrap_err().to_string()
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_table_is_read_city_by_city_without_a_gap_and_written_back() {
        let text = "month,city,count,population\n2025-12,A,1,50\n2026-01,A,2,50\n2025-12,\"B, town\",3,900\n2026-01,\"B, town\",0,910\n";
        let read = read_counts(text.as_bytes()).unwrap();
        assert_eq!((read.first, read.last()), (month("2025-12"), month("2026-01")));
        assert_eq!(read.cities[1], CityCounts { name: "B, town".into(), counts: vec![3, 0], population: Some(vec![900.0, 910.0]) });
        assert_eq!(read.to_csv(), text);
        let semicolons = read_counts("\u{feff}Month;Count\r\n2026-01;4\r\n".as_bytes()).unwrap();
        assert_eq!((semicolons.cities[0].name.as_str(), semicolons.cities[0].population.as_ref()), ("the series", None));
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_what_to_do() {
        let text = "month,city,count,population\n2026-13,A,1,50\n2026-01,A,-2,50\n2026-01,A,x,50\n2026-02,A,1,0\n2026-02,A,1,50\n2026-03,A,1\n2026-04,,1,50\n";
        let told = fault(text);
        for part in [
            "line 2: \"2026-13\" is not a month",
            "line 3: a count cannot be -2",
            "line 4: \"x\" is not a whole number",
            "line 5: A has no population above zero",
            "line 6: A has this month in line 5 already",
            "line 7: a row has another number of cells",
            "line 8: the city has no name",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(fault(&text.replace('\n', "\r\n")).contains("line 3: a count cannot be -2"), "a form sends both signs of a line's end");
        assert!(fault("month,city,count\n2026-01,A,1\n2026-03,A,1\n").contains("A has no row for 2026-02; write 0 if nothing happened"));
        assert!(fault("month,count\n").contains("no row below the heads"));
        assert!(fault("month,count,kount\n").contains("there is no column \"kount\""));
        assert!(fault("month,count,count\n").contains("stands twice"));
        assert!(fault("city,count\nA,1\n").contains("month and count are needed"));
        assert!(fault(" \n ").contains("the file is empty"));
        let many: String = (0..30).map(|_| "x,A,1\n").collect();
        assert!(fault(&format!("month,city,count\n{many}")).ends_with("and 20 more"));
        assert!(read_counts(b"month,count\n2026-01,\xff\n").unwrap_err().to_string().contains("not UTF-8"));
        assert!(read_counts(b"PK\x03\x04 no workbook").unwrap_err().to_string().contains("workbook cannot be read"));
    }

    #[test]
    fn a_workbook_is_read_like_a_text() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        for (column, head) in ["month", "city", "count"].into_iter().enumerate() {
            sheet.write_string(0, column as u16, head).unwrap();
        }
        sheet.write_string(1, 0, "2026-01").unwrap();
        sheet.write_datetime_with_format(2, 0, rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 2, 1).unwrap(), &day).unwrap();
        for (line, count) in [(1, 4.0), (2, 0.0)] {
            sheet.write_string(line, 1, "Nordhamn").unwrap();
            sheet.write_number(line, 2, count).unwrap();
        }
        let read = read_counts(&workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!((read.first, read.cities[0].counts.as_slice()), (month("2026-01"), [4, 0].as_slice()));
    }
}

//! Sheets out: aggregate figures as CSV or XLSX.
//!
//! A sheet takes words and numbers that were already counted. It knows no record, so no list of people can pass through it, and
//! it cannot suppress small cells: whoever counts does that. Every sheet carries a line that says for which purpose it was made,
//! by whom and when, because a file on a desk has no log beside it.

use std::io::Write;

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use crate::PapersError;
use crate::text::{harmless, shortened};

/// A workbook refuses longer cells.
const CELL_CHARS_MAX: usize = 32_000;
/// A workbook refuses longer names of sheets.
const SHEET_NAME_CHARS_MAX: usize = 31;

/// For which purpose a sheet was made, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// The purpose chosen at sign-in.
    pub purpose: String,
    /// Who made it.
    pub user: String,
    /// When.
    pub time: Timestamp,
}

impl Marking {
    /// The line as it stands in the file.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} · {} · {}", self.purpose, self.user, self.time)
    }
}

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCell {
    /// Words.
    Text(String),
    /// A count.
    Whole(i64),
    /// A measured or estimated number. What is not finite is left empty.
    Decimal(f64),
    /// Nothing: unknown, or suppressed.
    Empty,
}

/// A table of aggregate figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What the figures are.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<SheetCell>>,
    /// Purpose, user, time.
    pub marking: Marking,
}

/// Heads and rows as CSV and nothing else, for programs that read on. No cell can be run as a formula.
///
/// # Errors
/// When a row cannot be written.
pub fn bare_csv(heads: &[&str], rows: &[Vec<String>]) -> Result<String, PapersError> {
    let broken = |error: csv::Error| PapersError::Write(std::io::Error::other(error));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heads).map_err(broken)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|error| PapersError::Write(std::io::Error::other(error.to_string())))?;
    String::from_utf8(bytes).map_err(|error| PapersError::Write(std::io::Error::other(error)))
}

impl Sheet {
    /// Writes the sheet as CSV in UTF-8: title, marking, an empty line, header, rows.
    ///
    /// # Errors
    /// When the target cannot be written.
    pub fn write_csv(&self, target: impl Write) -> Result<(), PapersError> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(target);
        let broken = |error: csv::Error| PapersError::Write(std::io::Error::other(error));
        writer.write_record([harmless(&self.title)]).map_err(broken)?;
        writer.write_record([harmless(&self.marking.line())]).map_err(broken)?;
        writer.write_record([""]).map_err(broken)?;
        writer.write_record(self.columns.iter().map(|name| harmless(name))).map_err(broken)?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                SheetCell::Text(text) => harmless(text),
                SheetCell::Whole(number) => number.to_string(),
                SheetCell::Decimal(number) if number.is_finite() => number.to_string(),
                SheetCell::Decimal(_) | SheetCell::Empty => String::new(),
            });
            writer.write_record(cells).map_err(broken)?;
        }
        writer.flush().map_err(PapersError::Write)
    }

    /// Writes the sheet as a workbook. The same sheet always gives the same cells; its time is the marking's, never a clock's.
    ///
    /// # Errors
    /// When the sheet is larger than a workbook can be, or the target cannot be written.
    pub fn write_xlsx(&self, target: impl Write + Send) -> Result<(), PapersError> {
        let refused = |error: rust_xlsxwriter::XlsxError| PapersError::Sheet(error.to_string());
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::from_timestamp(self.marking.time.as_second()).map_err(refused)?;
        workbook.set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&made));
        let bold = Format::new().set_bold();
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet_name(&self.title)).map_err(refused)?;
        worksheet.write_string_with_format(0, 0, shortened(&self.title, CELL_CHARS_MAX), &bold).map_err(refused)?;
        worksheet.write_string(1, 0, shortened(&self.marking.line(), CELL_CHARS_MAX)).map_err(refused)?;
        for (place, name) in self.columns.iter().enumerate() {
            worksheet.write_string_with_format(3, column(place)?, shortened(name, CELL_CHARS_MAX), &bold).map_err(refused)?;
        }
        for (line, row) in self.rows.iter().enumerate() {
            let line = u32::try_from(line)
                .ok()
                .and_then(|line| line.checked_add(4))
                .ok_or_else(|| PapersError::Sheet("too many rows".to_owned()))?;
            for (place, cell) in row.iter().enumerate() {
                let place = column(place)?;
                // Written as a string, a text is never run as a formula, whatever it starts with.
                match cell {
                    SheetCell::Text(text) => worksheet.write_string(line, place, shortened(text, CELL_CHARS_MAX)),
                    SheetCell::Whole(number) => worksheet.write_number(line, place, *number as f64),
                    SheetCell::Decimal(number) if number.is_finite() => worksheet.write_number(line, place, *number),
                    SheetCell::Decimal(_) | SheetCell::Empty => continue,
                }
                .map_err(refused)?;
            }
        }
        workbook.save_to_writer(target).map_err(refused)
    }
}

fn column(place: usize) -> Result<u16, PapersError> {
    u16::try_from(place).map_err(|_| PapersError::Sheet("too many columns".to_owned()))
}

/// The title as a name that a workbook accepts.
fn sheet_name(title: &str) -> String {
    let plain: String = title.chars().map(|mark| if "[]:*?/\\'".contains(mark) || mark.is_control() { ' ' } else { mark }).collect();
    let name: String = plain.trim().chars().take(SHEET_NAME_CHARS_MAX).collect();
    let name = name.trim();
    if name.is_empty() || name.eq_ignore_ascii_case("history") { "Sheet".to_owned() } else { name.to_owned() }
}

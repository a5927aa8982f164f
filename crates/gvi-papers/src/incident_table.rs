//! A table of incidents or of victims (CSV or XLSX), read with a mapping that says which column means what.
//!
//! Tables differ from town to town, so nothing about a column is known here: the mapping says it. What the room knows is how
//! tables go wrong. Every row that cannot be read becomes a problem with its line; a file that is cut, garbled, too large or
//! has no such header is refused as a whole.
//!
//! It does not join victims to incidents (see [`crate::merge`]) and it never guesses: a date that two formats read differently
//! is a problem, not a choice.

mod cell;
mod csv_rows;
mod mapping;
mod moment;
mod row;
mod xlsx_rows;

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{ClockDoubt, IncidentKind, Occurred, PapersError, Position, Progress};

pub use crate::gate::Encoding;
pub use csv_rows::read_csv;
pub use mapping::{
    CellFormats, FatalFlag, FileShape, HarmRule, KindRule, LeaveOut, Mapping, MergeRule, NoteColumns, PlaceColumns, RowIs, SourceColumn,
    TimeColumns,
};
pub use xlsx_rows::read_xlsx;
pub(crate) use xlsx_rows::{measure, unreadable};

/// How much one table may hold.
#[derive(Debug, Clone, Copy)]
pub struct TableLimits {
    /// Bytes of a CSV file.
    pub bytes_max: u64,
    /// Bytes of a workbook as it lies on the disk.
    pub workbook_bytes_max: u64,
    /// Bytes of everything in a workbook, unpacked. A few kilobytes can unpack to gigabytes.
    pub unpacked_bytes_max: u64,
    /// Bytes of one CSV row.
    pub row_bytes_max: u64,
    /// Rows below the header.
    pub rows_max: u64,
    /// Cells of a sheet.
    pub cells_max: u64,
    /// Columns.
    pub columns_max: usize,
    /// Problems that are kept word for word; more are only counted.
    pub problems_max: usize,
    /// Nothing can have happened after this moment. The caller passes the present; this room has no clock.
    pub not_after: Option<Timestamp>,
}

impl Default for TableLimits {
    fn default() -> Self {
        Self {
            bytes_max: 256 * 1024 * 1024,
            workbook_bytes_max: 32 * 1024 * 1024,
            unpacked_bytes_max: 96 * 1024 * 1024,
            row_bytes_max: 256 * 1024,
            rows_max: 1_000_000,
            cells_max: 10_000_000,
            columns_max: 1_000,
            problems_max: 10_000,
            not_after: None,
        }
    }
}

/// What is wrong with one row, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The line of the file on which the row starts, counted from 1 (in a sheet: the row's number).
    pub line: u64,
    /// The column that is wrong; empty when it is the row as a whole.
    pub column: String,
    /// What stands there, shortened.
    pub value: String,
    /// What is wrong.
    pub what: String,
    /// What the person at the keyboard can do.
    pub how_to_mend: String,
    /// Whether the row was kept all the same, without the part that is wrong.
    pub kept: bool,
}

/// One row as the mapping understands it: a victim, or an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    /// The line on which the row starts.
    pub line: u64,
    /// The publisher's number of the incident.
    pub number: Option<String>,
    /// When it happened.
    pub occurred: Occurred,
    /// Set when the clock was ambiguous because summer time began or ended.
    pub clock_doubt: Option<ClockDoubt>,
    /// What happened.
    pub kind: IncidentKind,
    /// People killed, by this row.
    pub killed: u32,
    /// People injured, by this row.
    pub injured: u32,
    /// Where, in degrees.
    pub position: Option<Position>,
    /// Where, in words.
    pub place: Option<String>,
    /// Further columns that the mapping keeps as a note.
    pub note: Option<String>,
}

/// How many rows a rule of the mapping left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The column of the rule.
    pub column: String,
    /// Why, in the mapping's words.
    pub why: String,
    /// How many rows.
    pub rows: u64,
}

/// A table, read as a whole.
#[derive(Debug, Clone)]
pub struct TableReading {
    /// Rows that could be read.
    pub rows: Vec<ReadRow>,
    /// Rows below the header that were not blank.
    pub rows_seen: u64,
    /// What the mapping left out, rule by rule.
    pub left_out: Vec<LeftOut>,
    /// Problems, at most [`TableLimits::problems_max`] of them.
    pub problems: Vec<RowProblem>,
    /// How many problems there were in all.
    pub problems_total: u64,
    /// Values that the mapping does not know, with how often they occur, by column.
    pub unmatched: BTreeMap<String, BTreeMap<String, u64>>,
    /// Whether the file ends with a line break. A file without one may be whole; it may also be cut in its last cell, which nothing can show.
    pub ends_with_line_break: bool,
    /// The time zone of the table.
    pub zone: TimeZone,
}

/// Reads a table, CSV or XLSX: its first bytes say which. `total` is measured from the source itself.
///
/// # Errors
/// When the file as a whole cannot be trusted or the mapping does not fit it.
pub fn read_table(
    mut source: impl Read + Seek,
    mapping: &Mapping,
    limits: &TableLimits,
    progress: &mut dyn FnMut(Progress),
) -> Result<TableReading, PapersError> {
    let total = source.seek(SeekFrom::End(0)).map_err(PapersError::Read)?;
    source.seek(SeekFrom::Start(0)).map_err(PapersError::Read)?;
    let mut head = Vec::with_capacity(8);
    source.by_ref().take(8).read_to_end(&mut head).map_err(PapersError::Read)?;
    source.seek(SeekFrom::Start(0)).map_err(PapersError::Read)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        read_xlsx(source, mapping, limits, progress)
    } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Err(PapersError::Workbook("it is in the old XLS form or locked with a password".to_owned()))
    } else {
        read_csv(source, Some(total), mapping, limits, progress)
    }
}

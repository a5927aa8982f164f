//! Why a whole paper was refused.
//!
//! A single bad line is never an error of this kind: it becomes a problem with a line number, and the rest of the
//! file is read. These errors mean that nothing of the file can be trusted, so nothing of it is handed on.

use std::io;

/// Why a paper was refused as a whole. Every text ends with what the person at the keyboard can do about it.
#[derive(Debug, thiserror::Error)]
pub enum PapersError {
    /// Nothing but white space.
    #[error("the file is empty; fetch it again")]
    Empty,
    /// More bytes than the limit. Refused before reading when the size is known, else at the limit.
    #[error("the file is larger than {limit} bytes; split it by year, or check that it is the right file")]
    TooLarge {
        /// The limit that was passed.
        limit: u64,
    },
    /// UTF-16, with or without a byte order mark.
    #[error("the file is written in UTF-16; save it again as UTF-8")]
    Utf16,
    /// A byte that no UTF-8 text can hold.
    #[error("byte {byte} is not UTF-8; {guess}")]
    NotUtf8 {
        /// Position of the byte, counted from 1.
        byte: u64,
        /// What the file probably is, and what to do.
        guess: &'static str,
    },
    /// A zero byte: the file is not text.
    #[error("byte {byte} is a zero byte, so this is not a text file; check that it is the right file")]
    ZeroByte {
        /// Position of the byte, counted from 1.
        byte: u64,
    },
    /// The mapping says Latin-1, but every byte of the file is valid UTF-8 and some letters are outside ASCII.
    #[error("the mapping says latin-1 but the file is written in UTF-8; set encoding = \"utf-8\" in the mapping")]
    IsUtf8,
    /// The feed is some other JSON value, or a web page.
    #[error("the feed must be a list of events but the file starts with {found}; {remedy}")]
    NotAList {
        /// What stands at the start.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The feed breaks off.
    #[error("the file ends in the middle of event {event}, after {bytes} bytes; fetch it again")]
    CutFeed {
        /// The event in which it ends, counted from 1.
        event: usize,
        /// How many bytes there were.
        bytes: u64,
    },
    /// One event is longer than any real event: a quote or a bracket that is never closed.
    #[error("event {event} is longer than {limit} bytes; a quotation mark or a bracket is perhaps never closed; fetch the file again")]
    EventTooLong {
        /// The event, counted from 1.
        event: usize,
        /// The limit that was passed.
        limit: u64,
    },
    /// The feed is a list but not JSON all the way.
    #[error("the feed is not JSON at line {line}, column {column} (event {event}): {cause}; fetch it again")]
    NotJson {
        /// The event in which it happens, counted from 1.
        event: usize,
        /// Line of the file.
        line: usize,
        /// Column of the line.
        column: usize,
        /// What the JSON reader says.
        cause: String,
    },
    /// More events or rows than one paper may hold.
    #[error("the file holds more than {limit} {what}; split it by year")]
    TooMany {
        /// Events, rows, cells or columns.
        what: &'static str,
        /// The limit that was passed.
        limit: u64,
    },
    /// The mapping cannot be used.
    #[error("the mapping cannot be used: {0}")]
    Mapping(String),
    /// No header row with the mapped columns near the top.
    #[error(
        "no header row with the mapped columns in the first {lines} lines; missing: {missing}; the nearest row has: {found}; \
         check the delimiter, the sheet and the column names in the mapping"
    )]
    NoHeader {
        /// How many lines were looked at.
        lines: u64,
        /// The mapped columns that the best row lacks.
        missing: String,
        /// What the best row holds.
        found: String,
    },
    /// One row is longer than any real row: a quote that is never closed, or not a table at all.
    #[error(
        "the row that starts on line {line} is longer than {limit} bytes; \
         a quotation mark is perhaps never closed, or this is not a table"
    )]
    RowTooLong {
        /// Line on which the row starts.
        line: u64,
        /// The limit that was passed.
        limit: u64,
    },
    /// The table breaks off in the middle of a row.
    #[error("the file ends in the middle of the row on line {line}; fetch it again")]
    CutTable {
        /// Line on which the last row starts.
        line: u64,
    },
    /// A workbook that cannot be opened.
    #[error("the workbook cannot be read: {0}; open it in a spreadsheet program and save it again, or save it as CSV")]
    Workbook(String),
    /// A workbook that unpacks to far more than it weighs.
    #[error("the workbook unpacks to more than {limit} bytes; save the sheet as CSV")]
    WorkbookTooLarge {
        /// The limit that was passed.
        limit: u64,
    },
    /// The sheet that the mapping names is not there.
    #[error("the workbook has no sheet named {wanted}; it has: {found}")]
    NoSheet {
        /// The name in the mapping.
        wanted: String,
        /// The names in the workbook.
        found: String,
    },
    /// The disk or the pipe failed.
    #[error("the file cannot be read to its end")]
    Read(#[source] io::Error),
    /// The disk or the pipe failed while writing.
    #[error("the file cannot be written")]
    Write(#[source] io::Error),
    /// A sheet that does not fit into a workbook.
    #[error("the sheet cannot be written: {0}")]
    Sheet(String),
}

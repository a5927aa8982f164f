//! Rows out of a workbook (XLSX).
//!
//! A workbook is a zip archive, and a small archive can unpack to more than any memory holds. So it is unpacked once into
//! nothing and measured, before the real reading begins; and the sheet is then read cell by cell, never as a rectangle, because
//! one cell in the last row of the last column would make that rectangle seventeen thousand million cells.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

use calamine::{DataRef, Reader, Xlsx};

use super::cell::Cell;
use super::row::Clerk;
use super::{Mapping, TableLimits, TableReading};
use crate::{PapersError, Progress};

/// Parts of an archive. Real workbooks have some dozens.
const PARTS_MAX: usize = 2_000;
/// Tell the listener about every so many cells.
const PROGRESS_STEP: u64 = 16 * 1024;

/// Reads one sheet of a workbook. Progress counts cells of the sheet: how many there are is known only at the end.
///
/// # Errors
/// When the workbook as a whole cannot be trusted or the mapping does not fit it.
pub fn read_xlsx(
    mut source: impl Read + Seek,
    mapping: &Mapping,
    limits: &TableLimits,
    progress: &mut dyn FnMut(Progress),
) -> Result<TableReading, PapersError> {
    let size = source.seek(SeekFrom::End(0)).map_err(PapersError::Read)?;
    if size > limits.workbook_bytes_max {
        return Err(PapersError::TooLarge { limit: limits.workbook_bytes_max });
    }
    source.seek(SeekFrom::Start(0)).map_err(PapersError::Read)?;
    measure(&mut source, limits.unpacked_bytes_max)?;
    source.seek(SeekFrom::Start(0)).map_err(PapersError::Read)?;
    let mut workbook = Xlsx::new(source).map_err(unreadable)?;
    let since_1904 = workbook.has_1904_epoch();
    let names = workbook.sheet_names();
    let sheet = match &mapping.file.sheet {
        Some(wanted) => names
            .iter()
            .find(|name| *name == wanted)
            .cloned()
            .ok_or_else(|| PapersError::NoSheet { wanted: wanted.clone(), found: names.join(", ") })?,
        None => names.first().cloned().ok_or_else(|| PapersError::Workbook("it has no sheet".to_owned()))?,
    };
    let mut clerk = Clerk::new(mapping, limits)?;
    clerk.since_1904(since_1904);
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut row: Vec<Cell<'_>> = Vec::new();
    let mut row_number = None;
    let mut count: u64 = 0;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        count += 1;
        if count > limits.cells_max {
            return Err(PapersError::TooMany { what: "cells", limit: limits.cells_max });
        }
        if count.is_multiple_of(PROGRESS_STEP) {
            progress(Progress { done: count, total: None });
        }
        let (number, column) = cell.get_position();
        if row_number.is_some_and(|open| open != number) {
            clerk.take_sheet_row(u64::from(row_number.unwrap_or(0)) + 1, &row)?;
            row.clear();
        }
        row_number = Some(number);
        let column = column as usize;
        if column >= limits.columns_max {
            if matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            return Err(PapersError::TooMany { what: "columns", limit: limits.columns_max as u64 });
        }
        if row.len() <= column {
            row.resize(column + 1, Cell::Empty);
        }
        row[column] = cell_of(cell.get_value());
    }
    if let Some(number) = row_number {
        clerk.take_sheet_row(u64::from(number) + 1, &row)?;
    }
    progress(Progress { done: count, total: Some(count) });
    if count == 0 {
        return Err(PapersError::Empty);
    }
    clerk.finish(true)
}

pub(crate) fn unreadable(error: impl std::fmt::Display) -> PapersError {
    PapersError::Workbook(crate::text::shortened(&error.to_string(), 200))
}

/// Unpacks every part into nothing and stops at the limit. What the archive says about its own sizes is not believed.
pub(crate) fn measure(source: impl Read + Seek, limit: u64) -> Result<(), PapersError> {
    let mut archive = zip::ZipArchive::new(source).map_err(unreadable)?;
    if archive.len() > PARTS_MAX {
        return Err(PapersError::TooMany { what: "parts", limit: PARTS_MAX as u64 });
    }
    let mut left = limit;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(unreadable)?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(unreadable)?;
        left = left.checked_sub(unpacked).ok_or(PapersError::WorkbookTooLarge { limit })?;
    }
    Ok(())
}

/// Shared strings stay borrowed: a sheet can point to one long text a million times.
fn cell_of<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::DateTime(serial) => Cell::Number(serial.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::Error(code) => Cell::Failed(format!("{code:?}")),
    }
}

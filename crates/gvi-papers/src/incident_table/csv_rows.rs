//! Rows out of a CSV file.

use std::borrow::Cow;
use std::io::Read;

use super::cell::Cell;
use super::row::Clerk;
use super::{Mapping, TableLimits, TableReading};
use crate::gate::{Encoding, Gate};
use crate::text::from_latin_1;
use crate::{PapersError, Progress};

/// The reader takes this much from the file at a time, so it may be this far ahead of the row it is working on.
const BUFFER: usize = 64 * 1024;

/// Reads a CSV file from any source of bytes, in bounded memory.
///
/// # Errors
/// When the file as a whole cannot be trusted or the mapping does not fit it.
pub fn read_csv(
    source: impl Read,
    total: Option<u64>,
    mapping: &Mapping,
    limits: &TableLimits,
    progress: &mut dyn FnMut(Progress),
) -> Result<TableReading, PapersError> {
    let encoding = mapping.file.encoding;
    let gate = Gate::open(source, total, limits.bytes_max, encoding, progress)?;
    let window = gate.window();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        // Cannot fail: the mapping's check allows only ASCII.
        .delimiter(u8::try_from(mapping.file.delimiter).expect("an ASCII delimiter"))
        .buffer_capacity(BUFFER)
        .from_reader(gate);
    let mut clerk = Clerk::new(mapping, limits)?;
    let mut record = csv::ByteRecord::new();
    let mut last = None;
    loop {
        let start = reader.position().clone();
        window.allow_until(start.byte() + limits.row_bytes_max + BUFFER as u64);
        let more = match reader.read_byte_record(&mut record) {
            Ok(more) => more,
            Err(error) => return Err(why(error, start.line(), reader.get_mut(), limits)),
        };
        if !more {
            break;
        }
        if reader.position().byte() - start.byte() > limits.row_bytes_max {
            return Err(PapersError::RowTooLong { line: start.line(), limit: limits.row_bytes_max });
        }
        let line = record.position().map_or(start.line(), csv::Position::line);
        last = Some((line, record.len()));
        let cells: Vec<Cell<'_>> = record.iter().map(|bytes| cell_of(bytes, encoding)).collect();
        clerk.take_text_row(line, &cells)?;
    }
    let gate = reader.get_mut();
    if gate.first_mark.is_none() {
        return Err(PapersError::Empty);
    }
    if gate.is_utf8_after_all() {
        return Err(PapersError::IsUtf8);
    }
    let whole = gate.ends_with_line_break();
    if let Some((line, width)) = last
        && !whole
        && clerk.header_width().is_some_and(|header| width < header || gate.odd_quotes())
    {
        return Err(PapersError::CutTable { line });
    }
    clerk.finish(whole)
}

fn cell_of(bytes: &[u8], encoding: Encoding) -> Cell<'_> {
    match encoding {
        Encoding::Latin1 => Cell::Text(Cow::Owned(from_latin_1(bytes))),
        // The gate has already refused what is not UTF-8. A letter that the end of the file cuts in two is the one thing left, and then the row is cut as well.
        Encoding::Utf8 => Cell::Text(String::from_utf8_lossy(bytes)),
    }
}

fn why<R: Read>(error: csv::Error, line: u64, gate: &mut Gate<'_, R>, limits: &TableLimits) -> PapersError {
    if let Some(refusal) = gate.take_refusal() {
        return refusal;
    }
    if gate.overrun() {
        return PapersError::RowTooLong { line, limit: limits.row_bytes_max };
    }
    match error.into_kind() {
        csv::ErrorKind::Io(error) => PapersError::Read(error),
        other => PapersError::Read(std::io::Error::other(format!("{other:?}"))),
    }
}

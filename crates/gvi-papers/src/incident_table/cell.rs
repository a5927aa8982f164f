//! A cell, and the dates that spreadsheets hide in numbers.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::{DateTime, date};

/// A cell of a table. CSV knows only text; a workbook also has numbers, truth values and cells whose formula failed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Number(f64),
    Truth(bool),
    Failed(String),
}

impl Cell<'_> {
    /// The cell as a person would read it. Whole numbers have no decimals: a spreadsheet stores incident number 4711 as 4711.0.
    pub(super) fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => Cow::Owned(format!("{number:.0}")),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Truth(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
            Self::Failed(code) => Cow::Borrowed(code),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Truth(_) | Self::Failed(_) => false,
        }
    }
}

/// What a serial number of a spreadsheet means: days since the end of 1899 (or since 1904), the time of day in the fraction.
///
/// Day 60 of the 1900 system is 29 February 1900, which never was; spreadsheets keep it for the sake of an old mistake.
pub(super) fn moment_of_serial(serial: f64, since_1904: bool) -> Option<DateTime> {
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let mut seconds = (serial.fract() * 86_400.0).round() as i64;
    // Cannot fail: the range was checked above, so the whole part fits.
    let mut days = serial.trunc() as i64;
    if seconds == 86_400 {
        seconds = 0;
        days += 1;
    }
    let first = match (since_1904, days) {
        (true, _) => date(1904, 1, 1),
        (false, 60) => return None,
        (false, 0..60) => date(1899, 12, 31),
        (false, _) => date(1899, 12, 30),
    };
    first.checked_add(days.days()).ok()?.to_datetime(jiff::civil::Time::midnight()).checked_add(seconds.seconds()).ok()
}

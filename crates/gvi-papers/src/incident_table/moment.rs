//! Days and times of day out of cells.
//!
//! A date that two of the mapping's formats read differently is never guessed: 03/04 is the fourth of March to one office and
//! the third of April to another, and an incident on the wrong day starts the wrong clocks.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use super::cell::{Cell, moment_of_serial};
use super::mapping::{CellFormats, TimeColumns};
use crate::when::moment_of;
use crate::{ClockDoubt, Occurred};

/// Years outside these are typing errors or columns that were mapped wrongly.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// What is wrong with a cell.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) column: String,
    pub(super) value: String,
    pub(super) what: String,
    pub(super) how_to_mend: &'static str,
}

impl Trouble {
    pub(super) fn new(column: &str, value: &str, what: String, how_to_mend: &'static str) -> Self {
        // The value is cut again when it is shown; here only so that a huge cell is not copied.
        Self { column: column.to_owned(), value: value.chars().take(200).collect(), what, how_to_mend }
    }
}

pub(super) struct DateReader<'m> {
    columns: &'m TimeColumns,
    zone: TimeZone,
    not_after: Option<Timestamp>,
    pub(super) since_1904: bool,
}

/// What a format read: a clock on the wall, or a moment when the text carried its own offset.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    Wall(DateTime),
    Moment(Timestamp),
}

impl<'m> DateReader<'m> {
    pub(super) fn new(columns: &'m TimeColumns, zone: TimeZone, not_after: Option<Timestamp>) -> Self {
        Self { columns, zone, not_after, since_1904: false }
    }

    /// The column in which the time of day stands.
    pub(super) fn clock_column(&self) -> &'m str {
        let cell = self.columns.time.as_ref().or(self.columns.datetime.as_ref()).or(self.columns.date.as_ref());
        cell.map_or("", |cell| cell.column.as_str())
    }

    /// When the row says that it happened.
    pub(super) fn occurred<'c, 'd: 'c>(&self, cell: impl Fn(&str) -> &'c Cell<'d>) -> Result<(Occurred, Option<ClockDoubt>), Trouble> {
        if let Some(both) = &self.columns.datetime {
            let value = cell(&both.column);
            let read = self.read_one(
                both,
                value,
                "a day with a time",
                |parsed| {
                    if parsed.offset().is_some() {
                        return parsed.to_timestamp().ok().map(Read::Moment);
                    }
                    parsed.to_datetime().ok().map(Read::Wall)
                },
                |wall| Some(Read::Wall(wall)),
            )?;
            return match read {
                Read::Moment(moment) => self.checked(both, value, Occurred::At(whole_seconds(moment)), None),
                Read::Wall(wall) => self.at(both, value, wall),
            };
        }
        // Cannot fail: the mapping's check demands a date column when there is none for day and time together.
        let day_column = self.columns.date.as_ref().expect("a date column");
        let day_cell = cell(&day_column.column);
        let day: Date = self.read_one(day_column, day_cell, "a day", |parsed| parsed.to_date().ok(), |wall| Some(wall.date()))?;
        let clock = self.columns.time.as_ref().map(|column| (column, cell(&column.column))).filter(|(_, value)| !value.is_blank());
        let Some((clock_column, clock_cell)) = clock else {
            return self.checked(day_column, day_cell, Occurred::On(day), None);
        };
        let time: Time =
            self.read_one(clock_column, clock_cell, "a time of day", |parsed| parsed.to_time().ok(), |wall| Some(wall.time()))?;
        self.at(day_column, day_cell, day.to_datetime(time))
    }

    fn at(&self, column: &CellFormats, cell: &Cell<'_>, wall: DateTime) -> Result<(Occurred, Option<ClockDoubt>), Trouble> {
        if self.columns.midnight_means_unknown && wall.time() == Time::midnight() {
            return self.checked(column, cell, Occurred::On(wall.date()), None);
        }
        let (moment, doubt) = moment_of(wall, &self.zone).ok_or_else(|| {
            Trouble::new(
                &column.column,
                &cell.words(),
                "the moment lies outside the years that can be stored".to_owned(),
                "correct the year",
            )
        })?;
        self.checked(column, cell, Occurred::At(moment), doubt)
    }

    fn checked(
        &self,
        column: &CellFormats,
        cell: &Cell<'_>,
        occurred: Occurred,
        doubt: Option<ClockDoubt>,
    ) -> Result<(Occurred, Option<ClockDoubt>), Trouble> {
        let day = occurred.day(&self.zone);
        let trouble = |what: String| Trouble::new(&column.column, &cell.words(), what, "correct the day");
        if !YEARS.contains(&day.year()) {
            return Err(trouble(format!("the year {} cannot be right", day.year())));
        }
        let in_future = self.not_after.is_some_and(|now| match occurred {
            Occurred::At(moment) => moment > now,
            Occurred::On(date) => date > self.zone.to_datetime(now).date(),
        });
        if in_future {
            return Err(trouble(format!("{day} lies in the future")));
        }
        Ok((occurred, doubt))
    }

    /// Tries every format. One answer is good; none or two different ones are a problem.
    fn read_one<T: Copy + PartialEq>(
        &self,
        column: &CellFormats,
        cell: &Cell<'_>,
        what_it_should_be: &str,
        take: impl Fn(&strtime::BrokenDownTime) -> Option<T>,
        take_serial: impl Fn(DateTime) -> Option<T>,
    ) -> Result<T, Trouble> {
        if cell.is_blank() {
            let what = format!("the cell is empty where {what_it_should_be} should stand");
            return Err(Trouble::new(&column.column, "", what, "fill the cell, or leave such rows out"));
        }
        let words = cell.words();
        // No date is longer than this, and a long cell is not tried against every format.
        let answers: Vec<(&str, T)> = if words.len() > 100 {
            Vec::new()
        } else {
            let read = |format: &String| strtime::parse(format, words.as_bytes()).ok().and_then(|parsed| take(&parsed));
            column.formats.iter().filter_map(|format| read(format).map(|answer| (format.as_str(), answer))).collect()
        };
        if let Some(&(format, first)) = answers.first() {
            if let Some((other, _)) = answers.iter().find(|(_, answer)| *answer != first) {
                let what = format!("the formats {format} and {other} read this differently");
                return Err(Trouble::new(&column.column, &words, what, "keep one of the two formats in the mapping"));
            }
            return Ok(first);
        }
        if let Cell::Number(serial) = cell
            && let Some(answer) = moment_of_serial(*serial, self.since_1904).and_then(take_serial)
        {
            return Ok(answer);
        }
        let what = format!("this is not {what_it_should_be} in the form {}", column.formats.join(" or "));
        Err(Trouble::new(&column.column, &words, what, "correct the cell, or add its form to the mapping"))
    }
}

fn whole_seconds(moment: Timestamp) -> Timestamp {
    // Cannot fail: the seconds come from a timestamp.
    Timestamp::from_second(moment.as_second()).expect("seconds of a timestamp")
}

//! Time in three kinds: a moment, a date, and a rough "it happened sometime then".
//!
//! Moments are whole seconds, stored as integers, so that both databases sort them alike. Nothing here reads a clock.

use std::fmt;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

pub use jiff::civil::Date;

/// A point in time in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A text or number was not a moment between the years 1900 and 2200.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a moment: {0}")]
pub struct NotAMoment(pub String);

impl Moment {
    /// 1900-01-01 and 2200-01-01: nothing in this domain lies outside.
    const RANGE: std::ops::RangeInclusive<i64> = -2_208_988_800..=7_258_118_400;

    /// A moment from seconds since 1970, if it lies between the years 1900 and 2200.
    pub fn from_seconds(seconds: i64) -> Result<Self, NotAMoment> {
        if Self::RANGE.contains(&seconds) { Ok(Self(seconds)) } else { Err(NotAMoment(seconds.to_string())) }
    }

    /// Reads RFC 3339, for example `2026-11-22T21:40:00Z`; fractions of a second are cut off.
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let timestamp: Timestamp = text.trim().parse().map_err(|_| NotAMoment(text.chars().take(60).collect()))?;
        Self::from_seconds(timestamp.as_second())
    }

    /// The moment of a civil date and time at a place. A time that the clocks jump over moves forward, a doubled one is the first.
    pub fn at(date: Date, hour: i8, minute: i8, zone: &TimeZone) -> Result<Self, NotAMoment> {
        let wrong = || NotAMoment(format!("{date} {hour:02}:{minute:02}"));
        let civil = jiff::civil::Time::new(hour, minute, 0, 0).map_err(|_| wrong())?.on(date.year(), date.month(), date.day());
        let zoned = zone.to_ambiguous_zoned(civil).compatible().map_err(|_| wrong())?;
        Self::from_seconds(zoned.timestamp().as_second())
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The same moment as a jiff timestamp.
    pub fn timestamp(self) -> Timestamp {
        // Cannot fail: the range of `Moment` lies inside that of `Timestamp`.
        Timestamp::from_second(self.0).expect("a moment is a timestamp")
    }

    /// The calendar day at a place.
    pub fn date(self, zone: &TimeZone) -> Date {
        self.timestamp().to_zoned(zone.clone()).date()
    }

    /// This moment moved by a number of seconds; at the end of the range it stays there.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds).clamp(*Self::RANGE.start(), *Self::RANGE.end()))
    }

    /// This moment moved by hours.
    #[must_use]
    pub fn plus_hours(self, hours: i64) -> Self {
        self.plus_seconds(hours.saturating_mul(3600))
    }

    /// This moment moved by days of 24 hours.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Seconds from `earlier` to this moment; negative if `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The duration from `earlier` to this moment.
    pub const fn since(self, earlier: Self) -> SignedDuration {
        SignedDuration::from_secs(self.0 - earlier.0)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({self})")
    }
}

/// When something happened, as well as it is known. Incidents are often known roughly, and a made-up minute is a made-up fact.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Occurred {
    /// At this moment.
    At(Moment),
    /// Some time on this day, at the site.
    On(Date),
    /// Between these two moments; the first is not later than the second.
    Between(Moment, Moment),
}

impl Occurred {
    /// A span, refused if it ends before it starts.
    pub fn between(from: Moment, to: Moment) -> Result<Self, NotAMoment> {
        if from <= to { Ok(Self::Between(from, to)) } else { Err(NotAMoment(format!("{from} is after {to}"))) }
    }

    /// The earliest it can have been.
    pub fn earliest(self, zone: &TimeZone) -> Moment {
        match self {
            Self::At(moment) => moment,
            // Cannot fail: a date that was read has a first minute inside the range of moments.
            Self::On(date) => Moment::at(date, 0, 0, zone).expect("a date has a midnight"),
            Self::Between(from, _) => from,
        }
    }

    /// The latest it can have been.
    pub fn latest(self, zone: &TimeZone) -> Moment {
        match self {
            Self::At(moment) => moment,
            // Cannot fail: as above.
            Self::On(date) => Moment::at(date, 23, 59, zone).expect("a date has a last minute"),
            Self::Between(_, to) => to,
        }
    }
}

/// A calendar month, counted since the year 0: months can be subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i64);

impl Month {
    /// The month in which a day lies.
    pub fn of(day: Date) -> Self {
        Self(i64::from(day.year()) * 12 + i64::from(day.month()) - 1)
    }

    /// Reads a month as it is written: 2026-11. Years of four digits only.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let whole = |text: &str, digits: usize| {
            (text.len() == digits && text.bytes().all(|digit| digit.is_ascii_digit())).then(|| text.parse::<i64>().ok())?
        };
        let (year, month) = (whole(year, 4)?, whole(month, 2)?);
        (1..=12).contains(&month).then(|| Self(year * 12 + month - 1))
    }

    /// The month some months later, or earlier when negative.
    #[must_use]
    pub const fn plus(self, months: i64) -> Self {
        Self(self.0 + months)
    }

    /// Months from another month to this one.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// How many months of its year lie before it: 0 for January.
    pub fn of_year(self) -> u8 {
        // Cannot fail: a remainder of twelve.
        u8::try_from(self.0.rem_euclid(12)).expect("a month of the year")
    }

    /// The year.
    pub const fn year(self) -> i64 {
        self.0.div_euclid(12)
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        let year = i16::try_from(self.year()).unwrap_or(i16::MAX).min(9999);
        // Cannot fail: a year up to 9999, a month of the year, its first day.
        Date::new(year, i8::try_from(self.of_year() + 1).expect("up to twelve"), 1).expect("a first day")
    }

    /// How many days it has.
    pub fn days(self) -> i8 {
        self.first_day().days_in_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stockholm() -> TimeZone {
        TimeZone::get("Europe/Stockholm").unwrap()
    }

    #[test]
    fn fractions_of_a_second_are_cut_so_that_both_databases_sort_alike() {
        assert_eq!(Moment::parse("2026-11-22T20:15:00.5Z").unwrap(), Moment::parse("2026-11-22T20:15:00Z").unwrap());
    }

    #[test]
    fn a_time_that_the_clocks_jump_over_moves_forward() {
        let moment = Moment::at(jiff::civil::date(2026, 3, 29), 2, 30, &stockholm()).unwrap();
        assert_eq!(moment.to_string(), "2026-03-29T01:30:00Z");
    }

    #[test]
    fn a_day_without_a_time_spans_the_whole_day_at_the_site() {
        let day = Occurred::On(jiff::civil::date(2026, 11, 22));
        assert_eq!(day.earliest(&stockholm()).to_string(), "2026-11-21T23:00:00Z");
        assert_eq!(day.latest(&stockholm()).to_string(), "2026-11-22T22:59:00Z");
    }

    #[test]
    fn a_span_that_ends_before_it_starts_is_refused() {
        let (early, late) = (Moment::from_seconds(0).unwrap(), Moment::from_seconds(60).unwrap());
        assert!(Occurred::between(late, early).is_err());
        assert!(Occurred::between(early, late).is_ok());
    }

    #[test]
    fn a_moment_outside_two_centuries_is_refused() {
        assert!(Moment::from_seconds(i64::MAX).is_err());
    }

    #[test]
    fn months_are_counted_across_years() {
        let month = |text: &str| Month::parse(text).unwrap();
        assert_eq!(month("2026-12").plus(1).to_string(), "2027-01");
        assert_eq!((month("2027-01").since(month("2025-11")), month("2026-11").of_year(), month("2024-02").days()), (14, 10, 29));
        assert_eq!(month("2026-11"), Month::of(Date::constant(2026, 11, 22)));
        for text in ["2026-1", "2026-11-03", "26-11", "2026-13", "+026-11", ""] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}

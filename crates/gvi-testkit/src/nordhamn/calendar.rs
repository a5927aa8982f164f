//! The days of the history, counted back from the evening on which the demo opens.

use gvi_domain::{Date, Moment};
use jiff::{Span, tz::TimeZone};

use super::chance::Chance;

/// Years of history.
const YEARS: i32 = 3;

/// When the history begins, when the demo opens, and where.
pub struct Calendar {
    seed: u64,
    now: Moment,
    zone: TimeZone,
}

impl Calendar {
    /// The calendar of a city that opens at `now`.
    pub const fn new(seed: u64, now: Moment, zone: TimeZone) -> Self {
        Self { seed, now, zone }
    }

    /// The moment on which the demo opens.
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// The day on which the demo opens.
    pub fn today(&self) -> Date {
        self.now.date(&self.zone)
    }

    /// The first moment of the history.
    pub fn beginning(&self) -> Moment {
        Moment::at(self.today().saturating_sub(Span::new().years(YEARS)), 8, 0, &self.zone).unwrap()
    }

    /// The city's time zone.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A source of chance for a theme.
    pub fn chance(&self, theme: &str) -> Chance {
        Chance::of(self.seed, theme)
    }

    /// So many days before the demo opens, at an hour of the day in the city. Hours of today that have not come are a little while ago.
    pub fn days_ago(&self, days: i64, hour: i8, minute: i8) -> Moment {
        let day = self.today().saturating_sub(Span::new().days(days));
        let at = Moment::at(day, hour, minute, &self.zone).unwrap();
        if at > self.now { self.now.plus_seconds(-15 * 60) } else { at }
    }

    /// So many days after the demo opens, at an hour of the day in the city.
    pub fn days_ahead(&self, days: i64, hour: i8, minute: i8) -> Moment {
        Moment::at(self.today().saturating_add(Span::new().days(days)), hour, minute, &self.zone).unwrap()
    }

    /// The evening's incident: 21:40 if that has been and gone, else two hours ago.
    pub fn tonight(&self) -> Moment {
        let evening = Moment::at(self.today(), 21, 40, &self.zone).unwrap();
        if evening < self.now { evening } else { self.now.plus_hours(-2) }
    }
}

//! Frozen months: the figure of a measure is fixed when its time is over and settled, and never changed afterwards.
//!
//! What is put right or erased later makes a second series beside the first. Without that, a figure that a steering group decided on
//! would be another one a year later, and nobody could tell why. What is counted over a time settles for two weeks after it. What is
//! counted as it stands cannot be counted afterwards: it is taken at the turn of the month, or not at all.
//!
//! What this room deliberately does not know: how anything is counted, and who looks.

use jiff::Span;
use jiff::tz::TimeZone;

use crate::measure::{Measure, Period, Window};
use crate::{Date, Moment};

/// Days after its time is over until a figure is frozen: the longest limit of any measure. A message back is due within fourteen days
/// of the end of a focus (F9), also of one that ended on the last day.
pub const SETTLING_DAYS: i64 = 14;
/// Months back in which the house still freezes what it missed, for example because it was closed: a quarter. What is older stays as
/// counted today, and says so; a figure that was fixed a year late would pass for what was known at the time.
pub const BACK_MONTHS: i32 = 3;
/// Which version of the definitions figures are frozen under. Whoever changes what a measure counts raises it and says of which measures
/// (`Measure::counted_so_since`), so that a change of the ruler is not read as a change of the work. 2: what groups do (G1 to G4, H2b, H2c),
/// and guests whose summonses have been erased (F13).
pub const DEFINITIONS: i64 = 2;

impl Window {
    /// The month with whose end the window of a month ends: the figure of a quarter is frozen once, in the name of its last month.
    pub fn last_month(self, month: Date) -> Date {
        let first = month.first_of_month();
        match self {
            Self::Quarter | Self::Focus => first.saturating_add(Span::new().months(2 - (first.month() - 1) % 3)),
            Self::Month | Self::Weeks12 | Self::Months12 | Self::EachSide | Self::Today => first,
        }
    }

    /// The first moment at which the figure for a month is frozen.
    pub fn settles_at(self, month: Date, zone: &TimeZone) -> Moment {
        let over = Period::month(self.last_month(month), zone).to;
        if matches!(self, Self::Today) { over } else { over.plus_days(SETTLING_DAYS) }
    }

    /// From this moment on the figure for a month is not frozen any more.
    fn too_late_at(self, month: Date, zone: &TimeZone) -> Moment {
        let over = Period::month(self.last_month(month), zone).to;
        if matches!(self, Self::Today) {
            return over.plus_days(SETTLING_DAYS);
        }
        let late = self.last_month(month).saturating_add(Span::new().months(BACK_MONTHS + 1));
        Period::month(late, zone).from
    }
}

/// The measures that a round at `now` freezes, each with the month in whose name it does; the earliest first. Nothing of a time that was
/// over before the compartment was founded.
pub fn due(now: Moment, founded: Moment, zone: &TimeZone) -> Vec<(Measure, Date)> {
    let running = now.date(zone).first_of_month();
    let mut due = Vec::new();
    for back in (1..=BACK_MONTHS).rev() {
        let month = running.saturating_sub(Span::new().months(back));
        if Period::month(month, zone).to <= founded {
            continue;
        }
        due.extend(Measure::ALL.iter().filter_map(|measure| {
            let window = measure.window();
            let its_time = window.settles_at(month, zone) <= now && now < window.too_late_at(month, zone);
            (measure.is_counted() && window.last_month(month) == month && its_time).then_some((*measure, month))
        }));
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stockholm() -> TimeZone {
        TimeZone::get("Europe/Stockholm").unwrap()
    }

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn names(now: &str, founded: &str) -> Vec<(&'static str, Date)> {
        due(at(now), at(founded), &stockholm()).into_iter().map(|(measure, month)| (measure.name(), month)).collect()
    }

    const LONG_AGO: &str = "2020-01-01T00:00:00Z";

    #[test]
    fn a_month_is_frozen_when_two_weeks_have_passed_after_it_and_not_a_second_earlier() {
        let october = date(2026, 10, 1);
        let has = |now: &str, measure| names(now, LONG_AGO).contains(&(measure, october));
        // Midnight of 15 November in Stockholm.
        assert!(!has("2026-11-14T22:59:59Z", "f2"));
        assert!(has("2026-11-14T23:00:00Z", "f2"));
        assert!(has("2027-01-31T22:59:59Z", "f2"), "a house that was closed catches up");
        assert!(!has("2027-01-31T23:00:00Z", "f2"), "but not for ever");
        assert!(!has("2026-11-20T12:00:00Z", "f4"), "the quarter is not over");
    }

    #[test]
    fn a_quarter_is_frozen_once_in_the_name_of_its_last_month() {
        let found = names("2027-01-15T12:00:00Z", LONG_AGO);
        let of = |measure: &str| found.iter().filter(|(name, _)| *name == measure).map(|(_, month)| *month).collect::<Vec<_>>();
        assert_eq!(of("f4"), [date(2026, 12, 1)]);
        assert_eq!(of("f7"), [date(2026, 12, 1)]);
        assert_eq!(of("f2"), [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]);
        assert_eq!(Window::Quarter.last_month(date(2026, 10, 9)), date(2026, 12, 1));
        assert_eq!(Window::Quarter.last_month(date(2026, 12, 31)), date(2026, 12, 1));
    }

    #[test]
    fn what_is_counted_as_it_stands_is_taken_at_the_turn_of_the_month_or_not_at_all() {
        let october = date(2026, 10, 1);
        let has = |now: &str| names(now, LONG_AGO).contains(&("r3", october));
        assert!(!has("2026-10-31T22:59:59Z"));
        assert!(has("2026-10-31T23:00:00Z"));
        assert!(has("2026-11-14T22:59:59Z"));
        assert!(!has("2026-11-14T23:00:00Z"), "by now it would be a figure of November");
    }

    #[test]
    fn no_time_from_before_the_compartment_is_frozen_and_nothing_that_is_not_counted() {
        assert_eq!(names("2026-11-22T12:00:00Z", "2026-11-22T08:00:00Z"), []);
        let found = names("2026-11-22T12:00:00Z", "2026-10-05T08:00:00Z");
        assert!(found.iter().all(|(_, month)| *month == date(2026, 10, 1)), "{found:?}");
        assert!(found.iter().all(|(name, _)| !["f11", "f13", "f14", "f17"].contains(name)));
    }

    #[test]
    fn no_measure_is_counted_under_definitions_that_are_still_to_come() {
        assert!(Measure::ALL.iter().all(|measure| (1..=DEFINITIONS).contains(&measure.counted_so_since())));
        assert!(Measure::ALL.iter().any(|measure| measure.counted_so_since() == DEFINITIONS), "or it need not have been raised");
    }

    #[test]
    fn no_case_of_a_frozen_time_waits_for_its_limit_any_more() {
        // A focus that ended in the last second of the month: fourteen days for the message back.
        let over = Period::month(date(2026, 10, 1), &stockholm()).to;
        assert!(over.plus_seconds(-1).plus_days(14) <= Window::Quarter.settles_at(date(2026, 10, 1), &stockholm()));
    }
}

//! Unusual days: when somebody opened far more person cards in a day than they usually do (measure R8).
//!
//! One stated rule over the log, the same for everybody, so that it can be explained to whoever it points at. It finds days that
//! somebody should look at, and says nothing about why: a large case looks the same as curiosity. It never stops anybody.
//!
//! What this room deliberately does not know: whose days they are, and whose cards were opened.

use jiff::Span;

use crate::Date;

/// Fewer openings in a day than this are never unusual: whoever opens two cards on most days may open seven on one.
pub const VIEWS_UNUSUAL_LEAST: u64 = 15;
/// So many times the usual day is not unusual yet; more is.
pub const VIEWS_TIMES_USUAL: u64 = 3;
/// Days back from which the usual day is taken.
pub const USUAL_DAYS: i32 = 90;
/// Days with openings that it takes to know what is usual. With fewer nothing is, so that a new account that opens many is looked at.
pub const USUAL_DAYS_LEAST: usize = 5;

/// A day on which an account opened unusually many cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusualDay {
    /// The day at the site.
    pub day: Date,
    /// Cards opened on it.
    pub views: u64,
    /// Cards opened on the usual day before it: the middle of the days with openings; nought if too few are known.
    pub usual: u64,
}

/// The unusual days of one account, from the days on which it opened cards, in order.
pub fn unusual(days: &[(Date, u64)]) -> Vec<UnusualDay> {
    let judged = days.iter().enumerate().map(|(at, (day, views))| {
        let since = day.saturating_sub(Span::new().days(USUAL_DAYS));
        let before: Vec<i64> = days[..at]
            .iter()
            .filter(|(earlier, _)| *earlier >= since)
            .map(|(_, views)| i64::try_from(*views).unwrap_or(i64::MAX))
            .collect();
        let usual = if before.len() < USUAL_DAYS_LEAST { None } else { crate::measure::median(before) };
        UnusualDay { day: *day, views: *views, usual: usual.and_then(|usual| u64::try_from(usual).ok()).unwrap_or(0) }
    });
    judged.filter(|day| day.views >= VIEWS_UNUSUAL_LEAST && day.views > VIEWS_TIMES_USUAL.saturating_mul(day.usual)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn november(views: &[u64]) -> Vec<(Date, u64)> {
        (1..).zip(views).map(|(day, views)| (date(2026, 11, day), *views)).collect()
    }

    #[test]
    fn a_day_is_unusual_when_it_is_large_and_more_than_three_times_the_usual() {
        let day = |day, views, usual| UnusualDay { day: date(2026, 11, day), views, usual };
        assert_eq!(unusual(&november(&[5, 6, 5, 4, 6, 15])), [], "15 is not more than three times 5");
        assert_eq!(unusual(&november(&[5, 6, 5, 4, 6, 16])), [day(6, 16, 5)]);
        assert_eq!(unusual(&november(&[1, 1, 1, 1, 1, 14])), [], "fourteen cards are a day's work");
        assert_eq!(unusual(&november(&[20, 20])), [day(1, 20, 0), day(2, 20, 0)], "nobody knows yet what is usual");
        assert_eq!(unusual(&november(&[9, 9, 9, 9, 9, 27, 28])), [day(7, 28, 9)]);
    }

    #[test]
    fn what_is_usual_is_taken_from_the_ninety_days_before() {
        let mut days: Vec<(Date, u64)> = (1..=6).map(|day| (date(2026, 1, day), 40)).collect();
        days.push((date(2026, 3, 1), 41));
        days.push((date(2026, 11, 1), 41));
        assert_eq!(
            unusual(&days).into_iter().filter(|day| day.day > date(2026, 1, 6)).collect::<Vec<_>>(),
            [UnusualDay { day: date(2026, 11, 1), views: 41, usual: 0 }]
        );
    }
}

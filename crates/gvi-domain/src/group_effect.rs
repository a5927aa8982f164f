//! What a group did before and after it was told, and while it was in focus: days in, numbers out.
//!
//! These are descriptions and no proof. A group is told when it has just been violent, and what is high falls by itself. Here it is
//! only said which days belong to which side, and when a side is whole.
//!
//! What this room deliberately does not know: which incidents are a group's (the store says), and anything about a person.

use jiff::Span;

use crate::Date;

/// Weeks on each side of the first message (measure G1).
pub const WEEKS_EACH_SIDE: i64 = 26;
/// The days of one side.
pub const DAYS_EACH_SIDE: i64 = WEEKS_EACH_SIDE * 7;
/// Days in a row without violence that count as quiet (measure G2).
pub const QUIET_DAYS: i64 = 28;
/// Days after a message in which violence is a relapse (measure G3).
pub const RELAPSE_DAYS: i64 = 90;

/// A group's violence on both sides of its first message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// Both sides are whole.
    Whole {
        /// Incidents in the weeks before.
        before: u64,
        /// Incidents in the weeks after.
        after: u64,
    },
    /// The weeks after are not over.
    Waits,
    /// What is recorded does not reach back over the weeks before: it will never be counted.
    Short,
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// Both sides of a message, as far as `last` is known and from `known_since` on. The day of the message is on neither side: nobody can tell
/// what came first that day.
pub fn sides(told: Date, incidents: &[Date], known_since: Option<Date>, last: Date) -> Sides {
    let (first, end) = (later(told, -DAYS_EACH_SIDE), later(told, DAYS_EACH_SIDE));
    if known_since.is_none_or(|since| since > first) {
        return Sides::Short;
    }
    if end > last {
        return Sides::Waits;
    }
    let count =
        |from: Date, to: Date| u64::try_from(incidents.iter().filter(|day| from <= **day && **day < to).count()).unwrap_or(u64::MAX);
    Sides::Whole { before: count(first, told), after: count(later(told, 1), later(end, 1)) }
}

/// When the quiet began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// So many days after the start.
    After(i64),
    /// There has been none, though there was time enough for it.
    None,
    /// It began too lately for anybody to know.
    Waits,
}

/// From the start of a focus to the first day of its first quiet: that day and the days after it have passed without violence. `incidents` in
/// order. A day with violence is never quiet, also if it is the first.
pub fn quiet(started: Date, incidents: &[Date], last: Date) -> Quiet {
    if later(started, QUIET_DAYS - 1) > last {
        return Quiet::Waits;
    }
    let mut from = started;
    for day in incidents.iter().filter(|day| **day >= started) {
        if *day >= later(from, QUIET_DAYS) {
            break;
        }
        from = later(*day, 1);
    }
    if later(from, QUIET_DAYS - 1) <= last { Quiet::After((from - started).get_days().into()) } else { Quiet::None }
}

/// The last day on which violence after a message is a relapse.
pub fn relapse_ends(told: Date) -> Date {
    later(told, RELAPSE_DAYS)
}

/// Whether there was violence in the days after a message. The day of the message does not count.
pub fn relapsed(told: Date, incidents: &[Date]) -> bool {
    incidents.iter().any(|day| told < *day && *day <= relapse_ends(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn days(texts: &[&str]) -> Vec<Date> {
        texts.iter().map(|text| day(text)).collect()
    }

    /// 1 June 2026; 26 weeks before it begin on 1 December 2025, 26 weeks after it end on 30 November 2026.
    const TOLD: &str = "2026-06-01";

    #[test]
    fn twenty_six_weeks_on_each_side_are_counted_to_the_day_and_the_day_itself_on_neither() {
        let incidents =
            days(&["2025-11-30", "2025-12-01", "2026-05-31", "2026-05-31", "2026-06-01", "2026-06-02", "2026-11-30", "2026-12-01"]);
        let known = Some(day("2025-12-01"));
        assert_eq!(sides(day(TOLD), &incidents, known, day("2026-11-30")), Sides::Whole { before: 3, after: 2 });
        assert_eq!(sides(day(TOLD), &incidents, known, day("2027-06-01")), Sides::Whole { before: 3, after: 2 });
    }

    #[test]
    fn a_group_whose_sides_are_not_whole_is_not_counted() {
        let (whole, late) = (Some(day("2025-12-01")), Some(day("2025-12-02")));
        assert_eq!(sides(day(TOLD), &[], whole, day("2026-11-29")), Sides::Waits);
        assert_eq!(sides(day(TOLD), &[], late, day("2026-11-30")), Sides::Short);
        assert_eq!(sides(day(TOLD), &[], late, day("2026-06-02")), Sides::Short, "it waits for nothing");
        assert_eq!(sides(day(TOLD), &[], None, day("2026-11-30")), Sides::Short, "nothing is recorded at all");
        assert_eq!(sides(day(TOLD), &[], whole, day("2026-11-30")), Sides::Whole { before: 0, after: 0 });
    }

    #[test]
    fn the_quiet_begins_the_day_after_the_last_violence_before_twenty_eight_days_without() {
        let start = day("2026-03-01");
        let of = |incidents: &[&str], last: &str| quiet(start, &days(incidents), day(last));
        assert_eq!(of(&[], "2026-03-28"), Quiet::After(0), "28 days, the start among them");
        assert_eq!(of(&[], "2026-03-27"), Quiet::Waits);
        assert_eq!(of(&["2026-02-28"], "2026-03-28"), Quiet::After(0), "what was before the start breaks nothing");
        assert_eq!(of(&["2026-03-01"], "2026-03-29"), Quiet::After(1));
        assert_eq!(of(&["2026-03-01"], "2026-03-28"), Quiet::None);
        // On the 28th day there is violence: 27 days are not enough. On the 29th they were.
        assert_eq!(of(&["2026-03-28"], "2026-04-25"), Quiet::After(28));
        assert_eq!(of(&["2026-03-29"], "2026-04-25"), Quiet::After(0));
        assert_eq!(of(&["2026-03-05", "2026-03-05", "2026-03-20"], "2026-06-01"), Quiet::After(20));
        assert_eq!(of(&["2026-03-05", "2026-03-20", "2026-04-10", "2026-05-01"], "2026-05-20"), Quiet::None);
    }

    #[test]
    fn the_ninetieth_day_is_a_relapse_and_the_ninety_first_is_not() {
        let told = day(TOLD);
        assert_eq!(relapse_ends(told), day("2026-08-30"));
        assert!(relapsed(told, &days(&["2026-08-30"])) && relapsed(told, &days(&["2026-06-02"])));
        assert!(!relapsed(told, &days(&["2026-05-30", "2026-06-01", "2026-08-31"])));
    }
}

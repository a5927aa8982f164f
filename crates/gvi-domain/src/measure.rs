//! Measures: is the method being run, and is it run lawfully? A code, a numerator, a denominator, a window, a target.
//!
//! The conventions are here, as pure functions, because a measure that bends them tells people what they want to hear: a denominator
//! counts only cases whose time limit has passed; nothing counted shows a stroke and not a hundred per cent; unknown is never no; a
//! count of persons below five is hidden from those who do not work with persons.
//!
//! What this room deliberately does not know: where the numbers come from (the store counts them in the own compartment and nowhere
//! else), and anything about a single person. Groups and work are measured, persons never.

use jiff::Span;
use jiff::tz::TimeZone;

use crate::{Date, Moment};

/// The measures of fidelity (F), of what groups do (G), of help (H), and of legality and rights (R).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Reviews held, with all new incidents covered and minutes closed, of reviews planned.
    F1,
    /// Incidents reviewed within seven days of report.
    F2,
    /// Median hours from occurred to triaged.
    F3,
    /// Reviewed incidents whose verdict is not "unknown".
    F4,
    /// Meetings attended, for each authority.
    F5,
    /// Qualifying incidents with any documented decision within 72 hours.
    F6a,
    /// The same, with a decision that answers: a deferral does not.
    F6b,
    /// Roster members with at least one lever carried out.
    F7,
    /// Focus periods in which three or more authorities are known to have acted.
    F8,
    /// Closed focus periods with a message back within 14 days.
    F9,
    /// Active groups with at least one direct message.
    F10,
    /// Visits delivered directly, of attempts.
    F11,
    /// High-retaliation incidents with contact on both sides within 72 hours.
    F12,
    /// Guests who came, of those summoned.
    F13,
    /// Contacted persons with a valid membership that day.
    F14,
    /// Roster members given a concrete offer of help.
    F15,
    /// Active groups confirmed within 90 days.
    F16,
    /// Weeks a core function stood empty.
    F17,
    /// Violent incidents of groups per week, after their first message against before.
    G1,
    /// Median days from the start of a focus to the first of 28 days without violence.
    G2,
    /// Messaged groups with new violence within 90 days.
    G3,
    /// Dosage, the half of the police: visits that the person heard himself, by group.
    G4a,
    /// Dosage, the half of probation: guests who came, by group.
    G4b,
    /// Persons with a first support contact.
    H1,
    /// Persons who asked for help, as far as social services know. Who was told the message is another authority's number.
    H2,
    /// The other half of it, at the police: persons to whom a message was delivered at a visit.
    H2b,
    /// The same at probation: guests who came to a call-in.
    H2c,
    /// Median hours from first contact to first meeting.
    H3,
    /// Supported persons alive and not in prison after half a year.
    H4a,
    /// The same after a year.
    H4b,
    /// Relocations carried out.
    H5,
    /// Violent re-offending, supported against not: for the evaluator alone.
    H6,
    /// Drop-outs by reason.
    H7,
    /// Levers with authority, legal basis and decision-maker.
    R1,
    /// Disclosures with a logged assessment.
    R2,
    /// Entries past their review date.
    R3,
    /// Persons whose last day came, removed.
    R4,
    /// Minors recorded.
    R5,
    /// Correction requests.
    R6,
    /// Listed persons by age band, against suspects.
    R7,
    /// Record views flagged as unusual.
    R8,
    /// Listed persons without a link to violence.
    R9,
}

/// The time that a measure looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// One calendar month.
    Month,
    /// The calendar quarter that the month lies in.
    Quarter,
    /// Twelve weeks up to the end of the month.
    Weeks12,
    /// Focus periods that ran in the quarter.
    Focus,
    /// Twelve calendar months, of which this one is the last.
    Months12,
    /// Twenty-six weeks on each side of a message, of all groups for which they are over with the month.
    EachSide,
    /// As it stands now, whatever month is looked at.
    Today,
}

names!(Measure {
    F1 = "f1", F2 = "f2", F3 = "f3", F4 = "f4", F5 = "f5", F6a = "f6a", F6b = "f6b", F7 = "f7", F8 = "f8", F9 = "f9", F10 = "f10", F11 = "f11", F12 = "f12",
    F13 = "f13", F14 = "f14", F15 = "f15", F16 = "f16", F17 = "f17", G1 = "g1", G2 = "g2", G3 = "g3", G4a = "g4a", G4b = "g4b",
    H1 = "h1", H2 = "h2", H2b = "h2b", H2c = "h2c", H3 = "h3", H4a = "h4a", H4b = "h4b", H5 = "h5", H6 = "h6", H7 = "h7", R1 = "r1", R2 = "r2", R3 = "r3", R4 = "r4", R5 = "r5", R6 = "r6", R7 = "r7", R8 = "r8",
    R9 = "r9",
});
names!(Window { Month = "month", Quarter = "quarter", Weeks12 = "weeks-12", Focus = "focus", Months12 = "months-12", EachSide = "each-side", Today = "today" });

/// What a site should reach. The defaults of the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// At least this many per cent.
    AtLeast(u64),
    /// At most this many hours.
    AtMostHours(i64),
    /// None at all.
    Zero,
    /// No number: which way it goes is looked at.
    Trend,
    /// No number: every one must have its explanation.
    Explained,
    /// No number: every one must have been looked at.
    Reviewed,
}

impl Measure {
    /// The time that it looks at.
    pub const fn window(self) -> Window {
        match self {
            Self::F1 => Window::Weeks12,
            Self::F2 | Self::F3 | Self::H1 | Self::R1 | Self::R2 | Self::R8 => Window::Month,
            Self::F4
            | Self::F5
            | Self::F6a
            | Self::F6b
            | Self::F8
            | Self::F9
            | Self::F11
            | Self::F12
            | Self::F13
            | Self::F14
            | Self::F17
            | Self::G4a
            | Self::G4b
            | Self::H3
            | Self::R4
            | Self::R6 => Window::Quarter,
            Self::F7 | Self::F15 => Window::Focus,
            Self::G1 => Window::EachSide,
            Self::G2 | Self::G3 | Self::H2 | Self::H2b | Self::H2c | Self::H4a | Self::H4b | Self::H5 | Self::H6 | Self::H7 | Self::R7 => {
                Window::Months12
            }
            Self::F10 | Self::F16 | Self::R3 | Self::R5 | Self::R9 => Window::Today,
        }
    }

    /// What a site should reach.
    pub const fn target(self) -> Target {
        match self {
            Self::F1 | Self::F10 | Self::F14 => Target::AtLeast(90),
            Self::F2 | Self::F16 => Target::AtLeast(95),
            Self::F3 | Self::H3 => Target::AtMostHours(24),
            Self::F4 | Self::F12 => Target::AtLeast(80),
            Self::F5 => Target::AtLeast(85),
            Self::F13 => Target::AtLeast(75),
            Self::F6a | Self::F6b | Self::F8 | Self::F9 | Self::F15 | Self::R1 | Self::R2 | Self::R4 => Target::AtLeast(100),
            Self::F7 | Self::F11 | Self::H1 | Self::H2 | Self::H4a | Self::H4b | Self::H5 | Self::H6 | Self::H7 | Self::R6 => Target::Trend,
            Self::G1 | Self::G2 | Self::G3 | Self::G4a | Self::G4b | Self::H2b | Self::H2c => Target::Trend,
            Self::F17 | Self::R3 => Target::Zero,
            Self::R5 | Self::R7 | Self::R9 => Target::Explained,
            Self::R8 => Target::Reviewed,
        }
    }

    /// Whether anything is recorded from which it can be counted truly. The page says of the others what is missing.
    pub const fn is_counted(self) -> bool {
        !matches!(self, Self::F17 | Self::H6)
    }

    /// Whether it is about help. Social services count these, and to everybody else they are not there.
    pub const fn is_about_help(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4a | Self::H4b | Self::H5 | Self::H6 | Self::H7)
    }

    /// Whether an authority of this kind has the measure.
    pub fn is_of(self, kind: &str) -> bool {
        match self {
            _ if self.is_about_help() => kind == "SOC",
            // Which incidents are whose is known where they are tied to groups, and nowhere else.
            Self::G1 | Self::G2 | Self::G3 | Self::G4a | Self::H2b => kind == "POL",
            Self::G4b | Self::H2c => kind == "KV",
            _ => true,
        }
    }

    /// Whether it is about what groups were told and what they did then. Beside each stands what it may not be used for.
    pub const fn is_about_groups(self) -> bool {
        matches!(self, Self::G1 | Self::G2 | Self::G3 | Self::G4a | Self::G4b | Self::H2b | Self::H2c)
    }

    /// The version of the definitions since which it is counted as it is now.
    pub const fn counted_so_since(self) -> i64 {
        // F13 lost guests whose summonses were erased before the quarter was frozen.
        if self.is_about_groups() || matches!(self, Self::F13) { 2 } else { 1 }
    }

    /// Whether what is counted are persons, so that small counts could point at somebody.
    pub const fn counts_persons(self) -> bool {
        self.is_about_help()
            || matches!(self, Self::F7 | Self::F13 | Self::F14 | Self::F15 | Self::G4a | Self::G4b | Self::H2b | Self::H2c)
            || matches!(self, Self::R4 | Self::R5 | Self::R6 | Self::R7 | Self::R9)
    }
}

/// From a moment on, up to another that lies outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment inside.
    pub from: Moment,
    /// The first moment after it.
    pub to: Moment,
}

impl Period {
    fn of_days(from: Date, to: Date, zone: &TimeZone) -> Self {
        // Cannot fail: the months of a site lie inside the range of moments, see `month_named`.
        let midnight = |day| Moment::at(day, 0, 0, zone).expect("a day has a midnight");
        Self { from: midnight(from), to: midnight(to) }
    }

    /// Whether it lies inside.
    pub fn holds(self, moment: Moment) -> bool {
        self.from <= moment && moment < self.to
    }

    /// The calendar month of a day, at the site.
    pub fn month(day: Date, zone: &TimeZone) -> Self {
        let first = day.first_of_month();
        Self::of_days(first, first.saturating_add(Span::new().months(1)), zone)
    }

    /// The calendar quarter of a day, at the site.
    pub fn quarter(day: Date, zone: &TimeZone) -> Self {
        let first = day.first_of_month().saturating_sub(Span::new().months((day.month() - 1) % 3));
        Self::of_days(first, first.saturating_add(Span::new().months(3)), zone)
    }

    /// The twelve calendar months that end with the month of a day.
    pub fn months12(day: Date, zone: &TimeZone) -> Self {
        let first = day.first_of_month();
        Self::of_days(first.saturating_sub(Span::new().months(11)), first.saturating_add(Span::new().months(1)), zone)
    }

    /// The twelve weeks that end with the month of a day; while the month runs, those that end now.
    pub fn weeks12(day: Date, now: Moment, zone: &TimeZone) -> Self {
        let to = Self::month(day, zone).to.min(now);
        Self { from: to.plus_days(-84), to }
    }
}

impl Window {
    /// The time itself, for the month of a day. What is counted as it stands now begins and ends now.
    pub fn period(self, day: Date, now: Moment, zone: &TimeZone) -> Period {
        match self {
            Self::Month => Period::month(day, zone),
            Self::Quarter | Self::Focus => Period::quarter(day, zone),
            Self::Weeks12 => Period::weeks12(day, now, zone),
            Self::Months12 => Period::months12(day, zone),
            Self::EachSide => Period { from: Period::month(MONTH_LEAST, zone).from, to: Period::month(day, zone).to },
            Self::Today => Period { from: now, to: now },
        }
    }
}

/// No month before this one is looked at.
const MONTH_LEAST: Date = jiff::civil::date(2000, 1, 1);

/// The first day of the month that an address names, for example `2026-11`: none before 2000 and none that has not begun.
pub fn month_named(text: &str, today: Date) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    (first >= MONTH_LEAST && first <= today).then_some(first)
}

/// How one case came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Met,
    /// Not as it should.
    Missed,
    /// Nobody can tell. Never counted as missed.
    Unknown,
}

/// One case of a measure: when its time was up, and how it came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Until then it could still come out well.
    pub limit: Moment,
    /// How it came out, as far as it is known now.
    pub outcome: Outcome,
}

/// A numerator and a denominator, with what stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Numerator.
    pub part: u64,
    /// Denominator: cases whose limit has passed and whose outcome is known.
    pub whole: u64,
    /// Cases whose limit has passed and of which nobody can tell: shown apart.
    pub unknown: u64,
    /// Cases whose limit has not passed: not counted yet, whatever has been done.
    pub waiting: u64,
}

/// A share as it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The denominator is zero: a stroke, never a per cent.
    Nothing,
    /// Persons, and fewer than five of them on one side of the stroke.
    Hidden,
    /// The numbers.
    Share(Share),
}

/// Persons below this number are not counted aloud.
pub const PERSONS_TOLD_LEAST: u64 = 5;

impl Share {
    /// Counts cases as the conventions say.
    pub fn of(cases: impl IntoIterator<Item = Case>, now: Moment) -> Self {
        let mut share = Self::default();
        for case in cases {
            match (case.limit <= now, case.outcome) {
                (false, _) => share.waiting += 1,
                (true, Outcome::Unknown) => share.unknown += 1,
                (true, Outcome::Met) => {
                    share.part += 1;
                    share.whole += 1;
                }
                (true, Outcome::Missed) => share.whole += 1,
            }
        }
        share
    }

    /// A share that has no time limit: so many of so many.
    pub const fn plain(part: u64, whole: u64) -> Self {
        Self { part, whole, unknown: 0, waiting: 0 }
    }

    /// What a reader is told. Both sides of the stroke must hold five persons or more: who knows the whole and one side knows the other.
    pub const fn told(self, counts_persons: bool, knows_persons: bool) -> Told {
        if self.whole == 0 {
            Told::Nothing
        } else if counts_persons
            && !knows_persons
            && (self.part < PERSONS_TOLD_LEAST || self.whole - self.part < PERSONS_TOLD_LEAST && self.whole != self.part)
        {
            Told::Hidden
        } else {
            Told::Share(self)
        }
    }
}

/// Whether a reader is told what a frozen measure would be counted as today. The difference of two counts of persons is a count of persons
/// too, and mostly a small one: it tells that somebody left or came.
pub const fn second_series_told(counts_persons: bool, knows_persons: bool) -> bool {
    !counts_persons || knows_persons
}

/// What a reader is told of a count of persons.
pub const fn count_told(count: u64, counts_persons: bool, knows_persons: bool) -> Option<u64> {
    if counts_persons && !knows_persons && count < PERSONS_TOLD_LEAST { None } else { Some(count) }
}

/// The middle of some numbers; of an even number of them, the mean of the two in the middle. Nothing of nothing.
pub fn median(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 { Some(upper) } else { numbers.get(middle - 1).map(|lower| i64::midpoint(*lower, upper)) }
}

impl Target {
    /// Whether a share reaches it. Nothing counted reaches nothing and misses nothing.
    pub const fn reached_by_share(self, share: Share) -> Option<bool> {
        match self {
            Self::AtLeast(percent) if share.whole > 0 => Some(share.part * 100 >= share.whole * percent),
            _ => None,
        }
    }

    /// Whether a median of minutes reaches it.
    pub const fn reached_by_minutes(self, minutes: i64) -> Option<bool> {
        match self {
            Self::AtMostHours(hours) => Some(minutes <= hours * 60),
            _ => None,
        }
    }

    /// Whether a count reaches it.
    pub const fn reached_by_count(self, count: u64) -> Option<bool> {
        match self {
            Self::Zero => Some(count == 0),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn stockholm() -> TimeZone {
        TimeZone::get("Europe/Stockholm").unwrap()
    }

    fn case(limit: &str, outcome: Outcome) -> Case {
        Case { limit: at(limit), outcome }
    }

    #[test]
    fn a_denominator_counts_only_cases_whose_limit_has_passed_and_unknown_is_never_no() {
        let now = at("2026-11-22T12:00:00Z");
        let cases = [
            case("2026-11-01T12:00:00Z", Outcome::Met),
            case("2026-11-02T12:00:00Z", Outcome::Missed),
            case("2026-11-22T12:00:00Z", Outcome::Met),
            case("2026-11-03T12:00:00Z", Outcome::Unknown),
            // Done early, but its time is not up: it would make the number look better than the work is.
            case("2026-11-23T12:00:00Z", Outcome::Met),
        ];
        assert_eq!(Share::of(cases, now), Share { part: 2, whole: 3, unknown: 1, waiting: 1 });
    }

    #[test]
    fn nothing_counted_is_neither_reached_nor_missed() {
        assert_eq!(Share::default().told(false, true), Told::Nothing);
        assert_eq!(Target::AtLeast(100).reached_by_share(Share::default()), None);
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn a_share_is_compared_without_rounding() {
        assert_eq!(Target::AtLeast(95).reached_by_share(Share::plain(19, 20)), Some(true));
        assert_eq!(Target::AtLeast(95).reached_by_share(Share::plain(189, 199)), Some(false), "94.97 per cent is not 95");
        assert_eq!(Target::AtLeast(100).reached_by_share(Share::plain(199, 200)), Some(false));
        assert_eq!(Target::AtMostHours(24).reached_by_minutes(24 * 60 + 1), Some(false));
        assert_eq!(Target::Zero.reached_by_count(0), Some(true));
        assert_eq!(Target::Trend.reached_by_share(Share::plain(0, 7)), None);
    }

    #[test]
    fn fewer_than_five_persons_are_hidden_from_those_who_do_not_work_with_persons() {
        assert_eq!(Share::plain(4, 30).told(true, false), Told::Hidden);
        assert_eq!(
            Share::plain(27, 30).told(true, false),
            Told::Hidden,
            "who knows that 27 of 30 have had an offer knows that three have not"
        );
        assert_eq!(Share::plain(5, 30).told(true, false), Told::Share(Share::plain(5, 30)));
        assert_eq!(Share::plain(30, 30).told(true, false), Told::Share(Share::plain(30, 30)));
        assert_eq!(Share::plain(4, 30).told(true, true), Told::Share(Share::plain(4, 30)));
        assert_eq!(Share::plain(1, 2).told(false, false), Told::Share(Share::plain(1, 2)), "groups and meetings are not persons");
        assert!(second_series_told(false, false) && second_series_told(true, true));
        assert!(!second_series_told(true, false), "11 today where 12 were counted says that one is gone");
        assert_eq!((count_told(4, true, false), count_told(5, true, false), count_told(0, false, false)), (None, Some(5), Some(0)));
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(median(vec![30, 10, 20]), Some(20));
        assert_eq!(median(vec![10, 40, 20, 30]), Some(25));
        assert_eq!(median(vec![7]), Some(7));
    }

    #[test]
    fn a_month_a_quarter_and_twelve_weeks_begin_at_midnight_of_the_site() {
        let zone = stockholm();
        let month = Period::month(date(2026, 11, 22), &zone);
        assert_eq!((month.from.to_string(), month.to.to_string()), ("2026-10-31T23:00:00Z".to_owned(), "2026-11-30T23:00:00Z".to_owned()));
        let quarter = Period::quarter(date(2026, 8, 5), &zone);
        assert_eq!(
            (quarter.from.to_string(), quarter.to.to_string()),
            ("2026-06-30T22:00:00Z".to_owned(), "2026-09-30T22:00:00Z".to_owned())
        );
        let now = at("2026-11-22T20:40:00Z");
        assert_eq!(Window::Weeks12.period(date(2026, 11, 1), now, &zone), Period { from: now.plus_days(-84), to: now });
        assert_eq!(Window::Weeks12.period(date(2026, 9, 1), now, &zone).to.to_string(), "2026-09-30T22:00:00Z");
        assert!(month.holds(month.from) && !month.holds(month.to));
        let year = Period::months12(date(2026, 11, 22), &zone);
        assert_eq!((year.from.to_string(), year.to), ("2025-11-30T23:00:00Z".to_owned(), month.to));
    }

    #[test]
    fn a_month_that_has_not_begun_cannot_be_named() {
        let today = date(2026, 11, 22);
        assert_eq!(month_named("2026-11", today), Some(date(2026, 11, 1)));
        for wrong in ["2026-12", "1999-12", "2026-13", "november", "", "2026"] {
            assert_eq!(month_named(wrong, today), None, "{wrong}");
        }
    }

    #[test]
    fn every_measure_has_a_window_and_no_two_the_same_name() {
        let names: std::collections::BTreeSet<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        assert_eq!(names.len(), 42);
        assert_eq!(Measure::named("f6b"), Some(Measure::F6b));
    }

    #[test]
    fn both_halves_of_a_measure_lie_with_different_authorities_and_help_with_neither_of_them() {
        let of = |kind: &str| {
            Measure::ALL.iter().filter(|one| one.is_about_groups() && one.is_of(kind)).map(|one| one.name()).collect::<Vec<_>>()
        };
        assert_eq!(of("POL"), ["g1", "g2", "g3", "g4a", "h2b"]);
        assert_eq!(of("KV"), ["g4b", "h2c"]);
        assert_eq!((of("SOC").len(), of("MUN").len()), (0, 0));
        assert!(Measure::H2.is_of("SOC") && !Measure::H2.is_of("POL") && !Measure::H2b.is_about_help());
    }
}

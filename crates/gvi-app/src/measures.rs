//! The measures F, G, H and R of the own compartment, for one month, and incidents by month.
//!
//! A month that is over and settled has a frozen figure, which is *the* figure of that month (see `frozen.rs`); what would be counted
//! today stands beside it as a second series. What the data does not allow is not counted and says why: an invented number about the
//! method is worse than none.

use std::collections::BTreeMap;

use gvi_domain::ages::AgeBand;
use gvi_domain::measure::{Measure, Period, Share, Window, median};
use gvi_domain::support_steps::{DropReason, Mark};
use gvi_domain::unusual::unusual;
use gvi_domain::{Date, Moment, Whole};
use gvi_secrecy::Class;
use gvi_secrecy::deeds::{ListGroups, ReadGroup, ReadMeasures};
use gvi_store::frozen::{self, Frozen};
use gvi_store::group_measures::UntilQuiet;
use gvi_store::measures::{Asked, Counts, Whose};
use gvi_store::{Ctx, Tx, group_measures, groups, guest_counts, help_counts, measures, person_measures};

use crate::error::AppError;
use crate::frozen::figure_of;
use crate::seen::SeenGroup;

pub use gvi_store::group_measures::BothSides;
pub use gvi_store::measures::MonthOfIncidents;

/// Months of the chart: a year and the month that is looked at.
pub const MONTHS: i32 = 13;

/// The value of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// A numerator and a denominator.
    Share(Share),
    /// One of them for each authority, by its id.
    ByAuthority(Vec<(String, Share)>),
    /// A median in minutes, of so many cases; others wait.
    Median {
        /// The median; nothing of nothing.
        minutes: Option<i64>,
        /// Cases.
        cases: usize,
        /// Cases that cannot be counted yet.
        waiting: u64,
    },
    /// Guests who came of those summoned, with the early leavers among them beside.
    Guests {
        /// Came, of summoned.
        came: Share,
        /// Of those who came: left before the end.
        left: u64,
    },
    /// Incidents of groups on both sides of their first message.
    Sides(BothSides),
    /// A median in minutes until something, of so many cases of which some have not had it and count as the longest; others wait.
    Until {
        /// The median; nothing of nothing, and nothing if it lies among those that have not had it.
        minutes: Option<i64>,
        /// Cases.
        cases: u64,
        /// Those of them that have not had it.
        without: u64,
        /// Cases that cannot be counted yet.
        waiting: u64,
    },
    /// Counts by the code of a group; an empty code is no group.
    ByGroup(Vec<(String, u64)>),
    /// Counts, each with the name of what was counted. The first is the sum where they are parts of one.
    Counts(Vec<(&'static str, u64)>),
    /// Listed persons and suspects in each band of age.
    Ages(Vec<(AgeBand, u64, u64)>),
    /// Not counted; the page says why.
    NotCounted,
}

/// How far a figure is fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// Its time is not over: it still moves.
    Runs,
    /// Its time is over; it is frozen on this day.
    Settles(Date),
    /// Frozen. The figure is the frozen one.
    Frozen {
        /// When.
        at: Moment,
        /// Under which version of the definitions.
        definitions: i64,
        /// What would be counted today for the same time; nothing of what is counted as it stands, which cannot be counted afterwards.
        today: Option<Figure>,
    },
    /// Its time is over and it was never frozen: this is what is counted today.
    Unfrozen,
}

/// A measure with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Which measure.
    pub measure: Measure,
    /// Its value.
    pub figure: Figure,
    /// How far it is fixed.
    pub stand: Stand,
}

/// The measures of one month.
pub struct Book {
    /// The first day of the month.
    pub month: Date,
    /// All of them, in order.
    pub measures: Vec<Measured>,
    /// Incidents by month and verdict, the oldest first.
    pub months: Vec<(Date, MonthOfIncidents)>,
    /// Names of the groups of which something is counted, by code, where they may be known.
    pub names: BTreeMap<String, String>,
    /// Whether the reader works with persons; others are told no count of fewer than five.
    pub knows_persons: bool,
}

/// The measures for the month of a day.
pub async fn book(ctx: &Ctx, day: Date) -> Result<Book, AppError> {
    let month = day.first_of_month();
    let (now, zone) = (ctx.now(), ctx.zone());
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadMeasures>(Whole).await?;
    let frozen = frozen::of_months(&mut tx, &permit, month, Window::Quarter.last_month(month)).await?;
    let mut all = Vec::with_capacity(Measure::ALL.len());
    for measure in Measure::ALL.iter().filter(|measure| measure.is_of(ctx.plate().kind.as_str())) {
        let window = measure.window();
        let named = window.last_month(month);
        let kept = frozen.iter().find(|kept| kept.measure == *measure && kept.month == named);
        let snapshot = window == Window::Today;
        // A second series beside a frozen figure is counted as that was, for nobody in particular: else whoever handles a protected
        // identity would see a difference where nothing has changed.
        let whose = if kept.is_some() { Whose::Nobodys } else { Whose::Readers };
        let counted = if kept.is_some() && snapshot {
            None
        } else {
            let asked = Asked::new(&permit, zone, window.period(month, now, zone), whose);
            Some(figure(&mut tx, &asked, *measure, now).await?)
        };
        all.push(match (kept.and_then(|kept| Some((kept, figure_of(kept)?))), counted) {
            (Some((Frozen { at, definitions, .. }, figure)), today) => {
                Measured { measure: *measure, figure, stand: Stand::Frozen { at: *at, definitions: *definitions, today } }
            }
            (None, counted) => {
                Measured { measure: *measure, figure: counted.unwrap_or(Figure::NotCounted), stand: stand(window, month, now, zone) }
            }
        });
    }
    let mut months = Vec::new();
    for back in (0..MONTHS).rev() {
        let first = month.saturating_sub(jiff::Span::new().months(back));
        let asked = Asked::new(&permit, zone, Period::month(first, zone), Whose::Readers);
        months.push((first, measures::incidents_by_verdict(&mut tx, &asked).await?));
    }
    let knows_persons = permit.shows(Class::Identity);
    let names = names(&mut tx, &all).await?;
    tx.commit().await?;
    Ok(Book { month, measures: all, months, names, knows_persons })
}

/// The names of the groups that stand in figures by code, for a reader who may list groups.
async fn names(tx: &mut Tx, all: &[Measured]) -> Result<BTreeMap<String, String>, AppError> {
    let has_group = |figure: &Figure| matches!(figure, Figure::ByGroup(groups) if !groups.is_empty());
    if !all.iter().any(|measured| has_group(&measured.figure)) {
        return Ok(BTreeMap::new());
    }
    let Some(list) = tx.maybe::<ListGroups>(Whole).await? else { return Ok(BTreeMap::new()) };
    let rows = groups::list(tx, &list).await?;
    let seen: Vec<SeenGroup> = tx.open_rows::<_, ReadGroup, _>(&list, rows);
    Ok(seen.into_iter().filter_map(|group| Some((group.code.to_string(), group.name.value()?))).collect())
}

/// How far a figure that is not frozen is from being so.
fn stand(window: Window, month: Date, now: Moment, zone: &jiff::tz::TimeZone) -> Stand {
    let (over, settles) = (Period::month(window.last_month(month), zone).to, window.settles_at(month, zone));
    if now < over {
        Stand::Runs
    } else if now < settles {
        Stand::Settles(settles.date(zone))
    } else {
        Stand::Unfrozen
    }
}

/// The median of days until something. Whoever has not had it counts as the longest: else the slowest would make the number look better.
fn until(all: UntilQuiet) -> Figure {
    let UntilQuiet { days, without, waiting } = all;
    let (had, missing) = (days.len(), usize::try_from(without).unwrap_or(usize::MAX));
    let cases = u64::try_from(had.saturating_add(missing)).unwrap_or(u64::MAX);
    // Longer than anything; where the middle touches one of these there is no number to tell.
    let endless = std::iter::repeat_n(i64::MAX, missing);
    let lower_is_known = had > (had + missing) / 2;
    let minutes = median(days.into_iter().map(|days| days * 24 * 60).chain(endless).collect()).filter(|_| lower_is_known);
    Figure::Until { minutes, cases, without, waiting }
}

/// Sums up by group. A group with nothing is left out.
fn by_group(counts: Vec<(Option<String>, u64)>) -> Figure {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for (group, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        *sums.entry(group.unwrap_or_default()).or_default() += count;
    }
    Figure::ByGroup(sums.into_iter().collect())
}

/// Counts one measure.
pub(crate) async fn figure<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, measure: Measure, now: Moment) -> Result<Figure, AppError> {
    let share = |cases| Figure::Share(Share::of(cases, now));
    Ok(match measure {
        Measure::F1 => share(measures::reviews_held(tx, asked).await?),
        Measure::F2 => share(measures::reviewed_in_time(tx, asked).await?),
        Measure::F3 => {
            let (minutes, waiting) = measures::minutes_to_triage(tx, asked).await?;
            let cases = minutes.len();
            Figure::Median { minutes: median(minutes), cases, waiting }
        }
        Measure::F4 => Figure::Share(measures::verdict_known(tx, asked).await?),
        Measure::F5 => Figure::ByAuthority(measures::attendance(tx, asked).await?),
        Measure::F6a => share(measures::decided_in_time(tx, asked).await?.0),
        Measure::F6b => share(measures::decided_in_time(tx, asked).await?.1),
        Measure::F7 => Figure::Share(measures::roster_with_lever(tx, asked).await?),
        Measure::F8 => Figure::Share(person_measures::focus_acted(tx, asked).await?),
        Measure::F9 => share(measures::told_back(tx, asked).await?),
        Measure::F10 => Figure::Share(measures::groups_told(tx, asked, tx.today().saturating_sub(jiff::Span::new().months(12))).await?),
        Measure::F11 => Figure::Share(measures::visits_direct(tx, asked).await?),
        Measure::F12 => share(measures::contacted_in_time(tx, asked).await?),
        Measure::F13 => {
            let (came, left) = guest_counts::came_of_summoned(tx, asked).await?;
            Figure::Guests { came, left }
        }
        Measure::F14 => Figure::Share(measures::contacted_listed(tx, asked).await?),
        Measure::F15 => Figure::Share(measures::roster_with_offer(tx, asked).await?),
        Measure::F16 => Figure::Share(measures::groups_confirmed(tx, asked, now.plus_days(-90)).await?),
        Measure::G1 => Figure::Sides(group_measures::both_sides(tx, asked).await?),
        Measure::G2 => until(group_measures::until_quiet(tx, asked).await?),
        Measure::G3 => share(group_measures::relapses(tx, asked).await?),
        Measure::G4a => by_group(group_measures::heard_by_group(tx, asked).await?),
        Measure::G4b => by_group(guest_counts::came_by_group(tx, asked).await?),
        Measure::H2b => Figure::Counts(vec![("visited", group_measures::persons_told(tx, asked).await?)]),
        Measure::H2c => Figure::Counts(vec![("guests", guest_counts::came(tx, asked).await?)]),
        Measure::H1 => Figure::Counts(vec![("first-contacts", help_counts::counted(tx, asked, help_counts::FIRST_CONTACT).await?)]),
        // Two counts that are not added: who called without a name can have come afterwards with one.
        Measure::H2 => Figure::Counts(vec![
            ("first-contacts", help_counts::counted(tx, asked, help_counts::FIRST_CONTACT).await?),
            ("calls", help_counts::counted(tx, asked, help_counts::CALL_FOR_ONESELF).await?),
        ]),
        Measure::H3 => {
            let minutes = help_counts::numbers(tx, asked, help_counts::MINUTES_TO_MEETING).await?;
            let cases = minutes.len();
            Figure::Median { minutes: median(minutes), cases, waiting: 0 }
        }
        Measure::H4a => Figure::Share(help_counts::well_after(tx, asked, Mark::Months6).await?),
        Measure::H4b => Figure::Share(help_counts::well_after(tx, asked, Mark::Months12).await?),
        Measure::H5 => Figure::Counts(vec![("relocated", help_counts::counted(tx, asked, help_counts::RELOCATED).await?)]),
        Measure::H7 => {
            let mut counts = Vec::with_capacity(DropReason::ALL.len());
            // All of them, also those that nobody had: a line that is only there when it is not nought would tell that somebody had it.
            for reason in DropReason::ALL {
                counts.push((reason.name(), help_counts::counted(tx, asked, &help_counts::dropped(*reason)).await?));
            }
            let sum = counts.iter().map(|(_, often)| often).sum();
            Figure::Counts(std::iter::once(("all", sum)).chain(counts).collect())
        }
        Measure::R1 => Figure::Share(measures::levers_founded(tx, asked).await?),
        Measure::R2 => Figure::Share(measures::disclosures_assessed(tx, asked).await?),
        Measure::R3 => {
            let past = measures::past_review(tx, asked).await?;
            let sum = past.values().sum();
            Figure::Counts(std::iter::once(("all", sum)).chain(past.into_iter().filter(|(_, count)| *count > 0)).collect())
        }
        Measure::R4 => Figure::Share(person_measures::removed(tx, asked).await?),
        Measure::R5 => {
            let (recorded, listed) = person_measures::minors(tx, asked).await?;
            Figure::Counts(vec![("recorded", recorded), ("listed", listed)])
        }
        Measure::R6 => {
            let (days, waiting) = person_measures::days_to_answer(tx, asked).await?;
            let cases = days.len();
            Figure::Median { minutes: median(days.into_iter().map(|days| days * 24 * 60).collect()), cases, waiting }
        }
        Measure::R7 => Figure::Ages(person_measures::ages(tx, asked).await?),
        Measure::R8 => {
            // A day counts when it is over: until then nobody can say how many it will be, and reading here changes nothing that is read.
            let (mut flagged, mut all, today) = (0, 0, tx.today());
            let counts = |day: Date| day < today && asked.has_day(day);
            for days in person_measures::views(tx, asked).await?.values() {
                all += days.iter().filter(|(day, _)| counts(*day)).map(|(_, views)| views).sum::<u64>();
                flagged += unusual(days).iter().filter(|day| counts(day.day)).map(|day| day.views).sum::<u64>();
            }
            Figure::Share(Share::plain(flagged, all))
        }
        Measure::R9 => Figure::Share(person_measures::without_a_link_to_violence(tx, asked).await?),
        Measure::F17 | Measure::H6 => Figure::NotCounted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: &[i64], without: u64) -> (Option<i64>, u64) {
        match until(UntilQuiet { days: days.to_vec(), without, waiting: 2 }) {
            Figure::Until { minutes, cases, waiting: 2, .. } => (minutes.map(|minutes| minutes / 1440), cases),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_focus_that_was_never_quiet_counts_as_the_longest_and_is_not_left_out() {
        assert_eq!(days(&[], 0), (None, 0));
        assert_eq!(days(&[4, 10, 30], 0), (Some(10), 3));
        assert_eq!(days(&[4, 10], 0), (Some(7), 2));
        assert_eq!(days(&[4, 10], 1), (Some(10), 3), "4, 10, longer: the middle is 10 and not 7");
        assert_eq!(days(&[4, 10], 2), (None, 4), "the middle lies between 10 and something that nobody knows");
        assert_eq!(days(&[4, 10, 12], 1), (Some(11), 4));
        assert_eq!(days(&[4], 2), (None, 3));
        assert_eq!(days(&[], 1), (None, 1));
    }

    #[test]
    fn contacts_are_summed_by_group_and_a_guest_of_no_group_is_counted_too() {
        let counts = vec![(Some("b".to_owned()), 2), (None, 1), (Some("a".to_owned()), 0), (Some("b".to_owned()), 3)];
        assert_eq!(by_group(counts), Figure::ByGroup(vec![(String::new(), 1), ("b".to_owned(), 5)]));
    }
}

//! The measures F and R of the own compartment, for one month, and incidents by month.
//!
//! What the data does not allow is not counted and says why: an invented number about the method is worse than none.

use gvi_domain::measure::{Measure, Period, Share, Window, median};
use gvi_domain::{Date, Whole};
use gvi_secrecy::deeds::ReadMeasures;
use gvi_secrecy::{Class, Permit};
use gvi_store::{Ctx, Tx, measures};

use crate::error::AppError;

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
    /// Counts, each with the name of what was counted. The first is the sum where they are parts of one.
    Counts(Vec<(&'static str, u64)>),
    /// Not counted; the page says why.
    NotCounted,
}

/// A measure with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Which measure.
    pub measure: Measure,
    /// Its value.
    pub figure: Figure,
}

/// The measures of one month.
pub struct Book {
    /// The first day of the month.
    pub month: Date,
    /// All of them, in order.
    pub measures: Vec<Measured>,
    /// Incidents by month and verdict, the oldest first.
    pub months: Vec<(Date, MonthOfIncidents)>,
    /// Whether the reader works with persons; others are told no count of fewer than five.
    pub knows_persons: bool,
}

/// The measures for the month of a day.
pub async fn book(ctx: &Ctx, day: Date) -> Result<Book, AppError> {
    let month = day.first_of_month();
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadMeasures>(Whole).await?;
    let mut all = Vec::with_capacity(Measure::ALL.len());
    for measure in Measure::ALL {
        all.push(Measured { measure: *measure, figure: figure(ctx, &mut tx, &permit, *measure, month).await? });
    }
    let mut months = Vec::new();
    for back in (0..MONTHS).rev() {
        let first = month.saturating_sub(jiff::Span::new().months(back));
        months.push((first, measures::incidents_by_verdict(&mut tx, &permit, Period::month(first, ctx.zone())).await?));
    }
    let knows_persons = permit.shows(Class::Identity);
    tx.commit().await?;
    Ok(Book { month, measures: all, months, knows_persons })
}

async fn figure(ctx: &Ctx, tx: &mut Tx, may: &Permit<ReadMeasures>, measure: Measure, month: Date) -> Result<Figure, AppError> {
    let (now, zone) = (ctx.now(), ctx.zone());
    let period = measure.window().period(month, now, zone);
    let share = |cases| Figure::Share(Share::of(cases, now));
    Ok(match measure {
        Measure::F1 => share(measures::reviews_held(tx, may, period).await?),
        Measure::F2 => share(measures::reviewed_in_time(tx, may, period).await?),
        Measure::F3 => {
            let (minutes, waiting) = measures::minutes_to_triage(tx, may, period).await?;
            let cases = minutes.len();
            Figure::Median { minutes: median(minutes), cases, waiting }
        }
        Measure::F4 => Figure::Share(measures::verdict_known(tx, may, period).await?),
        Measure::F5 => Figure::ByAuthority(measures::attendance(tx, may, period).await?),
        Measure::F6a => share(measures::decided_in_time(tx, may, period, zone).await?.0),
        Measure::F6b => share(measures::decided_in_time(tx, may, period, zone).await?.1),
        Measure::F7 => Figure::Share(measures::roster_with_lever(tx, may, period, zone).await?),
        Measure::F9 => share(measures::told_back(tx, may, period, zone).await?),
        Measure::F10 => Figure::Share(measures::groups_told(tx, may, now.date(zone).saturating_sub(jiff::Span::new().months(12))).await?),
        Measure::F12 => share(measures::contacted_in_time(tx, may, period).await?),
        Measure::F15 => Figure::Share(measures::roster_with_offer(tx, may, period, zone).await?),
        Measure::F16 => Figure::Share(measures::groups_confirmed(tx, may, now.plus_days(-90)).await?),
        Measure::R1 => Figure::Share(measures::levers_founded(tx, may, period).await?),
        Measure::R2 => Figure::Share(measures::disclosures_assessed(tx, may, period).await?),
        Measure::R3 => {
            let past = measures::past_review(tx, may).await?;
            let sum = past.values().sum();
            Figure::Counts(std::iter::once(("all", sum)).chain(past.into_iter().filter(|(_, count)| *count > 0)).collect())
        }
        Measure::R5 => {
            let (recorded, listed) = measures::minors(tx, may).await?;
            Figure::Counts(vec![("recorded", recorded), ("listed", listed)])
        }
        Measure::R9 => Figure::Share(measures::without_a_link_to_violence(tx, may).await?),
        Measure::F8 | Measure::F11 | Measure::F13 | Measure::F14 | Measure::F17 | Measure::R4 | Measure::R6 | Measure::R7 | Measure::R8 => {
            Figure::NotCounted
        }
    })
}

/// Whether a measure changes with the month that is looked at.
pub const fn follows_the_month(measure: Measure) -> bool {
    !matches!(measure.window(), Window::Today)
}

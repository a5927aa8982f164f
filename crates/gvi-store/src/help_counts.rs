//! What is counted of help: one number for each month, written by the deed that makes it, so that it is still there when the record has
//! gone. No number says of whom it is.
//!
//! What this room deliberately does not know: what is counted when. The deeds say; here numbers are added and read.

use gvi_domain::Date;
use gvi_domain::measure::Share;
use gvi_domain::support_steps::{DropReason, FOLLOW_UP_DAYS, Mark};
use gvi_secrecy::{Changes, Permit};

use crate::args;
use crate::measures::{Asked, Counts, uint};
use crate::tx::{StoreError, Tx};

/// A person's first contact, by its month.
pub const FIRST_CONTACT: &str = "first-contact";
/// A call by somebody who wants help for themselves.
pub const CALL_FOR_ONESELF: &str = "call-for-oneself";
/// Minutes from the first contact to the first meeting, by the month of the meeting.
pub const MINUTES_TO_MEETING: &str = "minutes-to-meeting";
/// A relocation that was carried out.
pub const RELOCATED: &str = "relocated";

/// Somebody who stopped coming, by reason.
pub fn dropped(reason: DropReason) -> String {
    format!("dropped-{}", reason.name())
}

/// What became of somebody at a mark, by the month of the first contact.
pub fn became(mark: Mark, well: bool) -> String {
    format!("{}-{}", if well { "well" } else { "not-well" }, mark.name())
}

/// Adds one to a number.
pub async fn add<D: Changes>(tx: &mut Tx, permit: &Permit<D>, what: &str, day: Date, number: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO help_counts (what, month, number, counted) VALUES ($1, $2, $3, 1) \
               ON CONFLICT (what, month, number) DO UPDATE SET counted = help_counts.counted + 1";
    tx.db(permit).execute(sql, args![what, day.first_of_month(), number]).await?;
    Ok(())
}

async fn sum<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, what: &str, from: Date, to: Date) -> Result<u64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(counted), 0) AS BIGINT) FROM help_counts WHERE what = $1 AND month >= $2 AND month < $3";
    Ok(asked.db(tx).count(sql, args![what, from, to]).await?.try_into().unwrap_or(0))
}

/// How often something was counted in the months of the time.
pub async fn counted<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, what: &str) -> Result<u64, StoreError> {
    let (from, to) = asked.days();
    sum(tx, asked, what, from, to).await
}

/// The numbers that were counted in the months of the time, each as often as it was.
pub async fn numbers<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, what: &str) -> Result<Vec<i64>, StoreError> {
    let (from, to) = asked.days();
    let sql = "SELECT number, counted FROM help_counts WHERE what = $1 AND month >= $2 AND month < $3 ORDER BY number, month";
    let mut numbers = Vec::new();
    for row in asked.db(tx).rows(sql, args![what, from, to]).await? {
        let often = usize::try_from(uint(&row, 1)?).unwrap_or(0);
        numbers.extend(std::iter::repeat_n(row.get::<i64>(0)?, often));
    }
    Ok(numbers)
}

/// H4. Of everybody whose first contact was so many months before: who was alive and not in prison, and of how many nobody can tell,
/// because they were not asked, not reached, or are not here any more. A month of first contacts is counted when the last day for an
/// answer has passed for all of it.
pub async fn well_after<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, mark: Mark) -> Result<Share, StoreError> {
    let (from, to) = asked.days();
    let to = to.min(tx.today().first_of_month());
    // Whoever came on the last day of a month can be answered for until the month after the mark is nearly over.
    let back = jiff::Span::new().months(mark.months() + i32::try_from(FOLLOW_UP_DAYS / 30).unwrap_or(1));
    let (first, last) = (from.saturating_sub(back), to.saturating_sub(back));
    let cohort = sum(tx, asked, FIRST_CONTACT, first, last).await?;
    let well = sum(tx, asked, &became(mark, true), first, last).await?;
    let not_well = sum(tx, asked, &became(mark, false), first, last).await?;
    let known = well + not_well;
    Ok(Share { part: well, whole: known, unknown: cohort.saturating_sub(known), waiting: 0 })
}

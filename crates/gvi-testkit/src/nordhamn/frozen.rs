//! The measures of the months that are over, frozen by the house on the nights on which it would have done it.

use gvi_app::{expiry, frozen};
use gvi_domain::Moment;
use gvi_domain::frozen::SETTLING_DAYS;
use jiff::Span;

use super::calendar::Calendar;
use super::diary::Diary;
use super::disclosures::deliver;

/// Months for which it is told: a year and the month before it, as many as the page of the measures draws.
const MONTHS: i32 = 13;

/// Writes into the diary when the house freezes: on the first night of a month what is counted as it stands, on the fifteenth what was
/// counted over a time.
pub fn write(calendar: &Calendar, diary: &mut Diary) {
    let this = calendar.today().first_of_month();
    for back in (0..MONTHS).rev() {
        let first = this.saturating_sub(Span::new().months(back));
        for day in [first, first.saturating_add(Span::new().days(SETTLING_DAYS))] {
            // Ten minutes past midnight: the round goes every minute.
            let at = Moment::at(day, 0, 10, calendar.zone()).unwrap();
            if at <= calendar.now() {
                diary.at(at, "freeze the measures of what is over", |teller, at| {
                    Box::pin(async move {
                        // As every minute in real life: first what has passed its last day goes.
                        expiry::expire_everywhere(teller.site(), at).await?;
                        frozen::freeze_everywhere(teller.site(), at).await?;
                        deliver(teller, at).await
                    })
                });
            }
        }
    }
}

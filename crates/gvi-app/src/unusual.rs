//! Days on which somebody opened unusually many person cards, by name, for those who read the log.
//!
//! The measures page counts the same days by the same rule and names nobody. Here a day is a way into the log, where every opening
//! stands with its purpose; whether anything was wrong is for people to find out.

use std::collections::BTreeMap;

use gvi_domain::Whole;
use gvi_domain::unusual::{UnusualDay, unusual};
use gvi_secrecy::deeds::ReadLog;
use gvi_store::{Ctx, log, person_measures};

use crate::error::AppError;

/// Days back that are looked through: two months, so that a month can be gone through when it is over.
pub const SHOWN_DAYS: i64 = 62;

/// An unusual day of somebody.
pub struct UnusualLine {
    /// The account.
    pub account: String,
    /// Whose it is, if the account is known here.
    pub name: Option<String>,
    /// The day, what was opened on it, and what is usual.
    pub day: UnusualDay,
}

/// The unusual days of everybody here, the latest first.
pub async fn days(ctx: &Ctx) -> Result<Vec<UnusualLine>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadLog>(Whole).await?;
    tx.about(&permit, "unusual");
    let rows = log::people(&mut tx, &permit).await?;
    let people = tx.open_rows::<_, ReadLog, _>(&permit, rows);
    let names: BTreeMap<String, String> =
        people.into_iter().filter_map(|person| Some((person.account.clone(), person.name.value()?))).collect();
    let since = ctx.now().plus_days(-SHOWN_DAYS);
    let views = person_measures::views_in_log(&mut tx, &permit, since, ctx.zone()).await?;
    tx.commit().await?;
    let first = since.date(ctx.zone());
    let mut lines: Vec<UnusualLine> = views
        .iter()
        .flat_map(|(account, days)| unusual(days).into_iter().map(move |day| (account, day)))
        .filter(|(_, day)| day.day >= first)
        .map(|(account, day)| UnusualLine { account: account.clone(), name: names.get(account).cloned(), day })
        .collect();
    lines.sort_by(|one, other| other.day.day.cmp(&one.day.day).then_with(|| (&one.name, &one.account).cmp(&(&other.name, &other.account))));
    Ok(lines)
}

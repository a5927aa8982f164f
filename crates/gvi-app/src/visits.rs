//! Deeds on visits: what came of an attempt, giving up, the second contact. Entered the same shift, by whoever was there.
//!
//! When a message was delivered, the group was told: that is written down in the same transaction, without the person, because the
//! promise to the group rests on it. What the person needs, and what they said about help, is no part of this.

use gvi_domain::clock::ClockKind;
use gvi_domain::measure::Period;
use gvi_domain::message::Channel;
use gvi_domain::notification::Stage;
use gvi_domain::visit::{Attempt, Outcome, TypedAttempt};
use gvi_domain::wording::WordingKind;
use gvi_domain::{AttemptId, DomainError, NotificationId};
use gvi_secrecy::deeds::ReportNotification;
use gvi_store::visits::Tallied;
use gvi_store::{Ctx, clocks, notifications, visits, wordings};

use crate::error::AppError;
use crate::notifications::{kept_until, stage, stop_all};

/// Writes down an attempt. The same form sent twice is one attempt.
pub async fn report(ctx: &Ctx, id: NotificationId, attempt: AttemptId, typed: TypedAttempt<'_>) -> Result<Outcome, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReportNotification>(id).await?;
    let seen = notifications::notification(&mut tx, &permit).await?.open(&permit);
    let attempt = Attempt::read(attempt, typed, (seen.wording.as_value().copied(), seen.letter.as_value().copied().flatten()), ctx.now())?;
    if visits::is_known(&mut tx, &permit, attempt.id).await? {
        return Ok(attempt.outcome);
    }
    let tries = u32::try_from(seen.tries.as_value().copied().unwrap_or(0)).unwrap_or(u32::MAX);
    let next = stage(&mut tx, &permit, &seen).await?.attempt(attempt.outcome, attempt.at, tries)?;
    let day = attempt.at.date(ctx.zone());
    let words = match attempt.wording {
        Some(wording) => wordings::usable(&mut tx, &permit, wording, WordingKind::Message, day).await?,
        None => None,
    };
    if attempt.outcome.is_delivered() && words.is_none() {
        return Err(DomainError::Rule { rule: "notification-words-not-in-use" }.into());
    }
    notifications::set_stage(&mut tx, &permit, &next, kept_until(ctx), seen.version).await?;
    visits::report(&mut tx, &permit, &attempt).await?;
    clocks::stop(&mut tx, &permit, ClockKind::VisitResult, id).await?;
    let (person, group_code) =
        (seen.person.as_value().copied().ok_or(AppError::NotFound)?, seen.group_code.as_value().copied().ok_or(AppError::NotFound)?);
    let tallied =
        Tallied { day, group: seen.group, group_code, round: seen.round.as_value().copied().flatten(), outcome: attempt.outcome, person };
    let counted = visits::tally(&mut tx, &permit, tallied, Period::quarter(day, ctx.zone()).from).await?;
    let channel = match next {
        Stage::Direct(_) => Some(Channel::NotificationDirect),
        Stage::Family(_) => Some(Channel::NotificationFamily),
        _ => None,
    };
    if let (Some(channel), Some(wording)) = (channel, attempt.wording) {
        stop_all(&mut tx, &permit, id).await?;
        clocks::start(&mut tx, &permit, ClockKind::SecondContact, id, &seen.code.to_string(), attempt.at).await?;
        // Of somebody with protected identity nothing is left that others could count.
        if counted {
            let told = (channel, wording, words.as_deref().unwrap_or_default());
            visits::group_was_told(&mut tx, &permit, (seen.group, group_code), day, told, &ctx.plate().name_sv).await?;
        }
    }
    tx.commit().await?;
    Ok(attempt.outcome)
}

/// Gives up, with the reason.
pub async fn give_up(ctx: &Ctx, id: NotificationId, reason: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReportNotification>(id).await?;
    let seen = notifications::notification(&mut tx, &permit).await?.open(&permit);
    let next = stage(&mut tx, &permit, &seen).await?.give_up(reason)?;
    notifications::set_stage(&mut tx, &permit, &next, kept_until(ctx), version).await?;
    stop_all(&mut tx, &permit, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down that the second contact was made.
pub async fn follow_up(ctx: &Ctx, id: NotificationId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReportNotification>(id).await?;
    let seen = notifications::notification(&mut tx, &permit).await?.open(&permit);
    let next = stage(&mut tx, &permit, &seen).await?.follow_up(ctx.now())?;
    notifications::set_stage(&mut tx, &permit, &next, kept_until(ctx), version).await?;
    stop_all(&mut tx, &permit, id).await?;
    tx.commit().await?;
    Ok(())
}

//! Deeds on calls to the help line: write one down, call back, count.

use gvi_domain::clock::ClockKind;
use gvi_domain::help_call::{CALL_BACK_MINUTES, CallOutcome, CallState, Caller, NewCall, TypedCall, stays_unnamed};
use gvi_domain::measure::{Period, median};
use gvi_domain::{DomainError, HelpCallId, SupportId, Whole};
use gvi_secrecy::deeds::{AddSupport, CountHelpCalls, EditHelpCall, ListHelpCalls, LogHelpCall, ReadHelpCall, ReadSupport};
use gvi_store::{Ctx, clocks, help_calls, help_counts};

use crate::error::AppError;
use crate::focus::today;
use crate::seen::{SeenClock, SeenHelpCall};

/// How fast the calls of a month were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promptness {
    /// Calls.
    pub calls: usize,
    /// Answered at once.
    pub at_once: usize,
    /// Called back within the hour.
    pub within_the_hour: usize,
    /// Called back later.
    pub later: usize,
    /// Nobody has called back yet.
    pub waiting: usize,
    /// The middle of the minutes until somebody was spoken to or called back; nothing of nothing.
    pub median_minutes: Option<i64>,
}

/// The calls that the reader may know of.
pub struct CallList {
    /// Those that wait first; empty for whoever only counts.
    pub calls: Vec<SeenHelpCall>,
    /// This month.
    pub month: Promptness,
    /// Whether the reader only counts.
    pub only_counts: bool,
}

/// The list for those who answer; the counts for the coordinator too.
pub async fn list(ctx: &Ctx) -> Result<CallList, AppError> {
    let (mut tx, count) = ctx.begin().await?.permit::<CountHelpCalls>(Whole).await?;
    let period = Period::month(today(ctx), ctx.zone());
    let times = help_calls::times(&mut tx, &count, period.from, period.to).await?;
    let calls = match tx.maybe::<ListHelpCalls>(Whole).await? {
        Some(permit) => {
            let rows = help_calls::list(&mut tx, &permit).await?;
            Some(tx.open_rows::<_, ReadHelpCall, _>(&permit, rows))
        }
        None => None,
    };
    tx.commit().await?;
    let mut month = Promptness { calls: times.len(), ..Promptness::default() };
    let mut minutes = Vec::with_capacity(times.len());
    for (called, answered, back) in times {
        let taken = if answered { Some(0) } else { back.map(|back| back.seconds_since(called).max(0) / 60) };
        match taken {
            Some(_) if answered => month.at_once += 1,
            Some(taken) if taken <= CALL_BACK_MINUTES => month.within_the_hour += 1,
            Some(_) => month.later += 1,
            None => month.waiting += 1,
        }
        minutes.extend(taken);
    }
    month.median_minutes = median(minutes);
    Ok(CallList { only_counts: calls.is_none(), calls: calls.unwrap_or_default(), month })
}

/// One call with what can be done now.
pub struct CallCard {
    /// The call.
    pub call: SeenHelpCall,
    /// The support contact that came of it, if the reader has it in hand. For everybody else there is none.
    pub support: Option<SupportId>,
    /// Running clocks.
    pub clocks: Vec<SeenClock>,
    /// Whether somebody can call back.
    pub may_call_back: bool,
    /// Whether a support contact can be opened that the call led to.
    pub may_open_support: bool,
}

/// Opens a call.
pub async fn card(ctx: &Ctx, id: HelpCallId) -> Result<CallCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadHelpCall>(id).await?;
    let call = help_calls::call(&mut tx, &permit).await?.open(&permit);
    let clocks = clocks::of(&mut tx, &permit, id).await?.into_iter().filter(|clock| clock.stopped_at.is_none()).collect();
    let may_edit = tx.would::<EditHelpCall>(id).await?;
    let pointed = call.support.as_value().copied().flatten();
    let support = match pointed {
        Some(support) if tx.would::<ReadSupport>(support).await? => Some(support),
        _ => None,
    };
    let opened = call.outcome.as_value() == Some(&Some(CallOutcome::SupportOpened));
    let may_open_support = may_edit && opened && pointed.is_none() && tx.would::<AddSupport>(Whole).await?;
    tx.commit().await?;
    let may_call_back = may_edit && call.state().is_some_and(CallState::can_call_back);
    Ok(CallCard { call, support, clocks, may_call_back, may_open_support })
}

/// Whether the reader may write calls down at all: asked before the form is shown.
pub async fn may_log(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<LogHelpCall>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// Writes a call down. For one that nobody answered the hour runs from the call, not from the writing.
pub async fn log(ctx: &Ctx, id: HelpCallId, typed: TypedCall<'_>) -> Result<HelpCallId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<LogHelpCall>(Whole).await?;
    let new = NewCall::read(id, typed, ctx.now())?;
    if let Some(code) = help_calls::log(&mut tx, &permit, &new, new.expires_on(today(ctx))).await? {
        if new.state == CallState::Waits {
            clocks::start(&mut tx, &permit, ClockKind::SupportCallBack, id, &code.to_string(), new.called_at).await?;
        }
        if new.caller == Caller::Oneself {
            help_counts::add(&mut tx, &permit, help_counts::CALL_FOR_ONESELF, new.called_at.date(ctx.zone()), 0).await?;
        }
    }
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Writes down that somebody called back: by kind who it was, and what it led to.
pub async fn call_back(ctx: &Ctx, id: HelpCallId, caller: &str, anonymous: bool, outcome: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditHelpCall>(id).await?;
    let call = help_calls::call(&mut tx, &permit).await?.open(&permit);
    let outcome = CallOutcome::named(outcome).ok_or(DomainError::field("outcome", "missing"))?;
    let was = call.caller.value().ok_or(AppError::NotFound)?;
    // Whoever does not answer has not said who they are.
    let caller =
        if outcome == CallOutcome::NoAnswer { Some(was) } else { Caller::named(caller).filter(|caller| *caller != Caller::Unknown) };
    let caller = caller.ok_or(DomainError::field("caller", "missing"))?;
    stays_unnamed(anonymous, outcome)?;
    let state = CallState::stored(
        call.answered.value().ok_or(AppError::NotFound)?,
        call.called_back_at.value().ok_or(AppError::NotFound)?,
        call.outcome.value().ok_or(AppError::NotFound)?.map_or("", CallOutcome::name),
    );
    let state = state.ok_or(AppError::NotFound)?.call_back(ctx.now(), outcome)?;
    help_calls::call_back(&mut tx, &permit, state, caller, anonymous, version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::SupportCallBack, id).await?;
    if caller == Caller::Oneself && was != Caller::Oneself {
        let called = call.called_at.value().ok_or(AppError::NotFound)?.date(ctx.zone());
        help_counts::add(&mut tx, &permit, help_counts::CALL_FOR_ONESELF, called, 0).await?;
    }
    tx.commit().await?;
    Ok(())
}

//! Deeds on what hangs on a call-in: the checklist, the plans beside it, the run-sheet.

use gvi_domain::call_in::{
    CallInDeed, CallInShell, ItemState, NewSpeech, PlanKind, REASON_LEAST, SPEECHES_MAX, may_approve, running_clock,
};
use gvi_domain::reading::Reading;
use gvi_domain::{CallInId, DomainError, SpeechId, Words};
use gvi_secrecy::deeds::EditCallIn;
use gvi_secrecy::{Deed, Permit};
use gvi_store::{Ctx, Tx, call_in_sheet, call_ins};

use crate::error::AppError;
use crate::seen::{SeenCallIn, SeenItem, SeenPlan, SeenSpeech};

/// What hangs on a call-in.
pub struct Sheet {
    /// The checklist.
    pub items: Vec<SeenItem>,
    /// The plans.
    pub plans: Vec<SeenPlan>,
    /// The run-sheet.
    pub speeches: Vec<SeenSpeech>,
}

impl Sheet {
    /// Whether there is a run-sheet of which everything is approved.
    pub fn run_sheet_stands(&self) -> bool {
        !self.speeches.is_empty() && self.speeches.iter().all(|speech| speech.approved_at.as_value().is_some_and(Option::is_some))
    }

    /// Whether a plan is written.
    pub fn has_plan(&self, kind: PlanKind) -> bool {
        self.plans.iter().any(|plan| plan.kind == kind)
    }
}

/// Reads all of it.
pub(crate) async fn read<D: Deed<Id = CallInId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sheet, AppError> {
    let items = call_in_sheet::items(tx, permit).await?.into_iter().map(|row| row.open(permit)).collect();
    let plans = call_in_sheet::plans(tx, permit).await?.into_iter().map(|row| row.open(permit)).collect();
    let speeches = call_in_sheet::speeches(tx, permit).await?.into_iter().map(|row| row.open(permit)).collect();
    Ok(Sheet { items, plans, speeches })
}

/// When each speech begins, in minutes from the start, and how long all of them take.
pub fn clock_of(speeches: &[SeenSpeech]) -> (Vec<i64>, i64) {
    let minutes: Vec<i64> = speeches.iter().map(|speech| speech.minutes.as_value().copied().unwrap_or(0)).collect();
    running_clock(&minutes)
}

/// A call-in about to be written on.
async fn to_write(ctx: &Ctx, id: CallInId) -> Result<(Tx, Permit<EditCallIn>, SeenCallIn), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditCallIn>(id).await?;
    let call_in = call_ins::call_in(&mut tx, &permit).await?.open(&permit);
    Ok((tx, permit, call_in))
}

/// The same, where what is written is part of what the meeting rests on: only while it lies ahead.
async fn to_write_ahead(ctx: &Ctx, id: CallInId) -> Result<(Tx, Permit<EditCallIn>, SeenCallIn), AppError> {
    let (tx, permit, call_in) = to_write(ctx, id).await?;
    call_in.state.as_value().ok_or(AppError::NotFound)?.after(CallInDeed::Write)?;
    Ok((tx, permit, call_in))
}

/// What is done with an item of the checklist.
#[derive(Debug, Clone, Copy)]
pub struct TypedItem<'t> {
    /// Which one.
    pub key: &'t str,
    /// `done`, `not-possible` or `move`.
    pub deed: &'t str,
    /// Why it is not possible, or why it was moved.
    pub reason: &'t str,
    /// The new day.
    pub to: &'t str,
}

/// Closes an item of the checklist, or moves it to another day.
pub async fn change_item(ctx: &Ctx, id: CallInId, typed: TypedItem<'_>) -> Result<(), AppError> {
    let (mut tx, permit, call_in) = to_write(ctx, id).await?;
    let mut read = Reading::new();
    let state = ItemState::named(typed.deed).filter(|state| *state != ItemState::Open);
    let reason =
        if state == Some(ItemState::Done) { Some(Words::stored(String::new())) } else { read.words("reason", typed.reason, REASON_LEAST) };
    let to = if state.is_none() { read.date("to", typed.to) } else { None };
    if state.is_none() && typed.deed != "move" {
        read.fault(DomainError::field("deed", "missing"));
    }
    let reason = read.finish(|| reason)?;
    let changed = match (state, to) {
        (Some(state), _) => call_in_sheet::close_item(&mut tx, &permit, typed.key, state, reason.as_str()).await?,
        (None, Some(to)) => {
            // A day that was moved is another day in the calendars that hold it: they tell by the version which of two files is the newer.
            call_ins::touch(&mut tx, &permit, call_in.version).await?;
            call_in_sheet::move_item(&mut tx, &permit, typed.key, to, reason.as_str()).await?
        }
        (None, None) => false,
    };
    if !changed {
        // Somebody else closed it in between, or there is no such item: both look the same.
        return Err(DomainError::Rule { rule: "call-in-item-closed" }.into());
    }
    super::wind(ctx, &mut tx, &permit, call_in.code).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the plans beside the checklist. An empty text takes a plan away.
pub async fn write_plans(ctx: &Ctx, id: CallInId, texts: &[(PlanKind, &str)], version: i64) -> Result<(), AppError> {
    let (mut tx, permit, call_in) = to_write_ahead(ctx, id).await?;
    if call_in.version != version {
        return Err(AppError::Changed { thing: "call-in" });
    }
    let mut read = Reading::new();
    let mut plans = Vec::new();
    for (kind, text) in texts {
        if let Some(words) = read.words(kind.name(), text, if text.trim().is_empty() { 0 } else { REASON_LEAST }) {
            plans.push((*kind, words));
        }
    }
    read.finish(|| Some(()))?;
    let day = *call_in.meets_on.as_value().ok_or(AppError::NotFound)?;
    call_ins::touch(&mut tx, &permit, version).await?;
    for (kind, words) in plans {
        call_in_sheet::write_plan(&mut tx, &permit, kind, words.as_str(), CallInShell::logistics_end(day)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes a speech, a new one or an earlier one anew. What is written anew is approved anew.
pub async fn write_speech(ctx: &Ctx, new: &NewSpeech) -> Result<(), AppError> {
    let (mut tx, permit, call_in) = to_write_ahead(ctx, new.call_in).await?;
    let there = call_in_sheet::speeches(&mut tx, &permit).await?;
    if there.len() >= SPEECHES_MAX {
        return Err(DomainError::Full { what: "speeches", limit: SPEECHES_MAX }.into());
    }
    let day = *call_in.meets_on.as_value().ok_or(AppError::NotFound)?;
    call_in_sheet::write_speech(&mut tx, &permit, new, CallInShell::logistics_end(day)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a speech off the run-sheet.
pub async fn drop_speech(ctx: &Ctx, id: CallInId, speech: SpeechId) -> Result<(), AppError> {
    let (mut tx, permit, _) = to_write_ahead(ctx, id).await?;
    call_in_sheet::drop_speech(&mut tx, &permit, speech).await?;
    tx.commit().await?;
    Ok(())
}

/// Approves the words of a speech, as somebody else wrote them and as they were read.
pub async fn approve_speech(ctx: &Ctx, id: CallInId, speech: SpeechId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit, _) = to_write_ahead(ctx, id).await?;
    let rows = call_in_sheet::speeches(&mut tx, &permit).await?;
    let seen = rows.into_iter().map(|row| row.open(&permit)).find(|one: &SeenSpeech| one.id == speech).ok_or(AppError::NotFound)?;
    if seen.version != version {
        return Err(AppError::Changed { thing: "speech" });
    }
    may_approve(&seen.author, &ctx.actor().account)?;
    call_in_sheet::approve(&mut tx, &permit, speech, version).await?;
    tx.commit().await?;
    Ok(())
}

//! Deeds on versions of the words and of letters: write the next one, approve somebody else's, take one out of use.

use gvi_domain::wording::{NewWording, WordingKind};
use gvi_domain::{Date, Whole, WordingId};
use gvi_secrecy::deeds::{ApproveWording, ListWordings, ReadWording, WithdrawWording, WriteWording};
use gvi_store::{Ctx, Tx, wordings};

use crate::error::AppError;
use crate::focus::today;
use crate::seen::SeenWording;

/// The versions of the own authority.
pub struct WordingList {
    /// By kind and language, the latest on top.
    pub wordings: Vec<SeenWording>,
    /// Whether one can be written.
    pub may_write: bool,
}

/// All versions.
pub async fn list(ctx: &Ctx) -> Result<WordingList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListWordings>(Whole).await?;
    let rows = wordings::list(&mut tx, &permit).await?;
    let wordings = tx.open_rows::<_, ReadWording, _>(&permit, rows);
    let may_write = tx.would::<WriteWording>(Whole).await?;
    tx.commit().await?;
    Ok(WordingList { wordings, may_write })
}

/// One version with what can be done to it.
pub struct WordingCard {
    /// The version.
    pub wording: SeenWording,
    /// May be approved by this reader.
    pub may_approve: bool,
    /// May be taken out of use by this reader.
    pub may_withdraw: bool,
}

/// Opens a version.
pub async fn card(ctx: &Ctx, id: WordingId) -> Result<WordingCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadWording>(id).await?;
    let wording = wordings::wording(&mut tx, &permit).await?.open(&permit);
    let state = wording.state.as_value().copied().ok_or(AppError::NotFound)?;
    let may_approve = state.approve(&wording.author, &ctx.actor().account).is_ok() && tx.would::<ApproveWording>(id).await?;
    let may_withdraw = state.withdraw().is_ok() && tx.would::<WithdrawWording>(id).await?;
    tx.commit().await?;
    Ok(WordingCard { wording, may_approve, may_withdraw })
}

/// Whether the reader may write versions at all: asked before the form is shown.
pub fn may_write(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<WriteWording>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// Writes the next version of its kind and language.
pub async fn write(ctx: &Ctx, id: WordingId, (kind, language): (&str, &str), words: &str, valid_to: &str) -> Result<WordingId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<WriteWording>(Whole).await?;
    let new = NewWording::read(id, (kind, language), words, valid_to, today(ctx))?;
    wordings::write(&mut tx, &permit, &new).await?;
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Approves a version that somebody else has written. From now on it is never changed.
pub async fn approve(ctx: &Ctx, id: WordingId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ApproveWording>(id).await?;
    let wording = wordings::wording(&mut tx, &permit).await?.open(&permit);
    wording.state.as_value().copied().ok_or(AppError::NotFound)?.approve(&wording.author, &ctx.actor().account)?;
    wordings::approve(&mut tx, &permit, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a version out of use.
pub async fn withdraw(ctx: &Ctx, id: WordingId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<WithdrawWording>(id).await?;
    let wording = wordings::wording(&mut tx, &permit).await?.open(&permit);
    wording.state.as_value().copied().ok_or(AppError::NotFound)?.withdraw()?;
    wordings::withdraw(&mut tx, &permit, version).await?;
    tx.commit().await?;
    Ok(())
}

/// The versions of a kind that can be used on a day, for a choice on another page. None for who may not see any.
pub(crate) async fn usable(tx: &mut Tx, kind: WordingKind, day: Date) -> Result<Vec<SeenWording>, AppError> {
    let Some(permit) = tx.maybe::<ListWordings>(Whole).await? else { return Ok(Vec::new()) };
    let rows = wordings::list(tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadWording, _>(&permit, rows);
    let can_be_used = |wording: &SeenWording| {
        let state = wording.state.as_value().copied().zip(wording.valid_to.as_value().copied());
        wording.kind.as_value() == Some(&kind) && state.is_some_and(|(state, to)| state.is_usable(to, day))
    };
    Ok(seen.into_iter().filter(can_be_used).collect())
}

/// One version for the page of another thing; nothing for who may not see it.
pub(crate) async fn shown(tx: &mut Tx, id: Option<WordingId>) -> Result<Option<SeenWording>, AppError> {
    let Some(id) = id else { return Ok(None) };
    let Some(permit) = tx.maybe::<ReadWording>(id).await? else { return Ok(None) };
    Ok(Some(wordings::wording(tx, &permit).await?.open(&permit)))
}

//! Deeds on the limit of the list of persons: what counts, what was proposed, and the officer's answer (secrecy.md E6).
//!
//! Two decide together, and the policies hold them apart: whoever brings the steering group's decision cannot answer it.

use gvi_domain::list_limit::{ListLimitAnswer, ListLimitState, NewListLimit};
use gvi_domain::{Date, DomainError, ListLimitId, Whole};
use gvi_secrecy::deeds::{AnswerListLimit, ListMemberships, ProposeListLimit, ReadSettings};
use gvi_store::{Ctx, list_limits};

use crate::error::AppError;
use crate::seen::SeenListLimit;

/// How long the list may be, and what was said about it.
pub struct ListLimits {
    /// Persons at a time, as it counts today.
    pub persons: usize,
    /// The last day of what was decided; nothing where nothing is.
    pub until: Option<Date>,
    /// The latest on top, each with whether the reader may answer it.
    pub proposals: Vec<(SeenListLimit, bool)>,
    /// Whether the reader may propose another limit now: not while one waits.
    pub may_propose: bool,
}

/// Whether this reader has anything to do with the length of the list: where nobody is ever listed there is no such page.
pub fn is_for(ctx: &Ctx) -> bool {
    let has_list = ctx.would::<ListMemberships>() || ctx.would::<ProposeListLimit>();
    ctx.would::<ReadSettings>() && (has_list || ctx.would_on_a_proposal::<AnswerListLimit>())
}

/// What counts and what was proposed.
pub async fn page(ctx: &Ctx) -> Result<ListLimits, AppError> {
    if !is_for(ctx) {
        return Err(AppError::NotFound);
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSettings>(Whole).await?;
    let (persons, until) = list_limits::today(&mut tx, &permit).await?;
    let rows = list_limits::list(&mut tx, &permit).await?;
    let mut proposals = Vec::with_capacity(rows.len());
    for row in rows {
        let seen = row.open(&permit);
        let waits = seen.state.as_value() == Some(&ListLimitState::Waiting);
        let may_answer = waits && tx.would::<AnswerListLimit>(seen.id).await?;
        proposals.push((seen, may_answer));
    }
    let waits = proposals.iter().any(|(seen, _)| seen.state.as_value() == Some(&ListLimitState::Waiting));
    let may_propose = !waits && tx.would::<ProposeListLimit>(Whole).await?;
    tx.commit().await?;
    Ok(ListLimits { persons, until, proposals, may_propose })
}

/// Proposes a limit on the steering group's decision. It counts when the data protection officer has agreed, and not before.
pub async fn propose(ctx: &Ctx, typed: NewListLimit) -> Result<ListLimitId, AppError> {
    let new = typed.check(ctx.now().date(ctx.zone()))?;
    let (mut tx, permit) = ctx.begin().await?.permit::<ProposeListLimit>(Whole).await?;
    if !list_limits::propose(&mut tx, &permit, &new).await? {
        return Err(DomainError::Rule { rule: "list-limit-waits" }.into());
    }
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Agrees to a proposal or refuses it, with reasons either way.
pub async fn answer(ctx: &Ctx, id: ListLimitId, answer: ListLimitAnswer) -> Result<(), AppError> {
    let answer = answer.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<AnswerListLimit>(id).await?;
    list_limits::answer(&mut tx, &permit, &answer).await?;
    tx.commit().await?;
    Ok(())
}

//! Deeds on rounds of custom notifications: plan one, see how far it has come. Numbers of work, and no person's place in them.

use std::collections::BTreeMap;

use gvi_domain::round::{NewRound, TypedRound, Yield};
use gvi_domain::{RoundId, Whole};
use gvi_secrecy::deeds::{ListNotifications, ListRounds, PlanRound, ReadNotification, ReadRound};
use gvi_store::{Ctx, notifications, rounds};

use crate::error::AppError;
use crate::groups::pickable_groups;
use crate::seen::{SeenNotification, SeenRound};

/// A round with what came of it.
pub struct RoundLine {
    /// The round.
    pub round: SeenRound,
    /// What came of it so far.
    pub came: Yield,
}

/// The rounds of the own authority.
pub struct RoundList {
    /// The latest on top.
    pub rounds: Vec<RoundLine>,
    /// Whether one can be planned.
    pub may_plan: bool,
}

/// All rounds.
pub async fn list(ctx: &Ctx) -> Result<RoundList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListRounds>(Whole).await?;
    let rows = rounds::list(&mut tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadRound, _>(&permit, rows);
    let came: BTreeMap<String, Yield> = rounds::yields(&mut tx, &permit).await?.into_iter().collect();
    let may_plan = tx.would::<PlanRound>(Whole).await?;
    tx.commit().await?;
    let line = |round: SeenRound| RoundLine { came: came.get(&round.id.to_string()).copied().unwrap_or_default(), round };
    Ok(RoundList { rounds: seen.into_iter().map(line).collect(), may_plan })
}

/// One round, group by group.
pub struct RoundCard {
    /// The round.
    pub round: SeenRound,
    /// What came of it so far.
    pub came: Yield,
    /// The same for each group: code, name where it may be known.
    pub groups: Vec<(String, Option<String>, Yield)>,
    /// The notifications of the round that this reader may open, by the person's code.
    pub notifications: Vec<SeenNotification>,
}

/// Opens a round.
pub async fn card(ctx: &Ctx, id: RoundId) -> Result<RoundCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadRound>(id).await?;
    let round = rounds::round(&mut tx, &permit).await?.open(&permit);
    let by_group = rounds::by_group(&mut tx, &permit).await?;
    let known = pickable_groups(&mut tx).await?;
    let notifications = match tx.maybe::<ListNotifications>(Whole).await? {
        Some(list) => {
            let rows = notifications::list(&mut tx, &list).await?;
            let mut seen = tx.open_rows::<_, ReadNotification, _>(&list, rows);
            seen.retain(|notification| notification.round.as_value() == Some(&Some(id)));
            tx.note_rows(&list, seen.iter().map(|notification| notification.id));
            seen
        }
        None => Vec::new(),
    };
    tx.commit().await?;
    let came = by_group.iter().fold(Yield::default(), |sum, (_, came)| sum.and(*came));
    let named = |code: &String| known.iter().find(|group| group.code.to_string() == *code).and_then(|group| group.name.clone());
    let groups = by_group.into_iter().map(|(code, came)| (code.clone(), named(&code), came)).collect();
    Ok(RoundCard { round, came, groups, notifications })
}

/// Whether the reader may plan rounds at all: asked before the form is shown.
pub fn may_plan(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<PlanRound>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// Plans a round.
pub async fn plan(ctx: &Ctx, id: RoundId, typed: TypedRound<'_>) -> Result<RoundId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<PlanRound>(Whole).await?;
    let new = NewRound::read(id, typed)?;
    rounds::plan(&mut tx, &permit, &new).await?;
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

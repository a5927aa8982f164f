//! Deeds on groups: the list, the card, adding, editing, moving between states.
//!
//! A group comes to be active only on a basis: violence that a review has laid at its door in the last two years. A group whose basis
//! has run out stays where it is, because nothing may vanish unseen; it is marked, and nobody is listed in it any more.

use gvi_domain::group::{GroupStatus, NewGroup};
use gvi_domain::limit::ROWS_PER_PAGE;
use gvi_domain::{Code, Date, GroupId, Whole};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::{AddGroup, ChangeGroupStatus, EditGroup, ListGroups, ReadGroup};
use gvi_store::{Ctx, Tx, groups};

use crate::error::AppError;
use crate::order::sort_key;
use crate::seen::{SeenBasis, SeenGroup};

/// Months after which a group's card ends if nobody renews it.
pub const CARD_MONTHS: i32 = 12;

/// The list of groups, and whether the reader may add one.
pub struct GroupList {
    /// In the order of their names.
    pub groups: Vec<SeenGroup>,
    /// Those of them that are worked with and have no basis today.
    pub without_basis: Vec<GroupId>,
    /// The group behind which the next page begins, if there is one.
    pub next: Option<GroupId>,
    /// Whether a button is shown.
    pub may_add: bool,
}

/// A group's card with the deeds that are possible now.
pub struct GroupCard {
    /// The card.
    pub group: SeenGroup,
    /// What the work with it rests on.
    pub basis: SeenBasis,
    /// May edit.
    pub may_edit: bool,
    /// May disclose it to another authority.
    pub may_disclose: bool,
    /// States that the reader may move it to.
    pub next: Vec<GroupStatus>,
}

/// Whether somebody may open groups at all: for links from other pages.
pub fn may_list(ctx: &Ctx) -> bool {
    ctx.would::<ListGroups>()
}

/// Whether somebody may add a group: who may not is shown no form for it.
pub fn may_add(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<AddGroup>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// The list of groups in the own compartment.
pub async fn list(ctx: &Ctx, behind: Option<GroupId>) -> Result<GroupList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListGroups>(Whole).await?;
    let mut rows = groups::page(&mut tx, &permit, behind).await?;
    let more = rows.len() > ROWS_PER_PAGE;
    rows.truncate(ROWS_PER_PAGE);
    let groups = tx.open_rows::<_, ReadGroup, _>(&permit, rows);
    let based = groups::with_a_basis(&mut tx, &permit).await?;
    let lacks = |group: &&SeenGroup| group.status.as_value().is_some_and(|status| status.counts_as_active()) && !based.contains(&group.id);
    let without_basis = groups.iter().filter(lacks).map(|group| group.id).collect();
    let may_add = tx.would::<AddGroup>(Whole).await?;
    tx.commit().await?;
    let next = groups.last().filter(|_| more).map(|last| last.id);
    Ok(GroupList { groups, without_basis, next, may_add })
}

/// One group's card.
pub async fn card(ctx: &Ctx, id: GroupId) -> Result<GroupCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadGroup>(id).await?;
    let group = groups::group(&mut tx, &permit).await?.open(&permit);
    let basis = groups::basis(&mut tx, &permit).await?.open(&permit);
    let may_edit = tx.would::<EditGroup>(id).await?;
    let may_disclose = tx.would::<gvi_secrecy::deeds::DecideDisclosure>(Whole).await?;
    let may_move = tx.would::<ChangeGroupStatus>(id).await?;
    tx.commit().await?;
    let next = group.status.as_value().filter(|_| may_move).map(|status| status.next().to_vec()).unwrap_or_default();
    Ok(GroupCard { group, basis, may_edit, may_disclose, next })
}

/// Adds a candidate group. The same form sent twice makes one group.
pub async fn add(ctx: &Ctx, new: NewGroup) -> Result<GroupId, AppError> {
    let new = new.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<AddGroup>(Whole).await?;
    groups::add(&mut tx, &permit, &new, &sort_key(&new.name), ends_on(ctx)).await?;
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Edits a card. `version` is the one that the form was filled from.
pub async fn edit(ctx: &Ctx, card: NewGroup, version: i64) -> Result<(), AppError> {
    let card = card.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(card.id).await?;
    groups::edit(&mut tx, &permit, &card, &sort_key(&card.name), ends_on(ctx), version).await?;
    tx.commit().await?;
    Ok(())
}

/// Says that the card still holds. A card that nobody confirms comes to its end.
pub async fn confirm(ctx: &Ctx, id: GroupId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(id).await?;
    groups::confirm(&mut tx, &permit, ends_on(ctx), version).await?;
    tx.commit().await?;
    Ok(())
}

/// The last day of a card that was confirmed today.
fn ends_on(ctx: &Ctx) -> Date {
    ctx.now().date(ctx.zone()).saturating_add(jiff::Span::new().months(CARD_MONTHS))
}

/// Moves a group to another state. To be active it needs its basis.
pub async fn move_to(ctx: &Ctx, id: GroupId, to: GroupStatus, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeGroupStatus>(id).await?;
    let group = groups::group(&mut tx, &permit).await?.open(&permit);
    let from = group.status.value().ok_or(AppError::NotFound)?;
    let to = from.move_to(to)?;
    if to.needs_a_basis() {
        groups::weigh_basis(&mut tx, &permit).await?.require(tx.today())?;
    }
    groups::set_status(&mut tx, &permit, to, version).await?;
    tx.commit().await?;
    Ok(())
}

/// A group as forms and lines name it: a code and, for those who may know it, the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLabel {
    /// Its id.
    pub id: GroupId,
    /// Its code.
    pub code: Code,
    /// Its code name, if it is shown.
    pub name: Option<String>,
}

/// The groups of the own compartment that this person may pick from, in the order of their names.
pub(crate) async fn pickable_groups(tx: &mut Tx) -> Result<Vec<GroupLabel>, AppError> {
    let Some(permit) = tx.maybe::<ListGroups>(Whole).await? else { return Ok(Vec::new()) };
    labels(tx, &permit).await
}

/// The labels of all groups that a permit to list them shows.
pub(crate) async fn labels(tx: &mut Tx, permit: &Permit<ListGroups>) -> Result<Vec<GroupLabel>, AppError> {
    let rows = groups::names(tx, permit).await?;
    let seen = tx.open_rows::<_, ReadGroup, _>(permit, rows);
    Ok(seen.into_iter().map(|group| GroupLabel { id: group.id, code: group.code, name: group.name.value() }).collect())
}

/// How a group is named to this person; nothing if it is not for them or there is no such group.
pub(crate) async fn group_label(tx: &mut Tx, id: GroupId) -> Result<Option<GroupLabel>, AppError> {
    let Some(permit) = tx.maybe::<ReadGroup>(id).await? else { return Ok(None) };
    let group = groups::group(tx, &permit).await?.open(&permit);
    Ok(Some(GroupLabel { id: group.id, code: group.code, name: group.name.value() }))
}

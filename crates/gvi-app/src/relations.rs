//! Deeds on relations between groups and on the other names of a group; the map as it was on a day.

use gvi_domain::limit::ALIASES_PER_GROUP_MAX;
use gvi_domain::relation::{NewRelation, RELATION_MONTHS, RELATIONS_PER_GROUP_MAX, check_alias};
use gvi_domain::{Date, DomainError, GroupId, RelationId, Whole};
use gvi_secrecy::Class;
use gvi_secrecy::deeds::{EditGroup, ListGroups, ReadGroup};
use gvi_store::{Ctx, groups, relations};

use crate::error::AppError;
use crate::order::sort_key;
use crate::seen::{SeenGroup, SeenMapGroup, SeenRelation};

/// A group's other names and relations.
pub struct GroupRelations {
    /// The group.
    pub group: SeenGroup,
    /// Its other names, for those who may know what is believed of it.
    pub aliases: Option<Vec<String>>,
    /// Its relations, the latest first.
    pub relations: Vec<SeenRelation>,
    /// The groups that a relation can be added to.
    pub others: Vec<SeenMapGroup>,
    /// May edit.
    pub may_edit: bool,
}

/// The map on a day.
pub struct GroupMap {
    /// All groups, by name.
    pub groups: Vec<SeenMapGroup>,
    /// The relations that held.
    pub relations: Vec<SeenRelation>,
}

/// A group's other names and relations.
pub async fn of_group(ctx: &Ctx, id: GroupId) -> Result<GroupRelations, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadGroup>(id).await?;
    let group = groups::group(&mut tx, &permit).await?.open(&permit);
    let aliases = if permit.shows(Class::Intelligence) { Some(relations::aliases(&mut tx, &permit).await?) } else { None };
    let rows = relations::of_group(&mut tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadGroup, _>(&permit, rows);
    let may_edit = tx.would::<EditGroup>(id).await?;
    let mut others = Vec::new();
    if may_edit && let Some(list) = tx.maybe::<ListGroups>(Whole).await? {
        let rows = relations::map_groups(&mut tx, &list).await?;
        others = tx.open_rows::<_, ReadGroup, _>(&list, rows);
        others.retain(|other| other.id != id);
    }
    tx.commit().await?;
    Ok(GroupRelations { group, aliases, relations: seen, others, may_edit })
}

/// All groups and the relations that held on a day.
pub async fn map(ctx: &Ctx, on: Date) -> Result<GroupMap, AppError> {
    let (mut tx, list) = ctx.begin().await?.permit::<ListGroups>(Whole).await?;
    let rows = relations::map_groups(&mut tx, &list).await?;
    let groups = tx.open_rows::<_, ReadGroup, _>(&list, rows);
    let rows = relations::on_a_day(&mut tx, &list, on).await?;
    let relations = tx.open_rows::<_, ReadGroup, _>(&list, rows);
    tx.commit().await?;
    Ok(GroupMap { groups, relations })
}

/// Adds a relation.
pub async fn add(ctx: &Ctx, new: NewRelation) -> Result<(), AppError> {
    let today = ctx.now().date(ctx.zone());
    let new = new.check(today)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(new.from).await?;
    if relations::count_living(&mut tx, &permit).await? >= count(RELATIONS_PER_GROUP_MAX) {
        return Err(DomainError::Full { what: "relations", limit: RELATIONS_PER_GROUP_MAX }.into());
    }
    // The other group must be there too.
    let (mut tx, _) = tx.permit::<ReadGroup>(new.to).await?;
    relations::add(&mut tx, &permit, &new, ends(today)).await?;
    tx.commit().await?;
    Ok(())
}

/// Confirms that a relation still holds.
pub async fn confirm(ctx: &Ctx, group: GroupId, relation: RelationId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(group).await?;
    let ends = ends(tx.today());
    if !relations::confirm(&mut tx, &permit, relation, ends).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Ends a relation today. It stays on the map of every earlier day.
pub async fn end(ctx: &Ctx, group: GroupId, relation: RelationId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(group).await?;
    let today = tx.today();
    if !relations::end(&mut tx, &permit, relation, today).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Adds another name that the group goes by.
pub async fn add_alias(ctx: &Ctx, group: GroupId, alias: &str) -> Result<(), AppError> {
    let alias = check_alias(alias)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(group).await?;
    if relations::count_aliases(&mut tx, &permit).await? >= count(ALIASES_PER_GROUP_MAX) {
        return Err(DomainError::Full { what: "aliases", limit: ALIASES_PER_GROUP_MAX }.into());
    }
    relations::add_alias(&mut tx, &permit, &alias, &sort_key(&alias)).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes another name.
pub async fn remove_alias(ctx: &Ctx, group: GroupId, alias: &str) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditGroup>(group).await?;
    relations::remove_alias(&mut tx, &permit, alias).await?;
    tx.commit().await?;
    Ok(())
}

fn ends(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().months(RELATION_MONTHS))
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

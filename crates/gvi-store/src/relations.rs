//! Rows of relations between groups, and of the other names of a group.

use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::group::GroupStatus;
use gvi_domain::relation::{Intensity, NewRelation, RelationKind};
use gvi_domain::{Code, Date, GroupId, RelationId, Words};
use gvi_secrecy::deeds::{EditGroup, ListGroups, ReadGroup};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// A row of `group_relations` with both groups' names.
pub struct RelationRow {
    id: RelationId,
    from: GroupId,
    from_name: String,
    to: GroupId,
    to_name: String,
    kind: RelationKind,
    since: Date,
    until: Option<Date>,
    intensity: Intensity,
    grade: Grade,
    set_off_by: Words,
    confirmed_on: Date,
    version: i64,
}

classed! { RelationRow => SeenRelation {
    id: RelationId = open,
    from: GroupId = open,
    from_name: String = Coordination,
    to: GroupId = open,
    to_name: String = Coordination,
    kind: RelationKind = Coordination,
    since: Date = Coordination,
    until: Option<Date> = Coordination,
    intensity: Intensity = Intelligence,
    grade: Grade = Intelligence,
    set_off_by: Words = Intelligence,
    confirmed_on: Date = Coordination,
    version: i64 = open,
} }

/// A group as the map shows it.
pub struct MapGroupRow {
    id: GroupId,
    code: Code,
    name: String,
    status: GroupStatus,
}

classed! { MapGroupRow => SeenMapGroup {
    id: GroupId = open,
    code: Code = open,
    name: String = Coordination,
    status: GroupStatus = Coordination,
} }

const OF_GROUP: &str = "SELECT r.id, r.from_group, a.name, r.to_group, b.name, r.kind, r.since_on, r.until_on, r.intensity, r.source_grade, r.information_grade, \
     r.set_off_by, r.confirmed_on, r.version FROM group_relations r JOIN groups a ON a.id = r.from_group JOIN groups b ON b.id = r.to_group \
     WHERE (r.from_group = $1 OR r.to_group = $1) AND r.expires_on >= $2 ORDER BY r.since_on DESC, r.id LIMIT 400";

const ON_A_DAY: &str = "SELECT r.id, r.from_group, a.name, r.to_group, b.name, r.kind, r.since_on, r.until_on, r.intensity, r.source_grade, r.information_grade, \
     r.set_off_by, r.confirmed_on, r.version FROM group_relations r JOIN groups a ON a.id = r.from_group JOIN groups b ON b.id = r.to_group \
     WHERE r.since_on <= $1 AND (r.until_on IS NULL OR r.until_on >= $1) AND r.expires_on >= $2 ORDER BY a.sort_key, b.sort_key, r.id LIMIT 1000";

fn read(row: &Row) -> Result<Sealed<RelationRow>, DbError> {
    let mut read = row.reader();
    let record = RelationRow {
        id: read.next()?,
        from: read.next()?,
        from_name: read.next()?,
        to: read.next()?,
        to_name: read.next()?,
        kind: read.next_named(RelationKind::named)?,
        since: read.next()?,
        until: read.next()?,
        intensity: read.next_named(Intensity::named)?,
        grade: Grade { source: read.next_named(SourceGrade::named)?, information: read.next_named(InformationGrade::named)? },
        set_off_by: read.next()?,
        confirmed_on: read.next()?,
        version: read.next()?,
    };
    // A relation is part of its groups' cards: who may read the group may read it, class by class.
    let facts = Facts::plain(Thing::Group, record.from);
    Ok(Sealed::new(record, facts))
}

/// All relations of one group, the latest first, ended ones too.
pub async fn of_group(tx: &mut Tx, permit: &Permit<ReadGroup>) -> Result<Vec<Sealed<RelationRow>>, StoreError> {
    let today = tx.today();
    Ok(tx.db(permit).rows(OF_GROUP, args![permit.id(), today]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// All relations that held on a day.
pub async fn on_a_day(tx: &mut Tx, permit: &Permit<ListGroups>, day: Date) -> Result<Vec<Sealed<RelationRow>>, StoreError> {
    let today = tx.today();
    Ok(tx.db(permit).rows(ON_A_DAY, args![day, today]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// All groups, for the map.
pub async fn map_groups(tx: &mut Tx, permit: &Permit<ListGroups>) -> Result<Vec<Sealed<MapGroupRow>>, StoreError> {
    let rows = tx.db(permit).rows("SELECT id, code, name, status FROM groups ORDER BY sort_key, id LIMIT 5000", args![]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let record = MapGroupRow { id: read.next()?, code: read.next()?, name: read.next()?, status: read.next_named(GroupStatus::named)? };
        let facts = Facts::plain(Thing::Group, record.id);
        Ok::<_, DbError>(Sealed::new(record, facts))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// How many relations of a group hold now, on either side.
pub async fn count_living(tx: &mut Tx, permit: &Permit<EditGroup>) -> Result<i64, StoreError> {
    let today = tx.today();
    let sql = "SELECT COUNT(*) FROM group_relations WHERE (from_group = $1 OR to_group = $1) AND until_on IS NULL AND expires_on >= $2";
    Ok(tx.db(permit).count(sql, args![permit.id(), today]).await?)
}

/// Adds a relation from the group of the permit. A second submit of the same form changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<EditGroup>, new: &NewRelation, expires_on: Date) -> Result<(), StoreError> {
    let (actor, today) = (tx.actor().account.clone(), tx.today());
    tx.db(permit)
        .execute(
            "INSERT INTO group_relations (id, from_group, to_group, kind, intensity, since_on, until_on, source_grade, information_grade, set_off_by, confirmed_on, \
             added_by, added_on, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10, $11, $10, $12, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, permit.id(), new.to, new.kind.name(), new.intensity.name(), new.since, new.grade.source.name(), new.grade.information.name(),
                &new.trigger, today, actor, expires_on
            ],
        )
        .await?;
    Ok(())
}

/// Confirms that a relation of the permit's group still holds as it stands. Tells whether there was one.
pub async fn confirm(tx: &mut Tx, permit: &Permit<EditGroup>, relation: RelationId, expires_on: Date) -> Result<bool, StoreError> {
    let today = tx.today();
    let sql = "UPDATE group_relations SET confirmed_on = $1, expires_on = $2, version = version + 1 \
               WHERE id = $3 AND (from_group = $4 OR to_group = $4) AND until_on IS NULL";
    Ok(tx.db(permit).execute(sql, args![today, expires_on, relation, permit.id()]).await? == 1)
}

/// Ends a relation of the permit's group on a day. Tells whether there was one that held.
pub async fn end(tx: &mut Tx, permit: &Permit<EditGroup>, relation: RelationId, day: Date) -> Result<bool, StoreError> {
    let sql = "UPDATE group_relations SET until_on = $1, version = version + 1 \
               WHERE id = $2 AND (from_group = $3 OR to_group = $3) AND until_on IS NULL AND since_on <= $1";
    Ok(tx.db(permit).execute(sql, args![day, relation, permit.id()]).await? == 1)
}

/// The other names of a group in the Swedish order.
pub async fn aliases(tx: &mut Tx, permit: &Permit<ReadGroup>) -> Result<Vec<String>, StoreError> {
    let rows =
        tx.db(permit).rows("SELECT alias FROM group_aliases WHERE group_id = $1 ORDER BY sort_key, alias", args![permit.id()]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?)
}

/// How many other names a group has.
pub async fn count_aliases(tx: &mut Tx, permit: &Permit<EditGroup>) -> Result<i64, StoreError> {
    Ok(tx.db(permit).count("SELECT COUNT(*) FROM group_aliases WHERE group_id = $1", args![permit.id()]).await?)
}

/// Adds another name; one that is there already stays as it is.
pub async fn add_alias(tx: &mut Tx, permit: &Permit<EditGroup>, alias: &str, sort_key: &str) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO group_aliases (group_id, alias, sort_key, added_by, added_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (group_id, alias) DO NOTHING",
            args![permit.id(), alias, sort_key, actor, now],
        )
        .await?;
    Ok(())
}

/// Removes another name.
pub async fn remove_alias(tx: &mut Tx, permit: &Permit<EditGroup>, alias: &str) -> Result<(), StoreError> {
    tx.db(permit).execute("DELETE FROM group_aliases WHERE group_id = $1 AND alias = $2", args![permit.id(), alias]).await?;
    Ok(())
}

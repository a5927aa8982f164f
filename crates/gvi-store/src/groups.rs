//! Rows of groups.

use std::collections::BTreeSet;

use gvi_domain::group::{Basis, GroupKind, GroupStatus, NewGroup};
use gvi_domain::limit::ROWS_PER_PAGE;
use gvi_domain::{Code, Date, GroupId, IncidentId, Moment};
use gvi_secrecy::deeds::{AddGroup, ChangeGroupStatus, EditGroup, ListGroups};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};
use jiff::tz::TimeZone;

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `groups`.
pub struct GroupRow {
    id: GroupId,
    code: Code,
    name: String,
    kind: GroupKind,
    area: String,
    size_least: u32,
    size_most: u32,
    status: GroupStatus,
    note: gvi_domain::Words,
    confirmed_at: Moment,
    expires_on: Date,
    version: i64,
}

classed! { GroupRow => SeenGroup {
    id: GroupId = open,
    code: Code = open,
    name: String = Coordination,
    kind: GroupKind = Coordination,
    area: String = Coordination,
    size_least: u32 = Intelligence,
    size_most: u32 = Intelligence,
    status: GroupStatus = Coordination,
    note: gvi_domain::Words = Intelligence,
    confirmed_at: Moment = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

/// What the work with a group rests on: the latest incident that counts as its basis, if there is one.
pub struct BasisRow {
    group: GroupId,
    stands: bool,
    incident: Option<IncidentId>,
    incident_code: Option<Code>,
    happened_on: Option<Date>,
    until: Option<Date>,
}

classed! { BasisRow => SeenBasis {
    group: GroupId = open,
    stands: bool = Coordination,
    incident: Option<IncidentId> = Intelligence,
    incident_code: Option<Code> = Intelligence,
    happened_on: Option<Date> = Intelligence,
    until: Option<Date> = Intelligence,
} }

/// A group as a form names it to choose from.
pub struct NamedRow {
    id: GroupId,
    code: Code,
    name: String,
}

classed! { NamedRow => SeenNamed {
    id: GroupId = open,
    code: Code = open,
    name: String = Coordination,
} }

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, name, kind, area, size_least, size_most, status, note, confirmed_at, expires_on, version FROM groups ",
            $rest
        )
    };
}

fn read(row: &Row, today: Date) -> Result<Sealed<GroupRow>, DbError> {
    let mut read = row.reader();
    let record = GroupRow {
        id: read.next()?,
        code: read.next()?,
        name: read.next()?,
        kind: read.next_named(GroupKind::named)?,
        area: read.next()?,
        size_least: read.next::<i64>()?.try_into().unwrap_or(0),
        size_most: read.next::<i64>()?.try_into().unwrap_or(0),
        status: read.next_named(GroupStatus::named)?,
        note: read.next()?,
        confirmed_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = facts_of(&record.id.to_string(), record.expires_on, today);
    Ok(Sealed::new(record, facts))
}

fn facts_of(id: &str, expires_on: Date, today: Date) -> Facts {
    Facts { expired: expires_on < today, ..Facts::plain(Thing::Group, id) }
}

/// The facts of a group, if there is one. A card that nobody has confirmed for so long has come to its end.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on FROM groups WHERE id = $1", args![id]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?.map(|expires_on| facts_of(id, expires_on, today)))
}

/// One group, for any deed that has a permit on it.
pub async fn group<D: Deed<Id = GroupId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<GroupRow>, StoreError> {
    let today = tx.today();
    let row = tx.db(permit).row(select!("WHERE id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), today)?)
}

/// What counts as a basis of groups (secrecy.md E5): violence that happened, tied to them as offenders at level 2 or 3, with the tie
/// confirmed at a review.
macro_rules! is_a_basis {
    () => {
        " FROM attributions a JOIN incidents i ON i.id = a.incident WHERE a.side = 'offender' AND a.level >= 2 AND a.confirmed_at IS NOT NULL \
         AND i.kind <> 'credible-threat' AND i.confirmation <> 'refuted' "
    };
}

/// The basis of one group, for rules that weigh it and never show it.
pub(crate) async fn basis_of(db: &mut DbTx, group: GroupId, zone: &TimeZone) -> Result<Basis, DbError> {
    let sql = concat!("SELECT MAX(i.occurred_from)", is_a_basis!(), "AND a.group_id = $1");
    let latest: Option<Moment> = db.row(sql, args![group]).await?.map(|row| row.get(0)).transpose()?.flatten();
    Ok(Basis { happened_on: latest.map(|moment| moment.date(zone)) })
}

/// The basis of a group, for its card.
pub async fn basis<D: Deed<Id = GroupId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<BasisRow>, StoreError> {
    let (today, zone, group) = (tx.today(), tx.zone().clone(), permit.id());
    let sql =
        concat!("SELECT i.id, i.code, i.occurred_from", is_a_basis!(), "AND a.group_id = $1 ORDER BY i.occurred_from DESC, i.id LIMIT 1");
    let row = tx.db(permit).row(sql, args![group]).await?;
    let found = row.map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?, row.get::<Moment>(2)?))).transpose()?;
    let basis = Basis { happened_on: found.as_ref().map(|(.., at)| at.date(&zone)) };
    let (incident, incident_code) = found.map_or((None, None), |(id, code, _)| (Some(id), Some(code)));
    let (stands, until) = (basis.stands_on(today), basis.until());
    let record = BasisRow { group, stands, incident, incident_code, happened_on: basis.happened_on, until };
    Ok(Sealed::new(record, Facts::plain(Thing::Group, group)))
}

/// The basis of a group that is about to be moved. It weighs and is never shown, so it opens no class.
pub async fn weigh_basis(tx: &mut Tx, permit: &Permit<ChangeGroupStatus>) -> Result<Basis, StoreError> {
    let (zone, group) = (tx.zone().clone(), permit.id());
    Ok(basis_of(tx.db(permit), group, &zone).await?)
}

/// Which groups have a basis today, for lists of them: the others are marked.
pub async fn with_a_basis(tx: &mut Tx, permit: &Permit<ListGroups>) -> Result<BTreeSet<GroupId>, StoreError> {
    let (today, zone) = (tx.today(), tx.zone().clone());
    let sql = concat!("SELECT a.group_id, MAX(i.occurred_from)", is_a_basis!(), "GROUP BY a.group_id ORDER BY a.group_id");
    let mut found = BTreeSet::new();
    for row in &tx.db(permit).rows(sql, args![]).await? {
        let (group, latest): (GroupId, Moment) = (row.get(0)?, row.get(1)?);
        if (Basis { happened_on: Some(latest.date(&zone)) }).stands_on(today) {
            found.insert(group);
        }
    }
    Ok(found)
}

/// All groups that have not come to their end, in the order of their names: what a form offers to choose from.
pub async fn list(tx: &mut Tx, permit: &Permit<ListGroups>) -> Result<Vec<Sealed<GroupRow>>, StoreError> {
    let today = tx.today();
    let sql = select!("WHERE expires_on >= $1 ORDER BY sort_key, id LIMIT 1000");
    Ok(tx.db(permit).rows(sql, args![today]).await?.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// The names of the same groups, for a page that has other work to do than to read a thousand cards.
pub async fn names(tx: &mut Tx, permit: &Permit<ListGroups>) -> Result<Vec<Sealed<NamedRow>>, StoreError> {
    let today = tx.today();
    let sql = "SELECT id, code, name FROM groups WHERE expires_on >= $1 ORDER BY sort_key, id LIMIT 1000";
    let read = |row: &Row| {
        let record = NamedRow { id: row.get(0)?, code: row.get(1)?, name: row.get(2)? };
        let facts = Facts::plain(Thing::Group, record.id);
        Ok::<_, DbError>(Sealed::new(record, facts))
    };
    Ok(tx.db(permit).rows(sql, args![today]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// A page of the same, from behind a group; one row more than fits tells that there is a next page.
pub async fn page(tx: &mut Tx, permit: &Permit<ListGroups>, behind: Option<GroupId>) -> Result<Vec<Sealed<GroupRow>>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // A page that begins after a group that is not there begins at the start.
    let mut start = (String::new(), String::new());
    if let Some(behind) = behind {
        let sql = "SELECT sort_key, id FROM groups WHERE expires_on >= $1 AND id = $2";
        if let Some(row) = db.row(sql, args![today, behind]).await? {
            start = (row.get(0)?, row.get(1)?);
        }
    }
    let sql = select!("WHERE expires_on >= $1 AND (sort_key > $2 OR (sort_key = $2 AND id > $3)) ORDER BY sort_key, id LIMIT $4");
    let most = i64::try_from(ROWS_PER_PAGE).unwrap_or(i64::MAX - 1) + 1;
    Ok(db.rows(sql, args![today, start.0, start.1, most]).await?.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// Adds a candidate group. A second submit of the same form finds its own record and changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<AddGroup>, new: &NewGroup, sort_key: &str, expires_on: Date) -> Result<bool, StoreError> {
    let code = codes::free(tx, permit, codes::GROUPS, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO groups (id, code, name, sort_key, kind, area, size_least, size_most, status, note, confirmed_at, added_by, added_at, expires_on, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, code, &new.name, sort_key, new.kind.name(), &new.area, new.size_least, new.size_most, GroupStatus::Candidate.name(), &new.note,
                now, actor, expires_on
            ],
        )
        .await?;
    if added > 0 {
        let sql = "INSERT INTO group_status_changes (group_id, group_version, from_status, to_status, changed_by, changed_at) \
                   SELECT id, 0, NULL, status, added_by, added_at FROM groups WHERE id = $1";
        tx.db(permit).execute(sql, args![new.id]).await?;
    }
    Ok(added > 0)
}

/// Writes an edited card over the version that was edited; a lost race is told, not hidden.
pub async fn edit(
    tx: &mut Tx,
    permit: &Permit<EditGroup>,
    card: &NewGroup,
    sort_key: &str,
    expires_on: Date,
    version: i64,
) -> Result<(), StoreError> {
    let now = tx.now();
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE groups SET name = $1, sort_key = $2, kind = $3, area = $4, size_least = $5, size_most = $6, note = $7, confirmed_at = $8, \
             expires_on = $9, version = version + 1 WHERE id = $10 AND version = $11",
            args![
                &card.name, sort_key, card.kind.name(), &card.area, card.size_least, card.size_most, &card.note, now, expires_on, permit.id(), version
            ],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "group" }) }
}

/// Writes down that the card still holds, unchanged: it lives on from today.
pub async fn confirm(tx: &mut Tx, permit: &Permit<EditGroup>, expires_on: Date, version: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE groups SET confirmed_at = $1, expires_on = $2, version = version + 1 WHERE id = $3 AND version = $4";
    let changed = tx.db(permit).execute(sql, args![now, expires_on, permit.id(), version]).await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "group" }) }
}

/// Writes down that a group comes into a state, before it does, so that its timeline can tell of it.
pub(crate) async fn note_status<D: Changes>(tx: &mut Tx, permit: &Permit<D>, group: GroupId, to: GroupStatus) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO group_status_changes (group_id, group_version, from_status, to_status, changed_by, changed_at) \
               SELECT id, version, status, $1, $2, $3 FROM groups WHERE id = $4 ON CONFLICT (group_id, group_version) DO NOTHING";
    tx.db(permit).execute(sql, args![to.name(), actor, now, group]).await?;
    Ok(())
}

/// Writes a new status.
pub async fn set_status(tx: &mut Tx, permit: &Permit<ChangeGroupStatus>, status: GroupStatus, version: i64) -> Result<(), StoreError> {
    note_status(tx, permit, permit.id(), status).await?;
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE groups SET status = $1, version = version + 1 WHERE id = $2 AND version = $3",
            args![status.name(), permit.id(), version],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "group" }) }
}

//! Rows of groups.

use gvi_domain::group::{GroupKind, GroupStatus, NewGroup};
use gvi_domain::limit::ROWS_PER_PAGE;
use gvi_domain::{Code, Date, GroupId};
use gvi_secrecy::deeds::{AddGroup, ChangeGroupStatus, EditGroup, ListGroups};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

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
    confirmed_at: gvi_domain::Moment,
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
    confirmed_at: gvi_domain::Moment = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
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

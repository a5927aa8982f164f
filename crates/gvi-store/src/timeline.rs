//! Rows of a group's timeline that no other file reads: incidents on either side, and the moves between states.

use gvi_domain::attribution::{Level, Side};
use gvi_domain::group::GroupStatus;
use gvi_domain::incident::{IncidentKind, IncidentState};
use gvi_domain::{Code, FocusId, GroupId, IncidentId, Moment, Occurred};
use gvi_secrecy::deeds::{ListFocus, ListIncidents, ReadGroup};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::incidents::read_occurred;
use crate::tx::{StoreError, Tx};

/// An incident as a group's timeline shows it: with the side that the group stands on, and how sure that is.
pub struct GroupIncidentRow {
    id: IncidentId,
    code: Code,
    kind: IncidentKind,
    occurred: Occurred,
    occurred_from: Moment,
    place: String,
    state: IncidentState,
    side: Side,
    level: Level,
}

classed! { GroupIncidentRow => SeenGroupIncident {
    id: IncidentId = open,
    code: Code = open,
    kind: IncidentKind = Coordination,
    occurred: Occurred = Coordination,
    occurred_from: Moment = Coordination,
    place: String = Coordination,
    state: IncidentState = Coordination,
    side: Side = Intelligence,
    level: Level = Intelligence,
} }

/// A move of a group from one state to another.
pub struct StatusChangeRow {
    from: Option<GroupStatus>,
    to: GroupStatus,
    at: Moment,
}

classed! { StatusChangeRow => SeenStatusChange {
    from: Option<GroupStatus> = Coordination,
    to: GroupStatus = Coordination,
    at: Moment = Coordination,
} }

/// Events of one kind in one timeline; older ones are left out.
pub const EVENTS_MAX: i64 = 1_000;

/// Incidents attributed to a group at any level, on either side, the latest first. That an incident is tied to the group is itself a
/// belief: ask only for a reader who may see beliefs.
pub async fn incidents(tx: &mut Tx, permit: &Permit<ListIncidents>, group: GroupId) -> Result<Vec<Sealed<GroupIncidentRow>>, StoreError> {
    tied(tx, permit, group, None, EVENTS_MAX).await
}

/// The latest incidents that a group is believed to be behind, from an indication on. The same holds of the reader.
pub async fn behind(
    tx: &mut Tx,
    permit: &Permit<ListIncidents>,
    group: GroupId,
    most: i64,
) -> Result<Vec<Sealed<GroupIncidentRow>>, StoreError> {
    tied(tx, permit, group, Some(Side::Offender), most).await
}

async fn tied(
    tx: &mut Tx,
    permit: &Permit<ListIncidents>,
    group: GroupId,
    side: Option<Side>,
    most: i64,
) -> Result<Vec<Sealed<GroupIncidentRow>>, StoreError> {
    let sql = "SELECT i.id, i.code, i.kind, i.occurred_how, i.occurred_on, i.occurred_from, i.occurred_to, i.place, i.state, a.side, a.level \
               FROM attributions a JOIN incidents i ON i.id = a.incident WHERE a.group_id = $1 AND a.level >= 1 AND ($2 = '' OR a.side = $2) \
               ORDER BY i.occurred_from DESC, i.id DESC, a.side LIMIT $3";
    let rows = tx.db(permit).rows(sql, args![group, side.map_or("", Side::name), most]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let (id, code) = (read.next()?, read.next()?);
        let kind = read.next_named(IncidentKind::named)?;
        let (occurred, occurred_from) = read_occurred(&mut read)?;
        let record = GroupIncidentRow {
            id,
            code,
            kind,
            occurred,
            occurred_from,
            place: read.next()?,
            state: read.next_named(IncidentState::named)?,
            side: read.next_named(Side::named)?,
            level: Level::of(read.next()?).ok_or_else(|| DbError::Column { column: 10, reason: "a level from 0 to 3".to_owned() })?,
        };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Incident, id)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The moves of the permit's group, the latest first.
pub async fn status_changes(tx: &mut Tx, permit: &Permit<ReadGroup>) -> Result<Vec<Sealed<StatusChangeRow>>, StoreError> {
    let sql =
        "SELECT from_status, to_status, changed_at FROM group_status_changes WHERE group_id = $1 ORDER BY group_version DESC LIMIT $2";
    let rows = tx.db(permit).rows(sql, args![permit.id(), EVENTS_MAX]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let from: Option<String> = read.next()?;
        let from = from
            .map(|name| GroupStatus::named(&name).ok_or_else(|| DbError::Column { column: 0, reason: format!("unknown name {name:?}") }))
            .transpose()?;
        let record = StatusChangeRow { from, to: read.next_named(GroupStatus::named)?, at: read.next()? };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Group, permit.id())))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The focus periods on a group, the latest first. Each is opened on a permit of its own.
pub async fn focus_on(tx: &mut Tx, permit: &Permit<ListFocus>, group: GroupId) -> Result<Vec<FocusId>, StoreError> {
    let sql = "SELECT id FROM focus WHERE group_id = $1 ORDER BY proposed_at DESC, id LIMIT $2";
    let rows = tx.db(permit).rows(sql, args![group, EVENTS_MAX]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?)
}

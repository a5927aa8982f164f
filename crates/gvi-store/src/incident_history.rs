//! What is behind and around an incident: its revisions, and the other incidents that it is linked with.

use gvi_domain::incident::{IncidentKind, IncidentLink, LINKS_PER_INCIDENT_MAX};
use gvi_domain::{Code, IncidentId, Moment, Occurred};
use gvi_secrecy::deeds::{EditIncident, ReadIncident};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::incidents::read_occurred;
use crate::tx::{StoreError, Tx};

/// A row of `incident_revisions`.
pub struct RevisionRow {
    number: i64,
    field: String,
    old: String,
    new: String,
    why: String,
    by: String,
    at: Moment,
}

classed! { RevisionRow => SeenRevision {
    number: i64 = open,
    field: String = open,
    old: String = Intelligence,
    new: String = Intelligence,
    why: String = open,
    by: String = Coordination,
    at: Moment = Coordination,
} }

/// The history of an incident, the latest change first.
pub async fn revisions(tx: &mut Tx, permit: &Permit<ReadIncident>) -> Result<Vec<Sealed<RevisionRow>>, StoreError> {
    let sql = "SELECT incident_revisions.number, incident_revisions.field, incident_revisions.old_value, incident_revisions.new_value, incident_revisions.why, \
               COALESCE(accounts.name, incident_revisions.changed_by), incident_revisions.changed_at FROM incident_revisions \
               LEFT JOIN accounts ON accounts.id = incident_revisions.changed_by WHERE incident_revisions.incident = $1 \
               ORDER BY incident_revisions.number DESC, incident_revisions.field LIMIT 500";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| -> Result<_, DbError> {
        let mut read = row.reader();
        let record = RevisionRow {
            number: read.next()?,
            field: read.next()?,
            old: read.next()?,
            new: read.next()?,
            why: read.next()?,
            by: read.next()?,
            at: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Incident, permit.id())))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// A link as one of its two incidents sees it. Sealed as the *other* incident, because it tells of that one.
pub struct LinkRow {
    id: IncidentId,
    code: Code,
    link: IncidentLink,
    backwards: bool,
    kind: IncidentKind,
    occurred: Occurred,
    place: String,
}

classed! { LinkRow => SeenLink {
    id: IncidentId = open,
    code: Code = open,
    link: IncidentLink = Intelligence,
    backwards: bool = open,
    kind: IncidentKind = Coordination,
    occurred: Occurred = Coordination,
    place: String = Coordination,
} }

/// The incidents that one is linked with, in both directions, the latest first.
pub async fn links(tx: &mut Tx, permit: &Permit<ReadIncident>) -> Result<Vec<Sealed<LinkRow>>, StoreError> {
    let sql = "SELECT incidents.id, incidents.code, incident_links.kind, CAST(CASE WHEN incident_links.other = $1 THEN 1 ELSE 0 END AS BIGINT), incidents.kind, \
               incidents.occurred_how, incidents.occurred_on, incidents.occurred_from, incidents.occurred_to, incidents.place \
               FROM incident_links JOIN incidents ON incidents.id = CASE WHEN incident_links.incident = $1 THEN incident_links.other ELSE incident_links.incident END \
               WHERE incident_links.incident = $1 OR incident_links.other = $1 ORDER BY incidents.occurred_from DESC, incidents.id, incident_links.kind LIMIT 200";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| -> Result<_, DbError> {
        let mut read = row.reader();
        let (id, code) = (read.next()?, read.next()?);
        let link = read.next_named(IncidentLink::named)?;
        let backwards = read.next::<i64>()? != 0;
        let kind = read.next_named(IncidentKind::named)?;
        let (occurred, _) = read_occurred(&mut read)?;
        let record = LinkRow { id, code, link, backwards, kind, occurred, place: read.next()? };
        Ok(Sealed::new(record, Facts::plain(Thing::Incident, id)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Links two incidents. Tells whether there was room. The same link again changes nothing.
pub async fn link(tx: &mut Tx, permit: &Permit<EditIncident>, other: IncidentId, kind: IncidentLink) -> Result<bool, StoreError> {
    let (id, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let there = tx.db(permit).count("SELECT COUNT(*) FROM incident_links WHERE incident = $1 OR other = $1", args![id]).await?;
    if usize::try_from(there).is_ok_and(|there| there >= LINKS_PER_INCIDENT_MAX) {
        return Ok(false);
    }
    tx.db(permit)
        .execute(
            "INSERT INTO incident_links (incident, other, kind, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (incident, other, kind) DO NOTHING",
            args![id, other, kind.name(), actor, now],
        )
        .await?;
    for touched in [id, other] {
        crate::incidents::touch(tx, permit, touched).await?;
    }
    Ok(true)
}

/// Takes a link away, in whichever direction it was made.
pub async fn unlink(tx: &mut Tx, permit: &Permit<EditIncident>, other: IncidentId, kind: IncidentLink) -> Result<(), StoreError> {
    tx.db(permit)
        .execute(
            "DELETE FROM incident_links WHERE kind = $1 AND ((incident = $2 AND other = $3) OR (incident = $3 AND other = $2))",
            args![kind.name(), permit.id(), other],
        )
        .await?;
    Ok(())
}

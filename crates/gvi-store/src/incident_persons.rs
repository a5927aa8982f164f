//! Rows of the persons of an incident: victims in one table, suspects in another, and nothing that reads both.
//!
//! A row links to a person of the own compartment or to nobody. It ends on a day of its own; from then on nothing here reads it.
//! No function leads from a group to these rows: a victim never flows to a group's page.

use gvi_domain::incident::{Harm, NewSuspect, NewVictim, PERSONS_PER_INCIDENT_MAX, Suspicion};
use gvi_domain::{Code, Date, GroupId, IncidentId, Moment, PersonId, SuspectId, VictimId, Words};
use gvi_secrecy::deeds::{ListIncidents, NamePersonInIncident, ReadIncident};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::incidents::touch;
use crate::tx::{StoreError, Tx};

/// A row of `incident_victims`.
pub struct VictimRow {
    id: VictimId,
    person: Option<PersonId>,
    harm: Harm,
    is_child: bool,
    group: Option<GroupId>,
    note: Words,
    named_at: Moment,
    expires_on: Date,
}

classed! { VictimRow => SeenVictim {
    id: VictimId = open,
    person: Option<PersonId> = Identity,
    harm: Harm = Identity,
    is_child: bool = Identity,
    group: Option<GroupId> = Intelligence,
    note: Words = Intelligence,
    named_at: Moment = Coordination,
    expires_on: Date = Coordination,
} }

/// A row of `incident_suspects`.
pub struct SuspectRow {
    id: SuspectId,
    person: Option<PersonId>,
    suspicion: Suspicion,
    group: Option<GroupId>,
    note: Words,
    named_at: Moment,
    expires_on: Date,
}

classed! { SuspectRow => SeenSuspect {
    id: SuspectId = open,
    person: Option<PersonId> = Identity,
    suspicion: Suspicion = Identity,
    group: Option<GroupId> = Intelligence,
    note: Words = Intelligence,
    named_at: Moment = Coordination,
    expires_on: Date = Coordination,
} }

/// That a suspect of an incident is somebody who is listed.
pub struct ListedSuspectRow {
    incident: IncidentId,
    person: PersonId,
}

classed! { ListedSuspectRow => SeenListedSuspect {
    incident: IncidentId = open,
    person: PersonId = Identity,
} }

fn about_a_person(incident: IncidentId) -> Facts {
    Facts::plain(Thing::Incident, incident).about_a_person()
}

/// The victims of an incident in the order in which they were named.
pub async fn victims(tx: &mut Tx, permit: &Permit<ReadIncident>, today: Date) -> Result<Vec<Sealed<VictimRow>>, StoreError> {
    let sql = "SELECT id, person, harm, is_child, group_then, note, named_at, expires_on FROM incident_victims WHERE incident = $1 AND expires_on >= $2 \
               ORDER BY named_at, id";
    let read = |row: &Row| -> Result<_, DbError> {
        let mut read = row.reader();
        let record = VictimRow {
            id: read.next()?,
            person: read.next()?,
            harm: read.next_named(Harm::named)?,
            is_child: read.next()?,
            group: read.next()?,
            note: read.next()?,
            named_at: read.next()?,
            expires_on: read.next()?,
        };
        Ok(Sealed::new(record, about_a_person(permit.id())))
    };
    Ok(tx.db(permit).rows(sql, args![permit.id(), today]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// The suspects of an incident in the order in which they were named.
pub async fn suspects(tx: &mut Tx, permit: &Permit<ReadIncident>, today: Date) -> Result<Vec<Sealed<SuspectRow>>, StoreError> {
    let sql = "SELECT id, person, suspicion, group_then, note, named_at, expires_on FROM incident_suspects WHERE incident = $1 AND expires_on >= $2 \
               ORDER BY named_at, id";
    let read = |row: &Row| -> Result<_, DbError> {
        let mut read = row.reader();
        let record = SuspectRow {
            id: read.next()?,
            person: read.next()?,
            suspicion: read.next_named(Suspicion::named)?,
            group: read.next()?,
            note: read.next()?,
            named_at: read.next()?,
            expires_on: read.next()?,
        };
        Ok(Sealed::new(record, about_a_person(permit.id())))
    };
    Ok(tx.db(permit).rows(sql, args![permit.id(), today]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// In which incidents persons who are listed today stand as suspects; whoever was cleared stands in none. Whether the reader may know
/// of a person is asked where persons are read.
pub async fn listed_suspects(
    tx: &mut Tx,
    permit: &Permit<ListIncidents>,
    today: Date,
) -> Result<Vec<Sealed<ListedSuspectRow>>, StoreError> {
    let sql = "SELECT s.incident, s.person FROM incident_suspects s WHERE s.person IS NOT NULL AND s.suspicion <> 'cleared' AND s.expires_on >= $1 \
               AND EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = s.person AND m.listed_until >= $1) ORDER BY s.incident, s.person, s.id";
    let read = |row: &Row| -> Result<_, DbError> {
        let mut read = row.reader();
        let record = ListedSuspectRow { incident: read.next()?, person: read.next()? };
        let facts = about_a_person(record.incident);
        Ok(Sealed::new(record, facts))
    };
    Ok(tx.db(permit).rows(sql, args![today]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// Names a victim, or says that there is one who is not named. Tells whether there was room.
pub async fn name_victim(
    tx: &mut Tx,
    permit: &Permit<NamePersonInIncident>,
    new: &NewVictim,
    expires_on: Date,
) -> Result<bool, StoreError> {
    let (id, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let there = tx.db(permit).count("SELECT COUNT(*) FROM incident_victims WHERE incident = $1", args![id]).await?;
    if usize::try_from(there).is_ok_and(|there| there >= PERSONS_PER_INCIDENT_MAX) {
        return Ok(false);
    }
    tx.db(permit)
        .execute(
            "INSERT INTO incident_victims (id, incident, person, harm, is_child, group_then, note, named_by, named_at, expires_on) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
            args![new.id, id, new.person, new.harm.name(), new.is_child, new.group, &new.note, actor, now, expires_on],
        )
        .await?;
    touch(tx, permit, id).await?;
    Ok(true)
}

/// Names a suspect, or says that there is one who is not named. Tells whether there was room.
pub async fn name_suspect(
    tx: &mut Tx,
    permit: &Permit<NamePersonInIncident>,
    new: &NewSuspect,
    expires_on: Date,
) -> Result<bool, StoreError> {
    let (id, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let there = tx.db(permit).count("SELECT COUNT(*) FROM incident_suspects WHERE incident = $1", args![id]).await?;
    if usize::try_from(there).is_ok_and(|there| there >= PERSONS_PER_INCIDENT_MAX) {
        return Ok(false);
    }
    tx.db(permit)
        .execute(
            "INSERT INTO incident_suspects (id, incident, person, suspicion, group_then, note, named_by, named_at, expires_on) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
            args![new.id, id, new.person, new.suspicion.name(), new.group, &new.note, actor, now, expires_on],
        )
        .await?;
    touch(tx, permit, id).await?;
    Ok(true)
}

/// Moves a suspicion on: detained, prosecuted, convicted, cleared.
pub async fn set_suspicion(
    tx: &mut Tx,
    permit: &Permit<NamePersonInIncident>,
    id: SuspectId,
    suspicion: Suspicion,
) -> Result<bool, StoreError> {
    let changed = tx
        .db(permit)
        .execute("UPDATE incident_suspects SET suspicion = $1 WHERE id = $2 AND incident = $3", args![suspicion.name(), id, permit.id()])
        .await?;
    Ok(changed == 1)
}

/// Takes a victim's part away: a mistake is deleted, not kept beside its correction.
pub async fn remove_victim(tx: &mut Tx, permit: &Permit<NamePersonInIncident>, id: VictimId) -> Result<(), StoreError> {
    tx.db(permit).execute("DELETE FROM incident_victims WHERE id = $1 AND incident = $2", args![id, permit.id()]).await?;
    Ok(())
}

/// Takes a suspect's part away.
pub async fn remove_suspect(tx: &mut Tx, permit: &Permit<NamePersonInIncident>, id: SuspectId) -> Result<(), StoreError> {
    tx.db(permit).execute("DELETE FROM incident_suspects WHERE id = $1 AND incident = $2", args![id, permit.id()]).await?;
    Ok(())
}

/// The person of this compartment with this code, if there is one. Whether the asker may know of them is asked afterwards.
pub async fn person_with_code(tx: &mut Tx, permit: &Permit<NamePersonInIncident>, code: Code) -> Result<Option<PersonId>, StoreError> {
    let row = tx.db(permit).row("SELECT id FROM persons WHERE code = $1", args![code]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

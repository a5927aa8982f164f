//! Deeds on the persons of an incident: victims and suspects, in two lists that never mix.
//!
//! A row names a person of the own compartment, or says that there is somebody whom nobody has named. A person whom the reader may
//! not know of (a protected identity) is shown like one who is not named. Nothing leads from here to a group's page.

use gvi_domain::incident::{NewSuspect, NewVictim, PERSON_PART_MONTHS, PERSONS_PER_INCIDENT_MAX, Suspicion};
use gvi_domain::{Code, Date, DomainError, GroupId, IncidentId, PersonId, SuspectId, VictimId};
use gvi_secrecy::deeds::{NamePersonInIncident, ReadIncident, ReadPerson};
use gvi_secrecy::{Class, Permit};
use gvi_store::{Ctx, Tx, incident_persons, persons};

use crate::error::AppError;
use crate::groups::{GroupLabel, group_label, pickable_groups};
use crate::incident_analysis::label_of;
use crate::incidents::{IncidentCard, read_card};
use crate::seen::{SeenSuspect, SeenVictim};

/// The persons of an incident as a reader sees them.
pub struct PersonsPart {
    /// The card.
    pub card: IncidentCard,
    /// Victims in the order in which they were named.
    pub victims: Vec<PersonLine<SeenVictim>>,
    /// Suspects in the order in which they were named.
    pub suspects: Vec<PersonLine<SeenSuspect>>,
    /// Groups to pick from.
    pub groups: Vec<GroupLabel>,
}

/// A victim or a suspect with the names of what the row points to, as far as the reader may know them.
pub struct PersonLine<S> {
    /// The row.
    pub seen: S,
    /// The person, if one is named and the reader may know of them.
    pub person: Option<PersonLabel>,
    /// The group at the time.
    pub group: Option<GroupLabel>,
}

/// How a person is named to this reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLabel {
    /// Id.
    pub id: PersonId,
    /// Code.
    pub code: Code,
    /// Name.
    pub name: String,
}

/// The persons of an incident. Who is not shown identities does not learn how many there are either.
pub async fn part(ctx: &Ctx, id: IncidentId) -> Result<PersonsPart, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadIncident>(id).await?;
    let card = read_card(&mut tx, &permit).await?;
    if !permit.shows(Class::Identity) {
        return Err(AppError::NotFound);
    }
    let today = ctx.now().date(ctx.zone());
    let (mut victims, mut suspects) = (Vec::new(), Vec::new());
    for row in incident_persons::victims(&mut tx, &permit, today).await? {
        let seen = row.open(&permit);
        let group = label_of(&mut tx, seen.group.as_value().copied().flatten()).await?;
        let person = person_label(&mut tx, seen.person.as_value().copied().flatten()).await?;
        victims.push(PersonLine { seen, person, group });
    }
    for row in incident_persons::suspects(&mut tx, &permit, today).await? {
        let seen = row.open(&permit);
        let group = label_of(&mut tx, seen.group.as_value().copied().flatten()).await?;
        let person = person_label(&mut tx, seen.person.as_value().copied().flatten()).await?;
        suspects.push(PersonLine { seen, person, group });
    }
    let groups = if card.may.name_persons { pickable_groups(&mut tx).await? } else { Vec::new() };
    tx.commit().await?;
    Ok(PersonsPart { card, victims, suspects, groups })
}

/// Adds a victim: the person of the own compartment with this code, or with an empty code somebody who is not named.
pub async fn name_victim(ctx: &Ctx, new: NewVictim, code: &str) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<NamePersonInIncident>(new.incident).await?;
    known_group(&mut tx, "victim_group", new.group).await?;
    let new = NewVictim { person: person_with(&mut tx, &permit, "victim_person", code).await?, ..new };
    if !incident_persons::name_victim(&mut tx, &permit, &new, end(ctx)).await? {
        return Err(DomainError::Full { what: "victims", limit: PERSONS_PER_INCIDENT_MAX }.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Adds a suspect: the person of the own compartment with this code, or with an empty code somebody who is not named.
pub async fn name_suspect(ctx: &Ctx, new: NewSuspect, code: &str) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<NamePersonInIncident>(new.incident).await?;
    known_group(&mut tx, "suspect_group", new.group).await?;
    let new = NewSuspect { person: person_with(&mut tx, &permit, "suspect_person", code).await?, ..new };
    if !incident_persons::name_suspect(&mut tx, &permit, &new, end(ctx)).await? {
        return Err(DomainError::Full { what: "suspects", limit: PERSONS_PER_INCIDENT_MAX }.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Moves a suspicion on.
pub async fn set_suspicion(ctx: &Ctx, incident: IncidentId, id: SuspectId, suspicion: Suspicion) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<NamePersonInIncident>(incident).await?;
    if !incident_persons::set_suspicion(&mut tx, &permit, id, suspicion).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a victim's part away.
pub async fn remove_victim(ctx: &Ctx, incident: IncidentId, id: VictimId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<NamePersonInIncident>(incident).await?;
    incident_persons::remove_victim(&mut tx, &permit, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a suspect's part away.
pub async fn remove_suspect(ctx: &Ctx, incident: IncidentId, id: SuspectId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<NamePersonInIncident>(incident).await?;
    incident_persons::remove_suspect(&mut tx, &permit, id).await?;
    tx.commit().await?;
    Ok(())
}

async fn known_group(tx: &mut Tx, field: &'static str, group: Option<GroupId>) -> Result<(), AppError> {
    match group {
        Some(group) if group_label(tx, group).await?.is_none() => Err(DomainError::field(field, "unknown-group").into()),
        _ => Ok(()),
    }
}

/// The day on which a person's part in an incident ends if nobody renews it.
fn end(ctx: &Ctx) -> Date {
    ctx.now().date(ctx.zone()).saturating_add(jiff::Span::new().months(PERSON_PART_MONTHS))
}

/// The person whose code was typed. A code that exists and is not for this person is answered like one that does not exist.
async fn person_with(
    tx: &mut Tx,
    permit: &Permit<NamePersonInIncident>,
    field: &'static str,
    code: &str,
) -> Result<Option<PersonId>, AppError> {
    if code.is_empty() {
        return Ok(None);
    }
    let unknown = || DomainError::field(field, "unknown-code");
    let code: Code = code.parse().map_err(|_| unknown())?;
    let id = incident_persons::person_with_code(tx, permit, code).await?.ok_or_else(unknown)?;
    if tx.maybe::<ReadPerson>(id).await?.is_none() {
        return Err(unknown().into());
    }
    Ok(Some(id))
}

/// How a person is named to this reader; nothing if nobody is named, or the person is not for them.
async fn person_label(tx: &mut Tx, person: Option<PersonId>) -> Result<Option<PersonLabel>, AppError> {
    let Some(id) = person else { return Ok(None) };
    let Some(permit) = tx.maybe::<ReadPerson>(id).await? else { return Ok(None) };
    let seen = persons::person(tx, &permit).await?.open(&permit);
    Ok(seen.name.value().map(|name| PersonLabel { id, code: seen.code, name }))
}

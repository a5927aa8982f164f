//! Deeds on what is behind and around an incident: its history, and the incidents it is linked with.

use gvi_domain::incident::{IncidentLink, LINKS_PER_INCIDENT_MAX};
use gvi_domain::{Code, DomainError, IncidentId};
use gvi_secrecy::deeds::{EditIncident, ReadIncident};
use gvi_store::{Ctx, incident_history, incidents};

use crate::error::AppError;
use crate::incidents::{IncidentCard, read_card};
use crate::seen::{SeenLink, SeenRevision};

/// The card with its history, the latest change first.
pub async fn history(ctx: &Ctx, id: IncidentId) -> Result<(IncidentCard, Vec<SeenRevision>), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadIncident>(id).await?;
    let card = read_card(&mut tx, &permit).await?;
    let revisions = incident_history::revisions(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    tx.commit().await?;
    Ok((card, revisions))
}

/// The card with the incidents it is linked with. Each of those is asked again: what is not for this person is not in the list.
pub async fn links(ctx: &Ctx, id: IncidentId) -> Result<(IncidentCard, Vec<SeenLink>), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadIncident>(id).await?;
    let card = read_card(&mut tx, &permit).await?;
    let rows = incident_history::links(&mut tx, &permit).await?;
    let links = tx.open_rows::<_, ReadIncident, _>(&permit, rows);
    tx.commit().await?;
    Ok((card, links))
}

/// Links an incident with the one that has this code.
pub async fn link(ctx: &Ctx, id: IncidentId, other: Code, kind: IncidentLink) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditIncident>(id).await?;
    let unknown = || DomainError::field("other", "unknown-code");
    let other = incidents::with_code(&mut tx, &permit, other).await?.ok_or_else(unknown)?;
    // A code that exists and is not for this person is answered like one that does not exist.
    if tx.maybe::<ReadIncident>(other).await?.is_none() {
        return Err(unknown().into());
    }
    if other == id {
        return Err(DomainError::field("other", "same-incident").into());
    }
    if !incident_history::link(&mut tx, &permit, other, kind).await? {
        return Err(DomainError::Full { what: "links", limit: LINKS_PER_INCIDENT_MAX }.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a link away.
pub async fn unlink(ctx: &Ctx, id: IncidentId, other: IncidentId, kind: IncidentLink) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditIncident>(id).await?;
    incident_history::unlink(&mut tx, &permit, other, kind).await?;
    tx.commit().await?;
    Ok(())
}

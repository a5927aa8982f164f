//! Deeds of judgement on an incident: the first verdict, attribution to groups, the risk of retaliation between groups, contacts.
//!
//! All of it is about groups and the incident. There is no deed here that takes or gives a person.

use gvi_domain::attribution::NewAttribution;
use gvi_domain::triage::{NewRetaliation, RetaliationRisk, Triage};
use gvi_domain::{AttributionId, DomainError, GroupId, IncidentId, RetaliationId, Words};
use gvi_secrecy::Class;
use gvi_secrecy::deeds::{AttributeIncident, ReadIncident, TriageIncident};
use gvi_store::attributions::{self, Put};
use gvi_store::{Ctx, Tx, incidents};

use crate::error::AppError;
use crate::groups::{GroupLabel, group_label, pickable_groups};
use crate::incidents::{IncidentCard, read_card, state_of};
use crate::seen::{SeenAttribution, SeenRetaliation};

/// Attributions that a reader sees, each with the name of its group.
pub struct AttributionPart {
    /// The card.
    pub card: IncidentCard,
    /// The surest first.
    pub attributions: Vec<(SeenAttribution, Option<GroupLabel>)>,
    /// Groups to pick from.
    pub groups: Vec<GroupLabel>,
}

/// Risks that a reader sees, each with the names of its two groups.
pub struct RetaliationPart {
    /// The card.
    pub card: IncidentCard,
    /// The latest judgement first.
    pub risks: Vec<(SeenRetaliation, Option<GroupLabel>, Option<GroupLabel>)>,
    /// Groups to pick from.
    pub groups: Vec<GroupLabel>,
}

/// Writes the verdict of a first judgement. It may be written anew until the incident is closed.
pub async fn triage(ctx: &Ctx, id: IncidentId, verdict: Triage, version: i64) -> Result<(), AppError> {
    let verdict = verdict.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<TriageIncident>(id).await?;
    let incident = incidents::incident(&mut tx, &permit).await?.open(&permit);
    let before = incident.gmi.as_value().copied().ok_or(AppError::NotFound)?;
    let state = state_of(incident)?.after_triage()?;
    incidents::triage(&mut tx, &permit, &verdict, before, state, version).await?;
    tx.commit().await?;
    Ok(())
}

/// The attributions of an incident.
pub async fn attribution_part(ctx: &Ctx, id: IncidentId) -> Result<AttributionPart, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadIncident>(id).await?;
    let card = read_card(&mut tx, &permit).await?;
    let rows = if permit.shows(Class::Intelligence) { attributions::of(&mut tx, &permit).await? } else { Vec::new() };
    let mut attributions = Vec::with_capacity(rows.len());
    for row in rows {
        let seen = row.open(&permit);
        let label = label_of(&mut tx, seen.group.as_value().copied()).await?;
        attributions.push((seen, label));
    }
    let groups = if card.may.attribute { pickable_groups(&mut tx).await? } else { Vec::new() };
    tx.commit().await?;
    Ok(AttributionPart { card, attributions, groups })
}

/// Attributes an incident to a group, or changes an attribution whose `version` was read. Version 0 means a new one.
pub async fn attribute(ctx: &Ctx, id: IncidentId, new: NewAttribution, version: i64) -> Result<(), AppError> {
    let new = new.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<AttributeIncident>(id).await?;
    let incident = incidents::incident(&mut tx, &permit).await?.open(&permit);
    let code = incident.code;
    // The first judgement comes first: it is what tells whether any group is involved.
    state_of(incident)?.after_confirmation()?;
    let group = group_label(&mut tx, new.group).await?.ok_or(DomainError::field("group", "unknown-group"))?;
    match attributions::put(&mut tx, &permit, &new, version, (code, group.code)).await? {
        Put::Done => {}
        Put::ThereAlready => return Err(DomainError::field("group", "attributed-already").into()),
        Put::Full => {
            return Err(DomainError::Full { what: "attributions", limit: gvi_domain::attribution::ATTRIBUTIONS_PER_INCIDENT_MAX }.into());
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Confirms an attribution at a review, with who was present.
pub async fn confirm(ctx: &Ctx, id: IncidentId, attribution: AttributionId, present: Words, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AttributeIncident>(id).await?;
    let state = state_of(incidents::incident(&mut tx, &permit).await?.open(&permit))?.after_confirmation()?;
    attributions::confirm(&mut tx, &permit, attribution, &present, state, version).await?;
    tx.commit().await?;
    Ok(())
}

/// The risks of retaliation around an incident.
pub async fn retaliation_part(ctx: &Ctx, id: IncidentId) -> Result<RetaliationPart, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadIncident>(id).await?;
    let card = read_card(&mut tx, &permit).await?;
    let rows = if permit.shows(Class::Intelligence) { attributions::retaliations(&mut tx, &permit).await? } else { Vec::new() };
    let mut risks = Vec::with_capacity(rows.len());
    for row in rows {
        let seen = row.open(&permit);
        let from = label_of(&mut tx, seen.from.as_value().copied()).await?;
        let against = label_of(&mut tx, seen.against.as_value().copied()).await?;
        risks.push((seen, from, against));
    }
    let groups = if card.may.triage { pickable_groups(&mut tx).await? } else { Vec::new() };
    tx.commit().await?;
    Ok(RetaliationPart { card, risks, groups })
}

/// Judges the risk that one group answers against another.
pub async fn judge_retaliation(
    ctx: &Ctx,
    id: IncidentId,
    from: GroupId,
    against: GroupId,
    risk: RetaliationRisk,
    reasons: Words,
) -> Result<(), AppError> {
    let new = NewRetaliation { id: RetaliationId::new(), from, against, risk, reasons }.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<TriageIncident>(id).await?;
    let incident = incidents::incident(&mut tx, &permit).await?.open(&permit);
    let code = incident.code;
    state_of(incident)?.after_triage()?;
    let from = group_label(&mut tx, new.from).await?.ok_or(DomainError::field("from", "unknown-group"))?;
    let against = group_label(&mut tx, new.against).await?.ok_or(DomainError::field("against", "unknown-group"))?;
    if attributions::judge(&mut tx, &permit, &new, code, &format!("{} → {}", from.code, against.code)).await? == Put::Full {
        return Err(DomainError::Full { what: "retaliations", limit: gvi_domain::triage::RETALIATIONS_PER_INCIDENT_MAX }.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Notes how both sides were contacted after a high risk.
pub async fn contacted(ctx: &Ctx, id: IncidentId, how: Words) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<TriageIncident>(id).await?;
    incidents::contacted(&mut tx, &permit, &how).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn label_of(tx: &mut Tx, group: Option<GroupId>) -> Result<Option<GroupLabel>, AppError> {
    match group {
        Some(group) => group_label(tx, group).await,
        None => Ok(None),
    }
}

//! Deeds on incidents: the list, registering in under a minute, the card, editing, going through at a review, closing.
//!
//! What is believed about an incident has deeds of its own in [`crate::incident_analysis`], its persons in
//! [`crate::incident_persons`], its history and links in [`crate::incident_history`].

use gvi_domain::incident::{CoreFacts, IncidentState, NewIncident};
use gvi_domain::limit::ROWS_PER_PAGE;
use gvi_domain::{DomainError, IncidentId, Moment, Whole, Words};
use gvi_secrecy::deeds::{
    AttributeIncident, CloseIncident, EditIncident, ListIncidents, NamePersonInIncident, ReadIncident, RegisterIncident, TriageIncident,
};
use gvi_secrecy::{Class, Permit};
pub use gvi_store::incidents::IncidentFilter;
use gvi_store::{Ctx, Tx, clocks, incidents};

use crate::error::AppError;
use crate::groups::{GroupLabel, pickable_groups};
use crate::seen::{SeenClock, SeenIncident};

/// A page of the list.
pub struct IncidentList {
    /// The latest first.
    pub incidents: Vec<SeenIncident>,
    /// How many the filter lets through; [`COUNTED_MAX`](gvi_domain::limit::COUNTED_MAX) means "at least".
    pub count: i64,
    /// Behind which row the next page begins, if there is one.
    pub next: Option<(Moment, IncidentId)>,
    /// Groups to filter by.
    pub groups: Vec<GroupLabel>,
    /// May register one.
    pub may_register: bool,
}

/// What a card offers to do now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IncidentDeeds {
    /// Edit the core facts.
    pub edit: bool,
    /// Alert the other authorities: until it has been done.
    pub alert: bool,
    /// Judge it, note contacts, note a review.
    pub triage: bool,
    /// Attribute it to groups.
    pub attribute: bool,
    /// Name victims and suspects.
    pub name_persons: bool,
    /// Close or reopen it.
    pub close: bool,
    /// See who is involved at all.
    pub see_persons: bool,
}

/// The card of an incident.
pub struct IncidentCard {
    /// The core facts, the state, the verdict.
    pub incident: SeenIncident,
    /// Its clocks, running and stopped.
    pub clocks: Vec<SeenClock>,
    /// What the reader may do now.
    pub may: IncidentDeeds,
}

/// A page of the list under a filter, from behind a row.
pub async fn list(ctx: &Ctx, filter: &IncidentFilter, behind: Option<(Moment, IncidentId)>) -> Result<IncidentList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListIncidents>(Whole).await?;
    // To filter by what is withheld would be to see it.
    let filter = if permit.shows(Class::Intelligence) { filter.clone() } else { IncidentFilter { group: None, ..filter.clone() } };
    let mut rows = incidents::list(&mut tx, &permit, &filter, behind).await?;
    let more = rows.len() > ROWS_PER_PAGE;
    rows.truncate(ROWS_PER_PAGE);
    let seen = tx.open_rows::<_, ReadIncident, _>(&permit, rows);
    let next = seen.last().filter(|_| more).and_then(|last| last.occurred_from.as_value().map(|moment| (*moment, last.id)));
    let count = incidents::count(&mut tx, &permit, &filter).await?;
    let groups = if permit.shows(Class::Intelligence) { pickable_groups(&mut tx).await? } else { Vec::new() };
    let may_register = tx.would::<RegisterIncident>(Whole).await?;
    tx.commit().await?;
    Ok(IncidentList { incidents: seen, count, next, groups, may_register })
}

/// Registers an incident. The same form sent twice makes one.
pub async fn register(ctx: &Ctx, new: NewIncident) -> Result<IncidentId, AppError> {
    let facts = new.facts.check(ctx.now(), ctx.zone())?;
    let new = NewIncident { id: new.id, facts };
    let (mut tx, permit) = ctx.begin().await?.permit::<RegisterIncident>(Whole).await?;
    incidents::register(&mut tx, &permit, &new, ctx.zone()).await?;
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Asks whether registering is for this person at all, before the form is shown.
pub async fn may_register(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<RegisterIncident>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// The card.
pub async fn card(ctx: &Ctx, id: IncidentId) -> Result<IncidentCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadIncident>(id).await?;
    let card = read_card(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(card)
}

/// The card, inside another deed.
pub(crate) async fn read_card(tx: &mut Tx, permit: &Permit<ReadIncident>) -> Result<IncidentCard, AppError> {
    let id = permit.id();
    let incident = incidents::incident(tx, permit).await?.open(permit);
    let clocks = clocks::of(tx, permit, id).await?;
    let open = incident.state.as_value().is_some_and(|state| state.is_open());
    let unheard = matches!(incident.alerted_at.as_value(), Some(None));
    let may = IncidentDeeds {
        alert: open && unheard && tx.would::<gvi_secrecy::deeds::AlertIncident>(id).await?,
        edit: open && tx.would::<EditIncident>(id).await?,
        triage: open && tx.would::<TriageIncident>(id).await?,
        attribute: open && tx.would::<AttributeIncident>(id).await?,
        name_persons: open && tx.would::<NamePersonInIncident>(id).await?,
        close: tx.would::<CloseIncident>(id).await?,
        see_persons: permit.shows(Class::Identity),
    };
    Ok(IncidentCard { incident, clocks, may })
}

/// Edits the core facts. `version` is the one that the form was filled from.
pub async fn edit(ctx: &Ctx, id: IncidentId, facts: CoreFacts, version: i64) -> Result<(), AppError> {
    let facts = facts.check(ctx.now(), ctx.zone())?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditIncident>(id).await?;
    let state = state_of(incidents::incident(&mut tx, &permit).await?.open(&permit))?;
    if !state.is_open() {
        return Err(DomainError::WrongState { thing: "incident", state: state.name(), deed: "edited" }.into());
    }
    incidents::edit(&mut tx, &permit, &facts, version, ctx.zone()).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes that an incident was gone through at a review, when there is nothing to attribute.
pub async fn reviewed(ctx: &Ctx, id: IncidentId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<TriageIncident>(id).await?;
    state_of(incidents::incident(&mut tx, &permit).await?.open(&permit))?.after_review()?;
    incidents::reviewed(&mut tx, &permit, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Closes an incident, with a reason.
pub async fn close(ctx: &Ctx, id: IncidentId, why: Words, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<CloseIncident>(id).await?;
    state_of(incidents::incident(&mut tx, &permit).await?.open(&permit))?.move_to(IncidentState::Closed)?;
    incidents::close(&mut tx, &permit, &why, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Reopens a closed incident, with a reason; it goes back to reviewed.
pub async fn reopen(ctx: &Ctx, id: IncidentId, why: Words, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<CloseIncident>(id).await?;
    let state = state_of(incidents::incident(&mut tx, &permit).await?.open(&permit))?;
    if state.is_open() {
        return Err(DomainError::WrongState { thing: "incident", state: state.name(), deed: "reopened" }.into());
    }
    incidents::reopen(&mut tx, &permit, &why, version).await?;
    tx.commit().await?;
    Ok(())
}

/// The state of an incident, for a deed that depends on it.
pub(crate) fn state_of(incident: SeenIncident) -> Result<IncidentState, AppError> {
    incident.state.value().ok_or(AppError::NotFound)
}

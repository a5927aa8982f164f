//! Deeds on levers: list, plan on a legal basis, decide, carry out or give up, close.

use gvi_domain::lever::{LeverDeed, NewLever, TypedLever, read_result};
use gvi_domain::limit::LEVERS_PER_FOCUS_MAX;
use gvi_domain::{DomainError, FocusId, LeverId, Whole};
use gvi_secrecy::deeds::{ChangeLever, ListLevers, ListOffers, MakeOffer, PlanLever};
use gvi_secrecy::levers::LeversAndOffers;
use gvi_store::{Ctx, levers, offers};

use crate::error::AppError;
use crate::focus::today;
use crate::seen::{SeenLever, SeenOffer};

/// Months for which a lever is kept after its planned day.
const LEVER_MONTHS: i32 = 12;

/// What one person is met with: pressure and help of the own authority, side by side.
pub struct PersonLine {
    /// The person's code.
    pub person: String,
    /// Levers.
    pub levers: Vec<SeenLever>,
    /// Offers of help.
    pub offers: Vec<SeenOffer>,
}

/// The own authority's levers and offers, person by person.
pub struct LeverList {
    /// In the order of the codes.
    pub persons: Vec<PersonLine>,
    /// Whether a lever can be planned.
    pub may_plan: bool,
    /// Whether an offer can be made.
    pub may_offer: bool,
}

/// All living levers of the own authority, with the offers to the same persons.
pub async fn list(ctx: &Ctx) -> Result<LeverList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListLevers>(Whole).await?;
    let rows = levers::list(&mut tx, &permit, today(ctx)).await?;
    let levers = tx.open_rows::<_, ListLevers, _>(&permit, rows);
    tx.note_rows(&permit, levers.iter().map(|lever| lever.id));
    let offers = match tx.maybe::<ListOffers>(Whole).await? {
        Some(permit) => {
            let rows = offers::list(&mut tx, &permit, today(ctx)).await?;
            tx.open_rows::<_, ListOffers, _>(&permit, rows)
        }
        None => Vec::new(),
    };
    let (may_plan, may_offer) = (tx.would::<PlanLever>(Whole).await?, tx.would::<MakeOffer>(Whole).await?);
    tx.commit().await?;
    Ok(LeverList { persons: by_person(levers, offers), may_plan, may_offer })
}

/// Gathers levers and offers by the person's code. What is withheld has no code and stands on no line.
pub(crate) fn by_person(levers: Vec<SeenLever>, offers: Vec<SeenOffer>) -> Vec<PersonLine> {
    let mut lines: std::collections::BTreeMap<String, PersonLine> = std::collections::BTreeMap::new();
    let empty = |person: &String| PersonLine { person: person.clone(), levers: Vec::new(), offers: Vec::new() };
    for lever in levers {
        if let Some(person) = lever.person.as_value().map(ToString::to_string) {
            lines.entry(person.clone()).or_insert_with(|| empty(&person)).levers.push(lever);
        }
    }
    for offer in offers {
        if let Some(person) = offer.person.as_value().and_then(|code| code.map(|code| code.to_string())) {
            lines.entry(person.clone()).or_insert_with(|| empty(&person)).offers.push(offer);
        }
    }
    lines.into_values().collect()
}

/// One lever with the deeds that are possible now.
pub struct LeverCard {
    /// The lever.
    pub lever: SeenLever,
    /// Deeds that are possible in this state and permitted to the reader.
    pub deeds: Vec<LeverDeed>,
}

/// Opens a lever.
pub async fn card(ctx: &Ctx, id: LeverId) -> Result<LeverCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListLevers>(Whole).await?;
    let rows = levers::with_id(&mut tx, &permit, id, today(ctx)).await?;
    let lever = tx.open_rows::<_, ListLevers, _>(&permit, rows).pop().ok_or(AppError::NotFound)?;
    tx.note_rows(&permit, [id]);
    let may_change = tx.would::<ChangeLever>(id).await?;
    tx.commit().await?;
    let deeds = lever.state.as_value().filter(|_| may_change).map(|state| state.deeds().to_vec()).unwrap_or_default();
    Ok(LeverCard { lever, deeds })
}

/// Whether the reader may plan levers at all: asked before the form is shown.
pub async fn may_plan(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<PlanLever>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// Plans a lever. Without a legal basis, a decision-maker and a weighing there is nothing to write down.
pub async fn plan(ctx: &Ctx, id: LeverId, focus: Option<FocusId>, typed: TypedLever<'_>) -> Result<LeverId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<PlanLever>(Whole).await?;
    let kind = ctx.plate().kind.to_string();
    let new = LeversAndOffers::swedish().with_choices(&kind, |catalogue| NewLever::read(id, focus, typed, catalogue, today(ctx)))?;
    if let Some(focus) = focus {
        if !levers::focus_takes_levers(&mut tx, &permit, focus).await? {
            return Err(DomainError::Rule { rule: "focus-takes-no-levers" }.into());
        }
        if levers::count_of_focus(&mut tx, &permit, focus).await? >= LEVERS_PER_FOCUS_MAX {
            return Err(DomainError::Full { what: "levers", limit: LEVERS_PER_FOCUS_MAX }.into());
        }
    }
    levers::plan(&mut tx, &permit, &new, new.planned_on.saturating_add(jiff::Span::new().months(LEVER_MONTHS))).await?;
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Moves a lever on: decided, done, not possible, closed.
pub async fn change(ctx: &Ctx, id: LeverId, deed: LeverDeed, result: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeLever>(id).await?;
    let lever = levers::lever(&mut tx, &permit).await?.open(&permit);
    let to = lever.state.value().ok_or(AppError::NotFound)?.after(deed)?;
    let result = read_result(deed, result)?;
    levers::change(&mut tx, &permit, to, &result, version).await?;
    tx.commit().await?;
    Ok(())
}

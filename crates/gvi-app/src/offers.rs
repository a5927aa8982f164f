//! Deeds on offers of help. An offer is never conditional, and a no leaves no reason behind.

use gvi_domain::offer::{NewOffer, OfferState, TypedOffer, expires_on};
use gvi_domain::{FocusId, OfferId, Whole};
use gvi_secrecy::deeds::{ChangeOffer, ListOffers, MakeOffer};
use gvi_secrecy::levers::LeversAndOffers;
use gvi_store::{Ctx, offers};

use crate::error::AppError;
use crate::focus::today;
use crate::seen::SeenOffer;

/// The own authority's offers.
pub struct OfferList {
    /// In the order of the persons' codes.
    pub offers: Vec<SeenOffer>,
    /// Whether an offer can be made.
    pub may_offer: bool,
}

/// All living offers of the own authority.
pub async fn list(ctx: &Ctx) -> Result<OfferList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListOffers>(Whole).await?;
    let rows = offers::list(&mut tx, &permit, today(ctx)).await?;
    let offers = tx.open_rows::<_, ListOffers, _>(&permit, rows);
    tx.note_rows(&permit, offers.iter().map(|offer| offer.id));
    let may_offer = tx.would::<MakeOffer>(Whole).await?;
    tx.commit().await?;
    Ok(OfferList { offers, may_offer })
}

/// One offer with the states it may move to.
pub struct OfferCard {
    /// The offer.
    pub offer: SeenOffer,
    /// States that the reader may move it to.
    pub next: Vec<OfferState>,
}

/// Opens an offer.
pub async fn card(ctx: &Ctx, id: OfferId) -> Result<OfferCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListOffers>(Whole).await?;
    let rows = offers::with_id(&mut tx, &permit, id, today(ctx)).await?;
    let offer = tx.open_rows::<_, ListOffers, _>(&permit, rows).pop().ok_or(AppError::NotFound)?;
    tx.note_rows(&permit, [id]);
    let may_change = tx.would::<ChangeOffer>(id).await?;
    tx.commit().await?;
    let next = offer.state.as_value().filter(|_| may_change).map(|state| state.next().to_vec()).unwrap_or_default();
    Ok(OfferCard { offer, next })
}

/// Whether the reader may make offers at all: asked before the form is shown.
pub async fn may_make(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<MakeOffer>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// Makes an offer: to a person, or to a group where the authority knows no persons.
pub async fn make(ctx: &Ctx, id: OfferId, focus: Option<FocusId>, typed: TypedOffer<'_>) -> Result<OfferId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<MakeOffer>(Whole).await?;
    let kind = ctx.plate().kind.to_string();
    let measures = LeversAndOffers::swedish();
    let codes: Vec<&str> = measures.offers_of(&kind).iter().map(|offer| offer.code.as_str()).collect();
    let new = NewOffer::read(id, focus, typed, measures.level_of(&kind), &codes)?;
    offers::make(&mut tx, &permit, &new, expires_on(today(ctx))).await?;
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Moves an offer to another state.
pub async fn change(ctx: &Ctx, id: OfferId, to: OfferState, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeOffer>(id).await?;
    let offer = offers::offer(&mut tx, &permit).await?.open(&permit);
    let to = offer.state.value().ok_or(AppError::NotFound)?.move_to(to)?;
    offers::change(&mut tx, &permit, to, version).await?;
    tx.commit().await?;
    Ok(())
}

//! Rows of offers of help. Which need an offer answers and what exactly it is belongs to the class *support*: whoever plans levers
//! sees that there is an offer and how it stands, and nothing more.

use gvi_domain::offer::{Need, NewOffer, OfferState};
use gvi_domain::{Code, Date, FocusId, Moment, OfferId, Words};
use gvi_secrecy::deeds::{ChangeOffer, ListOffers, MakeOffer};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::shield::Shield;
use crate::tx::{StoreError, Tx};

/// A row of `offers`.
pub struct OfferRow {
    id: OfferId,
    focus: Option<FocusId>,
    person: Option<Code>,
    group: Option<Code>,
    offer: String,
    need: Need,
    concrete: Words,
    contact: String,
    state: OfferState,
    made_by: String,
    made_at: Moment,
    expires_on: Date,
    version: i64,
}

classed! { OfferRow => SeenOffer {
    id: OfferId = open,
    focus: Option<FocusId> = open,
    person: Option<Code> = Identity,
    group: Option<Code> = Coordination,
    offer: String = Coordination,
    need: Need = Support,
    concrete: Words = Support,
    contact: String = Coordination,
    state: OfferState = Coordination,
    made_by: String = Coordination,
    made_at: Moment = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_offers {
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.focus, o.person_code, o.group_code, o.offer, o.need, o.concrete, o.contact, o.state, \
             COALESCE((SELECT a.name FROM accounts a WHERE a.id = o.made_by), ''), o.made_at, o.expires_on, o.version FROM offers o ",
            $rest
        )
    };
}

fn plain(id: impl std::fmt::Display, personal: bool) -> Facts {
    let facts = Facts::plain(Thing::Offer, id);
    if personal { facts.about_a_person() } else { facts }
}

fn read(row: &Row, shield: &Shield) -> Result<Sealed<OfferRow>, DbError> {
    let mut read = row.reader();
    let record = OfferRow {
        id: read.next()?,
        focus: read.next()?,
        person: read.next()?,
        group: read.next()?,
        offer: read.next()?,
        need: read.next_named(Need::named)?,
        concrete: read.next()?,
        contact: read.next()?,
        state: read.next_named(OfferState::named)?,
        made_by: read.next()?,
        made_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = plain(record.id, record.person.is_some());
    let facts = record.person.map_or(facts.clone(), |person| shield.on(facts, &person.to_string()));
    Ok(Sealed::new(record, facts))
}

/// The facts of an offer, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on, person_code FROM offers WHERE id = $1", args![id]).await?;
    let person: Option<String> = row.as_ref().map_or(Ok(None), |row| row.get(1))?;
    // Asked for always: what exists takes no more work than what does not.
    let shield = Shield::over_one(db, person.as_deref().unwrap_or("")).await?;
    let Some(row) = row else { return Ok(None) };
    let expires_on: Date = row.get(0)?;
    let facts = Facts { expired: expires_on < today, ..plain(id, person.is_some()) };
    let Some(person) = person else { return Ok(Some(facts)) };
    Ok(Some(shield.on(facts, &person)))
}

/// One offer, for any deed that has a permit on it.
pub async fn offer<D: Deed<Id = OfferId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<OfferRow>, StoreError> {
    let row = tx.db(permit).row(select_offers!("WHERE o.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    let row = row.expect("the row of a permit");
    let shield = Shield::over_one(tx.db(permit), &row.get::<Option<String>>(2)?.unwrap_or_default()).await?;
    Ok(read(&row, &shield)?)
}

/// All living offers, by the person's code.
pub async fn list(tx: &mut Tx, permit: &Permit<ListOffers>, today: Date) -> Result<Vec<Sealed<OfferRow>>, StoreError> {
    let sql = select_offers!(
        "WHERE o.expires_on >= $1 ORDER BY COALESCE(o.person_code, ''), COALESCE(o.group_code, ''), o.made_at, o.id LIMIT 2000"
    );
    let rows = tx.db(permit).rows(sql, args![today]).await?;
    let shield = Shield::over_offers(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// The offers to the persons of one focus: those made in it, and those made to anybody on whom a lever of it presses.
pub async fn of_focus(tx: &mut Tx, permit: &Permit<ListOffers>, focus: FocusId, today: Date) -> Result<Vec<Sealed<OfferRow>>, StoreError> {
    let sql = select_offers!(
        "WHERE (o.focus = $1 OR o.person_code IN (SELECT l.person_code FROM levers l WHERE l.focus = $1)) AND o.expires_on >= $2 \
         ORDER BY COALESCE(o.person_code, ''), o.made_at, o.id LIMIT 2000"
    );
    let rows = tx.db(permit).rows(sql, args![focus, today]).await?;
    let shield = Shield::over_offers(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// An offer found by its id among those that may be listed.
pub async fn with_id(tx: &mut Tx, permit: &Permit<ListOffers>, id: OfferId, today: Date) -> Result<Vec<Sealed<OfferRow>>, StoreError> {
    let rows = tx.db(permit).rows(select_offers!("WHERE o.id = $1 AND o.expires_on >= $2 ORDER BY o.id"), args![id, today]).await?;
    let shield = Shield::over_offers(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// Writes an offer. A second submit of the same form changes nothing.
pub async fn make(tx: &mut Tx, permit: &Permit<MakeOffer>, new: &NewOffer, expires_on: Date) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO offers (id, focus, person_code, group_code, offer, need, concrete, contact, state, made_by, made_at, changed_at, expires_on, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, new.focus, new.person, new.group, &new.offer, new.need.name(), &new.concrete, &new.contact, OfferState::Offered.name(), actor, now, expires_on
            ],
        )
        .await?;
    Ok(())
}

/// Writes a new state.
pub async fn change(tx: &mut Tx, permit: &Permit<ChangeOffer>, to: OfferState, version: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE offers SET state = $1, changed_at = $2, version = version + 1 WHERE id = $3 AND version = $4";
    let rows = tx.db(permit).execute(sql, args![to.name(), now, permit.id(), version]).await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "offer" }) }
}

//! The focus board: who is met with what. Members in rows, authorities in columns, and the offers of help beside them.
//!
//! Of the own authority it shows levers with their states; of the others only what they themselves disclosed. The balance line
//! names those who are under pressure without an offer of help, by code and in the order of codes: the method is both, or it is
//! not the method.

use gvi_domain::focus::FocusState;
use gvi_domain::offer::{Weighed, without_an_offer};
use gvi_domain::{FocusId, Whole};
use gvi_secrecy::deeds::{ListLevers, ListOffers, MakeOffer, PlanLever, ReadFocus};
use gvi_store::{Ctx, focus, levers, offers};

use crate::error::AppError;
use crate::focus::today;
use crate::levers::{PersonLine, by_person};
use crate::seen::SeenFocus;

/// The board of one focus.
pub struct Board {
    /// The focus.
    pub focus: SeenFocus,
    /// In the order of codes; nothing if the reader may not see levers.
    pub rows: Vec<PersonLine>,
    /// Whether levers are for this reader at all.
    pub shows_levers: bool,
    /// How many have pressure.
    pub pressed: usize,
    /// Codes of those who have pressure and no offer.
    pub bare: Vec<String>,
    /// Whether a lever can be planned here now.
    pub may_plan: bool,
    /// Whether an offer can be made.
    pub may_offer: bool,
}

/// Opens the board of a focus.
pub async fn board(ctx: &Ctx, id: FocusId) -> Result<Board, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadFocus>(id).await?;
    let seen = focus::focus(&mut tx, &permit).await?.open(&permit);
    let day = today(ctx);
    let list_levers = tx.maybe::<ListLevers>(Whole).await?;
    let levers = match &list_levers {
        Some(permit) => {
            let rows = levers::of_focus(&mut tx, permit, id, day).await?;
            tx.open_rows::<_, ListLevers, _>(permit, rows)
        }
        None => Vec::new(),
    };
    let offers = match tx.maybe::<ListOffers>(Whole).await? {
        Some(permit) => {
            let rows = offers::of_focus(&mut tx, &permit, id, day).await?;
            tx.open_rows::<_, ListOffers, _>(&permit, rows)
        }
        None => Vec::new(),
    };
    let runs = matches!(seen.state.as_value(), Some(FocusState::Running));
    let may_plan = runs && tx.would::<PlanLever>(Whole).await?;
    let may_offer = tx.would::<MakeOffer>(Whole).await?;
    tx.commit().await?;
    let rows = by_person(levers, offers);
    let weighed: Vec<Weighed> = rows.iter().map(weigh).collect();
    let bare = without_an_offer(&weighed).into_iter().map(str::to_owned).collect();
    let pressed = weighed.iter().filter(|row| row.pressed).count();
    Ok(Board { focus: seen, rows, shows_levers: list_levers.is_some(), pressed, bare, may_plan, may_offer })
}

fn weigh(line: &PersonLine) -> Weighed {
    Weighed {
        person: line.person.clone(),
        pressed: line.levers.iter().any(|lever| lever.state.as_value().is_some_and(|state| state.presses())),
        helped: line.offers.iter().any(|offer| offer.state.as_value().is_some_and(|state| state.counts_as_given())),
    }
}

//! The focus board: who is met with what. Members in rows, authorities in columns, and the offers of help beside them.
//!
//! Of the own authority it shows levers with their states; of the others only what they themselves disclosed. The balance line
//! names those who are under pressure without an offer of help, by code and in the order of codes: the method is both, or it is
//! not the method.

use std::collections::BTreeMap;

use gvi_domain::focus::FocusState;
use gvi_domain::offer::{Weighed, without_an_offer};
use gvi_domain::{AuthorityId, FocusId, Whole};
use gvi_exchange::SnapshotKind;
use gvi_secrecy::Thing;
use gvi_secrecy::deeds::{ListDisclosures, ListLevers, ListMemberships, ListOffers, MakeOffer, PlanLever, ReadFocus, ReadMembership};
use gvi_store::{Ctx, focus, levers, memberships, offers};

use crate::error::AppError;
use crate::focus::today;
use crate::levers::{PersonLine, by_person};
use crate::seen::SeenFocus;
use crate::{disclosures, received};

/// What another authority told about its own measures, and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Who told it.
    pub authority: AuthorityId,
    /// The status line.
    pub text: String,
    /// What our own disclosure, which it answers, called the person. Empty if it answers none that this reader may see.
    pub label: String,
}

/// One person on the board.
pub struct BoardRow {
    /// Levers and offers of the own authority.
    pub line: PersonLine,
    /// The name, for a reader who may see the roster.
    pub name: Option<String>,
    /// What the others told about this person.
    pub told: Vec<Told>,
}

/// The board of one focus.
pub struct Board {
    /// The focus.
    pub focus: SeenFocus,
    /// In the order of codes; nothing if the reader may not see levers.
    pub rows: Vec<BoardRow>,
    /// What the others told that cannot be laid at one row: it is shown below the board, so that nothing told is lost.
    pub told: Vec<Told>,
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
            let levers = tx.open_rows::<_, ListLevers, _>(permit, rows);
            tx.note_rows(permit, levers.iter().map(|lever| lever.id));
            levers
        }
        None => Vec::new(),
    };
    let offers = match tx.maybe::<ListOffers>(Whole).await? {
        Some(permit) => {
            let rows = offers::of_focus(&mut tx, &permit, id, day).await?;
            let offers = tx.open_rows::<_, ListOffers, _>(&permit, rows);
            tx.note_rows(&permit, offers.iter().map(|offer| offer.id));
            offers
        }
        None => Vec::new(),
    };
    // The rows are those who were listed when the focus started: a focus is on a group as it was when it was decided.
    let members = match (seen.started_on.as_value().copied().flatten(), tx.maybe::<ListMemberships>(Whole).await?) {
        (Some(started), Some(permit)) => {
            let rows = memberships::roster(&mut tx, &permit, seen.group, started).await?;
            let members = tx.open_rows::<_, ReadMembership, _>(&permit, rows);
            tx.note_rows_about(&permit, Thing::Person, members.iter().map(|member| member.person));
            members
        }
        _ => Vec::new(),
    };
    let runs = matches!(seen.state.as_value(), Some(FocusState::Running));
    let may_plan = runs && tx.would::<PlanLever>(Whole).await?;
    let may_offer = tx.would::<MakeOffer>(Whole).await?;
    tx.commit().await?;
    let row = |line: PersonLine| BoardRow { line, name: None, told: Vec::new() };
    let mut rows: BTreeMap<String, BoardRow> = by_person(levers, offers).into_iter().map(|line| (line.person.clone(), row(line))).collect();
    for member in members {
        let person = member.person_code.to_string();
        let line = || row(PersonLine { person: person.clone(), levers: Vec::new(), offers: Vec::new() });
        rows.entry(person.clone()).or_insert_with(line).name = member.person_name.value();
    }
    let mut told = told_by_others(ctx).await?;
    for row in rows.values_mut() {
        let about = |told: &Told| !told.label.is_empty() && (told.label == row.line.person || row.name.as_ref() == Some(&told.label));
        row.told = told.extract_if(.., |told| about(told)).collect();
    }
    let rows: Vec<BoardRow> = rows.into_values().collect();
    let weighed: Vec<Weighed> = rows.iter().map(|row| weigh(&row.line)).collect();
    let bare = without_an_offer(&weighed).into_iter().map(str::to_owned).collect();
    let pressed = weighed.iter().filter(|row| row.pressed).count();
    Ok(Board { focus: seen, rows, told, shows_levers: list_levers.is_some(), pressed, bare, may_plan, may_offer })
}

/// The status lines in force. Each answers one of our own disclosures, and stands under the name that we gave the person there.
async fn told_by_others(ctx: &Ctx) -> Result<Vec<Told>, AppError> {
    let known = received::of_kind(ctx, SnapshotKind::StatusLine).await?;
    let own = if known.is_empty() || !ctx.would::<ListDisclosures>() { Vec::new() } else { disclosures::list(ctx).await?.lines };
    let told = known.into_iter().map(|known| {
        let answered = known.received.in_reply_to.and_then(|envelope| own.iter().find(|line| line.disclosure.envelope == envelope));
        let values: Vec<String> = known.content.fields.into_iter().map(|(_, value)| value).collect();
        Told {
            authority: known.received.from_authority,
            text: values.join(", "),
            label: answered.map(|line| line.label.clone()).unwrap_or_default(),
        }
    });
    Ok(told.filter(|told| !told.text.is_empty()).collect())
}

fn weigh(line: &PersonLine) -> Weighed {
    Weighed {
        person: line.person.clone(),
        pressed: line.levers.iter().any(|lever| lever.state.as_value().is_some_and(|state| state.presses())),
        helped: line.offers.iter().any(|offer| offer.state.as_value().is_some_and(|state| state.counts_as_given())),
    }
}

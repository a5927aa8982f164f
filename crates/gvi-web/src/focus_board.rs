//! The focus board as a page prints it: one row for each person, one column for each authority, and the offers beside them.
//!
//! The own column shows levers with their states. The other columns show what those authorities disclosed and nothing else: a
//! quiet dash says that nothing was disclosed, not that nothing is done. Rows stand in the order of codes.

use gvi_app::board::{Board, BoardRow};
use gvi_app::catalogue::LeversAndOffers;
use gvi_app::levers::PersonLine;
use gvi_app::seen::{SeenLever, SeenOffer};
use serde::Serialize;

use crate::desk::Desk;
use crate::levers::lever_tag;
use crate::offers::offer_tag;
use crate::signs::Tag;
use crate::text::{Lang, iso_date};

/// The board.
#[derive(Serialize)]
pub struct BoardView {
    /// Names of the other authorities, in the order of the columns.
    pub others: Vec<String>,
    /// Rows.
    pub rows: Vec<RowView>,
    /// Whether levers are for this reader at all.
    pub shows_levers: bool,
    /// What the others told that stands on no row.
    pub told: Vec<String>,
    /// The balance in one sentence.
    pub balance: String,
    /// Codes of those who have pressure and no offer.
    pub bare: Vec<String>,
    /// Whether a lever can be planned.
    pub may_plan: bool,
    /// Whether an offer can be made.
    pub may_offer: bool,
}

/// A person's row.
#[derive(Serialize)]
pub struct RowView {
    /// Code.
    pub person: String,
    /// Name, for a reader who may see the roster.
    pub name: Option<String>,
    /// Own levers.
    pub levers: Vec<LeverView>,
    /// What each of the other authorities disclosed.
    pub others: Vec<Vec<String>>,
    /// Offers of help.
    pub offers: Vec<OfferView>,
}

/// A lever in a cell.
#[derive(Serialize)]
pub struct LeverView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Law and paragraph.
    pub basis: String,
    /// Planned day.
    pub planned: Option<String>,
    /// State.
    pub state: Option<Tag>,
}

/// An offer in a cell.
#[derive(Serialize)]
pub struct OfferView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// State.
    pub state: Option<Tag>,
}

impl BoardView {
    /// The board in the reader's language.
    pub fn of(desk: &Desk, board: Board) -> Self {
        let (tr, own) = (desk.tr(), &desk.ctx.plate().authority);
        let plates: Vec<_> = desk.site.plates().filter(|plate| plate.authority != *own).collect();
        let name = |plate: &gvi_app::Nameplate| if tr.lang() == Lang::Sv { plate.name_sv.clone() } else { plate.name_en.clone() };
        let others: Vec<String> = plates.iter().map(|plate| name(plate)).collect();
        let balance = if board.bare.is_empty() {
            tr.count("board-balanced", board.pressed)
        } else {
            tr.args("board-unbalanced", &[("bare", board.bare.len()), ("pressed", board.pressed)])
        };
        let rows = board
            .rows
            .into_iter()
            .map(|BoardRow { line, name, told }| {
                let others = plates
                    .iter()
                    .map(|plate| told.iter().filter(|told| told.authority == plate.authority).map(|told| told.text.clone()).collect());
                RowView { name, others: others.collect(), ..row(desk, line) }
            })
            .collect();
        let told = board.told.iter().map(|told| {
            let from = plates
                .iter()
                .find(|plate| plate.authority == told.authority)
                .map_or_else(|| told.authority.to_string(), |plate| name(plate));
            format!("{from}: {}", told.text)
        });
        Self {
            told: told.collect(),
            others,
            rows,
            shows_levers: board.shows_levers,
            balance,
            bare: board.bare,
            may_plan: board.may_plan,
            may_offer: board.may_offer,
        }
    }
}

/// A person's levers and offers in the reader's language.
pub fn row(desk: &Desk, line: PersonLine) -> RowView {
    RowView {
        person: line.person,
        name: None,
        levers: line.levers.into_iter().map(|lever| lever_view(desk, &lever)).collect(),
        others: Vec::new(),
        offers: line.offers.into_iter().map(|offer| offer_view(desk, &offer)).collect(),
    }
}

/// A lever in the reader's language.
pub fn lever_view(desk: &Desk, lever: &SeenLever) -> LeverView {
    let tr = desk.tr();
    LeverView {
        id: lever.id.to_string(),
        name: lever.lever.as_value().map(|code| lever_name(tr.lang(), code)).unwrap_or_default(),
        basis: lever
            .lever
            .as_value()
            .zip(lever.basis.as_value())
            .map(|(code, basis)| basis_name(tr.lang(), code, basis))
            .unwrap_or_default(),
        planned: lever.planned_on.as_value().copied().map(iso_date),
        state: lever.state.as_value().map(|state| lever_tag(tr, *state)),
    }
}

/// An offer in the reader's language.
pub fn offer_view(desk: &Desk, offer: &SeenOffer) -> OfferView {
    let tr = desk.tr();
    OfferView {
        id: offer.id.to_string(),
        name: offer.offer.as_value().map(|code| offer_name(tr.lang(), code)).unwrap_or_default(),
        state: offer.state.as_value().map(|state| offer_tag(tr, *state)),
    }
}

/// The name of a lever; a code that left the catalogue is shown as it was stored.
pub fn lever_name(lang: Lang, code: &str) -> String {
    LeversAndOffers::swedish()
        .lever(code)
        .map_or_else(|| code.to_owned(), |lever| if lang == Lang::Sv { lever.sv.clone() } else { lever.en.clone() })
}

/// The name of a legal basis.
pub fn basis_name(lang: Lang, lever: &str, code: &str) -> String {
    let basis = LeversAndOffers::swedish().lever(lever).and_then(|lever| lever.basis(code));
    basis.map_or_else(|| code.to_owned(), |basis| if lang == Lang::Sv { basis.sv.clone() } else { basis.en.clone() })
}

/// The name of an offer.
pub fn offer_name(lang: Lang, code: &str) -> String {
    LeversAndOffers::swedish()
        .offer(code)
        .map_or_else(|| code.to_owned(), |offer| if lang == Lang::Sv { offer.sv.clone() } else { offer.en.clone() })
}

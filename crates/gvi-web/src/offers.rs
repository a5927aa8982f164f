//! Pages of offers of help: the own authority's list, the form, and one page for each offer.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::catalogue::LeversAndOffers;
use gvi_app::offers;
use gvi_app::seen::SeenOffer;
use gvi_domain::offer::{Need, OfferLevel, OfferState, TypedOffer};
use gvi_domain::{FocusId, OfferId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::focus_board::offer_name;
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{Lang, Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/offers", get(list))
        .route("/offers/new", get(new).post(make))
        .route("/offers/{id}", get(card))
        .route("/offers/{id}/state", post(change))
}

/// The sign of an offer's state. A no is quiet: it says nothing about the person.
pub fn offer_tag(tr: Tr, state: OfferState) -> Tag {
    let word = tr.t(&format!("offer-state-{}", state.name()));
    match state {
        OfferState::Offered => Tag::active(word),
        OfferState::Accepted | OfferState::Done => Tag::good(word),
        OfferState::DeclinedForNow | OfferState::Withdrawn => Tag::quiet(word),
    }
}

/// An offer as lists and its own page print it.
#[derive(Serialize)]
struct OfferLine {
    id: String,
    name: String,
    person: Option<String>,
    group: Option<String>,
    need: Option<String>,
    concrete: Option<String>,
    contact: Option<String>,
    state: Option<Tag>,
    made: Option<String>,
    made_by: Option<String>,
    ends: Option<String>,
    version: i64,
}

fn line(desk: &Desk, offer: SeenOffer) -> OfferLine {
    let tr = desk.tr();
    OfferLine {
        id: offer.id.to_string(),
        name: offer.offer.value().map(|code| offer_name(tr.lang(), &code)).unwrap_or_default(),
        person: offer.person.value().flatten().map(|code| code.to_string()),
        group: offer.group.value().flatten().map(|code| code.to_string()),
        need: offer.need.value().map(|need| tr.t(&format!("need-{}", need.name()))),
        concrete: offer.concrete.value().map(|words| words.as_str().to_owned()),
        contact: offer.contact.value(),
        state: offer.state.value().map(|state| offer_tag(tr, state)),
        made: offer.made_at.value().map(|at| iso_date(at.date(desk.zone()))),
        made_by: offer.made_by.value(),
        ends: offer.expires_on.value().map(iso_date),
        version: offer.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "offers/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    offers: Vec<OfferLine>,
    may_offer: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = offers::list(&desk.ctx).await?;
    let offers = list.offers.into_iter().map(|offer| line(&desk, offer)).collect();
    desk.page(&ListPage { shell: desk.shell(), offers, may_offer: list.may_offer })
}

/// What is typed into an offer.
#[derive(Deserialize, Serialize, Default, Clone)]
struct OfferForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    focus: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    offer: String,
    #[serde(default)]
    need: String,
    #[serde(default)]
    concrete: String,
    #[serde(default)]
    contact: String,
}

#[derive(Template, Serialize)]
#[template(path = "offers/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    offers: Vec<Choice>,
    #[serde(skip)]
    needs: Vec<Choice>,
    form: OfferForm,
    to_a_person: bool,
    back: String,
}

fn new_page(desk: &Desk, form: OfferForm, errors: FormErrors) -> NewPage {
    let tr = desk.tr();
    let (measures, kind) = (LeversAndOffers::swedish(), desk.ctx.plate().kind.as_str());
    let back = if form.focus.is_empty() { "/offers".to_owned() } else { format!("/focus/{}", form.focus) };
    NewPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new(back.clone(), tr.t(if form.focus.is_empty() { "offers-title" } else { "focus-page" })),
            Crumb::here(tr.t("offer-make")),
        ],
        errors,
        offers: measures
            .offers_of(kind)
            .into_iter()
            .map(|offer| {
                Choice::new(offer.code.clone(), if tr.lang() == Lang::Sv { offer.sv.clone() } else { offer.en.clone() })
                    .chosen_when(&form.offer)
            })
            .collect(),
        needs: Need::ALL
            .iter()
            .map(|need| Choice::new(need.name(), tr.t(&format!("need-{}", need.name()))).chosen_when(&form.need))
            .collect(),
        to_a_person: measures.level_of(kind) == OfferLevel::Person,
        form,
        back,
    }
}

#[derive(Deserialize)]
struct NewQuery {
    #[serde(default)]
    focus: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    group: String,
}

async fn new(desk: Desk, Query(query): Query<NewQuery>) -> Answer {
    offers::may_make(&desk.ctx).await?;
    let focus = query.focus.parse::<FocusId>().map(|id| id.to_string()).unwrap_or_default();
    let form = OfferForm { id: OfferId::new().to_string(), focus, person: query.person, group: query.group, ..OfferForm::default() };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn make(Typed { desk, form }: Typed<OfferForm>) -> Answer {
    let id: OfferId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let focus: Option<FocusId> = if form.focus.is_empty() { None } else { Some(form.focus.parse().map_err(|_| Problem::NotFound)?) };
    let typed = TypedOffer {
        person: &form.person,
        group: &form.group,
        offer: &form.offer,
        need: &form.need,
        concrete: &form.concrete,
        contact: &form.contact,
    };
    match offers::make(&desk.ctx, id, focus, typed).await {
        Ok(id) => desk.done(&focus.map_or_else(|| format!("/offers/{id}"), |focus| format!("/focus/{focus}")), "offer-made"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "offers/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    offer: OfferLine,
    next: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    state: &'static str,
    label: String,
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let card = offers::card(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let tr = desk.tr();
    let next = card.next.iter().map(|state| Step { state: state.name(), label: tr.t(&format!("offer-to-{}", state.name())) }).collect();
    let offer = line(&desk, card.offer);
    let crumbs = vec![Crumb::new("/offers", tr.t("offers-title")), Crumb::here(offer.name.clone())];
    desk.page(&CardPage { shell: desk.shell(), crumbs, offer, next })
}

#[derive(Deserialize)]
struct StateForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    version: i64,
}

async fn change(Path(id): Path<String>, Typed { desk, form }: Typed<StateForm>) -> Answer {
    let id: OfferId = id.parse().map_err(|_| Problem::NotFound)?;
    let to = OfferState::named(&form.to).ok_or(Problem::Unreadable)?;
    offers::change(&desk.ctx, id, to, form.version).await?;
    desk.done(&format!("/offers/{id}"), "saved")
}

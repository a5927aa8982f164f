//! Pages of levers: the own authority's list person by person, the plan on a legal basis, and one page for each lever.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::catalogue::LeversAndOffers;
use gvi_app::{AppError, levers};
use gvi_domain::lever::{LeverDeed, LeverState, TypedLever};
use gvi_domain::{FocusId, LeverId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::focus_board::{LeverView, RowView, lever_view, row};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{Lang, Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/levers", get(list))
        .route("/levers/new", get(new).post(plan))
        .route("/levers/{id}", get(card))
        .route("/levers/{id}/change", post(change))
}

/// The sign of a lever's state.
pub fn lever_tag(tr: Tr, state: LeverState) -> Tag {
    let word = tr.t(&format!("lever-state-{}", state.name()));
    match state {
        LeverState::BasisRecorded => Tag::planned(word),
        LeverState::Decided => Tag::active(word),
        LeverState::Done => Tag::good(word),
        LeverState::NotPossible | LeverState::Closed => Tag::quiet(word),
    }
}

#[derive(Template, Serialize)]
#[template(path = "levers/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    persons: Vec<RowView>,
    may_plan: bool,
    may_offer: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = levers::list(&desk.ctx).await?;
    let persons = list.persons.into_iter().map(|line| row(&desk, line)).collect();
    desk.page(&ListPage { shell: desk.shell(), persons, may_plan: list.may_plan, may_offer: list.may_offer })
}

/// What is typed into the plan of a lever.
#[derive(Deserialize, Serialize, Default, Clone)]
struct LeverForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    focus: String,
    #[serde(default)]
    person: String,
    /// `lever/basis`: one choice, because a lever without a law cannot be chosen.
    #[serde(default)]
    measure: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    decider: String,
    #[serde(default)]
    decider_role: String,
    #[serde(default)]
    proportionality: String,
    #[serde(default)]
    planned_on: String,
}

/// A lever with the laws it can stand on, as a group of one select.
struct MeasureGroup {
    label: String,
    choices: Vec<Choice>,
}

#[derive(Template, Serialize)]
#[template(path = "levers/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    measures: Vec<MeasureGroup>,
    form: LeverForm,
    back: String,
}

fn new_page(desk: &Desk, form: LeverForm, errors: FormErrors) -> NewPage {
    let tr = desk.tr();
    let name = |sv: &String, en: &String| if tr.lang() == Lang::Sv { sv.clone() } else { en.clone() };
    let levers = LeversAndOffers::swedish().levers_of(desk.ctx.plate().kind.as_str());
    let measures = levers
        .into_iter()
        .map(|lever| MeasureGroup {
            label: name(&lever.sv, &lever.en),
            choices: lever
                .basis
                .iter()
                .map(|basis| Choice::new(format!("{}/{}", lever.code, basis.code), name(&basis.sv, &basis.en)).chosen_when(&form.measure))
                .collect(),
        })
        .collect();
    let back = if form.focus.is_empty() { "/levers".to_owned() } else { format!("/focus/{}", form.focus) };
    let crumbs = vec![
        Crumb::new(back.clone(), tr.t(if form.focus.is_empty() { "levers-title" } else { "focus-page" })),
        Crumb::here(tr.t("lever-plan")),
    ];
    NewPage { shell: desk.shell(), crumbs, errors, measures, form, back }
}

#[derive(Deserialize)]
struct NewQuery {
    #[serde(default)]
    focus: String,
    #[serde(default)]
    person: String,
}

async fn new(desk: Desk, Query(query): Query<NewQuery>) -> Answer {
    levers::may_plan(&desk.ctx).await?;
    let focus = query.focus.parse::<FocusId>().map(|id| id.to_string()).unwrap_or_default();
    let form = LeverForm {
        id: LeverId::new().to_string(),
        focus,
        person: query.person,
        planned_on: iso_date(desk.now().date(desk.zone())),
        ..LeverForm::default()
    };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn plan(Typed { desk, form }: Typed<LeverForm>) -> Answer {
    let id: LeverId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let focus: Option<FocusId> = if form.focus.is_empty() { None } else { Some(form.focus.parse().map_err(|_| Problem::NotFound)?) };
    let (lever, basis) = form.measure.split_once('/').unwrap_or_default();
    let typed = TypedLever {
        person: &form.person,
        lever,
        basis,
        reference: &form.reference,
        decider: &form.decider,
        decider_role: &form.decider_role,
        proportionality: &form.proportionality,
        planned_on: &form.planned_on,
    };
    match levers::plan(&desk.ctx, id, focus, typed).await {
        Ok(id) => desk.done(&focus.map_or_else(|| format!("/levers/{id}"), |focus| format!("/focus/{focus}")), "lever-planned"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

/// A lever's own page.
#[derive(Template, Serialize)]
#[template(path = "levers/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    lever: LeverView,
    focus: Option<String>,
    person: Option<String>,
    reference: Option<String>,
    decider: Option<String>,
    decider_role: Option<String>,
    proportionality: Option<String>,
    result: Option<String>,
    planned_by: Option<String>,
    ends: Option<String>,
    deeds: Vec<DeedView>,
    version: i64,
    typed: String,
    conflict: bool,
}

#[derive(Serialize)]
struct DeedView {
    deed: &'static str,
    label: String,
}

async fn card_page(desk: &Desk, id: LeverId, typed: String, errors: FormErrors) -> Result<CardPage, Problem> {
    let tr = desk.tr();
    let card = levers::card(&desk.ctx, id).await?;
    let lever = card.lever;
    let view = lever_view(desk, &lever);
    let words = |words: gvi_domain::Words| words.as_str().to_owned();
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/levers", tr.t("levers-title")), Crumb::here(view.name.clone())],
        errors,
        lever: view,
        focus: lever.focus.map(|focus| focus.to_string()),
        person: lever.person.value().map(|code| code.to_string()),
        reference: lever.reference.value().map(words),
        decider: lever.decider.value(),
        decider_role: lever.decider_role.value(),
        proportionality: lever.proportionality.value().map(words),
        result: lever.result.value().map(words).filter(|text| !text.is_empty()),
        planned_by: lever.planned_by.value(),
        ends: lever.expires_on.value().map(iso_date),
        deeds: card.deeds.iter().map(|deed| DeedView { deed: deed.name(), label: tr.t(&format!("lever-deed-{}", deed.name())) }).collect(),
        version: lever.version,
        typed,
        conflict: false,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = card_page(&desk, id.parse().map_err(|_| Problem::NotFound)?, String::new(), FormErrors::none()).await?;
    desk.page(&page)
}

#[derive(Deserialize)]
struct ChangeForm {
    #[serde(default)]
    deed: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    version: i64,
}

async fn change(Path(id): Path<String>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: LeverId = id.parse().map_err(|_| Problem::NotFound)?;
    let deed = LeverDeed::named(&form.deed).ok_or(Problem::Unreadable)?;
    match levers::change(&desk.ctx, id, deed, &form.result, form.version).await {
        Ok(()) => desk.done(&format!("/levers/{id}"), "saved"),
        Err(AppError::Changed { .. }) => {
            let page = CardPage { conflict: true, ..card_page(&desk, id, form.result, FormErrors::none()).await? };
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, form.result, errors).await?;
            desk.faulty(&page)
        }
    }
}

//! Pages of rounds: the list with how far each has come, one round group by group, planning one. Numbers of work; persons by code.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use gvi_app::rounds;
use gvi_app::seen::SeenRound;
use gvi_domain::RoundId;
use gvi_domain::round::{TypedRound, Yield};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::FormErrors;
use crate::notifications::{NotificationLine, line};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/rounds", get(list)).route("/rounds/new", get(new).post(plan)).route("/rounds/{id}", get(card))
}

/// What came of attempts, in words and numbers.
#[derive(Serialize)]
struct YieldView {
    attempts: u64,
    direct: u64,
    family: u64,
    delivered: u64,
    share: String,
}

fn came(tr: Tr, came: Yield) -> YieldView {
    YieldView {
        attempts: came.attempts,
        direct: came.direct,
        family: came.family,
        delivered: came.delivered(),
        share: tr.share(came.delivered(), came.attempts),
    }
}

#[derive(Serialize)]
struct RoundView {
    id: String,
    name: Option<String>,
    from: Option<String>,
    to: Option<String>,
    aim: Option<String>,
    target: i64,
    planner: Option<String>,
    came: YieldView,
    /// How much of the target is reached, never above the whole: for the bar beside the numbers.
    reached: u64,
}

fn view(tr: Tr, round: SeenRound, sum: Yield) -> RoundView {
    let target = round.target.value().unwrap_or(0);
    let whole = u64::try_from(target).unwrap_or(0);
    RoundView {
        id: round.id.to_string(),
        name: round.name.value(),
        from: round.from_on.value().map(iso_date),
        to: round.to_on.value().map(iso_date),
        aim: round.aim.value().map(|aim| aim.as_str().to_owned()),
        target,
        planner: round.planner.value(),
        reached: sum.delivered().min(whole),
        came: came(tr, sum),
    }
}

#[derive(Template, Serialize)]
#[template(path = "rounds/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    rounds: Vec<RoundView>,
    may_plan: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = rounds::list(&desk.ctx).await?;
    let tr = desk.tr();
    let crumbs = vec![Crumb::new("/notifications", tr.t("notifications-title")), Crumb::here(tr.t("rounds-title"))];
    let rounds = list.rounds.into_iter().map(|line| view(tr, line.round, line.came)).collect();
    desk.page(&ListPage { shell: desk.shell(), crumbs, rounds, may_plan: list.may_plan })
}

#[derive(Serialize)]
struct GroupView {
    code: String,
    name: Option<String>,
    came: YieldView,
}

#[derive(Template, Serialize)]
#[template(path = "rounds/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    round: RoundView,
    groups: Vec<GroupView>,
    notifications: Vec<NotificationLine>,
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: RoundId = id.parse().map_err(|_| Problem::NotFound)?;
    let card = rounds::card(&desk.ctx, id).await?;
    let tr = desk.tr();
    let round = view(tr, card.round, card.came);
    let page = CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/rounds", tr.t("rounds-title")), Crumb::here(round.name.clone().unwrap_or_default())],
        round,
        groups: card.groups.into_iter().map(|(code, name, sum)| GroupView { code, name, came: came(tr, sum) }).collect(),
        notifications: card.notifications.into_iter().map(|notification| line(&desk, notification)).collect(),
    };
    desk.page(&page)
}

/// What is typed into the plan of a round.
#[derive(Deserialize, Serialize, Default, Clone)]
struct RoundForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    to_on: String,
    #[serde(default)]
    aim: String,
    #[serde(default)]
    target: String,
}

#[derive(Template, Serialize)]
#[template(path = "rounds/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    form: RoundForm,
}

fn new_page(desk: &Desk, form: RoundForm, errors: FormErrors) -> NewPage {
    let tr = desk.tr();
    let crumbs = vec![Crumb::new("/rounds", tr.t("rounds-title")), Crumb::here(tr.t("round-plan"))];
    NewPage { shell: desk.shell(), crumbs, errors, form }
}

async fn new(desk: Desk) -> Answer {
    rounds::may_plan(&desk.ctx)?;
    let today = desk.now().date(desk.zone());
    let form = RoundForm {
        id: RoundId::new().to_string(),
        from_on: iso_date(today),
        to_on: iso_date(today.saturating_add(jiff::Span::new().days(14))),
        ..RoundForm::default()
    };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn plan(Typed { desk, form }: Typed<RoundForm>) -> Answer {
    let id: RoundId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedRound { name: &form.name, from_on: &form.from_on, to_on: &form.to_on, aim: &form.aim, target: &form.target };
    match rounds::plan(&desk.ctx, id, typed).await {
        Ok(id) => desk.done(&format!("/rounds/{id}"), "round-planned"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

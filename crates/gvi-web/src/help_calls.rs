//! Pages of the help line: what waits, writing a call down, calling back. Made for a telephone: few fields, one below the other.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::help_calls::{self, Promptness};
use gvi_app::seen::SeenHelpCall;
use gvi_domain::HelpCallId;
use gvi_domain::help_call::{CallOutcome, CallState, Caller, TypedCall};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::text::{Tr, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/help-calls", get(list))
        .route("/help-calls/new", get(new).post(log))
        .route("/help-calls/{id}", get(card))
        .route("/help-calls/{id}/call-back", post(call_back))
}

/// A call as the list and its own page print it.
#[derive(Serialize)]
struct CallView {
    id: String,
    code: String,
    called: Option<String>,
    state: Option<Tag>,
    caller: Option<String>,
    anonymous: bool,
    called_back: Option<String>,
    outcome: Option<String>,
    ends: Option<String>,
    version: i64,
}

fn state_tag(tr: Tr, state: CallState) -> Tag {
    match state {
        CallState::Waits => Tag::soon(tr.t("help-call-waits")),
        CallState::Answered(_) => Tag::good(tr.t("help-call-answered")),
        CallState::CalledBack { outcome: CallOutcome::NoAnswer, .. } => Tag::partly(tr.t("help-call-not-reached")),
        CallState::CalledBack { .. } => Tag::good(tr.t("help-call-called-back")),
    }
}

fn view(desk: &Desk, call: SeenHelpCall) -> CallView {
    let (tr, zone) = (desk.tr(), desk.zone());
    let at = |at: gvi_domain::Moment| iso_moment(at.timestamp(), zone);
    CallView {
        id: call.id.to_string(),
        code: call.code.to_string(),
        state: call.state().map(|state| state_tag(tr, state)),
        called: call.called_at.value().map(at),
        caller: call.caller.value().map(|caller| tr.t(&format!("help-caller-{}", caller.name()))),
        anonymous: call.anonymous.value().unwrap_or(false),
        called_back: call.called_back_at.value().flatten().map(at),
        outcome: call.outcome.value().flatten().map(|outcome| tr.t(&format!("help-outcome-{}", outcome.name()))),
        ends: call.expires_on.value().map(crate::text::iso_date),
        version: call.version,
    }
}

/// How fast the calls of this month were answered.
#[derive(Serialize)]
struct MonthView {
    calls: usize,
    at_once: usize,
    within_the_hour: usize,
    later: usize,
    waiting: usize,
    median: Option<String>,
}

fn month(tr: Tr, month: Promptness) -> MonthView {
    MonthView {
        calls: month.calls,
        at_once: month.at_once,
        within_the_hour: month.within_the_hour,
        later: month.later,
        waiting: month.waiting,
        median: month.median_minutes.map(|minutes| tr.length(SignedDuration::from_mins(minutes))),
    }
}

#[derive(Template, Serialize)]
#[template(path = "help_calls/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    calls: Vec<CallView>,
    month: MonthView,
    only_counts: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = help_calls::list(&desk.ctx).await?;
    let calls = list.calls.into_iter().map(|call| view(&desk, call)).collect();
    desk.page(&ListPage { shell: desk.shell(), calls, month: month(desk.tr(), list.month), only_counts: list.only_counts })
}

/// What is typed of a call. There is deliberately no field for a name, a number or a note.
#[derive(Deserialize, Serialize, Default, Clone)]
struct CallForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    called_at: String,
    #[serde(default)]
    answered: String,
    #[serde(default)]
    caller: String,
    #[serde(default)]
    anonymous: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    version: i64,
}

fn callers(tr: Tr, chosen: &str) -> Vec<Choice> {
    let known = Caller::ALL.iter().filter(|caller| **caller != Caller::Unknown);
    known.map(|caller| Choice::new(caller.name(), tr.t(&format!("help-caller-{}", caller.name()))).chosen_when(chosen)).collect()
}

fn outcomes(tr: Tr, chosen: &str, with_no_answer: bool) -> Vec<Choice> {
    let possible = CallOutcome::ALL.iter().filter(|outcome| with_no_answer || **outcome != CallOutcome::NoAnswer);
    possible.map(|outcome| Choice::new(outcome.name(), tr.t(&format!("help-outcome-{}", outcome.name()))).chosen_when(chosen)).collect()
}

#[derive(Template, Serialize)]
#[template(path = "help_calls/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    answered: Vec<Choice>,
    #[serde(skip)]
    callers: Vec<Choice>,
    #[serde(skip)]
    outcomes: Vec<Choice>,
    form: CallForm,
}

fn new_page(desk: &Desk, form: CallForm, errors: FormErrors) -> NewPage {
    let tr = desk.tr();
    NewPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/help-calls", tr.t("help-calls-title")), Crumb::here(tr.t("help-call-log"))],
        errors,
        answered: ["yes", "no"].map(|how| Choice::new(how, tr.t(&format!("help-answered-{how}"))).chosen_when(&form.answered)).into(),
        callers: callers(tr, &form.caller),
        outcomes: outcomes(tr, &form.outcome, false),
        form,
    }
}

async fn new(desk: Desk) -> Answer {
    help_calls::may_log(&desk.ctx).await?;
    let now = desk.moment_to_type(desk.now());
    let form = CallForm { id: HelpCallId::new().to_string(), called_at: now, ..CallForm::default() };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn log(Typed { desk, form }: Typed<CallForm>) -> Answer {
    let id: HelpCallId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedCall {
        called_at: desk.typed_moment(&form.called_at),
        answered: &form.answered,
        caller: &form.caller,
        anonymous: form.anonymous == "yes",
        outcome: &form.outcome,
    };
    match help_calls::log(&desk.ctx, id, typed).await {
        Ok(id) => desk.done(&format!("/help-calls/{id}"), "help-call-logged"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "help_calls/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    call: CallView,
    clocks: Vec<ClockChip>,
    support: Option<String>,
    may_call_back: bool,
    may_open_support: bool,
    #[serde(skip)]
    callers: Vec<Choice>,
    #[serde(skip)]
    outcomes: Vec<Choice>,
    #[serde(skip)]
    anonymous: bool,
}

async fn card_page(desk: &Desk, id: HelpCallId, form: &CallForm, errors: FormErrors) -> Result<CardPage, Problem> {
    let tr = desk.tr();
    let card = help_calls::card(&desk.ctx, id).await?;
    let clocks = card.clocks.iter().map(|clock| chip(desk, clock, false)).collect();
    let call = view(desk, card.call);
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/help-calls", tr.t("help-calls-title")), Crumb::here(call.code.clone())],
        errors,
        clocks,
        support: card.support.map(|id| id.to_string()),
        may_call_back: card.may_call_back,
        may_open_support: card.may_open_support,
        callers: callers(tr, &form.caller),
        outcomes: outcomes(tr, &form.outcome, true),
        anonymous: form.anonymous == "yes",
        call,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let page = card_page(&desk, id, &CallForm::default(), FormErrors::none()).await?;
    desk.page(&page)
}

async fn call_back(Path(id): Path<String>, Typed { desk, form }: Typed<CallForm>) -> Answer {
    let id: HelpCallId = id.parse().map_err(|_| Problem::NotFound)?;
    match help_calls::call_back(&desk.ctx, id, &form.caller, form.anonymous == "yes", &form.outcome, form.version).await {
        Ok(()) => desk.done(&format!("/help-calls/{id}"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, &form, errors).await?;
            desk.faulty(&page)
        }
    }
}

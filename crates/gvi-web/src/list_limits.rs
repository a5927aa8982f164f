//! The page of how long the list of persons may be: what counts, what was proposed, and the answer.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::list_limits;
use gvi_app::seen::SeenListLimit;
use gvi_domain::limit::PERSONS_LISTED_MAX;
use gvi_domain::list_limit::{ListLimitAnswer, ListLimitState, NewListLimit, PERSONS_LISTED};
use gvi_domain::{ListLimitId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::FormErrors;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::Tag;
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/list-limits", get(page).post(propose)).route("/list-limits/{id}/answer", post(answer))
}

/// A proposed limit as the page prints it.
#[derive(Serialize)]
struct Line {
    id: String,
    persons: Option<usize>,
    steering_decision: Option<String>,
    reasons: Option<String>,
    until: Option<String>,
    state: Option<Tag>,
    proposed: Option<String>,
    answered: Option<String>,
    answer_reasons: Option<String>,
    may_answer: bool,
}

fn state_tag(tr: Tr, state: ListLimitState) -> Tag {
    let word = tr.t(&format!("list-limit-state-{}", state.name()));
    match state {
        ListLimitState::Waiting => Tag::planned(word),
        ListLimitState::Agreed => Tag::good(word),
        ListLimitState::Refused => Tag::quiet(word),
    }
}

fn line(desk: &Desk, (seen, may_answer): (SeenListLimit, bool)) -> Line {
    let words = |words: Words| Some(words.as_str().to_owned()).filter(|text| !text.is_empty());
    let told = |name: Option<String>, day: String| name.map_or_else(|| day.clone(), |name| format!("{name}, {day}"));
    let proposed_on = seen.proposed_at.value().map(|at| iso_date(at.date(desk.zone())));
    let answered_on = seen.answered_at.value().flatten().map(|at| iso_date(at.date(desk.zone())));
    let (proposed_by, answered_by) = (seen.proposed_by.value().flatten(), seen.answered_by.value().flatten());
    Line {
        id: seen.id.to_string(),
        persons: seen.persons.value(),
        steering_decision: seen.steering_decision.value(),
        reasons: seen.reasons.value().and_then(words),
        until: seen.until_on.value().map(iso_date),
        state: seen.state.value().map(|state| state_tag(desk.tr(), state)),
        proposed: proposed_on.map(|day| told(proposed_by, day)),
        answered: answered_on.map(|day| told(answered_by, day)),
        answer_reasons: seen.answer_reasons.value().and_then(words),
        may_answer,
    }
}

/// What is typed into the form of a proposal.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ProposalForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    persons: String,
    #[serde(default)]
    steering_decision: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    until: String,
}

/// What is typed into the form of the answer.
#[derive(Deserialize, Serialize, Default, Clone)]
struct AnswerForm {
    /// `agree` or `refuse`.
    #[serde(default)]
    answer: String,
    #[serde(default)]
    answer_reasons: String,
}

#[derive(Template, Serialize)]
#[template(path = "settings/list_limits.html")]
struct LimitsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    errors: FormErrors,
    persons: usize,
    until: Option<String>,
    ordinary: usize,
    most: usize,
    proposals: Vec<Line>,
    may_propose: bool,
    form: ProposalForm,
    typed: AnswerForm,
}

async fn limits_page(desk: &Desk, form: ProposalForm, typed: AnswerForm, errors: FormErrors) -> Result<LimitsPage, Problem> {
    let limits = list_limits::page(&desk.ctx).await?;
    Ok(LimitsPage {
        shell: desk.shell(),
        tabs: crate::settings::tabs(desk),
        errors,
        persons: limits.persons,
        until: limits.until.map(iso_date),
        ordinary: PERSONS_LISTED,
        most: PERSONS_LISTED_MAX,
        proposals: limits.proposals.into_iter().map(|row| line(desk, row)).collect(),
        may_propose: limits.may_propose,
        form,
        typed,
    })
}

async fn page(desk: Desk) -> Answer {
    let form = ProposalForm { id: ListLimitId::new().to_string(), ..ProposalForm::default() };
    desk.page(&limits_page(&desk, form, AnswerForm::default(), FormErrors::none()).await?)
}

async fn propose(Typed { desk, form }: Typed<ProposalForm>) -> Answer {
    let id = form.id.parse().map_err(|_| Problem::NotFound)?;
    let proposed = match Words::read("reasons", &form.reasons, 0) {
        Ok(reasons) => {
            let typed = NewListLimit {
                id,
                persons: form.persons.trim().parse().ok(),
                steering_decision: form.steering_decision.clone(),
                reasons,
                until: form.until.trim().parse().ok(),
            };
            list_limits::propose(&desk.ctx, typed).await.map(|_| ())
        }
        Err(fault) => Err(fault.into()),
    };
    match proposed {
        Ok(()) => desk.done("/list-limits", "list-limit-proposed"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&limits_page(&desk, form, AnswerForm::default(), errors).await?)
        }
    }
}

async fn answer(Path(id): Path<String>, Typed { desk, form }: Typed<AnswerForm>) -> Answer {
    let id: ListLimitId = id.parse().map_err(|_| Problem::NotFound)?;
    let agreed = match form.answer.as_str() {
        "agree" => true,
        "refuse" => false,
        _ => return Err(Problem::Unreadable),
    };
    let answered = match Words::read("answer_reasons", &form.answer_reasons, 0) {
        Ok(reasons) => list_limits::answer(&desk.ctx, id, ListLimitAnswer { agreed, reasons }).await,
        Err(fault) => Err(fault.into()),
    };
    let blank = ProposalForm::default();
    match answered {
        Ok(()) => desk.done("/list-limits", "list-limit-answered"),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&limits_page(&desk, blank, form, errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&limits_page(&desk, blank, form, errors).await?)
        }
    }
}

//! Pages of focus periods: the list, the proposal, and one page for each focus with its decision, board, reviews, end and feedback.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::focus::{FocusCard, FocusLine};
use gvi_app::seen::{SeenFocus, SeenGroupIncident};
use gvi_app::{AppError, board, focus};
use gvi_domain::focus::{BackChannel, FocusDeed, FocusEnd, FocusState, ReviewOutcome, Rule, TypedBack, TypedProposal, Verdict};
use gvi_domain::{DomainError, FocusId, GroupId, ReviewId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::focus_board::BoardView;
use crate::form::{Choice, FormErrors};
use crate::groups::group_choices;
use crate::messages::told;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/focus", get(list))
        .route("/focus/new", get(new).post(propose))
        .route("/focus/{id}", get(card))
        .route("/focus/{id}/{deed}", post(change))
}

/// The sign of a focus' state. An opened focus that waits for its start and one that was decided against are told apart.
fn state_tag(tr: Tr, state: FocusState, verdict: Option<Verdict>) -> Tag {
    let word = tr.t(&format!("focus-state-{}", state.name()));
    match (state, verdict) {
        (FocusState::Proposed, _) => Tag::planned(word),
        (FocusState::Decided, Some(verdict)) => {
            let word = tr.t(&format!("focus-verdict-{}", verdict.name()));
            if verdict == Verdict::Open { Tag::partly(word) } else { Tag::quiet(word) }
        }
        (FocusState::Running, _) => Tag::active(word),
        (FocusState::Ended, _) => Tag::soon(word),
        (FocusState::CommunicatedBack, _) => Tag::good(word),
        (FocusState::Decided | FocusState::Evaluated, _) => Tag::quiet(word),
    }
}

/// A focus as lists and its own page print it.
#[derive(Serialize)]
pub struct FocusView {
    id: String,
    code: String,
    group: String,
    group_code: String,
    group_name: String,
    state: Option<Tag>,
    next: Option<String>,
    rule: Option<String>,
    evidence: Option<String>,
    told: Option<String>,
    capacity: Option<String>,
    proposed_by: Option<String>,
    proposed: Option<String>,
    started: Option<String>,
    goals: Option<String>,
    stop_criteria: Option<String>,
    ended: Option<String>,
    ended_how: Option<String>,
    end_reason: Option<String>,
    told_back: Option<String>,
    told_back_text: String,
    told_back_channel: String,
    told_back_by: String,
    told_back_clearance: String,
    told_back_cleared_on: Option<String>,
    learnt: String,
    version: i64,
    clocks: Vec<ClockChip>,
}

fn view(desk: &Desk, focus: SeenFocus, clocks: Vec<ClockChip>) -> FocusView {
    let (tr, zone) = (desk.tr(), desk.zone());
    let verdict = focus.verdict.value().flatten();
    let state = focus.state.value();
    let words = |words: gvi_domain::Words| words.as_str().to_owned();
    let text = |text: Option<gvi_domain::Words>| text.map(words).unwrap_or_default();
    let filled = |text: Option<gvi_domain::Words>| text.filter(|text| !text.is_empty()).map(words);
    FocusView {
        id: focus.id.to_string(),
        code: focus.code.to_string(),
        group: focus.group.to_string(),
        group_code: focus.group_code.to_string(),
        group_name: focus.group_name.value().unwrap_or_else(|| focus.group_code.to_string()),
        state: state.map(|state| state_tag(tr, state, verdict)),
        next: state.map(|state| {
            tr.t(&format!(
                "focus-next-{}",
                if state == FocusState::Decided && verdict != Some(Verdict::Open) { "answered" } else { state.name() }
            ))
        }),
        rule: focus.rule.value().map(|rule| tr.t(&format!("focus-rule-{}", rule.name()))),
        evidence: focus.evidence.value().map(words),
        told: focus.told.value().map(words),
        capacity: focus.capacity.value().map(words),
        proposed_by: focus.proposed_by.value(),
        proposed: focus.proposed_at.value().map(|at| iso_moment(at.timestamp(), zone)),
        started: focus.started_on.value().flatten().map(iso_date),
        goals: filled(focus.goals.value()),
        stop_criteria: filled(focus.stop_criteria.value()),
        ended: focus.ended_at.value().flatten().map(|at| iso_moment(at.timestamp(), zone)),
        ended_how: focus.ended_how.value().flatten().map(|how| tr.t(&format!("focus-end-{}", how.name()))),
        end_reason: filled(focus.end_reason.value()),
        told_back: focus.told_back_on.value().flatten().map(iso_date),
        told_back_text: text(focus.told_back_text.value()),
        told_back_channel: focus
            .told_back_channel
            .value()
            .flatten()
            .map(|channel| tr.t(&format!("focus-channel-{}", channel.name())))
            .unwrap_or_default(),
        told_back_by: focus.told_back_by.value().unwrap_or_default(),
        told_back_clearance: focus.told_back_clearance.value().unwrap_or_default(),
        told_back_cleared_on: focus.told_back_cleared_on.value().flatten().map(iso_date),
        learnt: text(focus.learnt.value()),
        version: focus.version,
        clocks,
    }
}

#[derive(Template, Serialize)]
#[template(path = "focus/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    waiting: Vec<FocusView>,
    running: Vec<FocusView>,
    past: Vec<FocusView>,
    may_propose: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = focus::list(&desk.ctx).await?;
    let lines = |lines: Vec<FocusLine>| -> Vec<FocusView> {
        lines.into_iter().map(|line| view(&desk, line.focus, line.clocks.iter().map(|clock| chip(&desk, clock, false)).collect())).collect()
    };
    let page = ListPage {
        shell: desk.shell(),
        waiting: lines(list.waiting),
        running: lines(list.running),
        past: lines(list.past),
        may_propose: list.may_propose,
    };
    desk.page(&page)
}

/// What is typed into a proposal.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ProposalForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    evidence: String,
    #[serde(default)]
    told: String,
    #[serde(default)]
    capacity: String,
}

#[derive(Template, Serialize)]
#[template(path = "focus/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    groups: Vec<Choice>,
    #[serde(skip)]
    rules: Vec<Choice>,
    form: ProposalForm,
}

async fn new_page(desk: &Desk, form: ProposalForm, errors: FormErrors) -> Result<NewPage, Problem> {
    let tr = desk.tr();
    let groups = focus::groups_to_propose(&desk.ctx).await?;
    Ok(NewPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/focus", tr.t("focus-title")), Crumb::here(tr.t("focus-propose"))],
        errors,
        groups: group_choices(&groups, &form.group),
        rules: Rule::ALL
            .iter()
            .map(|rule| Choice::new(rule.name(), tr.t(&format!("focus-rule-{}", rule.name()))).chosen_when(&form.rule))
            .collect(),
        form,
    })
}

#[derive(Deserialize)]
struct NewQuery {
    #[serde(default)]
    group: String,
}

async fn new(desk: Desk, Query(query): Query<NewQuery>) -> Answer {
    let form = ProposalForm { id: FocusId::new().to_string(), group: query.group, ..ProposalForm::default() };
    let page = new_page(&desk, form, FormErrors::none()).await?;
    desk.page(&page)
}

async fn propose(Typed { desk, form }: Typed<ProposalForm>) -> Answer {
    let id: FocusId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedProposal { rule: &form.rule, evidence: &form.evidence, told: &form.told, capacity: &form.capacity };
    let proposed = match form.group.parse::<GroupId>() {
        Ok(group) => focus::propose(&desk.ctx, id, group, typed).await,
        Err(_) if form.group.is_empty() => Err(DomainError::field("group", "missing").into()),
        Err(_) => Err(AppError::NotFound),
    };
    match proposed {
        Ok(id) => desk.done(&format!("/focus/{id}"), "focus-proposed"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = new_page(&desk, form.clone(), errors).await?;
            desk.faulty(&page)
        }
    }
}

/// What is typed into the forms of a focus' own page. Which fields count depends on the deed.
#[derive(Deserialize, Serialize, Default, Clone)]
struct FocusForm {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    dissent: String,
    #[serde(default)]
    started_on: String,
    #[serde(default)]
    goals: String,
    #[serde(default)]
    stop_criteria: String,
    #[serde(default)]
    review: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    how: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    messenger: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    clearance: String,
    #[serde(default)]
    cleared_on: String,
    #[serde(default)]
    pretrial: String,
    #[serde(default)]
    innocence: String,
    #[serde(default)]
    learnt: String,
}

#[derive(Serialize)]
struct DecisionView {
    verdict: String,
    reasons: String,
    dissent: Option<String>,
    by: String,
    at: String,
    in_time: Option<bool>,
}

#[derive(Serialize)]
struct ReviewView {
    outcome: String,
    note: String,
    by: String,
    at: String,
}

#[derive(Template, Serialize)]
#[template(path = "focus/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    verdicts: Vec<Choice>,
    #[serde(skip)]
    outcomes: Vec<Choice>,
    #[serde(skip)]
    ends: Vec<Choice>,
    #[serde(skip)]
    channels: Vec<Choice>,
    form: FocusForm,
    focus: FocusView,
    decisions: Vec<DecisionView>,
    reviews: Vec<ReviewView>,
    group_clocks: Vec<ClockChip>,
    /// What the group is believed to have done, in words, with the page of the incident.
    incidents: Vec<IncidentBehind>,
    /// Whether the promise binds: what the group has heard.
    heard: Option<HeardView>,
    board: Option<BoardView>,
    deeds: Vec<&'static str>,
    /// Somebody else saved in between: the page shows what is stored, the form what was typed.
    conflict: bool,
}

/// An incident that a decision is shown with.
#[derive(Serialize)]
struct IncidentBehind {
    id: String,
    code: String,
    when: String,
    what: String,
    level: String,
}

#[derive(Serialize)]
struct HeardView {
    tag: Tag,
    text: String,
}

fn behind(desk: &Desk, incident: SeenGroupIncident) -> IncidentBehind {
    let tr = desk.tr();
    let kind = incident.kind.value().map(|kind| tr.t(&format!("incident-kind-{}", kind.name()))).unwrap_or_default();
    IncidentBehind {
        id: incident.id.to_string(),
        code: incident.code.to_string(),
        when: incident.occurred_from.value().map(|at| iso_date(at.date(desk.zone()))).unwrap_or_default(),
        what: incident.place.value().map_or_else(|| kind.clone(), |place| format!("{kind}, {place}")),
        level: incident.level.value().map(|level| tr.t(&format!("attribution-level-{}", level.number()))).unwrap_or_default(),
    }
}

impl CardPage {
    fn may(&self, deed: &str) -> bool {
        self.deeds.contains(&deed)
    }
}

async fn card_page(desk: &Desk, id: FocusId, form: Option<FocusForm>, errors: FormErrors) -> Result<CardPage, Problem> {
    let (tr, zone) = (desk.tr(), desk.zone());
    let FocusCard { focus, decisions, reviews, clocks, group_clocks, incidents, heard, deeds } = focus::card(&desk.ctx, id).await?;
    let was_opened = focus.started_on.as_value().is_some_and(Option::is_some);
    let board = if was_opened { Some(BoardView::of(desk, board::board(&desk.ctx, id).await?)) } else { None };
    let today = iso_date(desk.now().date(zone));
    let version = focus.version;
    let form = form.unwrap_or_else(|| FocusForm {
        started_on: today.clone(),
        on: today,
        review: ReviewId::new().to_string(),
        ..FocusForm::default()
    });
    let form = FocusForm { version, ..form };
    let choices = |prefix: &str, names: Vec<&'static str>, now: &str| -> Vec<Choice> {
        names.into_iter().map(|name| Choice::new(name, tr.t(&format!("{prefix}{name}"))).chosen_when(now)).collect()
    };
    let verdicts = Verdict::ALL
        .iter()
        .map(|verdict| {
            let choice = Choice::new(verdict.name(), tr.t(&format!("focus-verdict-{}", verdict.name()))).chosen_when(&form.verdict);
            if *verdict == Verdict::Defer { choice.with_hint(tr.t("focus-defer-hint")) } else { choice }
        })
        .collect();
    let at = |moment: gvi_domain::Moment| iso_moment(moment.timestamp(), zone);
    let chips = clocks.iter().map(|clock| chip(desk, clock, false)).collect();
    let focus = view(desk, focus, chips);
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/focus", tr.t("focus-title")), Crumb::here(focus.group_name.clone())],
        errors,
        verdicts,
        outcomes: choices("focus-outcome-", ReviewOutcome::ALL.iter().map(|one| one.name()).collect(), &form.outcome),
        ends: choices("focus-end-", FocusEnd::ALL.iter().map(|one| one.name()).collect(), &form.how),
        channels: choices("focus-channel-", BackChannel::ALL.iter().map(|one| one.name()).collect(), &form.channel),
        decisions: decisions
            .into_iter()
            .map(|one| DecisionView {
                in_time: one.due_at.value().flatten().zip(one.decided_at.as_value().copied()).map(|(due, decided)| decided <= due),
                verdict: one.verdict.value().map(|verdict| tr.t(&format!("focus-verdict-{}", verdict.name()))).unwrap_or_default(),
                reasons: one.reasons.value().map(|words| words.as_str().to_owned()).unwrap_or_default(),
                dissent: one.dissent.value().filter(|words| !words.is_empty()).map(|words| words.as_str().to_owned()),
                by: one.decided_by.value().unwrap_or_default(),
                at: one.decided_at.value().map(at).unwrap_or_default(),
            })
            .collect(),
        reviews: reviews
            .into_iter()
            .map(|one| ReviewView {
                outcome: one.outcome.value().map(|outcome| tr.t(&format!("focus-outcome-{}", outcome.name()))).unwrap_or_default(),
                note: one.note.value().map(|words| words.as_str().to_owned()).unwrap_or_default(),
                by: one.held_by.value().unwrap_or_default(),
                at: one.held_at.value().map(at).unwrap_or_default(),
            })
            .collect(),
        group_clocks: group_clocks.iter().map(|clock| chip(desk, clock, false)).collect(),
        incidents: incidents.into_iter().map(|incident| behind(desk, incident)).collect(),
        heard: heard.map(|heard| told(tr, heard)).map(|(tag, text)| HeardView { tag, text }),
        form,
        focus,
        board,
        deeds: deeds.iter().map(|deed| deed.name()).collect(),
        conflict: false,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let page = card_page(&desk, id, None, FormErrors::none()).await?;
    desk.page(&page)
}

async fn change(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<FocusForm>) -> Answer {
    let id: FocusId = id.parse().map_err(|_| Problem::NotFound)?;
    let deed = FocusDeed::named(&deed).ok_or(Problem::NotFound)?;
    let ctx = &desk.ctx;
    let done = match deed {
        FocusDeed::Decide => focus::decide(ctx, id, (&form.verdict, &form.reasons, &form.dissent), form.version).await.map(|_| ()),
        FocusDeed::Start => focus::start(ctx, id, (&form.started_on, &form.goals, &form.stop_criteria), form.version).await,
        FocusDeed::Review => focus::review(ctx, id, form.review.parse().map_err(|_| Problem::NotFound)?, (&form.outcome, &form.note)).await,
        FocusDeed::End => focus::end(ctx, id, (&form.how, &form.reason), form.version).await,
        FocusDeed::TellBack => {
            let typed = TypedBack {
                text: &form.text,
                channel: &form.channel,
                messenger: &form.messenger,
                on: &form.on,
                clearance: &form.clearance,
                cleared_on: &form.cleared_on,
                pretrial: form.pretrial == "yes",
                innocence: form.innocence == "yes",
            };
            focus::tell_back(ctx, id, typed, form.version).await
        }
        FocusDeed::Evaluate => focus::evaluate(ctx, id, &form.learnt, form.version).await,
    };
    match done {
        Ok(()) => desk.done(&format!("/focus/{id}"), done_key(deed)),
        Err(AppError::Changed { .. }) => {
            let page = CardPage { conflict: true, ..card_page(&desk, id, Some(form), FormErrors::none()).await? };
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, Some(form), errors).await?;
            desk.faulty(&page)
        }
    }
}

/// The sentence that the next page shows.
const fn done_key(deed: FocusDeed) -> &'static str {
    match deed {
        FocusDeed::Decide => "focus-decided",
        FocusDeed::Start => "focus-started",
        FocusDeed::Review => "focus-reviewed",
        FocusDeed::End => "focus-ended",
        FocusDeed::TellBack => "focus-told-back",
        FocusDeed::Evaluate => "focus-evaluated",
    }
}

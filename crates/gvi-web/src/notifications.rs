//! Pages of custom notifications: the list, one notification with everything that must be in order before a visit, the request.
//!
//! The result of a visit has a page of its own, made for a phone (`visits.rs`); the questions to other authorities too (`clearance.rs`).

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::seen::{SeenAttempt, SeenNotification};
use gvi_app::{AppError, notifications, visits};
use gvi_domain::deconfliction::{SafetyAnswer, SafetyQuestion, Standing};
use gvi_domain::notification::{NotificationDeed, NotificationState, Trigger, TypedRequest};
use gvi_domain::{Moment, NotificationId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::groups::group_name;
use crate::papers::Section;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;
use crate::wordings::{WordingView, name_of, view as wording_view};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/notifications", get(list))
        .route("/notifications/new", get(new).post(request))
        .route("/notifications/{id}", get(card))
        .route("/notifications/{id}/{deed}", post(change))
}

fn state_tag(tr: Tr, state: NotificationState) -> Tag {
    let word = tr.t(&format!("notification-state-{}", state.name()));
    match state {
        NotificationState::Requested => Tag::planned(word),
        NotificationState::Deconflicted => Tag::partly(word),
        NotificationState::Assigned | NotificationState::Attempted => Tag::active(word),
        NotificationState::Direct | NotificationState::Family | NotificationState::FollowedUp => Tag::good(word),
        NotificationState::Failed | NotificationState::Cancelled => Tag::quiet(word),
    }
}

/// A notification as lists print it.
#[derive(Serialize)]
pub struct NotificationLine {
    pub id: String,
    pub code: String,
    pub person: Option<String>,
    pub group: String,
    pub group_name: Option<String>,
    pub trigger: Option<String>,
    pub urgent: bool,
    pub round: Option<String>,
    pub state: Option<Tag>,
    pub tries: i64,
    pub requested: Option<String>,
}

/// A line of a list.
pub fn line(desk: &Desk, notification: SeenNotification) -> NotificationLine {
    let tr = desk.tr();
    NotificationLine {
        id: notification.id.to_string(),
        code: notification.code.to_string(),
        person: notification.person.value().map(|code| code.to_string()),
        group: notification.group.to_string(),
        group_name: notification.group_name.value(),
        trigger: notification.trigger.value().map(|trigger| tr.t(&format!("notification-trigger-{}", trigger.name()))),
        urgent: notification.urgent.value().unwrap_or(false),
        round: notification.round_name.value().flatten(),
        state: notification.state.value().map(|state| state_tag(tr, state)),
        tries: notification.tries.value().unwrap_or(0),
        requested: notification.requested_at.value().map(|at| iso_moment(at.timestamp(), desk.zone())),
    }
}

/// Somebody whom nobody has spoken to for a while.
#[derive(Serialize)]
struct UnspokenLine {
    person: String,
    code: String,
    name: Option<String>,
    group: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "notifications/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    open: Vec<NotificationLine>,
    over: Vec<NotificationLine>,
    no_contact: Option<Vec<UnspokenLine>>,
    may_request: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = notifications::list(&desk.ctx).await?;
    let lines = |all: Vec<SeenNotification>| all.into_iter().map(|notification| line(&desk, notification)).collect();
    let unspoken = |listing: gvi_app::seen::SeenMembership| UnspokenLine {
        person: listing.person.to_string(),
        code: listing.person_code.to_string(),
        name: listing.person_name.value(),
        group: listing.group_name.value(),
    };
    let page = ListPage {
        shell: desk.shell(),
        open: lines(list.open),
        over: lines(list.over),
        no_contact: list.no_contact.map(|listings| listings.into_iter().map(unspoken).collect()),
        may_request: list.may_request,
    };
    desk.page(&page)
}

/// A safety question with its answer so far.
#[derive(Serialize)]
struct SafetyView {
    name: &'static str,
    question: String,
    answer: Option<Tag>,
    by: Option<String>,
    at: Option<String>,
    reason: Option<String>,
    #[serde(skip)]
    choices: Vec<Choice>,
}

/// A question to another authority.
#[derive(Serialize)]
struct QuestionView {
    disclosure: String,
    authority: String,
    asked: Option<String>,
    standing: Tag,
    whom: Option<String>,
    talk: Option<String>,
    talker: Option<String>,
    /// A talk can be written down.
    may_talk: bool,
}

/// An attempt.
#[derive(Serialize)]
struct AttemptView {
    at: Option<String>,
    outcome: Option<String>,
    place: Option<String>,
    receiver: Option<String>,
    letter: bool,
    offer: bool,
    reaction: Option<String>,
    note: Option<String>,
    by: Option<String>,
}

fn attempt_view(desk: &Desk, attempt: SeenAttempt) -> AttemptView {
    let tr = desk.tr();
    AttemptView {
        at: attempt.at.value().map(|at| iso_moment(at.timestamp(), desk.zone())),
        outcome: attempt.outcome.value().map(|outcome| tr.t(&format!("visit-outcome-{}", outcome.name()))),
        place: attempt.place.value().map(|place| tr.t(&format!("visit-place-{}", place.name()))),
        receiver: attempt.receiver.value().map(|receiver| tr.t(&format!("visit-receiver-{}", receiver.name()))),
        letter: attempt.letter.value().flatten().is_some(),
        offer: attempt.offer.value().unwrap_or(false),
        reaction: attempt.reaction.value().map(|reaction| tr.t(&format!("visit-reaction-{}", reaction.name()))),
        note: attempt.note.value().map(|note| note.as_str().to_owned()).filter(|note| !note.is_empty()),
        by: attempt.reporter.value(),
    }
}

fn standing_tag(tr: Tr, standing: Standing) -> Tag {
    let word = tr.t(&format!("standing-{}", standing.name()));
    match standing {
        Standing::Silent => Tag::planned(word),
        Standing::Clear | Standing::Talked => Tag::good(word),
        Standing::Wait => Tag::refused(word),
        Standing::Contact => Tag::soon(word),
    }
}

/// What is typed on the page of a notification; each deed reads its own fields.
#[derive(Deserialize, Serialize, Default, Clone)]
struct DeedForm {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    threat: String,
    #[serde(default)]
    child: String,
    #[serde(default)]
    victim: String,
    #[serde(default, rename = "exit-programme")]
    exit_programme: String,
    #[serde(default)]
    investigation: String,
    #[serde(default, rename = "protected-identity")]
    protected_identity: String,
    #[serde(default)]
    stop_reason: String,
    #[serde(default)]
    question: String,
    #[serde(default)]
    talk: String,
    #[serde(default)]
    team: Vec<String>,
    #[serde(default)]
    visit_at: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    cancel_reason: String,
}

impl DeedForm {
    fn typed(&self, question: SafetyQuestion) -> &str {
        match question {
            SafetyQuestion::Threat => &self.threat,
            SafetyQuestion::Child => &self.child,
            SafetyQuestion::Victim => &self.victim,
            SafetyQuestion::ExitProgramme => &self.exit_programme,
            SafetyQuestion::Investigation => &self.investigation,
            SafetyQuestion::ProtectedIdentity => &self.protected_identity,
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "notifications/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    notification: NotificationLine,
    name: Option<String>,
    reason: Option<String>,
    requester: Option<String>,
    cleared: Option<String>,
    visit: Option<String>,
    delivered: Option<String>,
    followed: Option<String>,
    ended: Option<String>,
    ends: Option<String>,
    round: Option<String>,
    wording: Option<WordingView>,
    letter: Option<WordingView>,
    safety: Vec<SafetyView>,
    questions: Vec<QuestionView>,
    attempts: Vec<AttemptView>,
    team: Vec<String>,
    #[serde(skip)]
    colleagues: Vec<Choice>,
    clocks: Vec<ClockChip>,
    blocked: Option<String>,
    made: Section,
    deeds: Vec<&'static str>,
    version: i64,
    #[serde(skip)]
    form: DeedForm,
    conflict: bool,
}

impl CardPage {
    fn may(&self, deed: &str) -> bool {
        self.deeds.contains(&deed)
    }
}

fn safety_views(desk: &Desk, answers: Vec<gvi_app::seen::SeenAnswer>, form: &DeedForm) -> Vec<SafetyView> {
    let tr = desk.tr();
    SafetyQuestion::ALL
        .iter()
        .map(|question| {
            let given = answers.iter().find(|answer| answer.question.as_value() == Some(question));
            let answer = given.and_then(|given| given.answer.as_value().copied());
            let now = Some(form.typed(*question)).filter(|typed| !typed.is_empty()).map(str::to_owned);
            let now = now.or_else(|| answer.map(|answer| answer.name().to_owned())).unwrap_or_default();
            SafetyView {
                name: question.name(),
                question: tr.t(&format!("safety-{}", question.name())),
                answer: answer.map(|answer| {
                    let word = tr.t(&format!("safety-answer-{}", answer.name()));
                    if answer == SafetyAnswer::Go { Tag::good(word) } else { Tag::refused(word) }
                }),
                by: given.and_then(|given| given.answerer.as_value().cloned()),
                at: given.and_then(|given| given.answered_at.as_value()).map(|at| iso_moment(at.timestamp(), desk.zone())),
                reason: given
                    .and_then(|given| given.reason.as_value())
                    .map(|reason| reason.as_str().to_owned())
                    .filter(|reason| !reason.is_empty()),
                choices: SafetyAnswer::ALL
                    .iter()
                    .map(|answer| Choice::new(answer.name(), tr.t(&format!("safety-answer-{}", answer.name()))).chosen_when(&now))
                    .collect(),
            }
        })
        .collect()
}

async fn card_page(desk: &Desk, id: NotificationId, form: DeedForm, errors: FormErrors) -> Result<CardPage, Problem> {
    let (tr, zone) = (desk.tr(), desk.zone());
    let card = notifications::card(&desk.ctx, id).await?;
    let at = |at: Moment| iso_moment(at.timestamp(), zone);
    let clocks = card.clocks.iter().map(|clock| chip(desk, clock, false)).collect();
    let deeds: Vec<&'static str> = card.deeds.iter().map(|deed| deed.name()).collect();
    // One form at a time: two of them on one page could not be told apart.
    let to_talk = card.questions.iter().position(|(_, standing, _)| *standing == Standing::Contact);
    let to_talk = to_talk.filter(|_| card.deeds.contains(&NotificationDeed::Talk));
    let chosen = |account: &str, in_team: bool| {
        if form.team.is_empty() {
            in_team || (card.attempts.is_empty() && account == desk.ctx.actor().account)
        } else {
            form.team.iter().any(|typed| typed == account)
        }
    };
    let colleagues = card
        .colleagues
        .iter()
        .map(|one| Choice {
            chosen: chosen(&one.account.to_string(), one.in_team),
            ..Choice::new(one.account.to_string(), one.name.clone())
        })
        .collect();
    let team = card.colleagues.iter().filter(|one| one.in_team).map(|one| one.name.clone()).collect();
    let made = Section::of(desk, &format!("/notifications/{id}"), &card.papers);
    let questions = card
        .questions
        .into_iter()
        .enumerate()
        .map(|(place, (question, standing, whom))| QuestionView {
            disclosure: question.disclosure.to_string(),
            authority: desk.authority_name(question.authority.as_str()),
            asked: question.asked_at.value().map(at),
            standing: standing_tag(tr, standing),
            whom,
            talk: question.talk.value().map(|talk| talk.as_str().to_owned()).filter(|talk| !talk.is_empty()),
            talker: question.talker.value().flatten(),
            may_talk: to_talk == Some(place),
        })
        .collect();
    let safety = safety_views(desk, card.answers, &form);
    let notification = card.notification;
    let words = |words: gvi_domain::Words| words.as_str().to_owned();
    let local = |moment: Moment| zone.to_datetime(moment.timestamp()).strftime("%Y-%m-%dT%H:%M").to_string();
    let form =
        DeedForm { visit_at: if form.visit_at.is_empty() { local(desk.now().plus_hours(1)) } else { form.visit_at.clone() }, ..form };
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/notifications", tr.t("notifications-title")), Crumb::here(notification.code.to_string())],
        errors,
        name: card.person_name,
        reason: notification.reason.clone().value().map(words),
        requester: notification.requester.clone().value(),
        cleared: notification.cleared_at.clone().value().flatten().map(at),
        visit: notification.visit_at.clone().value().flatten().map(at),
        delivered: notification.delivered_at.clone().value().flatten().map(at),
        followed: notification.followed_at.clone().value().flatten().map(at),
        ended: notification.end_reason.clone().value().map(words).filter(|reason| !reason.is_empty()),
        ends: notification.expires_on.clone().value().map(iso_date),
        round: notification.round.clone().value().flatten().map(|round| round.to_string()),
        wording: card.wording.map(|wording| wording_view(desk, wording)),
        letter: card.letter.map(|letter| wording_view(desk, letter)),
        safety,
        questions,
        attempts: card.attempts.into_iter().map(|attempt| attempt_view(desk, attempt)).collect(),
        team,
        colleagues,
        clocks,
        blocked: card.blocked.map(|rule| tr.t(&format!("rule-{rule}"))),
        deeds,
        made,
        version: notification.version,
        notification: line(desk, notification),
        form,
        conflict: false,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let page = card_page(&desk, id, DeedForm::default(), FormErrors::none()).await?;
    desk.page(&page)
}

/// A date and time as the browser writes it, at the site.
pub fn local_moment(desk: &Desk, typed: &str) -> Option<Moment> {
    let local: jiff::civil::DateTime = typed.trim().parse().ok()?;
    Moment::at(local.date(), local.hour(), local.minute(), desk.zone()).ok()
}

async fn change(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id: NotificationId = id.parse().map_err(|_| Problem::NotFound)?;
    let ctx = &desk.ctx;
    let done = match NotificationDeed::named(&deed).ok_or(Problem::NotFound)? {
        NotificationDeed::Answer => {
            let answer = |question: &SafetyQuestion| Some((*question, SafetyAnswer::named(form.typed(*question))?));
            let answers: Vec<_> = SafetyQuestion::ALL.iter().filter_map(answer).collect();
            notifications::answer(ctx, id, &answers, &form.stop_reason).await
        }
        NotificationDeed::Talk => {
            let question = form.question.parse().map_err(|_| Problem::NotFound)?;
            notifications::talk(ctx, id, question, &form.talk).await
        }
        NotificationDeed::Clear => notifications::clear(ctx, id, form.version).await,
        NotificationDeed::Assign => {
            let team = form.team.iter().filter_map(|account| account.parse().ok()).collect();
            notifications::assign(ctx, id, team, local_moment(&desk, &form.visit_at), form.version).await
        }
        NotificationDeed::Cancel => notifications::cancel(ctx, id, &form.cancel_reason, form.version).await,
        NotificationDeed::GiveUp => visits::give_up(ctx, id, &form.reason, form.version).await,
        NotificationDeed::FollowUp => visits::follow_up(ctx, id, form.version).await,
        // These two have pages of their own.
        NotificationDeed::Ask | NotificationDeed::Attempt => return Err(Problem::NotFound),
    };
    match done {
        Ok(()) => desk.done(&format!("/notifications/{id}"), "saved"),
        Err(AppError::Changed { .. }) => {
            let page = CardPage { conflict: true, ..card_page(&desk, id, form, FormErrors::none()).await? };
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, form, errors).await?;
            desk.faulty(&page)
        }
    }
}

/// What is typed into a request.
#[derive(Deserialize, Serialize, Default, Clone)]
struct RequestForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    trigger: String,
    #[serde(default)]
    urgent: String,
    #[serde(default)]
    wording: String,
    #[serde(default)]
    letter: String,
    #[serde(default)]
    round: String,
}

#[derive(Template, Serialize)]
#[template(path = "notifications/new.html")]
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
    triggers: Vec<Choice>,
    #[serde(skip)]
    wordings: Vec<Choice>,
    #[serde(skip)]
    letters: Vec<Choice>,
    #[serde(skip)]
    rounds: Vec<Choice>,
    form: RequestForm,
}

async fn new_page(desk: &Desk, form: RequestForm, errors: FormErrors) -> Result<NewPage, Problem> {
    let tr = desk.tr();
    let known = notifications::request_form(&desk.ctx).await?;
    let words = |wordings: &[gvi_app::seen::SeenWording], now: &str| -> Vec<Choice> {
        wordings.iter().map(|wording| Choice::new(wording.id.to_string(), name_of(tr, wording)).chosen_when(now)).collect()
    };
    Ok(NewPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/notifications", tr.t("notifications-title")), Crumb::here(tr.t("notification-request"))],
        errors,
        groups: known.groups.iter().map(|group| Choice::new(group.code.to_string(), group_name(group)).chosen_when(&form.group)).collect(),
        triggers: Trigger::ALL
            .iter()
            .map(|trigger| {
                Choice::new(trigger.name(), tr.t(&format!("notification-trigger-{}", trigger.name()))).chosen_when(&form.trigger)
            })
            .collect(),
        wordings: words(&known.wordings, &form.wording),
        letters: words(&known.letters, &form.letter),
        rounds: known
            .rounds
            .iter()
            .map(|round| {
                let name = round.name.as_value().cloned().unwrap_or_default();
                Choice::new(round.id.to_string(), name).chosen_when(&form.round)
            })
            .collect(),
        form,
    })
}

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    person: String,
    #[serde(default)]
    group: String,
}

async fn new(desk: Desk, Query(about): Query<About>) -> Answer {
    let form = RequestForm { id: NotificationId::new().to_string(), person: about.person, group: about.group, ..RequestForm::default() };
    desk.page(&new_page(&desk, form, FormErrors::none()).await?)
}

async fn request(Typed { desk, form }: Typed<RequestForm>) -> Answer {
    let id: NotificationId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedRequest {
        person: &form.person,
        group: &form.group,
        reason: &form.reason,
        trigger: &form.trigger,
        urgent: form.urgent == "yes",
        wording: &form.wording,
        letter: &form.letter,
        round: &form.round,
    };
    match notifications::request(&desk.ctx, id, typed).await {
        Ok(id) => desk.done(&format!("/notifications/{id}"), "notification-requested"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors).await?)
        }
    }
}

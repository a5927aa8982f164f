//! Pages of guests, at the police: who is asked to a call-in and why, which groups they reach and which they do not, that the list stands,
//! and whether the meeting is held. The form of a proposal is [`crate::guest_form`].
//!
//! There is no order among people but by group, name and code, and no page that compares them.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::call_ins::coverage::Reach;
use gvi_app::call_ins::known::KnownCallIn;
use gvi_app::guests::{self, GuestPage};
use gvi_app::seen::SeenGuest;
use gvi_app::{AppError, received};
use gvi_domain::call_in::GoVerdict;
use gvi_domain::guest::{GuestState, KnownSupervision, Supervision};
use gvi_domain::{Code, EnvelopeId, GuestId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/guests", get(list))
        .route("/guests/lock", post(lock))
        .route("/guests/decision", get(decision_form).post(decide))
        .route("/guests/{id}", get(card))
        .route("/guests/{id}/withdraw", post(withdraw))
        .route("/guests/{id}/supervision", post(supervision))
}

/// A call-in as it was told.
#[derive(Serialize)]
pub struct KnownView {
    pub(crate) envelope: String,
    pub(crate) code: String,
    pub(crate) when: String,
    pub(crate) place: String,
    pub(crate) groups: Vec<String>,
    pub(crate) safety: Option<String>,
    pub(crate) called_off: bool,
}

/// A call-in as it was told, as pages print it.
pub fn known_view(desk: &Desk, known: &KnownCallIn) -> KnownView {
    KnownView {
        envelope: known.envelope.to_string(),
        code: known.code.to_string(),
        when: iso_moment(known.begins.timestamp(), desk.zone()),
        place: known.place.clone(),
        groups: known.groups.iter().map(ToString::to_string).collect(),
        safety: Some(known.safety.clone()).filter(|text| !text.is_empty()),
        called_off: known.called_off,
    }
}

/// The call-in of an address.
#[derive(Deserialize, Default)]
pub struct Which {
    #[serde(default)]
    call_in: String,
}

impl Which {
    /// Its code; nothing if none is named.
    pub fn code(&self) -> Result<Option<Code>, Problem> {
        if self.call_in.is_empty() { Ok(None) } else { self.call_in.parse().map(Some).map_err(|_| Problem::NotFound) }
    }

    /// Its code, which must be named.
    pub fn named(&self) -> Result<Code, Problem> {
        self.call_in.parse().map_err(|_| Problem::NotFound)
    }
}

#[derive(Template, Serialize)]
#[template(path = "guests/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    call_ins: Vec<KnownView>,
}

#[derive(Serialize)]
struct GuestView {
    id: String,
    code: String,
    name: Option<String>,
    person: String,
    membership: String,
    group: String,
    group_name: String,
    reason: Option<String>,
    supervision: Option<String>,
    source: Option<String>,
    state: Option<Tag>,
    stands: bool,
    withdrawn: bool,
    withdrawn_reason: Option<String>,
    told: Option<String>,
    proposer: String,
    ends: String,
    call_in: String,
    version: i64,
}

fn view(desk: &Desk, guest: SeenGuest) -> GuestView {
    let tr = desk.tr();
    let state = guest.state.value();
    let stands = guest.stands.value().unwrap_or_default();
    let tag = state.map(|state| match state {
        GuestState::Withdrawn => Tag::quiet(tr.t("guest-state-withdrawn")),
        GuestState::Proposed if !stands => Tag::over(tr.t("guest-not-listed-any-more")),
        GuestState::Proposed => Tag::active(tr.t("guest-state-proposed")),
    });
    GuestView {
        id: guest.id.to_string(),
        code: guest.person_code.to_string(),
        name: guest.name.value(),
        person: guest.person.to_string(),
        membership: guest.membership.to_string(),
        group: guest.group.to_string(),
        group_name: guest.group_name.value().unwrap_or_default(),
        reason: guest.reason.value().map(|reason| reason.as_str().to_owned()),
        supervision: guest.supervision.value().map(|known| tr.t(&format!("guest-supervision-{}", known.name()))),
        source: guest.supervision_source.value().filter(|text| !text.is_empty()),
        state: tag,
        stands,
        withdrawn: state == Some(GuestState::Withdrawn),
        withdrawn_reason: guest.withdrawn_reason.value().filter(|text| !text.is_empty()),
        told: guest.told.value().flatten().map(|id| id.to_string()),
        proposer: guest.proposer.value().flatten().unwrap_or_default(),
        ends: guest.expires_on.value().map(iso_date).unwrap_or_default(),
        call_in: guest.call_in.to_string(),
        version: guest.version,
    }
}

#[derive(Serialize)]
struct MatrixRow {
    group: String,
    name: String,
    code: String,
    reach: Vec<String>,
    has_guest: bool,
}

#[derive(Serialize)]
struct Told {
    id: String,
    at: String,
    to: String,
}

#[derive(Serialize)]
struct CameLine {
    code: String,
    name: String,
    href: String,
}

#[derive(Serialize)]
struct Verdict {
    tag: Tag,
    reasons: String,
    by: String,
}

#[derive(Template, Serialize)]
#[template(path = "guests/page.html")]
struct Page {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    call_in: KnownView,
    guests: Vec<GuestView>,
    columns: Vec<String>,
    matrix: Vec<MatrixRow>,
    gaps: Vec<String>,
    locked: Option<String>,
    verdict: Option<Verdict>,
    told: Vec<Told>,
    came: Vec<CameLine>,
    is_over: bool,
    version: i64,
    may_propose: bool,
    may_lock: bool,
    may_decide: bool,
    may_tell: bool,
    may_record: bool,
}

fn reach_word(desk: &Desk, reach: Reach) -> String {
    match reach {
        Reach::StandsFor => desk.tr().t("guest-reach-stands-for"),
        Reach::ThroughAlly => desk.tr().t("guest-reach-ally"),
        Reach::Not => "–".to_owned(),
    }
}

async fn full_page(desk: &Desk, code: Code, errors: FormErrors) -> Result<Page, Problem> {
    let page: GuestPage = guests::page(&desk.ctx, code).await?;
    let (tr, zone) = (desk.tr(), desk.zone());
    let locked = page.list.as_ref().and_then(|list| list.locked_at.as_value().copied().flatten());
    let verdict = page.list.as_ref().and_then(|list| {
        let verdict = list.verdict.as_value().copied().flatten()?;
        let word = tr.t(&format!("go-verdict-{}", verdict.name()));
        Some(Verdict {
            tag: if verdict == GoVerdict::Go { Tag::good(word) } else { Tag::over(word) },
            reasons: list.verdict_reasons.as_value().cloned().unwrap_or_default(),
            by: list.decided_by.as_value().cloned().flatten().unwrap_or_default(),
        })
    });
    let came = guests::names_of(&desk.ctx, &page.groups_that_came()).await?;
    let day = iso_date(page.call_in.day);
    let came_line = |(code, named): (Code, Option<(gvi_domain::GroupId, String)>)| CameLine {
        name: named.map_or_else(|| code.to_string(), |(_, name)| name),
        href: format!("/messages/new?group={code}&channel=call-in&on={day}"),
        code: code.to_string(),
    };
    let counted: Vec<&SeenGuest> = page
        .guests
        .iter()
        .filter(|guest| guest.state.as_value() == Some(&GuestState::Proposed) && guest.stands.as_value() == Some(&true))
        .collect();
    let columns = counted.iter().map(|guest| guest.name.as_value().cloned().unwrap_or_else(|| guest.person_code.to_string())).collect();
    let gaps = page.coverage.gaps().map(|group| group.name.clone().unwrap_or_else(|| group.code.to_string())).collect();
    let row = |row: &gvi_app::call_ins::coverage::CoveredGroup| MatrixRow {
        group: row.group.id.to_string(),
        name: row.group.name.clone().unwrap_or_else(|| row.group.code.to_string()),
        code: row.group.code.to_string(),
        reach: row.reach.iter().map(|reach| reach_word(desk, *reach)).collect(),
        has_guest: row.has_guest,
    };
    let told = |told: &gvi_app::call_ins::telling::Told| Told {
        id: told.id.to_string(),
        at: iso_moment(told.at.timestamp(), zone),
        to: told.recipients.iter().map(|(authority, _)| desk.authority_name(authority)).collect::<Vec<_>>().join(", "),
    };
    let is_ahead = page.call_in.begins > desk.now() && !page.call_in.called_off;
    Ok(Page {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/guests", tr.t("guests-title")), Crumb::here(code.to_string())],
        errors,
        call_in: known_view(desk, &page.call_in),
        columns,
        gaps,
        matrix: page.coverage.groups.iter().map(row).collect(),
        locked: locked.map(|at| iso_moment(at.timestamp(), zone)),
        verdict,
        told: page.told.iter().map(told).collect(),
        came: came.into_iter().map(came_line).collect(),
        is_over: guests::is_over(&desk.ctx, &page.call_in),
        version: page.list.as_ref().map_or(0, |list| list.version),
        may_propose: page.may_propose && is_ahead && locked.is_none(),
        may_lock: page.may_lock && locked.is_none() && page.list.is_some(),
        may_decide: page.may_decide && locked.is_some() && is_ahead,
        may_tell: locked.is_some() && gvi_app::disclosures::may_decide(&desk.ctx),
        may_record: page.may_record,
        guests: page.guests.into_iter().map(|guest| view(desk, guest)).collect(),
    })
}

async fn list(desk: Desk, Query(which): Query<Which>) -> Answer {
    match which.code()? {
        Some(code) => desk.page(&full_page(&desk, code, FormErrors::none()).await?),
        None => {
            let known = guests::list(&desk.ctx).await?;
            let call_ins = known.iter().map(|known| known_view(&desk, known)).collect();
            desk.page(&ListPage { shell: desk.shell(), call_ins })
        }
    }
}

#[derive(Deserialize)]
struct LockForm {
    #[serde(default)]
    call_in: String,
    #[serde(default)]
    version: i64,
}

async fn lock(Typed { desk, form }: Typed<LockForm>) -> Answer {
    let code: Code = form.call_in.parse().map_err(|_| Problem::NotFound)?;
    match guests::lock(&desk.ctx, code, form.version).await {
        Ok(()) => desk.done(&format!("/guests?call_in={code}"), "guest-list-locked"),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&full_page(&desk, code, errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&full_page(&desk, code, errors).await?)
        }
    }
}

/// What is typed into the decision.
#[derive(Deserialize, Serialize, Default, Clone)]
struct DecisionForm {
    #[serde(default)]
    call_in: String,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "guests/decision.html")]
struct DecisionPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    verdicts: Vec<Choice>,
    call_in: KnownView,
    gaps: Vec<String>,
    theirs: Option<Verdict>,
    form: DecisionForm,
}

async fn decision_page(desk: &Desk, code: Code, form: Option<DecisionForm>, errors: FormErrors) -> Result<DecisionPage, Problem> {
    let page = full_page(desk, code, FormErrors::none()).await?;
    if !page.may_decide {
        return Err(Problem::NotFound);
    }
    let tr = desk.tr();
    let form = DecisionForm { call_in: code.to_string(), version: page.version, ..form.unwrap_or_default() };
    Ok(DecisionPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/guests", tr.t("guests-title")),
            Crumb::new(format!("/guests?call_in={code}"), code.to_string()),
            Crumb::here(tr.t("guest-decide")),
        ],
        errors,
        verdicts: GoVerdict::ALL
            .iter()
            .map(|verdict| Choice::new(verdict.name(), tr.t(&format!("go-verdict-{}", verdict.name()))).chosen_when(&form.verdict))
            .collect(),
        call_in: page.call_in,
        gaps: page.gaps,
        theirs: page.verdict,
        form,
    })
}

async fn decision_form(desk: Desk, Query(which): Query<Which>) -> Answer {
    desk.page(&decision_page(&desk, which.named()?, None, FormErrors::none()).await?)
}

async fn decide(Typed { desk, form }: Typed<DecisionForm>) -> Answer {
    let code: Code = form.call_in.parse().map_err(|_| Problem::NotFound)?;
    match guests::decide(&desk.ctx, code, (&form.verdict, &form.reasons), form.version).await {
        Ok(_) => desk.done(&format!("/guests?call_in={code}"), "guest-decided"),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&decision_page(&desk, code, Some(form), errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&decision_page(&desk, code, Some(form), errors).await?)
        }
    }
}

/// What is typed on a guest's page.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ChangeForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    supervision: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    envelope: String,
    #[serde(default)]
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "guests/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    known: Vec<Choice>,
    #[serde(skip)]
    answers: Vec<Choice>,
    guest: GuestView,
    may_change: bool,
    may_tell: bool,
    may_read_told: bool,
    form: ChangeForm,
}

fn label(known: &received::Known) -> String {
    let seen = &known.received;
    let about =
        [&seen.about_identity, &seen.about_coordination].into_iter().filter_map(|text| text.as_value()).find(|text| !text.is_empty());
    about.cloned().unwrap_or_else(|| seen.subject.clone())
}

async fn card_page(desk: &Desk, id: GuestId, form: Option<ChangeForm>, errors: FormErrors) -> Result<CardPage, Problem> {
    let card = guests::card(&desk.ctx, id).await?;
    let tr = desk.tr();
    let now = card.guest.supervision.as_value().copied().unwrap_or(Supervision::Unknown);
    let source = card.guest.supervision_source.as_value().cloned().unwrap_or_default();
    let envelope = card.guest.supervision_envelope.as_value().copied().flatten().map(|id| id.to_string()).unwrap_or_default();
    let guest = view(desk, card.guest);
    let form = match form {
        Some(form) => ChangeForm { version: guest.version, ..form },
        None => ChangeForm { supervision: now.name().to_owned(), source, envelope, version: guest.version, ..ChangeForm::default() },
    };
    let title = guest.name.clone().unwrap_or_else(|| guest.code.clone());
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/guests", tr.t("guests-title")),
            Crumb::new(format!("/guests?call_in={}", guest.call_in), guest.call_in.clone()),
            Crumb::here(title),
        ],
        errors,
        known: Supervision::ALL
            .iter()
            .map(|known| Choice::new(known.name(), tr.t(&format!("guest-supervision-{}", known.name()))).chosen_when(&form.supervision))
            .collect(),
        answers: card
            .answers
            .iter()
            .map(|known| Choice::new(known.received.envelope.to_string(), label(known)).chosen_when(&form.envelope))
            .collect(),
        guest,
        may_change: card.may_change,
        may_tell: card.may_change && gvi_app::disclosures::may_decide(&desk.ctx),
        may_read_told: card.may_read_told,
        form,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: GuestId = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&card_page(&desk, id, None, FormErrors::none()).await?)
}

async fn answered(desk: Desk, id: GuestId, form: ChangeForm, done: Result<(), AppError>, flash: &'static str) -> Answer {
    match done {
        Ok(()) => desk.done(&format!("/guests/{id}"), flash),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&card_page(&desk, id, Some(form), errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&card_page(&desk, id, Some(form), errors).await?)
        }
    }
}

async fn withdraw(Path(id): Path<String>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: GuestId = id.parse().map_err(|_| Problem::NotFound)?;
    let done = guests::withdraw(&desk.ctx, id, &form.reason, form.version).await;
    answered(desk, id, form, done, "guest-withdrawn").await
}

async fn supervision(Path(id): Path<String>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: GuestId = id.parse().map_err(|_| Problem::NotFound)?;
    let envelope = form.envelope.parse::<EnvelopeId>().ok();
    let done = match KnownSupervision::read(&form.supervision, &form.source, envelope) {
        Ok(known) => guests::supervision(&desk.ctx, id, &known, form.version).await,
        Err(faults) => Err(faults.into()),
    };
    answered(desk, id, form, done, "guest-supervision-written").await
}

//! Pages of what other authorities disclosed: the list, the card with what one may do with it, saying that one has seen it.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::received;
use gvi_domain::EnvelopeId;
use gvi_domain::disclosure::ReceivedState;
use gvi_domain::referral::{ReferralAnswer, ReferralState, RejectReason};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclose::FieldLine;
use crate::disclosures::{ReasonLine, function_word, name_of, names, purpose_words, reason_lines};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, ReceivedFrom, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/received", get(list))
        .route("/received/{id}", get(card))
        .route("/received/{id}/acknowledge", post(acknowledge))
        .route("/received/{id}/answer", post(answer))
}

fn state_tag(tr: Tr, state: ReceivedState, seen: bool) -> Tag {
    match state {
        ReceivedState::Current if seen => Tag::good(tr.t("received-seen")),
        ReceivedState::Current => Tag::soon(tr.t("received-new")),
        ReceivedState::Corrected => Tag::quiet(tr.t("received-state-corrected")),
        ReceivedState::Recalled => Tag::refused(tr.t("received-state-recalled")),
        ReceivedState::Expired => Tag::quiet(tr.t("received-state-expired")),
    }
}

#[derive(Template, Serialize)]
#[template(path = "received/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    unseen: usize,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    label: Option<String>,
    kind: String,
    from: String,
    arrived: String,
    ends: String,
    state: Tag,
}

/// What a snapshot is about, as a list says it. An answer of one word is called an answer: the word stands in its content.
pub fn about(tr: &Tr, line: &received::Line) -> Option<String> {
    let label = line.label.as_ref()?;
    Some(if line.received.category == gvi_app::deconfliction::CATEGORY { tr.t("clearance-answer") } else { label.clone() })
}

async fn list(desk: Desk) -> Answer {
    let (tr, names) = (desk.tr(), names(&desk).await?);
    let lines = received::list(&desk.ctx).await?;
    let unseen =
        lines.iter().filter(|line| line.received.state == ReceivedState::Current && line.received.acknowledged_at.is_none()).count();
    let line = |line: received::Line| Line {
        id: line.received.envelope.to_string(),
        label: about(&tr, &line),
        kind: tr.t(&format!("snapshot-{}", line.received.kind)),
        from: name_of(&names, line.received.from_authority.as_str()),
        arrived: iso_moment(line.received.received_at.timestamp(), desk.zone()),
        ends: iso_date(line.received.ends_on),
        state: state_tag(tr, line.received.state, line.received.acknowledged_at.is_some()),
    };
    let lines = lines.into_iter().map(line).collect();
    desk.page(&ListPage { shell: desk.shell(), unseen, lines })
}

#[derive(Template, Serialize)]
#[template(path = "received/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    from: ReceivedFrom,
    id: String,
    title: String,
    kind: String,
    state: Tag,
    in_force: bool,
    taken_back: String,
    replaced_by: Option<String>,
    fields: Vec<FieldLine>,
    reasons: Vec<ReasonLine>,
    purposes: String,
    conditions: Option<String>,
    function: String,
    protected: bool,
    answer_to: Option<String>,
    ends: String,
    as_of: String,
    arrived: String,
    source: Option<String>,
    assessed: Option<String>,
    grading: Option<String>,
    disputes: Option<String>,
    may_acknowledge: bool,
    may_answer: bool,
    may_clear: bool,
    referral: Option<Tag>,
    #[serde(skip)]
    referral_reason: String,
    may_accept: bool,
    may_finish: bool,
    #[serde(skip)]
    rejections: Vec<Choice>,
    #[serde(skip)]
    errors: FormErrors,
    version: i64,
}

/// Where a referral stands, as both sides read it.
pub fn referral_tag(tr: Tr, state: ReferralState) -> Tag {
    let word = tr.t(&format!("referral-state-{}", state.name()));
    match state {
        ReferralState::Sent => Tag::soon(word),
        ReferralState::Accepted => Tag::active(word),
        ReferralState::Done => Tag::good(word),
        ReferralState::Rejected(_) | ReferralState::Revoked => Tag::refused(word),
        ReferralState::Expired => Tag::quiet(word),
    }
}

/// Why a referral was not taken on; empty for every other state.
pub fn referral_reason(tr: Tr, state: ReferralState) -> String {
    if let ReferralState::Rejected(reason) = state { tr.t(&format!("referral-reason-{}", reason.name())) } else { String::new() }
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = card_page(&desk, id.parse().map_err(|_| Problem::NotFound)?, FormErrors::none()).await?;
    desk.page(&page)
}

async fn card_page(desk: &Desk, id: EnvelopeId, errors: FormErrors) -> Result<CardPage, Problem> {
    let card = received::card(&desk.ctx, id).await?;
    let (tr, names) = (desk.tr(), names(desk).await?);
    let it = card.received;
    let sender = name_of(&names, it.from_authority.as_str());
    let kind = tr.t(&format!("snapshot-{}", it.kind));
    // An answer of one word has no name of its own: the word stands in its content.
    let title = card.label.filter(|_| it.category != gvi_app::deconfliction::CATEGORY).unwrap_or_else(|| kind.clone());
    let reasons = reason_lines(tr, card.content.reasons);
    let in_force = it.state == ReceivedState::Current;
    let kept = |text: gvi_app::Shown<String>| text.value().filter(|text| !text.is_empty());
    let assessed = kept(it.assessed_by).map(|by| match kept(it.confidence) {
        Some(confidence) => format!("{by} ({confidence})"),
        None => by,
    });
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/received", tr.t("received-title")), Crumb::here(title.clone())],
        from: ReceivedFrom {
            authority: sender.clone(),
            ground: reasons.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join(" "),
            until: tr.date(it.ends_on),
        },
        id: it.envelope.to_string(),
        title,
        kind,
        state: state_tag(tr, it.state, it.acknowledged_at.is_some()),
        in_force,
        taken_back: if in_force {
            String::new()
        } else {
            tr.args(
                if it.state == ReceivedState::Corrected { "received-was-corrected" } else { "received-was-recalled" },
                &[("authority", sender)],
            )
        },
        replaced_by: it.replaced_by.map(|id| id.to_string()),
        fields: card.content.fields.iter().map(|(key, value)| FieldLine::new(tr, key, value)).collect(),
        reasons,
        purposes: purpose_words(tr, &it.purposes),
        conditions: Some(it.conditions).filter(|text| !text.is_empty()),
        function: function_word(tr, &it.function),
        protected: it.protected,
        answer_to: kept(it.answer_to),
        ends: iso_date(it.ends_on),
        as_of: iso_date(it.as_of),
        arrived: iso_moment(it.received_at.timestamp(), desk.zone()),
        source: kept(it.source),
        assessed,
        grading: kept(it.grading),
        disputes: kept(it.disputes),
        may_acknowledge: card.may_acknowledge,
        may_answer: card.may_answer,
        may_clear: card.may_clear,
        referral: card.referral.map(|state| referral_tag(tr, state)),
        referral_reason: card.referral.map(|state| referral_reason(tr, state)).unwrap_or_default(),
        may_accept: card.may_answer_referral && card.referral == Some(ReferralState::Sent),
        may_finish: card.may_answer_referral && card.referral == Some(ReferralState::Accepted),
        rejections: RejectReason::ALL
            .iter()
            .map(|reason| Choice::new(reason.name(), tr.t(&format!("referral-reason-{}", reason.name()))))
            .collect(),
        errors,
        version: it.version,
    })
}

#[derive(Deserialize)]
struct AnswerForm {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    version: i64,
}

/// Answers a referral. A no needs its reason, which is about the help.
async fn answer(Path(id): Path<String>, Typed { desk, form }: Typed<AnswerForm>) -> Answer {
    let id: EnvelopeId = id.parse().map_err(|_| Problem::NotFound)?;
    let Some(answer) = ReferralAnswer::named(&form.answer, &form.reason) else {
        let mut errors = FormErrors::none();
        errors.add("reason", desk.tr().t("fault-choose-one"));
        let page = card_page(&desk, id, errors).await?;
        return desk.faulty(&page);
    };
    match received::answer_referral(&desk.ctx, id, answer, form.version).await {
        Ok(()) => {
            desk.site.post_waits();
            desk.done(&format!("/received/{id}"), "referral-answered")
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, errors).await?;
            desk.faulty(&page)
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn acknowledge(Path(id): Path<String>, Typed { desk, form: Nothing {} }: Typed<Nothing>) -> Answer {
    let id: EnvelopeId = id.parse().map_err(|_| Problem::NotFound)?;
    received::acknowledge(&desk.ctx, id).await?;
    desk.site.post_waits();
    desk.done(&format!("/received/{id}"), "received-acknowledged")
}

//! Pages of own disclosures: the list with where each stands, the card with the frozen copy, taking back.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::disclosures;
use gvi_app::law::Catalogue;
use gvi_domain::DisclosureId;
use gvi_domain::disclosure::{DisclosureState, RecallReason};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclose::FieldLine;
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::received::{referral_reason, referral_tag};
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/disclosures", get(list)).route("/disclosures/{id}", get(card)).route("/disclosures/{id}/recall", post(recall))
}

fn state_tag(tr: Tr, state: DisclosureState, seen: bool) -> Tag {
    let word = tr.t(&format!("disclosure-state-{}", state.name()));
    match state {
        DisclosureState::Sent if seen => Tag::good(tr.t("disclosure-acknowledged")),
        DisclosureState::Sent => Tag::active(word),
        DisclosureState::Corrected | DisclosureState::Expired => Tag::quiet(word),
        DisclosureState::Recalled => Tag::refused(word),
    }
}

/// A ground or harm test as pages print it: plain words first, the paragraph after.
#[derive(Serialize)]
pub struct ReasonLine {
    /// What it says.
    pub text: String,
    /// How it is cited.
    pub cite: String,
    /// What was written; nothing where it is withheld.
    pub written: Option<String>,
}

/// The reasons of a snapshot in plain words.
pub fn reason_lines(tr: Tr, reasons: Vec<(String, String, gvi_app::Shown<String>)>) -> Vec<ReasonLine> {
    let (catalogue, lang) = (Catalogue::se(), tr.lang().code());
    let line = |(ground, provision, written): (String, String, gvi_app::Shown<String>)| {
        let known = catalogue.ground(&ground.as_str().into());
        let lock = catalogue.provision(&provision.as_str().into());
        let (text, cite) = match (lock, known) {
            (Some(lock), _) => (tr.args("reason-harm-test", &[("provision", lock.id.to_string())]), String::new()),
            (None, Some(ground)) => (ground.words().in_language(lang).to_owned(), ground.cite.clone()),
            (None, None) => (ground, String::new()),
        };
        ReasonLine { text, cite, written: written.value().filter(|written| !written.is_empty()) }
    };
    reasons.into_iter().map(line).collect()
}

/// Purposes in words.
pub fn purpose_words(tr: Tr, codes: &str) -> String {
    let catalogue = Catalogue::se();
    let word = |code: &str| {
        catalogue.purpose(&code.into()).map_or_else(|| code.to_owned(), |purpose| purpose.words().in_language(tr.lang().code()).to_owned())
    };
    codes.split(' ').filter(|code| !code.is_empty()).map(word).collect::<Vec<_>>().join("; ")
}

/// The names of authorities in the reader's language, by id.
pub async fn names(desk: &Desk) -> Result<Vec<(String, String)>, Problem> {
    let plates = desk.site.plates().map(|plate| {
        let name = if desk.tr().lang().code() == "sv" { &plate.name_sv } else { &plate.name_en };
        (plate.authority.to_string(), name.clone())
    });
    Ok(plates.collect())
}

/// The name of one authority; its id if nobody knows it.
pub fn name_of(names: &[(String, String)], id: &str) -> String {
    names.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
}

#[derive(Template, Serialize)]
#[template(path = "disclosures/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    lines: Vec<Line>,
    may_decide: bool,
}

#[derive(Serialize)]
struct Line {
    id: String,
    label: String,
    kind: String,
    to: String,
    decided: String,
    ends: String,
    spoken: bool,
    state: Tag,
}

async fn list(desk: Desk) -> Answer {
    let (tr, names) = (desk.tr(), names(&desk).await?);
    let list = disclosures::list(&desk.ctx).await?;
    let line = |line: disclosures::Line| {
        let seen = !line.recipients.is_empty() && line.recipients.iter().all(|(_, seen)| *seen);
        Line {
            id: line.disclosure.id.to_string(),
            label: line.label,
            kind: tr.t(&format!("snapshot-{}", line.disclosure.kind)),
            to: line.recipients.iter().map(|(authority, _)| name_of(&names, authority.as_str())).collect::<Vec<_>>().join(", "),
            decided: iso_moment(line.disclosure.decided_at.timestamp(), desk.zone()),
            ends: iso_date(line.disclosure.ends_on),
            spoken: line.disclosure.said_at.is_some(),
            state: state_tag(tr, line.disclosure.state, seen),
        }
    };
    let lines = list.lines.into_iter().map(line).collect();
    desk.page(&ListPage { shell: desk.shell(), lines, may_decide: list.may_decide })
}

#[derive(Template, Serialize)]
#[template(path = "disclosures/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    why: Vec<Choice>,
    id: String,
    version: i64,
    title: String,
    kind: String,
    state: Tag,
    fields: Vec<FieldLine>,
    reasons: Vec<ReasonLine>,
    recipients: Vec<RecipientLine>,
    purposes: String,
    legal_basis: Option<String>,
    necessity: Option<String>,
    proportionality: Option<String>,
    source: Option<String>,
    conditions: Option<String>,
    as_of: String,
    ends: String,
    decided: String,
    said: Option<String>,
    late_reason: Option<String>,
    dpo_told: bool,
    recall_reason: Option<String>,
    may_recall: bool,
    may_correct: bool,
    referral: Option<Tag>,
    referral_reason: String,
}

#[derive(Serialize)]
struct RecipientLine {
    name: String,
    function: String,
    handler: Option<String>,
    turned_away: bool,
    state: Tag,
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let card = disclosures::card(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let (tr, names) = (desk.tr(), names(&desk).await?);
    let seen = !card.recipients.is_empty() && card.recipients.iter().all(|recipient| recipient.acknowledged_at.is_some());
    let it = card.disclosure;
    let recipient = |recipient: gvi_app::seen::SeenRecipient| RecipientLine {
        name: name_of(&names, recipient.authority.as_str()),
        function: function_word(tr, &recipient.function),
        turned_away: recipient.delivery == "turned-away",
        handler: recipient.handler,
        state: match (recipient.acknowledged_at, recipient.delivery.as_str()) {
            (Some(_), _) => Tag::good(tr.t("delivery-acknowledged")),
            (None, "delivered") => Tag::active(tr.t("delivery-delivered")),
            (None, "turned-away") => Tag::refused(tr.t("delivery-turned-away")),
            (None, _) => Tag::planned(tr.t("delivery-waiting")),
        },
    };
    let kept = |text: gvi_app::Shown<String>| text.value().filter(|text| !text.is_empty());
    let basis = |code: String| {
        Catalogue::se()
            .legal_bases
            .iter()
            .find(|basis| basis.id.as_str() == code)
            .map(|basis| basis.words().in_language(tr.lang().code()).to_owned())
    };
    let page = CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/disclosures", tr.t("disclosures-title")), Crumb::here(card.label.clone())],
        errors: FormErrors::none(),
        why: RecallReason::ALL
            .iter()
            .filter(|why| **why != RecallReason::ConsentWithdrawn)
            .map(|why| Choice::new(why.name(), tr.t(&format!("recall-{}", why.name()))))
            .collect(),
        id: it.id.to_string(),
        version: it.version,
        title: card.label,
        kind: tr.t(&format!("snapshot-{}", it.kind)),
        state: state_tag(tr, it.state, seen),
        fields: card.content.fields.iter().map(|(key, value)| FieldLine::new(tr, key, value)).collect(),
        reasons: reason_lines(tr, card.content.reasons),
        recipients: card.recipients.into_iter().map(recipient).collect(),
        purposes: it.purposes.value().map(|codes| purpose_words(tr, &codes)).unwrap_or_default(),
        legal_basis: kept(it.legal_basis).and_then(basis),
        necessity: kept(it.necessity),
        proportionality: kept(it.proportionality),
        source: kept(it.source),
        conditions: kept(it.conditions),
        as_of: iso_date(it.as_of),
        ends: iso_date(it.ends_on),
        decided: iso_moment(it.decided_at.timestamp(), desk.zone()),
        said: it.said_at.map(|said| iso_moment(said.timestamp(), desk.zone())),
        late_reason: kept(it.late_reason),
        dpo_told: it.dpo_told,
        recall_reason: kept(it.recall_reason).map(|why| tr.t(&format!("recall-{why}"))),
        may_recall: card.may_recall,
        may_correct: card.may_correct,
        referral: card.referral.map(|state| referral_tag(tr, state)),
        referral_reason: card.referral.map(|state| referral_reason(tr, state)).unwrap_or_default(),
    };
    desk.page(&page)
}

/// A function in words; as it was written if the house has no word for it.
pub fn function_word(tr: Tr, function: &str) -> String {
    let key = format!("role-{function}");
    if tr.has(&key) { tr.t(&key) } else { function.to_owned() }
}

#[derive(Deserialize)]
struct RecallForm {
    #[serde(default)]
    why: String,
    #[serde(default)]
    version: i64,
}

async fn recall(Path(id): Path<String>, Typed { desk, form }: Typed<RecallForm>) -> Answer {
    let id: DisclosureId = id.parse().map_err(|_| Problem::NotFound)?;
    let why = RecallReason::named(&form.why).ok_or_else(|| Problem::Faults(vec![desk.tr().t("fault-choose-one")]))?;
    disclosures::recall(&desk.ctx, id, why, form.version).await?;
    desk.site.post_waits();
    desk.done(&format!("/disclosures/{id}"), "disclosure-recalled")
}

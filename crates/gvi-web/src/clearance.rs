//! Pages of deconfliction: asking another authority, and answering with one of three words. The page of the answer has no field in which
//! anything else could be written to the one who asks.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use gvi_app::deconfliction::{self, Question, Reply};
use gvi_app::disclosures::{Decided, Preview};
use gvi_app::law::Catalogue;
use gvi_app::{notifications, received};
use gvi_domain::deconfliction::Clearance;
use gvi_domain::notification::NotificationDeed;
use gvi_domain::{DisclosureId, EnvelopeId, NotificationId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclose::{FieldLine, RefusalLine, field_label, field_value, refusals};
use crate::disclosures::function_word;
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/notifications/{id}/ask", get(begin_question).post(ask))
        .route("/received/{id}/clear", get(begin_answer).post(answer))
}

/// What is typed into a question.
#[derive(Deserialize, Serialize, Default, Clone)]
struct QuestionForm {
    #[serde(default)]
    id: String,
    /// `authority/function`: one choice, because a question goes to somebody and not to a house.
    #[serde(default)]
    to: String,
    #[serde(default)]
    handler: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    reasons: String,
}

#[derive(Template, Serialize)]
#[template(path = "notifications/ask.html")]
struct QuestionPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    action: String,
    #[serde(skip)]
    recipients: Vec<Choice>,
    #[serde(skip)]
    bases: Vec<Choice>,
    preview: Vec<FieldLine>,
    refusals: Vec<RefusalLine>,
    protected: bool,
    form: QuestionForm,
}

/// The functions that can be asked: those who know whether a contact collides.
const ASKED: &[(&str, &str)] = &[("SOC", "intake"), ("KV", "officer"), ("KV", "coordinator"), ("POL", "coordinator")];

impl QuestionForm {
    fn question(&self) -> Result<Question, Problem> {
        let (authority, function) = self.to.split_once('/').unwrap_or_default();
        Ok(Question {
            id: self.id.parse().map_err(|_| Problem::NotFound)?,
            authority: authority.parse().map_err(|_| Problem::Faults(vec!["to: missing".to_owned()]))?,
            function: function.to_owned(),
            handler: Some(self.handler.trim().to_owned()).filter(|name| !name.is_empty()),
            legal_basis: self.legal_basis.clone(),
            reasons: self.reasons.clone(),
        })
    }
}

fn bases(desk: &Desk, now: &str) -> Vec<Choice> {
    let lang = desk.tr().lang().code();
    Catalogue::se()
        .legal_bases_of(&desk.ctx.plate().kind)
        .map(|basis| Choice::new(basis.id.as_str(), basis.words().in_language(lang)).chosen_when(now))
        .collect()
}

fn lines(desk: &Desk, preview: &Preview) -> Vec<FieldLine> {
    let tr = desk.tr();
    let line = |field: &gvi_app::draft::Offered| FieldLine {
        label: field_label(tr, &field.key),
        value: field_value(tr, &field.key, &field.value),
    };
    preview.fields.iter().map(line).collect()
}

fn question_page(desk: &Desk, id: NotificationId, form: QuestionForm, preview: &Preview, refused: bool) -> QuestionPage {
    let (tr, lang) = (desk.tr(), desk.tr().lang().code());
    let row = Catalogue::se().category(&"ASK".into());
    let own = &desk.ctx.plate().kind;
    let known = preview.neighbours.iter().filter(|known| row.is_some_and(|row| row.path(own, &known.kind).is_some()));
    let recipients = known
        .flat_map(move |known| {
            let functions = ASKED.iter().filter(move |(kind, _)| *kind == known.kind.as_str());
            functions.map(move |(_, function)| {
                (format!("{}/{function}", known.authority), format!("{}, {}", known.name(lang), function_word(tr, function)))
            })
        })
        .map(|(value, label)| Choice::new(value, label).chosen_when(&form.to))
        .collect();
    QuestionPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/notifications", tr.t("notifications-title")),
            Crumb::new(format!("/notifications/{id}"), tr.t("notification-one")),
            Crumb::here(tr.t("clearance-ask")),
        ],
        errors: FormErrors::none(),
        action: format!("/notifications/{id}/ask"),
        recipients,
        bases: bases(desk, &form.legal_basis),
        preview: lines(desk, preview),
        refusals: if refused { refusals(tr, preview) } else { Vec::new() },
        protected: preview.assessment.has("PRODUCT_RULE"),
        form,
    }
}

async fn begin_question(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: NotificationId = id.parse().map_err(|_| Problem::NotFound)?;
    if !notifications::card(&desk.ctx, id).await?.deeds.contains(&NotificationDeed::Ask) {
        return Err(Problem::NotFound);
    }
    let form =
        QuestionForm { id: DisclosureId::new().to_string(), reasons: desk.tr().t("clearance-reasons-usual"), ..QuestionForm::default() };
    let nobody_yet = Question {
        id: DisclosureId::new(),
        authority: desk.ctx.plate().authority.clone(),
        function: String::new(),
        handler: None,
        legal_basis: String::new(),
        reasons: String::new(),
    };
    let preview = deconfliction::preview(&desk.ctx, id, &nobody_yet).await?;
    let page = QuestionPage { protected: false, ..question_page(&desk, id, form, &preview, false) };
    desk.page(&page)
}

async fn ask(Path(id): Path<String>, Typed { desk, form }: Typed<QuestionForm>) -> Answer {
    let id: NotificationId = id.parse().map_err(|_| Problem::NotFound)?;
    // Whether there is such a notification is asked before what was typed is judged.
    if !notifications::card(&desk.ctx, id).await?.deeds.contains(&NotificationDeed::Ask) {
        return Err(Problem::NotFound);
    }
    match deconfliction::ask(&desk.ctx, id, &form.question()?).await? {
        Decided::Sent(_) => {
            desk.site.post_waits();
            desk.done(&format!("/notifications/{id}"), "clearance-asked")
        }
        Decided::Refused(preview) => desk.faulty(&question_page(&desk, id, form, &preview, true)),
    }
}

/// What is chosen for an answer. What is written here is for the own record and does not leave.
#[derive(Deserialize, Serialize, Default, Clone)]
struct AnswerForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    clearance: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    why_not_first: String,
    #[serde(default)]
    lawyer_approval: String,
}

#[derive(Template, Serialize)]
#[template(path = "received/clear.html")]
struct AnswerPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    action: String,
    sender: String,
    asked: Vec<FieldLine>,
    #[serde(skip)]
    words: Vec<Choice>,
    #[serde(skip)]
    grounds: Vec<Choice>,
    #[serde(skip)]
    bases: Vec<Choice>,
    refusals: Vec<RefusalLine>,
    form: AnswerForm,
}

async fn answer_page(
    desk: &Desk,
    id: EnvelopeId,
    form: AnswerForm,
    refusals: Vec<RefusalLine>,
    errors: FormErrors,
) -> Result<AnswerPage, Problem> {
    let (tr, catalogue) = (desk.tr(), Catalogue::se());
    let card = received::card(&desk.ctx, id).await?;
    if !card.may_clear {
        return Err(Problem::NotFound);
    }
    let sender = desk.authority_name(card.received.from_authority.as_str());
    let harm_test = std::iter::once(Choice::new("", tr.t("clearance-harm-test")));
    let grounds = deconfliction::grounds(&desk.ctx).into_iter().map(|ground| {
        let words = catalogue.ground(&ground).map_or_else(String::new, |ground| ground.words().in_language(tr.lang().code()).to_owned());
        Choice::new(ground.as_str(), words)
    });
    Ok(AnswerPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/received", tr.t("received-title")),
            Crumb::new(format!("/received/{id}"), tr.t("snapshot-request")),
            Crumb::here(tr.t("clearance-answer")),
        ],
        errors,
        action: format!("/received/{id}/clear"),
        sender,
        asked: card
            .content
            .fields
            .iter()
            .map(|(key, value)| FieldLine { label: field_label(tr, key), value: field_value(tr, key, value) })
            .collect(),
        words: Clearance::ALL
            .iter()
            .map(|word| {
                let name = word.name();
                Choice::new(name, tr.t(&format!("clearance-{name}")))
                    .with_hint(tr.t(&format!("clearance-hint-{name}")))
                    .chosen_when(&form.clearance)
            })
            .collect(),
        grounds: harm_test.chain(grounds).map(|choice| choice.chosen_when(&form.ground)).collect(),
        bases: bases(desk, &form.legal_basis),
        refusals,
        form,
    })
}

async fn begin_answer(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let form = AnswerForm { id: DisclosureId::new().to_string(), ..AnswerForm::default() };
    desk.page(&answer_page(&desk, id, form, Vec::new(), FormErrors::none()).await?)
}

async fn answer(Path(id): Path<String>, Typed { desk, form }: Typed<AnswerForm>) -> Answer {
    let id: EnvelopeId = id.parse().map_err(|_| Problem::NotFound)?;
    let reply = Reply {
        id: form.id.parse().map_err(|_| Problem::NotFound)?,
        clearance: form.clearance.clone(),
        ground: Some(form.ground.as_str()).filter(|ground| !ground.is_empty()).map(Into::into),
        legal_basis: form.legal_basis.clone(),
        reasons: form.reasons.clone(),
        why_not_first: form.why_not_first.clone(),
        lawyer_approval: form.lawyer_approval.clone(),
    };
    match deconfliction::reply(&desk.ctx, id, &reply).await {
        Ok(Decided::Sent(_)) => {
            desk.site.post_waits();
            desk.done(&format!("/received/{id}"), "clearance-answered")
        }
        Ok(Decided::Refused(preview)) => {
            let refused = refusals(desk.tr(), &preview);
            desk.faulty(&answer_page(&desk, id, form, refused, FormErrors::none()).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&answer_page(&desk, id, form, Vec::new(), errors).await?)
        }
    }
}

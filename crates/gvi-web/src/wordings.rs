//! Pages of the versions of words and letters: the list, one version with its text ready to print or read aloud, writing the next one.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::seen::SeenWording;
use gvi_app::{AppError, wordings};
use gvi_domain::WordingId;
use gvi_domain::wording::{Language, WordingKind, WordingState, version_name};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/wordings", get(list))
        .route("/wordings/new", get(new).post(write))
        .route("/wordings/{id}", get(card))
        .route("/wordings/{id}/{deed}", post(change))
}

/// A version as pages print it.
#[derive(Serialize, Clone)]
pub struct WordingView {
    pub id: String,
    pub name: String,
    pub kind: Option<String>,
    pub language: Option<String>,
    /// The language and the direction for the text itself, which is hardly ever the page's.
    pub code: String,
    pub direction: &'static str,
    pub words: Option<String>,
    pub state: Option<Tag>,
    pub valid_to: Option<String>,
    pub author: Option<String>,
    pub written: Option<String>,
    pub approver: Option<String>,
    pub approved: Option<String>,
    pub version: i64,
}

fn state_tag(tr: Tr, state: WordingState) -> Tag {
    let word = tr.t(&format!("wording-state-{}", state.name()));
    match state {
        WordingState::Draft => Tag::planned(word),
        WordingState::Approved => Tag::good(word),
        WordingState::Withdrawn => Tag::quiet(word),
    }
}

/// How a version is called in a list or a choice: kind, language, number.
pub fn name_of(tr: Tr, wording: &SeenWording) -> String {
    let kind = wording.kind.as_value().map(|kind| tr.t(&format!("wording-kind-{}", kind.name()))).unwrap_or_default();
    let version = wording.language.as_value().copied().zip(wording.number.as_value().copied());
    format!("{kind} {}", version.map(|(language, number)| version_name(language, number)).unwrap_or_default())
}

/// A version for a page.
pub fn view(desk: &Desk, wording: SeenWording) -> WordingView {
    let tr = desk.tr();
    let name = name_of(tr, &wording);
    let language = wording.language.value();
    let at = |at: gvi_domain::Moment| iso_moment(at.timestamp(), desk.zone());
    WordingView {
        id: wording.id.to_string(),
        name,
        kind: wording.kind.value().map(|kind| tr.t(&format!("wording-kind-{}", kind.name()))),
        language: language.map(|language| tr.t(&format!("wording-language-{}", language.name()))),
        code: language.map_or("sv", Language::name).to_owned(),
        direction: if language.is_some_and(Language::is_right_to_left) { "rtl" } else { "ltr" },
        words: wording.words.value().map(|words| words.as_str().to_owned()),
        state: wording.state.value().map(|state| state_tag(tr, state)),
        valid_to: wording.valid_to.value().map(iso_date),
        author: wording.author_name.value(),
        written: wording.written_at.value().map(at),
        approver: wording.approver_name.value().flatten(),
        approved: wording.approved_at.value().flatten().map(at),
        version: wording.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "wordings/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    wordings: Vec<WordingView>,
    may_write: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = wordings::list(&desk.ctx).await?;
    let wordings = list.wordings.into_iter().map(|wording| view(&desk, wording)).collect();
    desk.page(&ListPage { shell: desk.shell(), wordings, may_write: list.may_write })
}

#[derive(Template, Serialize)]
#[template(path = "wordings/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    wording: WordingView,
    may_approve: bool,
    may_withdraw: bool,
    conflict: bool,
}

async fn card_page(desk: &Desk, id: WordingId, errors: FormErrors) -> Result<CardPage, Problem> {
    let card = wordings::card(&desk.ctx, id).await?;
    let wording = view(desk, card.wording);
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/wordings", desk.tr().t("wordings-title")), Crumb::here(wording.name.clone())],
        errors,
        wording,
        may_approve: card.may_approve,
        may_withdraw: card.may_withdraw,
        conflict: false,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = card_page(&desk, id.parse().map_err(|_| Problem::NotFound)?, FormErrors::none()).await?;
    desk.page(&page)
}

#[derive(Deserialize)]
struct ChangeForm {
    #[serde(default)]
    version: i64,
}

async fn change(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: WordingId = id.parse().map_err(|_| Problem::NotFound)?;
    let (done, said) = match deed.as_str() {
        "approve" => (wordings::approve(&desk.ctx, id, form.version).await, "wording-approved"),
        "withdraw" => (wordings::withdraw(&desk.ctx, id, form.version).await, "wording-withdrawn"),
        _ => return Err(Problem::NotFound),
    };
    match done {
        Ok(()) => desk.done(&format!("/wordings/{id}"), said),
        Err(AppError::Changed { .. }) => {
            let page = CardPage { conflict: true, ..card_page(&desk, id, FormErrors::none()).await? };
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, errors).await?;
            desk.faulty(&page)
        }
    }
}

/// What is typed into a new version.
#[derive(Deserialize, Serialize, Default, Clone)]
struct WordingForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    valid_to: String,
}

#[derive(Template, Serialize)]
#[template(path = "wordings/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    languages: Vec<Choice>,
    form: WordingForm,
}

fn new_page(desk: &Desk, form: WordingForm, errors: FormErrors) -> NewPage {
    let tr = desk.tr();
    NewPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/wordings", tr.t("wordings-title")), Crumb::here(tr.t("wording-write"))],
        errors,
        kinds: WordingKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.name(), tr.t(&format!("wording-kind-{}", kind.name()))).chosen_when(&form.kind))
            .collect(),
        languages: Language::ALL
            .iter()
            .map(|language| {
                Choice::new(language.name(), tr.t(&format!("wording-language-{}", language.name()))).chosen_when(&form.language)
            })
            .collect(),
        form,
    }
}

async fn new(desk: Desk) -> Answer {
    wordings::may_write(&desk.ctx)?;
    let half_a_year = desk.now().date(desk.zone()).saturating_add(jiff::Span::new().months(6));
    let form = WordingForm {
        id: WordingId::new().to_string(),
        kind: WordingKind::Message.name().to_owned(),
        language: Language::Sv.name().to_owned(),
        valid_to: iso_date(half_a_year),
        ..WordingForm::default()
    };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn write(Typed { desk, form }: Typed<WordingForm>) -> Answer {
    let id: WordingId = form.id.parse().map_err(|_| Problem::NotFound)?;
    match wordings::write(&desk.ctx, id, (&form.kind, &form.language), &form.words, &form.valid_to).await {
        Ok(id) => desk.done(&format!("/wordings/{id}"), "wording-written"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

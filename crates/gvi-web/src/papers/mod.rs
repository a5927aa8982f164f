//! Papers of records: a quiet section on the record's own page, a page on which what the record does not hold is typed, and the paper itself.
//!
//! What is typed here goes onto the paper and is kept nowhere. What else stands on it is what the record's own page shows the same reader.

mod fields;
mod filled;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{MethodRouter, get};
pub use gvi_app::papers::LOGGED;
use gvi_app::papers::{Paper, Printable, Printing};
use gvi_print::Language;
use gvi_print::letters::{Kind, Template as Words, in_force};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, form_errors};
use crate::desk::{Desk, House};
use crate::files::{self, Form};
use crate::form::FormErrors;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::{Lang, Tr, iso_date};
use crate::typed::Typed;
use fields::{FieldView, PaperForm};
use filled::Record;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/summons/{id}/papers/summons", both(Paper::Summons))
        .route("/call-ins/{id}/papers/run-sheet", both(Paper::RunSheet))
        .route("/call-ins/{id}/papers/call-in-minutes", both(Paper::CallInMinutes))
        .route("/reviews/{id}/papers/minutes", both(Paper::Minutes))
        .route("/notifications/{id}/papers/staff-sheet", both(Paper::StaffSheet))
        .route("/notifications/{id}/papers/notification-letter", both(Paper::NotificationLetter))
        .route("/notifications/{id}/papers/exposure-letter", both(Paper::ExposureLetter))
        .route("/notifications/{id}/papers/visit-card", both(Paper::VisitCard))
}

fn both(paper: Paper) -> MethodRouter<House> {
    get(move |desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>| show(desk, id, paper, asked.language))
        .post(move |Path(id): Path<String>, typed: Typed<PaperForm>| print(typed, id, paper))
}

/// A paper on the page of its record.
#[derive(Serialize)]
pub struct PaperLine {
    pub(crate) name: String,
    pub(crate) links: Vec<LanguageLink>,
}

/// A paper in one language.
#[derive(Serialize)]
pub(crate) struct LanguageLink {
    pub(crate) href: String,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
}

/// The section of a record's page.
#[derive(Serialize)]
pub struct Section {
    pub(crate) papers: Vec<PaperLine>,
    /// Where the file for calendars is.
    pub(crate) calendar: Option<String>,
}

impl Section {
    /// What can be made of the record at this address.
    pub fn of(desk: &Desk, record: &str, printable: &[Printable]) -> Self {
        let line = |one: &Printable| {
            let links: Vec<LanguageLink> = languages(desk, *one)
                .into_iter()
                .map(|language| LanguageLink {
                    href: format!("{record}/papers/{}?language={}", one.paper.name(), language.code()),
                    code: language.code(),
                    name: language.own_name(),
                })
                .collect();
            (!links.is_empty()).then(|| PaperLine { name: name_of(desk, one.paper), links })
        };
        let has_calendar = printable.iter().any(|one| one.paper == Paper::Calendar);
        Self { papers: printable.iter().filter_map(line).collect(), calendar: has_calendar.then(|| format!("{record}/calendar.ics")) }
    }

    /// Whether nothing can be made.
    pub fn is_empty(&self) -> bool {
        self.papers.is_empty() && self.calendar.is_none()
    }
}

/// A paper as an entry of the log names it, in words.
pub fn logged_text(tr: Tr, logged: &str) -> String {
    let parts: Vec<&str> = logged.trim_start_matches(LOGGED).split(':').collect();
    match parts[..] {
        [paper, language, version] => tr.args(
            "log-paper",
            &[("paper", tr.t(&format!("paper-{paper}"))), ("language", language.to_owned()), ("version", version.to_owned())],
        ),
        _ => logged.to_owned(),
    }
}

fn name_of(desk: &Desk, paper: Paper) -> String {
    desk.tr().t(&format!("paper-{}", paper.name()))
}

/// The template of a paper that may be used today.
fn template(desk: &Desk, paper: Paper, language: Language) -> Option<&'static Words> {
    in_force(Kind::from_code(paper.name())?, language, desk.now().date(desk.zone()))
}

fn languages(desk: &Desk, printable: Printable) -> Vec<Language> {
    let can = |language: &Language| printable.speaks(language.code()) && template(desk, printable.paper, *language).is_some();
    Language::ALL.into_iter().filter(can).collect()
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    language: String,
}

#[derive(Template, Serialize)]
#[template(path = "papers/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    title: String,
    action: String,
    language: &'static str,
    language_name: &'static str,
    version: u32,
    is_draft: bool,
    fields: Vec<FieldView>,
}

impl FormPage {
    /// Whether whole sentences are written here.
    fn has_area(&self) -> bool {
        self.fields.iter().any(|field| field.is_area)
    }
}

/// The page before a paper. Without a language in which it can be made, or for somebody who can make none, there is no such page.
async fn form_page(
    desk: &Desk,
    id: &str,
    paper: Paper,
    language: Option<Language>,
    form: Option<PaperForm>,
    errors: FormErrors,
) -> Result<FormPage, Problem> {
    let record = filled::record(desk, paper, id, None).await?;
    let one = record.printable().iter().find(|one| one.paper == paper).ok_or(Problem::NotFound)?;
    let known = languages(desk, *one);
    let own = if desk.tr().lang() == Lang::Sv { Language::Swedish } else { Language::English };
    let language = match language {
        Some(language) => Some(language).filter(|language| known.contains(language)),
        None => known.iter().copied().find(|language| *language == own).or_else(|| known.first().copied()),
    };
    let language = language.ok_or(Problem::NotFound)?;
    let words = template(desk, paper, language).ok_or(Problem::NotFound)?;
    let form = form.unwrap_or_else(|| PaperForm::prefilled(desk, paper, language, &record));
    let title = name_of(desk, paper);
    let mut crumbs = record.crumbs(desk);
    crumbs.push(Crumb::here(title.clone()));
    Ok(FormPage {
        shell: desk.shell(),
        crumbs,
        errors,
        action: format!("{}/papers/{}", record.address(), paper.name()),
        title,
        language: language.code(),
        language_name: language.own_name(),
        version: words.version(),
        is_draft: words.is_draft(),
        fields: form.fields(desk.tr(), paper),
    })
}

async fn show(desk: Desk, id: String, paper: Paper, language: String) -> Answer {
    let language = match language.as_str() {
        "" => None,
        code => Some(Language::from_code(code).ok_or(Problem::NotFound)?),
    };
    desk.page(&form_page(&desk, &id, paper, language, None, FormErrors::none()).await?)
}

async fn print(Typed { desk, form }: Typed<PaperForm>, id: String, paper: Paper) -> Answer {
    let language = Language::from_code(form.language()).ok_or(Problem::NotFound)?;
    let words = template(&desk, paper, language).ok_or(Problem::NotFound)?;
    // What was typed is judged first: of a paper that is not made, no entry says that it was.
    let typed = match form.read(paper) {
        Ok(typed) => typed,
        Err(faults) => {
            let errors = form_errors(desk.tr(), &faults);
            return desk.faulty(&form_page(&desk, &id, paper, Some(language), Some(form), errors).await?);
        }
    };
    let printing = Printing { paper, language: language.code(), version: words.version() };
    let record: Record = filled::record(&desk, paper, &id, Some(printing)).await?;
    let printed = filled::paper(&desk, words, paper, &record, &typed)?;
    let stem = format!("{}-{}-{}", paper.name(), language.code(), iso_date(desk.now().date(desk.zone())));
    files::paper(&stem, printed, if form.wants_html() { Form::Html } else { Form::Pdf }).await
}

//! Pages of evaluations: the list, one plan with what may be said, the version for everybody, the paper, and how it is computed.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::evaluation::reading::Reading;
use gvi_app::evaluation::research::Research;
use gvi_app::evaluation::{self, Dose, EvaluationPage};
use gvi_app::seen::SeenEvaluation;
use gvi_domain::evaluation::{EvaluationPlan, PlanState};
use serde::{Deserialize, Serialize};

use super::beside::GroupsView;
use super::paper::ReadingPaper;
use super::public::PublicView;
use super::reading::{DoseRow, ReadingView};
use super::research::ResearchView;
use super::words::{not_read, percent};
use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::files::{self, Form};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/evaluations", get(list))
        .route("/evaluations/methods", get(methods))
        .route("/evaluations/{id}", get(page))
        .route("/evaluations/{id}/public", get(public))
        .route("/evaluations/{id}/report", get(paper_html))
        .route("/evaluations/{id}/report.pdf", get(paper_pdf))
        .route("/evaluations/{id}/research", get(research))
        .route("/evaluations/{id}/groups", get(groups))
        .route("/evaluations/{id}/research/report", get(research_html))
        .route("/evaluations/{id}/research/report.pdf", get(research_pdf))
        .route("/evaluations/{id}/seal", post(seal))
}

fn state_tag(tr: Tr, state: PlanState) -> Tag {
    match state {
        PlanState::Draft => Tag::planned(tr.t("evaluation-state-draft")),
        PlanState::Sealed => Tag::good(tr.t("evaluation-state-sealed")),
    }
}

/// The way to a page about evaluations.
pub(super) fn crumbs(tr: Tr, rest: Vec<Crumb>) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("/evaluations", tr.t("evaluations-title"))];
    crumbs.extend(rest);
    crumbs
}

#[derive(Serialize)]
struct Line {
    id: String,
    title: String,
    state: Option<Tag>,
    sealed_month: Option<String>,
    planned_by: Option<String>,
}

fn line(tr: Tr, evaluation: SeenEvaluation) -> Line {
    Line {
        id: evaluation.id.to_string(),
        title: evaluation.title.value().unwrap_or_default(),
        state: evaluation.state.value().map(|state| state_tag(tr, state)),
        sealed_month: evaluation.sealed_month.value().flatten(),
        planned_by: evaluation.planned_by.value().flatten(),
    }
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    evaluations: Vec<Line>,
    may_plan: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = evaluation::list(&desk.ctx).await?;
    let tr = desk.tr();
    let evaluations = list.evaluations.into_iter().map(|row| line(tr, row)).collect();
    desk.page(&ListPage { shell: desk.shell(), evaluations, may_plan: list.may_plan })
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/methods.html")]
struct MethodsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    parts: Vec<MethodsPart>,
}

#[derive(Serialize)]
struct MethodsPart {
    id: &'static str,
    title: String,
    text: String,
}

async fn methods(desk: Desk) -> Answer {
    // The list is what this page belongs to: whoever may not open it is told nothing here either.
    evaluation::list(&desk.ctx).await?;
    let tr = desk.tr();
    let part = |id: &'static str| MethodsPart {
        id,
        title: tr.t(&format!("evaluation-methods-{id}")),
        text: tr.t(&format!("evaluation-methods-{id}-text")),
    };
    let parts = ["why", "how", "verdicts", "wrong", "not"].map(part).into();
    desk.page(&MethodsPage { shell: desk.shell(), crumbs: crumbs(tr, vec![Crumb::here(tr.t("evaluation-methods"))]), parts })
}

/// An outcome as the pages print it.
#[derive(Serialize)]
struct OutcomeLine {
    role: String,
    name: String,
    definition: String,
}

/// A plan as the pages print it.
#[derive(Serialize)]
struct PlanLines {
    city: String,
    first: String,
    start: String,
    last: String,
    start_rule: String,
    donors: Vec<String>,
    planned_fall: String,
    smallest_visible_fall: String,
    outcomes: Vec<OutcomeLine>,
    shocks: Vec<String>,
    treated: Vec<String>,
}

fn plan_lines(tr: Tr, plan: &EvaluationPlan) -> PlanLines {
    PlanLines {
        city: plan.city.clone(),
        first: plan.first.to_string(),
        start: plan.start.to_string(),
        last: plan.last.to_string(),
        start_rule: tr.t(&format!("evaluation-start-{}", plan.start_rule.name())),
        donors: plan.donors.clone(),
        planned_fall: percent(tr, plan.planned_fall),
        smallest_visible_fall: percent(tr, plan.smallest_visible_fall),
        outcomes: plan
            .outcomes()
            .map(|(role, outcome)| OutcomeLine {
                role: tr.t(&format!("evaluation-outcome-{}", role.name())),
                name: outcome.name.clone(),
                definition: outcome.definition.clone(),
            })
            .collect(),
        shocks: super::shocks::told(tr, plan),
        treated: plan.treated.iter().map(|city| format!("{} ({})", city.name, city.start)).collect(),
    }
}

#[derive(Serialize)]
struct ChangeLine {
    month: String,
    reason: String,
    by: Option<String>,
}

#[derive(Serialize)]
struct TableLine {
    outcome: String,
    source: String,
    at: Option<String>,
    by: Option<String>,
    hash: String,
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/page.html")]
struct Page {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    id: String,
    version: i64,
    title: String,
    state: Option<Tag>,
    sealed: bool,
    sealed_month: Option<String>,
    sealed_by: Option<String>,
    hash: Option<String>,
    plan: PlanLines,
    changes: Vec<ChangeLine>,
    tables: Vec<TableLine>,
    donors_lacking: Option<String>,
    may_edit: bool,
    may_seal: bool,
    may_change: bool,
    may_count: bool,
    /// What may be said; none of a draft.
    reading: Option<ReadingView>,
    /// Why there is no reading of a sealed plan.
    not_read: Option<String>,
}

fn source_text(tr: Tr, source: &str) -> String {
    match source.strip_prefix("compartment:") {
        Some(counted) => tr.args("evaluation-source-own", &[("what", tr.t(&format!("evaluation-counted-{counted}")))]),
        None => tr.t("evaluation-source-table"),
    }
}

fn dose_rows(tr: Tr, dose: &Dose) -> Vec<DoseRow> {
    let row = |key: &str, by_year: &Vec<u64>| DoseRow { name: tr.t(key), by_year: by_year.clone() };
    if dose.told.is_empty() { Vec::new() } else { vec![row("evaluation-dose-told", &dose.told), row("evaluation-dose-focus", &dose.focus)] }
}

fn page_of(desk: &Desk, found: EvaluationPage) -> Page {
    let tr = desk.tr();
    let dose = dose_rows(tr, &found.dose);
    let evaluation = found.evaluation;
    let title = evaluation.title.value().unwrap_or_default();
    let at = |moment: gvi_domain::Moment| iso_moment(moment.timestamp(), desk.zone());
    Page {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::here(title.clone())]),
        id: evaluation.id.to_string(),
        version: evaluation.version,
        sealed: evaluation.state.as_value() == Some(&PlanState::Sealed),
        state: evaluation.state.value().map(|state| state_tag(tr, state)),
        sealed_month: evaluation.sealed_month.value().flatten(),
        sealed_by: evaluation.sealed_by.value().flatten(),
        hash: evaluation.hash.value().flatten(),
        title,
        plan: plan_lines(tr, &found.plan),
        changes: found
            .changes
            .into_iter()
            .map(|change| ChangeLine {
                month: change.month.value().unwrap_or_default(),
                reason: change.reason.value().unwrap_or_default(),
                by: change.changed_by.value().flatten(),
            })
            .collect(),
        tables: found
            .tables
            .into_iter()
            .rev()
            .map(|table| TableLine {
                outcome: table.outcome.value().unwrap_or_default(),
                source: source_text(tr, &table.source.value().unwrap_or_default()),
                at: table.added_at.value().map(at),
                by: table.added_by.value().flatten(),
                hash: table.hash.value().unwrap_or_default().chars().take(12).collect(),
            })
            .collect(),
        donors_lacking: (found.donors_lacking > 0).then(|| tr.count("evaluation-donors-lacking", found.donors_lacking)),
        may_edit: found.may.edit,
        may_seal: found.may.seal,
        may_change: found.may.change,
        may_count: found.may.count,
        not_read: found.reading.as_ref().and_then(|reading| reading.as_ref().err()).map(|why| not_read(tr, why)),
        reading: found.reading.and_then(Result::ok).map(|reading| ReadingView::new(tr, &reading, &dose)),
    }
}

async fn page(desk: Desk, Path(id): Path<String>) -> Answer {
    let found = evaluation::page(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    desk.page(&page_of(&desk, found))
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/public.html")]
struct PublicPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    title: String,
    public: PublicView,
}

/// A plan's reading; a plan without one has no public version and no paper.
async fn reading_of(desk: &Desk, id: &str) -> Result<(String, Reading, Dose), Problem> {
    let found = evaluation::page(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let reading = found.reading.and_then(Result::ok).ok_or(Problem::NotFound)?;
    Ok((found.evaluation.title.value().unwrap_or_default(), reading, found.dose))
}

async fn public(desk: Desk, Path(id): Path<String>) -> Answer {
    let (title, reading, _) = reading_of(&desk, &id).await?;
    let tr = desk.tr();
    desk.page(&PublicPage {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::new(format!("/evaluations/{id}"), title.clone()), Crumb::here(tr.t("evaluation-public"))]),
        title,
        public: PublicView::new(tr, &reading),
    })
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/research.html")]
struct ResearchPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    id: String,
    title: String,
    research: ResearchView,
}

/// What a reading rests on; a plan without a reading rests on nothing yet.
async fn research_of(desk: &Desk, id: &str) -> Result<(String, Research, Dose), Problem> {
    let found = evaluation::research(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let research = found.research.and_then(Result::ok).ok_or(Problem::NotFound)?;
    Ok((found.evaluation.title.value().unwrap_or_default(), research, found.dose))
}

/// What a reading rests on. It takes longer than the reading, so it has an address of its own.
async fn research(desk: Desk, Path(id): Path<String>) -> Answer {
    let (title, research, _) = research_of(&desk, &id).await?;
    let tr = desk.tr();
    desk.page(&ResearchPage {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::new(format!("/evaluations/{id}"), title.clone()), Crumb::here(tr.t("research-title"))]),
        id,
        title,
        research: ResearchView::new(tr, &research, desk.zone()),
    })
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/groups.html")]
struct GroupsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    title: String,
    groups: GroupsView,
}

/// The compartment's own groups beside a verdict. It takes some seconds, so it has an address of its own.
async fn groups(desk: Desk, Path(id): Path<String>) -> Answer {
    let found = evaluation::groups(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let title = found.evaluation.title.value().unwrap_or_default();
    let tr = desk.tr();
    desk.page(&GroupsPage {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::new(format!("/evaluations/{id}"), title.clone()), Crumb::here(tr.t("research-groups-title"))]),
        title,
        groups: GroupsView::new(tr, found.groups.as_ref()),
    })
}

/// One file that holds everything, to be kept or printed: what a reader of the page reads, under that reader's name and purpose.
async fn filed(desk: &Desk, reading: &Reading, research: Option<&Research>, dose: &Dose, form: Form) -> Answer {
    let tr = desk.tr();
    let of_reader = desk.shell().signed_in.unwrap_or_default();
    let paper = ReadingPaper {
        tr,
        reading,
        dose: &dose_rows(tr, dose),
        research: research.map(|research| ResearchView::new(tr, research, desk.zone())),
        purpose: Some(of_reader.purpose),
        user: Some(format!("{}, {}", of_reader.name, of_reader.authority_name)),
        at: desk.now().timestamp().to_zoned(desk.zone().clone()),
    };
    let stem = format!("evaluation-{}", iso_date(desk.now().date(desk.zone())));
    match form {
        Form::Html => files::html(&stem, paper.html()),
        Form::Pdf => files::pdf(&stem, paper.printed()).await,
    }
}

async fn paper(desk: Desk, id: &str, form: Form) -> Answer {
    let (_, reading, dose) = reading_of(&desk, id).await?;
    filed(&desk, &reading, None, &dose, form).await
}

async fn research_paper(desk: Desk, id: &str, form: Form) -> Answer {
    let (_, research, dose) = research_of(&desk, id).await?;
    filed(&desk, &research.reading, Some(&research), &dose, form).await
}

async fn paper_html(desk: Desk, Path(id): Path<String>) -> Answer {
    paper(desk, &id, Form::Html).await
}

async fn paper_pdf(desk: Desk, Path(id): Path<String>) -> Answer {
    paper(desk, &id, Form::Pdf).await
}

async fn research_html(desk: Desk, Path(id): Path<String>) -> Answer {
    research_paper(desk, &id, Form::Html).await
}

async fn research_pdf(desk: Desk, Path(id): Path<String>) -> Answer {
    research_paper(desk, &id, Form::Pdf).await
}

#[derive(Deserialize)]
struct SealForm {
    #[serde(default)]
    version: i64,
}

async fn seal(Path(id): Path<String>, Typed { desk, form }: Typed<SealForm>) -> Answer {
    evaluation::seal(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?, form.version).await?;
    desk.done(&format!("/evaluations/{id}"), "evaluation-sealed")
}

//! Pages of evaluations: the plans, writing and sealing one, its counts, what may be said, the public version, and how it is done.
//!
//! What a reading looks like is drawn in [`crate::evaluation`]; these pages lead to it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use gvi_app::evaluation::power::USUAL_ALPHA;
use gvi_app::evaluation::reading::Reading;
use gvi_app::evaluation::{self, CountFault, Counted, Counting, CountsRefused, Dose, EvaluationPage};
use gvi_app::{AppError, seen::SeenEvaluation};
use gvi_domain::evaluation::{EvaluationPlan, NewEvaluation, OutcomeRole, PlanState, PlannedOutcome, StartRule};
use gvi_domain::{CountsId, DomainError, EvaluationId, Month};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::evaluation::figures::{Figure, of_sight};
use crate::evaluation::not_read;
use crate::evaluation::public::PublicView;
use crate::evaluation::reading::{DoseRow, ReadingView, report};
use crate::form::{Choice, FormErrors};
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
        .route("/evaluations/new", get(new).post(begin))
        .route("/evaluations/{id}", get(page))
        .route("/evaluations/{id}/public", get(public))
        .route("/evaluations/{id}/report", get(paper))
        .route("/evaluations/{id}/edit", get(edit_form).post(edit))
        .route("/evaluations/{id}/seal", post(seal))
        .route("/evaluations/{id}/change", get(change_form).post(change))
        .route("/evaluations/{id}/counts", get(counts_form).post(add_counts))
        .route("/evaluations/{id}/own-counts", post(count_own))
}

fn state_tag(tr: Tr, state: PlanState) -> Tag {
    match state {
        PlanState::Draft => Tag::planned(tr.t("evaluation-state-draft")),
        PlanState::Sealed => Tag::good(tr.t("evaluation-state-sealed")),
    }
}

fn crumbs(tr: Tr, rest: Vec<Crumb>) -> Vec<Crumb> {
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
#[template(path = "evaluations/list.html")]
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
#[template(path = "evaluations/methods.html")]
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
}

fn percent(tr: Tr, share: f64) -> String {
    format!("{} %", tr.decimal(100.0 * share, 0))
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
#[template(path = "evaluations/page.html")]
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
#[template(path = "evaluations/public.html")]
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

/// One file that holds everything, to be kept or printed.
async fn paper(desk: Desk, Path(id): Path<String>) -> Answer {
    let (_, reading, dose) = reading_of(&desk, &id).await?;
    let tr = desk.tr();
    let made = iso_moment(desk.now().timestamp(), desk.zone());
    let text = report(tr.lang(), &reading, &dose_rows(tr, &dose), &made);
    let day = iso_date(desk.now().date(desk.zone()));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"evaluation-{day}.html\"")).map_err(|_| Problem::NotFound)?;
    let head = [(header::CONTENT_DISPOSITION, name), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((head, Html(text)).into_response())
}

/// What is typed into the form of a plan.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct PlanForm {
    id: String,
    city: String,
    first_month: String,
    start: String,
    last_month: String,
    start_rule: String,
    donors: String,
    planned_fall: String,
    smallest_visible_fall: String,
    primary_name: String,
    primary: String,
    secondary: String,
    control: String,
    reason: String,
    version: i64,
}

/// Outcomes as they are typed: one on each line, the name before the first colon. Without a colon the name says how it is counted.
fn typed_outcomes(text: &str) -> Vec<PlannedOutcome> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, definition) = line.split_once(':').unwrap_or((line, line));
            PlannedOutcome { name: name.trim().to_owned(), definition: definition.trim().to_owned() }
        })
        .collect()
}

fn outcomes_text(plan: &EvaluationPlan, wanted: OutcomeRole) -> String {
    let lines: Vec<String> = plan
        .outcomes()
        .filter(|(role, _)| *role == wanted)
        .map(|(_, outcome)| format!("{}: {}", outcome.name, outcome.definition))
        .collect();
    lines.join("\n")
}

/// A share that is typed in per cent, with a comma or a point.
fn typed_percent(text: &str) -> Option<f64> {
    text.trim()
        .trim_end_matches('%')
        .trim()
        .replace(',', ".")
        .parse::<f64>()
        .ok()
        .filter(|share| share.is_finite())
        .map(|share| share / 100.0)
}

impl PlanForm {
    fn of(id: &str, plan: &EvaluationPlan, version: i64) -> Self {
        let share = |share: f64| format!("{:.0}", 100.0 * share);
        Self {
            id: id.to_owned(),
            city: plan.city.clone(),
            first_month: plan.first.to_string(),
            start: plan.start.to_string(),
            last_month: plan.last.to_string(),
            start_rule: plan.start_rule.name().to_owned(),
            donors: plan.donors.join("\n"),
            planned_fall: share(plan.planned_fall),
            smallest_visible_fall: share(plan.smallest_visible_fall),
            primary_name: plan.primary.name.clone(),
            primary: plan.primary.definition.clone(),
            secondary: outcomes_text(plan, OutcomeRole::Secondary),
            control: outcomes_text(plan, OutcomeRole::Control),
            reason: String::new(),
            version,
        }
    }

    /// Reads the fields; says every fault at once.
    fn read(&self) -> Result<NewEvaluation, AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let mut faults = Vec::new();
        let mut month = |field: &'static str, text: &str| {
            Month::parse(text.trim()).unwrap_or_else(|| {
                faults.push(DomainError::field(field, "not-a-month"));
                // Stands in until the fault is mended: nothing with a fault is kept.
                Month::of(gvi_domain::Date::ZERO)
            })
        };
        let (first, start, last) =
            (month("first_month", &self.first_month), month("start", &self.start), month("last_month", &self.last_month));
        let start_rule = StartRule::named(&self.start_rule).unwrap_or_else(|| {
            faults.push(DomainError::field("start_rule", "missing"));
            StartRule::Independent
        });
        let mut share = |field: &'static str, text: &str| {
            typed_percent(text).unwrap_or_else(|| {
                faults.push(DomainError::field(field, "not-a-share"));
                0.5
            })
        };
        let (planned_fall, smallest_visible_fall) =
            (share("planned_fall", &self.planned_fall), share("smallest_visible_fall", &self.smallest_visible_fall));
        let plan = EvaluationPlan {
            city: self.city.trim().to_owned(),
            first,
            start,
            last,
            start_rule,
            donors: self.donors.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            planned_fall,
            smallest_visible_fall,
            primary: PlannedOutcome { name: self.primary_name.trim().to_owned(), definition: self.primary.trim().to_owned() },
            secondary: typed_outcomes(&self.secondary),
            control: typed_outcomes(&self.control),
        };
        let months_read = !faults.iter().any(|fault| matches!(fault, DomainError::Field { reason: "not-a-month", .. }));
        match plan.check() {
            Ok(plan) if faults.is_empty() => Ok(NewEvaluation { id, plan }),
            Ok(_) => Err(faults.into()),
            Err(more) => {
                let told = |fault: &DomainError| {
                    matches!(fault, DomainError::Field { reason: "months-order" | "too-far-ahead", .. }) && !months_read
                };
                faults.extend(more.into_iter().filter(|fault| !told(fault)));
                Err(faults.into())
            }
        }
    }
}

/// Which of the three ways the form of a plan is used in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Begin,
    Edit,
    Change,
}

#[derive(Template, Serialize)]
#[template(path = "evaluations/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    start_rules: Vec<Choice>,
    form: PlanForm,
    action: String,
    title: String,
    lead: String,
    cancel: String,
    /// What the button says.
    save: String,
    /// A sealed plan is changed: with a reason, and what makes it this plan stays.
    changing: bool,
    /// What somebody else saved in between, beside what was typed.
    theirs: Option<PlanForm>,
    /// Incidents a year, as they were typed to see what could be seen.
    a_year: String,
    /// What could be seen, and when.
    sight: Option<Figure>,
}

fn form_page(desk: &Desk, writing: Writing, form: PlanForm, errors: FormErrors) -> FormPage {
    let tr = desk.tr();
    let (action, title, cancel) = match writing {
        Writing::Begin => ("/evaluations/new".to_owned(), "evaluation-new", "/evaluations".to_owned()),
        Writing::Edit => (format!("/evaluations/{}/edit", form.id), "evaluation-edit", format!("/evaluations/{}", form.id)),
        Writing::Change => (format!("/evaluations/{}/change", form.id), "evaluation-change", format!("/evaluations/{}", form.id)),
    };
    FormPage {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::here(tr.t(title))]),
        errors,
        start_rules: StartRule::ALL
            .iter()
            .map(|rule| Choice::new(rule.name(), tr.t(&format!("evaluation-start-{}", rule.name()))).chosen_when(&form.start_rule))
            .collect(),
        form,
        action,
        title: tr.t(title),
        lead: tr.t(&format!("{title}-lead")),
        cancel,
        save: tr.t(match writing {
            Writing::Begin => "evaluation-save-draft",
            Writing::Edit => "save",
            Writing::Change => "evaluation-change",
        }),
        changing: writing == Writing::Change,
        theirs: None,
        a_year: String::new(),
        sight: None,
    }
}

/// How many incidents a year, to see what could be seen.
#[derive(Deserialize)]
struct Look {
    #[serde(default)]
    a_year: String,
}

async fn new(desk: Desk, Query(look): Query<Look>) -> Answer {
    evaluation::may_plan(&desk.ctx)?;
    let today = desk.now().date(desk.zone());
    let start = Month::of(today).plus(2);
    let form = PlanForm {
        id: EvaluationId::new().to_string(),
        first_month: start.plus(-96).to_string(),
        start: start.to_string(),
        last_month: start.plus(59).to_string(),
        start_rule: StartRule::Independent.name().to_owned(),
        ..PlanForm::default()
    };
    let a_year = look.a_year.trim().replace(',', ".").parse::<f64>().ok().filter(|a_year| (1.0..=100_000.0).contains(a_year));
    let mut errors = FormErrors::none();
    if a_year.is_none() && !look.a_year.trim().is_empty() {
        errors.add("a_year", desk.tr().t("evaluation-a-year-fault"));
    }
    let sight = a_year.and_then(|a_year| of_sight(desk.tr(), a_year, USUAL_ALPHA).ok());
    desk.page(&FormPage { a_year: look.a_year, sight, ..form_page(&desk, Writing::Begin, form, errors) })
}

async fn begin(Typed { desk, form }: Typed<PlanForm>) -> Answer {
    let begun = match form.read() {
        Ok(new) => evaluation::begin(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(id) => desk.done(&format!("/evaluations/{id}"), "evaluation-begun"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, Writing::Begin, form, errors))
        }
    }
}

/// The plan's form, if it can be written on in this way.
async fn written(desk: Desk, id: &str, writing: Writing) -> Answer {
    let found = evaluation::page(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let may = if writing == Writing::Edit { found.may.edit } else { found.may.change };
    if !may {
        return Err(Problem::NotFound);
    }
    let form = PlanForm::of(id, &found.plan, found.evaluation.version);
    desk.page(&form_page(&desk, writing, form, FormErrors::none()))
}

async fn edit_form(desk: Desk, Path(id): Path<String>) -> Answer {
    written(desk, &id, Writing::Edit).await
}

async fn change_form(desk: Desk, Path(id): Path<String>) -> Answer {
    written(desk, &id, Writing::Change).await
}

async fn edit(Path(id): Path<String>, typed: Typed<PlanForm>) -> Answer {
    save(id, typed, Writing::Edit).await
}

async fn change(Path(id): Path<String>, typed: Typed<PlanForm>) -> Answer {
    save(id, typed, Writing::Change).await
}

async fn save(id: String, Typed { desk, form }: Typed<PlanForm>, writing: Writing) -> Answer {
    let form = PlanForm { id, ..form };
    let saved = match form.read() {
        Ok(new) if writing == Writing::Change => evaluation::change(&desk.ctx, new, &form.reason, form.version).await,
        Ok(new) => evaluation::edit(&desk.ctx, new, form.version).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => desk.done(&format!("/evaluations/{}", form.id), if writing == Writing::Change { "evaluation-changed" } else { "saved" }),
        // Both texts are shown: theirs beside the typed one, which now stands on their version.
        Err(AppError::Changed { .. }) => {
            let found = evaluation::page(&desk.ctx, form.id.parse().map_err(|_| Problem::NotFound)?).await?;
            let form = PlanForm { version: found.evaluation.version, ..form };
            let theirs = Some(PlanForm::of(&form.id, &found.plan, form.version));
            desk.conflict(&FormPage { theirs, ..form_page(&desk, writing, form, FormErrors::none()) })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, writing, form, errors))
        }
    }
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

/// What is typed into the two forms of counts.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct CountsForm {
    id: String,
    outcome: String,
    table: String,
    counted: String,
    population: String,
}

#[derive(Template, Serialize)]
#[template(path = "evaluations/counts.html")]
struct CountsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    outcomes: Vec<Choice>,
    #[serde(skip)]
    counted: Vec<Choice>,
    evaluation: String,
    city: String,
    form: CountsForm,
}

async fn counts_page(desk: &Desk, evaluation: &str, form: CountsForm, errors: FormErrors) -> Result<CountsPage, Problem> {
    let tr = desk.tr();
    let found = evaluation::page(&desk.ctx, evaluation.parse().map_err(|_| Problem::NotFound)?).await?;
    if !found.may.count {
        return Err(Problem::NotFound);
    }
    let title = found.evaluation.title.value().unwrap_or_default();
    Ok(CountsPage {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::new(format!("/evaluations/{evaluation}"), title), Crumb::here(tr.t("evaluation-add-counts"))]),
        errors,
        outcomes: found.plan.outcomes().map(|(_, outcome)| Choice::new(&outcome.name, &outcome.name).chosen_when(&form.outcome)).collect(),
        counted: Counted::ALL
            .iter()
            .map(|counted| Choice::new(counted.name(), tr.t(&format!("evaluation-counted-{}", counted.name()))).chosen_when(&form.counted))
            .collect(),
        evaluation: evaluation.to_owned(),
        city: found.plan.city,
        form,
    })
}

async fn counts_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let form = CountsForm { id: CountsId::new().to_string(), ..CountsForm::default() };
    desk.page(&counts_page(&desk, &id, form, FormErrors::none()).await?)
}

async fn add_counts(Path(id): Path<String>, Typed { desk, form }: Typed<CountsForm>) -> Answer {
    let evaluation: EvaluationId = id.parse().map_err(|_| Problem::NotFound)?;
    let counts = form.id.parse().map_err(|_| Problem::NotFound)?;
    let added = evaluation::add_table(&desk.ctx, evaluation, counts, &form.outcome, form.table.as_bytes()).await;
    counted(&desk, &id, form, "table", added).await
}

async fn count_own(Path(id): Path<String>, Typed { desk, form }: Typed<CountsForm>) -> Answer {
    let evaluation: EvaluationId = id.parse().map_err(|_| Problem::NotFound)?;
    let counts = form.id.parse().map_err(|_| Problem::NotFound)?;
    let added = match (Counted::named(&form.counted), form.population.trim().replace([' ', '\u{a0}'], "").parse::<u64>()) {
        (Some(counted), Ok(people)) => evaluation::count_own(&desk.ctx, evaluation, counts, &form.outcome, counted, people).await,
        (None, _) => Err(DomainError::field("counted", "missing").into()),
        (_, Err(_)) => Err(DomainError::field("population", "not-a-number").into()),
    };
    counted(&desk, &id, form, "population", added).await
}

async fn counted(desk: &Desk, id: &str, form: CountsForm, field: &str, added: Result<Counting, AppError>) -> Answer {
    let tr = desk.tr();
    let errors = match added {
        Ok(Counting::Kept) => return desk.done(&format!("/evaluations/{id}"), "evaluation-counts-added"),
        Ok(Counting::Unfit(why)) => {
            let mut errors = FormErrors::none();
            errors.add(field, not_read(tr, &why));
            errors
        }
        Ok(Counting::Refused(refused)) => {
            let mut errors = FormErrors::none();
            match refused {
                CountsRefused::File(_) => errors.add(field, tr.t("evaluation-table-unreadable")),
                CountsRefused::Rows(faults, more) => {
                    for fault in faults {
                        errors.add(field, fault_text(tr, &fault));
                    }
                    if more > 0 {
                        errors.add(field, tr.count("evaluation-table-more", more));
                    }
                }
            }
            errors
        }
        Err(error) => desk.faults(error)?,
    };
    desk.faulty(&counts_page(desk, id, form, errors).await?)
}

fn fault_text(tr: Tr, fault: &CountFault) -> String {
    let what = tr.args(&format!("evaluation-table-{}", fault.what), &[("value", fault.value.as_str()), ("other", fault.other.as_str())]);
    match fault.line {
        Some(line) => tr.args("evaluation-table-line", &[("line", line.to_string()), ("what", what)]),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_typed_one_on_a_line() {
        let read = typed_outcomes("burglaries: by month\n\n other violence : as: reported \nthefts");
        assert_eq!(read.len(), 3);
        assert_eq!((read[1].name.as_str(), read[1].definition.as_str()), ("other violence", "as: reported"));
        assert_eq!((read[2].name.as_str(), read[2].definition.as_str()), ("thefts", "thefts"));
    }

    #[test]
    fn shares_are_typed_in_per_cent() {
        assert_eq!([typed_percent("30"), typed_percent("12,5 %"), typed_percent("x")], [Some(0.3), Some(0.125), None]);
    }
}

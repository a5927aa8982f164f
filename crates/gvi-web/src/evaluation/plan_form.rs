//! The form of a plan: begun, written on while it is a draft, changed in the open when it is sealed. And before all that: what could be seen.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use gvi_app::AppError;
use gvi_app::evaluation;
use gvi_app::evaluation::power::USUAL_ALPHA;
use gvi_domain::evaluation::{EvaluationPlan, KnownShock, NewEvaluation, OutcomeRole, PlannedOutcome, StartRule, TreatedCity};
use gvi_domain::{DomainError, EvaluationId, Month};
use serde::{Deserialize, Serialize};

use super::figures::{Figure, of_sight};
use super::pages::crumbs;
use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::Tr;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/evaluations/new", get(new).post(begin))
        .route("/evaluations/{id}/edit", get(edit_form).post(edit))
        .route("/evaluations/{id}/change", get(change_form).post(change))
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
    shocks: String,
    treated: String,
    reason: String,
    version: i64,
}

/// Outcomes as they are typed: one on each line, the name before the first colon. Without a colon the name says how it is counted.
#[must_use]
pub fn typed_outcomes(text: &str) -> Vec<PlannedOutcome> {
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

/// Known shocks as they are typed: one on each line, first month; last month; whom it met; name; source. The word for whom it met is that
/// of either language.
///
/// # Errors
/// When a line has not these five parts, or a month or a word that cannot be read.
pub fn typed_shocks(text: &str) -> Result<Vec<KnownShock>, DomainError> {
    let fault = || DomainError::field("shocks", "not-a-shock");
    let read = |line: &str| {
        let parts: Vec<&str> = line.splitn(5, ';').map(str::trim).collect();
        let [first, last, reach, name, source] = parts.as_slice() else { return Err(fault()) };
        let national = match reach.to_lowercase().as_str() {
            "nationell" | "national" => true,
            "lokal" | "local" => false,
            _ => return Err(fault()),
        };
        let month = |text: &str| Month::parse(text).ok_or_else(fault);
        Ok(KnownShock { name: (*name).to_owned(), first: month(first)?, last: month(last)?, national, source: (*source).to_owned() })
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}

fn shocks_text(tr: Tr, plan: &EvaluationPlan) -> String {
    let line = |shock: &KnownShock| {
        let reach = if shock.national { tr.t("evaluation-shock-national") } else { tr.t("evaluation-shock-local") };
        format!("{}; {}; {reach}; {}; {}", shock.first, shock.last, shock.name, shock.source)
    };
    plan.shocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Other cities with the programme as they are typed: one on each line, name; start month.
///
/// # Errors
/// When a line has no start month that can be read.
pub fn typed_treated(text: &str) -> Result<Vec<TreatedCity>, DomainError> {
    let fault = || DomainError::field("treated", "not-a-start");
    let read = |line: &str| {
        let (name, start) = line.rsplit_once(';').ok_or_else(fault)?;
        Ok(TreatedCity { name: name.trim().to_owned(), start: Month::parse(start.trim()).ok_or_else(fault)? })
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}

fn treated_text(plan: &EvaluationPlan) -> String {
    plan.treated.iter().map(|city| format!("{}; {}", city.name, city.start)).collect::<Vec<_>>().join("\n")
}

/// A share that is typed in per cent, with a comma or a point.
#[must_use]
pub fn typed_percent(text: &str) -> Option<f64> {
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
    fn of(tr: Tr, id: &str, plan: &EvaluationPlan, version: i64) -> Self {
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
            shocks: shocks_text(tr, plan),
            treated: treated_text(plan),
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
        let shocks = typed_shocks(&self.shocks).unwrap_or_else(|fault| {
            faults.push(fault);
            Vec::new()
        });
        let treated = typed_treated(&self.treated).unwrap_or_else(|fault| {
            faults.push(fault);
            Vec::new()
        });
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
            shocks,
            treated,
        };
        let months_read = !faults.iter().any(|fault| matches!(fault, DomainError::Field { reason: "not-a-month", .. }));
        match plan.check() {
            Ok(plan) if faults.is_empty() => Ok(NewEvaluation { id, plan }),
            Ok(_) => Err(faults.into()),
            Err(more) => {
                let told = |fault: &DomainError| {
                    matches!(fault, DomainError::Field { reason: "months-order" | "too-far-ahead" | "outside-window", .. }) && !months_read
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
#[template(path = "evaluation/form.html")]
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
    let found = evaluation::card(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let may = if writing == Writing::Edit { found.may.edit } else { found.may.change };
    if !may {
        return Err(Problem::NotFound);
    }
    let form = PlanForm::of(desk.tr(), id, &found.plan, found.evaluation.version);
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
            let found = evaluation::card(&desk.ctx, form.id.parse().map_err(|_| Problem::NotFound)?).await?;
            let form = PlanForm { version: found.evaluation.version, ..form };
            let theirs = Some(PlanForm::of(desk.tr(), &form.id, &found.plan, form.version));
            desk.conflict(&FormPage { theirs, ..form_page(&desk, writing, form, FormErrors::none()) })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, writing, form, errors))
        }
    }
}

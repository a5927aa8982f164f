//! Pages of tasks: mine, my unit's, all, the finished ones; giving one, ending one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::seen::SeenTask;
use gvi_app::tasks::{self, TaskScope};
use gvi_app::{AppError, accounts};
use gvi_domain::task::{Finish, NewTask, Owner, TaskState};
use gvi_domain::{Date, DomainError, ReviewId, TaskId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::{Lang, Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/tasks", get(list))
        .route("/tasks/new", get(new).post(add))
        .route("/tasks/{id}", get(card))
        .route("/tasks/{id}/finish", post(finish))
}

/// The sign of how a task stands on a day.
pub fn state_tag(tr: Tr, state: TaskState, due_on: Date, today: Date) -> Tag {
    match state {
        TaskState::Open if state.is_overdue(due_on, today) => Tag::over(tr.t("task-state-overdue")),
        TaskState::Open if due_on == today => Tag::soon(tr.t("task-state-today")),
        TaskState::Open => Tag::planned(tr.t("task-state-open")),
        TaskState::Done => Tag::good(tr.t("task-state-done")),
        TaskState::NotDone => Tag::refused(tr.t("task-state-not-done")),
    }
}

/// A task as lists and cards print it.
#[derive(Serialize)]
pub struct TaskLine {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub what: Option<String>,
    /// Whose it is: a name, or a function.
    pub owner: Option<String>,
    /// The last day.
    pub due: Option<String>,
    /// How it stands.
    pub state: Option<Tag>,
    /// What came of it, or why not.
    pub reason: Option<String>,
    /// Who gave it.
    pub given_by: Option<String>,
    /// Who ended it.
    pub finished_by: Option<String>,
    /// The review that gave it.
    pub review: Option<String>,
    /// It is about a named person.
    pub names_persons: bool,
    /// Version, for the lost race.
    pub version: i64,
}

/// Puts a task into words.
pub fn line(desk: &Desk, task: SeenTask) -> TaskLine {
    let tr = desk.tr();
    let today = desk.now().date(desk.zone());
    let due = task.due_on.value();
    let function = task.owner_role.value().flatten().map(|role| tr.t(&format!("role-{role}")));
    TaskLine {
        id: task.id.to_string(),
        what: task.what.value().map(|words| words.as_str().to_owned()),
        owner: task.owner_name.value().flatten().or(function),
        due: due.map(iso_date),
        state: task.state.value().zip(due).map(|(state, due)| state_tag(tr, state, due, today)),
        reason: task.reason.value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty()),
        given_by: task.given_by.value().flatten(),
        finished_by: task.finished_by.value().flatten(),
        review: task.review.value().flatten().map(|id| id.to_string()),
        names_persons: task.names_persons.value().unwrap_or_default(),
        version: task.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "tasks/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    scope: &'static str,
    tasks: Vec<TaskLine>,
    may_add: bool,
    empty: String,
}

#[derive(Deserialize)]
struct Show {
    #[serde(default)]
    show: String,
}

async fn list(desk: Desk, Query(show): Query<Show>) -> Answer {
    let scope = if show.show.is_empty() { TaskScope::Mine } else { TaskScope::named(&show.show).ok_or(Problem::NotFound)? };
    let list = tasks::list(&desk.ctx, scope).await?;
    let tr = desk.tr();
    let tab = |tab: &TaskScope| NavItem {
        href: format!("/tasks?show={}", tab.name()),
        label: tr.t(&format!("task-show-{}", tab.name())),
        current: *tab == scope,
        count: None,
    };
    let page = ListPage {
        shell: desk.shell(),
        tabs: TaskScope::ALL.iter().map(tab).collect(),
        scope: scope.name(),
        tasks: list.tasks.into_iter().map(|task| line(&desk, task)).collect(),
        may_add: list.may_add,
        empty: tr.t(&format!("task-empty-{}", scope.name())),
    };
    desk.page(&page)
}

#[derive(Template, Serialize)]
#[template(path = "tasks/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    ends: Vec<Choice>,
    task: TaskLine,
    may_finish: bool,
    form: FinishForm,
    /// Somebody else ended it in between; what was typed stands in the form.
    changed: bool,
}

#[derive(Deserialize, Serialize, Default, Clone)]
struct FinishForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    version: i64,
}

async fn card_page(desk: &Desk, id: TaskId, form: Option<FinishForm>, errors: FormErrors, changed: bool) -> Result<CardPage, Problem> {
    let page = tasks::page(&desk.ctx, id).await?;
    let tr = desk.tr();
    let task = line(desk, page.task);
    let form = FinishForm { version: task.version, ..form.unwrap_or_default() };
    let ends = [TaskState::Done, TaskState::NotDone]
        .map(|state| Choice::new(state.name(), tr.t(&format!("task-end-{}", state.name()))).chosen_when(&form.to));
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/tasks", tr.t("tasks-title")), Crumb::here(tr.t("task-one"))],
        errors,
        ends: ends.to_vec(),
        task,
        may_finish: page.may_finish,
        form,
        changed,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&card_page(&desk, id, None, FormErrors::none(), false).await?)
}

async fn finish(Path(id): Path<String>, Typed { desk, form }: Typed<FinishForm>) -> Answer {
    let id: TaskId = id.parse().map_err(|_| Problem::NotFound)?;
    let finished = match Finish::read(TaskState::named(&form.to), &form.reason) {
        Ok(end) => tasks::finish(&desk.ctx, id, &end, form.version).await,
        Err(faults) => Err(faults.into()),
    };
    match finished {
        Ok(()) => desk.done("/tasks", "task-finished"),
        Err(AppError::Changed { .. }) => desk.conflict(&card_page(&desk, id, Some(form), FormErrors::none(), true).await?),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&card_page(&desk, id, Some(form), errors, false).await?)
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "tasks/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    owners: Vec<Choice>,
    may_name_persons: bool,
    form: TaskForm,
}

/// What is typed into the form of a task.
#[derive(Deserialize, Serialize, Default, Clone)]
struct TaskForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    what: String,
    /// `account:ID` or `function:CODE`.
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    review: String,
    #[serde(default)]
    names_persons: String,
}

impl TaskForm {
    fn read(&self) -> Result<NewTask, AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let review = match self.review.as_str() {
            "" => None,
            id => Some(id.parse::<ReviewId>().map_err(|_| AppError::NotFound)?),
        };
        let mut faults = Vec::new();
        let what = Words::read("what", &self.what, 3).map_err(|fault| faults.push(fault)).ok();
        let owner = match self.owner.split_once(':') {
            Some(("account", id)) => id.parse().ok().map(Owner::Account),
            Some(("function", code)) => code.parse().ok().map(Owner::Function),
            _ => None,
        };
        if owner.is_none() {
            faults.push(DomainError::field("owner", "missing"));
        }
        let due_on = self.due_on.trim().parse().map_err(|_| faults.push(DomainError::field("due_on", "not-a-day"))).ok();
        match (what, owner, due_on) {
            (Some(what), Some(owner), Some(due_on)) => {
                Ok(NewTask { id, what, owner, due_on, review, names_persons: self.names_persons == "yes" })
            }
            _ => Err(faults.into()),
        }
    }
}

async fn form_page(desk: &Desk, form: TaskForm, errors: FormErrors) -> Result<FormPage, Problem> {
    let owners = tasks::owners(&desk.ctx).await?;
    let tr = desk.tr();
    let own = desk.session.account.to_string();
    let mut choices: Vec<Choice> = owners
        .functions
        .iter()
        .map(|role| {
            let name = if tr.lang() == Lang::Sv { &role.sv } else { &role.en };
            Choice::new(format!("function:{}", role.code), tr.args("task-owner-function", &[("function", name.as_str())]))
        })
        .collect();
    choices.insert(0, Choice::new(format!("account:{own}"), tr.t("task-owner-me")));
    for colleague in owners.colleagues.into_iter().filter(|account| account.id.to_string() != own) {
        if let Some(name) = colleague.name.value() {
            let unit = colleague.unit.value().unwrap_or_default();
            choices.push(Choice::new(format!("account:{}", colleague.id), format!("{name}, {unit}")));
        }
    }
    let choices = choices.into_iter().map(|choice| choice.chosen_when(&form.owner)).collect();
    let back = if form.review.is_empty() {
        Crumb::new("/tasks", tr.t("tasks-title"))
    } else {
        Crumb::new(format!("/reviews/{}", form.review), tr.t("review-one"))
    };
    Ok(FormPage {
        shell: desk.shell(),
        crumbs: vec![back, Crumb::here(tr.t("task-add"))],
        errors,
        owners: choices,
        may_name_persons: owners.may_name_persons,
        form,
    })
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    review: String,
}

async fn new(desk: Desk, Query(from): Query<From>) -> Answer {
    // An address with something else than an id in it leads to a task without a review.
    let review = from.review.parse::<ReviewId>().map(|id| id.to_string()).unwrap_or_default();
    let form = TaskForm { id: TaskId::new().to_string(), review, ..TaskForm::default() };
    desk.page(&form_page(&desk, form, FormErrors::none()).await?)
}

async fn add(Typed { desk, form }: Typed<TaskForm>) -> Answer {
    let added = match form.read() {
        Ok(new) => tasks::add(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) if form.review.is_empty() => desk.done("/tasks?show=all", "task-added"),
        Ok(_) => desk.done(&format!("/reviews/{}", form.review), "task-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, errors).await?)
        }
    }
}

/// Names of the roles in the reader's language, for pages that list functions.
pub fn role_names(desk: &Desk) -> Vec<(String, String)> {
    accounts::roles(&desk.ctx).into_iter().map(|role| (role.code, if desk.tr().lang() == Lang::Sv { role.sv } else { role.en })).collect()
}

//! Deeds on tasks: the lists, giving one, ending one.

use gvi_domain::task::{Finish, NewTask, Owner, TASK_MONTHS, TASKS_PER_REVIEW_MAX, TaskState};
use gvi_domain::{Date, DomainError, TaskId, Whole, Words};
use gvi_secrecy::deeds::{AddTask, FinishTask, ListAccounts, ListTasks, ReadReview};
use gvi_secrecy::roles::{Role, Roles};
use gvi_secrecy::{Changes, Permit};
use gvi_store::tasks;
pub use gvi_store::tasks::TaskScope;
use gvi_store::{Ctx, Tx, accounts};

use crate::accounts::own_account;
use crate::error::AppError;
use crate::reviews::own_part;
use crate::seen::{SeenAccount, SeenTask};

/// Functions that hold no task because they take no part in the work itself: they judge, watch or keep it running.
const NOT_AT_THE_TABLE: &[&str] = &["approver", "lawyer", "auditor", "dpo", "admin"];

/// A list of tasks.
pub struct TaskList {
    /// Open ones by the day on which they are due, so that the late ones stand on top.
    pub tasks: Vec<SeenTask>,
    /// May give a task.
    pub may_add: bool,
}

/// One task and what may be done with it.
pub struct TaskPage {
    /// The task.
    pub task: SeenTask,
    /// May end it.
    pub may_finish: bool,
}

/// Who can be given a task: colleagues, if the giver may see who works here, and functions.
pub struct Owners {
    /// By name; only oneself for somebody who may not see the accounts.
    pub colleagues: Vec<SeenAccount>,
    /// Functions that exist in this authority.
    pub functions: Vec<Role>,
    /// Whether a task can be about a named person here.
    pub may_name_persons: bool,
}

/// The tasks of a scope.
pub async fn list(ctx: &Ctx, scope: TaskScope) -> Result<TaskList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListTasks>(Whole).await?;
    let rows = tasks::list(&mut tx, &permit, scope).await?;
    let tasks = tx.open_rows::<_, ListTasks, _>(&permit, rows);
    let may_add = tx.would::<AddTask>(Whole).await?;
    tx.commit().await?;
    Ok(TaskList { tasks, may_add })
}

/// One task. Who may end it may read it: there is no deed of its own for looking.
pub async fn page(ctx: &Ctx, id: TaskId) -> Result<TaskPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<FinishTask>(id).await?;
    let task = tasks::task(&mut tx, &permit).await?.open(&permit);
    tx.commit().await?;
    let may_finish = task.state.as_value() == Some(&TaskState::Open);
    Ok(TaskPage { task, may_finish })
}

/// Who can be given a task.
pub async fn owners(ctx: &Ctx) -> Result<Owners, AppError> {
    let (mut tx, _permit) = ctx.begin().await?.permit::<AddTask>(Whole).await?;
    let today = ctx.now().date(ctx.zone());
    let mut colleagues = match tx.maybe::<ListAccounts>(Whole).await? {
        Some(list) => {
            let rows = accounts::list(&mut tx, &list).await?;
            tx.open_rows::<_, ListAccounts, _>(&list, rows)
        }
        None => Vec::new(),
    };
    tx.commit().await?;
    let at_the_table = |account: &SeenAccount| {
        account.ends_on.as_value().is_some_and(|ends| *ends >= today)
            && account
                .roles
                .as_value()
                .is_some_and(|roles| roles.iter().any(|(role, ends)| *ends >= today && !NOT_AT_THE_TABLE.contains(&role.as_str())))
    };
    colleagues.retain(at_the_table);
    Ok(Owners { colleagues, functions: functions(ctx), may_name_persons: may_name_persons(ctx) })
}

fn functions(ctx: &Ctx) -> Vec<Role> {
    Roles::swedish().of_kind(ctx.plate().kind.as_str()).filter(|role| !NOT_AT_THE_TABLE.contains(&role.code.as_str())).cloned().collect()
}

fn may_name_persons(ctx: &Ctx) -> bool {
    own_part(ctx).is_some_and(|part| part.may_name_persons())
}

/// Gives a task that the law wants done, inside the deed from which it follows. It names nobody.
pub(crate) async fn give_by_law<D: Changes>(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<D>,
    owner: Owner,
    days: i64,
    text: &str,
) -> Result<(), AppError> {
    let due_on = ctx.now().plus_days(days).date(ctx.zone());
    let what = Words::stored(text.to_owned());
    let new = NewTask { id: TaskId::new(), what, owner, due_on, review: None, names_persons: false };
    tasks::add(tx, permit, &new, ends_on(&new)).await?;
    Ok(())
}

/// The last day of a task as a record.
pub(crate) fn ends_on(task: &NewTask) -> Date {
    task.due_on.saturating_add(jiff::Span::new().months(TASK_MONTHS))
}

/// Gives a task. The same form sent twice makes one.
pub async fn add(ctx: &Ctx, new: NewTask) -> Result<TaskId, AppError> {
    let new = new.check(ctx.now().date(ctx.zone()))?;
    if new.names_persons && !may_name_persons(ctx) {
        return Err(DomainError::Rule { rule: "part-a-names-nobody" }.into());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<AddTask>(Whole).await?;
    let nobody = || AppError::from(DomainError::field("owner", "nobody"));
    match &new.owner {
        Owner::Account(account) | Owner::Alone(account) if *account == own_account(ctx)? => {}
        // Whoever may not see who works here can give tasks to functions, or take one on.
        Owner::Account(_) | Owner::Alone(_) => tx.would::<ListAccounts>(Whole).await?.then_some(()).ok_or_else(nobody)?,
        Owner::Function(role) => functions(ctx).iter().any(|held| held.code == role.as_str()).then_some(()).ok_or_else(nobody)?,
    }
    if let Some(review) = new.review {
        let (next, _review) = tx.permit::<ReadReview>(review).await?;
        tx = next;
        if tasks::count_of_review(&mut tx, &permit, review).await? >= TASKS_PER_REVIEW_MAX {
            return Err(DomainError::Full { what: "tasks", limit: TASKS_PER_REVIEW_MAX }.into());
        }
    }
    if !tasks::add(&mut tx, &permit, &new, ends_on(&new)).await? {
        return Err(nobody());
    }
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Ends a task: done, or not done with a reason.
pub async fn finish(ctx: &Ctx, id: TaskId, finish: &Finish, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<FinishTask>(id).await?;
    let task = tasks::task(&mut tx, &permit).await?.open(&permit);
    task.state.value().ok_or(AppError::NotFound)?.finish(finish.to)?;
    tasks::finish(&mut tx, &permit, finish, version).await?;
    tx.commit().await?;
    Ok(())
}

//! Rows of tasks. The late ones come first because they are ordered by the day on which they are due.

use gvi_domain::task::{Finish, NewTask, Owner, TaskState};
use gvi_domain::{AccountId, Date, Moment, ReviewId, TaskId, Words};
use gvi_secrecy::deeds::{AddTask, FinishTask, ListTasks};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `tasks`, with the names of colleagues beside their ids.
pub struct TaskRow {
    id: TaskId,
    what: Words,
    review: Option<ReviewId>,
    owner_account: Option<AccountId>,
    owner_name: Option<String>,
    owner_role: Option<String>,
    names_persons: bool,
    due_on: Date,
    state: TaskState,
    reason: Words,
    given_by: Option<String>,
    given_at: Moment,
    finished_by: Option<String>,
    finished_at: Option<Moment>,
    expires_on: Date,
    version: i64,
}

classed! { TaskRow => SeenTask {
    id: TaskId = open,
    what: Words = Coordination,
    review: Option<ReviewId> = Coordination,
    owner_account: Option<AccountId> = Coordination,
    owner_name: Option<String> = Coordination,
    owner_role: Option<String> = Coordination,
    names_persons: bool = Coordination,
    due_on: Date = Coordination,
    state: TaskState = Coordination,
    reason: Words = Coordination,
    given_by: Option<String> = Coordination,
    given_at: Moment = Coordination,
    finished_by: Option<String> = Coordination,
    finished_at: Option<Moment> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

/// Which tasks a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskScope {
    /// Open, and mine: given to me, or to a function that I hold today.
    Mine,
    /// Open, and of somebody in my unit or of a function that I hold.
    Unit,
    /// Open, all of them.
    All,
    /// Finished, the latest on top.
    Finished,
}

impl TaskScope {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 4] = [Self::Mine, Self::Unit, Self::All, Self::Finished];

    /// The name in addresses and message keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unit => "unit",
            Self::All => "all",
            Self::Finished => "finished",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What decides who may know of a task.
struct Reach {
    names_persons: bool,
    owner: Option<AccountId>,
    /// It comes of something about a person with protected identity: that there is such a task is its owner's alone.
    sealed_to_owner: bool,
    expires_on: Date,
}

impl Reach {
    fn facts(&self, id: &str, today: Date) -> Facts {
        let expired = self.expires_on < today;
        let handlers = self.owner.iter().filter(|_| self.sealed_to_owner).map(AccountId::to_string).collect();
        Facts { person_level: self.names_persons, protected: self.sealed_to_owner, handlers, expired, ..Facts::plain(Thing::Task, id) }
    }
}

fn read(row: &Row, today: Date) -> Result<Sealed<TaskRow>, DbError> {
    let mut read = row.reader();
    let record = TaskRow {
        id: read.next()?,
        what: read.next()?,
        review: read.next()?,
        owner_account: read.next()?,
        owner_name: read.next()?,
        owner_role: read.next()?,
        names_persons: read.next()?,
        due_on: read.next()?,
        state: read.next_named(TaskState::named)?,
        reason: read.next()?,
        given_by: read.next()?,
        given_at: read.next()?,
        finished_by: read.next()?,
        finished_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let reach = Reach {
        names_persons: record.names_persons,
        owner: record.owner_account,
        sealed_to_owner: read.next()?,
        expires_on: record.expires_on,
    };
    let facts = reach.facts(&record.id.to_string(), today);
    Ok(Sealed::new(record, facts))
}

/// The facts of a task, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT names_persons, owner_account, sealed_to_owner, expires_on FROM tasks WHERE id = $1", args![id]).await?;
    let reach =
        |row: Row| Ok(Reach { names_persons: row.get(0)?, owner: row.get(1)?, sealed_to_owner: row.get(2)?, expires_on: row.get(3)? });
    row.map(reach).transpose().map(|reach| reach.map(|reach| reach.facts(id, today)))
}

macro_rules! tasks_where {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.what, t.review, t.owner_account, o.name, t.owner_role, t.names_persons, t.due_on, t.state, t.reason, g.name, t.given_at, ",
            "f.name, t.finished_at, t.expires_on, t.version, t.sealed_to_owner FROM tasks t LEFT JOIN accounts o ON o.id = t.owner_account ",
            "LEFT JOIN accounts g ON g.id = t.given_by LEFT JOIN accounts f ON f.id = t.finished_by ",
            $rest
        )
    };
}

/// One task, for any deed that has a permit on it.
pub async fn task<D: Deed<Id = TaskId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<TaskRow>, StoreError> {
    let today = tx.today();
    let row = tx.db(permit).row(tasks_where!("WHERE t.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), today)?)
}

/// The tasks of a scope; open ones by the day on which they are due, so that the late ones stand on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListTasks>, scope: TaskScope) -> Result<Vec<Sealed<TaskRow>>, StoreError> {
    let today = tx.today();
    let (account, unit) = (tx.actor().account.clone(), tx.actor().unit.clone());
    let db = tx.db(permit);
    let rows = match scope {
        TaskScope::Mine => {
            let sql = tasks_where!(
                "WHERE t.state = 'open' AND (t.owner_account = $1 OR t.owner_role IN (SELECT r.role FROM account_roles r WHERE r.account = $1 AND r.ends_on >= $2)) \
                 ORDER BY t.due_on, t.id LIMIT 300"
            );
            db.rows(sql, args![account, today]).await?
        }
        TaskScope::Unit => {
            let sql = tasks_where!(
                "WHERE t.state = 'open' AND (o.unit = $3 OR t.owner_role IN (SELECT r.role FROM account_roles r WHERE r.account = $1 AND r.ends_on >= $2)) \
                 ORDER BY t.due_on, t.id LIMIT 300"
            );
            db.rows(sql, args![account, today, unit]).await?
        }
        TaskScope::All => db.rows(tasks_where!("WHERE t.state = 'open' ORDER BY t.due_on, t.id LIMIT 300"), args![]).await?,
        TaskScope::Finished => {
            db.rows(tasks_where!("WHERE t.state <> 'open' ORDER BY t.finished_at DESC, t.id LIMIT 100"), args![]).await?
        }
    };
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// The open tasks that were due before a day: the first point of the next agenda.
pub async fn overdue(tx: &mut Tx, permit: &Permit<ListTasks>) -> Result<Vec<Sealed<TaskRow>>, StoreError> {
    let today = tx.today();
    let rows = tx
        .db(permit)
        .rows(tasks_where!("WHERE t.state = 'open' AND t.due_on < $1 ORDER BY t.due_on, t.id LIMIT 200"), args![today])
        .await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// The tasks that a review gave.
pub async fn of_review(tx: &mut Tx, permit: &Permit<ListTasks>, review: ReviewId) -> Result<Vec<Sealed<TaskRow>>, StoreError> {
    let today = tx.today();
    let rows = tx.db(permit).rows(tasks_where!("WHERE t.review = $1 ORDER BY t.due_on, t.id LIMIT 200"), args![review]).await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// How many tasks a review has given.
pub async fn count_of_review(tx: &mut Tx, permit: &Permit<AddTask>, review: ReviewId) -> Result<usize, StoreError> {
    let count = tx.db(permit).count("SELECT COUNT(*) FROM tasks WHERE review = $1", args![review]).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Gives a task. A second submit of the same form finds its own record and changes nothing. Tells whether the owner exists here.
pub async fn add<D: Changes>(tx: &mut Tx, permit: &Permit<D>, new: &NewTask, expires_on: Date) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let (account, role, alone) = match &new.owner {
        Owner::Account(account) => (Some(*account), None, false),
        Owner::Alone(account) => (Some(*account), None, true),
        Owner::Function(role) => (None, Some(role.to_string()), false),
    };
    if let Some(account) = account
        && tx.db(permit).count("SELECT COUNT(*) FROM accounts WHERE id = $1", args![account]).await? == 0
    {
        return Ok(false);
    }
    tx.db(permit)
        .execute(
            "INSERT INTO tasks (id, what, review, owner_account, owner_role, names_persons, sealed_to_owner, due_on, state, reason, given_by, given_at, finished_by, \
             finished_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, NULL, NULL, $12, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, &new.what, new.review, account, role, new.names_persons, alone, new.due_on, TaskState::Open.name(), actor, now,
                expires_on
            ],
        )
        .await?;
    Ok(true)
}

/// Ends a task over the version that was read.
pub async fn finish(tx: &mut Tx, permit: &Permit<FinishTask>, finish: &Finish, version: i64) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE tasks SET state = $1, reason = $2, finished_by = $3, finished_at = $4, version = version + 1 WHERE id = $5 AND version = $6",
            args![finish.to.name(), &finish.reason, actor, now, permit.id(), version],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "task" }) }
}

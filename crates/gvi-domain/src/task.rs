//! A task: what somebody has taken on, until when, and whether it was done. The late ones stand on top.
//!
//! A task belongs to an account or to a function. A function is better at night: whoever holds it then does it. A task that was not
//! done ends too, with a reason, because a list from which nothing disappears is read by nobody.
//!
//! What this room deliberately does not do: no task crosses to another authority. Who shall act elsewhere is told at the meeting
//! and gives the task to somebody there.

use crate::limit::DomainError;
use crate::text::Words;
use crate::{AccountId, Date, ReviewId, RoleCode, TaskId};

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Not done, with a reason.
    NotDone,
}

names!(TaskState { Open = "open", Done = "done", NotDone = "not-done" });

/// Tasks that one review can give.
pub const TASKS_PER_REVIEW_MAX: usize = 100;
/// Days until a task must be due. What takes longer is a plan, not a task.
pub const TASK_DAYS_MAX: i32 = 366;
/// Months after its due day when a task ends as a record.
pub const TASK_MONTHS: i32 = 12;
/// Least number of signs of a reason for not doing a task.
pub const REASON_LEAST: usize = 10;

impl TaskState {
    /// Ends an open task.
    pub fn finish(self, to: Self) -> Result<Self, DomainError> {
        match (self, to) {
            (Self::Open, Self::Done | Self::NotDone) => Ok(to),
            _ => Err(DomainError::WrongState { thing: "task", state: self.name(), deed: to.name() }),
        }
    }

    /// Whether it is late on this day. A task is due at the end of its day.
    pub fn is_overdue(self, due_on: Date, today: Date) -> bool {
        matches!(self, Self::Open) && due_on < today
    }
}

/// Whose task it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A colleague.
    Account(AccountId),
    /// A colleague, for whom alone the task is there: it comes of something that nobody else here may know of.
    Alone(AccountId),
    /// Whoever holds this function.
    Function(RoleCode),
}

/// A task as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// The id that the form minted.
    pub id: TaskId,
    /// What is to be done.
    pub what: Words,
    /// Whose it is.
    pub owner: Owner,
    /// The last day.
    pub due_on: Date,
    /// The review that gave it, if one did.
    pub review: Option<ReviewId>,
    /// It is about a named person. Whoever does not work with persons cannot open it then.
    pub names_persons: bool,
}

impl NewTask {
    /// Checks the day.
    pub fn check(self, today: Date) -> Result<Self, Vec<DomainError>> {
        if self.due_on < today {
            Err(vec![DomainError::field("due_on", "due-has-passed")])
        } else if self.due_on > today.saturating_add(jiff::Span::new().days(TASK_DAYS_MAX)) {
            Err(vec![DomainError::field("due_on", "too-far-ahead")])
        } else {
            Ok(self)
        }
    }
}

/// How a task ended, as it was typed and checked.
#[derive(Debug, Clone)]
pub struct Finish {
    /// Done or not done.
    pub to: TaskState,
    /// What came of it, or why not.
    pub reason: Words,
}

impl Finish {
    /// Reads how it ended: a task that was not done needs its reason.
    pub fn read(to: Option<TaskState>, reason: &str) -> Result<Self, Vec<DomainError>> {
        let Some(to) = to.filter(|to| *to != TaskState::Open) else { return Err(vec![DomainError::field("to", "missing")]) };
        let least = if to == TaskState::NotDone { REASON_LEAST } else { 0 };
        Words::read("reason", reason, least).map(|reason| Self { to, reason }).map_err(|fault| vec![fault])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_late_on_the_day_after_it_was_due() {
        let due: Date = "2026-11-22".parse().unwrap();
        assert!(!TaskState::Open.is_overdue(due, due));
        assert!(TaskState::Open.is_overdue(due, due.tomorrow().unwrap()));
        assert!(!TaskState::Done.is_overdue(due, due.tomorrow().unwrap()));
    }

    #[test]
    fn a_task_that_was_not_done_says_why() {
        assert!(Finish::read(Some(TaskState::NotDone), "").is_err());
        assert!(Finish::read(Some(TaskState::Done), "").is_ok());
        assert!(Finish::read(Some(TaskState::Open), "x").is_err());
    }

    #[test]
    fn what_has_ended_does_not_end_again() {
        assert!(TaskState::Done.finish(TaskState::NotDone).is_err());
        assert_eq!(TaskState::Open.finish(TaskState::Done), Ok(TaskState::Done));
    }
}

//! A review meeting: planned, held, closed with its minutes. Each authority keeps its own part of it.
//!
//! People from several authorities sit at one table, but there is no common record of what they said. Part A is what all may
//! hear and names nobody; part B is kept by those who enforce and supervise, part C by those who help. The parts of one meeting
//! share its code and its day and nothing else: each is a record in its own compartment, and nothing here joins them.
//!
//! What this room deliberately does not do: it does not build the agenda (that is read from the compartment when somebody
//! looks), and it does not know which authority keeps which part (that is data of the jurisdiction).

use crate::limit::DomainError;
use crate::text::Words;
use crate::{AuthorityId, Code, DecisionId, GroupId, IncidentId, Moment, ReviewId};

/// Which part of the meeting a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Everybody at the table. No names.
    A,
    /// Police and probation.
    B,
    /// Social services.
    C,
}

/// Where a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// It has a day and an agenda that still grows.
    Planned,
    /// It was held; its minutes are being written.
    Held,
    /// The minutes are closed and are not changed any more.
    Closed,
}

names!(Part { A = "a", B = "b", C = "c" });
names!(ReviewState { Planned = "planned", Held = "held", Closed = "closed" });

/// Decisions of one review. More than this is not a meeting.
pub const DECISIONS_PER_REVIEW_MAX: usize = 100;
/// Incidents that one review can go through.
pub const INCIDENTS_PER_REVIEW_MAX: usize = 200;
/// Authorities whose attendance is noted.
pub const AUTHORITIES_PER_REVIEW_MAX: usize = 40;
/// Days ahead that a review can be planned.
pub const PLANNED_DAYS_MAX: i64 = 370;
/// Days back: a meeting that was held in a hurry is written down afterwards.
pub const WRITTEN_AFTERWARDS_DAYS_MAX: i64 = 14;
/// Months after which a part ends.
pub const REVIEW_MONTHS: i32 = 24;
/// Meetings that may be skipped before the steering group is told.
pub const SKIPPED_BEFORE_FLAG: i64 = 2;
/// Longest list of functions of those who came from one authority.
pub const FUNCTIONS_MAX: usize = 120;

impl Part {
    /// Whether this part may be about named persons at all.
    pub const fn may_name_persons(self) -> bool {
        !matches!(self, Self::A)
    }
}

impl ReviewState {
    /// The meeting took place.
    pub fn hold(self) -> Result<Self, DomainError> {
        match self {
            Self::Planned => Ok(Self::Held),
            Self::Held | Self::Closed => Err(self.wrong("held")),
        }
    }

    /// Decisions and minutes are written between the meeting and its close.
    pub fn write(self) -> Result<Self, DomainError> {
        match self {
            Self::Held => Ok(Self::Held),
            Self::Planned | Self::Closed => Err(self.wrong("written")),
        }
    }

    /// The minutes are closed. Closed minutes are not opened again: a correction is a decision of the next meeting.
    pub fn close(self) -> Result<Self, DomainError> {
        match self {
            Self::Held => Ok(Self::Closed),
            Self::Planned | Self::Closed => Err(self.wrong("closed")),
        }
    }

    const fn wrong(self, deed: &'static str) -> DomainError {
        DomainError::WrongState { thing: "review", state: self.name(), deed }
    }
}

/// A review as it was planned in one compartment.
#[derive(Debug, Clone)]
pub struct NewReview {
    /// The id that the form minted.
    pub id: ReviewId,
    /// The meeting's code, when another authority has planned it and said the code aloud; nothing for a meeting that begins here.
    pub code: Option<Code>,
    /// When it meets.
    pub meets_at: Moment,
    /// Where, in few words.
    pub place: String,
    /// This part goes through named persons. Whoever does not work with persons cannot open it then.
    pub names_persons: bool,
}

impl NewReview {
    /// Checks what was typed against the part that this authority keeps; returns every fault at once.
    pub fn check(self, part: Part, now: Moment) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let length = self.place.trim().chars().count();
        if length == 0 {
            faults.push(DomainError::field("place", "missing"));
        } else if length > 120 {
            faults.push(DomainError::field("place", "too-long"));
        }
        if self.meets_at > now.plus_days(PLANNED_DAYS_MAX) {
            faults.push(DomainError::field("meets_at", "too-far-ahead"));
        } else if self.meets_at < now.plus_days(-WRITTEN_AFTERWARDS_DAYS_MAX) {
            faults.push(DomainError::field("meets_at", "too-long-ago"));
        }
        if self.names_persons && !part.may_name_persons() {
            faults.push(DomainError::Rule { rule: "part-a-names-nobody" });
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

/// Whether an authority came, and in which functions. Functions, not names: who answers for what is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Which authority.
    pub authority: AuthorityId,
    /// Whether anybody came.
    pub present: bool,
    /// In which functions, for example "coordinator, analyst".
    pub functions: String,
}

/// Checks who came. A meeting of one authority with itself is not a review, but it happens, and is then visible as such.
pub fn check_attendance(attendance: &[Attendance]) -> Result<(), Vec<DomainError>> {
    let mut faults = Vec::new();
    if attendance.len() > AUTHORITIES_PER_REVIEW_MAX {
        faults.push(DomainError::Full { what: "authorities", limit: AUTHORITIES_PER_REVIEW_MAX });
    }
    if !attendance.iter().any(|row| row.present) {
        faults.push(DomainError::field("present", "nobody-present"));
    }
    if attendance.iter().any(|row| row.present && row.functions.trim().is_empty()) {
        faults.push(DomainError::field("functions", "functions-missing"));
    }
    if attendance.iter().any(|row| row.functions.chars().count() > FUNCTIONS_MAX) {
        faults.push(DomainError::field("functions", "too-long"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// The work itself.
    Meeting,
    /// A group.
    Group(GroupId),
    /// An incident.
    Incident(IncidentId),
}

/// A decision as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// The id that the form minted.
    pub id: DecisionId,
    /// What it is about.
    pub about: About,
    /// What was decided.
    pub text: Words,
    /// The authority that answers for it. It decides for itself: a meeting commands nobody.
    pub owner: AuthorityId,
}

/// How many meetings have been skipped since the last one held: none while the next is not due, one when it is overdue, and so on.
pub const fn meetings_skipped(last_held: Moment, now: Moment, limit_hours: u32) -> i64 {
    let limit = limit_hours as i64 * 3600;
    let passed = now.seconds_since(last_held);
    if passed <= 0 { 0 } else { (passed - 1) / limit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn a_review(now: Moment) -> NewReview {
        NewReview { id: ReviewId::new(), code: None, meets_at: now.plus_days(1), place: "Stadshuset".into(), names_persons: false }
    }

    #[test]
    fn a_review_goes_one_way_from_planned_to_closed() {
        let held = ReviewState::Planned.hold().unwrap();
        assert_eq!(held.close(), Ok(ReviewState::Closed));
        assert!(ReviewState::Planned.close().is_err() && ReviewState::Planned.write().is_err());
        assert!(ReviewState::Closed.write().is_err() && ReviewState::Closed.hold().is_err());
    }

    #[test]
    fn part_a_names_nobody() {
        let now = moment("2026-11-22T20:40:00Z");
        let typed = NewReview { names_persons: true, ..a_review(now) };
        assert_eq!(typed.clone().check(Part::A, now).unwrap_err(), [DomainError::Rule { rule: "part-a-names-nobody" }]);
        assert!(typed.check(Part::B, now).is_ok());
    }

    #[test]
    fn who_came_is_said_by_function_and_somebody_came() {
        let row = |present, functions: &str| Attendance { authority: "polisen".parse().unwrap(), present, functions: functions.into() };
        assert!(check_attendance(&[row(true, "samordnare")]).is_ok());
        assert!(check_attendance(&[row(true, " ")]).is_err());
        assert!(check_attendance(&[row(false, "")]).is_err());
    }

    #[test]
    fn a_week_late_is_one_skipped_meeting_and_two_weeks_late_are_two() {
        let held = moment("2026-11-02T09:00:00Z");
        for (days, skipped) in [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (22, 3)] {
            assert_eq!(meetings_skipped(held, held.plus_days(days), 168), skipped, "{days} days");
        }
        assert_eq!(meetings_skipped(held, held.plus_days(-3), 168), 0, "a clock that jumps back skips nothing");
    }
}

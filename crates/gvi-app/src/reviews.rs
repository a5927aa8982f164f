//! Deeds on review meetings: the list, the meeting with its agenda, planning, holding, deciding, closing the minutes.
//!
//! The agenda is built when somebody looks, from this compartment alone: what is late comes first. Nothing is put on it by
//! hand, because what a person can put on an agenda a person can leave off it.

use std::collections::BTreeSet;

use gvi_domain::clock::ClockKind;
use gvi_domain::group::GroupStatus;
use gvi_domain::incident::IncidentState;
use gvi_domain::review::{
    About, Attendance, DECISIONS_PER_REVIEW_MAX, INCIDENTS_PER_REVIEW_MAX, NewDecision, NewReview, Part, REVIEW_MONTHS, ReviewState,
    SKIPPED_BEFORE_FLAG, check_attendance, meetings_skipped,
};
use gvi_domain::{Code, DomainError, IncidentId, Moment, ReviewId, Whole, Words};
use gvi_secrecy::deeds::{
    AddTask, HoldReview, ListGroups, ListIncidents, ListReviews, ListTasks, PlanReview, ReadDay, ReadGroup, ReadIncident, ReadReview,
};
use gvi_secrecy::parts::part_of;
use gvi_store::incidents::IncidentFilter;
use gvi_store::reviews;
use gvi_store::{Ctx, Tx, clocks, groups, incidents, settings, tasks};

use crate::accounts::own_account;
use crate::error::AppError;
use crate::groups::{GroupLabel, pickable_groups};
use crate::papers::{self, Paper, Printable, Printing};
use crate::received;
use crate::seen::{SeenAttendance, SeenClock, SeenGroup, SeenIncident, SeenReview, SeenReviewDecision, SeenTask};

/// The list of reviews.
pub struct ReviewList {
    /// The latest on top.
    pub reviews: Vec<SeenReview>,
    /// Whether the reader may plan one.
    pub may_plan: bool,
    /// Meetings that have been skipped, if so many that somebody must be told.
    pub skipped: Option<Skipped>,
}

/// Too many meetings in a row were not held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// How many.
    pub meetings: i64,
    /// When the last one was held.
    pub last_held: Moment,
}

/// What the next meeting goes through, in this order.
#[derive(Default)]
pub struct Agenda {
    /// Tasks that are late.
    pub overdue: Vec<SeenTask>,
    /// Incidents that no review has gone through yet, the latest first.
    pub incidents: Vec<SeenIncident>,
    /// Clocks that run or have run out, the most urgent first.
    pub clocks: Vec<SeenClock>,
    /// Groups that have everybody's attention now.
    pub groups: Vec<SeenGroup>,
    /// What others disclosed and nobody here has acknowledged.
    pub received: Vec<received::Line>,
}

/// One review with everything that stands in this authority's part.
pub struct ReviewPage {
    /// The review.
    pub review: SeenReview,
    /// The agenda, until the minutes are closed.
    pub agenda: Option<Agenda>,
    /// Who came.
    pub attendance: Vec<SeenAttendance>,
    /// Codes of the incidents that were gone through.
    pub incidents: Vec<(gvi_domain::IncidentId, String)>,
    /// What was decided.
    pub decisions: Vec<SeenReviewDecision>,
    /// The tasks that it gave.
    pub tasks: Vec<SeenTask>,
    /// Groups that a decision can be about.
    pub groups: Vec<GroupLabel>,
    /// May hold it, write its decisions and close its minutes.
    pub may_hold: bool,
    /// May give tasks.
    pub may_give_tasks: bool,
    /// Papers that can be made of it now.
    pub papers: Vec<Printable>,
}

/// The part of a meeting that this authority keeps.
pub fn own_part(ctx: &Ctx) -> Option<Part> {
    part_of(ctx.plate().kind.as_str())
}

/// Whether this person may plan one: for the form.
pub fn may_plan(ctx: &Ctx) -> bool {
    own_part(ctx).is_some() && ctx.would::<PlanReview>()
}

/// The reviews of the own compartment.
pub async fn list(ctx: &Ctx) -> Result<ReviewList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListReviews>(Whole).await?;
    let rows = reviews::list(&mut tx, &permit).await?;
    let reviews = tx.open_rows::<_, ReadReview, _>(&permit, rows);
    let skipped = skipped(&mut tx, &permit).await?;
    let may_plan = may_plan(ctx);
    tx.commit().await?;
    Ok(ReviewList { reviews, may_plan, skipped })
}

/// How many meetings have been skipped, if so many that somebody must be told (method section 3: two are a red flag).
pub(crate) async fn skipped(tx: &mut Tx, permit: &gvi_secrecy::Permit<ListReviews>) -> Result<Option<Skipped>, AppError> {
    let Some((last_held, _)) = reviews::last_held(tx, permit).await? else { return Ok(None) };
    let limit = settings::hours(tx, permit, ClockKind::ReviewMeeting).await?;
    let meetings = meetings_skipped(last_held, tx.now(), limit);
    Ok((meetings >= SKIPPED_BEFORE_FLAG).then_some(Skipped { meetings, last_held }))
}

/// One review, its agenda, and what may be done with it now.
pub async fn page(ctx: &Ctx, id: ReviewId) -> Result<ReviewPage, AppError> {
    opened(ctx, id, None).await
}

/// The same for a paper of it.
pub async fn printed(ctx: &Ctx, id: ReviewId, printing: Printing) -> Result<ReviewPage, AppError> {
    opened(ctx, id, Some(printing)).await
}

/// The papers of a review: there are minutes when it was held.
fn printable(review: &SeenReview) -> Vec<Printable> {
    let minutes = review.state.as_value().is_some_and(|state| *state != ReviewState::Planned).then(|| Printable::any(Paper::Minutes));
    minutes.into_iter().chain([Printable::any(Paper::Calendar)]).collect()
}

async fn opened(ctx: &Ctx, id: ReviewId, printing: Option<Printing>) -> Result<ReviewPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadReview>(id).await?;
    let review = reviews::review(&mut tx, &permit).await?.open(&permit);
    let attendance = reviews::attendance(&mut tx, &permit).await?;
    let incidents = reviews::incidents(&mut tx, &permit).await?;
    let decisions = reviews::decisions(&mut tx, &permit).await?;
    let tasks = match tx.maybe::<ListTasks>(Whole).await? {
        Some(list) => {
            let rows = tasks::of_review(&mut tx, &list, id).await?;
            tx.open_rows::<_, ListTasks, _>(&list, rows)
        }
        None => Vec::new(),
    };
    let open = review.state.as_value().is_some_and(|state| *state != ReviewState::Closed);
    let agenda = if open { Some(agenda(ctx, &mut tx).await?) } else { None };
    let may_hold = open && tx.would::<HoldReview>(id).await?;
    let groups = if may_hold { pickable_groups(&mut tx).await? } else { Vec::new() };
    let may_give_tasks = open && tx.would::<AddTask>(Whole).await?;
    let papers = printable(&review);
    papers::made(&mut tx, &permit, &papers, printing)?;
    tx.commit().await?;
    Ok(ReviewPage { review, agenda, attendance, incidents, decisions, tasks, groups, may_hold, may_give_tasks, papers })
}

async fn agenda(ctx: &Ctx, tx: &mut Tx) -> Result<Agenda, AppError> {
    let mut agenda = Agenda::default();
    if let Some(list) = tx.maybe::<ListTasks>(Whole).await? {
        let rows = tasks::overdue(tx, &list).await?;
        agenda.overdue = tx.open_rows::<_, ListTasks, _>(&list, rows);
    }
    agenda.incidents = new_incidents(tx).await?;
    if let Some(own) = tx.maybe::<ReadDay>(own_account(ctx)?).await? {
        // The clocks of the meeting itself are not what the meeting is about.
        agenda.clocks = clocks::running(tx, &own).await?.into_iter().filter(|clock| clock.thing != "Review").collect();
    }
    agenda.received = received::unacknowledged(tx).await?;
    if let Some(list) = tx.maybe::<ListGroups>(Whole).await? {
        let rows = groups::list(tx, &list).await?;
        agenda.groups = tx.open_rows::<_, ReadGroup, _>(&list, rows);
        agenda.groups.retain(|group| group.status.as_value() == Some(&GroupStatus::InFocus));
    }
    Ok(agenda)
}

/// The incidents that no review has gone through yet, triaged or not, the latest first. Nothing for who may not list incidents.
async fn new_incidents(tx: &mut Tx) -> Result<Vec<SeenIncident>, AppError> {
    let Some(list) = tx.maybe::<ListIncidents>(Whole).await? else { return Ok(Vec::new()) };
    let mut new = Vec::new();
    for state in [IncidentState::Reported, IncidentState::Triaged] {
        let rows = incidents::list(tx, &list, &IncidentFilter { state: Some(state), ..IncidentFilter::default() }, None).await?;
        new.extend(tx.open_rows::<_, ReadIncident, _>(&list, rows));
    }
    Ok(new)
}

/// Plans this authority's part of a meeting. The same form sent twice makes one.
pub async fn plan(ctx: &Ctx, new: NewReview) -> Result<ReviewId, AppError> {
    let part = own_part(ctx).ok_or(AppError::NotFound)?;
    let new = new.check(part, ctx.now())?;
    let (mut tx, permit) = ctx.begin().await?.permit::<PlanReview>(Whole).await?;
    let ends = new.meets_at.date(ctx.zone()).saturating_add(jiff::Span::new().months(REVIEW_MONTHS));
    let code = new.code.unwrap_or_else(|| Code::of(new.id.uuid(), 0));
    if !reviews::plan(&mut tx, &permit, &new, code, part, ends).await? {
        return Err(DomainError::field("code", "code-taken").into());
    }
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Writes down that a review was held, who came and which incidents were gone through; those count as reviewed. The clock of the
/// minutes starts, and the one of the next meeting anew.
pub async fn hold(ctx: &Ctx, id: ReviewId, attendance: &[Attendance], gone_through: &[IncidentId], version: i64) -> Result<(), AppError> {
    check_attendance(attendance)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<HoldReview>(id).await?;
    let review = reviews::review(&mut tx, &permit).await?.open(&permit);
    review.state.value().ok_or(AppError::NotFound)?.hold()?;
    if gone_through.len() > INCIDENTS_PER_REVIEW_MAX {
        return Err(DomainError::Full { what: "incidents", limit: INCIDENTS_PER_REVIEW_MAX }.into());
    }
    let mut labelled = Vec::with_capacity(gone_through.len());
    for incident in gone_through.iter().copied().collect::<BTreeSet<_>>() {
        let (next, read) = tx.permit::<ReadIncident>(incident).await?;
        tx = next;
        labelled.push((incident, incidents::incident(&mut tx, &read).await?.open(&read).code));
        // One that nobody has triaged cannot have been gone through: the first judgement comes first.
        if !incidents::reviewed(&mut tx, &permit, incident).await? {
            return Err(DomainError::field("incidents", "not-triaged").into());
        }
    }
    reviews::hold(&mut tx, &permit, attendance, &labelled, version).await?;
    let (code, now) = (review.code.to_string(), tx.now());
    clocks::stop(&mut tx, &permit, ClockKind::ReviewMeeting, Whole).await?;
    clocks::start(&mut tx, &permit, ClockKind::ReviewMeeting, Whole, &code, now).await?;
    clocks::start(&mut tx, &permit, ClockKind::Minutes, id, &code, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down a decision. What it is about must be something that the writer may open.
pub async fn decide(ctx: &Ctx, id: ReviewId, new: &NewDecision) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<HoldReview>(id).await?;
    let review = reviews::review(&mut tx, &permit).await?.open(&permit);
    review.state.value().ok_or(AppError::NotFound)?.write()?;
    if reviews::decision_count(&mut tx, &permit).await? >= DECISIONS_PER_REVIEW_MAX {
        return Err(DomainError::Full { what: "decisions", limit: DECISIONS_PER_REVIEW_MAX }.into());
    }
    let label = match new.about {
        About::Meeting => String::new(),
        About::Group(group) => {
            let (next, group) = tx.permit::<ReadGroup>(group).await?;
            tx = next;
            reviews::group_label(&mut tx, &group).await?
        }
        // Only what the review went through can be decided about.
        About::Incident(incident) => {
            let gone_through = reviews::incidents(&mut tx, &permit).await?;
            gone_through.into_iter().find(|(id, _)| *id == incident).map(|(_, code)| code).ok_or(AppError::NotFound)?
        }
    };
    reviews::decide(&mut tx, &permit, new, &label).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the minutes; `close` ends them for good and stops their clock.
pub async fn write_minutes(ctx: &Ctx, id: ReviewId, minutes: &str, close: bool, version: i64) -> Result<(), AppError> {
    let minutes = Words::read("minutes", minutes, usize::from(close))?;
    let (mut tx, permit) = ctx.begin().await?.permit::<HoldReview>(id).await?;
    let review = reviews::review(&mut tx, &permit).await?.open(&permit);
    let state = review.state.value().ok_or(AppError::NotFound)?;
    let state = if close { state.close()? } else { state.write()? };
    reviews::write_minutes(&mut tx, &permit, &minutes, state, version).await?;
    if close {
        clocks::stop(&mut tx, &permit, ClockKind::Minutes, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

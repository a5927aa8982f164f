//! One's own day: what runs out, what one has taken on, which meetings come. Everything on it is asked of the policies again.

use gvi_domain::incident::IncidentState;
use gvi_domain::{Date, Moment, Whole};
use gvi_secrecy::deeds::{
    ApproveMembership, ListIncidents, ListMemberships, ListReviews, ListTasks, ReadDay, ReadIncident, ReadMembership, ReadReview,
    TriageIncident,
};
use gvi_store::incidents::IncidentFilter;
use gvi_store::tasks::TaskScope;
use gvi_store::{Ctx, clocks, incidents, memberships, reviews, tasks};

use crate::accounts::own_account;
use crate::error::AppError;
use crate::log;
use crate::received;
use crate::reviews::{Skipped, skipped};
use crate::seen::{SeenClock, SeenIncident, SeenReview, SeenTask};

/// Days ahead in which a meeting stands on the day.
const MEETING_DAYS: i64 = 8;

/// Everything that stands on one's own day. A part that is not for this person is empty.
#[derive(Default)]
pub struct Day {
    /// Running clocks, the most urgent first.
    pub clocks: Vec<SeenClock>,
    /// Incidents that nobody has triaged, the latest first; only for those who triage.
    pub incidents: Vec<SeenIncident>,
    /// One's open tasks, the late ones on top.
    pub tasks: Vec<SeenTask>,
    /// Reviews that come, or were held and wait for their minutes.
    pub reviews: Vec<SeenReview>,
    /// Proposed memberships that this person may decide on.
    pub memberships: usize,
    /// What others disclosed and nobody here has acknowledged, the latest first.
    pub received: Vec<received::Line>,
    /// Too many review meetings in a row were not held.
    pub skipped: Option<Skipped>,
    /// What of the log stands on the day of those who read it.
    pub log: Option<log::Glance>,
    /// Whether one has tasks at all: tells "nothing to do" from "not my page".
    pub has_tasks: bool,
}

impl Day {
    /// The tasks that are due tomorrow.
    pub fn tasks_of(&self, day: Date) -> impl Iterator<Item = &SeenTask> {
        self.tasks.iter().filter(move |task| task.due_on.as_value() == Some(&day))
    }

    /// The clocks that are due in a span of time.
    pub fn clocks_between(&self, from: Moment, to: Moment) -> impl Iterator<Item = &SeenClock> {
        self.clocks.iter().filter(move |clock| clock.due_at >= from && clock.due_at < to)
    }
}

/// One's own day.
pub async fn day(ctx: &Ctx) -> Result<Day, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadDay>(own_account(ctx)?).await?;
    let mut day = Day { clocks: clocks::running(&mut tx, &permit).await?, ..Day::default() };
    if let Some(list) = tx.maybe::<ListTasks>(Whole).await? {
        let rows = tasks::list(&mut tx, &list, TaskScope::Mine).await?;
        day.tasks = tx.open_rows::<_, ListTasks, _>(&list, rows);
        day.has_tasks = true;
    }
    if let Some(list) = tx.maybe::<ListReviews>(Whole).await? {
        let rows = reviews::coming(&mut tx, &list, ctx.now().plus_days(MEETING_DAYS)).await?;
        day.reviews = tx.open_rows::<_, ReadReview, _>(&list, rows);
        day.skipped = skipped(&mut tx, &list).await?;
    }
    if let Some(list) = tx.maybe::<ListMemberships>(Whole).await? {
        let rows = memberships::waiting(&mut tx, &list).await?;
        // Only those that this very person can decide on: one's own proposal waits for somebody else.
        for waiting in tx.open_rows::<_, ReadMembership, _>(&list, rows) {
            day.memberships += usize::from(tx.would::<ApproveMembership>(waiting.id).await?);
        }
    }
    if let Some(list) = tx.maybe::<ListIncidents>(Whole).await? {
        let filter = IncidentFilter { state: Some(IncidentState::Reported), ..IncidentFilter::default() };
        let rows = incidents::list(&mut tx, &list, &filter, None).await?;
        let seen = tx.open_rows::<_, ReadIncident, _>(&list, rows);
        // Who may triage one may triage them all: the answer hangs on the role, so the first is asked.
        if let Some(first) = seen.first()
            && tx.would::<TriageIncident>(first.id).await?
        {
            day.incidents = seen;
        }
    }
    day.log = log::glance(&mut tx).await?;
    day.received = received::unacknowledged(&mut tx).await?;
    tx.commit().await?;
    Ok(day)
}

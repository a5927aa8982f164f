//! Files for calendars: a call-in, a review, the next meeting of a network, a visit. They say when, and never what, where or with whom.
//!
//! The id of an entry never changes, so a file that is fetched again moves what an earlier one put there. How often a thing was changed is its
//! version: each later file counts as the newer one. What is called off is taken back by the same file.

use gvi_domain::call_in::{CallInState, ItemState};
use gvi_domain::{CallInId, NetworkId, NotificationId, ReviewId};
use gvi_papers::calendar::{Calendar, Entry, Method, Span, What};
use gvi_store::Ctx;

pub use gvi_papers::calendar::Tongue;

use crate::error::AppError;
use crate::papers::{Paper, Printing};
use crate::{call_ins, community, notifications, reviews};

/// Minutes of a meeting of which nobody has said how long it takes.
const MINUTES: i64 = 60;
/// Days of a call-in's plan that people meet on: the key of the item is the end of the entry's id.
const MEETING_ITEMS: [&str; 3] = ["rehearsal", "debrief", "review"];
/// The version of what these files say.
const FORMAT: u32 = 1;

/// For whom a file is made.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The host of the site.
    pub host: &'w str,
    /// The language of its few words.
    pub tongue: Tongue,
}

impl Wanted<'_> {
    const fn printing(&self) -> Printing {
        let language = match self.tongue {
            Tongue::Swedish => "sv",
            Tongue::English => "en",
        };
        Printing { paper: Paper::Calendar, language, version: FORMAT }
    }

    fn file(&self, ctx: &Ctx, is_off: bool, entries: Vec<Entry>) -> Result<String, AppError> {
        let calendar = Calendar {
            method: if is_off { Method::Cancel } else { Method::Publish },
            tongue: self.tongue,
            host: self.host.to_owned(),
            zone: ctx.zone().clone(),
            made_at: ctx.now(),
            entries,
        };
        calendar.file().map_err(|error| AppError::Broken(Box::new(error)))
    }
}

fn entry(id: String, version: i64, what: What, span: Span) -> Entry {
    let sequence = u32::try_from(version).unwrap_or(u32::MAX);
    Entry { id, sequence, what, span, organiser: None, guests: Vec::new() }
}

fn an_hour_from(starts: gvi_domain::Moment) -> Span {
    Span::Between(starts, starts.plus_seconds(MINUTES * 60))
}

/// A call-in: its day, and the days of rehearsal, debrief and review.
pub async fn of_call_in(ctx: &Ctx, id: CallInId, wanted: Wanted<'_>) -> Result<String, AppError> {
    let page = call_ins::printed(ctx, id, wanted.printing()).await?;
    let call_in = &page.call_in;
    let starts = *call_in.meets_at.as_value().ok_or(AppError::NotFound)?;
    let minutes = call_in.minutes.as_value().copied().unwrap_or(MINUTES).max(1);
    let mut entries = vec![entry(id.to_string(), call_in.version, What::Meeting, Span::Between(starts, starts.plus_seconds(minutes * 60)))];
    for item in &page.items {
        if let (true, Some(day)) = (MEETING_ITEMS.contains(&item.item_key.as_str()), item.due_on.as_value())
            && item.state.as_value() != Some(&ItemState::NotPossible)
        {
            entries.push(entry(format!("{id}-{}", item.item_key), call_in.version, What::Meeting, Span::Day(*day)));
        }
    }
    wanted.file(ctx, call_in.state.as_value() == Some(&CallInState::CalledOff), entries)
}

/// A review meeting.
pub async fn of_review(ctx: &Ctx, id: ReviewId, wanted: Wanted<'_>) -> Result<String, AppError> {
    let review = reviews::printed(ctx, id, wanted.printing()).await?.review;
    let starts = *review.meets_at.as_value().ok_or(AppError::NotFound)?;
    wanted.file(ctx, false, vec![entry(id.to_string(), review.version, What::Meeting, an_hour_from(starts))])
}

/// The day by which a network meets again.
pub async fn of_network(ctx: &Ctx, id: NetworkId, wanted: Wanted<'_>) -> Result<String, AppError> {
    let card = community::printed_network(ctx, id, wanted.printing()).await?;
    let due = card.clocks.first().ok_or(AppError::NotFound)?.due_at.date(ctx.zone());
    wanted.file(ctx, false, vec![entry(id.to_string(), card.network.version, What::Deadline, Span::Day(due))])
}

/// A visit. One that is not planned any more is taken out of the calendar; the day that it had is not kept, and is not needed for that.
pub async fn of_visit(ctx: &Ctx, id: NotificationId, wanted: Wanted<'_>) -> Result<String, AppError> {
    let seen = notifications::printed(ctx, id, wanted.printing()).await?.notification;
    let planned = seen.visit_at.as_value().copied().flatten();
    let span = planned.map_or_else(|| Span::Day(ctx.now().date(ctx.zone())), an_hour_from);
    wanted.file(ctx, planned.is_none(), vec![entry(id.to_string(), seen.version, What::Meeting, span)])
}

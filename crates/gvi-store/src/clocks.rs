//! Rows of clocks: started by the deed that makes something due, stopped by the deed that does it.
//!
//! A clock row holds a kind, a code and three moments. It names no person, so it can stand on everybody's day; still, a reader
//! who may not list the things that a clock is about does not learn that there is one.

use std::fmt::Display;

use gvi_domain::clock::ClockKind;
use gvi_domain::{ClockId, Date, DisclosureId, EnvelopeId, Moment, NotificationId, SummonsId, SupportId, Whole};
use gvi_secrecy::deeds::{
    ListCallIns, ListConsents, ListDisclosures, ListFocus, ListGroups, ListGuests, ListHelpCalls, ListIncidents, ListLevers,
    ListMemberships, ListMessages, ListNetworks, ListNotifications, ListOffers, ListPersons, ListReceived, ListReviews, ListSpeakers,
    ListSummons, ListSupport, ListTasks, ReadDay, ReadDisclosure, ReadNotification, ReadReceived, ReadSummons, ReadSupport, TellByMail,
};
use gvi_secrecy::{Actor, Changes, Deed, Permit};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// Running clocks that are read at a time; the ones that are due first.
const RUNNING_MAX: i64 = 500;

/// A clock as readers see it: codes and moments, no class of knowledge beyond the right to see the thing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenClock {
    /// Its id.
    pub id: ClockId,
    /// What it counts.
    pub kind: ClockKind,
    /// The kind of thing that it runs on.
    pub thing: String,
    /// The id of that thing, as text.
    pub subject: String,
    /// What people call the thing: codes only.
    pub label: String,
    /// When it started.
    pub started_at: Moment,
    /// When it is due.
    pub due_at: Moment,
    /// When it was stopped.
    pub stopped_at: Option<Moment>,
}

impl SeenClock {
    /// Whether the time had passed at `now` without the thing being done.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.stopped_at.is_none() && now > self.due_at
    }
}

fn read(row: &Row) -> Result<SeenClock, DbError> {
    let mut read = row.reader();
    Ok(SeenClock {
        id: read.next()?,
        kind: read.next_named(ClockKind::named)?,
        thing: read.next()?,
        subject: read.next()?,
        label: read.next()?,
        started_at: read.next()?,
        due_at: read.next()?,
        stopped_at: read.next()?,
    })
}

/// Starts a clock on a thing. If one of the same kind runs on it already, that one goes on unchanged: a promise is not
/// postponed by being made again.
pub async fn start<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    kind: ClockKind,
    subject: impl Display,
    label: &str,
    started: Moment,
) -> Result<(), StoreError> {
    let due = kind.due(started, setting(tx, permit, kind).await?.as_deref());
    write(tx, permit, (kind, subject, label), started, due).await
}

/// Starts a clock on something that comes later: it is due so long after that, and is seen from now on.
pub async fn start_ahead<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    kind: ClockKind,
    subject: impl Display,
    label: &str,
    what: Moment,
) -> Result<(), StoreError> {
    let due = kind.due(what, setting(tx, permit, kind).await?.as_deref());
    let started = what.min(tx.now());
    write(tx, permit, (kind, subject, label), started, due).await
}

/// Starts a clock that is due so long before something. If one of the same kind runs on the thing already, it is put on the new time:
/// what it waits for has moved.
pub async fn start_before<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    kind: ClockKind,
    subject: impl Display,
    label: &str,
    what: Moment,
) -> Result<(), StoreError> {
    let due = kind.due_before(what, setting(tx, permit, kind).await?.as_deref());
    let (now, subject) = (tx.now(), subject.to_string());
    let sql = "DELETE FROM clocks WHERE kind = $1 AND subject = $2 AND stopped_at IS NULL";
    tx.db(permit).execute(sql, args![kind.name(), &subject]).await?;
    write(tx, permit, (kind, subject, label), now, due).await
}

async fn setting<D: Changes>(tx: &mut Tx, permit: &Permit<D>, kind: ClockKind) -> Result<Option<String>, StoreError> {
    let row = tx.db(permit).row("SELECT setting FROM settings WHERE name = $1", args![kind.setting()]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

async fn write<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    (kind, subject, label): (ClockKind, impl Display, &str),
    started: Moment,
    due: Moment,
) -> Result<(), StoreError> {
    tx.db(permit)
        .execute(
            "INSERT INTO clocks (id, kind, thing, subject, label, started_at, due_at, stopped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) \
             ON CONFLICT (kind, subject) WHERE stopped_at IS NULL DO NOTHING",
            args![ClockId::new(), kind.name(), kind.thing(), subject.to_string(), label, started, due],
        )
        .await?;
    Ok(())
}

/// Stops the clock of a kind on a thing, if one runs. Tells whether one did.
pub async fn stop<D: Changes>(tx: &mut Tx, permit: &Permit<D>, kind: ClockKind, subject: impl Display) -> Result<bool, StoreError> {
    let now = tx.now();
    let stopped = tx
        .db(permit)
        .execute(
            "UPDATE clocks SET stopped_at = $1 WHERE kind = $2 AND subject = $3 AND stopped_at IS NULL",
            args![now, kind.name(), subject.to_string()],
        )
        .await?;
    Ok(stopped > 0)
}

/// The running clocks that this person may know of, the ones that are due first in front. One that begins later, such as the question
/// what became of somebody after half a year, stands on nobody's day before.
pub async fn running(tx: &mut Tx, permit: &Permit<ReadDay>) -> Result<Vec<SeenClock>, StoreError> {
    let now = tx.now();
    let rows = tx
        .db(permit)
        .rows(
            "SELECT id, kind, thing, subject, label, started_at, due_at, stopped_at FROM clocks WHERE stopped_at IS NULL AND started_at <= $1 ORDER BY due_at, id LIMIT $2",
            args![now, RUNNING_MAX],
        )
        .await?;
    let clocks = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    known(tx, None, clocks).await
}

/// Since when each clock that is due today has been so, for a colleague who may know of it: since the day began, or since it was started.
pub(crate) async fn due_today(tx: &mut Tx, permit: &Permit<TellByMail>, colleague: &Actor) -> Result<Vec<Moment>, StoreError> {
    let (now, today, zone) = (tx.now(), tx.today(), tx.zone().clone());
    let midnight = |day: Date| Moment::at(day, 0, 0, &zone).unwrap_or(now);
    let (begins, ends) = (midnight(today), midnight(today.tomorrow().unwrap_or(today)));
    let sql = "SELECT id, kind, thing, subject, label, started_at, due_at, stopped_at FROM clocks WHERE stopped_at IS NULL AND started_at <= $1 AND due_at >= $2 \
               AND due_at < $3 ORDER BY due_at, id LIMIT $4";
    let rows = tx.db(permit).rows(sql, args![now, begins, ends, RUNNING_MAX]).await?;
    let clocks = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(known(tx, Some(colleague), clocks).await?.into_iter().map(|clock| clock.started_at.max(begins)).collect())
}

/// The clocks that a colleague, or whoever asks, may know of.
async fn known(tx: &mut Tx, who: Option<&Actor>, mut clocks: Vec<SeenClock>) -> Result<Vec<SeenClock>, StoreError> {
    let mut asked: Vec<(String, bool)> = Vec::new();
    for clock in &clocks {
        if !asked.iter().any(|(thing, _)| *thing == clock.thing) {
            let may = may_list(tx, who, &clock.thing).await?;
            asked.push((clock.thing.clone(), may));
        }
    }
    clocks.retain(|clock| asked.iter().any(|(thing, may)| *thing == clock.thing && *may));
    // That somebody has a support contact or is to be sought out, or that something about a person came in or went out, is itself the
    // secret: each of those is asked for by its own id, and the rest stay unseen.
    let mut seen = Vec::with_capacity(clocks.len());
    for clock in clocks {
        let may_read = match clock.thing.as_str() {
            "Support" => match clock.subject.parse::<SupportId>() {
                Ok(id) => tx.would_for::<ReadSupport>(who, id).await?,
                Err(_) => false,
            },
            "Disclosure" => match clock.subject.parse::<DisclosureId>() {
                Ok(id) => tx.would_for::<ReadDisclosure>(who, id).await?,
                Err(_) => false,
            },
            "Received" => match clock.subject.parse::<EnvelopeId>() {
                Ok(id) => tx.would_for::<ReadReceived>(who, id).await?,
                Err(_) => false,
            },
            "Summons" => match clock.subject.parse::<SummonsId>() {
                Ok(id) => tx.would_for::<ReadSummons>(who, id).await?,
                Err(_) => false,
            },
            "Notification" => match clock.subject.parse::<NotificationId>() {
                Ok(id) => tx.would_for::<ReadNotification>(who, id).await?,
                Err(_) => false,
            },
            _ => true,
        };
        if may_read {
            seen.push(clock);
        }
    }
    Ok(seen)
}

/// All clocks of one thing, running and stopped, in the order in which they are or were due.
pub async fn of<D: Deed>(tx: &mut Tx, permit: &Permit<D>, subject: impl Display) -> Result<Vec<SeenClock>, StoreError> {
    let rows = tx
        .db(permit)
        .rows(
            "SELECT id, kind, thing, subject, label, started_at, due_at, stopped_at FROM clocks WHERE subject = $1 ORDER BY due_at, id LIMIT 200",
            args![subject.to_string()],
        )
        .await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Whether the reader may list things of this kind at all.
async fn may_list(tx: &mut Tx, who: Option<&Actor>, thing: &str) -> Result<bool, StoreError> {
    match thing {
        "Incident" => tx.would_for::<ListIncidents>(who, Whole).await,
        "Group" => tx.would_for::<ListGroups>(who, Whole).await,
        "Person" => tx.would_for::<ListPersons>(who, Whole).await,
        "Membership" => tx.would_for::<ListMemberships>(who, Whole).await,
        "Review" => tx.would_for::<ListReviews>(who, Whole).await,
        "Task" => tx.would_for::<ListTasks>(who, Whole).await,
        "Message" => tx.would_for::<ListMessages>(who, Whole).await,
        "Notification" => tx.would_for::<ListNotifications>(who, Whole).await,
        "Focus" => tx.would_for::<ListFocus>(who, Whole).await,
        "Lever" => tx.would_for::<ListLevers>(who, Whole).await,
        "Offer" => tx.would_for::<ListOffers>(who, Whole).await,
        "Support" => tx.would_for::<ListSupport>(who, Whole).await,
        "HelpCall" => tx.would_for::<ListHelpCalls>(who, Whole).await,
        "Speaker" => tx.would_for::<ListSpeakers>(who, Whole).await,
        "Network" => tx.would_for::<ListNetworks>(who, Whole).await,
        "Disclosure" => tx.would_for::<ListDisclosures>(who, Whole).await,
        "Consent" => tx.would_for::<ListConsents>(who, Whole).await,
        "Received" => tx.would_for::<ListReceived>(who, Whole).await,
        "CallIn" => tx.would_for::<ListCallIns>(who, Whole).await,
        "Guest" => tx.would_for::<ListGuests>(who, Whole).await,
        "Summons" => tx.would_for::<ListSummons>(who, Whole).await,
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use gvi_secrecy::Thing;

    use super::*;

    #[test]
    fn every_clock_runs_on_a_thing_that_the_policies_know() {
        for kind in ClockKind::ALL {
            assert!(Thing::ALL.iter().any(|thing| thing.name() == kind.thing()), "{kind:?}");
        }
    }
}

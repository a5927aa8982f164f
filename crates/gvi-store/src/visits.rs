//! Rows of attempts at notifications, and the tallies that are left when the attempts are erased.
//!
//! A tally holds a day, a group, a round, an outcome and numbers. Somebody with protected identity is never in one: a number that does not
//! fit the list would tell that there is somebody whom the list does not show.

use gvi_domain::visit::{Attempt, Outcome, Place, Reaction, Receiver};
use gvi_domain::{AttemptId, Code, Date, GroupId, MessageId, Moment, NotificationId, RoundId, WordingId, Words};
use gvi_secrecy::deeds::{ListNotifications, ReportNotification};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::DbError;
use crate::tx::{StoreError, Tx};

/// A row of `notification_attempts`.
pub struct AttemptRow {
    id: AttemptId,
    at: Moment,
    place: Place,
    outcome: Outcome,
    receiver: Receiver,
    wording: Option<WordingId>,
    letter: Option<WordingId>,
    offer: bool,
    reaction: Reaction,
    note: Words,
    reporter: String,
    reported_at: Moment,
}

classed! { AttemptRow => SeenAttempt {
    id: AttemptId = open,
    at: Moment = Coordination,
    place: Place = Coordination,
    outcome: Outcome = Coordination,
    receiver: Receiver = Coordination,
    wording: Option<WordingId> = Coordination,
    letter: Option<WordingId> = Coordination,
    offer: bool = Coordination,
    reaction: Reaction = Intelligence,
    note: Words = Intelligence,
    reporter: String = Coordination,
    reported_at: Moment = Coordination,
} }

/// The attempts at a notification, in order.
pub async fn attempts<D: Deed<Id = NotificationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<AttemptRow>>, StoreError> {
    let sql = "SELECT t.id, t.at, t.place, t.outcome, t.receiver, t.wording, t.letter, t.offer, t.reaction, t.note, COALESCE(a.name, ''), t.reported_at \
               FROM notification_attempts t LEFT JOIN accounts a ON a.id = t.reported_by WHERE t.notification = $1 ORDER BY t.at, t.id LIMIT 50";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let sealed = rows.iter().map(|row| {
        let mut read = row.reader();
        let record = AttemptRow {
            id: read.next()?,
            at: read.next()?,
            place: read.next_named(Place::named)?,
            outcome: read.next_named(Outcome::named)?,
            receiver: read.next_named(Receiver::named)?,
            wording: read.next()?,
            letter: read.next()?,
            offer: read.next()?,
            reaction: read.next_named(Reaction::named)?,
            note: read.next()?,
            reporter: read.next()?,
            reported_at: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Notification, permit.id())))
    });
    Ok(sealed.collect::<Result<_, DbError>>()?)
}

/// Whether an attempt was written down already: the same form sent twice is one attempt.
pub async fn is_known(tx: &mut Tx, permit: &Permit<ReportNotification>, id: AttemptId) -> Result<bool, StoreError> {
    Ok(tx.db(permit).count("SELECT COUNT(*) FROM notification_attempts WHERE id = $1", args![id]).await? > 0)
}

/// Writes an attempt and counts it on the notification.
pub async fn report(tx: &mut Tx, permit: &Permit<ReportNotification>, attempt: &Attempt) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let db = tx.db(permit);
    db.execute(
        "INSERT INTO notification_attempts (id, notification, at, place, outcome, receiver, wording, letter, offer, reaction, note, reported_by, reported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            attempt.id, permit.id(), attempt.at, attempt.place.name(), attempt.outcome.name(), attempt.receiver.name(), attempt.wording, attempt.letter,
            attempt.offer, attempt.reaction.name(), &attempt.note, actor, now
        ],
    )
    .await?;
    db.execute("UPDATE notifications SET tries = tries + 1 WHERE id = $1", args![permit.id()]).await?;
    Ok(())
}

/// What is counted of one attempt.
#[derive(Debug, Clone, Copy)]
pub struct Tallied {
    /// The day at the site.
    pub day: Date,
    /// The group.
    pub group: GroupId,
    /// Its code.
    pub group_code: Code,
    /// The round.
    pub round: Option<RoundId>,
    /// How it came out.
    pub outcome: Outcome,
    /// Whom it was with, for the two questions below; it goes into no row.
    pub person: Code,
}

/// Counts an attempt where no person is. Nothing of somebody with protected identity. Tells whether it was counted.
pub async fn tally(tx: &mut Tx, permit: &Permit<ReportNotification>, of: Tallied, quarter_starts: Moment) -> Result<bool, StoreError> {
    let db = tx.db(permit);
    if db.count("SELECT COUNT(*) FROM persons WHERE code = $1 AND protected = 1", args![of.person]).await? > 0 {
        return Ok(false);
    }
    let delivered = of.outcome.is_delivered();
    // A person counts once in a quarter, at the first delivery: the one that is being written down now is there already.
    let earlier = "SELECT COUNT(*) FROM notification_attempts t JOIN notifications n ON n.id = t.notification WHERE n.person_code = $1 \
                   AND t.outcome IN ('direct', 'family') AND t.at >= $2";
    let first = delivered && db.count(earlier, args![of.person, quarter_starts]).await? == 1;
    let listed = "SELECT COUNT(*) FROM memberships m JOIN persons p ON p.id = m.person_id JOIN groups g ON g.id = m.group_id WHERE p.code = $1 \
                  AND m.group_id = $2 AND g.status IN ('active', 'in-focus', 'cooling') AND m.listed_from <= $3 AND m.listed_until >= $3 \
                  AND (m.left_on IS NULL OR m.left_on > $3) AND m.state NOT IN ('proposed', 'refused')";
    let listed = first && db.count(listed, args![of.person, of.group, of.day]).await? > 0;
    let sql = "INSERT INTO attempt_tallies (day, group_code, round, outcome, attempts, contacted, contacted_listed) VALUES ($1, $2, $3, $4, 1, $5, $6) \
               ON CONFLICT (day, group_code, round, outcome) DO UPDATE SET attempts = attempt_tallies.attempts + 1, \
               contacted = attempt_tallies.contacted + excluded.contacted, contacted_listed = attempt_tallies.contacted_listed + excluded.contacted_listed";
    let round = of.round.map(|round| round.to_string()).unwrap_or_default();
    db.execute(sql, args![of.day, of.group_code, round, of.outcome.name(), first, listed]).await?;
    Ok(true)
}

/// Writes that the group was told: the promise rests on it, and no person is in it.
pub async fn group_was_told(
    tx: &mut Tx,
    permit: &Permit<ReportNotification>,
    (group, code): (GroupId, Code),
    day: Date,
    (channel, wording, words_version): (gvi_domain::message::Channel, WordingId, &str),
    messenger: &str,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO messages (id, group_code, group_id, given_on, channel, words_version, messenger, recorded_by, recorded_at, wording) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            args![MessageId::new(), code, group, day, channel.name(), words_version, messenger, actor, now, wording],
        )
        .await?;
    Ok(())
}

/// The codes of those to whom something was delivered since a moment: to be taken from a list of those nobody has spoken to.
pub async fn spoken_to_since(tx: &mut Tx, permit: &Permit<ListNotifications>, since: Moment) -> Result<Vec<Code>, StoreError> {
    let sql = "SELECT DISTINCT n.person_code FROM notification_attempts t JOIN notifications n ON n.id = t.notification \
               WHERE t.outcome IN ('direct', 'family') AND t.at >= $1 ORDER BY n.person_code LIMIT 1000";
    let rows = tx.db(permit).rows(sql, args![since]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, DbError>>()?)
}

//! Rows of messages given to groups, and the one question that a focus decision asks of them: has this group been told?

use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::{Code, Date, GroupId, IncidentId, MessageId, Moment, WordingId};
use gvi_secrecy::deeds::{ListIncidents, ListMessages, ReadEvaluation, RecordMessage};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `messages`.
pub struct MessageRow {
    id: MessageId,
    group_code: Code,
    group_id: Option<GroupId>,
    group_name: Option<String>,
    given_on: Date,
    channel: Channel,
    words_version: String,
    messenger: String,
    wording: Option<WordingId>,
}

classed! { MessageRow => SeenMessage {
    id: MessageId = open,
    group_code: Code = open,
    group_id: Option<GroupId> = Coordination,
    group_name: Option<String> = Coordination,
    given_on: Date = Coordination,
    channel: Channel = Coordination,
    words_version: String = Coordination,
    messenger: String = Coordination,
    wording: Option<WordingId> = Coordination,
} }

/// What a group has heard, for the decision on focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The latest day on which it was told in a way that counts.
    pub on: Date,
    /// How, that day.
    pub channel: Channel,
    /// How many times it was told in a way that counts.
    pub times: i64,
}

fn read(row: &Row) -> Result<Sealed<MessageRow>, DbError> {
    let mut read = row.reader();
    let record = MessageRow {
        id: read.next()?,
        group_code: read.next()?,
        group_id: read.next()?,
        group_name: read.next()?,
        given_on: read.next()?,
        channel: read.next_named(Channel::named)?,
        words_version: read.next()?,
        messenger: read.next()?,
        wording: read.next()?,
    };
    let facts = Facts::plain(Thing::Message, record.id);
    Ok(Sealed::new(record, facts))
}

/// The facts of a message, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT id FROM messages WHERE id = $1", args![id]).await?;
    Ok(row.map(|_| Facts::plain(Thing::Message, id)))
}

macro_rules! messages_where {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.group_code, g.id, g.name, m.given_on, m.channel, m.words_version, m.messenger, m.wording FROM messages m LEFT JOIN groups g ON g.code = m.group_code ",
            $rest
        )
    };
}

/// The messages, the latest on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListMessages>) -> Result<Vec<Sealed<MessageRow>>, StoreError> {
    let rows = tx.db(permit).rows(messages_where!("ORDER BY m.given_on DESC, m.id DESC LIMIT 500"), args![]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The messages of one group, the latest on top.
pub async fn of_group(tx: &mut Tx, permit: &Permit<ListMessages>, group: Code) -> Result<Vec<Sealed<MessageRow>>, StoreError> {
    let rows =
        tx.db(permit).rows(messages_where!("WHERE m.group_code = $1 ORDER BY m.given_on DESC, m.id DESC LIMIT 500"), args![group]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Records a message. A second submit of the same form finds its own record and changes nothing.
pub async fn record(tx: &mut Tx, permit: &Permit<RecordMessage>, new: &NewMessage) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO messages (id, group_code, group_id, given_on, channel, words_version, messenger, recorded_by, recorded_at, wording) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
            args![
                new.id,
                new.group_code,
                new.group,
                new.given_on,
                new.channel.name(),
                new.words_version.trim(),
                new.messenger.trim(),
                actor,
                now,
                new.wording
            ],
        )
        .await?;
    Ok(())
}

/// The group of a code in this compartment, if there is a card of it here. For a form that knows the code only.
pub async fn group_of_code(tx: &mut Tx, permit: &Permit<RecordMessage>, code: Code) -> Result<Option<GroupId>, StoreError> {
    let row = tx.db(permit).row("SELECT id FROM groups WHERE code = $1", args![code]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// Has this group been told? The latest message that counts, if there is one; what stood in the press does not count.
pub async fn heard<D: Deed>(tx: &mut Tx, permit: &Permit<D>, group: GroupId) -> Result<Option<Heard>, StoreError> {
    let sql = "SELECT m.given_on, m.channel FROM messages m JOIN groups g ON g.code = m.group_code WHERE g.id = $1 ORDER BY m.given_on DESC, m.id DESC LIMIT 500";
    let mut told: Vec<(Date, Channel)> = Vec::new();
    for row in tx.db(permit).rows(sql, args![group]).await? {
        let mut read = row.reader();
        let (on, channel) = (read.next()?, read.next_named(Channel::named)?);
        if channel.counts_as_told() {
            told.push((on, channel));
        }
    }
    let times = i64::try_from(told.len()).unwrap_or(i64::MAX);
    Ok(told.first().map(|(on, channel)| Heard { on: *on, channel: *channel, times }))
}

/// The deeds for which exposure is told: to those who may see which group heard what, and to an evaluation.
pub trait TellsExposure: Deed {}
impl TellsExposure for ListMessages {}
impl TellsExposure for ReadEvaluation {}

/// One time that a group was told. There is no person in it, and no way to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// The group's code.
    pub group_code: Code,
    /// The day.
    pub on: Date,
    /// How.
    pub channel: Channel,
}

/// Every time that any group was told, the earliest first.
pub async fn exposures<D: TellsExposure>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Exposure>, StoreError> {
    let rows = tx.db(permit).rows("SELECT group_code, given_on, channel FROM messages ORDER BY given_on, group_code, id", args![]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        Ok(Exposure { group_code: read.next()?, on: read.next()?, channel: read.next_named(Channel::named)? })
    };
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// A qualifying incident: one that was laid at the door of a group which had been told before, with what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// When it was attributed: the clock of the answer runs from here.
    pub attributed_at: Moment,
    /// The incident's code.
    pub incident_code: Code,
    /// The incident.
    pub incident: IncidentId,
    /// The first documented decision since: a verdict on a focus, or a review of one that ran.
    pub decided_at: Option<Moment>,
    /// The first that answers; a deferral does not.
    pub answered_at: Option<Moment>,
}

/// The incidents of one group to which the promise of an answer applied, the latest first: the cases of F6, for this group alone.
pub async fn promises(tx: &mut Tx, permit: &Permit<ListIncidents>, group: GroupId) -> Result<Vec<Kept>, StoreError> {
    let sql = "SELECT a.made_at, i.code, i.id, i.occurred_from, \
         (SELECT MIN(m.given_on) FROM messages m JOIN groups g ON g.code = m.group_code WHERE g.id = a.group_id AND m.channel <> 'press'), \
         (SELECT MIN(d.decided_at) FROM focus_decisions d JOIN focus f ON f.id = d.focus WHERE f.group_id = a.group_id AND d.decided_at >= a.made_at), \
         (SELECT MIN(d.decided_at) FROM focus_decisions d JOIN focus f ON f.id = d.focus WHERE f.group_id = a.group_id AND d.decided_at >= a.made_at AND d.verdict <> 'defer'), \
         (SELECT MIN(v.held_at) FROM focus_reviews v JOIN focus f ON f.id = v.focus WHERE f.group_id = a.group_id AND v.held_at >= a.made_at) \
         FROM attributions a JOIN incidents i ON i.id = a.incident WHERE a.side = 'offender' AND a.level >= 2 AND i.confirmation <> 'refuted' \
         AND a.group_id = $1 ORDER BY a.made_at DESC, a.id LIMIT 200";
    let rows = tx.db(permit).rows(sql, args![group]).await?;
    let mut kept = Vec::new();
    for row in &rows {
        let mut read = row.reader();
        let (attributed_at, incident_code, incident): (Moment, Code, IncidentId) = (read.next()?, read.next()?, read.next()?);
        let (occurred, told): (Moment, Option<Date>) = (read.next()?, read.next()?);
        let (decision, answer, review): (Option<Moment>, Option<Moment>, Option<Moment>) = (read.next()?, read.next()?, read.next()?);
        // What happened before the group had heard anything broke no promise.
        if told.is_none_or(|told| told > occurred.date(tx.zone())) {
            continue;
        }
        let first = |one: Option<Moment>, other: Option<Moment>| one.into_iter().chain(other).min();
        kept.push(Kept { attributed_at, incident_code, incident, decided_at: first(decision, review), answered_at: first(answer, review) });
    }
    Ok(kept)
}

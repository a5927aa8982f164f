//! Rows of messages given to groups, and the one question that a focus decision asks of them: has this group been told?

use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::{Code, Date, GroupId, MessageId};
use gvi_secrecy::deeds::{ListMessages, RecordMessage};
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
            "SELECT m.id, m.group_code, g.id, g.name, m.given_on, m.channel, m.words_version, m.messenger FROM messages m LEFT JOIN groups g ON g.code = m.group_code ",
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
            "INSERT INTO messages (id, group_code, group_id, given_on, channel, words_version, messenger, recorded_by, recorded_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
            args![
                new.id,
                new.group_code,
                new.group,
                new.given_on,
                new.channel.name(),
                new.words_version.trim(),
                new.messenger.trim(),
                actor,
                now
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

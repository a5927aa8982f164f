//! The log as those read it who oversee the work: page by page, filtered, record by record.
//!
//! What is shown is what was committed to: the columns beside an entry's bytes only find it. A row whose columns, bytes and commitment do
//! not tell the same story is shown as such, never mended. Pages follow the number of the entry, which is the only order there is.

use std::collections::BTreeMap;

use gvi_domain::{Code, Moment};
use gvi_ledger::{Commitment, Entry, Outcome, Salt, commitment};
use gvi_secrecy::deeds::ReadLog;
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row, Value};
use crate::ledger::day_of;
use crate::tx::{StoreError, Tx};

/// How far the bytes of an entry can be trusted, as far as the row itself can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Columns, bytes and commitment agree.
    Yes,
    /// The bytes were erased because their time was up: only the columns are left.
    Erased,
    /// They do not agree: somebody changed the row.
    Altered,
}

/// An entry of the log.
pub struct LogRow {
    seq: u64,
    at: Moment,
    actor: String,
    name: Option<String>,
    user_name: Option<String>,
    roles: Vec<String>,
    deed: String,
    thing: String,
    subject: Option<String>,
    purpose: String,
    grounds: Vec<String>,
    classes: Vec<String>,
    recipients: Vec<String>,
    refused: Option<String>,
    sound: Sound,
}

classed! { LogRow => SeenEntry {
    seq: u64 = open,
    at: Moment = open,
    actor: String = Coordination,
    name: Option<String> = Identity,
    user_name: Option<String> = Identity,
    roles: Vec<String> = Coordination,
    deed: String = Coordination,
    thing: String = Coordination,
    subject: Option<String> = Coordination,
    purpose: String = Coordination,
    grounds: Vec<String> = Coordination,
    classes: Vec<String> = Coordination,
    recipients: Vec<String> = Coordination,
    refused: Option<String> = Coordination,
    sound: Sound = open,
} }

/// What one account did with one record, counted.
pub struct ReaderRow {
    actor: String,
    name: Option<String>,
    user_name: Option<String>,
    deed: String,
    refused: bool,
    times: u64,
    last: Moment,
}

classed! { ReaderRow => SeenReader {
    actor: String = Coordination,
    name: Option<String> = Identity,
    user_name: Option<String> = Identity,
    deed: String = Coordination,
    refused: bool = Coordination,
    times: u64 = Coordination,
    last: Moment = Coordination,
} }

/// Somebody who has an account here, to filter by.
pub struct WhoRow {
    account: String,
    name: String,
    user_name: String,
}

classed! { WhoRow => SeenWho {
    account: String = open,
    name: String = Identity,
    user_name: String = Identity,
} }

/// Which entries are asked for. An empty text asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Done by this account.
    pub actor: String,
    /// This deed.
    pub deed: String,
    /// Done to this kind of thing.
    pub thing: String,
    /// Done to this very thing.
    pub subject: String,
    /// From this moment on.
    pub from: Option<Moment>,
    /// Before this moment.
    pub to: Option<Moment>,
    /// Only what was refused.
    pub refused: bool,
}

/// From where a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// From the newest entry.
    Newest,
    /// What came before this entry.
    Older(u64),
    /// What came after this entry.
    Newer(u64),
}

/// Entries of one record that are counted by reader; older ones are in the pages.
pub const COUNTED_ENTRIES_MAX: u32 = 10_000;

/// One text for all filters. `$lead` names the column by whose index the rows are found; the others only narrow, and written as they
/// are here no database walks along their index by mistake.
macro_rules! entries {
    ($lead:literal, $order:literal) => {
        concat!(
            "SELECT e.seq, e.at, e.actor, a.name, a.user_name, e.deed, e.thing, e.subject, e.refused, e.payload, e.salt, e.commitment \
             FROM ledger_entries e LEFT JOIN accounts a ON a.id = e.actor WHERE ",
            $lead,
            "($1 = '' OR e.actor = $1) AND ($2 = '' OR e.deed = $2) AND ($3 = '' OR e.thing = $3) AND ($4 = '' OR e.subject = $4) \
             AND ($5 = 0 OR e.refused = 1) AND e.at >= $6 AND e.at < $7 AND e.seq >= $8 AND e.seq <= $9 ORDER BY e.seq ",
            $order,
            " LIMIT $10"
        )
    };
}

macro_rules! both_ways {
    ($lead:literal) => {
        [entries!($lead, "DESC"), entries!($lead, "ASC")]
    };
}

impl LogFilter {
    /// The statements for this filter, newest first and oldest first: by the index that leaves the fewest rows.
    const fn statements(&self) -> [&'static str; 2] {
        match (self.subject.is_empty(), self.refused, self.actor.is_empty(), self.deed.is_empty(), self.thing.is_empty()) {
            (false, ..) => both_ways!("e.subject = $4 AND "),
            (_, true, ..) => both_ways!("e.refused = 1 AND "),
            (_, _, false, false, _) => both_ways!("(e.actor || ' ' || e.deed) = ($1 || ' ' || $2) AND "),
            (_, _, false, ..) => both_ways!("e.actor = $1 AND "),
            (_, _, _, false, _) => both_ways!("e.deed = $2 AND "),
            (.., false) => both_ways!("e.thing = $3 AND "),
            _ => both_ways!(""),
        }
    }

    fn values(&self, first: i64, last: i64, most: u32) -> Vec<Value> {
        args![
            &self.actor,
            &self.deed,
            &self.thing,
            &self.subject,
            self.refused,
            self.from.map_or(i64::MIN / 2, Moment::seconds),
            self.to.map_or(i64::MAX / 2, Moment::seconds),
            first,
            last,
            most
        ]
    }
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// The numbers between which every entry of the filter's period lies.
async fn span(tx: &mut Tx, permit: &Permit<ReadLog>, filter: &LogFilter) -> Result<(i64, i64), StoreError> {
    let (mut first, mut last) = (0, i64::MAX);
    if let Some(from) = filter.from {
        let row = tx.db(permit).row("SELECT MIN(first_seq) FROM ledger_days WHERE day >= $1", args![day_of(from.seconds())]).await?;
        // No such day: nothing happened since.
        first = row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten().unwrap_or(i64::MAX);
    }
    if let Some(to) = filter.to {
        let row = tx.db(permit).row("SELECT MAX(last_seq) FROM ledger_days WHERE day <= $1", args![day_of(to.seconds())]).await?;
        last = row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten().unwrap_or(-1);
    }
    Ok((first, last))
}

/// At most so many entries that fit the filter, the newest first, and whether there are more in the direction of the turn.
pub async fn page(
    tx: &mut Tx,
    permit: &Permit<ReadLog>,
    filter: &LogFilter,
    turn: Turn,
    limit: u32,
) -> Result<(Vec<Sealed<LogRow>>, bool), StoreError> {
    let (first, last) = span(tx, permit, filter).await?;
    let [descending, ascending] = filter.statements();
    let most = limit.saturating_add(1);
    let rows = match turn {
        Turn::Newest => tx.db(permit).rows(descending, filter.values(first, last, most)).await?,
        Turn::Older(seq) => tx.db(permit).rows(descending, filter.values(first, last.min(number(seq) - 1), most)).await?,
        Turn::Newer(seq) => tx.db(permit).rows(ascending, filter.values(first.max(number(seq).saturating_add(1)), last, most)).await?,
    };
    let kept = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > kept;
    let mut entries: Vec<Sealed<LogRow>> = rows.iter().take(kept).map(read).collect::<Result<_, _>>()?;
    if matches!(turn, Turn::Newer(_)) {
        entries.reverse();
    }
    Ok((entries, more))
}

/// A moment as a column holds it. Somebody who can write rows can write any number; what is no moment is shown as the beginning of time.
fn moment(seconds: i64) -> Moment {
    // Cannot fail: 1970 is a moment.
    Moment::from_seconds(seconds).or_else(|_| Moment::from_seconds(0)).expect("1970 is a moment")
}

fn read(row: &Row) -> Result<Sealed<LogRow>, DbError> {
    let mut read = row.reader();
    let (seq, at): (i64, i64) = (read.next()?, read.next()?);
    let mut record = LogRow {
        seq: u64::try_from(seq).unwrap_or(0),
        at: moment(at),
        actor: read.next()?,
        name: read.next()?,
        user_name: read.next()?,
        deed: read.next()?,
        thing: read.next()?,
        subject: read.next()?,
        // What the columns say stands until the entry's own bytes say more.
        refused: read.next::<bool>()?.then(String::new),
        roles: Vec::new(),
        purpose: String::new(),
        grounds: Vec::new(),
        classes: Vec::new(),
        recipients: Vec::new(),
        sound: Sound::Yes,
    };
    let (payload, salt): (Option<Vec<u8>>, Option<Vec<u8>>) = (read.next()?, read.next()?);
    let kept: Vec<u8> = read.next()?;
    record.sound = match (payload, salt) {
        (None, None) => Sound::Erased,
        (Some(payload), Some(salt)) => fill(&mut record, at, &payload, &salt, &kept),
        _ => Sound::Altered,
    };
    let facts = Facts::plain(Thing::Log, record.seq);
    Ok(Sealed::new(record, facts))
}

/// Puts in what the entry's bytes say, and tells whether columns and commitment agree with them.
fn fill(record: &mut LogRow, at: i64, payload: &[u8], salt: &[u8], kept: &[u8]) -> Sound {
    let committed =
        Salt::from_slice(salt).is_ok_and(|salt| Commitment::from_slice(kept).is_ok_and(|kept| commitment(&salt, payload) == kept));
    let Ok(entry) = Entry::from_canonical(payload) else { return Sound::Altered };
    let agree = entry.seq == record.seq
        && entry.at == at
        && entry.actor == record.actor
        && entry.deed == record.deed
        && entry.thing == record.thing
        && entry.subject == record.subject
        && (entry.outcome != Outcome::Done) == record.refused.is_some();
    record.roles = entry.roles;
    record.purpose = entry.purpose;
    record.grounds = entry.grounds;
    record.classes = entry.classes;
    record.recipients = entry.recipients;
    record.refused = match entry.outcome {
        Outcome::Done => None,
        Outcome::Refused { code } => Some(code),
    };
    if committed && agree { Sound::Yes } else { Sound::Altered }
}

/// Who did what with one record: counted over its newest entries, the latest reader first.
pub async fn readers(tx: &mut Tx, permit: &Permit<ReadLog>, subject: &str) -> Result<Vec<Sealed<ReaderRow>>, StoreError> {
    let sql = "SELECT t.actor, a.name, a.user_name, t.deed, t.refused, COUNT(*), MAX(t.at), MAX(t.seq) FROM \
        (SELECT actor, deed, refused, at, seq FROM ledger_entries WHERE subject = $1 ORDER BY seq DESC LIMIT $2) t \
        LEFT JOIN accounts a ON a.id = t.actor GROUP BY t.actor, a.name, a.user_name, t.deed, t.refused ORDER BY MAX(t.seq) DESC";
    let rows = tx.db(permit).rows(sql, args![subject, COUNTED_ENTRIES_MAX]).await?;
    let read = |row: &Row| -> Result<Sealed<ReaderRow>, DbError> {
        let mut read = row.reader();
        let record = ReaderRow {
            actor: read.next()?,
            name: read.next()?,
            user_name: read.next()?,
            deed: read.next()?,
            refused: read.next()?,
            times: u64::try_from(read.next::<i64>()?).unwrap_or(0),
            last: moment(read.next()?),
        };
        let facts = Facts::plain(Thing::Log, &record.actor);
        Ok(Sealed::new(record, facts))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Everybody who has an account here, by name.
pub async fn people(tx: &mut Tx, permit: &Permit<ReadLog>) -> Result<Vec<Sealed<WhoRow>>, StoreError> {
    let rows = tx.db(permit).rows("SELECT id, name, user_name FROM accounts ORDER BY sort_key, id LIMIT 2000", args![]).await?;
    let read = |row: &Row| -> Result<Sealed<WhoRow>, DbError> {
        let record = WhoRow { account: row.get(0)?, name: row.get(1)?, user_name: row.get(2)? };
        let facts = Facts::plain(Thing::Log, &record.account);
        Ok(Sealed::new(record, facts))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The purposes of this authority: id, and its name in Swedish and English. An entry carries the id.
pub async fn purposes(tx: &mut Tx, permit: &Permit<ReadLog>) -> Result<BTreeMap<String, (String, String)>, StoreError> {
    let rows = tx.db(permit).rows("SELECT id, name_sv, name_en FROM purposes ORDER BY id", args![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).collect()
}

/// Where the things with a code are. A protected identity has none here: whoever does not handle it learns nothing that the log does not say.
macro_rules! coded {
    ($column:literal) => {
        concat!(
            "SELECT 'Group', id, code FROM groups WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Person', id, code FROM persons WHERE ",
            $column,
            " = $1 AND protected = 0 \
             UNION ALL SELECT 'Incident', id, code FROM incidents WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Focus', id, code FROM focus WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Support', id, code FROM support_contacts WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Speaker', id, code FROM speakers WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Network', id, code FROM networks WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'HelpCall', id, code FROM help_calls WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Notification', n.id, n.code FROM notifications n \
             WHERE NOT EXISTS (SELECT 1 FROM persons p WHERE p.code = n.person_code AND p.protected = 1) AND n.",
            $column,
            " = $1 \
             UNION ALL SELECT 'Review', id, code FROM reviews WHERE ",
            $column,
            " = $1 \
             UNION ALL SELECT 'Batch', id, code FROM batches WHERE ",
            $column,
            " = $1"
        )
    };
}

/// A thing that has a code: its kind, its id, its code.
pub type Coded = (String, String, Code);

fn coded(row: &Row) -> Result<Coded, DbError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// The thing with this id, if it is there still and has a code.
pub async fn with_id(tx: &mut Tx, permit: &Permit<ReadLog>, id: &str) -> Result<Option<Coded>, StoreError> {
    let row = tx.db(permit).row(coded!("id"), args![id]).await?;
    Ok(row.as_ref().map(coded).transpose()?)
}

/// The thing with this code, if it is there still.
pub async fn with_code(tx: &mut Tx, permit: &Permit<ReadLog>, code: Code) -> Result<Option<Coded>, StoreError> {
    let row = tx.db(permit).row(coded!("code"), args![code]).await?;
    Ok(row.as_ref().map(coded).transpose()?)
}

/// How many refusals there were since a moment, up to a hundred.
pub async fn refusals_since(tx: &mut Tx, permit: &Permit<ReadLog>, since: Moment) -> Result<i64, StoreError> {
    let filter = LogFilter { from: Some(since), ..LogFilter::default() };
    let (first, _) = span(tx, permit, &filter).await?;
    let sql =
        "SELECT COUNT(*) FROM (SELECT seq FROM ledger_entries WHERE refused = 1 AND seq >= $1 AND at >= $2 ORDER BY seq DESC LIMIT 100) t";
    Ok(tx.db(permit).count(sql, args![first, since]).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Pool;
    use crate::migrate::migrate;

    fn filters() -> Vec<(&'static str, LogFilter)> {
        let text = |text: &str| text.to_owned();
        let none = LogFilter::default;
        vec![
            ("nothing", none()),
            ("who", LogFilter { actor: text("a"), ..none() }),
            ("deed", LogFilter { deed: text("d"), ..none() }),
            ("kind", LogFilter { thing: text("t"), ..none() }),
            ("thing", LogFilter { subject: text("s"), ..none() }),
            ("kind and thing", LogFilter { thing: text("t"), subject: text("s"), ..none() }),
            ("refused", LogFilter { refused: true, ..none() }),
            ("who and deed", LogFilter { actor: text("a"), deed: text("d"), ..none() }),
            ("who and refused", LogFilter { actor: text("a"), refused: true, ..none() }),
            ("deed and kind", LogFilter { deed: text("d"), thing: text("t"), ..none() }),
        ]
    }

    /// Every row of `EXPLAIN QUERY PLAN` says how one table is read: walked through (`SCAN`), or found by an index (`SEARCH`).
    async fn plan(db: &mut crate::db::DbTx, sql: &str, values: Vec<Value>) -> Vec<String> {
        let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
        db.rows(explained, values).await.unwrap().iter().map(|row| row.get::<String>(3).unwrap()).collect()
    }

    #[tokio::test]
    async fn no_filter_of_the_log_walks_through_all_of_it_or_sorts_it() {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::open(&format!("sqlite:{}", folder.path().join("log.sqlite").display())).await.unwrap();
        migrate(&pool, Moment::from_seconds(0).unwrap()).await.unwrap();
        let mut db = pool.begin().await.unwrap();
        for (name, filter) in filters() {
            for sql in filter.statements() {
                let steps = plan(&mut db, sql, filter.values(0, 9, 51)).await;
                assert!(steps.iter().all(|step| step.starts_with("SEARCH")), "{name}: {steps:?}");
                assert!(steps.iter().any(|step| step.contains("SEARCH e USING INDEX")), "{name}: {steps:?}");
            }
        }
        let who_and_deed = LogFilter { actor: "a".into(), deed: "d".into(), ..LogFilter::default() };
        let steps = plan(&mut db, who_and_deed.statements()[0], who_and_deed.values(0, 9, 51)).await;
        assert!(steps[0].contains("ledger_by_actor_and_deed"), "{steps:?}");
        let refused = LogFilter { refused: true, ..LogFilter::default() };
        let steps = plan(&mut db, refused.statements()[0], refused.values(0, 9, 51)).await;
        assert!(steps[0].contains("ledger_refusals"), "{steps:?}");
    }

    #[tokio::test]
    async fn an_older_compartment_gets_the_days_of_the_entries_that_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::open(&format!("sqlite:{}", folder.path().join("log.sqlite").display())).await.unwrap();
        let mut db = pool.begin().await.unwrap();
        let (before, this): (Vec<_>, Vec<_>) = crate::migrate::MIGRATIONS.iter().partition(|(name, ..)| *name < "0011-log");
        for (_, sqlite, _) in before {
            db.script(sqlite).await.unwrap();
        }
        // The clock was put back by a day after the third entry.
        for (seq, at) in [(0, 100), (1, 86_400), (2, 200_000), (3, 90_000), (4, 200_001)] {
            db.execute(
                "INSERT INTO ledger_entries (seq, at, actor, deed, thing, refused, commitment) VALUES ($1, $2, 'a', 'd', 't', 0, $3)",
                args![i64::from(seq), i64::from(at), vec![0_u8]],
            )
            .await
            .unwrap();
        }
        for (_, sqlite, _) in this {
            db.script(sqlite).await.unwrap();
        }
        let rows = db.rows("SELECT day, first_seq, last_seq FROM ledger_days ORDER BY day", args![]).await.unwrap();
        let days: Vec<(i64, i64, i64)> = rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())).collect();
        assert_eq!(days, [(0, 0, 0), (1, 1, 3), (2, 2, 4)]);
    }
}

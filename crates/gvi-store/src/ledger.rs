//! The log's rows: appended in the deed's own transaction, checkpointed by the house.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gvi_ledger::{Entry, Outcome, Salt, StoredEntry};
use rand::Rng as _;

use crate::args;
use crate::db::{DbTx, Value};
use crate::tx::StoreError;

/// Writes one entry.
const ONE: &str = "INSERT INTO ledger_entries (seq, at, actor, deed, thing, subject, refused, payload, salt, commitment) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
/// Values of an entry.
const VALUES: usize = 10;
/// Entries that are written with one statement where there are so many: a board of twenty members leaves sixty, and each statement costs a
/// way to the database and back.
const TOGETHER: usize = 10;

/// Writes [`TOGETHER`] entries.
fn together() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let more = (1..TOGETHER).map(|row| {
            let values: Vec<String> = (1..=VALUES).map(|value| format!("${}", row * VALUES + value)).collect();
            format!(", ({})", values.join(", "))
        });
        ONE.to_owned() + &more.collect::<String>()
    })
}

/// Appends entries at the end of the log; their numbers are given here, under the lock of the one row of `ledger_state`.
pub(crate) async fn append(db: &mut DbTx, entries: Vec<Entry>) -> Result<(), StoreError> {
    let added = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let row = db.row("UPDATE ledger_state SET size = size + $1 WHERE only_row = 1 RETURNING size", args![added]).await?;
    let size: i64 = row.ok_or_else(|| StoreError::Ledger("the log has no state".to_owned()))?.get(0)?;
    let mut days: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(entries.len());
    for (entry, seq) in entries.into_iter().zip(size - added..) {
        // Cannot fail: the size of the log is never negative.
        let entry = Entry { seq: u64::try_from(seq).expect("a log size"), ..entry };
        let mut salt = [0; 32];
        rand::rng().fill_bytes(&mut salt);
        let stored = StoredEntry::seal(&entry, Salt::new(salt));
        let (canonical, refused) = (entry.canonical(), entry.outcome != Outcome::Done);
        days.entry(day_of(entry.at)).or_insert((seq, seq)).1 = seq;
        rows.push(args![
            seq,
            entry.at,
            entry.actor,
            entry.deed,
            entry.thing,
            entry.subject,
            refused,
            canonical,
            salt.to_vec(),
            stored.commitment.as_bytes().to_vec()
        ]);
    }
    while rows.len() >= TOGETHER {
        db.execute(together(), rows.drain(..TOGETHER).flatten().collect()).await?;
    }
    for row in rows {
        db.execute(ONE, row).await?;
    }
    for (day, (first, last)) in days {
        // The last only grows, so the first of a day is never written again.
        let sql = "INSERT INTO ledger_days (day, first_seq, last_seq) VALUES ($1, $2, $3) ON CONFLICT (day) DO UPDATE SET last_seq = $3";
        db.execute(sql, args![day, first, last]).await?;
    }
    Ok(())
}

/// The day of an entry as `ledger_days` counts them. Both databases cut towards nought, as this does.
pub(crate) const fn day_of(seconds: i64) -> i64 {
    seconds / 86_400
}

//! Rows of signed checkpoints: the compartment's own, and what it saw of its neighbours' as their witness.
//!
//! Signing, judging and comparing belong to gvi-ledger; these rows only keep what it says. Reading them is the house looking
//! at sizes and hashes, never at what an entry tells.

use gvi_domain::Moment;
use gvi_ledger::{Commitment, Frontier, Hash};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::{ReadLog, SignCheckpoint};

use crate::args;
use crate::db::DbError;
use crate::tx::{StoreError, Tx};

/// Leaves that are read at a time: a log of millions is walked in pages.
const LEAVES_PER_PAGE: i64 = 10_000;

/// How far the log has grown and how far a signed checkpoint covers it.
pub struct LogState {
    /// Entries there are.
    pub size: u64,
    /// The tree at the newest checkpoint.
    pub frontier: Frontier,
    /// Whether anything but the house's own signing happened since the newest checkpoint.
    pub has_news: bool,
}

/// A stored checkpoint: its text with all cosignatures, and when it was signed.
pub struct StoredCheckpoint {
    /// Entries that it covers.
    pub size: u64,
    /// The note as C2SP writes it.
    pub note: String,
    /// When it was signed.
    pub at: Moment,
}

/// A checkpoint that was not co-signed, with the reason.
pub struct StoredAlarm {
    /// The log that showed it.
    pub origin: String,
    /// Entries that it claimed to cover.
    pub size: u64,
    /// Why it was refused.
    pub reason: String,
    /// When it was refused.
    pub at: Moment,
}

fn broken(error: impl std::fmt::Display) -> StoreError {
    StoreError::Ledger(error.to_string())
}

fn whole(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(broken)
}

/// A size as a column holds it. A log of more entries than that cannot exist.
fn column(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// How the log stands. Signing itself leaves an entry, and so does co-signing a neighbour: those alone are no news, or two
/// compartments would keep each other busy for ever.
pub async fn state(tx: &mut Tx, permit: &Permit<SignCheckpoint>) -> Result<LogState, StoreError> {
    let db = tx.db(permit);
    let row = db.row("SELECT size, frontier FROM ledger_state WHERE only_row = 1", args![]).await?;
    let row = row.ok_or_else(|| broken("the log has no state"))?;
    let (size, frontier): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let frontier = Frontier::from_bytes(&frontier).map_err(broken)?;
    let sql = "SELECT seq FROM ledger_entries WHERE seq >= $1 AND deed <> 'sign_checkpoint' ORDER BY seq LIMIT 1";
    let news = db.row(sql, args![column(frontier.size())]).await?;
    Ok(LogState { size: whole(size)?, frontier, has_news: news.is_some() })
}

/// The leaves of the entries from `from` up to, and without, `to`.
pub async fn leaves(tx: &mut Tx, permit: &Permit<SignCheckpoint>, from: u64, to: u64) -> Result<Vec<Hash>, StoreError> {
    let mut leaves = Vec::new();
    let mut next = from;
    while next < to {
        let sql = "SELECT seq, commitment FROM ledger_entries WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT $3";
        let rows = tx.db(permit).rows(sql, args![column(next), column(to), LEAVES_PER_PAGE]).await?;
        for row in &rows {
            let seq = whole(row.get(0)?)?;
            if seq != next {
                return Err(StoreError::Ledger(format!("entry {next} is missing: run `vapenvila verify`")));
            }
            let commitment = Commitment::from_slice(&row.get::<Vec<u8>>(1)?).map_err(broken)?;
            leaves.push(commitment.leaf(seq));
            next += 1;
        }
        if rows.is_empty() {
            return Err(StoreError::Ledger(format!("the entries from {next} on are missing: run `vapenvila verify`")));
        }
    }
    Ok(leaves)
}

/// Keeps a checkpoint that was just signed. Tells whether it was the first of its size.
pub async fn keep(tx: &mut Tx, permit: &Permit<SignCheckpoint>, note: &str, frontier: &Frontier) -> Result<bool, StoreError> {
    let (now, size, edge) = (tx.now(), column(frontier.size()), frontier.to_bytes());
    let db = tx.db(permit);
    let kept = db
        .execute(
            "INSERT INTO ledger_checkpoints (size, note, at) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING",
            args![size, note, now],
        )
        .await?;
    db.execute("INSERT INTO ledger_frontiers (size, frontier) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING", args![size, edge.clone()])
        .await?;
    db.execute(
        "UPDATE ledger_state SET checkpoint_size = $1, frontier = $2 WHERE only_row = 1 AND checkpoint_size < $1",
        args![size, edge],
    )
    .await?;
    Ok(kept == 1)
}

/// The tree at an earlier checkpoint, if there was one of this size.
pub async fn frontier_at(tx: &mut Tx, permit: &Permit<SignCheckpoint>, size: u64) -> Result<Option<Frontier>, StoreError> {
    let row = tx.db(permit).row("SELECT frontier FROM ledger_frontiers WHERE size = $1", args![column(size)]).await?;
    row.map(|row| Frontier::from_bytes(&row.get::<Vec<u8>>(0)?).map_err(broken)).transpose()
}

/// The newest own checkpoint.
pub async fn newest(tx: &mut Tx, permit: &Permit<SignCheckpoint>) -> Result<Option<StoredCheckpoint>, StoreError> {
    let row = tx.db(permit).row("SELECT size, note, at FROM ledger_checkpoints ORDER BY size DESC LIMIT 1", args![]).await?;
    row.map(|row| Ok(StoredCheckpoint { size: whole(row.get(0)?)?, note: row.get(1)?, at: row.get(2)? })).transpose()
}

/// Writes a checkpoint's text again with the cosignatures that came back.
pub async fn rewrite(tx: &mut Tx, permit: &Permit<SignCheckpoint>, size: u64, note: &str) -> Result<(), StoreError> {
    tx.db(permit).execute("UPDATE ledger_checkpoints SET note = $1 WHERE size = $2", args![note, column(size)]).await?;
    Ok(())
}

/// The last checkpoint of a neighbour's log that this compartment co-signed, whole.
pub async fn last_seen(tx: &mut Tx, permit: &Permit<SignCheckpoint>, origin: &str) -> Result<Option<String>, StoreError> {
    let row = tx.db(permit).row("SELECT note FROM witnessed WHERE origin = $1", args![origin]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// Remembers a neighbour's checkpoint, in the transaction that lets the cosignature out.
pub async fn remember(tx: &mut Tx, permit: &Permit<SignCheckpoint>, seen: &gvi_ledger::SignedCheckpoint) -> Result<(), StoreError> {
    let (now, claim) = (tx.now(), seen.checkpoint());
    tx.db(permit)
        .execute(
            "INSERT INTO witnessed (origin, size, root, note, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (origin) DO UPDATE SET size = $2, root = $3, note = $4, at = $5",
            args![claim.origin(), column(claim.size()), claim.root().as_bytes().to_vec(), seen.text(), now],
        )
        .await?;
    Ok(())
}

/// Keeps both texts of a refusal as evidence. The same refusal is kept once.
pub async fn alarm(
    tx: &mut Tx,
    permit: &Permit<SignCheckpoint>,
    given: &gvi_ledger::SignedCheckpoint,
    seen: Option<&str>,
    reason: &str,
) -> Result<bool, StoreError> {
    let (now, claim) = (tx.now(), given.checkpoint());
    let kept = tx
        .db(permit)
        .execute(
            "INSERT INTO witness_alarms (origin, size, reason, seen_note, given_note, at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (origin, size, reason) DO NOTHING",
            args![claim.origin(), column(claim.size()), reason, seen.unwrap_or(""), given.text(), now],
        )
        .await?;
    Ok(kept == 1)
}

/// The newest checkpoints for the auditor, newest first.
pub async fn list(tx: &mut Tx, permit: &Permit<ReadLog>, before: Option<u64>, limit: u32) -> Result<Vec<StoredCheckpoint>, StoreError> {
    let sql = "SELECT size, note, at FROM ledger_checkpoints WHERE size < $1 ORDER BY size DESC LIMIT $2";
    let rows = tx.db(permit).rows(sql, args![before.map_or(i64::MAX, column), limit]).await?;
    rows.iter().map(|row| Ok(StoredCheckpoint { size: whole(row.get(0)?)?, note: row.get(1)?, at: row.get(2)? })).collect()
}

/// What this compartment last saw of each neighbour's log.
pub async fn seen_of_neighbours(tx: &mut Tx, permit: &Permit<ReadLog>) -> Result<Vec<(String, u64, Moment)>, StoreError> {
    let rows = tx.db(permit).rows("SELECT origin, size, at FROM witnessed ORDER BY origin", args![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, whole(row.get(1)?)?, row.get(2)?))).collect()
}

/// What this compartment refused to co-sign, newest first.
pub async fn alarms(tx: &mut Tx, permit: &Permit<ReadLog>) -> Result<Vec<StoredAlarm>, StoreError> {
    let sql = "SELECT origin, size, reason, at FROM witness_alarms ORDER BY at DESC, origin, size, reason LIMIT 200";
    let rows = tx.db(permit).rows(sql, args![]).await?;
    let read = |row: &crate::db::Row| -> Result<StoredAlarm, StoreError> {
        Ok(StoredAlarm { origin: row.get(0)?, size: whole(row.get(1)?)?, reason: row.get(2)?, at: row.get(3)? })
    };
    rows.iter().map(read).collect()
}

/// Entries there are and entries that the newest checkpoint covers, for the auditor.
pub async fn sizes(tx: &mut Tx, permit: &Permit<ReadLog>) -> Result<(u64, u64), StoreError> {
    let row = tx.db(permit).row("SELECT size, checkpoint_size FROM ledger_state WHERE only_row = 1", args![]).await?;
    let row = row.ok_or_else(|| DbError::Migration("the log has no state".to_owned()))?;
    Ok((whole(row.get(0)?)?, whole(row.get(1)?)?))
}

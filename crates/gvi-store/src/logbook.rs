//! A compartment's log as a book that is opened from outside to be read and never written, without policies, sessions or server.
//!
//! What an entry tells is not opened here; its bytes go to the verifier, which only hashes them.

use gvi_domain::AuthorityId;
use gvi_ledger::{Commitment, Salt, SigningKey, StoredEntry, VerifierKey};

use crate::args;
use crate::compartment::log_origin;
use crate::db::{DbError, DbTx, Pool, Row};

/// One compartment's log, at one moment.
pub struct Logbook {
    pool: Pool,
    db: DbTx,
}

/// Who the compartment says it is, with the public keys that follow from its own seed.
pub struct Claimant {
    /// The authority.
    pub authority: AuthorityId,
    /// Key of its log.
    pub log_key: VerifierKey,
    /// Key of its cosignatures.
    pub witness_key: VerifierKey,
}

/// What the compartment knows of another: id and public keys, as they were when the two met.
pub struct Acquaintance {
    /// The other authority.
    pub authority: String,
    /// Key of its log, as text.
    pub log_key: String,
    /// Key of its cosignatures, as text.
    pub witness_key: String,
}

/// A row of the log, or why it is none.
pub enum LogbookRow {
    /// A row that can be judged.
    Entry(StoredEntry),
    /// A row whose columns hold what no entry has.
    Unreadable {
        /// The number of the row.
        seq: i64,
        /// Why.
        reason: String,
    },
}

fn wrong(column: usize, error: impl std::fmt::Display) -> DbError {
    DbError::Column { column, reason: error.to_string() }
}

impl Logbook {
    /// Opens the database of a compartment to read from it. Nothing is created, migrated or changed.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        let pool = Pool::open_to_read(address).await?;
        let db = pool.begin_reading().await?;
        Ok(Self { pool, db })
    }

    /// Who the compartment says it is.
    pub async fn claimant(&mut self) -> Result<Claimant, DbError> {
        let row = self.db.row("SELECT authority, site_name, signing_seed FROM compartment", args![]).await?;
        let row = row.ok_or_else(|| DbError::Migration("there is no compartment in this database".to_owned()))?;
        let (authority, site): (AuthorityId, String) = (row.get(0)?, row.get(1)?);
        let seed: [u8; 32] = row.get::<Vec<u8>>(2)?.try_into().map_err(|_| wrong(2, "not 32 bytes"))?;
        let key = SigningKey::from_seed(&log_origin(&site, &authority), seed).map_err(|error| wrong(1, error))?;
        Ok(Claimant { authority, log_key: key.log_key(), witness_key: key.witness_key() })
    }

    /// Whom the compartment knows.
    pub async fn acquaintances(&mut self) -> Result<Vec<Acquaintance>, DbError> {
        let rows = self.db.rows("SELECT authority, log_key, witness_key FROM neighbours ORDER BY authority", args![]).await?;
        rows.iter().map(|row| Ok(Acquaintance { authority: row.get(0)?, log_key: row.get(1)?, witness_key: row.get(2)? })).collect()
    }

    /// The last checkpoint of each neighbour that the compartment co-signed: origin and whole text.
    pub async fn views(&mut self) -> Result<Vec<(String, String)>, DbError> {
        let rows = self.db.rows("SELECT origin, note FROM witnessed ORDER BY origin", args![]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// What the compartment refused to co-sign: origin, claimed size, reason.
    pub async fn alarms(&mut self) -> Result<Vec<(String, i64, String)>, DbError> {
        let rows = self.db.rows("SELECT origin, size, reason FROM witness_alarms ORDER BY origin, size, reason", args![]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
    }

    /// How many entries the log says it has, if it says so.
    pub async fn promised_size(&mut self) -> Result<Option<i64>, DbError> {
        let row = self.db.row("SELECT size FROM ledger_state WHERE only_row = 1", args![]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// A page of own checkpoints with sizes above `after` and not above `up_to`, smallest first.
    pub async fn checkpoints(&mut self, after: i64, up_to: i64, limit: u32) -> Result<Vec<(i64, String)>, DbError> {
        let sql = "SELECT size, note FROM ledger_checkpoints WHERE size > $1 AND size <= $2 ORDER BY size LIMIT $3";
        let rows = self.db.rows(sql, args![after, up_to, limit]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// A page of rows with numbers above `after`, smallest first.
    pub async fn rows(&mut self, after: i64, limit: u32) -> Result<Vec<(i64, LogbookRow)>, DbError> {
        let sql = "SELECT seq, payload, salt, commitment FROM ledger_entries WHERE seq > $1 ORDER BY seq LIMIT $2";
        let rows = self.db.rows(sql, args![after, limit]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, judged(row)?))).collect()
    }

    /// Closes the database.
    pub async fn close(self) -> Result<(), DbError> {
        self.db.rollback().await?;
        self.pool.close().await;
        Ok(())
    }
}

/// A column that somebody filled with the wrong kind of value is a finding, never an end of the reading.
fn judged(row: &Row) -> Result<LogbookRow, DbError> {
    let number: i64 = row.get(0)?;
    Ok(match stored(row, number) {
        Ok(entry) => LogbookRow::Entry(entry),
        Err(error) => LogbookRow::Unreadable { seq: number, reason: error.to_string() },
    })
}

fn stored(row: &Row, number: i64) -> Result<StoredEntry, DbError> {
    let seq = u64::try_from(number).map_err(|error| wrong(0, error))?;
    let salt = row.get::<Option<Vec<u8>>>(2)?.map(|salt| Salt::from_slice(&salt)).transpose().map_err(|error| wrong(2, error))?;
    let commitment = Commitment::from_slice(&row.get::<Vec<u8>>(3)?).map_err(|error| wrong(3, error))?;
    Ok(StoredEntry { seq, canonical: row.get(1)?, salt, leaf_hash: commitment.leaf(seq), commitment })
}

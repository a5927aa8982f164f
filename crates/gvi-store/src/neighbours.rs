//! The other authorities of the site: name and public keys, nothing else. Common knowledge, so no permit guards it.

use gvi_domain::{AuthorityId, KindCode};
use gvi_secrecy::{Deed, Permit};

use crate::args;
use crate::compartment::{Compartment, Ctx, Threshold};
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// Another authority, as this compartment knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Its id.
    pub authority: AuthorityId,
    /// Its kind.
    pub kind: KindCode,
    /// Its name in Swedish.
    pub name_sv: String,
    /// Its name in English.
    pub name_en: String,
    /// Public key of its envelopes: 32 bytes.
    pub envelope_key: Vec<u8>,
    /// Public key of its log, in the text form of gvi-ledger.
    pub log_key: String,
    /// Public key of its cosignatures, in the text form of gvi-ledger.
    pub witness_key: String,
}

impl Neighbour {
    /// Its name in a language.
    pub fn name(&self, language: &str) -> &str {
        if language == "sv" { &self.name_sv } else { &self.name_en }
    }
}

const COLUMNS: &str = "SELECT authority, kind, name_sv, name_en, envelope_key, log_key, witness_key FROM neighbours ORDER BY authority";

fn read(row: &Row) -> Result<Neighbour, DbError> {
    let mut read = row.reader();
    Ok(Neighbour {
        authority: read.next()?,
        kind: read.next()?,
        name_sv: read.next()?,
        name_en: read.next()?,
        envelope_key: read.next()?,
        log_key: read.next()?,
        witness_key: read.next()?,
    })
}

pub(crate) async fn load(db: &mut DbTx) -> Result<Vec<Neighbour>, DbError> {
    db.rows(COLUMNS, args![]).await?.iter().map(read).collect()
}

/// All neighbours, in the order of their ids.
pub async fn all<D: Deed>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Neighbour>, StoreError> {
    Ok(load(tx.db(permit)).await?)
}

impl Compartment {
    /// Makes the others known to this compartment. Keys that are known already never change by themselves: another key under a
    /// known name is another authority, and is refused.
    pub async fn meet(&self, others: &[Neighbour]) -> Result<(), DbError> {
        let mut db = self.inner().pool.begin().await?;
        let known = load(&mut db).await?;
        for other in others {
            match known.iter().find(|known| known.authority == other.authority) {
                Some(known)
                    if known.envelope_key != other.envelope_key
                        || known.log_key != other.log_key
                        || known.witness_key != other.witness_key =>
                {
                    return Err(DbError::Migration(format!(
                        "the keys of {} are not those this compartment knows: it is another authority",
                        other.authority
                    )));
                }
                Some(_) => {
                    db.execute(
                        "UPDATE neighbours SET kind = $1, name_sv = $2, name_en = $3 WHERE authority = $4",
                        args![&other.kind, &other.name_sv, &other.name_en, &other.authority],
                    )
                    .await?;
                }
                None => {
                    db.execute(
                        "INSERT INTO neighbours (authority, kind, name_sv, name_en, envelope_key, log_key, witness_key) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        args![&other.authority, &other.kind, &other.name_sv, &other.name_en, other.envelope_key.clone(), &other.log_key, &other.witness_key],
                    )
                    .await?;
                }
            }
        }
        db.commit().await
    }
}

impl Ctx {
    /// The other authorities of the site, for choosing a recipient and for putting a name to a sender.
    pub async fn neighbours(&self) -> Result<Vec<Neighbour>, StoreError> {
        let mut db = self.inner.pool.begin().await?;
        Ok(load(&mut db).await?)
    }
}

impl Threshold {
    /// The same, for the house at the door.
    pub async fn neighbours(&self) -> Result<Vec<Neighbour>, StoreError> {
        let mut db = self.inner.pool.begin().await?;
        Ok(load(&mut db).await?)
    }
}

//! Envelopes that leave, as sealed bytes: written in the transaction of the deed that decided them, so that there is never a decision
//! without its envelope or an envelope without its decision.

use gvi_domain::{AuthorityId, EnvelopeId};
use gvi_secrecy::deeds::SendEnvelopes;
use gvi_secrecy::{Changes, Permit};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// Envelopes handed out at a time.
pub const ENVELOPES_PER_ROUND_MAX: i64 = 100;

/// An envelope on its way to one authority.
pub struct Waiting {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// Who receives it.
    pub to: AuthorityId,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// What became of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It is there.
    Delivered,
    /// The recipient refuses it, and will always do so: it is not tried again.
    TurnedAway,
}

impl Delivery {
    const fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::TurnedAway => "turned-away",
        }
    }
}

/// Puts a sealed envelope out for one authority. Any changing deed may: its own permit says what it may change.
pub async fn put<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    envelope: EnvelopeId,
    to: &AuthorityId,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "INSERT INTO envelopes_out (envelope, to_authority, bytes, state, written_at, state_at) VALUES ($1, $2, $3, 'waiting', $4, $4) \
               ON CONFLICT (envelope, to_authority) DO NOTHING";
    tx.db(permit).execute(sql, args![envelope, to, bytes, now]).await?;
    Ok(())
}

/// The envelopes that wait, the oldest first.
pub async fn waiting(tx: &mut Tx, permit: &Permit<SendEnvelopes>) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT envelope, to_authority, bytes FROM envelopes_out WHERE state = 'waiting' ORDER BY written_at, envelope, to_authority LIMIT $1";
    let rows = tx.db(permit).rows(sql, args![ENVELOPES_PER_ROUND_MAX]).await?;
    let read = |row: &Row| Ok(Waiting { envelope: row.get(0)?, to: row.get(1)?, bytes: row.get(2)? });
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// Notes what became of an envelope. The bytes go: the decision's own rows say what left.
pub async fn note(
    tx: &mut Tx,
    permit: &Permit<SendEnvelopes>,
    envelope: EnvelopeId,
    to: &AuthorityId,
    delivery: Delivery,
) -> Result<(), StoreError> {
    let now = tx.now();
    let sql =
        "UPDATE envelopes_out SET state = $1, state_at = $2, bytes = NULL WHERE envelope = $3 AND to_authority = $4 AND state = 'waiting'";
    tx.db(permit).execute(sql, args![delivery.name(), now, envelope, to]).await?;
    Ok(())
}

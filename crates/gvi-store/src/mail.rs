//! Where workers are told by e-mail that something waits, and who is to be told now. An address stands on its own account and nowhere else.

use std::collections::BTreeSet;

use gvi_domain::{AccountId, Date, EnvelopeId, Moment};
use gvi_secrecy::deeds::{EditOwnAccount, ReadReceived, TellByMail};
use gvi_secrecy::{Actor, Permit};

use crate::db::DbError;
use crate::tx::{Colleague, StoreError, Tx};
use crate::{args, clocks};

/// Seconds between two messages to one worker.
const PAUSE_SECONDS: i64 = 3600;
/// Seconds after which somebody is told again of what still waits.
const AGAIN_SECONDS: i64 = 24 * 3600;
/// Envelopes that are looked at for one worker: any one of them is enough.
const LOOKED_AT_MAX: i64 = 200;

/// Where somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnMail {
    /// The address; empty for nowhere.
    pub address: String,
    /// The language of the message.
    pub language: String,
    /// Since when messages do not get through.
    pub failed_at: Option<Moment>,
}

/// Somebody for whom something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The account.
    pub account: AccountId,
    /// Where they are told.
    pub address: String,
    /// In which language.
    pub language: String,
    /// When they were told before.
    pub told_before: Option<Moment>,
    /// The last message did not get through.
    pub failed_before: bool,
}

/// Where one is told oneself.
pub async fn own(tx: &mut Tx, permit: &Permit<EditOwnAccount>) -> Result<OwnMail, StoreError> {
    let row = tx.db(permit).row("SELECT mail, language, mail_failed_at FROM accounts WHERE id = $1", args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    let row = row.expect("the row of a permit");
    Ok(OwnMail { address: row.get(0)?, language: row.get(1)?, failed_at: row.get(2)? })
}

/// Writes where one is told. What was known of an earlier address goes with it.
pub async fn set_own(tx: &mut Tx, permit: &Permit<EditOwnAccount>, address: &str, language: &str) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET mail = $1, language = $2, mailed_at = NULL, mail_failed_at = NULL WHERE id = $3";
    tx.db(permit).execute(sql, args![address, language, permit.id()]).await?;
    Ok(())
}

/// A worker who could be told.
struct Candidate {
    waiting: Waiting,
    colleague: Colleague,
}

async fn candidates(tx: &mut Tx, permit: &Permit<TellByMail>) -> Result<Vec<Candidate>, StoreError> {
    let (now, today) = (tx.now(), tx.today());
    let sql = "SELECT id, mail, language, mailed_at, mail_failed_at, unit, trained_until FROM accounts WHERE mail <> '' AND one_time = 0 AND ends_on >= $1 \
               AND (locked_until IS NULL OR locked_until <= $2) AND (mailed_at IS NULL OR mailed_at <= $3) ORDER BY id LIMIT 2000";
    let db = tx.db(permit);
    let mut found = Vec::new();
    for row in db.rows(sql, args![today, now, now.plus_seconds(-PAUSE_SECONDS)]).await? {
        let mut read = row.reader();
        let account: AccountId = read.next()?;
        let waiting = Waiting {
            account,
            address: read.next()?,
            language: read.next()?,
            told_before: read.next()?,
            failed_before: read.next::<Option<Moment>>()?.is_some(),
        };
        let (unit, trained_until): (String, Date) = (read.next()?, read.next()?);
        let sql = "SELECT role FROM account_roles WHERE account = $1 AND ends_on >= $2 ORDER BY role";
        let roles = db.rows(sql, args![account, today]).await?;
        let roles = roles.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<String>, DbError>>()?;
        found.push(Candidate { waiting, colleague: Colleague { account, roles, unit, trained: trained_until >= today } });
    }
    Ok(found)
}

/// When the newest came of what somebody may read and has not looked at; nothing if nothing waits.
async fn newest(tx: &mut Tx, permit: &Permit<TellByMail>, account: AccountId, actor: &Actor) -> Result<Option<Moment>, StoreError> {
    let mut newest = None;
    let sql = "SELECT r.envelope, r.received_at FROM received r WHERE r.acknowledged_at IS NULL AND r.state = 'current' AND NOT EXISTS \
               (SELECT 1 FROM ledger_entries e WHERE e.subject = r.envelope AND e.actor = $1 AND e.refused = 0) ORDER BY r.received_at DESC, r.envelope LIMIT $2";
    let rows = tx.db(permit).rows(sql, args![account, LOOKED_AT_MAX]).await?;
    for row in rows {
        let (envelope, at): (EnvelopeId, Moment) = (row.get(0)?, row.get(1)?);
        if tx.would_for::<ReadReceived>(Some(actor), envelope).await? {
            newest = Some(at);
            break;
        }
    }
    let sql = "SELECT at FROM ledger_entries WHERE actor = $1 AND deed = 'read_day' AND refused = 0 ORDER BY seq DESC LIMIT 1";
    let looked: Option<Moment> = tx.db(permit).row(sql, args![account]).await?.map(|row| row.get(0)).transpose()?;
    let due = clocks::due_today(tx, permit, actor).await?;
    Ok(due.into_iter().filter(|at| looked.is_none_or(|looked| looked < *at)).chain(newest).max())
}

/// Takes those who are to be told now; from here they count as told.
pub async fn take_due(tx: &mut Tx, permit: &Permit<TellByMail>) -> Result<Vec<Waiting>, StoreError> {
    let now = tx.now();
    let mut due = Vec::new();
    for Candidate { waiting, colleague } in candidates(tx, permit).await? {
        let actor = tx.at_work(colleague);
        let Some(newest) = newest(tx, permit, waiting.account, &actor).await? else { continue };
        // What came in the same second may have come after the message: better told twice than never.
        let is_told = waiting.told_before.is_some_and(|told| newest < told && now.seconds_since(told) < AGAIN_SECONDS);
        if is_told {
            continue;
        }
        let sql = "UPDATE accounts SET mailed_at = $1 WHERE id = $2 AND (mailed_at IS NULL OR mailed_at <= $3)";
        let taken = tx.db(permit).execute(sql, args![now, waiting.account, now.plus_seconds(-PAUSE_SECONDS)]).await?;
        if taken == 1 {
            due.push(waiting);
        }
    }
    Ok(due)
}

/// Notes that a message did not get through; whoever it was for waits as before.
pub async fn failed(tx: &mut Tx, permit: &Permit<TellByMail>, waiting: &Waiting) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE accounts SET mailed_at = $1, mail_failed_at = COALESCE(mail_failed_at, $2) WHERE id = $3 AND mail = $4";
    tx.db(permit).execute(sql, args![waiting.told_before, now, waiting.account, &waiting.address]).await?;
    Ok(())
}

/// Notes that messages get through again.
pub async fn arrived(tx: &mut Tx, permit: &Permit<TellByMail>, waiting: &Waiting) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET mail_failed_at = NULL WHERE id = $1";
    tx.db(permit).execute(sql, args![waiting.account]).await?;
    Ok(())
}

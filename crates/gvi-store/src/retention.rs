//! Erasing rows whose last day has passed. The end itself was set when the row was written; reading has treated the row
//! as gone since then, and here it goes.
//!
//! Persons, memberships and what hangs on them have rounds of their own (`persons.rs`, `memberships.rs`); received snapshots are emptied
//! in `received.rs`. What rests on the rules of archives is never touched here. Which table ends how is told in `columns.toml`, and a test holds the two together.

use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ExpireRecords;

use crate::args;
use crate::ledger::day_of;
use crate::tx::{StoreError, Tx};

/// Five years with their leap days: how long a decision to disclose is kept after its end, a consent after its last day, and the content of
/// the log (secrecy.md section 7).
const KEPT_DAYS: i64 = 1_827;
/// Days of the log that one round erases at most; the next round goes on.
const LOG_DAYS_PER_ROUND_MAX: i64 = 31;

/// Tables whose rows go the night after their last day, with the statement that does it. What hangs on a row goes first.
pub const ERASED: [(&str, &str); 18] = [
    ("group_relations", "DELETE FROM group_relations WHERE expires_on < $1"),
    ("incident_victims", "DELETE FROM incident_victims WHERE expires_on < $1"),
    ("incident_suspects", "DELETE FROM incident_suspects WHERE expires_on < $1"),
    ("levers", "DELETE FROM levers WHERE expires_on < $1"),
    ("offers", "DELETE FROM offers WHERE expires_on < $1"),
    ("tasks", "DELETE FROM tasks WHERE expires_on < $1"),
    ("support_contacts", "DELETE FROM support_contacts WHERE expires_on < $1"),
    ("speakers", "DELETE FROM speakers WHERE expires_on < $1"),
    ("help_calls", "DELETE FROM help_calls WHERE expires_on < $1"),
    ("notifications", "DELETE FROM notifications WHERE expires_on < $1"),
    ("evaluations", "DELETE FROM evaluations WHERE expires_on < $1"),
    ("guests", "DELETE FROM guests WHERE expires_on < $1"),
    ("guest_lists", "DELETE FROM guest_lists WHERE expires_on < $1"),
    ("summonses", "DELETE FROM summonses WHERE expires_on < $1"),
    ("call_in_items", "DELETE FROM call_in_items WHERE expires_on < $1"),
    ("call_in_plans", "DELETE FROM call_in_plans WHERE expires_on < $1"),
    ("call_in_speeches", "DELETE FROM call_in_speeches WHERE expires_on < $1"),
    ("call_ins", "DELETE FROM call_ins WHERE expires_on < $1"),
];

/// Erases what has passed its last day, and stops what reminded of it. Tells how many rows it was.
pub async fn erase_due(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<u64, StoreError> {
    let (now, today) = (tx.now(), tx.today());
    let db = tx.db(permit);
    // A limit that runs on something that is gone would remind people of it.
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM support_contacts WHERE expires_on < $1)", args![today]).await?;
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM notifications WHERE expires_on < $1)", args![today]).await?;
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM summonses WHERE expires_on < $1)", args![today]).await?;
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT call_in FROM guest_lists WHERE expires_on < $1)", args![today]).await?;
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM call_ins WHERE expires_on < $1)", args![today]).await?;
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM speakers WHERE expires_on < $1)", args![today]).await?;
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM help_calls WHERE expires_on < $1)", args![today]).await?;
    db.execute(
        "UPDATE help_calls SET support = NULL WHERE support IN (SELECT id FROM support_contacts WHERE expires_on < $1)",
        args![today],
    )
    .await?;
    // A consent that has ended reminds nobody.
    let sql = "UPDATE clocks SET stopped_at = $1 WHERE kind = 'consent-ending' AND stopped_at IS NULL \
               AND subject IN (SELECT id FROM consents WHERE valid_until < $2)";
    // Counted too, or a round in which nothing else ends would not be kept.
    let mut erased = db.execute(sql, args![now, today]).await?;
    // Somebody who no longer works here is told nothing, and where they were told is nobody's business any more.
    let sql = "UPDATE accounts SET mail = '', mailed_at = NULL, mail_failed_at = NULL WHERE mail <> '' AND ends_on < $1";
    erased += db.execute(sql, args![today]).await?;
    for (_, sql) in ERASED {
        erased += db.execute(sql, args![today]).await?;
    }
    Ok(erased)
}

/// Which disclosures ended before `$1`, whatever way they ended.
macro_rules! long_ended {
    ($column:literal) => {
        concat!(" IN (SELECT ", $column, " FROM disclosures WHERE state IN ('corrected', 'recalled', 'expired') AND ends_at <= $1)")
    };
}

/// Erases decisions to disclose five years after their last day, and consents as long after theirs. Tells how many rows went.
pub async fn erase_decisions(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<u64, StoreError> {
    let (before, day) = (tx.now().plus_days(-KEPT_DAYS), tx.today().saturating_sub(jiff::Span::new().days(KEPT_DAYS)));
    let db = tx.db(permit);
    // What hangs on a decision goes first.
    for sql in [
        concat!("DELETE FROM disclosure_fields WHERE disclosure", long_ended!("id")),
        concat!("DELETE FROM disclosure_grounds WHERE disclosure", long_ended!("id")),
        concat!("DELETE FROM disclosure_recipients WHERE disclosure", long_ended!("id")),
        concat!("DELETE FROM envelopes_out WHERE envelope", long_ended!("envelope")),
    ] {
        db.execute(sql, args![before]).await?;
    }
    let decisions = db.execute(concat!("DELETE FROM disclosures WHERE id", long_ended!("id")), args![before]).await?;
    Ok(decisions + db.execute("DELETE FROM consents WHERE valid_until < $1", args![day]).await?)
}

/// Erases what entries of the log say that are five years old: who, on which thing, and the sealed bytes with their salt. Number, time, kind of
/// deed and commitment stay, so that the tree still verifies. Tells how many entries it was.
pub async fn erase_log(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<u64, StoreError> {
    let before = tx.now().plus_days(-KEPT_DAYS);
    let db = tx.db(permit);
    let sql = "SELECT day, first_seq, last_seq FROM ledger_days WHERE day < $1 ORDER BY day LIMIT $2";
    let mut erased = 0;
    for row in db.rows(sql, args![day_of(before.seconds()), LOG_DAYS_PER_ROUND_MAX]).await? {
        let (day, first, last): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        // A day's span can hold entries of a later day, if the clock was put back in between; they wait for their own.
        let sql = "UPDATE ledger_entries SET actor = '', subject = NULL, payload = NULL, salt = NULL WHERE seq >= $1 AND seq <= $2 AND at < $3 \
                   AND payload IS NOT NULL";
        erased += db.execute(sql, args![first, last, before]).await?;
        db.execute("DELETE FROM ledger_days WHERE day = $1", args![day]).await?;
    }
    Ok(erased)
}

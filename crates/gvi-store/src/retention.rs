//! Erasing rows whose last day has passed. The end itself was set when the row was written; reading has treated the row
//! as gone since then, and here it goes.
//!
//! Persons, memberships and what hangs on them have rounds of their own (`persons.rs`, `memberships.rs`); received snapshots are emptied
//! in `received.rs`. Which table ends how is told in `columns.toml`, and a test holds the two together.

use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ExpireRecords;

use crate::args;
use crate::tx::{StoreError, Tx};

/// Tables whose rows go the night after their last day, with the statement that does it. What hangs on a row goes first.
pub const ERASED: [(&str, &str); 7] = [
    ("group_relations", "DELETE FROM group_relations WHERE expires_on < $1"),
    ("incident_victims", "DELETE FROM incident_victims WHERE expires_on < $1"),
    ("incident_suspects", "DELETE FROM incident_suspects WHERE expires_on < $1"),
    ("levers", "DELETE FROM levers WHERE expires_on < $1"),
    ("offers", "DELETE FROM offers WHERE expires_on < $1"),
    ("tasks", "DELETE FROM tasks WHERE expires_on < $1"),
    ("support_contacts", "DELETE FROM support_contacts WHERE expires_on < $1"),
];

/// Erases what has passed its last day. Tells how many rows went.
pub async fn erase_due(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<u64, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // A limit that runs on something that is gone would remind people of it.
    db.execute("DELETE FROM clocks WHERE subject IN (SELECT id FROM support_contacts WHERE expires_on < $1)", args![today]).await?;
    let mut erased = 0;
    for (_, sql) in ERASED {
        erased += db.execute(sql, args![today]).await?;
    }
    Ok(erased)
}

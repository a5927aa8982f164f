//! The codes that people say aloud. Five signs are few enough to be said and therefore meet again among some ten thousand records:
//! a code that another record of the compartment has is drawn anew.

use gvi_domain::Code;
use gvi_secrecy::{Deed, Permit};
use uuid::Uuid;

use crate::args;
use crate::tx::{StoreError, Tx};

/// The records that have codes: how many of a kind have this one already.
pub(crate) const BATCHES: &str = "SELECT COUNT(*) FROM batches WHERE code = $1";
pub(crate) const CALL_INS: &str = "SELECT COUNT(*) FROM call_ins WHERE code = $1";
pub(crate) const FOCUS: &str = "SELECT COUNT(*) FROM focus WHERE code = $1";
pub(crate) const GROUPS: &str = "SELECT COUNT(*) FROM groups WHERE code = $1";
pub(crate) const HELP_CALLS: &str = "SELECT COUNT(*) FROM help_calls WHERE code = $1";
pub(crate) const INCIDENTS: &str = "SELECT COUNT(*) FROM incidents WHERE code = $1";
pub(crate) const NETWORKS: &str = "SELECT COUNT(*) FROM networks WHERE code = $1";
pub(crate) const NOTIFICATIONS: &str = "SELECT COUNT(*) FROM notifications WHERE code = $1";
pub(crate) const PERSONS: &str = "SELECT COUNT(*) FROM persons WHERE code = $1";
pub(crate) const SPEAKERS: &str = "SELECT COUNT(*) FROM speakers WHERE code = $1";
pub(crate) const SUMMONSES: &str = "SELECT COUNT(*) FROM summonses WHERE code = $1";
pub(crate) const SUPPORT: &str = "SELECT COUNT(*) FROM support_contacts WHERE code = $1";

/// The first code of an id that no record of the kind has yet.
pub(crate) async fn free<D: Deed>(tx: &mut Tx, permit: &Permit<D>, of_kind: &'static str, id: Uuid) -> Result<Code, StoreError> {
    let mut turn = 0;
    loop {
        let code = Code::of(id, turn);
        if tx.db(permit).count(of_kind, args![code]).await? == 0 {
            return Ok(code);
        }
        turn += 1;
    }
}

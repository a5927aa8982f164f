//! Protected identity, carried over to the things that know a person by code only.
//!
//! A lever or an offer to a person with protected identity is there for that person's named handlers and for nobody else, like
//! the person. A code that no person here has shields nothing and is answered alike: whoever types a code learns nothing from it.

use std::collections::HashMap;

use gvi_secrecy::Facts;

use crate::args;
use crate::db::{DbError, DbTx};

/// Of each decision about a person with protected identity, who may know of it: the person's handlers; and of somebody who was only
/// typed, or whose record has ended, whoever decided.
macro_rules! over_disclosures {
    ($which:literal) => {
        concat!(
            "SELECT d.id, d.decided_by FROM disclosures d LEFT JOIN memberships m ON d.subject_thing = 'membership' AND m.id = d.subject_id \
             LEFT JOIN notifications n ON d.subject_thing = 'notification' AND n.id = d.subject_id LEFT JOIN persons q ON q.code = n.person_code \
             WHERE d.protected = 1 AND m.id IS NULL AND q.id IS NULL",
            $which,
            " UNION SELECT d.id, h.account FROM disclosures d JOIN notifications n ON d.subject_thing = 'notification' AND n.id = d.subject_id \
             JOIN persons p ON p.code = n.person_code LEFT JOIN person_handlers h ON h.person_id = p.id WHERE (d.protected = 1 OR p.protected = 1)",
            $which,
            " UNION SELECT d.id, h.account FROM disclosures d JOIN memberships m ON d.subject_thing = 'membership' AND m.id = d.subject_id \
             JOIN persons p ON p.id = m.person_id LEFT JOIN person_handlers h ON h.person_id = p.id WHERE (d.protected = 1 OR p.protected = 1)",
            $which,
            " ORDER BY 1, 2"
        )
    };
}

/// The protected persons among those that some rows are about: code, and the accounts of their handlers.
pub(crate) struct Shield(HashMap<String, Vec<String>>);

impl Shield {
    /// Over the person with this code.
    pub(crate) async fn over_one(db: &mut DbTx, code: &str) -> Result<Self, DbError> {
        let sql = "SELECT p.code, h.account FROM persons p LEFT JOIN person_handlers h ON h.person_id = p.id WHERE p.code = $1 AND p.protected = 1 \
                   ORDER BY p.code, h.account";
        Self::read(db, sql, args![code]).await
    }

    /// Over everybody for whom there is a lever.
    pub(crate) async fn over_levers(db: &mut DbTx) -> Result<Self, DbError> {
        let sql = "SELECT p.code, h.account FROM persons p LEFT JOIN person_handlers h ON h.person_id = p.id \
                   WHERE p.code IN (SELECT l.person_code FROM levers l) AND p.protected = 1 ORDER BY p.code, h.account";
        Self::read(db, sql, args![]).await
    }

    /// Over everybody to whom an offer was made.
    pub(crate) async fn over_offers(db: &mut DbTx) -> Result<Self, DbError> {
        let sql = "SELECT p.code, h.account FROM persons p LEFT JOIN person_handlers h ON h.person_id = p.id \
                   WHERE p.code IN (SELECT o.person_code FROM offers o) AND p.protected = 1 ORDER BY p.code, h.account";
        Self::read(db, sql, args![]).await
    }

    /// Over everybody who is sought out.
    pub(crate) async fn over_notifications(db: &mut DbTx) -> Result<Self, DbError> {
        let sql = "SELECT p.code, h.account FROM persons p LEFT JOIN person_handlers h ON h.person_id = p.id \
                   WHERE p.code IN (SELECT n.person_code FROM notifications n) AND p.protected = 1 ORDER BY p.code, h.account";
        Self::read(db, sql, args![]).await
    }

    /// Over one decision to disclose, by its own id.
    pub(crate) async fn over_disclosure(db: &mut DbTx, id: &str) -> Result<Self, DbError> {
        Self::read(db, over_disclosures!(" AND d.id = $1"), args![id]).await
    }

    /// Over all decisions to disclose, by their own ids.
    pub(crate) async fn over_disclosures(db: &mut DbTx) -> Result<Self, DbError> {
        Self::read(db, over_disclosures!(""), args![]).await
    }

    async fn read(db: &mut DbTx, sql: &'static str, values: Vec<crate::db::Value>) -> Result<Self, DbError> {
        let mut shield: HashMap<String, Vec<String>> = HashMap::new();
        for row in db.rows(sql, values).await? {
            let handlers = shield.entry(row.get(0)?).or_default();
            handlers.extend(row.get::<Option<String>>(1)?);
        }
        Ok(Self(shield))
    }

    /// The facts of a thing about the person with this code, or of the decision with this id.
    pub(crate) fn on(&self, facts: Facts, code: &str) -> Facts {
        match self.0.get(code) {
            Some(handlers) => Facts { protected: true, handlers: handlers.clone(), ..facts },
            None => facts,
        }
    }
}

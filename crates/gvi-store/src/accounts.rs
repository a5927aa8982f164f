//! Rows of the accounts of one authority.

use gvi_domain::{AccountId, Date, PurposeId};
use gvi_secrecy::deeds::{AddAccount, EditOwnAccount};
use gvi_secrecy::{Facts, Permit, Thing};

use crate::args;
use crate::compartment::{Ctx, Mode};
use crate::db::DbError;
use crate::tx::{StoreError, Tx};

/// An account's own holder is its handler: everybody may see their own day and change their own password.
pub(crate) fn facts(id: &str) -> Facts {
    Facts { handlers: vec![id.to_owned()], ..Facts::plain(Thing::Account, id) }
}

/// A new account, checked and with its secrets made.
pub struct NewAccount<'a> {
    /// Its id.
    pub id: AccountId,
    /// What is typed at sign-in.
    pub user_name: &'a str,
    /// The holder's name.
    pub name: &'a str,
    /// Sort key of the name.
    pub sort_key: &'a str,
    /// Unit inside the authority.
    pub unit: &'a str,
    /// Stored form of the password.
    pub password_hash: &'a str,
    /// Secret of the second factor.
    pub totp_secret: &'a [u8],
    /// Roles, each with its last day.
    pub roles: &'a [(&'a str, Date)],
    /// Training is valid until then.
    pub trained_until: Date,
    /// Last day of the account.
    pub ends_on: Date,
    /// Preferred language.
    pub language: &'a str,
}

const INSERT: &str = "INSERT INTO accounts (id, user_name, name, sort_key, unit, password_hash, totp_secret, totp_last_step, failed_count, locked_until, \
     trained_until, ends_on, is_demo, language, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, NULL, $8, $9, $10, $11, 1)";
const INSERT_ROLE: &str = "INSERT INTO account_roles (account, role, ends_on) VALUES ($1, $2, $3)";

async fn insert(db: &mut crate::db::DbTx, new: &NewAccount<'_>, is_demo: bool) -> Result<(), DbError> {
    db.execute(
        INSERT,
        args![
            new.id, new.user_name, new.name, new.sort_key, new.unit, new.password_hash, new.totp_secret, new.trained_until, new.ends_on, is_demo,
            new.language
        ],
    )
    .await?;
    for (role, ends_on) in new.roles {
        db.execute(INSERT_ROLE, args![new.id, *role, *ends_on]).await?;
    }
    Ok(())
}

/// Adds an account.
pub async fn add(tx: &mut Tx, permit: &Permit<AddAccount>, new: &NewAccount<'_>) -> Result<(), StoreError> {
    Ok(insert(tx.db(permit), new, false).await?)
}

/// Chooses the purpose of a session of one's own. Tells whether session and purpose were there.
pub async fn choose_purpose(tx: &mut Tx, permit: &Permit<EditOwnAccount>, token_hash: &[u8], purpose: PurposeId) -> Result<bool, StoreError> {
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE sessions SET purpose = $1 WHERE token_hash = $2 AND account = $3 AND EXISTS (SELECT 1 FROM purposes WHERE id = $1)",
            args![purpose, token_hash, permit.id()],
        )
        .await?;
    Ok(changed == 1)
}

impl Ctx {
    /// Fills a compartment that has no account yet: the first administrator of a new site, or the invented people of the demo.
    /// A compartment that has accounts is never touched.
    pub async fn first_accounts(&self, accounts: &[NewAccount<'_>], purposes: &[crate::sessions::Purpose]) -> Result<(), StoreError> {
        let mut db = self.inner.pool.begin().await?;
        if db.count("SELECT COUNT(*) FROM accounts", args![]).await? > 0 {
            return Err(StoreError::Db(DbError::Migration("there are accounts in this compartment already".to_owned())));
        }
        for new in accounts {
            insert(&mut db, new, self.inner.plate.mode == Mode::Demo).await?;
        }
        let today = self.now.date(self.zone());
        for purpose in purposes {
            db.execute(
                "INSERT INTO purposes (id, code, name_sv, name_en, legal_basis, from_date, until_date, approved_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                args![purpose.id, &purpose.code, &purpose.name_sv, &purpose.name_en, &purpose.legal_basis, today, purpose.until, "founding"],
            )
            .await?;
        }
        let founded = self.house_entry("first_accounts", "AccountRecord");
        crate::ledger::append(&mut db, vec![founded]).await?;
        db.commit().await?;
        Ok(())
    }

    fn house_entry(&self, deed: &str, thing: &str) -> gvi_ledger::Entry {
        gvi_ledger::Entry {
            seq: 0, at: self.now.seconds(), authority: self.inner.place.authority.clone(), actor: self.actor.account.clone(), roles: Vec::new(),
            deed: deed.to_owned(), thing: thing.to_owned(), subject: None, purpose: String::new(), grounds: Vec::new(), classes: Vec::new(),
            recipients: Vec::new(), outcome: gvi_ledger::Outcome::Done, policy: self.inner.guard.version().to_owned(),
        }
    }
}


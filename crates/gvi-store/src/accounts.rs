//! Rows of the accounts of one authority.

use std::collections::BTreeMap;

use gvi_domain::{AccountId, Date, Moment, PurposeId};
use gvi_secrecy::deeds::{AddAccount, EditAccount, EditOwnAccount, ListAccounts};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::compartment::{Ctx, Mode};
use crate::db::DbError;
use crate::tx::{StoreError, Tx};

/// An account's own holder is its handler: everybody may see their own day and change their own password.
pub(crate) async fn facts(db: &mut crate::db::DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT id FROM accounts WHERE id = $1", args![id]).await?;
    Ok(row.map(|_| facts_of(id)))
}

fn facts_of(id: &str) -> Facts {
    Facts { handlers: vec![id.to_owned()], ..Facts::plain(Thing::Account, id) }
}

/// A row of `accounts` without its secrets.
pub struct AccountRow {
    id: AccountId,
    user_name: String,
    name: String,
    unit: String,
    roles: Vec<(String, Date)>,
    trained_until: Date,
    ends_on: Date,
    locked_until: Option<Moment>,
    one_time: bool,
    mail_failed_at: Option<Moment>,
    version: i64,
}

classed! { AccountRow => SeenAccount {
    id: AccountId = open,
    user_name: String = Identity,
    name: String = Identity,
    unit: String = Coordination,
    roles: Vec<(String, Date)> = Coordination,
    trained_until: Date = Coordination,
    ends_on: Date = Coordination,
    locked_until: Option<Moment> = Coordination,
    one_time: bool = Coordination,
    mail_failed_at: Option<Moment> = Coordination,
    version: i64 = open,
} }

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
     trained_until, ends_on, is_demo, language, version, one_time) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, NULL, $8, $9, $10, $11, 1, $12)";
const INSERT_ROLE: &str = "INSERT INTO account_roles (account, role, ends_on) VALUES ($1, $2, $3)";

async fn insert(db: &mut crate::db::DbTx, new: &NewAccount<'_>, is_demo: bool, one_time: bool) -> Result<(), DbError> {
    db.execute(
        INSERT,
        args![
            new.id,
            new.user_name,
            new.name,
            new.sort_key,
            new.unit,
            new.password_hash,
            new.totp_secret,
            new.trained_until,
            new.ends_on,
            is_demo,
            new.language,
            one_time
        ],
    )
    .await?;
    for (role, ends_on) in new.roles {
        db.execute(INSERT_ROLE, args![new.id, *role, *ends_on]).await?;
    }
    Ok(())
}

/// Adds an account with a password that its holder must change at the first sign-in. Tells whether the user name was free.
pub async fn add(tx: &mut Tx, permit: &Permit<AddAccount>, new: &NewAccount<'_>) -> Result<bool, StoreError> {
    let taken = tx.db(permit).count("SELECT COUNT(*) FROM accounts WHERE user_name = $1 OR id = $2", args![new.user_name, new.id]).await?;
    if taken > 0 {
        return Ok(false);
    }
    insert(tx.db(permit), new, false, true).await?;
    Ok(true)
}

/// The user name of whoever does the deed; nothing if the house itself does it.
pub async fn own_user_name<D: Deed>(tx: &mut Tx, permit: &Permit<D>) -> Result<Option<String>, StoreError> {
    let account = tx.actor().account.clone();
    let row = tx.db(permit).row("SELECT user_name FROM accounts WHERE id = $1", args![account]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// The accounts of the authority, by name.
pub async fn list(tx: &mut Tx, permit: &Permit<ListAccounts>) -> Result<Vec<Sealed<AccountRow>>, StoreError> {
    let db = tx.db(permit);
    let mut roles: BTreeMap<AccountId, Vec<(String, Date)>> = BTreeMap::new();
    for row in db.rows("SELECT account, role, ends_on FROM account_roles ORDER BY account, role", args![]).await? {
        roles.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    let sql = "SELECT id, user_name, name, unit, trained_until, ends_on, locked_until, one_time, mail_failed_at, version FROM accounts ORDER BY sort_key, id LIMIT 2000";
    let mut sealed = Vec::new();
    for row in db.rows(sql, args![]).await? {
        let mut read = row.reader();
        let id: AccountId = read.next()?;
        let record = AccountRow {
            id,
            user_name: read.next()?,
            name: read.next()?,
            unit: read.next()?,
            roles: roles.remove(&id).unwrap_or_default(),
            trained_until: read.next()?,
            ends_on: read.next()?,
            locked_until: read.next()?,
            one_time: read.next()?,
            mail_failed_at: read.next()?,
            version: read.next()?,
        };
        sealed.push(Sealed::new(record, facts_of(&id.to_string())));
    }
    Ok(sealed)
}

/// What the keeper of the accounts changes of one: unit, roles, last days.
#[derive(Debug, Clone)]
pub struct AccountEdit {
    /// Unit inside the authority.
    pub unit: String,
    /// Roles, each with its last day.
    pub roles: Vec<(String, Date)>,
    /// Training is valid until then.
    pub trained_until: Date,
    /// Last day of the account.
    pub ends_on: Date,
}

/// Writes an edited account over the version that was read. An account that has ended has no session left.
pub async fn edit(tx: &mut Tx, permit: &Permit<EditAccount>, edit: &AccountEdit, version: i64) -> Result<(), StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let changed = db
        .execute(
            "UPDATE accounts SET unit = $1, trained_until = $2, ends_on = $3, version = version + 1 WHERE id = $4 AND version = $5",
            args![&edit.unit, edit.trained_until, edit.ends_on, permit.id(), version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "account" });
    }
    db.execute("DELETE FROM account_roles WHERE account = $1", args![permit.id()]).await?;
    for (role, ends_on) in &edit.roles {
        db.execute(INSERT_ROLE, args![permit.id(), role, *ends_on]).await?;
    }
    if edit.ends_on < today {
        db.execute("DELETE FROM sessions WHERE account = $1", args![permit.id()]).await?;
    }
    Ok(())
}

/// Locks an account until a moment and ends its sessions, or unlocks it.
pub async fn lock(tx: &mut Tx, permit: &Permit<EditAccount>, until: Option<Moment>, version: i64) -> Result<(), StoreError> {
    let db = tx.db(permit);
    let changed = db
        .execute(
            "UPDATE accounts SET locked_until = $1, failed_count = 0, version = version + 1 WHERE id = $2 AND version = $3",
            args![until, permit.id(), version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "account" });
    }
    if until.is_some() {
        db.execute("DELETE FROM sessions WHERE account = $1", args![permit.id()]).await?;
    }
    Ok(())
}

/// Gives an account a new one-time password and a new second factor, and ends its sessions.
pub async fn renew_secrets(tx: &mut Tx, permit: &Permit<EditAccount>, password_hash: &str, totp_secret: &[u8]) -> Result<(), StoreError> {
    let db = tx.db(permit);
    db.execute(
        "UPDATE accounts SET password_hash = $1, totp_secret = $2, totp_last_step = 0, failed_count = 0, locked_until = NULL, one_time = 1, \
         version = version + 1 WHERE id = $3",
        args![password_hash, totp_secret, permit.id()],
    )
    .await?;
    db.execute("DELETE FROM sessions WHERE account = $1", args![permit.id()]).await?;
    Ok(())
}

/// The stored password and the user name of one's own account, in order to change the password.
pub async fn own_password(tx: &mut Tx, permit: &Permit<EditOwnAccount>) -> Result<(String, String), StoreError> {
    let row = tx.db(permit).row("SELECT user_name, password_hash FROM accounts WHERE id = $1", args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    let row = row.expect("the row of a permit");
    Ok((row.get(0)?, row.get(1)?))
}

/// Changes one's own password. Every other session of the account ends; this one is now signed in with a password of one's own.
pub async fn set_own_password(
    tx: &mut Tx,
    permit: &Permit<EditOwnAccount>,
    password_hash: &str,
    token_hash: &[u8],
) -> Result<(), StoreError> {
    let db = tx.db(permit);
    db.execute(
        "UPDATE accounts SET password_hash = $1, one_time = 0, version = version + 1 WHERE id = $2",
        args![password_hash, permit.id()],
    )
    .await?;
    db.execute("DELETE FROM sessions WHERE account = $1 AND token_hash <> $2", args![permit.id(), token_hash]).await?;
    db.execute("UPDATE sessions SET assurance = 3 WHERE account = $1 AND token_hash = $2", args![permit.id(), token_hash]).await?;
    Ok(())
}

/// Chooses the purpose of a session of one's own. Tells whether session and purpose were there.
pub async fn choose_purpose(
    tx: &mut Tx,
    permit: &Permit<EditOwnAccount>,
    token_hash: &[u8],
    purpose: PurposeId,
) -> Result<bool, StoreError> {
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
    /// A compartment that has accounts is never touched. A password that was printed for somebody is for one time: it lets in to change
    /// it, and to nothing else.
    pub async fn first_accounts(
        &self,
        accounts: &[NewAccount<'_>],
        purposes: &[crate::sessions::Purpose],
        one_time: bool,
    ) -> Result<(), StoreError> {
        let mut db = self.inner.pool.begin().await?;
        if db.count("SELECT COUNT(*) FROM accounts", args![]).await? > 0 {
            return Err(StoreError::Db(DbError::Migration("there are accounts in this compartment already".to_owned())));
        }
        for new in accounts {
            insert(&mut db, new, self.inner.plate.mode == Mode::Demo, one_time).await?;
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
            seq: 0,
            at: self.now.seconds(),
            authority: self.inner.place.authority.clone(),
            actor: self.actor.account.clone(),
            roles: Vec::new(),
            deed: deed.to_owned(),
            thing: thing.to_owned(),
            subject: None,
            purpose: String::new(),
            grounds: Vec::new(),
            classes: Vec::new(),
            recipients: Vec::new(),
            outcome: gvi_ledger::Outcome::Done,
            policy: self.inner.guard.version().to_owned(),
        }
    }
}

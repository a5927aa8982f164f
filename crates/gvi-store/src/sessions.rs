//! Sign-in and sessions: the rows that are read before anybody is known. Each success, failure and end has a log entry.

use std::collections::BTreeSet;

use gvi_domain::{AccountId, Date, Moment, PurposeId};
use gvi_ledger::{Entry, Outcome};
use gvi_secrecy::Actor;

use crate::args;
use crate::compartment::{Ctx, Mode, Threshold};
use crate::db::DbError;
use crate::ledger;
use crate::tx::StoreError;

/// What is needed to check a sign-in. Secrets do not show in traces.
pub struct Credentials {
    /// Whose they are.
    pub account: AccountId,
    /// argon2id, in the PHC string form.
    pub password_hash: String,
    /// Secret of the second factor.
    pub totp_secret: Vec<u8>,
    /// The last time step whose code was used: a code works once.
    pub totp_last_step: i64,
    /// Failures since the last success.
    pub failed_count: i64,
    /// Locked until then.
    pub locked_until: Option<Moment>,
    /// The account has ended.
    pub ended: bool,
}

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose it is.
    pub account: AccountId,
    /// The holder's name, for the page head.
    pub name: String,
    /// The chosen purpose.
    pub purpose: Option<PurposeId>,
    /// Secret that every form must carry back.
    pub csrf: String,
    /// When it ends whatever happens.
    pub ends_at: Moment,
    /// When it ends if nothing happens.
    pub idle_until: Moment,
    /// Preferred language, `sv` or `en`.
    pub language: String,
    /// The chosen purpose in Swedish and English.
    pub purpose_names: Option<(String, String)>,
}

impl Session {
    /// The chosen purpose in a language.
    pub fn purpose_name(&self, language: &str) -> Option<String> {
        self.purpose_names.as_ref().map(|(sv, en)| if language == "sv" { sv.clone() } else { en.clone() })
    }
}

/// Seconds without a request after which a session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which a session ends in any case: one long shift.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// Failures after which an account is locked.
pub const FAILURES_MAX: i64 = 5;
/// Seconds that a lock lasts.
pub const LOCK_SECONDS: i64 = 15 * 60;

impl Threshold {
    /// The credentials behind a user name, if there is such an account.
    pub async fn credentials(&self, user_name: &str) -> Result<Option<Credentials>, StoreError> {
        let mut db = self.inner.pool.begin().await?;
        let row = db
            .row(
                "SELECT id, password_hash, totp_secret, totp_last_step, failed_count, locked_until, ends_on FROM accounts WHERE user_name = $1",
                args![user_name],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut read = row.reader();
        let today = self.now.date(&self.inner.plate.zone);
        Ok(Some(Credentials {
            account: read.next()?,
            password_hash: read.next()?,
            totp_secret: read.next()?,
            totp_last_step: read.next()?,
            failed_count: read.next()?,
            locked_until: read.next()?,
            ended: read.next::<Date>()? < today,
        }))
    }

    /// Writes down a failed sign-in, and locks the account after too many. `account` is nothing for an unknown user name.
    pub async fn sign_in_failed(&self, account: Option<AccountId>, why: &str) -> Result<(), StoreError> {
        let mut db = self.inner.pool.begin().await?;
        if let Some(account) = account {
            db.execute(
                "UPDATE accounts SET failed_count = failed_count + 1, \
                 locked_until = CASE WHEN failed_count + 1 >= $1 THEN $2 ELSE locked_until END WHERE id = $3",
                args![FAILURES_MAX, self.now.plus_seconds(LOCK_SECONDS), account],
            )
            .await?;
        }
        let actor = account.map_or_else(|| "unknown".to_owned(), |account| account.to_string());
        ledger::append(&mut db, vec![self.entry("sign_in", actor, Outcome::Refused { code: why.to_owned() })]).await?;
        db.commit().await?;
        Ok(())
    }

    /// Begins a session. A new token every time: a token that was fixed beforehand is worth nothing.
    pub async fn begin_session(&self, account: AccountId, token_hash: &[u8], csrf: &str, totp_step: i64) -> Result<(), StoreError> {
        let mut db = self.inner.pool.begin().await?;
        db.execute(
            "UPDATE accounts SET failed_count = 0, locked_until = NULL, totp_last_step = $1 WHERE id = $2",
            args![totp_step, account],
        )
        .await?;
        db.execute("DELETE FROM sessions WHERE ends_at < $1", args![self.now]).await?;
        // Somebody else knows a one-time password, so it is no assurance: it lets in to change it, and to nothing else.
        db.execute(
            "INSERT INTO sessions (token_hash, account, purpose, assurance, csrf, created_at, seen_at, ends_at) \
             SELECT $1, id, NULL, CASE WHEN one_time = 1 THEN 2 ELSE 3 END, $3, $4, $4, $5 FROM accounts WHERE id = $2",
            args![token_hash, account, csrf, self.now, self.now.plus_seconds(SESSION_SECONDS)],
        )
        .await?;
        ledger::append(&mut db, vec![self.entry("sign_in", account.to_string(), Outcome::Done)]).await?;
        db.commit().await?;
        Ok(())
    }

    /// User name, name and roles of everybody, on a demo site only: elsewhere there is nothing.
    pub async fn demo_accounts(&self) -> Result<Vec<(String, String, Vec<String>)>, StoreError> {
        if self.inner.plate.mode != Mode::Demo {
            return Ok(Vec::new());
        }
        let mut db = self.inner.pool.begin().await?;
        let sql = "SELECT a.user_name, a.name, r.role FROM accounts a JOIN account_roles r ON r.account = a.id WHERE a.is_demo = 1 ORDER BY a.sort_key, a.id, r.role";
        let mut accounts: Vec<(String, String, Vec<String>)> = Vec::new();
        for row in db.rows(sql, args![]).await? {
            let (user, name, role): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            match accounts.last_mut() {
                Some((last, _, roles)) if *last == user => roles.push(role),
                _ => accounts.push((user, name, vec![role])),
            }
        }
        Ok(accounts)
    }

    /// How many accounts of the invented city there are: marked ones, and any whose second factor is the one that the demo gives away.
    pub async fn count_demo_accounts(&self, known_secret: &[u8]) -> Result<i64, StoreError> {
        let mut db = self.inner.pool.begin().await?;
        Ok(db.count("SELECT COUNT(*) FROM accounts WHERE is_demo = 1 OR totp_secret = $1", args![known_secret]).await?)
    }

    /// Ends a session.
    pub async fn end_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        let mut db = self.inner.pool.begin().await?;
        let row = db.row("DELETE FROM sessions WHERE token_hash = $1 RETURNING account", args![token_hash]).await?;
        if let Some(row) = row {
            ledger::append(&mut db, vec![self.entry("sign_out", row.get::<String>(0)?, Outcome::Done)]).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Resumes a live session and makes the context of a deed from it, or nothing if there is none.
    pub async fn resume(self, token_hash: &[u8]) -> Result<Option<(Ctx, Session)>, StoreError> {
        let mut db = self.inner.pool.begin().await?;
        let row = db
            .row(
                "SELECT s.account, a.name, s.purpose, s.csrf, s.seen_at, s.ends_at, s.assurance, a.unit, a.trained_until, a.ends_on, a.language \
                 FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.token_hash = $1",
                args![token_hash],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut read = row.reader();
        let account: AccountId = read.next()?;
        let (name, purpose, csrf): (String, Option<PurposeId>, String) = (read.next()?, read.next()?, read.next()?);
        let (seen_at, ends_at): (Moment, Moment) = (read.next()?, read.next()?);
        let (assurance, unit): (i64, String) = (read.next()?, read.next()?);
        let (trained_until, ends_on, language): (Date, Date, String) = (read.next()?, read.next()?, read.next()?);
        let now = self.now;
        let today = now.date(&self.inner.plate.zone);
        // A clock that jumped back makes `seen_at` lie ahead. By how long the session was really idle nobody knows then: after a long
        // jump it is over, after a short one it keeps as much life as it had left, and no more.
        let back = seen_at.seconds_since(now).max(0);
        let ends_at = ends_at.plus_seconds(-back);
        if now >= ends_at || now.seconds_since(seen_at) > IDLE_SECONDS || back > IDLE_SECONDS || ends_on < today {
            return Ok(None);
        }
        let mut roles = BTreeSet::new();
        for row in db.rows("SELECT role, ends_on FROM account_roles WHERE account = $1 ORDER BY role", args![account]).await? {
            if row.get::<Date>(1)? >= today {
                roles.insert(row.get::<String>(0)?);
            }
        }
        let purpose_names = match purpose {
            Some(purpose) => {
                let sql = "SELECT name_sv, name_en FROM purposes WHERE id = $1 AND from_date <= $2 AND until_date >= $2";
                match db.row(sql, args![purpose, today.to_string()]).await? {
                    Some(row) => Some((row.get(0)?, row.get(1)?)),
                    None => None,
                }
            }
            None => None,
        };
        let purpose_active = purpose_names.is_some();
        if now.seconds_since(seen_at) >= 60 || back > 0 {
            db.execute("UPDATE sessions SET seen_at = $1, ends_at = $2 WHERE token_hash = $3", args![now, ends_at, token_hash]).await?;
            db.commit().await?;
        } else {
            db.rollback().await?;
        }
        let place = &self.inner.place;
        let actor = Actor {
            account: account.to_string(),
            authority: place.authority.clone(),
            kind: place.kind.clone(),
            roles,
            unit,
            trained: trained_until >= today,
            assurance,
            purpose_active,
            purpose: purpose.map(|purpose| purpose.to_string()),
        };
        let session =
            Session { account, name, purpose, csrf, ends_at, idle_until: now.plus_seconds(IDLE_SECONDS), language, purpose_names };
        Ok(Some((self.admit(actor), session)))
    }

    fn entry(&self, deed: &str, actor: String, outcome: Outcome) -> Entry {
        Entry {
            seq: 0,
            at: self.now.seconds(),
            authority: self.inner.place.authority.clone(),
            actor,
            roles: Vec::new(),
            deed: deed.to_owned(),
            thing: "Session".to_owned(),
            subject: None,
            purpose: String::new(),
            grounds: Vec::new(),
            classes: Vec::new(),
            recipients: Vec::new(),
            outcome,
            policy: self.inner.guard.version().to_owned(),
        }
    }
}

/// An active purpose that a session can choose.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// Its id.
    pub id: PurposeId,
    /// Its code in the jurisdiction's list.
    pub code: String,
    /// Its name in Swedish.
    pub name_sv: String,
    /// Its name in English.
    pub name_en: String,
    /// Legal basis, a code of the authority's closed list.
    pub legal_basis: String,
    /// Last day.
    pub until: Date,
}

impl Ctx {
    /// The purposes that are active today. No case data: every signed-in account may see them in order to choose.
    pub async fn purposes(&self) -> Result<Vec<Purpose>, DbError> {
        let mut db = self.inner.pool.begin().await?;
        let today = self.now.date(self.zone()).to_string();
        let rows = db
            .rows(
                "SELECT id, code, name_sv, name_en, legal_basis, until_date FROM purposes WHERE from_date <= $1 AND until_date >= $1 ORDER BY code, id",
                args![today],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let mut read = row.reader();
                Ok(Purpose {
                    id: read.next()?,
                    code: read.next()?,
                    name_sv: read.next()?,
                    name_en: read.next()?,
                    legal_basis: read.next()?,
                    until: read.next()?,
                })
            })
            .collect()
    }
}

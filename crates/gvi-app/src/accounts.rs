//! Deeds on accounts: who works here, in which roles, until when; and one's own password.
//!
//! The keeper of the accounts sees no case. Nobody gives themselves a role: the policies refuse every change of one's own account but
//! the password. First secrets are made here, shown once, and stored only as a hash.

use gvi_domain::account::{NewAccount, check_last_day, check_password, check_roles};
use gvi_domain::{AccountId, Date, DomainError, Moment, RoleCode, Whole};
use gvi_secrecy::deeds::{AddAccount, EditAccount, EditOwnAccount, ListAccounts};
use gvi_secrecy::roles::{Role, Roles};
use gvi_store::Ctx;
use gvi_store::accounts;
use gvi_store::accounts::AccountEdit;
use rand::{Rng as _, RngExt as _};

use crate::error::AppError;
use crate::order::sort_key;
use crate::seen::SeenAccount;
use crate::sign_in::{password_hash, password_is, token_hash};

/// The accounts of the authority.
pub struct AccountList {
    /// By name.
    pub accounts: Vec<SeenAccount>,
    /// May add one.
    pub may_add: bool,
}

/// One account and what may be done with it.
pub struct AccountPage {
    /// The account.
    pub account: SeenAccount,
    /// May change its roles, lock it, end it. Never one's own.
    pub may_edit: bool,
}

/// Secrets that are shown once and are not kept in this form.
pub struct FirstSecrets {
    /// The password for the first sign-in.
    pub password: String,
    /// The secret of the second factor, as code apps take it.
    pub totp: String,
}

/// What the keeper of the accounts typed about an account that exists.
#[derive(Debug, Clone)]
pub struct TypedEdit {
    /// Unit inside the authority.
    pub unit: String,
    /// Roles, all until the account's last day.
    pub roles: Vec<RoleCode>,
    /// Last day of account and roles.
    pub ends_on: Date,
    /// Training is valid until then.
    pub trained_until: Date,
}

/// The account of whoever asks.
pub(crate) fn own_account(ctx: &Ctx) -> Result<AccountId, AppError> {
    // The house itself has no account: for it there is no own day.
    ctx.actor().account.parse().map_err(|_| AppError::NotFound)
}

/// The roles that can be held in this authority.
pub fn roles(ctx: &Ctx) -> Vec<Role> {
    Roles::swedish().of_kind(ctx.plate().kind.as_str()).cloned().collect()
}

/// Whether this person may add an account: for the form.
pub fn may_add(ctx: &Ctx) -> bool {
    ctx.would::<AddAccount>()
}

/// Whether somebody signed in with a password that somebody else made: then nothing else can be done before it is changed.
pub fn must_change_password(ctx: &Ctx) -> bool {
    ctx.actor().assurance < 3
}

/// Who works here.
pub async fn list(ctx: &Ctx) -> Result<AccountList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListAccounts>(Whole).await?;
    let rows = accounts::list(&mut tx, &permit).await?;
    let accounts = tx.open_rows::<_, ListAccounts, _>(&permit, rows);
    let may_add = tx.would::<AddAccount>(Whole).await?;
    tx.commit().await?;
    Ok(AccountList { accounts, may_add })
}

/// One account.
pub async fn page(ctx: &Ctx, id: AccountId) -> Result<AccountPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListAccounts>(Whole).await?;
    let rows = accounts::list(&mut tx, &permit).await?;
    let seen = tx.open_rows::<_, ListAccounts, _>(&permit, rows);
    let may_edit = tx.would::<EditAccount>(id).await?;
    tx.commit().await?;
    let account = seen.into_iter().find(|account| account.id == id).ok_or(AppError::NotFound)?;
    Ok(AccountPage { account, may_edit })
}

fn check_held(ctx: &Ctx, codes: &[RoleCode]) -> Result<(), DomainError> {
    check_roles(codes)?;
    let held = Roles::swedish();
    let all = codes.iter().all(|code| held.held(ctx.plate().kind.as_str(), code.as_str()).is_some());
    if all { Ok(()) } else { Err(DomainError::field("roles", "role-not-here")) }
}

/// Adds an account and hands out its first secrets, which nobody can see again.
pub async fn add(ctx: &Ctx, new: NewAccount, language: &str) -> Result<FirstSecrets, AppError> {
    let new = new.check(ctx.now().date(ctx.zone()))?;
    check_held(ctx, &new.roles)?;
    let (secrets, hash, totp) = first_secrets().await?;
    let (mut tx, permit) = ctx.begin().await?.permit::<AddAccount>(Whole).await?;
    let roles: Vec<(&str, Date)> = new.roles.iter().map(|role| (role.as_str(), new.ends_on)).collect();
    let key = sort_key(&new.name);
    let row = accounts::NewAccount {
        id: new.id,
        user_name: &new.user_name,
        name: new.name.trim(),
        sort_key: &key,
        unit: new.unit.trim(),
        password_hash: &hash,
        totp_secret: &totp,
        roles: &roles,
        trained_until: new.trained_until,
        ends_on: new.ends_on,
        language,
    };
    if !accounts::add(&mut tx, &permit, &row).await? {
        return Err(DomainError::field("user_name", "user-name-taken").into());
    }
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(secrets)
}

/// Changes unit, roles and last days of somebody else's account.
pub async fn edit(ctx: &Ctx, id: AccountId, typed: TypedEdit, version: i64) -> Result<(), AppError> {
    let today = ctx.now().date(ctx.zone());
    let mut faults = Vec::new();
    faults.extend(check_held(ctx, &typed.roles).err());
    faults.extend(check_last_day("ends_on", typed.ends_on, today).err());
    faults.extend(check_last_day("trained_until", typed.trained_until, today).err());
    let unit = typed.unit.trim().to_owned();
    if unit.is_empty() {
        faults.push(DomainError::field("unit", "missing"));
    } else if unit.chars().count() > 80 {
        faults.push(DomainError::field("unit", "too-long"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<EditAccount>(id).await?;
    let roles = typed.roles.iter().map(|role| (role.to_string(), typed.ends_on)).collect();
    let edit = AccountEdit { unit, roles, trained_until: typed.trained_until, ends_on: typed.ends_on };
    accounts::edit(&mut tx, &permit, &edit, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Locks somebody else's account until it is unlocked, or unlocks it. Its sessions end at once.
pub async fn lock(ctx: &Ctx, id: AccountId, locked: bool, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditAccount>(id).await?;
    // "For good" is a moment that no account outlives: accounts end within two years.
    let until: Option<Moment> = locked.then(|| tx.now().plus_days(100 * 366));
    accounts::lock(&mut tx, &permit, until, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives somebody else's account new first secrets, when a phone was lost or a password forgotten. Its sessions end at once.
pub async fn renew_secrets(ctx: &Ctx, id: AccountId) -> Result<FirstSecrets, AppError> {
    let (secrets, hash, totp) = first_secrets().await?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditAccount>(id).await?;
    accounts::renew_secrets(&mut tx, &permit, &hash, &totp).await?;
    tx.commit().await?;
    Ok(secrets)
}

/// Changes one's own password. Every other session of the account ends.
pub async fn change_password(ctx: &Ctx, cookie: &str, now: &str, new: &str, again: &str) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditOwnAccount>(own_account(ctx)?).await?;
    let (user_name, stored) = accounts::own_password(&mut tx, &permit).await?;
    drop(tx);
    let mut faults = check_password(new, again, &user_name).err().unwrap_or_default();
    if !password_is(now, &stored).await? {
        faults.insert(0, DomainError::field("now_password", "password-wrong"));
    } else if now == new {
        faults.push(DomainError::field("new_password", "password-same"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let hash = hashed(new).await?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditOwnAccount>(own_account(ctx)?).await?;
    let token = cookie.split_once('.').map_or("", |(_, token)| token);
    accounts::set_own_password(&mut tx, &permit, &hash, &token_hash(token)).await?;
    tx.commit().await?;
    Ok(())
}

async fn first_secrets() -> Result<(FirstSecrets, String, [u8; 20]), AppError> {
    // Signs that are not mistaken for each other on paper; 20 of 30 signs are 98 bits.
    const SIGNS: &[u8; 30] = b"abcdefghjkmnpqrstuvwxyz2346789";
    let (password, totp) = {
        let mut rng = rand::rng();
        let signs: Vec<char> = (0..20).map(|_| char::from(SIGNS[rng.random_range(0..SIGNS.len())])).collect();
        let mut totp = [0; 20];
        rng.fill_bytes(&mut totp);
        (signs.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-"), totp)
    };
    let hash = hashed(&password).await?;
    Ok((FirstSecrets { password, totp: base32(&totp) }, hash, totp))
}

/// Hashing a password takes a while on purpose, so it is done away from the threads that serve.
async fn hashed(password: &str) -> Result<String, AppError> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || password_hash(&password)).await.map_err(|error| AppError::Broken(Box::new(error)))?
}

/// The form in which code apps take a secret (RFC 4648, without padding).
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut waiting, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        waiting = waiting << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(waiting >> bits) as usize & 31]));
        }
        waiting &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(waiting << (5 - bits)) as usize & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_as_code_apps_take_it() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"f"), "MY");
        assert_eq!(base32(b""), "");
    }
}

//! Sign-in: a name, a password, a code from the second factor, and then a purpose chosen from the authority's own list.
//!
//! Every failure looks the same and takes the same time, whether the account exists or not.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gvi_domain::{AccountId, AuthorityId, Moment, PurposeId};
use gvi_secrecy::deeds::EditOwnAccount;
use gvi_store::compartment::Mode;
pub use gvi_store::sessions::Purpose;
use gvi_store::sessions::Session;
use gvi_store::{Ctx, Door};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

use crate::error::AppError;
use crate::site::Site;

/// Seconds that a code of the second factor lasts (RFC 6238).
const STEP_SECONDS: i64 = 30;

/// What a successful sign-in gives: the value of the session cookie.
pub struct NewSession {
    /// `authority.token`; the token is 32 random bytes and stored only as a hash.
    pub cookie: String,
}

/// Why a sign-in failed, as far as the person is told.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Name, password or code is wrong, or the account is locked or ended. Never says which.
    #[error("the sign-in failed")]
    Failed,
    /// Something else.
    #[error(transparent)]
    App(#[from] AppError),
}

/// A hash that no password has, so that an unknown name costs as much time as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2sNnp1sQ8n0sOYg3p6Q8m4m3Yw3m0a0i5vZk0hQ2b1c";

/// Makes the stored form of a password: argon2id with the parameters that OWASP recommends.
pub fn password_hash(password: &str) -> Result<String, AppError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| AppError::Broken(error.to_string().into()))
}

/// Signs in and begins a session.
pub async fn sign_in(
    site: &Site,
    door: Door,
    authority: &str,
    user_name: &str,
    password: &str,
    code: &str,
) -> Result<NewSession, SignInError> {
    let authority: AuthorityId = authority.parse().map_err(|_| SignInError::Failed)?;
    let threshold = site.threshold(door, &authority).ok_or(SignInError::Failed)?;
    let known = threshold.credentials(user_name).await.map_err(AppError::from)?;
    let stored = known.as_ref().map_or_else(|| NOBODY.to_owned(), |known| known.password_hash.clone());
    let typed = password.to_owned();
    let right = tokio::task::spawn_blocking(move || verifies(&typed, &stored)).await.map_err(|error| AppError::Broken(Box::new(error)))?;
    let now = threshold.now();
    let Some(known) = known else {
        threshold.sign_in_failed(None, "unknown").await.map_err(AppError::from)?;
        return Err(SignInError::Failed);
    };
    let step = step_of(&known.totp_secret, code, now.seconds()).filter(|step| *step > known.totp_last_step);
    let locked = known.locked_until.is_some_and(|until| until > now);
    let why = if locked {
        "locked"
    } else if known.ended {
        "ended"
    } else if !right {
        "password"
    } else if step.is_none() {
        "code"
    } else {
        ""
    };
    match step {
        Some(step) if why.is_empty() => {
            let mut token = [0; 32];
            rand::rng().fill_bytes(&mut token);
            let mut csrf = [0; 16];
            rand::rng().fill_bytes(&mut csrf);
            let text = URL_SAFE_NO_PAD.encode(token);
            threshold
                .begin_session(known.account, &token_hash(&text), &URL_SAFE_NO_PAD.encode(csrf), step)
                .await
                .map_err(AppError::from)?;
            Ok(NewSession { cookie: format!("{authority}.{text}") })
        }
        _ => {
            // A locked account is not kept locked by further tries, or anybody could shut a colleague out for ever.
            let counted = (!locked).then_some(known.account);
            threshold.sign_in_failed(counted, why).await.map_err(AppError::from)?;
            Err(SignInError::Failed)
        }
    }
}

/// Resumes the session of a cookie, if it lives.
pub async fn resume(site: &Site, door: Door, cookie: &str) -> Result<Option<(Ctx, Session)>, AppError> {
    let Some((authority, token)) = cookie.split_once('.') else { return Ok(None) };
    let Ok(authority) = authority.parse::<AuthorityId>() else { return Ok(None) };
    let Some(threshold) = site.threshold(door, &authority) else { return Ok(None) };
    Ok(threshold.resume(&token_hash(token)).await?)
}

/// Ends the session of a cookie.
pub async fn sign_out(site: &Site, door: Door, cookie: &str) -> Result<(), AppError> {
    if let Some((authority, token)) = cookie.split_once('.')
        && let Ok(authority) = authority.parse::<AuthorityId>()
        && let Some(threshold) = site.threshold(door, &authority)
    {
        threshold.end_session(&token_hash(token)).await?;
    }
    Ok(())
}

/// Chooses the purpose of the session from the authority's active purposes.
pub async fn choose_purpose(ctx: &Ctx, cookie: &str, purpose: PurposeId) -> Result<(), AppError> {
    // Cannot fail: the actor of a session is an account id.
    let account: AccountId = ctx.actor().account.parse().map_err(|_| AppError::NotFound)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditOwnAccount>(account).await?;
    let token = cookie.split_once('.').map_or("", |(_, token)| token);
    if !gvi_store::accounts::choose_purpose(&mut tx, &permit, &token_hash(token), purpose).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// The password of everybody on a demo site. Invented people have nothing to protect.
pub const DEMO_PASSWORD: &str = "vapenvila-nordhamn";
/// The secret of everybody's second factor on a demo site.
pub const DEMO_TOTP_SECRET: &[u8] = b"nordhamn-nordhamn-20";

/// What the sign-in page of a demo site gives away.
pub struct DemoAccounts {
    /// Everybody's password.
    pub password: &'static str,
    /// Everybody's code right now.
    pub code: String,
    /// Everybody.
    pub people: Vec<DemoAccount>,
}

/// Somebody who works in the invented city.
pub struct DemoAccount {
    /// User name.
    pub user_name: String,
    /// Name.
    pub name: String,
    /// Name of the authority in Swedish.
    pub authority_sv: String,
    /// Name of the authority in English.
    pub authority_en: String,
    /// Roles.
    pub roles: Vec<String>,
}

/// The accounts of a demo site; nothing on any other.
pub async fn demo_accounts(site: &Site, now: Moment) -> Result<Option<DemoAccounts>, AppError> {
    if site.mode() != Mode::Demo {
        return Ok(None);
    }
    let mut people = Vec::new();
    let authorities: Vec<(AuthorityId, String, String)> =
        site.plates().map(|plate| (plate.authority.clone(), plate.name_sv.clone(), plate.name_en.clone())).collect();
    for (authority, authority_sv, authority_en) in authorities {
        let Some(threshold) = site.threshold(Door::at(now), &authority) else { continue };
        for (user_name, name, roles) in threshold.demo_accounts().await? {
            people.push(DemoAccount { user_name, name, authority_sv: authority_sv.clone(), authority_en: authority_en.clone(), roles });
        }
    }
    Ok(Some(DemoAccounts { password: DEMO_PASSWORD, code: code_at(DEMO_TOTP_SECRET, now.seconds()), people }))
}

/// The code of the second factor at a moment: for the demo's sign-in page and for tests.
pub fn code_at(secret: &[u8], seconds: i64) -> String {
    let step = seconds.div_euclid(STEP_SECONDS);
    code_of_step(secret, step)
}

/// The stored form of a session token.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Whether a typed password is the stored one. Slow on purpose, so it runs away from the threads that serve.
pub(crate) async fn password_is(typed: &str, stored: &str) -> Result<bool, AppError> {
    let (typed, stored) = (typed.to_owned(), stored.to_owned());
    tokio::task::spawn_blocking(move || verifies(&typed, &stored)).await.map_err(|error| AppError::Broken(Box::new(error)))
}

fn verifies(typed: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
}

fn code_of_step(secret: &[u8], step: i64) -> String {
    let totp = totp_rs::Builder::new().with_secret(secret.to_vec()).build_noncompliant();
    let seconds = u64::try_from(step.saturating_mul(STEP_SECONDS)).unwrap_or(0);
    totp.generate(seconds).to_string()
}

/// The time step whose code was typed: this one, or a neighbour, because clocks differ.
fn step_of(secret: &[u8], typed: &str, seconds: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let now = seconds.div_euclid(STEP_SECONDS);
    [now, now - 1, now + 1].into_iter().find(|step| typed.len() == 6 && code_of_step(secret, *step) == typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_not_two() {
        let secret = b"12345678901234567890";
        assert_eq!(code_at(secret, 59), "287082");
        assert_eq!(step_of(secret, "287 082", 59), Some(1));
        assert_eq!(step_of(secret, "287082", 89), Some(1));
        assert_eq!(step_of(secret, "287082", 120), None);
    }

    #[test]
    fn the_hash_that_nobody_has_is_a_hash() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!verifies("anything", NOBODY));
    }
}

//! Telling workers by e-mail that something waits for them: whom, and when. What is said is one sentence without any content, and how it is sent is
//! no matter of this room.
//!
//! Somebody is told when something has come that they have not seen: an envelope that they may read, or a clock that is due today. They are told of
//! news once, at most once an hour, and again after a day if it still waits. Whoever gave no address is told nothing.

use std::path::{Path, PathBuf};

use gvi_domain::Whole;
use gvi_domain::account::read_mail;
use gvi_domain::reading::Reading;
use gvi_secrecy::deeds::{EditOwnAccount, TellByMail};
use gvi_store::{Ctx, mail};
use serde::{Deserialize, Serialize};

pub use gvi_store::mail::{OwnMail, Waiting};

use crate::accounts::own_account;
use crate::error::AppError;

/// Hosts on which nobody else listens: only there is anything sent in clear.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// How the way to the mail server is kept closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// From the first byte.
    Required,
    /// After `STARTTLS`, and never without it.
    Starttls,
    /// Not at all; only on this machine.
    None,
}

/// What `[mail]` in `site.toml` says. Unknown keys are refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailFile {
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `required`, `starttls` or, on this machine only, `none`.
    pub tls: MailTls,
    /// A certificate in PEM that is trusted beside those of the machine, for a server with an authority of its own. Inside the site's folder unless
    /// it is absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The user, where the server asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The file that holds the password. Inside the site's folder unless it is absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// Or the variable of the environment that does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_env: Option<String>,
    /// The address that it comes from.
    pub from: String,
}

impl MailFile {
    /// Everything that does not hold, in words.
    pub fn faults(&self, has_address: bool) -> Vec<String> {
        let mut faults = Vec::new();
        if self.host.trim().is_empty() {
            faults.push("the host is missing".to_owned());
        }
        if self.tls == MailTls::None && !LOOPBACK.contains(&self.host.as_str()) {
            faults.push(format!("tls = \"none\" is for this machine only, and {:?} is another", self.host));
        }
        if read_mail("from", &self.from).ok().flatten().is_none() {
            faults.push(format!("from = {:?} is no address", self.from));
        }
        let passwords = usize::from(self.password_file.is_some()) + usize::from(self.password_env.is_some());
        if passwords != usize::from(self.user.is_some()) {
            faults.push("a user goes with one password, from a file or from the environment; no user with none".to_owned());
        }
        if !has_address {
            faults.push("the site has no address, which is the one thing that a message says".to_owned());
        }
        faults
    }

    /// The password, if there is a user.
    ///
    /// # Errors
    /// When the file or the variable cannot be read. The reason never holds what was read.
    pub fn password(&self, folder: &Path) -> Result<Option<String>, String> {
        match (&self.password_file, &self.password_env) {
            (Some(file), _) => {
                let path = folder.join(file);
                let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            (None, Some(name)) => std::env::var(name).map(Some).map_err(|_| format!("the environment has no {name}")),
            (None, None) => Ok(None),
        }
    }
}

/// Where one is told by e-mail oneself.
pub async fn own(ctx: &Ctx) -> Result<OwnMail, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditOwnAccount>(own_account(ctx)?).await?;
    // Nothing is changed yet; and it is no look at the day, which would count as having seen what waits.
    tx.about(&permit, crate::disclosures::LOOKED);
    let own = mail::own(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(own)
}

/// Says where one is told, and in which language; an empty address ends it, and nothing of it is kept.
pub async fn set_own(ctx: &Ctx, address: &str, language: &str) -> Result<(), AppError> {
    let mut read = Reading::new();
    let address = match read_mail("mail", address) {
        Ok(address) => address,
        Err(fault) => {
            read.fault(fault);
            None
        }
    };
    let language = read.choice("mail_language", ["sv", "en"].into_iter().find(|known| *known == language));
    let (address, language) = read.finish(|| Some((address, language?)))?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditOwnAccount>(own_account(ctx)?).await?;
    mail::set_own(&mut tx, &permit, address.as_deref().unwrap_or(""), language).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes those out of one compartment who are to be told now. They count as told from this moment, so that nobody is told twice by two that go
/// round; [`failed`] undoes it.
pub async fn take_due(ctx: &Ctx) -> Result<Vec<Waiting>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<TellByMail>(Whole).await?;
    let due = mail::take_due(&mut tx, &permit).await?;
    // A round that tells nobody is not worth a line in the log every minute.
    if !due.is_empty() {
        tx.note_rows(&permit, due.iter().map(|waiting| waiting.account));
        tx.commit().await?;
    }
    Ok(due)
}

/// A message could not be handed over: it waits for the next round, and whoever keeps the accounts sees since when.
pub async fn failed(ctx: &Ctx, waiting: &Waiting) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<TellByMail>(Whole).await?;
    mail::failed(&mut tx, &permit, waiting).await?;
    tx.about(&permit, waiting.account);
    tx.commit().await?;
    Ok(())
}

/// A message was handed over, after earlier ones that were not.
pub async fn arrived(ctx: &Ctx, waiting: &Waiting) -> Result<(), AppError> {
    if !waiting.failed_before {
        return Ok(());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<TellByMail>(Whole).await?;
    mail::arrived(&mut tx, &permit, waiting).await?;
    tx.about(&permit, waiting.account);
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Result<MailFile, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    const SOUND: &str = "host = \"mail.nordhamn.example\"\nport = 587\ntls = \"starttls\"\nfrom = \"vapenvila@nordhamn.example\"\n";

    #[test]
    fn a_server_elsewhere_is_never_spoken_to_in_clear() {
        assert!(file(SOUND).unwrap().faults(true).is_empty());
        let open = SOUND.replace("starttls", "none");
        assert!(file(&open).unwrap().faults(true)[0].contains("this machine only"));
        assert!(file(&open.replace("mail.nordhamn.example", "127.0.0.1")).unwrap().faults(true).is_empty());
    }

    #[test]
    fn what_nobody_knows_in_the_file_is_refused_and_half_a_sign_in_too() {
        assert!(file(&format!("{SOUND}subject = \"Skjutning\"")).unwrap_err().contains("unknown field"));
        assert!(file(&SOUND.replace("starttls", "perhaps")).is_err());
        assert_eq!(file(&format!("{SOUND}user = \"vapenvila\"")).unwrap().faults(true).len(), 1);
        assert_eq!(file(&format!("{SOUND}user = \"vapenvila\"\npassword_env = \"MAIL_PASSWORD\"")).unwrap().faults(true).len(), 0);
        assert_eq!(file(&SOUND.replace("vapenvila@nordhamn.example", "vapenvila")).unwrap().faults(false).len(), 2);
    }
}

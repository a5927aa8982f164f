//! A worker at the command line: signed in as anybody else is, with password and code, for a purpose. The log says who it was.
//!
//! It knows no deed; the commands call those, with the context that stands here.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_app::{Ctx, Door, Mode, Site, sign_in};

use crate::serve::now;

/// Where, and as whom. A dry run needs none of it.
#[derive(Args)]
pub struct Place {
    /// The site's folder.
    #[arg(long)]
    pub folder: Option<PathBuf>,
    /// The authority into whose compartment it goes.
    #[arg(long)]
    pub authority: Option<String>,
    /// The user name of whoever imports. Password and one-time code are asked for, or read as two lines from the input.
    #[arg(long = "as")]
    pub user: Option<String>,
    /// Code of the purpose to act for; the first active one when left out.
    #[arg(long)]
    pub purpose: Option<String>,
}

/// What a command is about to do in a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deeds {
    /// Brings something in: never into a demo.
    Changing,
    /// Reads, and leaves its entry in the log.
    Reading,
}

/// What a refused deed says at the command line.
pub fn words(error: &gvi_app::AppError) -> anyhow::Error {
    match error {
        gvi_app::AppError::NotFound => anyhow::anyhow!("there is no such thing for this account, or it may not do this"),
        gvi_app::AppError::Faults(faults) => anyhow::anyhow!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
        other => anyhow::anyhow!("{other}"),
    }
}

/// A signed-in worker at the command line.
pub struct Desk {
    site: Site,
    /// Who acts, where and when.
    pub ctx: Ctx,
    cookie: String,
}

impl Desk {
    /// Asks for password and code, and signs in.
    pub async fn open(place: &Place, deeds: Deeds) -> anyhow::Result<Self> {
        let (Some(folder), Some(authority), Some(user)) = (&place.folder, &place.authority, &place.user) else {
            bail!("--folder, --authority and --as say where it goes and who does it; leave them out only with --dry-run");
        };
        let site = Site::open(folder, now()).await?;
        if deeds == Deeds::Changing && site.mode() == Mode::Demo {
            bail!(
                "this is a demo: everything in it is invented, and real data stays out of it; make a practice site with `vapenvila init`"
            );
        }
        let (password, code) = ask()?;
        let session = sign_in::sign_in(&site, Door::at(now()), authority, user, &password, &code)
            .await
            .map_err(|_| anyhow::anyhow!("the sign-in failed: name, password or code is wrong, or the account is locked"))?;
        let cookie = session.cookie;
        let resumed = sign_in::resume(&site, Door::at(now()), &cookie).await?;
        let (ctx, _) = resumed.context("the session did not begin")?;
        let purposes = ctx.purposes().await?;
        let chosen = match &place.purpose {
            Some(code) => {
                purposes.iter().find(|purpose| purpose.code == *code).with_context(|| format!("there is no active purpose {code}"))?
            }
            None => purposes.first().context("the authority has no active purpose: add one first")?,
        };
        sign_in::choose_purpose(&ctx, &cookie, chosen.id).await?;
        let resumed = sign_in::resume(&site, Door::at(now()), &cookie).await?;
        let (ctx, _) = resumed.context("the session did not begin")?;
        Ok(Self { site, ctx, cookie })
    }

    /// Signs out, closes the site, and says the last word.
    pub async fn close(self, told: anyhow::Result<String>) -> anyhow::Result<()> {
        self.leave().await?;
        println!("{}", told?);
        Ok(())
    }

    /// Signs out and closes the site.
    pub async fn leave(self) -> anyhow::Result<()> {
        sign_in::sign_out(&self.site, Door::at(now()), &self.cookie).await?;
        self.site.close().await;
        Ok(())
    }
}

/// Password and code: asked for at a terminal, without showing the password, else two lines of the input.
fn ask() -> anyhow::Result<(String, String)> {
    let at_terminal = std::io::stdin().is_terminal();
    let line = |prompt: &str, hidden: bool| -> anyhow::Result<String> {
        if at_terminal {
            eprint!("{prompt}: ");
            std::io::stderr().flush()?;
        }
        let hide = at_terminal && hidden;
        if hide {
            echo(false);
        }
        let mut typed = String::new();
        let read = std::io::stdin().read_line(&mut typed);
        if hide {
            echo(true);
            eprintln!();
        }
        read?;
        Ok(typed.trim_end_matches(['\r', '\n']).to_owned())
    };
    Ok((line("Password", true)?, line("One-time code", false)?))
}

/// Turns the terminal's echo on or off. If `stty` is not there, the password shows: better than not being able to sign in.
fn echo(on: bool) {
    let _ = std::process::Command::new("stty").arg(if on { "echo" } else { "-echo" }).status();
}

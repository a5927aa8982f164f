//! The demo: an invented city on this machine, gone when it stops.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use gvi_domain::Moment;
use gvi_testkit::city::{PASSWORD, TOTP_SECRET};
use gvi_testkit::people::WORKERS;
use gvi_web::desk::Clock;
use tokio::net::TcpListener;

use crate::serve::{now, until_stopped};

/// Builds Nordhamn and serves it.
#[derive(Args)]
pub struct Demo {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 4747)]
    port: u16,
    /// Keep the city in this empty folder instead of one that is removed at the end.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Let the clock stand still at this moment (RFC 3339), for tests and pictures.
    #[arg(long)]
    fixed_now: Option<String>,
}

impl Demo {
    /// Runs until it is told to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let fixed = self.fixed_now.as_deref().map(Moment::parse).transpose().context("--fixed-now must look like 2026-11-22T21:40:00Z")?;
        let clock = Clock::new(move || fixed.unwrap_or_else(now));
        let temporary = tempfile::tempdir().context("cannot make a folder for the demo")?;
        let folder = self.folder.unwrap_or_else(|| temporary.path().join("nordhamn"));
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.with_context(|| format!("port {} is taken; try --port 0", self.port))?;
        let site = gvi_testkit::nordhamn::found(&folder, clock.now()).await?;
        println!("Nordhamn is an invented city: every person, group and place in it is made up.");
        println!("VAPENVILA_READY http://{}", listener.local_addr()?);
        for worker in WORKERS {
            println!("ACCOUNT {} {} {} {PASSWORD} {}", worker.authority, worker.roles.join(","), worker.user, base32(TOTP_SECRET));
        }
        println!("The sign-in page shows today's one-time code. Stop with Ctrl-C.");
        until_stopped(Arc::new(site), clock, listener).await
    }
}

/// The form in which code apps take a secret (RFC 4648, without padding).
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut five = [0; 5];
        five[..chunk.len()].copy_from_slice(chunk);
        let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            text.push(char::from(ALPHABET[(bits >> (35 - 5 * place)) as usize & 31]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_secret_is_written_as_code_apps_take_it() {
        assert_eq!(super::base32(b"foobar"), "MZXW6YTBOI");
    }
}

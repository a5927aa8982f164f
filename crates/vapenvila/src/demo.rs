//! The demo: an invented city on this machine, gone when it stops.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use gvi_app::site::Site;
use gvi_domain::Moment;
use gvi_testkit::city::{PASSWORD, TOTP_SECRET};
use gvi_testkit::nordhamn::Untold;
use gvi_testkit::people::WORKERS;
use gvi_web::desk::Clock;
use tokio::net::TcpListener;

use crate::base32::base32;
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
    /// Another invented city of the same kind.
    #[arg(long, default_value_t = gvi_testkit::nordhamn::SEED)]
    seed: u64,
}

impl Demo {
    /// Runs until it is told to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let fixed = self.fixed_now.as_deref().map(Moment::parse).transpose().context("--fixed-now must look like 2026-11-22T21:40:00Z")?;
        let clock = Clock::new(move || fixed.unwrap_or_else(now));
        let temporary = tempfile::tempdir().context("cannot make a folder for the demo")?;
        let folder = self.folder.unwrap_or_else(|| temporary.path().join("nordhamn"));
        let listener =
            TcpListener::bind(("127.0.0.1", self.port)).await.with_context(|| format!("port {} is taken; try --port 0", self.port))?;
        let started = std::time::Instant::now();
        let untold = told_on_one_core(folder.clone(), clock.now(), self.seed)?;
        let site = Site::open(&folder, clock.now()).await?;
        for page in untold {
            tracing::error!(at = %page.at, page = page.page, why = ?page.why, "a page of the history could not be told");
        }
        tracing::info!(seconds = started.elapsed().as_secs_f64(), "the history of Nordhamn is told");
        println!("Nordhamn is an invented city: every person, group and place in it is made up.");
        println!("VAPENVILA_READY http://{}", listener.local_addr()?);
        for worker in WORKERS {
            println!("ACCOUNT {} {} {} {PASSWORD} {}", worker.authority, worker.roles.join(","), worker.user, base32(TOTP_SECRET));
        }
        println!("The sign-in page shows today's one-time code. Stop with Ctrl-C.");
        until_stopped(Arc::new(site), clock, listener).await
    }
}

/// Tells the history in a thread that stays on one core, as do the threads of the databases that it starts. Telling is one hand-over
/// after another between the two, and on a virtual machine waking a sleeping core takes longer than the page itself: three times the
/// whole. The site is opened anew afterwards, by threads that may run anywhere.
fn told_on_one_core(folder: PathBuf, now: Moment, seed: u64) -> anyhow::Result<Vec<Untold>> {
    let tell = move || {
        stay_on_one_core();
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
            let (site, untold) = gvi_testkit::nordhamn::found(&folder, now, seed).await?;
            site.close().await;
            Ok(untold)
        })
    };
    std::thread::spawn(tell).join().map_err(|_| anyhow::anyhow!("the history of Nordhamn could not be told"))?
}

#[cfg(target_os = "linux")]
fn stay_on_one_core() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
    let mut here = CpuSet::new();
    here.set(sched_getcpu());
    // Not being allowed to is no fault: it takes longer then.
    if let Ok(allowed) = sched_getaffinity(None)
        && (0..CpuSet::MAX_CPU).any(|core| allowed.is_set(core) && here.is_set(core))
    {
        let _ = sched_setaffinity(None, &here);
    }
}

#[cfg(not(target_os = "linux"))]
fn stay_on_one_core() {}

//! Serving a site: opens the compartments, listens, walks the rounds, closes in order.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use gvi_app::Site;
use gvi_domain::Moment;
use gvi_web::House;
use gvi_web::desk::Clock;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::mail::{Sender, tell_everywhere};
use crate::rounds::every;
use crate::{Ending, check_config};

/// Serves a site.
#[derive(Args)]
pub struct Serve {
    /// The site's folder.
    #[arg(long)]
    folder: PathBuf,
    /// Where to listen. Put a proxy with TLS in front of anything but this machine.
    #[arg(long, default_value = "127.0.0.1:4747")]
    listen: SocketAddr,
}

impl Serve {
    /// Runs until it is told to stop. In production mode it first looks for everything that stands between the site and real people.
    pub async fn run(self) -> anyhow::Result<Ending> {
        let missing = check_config::missing(&self.folder, now()).await?;
        if !missing.is_empty() {
            check_config::say(&missing);
            return Ok(Ending::Refused);
        }
        let site = Site::open(&self.folder, now()).await?;
        let listener = TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
        println!("VAPENVILA_READY http://{}", listener.local_addr()?);
        until_stopped(Arc::new(site), Clock::new(now), listener).await?;
        Ok(Ending::Done)
    }
}

/// The moment now, by the machine's clock. Read at the door of each request and nowhere else.
pub fn now() -> Moment {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    // Cannot fail: 1970 and this century lie inside the range of moments.
    i64::try_from(seconds).ok().and_then(|seconds| Moment::from_seconds(seconds).ok()).expect("a clock of this century")
}

/// Serves until SIGINT or SIGTERM; requests that are under way are finished, then the databases are closed.
pub async fn until_stopped(site: Arc<Site>, clock: Clock, listener: TcpListener) -> anyhow::Result<()> {
    let sender = Sender::of_site(&site)?;
    let (close, closing) = watch::channel(false);
    let mut rounds = rounds_of(&site, &clock, &closing);
    rounds.extend(sender.map(|sender| mail_round(&site, &clock, &closing, sender)));
    let last_clock = clock.clone();
    let house = House { site: Arc::clone(&site), clock };
    let app = gvi_web::router(house).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(stopped(Arc::clone(&site))).await?;
    close.send_replace(true);
    for round in rounds {
        round.await?;
    }
    // What the last requests left in the logs is signed and shown to the neighbours before the house goes dark.
    if let Err(error) = gvi_app::witness::walk(&site, last_clock.now()).await {
        tracing::error!(%error, "the last checkpoints were not signed; they will be at the next start");
    }
    site.close().await;
    Ok(())
}

/// Pause between two walks of the witnesses: how long a log can grow before its neighbours hold it to what it says.
const WITNESSES_EVERY: Duration = Duration::from_secs(5);

/// Pause between two rounds that end what has reached its last day and freeze the measures of what is over.
const EXPIRY_EVERY: Duration = Duration::from_secs(60);

/// What the house does by itself: carry envelopes at once, end what has reached its last day, freeze the measures of a time that is
/// over, sign and witness the logs.
fn rounds_of(site: &Arc<Site>, clock: &Clock, closing: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let (at, by) = (Arc::clone(site), clock.clone());
    let witnesses = every(WITNESSES_EVERY, "witnesses", closing.clone(), move || {
        let (site, clock) = (Arc::clone(&at), by.clone());
        Box::pin(async move { Ok(gvi_app::witness::walk(&site, clock.now()).await.map(drop)?) })
    });
    let (at, by) = (Arc::clone(site), clock.clone());
    let expiry = every(EXPIRY_EVERY, "expiry", closing.clone(), move || {
        let (site, clock) = (Arc::clone(&at), by.clone());
        Box::pin(async move {
            gvi_app::expiry::expire_everywhere(&site, clock.now()).await?;
            // Afterwards: what has passed its last day is gone from every page, and stands in no frozen figure either.
            gvi_app::frozen::freeze_everywhere(&site, clock.now()).await?;
            Ok(())
        })
    });
    let (site, clock, mut closing) = (Arc::clone(site), clock.clone(), closing.clone());
    let courier = tokio::spawn(async move {
        let carry = gvi_app::courier::keep_delivering(site, move || clock.now());
        tokio::select! {
            () = carry => {}
            _ = closing.changed() => {}
        }
    });
    vec![witnesses, expiry, courier]
}

/// Pause between two rounds that tell workers by e-mail that something waits.
const MAIL_EVERY: Duration = Duration::from_secs(20);

/// Tells workers that something waits for them, on a site that sends e-mail.
fn mail_round(site: &Arc<Site>, clock: &Clock, closing: &watch::Receiver<bool>, sender: Sender) -> JoinHandle<()> {
    let (site, clock, sender) = (Arc::clone(site), clock.clone(), Arc::new(sender));
    every(MAIL_EVERY, "mail", closing.clone(), move || {
        let (site, clock, sender) = (Arc::clone(&site), clock.clone(), Arc::clone(&sender));
        Box::pin(async move { tell_everywhere(&site, &sender, clock.now()).await })
    })
}

/// Waits for the word to stop, then sends home whoever only listens.
async fn stopped(site: Arc<Site>) {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
    site.bells().silence();
}

//! The house's own rounds: what it does by itself while it serves. Each round is short, is traced when it fails, and tries again.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

/// One walk of a round.
pub type Walk = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

/// Starts a round that is walked every `pause` until the house closes.
pub fn every(
    pause: Duration,
    name: &'static str,
    mut closing: watch::Receiver<bool>,
    walk: impl Fn() -> Walk + Send + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            if let Err(error) = walk().await {
                tracing::error!(name, error = format!("{error:#}"), "a round failed and will be walked again");
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = closing.changed() => return,
            }
        }
    })
}

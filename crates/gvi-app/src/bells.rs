//! A bell for every compartment: it rings when the courier has brought something, so that whoever is at the desk learns within a second
//! that there is something to read. It says that, and nothing else: neither from whom nor about what.

use std::collections::BTreeMap;

use gvi_domain::{AuthorityId, EnvelopeId, Whole};
use gvi_secrecy::deeds::{ListReceived, ReadReceived};
use gvi_store::Ctx;
use tokio::sync::broadcast::{Receiver, Sender, channel, error::RecvError};
use tokio::sync::watch;

use crate::error::AppError;

/// Rings that wait for a slow listener; the oldest are dropped, because one ring is as good as two.
const RINGS_WAITING: usize = 32;

/// The bells of a site.
pub struct Bells {
    ropes: BTreeMap<AuthorityId, Sender<EnvelopeId>>,
    silent: watch::Sender<bool>,
}

impl Bells {
    /// A bell for each of these.
    pub(crate) fn over<'a>(authorities: impl Iterator<Item = &'a AuthorityId>) -> Self {
        let ropes = authorities.map(|authority| (authority.clone(), channel(RINGS_WAITING).0)).collect();
        Self { ropes, silent: watch::channel(false).0 }
    }

    /// Rings in one compartment. Nobody needs to hear it.
    pub(crate) fn ring(&self, authority: &AuthorityId, envelope: EnvelopeId) {
        if let Some(bell) = self.ropes.get(authority) {
            let _ = bell.send(envelope);
        }
    }

    /// Listens for this reader. Nothing for who receives nothing.
    pub fn listen(&self, ctx: Ctx) -> Option<Listener> {
        let bell = self.ropes.get(&ctx.plate().authority).filter(|_| ctx.would::<ListReceived>())?;
        Some(Listener { rings: bell.subscribe(), silent: self.silent.subscribe(), ctx })
    }

    /// Sends all listeners home: the house closes, and waits for nobody who only listens.
    pub fn silence(&self) {
        self.silent.send_replace(true);
    }
}

/// One reader who listens.
pub struct Listener {
    rings: Receiver<EnvelopeId>,
    silent: watch::Receiver<bool>,
    ctx: Ctx,
}

impl Listener {
    /// Waits until something has come that this reader may open. Nothing when the house closes.
    pub async fn next(&mut self) -> Option<()> {
        loop {
            let rang = tokio::select! {
                rang = self.rings.recv() => rang,
                _ = self.silent.wait_for(|silent| *silent) => return None,
            };
            match rang {
                Ok(envelope) if may_read(&self.ctx, envelope).await.unwrap_or(false) => return Some(()),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

/// A bell that rang for something hidden would tell of it, so every ring is asked for. Nothing is read, and nothing is in the log.
async fn may_read(ctx: &Ctx, envelope: EnvelopeId) -> Result<bool, AppError> {
    let (mut tx, _permit) = ctx.begin().await?.permit::<ListReceived>(Whole).await?;
    Ok(tx.would::<ReadReceived>(envelope).await?)
}

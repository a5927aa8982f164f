//! The courier: carries sealed envelopes from one compartment of the site to the next.
//!
//! It never stands in two compartments at once. It goes in by one door, takes the bytes that wait, comes out, goes in by the next
//! door, hands them over, comes out, and tells the first that they have arrived. If it falls over anywhere in between, the next round
//! begins again, and the recipient, who takes each envelope in once, does not notice.

use std::sync::Arc;
use std::time::Duration;

use gvi_domain::{AuthorityId, Moment, Whole};
use gvi_secrecy::deeds::SendEnvelopes;
use gvi_store::outbox::{self, Delivery, Waiting};
use gvi_store::{Ctx, Door};

use crate::error::AppError;
use crate::received::{Receipt, receive};
use crate::site::Site;

/// The longest that an envelope waits when nobody has called the courier.
const ROUND_SECONDS: u64 = 1;

/// What one round carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Envelopes that arrived, for the first time or again.
    pub delivered: usize,
    /// Envelopes that were refused for good.
    pub turned_away: usize,
}

/// One round through all compartments of the site.
pub async fn deliver(site: &Site, now: Moment) -> Result<Carried, AppError> {
    let mut carried = Carried::default();
    let authorities: Vec<AuthorityId> = site.authorities().cloned().collect();
    for from in &authorities {
        let waiting = fetch(site, now, from).await?;
        let mut done = Vec::with_capacity(waiting.len());
        for envelope in waiting {
            let Some(ctx) = house(site, now, &envelope.to) else { continue };
            let delivery = match receive(&ctx, envelope.bytes).await? {
                Receipt::TakenIn => {
                    site.bells().ring(&envelope.to, envelope.envelope);
                    Delivery::Delivered
                }
                Receipt::Known => Delivery::Delivered,
                Receipt::TurnedAway(_) => Delivery::TurnedAway,
            };
            match delivery {
                Delivery::Delivered => carried.delivered += 1,
                Delivery::TurnedAway => carried.turned_away += 1,
            }
            done.push((envelope.envelope, envelope.to, delivery));
        }
        tell(site, now, from, &done).await?;
    }
    Ok(carried)
}

/// Takes the bytes that wait out of one compartment. They stay there until their arrival has been told.
pub async fn fetch(site: &Site, now: Moment, from: &AuthorityId) -> Result<Vec<Waiting>, AppError> {
    let Some(ctx) = house(site, now, from) else { return Ok(Vec::new()) };
    let (mut tx, permit) = ctx.begin().await?.permit::<SendEnvelopes>(Whole).await?;
    let waiting = outbox::waiting(&mut tx, &permit).await?;
    // A round that finds nothing has handed out nothing, and is not worth a line in the log every second.
    if !waiting.is_empty() {
        tx.commit().await?;
    }
    Ok(waiting)
}

async fn tell(
    site: &Site,
    now: Moment,
    from: &AuthorityId,
    done: &[(gvi_domain::EnvelopeId, AuthorityId, Delivery)],
) -> Result<(), AppError> {
    let Some(ctx) = house(site, now, from).filter(|_| !done.is_empty()) else { return Ok(()) };
    let (mut tx, permit) = ctx.begin().await?.permit::<SendEnvelopes>(Whole).await?;
    for (envelope, to, delivery) in done {
        outbox::note(&mut tx, &permit, *envelope, to, *delivery).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn house(site: &Site, now: Moment, authority: &AuthorityId) -> Option<Ctx> {
    site.as_house(Door::at(now), authority)
}

/// Goes round for as long as the server runs: at once when called, else every second. A round that fails is told in the trace and
/// tried again; no envelope is lost by it.
pub async fn keep_delivering(site: Arc<Site>, clock: impl Fn() -> Moment) {
    loop {
        let called = tokio::time::timeout(Duration::from_secs(ROUND_SECONDS), site.post());
        let _ = called.await;
        if let Err(error) = deliver(&site, clock()).await {
            tracing::error!(%error, "the courier's round failed");
        }
    }
}

//! Clocks that run, as a person may know of them. Starting and stopping belong to the deeds that make a thing due or do it.

use gvi_domain::AccountId;
use gvi_secrecy::deeds::ReadDay;
use gvi_store::{Ctx, clocks};

use crate::error::AppError;
use crate::seen::SeenClock;

/// The running clocks of the compartment that this person may know of, first due first.
pub async fn running(ctx: &Ctx) -> Result<Vec<SeenClock>, AppError> {
    let account: AccountId = ctx.actor().account.parse().map_err(|_| AppError::NotFound)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadDay>(account).await?;
    let running = clocks::running(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(running)
}

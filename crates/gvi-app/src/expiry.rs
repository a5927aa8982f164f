//! Ends what has reached its last day. Only protects: nothing here lists, discloses or escalates anybody.

use gvi_domain::{Moment, Whole};
use gvi_secrecy::Thing;
use gvi_secrecy::deeds::ExpireRecords;
use gvi_store::{Ctx, disclosures, memberships, persons, received, retention};

use crate::deconfliction;
use crate::disclosures::send_ending;
use crate::error::AppError;
use crate::site::Site;

/// Ends what is due in every compartment, one after the other. Called by the server every minute. Tells how many records ended.
pub async fn expire_everywhere(site: &Site, now: Moment) -> Result<usize, AppError> {
    let mut ended = 0;
    for ctx in site.houses(now) {
        ended += expire(&ctx).await?;
    }
    Ok(ended)
}

/// Ends what is due in one compartment: own disclosures, whose recipients are told; received snapshots, which are emptied even if their
/// sender never says a word, and visits that were cleared on them, which are open again; listings, which expire, are suspended or erased; every record about a person whose last day has passed; and, after
/// five years, decisions to disclose and the content of the log.
/// Each person that is erased is noted in the log by id, so that it can be answered later that they are gone and since when.
pub async fn expire(ctx: &Ctx) -> Result<usize, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ExpireRecords>(Whole).await?;
    let due = disclosures::due(&mut tx, &permit).await?;
    for ending in &due {
        disclosures::expire(&mut tx, &permit, ending).await?;
        send_ending(ctx, &mut tx, &permit, ending, None).await?;
    }
    let persons = persons::erase_due(&mut tx, &permit).await?;
    let listings = memberships::expire_due(&mut tx, &permit).await?;
    let rows = listings.all()
        + retention::erase_due(&mut tx, &permit).await?
        + retention::erase_decisions(&mut tx, &permit).await?
        + retention::erase_log(&mut tx, &permit).await?;
    tx.note_rows_about(&permit, Thing::Person, &persons);
    deconfliction::answers_lapse(&mut tx, &permit).await?;
    let ended = due.len() + received::expire(&mut tx, &permit).await? + persons.len() + usize::try_from(rows).unwrap_or(usize::MAX);
    // A round that finds nothing is not worth a line in the log every minute.
    if ended > 0 {
        tx.commit().await?;
    }
    Ok(ended)
}

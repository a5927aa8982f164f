//! A permit to read does not fit where a change asks for its own.

use gvi_domain::group::NewGroup;
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ReadGroup;
use gvi_store::{Tx, groups};

async fn edit(tx: &mut Tx, permit: &Permit<ReadGroup>, card: &NewGroup) {
    let _ = groups::edit(tx, permit, card, "kajen", 1).await;
}

fn main() {}

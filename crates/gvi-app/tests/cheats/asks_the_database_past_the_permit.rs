//! The rows of a transaction are within reach of the store alone.

use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ReadGroup;
use gvi_store::Tx;

async fn read_all(tx: &mut Tx, permit: &Permit<ReadGroup>) {
    let _ = tx.db(permit).rows("SELECT name FROM groups", Vec::new()).await;
}

fn main() {}

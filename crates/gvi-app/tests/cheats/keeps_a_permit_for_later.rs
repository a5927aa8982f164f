//! A permit is for one deed, now: it cannot be copied and put by.

use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ReadGroup;

fn twice(permit: &Permit<ReadGroup>) -> (Permit<ReadGroup>, Permit<ReadGroup>) {
    (permit.clone(), *permit)
}

fn main() {}

//! A sealed record opens through a permit's lens and in no other way.

use gvi_secrecy::Sealed;
use gvi_store::groups::GroupRow;

fn peek(sealed: Sealed<GroupRow>) -> String {
    sealed.record.name
}

fn peek_at_the_row(row: &GroupRow) -> &str {
    &row.name
}

fn main() {}

//! Only the guard makes a permit.

use gvi_domain::GroupId;
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ReadGroup;

fn main() {
    let id = GroupId::new();
    let _forged: Permit<ReadGroup> = Permit { id, lens: Default::default() };
    let _granted: Permit<ReadGroup> = Permit::grant(id, Default::default());
}

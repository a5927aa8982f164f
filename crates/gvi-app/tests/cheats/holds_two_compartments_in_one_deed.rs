//! A door leads into one compartment and is used up by it.

use gvi_app::{Door, Site};
use gvi_domain::{AuthorityId, Moment};

fn both(site: &Site, now: Moment, one: &AuthorityId, other: &AuthorityId) {
    let door = Door::at(now);
    let _police = site.threshold(door, one);
    let _probation = site.threshold(door, other);
}

fn copied(site: &Site, door: Door, one: &AuthorityId, other: &AuthorityId) {
    let _police = site.threshold(door.clone(), one);
    let _probation = site.threshold(door, other);
}

fn main() {}

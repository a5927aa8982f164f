//! The floor under every list of people.

use gvi_domain::time::Date;

use super::refusal::Refusal;
use crate::catalogue::{Catalogue, Check, RuleId};

/// Nobody younger is listed in a group, linked to one, or carries evidence of it. The age of criminal responsibility is
/// jurisdiction data and may change; this floor is not and does not.
pub const LISTING_AGE_FLOOR: u8 = 15;

/// Full years on a day; `None` if the day lies before the birth or the years do not fit.
pub fn age_on(born: Date, on: Date) -> Option<u8> {
    if on < born {
        return None;
    }
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    u8::try_from(on.year() - born.year() - i16::from(!had_birthday)).ok()
}

/// Whether a person of this age may be listed in a group. An unknown age counts as a child's: write an assessed age first.
pub fn listing_allowed(catalogue: &Catalogue, age: Option<u8>) -> Result<(), Refusal> {
    if age.is_some_and(|age| age >= LISTING_AGE_FLOOR) {
        return Ok(());
    }
    let rule = catalogue.product_rules.iter().find(|rule| rule.check == Some(Check::Child));
    Err(Refusal::ProductRule(rule.map_or_else(|| RuleId::from("listing-floor"), |rule| rule.id.clone())))
}

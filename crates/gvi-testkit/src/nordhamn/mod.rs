//! The demo's city with its history: three years in five compartments, told in seconds, the same every time from one seed.
//!
//! Every line of the history is a deed of a worker at a past moment, done through the same doors as in real work, so that
//! nothing in the demo can be what the rules forbid. Only one thing is hurried: until the history is told, nothing waits for
//! the disk. Then the site is closed and opened as any other.

mod basis;
mod calendar;
mod call_ins;
mod chance;
mod community;
mod diary;
mod disclosures;
pub mod evaluation;
mod focus;
mod frozen;
mod groups;
mod help;
mod incidents;
mod meetings;
mod names;
mod notifications;
mod persons;
mod support;
mod teller;

use std::path::Path;

use gvi_app::{AppError, Site};
use gvi_domain::Moment;
use jiff::Span;

use crate::city::{files, people_until, seed, site_file};
use crate::people::AUTHORITIES;
use calendar::Calendar;
use diary::Diary;
pub use diary::Untold;
use teller::Teller;

/// The seed of the city that everybody knows.
pub const SEED: u64 = 20_261_122;

/// Founds the city in an empty folder and tells its history up to `now`.
///
/// # Panics
/// If the city itself is written wrongly: an account or a word that cannot be.
pub async fn found(folder: &Path, now: Moment, city_seed: u64) -> Result<(Site, Vec<Untold>), AppError> {
    let file = site_file("demo", files());
    let calendar = Calendar::new(city_seed, now, file.zone()?);
    let site = Site::found(folder, &file, seed, calendar.beginning()).await?;
    let mut accounts = calendar.chance("accounts");
    let until = calendar.today().saturating_add(Span::new().months(11));
    for known in AUTHORITIES {
        people_until(&site, known.id, calendar.beginning(), until, || accounts.id()).await;
    }
    let mut diary = Diary::default();
    let group_ids = groups::write(&calendar, &mut diary);
    basis::write(&calendar, &mut diary, &group_ids);
    persons::write(&calendar, &mut diary, &group_ids);
    incidents::write(&calendar, &mut diary, &group_ids);
    focus::write(&calendar, &mut diary, &group_ids);
    support::write(&calendar, &mut diary);
    help::write(&calendar, &mut diary);
    community::write(&calendar, &mut diary);
    meetings::write(&calendar, &mut diary, &group_ids);
    disclosures::write(&calendar, &mut diary, &group_ids);
    call_ins::write(&calendar, &mut diary, &group_ids);
    notifications::write(&calendar, &mut diary, &group_ids);
    evaluation::write(&calendar, &mut diary);
    frozen::write(&calendar, &mut diary);
    let mut teller = Teller::new(site, now);
    let untold = diary.tell(&mut teller).await;
    teller.into_site().close().await;
    Ok((Site::open(folder, now).await?, untold))
}

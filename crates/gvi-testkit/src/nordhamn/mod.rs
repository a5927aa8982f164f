//! The demo's city with its history: founded on SQLite in demo mode, the same every time.

use std::path::Path;

use gvi_app::Site;
use gvi_domain::Moment;

use crate::city::{first_people, site_file, seed};
use crate::people::AUTHORITIES;

/// Founds the city in an empty folder and tells its history up to `now`.
pub async fn found(folder: &Path, now: Moment) -> Result<Site, gvi_app::AppError> {
    let databases = AUTHORITIES.iter().map(|known| format!("sqlite:{}.sqlite", known.id)).collect();
    let site = Site::found(folder, &site_file("demo", databases), seed, now).await?;
    for known in AUTHORITIES {
        first_people(&site, known.id, now).await;
    }
    Ok(site)
}

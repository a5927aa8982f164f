//! My day: what runs, what waits, what came in.

use askama::Template;
use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use serde::Serialize;

use crate::answer::{Answer, see_other};
use crate::desk::{Desk, House};
use crate::shell::Shell;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/", get(day))
}

#[derive(Template, Serialize)]
#[template(path = "day.html")]
struct DayPage {
    #[serde(skip)]
    shell: Shell,
    today: String,
}

async fn day(desk: Desk) -> Answer {
    if desk.session.purpose.is_none() {
        return Ok(see_other("/purpose").into_response());
    }
    let today = desk.tr().date_with_weekday(desk.now().date(desk.zone()));
    desk.page(&DayPage { shell: desk.shell(), today })
}

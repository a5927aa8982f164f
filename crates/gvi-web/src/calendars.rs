//! Files for calendars, as the page of the record offers them.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use gvi_app::calendars::{self, Tongue, Wanted};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::files;
use crate::problem::Problem;
use crate::text::Lang;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/call-ins/{id}/calendar.ics", get(call_in))
        .route("/reviews/{id}/calendar.ics", get(review))
        .route("/networks/{id}/calendar.ics", get(network))
        .route("/notifications/{id}/calendar.ics", get(visit))
}

fn wanted(desk: &Desk) -> Wanted<'_> {
    let tongue = match desk.tr().lang() {
        Lang::Sv => Tongue::Swedish,
        Lang::En => Tongue::English,
    };
    Wanted { host: desk.site.host(), tongue }
}

/// A file for calendars, under the name that all of them have.
fn file(text: String) -> Answer {
    files::taken("calendar.ics", "text/calendar; charset=utf-8", text.into_bytes())
}

async fn call_in(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    file(calendars::of_call_in(&desk.ctx, id, wanted(&desk)).await?)
}

async fn review(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    file(calendars::of_review(&desk.ctx, id, wanted(&desk)).await?)
}

async fn network(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    file(calendars::of_network(&desk.ctx, id, wanted(&desk)).await?)
}

async fn visit(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    file(calendars::of_visit(&desk.ctx, id, wanted(&desk)).await?)
}

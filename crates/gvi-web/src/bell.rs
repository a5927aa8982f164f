//! The bell: a line that stays open and says that there is something to read. The sentence itself stands in the page; what comes over the
//! line has no content at all.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::stream::unfold;
use gvi_app::bells::Listener;
use tokio::time::{Instant, timeout};

use crate::desk::{Desk, House};
use crate::problem::Problem;

/// A sign of life, so that nobody in between takes the line for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/bell", get(listen))
}

/// Listens until the session would end without a sign of its owner: the bell keeps nobody signed in.
async fn listen(State(house): State<House>, desk: Desk) -> Result<Response, Problem> {
    let left = desk.session.idle_until.seconds_since(desk.now());
    let until = Instant::now() + Duration::from_secs(u64::try_from(left).unwrap_or(0) + 1);
    let listener = house.site.bells().listen(desk.ctx).ok_or(Problem::NotFound)?;
    let rings = unfold((listener, until), |(mut listener, until)| async move {
        let said = next(&mut listener, until).await?;
        Some((Ok::<_, Infallible>(Bytes::from_static(said)), (listener, until)))
    });
    Ok(([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(rings)).into_response())
}

async fn next(listener: &mut Listener, until: Instant) -> Option<&'static [u8]> {
    if Instant::now() >= until {
        return None;
    }
    match timeout(SIGN_OF_LIFE, listener.next()).await {
        Ok(rang) => rang.map(|()| &b"data: something to read\n\n"[..]),
        Err(_) => Some(b": still here\n\n"),
    }
}

//! What was typed: a form or the same fields as JSON, with the session's secret, before any of it is judged.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::desk::{Desk, House};
use crate::problem::Problem;

/// A signed-in person's form. The secret of the session has been checked; nothing else has.
pub struct Typed<F> {
    /// The desk.
    pub desk: Desk,
    /// The fields, all with `#[serde(default)]`, all text as it was typed.
    pub form: F,
}

#[derive(Deserialize)]
struct Secret {
    #[serde(default)]
    csrf: String,
}

impl<F: DeserializeOwned> FromRequest<House> for Typed<F> {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &House) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, house).await?;
        let bytes = axum::body::to_bytes(body, crate::BODY_BYTES_MAX).await.map_err(|_| Problem::Unreadable)?;
        check_secret(&parts.headers, &bytes, &desk)?;
        Ok(Self { form: read(&parts.headers, &bytes)?, desk })
    }
}

/// Whether a form carries the secret of the session, in a field or in its head.
pub fn check_secret(headers: &HeaderMap, bytes: &[u8], desk: &Desk) -> Result<(), Problem> {
    let secret: Secret = read(headers, bytes)?;
    let in_header = headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).unwrap_or("");
    let given = if secret.csrf.is_empty() { in_header } else { &secret.csrf };
    if same(given.as_bytes(), desk.session.csrf.as_bytes()) { Ok(()) } else { Err(Problem::Forged) }
}

/// Reads a form, or JSON if the request says so.
pub fn read<F: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<F, Problem> {
    let is_json = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| kind.starts_with("application/json"));
    if is_json {
        serde_json::from_slice(bytes).map_err(|_| Problem::Unreadable)
    } else {
        serde_html_form::from_bytes(bytes).map_err(|_| Problem::Unreadable)
    }
}

/// Compares without telling by time where the first difference is.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

//! What every answer carries so that a browser keeps the page to itself, and the check that changes come from our own pages.

use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::problem::Problem;

/// The style sheet, the script, the icon. Their address changes with their content, so they may be kept for ever.
pub async fn asset(Path(name): Path<String>) -> Response {
    match assets::find(&name) {
        Some(asset) => {
            ([(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], asset.bytes)
                .into_response()
        }
        None => Problem::NotFound.into_response(),
    }
}

/// The headers of every answer.
const HEADERS: &[(&str, &str)] = &[
    // Nothing but our own style sheet, script and pictures; forms only to ourselves; nobody frames us.
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Adds the headers.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses a change that a browser says comes from another site. Together with the secret in every form and `SameSite` cookies.
pub async fn same_origin_changes(request: Request, next: Next) -> Response {
    if changes_from_elsewhere(request.method(), request.headers()) {
        return Problem::Forged.into_response();
    }
    next.run(request).await
}

/// Whether a browser says that this change was begun on another site.
pub fn changes_from_elsewhere(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign_fetch = text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let foreign_origin = text("origin").is_some_and(|origin| {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        Some(host) != text("host")
    });
    !matches!(*method, Method::GET | Method::HEAD) && (foreign_fetch || foreign_origin)
}

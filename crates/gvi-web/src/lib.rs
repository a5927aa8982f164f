//! HTML in, deed, HTML out; the same deeds as JSON.
//!
//! A handler reads the form, calls one deed of gvi-app and answers with a page: about twelve lines. Each page is one value that is
//! both a template and a JSON document, so the two can never drift apart: ask with `Accept: application/json` and the same deed
//! answers with the same fields.
//!
//! What this room deliberately does not know: whole records (only `seen` ones), the store, the policy engine, and the clock (the
//! door reads it once a request).

pub mod accounts;
pub mod alert;
pub mod answer;
pub mod assets;
mod bell;
pub mod calendars;
pub mod call_in_sheet;
pub mod call_in_tell;
pub mod call_ins;
pub mod charts;
pub mod clearance;
pub mod clocks;
pub mod community;
pub mod concerns;
pub mod consents;
pub mod day;
pub mod desk;
pub mod disclose;
pub mod disclosures;
pub mod evaluation;
pub mod evidence_form;
pub mod exposure;
pub mod files;
pub mod focus;
mod focus_board;
pub mod form;
pub mod gallery;
pub mod groups;
mod guest_form;
pub mod guests;
pub mod headers;
pub mod help_calls;
pub mod icons;
pub mod imports;
pub mod incident_analysis;
pub mod incident_history;
pub mod incident_persons;
pub mod incidents;
pub mod kept;
pub mod levers;
pub mod limits;
pub mod list_limits;
pub mod log;
pub mod markup;
pub mod measures;
pub mod membership_lines;
pub mod memberships;
pub mod messages;
pub mod notifications;
pub mod offers;
pub mod oral;
pub mod papers;
pub mod persons;
pub mod problem;
pub mod received;
pub mod relations;
pub mod reviews;
pub mod rounds;
pub mod scorecard;
pub mod search;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod signs;
pub mod summonses;
pub mod support;
pub mod tasks;
pub mod text;
pub mod timeline;
pub mod typed;
pub mod unusual;
pub mod upload;
pub mod visits;
pub mod wordings;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

pub use desk::House;

/// The largest form that is read, in bytes.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// All pages of a site.
pub fn router(house: House) -> Router {
    Router::new()
        .merge(sign_in::routes())
        .merge(day::routes())
        .merge(groups::routes())
        .merge(persons::routes())
        .merge(memberships::routes())
        .merge(relations::routes())
        .merge(focus::routes())
        .merge(levers::routes())
        .merge(offers::routes())
        .merge(support::routes())
        .merge(help_calls::routes())
        .merge(disclose::routes())
        .merge(alert::routes())
        .merge(disclosures::routes())
        .merge(oral::routes())
        .merge(received::routes())
        .merge(bell::routes())
        .merge(consents::routes())
        .merge(concerns::routes())
        .merge(call_ins::routes())
        .merge(call_in_sheet::routes())
        .merge(call_in_tell::routes())
        .merge(guests::routes())
        .merge(guest_form::routes())
        .merge(summonses::routes())
        .merge(papers::routes())
        .merge(calendars::routes())
        .merge(community::routes())
        .merge(incidents::routes())
        .merge(incident_analysis::routes())
        .merge(incident_history::routes())
        .merge(incident_persons::routes())
        .merge(imports::routes())
        .merge(reviews::routes())
        .merge(tasks::routes())
        .merge(messages::routes())
        .merge(exposure::routes())
        .merge(notifications::routes())
        .merge(clearance::routes())
        .merge(visits::routes())
        .merge(rounds::routes())
        .merge(wordings::routes())
        .merge(settings::routes())
        .merge(list_limits::routes())
        .merge(accounts::routes())
        .merge(scorecard::routes())
        .merge(measures::routes())
        .merge(evaluation::routes())
        .merge(timeline::routes())
        .merge(unusual::routes())
        .merge(search::routes())
        .merge(log::routes())
        .merge(gallery::routes())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/assets/{name}", get(headers::asset))
        .fallback(problem::no_such_page)
        // From the inside out: what a handler answers becomes a page, keeps what was typed, and goes out with all headers.
        .layer(CatchPanicLayer::custom(problem::after_a_panic))
        .layer(from_fn_with_state(limits::Brake::new(house.clock.clone()), limits::brake))
        .layer(from_fn(headers::same_origin_changes))
        .layer(from_fn_with_state(house.clone(), problem::as_page))
        .layer(from_fn_with_state(house.clone(), kept::keep))
        .layer(from_fn(headers::secure))
        .layer(CompressionLayer::new())
        .with_state(house)
}

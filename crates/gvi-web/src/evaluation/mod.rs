//! Did it help? Pages of plans and counts, and the reading of a plan as people see it: for the site's pages, for everybody, and as a paper in two forms.
//!
//! Nothing is estimated or chosen here, and the sentence of a verdict is never typed over: it comes with the reading.

pub mod beside;
mod counts_form;
pub mod figures;
mod pages;
pub mod paper;
pub mod plan_form;
pub mod public;
pub mod reading;
pub mod research;
mod shocks;
pub mod words;

use axum::Router;

use crate::desk::House;

/// The routes of this room.
pub fn routes() -> Router<House> {
    Router::new().merge(pages::routes()).merge(plan_form::routes()).merge(counts_form::routes())
}

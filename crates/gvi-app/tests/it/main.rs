//! Who does what, then who sees what, in Nordhamn, on both databases.

mod accounts;
mod exchange;
mod focus;
mod batches;
mod groups;
mod memberships;
mod messages;
mod persons;
mod relations;
mod incidents;
mod reviews;
mod sign_in;
mod support;
mod verify;
mod measures;
mod scorecard;
mod search;
mod timeline;

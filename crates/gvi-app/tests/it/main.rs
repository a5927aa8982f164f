//! Who does what, then who sees what, in Nordhamn, on both databases.

mod accounts;
mod basis;
mod batches;
mod clock_jumps;
mod evaluation;
mod exchange;
mod focus;
mod groups;
mod incidents;
mod list_limits;
mod log;
mod measures;
mod memberships;
mod messages;
mod persons;
mod protected;
mod relations;
mod retention;
mod reviews;
mod scorecard;
mod search;
mod sign_in;
mod support;
mod timeline;
mod verify;

//! Who does what, then who sees what, in Nordhamn, on both databases.

mod accounts;
mod batches;
mod clock_jumps;
mod evaluation;
mod exchange;
mod focus;
mod frozen;
mod groups;
mod incidents;
mod log;
mod measures;
mod memberships;
mod messages;
mod person_measures;
mod persons;
mod relations;
mod retention;
mod reviews;
mod scorecard;
mod search;
mod sign_in;
mod support;
mod timeline;
mod verify;

//! Who does what, then who sees what, in Nordhamn, on both databases.

mod exchange;
mod focus;
mod batches;
mod groups;
mod memberships;
mod persons;
mod relations;
mod incidents;
mod sign_in;
mod support;
mod verify;

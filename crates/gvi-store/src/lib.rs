//! A compartment: rows in, sealed records out, one transaction a deed.
//!
//! Every authority at a site has a database of its own; this room is the only one that speaks SQL, one text for SQLite and
//! PostgreSQL. A transaction begins as [`Asking`], can do nothing but ask for a permit, becomes a [`Tx`] when it has one, and
//! ends in [`Tx::commit`], which writes a log entry for every permit that was given. Dropping it rolls back.
//!
//! What this room deliberately does not know: HTTP, templates, the text of the policies, and any other compartment.

pub mod accounts;
pub mod attributions;
pub mod batches;
pub mod call_in_sheet;
pub mod call_ins;
pub mod checkpoints;
pub mod clocks;
mod codes;
pub mod compartment;
pub mod consents;
mod corrections;
pub mod db;
pub mod disclosures;
pub mod evaluations;
pub mod evidence;
mod facts;
pub mod focus;
pub mod frozen;
pub mod group_measures;
pub mod group_series;
pub mod groups;
pub mod guest_counts;
pub mod guests;
pub mod help_calls;
pub mod help_counts;
pub mod incident_history;
pub mod incident_persons;
pub mod incidents;
mod ledger;
pub mod levers;
pub mod list_limits;
pub mod log;
pub mod logbook;
pub mod mail;
pub mod measures;
pub mod memberships;
pub mod messages;
pub mod migrate;
pub mod neighbours;
pub mod notifications;
pub mod offers;
pub mod outbox;
pub mod person_measures;
pub mod persons;
pub mod received;
pub mod relations;
pub mod retention;
pub mod reviews;
pub mod rounds;
pub mod scorecard;
pub mod search;
pub mod sessions;
pub mod settings;
mod shield;
pub mod snapshot;
pub mod speakers;
pub mod summonses;
pub mod support;
pub mod tasks;
pub mod timeline;
pub mod tx;
pub mod visits;
pub mod wordings;

pub use compartment::{Compartment, Ctx, Door};
pub use db::DbError;
pub use tx::{Asking, Note, StoreError, Tx};

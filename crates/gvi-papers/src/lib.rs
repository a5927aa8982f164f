//! Papers in and papers out: the feed of the police, tables of incidents, tables of counts, sheets of aggregate figures, and calendar files.
//!
//! This room turns somebody else's file into plain values, and says of every line that it could not use where it
//! stands, what is wrong with it and how to mend it. It never keeps half a file: a file that is cut, garbled or too
//! large is refused as a whole, and everything else is handed back in one value so that the caller can show it, store
//! it in one transaction or throw it away.
//!
//! What it deliberately does not do: no database, no network, no clock (the caller says what "now" is), no permission,
//! and no export of records about people. The only tables it writes are aggregate figures, the list of problems
//! in the file that the reader themselves handed in, and entries of the log for those who oversee it. A calendar file says when, and never what.

pub mod calendar;
pub mod count_table;
pub mod error;
pub mod fuzz_bodies;
mod gate;
pub mod incident_table;
pub mod kind;
pub mod log_file;
pub mod merge;
pub mod panel_table;
pub mod polisen_events;
pub mod preview;
pub mod problem_file;
pub mod sheets;
mod text;
pub mod when;

pub use error::PapersError;
pub use gate::Progress;
pub use kind::IncidentKind;
pub use when::{ClockDoubt, Occurred, Position};

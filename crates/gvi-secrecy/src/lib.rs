//! Permission and disclosure: who may do what inside an authority, and what may leave it on which grounds.
//!
//! Inside an authority the [`guard`] asks Cedar policies and hands out [`permit`]s; a permit carries the [`lens`] through which a
//! sealed record is opened. Between authorities [`disclosure`] decides, over the dated [`catalogue`] of provisions and grounds,
//! whether a snapshot may leave, and returns every reason why not.
//!
//! What this room deliberately does not know: SQL, HTTP, templates. And by the invariants of absence: only this crate makes a
//! permit or opens a sealed record, and nothing in it gives a number or an order to a person.

pub mod call_in_plan;
pub mod catalogue;
pub mod deeds;
pub mod disclosure;
pub mod guard;
pub mod lens;
pub mod levers;
pub mod parts;
pub mod permit;
pub mod receipts;
pub mod roles;

pub use deeds::{Changes, Deed, Reads, Thing};
pub use guard::{Actor, Guard, Place, PolicyError, Refused};
pub use lens::{Class, Facts, Lens, Record, Sealed, Shown};
pub use permit::Permit;

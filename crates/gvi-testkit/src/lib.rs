//! One invented city, **Nordhamn**, and the people who work there.
//!
//! [`people`] says who works where, [`city`] founds the five compartments on either database and lets a test act as any of
//! them at any moment. Nothing here is real: no name, no group, no place.
//!
//! What this room deliberately does not know: production.

pub mod basis;
pub mod city;
pub mod nordhamn;
pub mod people;
mod template;
pub mod typed;

pub use city::{City, on_both_databases};

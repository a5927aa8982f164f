//! Links in, proposal out: who should be asked, so that the message reaches every group; and what hangs together.
//!
//! This room can be used alone. It knows index numbers, ties, groups of numbers and chances; no name, no person, no authority, no SQL
//! and no clock. It holds no score and no rank of anybody: a proposal says whom a list of guests reaches, and nothing else. The same
//! question has the same answer on every machine.
//!
//! Where to begin: [`proposal::propose`] for a call-in, [`proposal::reasons`] for why, [`greedy::published_rule`] for the rule it is
//! compared with, [`map`] for what hangs together.

#![deny(missing_docs)]

pub mod error;
pub mod greedy;
mod lists;
pub mod map;
pub mod network;
pub mod proposal;

//! The proposal against published networks, against trying everything, and against its own laws.

mod laws;
mod published;
mod support;

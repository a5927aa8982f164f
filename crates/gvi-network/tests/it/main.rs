//! The proposal against published networks, against trying everything, and against its own laws.

#[expect(dead_code, reason = "shared with the bench, which uses all of it")]
mod city;
mod laws;
mod published;
mod support;

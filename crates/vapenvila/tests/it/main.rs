//! The built binary, as somebody at a keyboard meets it.

mod binary;
mod demo;
mod history;
mod import;
mod production;

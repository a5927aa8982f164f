//! The built binary, as somebody at a keyboard meets it.

mod binary;
mod demo;
mod evaluate;
mod evaluate_panels;
mod evaluate_site;
mod full_disk;
mod history;
mod import;
mod kill;
mod mail;
mod outgoing;
mod practice;
mod production;

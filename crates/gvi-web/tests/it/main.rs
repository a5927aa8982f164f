//! The tests of the pages, in one binary.

mod basis;
mod both_texts;
mod browser;
mod contrast;
mod door;
mod evaluation_papers;
mod evaluation_reading;
mod exchange;
mod gallery;
mod guest_form;
mod hidden;
mod log;
mod mapping;
mod notifications;
mod overview;
mod papers;
mod safe;
mod signs;
mod text;
mod typing;
mod upload;

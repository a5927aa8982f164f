//! The tests of the pages, in one binary.

mod contrast;
mod exchange;
mod gallery;
mod log;
mod mapping;
mod overview;
mod signs;
mod text;

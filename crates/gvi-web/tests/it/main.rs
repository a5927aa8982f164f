//! The tests of the pages, in one binary.

mod contrast;
mod exchange;
mod gallery;
mod mapping;
mod signs;
mod text;
mod overview;

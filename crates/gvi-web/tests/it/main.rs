//! The tests of the pages, in one binary.

mod contrast;
mod exchange;
mod gallery;
mod signs;
mod text;

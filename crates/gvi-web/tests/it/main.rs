//! The tests of the pages, in one binary.

mod contrast;
mod gallery;
mod signs;
mod text;

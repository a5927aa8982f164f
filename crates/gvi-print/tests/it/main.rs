//! Papers are printed here and read again: with a reader of PDF that is not the typesetter's own, and as HTML.

mod common;
mod hostile;
mod letters;
mod printed;
mod samples;

//! Did it help? The reading of a plan as people see it, for the site's pages, for everybody, and as a paper.
//!
//! Nothing is estimated or chosen here, and the sentence of a verdict is never typed over: it comes with the reading.

pub mod figures;
pub mod public;
pub mod reading;
mod words;

pub use words::not_read;

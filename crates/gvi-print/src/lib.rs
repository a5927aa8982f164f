//! Printed papers: one typed value in, two renderings out. A tagged PDF (PDF/UA-1) that carries its own letters, and HTML that needs nothing
//! else.
//!
//! Text is never markup. What a person typed reaches the typesetter as a value in a JSON file and the HTML through one function that escapes,
//! so there is no place where it could be read as anything but letters.
//!
//! [`letters`] are papers whose words are data: templates with a version and a last day, and a type for what is put into each.
//!
//! This room asks nothing of the world: no clock, no network, no folder of fonts. The same paper gives the same bytes. It does not know what
//! a group or a person is, who may read a paper, or where it goes.

mod error;
mod faces;
mod html;
pub mod letters;
mod paper;
mod pdf;
mod text;
mod typesetter;
mod words;

pub use error::PrintError;
pub use html::{escaped, html};
pub use paper::{BLOCKS_PER_PAPER_MAX, Block, Drawing, Fact, Head, Level, List, ListKind, Paper, ROWS_PER_TABLE_MAX, Sheet, Stamp, Table};
pub use pdf::pdf;
pub use text::{Line, Piece, Words};
pub use words::{Direction, Language};

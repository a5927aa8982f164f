//! Why a paper could not be printed.

use crate::paper::{BLOCKS_PER_PAPER_MAX, ROWS_PER_TABLE_MAX};

/// Why a paper could not be printed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PrintError {
    /// The paper has no title, and a reader who does not see it could not tell it from another.
    #[error("a paper needs a title")]
    NoTitle,
    /// The paper is longer than anybody reads.
    #[error("the paper has {0} parts, and more than {max} are not printed", max = BLOCKS_PER_PAPER_MAX)]
    TooManyBlocks(usize),
    /// A table is longer than anybody reads.
    #[error("table {caption:?} has {rows} rows, and more than {max} are not printed", max = ROWS_PER_TABLE_MAX)]
    TooManyRows {
        /// What it lists.
        caption: String,
        /// How many rows it has.
        rows: usize,
    },
    /// A row does not fit below its heads.
    #[error("table {caption:?}: row {row} has {cells} cells under {heads} heads")]
    UnevenRow {
        /// What it lists.
        caption: String,
        /// Which row, the first is 1.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many heads there are.
        heads: usize,
    },
    /// A heading stands deeper than one step below the last.
    #[error("heading {0:?} skips a level")]
    SkippedLevel(String),
    /// A drawing says nothing to those who do not see it.
    #[error("a drawing needs a text for those who do not see it")]
    DrawingWithoutText,
    /// The typesetter found something that it cannot set: a drawing that is no SVG, or one that asks for something outside.
    #[error("the paper cannot be set: {0}")]
    NotSet(String),
    /// What was set is not PDF/UA-1.
    #[error("the paper is not PDF/UA-1: {0}")]
    NotAccessible(String),
}

//! Charts, drawn on the server as SVG.
//!
//! Each chart is a plain function from values to [`Markup`]. It has a title and a description for those who do not see it, takes every colour
//! from classes of the style sheet (so that dark and paper work), and tells its series apart by stroke and sign, never by colour alone.
//! A page always sets a table with the same numbers beside it (`components/charts.html`).
//!
//! This room computes no measure and decides no period; and there is deliberately no chart about persons.

mod bars;
mod cloud;
mod forest;
mod gaps;
mod lines;
mod on_paper;
pub mod relations;
mod sight;
mod sparkline;
mod strip;
mod sums;
pub mod svg;
mod years;

pub use bars::{MonthBar, month_bars};
pub use cloud::cloud;
pub use forest::{ForestRow, forest};
pub use gaps::{GapPoint, gaps};
pub use lines::{LineMark, Series, lines};
pub use on_paper::on_paper;
pub use relations::{GROUPS_PER_MAP_MAX, MapGroup, MapRelation, RelationKind, relation_map};
pub use sight::{SightRow, dots_of_ten, sight};
pub use sparkline::sparkline;
pub use strip::{Strip, StripMark, StripMarkKind, StripSpan, strip};
pub use sums::{SumPoint, sums};
pub use years::{CountedYear, DoseBars, YearPoint, counted_years, years};

/// A stretch of a drawing that is marked behind its series, with a letter that is explained beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanMark {
    /// The first place.
    pub from: usize,
    /// The last place.
    pub to: usize,
    /// A letter.
    pub letter: String,
}

/// What every chart is called: its id on the page, its title, and a sentence that says what it shows.
#[derive(Debug, Clone)]
pub struct ChartName {
    /// An id that no other part of the page has.
    pub id: String,
    /// The title.
    pub title: String,
    /// What a reader who does not see the chart should know.
    pub description: String,
}

impl ChartName {
    /// A chart's name.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>, description: impl Into<String>) -> ChartName {
        ChartName { id: id.into(), title: title.into(), description: description.into() }
    }
}

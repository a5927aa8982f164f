//! What goes in: counts by month, panels of units by period, records merged into incidents, and every vintage of a series.
//!
//! Months and periods are index numbers. Which month January is, a series says once (`first_month_of_year`), because
//! seasons need it; no date comes further than the caller.

mod counts;
mod incidents;
mod panel;
mod vintages;

pub use counts::{CountSeries, DAYS_PER_MONTH, Shock};
pub use incidents::{Incident, MergeRule, Record, merge_records, monthly_counts};
pub use panel::{CountPanel, Panel};
pub use vintages::{Revision, Vintage, Vintages};

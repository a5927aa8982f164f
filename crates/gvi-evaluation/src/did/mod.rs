//! Staggered adoption: units that start at different times, compared with units that have not started.

mod aggregate;
mod bootstrap;
mod cells;
mod counts;
mod randomisation;

pub use aggregate::{Aggregate, Aggregation, aggregate};
pub use bootstrap::{Band, BootstrapSettings, simultaneous_band};
pub use cells::{Adoption, Cell, Comparison, Covariates, DidFit, DidSettings, fit_did};
pub use counts::{CountCell, CountDid, fit_did_counts};
pub use randomisation::{RandomisationTest, randomisation_test};

//! Staggered adoption: units that start at different times, compared with units that have not started.

mod aggregate;
mod bootstrap;
mod cells;
mod randomisation;

pub use aggregate::{Aggregate, Aggregation, aggregate};
pub use bootstrap::{Band, BootstrapSettings, simultaneous_band};
pub use cells::{Adoption, Cell, Comparison, Covariates, DidFit, DidSettings, fit_did};
pub use randomisation::{RandomisationTest, randomisation_test};

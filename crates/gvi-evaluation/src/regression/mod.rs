//! Regression of counts: Poisson and NB2 with offset, and the errors that go with them.

mod design;
mod errors;
mod nb2;
mod poisson;

pub use design::Design;
pub use errors::{Bread, HacSettings, hac_covariance, quasi_covariance};
pub use nb2::{Nb2Fit, fit_nb2, nb2_loglik};
pub use poisson::{PoissonFit, fit_poisson, poisson_loglik};

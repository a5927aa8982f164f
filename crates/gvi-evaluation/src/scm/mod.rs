//! Synthetic control: a weighted mean of untreated units that went the treated unit's way before the start.
//!
//! The fitted path before the start is unique, the weights need not be. With few units a p-value cannot be small, and a
//! fit closer than counting noise copies noise: both are said, not hidden.

mod conformal;
mod covariates;
mod outcome;
mod permutation;
mod ridge;
mod robustness;
mod simplex;

pub use conformal::{ConformalPeriod, conformal};
pub use covariates::{NestedFit, Predictors, fit_given_importance, fit_nested};
pub use outcome::{CountingNoise, ScmFit, ScmLimits, ScmSettings, evaluate_scm, fit_scm};
pub use permutation::{DonorsOfPlacebos, PermutationTest, Placebo, PlaceboStatistic, permutation_test};
pub use ridge::{RidgeFit, fit_ridge};
pub use robustness::{LeftOutDonor, PlaceboInTime, leave_one_donor_out, placebo_in_time};
pub use simplex::{Nearest, nearest_mixture};

//! Distributions and searches that several estimators share.

pub mod distribution;
pub mod matrix;
pub mod search;

//! The integration tests of this crate, in one binary.

mod catalogue;
mod disclosure_builder;
mod disclosure_catalogue;
mod disclosure_examples;
mod disclosure_guide;
mod disclosure_rules;
mod disclosure_total;
mod policies;
mod policy_matrix;
mod walk;

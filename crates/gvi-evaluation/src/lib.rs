//! Did it help? Series in, estimates with uncertainty out.
//!
//! A statistician can use this room alone. It knows no person, no file, no clock, no authority and nothing else of the
//! house: months are index numbers, chance has a seed, and the same seed gives the same bytes.
//!
//! It deliberately does not say that something "worked". Estimators give ratios with intervals or refuse; only the verdict
//! (stated conditions, sealed plan) turns them into one of a few sentences. Nothing is read from a single year, and nothing
//! is drawn as an arrow from month to month.
//!
//! Where to begin: [`series`] for what goes in, [`calibration::run_pipeline`] for the default way, [`verdict`] for what may be
//! said. Every estimator can be used alone.

#![deny(missing_docs)]
#![expect(clippy::neg_cmp_op_on_partial_ord, reason = "what is not a number must fail a check, and the negated comparison says so")]
#![expect(clippy::needless_range_loop, reason = "formulas keep the indices of their sources")]

pub mod bsts;
pub mod calibration;
pub mod chance;
pub mod describe;
pub mod did;
pub mod error;
pub mod groups;
pub mod its;
pub mod near_repeat;
pub mod numeric;
pub mod power;
pub mod provenance;
pub mod refusal;
pub mod regression;
pub mod scm;
pub mod series;
pub mod synthesis;
pub mod told;
pub mod verdict;

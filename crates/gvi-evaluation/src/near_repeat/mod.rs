//! Near repeats: does one shooting make another likelier nearby and soon? For planning times and places, never persons.
//!
//! Merge records into incidents first. The only sentence offered is "near repeats: yes, no, cannot be told": the share of
//! contagion is decided by the bandwidth of the background, not by the data.

mod hawkes;
mod knox;
mod sentence;
mod space_time;

pub use hawkes::{Baseline, HawkesFit, HawkesLimits, fit_hawkes, hawkes_loglik};
pub use knox::{KnoxCell, KnoxTable, knox};
pub use sentence::{NearRepeats, near_repeats};
pub use space_time::{
    ClosePairs, SpaceTimeFit, SpaceTimeSettings, background_density, bandwidth_grid, close_pairs, fit_space_time, space_time_loglik,
};

//! Calibration on untreated units: what does a method find where there is nothing to find?
//!
//! Every estimator is run on every donor as if it had been treated, and at earlier starts. Intervals are widened until they
//! hold there. Groups and incidents are tried on dates and times that were dealt by chance. The default pipeline compares levels
//! with learnt drift and is asked a second time in another way.

mod dealt;
mod interval;
mod level;
mod methods;
mod pipeline;
mod placebos;
mod study;

pub use dealt::{Dealt, GroupTrials, MONTHS_UNTOLD_MIN, NearRepeatQuestion, NearRepeatTrials, groups_untold, near_repeats_dealt};
pub use interval::{Calibrated, calibrate, placebo_p};
pub use level::{Drift, LevelComparison, LevelPlacebo, YearEffect, compare_levels, learn_drift};
pub use methods::{Tested, Trial, try_method};
pub use pipeline::{PipelineFit, PipelineSettings, run_pipeline};
pub use placebos::{Estimator, Placebos, placebos};
pub use study::{Finding, Method, StudyCell, StudyRow, StudySettings, placebo_study};

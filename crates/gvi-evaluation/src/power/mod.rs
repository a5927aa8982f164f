//! What could be seen, and when? Power before the start, in months and in cities; never from an observed effect.

mod cities;
mod draws;
mod drift;
mod months;
mod regression_to_mean;
mod simulate;
mod step_regression;

pub use cities::{CityPower, PooledDesign, pooled_power};
pub use drift::{ObservedDrift, learn_observed_drift};
pub use months::{PowerDesign, PowerTerms, months_needed, power_after};
pub use regression_to_mean::{RegressionToMean, TriggerRule, regression_to_mean};
pub use simulate::{SimulatedPower, simulate_power};

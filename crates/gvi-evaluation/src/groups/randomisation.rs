//! The actual dates dealt anew to the groups.

use rayon::prelude::*;
use serde::Serialize;

use super::panel::{GroupPanel, GroupSettings};
use super::poisson::{rows, solve};
use crate::chance::{Purpose, Rounds, shuffle, stream};
use crate::error::{Result, at_least};

/// The place of the real effect among effects of dealt dates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateTest {
    /// The real coefficient of notified.
    pub coefficient: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// One-sided p-value of a reduction.
    pub p_reduction: f64,
    /// Rounds that could be fitted.
    pub rounds: usize,
    /// The seed.
    pub seed: u64,
}

/// How unusual is the effect, had the same dates fallen on other groups?
///
/// The notification months (and "never") are dealt anew, the triggering months are left out around the dealt dates, and the
/// model is fitted without dose. Exact when dates were as good as random among groups; where groups were chosen after
/// violence it is a yardstick only. A round that cannot be fitted counts as at least as far. Source: Fisher 1935.
///
/// # Errors
/// As [`fit_groups`](super::fit_groups); at least 19 rounds.
pub fn randomise_dates<'a>(panel: &GroupPanel, settings: GroupSettings, rounds: impl Into<Rounds<'a>>, seed: u64) -> Result<DateTest> {
    let asked = rounds.into();
    let rounds = asked.count;
    at_least("rounds", rounds, 19, "use 999")?;
    let settings = GroupSettings { dose: false, ..settings };
    let effect = |panel: &GroupPanel| -> Result<f64> {
        let rows = rows(panel, settings)?;
        let columns: Vec<usize> = (0..rows.names.len()).collect();
        Ok(solve(&rows, &columns)?.beta[0])
    };
    let coefficient = effect(panel)?;
    let others: Vec<Option<f64>> = (0..rounds)
        .into_par_iter()
        .map(|round| {
            let mut dates = panel.notified().to_vec();
            shuffle(&mut stream(seed, Purpose::Permutation, round as u64), &mut dates);
            let other = effect(&panel.with_notified(dates)).ok();
            asked.one_is_done();
            other
        })
        .collect();
    let slack = 1e-9;
    let farther = others.iter().filter(|other| other.is_none_or(|value| value.abs() >= coefficient.abs() - slack)).count();
    let lower = others.iter().filter(|other| other.is_none_or(|value| value <= coefficient + slack)).count();
    let share = |count: usize| (1.0 + count as f64) / (1.0 + rounds as f64);
    Ok(DateTest { coefficient, p: share(farther), p_reduction: share(lower), rounds: others.iter().flatten().count(), seed })
}

//! Randomisation: the only honest error when few units are treated.

use rayon::prelude::*;
use serde::Serialize;

use super::aggregate::{Aggregation, aggregate};
use super::cells::{Adoption, DidSettings, fit_did};
use crate::chance::{Purpose, Rounds, shuffle, stream};
use crate::error::{Result, at_least};
use crate::series::Panel;

/// The place of the real effect among effects of reassigned starts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RandomisationTest {
    /// The real overall effect.
    pub effect: f64,
    /// Two-sided p = (1 + number at least as large in size)/(1 + rounds).
    pub p: f64,
    /// One-sided p for a reduction.
    pub p_reduction: f64,
    /// Rounds.
    pub rounds: usize,
    /// The smallest p the units could give: 1 over the number of ways to assign the starts, or over rounds + 1.
    pub smallest_p: f64,
    /// The seed.
    pub seed: u64,
}

/// How unusual is the effect among all ways in which the same starts could have fallen on the units?
///
/// The starts are dealt anew to the units, every deal equally likely, and the overall effect is computed each time. Exact
/// when starts were as good as random; otherwise a yardstick. Source: Fisher 1935; Athey, Imbens 2022.
///
/// # Errors
/// As [`fit_did`]; at least 19 rounds.
pub fn randomisation_test<'a>(
    panel: &Panel,
    adoption: &Adoption,
    settings: &DidSettings,
    aggregation: Aggregation,
    rounds: impl Into<Rounds<'a>>,
    seed: u64,
) -> Result<RandomisationTest> {
    let asked = rounds.into();
    let rounds = asked.count;
    at_least("rounds", rounds, 19, "use 999")?;
    let effect = |starts: &Adoption| -> Result<f64> { Ok(aggregate(&fit_did(panel, starts, settings)?, aggregation)?.overall.0) };
    let real = effect(adoption)?;
    let others = (0..rounds)
        .into_par_iter()
        .map(|round| {
            let mut starts = adoption.0.clone();
            shuffle(&mut stream(seed, Purpose::Permutation, round as u64), &mut starts);
            let other = effect(&Adoption(starts));
            asked.one_is_done();
            other
        })
        .collect::<Result<Vec<f64>>>()?;
    let slack = 1e-12 * (1.0 + real.abs());
    let larger = others.iter().filter(|other| other.abs() >= real.abs() - slack).count();
    let lower = others.iter().filter(|other| **other <= real + slack).count();
    let share = |count: usize| (1.0 + count as f64) / (1.0 + rounds as f64);
    let ways = ways_to_deal(adoption);
    Ok(RandomisationTest { effect: real, p: share(larger), p_reduction: share(lower), rounds, smallest_p: share(0).max(1.0 / ways), seed })
}

/// n!/(n_1!…n_k! n_never!).
fn ways_to_deal(adoption: &Adoption) -> f64 {
    use crate::numeric::distribution::ln_factorial;
    let never = adoption.0.len() - adoption.treated();
    let cohorts: f64 = adoption
        .cohorts()
        .iter()
        .map(|cohort| ln_factorial(adoption.0.iter().filter(|start| **start == Some(*cohort)).count() as f64))
        .sum();
    (ln_factorial(adoption.0.len() as f64) - cohorts - ln_factorial(never as f64)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_units_and_one_start_can_say_no_more_than_one_in_six() {
        let rows: Vec<Vec<f64>> = (0..6).map(|unit| vec![0.0, f64::from(unit) * 0.1, if unit == 0 { -9.0 } else { 0.0 }]).collect();
        let panel = Panel::new((0..6).map(|unit| unit.to_string()).collect(), rows).unwrap();
        let adoption = Adoption(vec![Some(2), None, None, None, None, None]);
        let test = randomisation_test(&panel, &adoption, &DidSettings::default(), Aggregation::Simple, 199, 4).unwrap();
        assert!((test.smallest_p - 1.0 / 6.0).abs() < 1e-12);
        assert!(test.p_reduction > 0.1 && test.p_reduction < 0.25, "{test:?}");
    }
}

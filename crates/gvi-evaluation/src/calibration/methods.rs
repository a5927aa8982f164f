//! Every estimator as somebody would use it by itself, on a unit of which it is known that nothing was done.
//!
//! What is tried here stands beside the default pipeline in a table, so that it can be seen why the pipeline is the default. None of these
//! answers becomes a verdict.

use serde::Serialize;

use super::level::{Drift, compare_levels};
use super::pipeline::{PipelineSettings, run_pipeline};
use crate::bsts::{BstsSettings, fit_bsts};
use crate::did::{Adoption, Aggregation, DidSettings, aggregate, fit_did};
use crate::error::{Result, at_least};
use crate::its::{ItsTerms, fit_its};
use crate::scm::{CountingNoise, DonorsOfPlacebos, PlaceboStatistic, ScmSettings, permutation_test};
use crate::series::{CountPanel, CountSeries, Panel};

/// An estimator by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Tested {
    /// The default: level comparison, placebo p-value, and the synthetic control of the same sign.
    Pipeline,
    /// The level comparison with its calibrated interval alone.
    Level,
    /// The synthetic control by years: a fall when its one-sided permutation p is below .05.
    Synthetic,
    /// The interrupted series by months with trend and step, and its widest error.
    Interrupted,
    /// The same with a change of slope.
    InterruptedSlope,
    /// The structural series by months over the sum of all other cities, with the prior of this house.
    Structural,
    /// The same with CausalImpact's default prior.
    CausalImpact,
    /// Difference-in-differences by years: a fall when the unit's place among all is below .05.
    Staggered,
}

impl Tested {
    /// All of them, the default one first.
    pub const ALL: [Self; 8] = [
        Self::Pipeline,
        Self::Level,
        Self::Synthetic,
        Self::Interrupted,
        Self::InterruptedSlope,
        Self::Structural,
        Self::CausalImpact,
        Self::Staggered,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pipeline => "pipeline",
            Self::Level => "level",
            Self::Synthetic => "synthetic",
            Self::Interrupted => "interrupted",
            Self::InterruptedSlope => "interrupted-slope",
            Self::Structural => "structural",
            Self::CausalImpact => "causal-impact",
            Self::Staggered => "staggered",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tested| tested.name() == name)
    }
}

/// What an estimator says of one unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Observed over expected.
    pub ratio: f64,
    /// Its interval; none where the estimator gives a p-value only.
    pub interval: Option<(f64, f64)>,
    /// It would have been called a reduction.
    pub reduced: bool,
    /// It would have been called an increase; never by those that test for a fall alone.
    pub increased: bool,
}

fn of_interval(log: f64, (low, high): (f64, f64)) -> Trial {
    Trial { ratio: log.exp(), interval: Some((low.exp(), high.exp())), reduced: high < 0.0, increased: low > 0.0 }
}

/// What does an estimator say of a unit, with all others as comparison?
///
/// `panel` holds months, `start` is the first month after the pretended start, `days` the days of each month and `first_of_year` the place
/// of the first one in its year. None where the estimator refuses or does not settle. `drift` is that of the panel before the start,
/// learnt once for all units.
///
/// # Errors
/// When the panel does not reach from a year before the start to a year after it.
pub fn try_method(
    tested: Tested,
    panel: &CountPanel,
    unit: usize,
    start: usize,
    (days, first_of_year): (&[f64], u8),
    drift: &Drift,
    seed: u64,
) -> Result<Option<Trial>> {
    at_least("months before the start", start, 12, "begin the panel earlier")?;
    let (years, before) = panel.years_around(start);
    at_least("years", years.periods(), before + 1, "wait until one year after the start is full")?;
    let donors: Vec<usize> = (0..panel.units()).filter(|&other| other != unit).collect();
    // What an estimator cannot compute for one city is a refusal here: the others are still tried.
    let found = match tested {
        Tested::Pipeline => run_pipeline(panel, unit, &donors, start, PipelineSettings::default(), Some(drift)).ok().and_then(|found| {
            let fit = found.estimate()?;
            let trial = of_interval(fit.level.log_ratio, fit.level.calibrated.interval);
            Some(Trial { reduced: fit.reduced, increased: fit.increased, ..trial })
        }),
        Tested::Level => {
            compare_levels(&years, unit, &donors, before, drift, 0.95).ok().map(|fit| of_interval(fit.log_ratio, fit.calibrated.interval))
        }
        Tested::Synthetic => synthetic(&years, unit, &donors, before),
        Tested::Interrupted | Tested::InterruptedSlope => {
            let series = CountSeries::new(panel.counts(unit).to_vec(), days.to_vec(), first_of_year)?;
            let slope = tested == Tested::InterruptedSlope;
            let terms = ItsTerms { slope, ..ItsTerms::default_for(start) };
            fit_its(&series, start, terms, 0.95).ok().map(|fit| {
                let ratio = fit.overall.ratio;
                of_interval(ratio.ratio.ln(), (ratio.lower.ln(), ratio.upper.ln()))
            })
        }
        Tested::Structural => structural(panel, unit, &donors, start, 0.1, seed),
        Tested::CausalImpact => structural(panel, unit, &donors, start, 0.01, seed),
        Tested::Staggered => staggered(&years, unit, before),
    };
    Ok(found.filter(|trial| trial.ratio.is_finite()))
}

fn synthetic(years: &CountPanel, unit: usize, donors: &[usize], before: usize) -> Option<Trial> {
    let noise: Vec<CountingNoise> = (0..years.units())
        .map(|unit| {
            let counts = years.counts(unit)[..before].iter().sum::<u64>() as f64 / before as f64;
            let people = years.population(unit)[..before].iter().sum::<f64>() / before as f64;
            CountingNoise(1e5 * counts.sqrt() / people)
        })
        .collect();
    let (settings, statistic) = (ScmSettings::default(), PlaceboStatistic::Reduction);
    let test =
        permutation_test(&years.rates(), unit, donors, before, settings, statistic, DonorsOfPlacebos::WithoutTreated, &noise).ok()?;
    Some(Trial { ratio: test.treated.log_ratio?.exp(), interval: None, reduced: test.p < 0.05, increased: false })
}

fn structural(panel: &CountPanel, unit: usize, donors: &[usize], start: usize, prior_level_sd: f64, seed: u64) -> Option<Trial> {
    let log = |count: f64| (count + 0.5).ln();
    let months = panel.periods();
    let y: Vec<f64> = panel.counts(unit).iter().map(|&count| log(count as f64)).collect();
    let others: Vec<f64> = (0..months).map(|t| log(donors.iter().map(|&donor| panel.counts(donor)[t] as f64).sum())).collect();
    let settings = BstsSettings { prior_level_sd, draws: 1000, chains: 1, seed, ..BstsSettings::default() };
    let fit = fit_bsts(&y, &[others], start, settings).ok()?;
    Some(of_interval(fit.effect.0, (fit.effect.1, fit.effect.2)))
}

/// The place of the unit's own difference among those of all others, each as if it had started.
fn staggered(years: &CountPanel, unit: usize, before: usize) -> Option<Trial> {
    let values = (0..years.units())
        .map(|unit| {
            let row = years.counts(unit).iter().zip(years.population(unit));
            row.map(|(&count, people)| ((count as f64 + 0.5) / people).ln()).collect()
        })
        .collect();
    let panel = Panel::new(years.names().to_vec(), values).ok()?;
    let effect = |treated: usize| {
        let starts = (0..panel.units()).map(|unit| (unit == treated).then_some(before)).collect();
        let fit = fit_did(&panel, &Adoption(starts), &DidSettings::default()).ok()?;
        Some(aggregate(&fit, Aggregation::Dynamic).ok()?.overall.0)
    };
    let own = effect(unit)?;
    let lower = (0..panel.units()).filter(|&other| effect(other).is_some_and(|found| found <= own)).count();
    Some(Trial { ratio: own.exp(), interval: None, reduced: (lower as f64) < 0.05 * panel.units() as f64 + 1e-9, increased: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::learn_drift;
    use crate::chance::{Purpose, stream};
    use rand_distr::{Distribution, Poisson};

    /// Thirty cities over twelve years of months; the first falls by a share in the last four.
    fn panel(fall: f64) -> CountPanel {
        let mut chance = stream(11, Purpose::Simulation, 0);
        let counts = (0..30)
            .map(|unit| {
                (0..144)
                    .map(|month| {
                        let mean = 6.0 * if unit == 0 && month >= 96 { 1.0 - fall } else { 1.0 };
                        Poisson::new(mean).map_or(0, |law| law.sample(&mut chance) as u64)
                    })
                    .collect()
            })
            .collect();
        CountPanel::new((0..30).map(|unit| format!("city {unit:02}")).collect(), counts, vec![vec![3e5; 144]; 30], 12).unwrap()
    }

    #[test]
    fn every_estimator_finds_a_fall_by_sixty_per_cent_and_gives_its_ratio() {
        let panel = panel(0.6);
        let (years, before) = panel.years_around(96);
        let drift = learn_drift(&years, &(0..30).collect::<Vec<_>>(), before).unwrap();
        let days = vec![30.4375; 144];
        for tested in Tested::ALL {
            let found = try_method(tested, &panel, 0, 96, (&days, 0), &drift, 1).unwrap().unwrap_or_else(|| panic!("{tested:?} refused"));
            assert!((found.ratio - 0.4).abs() < 0.12, "{tested:?}: {found:?}");
            if tested != Tested::InterruptedSlope {
                assert!(found.reduced && !found.increased, "{tested:?}: {found:?}");
            }
            assert_eq!(Tested::named(tested.name()), Some(tested));
        }
    }
}

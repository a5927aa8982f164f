//! Every unit in turn as if it had been treated: how unusual is the real one?

use rayon::prelude::*;
use serde::Serialize;

use super::outcome::{CountingNoise, ScmFit, ScmSettings, fit_scm};
use crate::error::Result;
use crate::series::Panel;

/// The number that is compared between units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PlaceboStatistic {
    /// Mean squared gap after over mean squared gap before: a change in any direction.
    SquaredRatio,
    /// Mean gap after over the gap before, low values first: a reduction.
    Reduction,
}

/// Whom the placebo units are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DonorsOfPlacebos {
    /// All other units, the treated one included, as published tables do.
    All,
    /// All other donors, without the treated unit: its effect cannot leak into the placebos. The default.
    WithoutTreated,
}

/// One unit as if it had been treated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placebo {
    /// The unit.
    pub name: String,
    /// Root mean squared gap before.
    pub rmspe_before: f64,
    /// Root mean squared gap after.
    pub rmspe_after: f64,
    /// Mean gap after.
    pub effect: f64,
    /// ln of mean treated over mean control after, when both are above zero.
    pub log_ratio: Option<f64>,
    /// The statistic.
    pub statistic: f64,
}

/// The place of the treated unit among all units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PermutationTest {
    /// The statistic compared.
    pub statistic: PlaceboStatistic,
    /// The treated unit.
    pub treated: Placebo,
    /// Every donor as if treated.
    pub placebos: Vec<Placebo>,
    /// Its rank, 1 = most unusual; ties count against it.
    pub rank: usize,
    /// rank / (donors + 1).
    pub p: f64,
    /// The smallest p these units could give.
    pub smallest_p: f64,
}

/// How unusual is the treated unit among units without a programme?
///
/// The whole fit is repeated with each donor as if treated. p = share of units (the treated one included) whose statistic is
/// at least as extreme. The error before the start is floored at the counting noise of one period of that unit, because a
/// fit closer than that has copied noise and makes ratios explode. Exact under exchangeability of units; p cannot fall
/// below 1/(J + 1). Sources: Abadie, Diamond, Hainmueller 2010; floor: this project.
///
/// `noise` has one value for each unit of the panel; use zeros for outcomes that are not counts.
///
/// # Errors
/// As [`fit_scm`], and when `noise` has another length than the panel.
#[expect(clippy::too_many_arguments, reason = "the test repeats the whole fit")]
pub fn permutation_test(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    settings: ScmSettings,
    statistic: PlaceboStatistic,
    of_placebos: DonorsOfPlacebos,
    noise: &[CountingNoise],
) -> Result<PermutationTest> {
    crate::error::same_length("the list of counting noise", noise.len(), panel.units(), "unit")?;
    let real = placebo(&fit_scm(panel, treated, donors, before, settings)?, statistic, noise[treated]);
    let placebos = donors
        .par_iter()
        .map(|&unit| {
            let mut others: Vec<usize> = donors.iter().copied().filter(|&other| other != unit).collect();
            if of_placebos == DonorsOfPlacebos::All {
                others.push(treated);
                others.sort_unstable();
            }
            Ok(placebo(&fit_scm(panel, unit, &others, before, settings)?, statistic, noise[unit]))
        })
        .collect::<Result<Vec<_>>>()?;
    let at_least = |other: &Placebo| match statistic {
        PlaceboStatistic::SquaredRatio => other.statistic >= real.statistic,
        PlaceboStatistic::Reduction => other.statistic <= real.statistic,
    };
    let rank = 1 + placebos.iter().filter(|other| at_least(other)).count();
    let units = placebos.len() as f64 + 1.0;
    Ok(PermutationTest { statistic, rank, p: rank as f64 / units, smallest_p: 1.0 / units, treated: real, placebos })
}

pub(crate) fn placebo(fit: &ScmFit, statistic: PlaceboStatistic, noise: CountingNoise) -> Placebo {
    let floored = fit.rmspe_before.max(noise.0);
    Placebo {
        name: fit.treated.clone(),
        rmspe_before: fit.rmspe_before,
        rmspe_after: fit.rmspe_after,
        effect: fit.effect,
        log_ratio: fit.log_ratio,
        statistic: match statistic {
            PlaceboStatistic::SquaredRatio => fit.rmspe_after.powi(2) / floored.powi(2),
            PlaceboStatistic::Reduction => fit.effect / floored,
        },
    }
}

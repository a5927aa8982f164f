//! The default pipeline: the level comparison decides, a synthetic control is asked as a second, different witness.

use serde::Serialize;

use super::interval::{Calibrated, calibrate};
use super::level::{Drift, LevelComparison, compare_levels, learn_drift};
use crate::error::{Result, at_least};
use crate::refusal::{Reading, Refusal, Rule};
use crate::scm::{ScmFit, ScmSettings, fit_scm};
use crate::series::CountPanel;

/// Settings of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PipelineSettings {
    /// Confidence of the published interval.
    pub confidence: f64,
    /// The placebo p-value below which a change counts.
    pub p_below: f64,
    /// Fewest donors.
    pub donors: usize,
    /// Fewest years before the start.
    pub years_before: usize,
    /// Fewest events before the start, all years together.
    pub events_before: u64,
    /// How many times the highest donor's rate before the start, or how small a part of the lowest's, the treated unit's may be.
    pub beyond_donors: f64,
}

impl Default for PipelineSettings {
    fn default() -> Self {
        Self { confidence: 0.95, p_below: 0.05, donors: 20, years_before: 5, events_before: 50, beyond_donors: 2.0 }
    }
}

/// What the pipeline found, before any verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PipelineFit {
    /// The level comparison.
    pub level: LevelComparison,
    /// The de-meaned synthetic control, as second witness.
    pub control: ScmFit,
    /// Its log ratio, calibrated on the donors.
    pub control_calibrated: Calibrated,
    /// All conditions for a reduction hold.
    pub reduced: bool,
    /// All conditions for an increase hold.
    pub increased: bool,
    /// Years before and after.
    pub years: (usize, usize),
    /// The settings.
    pub settings: PipelineSettings,
}

/// Is there a change that untreated cities do not show?
///
/// The panel is folded into years around the start. Conditions for a reduction (mirrored for an increase): the calibrated
/// 95 % interval of the level comparison lies below 1; its placebo p is below 0.05; a de-meaned synthetic control, which
/// matches the course of particular cities instead of the mean of all, points the same way.
///
/// Refuses: too few donors (20 for a p below 0.05), years before, or events; a rate before the start that is more than twice that
/// of the highest donor or less than half that of the lowest. The level comparison reads courses and not heights, so it does not
/// need the treated unit inside the donors' range, as a synthetic control does; but cities so far away are no comparison.
///
/// # Errors
/// As [`compare_levels`] and [`fit_scm`].
pub fn run_pipeline(
    panel: &CountPanel,
    treated: usize,
    donors: &[usize],
    start: usize,
    settings: PipelineSettings,
    drift: Option<&Drift>,
) -> Result<Reading<PipelineFit>> {
    at_least("periods before the start", start, 1, "begin the panel earlier")?;
    let (years, before) = panel.years_around(start);
    at_least("years", years.periods(), before + 1, "wait until one year after the start is full")?;
    let mut refusals = Vec::new();
    let mut need = |rule, measured: f64, limit: f64, what: &str, remedy: &str| {
        if measured < limit {
            refusals.push(Refusal::new(rule, measured, limit, what, remedy));
        }
    };
    need(Rule::Donors, donors.len() as f64, settings.donors as f64, "donors", "add comparison cities; fewer cannot give p below 0.05");
    need(Rule::PeriodsBefore, before as f64, settings.years_before as f64, "years before the start", "begin the panel earlier");
    let events: u64 = years.counts(treated)[..before].iter().sum();
    need(Rule::Events, events as f64, settings.events_before as f64, "events before the start", "choose an outcome with more events");
    refusals.extend(far_from_donors(&years, treated, donors, before, settings.beyond_donors));
    if !refusals.is_empty() {
        return Ok(Reading::Refused(refusals));
    }
    let learnt = match drift {
        Some(drift) => *drift,
        None => {
            let units: Vec<usize> = donors.iter().copied().chain([treated]).collect();
            learn_drift(&years, &units, before)?
        }
    };
    let level = compare_levels(&years, treated, donors, before, &learnt, settings.confidence)?;
    let (control, control_calibrated) = second_witness(&years, treated, donors, before, &level, settings.confidence)?;
    let second = control_calibrated.estimate;
    let reduced = level.calibrated.interval.1 < 0.0 && level.p_reduction < settings.p_below && second < 0.0;
    let increased = level.calibrated.interval.0 > 0.0 && level.p_increase < settings.p_below && second > 0.0;
    let after = years.periods() - before;
    Ok(Reading::Estimate(PipelineFit { level, control, control_calibrated, reduced, increased, years: (before, after), settings }))
}

/// The refusal of a treated unit whose rate before the start no donor comes near.
fn far_from_donors(years: &CountPanel, treated: usize, donors: &[usize], before: usize, beyond: f64) -> Option<Refusal> {
    let rates = years.rates();
    let mean = |unit: usize| rates.row(unit)[..before].iter().sum::<f64>() / before as f64;
    let (own, donors) = (mean(treated), donors.iter().map(|&donor| mean(donor)));
    let (low, high) = donors.fold((f64::INFINITY, 0.0_f64), |(low, high), rate| (low.min(rate), high.max(rate)));
    let limit = if own > high * beyond { high * beyond } else { low / beyond };
    let inside = (low / beyond..=high * beyond).contains(&own);
    (!inside).then(|| {
        let remedy = "compare with cities whose rates come nearer, or correct the population";
        Refusal::new(Rule::OutsideDonors, own, limit, "mean rate of the treated unit before the start", remedy)
    })
}

fn second_witness(
    years: &CountPanel,
    treated: usize,
    donors: &[usize],
    before: usize,
    level: &LevelComparison,
    confidence: f64,
) -> Result<(ScmFit, Calibrated)> {
    let rates = years.rates();
    let demeaned = ScmSettings { demeaned: true };
    let control = fit_scm(&rates, treated, donors, before, demeaned)?;
    let mut placebos = Vec::with_capacity(donors.len());
    let mut scales = Vec::with_capacity(donors.len());
    for (at, &donor) in donors.iter().enumerate() {
        let others: Vec<usize> = donors.iter().copied().filter(|&other| other != donor).collect();
        // A control at or below zero gives no ratio; such a donor cannot speak for the treated city.
        if let Some(ratio) = fit_scm(&rates, donor, &others, before, demeaned)?.log_ratio {
            placebos.push(ratio);
            scales.push(level.placebos[at].error);
        }
    }
    let estimate = control.log_ratio.unwrap_or(level.log_ratio);
    let calibrated = calibrate(estimate, level.error, &placebos, &scales, None, confidence)?;
    Ok((control, calibrated))
}

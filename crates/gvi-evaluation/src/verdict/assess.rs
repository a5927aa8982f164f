//! The only way from counts to a verdict: a sealed plan and a panel, and nothing chosen in between.

use serde::Serialize;

use super::judge::{Evidence, Judgement, judge};
use super::plan::{SealedPlan, StartRule};
use super::sentence::{Language, sentence};
use crate::calibration::{PipelineFit, PipelineSettings, YearEffect, run_pipeline};
use crate::error::{EvaluationError, Result};
use crate::power::{RegressionToMean, TriggerRule, regression_to_mean};
use crate::refusal::{Reading, Refusal, Rule};
use crate::regression::{Design, fit_nb2};
use crate::series::CountPanel;

/// What would have fallen by itself, given how high the counts stood at the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StartPanel {
    /// How the start was chosen, from the plan.
    pub rule: StartRule,
    /// The last twelve months before the start over the mean of the time before.
    pub last_year_over_mean: f64,
    /// The dispersion of the months before.
    pub alpha: f64,
    /// What a programme that does nothing would seem to do after a start at such a height.
    pub by_itself: RegressionToMean,
}

/// A verdict with everything that must stand beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The verdict.
    pub judgement: Judgement,
    /// The pipeline; none when it is too early or the pipeline refused.
    pub fit: Option<PipelineFit>,
    /// Each year since the start with its noise band.
    pub by_year: Vec<YearEffect>,
    /// Regression to the mean.
    pub start: StartPanel,
    /// The sentence in Swedish.
    pub swedish: String,
    /// The sentence in English.
    pub english: String,
}

/// What may be said about the primary outcome of a sealed plan?
///
/// `panel` holds the primary outcome by month for the city `treated` and the comparison cities; its first period is the first
/// month of the plan's window before. It may end before the window after does: then fewer months have passed. What lies
/// beyond the window is cut off. Cities that the plan does not name are left out; a named city that is missing is refused.
/// Give settled months only: the last two are usually incomplete.
///
/// # Errors
/// When the panel is not monthly, does not reach the start, or does not hold the treated city, and those of the pipeline.
pub fn assess(plan: &SealedPlan, panel: &CountPanel, treated: &str, settings: PipelineSettings, seed: u64) -> Result<Assessment> {
    let sealed = plan.plan();
    if panel.periods_per_year() != 12 {
        return Err(EvaluationError::Setting {
            what: "the number of periods in a year",
            value: f64::from(panel.periods_per_year()),
            wanted: "12: plans run by month",
        });
    }
    let start = sealed.start - sealed.before.0;
    let end = panel.periods().min(sealed.after.1 + 1 - sealed.before.0);
    if end < start {
        return Err(EvaluationError::Setting {
            what: "the number of months in the panel",
            value: panel.periods() as f64,
            wanted: "up to the start",
        });
    }
    let own = panel.unit(treated)?;
    let window = panel.between(0, end);
    let months_after = end - start;
    let mut missing = Vec::new();
    let mut units = vec![own];
    for name in &sealed.donors {
        match panel.unit(name) {
            Ok(unit) if unit != own => units.push(unit),
            _ => missing.push(Refusal::new(
                Rule::Donors,
                0.0,
                1.0,
                format!("comparison city {name} in the data"),
                "add it, or amend the plan",
            )),
        }
    }
    let start_panel = start_panel(&window, own, start, sealed.start_rule.clone(), seed)?;
    let chosen = window.only(&units);
    let donors: Vec<usize> = (1..units.len()).collect();
    let reading = if months_after < 12 || !missing.is_empty() {
        Reading::Refused(missing)
    } else {
        run_pipeline(&chosen, 0, &donors, start, settings, None)?
    };
    let evidence = match reading.estimate() {
        Some(fit) => Evidence::from_pipeline(fit, months_after, true),
        None => Evidence::refused(reading.refusals().to_vec(), months_after),
    };
    let judgement = judge(plan, &evidence);
    let fit = match reading {
        Reading::Estimate(fit) => Some(fit),
        Reading::Refused(_) => None,
    };
    Ok(Assessment {
        by_year: fit.as_ref().map_or_else(Vec::new, |fit| fit.level.by_year.clone()),
        swedish: sentence(&judgement, Language::Swedish),
        english: sentence(&judgement, Language::English),
        start: start_panel,
        fit,
        judgement,
    })
}

fn start_panel(panel: &CountPanel, unit: usize, start: usize, rule: StartRule, seed: u64) -> Result<StartPanel> {
    let counts: Vec<f64> = panel.counts(unit)[..start].iter().map(|&count| count as f64).collect();
    let total: f64 = counts.iter().sum();
    let months = counts.len() as f64;
    let last: f64 = counts[counts.len().saturating_sub(12)..].iter().sum();
    let yearly = (12.0 * total / months.max(1.0)).max(0.5);
    // The dispersion around a constant level; zero when the months spread no more than Poisson or are too few.
    let alpha = Design::new(vec![("level".to_owned(), vec![1.0; counts.len()])], vec![0.0; counts.len()])
        .and_then(|design| fit_nb2(&counts, &design))
        .map_or(0.0, |fit| fit.alpha);
    let ratio = last / yearly;
    let by_itself =
        regression_to_mean(&TriggerRule { events_a_year: yearly, alpha, trigger: ratio.max(1.0), months_max: 600 }, 1000, seed)?;
    Ok(StartPanel { rule, last_year_over_mean: ratio, alpha, by_itself })
}

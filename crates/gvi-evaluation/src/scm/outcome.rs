//! Synthetic control on the outcome alone, as levels or de-meaned.

use serde::Serialize;

use super::simplex::nearest_mixture;
use crate::error::{EvaluationError, Result, at_least};
use crate::numeric::distribution::mean;
use crate::provenance::{Fingerprint, Provenance};
use crate::refusal::{Reading, Refusal, Rule};
use crate::series::Panel;

/// How the control is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ScmSettings {
    /// Take each unit's own mean before the start away first, so that only the course is matched and not the level.
    pub demeaned: bool,
}

/// A synthetic control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScmFit {
    /// The treated unit.
    pub treated: String,
    /// The donors.
    pub donors: Vec<String>,
    /// Their weights.
    pub weights: Vec<f64>,
    /// The path of the control over all periods.
    pub control: Vec<f64>,
    /// Treated minus control over all periods.
    pub gaps: Vec<f64>,
    /// Periods before the start.
    pub before: usize,
    /// Root mean squared gap before the start.
    pub rmspe_before: f64,
    /// Root mean squared gap from the start on.
    pub rmspe_after: f64,
    /// Mean gap from the start on.
    pub effect: f64,
    /// ln(mean of treated after / mean of control after); none when either is not above zero.
    pub log_ratio: Option<f64>,
    /// Euclidean length of the gaps before the start.
    pub imbalance: f64,
    /// How much better than equal weights: 1 − imbalance / imbalance of equal weights.
    pub improvement: f64,
    /// Mean of the treated unit before the start.
    pub mean_before: f64,
    /// The smallest and largest donor mean before the start.
    pub donor_range: (f64, f64),
    /// Violation of the optimality conditions of the weights.
    pub optimality: f64,
    /// How to make it again.
    pub provenance: Provenance,
}

const ASSUMPTIONS: [&str; 5] = [
    "without the programme the treated unit would have gone on like its weighted donors",
    "no donor is touched by the programme or by one of its own",
    "donors were chosen before the outcome was seen",
    "the start was not chosen because of the counts just before it",
    "recording did not change in one unit alone",
];

/// What would the treated unit have looked like, if it had gone on like a mixture of the others?
///
/// Problem: min ‖x₁ − X₀w‖² over w ≥ 0, Σw = 1, x₁ and X₀ the outcome before the start (rates, or an index). De-meaned:
/// the mean of each unit before the start is taken away and given back to the control. Shapes: units × periods; `before`
/// periods before the start. Sources: Abadie, Gardeazabal 2003; Abadie, Diamond, Hainmueller 2010; de-meaned: Doudchenko,
/// Imbens 2016, Ferman, Pinto 2021.
///
/// # Errors
/// When there is no donor, no period after, or a unit number outside the panel.
pub fn fit_scm(panel: &Panel, treated: usize, donors: &[usize], before: usize, settings: ScmSettings) -> Result<ScmFit> {
    check(panel, treated, donors, before)?;
    let shift = |unit: usize| if settings.demeaned { mean(&panel.row(unit)[..before]) } else { 0.0 };
    let own = shift(treated);
    let target: Vec<f64> = panel.row(treated)[..before].iter().map(|value| value - own).collect();
    let points: Vec<Vec<f64>> = donors
        .iter()
        .map(|&donor| {
            let level = shift(donor);
            panel.row(donor)[..before].iter().map(|value| value - level).collect()
        })
        .collect();
    let views: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
    let nearest = nearest_mixture(&target, &views)?;
    let control = (0..panel.periods())
        .map(|t| own + donors.iter().zip(&nearest.weights).map(|(&donor, w)| w * (panel.row(donor)[t] - shift(donor))).sum::<f64>())
        .collect();
    let equal = vec![1.0 / donors.len() as f64; donors.len()];
    let equal_gap: f64 = (0..before)
        .map(|t| (target[t] - points.iter().zip(&equal).map(|(point, w)| w * point[t]).sum::<f64>()).powi(2))
        .sum::<f64>()
        .sqrt();
    let name = if settings.demeaned { "synthetic control, de-meaned" } else { "synthetic control, outcome only" };
    let mut fit = from_control(panel, treated, donors, before, nearest.weights, control, name);
    fit.improvement = 1.0 - fit.imbalance / equal_gap;
    fit.optimality = nearest.optimality;
    Ok(fit)
}

pub(crate) fn check(panel: &Panel, treated: usize, donors: &[usize], before: usize) -> Result<()> {
    at_least("donors", donors.len(), 1, "add comparison units")?;
    at_least("periods before the start", before, 1, "begin the panel earlier")?;
    at_least("periods in the panel", panel.periods(), before + 1, "end the panel after the start")?;
    let highest = donors.iter().copied().max().unwrap_or(0).max(treated);
    if highest >= panel.units() {
        return Err(EvaluationError::Setting { what: "the number of a unit", value: highest as f64, wanted: "a place in the panel" });
    }
    if donors.contains(&treated) {
        return Err(EvaluationError::Name {
            what: "the treated unit",
            name: panel.names()[treated].clone(),
            problem: "is among its own donors",
            remedy: "take it out of the donors",
        });
    }
    Ok(())
}

pub(crate) fn from_control(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    weights: Vec<f64>,
    control: Vec<f64>,
    estimator: &'static str,
) -> ScmFit {
    let row = panel.row(treated);
    let gaps: Vec<f64> = row.iter().zip(&control).map(|(y, c)| y - c).collect();
    let root = |gaps: &[f64]| (gaps.iter().map(|gap| gap * gap).sum::<f64>() / gaps.len() as f64).sqrt();
    let means: Vec<f64> = donors.iter().map(|&donor| mean(&panel.row(donor)[..before])).collect();
    let (own_after, control_after) = (mean(&row[before..]), mean(&control[before..]));
    let chosen: Vec<u64> = donors.iter().map(|&donor| donor as u64).collect();
    let input = panel
        .add_to(Fingerprint::of("synthetic control"))
        .text("estimator", estimator)
        .number("treated", treated)
        .counts("donors", &chosen)
        .number("before", before)
        .finish();
    ScmFit {
        treated: panel.names()[treated].clone(),
        donors: donors.iter().map(|&donor| panel.names()[donor].clone()).collect(),
        rmspe_before: root(&gaps[..before]),
        rmspe_after: root(&gaps[before..]),
        effect: mean(&gaps[before..]),
        log_ratio: (own_after > 0.0 && control_after > 0.0).then(|| (own_after / control_after).ln()),
        imbalance: gaps[..before].iter().map(|gap| gap * gap).sum::<f64>().sqrt(),
        improvement: f64::NAN,
        mean_before: mean(&row[..before]),
        donor_range: (means.iter().copied().fold(f64::INFINITY, f64::min), means.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        optimality: f64::NAN,
        provenance: Provenance::new(estimator, &ASSUMPTIONS, None, input),
        weights,
        control,
        gaps,
        before,
    }
}

/// The error that counting alone gives one period of the treated unit, in units of the outcome.
///
/// For a rate per 100,000: 10⁵·√(mean count)/population. Zero when the outcome is not a count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CountingNoise(pub f64);

/// Limits beyond which a synthetic control is refused.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScmLimits {
    /// Largest root mean squared gap before, as a share of the mean before.
    pub fit_share: f64,
    /// Fewest periods before.
    pub periods_before: usize,
    /// Refuse when the treated mean lies outside the range of donor means (not for the de-meaned version).
    pub inside_donors: bool,
}

impl Default for ScmLimits {
    fn default() -> Self {
        Self { fit_share: 0.15, periods_before: 8, inside_donors: true }
    }
}

impl ScmFit {
    /// The smallest p-value that a permutation over these units can give: 1/(J + 1).
    pub fn smallest_p(&self) -> f64 {
        1.0 / (self.donors.len() as f64 + 1.0)
    }

    /// The rules this control breaks; none when it may be shown as an estimate.
    ///
    /// `known_programmes` are the names of units known to run a programme of their own.
    pub fn refusals(&self, limits: ScmLimits, known_programmes: &[String]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.before < limits.periods_before {
            let measured = self.before as f64;
            let limit = limits.periods_before as f64;
            refusals.push(Refusal::new(Rule::PeriodsBefore, measured, limit, "periods before the start", "begin the panel earlier"));
        }
        let share = self.rmspe_before / self.mean_before.abs();
        if !(share <= limits.fit_share) {
            let remedy = "use longer periods, other donors, or the level comparison";
            refusals.push(Refusal::new(Rule::PreFit, share, limits.fit_share, "gap before the start as a share of the mean", remedy));
        }
        let (low, high) = self.donor_range;
        if limits.inside_donors && !(low..=high).contains(&self.mean_before) {
            let limit = if self.mean_before < low { low } else { high };
            let remedy = "add donors on the other side, or use the de-meaned control";
            refusals.push(Refusal::new(Rule::OutsideDonors, self.mean_before, limit, "mean of the treated unit before the start", remedy));
        }
        for name in &self.donors {
            if known_programmes.contains(name) {
                refusals.push(Refusal::new(
                    Rule::TreatedDonor,
                    1.0,
                    0.0,
                    format!("programme known in donor {name}"),
                    "take it out of the donors",
                ));
            }
        }
        refusals
    }
}

/// The synthetic control behind the rules: an estimate, or why there is none.
///
/// # Errors
/// As [`fit_scm`].
pub fn evaluate_scm(
    panel: &Panel,
    treated: usize,
    donors: &[usize],
    before: usize,
    settings: ScmSettings,
    known_programmes: &[String],
) -> Result<Reading<ScmFit>> {
    let fit = fit_scm(panel, treated, donors, before, settings)?;
    let limits = ScmLimits { inside_donors: !settings.demeaned, ..ScmLimits::default() };
    Ok(Reading::unless(fit.refusals(limits, known_programmes), fit))
}

//! The fit of an interrupted time series, with every error and the widest one shown.

use nalgebra::DMatrix;
use serde::Serialize;

use super::diagnostics::{Diagnostics, diagnose};
use super::few_events::{FewEvents, few_events};
use super::terms::{ItsTerms, its_design};
use crate::error::Result;
use crate::numeric::distribution::{normal_below, normal_quantile, t_below, t_quantile};
use crate::numeric::matrix::quadratic;
use crate::provenance::{Fingerprint, Provenance};
use crate::refusal::{Reading, Refusal, Rule};
use crate::regression::{Design, HacSettings, fit_nb2, fit_poisson, hac_covariance, quasi_covariance};
use crate::series::CountSeries;

/// Which law the counts were given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum ItsModel {
    /// Variance = mean. Chosen when the counts spread no more than that; a notice says so.
    Poisson,
    /// Variance = μ + αμ².
    Nb2 {
        /// The dispersion.
        alpha: f64,
    },
}

/// Which error was the widest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ErrorKind {
    /// Observed information of the model.
    Model,
    /// Expected information with α known.
    AlphaKnown,
    /// Newey–West with twelve lags.
    Hac,
    /// Quasi-Poisson with t.
    Quasi,
}

/// A ratio with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// Point estimate; 0.70 means −30 %.
    pub ratio: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Ratio {
    pub(crate) fn from_log(log: f64, half_width: f64) -> Self {
        Self { ratio: log.exp(), lower: (log - half_width).exp(), upper: (log + half_width).exp() }
    }
}

/// The mean ratio of the fitted counts to what the model expects without the programme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanRatio {
    /// First month.
    pub from: usize,
    /// Last month.
    pub to: usize,
    /// The ratio, with the interval of the widest error.
    pub ratio: Ratio,
    /// The same with the model's own error.
    pub ratio_model: Ratio,
    /// Events counted in these months.
    pub events: u64,
    /// Events the model expects without the programme.
    pub expected_without: f64,
    /// Events prevented (negative: additional), point and interval.
    pub prevented: (f64, f64, f64),
}

/// One term with all its errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// Its coefficient on the log scale.
    pub coefficient: f64,
    /// Model error.
    pub model: f64,
    /// Error with α known; the model error for Poisson.
    pub alpha_known: f64,
    /// Newey–West error.
    pub hac: f64,
    /// Quasi-Poisson error (of the Poisson fit).
    pub quasi: f64,
    /// Which of them was the widest.
    pub widest: ErrorKind,
    /// The interval of the coefficient with the widest error.
    pub interval: (f64, f64),
    /// Two-sided p-value with the widest error.
    pub p: f64,
}

/// A fitted interrupted time series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItsFit {
    /// The law of the counts.
    pub model: ItsModel,
    /// Notices a reader must see, such as the fallback to Poisson.
    pub notices: Vec<&'static str>,
    /// Every term with every error.
    pub terms: Vec<Term>,
    /// The step as a rate ratio, with the widest error.
    pub step: Ratio,
    /// Which error was the widest for the step.
    pub widest: ErrorKind,
    /// Two-sided p-value of the step with the widest error.
    pub p_step: f64,
    /// The whole time after the start, and each year of it.
    pub overall: MeanRatio,
    /// By year since the start; a last year that is not full is left out.
    pub by_year: Vec<MeanRatio>,
    /// Fitted means.
    pub means: Vec<f64>,
    /// Means without the programme.
    pub means_without: Vec<f64>,
    /// Log likelihood.
    pub loglik: f64,
    /// Pearson dispersion of the Poisson fit.
    pub dispersion: f64,
    /// p of the boundary test against Poisson; none for the Poisson fallback.
    pub p_poisson: Option<f64>,
    /// Events before and after the start.
    pub events: (u64, u64),
    /// The start month.
    pub start: usize,
    /// The confidence of intervals.
    pub confidence: f64,
    /// How to make it again.
    pub provenance: Provenance,
    #[serde(skip)]
    pub(crate) covariances: Vec<(ErrorKind, DMatrix<f64>)>,
    #[serde(skip)]
    pub(crate) design: Design,
}

/// Months between start and shock within which one series cannot tell them apart.
const SHOCK_MONTHS: usize = 3;

const ASSUMPTIONS: [&str; 5] = [
    "without the programme the season and trend of the time before would have gone on",
    "nothing else changed at the start",
    "the start was not chosen because of the counts just before it",
    "correlation between months dies out within a year",
    "recording did not change",
];

/// What changed at the start, if season and trend had gone on as before?
///
/// Poisson or NB2 regression on [`its_design`]; NB2 unless the Pearson dispersion is at most 1 (then Poisson with a notice).
/// Errors: observed joint information, expected with α known, Newey–West with 12 lags (fewer for short series), quasi-Poisson
/// with t; the widest is shown. Mean ratio over months S: R = Σ_S μ_t(β)/Σ_S μ_t(β, D = 0), delta method on ln R.
///
/// This function computes; [`evaluate_its`] also refuses. Sources: Wagner et al. 2002; Bernal et al. 2017.
///
/// # Errors
/// When the start lies outside, a term repeats others, or the regression does not settle.
pub fn fit_its(series: &CountSeries, start: usize, terms: ItsTerms, confidence: f64) -> Result<ItsFit> {
    let design = its_design(series, start, terms)?;
    let y = series.numbers();
    let poisson = fit_poisson(&y, &design)?;
    let mut notices = Vec::new();
    let nb2 = if poisson.dispersion > 1.0 { fit_nb2(&y, &design).ok() } else { None };
    if poisson.dispersion <= 1.0 {
        notices.push("the counts spread no more than Poisson: Poisson regression is used");
    } else if nb2.is_none() {
        notices.push("NB2 did not settle: Poisson regression with robust errors is used");
    }
    let lags = 12.min(series.len() / 4);
    let (model, coefficients, means, loglik, alpha, model_cov, known_cov) = match &nb2 {
        Some(fit) => (
            ItsModel::Nb2 { alpha: fit.alpha },
            fit.coefficients.clone(),
            fit.means.clone(),
            fit.loglik,
            fit.alpha,
            fit.covariance.clone(),
            fit.covariance_alpha_known.clone(),
        ),
        None => (
            ItsModel::Poisson,
            poisson.coefficients.clone(),
            poisson.means.clone(),
            poisson.loglik,
            0.0,
            poisson.covariance.clone(),
            poisson.covariance.clone(),
        ),
    };
    let hac = hac_covariance(&y, &design, &means, alpha, HacSettings { lags, ..HacSettings::default() })?;
    let quasi = quasi_covariance(&poisson);
    let freedom = poisson.freedom as f64;
    let covariances =
        vec![(ErrorKind::Model, model_cov), (ErrorKind::AlphaKnown, known_cov), (ErrorKind::Hac, hac), (ErrorKind::Quasi, quasi)];
    let named: Vec<Term> = design
        .names()
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let mut unit = vec![0.0; design.terms()];
            unit[at] = 1.0;
            let (widest, half) = widest(&covariances, &unit, confidence, freedom);
            let z = coefficients[at] / (half / critical(widest, confidence, freedom));
            let error = |kind: usize| covariances[kind].1[(at, at)].sqrt();
            Term {
                name: name.clone(),
                coefficient: coefficients[at],
                model: error(0),
                alpha_known: error(1),
                hac: error(2),
                quasi: error(3),
                widest,
                interval: (coefficients[at] - half, coefficients[at] + half),
                p: 2.0 * if widest == ErrorKind::Quasi { t_below(-z.abs(), freedom) } else { normal_below(-z.abs()) },
            }
        })
        .collect();
    let step = &named[design.term("step").unwrap_or(0)];
    let (step_ratio, widest, p_step) = (Ratio::from_log(step.coefficient, step.interval.1 - step.coefficient), step.widest, step.p);
    let without = without_programme(&design, &coefficients);
    let whole = mean_ratio(series, &design, &means, &without, &covariances, (start, series.len()), confidence, freedom);
    let by_year = (0..(series.len() - start) / 12)
        .map(|year| {
            let months = (start + 12 * year, start + 12 * (year + 1));
            mean_ratio(series, &design, &means, &without, &covariances, months, confidence, freedom)
        })
        .collect();
    let input = series
        .add_to(Fingerprint::of("interrupted time series"))
        .number("start", start)
        .text("terms", &format!("{terms:?}"))
        .numbers("confidence", &[confidence])
        .finish();
    Ok(ItsFit {
        model,
        notices,
        terms: named,
        step: step_ratio,
        widest,
        p_step,
        overall: whole,
        by_year,
        means,
        means_without: without,
        loglik,
        dispersion: poisson.dispersion,
        p_poisson: nb2.map(|fit| fit.p_poisson),
        events: (series.total(0, start), series.total(start, series.len())),
        start,
        confidence,
        provenance: Provenance::new("interrupted time series", &ASSUMPTIONS, None, input),
        covariances,
        design,
    })
}

fn critical(kind: ErrorKind, confidence: f64, freedom: f64) -> f64 {
    let p = 0.5 + confidence / 2.0;
    if kind == ErrorKind::Quasi { t_quantile(p, freedom) } else { normal_quantile(p) }
}

/// The widest half-width of a linear function of the coefficients over all errors.
fn widest(covariances: &[(ErrorKind, DMatrix<f64>)], gradient: &[f64], confidence: f64, freedom: f64) -> (ErrorKind, f64) {
    let mut most = (ErrorKind::Model, 0.0);
    for (kind, covariance) in covariances {
        let half = critical(*kind, confidence, freedom) * quadratic(covariance, gradient).max(0.0).sqrt();
        if half > most.1 {
            most = (*kind, half);
        }
    }
    most
}

fn is_programme(name: &str) -> bool {
    name == "step" || name == "slope"
}

fn without_programme(design: &Design, coefficients: &[f64]) -> Vec<f64> {
    let quiet: Vec<f64> =
        design.names().iter().zip(coefficients).map(|(name, &beta)| if is_programme(name) { 0.0 } else { beta }).collect();
    design.eta(&quiet).iter().map(|eta| eta.exp()).collect()
}

#[expect(clippy::too_many_arguments, reason = "one sum over months needs the whole fit")]
fn mean_ratio(
    series: &CountSeries,
    design: &Design,
    means: &[f64],
    without: &[f64],
    covariances: &[(ErrorKind, DMatrix<f64>)],
    (from, to): (usize, usize),
    confidence: f64,
    freedom: f64,
) -> MeanRatio {
    let with_sum: f64 = means[from..to].iter().sum();
    let without_sum: f64 = without[from..to].iter().sum();
    let mut gradient = vec![0.0; design.terms()];
    let mut gradient_prevented = vec![0.0; design.terms()];
    for (column, name) in design.names().iter().enumerate() {
        let quiet = if is_programme(name) { 0.0 } else { 1.0 };
        for t in from..to {
            let x = design.row(t)[column];
            gradient[column] += means[t] * x / with_sum - quiet * without[t] * x / without_sum;
            gradient_prevented[column] += quiet * without[t] * x - means[t] * x;
        }
    }
    let (_, half) = widest(covariances, &gradient, confidence, freedom);
    let (_, half_prevented) = widest(covariances, &gradient_prevented, confidence, freedom);
    let own = critical(ErrorKind::Model, confidence, freedom) * quadratic(&covariances[0].1, &gradient).max(0.0).sqrt();
    let log = (with_sum / without_sum).ln();
    let prevented = without_sum - with_sum;
    MeanRatio {
        from,
        to: to - 1,
        ratio: Ratio::from_log(log, half),
        ratio_model: Ratio::from_log(log, own),
        events: series.total(from, to),
        expected_without: without_sum,
        prevented: (prevented, prevented - half_prevented, prevented + half_prevented),
    }
}

/// What an evaluation by interrupted time series comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ItsResult {
    /// The regression and its diagnostics.
    Regression {
        /// The fit.
        fit: Box<ItsFit>,
        /// Its diagnostics.
        diagnostics: Box<Diagnostics>,
    },
    /// Fewer than 30 events: an exact comparison of two rates.
    FewEvents(FewEvents),
}

/// Known shocks so close to the start that one series cannot tell the two apart.
///
/// A national shock is refused within three months of the start when there are no comparison cities; a local one always, because no
/// other city met it.
pub fn shocks_at_start(series: &CountSeries, start: usize, has_comparison: bool) -> Vec<Refusal> {
    let near = series.shocks().iter().filter(|shock| !(shock.national && has_comparison)).filter_map(|shock| {
        let distance = if start < shock.from { shock.from - start } else { start.saturating_sub(shock.to) };
        (distance <= SHOCK_MONTHS).then_some((shock, distance))
    });
    near.map(|(shock, distance)| {
        let what = format!("months between the start and the shock \"{}\"", shock.name);
        let remedy = if shock.national {
            "use comparison cities that met the same shock"
        } else {
            "describe the counts: no other city met this shock"
        };
        Refusal::new(Rule::ShockAtStart, distance as f64, SHOCK_MONTHS as f64, what, remedy)
    })
    .collect()
}

/// The same as [`fit_its`] behind the rules: refuses what one series cannot answer.
///
/// Refuses: fewer than 36 months before; fewer than 24 after; [`shocks_at_start`]. Fewer than 30 events in all: [`few_events`].
///
/// # Errors
/// As [`fit_its`].
pub fn evaluate_its(series: &CountSeries, start: usize, terms: ItsTerms, has_comparison: bool, seed: u64) -> Result<Reading<ItsResult>> {
    its_design(series, start, terms)?;
    let mut refusals = Vec::new();
    let after = series.len() - start;
    if start < 36 {
        let remedy = "collect the series further back, 60 months if possible";
        refusals.push(Refusal::new(Rule::PeriodsBefore, start as f64, 36.0, "months before the start", remedy));
    }
    if after < 24 {
        refusals.push(Refusal::new(
            Rule::PeriodsAfter,
            after as f64,
            24.0,
            "months after the start",
            "wait; describe the counts until then",
        ));
    }
    refusals.extend(shocks_at_start(series, start, has_comparison));
    if !refusals.is_empty() {
        return Ok(Reading::Refused(refusals));
    }
    if series.total(0, series.len()) < 30 {
        return Ok(Reading::Estimate(ItsResult::FewEvents(few_events(series, start, 0.95)?)));
    }
    let fit = fit_its(series, start, terms, 0.95)?;
    let diagnostics = diagnose(series, &fit, terms, seed)?;
    Ok(Reading::Estimate(ItsResult::Regression { fit: Box::new(fit), diagnostics: Box::new(diagnostics) }))
}

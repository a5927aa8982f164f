//! The researcher's part of a reading: what the answer rests on, and what another method makes of the same counts.
//!
//! Nothing here changes the verdict, and nothing is computed of an outcome before its reading may show an effect. A synthetic control
//! answers to one city less; the whole pipeline answers at starts that were none; a regression of the one series stands beside, with
//! every error, because readers ask for it; and each table that was ever added is read as it stood then.

use std::collections::BTreeMap;

use gvi_domain::evaluation::{EvaluationPlan, OutcomeRole};
use gvi_domain::{Moment, Month};
pub use gvi_evaluation::calibration::PipelineFit;
use gvi_evaluation::calibration::{PipelineSettings, compare_levels, run_pipeline};
use gvi_evaluation::error::EvaluationError;
pub use gvi_evaluation::its::{Diagnostics, ErrorKind, FewEvents, ItsFit, ItsModel, ItsResult, MeanRatio, Ratio, Term};
use gvi_evaluation::its::{ItsTerms, evaluate_its, fit_its, shocks_at_start};
use gvi_evaluation::refusal::Rule;
pub use gvi_evaluation::refusal::{Reading as Answer, Refusal};
use gvi_evaluation::scm::{ScmSettings, leave_one_donor_out, placebo_in_time};
use gvi_evaluation::series::{CountPanel, CountSeries, Shock};
pub use gvi_evaluation::verdict::Verdict;
use serde::Serialize;
use serde_json::{Value, json};

use super::reading::{CountTable, NotRead, Reading, SealedPlan, assessed, newest, panel_of};

/// Share of an effect, on the log scale, below which what is left without one city is no longer the same result.
pub const SHARE_LEFT_MIN: f64 = 0.5;
/// Tables of one outcome that are read each by itself, the newest ones.
pub const VINTAGES_MAX: usize = 8;
/// Confidence of every interval here.
const CONFIDENCE: f64 = 0.95;

/// Counted over expected with its interval.
pub type Interval = (f64, f64, f64);

/// The same outcome by each method.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByMethod {
    /// What it is in the plan.
    #[serde(skip)]
    pub role: OutcomeRole,
    /// Its name.
    pub name: String,
    /// By the level comparison, which the verdict reads.
    pub level: Option<Interval>,
    /// By the synthetic control, its second witness.
    pub control: Option<Interval>,
    /// By the regression of the one series: the mean ratio after the start, with the widest error.
    pub regression: Option<Interval>,
}

/// The answer without one comparison city.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithoutOne {
    /// The city left out.
    pub name: String,
    /// Its weight in the synthetic control.
    pub weight: f64,
    /// Ratio of the synthetic control without it.
    pub control: Option<f64>,
    /// The share of the effect that is left, on the log scale; below nought when it turns.
    pub share_left: Option<f64>,
    /// Root mean squared gap before the start, without it.
    pub rmspe_before: f64,
    /// The level comparison without it.
    pub level: Interval,
}

/// Whether the synthetic control rests on one city.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum RestsOn {
    /// Its interval covers 1: there is no result that a city could carry.
    NoResult,
    /// Without these less than [`SHARE_LEFT_MIN`] of the effect is left.
    Cities(Vec<String>),
    /// Without any one city at least that share is left.
    NoSingleCity,
}

/// The synthetic control and the level comparison without each city in turn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaveOneOut {
    /// With all of them.
    pub control: Interval,
    /// The level comparison with all of them.
    pub level: Interval,
    /// Root mean squared gap of the control before the start.
    pub rmspe_before: f64,
    /// Without each city that has weight in the control, the heaviest first.
    pub without: Vec<WithoutOne>,
    /// What follows.
    pub rests_on: RestsOn,
}

/// A start that was none, and what would have been found up to the real one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EarlierStart {
    /// Years before the real start.
    pub years_before: usize,
    /// The level comparison; none where the pipeline refused.
    pub level: Option<Interval>,
    /// Ratio of the synthetic control.
    pub control: Option<f64>,
    /// The conditions of a reduction would have held, or those of an increase.
    pub finds: Option<bool>,
}

/// What stands beside a reading that shows an effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Details {
    /// Every outcome by every method.
    pub methods: Vec<ByMethod>,
    /// Without one city.
    pub leave_one_out: LeaveOneOut,
    /// Earlier starts, the earliest first.
    pub earlier_starts: Vec<EarlierStart>,
    /// The regression of the primary outcome, or why there is none.
    pub regression: Answer<ItsResult>,
}

/// One outcome on the tables that were known at one time.
#[derive(Debug, Clone)]
pub struct Vintage {
    /// When the last of them was added.
    pub at: Moment,
    /// What they say.
    pub read: Result<VintageRead, NotRead>,
}

/// What the tables of one time say.
#[derive(Debug, Clone)]
pub struct VintageRead {
    /// The last month that they count.
    pub last: Month,
    /// Months of the city whose count is another than in the tables before.
    pub changed: usize,
    /// The verdict on them.
    pub verdict: Verdict,
    /// The ratio; none where the verdict does not carry it.
    pub ratio: Option<Interval>,
}

/// An outcome that has more than one table.
#[derive(Debug, Clone)]
pub struct OutcomeVintages {
    /// What it is in the plan.
    pub role: OutcomeRole,
    /// Its name.
    pub name: String,
    /// The oldest first.
    pub vintages: Vec<Vintage>,
    /// Older ones that are not read here.
    pub left_out: usize,
}

/// A table and when it was added.
#[derive(Debug, Clone)]
pub struct Dated {
    /// When.
    pub at: Moment,
    /// The table.
    pub table: CountTable,
}

/// Everything that researchers ask beside the reading.
#[derive(Debug, Clone)]
pub struct Research {
    /// The reading.
    pub reading: Reading,
    /// What it rests on; none while it shows no effect.
    pub details: Option<Details>,
    /// Outcomes on the tables as they were known.
    pub vintages: Vec<OutcomeVintages>,
}

fn estimators(error: EvaluationError) -> NotRead {
    NotRead::Estimators(error)
}

/// What stands beside a reading, from the same tables.
///
/// # Errors
/// When an estimator cannot read the counts that the reading was made from.
pub fn research(
    reading: Reading,
    tables: &BTreeMap<String, CountTable>,
    vintages: Vec<OutcomeVintages>,
    seed: u64,
) -> Result<Research, NotRead> {
    let details = match (reading.effects(), tables.get(&reading.plan.primary.name)) {
        (Some(fit), Some(table)) => Some(details(&reading, fit, table, tables, seed)?),
        _ => None,
    };
    Ok(Research { reading, details, vintages })
}

fn details(
    reading: &Reading,
    fit: &PipelineFit,
    table: &CountTable,
    tables: &BTreeMap<String, CountTable>,
    seed: u64,
) -> Result<Details, NotRead> {
    let plan = &reading.plan;
    let (window, start) = window_of(table, plan)?;
    let methods = reading
        .outcomes
        .iter()
        .map(|outcome| {
            // Where the verdict carries no ratio, no other method shows one either.
            let regression = outcome.ratio.and(tables.get(&outcome.name)).and_then(|table| mean_ratio(table, plan));
            ByMethod { role: outcome.role, name: outcome.name.clone(), level: outcome.ratio, control: outcome.witness, regression }
        })
        .collect();
    let series = own_series(table, plan)?;
    Ok(Details {
        methods,
        leave_one_out: leave_one_out(&window, start, fit).map_err(estimators)?,
        earlier_starts: earlier_starts(&window, start).map_err(estimators)?,
        // The comparison with other cities is another method; this one stands alone and is held to the rules of one that does.
        regression: alone(&series, start, seed)?,
    })
}

/// The regression of one series. One that does not settle, because a shock or a season takes all months with incidents, is a refusal
/// like the others: what else is found is not lost with it.
fn alone(series: &CountSeries, start: usize, seed: u64) -> Result<Answer<ItsResult>, NotRead> {
    match evaluate_its(series, start, ItsTerms::default_for(start), false, seed) {
        Ok(answer) => Ok(answer),
        Err(EvaluationError::NotSettled { rounds, .. }) => {
            let what = "regression that settles";
            Ok(Answer::Refused(vec![Refusal::new(
                Rule::NotConverged,
                rounds as f64,
                rounds as f64,
                what,
                "read the level comparison alone",
            )]))
        }
        Err(EvaluationError::Collinear { term }) => {
            let what = format!("regression terms that say something of their own: {term}");
            Ok(Answer::Refused(vec![Refusal::new(Rule::NotConverged, 0.0, 1.0, what, "read the level comparison alone")]))
        }
        Err(error) => Err(estimators(error)),
    }
}

/// The months that a plan reads, its city first and the comparison cities behind it, and the place of the start.
fn window_of(table: &CountTable, plan: &EvaluationPlan) -> Result<(CountPanel, usize), NotRead> {
    let panel = panel_of(table, plan)?;
    let units = std::iter::once(&plan.city).chain(plan.donors.iter().filter(|donor| **donor != plan.city));
    let units = units.map(|name| panel.unit(name)).collect::<Result<Vec<_>, _>>().map_err(estimators)?;
    let (start, end) = span(plan, panel.periods());
    Ok((panel.between(0, end).only(&units), start))
}

/// The places of the start and of the end of what a plan reads, counted from its first month.
fn span(plan: &EvaluationPlan, months: usize) -> (usize, usize) {
    let place = |month: Month| usize::try_from(month.since(plan.first)).unwrap_or(0);
    (place(plan.start), months.min(place(plan.last) + 1))
}

/// The counts of the plan's own city from its first month on.
fn own_series(table: &CountTable, plan: &EvaluationPlan) -> Result<CountSeries, NotRead> {
    let outside = || NotRead::Months { wanted: plan.first, first: table.first, last: table.last() };
    let city = table.cities.iter().find(|city| city.name == plan.city).ok_or_else(|| NotRead::NoCity(plan.city.clone()))?;
    let skipped = usize::try_from(plan.first.since(table.first)).map_err(|_| outside())?;
    let counts = city.counts.get(skipped..).ok_or_else(outside)?;
    let (_, end) = span(plan, counts.len());
    let days = (0..end).map(|at| f64::from(plan.first.plus(at as i64).days())).collect();
    let series = CountSeries::new(counts[..end].to_vec(), days, plan.first.of_year()).map_err(estimators)?;
    series.with_shocks(shocks_of(plan, end)).map_err(estimators)
}

/// The plan's shocks among so many months from its first on; one that has not come yet is left out, one that goes on is cut off.
fn shocks_of(plan: &EvaluationPlan, months: usize) -> Vec<Shock> {
    let place = |month: Month| usize::try_from(month.since(plan.first)).unwrap_or(0);
    plan.shocks
        .iter()
        .filter(|shock| place(shock.first) < months)
        .map(|shock| Shock {
            name: shock.name.clone(),
            from: place(shock.first),
            to: place(shock.last).min(months - 1),
            national: shock.national,
        })
        .collect()
}

/// The mean ratio after the start by the regression; none where it refuses or does not settle.
fn mean_ratio(table: &CountTable, plan: &EvaluationPlan) -> Option<Interval> {
    let series = own_series(table, plan).ok()?;
    let (start, _) = span(plan, series.len());
    if !shocks_at_start(&series, start, false).is_empty() {
        return None;
    }
    let fit = fit_its(&series, start, ItsTerms::default_for(start), CONFIDENCE).ok()?;
    Some(shown(&fit.overall.ratio))
}

/// A ratio of the regression as an interval.
pub fn shown(ratio: &Ratio) -> Interval {
    (ratio.ratio, ratio.lower, ratio.upper)
}

fn from_log(estimate: f64, (low, high): (f64, f64)) -> Interval {
    (estimate.exp(), low.exp(), high.exp())
}

fn leave_one_out(window: &CountPanel, start: usize, fit: &PipelineFit) -> Result<LeaveOneOut, EvaluationError> {
    let (years, before) = window.years_around(start);
    let donors: Vec<usize> = (1..years.units()).collect();
    let whole = fit.control_calibrated.estimate;
    let mut without = leave_one_donor_out(&years.rates(), 0, &donors, before, ScmSettings { demeaned: true })?
        .into_iter()
        .map(|left| {
            let out = years.unit(&left.name)?;
            let others: Vec<usize> = donors.iter().copied().filter(|donor| *donor != out).collect();
            let level = compare_levels(&years, 0, &others, before, &fit.level.drift, CONFIDENCE)?;
            Ok(WithoutOne {
                name: left.name,
                weight: left.weight,
                control: left.log_ratio.map(f64::exp),
                share_left: left.log_ratio.map(|ratio| ratio / whole).filter(|share| share.is_finite()),
                rmspe_before: left.rmspe_before,
                level: from_log(level.log_ratio, level.calibrated.interval),
            })
        })
        .collect::<Result<Vec<_>, EvaluationError>>()?;
    without.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let interval = fit.control_calibrated.interval;
    Ok(LeaveOneOut {
        control: from_log(whole, interval),
        level: from_log(fit.level.log_ratio, fit.level.calibrated.interval),
        rmspe_before: fit.control.rmspe_before,
        rests_on: rests_on(interval, &without),
        without,
    })
}

/// A city carries the result when less than [`SHARE_LEFT_MIN`] of the effect, on the log scale, is left without it. Where the interval
/// covers 1 there is no result, and shares of it would be noise over noise.
fn rests_on((low, high): (f64, f64), without: &[WithoutOne]) -> RestsOn {
    if low <= 0.0 && high >= 0.0 {
        return RestsOn::NoResult;
    }
    // A control that gives no ratio without a city has lost the result with it.
    let carries = |left: &&WithoutOne| left.share_left.is_none_or(|share| share < SHARE_LEFT_MIN);
    let cities: Vec<String> = without.iter().filter(carries).map(|left| left.name.clone()).collect();
    if cities.is_empty() { RestsOn::NoSingleCity } else { RestsOn::Cities(cities) }
}

/// Both witnesses at each earlier start that leaves as many years before it as the pipeline asks for; only the time before the real
/// start is used, so that its effect cannot leak into them.
fn earlier_starts(window: &CountPanel, start: usize) -> Result<Vec<EarlierStart>, EvaluationError> {
    let settings = PipelineSettings::default();
    let (years, before) = window.years_around(start);
    if before <= settings.years_before {
        return Ok(Vec::new());
    }
    let donors: Vec<usize> = (1..years.units()).collect();
    let quiet = window.between(0, start);
    placebo_in_time(&years.rates(), 0, &donors, before, settings.years_before, ScmSettings { demeaned: true })?
        .into_iter()
        .map(|placebo| {
            let years_before = before - placebo.start;
            let found = run_pipeline(&quiet, 0, &donors, start - 12 * years_before, settings, None)?;
            let fit = found.estimate();
            Ok(EarlierStart {
                years_before,
                level: fit.map(|fit| from_log(fit.level.log_ratio, fit.level.calibrated.interval)),
                control: placebo.log_ratio.map(f64::exp),
                finds: fit.map(|fit| fit.reduced || fit.increased),
            })
        })
        .collect()
}

/// What would have been said on the tables of each time: every outcome of the plan that has more than one.
pub fn vintages(
    sealed: &SealedPlan,
    plan: &EvaluationPlan,
    dated: &BTreeMap<String, Vec<Dated>>,
    this_month: Month,
    seed: u64,
) -> Vec<OutcomeVintages> {
    plan.outcomes()
        .filter_map(|(role, outcome)| {
            let dated = dated.get(&outcome.name).filter(|dated| dated.len() > 1)?;
            let tables: Vec<CountTable> = dated.iter().map(|dated| dated.table.clone()).collect();
            let left_out = dated.len().saturating_sub(VINTAGES_MAX);
            let known: Vec<Option<CountTable>> = (left_out..=dated.len()).map(|upto| newest(plan, &tables[..upto])).collect();
            let read = |known: &[Option<CountTable>]| vintage(sealed, plan, known[0].as_ref(), known[1].as_ref(), this_month, seed);
            let vintages =
                dated[left_out..].iter().zip(known.windows(2)).map(|(dated, known)| Vintage { at: dated.at, read: read(known) }).collect();
            Some(OutcomeVintages { role, name: outcome.name.clone(), vintages, left_out })
        })
        .collect()
}

fn vintage(
    sealed: &SealedPlan,
    plan: &EvaluationPlan,
    earlier: Option<&CountTable>,
    known: Option<&CountTable>,
    this_month: Month,
    seed: u64,
) -> Result<VintageRead, NotRead> {
    let known = known.ok_or(NotRead::NoCounts)?;
    let judgement = assessed(sealed, plan, known, this_month, seed)?.judgement;
    Ok(VintageRead {
        last: known.last(),
        changed: earlier.map_or(0, |earlier| changed(&plan.city, earlier, known)),
        verdict: judgement.verdict,
        ratio: judgement.ratio,
    })
}

/// Months that two tables count for a city, each otherwise than the other.
fn changed(city: &str, earlier: &CountTable, later: &CountTable) -> usize {
    let of = |table: &CountTable| -> BTreeMap<Month, u64> {
        let found = table.cities.iter().find(|one| one.name == city);
        let counts = found.map_or(&[][..], |found| &found.counts);
        counts.iter().enumerate().map(|(at, count)| (table.first.plus(at as i64), *count)).collect()
    };
    let was = of(earlier);
    of(later).iter().filter(|(month, count)| was.get(month).is_some_and(|before| before != *count)).count()
}

/// The details as JSON, for the command line.
pub fn record(research: &Research) -> Value {
    json!(research.details)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(name: &str, share_left: Option<f64>) -> WithoutOne {
        WithoutOne { name: name.into(), weight: 0.2, control: None, share_left, rmspe_before: 1.0, level: (1.0, 0.8, 1.2) }
    }

    #[test]
    fn a_city_carries_the_result_when_less_than_half_is_left_without_it_and_none_carries_what_is_not_there() {
        let cities = [without("A", Some(0.9)), without("B", Some(0.49)), without("C", Some(-0.1)), without("D", None)];
        assert_eq!(rests_on((-0.9, -0.2), &cities), RestsOn::Cities(vec!["B".into(), "C".into(), "D".into()]));
        assert_eq!(rests_on((-0.9, -0.2), &cities[..1]), RestsOn::NoSingleCity);
        assert_eq!(rests_on((-0.9, 0.2), &cities), RestsOn::NoResult, "an interval that covers 1 is no result");
    }
}

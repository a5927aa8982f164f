//! Estimators on every city of a table, as if each had started then: how often does each find what is not there?

use gvi_domain::Month;
pub use gvi_evaluation::calibration::Tested;
use gvi_evaluation::calibration::{learn_drift, try_method};
use gvi_papers::count_table::CountTable;
use serde::Serialize;

use super::reading::{NotRead, panel};

/// What was found for one city at one pretended start by one estimator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// The estimator.
    pub method: &'static str,
    /// The pretended start.
    pub start: String,
    /// The city.
    pub city: String,
    /// Observed over expected; none when the estimator refused or did not settle.
    pub ratio: Option<f64>,
    /// Its interval; none where there is none.
    pub interval: Option<(f64, f64)>,
    /// It would have been called a reduction.
    pub reduced: bool,
    /// It would have been called an increase.
    pub increased: bool,
}

/// A start that was pretended, and how much time lies around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pretended {
    /// The month.
    pub start: String,
    /// Full years before and after.
    pub years: (usize, usize),
}

/// What was found for all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// The starts.
    pub starts: Vec<Pretended>,
    /// Everything that was tried, by estimator, start and city.
    pub tried: Vec<Tried>,
    /// How much would have been tried, had nobody stopped it.
    pub asked: usize,
}

/// One line of the table: an estimator over all cities and starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The estimator.
    pub method: &'static str,
    /// How often it was tried.
    pub tried: usize,
    /// How often it gave an estimate.
    pub estimated: usize,
    /// Reductions that are none.
    pub reduced: usize,
    /// Increases that are none.
    pub increased: usize,
    /// Intervals, and those of them that hold 1.
    pub intervals: (usize, usize),
}

impl Calibration {
    /// Whether it was stopped before all was tried.
    pub fn is_stopped(&self) -> bool {
        self.tried.len() < self.asked
    }

    /// Each estimator in a line, in the order in which they were tried.
    pub fn lines(&self) -> Vec<Line> {
        let of = |tested: Tested| {
            let own = || self.tried.iter().filter(move |tried| tried.method == tested.name());
            let intervals = || own().filter_map(|tried| tried.interval);
            Line {
                method: tested.name(),
                tried: own().count(),
                estimated: own().filter(|tried| tried.ratio.is_some()).count(),
                reduced: own().filter(|tried| tried.reduced).count(),
                increased: own().filter(|tried| tried.increased).count(),
                intervals: (intervals().count(), intervals().filter(|(low, high)| *low <= 1.0 && 1.0 <= *high).count()),
            }
        };
        Tested::ALL.into_iter().map(of).filter(|line| line.tried > 0).collect()
    }
}

/// What is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The estimators.
    pub methods: Vec<Tested>,
    /// The pretended starts: one is a placebo in space, several are placebos in time too.
    pub starts: Vec<Month>,
    /// Years of follow-up; all full ones when it is not said.
    pub years: Option<usize>,
    /// The seed of what is drawn.
    pub seed: u64,
}

/// Tries every city of the table at every start by every estimator. `go_on` hears how many are done of how many, and stops it by saying
/// no: what is done until then is handed back.
///
/// # Errors
/// When the table has no population, does not reach from a year before a start to a year after it, or holds too few cities to learn from.
pub fn calibrate(table: &CountTable, asked: &Asked, go_on: &mut dyn FnMut(usize, usize) -> bool) -> Result<Calibration, NotRead> {
    let months = usize::try_from(table.last().since(table.first) + 1).unwrap_or(0);
    let names: Vec<&str> = table.cities.iter().map(|city| city.name.as_str()).collect();
    let whole = panel(table, &names, 0)?;
    let mut spans = Vec::new();
    for start in &asked.starts {
        let outside = || NotRead::Months { wanted: *start, first: table.first, last: table.last() };
        let begins = usize::try_from(start.since(table.first)).ok().filter(|begins| *begins >= 12).ok_or_else(outside)?;
        let full = months.checked_sub(begins).map_or(0, |after| after / 12);
        let after = asked.years.unwrap_or(full);
        if after == 0 || after > full {
            return Err(outside());
        }
        spans.push((*start, begins, begins + 12 * after));
    }
    let starts = spans
        .iter()
        .map(|(start, begins, end)| Pretended { start: start.to_string(), years: (begins / 12, (end - begins) / 12) })
        .collect();
    let units = whole.units();
    let mut found = Calibration { starts, tried: Vec::new(), asked: asked.methods.len() * spans.len() * units };
    let days: Vec<f64> = (0..months).map(|at| f64::from(table.first.plus(at as i64).days())).collect();
    for (start, begins, end) in spans {
        // Only what lies before the end of the follow-up is used, as if nothing later were known.
        let window = whole.between(0, end);
        let (yearly, before) = window.years_around(begins);
        // Every city is learnt from whichever is tried, so the drift is learnt once.
        let drift = learn_drift(&yearly, &(0..units).collect::<Vec<_>>(), before).map_err(NotRead::Estimators)?;
        for method in &asked.methods {
            for unit in 0..units {
                let calendar = (&days[..end], table.first.of_year());
                let trial = try_method(*method, &window, unit, begins, calendar, &drift, asked.seed).map_err(NotRead::Estimators)?;
                found.tried.push(Tried {
                    method: method.name(),
                    start: start.to_string(),
                    city: window.names()[unit].clone(),
                    ratio: trial.as_ref().map(|trial| trial.ratio),
                    interval: trial.as_ref().and_then(|trial| trial.interval),
                    reduced: trial.as_ref().is_some_and(|trial| trial.reduced),
                    increased: trial.as_ref().is_some_and(|trial| trial.increased),
                });
                if !go_on(found.tried.len(), found.asked) {
                    return Ok(found);
                }
            }
        }
    }
    Ok(found)
}

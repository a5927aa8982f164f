//! The default pipeline on every city of a table, as if each had started then: how often does it find what is not there?

use gvi_domain::Month;
use gvi_evaluation::calibration::{PipelineSettings, learn_drift, run_pipeline};
use gvi_evaluation::error::EvaluationError;
use gvi_papers::count_table::CountTable;
use serde::Serialize;

use super::reading::{NotRead, panel};

/// What was found for one city.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// The city.
    pub city: String,
    /// Observed over expected with its calibrated interval; none when the pipeline refused.
    pub ratio: Option<(f64, f64, f64)>,
    /// It would have been called a reduction.
    pub reduced: bool,
    /// It would have been called an increase.
    pub increased: bool,
    /// Why it refused.
    pub refused: Vec<String>,
}

/// What was found for all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Years before and after that were read.
    pub years: (usize, usize),
    /// Each city, in the table's order.
    pub cities: Vec<Tried>,
}

impl Calibration {
    /// How many cities got an estimate.
    pub fn estimated(&self) -> usize {
        self.cities.iter().filter(|city| city.ratio.is_some()).count()
    }

    /// How many would have been called reductions, and how many increases.
    pub fn findings(&self) -> (usize, usize) {
        let count = |is: fn(&Tried) -> bool| self.cities.iter().filter(|city| is(city)).count();
        (count(|city| city.reduced), count(|city| city.increased))
    }

    /// How many intervals hold 1, which is the truth where nothing was started.
    pub fn covered(&self) -> usize {
        self.cities.iter().filter(|city| city.ratio.is_some_and(|(_, low, high)| low <= 1.0 && 1.0 <= high)).count()
    }
}

/// Tries every city of the table at one start. `years` of follow-up; all full ones when it is not said. `done` hears how many are done.
///
/// # Errors
/// When the table has no population, does not reach from before the start to a year after it, or holds too few cities to learn from.
pub fn calibrate(
    table: &CountTable,
    start: Month,
    years: Option<usize>,
    done: &mut dyn FnMut(usize, usize),
) -> Result<Calibration, NotRead> {
    let estimators = |error: EvaluationError| NotRead::Estimators(error.to_string());
    let outside = || NotRead::Months { wanted: start, first: table.first, last: table.last() };
    let months = usize::try_from(table.last().since(table.first) + 1).unwrap_or(0);
    let begins = usize::try_from(start.since(table.first)).ok().filter(|begins| *begins >= 12).ok_or_else(outside)?;
    let full = months.checked_sub(begins).map_or(0, |after| after / 12);
    let after = years.unwrap_or(full);
    if after == 0 || after > full {
        return Err(outside());
    }
    let names: Vec<&str> = table.cities.iter().map(|city| city.name.as_str()).collect();
    let window = panel(table, &names, 0)?.between(0, begins + 12 * after);
    let (yearly, before) = window.years_around(begins);
    let all: Vec<usize> = (0..window.units()).collect();
    // Every city is learnt from whichever is tried, so the drift is learnt once.
    let drift = learn_drift(&yearly, &all, before).map_err(estimators)?;
    let mut cities = Vec::with_capacity(all.len());
    for &own in &all {
        let donors: Vec<usize> = all.iter().copied().filter(|other| *other != own).collect();
        let found = run_pipeline(&window, own, &donors, begins, PipelineSettings::default(), Some(&drift)).map_err(estimators)?;
        let fit = found.estimate();
        cities.push(Tried {
            city: window.names()[own].clone(),
            ratio: fit.map(|fit| {
                let (low, high) = fit.level.calibrated.interval;
                (fit.level.log_ratio.exp(), low.exp(), high.exp())
            }),
            reduced: fit.is_some_and(|fit| fit.reduced),
            increased: fit.is_some_and(|fit| fit.increased),
            refused: found.refusals().iter().map(|refusal| refusal.of_what.clone()).collect(),
        });
        done(cities.len(), all.len());
    }
    Ok(Calibration { years: (before, after), cities })
}

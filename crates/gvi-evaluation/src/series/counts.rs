//! A monthly series of counts with the length of each month and the shocks that everybody knows of.

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least, positive, same_length};
use crate::provenance::{Fingerprint, InputHash};

/// The mean length of a month in days. Exposure is days of the month over this number.
pub const DAYS_PER_MONTH: f64 = 30.4375;

/// A known shock (a pandemic, a change of the law), by month index, last month included.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shock {
    /// A short name.
    pub name: String,
    /// Its first month.
    pub from: usize,
    /// Its last month.
    pub to: usize,
    /// Whether every city met it, so that comparison cities can stand for it.
    pub national: bool,
}

/// How many incidents were counted in each month?
///
/// Counts are whole numbers; exposure is days / 30.4375, so that a short month is not taken for a calm one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountSeries {
    counts: Vec<u64>,
    days: Vec<f64>,
    first_month_of_year: u8,
    shocks: Vec<Shock>,
}

impl CountSeries {
    /// A series from its counts, the days of each month, and the place of its first month in the year (0 = January).
    ///
    /// # Errors
    /// When the two lists differ in length or are empty, when a month has no length, or when the first month is not 0 to 11.
    pub fn new(counts: Vec<u64>, days: Vec<f64>, first_month_of_year: u8) -> Result<Self> {
        at_least("months", counts.len(), 1, "give the counts of at least one month")?;
        same_length("the list of days", days.len(), counts.len(), "month")?;
        positive("the list of days", &days)?;
        if first_month_of_year > 11 {
            return Err(EvaluationError::Setting {
                what: "the place of the first month in the year",
                value: f64::from(first_month_of_year),
                wanted: "0 (January) to 11 (December)",
            });
        }
        Ok(Self { counts, days, first_month_of_year, shocks: Vec::new() })
    }

    /// A series from numbers as they come from a file: refuses what is not a count.
    ///
    /// # Errors
    /// As [`CountSeries::new`], and for a count that is negative, broken or missing.
    pub fn from_numbers(counts: &[f64], days: Vec<f64>, first_month_of_year: u8) -> Result<Self> {
        let whole = counts
            .iter()
            .enumerate()
            .map(|(position, &value)| {
                if value >= 0.0 && value.fract() == 0.0 && value < 9e15 {
                    Ok(value as u64)
                } else {
                    Err(EvaluationError::Value {
                        what: "the list of counts",
                        position,
                        value,
                        wanted: "a whole number of zero or more",
                        remedy: "counts are events, not rates; fill gaps at the source",
                    })
                }
            })
            .collect::<Result<Vec<_>>>()?;
        Self::new(whole, days, first_month_of_year)
    }

    /// The same series with its known shocks.
    ///
    /// # Errors
    /// When a shock ends before it begins or lies outside the series.
    pub fn with_shocks(mut self, shocks: Vec<Shock>) -> Result<Self> {
        for shock in &shocks {
            if shock.from > shock.to || shock.to >= self.counts.len() {
                return Err(EvaluationError::Name {
                    what: "the shock",
                    name: shock.name.clone(),
                    problem: "does not lie within the series",
                    remedy: "give its first and last month as indices of this series",
                });
            }
        }
        self.shocks = shocks;
        Ok(self)
    }

    /// The counts.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The counts as numbers.
    pub fn numbers(&self) -> Vec<f64> {
        self.counts.iter().map(|&count| count as f64).collect()
    }

    /// The days of each month.
    pub fn days(&self) -> &[f64] {
        &self.days
    }

    /// ln(days / 30.4375) for each month.
    pub fn offset(&self) -> Vec<f64> {
        self.days.iter().map(|days| (days / DAYS_PER_MONTH).ln()).collect()
    }

    /// How many months.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Never: a series has at least one month.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The place of month `index` in the year, 0 = January.
    pub fn month_of_year(&self, index: usize) -> usize {
        (index + usize::from(self.first_month_of_year)) % 12
    }

    /// The place of the first month in the year.
    pub fn first_month_of_year(&self) -> u8 {
        self.first_month_of_year
    }

    /// The known shocks.
    pub fn shocks(&self) -> &[Shock] {
        &self.shocks
    }

    /// All events from `from` up to `to`, which is left out.
    pub fn total(&self, from: usize, to: usize) -> u64 {
        self.counts[from..to].iter().sum()
    }

    /// The first `months` months only.
    ///
    /// # Errors
    /// When nothing would be left. Shocks that reach beyond the new end are cut off there.
    pub fn first(&self, months: usize) -> Result<Self> {
        let keep = months.min(self.len());
        let shocks = self
            .shocks
            .iter()
            .filter(|shock| shock.from < keep)
            .map(|shock| Shock { to: shock.to.min(keep.saturating_sub(1)), ..shock.clone() })
            .collect();
        Self::new(self.counts[..keep].to_vec(), self.days[..keep].to_vec(), self.first_month_of_year)?.with_shocks(shocks)
    }

    /// Adds this series to a fingerprint.
    pub(crate) fn add_to(&self, fingerprint: Fingerprint) -> Fingerprint {
        let mut fingerprint = fingerprint
            .counts("counts", &self.counts)
            .numbers("days", &self.days)
            .number("first month of year", usize::from(self.first_month_of_year));
        for shock in &self.shocks {
            fingerprint = fingerprint
                .text("shock", &shock.name)
                .counts("shock months", &[shock.from as u64, shock.to as u64, u64::from(shock.national)]);
        }
        fingerprint
    }

    /// The hash of the series alone.
    pub fn hash(&self) -> InputHash {
        self.add_to(Fingerprint::of("count series")).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_or_broken_count_is_refused_with_its_place() {
        for (wrong, at) in [(vec![1.0, -2.0], 1), (vec![0.5], 0), (vec![1.0, 2.0, f64::NAN], 2)] {
            let days = vec![30.0; wrong.len()];
            let error = CountSeries::from_numbers(&wrong, days, 0).unwrap_err();
            assert!(matches!(error, EvaluationError::Value { position, .. } if position == at), "{error}");
        }
    }

    #[test]
    fn months_of_the_year_go_round() {
        let series = CountSeries::new(vec![0; 15], vec![30.0; 15], 10).unwrap();
        assert_eq!([series.month_of_year(0), series.month_of_year(1), series.month_of_year(2), series.month_of_year(14)], [10, 11, 0, 0]);
    }

    #[test]
    fn a_shock_outside_the_series_is_refused() {
        let series = CountSeries::new(vec![0; 5], vec![30.0; 5], 0).unwrap();
        let shock = Shock { name: "lockdown".into(), from: 3, to: 5, national: true };
        assert!(series.with_shocks(vec![shock]).unwrap_err().to_string().contains("does not lie within the series"));
    }
}

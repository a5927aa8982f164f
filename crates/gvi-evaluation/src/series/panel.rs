//! Panels: the same outcome for many units (cities, groups, states) over the same periods.

use std::collections::HashSet;

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least, finite, same_length};
use crate::provenance::Fingerprint;

/// One number for each unit and period. Complete: a unit with a gap is left out by the caller, or its gap is filled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Panel {
    names: Vec<String>,
    values: Vec<Vec<f64>>,
}

impl Panel {
    /// A panel from the names of its units and, for each unit, its values by period.
    ///
    /// # Errors
    /// For a name that stands twice, rows of different lengths, or a value that is not a finite number.
    pub fn new(names: Vec<String>, values: Vec<Vec<f64>>) -> Result<Self> {
        check_names(&names)?;
        same_length("the list of rows", values.len(), names.len(), "unit")?;
        let periods = values.first().map_or(0, Vec::len);
        at_least("periods", periods, 1, "give at least one value for each unit")?;
        for row in &values {
            same_length("a row of the panel", row.len(), periods, "period")?;
            finite("a row of the panel", row)?;
        }
        Ok(Self { names, values })
    }

    /// The names of the units.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The values of one unit.
    pub fn row(&self, unit: usize) -> &[f64] {
        &self.values[unit]
    }

    /// All rows.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.values
    }

    /// How many units.
    pub fn units(&self) -> usize {
        self.names.len()
    }

    /// How many periods.
    pub fn periods(&self) -> usize {
        self.values[0].len()
    }

    /// The place of a unit.
    ///
    /// # Errors
    /// When no unit has that name.
    pub fn unit(&self, name: &str) -> Result<usize> {
        find(&self.names, name)
    }

    /// The panel of these units only, in this order.
    pub fn only(&self, units: &[usize]) -> Self {
        Self {
            names: units.iter().map(|&at| self.names[at].clone()).collect(),
            values: units.iter().map(|&at| self.values[at].clone()).collect(),
        }
    }

    /// The panel of the periods from `from` up to `to`, which is left out.
    pub fn between(&self, from: usize, to: usize) -> Self {
        Self { names: self.names.clone(), values: self.values.iter().map(|row| row[from..to].to_vec()).collect() }
    }

    /// Adds this panel to a fingerprint.
    pub(crate) fn add_to(&self, mut fingerprint: Fingerprint) -> Fingerprint {
        for (name, row) in self.names.iter().zip(&self.values) {
            fingerprint = fingerprint.text("unit", name).numbers("values", row);
        }
        fingerprint
    }
}

/// Events and population of each unit and period: what city comparisons rest on.
///
/// A rate alone hides how many events it stands on, and with it the noise that no estimator can take away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountPanel {
    names: Vec<String>,
    counts: Vec<Vec<u64>>,
    population: Vec<Vec<f64>>,
    periods_per_year: u32,
}

impl CountPanel {
    /// A panel of counts. Population is persons (or any exposure) and must be above zero; `periods_per_year` is 12, 4 or 1.
    ///
    /// # Errors
    /// For names that stand twice, shapes that differ, a population that is not above zero, or another number of periods.
    pub fn new(names: Vec<String>, counts: Vec<Vec<u64>>, population: Vec<Vec<f64>>, periods_per_year: u32) -> Result<Self> {
        check_names(&names)?;
        same_length("the list of counts", counts.len(), names.len(), "unit")?;
        same_length("the list of populations", population.len(), names.len(), "unit")?;
        let periods = counts.first().map_or(0, Vec::len);
        at_least("periods", periods, 1, "give at least one count for each unit")?;
        for (row, people) in counts.iter().zip(&population) {
            same_length("a row of counts", row.len(), periods, "period")?;
            same_length("a row of populations", people.len(), periods, "period")?;
            crate::error::positive("a row of populations", people)?;
        }
        if ![1, 4, 12].contains(&periods_per_year) {
            return Err(EvaluationError::Setting {
                what: "the number of periods in a year",
                value: f64::from(periods_per_year),
                wanted: "12 (months), 4 (quarters) or 1 (years)",
            });
        }
        Ok(Self { names, counts, population, periods_per_year })
    }

    /// The names of the units.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The counts of one unit.
    pub fn counts(&self, unit: usize) -> &[u64] {
        &self.counts[unit]
    }

    /// The population of one unit.
    pub fn population(&self, unit: usize) -> &[f64] {
        &self.population[unit]
    }

    /// How many units.
    pub fn units(&self) -> usize {
        self.names.len()
    }

    /// How many periods.
    pub fn periods(&self) -> usize {
        self.counts[0].len()
    }

    /// Periods in a year.
    pub fn periods_per_year(&self) -> u32 {
        self.periods_per_year
    }

    /// The place of a unit.
    ///
    /// # Errors
    /// When no unit has that name.
    pub fn unit(&self, name: &str) -> Result<usize> {
        find(&self.names, name)
    }

    /// The panel of these units only, in this order.
    pub fn only(&self, units: &[usize]) -> Self {
        Self {
            names: units.iter().map(|&at| self.names[at].clone()).collect(),
            counts: units.iter().map(|&at| self.counts[at].clone()).collect(),
            population: units.iter().map(|&at| self.population[at].clone()).collect(),
            periods_per_year: self.periods_per_year,
        }
    }

    /// The same panel with the counts of one unit replaced, for implanted effects.
    ///
    /// # Errors
    /// When the number of counts differs.
    pub fn with_counts(&self, unit: usize, counts: Vec<u64>) -> Result<Self> {
        same_length("the new counts", counts.len(), self.periods(), "period")?;
        let mut changed = self.clone();
        changed.counts[unit] = counts;
        Ok(changed)
    }

    /// The panel of the periods from `from` up to `to`, which is left out.
    pub fn between(&self, from: usize, to: usize) -> Self {
        Self {
            names: self.names.clone(),
            counts: self.counts.iter().map(|row| row[from..to].to_vec()).collect(),
            population: self.population.iter().map(|row| row[from..to].to_vec()).collect(),
            periods_per_year: self.periods_per_year,
        }
    }

    /// Whole years counted from a start: the period `start` begins a year, and years run backwards and forwards from it.
    /// Periods that do not fill a year at either end are left out. Returns the yearly panel and the year of the start.
    ///
    /// Anchoring at the start keeps every year wholly before or wholly after it.
    pub fn years_around(&self, start: usize) -> (Self, usize) {
        let each = self.periods_per_year as usize;
        let before = start / each;
        let after = (self.periods() - start) / each;
        let first = start - before * each;
        let fold = |at: usize| first + at * each..first + (at + 1) * each;
        let years = before + after;
        let yearly = Self {
            names: self.names.clone(),
            counts: self.counts.iter().map(|row| (0..years).map(|year| row[fold(year)].iter().sum()).collect()).collect(),
            population: self
                .population
                .iter()
                .map(|row| (0..years).map(|year| row[fold(year)].iter().sum::<f64>() / each as f64).collect())
                .collect(),
            periods_per_year: 1,
        };
        (yearly, before)
    }

    /// Events for each 100,000 of the population.
    pub fn rates(&self) -> Panel {
        let values = self
            .counts
            .iter()
            .zip(&self.population)
            .map(|(row, people)| row.iter().zip(people).map(|(&count, population)| 1e5 * count as f64 / population).collect())
            .collect();
        Panel { names: self.names.clone(), values }
    }

    /// Adds this panel to a fingerprint.
    pub(crate) fn add_to(&self, fingerprint: Fingerprint) -> Fingerprint {
        let mut fingerprint = fingerprint.number("periods per year", self.periods_per_year as usize);
        for unit in 0..self.units() {
            fingerprint = fingerprint
                .text("unit", &self.names[unit])
                .counts("counts", &self.counts[unit])
                .numbers("population", &self.population[unit]);
        }
        fingerprint
    }
}

fn check_names(names: &[String]) -> Result<()> {
    at_least("units", names.len(), 1, "name at least one unit")?;
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(EvaluationError::Name {
                what: "the unit",
                name: name.clone(),
                problem: "stands twice",
                remedy: "give each unit a name of its own",
            });
        }
    }
    Ok(())
}

fn find(names: &[String], name: &str) -> Result<usize> {
    names.iter().position(|other| other == name).ok_or_else(|| EvaluationError::Name {
        what: "the unit",
        name: name.to_owned(),
        problem: "is not in the panel",
        remedy: "write it exactly as in the data",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_anchored_at_the_start() {
        let counts = vec![(0..30).collect::<Vec<u64>>()];
        let panel = CountPanel::new(vec!["A".into()], counts, vec![vec![100.0; 30]], 12).unwrap();
        let (years, start) = panel.years_around(14);
        assert_eq!((years.periods(), start), (2, 1));
        assert_eq!(years.counts(0)[0], (2..14).sum::<u64>());
        assert_eq!(years.counts(0)[1], (14..26).sum::<u64>());
        assert!((years.population(0)[0] - 100.0).abs() < 1e-12);
    }

    #[test]
    fn a_unit_named_twice_and_a_gap_are_refused() {
        assert!(Panel::new(vec!["A".into(), "A".into()], vec![vec![1.0], vec![2.0]]).unwrap_err().to_string().contains("stands twice"));
        assert!(Panel::new(vec!["A".into()], vec![vec![1.0, f64::NAN]]).is_err());
        assert!(CountPanel::new(vec!["A".into()], vec![vec![1]], vec![vec![0.0]], 1).is_err());
    }
}

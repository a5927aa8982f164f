//! A table of counts: one row for each month and city. What is wrong with it is said with line and remedy, several faults at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use gvi_evaluation::series::{CountPanel, CountSeries};
use jiff::civil::Date;

/// Faults that are listed at a time.
const FAULTS_SHOWN_MAX: usize = 10;
const COLUMNS: [&str; 4] = ["month", "city", "count", "population"];

/// Counts by month and city, without a gap.
#[derive(Debug)]
pub struct Counts {
    path: PathBuf,
    first: i64,
    names: Vec<String>,
    counts: Vec<Vec<u64>>,
    population: Option<Vec<Vec<f64>>>,
}

/// Months since the year 0.
pub const fn month_number(year: i64, month: i64) -> i64 {
    year * 12 + month - 1
}

/// A month as it is written: 2026-11.
pub fn month_text(number: i64) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

/// Reads a month as it is written.
pub fn read_month(text: &str) -> Option<i64> {
    let (year, month) = text.split_once('-')?;
    let whole = |text: &str, digits: usize| (text.len() == digits).then(|| text.parse::<i64>().ok())?;
    let (year, month) = (whole(year, 4)?, whole(month, 2)?);
    (1..=12).contains(&month).then(|| month_number(year, month))
}

struct Row {
    line: u64,
    count: u64,
    population: Option<f64>,
}

impl Counts {
    /// Reads a file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}; it must be a CSV file in UTF-8", path.display()))?;
        let mut read = Self::parse(&text).map_err(|fault| anyhow::anyhow!("{}: {fault:#}", path.display()))?;
        path.clone_into(&mut read.path);
        Ok(read)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let heads: Vec<String> = reader.headers()?.iter().map(str::to_lowercase).collect();
        if let Some(unknown) = heads.iter().find(|head| !COLUMNS.contains(&head.as_str())) {
            bail!("line 1: there is no column {unknown:?}; the columns are month, city, count and population, with commas between");
        }
        let place = |name: &str| heads.iter().position(|head| head == name);
        let (Some(month_at), Some(count_at)) = (place("month"), place("count")) else {
            bail!("line 1: the columns month and count are needed");
        };
        let (city_at, population_at) = (place("city"), place("population"));
        let mut faults = Vec::new();
        let mut cities: BTreeMap<String, BTreeMap<i64, Row>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.context("a row has another number of cells than the first line")?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: usize| record.get(at).unwrap_or_default();
            let city = city_at.map_or("the series", cell).to_owned();
            let month = read_month(cell(month_at));
            if month.is_none() {
                faults.push(format!("line {line}: {:?} is not a month; write it as 2026-01", cell(month_at)));
            }
            let count = match cell(count_at).parse::<i64>() {
                Ok(count) if count >= 0 => u64::try_from(count).ok(),
                Ok(count) => {
                    faults.push(format!("line {line}: a count cannot be {count}; correct it at its source"));
                    None
                }
                Err(_) => {
                    faults.push(format!("line {line}: {:?} is not a whole number; write 0 where nothing happened", cell(count_at)));
                    None
                }
            };
            let population = population_at.map(|at| cell(at).parse::<f64>().ok().filter(|people| people.is_finite() && *people > 0.0));
            if population == Some(None) {
                faults.push(format!("line {line}: {city} has no population above zero; fill it in, or leave the column out"));
            }
            if let (Some(month), Some(count)) = (month, count)
                && let Some(before) =
                    cities.entry(city.clone()).or_default().insert(month, Row { line, count, population: population.flatten() })
            {
                faults.push(format!(
                    "line {line}: {city} has {} in line {} already; leave one of them out",
                    month_text(month),
                    before.line
                ));
            }
        }
        let months = || cities.values().flat_map(|rows| rows.keys().copied());
        let (Some(first), Some(last)) = (months().min(), months().max()) else {
            if faults.is_empty() {
                bail!("there is no row below the heads");
            }
            return Err(told(faults));
        };
        if !faults.is_empty() {
            return Err(told(faults));
        }
        for (city, rows) in &cities {
            if let Some(missing) = (first..=last).find(|month| !rows.contains_key(month)) {
                faults.push(format!("{city} has no row for {}; write 0 if nothing happened, or leave the city out", month_text(missing)));
            }
        }
        if !faults.is_empty() {
            return Err(told(faults));
        }
        let of_each = |value: fn(&Row) -> f64| cities.values().map(|rows| rows.values().map(value).collect()).collect();
        Ok(Self {
            path: PathBuf::new(),
            first,
            names: cities.keys().cloned().collect(),
            counts: cities.values().map(|rows| rows.values().map(|row| row.count).collect()).collect(),
            population: population_at.map(|_| of_each(|row| row.population.unwrap_or(f64::NAN))),
        })
    }

    /// One city as a series with the days of its months.
    pub fn series(&self, city: Option<&str>) -> anyhow::Result<(&str, CountSeries)> {
        let at = match city {
            Some(city) => self
                .names
                .iter()
                .position(|name| name == city)
                .with_context(|| format!("there is no city {city:?}; there are: {}", self.names.join(", ")))?,
            None if self.names.len() == 1 => 0,
            None => bail!("which city? Say --city with one of: {}", self.names.join(", ")),
        };
        let days = (0..self.counts[at].len()).map(|month| f64::from(days_of(self.first + month as i64))).collect();
        let first_month = u8::try_from(self.first.rem_euclid(12)).unwrap_or(0);
        Ok((&self.names[at], CountSeries::new(self.counts[at].clone(), days, first_month)?))
    }

    /// The panel from a month on.
    pub fn panel_from(&self, first: i64) -> anyhow::Result<CountPanel> {
        let Some(population) = &self.population else {
            bail!(
                "{}: there is no column population; cities are compared by rate, so each row needs how many live there",
                self.path.display()
            );
        };
        let skipped = first - self.first;
        let Some(skipped) = usize::try_from(skipped).ok().filter(|skipped| *skipped < self.counts[0].len()) else {
            bail!(
                "{}: the plan begins with {}, and the counts go from {} to {}; give counts from the plan's first month on",
                self.path.display(),
                month_text(first),
                month_text(self.first),
                month_text(self.last())
            );
        };
        let cut = |rows: &Vec<Vec<f64>>| rows.iter().map(|row| row[skipped..].to_vec()).collect();
        let counts = self.counts.iter().map(|row| row[skipped..].to_vec()).collect();
        Ok(CountPanel::new(self.names.clone(), counts, cut(population), 12)?)
    }

    /// The last month there is.
    pub fn last(&self) -> i64 {
        self.first + self.counts[0].len() as i64 - 1
    }

    /// The month at a place of the series.
    pub fn month_text(&self, at: usize) -> String {
        month_text(self.first + at as i64)
    }
}

fn days_of(month: i64) -> i8 {
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(2000);
    Date::new(year, i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1), 1).map_or(30, Date::days_in_month)
}

fn told(mut faults: Vec<String>) -> anyhow::Error {
    let all = faults.len();
    faults.truncate(FAULTS_SHOWN_MAX);
    if all > faults.len() {
        faults.push(format!("and {} more", all - FAULTS_SHOWN_MAX));
    }
    anyhow::anyhow!(faults.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        format!("{:#}", Counts::parse(text).unwrap_err())
    }

    #[test]
    fn a_table_is_read_city_by_city_without_a_gap() {
        let read =
            Counts::parse("month,city,count,population\n2025-12,B,3,900\n2026-01,B,0,910\n2025-12,A,1,50\n2026-01,A,2,50\n").unwrap();
        assert_eq!(
            (read.names.as_slice(), read.counts.as_slice()),
            (["A".to_owned(), "B".to_owned()].as_slice(), [vec![1, 2], vec![3, 0]].as_slice())
        );
        let (name, series) = read.series(Some("B")).unwrap();
        assert_eq!((name, series.days(), series.first_month_of_year()), ("B", [31.0, 31.0].as_slice(), 11));
        assert_eq!(read.panel_from(month_number(2026, 1)).unwrap().counts(1), [0]);
        assert_eq!(read.month_text(1), "2026-01");
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_what_to_do() {
        let text = "month,city,count,population\n2026-13,A,1,50\n2026-01,A,-2,50\n2026-01,A,x,50\n2026-02,A,1,0\n2026-02,A,1,50\n";
        let told = fault(text);
        for part in [
            "line 2: \"2026-13\" is not a month",
            "line 3: a count cannot be -2",
            "line 4: \"x\" is not a whole number",
            "line 5: A has no population above zero",
            "line 6: A has 2026-02 in line 5 already",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(fault("month,city,count\n2026-01,A,1\n2026-03,A,1\n").contains("A has no row for 2026-02; write 0 if nothing happened"));
        assert!(fault("month,count\n").contains("no row below the heads"));
        assert!(fault("month,count,kount\n").contains("there is no column \"kount\""));
        assert!(fault("city,count\nA,1\n").contains("month and count are needed"));
        assert!(fault("month,count\n2026-01,1,7\n").contains("another number of cells"));
    }

    #[test]
    fn what_a_comparison_needs_is_asked_for() {
        let plain = Counts::parse("month,city,count\n2026-01,A,1\n2026-01,B,1\n").unwrap();
        assert!(plain.panel_from(month_number(2026, 1)).unwrap_err().to_string().contains("no column population"));
        assert!(plain.series(None).unwrap_err().to_string().contains("which city?"));
        assert!(plain.series(Some("C")).unwrap_err().to_string().contains("there are: A, B"));
        let late = Counts::parse("month,city,count,population\n2026-01,A,1,9\n").unwrap();
        assert!(late.panel_from(month_number(2025, 1)).unwrap_err().to_string().contains("the plan begins with 2025-01"));
    }

    #[test]
    fn months_are_counted_across_years() {
        assert_eq!(month_text(month_number(2026, 12) + 1), "2027-01");
        assert_eq!(read_month("2026-11"), Some(month_number(2026, 11)));
        assert_eq!([read_month("2026-1"), read_month("2026-11-03"), read_month("26-11")], [None; 3]);
    }
}

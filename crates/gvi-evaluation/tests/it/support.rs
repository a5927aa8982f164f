//! Reading the files of the tests.

use std::path::{Path, PathBuf};

use gvi_evaluation::chance::{Purpose, stream};
use gvi_evaluation::scm::{CountingNoise, DonorsOfPlacebos, PermutationTest, PlaceboStatistic, ScmSettings, permutation_test};
use gvi_evaluation::series::{CountPanel, CountSeries, Panel};
use rand_distr::{Distribution, Normal, Poisson};
use serde_json::Value;

pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

pub fn reference(name: &str) -> Value {
    json(&data("reference").join(format!("{name}.json")))
}

pub fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}")).iter().map(number).collect()
}

pub fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("not a list: {value}"))
        .iter()
        .map(|text| text.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// A table with named columns.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { head, rows }
    }

    pub fn texts(&self, column: &str) -> Vec<String> {
        let at = self.head.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
        self.rows.iter().map(|row| row[at].clone()).collect()
    }

    /// Missing values are not a number.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.texts(column).iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect()
    }

    /// One row for each unit in order of first appearance, one column for each period from `from` to `to`.
    pub fn panel(&self, unit: &str, period: &str, value: &str, (from, to): (f64, f64), leave_out: &[&str]) -> Panel {
        let (units, periods, values) = (self.texts(unit), self.numbers(period), self.numbers(value));
        let mut names: Vec<String> = Vec::new();
        let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
        for at in 0..units.len() {
            if leave_out.contains(&units[at].as_str()) || periods[at] < from || periods[at] > to {
                continue;
            }
            let place = names.iter().position(|name| *name == units[at]).unwrap_or_else(|| {
                names.push(units[at].clone());
                rows.push(Vec::new());
                names.len() - 1
            });
            rows[place].push((periods[at], values[at]));
        }
        let rows = rows
            .into_iter()
            .map(|mut row| {
                row.sort_by(|a, b| a.0.total_cmp(&b.0));
                row.into_iter().map(|(_, value)| value).collect()
            })
            .collect();
        Panel::new(names, rows).unwrap()
    }

    /// For each unit of the panel the mean of a column over the periods `from` to `to`; what is missing is left out.
    pub fn means(&self, panel: &Panel, (unit, period): (&str, &str), column: &str, (from, to): (f64, f64)) -> Vec<f64> {
        let (units, periods, values) = (self.texts(unit), self.numbers(period), self.numbers(column));
        let mean_of = |name: &String| {
            let found: Vec<f64> = (0..units.len())
                .filter(|&at| units[at] == *name && (from..=to).contains(&periods[at]) && values[at].is_finite())
                .map(|at| values[at])
                .collect();
            found.iter().sum::<f64>() / found.len() as f64
        };
        panel.names().iter().map(mean_of).collect()
    }
}

/// The test by permutation as the references make it: no de-meaning, no counting noise, every placebo by all donors.
pub fn plain_permutation(panel: &Panel, treated: usize, donors: &[usize], before: usize) -> PermutationTest {
    let noise = vec![CountingNoise(0.0); panel.units()];
    let (plain, ratio) = (ScmSettings::default(), PlaceboStatistic::SquaredRatio);
    permutation_test(panel, treated, donors, before, plain, ratio, DonorsOfPlacebos::All, &noise).unwrap()
}

pub fn days_in_month(month: &str) -> f64 {
    let (year, month): (u32, u32) = (month[..4].parse().unwrap(), month[5..7].parse().unwrap());
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29.0,
        2 => 28.0,
        4 | 6 | 9 | 11 => 30.0,
        _ => 31.0,
    }
}

pub fn monthly_series(months: &[String], counts: &[f64]) -> CountSeries {
    let first: u8 = months[0][5..7].parse().unwrap();
    CountSeries::from_numbers(counts, months.iter().map(|month| days_in_month(month)).collect(), first - 1).unwrap()
}

#[track_caller]
pub fn close(found: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!((found - wanted).abs() <= tolerance, "{what}: {found} instead of {wanted}, {:e} apart", (found - wanted).abs());
}

#[track_caller]
pub fn close_relative(found: f64, wanted: f64, tolerance: f64, what: &str) {
    close(found, wanted, tolerance * wanted.abs(), what);
}

/// Cities that drift, with a fall in the first one from the start on. Counts by month.
pub fn invented_cities(cities: usize, months: usize, start: usize, events_a_year: f64, fall: f64, seed: u64) -> CountPanel {
    let mut chance = stream(seed, Purpose::Simulation, 77);
    let mut normal = |sd: f64| Normal::new(0.0, sd).unwrap().sample(&mut chance);
    let mut course = 0.0;
    let courses: Vec<f64> = (0..months)
        .map(|_| {
            course += normal(0.02);
            course
        })
        .collect();
    let levels: Vec<Vec<f64>> = (0..cities)
        .map(|city| {
            let mut own = 0.4 * ((city % 5) as f64 - 2.0) / 2.0;
            courses
                .iter()
                .map(|course| {
                    own += normal(0.03);
                    events_a_year / 12.0 * (own + course).exp()
                })
                .collect()
        })
        .collect();
    let mut chance = stream(seed, Purpose::Simulation, 78);
    let counts = levels
        .iter()
        .enumerate()
        .map(|(city, row)| {
            row.iter()
                .enumerate()
                .map(|(t, mean)| {
                    let effect = if city == 0 && t >= start { 1.0 - fall } else { 1.0 };
                    Poisson::new(mean * effect).unwrap().sample(&mut chance) as u64
                })
                .collect()
        })
        .collect();
    let names = (0..cities).map(|city| format!("city {city}")).collect();
    CountPanel::new(names, counts, vec![vec![300_000.0; months]; cities], 12).unwrap()
}

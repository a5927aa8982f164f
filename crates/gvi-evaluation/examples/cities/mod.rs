//! Reading a panel of cities by year.

use std::collections::BTreeMap;
use std::path::Path;

use gvi_evaluation::series::CountPanel;

/// Units with at least 38 years between 1975 and 2015; gaps are filled linearly, an end by its neighbour.
pub fn read(path: &Path) -> std::result::Result<CountPanel, Box<dyn std::error::Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let head: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let column = |names: [&str; 2]| head.iter().position(|name| names.contains(&name.as_str())).ok_or(format!("no column {}", names[0]));
    let (unit, period) = (column(["unit", "department_name"])?, column(["period", "year"])?);
    let (count, population) = (column(["count", "homs_sum"])?, column(["population", "total_pop"])?);
    let mut rows: BTreeMap<String, BTreeMap<i64, (f64, f64)>> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        if &record[unit] == "National" {
            continue;
        }
        if let (Ok(year), Ok(count), Ok(people)) = (record[period].parse(), record[count].parse(), record[population].parse()) {
            rows.entry(record[unit].to_owned()).or_default().insert(year, (count, people));
        }
    }
    let first = rows.values().filter_map(|row| row.keys().next()).min().copied().ok_or("no rows")?;
    let last = rows.values().filter_map(|row| row.keys().last()).max().copied().ok_or("no rows")?;
    let span = (last - first + 1) as usize;
    let (mut names, mut counts, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for (name, row) in rows {
        if row.len() + 3 < span {
            continue;
        }
        let at = |year: i64, of: fn(&(f64, f64)) -> f64| -> f64 {
            let before = row.range(..=year).next_back();
            let after = row.range(year..).next();
            match (before, after) {
                (Some((a, x)), Some((b, y))) if a != b => of(x) + (of(y) - of(x)) * (year - a) as f64 / (b - a) as f64,
                (Some((_, x)), _) | (None, Some((_, x))) => of(x),
                (None, None) => 0.0,
            }
        };
        names.push(name.clone());
        counts.push((first..=last).map(|year| at(year, |v| v.0).round() as u64).collect());
        people.push((first..=last).map(|year| at(year, |v| v.1)).collect());
    }
    Ok(CountPanel::new(names, counts, people, 1)?)
}

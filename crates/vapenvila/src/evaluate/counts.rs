//! Tables of counts as files.

use std::path::Path;

use anyhow::{Context as _, bail};
use gvi_evaluation::series::CountSeries;
use gvi_papers::count_table::{BYTES_MAX, CountTable, read_counts};

/// Reads a table: CSV or XLSX.
pub fn read(path: &Path) -> anyhow::Result<CountTable> {
    read_counts(&bytes_of(path)?).map_err(|refused| anyhow::anyhow!("{}: {refused}", path.display()))
}

/// The bytes of a table, not more than one can have.
pub fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
    if size > BYTES_MAX as u64 {
        bail!("{}: a table of counts has at most {BYTES_MAX} bytes; check that it is the right file", path.display());
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// One city as a series.
pub fn series<'a>(table: &'a CountTable, city: Option<&str>) -> anyhow::Result<(&'a str, CountSeries)> {
    let names = || table.cities.iter().map(|city| city.name.as_str()).collect::<Vec<_>>().join(", ");
    let found = match city {
        Some(city) => table
            .cities
            .iter()
            .find(|found| found.name == city)
            .with_context(|| format!("there is no city {city:?}; there are: {}", names()))?,
        None if table.cities.len() == 1 => &table.cities[0],
        None => bail!("which city? Say --city with one of: {}", names()),
    };
    Ok((&found.name, gvi_app::evaluation::reading::series_of(table, &found.name)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_city_is_asked_for() {
        let two = read_counts(b"month,city,count\n2026-01,A,1\n2026-01,B,1\n").unwrap();
        assert!(series(&two, None).unwrap_err().to_string().contains("which city?"));
        assert!(series(&two, Some("C")).unwrap_err().to_string().contains("there are: A, B"));
        assert_eq!(series(&two, Some("B")).unwrap().0, "B");
    }
}

//! The terms of an interrupted time series, by name.

use serde::Serialize;

use crate::error::{EvaluationError, Result};
use crate::regression::Design;
use crate::series::CountSeries;

/// Which terms stand in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ItsTerms {
    /// A straight trend on the log scale, by year.
    pub trend: bool,
    /// A change of the trend from the start on.
    pub slope: bool,
    /// Pairs of yearly harmonics: 2, or 1 when fewer than 36 months stand before the start.
    pub harmonics: usize,
    /// A term of its own for each known shock that does not cover the whole series.
    pub shocks: bool,
}

impl ItsTerms {
    /// Trend, step and season: the default. The slope is left out because it draws short rises onwards.
    pub fn default_for(months_before: usize) -> Self {
        Self { trend: true, slope: false, harmonics: if months_before < 36 { 1 } else { 2 }, shocks: true }
    }

    /// All terms.
    pub fn all(months_before: usize) -> Self {
        Self { slope: true, ..Self::default_for(months_before) }
    }
}

/// The design of an interrupted time series.
///
/// ln μ_t = offset + level + trend·t/12 + step·D_t + slope·D_t(t − t₀)/12 + Σ_k [sin_k sin(2πkm/12) + cos_k cos(2πkm/12)] +
/// shocks, with t = 0 in the first month, m = 0 in January, D_t = 1 from the start t₀ on.
///
/// # Errors
/// When the start does not lie within the series or the design cannot be built.
pub fn its_design(series: &CountSeries, start: usize, terms: ItsTerms) -> Result<Design> {
    let months = series.len();
    if start == 0 || start >= months {
        return Err(EvaluationError::Setting {
            what: "the start month",
            value: start as f64,
            wanted: "inside the series, after its first month",
        });
    }
    if terms.harmonics > 5 {
        return Err(EvaluationError::Setting { what: "the number of harmonic pairs", value: terms.harmonics as f64, wanted: "0 to 5" });
    }
    let by_month = |f: &dyn Fn(usize) -> f64| (0..months).map(f).collect::<Vec<f64>>();
    let after = |t: usize| if t >= start { 1.0 } else { 0.0 };
    let mut columns = vec![("level".to_owned(), vec![1.0; months])];
    if terms.trend {
        columns.push(("trend".to_owned(), by_month(&|t| t as f64 / 12.0)));
    }
    columns.push(("step".to_owned(), by_month(&after)));
    if terms.slope {
        columns.push(("slope".to_owned(), by_month(&|t| after(t) * (t as f64 - start as f64) / 12.0)));
    }
    for k in 1..=terms.harmonics {
        let angle = |t: usize| 2.0 * std::f64::consts::PI * k as f64 * series.month_of_year(t) as f64 / 12.0;
        columns.push((format!("sin {k}"), by_month(&|t| angle(t).sin())));
        columns.push((format!("cos {k}"), by_month(&|t| angle(t).cos())));
    }
    if terms.shocks {
        for shock in series.shocks() {
            let inside = |t: usize| if (shock.from..=shock.to).contains(&t) { 1.0 } else { 0.0 };
            columns.push((format!("shock: {}", shock.name), by_month(&inside)));
        }
    }
    Design::new(columns, series.offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_named_and_the_step_begins_with_the_start() {
        let series = CountSeries::new(vec![5; 48], vec![30.0; 48], 3).unwrap();
        let design = its_design(&series, 40, ItsTerms::all(40)).unwrap();
        assert_eq!(design.names(), ["level", "trend", "step", "slope", "sin 1", "cos 1", "sin 2", "cos 2"]);
        assert_eq!(design.row(39)[2], 0.0);
        assert_eq!(design.row(40)[2..4], [1.0, 0.0]);
        // The first month is April, so the cosine is 0 there.
        assert!(design.row(0)[5].abs() < 1e-12);
        assert!(its_design(&series, 48, ItsTerms::all(40)).is_err());
    }
}

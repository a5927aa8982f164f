//! What could be seen, and when? Before a start.

use gvi_evaluation::error::Result;
use gvi_evaluation::power::{
    PooledDesign, PowerDesign, PowerTerms, TriggerRule, months_needed, pooled_power, power_after, regression_to_mean,
};

fn main() -> Result<()> {
    println!("one city, 50 shootings a year, 60 months before, dispersion 0.08, season + trend + step");
    for fall in [0.15, 0.3, 0.5] {
        let design = PowerDesign { events_a_year: 50.0, months_before: 60, alpha: 0.08, fall, terms: PowerTerms::TrendStep };
        let needed = months_needed(&design, 0.8, 600)?.map_or("never".to_owned(), |months| format!("after {months} months"));
        let soon = power_after(&design, 24)?.unwrap_or(0.0);
        println!("  a fall of {:.0} %: power {:.0} % after 24 months; 80 % {needed}", 100.0 * fall, 100.0 * soon);
    }
    println!("cities together, 50 a year each, five comparison cities, drift of US cities");
    for (years, tau) in [(1, 0.135), (2, 0.161), (3, 0.176), (5, 0.21)] {
        let design = PooledDesign { events_a_year: 50.0, years, alpha: 0.08, fall: 0.3, controls: 5.0, tau };
        let found = pooled_power(&design)?;
        println!(
            "  {years} years: one city {:.0} %, {} cities for 80 %; one city can show a fall of {:.0} %",
            100.0 * found.one_city,
            found.cities,
            100.0 * found.smallest_fall
        );
    }
    let rule = TriggerRule { events_a_year: 50.0, alpha: 0.08, trigger: 1.25, months_max: 600 };
    let found = regression_to_mean(&rule, 2000, 1)?;
    println!(
        "a start at a peak of 25 %: {:.0} % in the next year with no programme; a naive test calls {:.0} % of these significant",
        100.0 * found.mean_change,
        100.0 * found.false_reductions
    );
    Ok(())
}

//! An interrupted series that must not be read as an effect: Philadelphia, whose programme began beside the summer of 2020.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::error::Result;
use gvi_evaluation::its::{ItsResult, ItsTerms, evaluate_its};
use gvi_evaluation::series::Shock;
use support::{Table, data, monthly_series};

fn main() -> Result<()> {
    let table = Table::read(&data("philadelphia_monthly.csv"));
    let months = table.texts("month");
    let series = monthly_series(&months, &table.numbers("victims")).with_shocks(vec![Shock {
        name: "pandemic and unrest".to_owned(),
        from: 62,
        to: 67,
        national: true,
    }])?;
    let start = 68;
    let terms = ItsTerms::default_for(start);
    println!("start {}", months[start]);
    for refusal in evaluate_its(&series, start, terms, false, 1)?.refusals() {
        println!("refused: {} = {} (limit {}); {}", refusal.of_what, refusal.measured, refusal.limit, refusal.what_to_do);
    }
    // With comparison cities beside it the regression may be computed; it is still a description of one series.
    if let Some(ItsResult::Regression { fit, diagnostics }) = evaluate_its(&series, start, terms, true, 1)?.estimate() {
        println!(
            "{:?}; step {:.2} ({:.2} to {:.2}), widest error: {:?}",
            fit.model, fit.step.ratio, fit.step.lower, fit.step.upper, fit.widest
        );
        for year in &fit.by_year {
            println!(
                "months {} to {}: ratio {:.2} ({:.2} to {:.2})",
                year.from, year.to, year.ratio.ratio, year.ratio.lower, year.ratio.upper
            );
        }
        println!("Ljung-Box p {:.4}; placebo dates that find something: {:?}", diagnostics.ljung_box_p, diagnostics.placebo_share);
    }
    Ok(())
}

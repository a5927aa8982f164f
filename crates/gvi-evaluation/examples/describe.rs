//! Moving sums with exact limits and a funnel: shootings in Boston by month.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::describe::{funnel, moving_sums};
use gvi_evaluation::error::Result;
use support::{Table, data, monthly_series};

fn main() -> Result<()> {
    let table = Table::read(&data("boston_monthly.csv"));
    let months = table.texts("month");
    let series = monthly_series(&months, &table.numbers("incidents"));
    println!("twelve months to   incidents   95 % limits");
    for window in moving_sums(&series, 12, 0.95)?.windows.iter().step_by(6) {
        println!("{:>16} {:>11} {:>8.1} to {:.1}", months[window.to], window.events, window.lower, window.upper);
    }
    let days = series.days();
    let reference = (series.total(0, 48), days[..48].iter().sum::<f64>());
    let later = funnel(reference, &series.counts()[48..], &days[48..], 0.04, 0.95)?;
    let outside = later.points.iter().filter(|point| point.events < point.nb2.0 || point.events > point.nb2.1).count();
    println!("{outside} of {} later months lie outside the funnel of 2015 to 2018", later.points.len());
    Ok(())
}

//! Any estimator asked on untreated units and at earlier starts, here invented cities of which one truly fell by 40 %.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::calibration::{Estimator, placebos};
use gvi_evaluation::error::Result;
use gvi_evaluation::scm::{ScmSettings, fit_scm};
use support::invented_cities;

fn main() -> Result<()> {
    let panel = invented_cities(25, 144, 108, 70.0, 0.4, 6);
    let (years, before) = panel.years_around(108);
    let donors: Vec<usize> = (1..25).collect();
    let estimator: Estimator<'_> =
        &|panel, treated, donors, before| Ok(fit_scm(&panel.rates(), treated, donors, before, ScmSettings { demeaned: true })?.log_ratio);
    let found = placebos(&years, 0, &donors, before, 4, 0.95, estimator)?;
    for (start, value) in &found.in_time {
        println!("a start in year {start} would have shown {:?}", value.map(|log| log.exp()));
    }
    if let Some(calibrated) = found.calibrated {
        println!(
            "ratio {:.2}, calibrated on {} donors: {:.2} to {:.2}",
            calibrated.estimate.exp(),
            calibrated.units,
            calibrated.interval.0.exp(),
            calibrated.interval.1.exp()
        );
    }
    Ok(())
}

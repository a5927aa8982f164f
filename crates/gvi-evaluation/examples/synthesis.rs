//! Four cities put together, and what a fifth may expect.

use gvi_evaluation::error::Result;
use gvi_evaluation::synthesis::{synthesise, with_prior};

fn main() -> Result<()> {
    let log_ratios: [f64; 4] = [-0.38, -0.05, -0.21, -0.44];
    let errors = [0.21, 0.18, 0.24, 0.2];
    let found = synthesise(&log_ratios, &errors, 0.95)?;
    let percent = |log: f64| 100.0 * (log.exp() - 1.0);
    println!("mean {:.0} % ({:.0} to {:.0} %)", percent(found.mean), percent(found.interval.0), percent(found.interval.1));
    if let Some((low, high)) = found.prediction {
        println!("the next city: {:.0} to {:.0} %", percent(low), percent(high));
    }
    println!("between cities: tau {:.3}, Q {:.2}, p {:.2}", found.tau2.sqrt(), found.heterogeneity.0, found.heterogeneity.1);
    let (mean, sd) = with_prior(&found, -0.17, 0.15);
    println!("sensitivity with the trials as prior: {:.0} % (sd {sd:.2} on the log scale)", percent(mean));
    Ok(())
}

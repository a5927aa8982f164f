//! A structural time series on an artificial series with a true effect of +10.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::bsts::{BstsSettings, evaluate_bsts};
use gvi_evaluation::error::Result;
use support::{Table, data};

fn main() -> Result<()> {
    let table = Table::read(&data("causalimpact_vignette.csv"));
    let (y, x) = (table.numbers("y"), table.numbers("x1"));
    for prior_level_sd in [0.1, 0.01] {
        let settings = BstsSettings { prior_level_sd, ..BstsSettings::default() };
        let reading = evaluate_bsts(&y, std::slice::from_ref(&x), 70, settings)?;
        match reading.estimate() {
            Some(fit) => println!(
                "prior {prior_level_sd}: effect {:.2} ({:.2} to {:.2}), largest R-hat {:.4}",
                fit.effect.0,
                fit.effect.1,
                fit.effect.2,
                fit.rhat.0.max(fit.rhat.1).max(fit.rhat.2)
            ),
            None => println!("prior {prior_level_sd}: {:?}", reading.refusals()),
        }
    }
    println!("the looser prior is the default: with the tighter one, untreated cities show a reduction far too often");
    Ok(())
}

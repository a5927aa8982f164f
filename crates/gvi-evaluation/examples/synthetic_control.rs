//! California's tobacco law by synthetic control: outcome only, de-meaned and ridge-augmented, with permutation and conformal
//! inference.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::error::Result;
use gvi_evaluation::scm::{
    CountingNoise, DonorsOfPlacebos, PlaceboStatistic, ScmSettings, conformal, fit_ridge, fit_scm, leave_one_donor_out, permutation_test,
    placebo_in_time,
};
use support::{Table, data};

fn main() -> Result<()> {
    let table = Table::read(&data("california_prop99_packs.csv"));
    let panel = table.panel("State", "Year", "PacksPerCapita", (1970.0, 2000.0), &[]);
    let treated = panel.unit("California")?;
    let donors: Vec<usize> = (0..panel.units()).filter(|&unit| unit != treated).collect();
    let before = 19;
    for demeaned in [false, true] {
        let settings = ScmSettings { demeaned };
        let fit = fit_scm(&panel, treated, &donors, before, settings)?;
        println!("{}: effect {:.2} packs, error before {:.2}", fit.provenance.estimator, fit.effect, fit.rmspe_before);
        for (donor, weight) in fit.donors.iter().zip(&fit.weights).filter(|(_, weight)| **weight > 0.001) {
            println!("  {donor} {weight:.3}");
        }
        let noise = vec![CountingNoise(0.0); panel.units()];
        let of = DonorsOfPlacebos::WithoutTreated;
        let test = permutation_test(&panel, treated, &donors, before, settings, PlaceboStatistic::Reduction, of, &noise)?;
        println!("  rank {} of {}, p {:.3}, cannot fall below {:.3}", test.rank, donors.len() + 1, test.p, test.smallest_p);
    }
    let ridge = fit_ridge(&panel, treated, &donors, before, None)?;
    println!("ridge: effect {:.2}, penalty {:.1}", ridge.fit.effect, ridge.lambda);
    for period in conformal(&panel, treated, &donors, before, ScmSettings::default(), 0.9)?.iter().step_by(4) {
        println!("{}: gap {:.1}, 90 % of effects {:.1} to {:.1}", 1970 + period.period, period.gap, period.interval.0, period.interval.1);
    }
    for donor in leave_one_donor_out(&panel, treated, &donors, before, ScmSettings::default())? {
        println!("without {}: effect {:.2}", donor.name, donor.effect);
    }
    for placebo in placebo_in_time(&panel, treated, &donors, before, 10, ScmSettings::default())?.iter().step_by(4) {
        println!("a start in {} would have shown {:.2} by 1988", 1970 + placebo.start, placebo.effect);
    }
    Ok(())
}

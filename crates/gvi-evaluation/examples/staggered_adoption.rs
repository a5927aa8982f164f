//! Castle-doctrine laws and homicide in US states: staggered adoption with all aggregations.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::did::{
    Adoption, Aggregation, BootstrapSettings, Comparison, Covariates, DidSettings, aggregate, fit_did, randomisation_test,
    simultaneous_band,
};
use gvi_evaluation::error::Result;
use support::{Table, data};

fn main() -> Result<()> {
    let table = Table::read(&data("castle.csv"));
    let panel = table.panel("sid", "year", "l_homicide", (2000.0, 2010.0), &[]);
    let (units, years, law) = (table.texts("sid"), table.numbers("year"), table.numbers("post"));
    let start =
        |name: &String| (0..units.len()).filter(|&at| units[at] == *name && law[at] > 0.0).map(|at| years[at] as usize - 2000).min();
    let adoption = Adoption(panel.names().iter().map(start).collect());
    let settings = DidSettings { comparison: Comparison::NotYetTreated, covariates: Covariates::None };
    let fit = fit_did(&panel, &adoption, &settings)?;
    println!("{} states, {} with a law; test of the years before: {:?}", fit.units, fit.treated_units, fit.before_test);
    for aggregation in [Aggregation::Dynamic, Aggregation::Group, Aggregation::Calendar, Aggregation::Simple] {
        let together = aggregate(&fit, aggregation)?;
        println!("{aggregation:?}: {:.3} (error {:.3})", together.overall.0, together.overall.1);
    }
    let dynamic = aggregate(&fit, Aggregation::Dynamic)?;
    for (label, low, high) in simultaneous_band(&dynamic, BootstrapSettings::default())?.parts {
        println!("  {label:+} years: {low:.3} to {high:.3}, all together");
    }
    let test = randomisation_test(&panel, &adoption, &settings, Aggregation::Dynamic, 199, 1)?;
    println!("dealt anew: p {:.3}", test.p);
    Ok(())
}

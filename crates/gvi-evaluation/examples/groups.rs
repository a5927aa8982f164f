//! Forty invented groups that hear the message one after another; the truth is a fall of 35 %.

use gvi_evaluation::chance::{Purpose, stream};
use gvi_evaluation::error::Result;
use gvi_evaluation::groups::{GroupPanel, GroupSettings, fit_groups, randomise_dates, wild_score_test};
use rand_distr::{Distribution, Poisson};

fn main() -> Result<()> {
    let mut chance = stream(1, Purpose::Simulation, 0);
    let (groups, months) = (40_usize, 48_usize);
    let notified: Vec<Option<usize>> = (0..groups).map(|g| (g % 4 != 0).then_some(12 + (g * 7) % 28)).collect();
    let related = (0..groups).map(|g| vec![(g + 1) % groups]).collect();
    let counts = (0..groups)
        .map(|g| {
            (0..months)
                .map(|m| {
                    let effect = if notified[g].is_some_and(|from| m >= from) { 0.65 } else { 1.0 };
                    let mean = (0.3 + 0.1 * (g % 5) as f64) * effect;
                    Poisson::new(mean).map_or(0, |law| law.sample(&mut chance) as u64)
                })
                .collect()
        })
        .collect();
    let panel = GroupPanel::new(counts, notified, related)?;
    for left_out in [1, 2, 3] {
        let fit = fit_groups(&panel, GroupSettings { left_out, ..GroupSettings::default() }, 0.95)?;
        for term in &fit.terms {
            println!(
                "{left_out} months left out, {}: {:.2} ({:.2} to {:.2})",
                term.name, term.ratio.ratio, term.ratio.lower, term.ratio.upper
            );
        }
    }
    let settings = GroupSettings::default();
    println!("random signs by group: p {:.3}", wild_score_test(&panel, settings, "notified", 999, 1)?.p);
    println!("dates dealt anew: p {:.3}", randomise_dates(&panel, settings, 199, 1)?.p);
    Ok(())
}

//! Merging, Knox and Hawkes on times and places of real shootings.

use std::path::Path;

use gvi_evaluation::near_repeat::{
    Baseline, HawkesLimits, SpaceTimeSettings, bandwidth_grid, close_pairs, fit_hawkes, fit_space_time, hawkes_loglik, knox, near_repeats,
    space_time_loglik,
};

use crate::Report;
use crate::support::{Table, json, number, numbers};

pub fn check(data: &Path, reference: &Path, report: &mut Report) {
    let folder = data.join("derived_monthly");
    let wanted = json(&reference.join("hawkes_shootings.json"));
    for (city, file) in [("boston", "events_boston.csv"), ("philadelphia_2015_2019", "events_philadelphia_2015_2019.csv")] {
        let mut days = Table::read(&folder.join(file)).numbers("t_days");
        days.sort_by(f64::total_cmp);
        let theirs = &wanted[city];
        let end = number(&theirs["T_days"]);
        let constant = &theirs["constant_baseline"];
        let (mu, a, b) = (number(&constant["mu_per_day"]), number(&constant["branching_ratio"]), number(&constant["decay_per_day"]));
        let fixed = hawkes_loglik(&days, end, Baseline::Constant, &[mu.ln()], a, b);
        report.compare(&format!("{city}: log likelihood at fixed parameters"), fixed, number(&constant["loglik"]), 1e-6);
        let began = std::time::Instant::now();
        let fit = fit_hawkes(&days, end, Baseline::Constant).expect("a fit");
        println!("     fitted in {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
        report.claim("  the fit is as likely or likelier", fit.loglik >= number(&constant["loglik"]) - 1e-6);
        report.compare("  branching", fit.branching, a, 1e-4);
        report.compare("  decay, relative", fit.decay / b, 1.0, 1e-3);
        report.compare("  log likelihood without", fit.loglik_without, number(&constant["loglik_poisson"]), 1e-6);
        let is_refused = !fit.refusals(HawkesLimits::default()).is_empty();
        report.claim("  refused as double records", is_refused == (fit.half_life * 24.0 < 1.0));
        let seasonal = &theirs["seasonal_trend_baseline"];
        let baseline = Baseline::Seasonal { yearly: 2 };
        let beta = numbers(&seasonal["beta"]);
        let fixed = hawkes_loglik(&days, end, baseline, &beta, number(&seasonal["branching_ratio"]), number(&seasonal["decay_per_day"]));
        report.compare("  seasonal: log likelihood at fixed parameters", fixed, number(&seasonal["loglik"]), 1e-6);
        let fit = fit_hawkes(&days, end, baseline).expect("a fit");
        report.claim("  seasonal: as likely or likelier", fit.loglik >= number(&seasonal["loglik"]) - 1e-6);
    }
    philadelphia(&folder, reference, report);
}

fn philadelphia(folder: &Path, reference: &Path, report: &mut Report) {
    let wanted = json(&reference.join("near_repeat_hawkes_philadelphia.json"));
    let table = Table::read(&folder.join("events_philadelphia_merged_xy.csv"));
    let days = table.numbers("t_days");
    let places: Vec<(f64, f64)> = table.numbers("x_km").into_iter().zip(table.numbers("y_km")).collect();
    let distances = [0.1, 0.2, 0.4, 0.8];
    let intervals = [(0.0, 1.0), (0.0, 7.0), (0.0, 14.0), (0.0, 30.0), (0.0, 90.0)];
    let began = std::time::Instant::now();
    let found = knox(&days, &places, &distances, &intervals, 199, 1).expect("a table");
    println!("     Knox in {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    for cell in &found.cells {
        let theirs = &wanted["knox"][format!("<= {} km, (0,{}] d", cell.km, cell.days)];
        let name = format!("Knox {} km, {} d", cell.km, cell.days);
        report.claim(&format!("{name}: {} pairs", cell.observed), Some(cell.observed) == theirs["observed"].as_u64());
        let expected = number(&theirs["perm_mean"]);
        // Two means of 199 permutations, each with a standard deviation near √mean.
        report.compare("  mean of permutations", cell.expected, expected, 4.0 * (3.0 * expected / 100.0).sqrt());
    }
    let settings = SpaceTimeSettings::default();
    report.claim(
        "pairs within reach 309,853",
        close_pairs(&days, &places, 120.0, 3.0).len() as u64 == wanted["n_pairs"].as_u64().unwrap_or(0),
    );
    let parameters = (number(&wanted["branching_ratio"]), number(&wanted["decay_per_day"]), number(&wanted["sigma_km"]));
    let fixed = space_time_loglik(&days, &places, 1826.0, settings, &numbers(&wanted["beta"]), parameters);
    report.compare("space-time: log likelihood at fixed parameters", fixed, number(&wanted["loglik"]), 1e-6);
    let began = std::time::Instant::now();
    let fit = fit_space_time(&days, &places, 1826.0, settings).expect("a fit");
    println!("     fitted in {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    report.claim("space-time: as likely or likelier", fit.loglik >= number(&wanted["loglik"]) - 1e-6);
    report.compare("space-time branching", fit.branching, parameters.0, 1e-4);
    report.compare("space-time sigma", fit.sigma_km, parameters.2, 1e-4);
    report.compare("space-time without triggering", fit.loglik_without, number(&wanted["loglik_no_triggering"]), 1e-4);
    let grid = bandwidth_grid(&days, &places, 1826.0, settings, &[0.5, 0.8, 1.2, 2.0]).expect("a grid");
    // At 0.5 km the peer's reach collapses to 0.3 m: identical places. Here it stops at the precision of places and is refused.
    report.claim("bandwidth 0.5 km sits at the precision of places", !grid[0].refusals(HawkesLimits::default()).is_empty());
    for (fit, wanted) in grid[1..].iter().zip([0.27, 0.55, 0.81]) {
        report.compare(&format!("bandwidth {} km: branching", fit.settings.bandwidth_km), fit.branching, wanted, 0.006);
    }
    let many = knox(&days, &places, &distances, &intervals, 999, 1).expect("a table");
    println!("     near repeats: {:?}", near_repeats(&many, &grid, HawkesLimits::default()));
}

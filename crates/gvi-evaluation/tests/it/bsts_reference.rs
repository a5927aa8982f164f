//! Structural time series against statsmodels (likelihood) and R CausalImpact (twelve chains).

use gvi_evaluation::bsts::{BstsSettings, evaluate_bsts, fit_bsts, fit_local_level, local_level_loglik};

use gvi_evaluation::chance::{Purpose, stream};
use rand_distr::{Distribution, Normal};

use crate::support::{Table, close, close_relative, data, number, numbers, reference};

fn vignette() -> (Vec<f64>, Vec<f64>) {
    let table = Table::read(&data("causalimpact_vignette.csv"));
    (table.numbers("y"), table.numbers("x1"))
}

#[test]
fn the_likelihood_at_fixed_parameters_is_that_of_statsmodels() {
    let (y, x) = vignette();
    let wanted = reference("uc_causalimpact_vignette_mle");
    let params = &wanted["params"];
    let found = local_level_loglik(
        &y[..70],
        &[x],
        &[number(&params["beta.x1"])],
        number(&params["sigma2.irregular"]),
        number(&params["sigma2.level"]),
    );
    close(found, number(&wanted["loglik"]), 1e-7, "log likelihood");
}

#[test]
fn maximum_likelihood_reaches_the_fit_of_statsmodels_or_a_better_one() {
    let (y, x) = vignette();
    let wanted = reference("uc_causalimpact_vignette_mle");
    let fit = fit_local_level(&y[..70], &[x]).unwrap();
    assert!(fit.loglik >= number(&wanted["loglik"]) - 1e-7, "{}", fit.loglik);
    close_relative(fit.observation, number(&wanted["params"]["sigma2.irregular"]), 1e-3, "observation variance");
    close(fit.coefficients[0], number(&wanted["params"]["beta.x1"]), 1e-3, "coefficient");
    for (found, theirs) in fit.predicted.iter().zip(numbers(&wanted["forecast"])) {
        close(*found, theirs, 0.02, "forecast");
    }
}

#[test]
fn with_causal_impacts_prior_the_prediction_is_that_of_its_twelve_chains() {
    let (y, x) = vignette();
    let settings = BstsSettings { prior_level_sd: 0.01, draws: 30_000, seed: 11, ..BstsSettings::default() };
    let fit = fit_bsts(&y, &[x], 70, settings).unwrap();
    println!("{} {} {:?} {:?} {} {:?}", fit.predicted_mean, fit.predicted_sd, fit.rhat, fit.sigma, fit.effective_draws, fit.inclusion);
    close(fit.actual_mean, 117.048_516_8, 1e-6, "actual");
    close(fit.predicted_mean, 106.5301, 0.01, "predicted");
    close_relative(fit.predicted_sd, 0.3630, 0.05, "its sd");
    close(fit.effect.1, 9.806, 0.05, "lower");
    close(fit.effect.2, 11.220, 0.05, "upper");
    assert!(fit.effect.1 < 10.0 && fit.effect.2 > 10.0, "the true effect lies inside");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_the_default_chains_agree() {
    let (y, x) = vignette();
    let settings = BstsSettings { seed: 3, ..BstsSettings::default() };
    let one = evaluate_bsts(&y, std::slice::from_ref(&x), 70, settings).unwrap();
    let two = evaluate_bsts(&y, &[x], 70, settings).unwrap();
    assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap());
    println!("{:?}", one.estimate().map(|fit| (fit.rhat, fit.predicted_mean, fit.predicted_sd)));
    assert!(one.estimate().is_some(), "{:?}", one.refusals());
}

#[test]
fn a_season_is_carried_into_the_prediction() {
    let mut chance = stream(8, Purpose::Simulation, 0);
    let mut normal = |sd: f64| Normal::new(0.0, sd).unwrap().sample(&mut chance);
    let season = |t: usize| 3.0 * (2.0 * std::f64::consts::PI * t as f64 / 12.0).sin();
    let y: Vec<f64> = (0..96).map(|t| 20.0 + season(t) + normal(0.5)).collect();
    let settings = BstsSettings { seasons: 12, draws: 3000, ..BstsSettings::default() };
    let with = fit_bsts(&y, &[], 84, settings).unwrap();
    let without = fit_bsts(&y, &[], 84, BstsSettings { seasons: 0, ..settings }).unwrap();
    let missed = |fit: &gvi_evaluation::bsts::BstsFit| {
        (fit.periods.iter().map(|period| (period.actual - period.predicted.0).powi(2)).sum::<f64>() / 12.0).sqrt()
    };
    assert!(missed(&with) < 1.0 && missed(&without) > 1.8, "{} {}", missed(&with), missed(&without));
    assert!(with.effect.1 < 0.0 && with.effect.2 > 0.0, "{:?}", with.effect);
}

#[test]
fn columns_that_say_something_are_kept_and_noise_is_not() {
    let mut chance = stream(9, Purpose::Simulation, 0);
    let mut normal = |sd: f64| Normal::new(0.0, sd).unwrap().sample(&mut chance);
    let columns: Vec<Vec<f64>> = (0..10).map(|_| (0..90).map(|_| normal(1.0)).collect()).collect();
    let y: Vec<f64> = (0..90).map(|t| 5.0 + 2.0 * columns[3][t] - columns[7][t] + normal(0.5)).collect();
    let fit = fit_bsts(&y, &columns, 60, BstsSettings { draws: 3000, ..BstsSettings::default() }).unwrap();
    for column in &fit.inclusion {
        let real = [3, 7].contains(&column.column);
        assert!(if real { column.share > 0.95 } else { column.share < 0.5 }, "{column:?}");
    }
}

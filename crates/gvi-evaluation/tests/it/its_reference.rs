//! Interrupted time series against statsmodels 0.15 and R's glm.nb.

use gvi_evaluation::its::{ItsModel, ItsTerms, evaluate_its, fit_its, its_design, ljung_box, residual_correlations};
use gvi_evaluation::refusal::Rule;
use gvi_evaluation::regression::{Bread, HacSettings, fit_nb2, fit_poisson, hac_covariance, quasi_covariance};
use gvi_evaluation::series::{CountSeries, Shock};

use crate::support::{Table, close, close_relative, data, monthly_series, number, numbers, reference, texts};

const NAMES: [(&str, &str, &str); 8] = [
    ("level", "const", "(Intercept)"),
    ("trend", "trend", "trend"),
    ("step", "step", "step"),
    ("slope", "slope_change", "slope_change"),
    ("sin 1", "sin1", "sin1"),
    ("cos 1", "cos1", "cos1"),
    ("sin 2", "sin2", "sin2"),
    ("cos 2", "cos2", "cos2"),
];

fn case(name: &str) -> (CountSeries, usize, serde_json::Value, serde_json::Value) {
    let python = reference(name);
    let r = reference(&format!("{name}_R_glmnb"));
    let series = monthly_series(&texts(&python["months"]), &numbers(&python["y"]));
    let start = python["t0_index"].as_u64().unwrap() as usize;
    (series, start, python, r)
}

const CASES: [&str; 3] = ["its_philadelphia_gvi", "its_philadelphia_placebo2018", "its_boston_placebo2019"];

#[test]
fn poisson_coefficients_and_errors_are_those_of_statsmodels() {
    for name in CASES {
        let (series, start, python, _) = case(name);
        let design = its_design(&series, start, ItsTerms::all(60)).unwrap();
        let y = series.numbers();
        let fit = fit_poisson(&y, &design).unwrap();
        let hac =
            hac_covariance(&y, &design, &fit.means, 0.0, HacSettings { lags: 12, bread: Bread::Expected, small_sample: false }).unwrap();
        let quasi = quasi_covariance(&fit);
        let wanted = &python["poisson"];
        for (term, theirs, _) in NAMES {
            let at = design.term(term).unwrap();
            close(fit.coefficients[at], number(&wanted["coef"][theirs]), 1e-8, term);
            close(fit.errors[at], number(&wanted["se"][theirs]), 1e-8, term);
            close(quasi[(at, at)].sqrt(), number(&wanted["se_quasi"][theirs]), 1e-8, term);
            close(hac[(at, at)].sqrt(), number(&wanted["se_hac12"][theirs]), 1e-8, term);
        }
        close(fit.loglik, number(&wanted["loglik"]), 1e-7, "log likelihood");
        close(fit.deviance, number(&wanted["deviance"]), 1e-7, "deviance");
        close(fit.pearson, number(&wanted["pearson_chi2"]), 1e-6, "Pearson");
        close(fit.dispersion, number(&wanted["dispersion"]), 1e-8, "dispersion");
    }
}

#[test]
fn nb2_coefficients_dispersion_and_errors_are_those_of_both_tools() {
    for name in CASES {
        let (series, start, python, r) = case(name);
        let design = its_design(&series, start, ItsTerms::all(60)).unwrap();
        let y = series.numbers();
        let fit = fit_nb2(&y, &design).unwrap();
        let hac = hac_covariance(&y, &design, &fit.means, fit.alpha, HacSettings::default()).unwrap();
        let wanted = &python["nb2"];
        for (term, theirs, in_r) in NAMES {
            let at = design.term(term).unwrap();
            close(fit.coefficients[at], number(&r["coef"][in_r]), 1e-6, term);
            close(fit.coefficients[at], number(&wanted["coef"][theirs]), 1e-5, term);
            close(fit.errors[at], number(&wanted["se"][theirs]), 1e-5, term);
            close(fit.errors_alpha_known[at], number(&r["se_given_theta"][in_r]), 1e-6, term);
            close(hac[(at, at)].sqrt(), number(&r["newey_west12"][in_r]), 1e-6, term);
        }
        close(1.0 / fit.alpha, number(&r["theta"]), 1e-3, "theta");
        close(fit.alpha, number(&wanted["alpha"]), 1e-5, "alpha");
        close(fit.errors[8], number(&wanted["se"]["alpha"]), 1e-5, "error of alpha");
        close(fit.loglik, number(&r["loglik"]), 1e-6, "log likelihood");
    }
}

#[test]
fn the_step_and_the_mean_ratio_are_those_of_the_reference() {
    for name in CASES {
        let (series, start, python, _) = case(name);
        let fit = fit_its(&series, start, ItsTerms::all(60), 0.95).unwrap();
        assert!(matches!(fit.model, ItsModel::Nb2 { .. }));
        let step = fit.terms.iter().find(|term| term.name == "step").unwrap();
        let wanted = numbers(&python["nb2"]["irr_step"]);
        close(step.coefficient.exp(), wanted[0], 1e-5, "step");
        close((step.coefficient - 1.959_963_985 * step.model).exp(), wanted[1], 1e-5, "lower");
        let mean = numbers(&python["nb2"]["post_average_ratio"]);
        close_relative(fit.overall.ratio_model.ratio, mean[0], 1e-5, "mean ratio");
        close_relative(fit.overall.ratio_model.lower, mean[1], 1e-4, "mean ratio, lower");
        close_relative(fit.overall.ratio_model.upper, mean[2], 1e-4, "mean ratio, upper");
        assert!(fit.step.lower <= wanted[1] + 1e-6 && fit.step.upper >= wanted[2] - 1e-6, "the widest error is shown");
        assert_eq!(fit.by_year.len(), (series.len() - start) / 12);
    }
}

#[test]
fn residual_correlations_and_ljung_box_are_those_of_the_reference() {
    for name in CASES {
        let (series, start, python, _) = case(name);
        let design = its_design(&series, start, ItsTerms::all(60)).unwrap();
        let y = series.numbers();
        let means = fit_poisson(&y, &design).unwrap().means;
        let alpha = number(&python["nb2"]["alpha"]);
        let residuals: Vec<f64> = y.iter().zip(&means).map(|(y, m)| (y - m) / (m + alpha * m * m).sqrt()).collect();
        let correlations = residual_correlations(&residuals, 12);
        close(ljung_box(&correlations, series.len()), number(&python["ljung_box_12_p"]), 1e-9, "Ljung-Box");
        // The peer lists the correlation of the two shifted pieces, each around its own mean.
        for (lag, wanted) in numbers(&python["pearson_resid_acf"]).iter().enumerate() {
            close(pieces(&residuals, lag + 1), *wanted, 1e-7, "correlation of pieces");
        }
    }
}

fn pieces(residuals: &[f64], lag: usize) -> f64 {
    let (a, b) = (&residuals[..residuals.len() - lag], &residuals[lag..]);
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let cross: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let spread = |list: &[f64], m: f64| list.iter().map(|x| (x - m).powi(2)).sum::<f64>();
    cross / (spread(a, ma) * spread(b, mb)).sqrt()
}

#[test]
fn philadelphias_start_beside_the_summer_of_2020_is_refused_without_comparison() {
    let table = Table::read(&data("philadelphia_monthly.csv"));
    let series = monthly_series(&table.texts("month"), &table.numbers("victims"))
        .with_shocks(vec![Shock { name: "pandemic and unrest".into(), from: 62, to: 67, national: true }])
        .unwrap();
    let terms = ItsTerms::default_for(68);
    let reading = evaluate_its(&series, 68, terms, false, 1).unwrap();
    assert_eq!(reading.refusals().iter().map(|refusal| refusal.rule).collect::<Vec<_>>(), [Rule::ShockAtStart]);
    assert!(evaluate_its(&series, 68, terms, true, 1).unwrap().estimate().is_some());
}

#[test]
fn too_short_a_time_before_or_after_is_refused_with_what_was_measured() {
    let table = Table::read(&data("boston_monthly.csv"));
    let series = monthly_series(&table.texts("month"), &table.numbers("incidents"));
    let terms = ItsTerms::default_for(30);
    let early = evaluate_its(&series, 30, terms, true, 1).unwrap();
    assert_eq!((early.refusals()[0].rule, early.refusals()[0].measured), (Rule::PeriodsBefore, 30.0));
    let late = evaluate_its(&series, 70, terms, true, 1).unwrap();
    assert_eq!((late.refusals()[0].rule, late.refusals()[0].measured), (Rule::PeriodsAfter, 19.0));
}

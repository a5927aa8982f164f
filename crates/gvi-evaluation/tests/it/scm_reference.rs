//! Synthetic controls against clarabel, R Synth, augsynth and the published tables.

use gvi_evaluation::scm::{Predictors, ScmSettings, fit_nested, fit_ridge, fit_scm, nearest_mixture};
use gvi_evaluation::series::Panel;
use serde_json::Value;

use crate::support::{Table, close, close_relative, data, number, numbers, plain_permutation, reference};

pub fn prop99() -> (Panel, usize) {
    let table = Table::read(&data("california_prop99_smoking_covariates.csv"));
    let panel = table.panel("state", "year", "cigsale", (1970.0, 2000.0), &[]);
    let treated = panel.unit("California").unwrap();
    (panel, treated)
}

fn basque() -> (Panel, usize) {
    let table = Table::read(&data("basque.csv"));
    let panel = table.panel("regionno", "year", "gdpcap", (1955.0, 1997.0), &["1.0"]);
    let treated = panel.unit("17.0").unwrap();
    (panel, treated)
}

fn kansas() -> (Panel, usize) {
    let table = Table::read(&data("kansas_quarterly.csv"));
    let panel = table.panel("state", "year_qtr", "lngdpcapita", (1990.0, 2016.0), &[]);
    let treated = panel.unit("Kansas").unwrap();
    (panel, treated)
}

fn others(panel: &Panel, treated: usize) -> Vec<usize> {
    (0..panel.units()).filter(|&unit| unit != treated).collect()
}

/// Every number of one outcome-only reference file.
fn agrees(panel: &Panel, treated: usize, before: usize, wanted: &Value, plain_name: impl Fn(&str) -> String) {
    let donors = others(panel, treated);
    let fit = fit_scm(panel, treated, &donors, before, ScmSettings::default()).unwrap();
    assert!(fit.optimality < 1e-8, "optimality {}", fit.optimality);
    // The objective, relative; the peer's own solution is good to about 10⁻⁹.
    let objective = fit.imbalance.powi(2);
    assert!(objective <= number(&wanted["l2_imbalance"]).powi(2) * (1.0 + 1e-9), "objective {objective}");
    close_relative(objective, number(&wanted["l2_imbalance"]).powi(2), 1e-6, "objective");
    close_relative(fit.rmspe_before, number(&wanted["pre_rmspe"]), 1e-6, "error before");
    close(fit.effect, number(&wanted["att_mean_post"]), 1e-5 * fit.mean_before.abs(), "effect");
    close(fit.improvement, number(&wanted["pct_improvement_over_uniform"]), 1e-6, "improvement");
    for (donor, weight) in fit.donors.iter().zip(&fit.weights) {
        let theirs = wanted["weights"].get(plain_name(donor)).map_or(0.0, number);
        close(*weight, theirs, 2e-5, donor);
    }
    let test = plain_permutation(panel, treated, &donors, before);
    assert_eq!(test.rank as u64, wanted["placebo"]["rank"].as_u64().unwrap(), "rank");
    close(test.p, number(&wanted["placebo"]["p"]), 1e-12, "p");
    for placebo in &test.placebos {
        let theirs = &wanted["placebo"]["ratios"][plain_name(&placebo.name)];
        close(placebo.rmspe_before, number(&theirs["pre_rmspe"]), 1e-5 * (1e-3 + number(&theirs["pre_rmspe"])), &placebo.name);
    }
    let ridge = fit_ridge(panel, treated, &donors, before, None).unwrap();
    let wanted = &wanted["ridge_ascm"];
    close_relative(ridge.lambda, number(&wanted["lambda_"]), 1e-9, "penalty");
    close(ridge.fit.effect, number(&wanted["att_mean_post"]), 1e-5 * fit.mean_before.abs(), "ridge effect");
    close_relative(ridge.fit.imbalance, number(&wanted["l2_imbalance"]), 1e-5, "ridge imbalance");
    close(ridge.fit.improvement, number(&wanted["pct_improvement"]), 1e-6, "ridge improvement");
    for (found, theirs) in ridge.lambdas.iter().zip(numbers(&wanted["lambdas"])) {
        close_relative(*found, theirs, 1e-9, "grid");
    }
    for (found, theirs) in ridge.errors.iter().zip(numbers(&wanted["cv"])) {
        close_relative(*found, theirs, 1e-4, "cross-validation");
    }
    for (found, theirs) in ridge.standard_errors.iter().zip(numbers(&wanted["cv_se"])) {
        close_relative(*found, theirs, 1e-4, "cross-validation, error");
    }
}

#[test]
fn california_by_outcome_alone_has_the_weights_rank_and_ridge_of_the_reference() {
    let (panel, treated) = prop99();
    agrees(&panel, treated, 19, &reference("scm_prop99_outcomeonly"), str::to_owned);
}

#[test]
fn the_basque_country_by_outcome_alone_has_the_weights_rank_and_ridge_of_the_reference() {
    let (panel, treated) = basque();
    agrees(&panel, treated, 15, &reference("scm_basque_outcomeonly"), |name| name.trim_end_matches(".0").to_owned());
}

#[test]
fn kansas_has_the_weights_rank_and_ridge_of_augsynth() {
    let (panel, treated) = kansas();
    agrees(&panel, treated, 89, &reference("scm_kansas_augsynth"), str::to_owned);
}

#[test]
fn the_inner_program_of_california_reaches_the_exact_objective_that_r_misses() {
    let wanted = &reference("synth_prop99_R")["inner_qp"];
    let x0: Vec<Vec<f64>> = wanted["X0"].as_array().unwrap().iter().map(numbers).collect();
    let (x1, v) = (numbers(&wanted["X1"]), numbers(&wanted["v_full"]));
    let target: Vec<f64> = x1.iter().zip(&v).map(|(x, v)| x * v.sqrt()).collect();
    let points: Vec<Vec<f64>> = (0..x0[0].len()).map(|donor| x0.iter().zip(&v).map(|(row, v)| row[donor] * v.sqrt()).collect()).collect();
    let views: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
    let nearest = nearest_mixture(&target, &views).unwrap();
    close_relative(nearest.objective, number(&wanted["objective_exact"]), 1e-9, "objective");
    assert!(nearest.objective < number(&wanted["objective_R"]), "R stops above the optimum");
    assert!(nearest.optimality < 1e-8, "{}", nearest.optimality);
    for (found, theirs) in nearest.weights.iter().zip(numbers(&wanted["w_exact_qp_given_v"])) {
        close(*found, theirs, 1e-6, "weight");
    }
}

#[test]
fn california_with_covariates_reaches_the_loss_of_r_or_a_lower_one() {
    let table = Table::read(&data("california_prop99_smoking_covariates.csv"));
    let panel = table.panel("state", "year", "cigsale", (1970.0, 2000.0), &[]);
    let treated = panel.unit("California").unwrap();
    let of = |column: &str, years| table.means(&panel, ("state", "year"), column, years);
    let rows = vec![
        of("lnincome", (1980.0, 1988.0)),
        of("age15to24", (1980.0, 1988.0)),
        of("retprice", (1980.0, 1988.0)),
        of("beer", (1984.0, 1988.0)),
        of("cigsale", (1975.0, 1975.0)),
        of("cigsale", (1980.0, 1980.0)),
        of("cigsale", (1988.0, 1988.0)),
    ];
    let names = ["income", "young", "price", "beer", "1975", "1980", "1988"].map(str::to_owned).to_vec();
    let all: Vec<usize> = (0..panel.units()).collect();
    let predictors = Predictors::new(names, rows, &all).unwrap();
    let wanted = reference("synth_prop99_R");
    let nested = fit_nested(&panel, treated, &others(&panel, treated), 19, &predictors, 0..19, 1).unwrap();
    println!("loss {} asked {} effect {}", nested.loss, nested.asked, nested.fit.effect);
    assert!(nested.loss <= number(&wanted["loss_v"]) * (1.0 + 1e-6), "loss {}", nested.loss);
    close(nested.fit.effect, number(&wanted["mean_gap_1989_2000"]), 1.0, "mean gap");
}

#[test]
fn the_basque_country_with_covariates_has_the_published_weights() {
    let table = Table::read(&data("basque.csv"));
    let (panel, treated) = basque();
    let of = |column: &str, years| table.means(&panel, ("regionno", "year"), column, years);
    let schools = ["school.illit", "school.prim", "school.med", "school.high", "school.post.high"].map(|name| of(name, (1964.0, 1969.0)));
    let totals: Vec<f64> = (0..panel.units()).map(|unit| schools.iter().map(|row| row[unit]).sum()).collect();
    let mut names: Vec<String> = ["illit", "prim", "med"].map(str::to_owned).to_vec();
    let share = |row: &[f64]| row.iter().zip(&totals).map(|(value, total)| 100.0 * value / total).collect::<Vec<f64>>();
    let mut rows: Vec<Vec<f64>> = schools[..3].iter().map(|row| share(row)).collect();
    names.push("high".into());
    rows.push(share(&schools[3].iter().zip(&schools[4]).map(|(a, b)| a + b).collect::<Vec<f64>>()));
    for (column, years) in [
        ("invest", (1964.0, 1969.0)),
        ("gdpcap", (1960.0, 1969.0)),
        ("sec.agriculture", (1961.0, 1969.0)),
        ("sec.energy", (1961.0, 1969.0)),
        ("sec.industry", (1961.0, 1969.0)),
        ("sec.construction", (1961.0, 1969.0)),
        ("sec.services.venta", (1961.0, 1969.0)),
        ("sec.services.nonventa", (1961.0, 1969.0)),
        ("popdens", (1969.0, 1969.0)),
    ] {
        names.push(column.to_owned());
        rows.push(of(column, years));
    }
    let all: Vec<usize> = (0..panel.units()).collect();
    let predictors = Predictors::new(names, rows, &all).unwrap();
    let nested = fit_nested(&panel, treated, &others(&panel, treated), 15, &predictors, 5..15, 1).unwrap();
    let wanted = reference("synth_basque_R");
    println!("loss {} asked {}", nested.loss, nested.asked);
    let weight = |name: &str| nested.fit.weights[nested.fit.donors.iter().position(|donor| donor == name).unwrap()];
    println!("w10 {} w14 {}", weight("10.0"), weight("14.0"));
    assert!(nested.loss <= number(&wanted["loss_v"]) * (1.0 + 1e-6), "loss {}", nested.loss);
    close(weight("10.0"), 0.850_799, 2e-3, "region 10");
    close(weight("14.0"), 0.149_200, 2e-3, "region 14");
    let mean_gap = nested.fit.gaps[20..].iter().sum::<f64>() / 23.0;
    close(mean_gap, number(&wanted["mean_gap_1975_97"]), 2e-3, "mean gap 1975-97");
}

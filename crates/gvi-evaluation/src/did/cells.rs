//! The effect of each cohort in each period, with the influence of every unit on it.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use crate::error::{EvaluationError, Result, finite, same_length};
use crate::numeric::distribution::chi2_above;
use crate::numeric::matrix::{factor, weighted_cross};
use crate::provenance::{Fingerprint, Provenance};
use crate::refusal::{Refusal, Rule};
use crate::series::Panel;

/// When each unit of a panel started: the index of its first period with the programme, or never.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adoption(pub Vec<Option<usize>>);

impl Adoption {
    /// The cohorts: distinct starts in order.
    pub fn cohorts(&self) -> Vec<usize> {
        let mut starts: Vec<usize> = self.0.iter().flatten().copied().collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// Units that ever start.
    pub fn treated(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

/// Who a cohort is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Comparison {
    /// Units that never start.
    NeverTreated,
    /// Units that have not started by the later of the two periods compared.
    NotYetTreated,
}

/// What is done with covariates (one value for each unit, from before the programme).
#[derive(Debug, Clone, PartialEq)]
pub enum Covariates {
    /// None.
    None,
    /// The change of the comparison units is predicted by least squares from these columns (a constant is added).
    Regression(Vec<Vec<f64>>),
    /// The same, and comparison units are weighted by a logistic model: right when either model is.
    DoublyRobust(Vec<Vec<f64>>),
}

/// Settings of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct DidSettings {
    /// Whom to compare with.
    pub comparison: Comparison,
    /// Covariates.
    pub covariates: Covariates,
}

impl Default for DidSettings {
    fn default() -> Self {
        Self { comparison: Comparison::NeverTreated, covariates: Covariates::None }
    }
}

/// One cohort in one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The first period of the cohort's programme.
    pub cohort: usize,
    /// The period.
    pub period: usize,
    /// The period it is compared with.
    pub base: usize,
    /// The effect; before the start it should be near zero.
    pub att: f64,
    /// Its standard error.
    pub error: f64,
    /// Units in the cohort and in the comparison.
    pub units: (usize, usize),
}

/// All cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DidFit {
    /// The cells by cohort, then period.
    pub cells: Vec<Cell>,
    /// Wald test that all cells before the start are zero: statistic, degrees, p; none when there is no such cell or their
    /// errors cannot be told apart.
    pub before_test: Option<(f64, usize, f64)>,
    /// Units in all.
    pub units: usize,
    /// Units that ever start.
    pub treated_units: usize,
    /// How to make it again.
    pub provenance: Provenance,
    #[serde(skip)]
    pub(crate) influence: Vec<Vec<f64>>,
    #[serde(skip)]
    pub(crate) adoption: Adoption,
}

impl DidFit {
    /// Refuses errors that rest on large numbers of treated units; then use [`randomisation_test`](super::randomisation_test).
    pub fn refusals(&self) -> Vec<Refusal> {
        if self.treated_units >= 5 {
            return Vec::new();
        }
        let remedy = "use the randomisation test alone";
        vec![Refusal::new(Rule::TreatedUnits, self.treated_units as f64, 5.0, "treated units", remedy)]
    }

    /// The influence of each unit on a cell.
    pub fn influence(&self, cell: usize) -> &[f64] {
        &self.influence[cell]
    }
}

const ASSUMPTIONS: [&str; 4] = [
    "without the programme, cohorts and comparison would have changed alike from the base period on",
    "nobody changed before the start because of it",
    "units do not touch each other",
    "units are independent",
];

/// By how much did each cohort change against those that had not started, in each period?
///
/// Cell (g, t), base b = g − 1 for t ≥ g, else t − 1: ATT = mean of Y_t − Y_b in cohort g minus the same in the comparison.
/// Influence ψ_i = 1{G = g}(ΔY_i − m_g)/p_g − 1{C}(ΔY_i − m_c)/p_c, error √(mean ψ²/n), n = all units. With covariates:
/// outcome regression or doubly robust, with the influence of the estimated models. Units that start in the first period
/// cannot be used and are an error. Shapes: units × periods, one start for each unit. Sources: Callaway, Sant'Anna 2021;
/// Sant'Anna, Zhao 2020.
///
/// # Errors
/// When a start lies outside the panel or in its first period, a cohort has no comparison, or covariates repeat each other.
pub fn fit_did(panel: &Panel, adoption: &Adoption, settings: &DidSettings) -> Result<DidFit> {
    same_length("the list of starts", adoption.0.len(), panel.units(), "unit")?;
    for (position, start) in adoption.0.iter().enumerate() {
        if let Some(start) = start
            && (*start == 0 || *start >= panel.periods())
        {
            return Err(EvaluationError::Value {
                what: "the list of starts",
                position,
                value: *start as f64,
                wanted: "a period of the panel after its first",
                remedy: "leave units out that began before the panel; write never for those that begin after it",
            });
        }
    }
    let columns = match &settings.covariates {
        Covariates::None => None,
        Covariates::Regression(columns) | Covariates::DoublyRobust(columns) => Some(design(columns, panel.units())?),
    };
    let robust = matches!(settings.covariates, Covariates::DoublyRobust(_));
    let (mut cells, mut influence) = (Vec::new(), Vec::new());
    for cohort in adoption.cohorts() {
        for period in 1..panel.periods() {
            let base = if period >= cohort { cohort - 1 } else { period - 1 };
            let latest = period.max(base);
            let group = |unit: usize| adoption.0[unit] == Some(cohort);
            let compared = |unit: usize| match (settings.comparison, adoption.0[unit]) {
                (_, None) => true,
                (Comparison::NeverTreated, Some(_)) => false,
                (Comparison::NotYetTreated, Some(start)) => start > latest && start != cohort,
            };
            let used: Vec<usize> = (0..panel.units()).filter(|&unit| group(unit) || compared(unit)).collect();
            let treated: Vec<bool> = used.iter().map(|&unit| group(unit)).collect();
            let change: Vec<f64> = used.iter().map(|&unit| panel.row(unit)[period] - panel.row(unit)[base]).collect();
            let counted = (treated.iter().filter(|t| **t).count(), treated.iter().filter(|t| !**t).count());
            crate::error::at_least("comparison units", counted.1, 1, "use units not yet treated, or add untreated units")?;
            let (att, own) = match &columns {
                None => plain(&change, &treated),
                Some(x) => with_covariates(&change, &treated, &x.select_rows(&used), robust)?,
            };
            let n = panel.units() as f64;
            let mut psi = vec![0.0; panel.units()];
            for (at, &unit) in used.iter().enumerate() {
                psi[unit] = own[at] * n / used.len() as f64;
            }
            cells.push(Cell { cohort, period, base, att, error: error_of(&psi), units: counted });
            influence.push(psi);
        }
    }
    let before_test = wald(&cells, &influence);
    let starts: Vec<f64> = adoption.0.iter().map(|start| start.map_or(-1.0, |start| start as f64)).collect();
    let input =
        panel.add_to(Fingerprint::of("staggered adoption")).numbers("starts", &starts).text("settings", &format!("{settings:?}")).finish();
    Ok(DidFit {
        cells,
        before_test,
        units: panel.units(),
        treated_units: adoption.treated(),
        provenance: Provenance::new("staggered difference-in-differences", &ASSUMPTIONS, None, input),
        influence,
        adoption: adoption.clone(),
    })
}

pub(crate) fn error_of(psi: &[f64]) -> f64 {
    let n = psi.len() as f64;
    (psi.iter().map(|value| value * value).sum::<f64>() / n / n).sqrt()
}

/// ATT and influence (scaled to the units used) without covariates.
fn plain(change: &[f64], treated: &[bool]) -> (f64, Vec<f64>) {
    let n = change.len() as f64;
    let group = |of: bool| {
        let values: Vec<f64> = change.iter().zip(treated).filter(|(_, t)| **t == of).map(|(c, _)| *c).collect();
        (values.iter().sum::<f64>() / values.len() as f64, values.len() as f64 / n)
    };
    let ((m_g, p_g), (m_c, p_c)) = (group(true), group(false));
    let psi = change.iter().zip(treated).map(|(c, t)| if *t { (c - m_g) / p_g } else { -(c - m_c) / p_c }).collect();
    (m_g - m_c, psi)
}

fn design(columns: &[Vec<f64>], units: usize) -> Result<DMatrix<f64>> {
    for column in columns {
        same_length("a covariate", column.len(), units, "unit")?;
        finite("a covariate", column)?;
    }
    Ok(DMatrix::from_fn(units, columns.len() + 1, |row, column| if column == 0 { 1.0 } else { columns[column - 1][row] }))
}

/// Outcome regression and doubly robust, as Sant'Anna and Zhao 2020 give them for panels.
fn with_covariates(change: &[f64], treated: &[bool], x: &DMatrix<f64>, robust: bool) -> Result<(f64, Vec<f64>)> {
    let (rows, terms) = x.shape();
    let n = rows as f64;
    let names: Vec<String> = (0..terms).map(|at| if at == 0 { "constant".to_owned() } else { format!("covariate {}", at - 1) }).collect();
    let d: Vec<f64> = treated.iter().map(|t| if *t { 1.0 } else { 0.0 }).collect();
    let rest: Vec<f64> = d.iter().map(|d| 1.0 - d).collect();
    let cross = factor(&(weighted_cross(x, &rest) / n), &names)?;
    let right = x.tr_mul(&DVector::from_fn(rows, |i, _| rest[i] * change[i])) / n;
    let beta = cross.solve(&right);
    let fitted = x * &beta;
    let inverse = cross.inverse();
    // The influence of the regression on a linear function m of its coefficients.
    let through_regression = |m: &DVector<f64>| -> Vec<f64> {
        let direction = &inverse * m;
        (0..rows).map(|i| rest[i] * (change[i] - fitted[i]) * x.row(i).transpose().dot(&direction)).collect()
    };
    let mean_d = d.iter().sum::<f64>() / n;
    let m1 = x.tr_mul(&DVector::from_column_slice(&d)) / n;
    if !robust {
        let treat = (0..rows).map(|i| d[i] * change[i]).sum::<f64>() / n / mean_d;
        let control = (0..rows).map(|i| d[i] * fitted[i]).sum::<f64>() / n / mean_d;
        let by_regression = through_regression(&m1);
        let psi = (0..rows).map(|i| (d[i] * (change[i] - treat) - d[i] * (fitted[i] - control) - by_regression[i]) / mean_d).collect();
        return Ok((treat - control, psi));
    }
    let (chance, information) = logistic(&d, x, &names)?;
    let odds: Vec<f64> = (0..rows).map(|i| chance[i] * rest[i] / (1.0 - chance[i])).collect();
    let mean_odds = odds.iter().sum::<f64>() / n;
    let left: Vec<f64> = (0..rows).map(|i| change[i] - fitted[i]).collect();
    let treat = (0..rows).map(|i| d[i] * left[i]).sum::<f64>() / n / mean_d;
    let control = (0..rows).map(|i| odds[i] * left[i]).sum::<f64>() / n / mean_odds;
    let m2 = x.tr_mul(&DVector::from_fn(rows, |i, _| odds[i] * (left[i] - control))) / n;
    let m3 = x.tr_mul(&DVector::from_column_slice(&odds)) / n;
    let by_regression_treated = through_regression(&m1);
    let by_regression_control = through_regression(&m3);
    let by_logistic = &information * m2;
    let psi = (0..rows)
        .map(|i| {
            let score = (d[i] - chance[i]) * x.row(i).transpose().dot(&by_logistic);
            let own = (d[i] * (left[i] - treat) - by_regression_treated[i]) / mean_d;
            let others = (odds[i] * (left[i] - control) + score - by_regression_control[i]) / mean_odds;
            own - others
        })
        .collect();
    Ok((treat - control, psi))
}

/// Logistic regression; the probabilities and the inverse of the mean information.
fn logistic(d: &[f64], x: &DMatrix<f64>, names: &[String]) -> Result<(Vec<f64>, DMatrix<f64>)> {
    let (rows, terms) = x.shape();
    let mut beta = DVector::<f64>::zeros(terms);
    for _ in 0..50 {
        let p: Vec<f64> = (x * &beta).iter().map(|eta| 1.0 / (1.0 + (-eta).exp())).collect();
        let weights: Vec<f64> = p.iter().map(|p| p * (1.0 - p)).collect();
        let information = factor(&weighted_cross(x, &weights), names)?;
        let step = information.solve(&x.tr_mul(&DVector::from_fn(rows, |i, _| d[i] - p[i])));
        beta += &step;
        if step.amax() < 1e-11 {
            return Ok((p, information.inverse() * rows as f64));
        }
        if beta.amax() > 50.0 {
            break;
        }
    }
    Err(EvaluationError::NotSettled {
        what: "the logistic model of who is treated",
        rounds: 50,
        remedy: "the covariates separate treated from untreated units: use fewer, or outcome regression",
    })
}

fn wald(cells: &[Cell], influence: &[Vec<f64>]) -> Option<(f64, usize, f64)> {
    let before: Vec<usize> = (0..cells.len()).filter(|&at| cells[at].period < cells[at].cohort).collect();
    if before.is_empty() {
        return None;
    }
    let n = influence[0].len() as f64;
    let k = before.len();
    let covariance =
        DMatrix::from_fn(k, k, |a, b| influence[before[a]].iter().zip(&influence[before[b]]).map(|(x, y)| x * y).sum::<f64>() / n / n);
    let att = DVector::from_fn(k, |a, _| cells[before[a]].att);
    let names: Vec<String> = before.iter().map(|&at| format!("cell {at}")).collect();
    let solved = factor(&covariance, &names).ok()?.solve(&att);
    let statistic = att.dot(&solved);
    Some((statistic, k, chi2_above(statistic, k as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel() -> (Panel, Adoption) {
        let rows = vec![
            vec![1.0, 2.0, 3.0, 9.0],
            vec![2.0, 3.5, 4.0, 9.5],
            vec![5.0, 6.0, 7.0, 8.0],
            vec![4.0, 4.5, 6.5, 7.0],
            vec![0.0, 1.5, 2.0, 3.5],
        ];
        let names = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        (Panel::new(names, rows).unwrap(), Adoption(vec![Some(3), Some(3), None, None, None]))
    }

    #[test]
    fn a_cell_is_the_difference_of_two_mean_changes() {
        let (panel, adoption) = panel();
        let fit = fit_did(&panel, &adoption, &DidSettings::default()).unwrap();
        let cell = fit.cells.iter().find(|cell| cell.period == 3).unwrap();
        // Treated: 6 and 5.5; others: 1, 0.5, 1.5.
        assert!((cell.att - 4.75).abs() < 1e-12);
        assert_eq!((cell.base, cell.units), (2, (2, 3)));
        // Variance 0.0625/2 + (1/6)/3.
        assert!((cell.error - (0.0625 / 2.0 + (0.5 / 3.0) / 3.0_f64).sqrt()).abs() < 1e-12);
        assert_eq!(fit.refusals()[0].rule, Rule::TreatedUnits);
    }

    #[test]
    fn covariates_that_say_nothing_change_nothing() {
        let (panel, adoption) = panel();
        let plain = fit_did(&panel, &adoption, &DidSettings::default()).unwrap();
        for covariates in [Covariates::Regression(vec![]), Covariates::DoublyRobust(vec![])] {
            let with = fit_did(&panel, &adoption, &DidSettings { covariates, ..DidSettings::default() }).unwrap();
            for (a, b) in plain.cells.iter().zip(&with.cells) {
                assert!((a.att - b.att).abs() < 1e-10 && (a.error - b.error).abs() < 1e-10, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_start_in_the_first_period_is_refused() {
        let (panel, _) = panel();
        let wrong = Adoption(vec![Some(0), None, None, None, None]);
        assert!(fit_did(&panel, &wrong, &DidSettings::default()).is_err());
    }
}

//! Poisson regression with an effect for every group and every month.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::panel::{GroupPanel, GroupSettings};
use crate::error::{EvaluationError, Result, at_least};
use crate::its::Ratio;
use crate::numeric::distribution::t_quantile;
use crate::numeric::matrix::factor;
use crate::provenance::{Fingerprint, Provenance};

const ROUNDS_MAX: usize = 60;

/// One term of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupTerm {
    /// Its name: notified, spillover or dose.
    pub name: &'static str,
    /// Coefficient on the log scale.
    pub coefficient: f64,
    /// Error by groups (cluster-robust).
    pub error: f64,
    /// As a rate ratio, with t on groups − 1 degrees.
    pub ratio: Ratio,
}

/// A fitted panel of groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupFit {
    /// The terms.
    pub terms: Vec<GroupTerm>,
    /// Group-months used, and left out before notifications.
    pub group_months: (usize, usize),
    /// Groups used; groups without any event say nothing and are left out.
    pub groups: usize,
    /// Groups that were notified, among those used.
    pub notified: usize,
    /// Events used, and of these in notified group-months.
    pub events: (u64, u64),
    /// How to make it again.
    pub provenance: Provenance,
}

pub(crate) const ASSUMPTIONS: [&str; 5] = [
    "without notification, groups would have moved with the common course of the months",
    "the months left out before a notification hold the violence that triggered it",
    "groups are independent, apart from the spillover that has a term",
    "no group changed because it expected to be notified",
    "incidents are tied to groups alike before and after",
];

/// One group-month in use.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) group: usize,
    pub(crate) month: usize,
    pub(crate) y: f64,
    pub(crate) x: Vec<f64>,
}

/// Group-months in use, renumbered without groups and months that have no event.
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    pub(crate) groups: usize,
    /// The place in the panel of each group in use.
    pub(crate) places: Vec<usize>,
    pub(crate) months: usize,
    pub(crate) names: Vec<&'static str>,
    pub(crate) left_out: usize,
    pub(crate) notified: usize,
}

pub(crate) fn rows(panel: &GroupPanel, settings: GroupSettings) -> Result<Rows> {
    let mut names = vec!["notified"];
    if settings.spillover {
        names.push("spillover");
    }
    if settings.dose {
        names.push("dose");
    }
    let mut all = Vec::new();
    let mut left_out = 0;
    for group in 0..panel.groups() {
        for month in 0..panel.months() {
            if panel.notified()[group].is_some_and(|from| month < from && month + settings.left_out >= from) {
                left_out += 1;
                continue;
            }
            let mut x = vec![if panel.is_notified(group, month) { 1.0 } else { 0.0 }];
            if settings.spillover {
                x.push(panel.spillover(group, month));
            }
            if settings.dose {
                x.push(panel.dose(group, month).ok_or(EvaluationError::Constant {
                    what: "the dose (there is none)".to_owned(),
                    remedy: "give the doses with the panel",
                })?);
            }
            all.push(Row { group, month, y: panel.counts(group)[month] as f64, x });
        }
    }
    let number = |size: usize, of: &dyn Fn(&Row) -> usize| {
        let mut seen = vec![false; size];
        all.iter().filter(|row| row.y > 0.0).for_each(|row| seen[of(row)] = true);
        let mut next = 0;
        seen.iter()
            .map(|&is| {
                is.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect::<Vec<_>>()
    };
    let (group_of, month_of) = (number(panel.groups(), &|row| row.group), number(panel.months(), &|row| row.month));
    let groups = group_of.iter().flatten().count();
    let months = month_of.iter().flatten().count();
    let notified = (0..panel.groups()).filter(|&group| group_of[group].is_some() && panel.notified()[group].is_some()).count();
    let rows = all.into_iter().filter_map(|row| Some(Row { group: group_of[row.group]?, month: month_of[row.month]?, ..row })).collect();
    at_least("groups with events", groups, 5, "read the groups as cases")?;
    let places = (0..panel.groups()).filter(|&group| group_of[group].is_some()).collect();
    Ok(Rows { rows, groups, places, months, names, left_out, notified })
}

/// A fitted model: means, and the terms freed of group and month effects.
pub(crate) struct Fitted {
    pub(crate) beta: Vec<f64>,
    pub(crate) means: Vec<f64>,
}

/// Newton steps with the group effects eliminated: their block of the information is diagonal.
pub(crate) fn solve(rows: &Rows, columns: &[usize]) -> Result<Fitted> {
    let (k, months) = (columns.len(), rows.months);
    let rest = months - 1 + k;
    let total: f64 = rows.rows.iter().map(|row| row.y).sum();
    let mut group_effect = vec![(total / rows.rows.len() as f64).ln(); rows.groups];
    let mut gamma = DVector::<f64>::zeros(rest);
    let eta = |group_effect: &[f64], gamma: &DVector<f64>, row: &Row| {
        let month = if row.month == 0 { 0.0 } else { gamma[row.month - 1] };
        let own: f64 = columns.iter().enumerate().map(|(at, &column)| gamma[months - 1 + at] * row.x[column]).sum();
        group_effect[row.group] + month + own
    };
    let likelihood = |group_effect: &[f64], gamma: &DVector<f64>| -> f64 {
        rows.rows
            .iter()
            .map(|row| {
                let e = eta(group_effect, gamma, row);
                row.y * e - e.exp()
            })
            .sum()
    };
    let mut now = likelihood(&group_effect, &gamma);
    let names: Vec<String> = (1..months).map(|m| format!("month {m}")).chain(columns.iter().map(|&c| rows.names[c].to_owned())).collect();
    for _ in 0..ROUNDS_MAX {
        let means: Vec<f64> = rows.rows.iter().map(|row| eta(&group_effect, &gamma, row).exp()).collect();
        let pulls: Vec<f64> = rows.rows.iter().zip(&means).map(|(row, mean)| row.y - mean).collect();
        let system = System::new(rows, columns, &means);
        let (step_group, step) = system.solve(rows, columns, &pulls, &names)?;
        let mut size = 1.0;
        loop {
            let next_group: Vec<f64> = group_effect.iter().zip(&step_group).map(|(a, s)| a + size * s).collect();
            let next = &gamma + &step * size;
            let value = likelihood(&next_group, &next);
            if value.is_finite() && value >= now - 1e-9 * (1.0 + now.abs()) {
                group_effect = next_group;
                gamma = next;
                now = value;
                break;
            }
            size /= 2.0;
            if size < 1e-9 {
                return Err(not_settled());
            }
        }
        let moved = step.amax().max(step_group.iter().fold(0.0_f64, |most, s| most.max(s.abs()))) * size;
        if gamma.amax() > 30.0 {
            return Err(not_settled());
        }
        if moved < 1e-9 {
            let means = rows.rows.iter().map(|row| eta(&group_effect, &gamma, row).exp()).collect();
            return Ok(Fitted { beta: gamma.as_slice()[months - 1..].to_vec(), means });
        }
    }
    Err(not_settled())
}

fn not_settled() -> EvaluationError {
    EvaluationError::NotSettled {
        what: "the panel of groups",
        rounds: ROUNDS_MAX,
        remedy: "look for a term under which no event happened, or use longer periods",
    }
}

/// The information with group effects eliminated.
struct System {
    diagonal: Vec<f64>,
    cross: DMatrix<f64>,
    schur: DMatrix<f64>,
}

impl System {
    fn new(rows: &Rows, columns: &[usize], means: &[f64]) -> Self {
        let months = rows.months;
        let rest = months - 1 + columns.len();
        let mut diagonal = vec![0.0; rows.groups];
        let mut cross = DMatrix::<f64>::zeros(rest, rows.groups);
        let mut inner = DMatrix::<f64>::zeros(rest, rest);
        for (row, &mean) in rows.rows.iter().zip(means) {
            diagonal[row.group] += mean;
            if row.month > 0 {
                cross[(row.month - 1, row.group)] += mean;
                inner[(row.month - 1, row.month - 1)] += mean;
            }
            for (at, &column) in columns.iter().enumerate() {
                let value = mean * row.x[column];
                cross[(months - 1 + at, row.group)] += value;
                if row.month > 0 {
                    inner[(row.month - 1, months - 1 + at)] += value;
                    inner[(months - 1 + at, row.month - 1)] += value;
                }
                for (other, &second) in columns.iter().enumerate() {
                    inner[(months - 1 + at, months - 1 + other)] += value * row.x[second];
                }
            }
        }
        let mut scaled = cross.clone();
        for group in 0..rows.groups {
            scaled.column_mut(group).scale_mut(1.0 / diagonal[group]);
        }
        let schur = inner - &scaled * cross.transpose();
        Self { diagonal, cross, schur }
    }

    /// The weighted least-squares solution for working residuals `pulls` (already weighted).
    fn solve(&self, rows: &Rows, columns: &[usize], pulls: &[f64], names: &[String]) -> Result<(Vec<f64>, DVector<f64>)> {
        let months = rows.months;
        let mut of_groups = vec![0.0; rows.groups];
        let mut of_rest = DVector::<f64>::zeros(self.schur.nrows());
        for (row, &pull) in rows.rows.iter().zip(pulls) {
            of_groups[row.group] += pull;
            if row.month > 0 {
                of_rest[row.month - 1] += pull;
            }
            for (at, &column) in columns.iter().enumerate() {
                of_rest[months - 1 + at] += pull * row.x[column];
            }
        }
        let eliminated = DVector::from_fn(rows.groups, |group, _| of_groups[group] / self.diagonal[group]);
        let right = &of_rest - &self.cross * &eliminated;
        let step = factor(&self.schur, names)?.solve(&right);
        let back = self.cross.tr_mul(&step);
        let groups = (0..rows.groups).map(|group| (of_groups[group] - back[group]) / self.diagonal[group]).collect();
        Ok((groups, step))
    }
}

/// A column freed of group effects, month effects and other columns, in the metric of the means.
pub(crate) fn freed(rows: &Rows, column: usize, others: &[usize], means: &[f64]) -> Result<Vec<f64>> {
    let names: Vec<String> =
        (1..rows.months).map(|m| format!("month {m}")).chain(others.iter().map(|&c| rows.names[c].to_owned())).collect();
    let pulls: Vec<f64> = rows.rows.iter().zip(means).map(|(row, mean)| mean * row.x[column]).collect();
    let (groups, rest) = System::new(rows, others, means).solve(rows, others, &pulls, &names)?;
    Ok(rows
        .rows
        .iter()
        .map(|row| {
            let month = if row.month == 0 { 0.0 } else { rest[row.month - 1] };
            let other: f64 = others.iter().enumerate().map(|(at, &c)| rest[rows.months - 1 + at] * row.x[c]).sum();
            row.x[column] - groups[row.group] - month - other
        })
        .collect())
}

/// By how much does violence of a group change after it heard the message, beyond its own level and the course of all?
///
/// y_gm ~ Poisson(exp(a_g + b_m + β·notified_gm + δ·share of rivals and allies notified + κ·dose)); an effect for every group and
/// month. The triggering months before each notification are left out. Errors by groups: H⁻¹ Σ_g s_g s_gᵀ H⁻¹ · G/(G − 1) on the
/// terms freed of group and month effects; t on G − 1 degrees. With fewer than about 40 groups use [`wild_score_test`] and
/// [`randomise_dates`] beside it. Sources: Hausman, Hall, Griliches 1984; Wooldridge 1999; Hussey, Hughes 2007.
///
/// [`wild_score_test`]: super::wild_score_test
/// [`randomise_dates`]: super::randomise_dates
///
/// # Errors
/// For fewer than 5 groups with events, a term without variation, or no settling.
pub fn fit_groups(panel: &GroupPanel, settings: GroupSettings, confidence: f64) -> Result<GroupFit> {
    let rows = rows(panel, settings)?;
    let columns: Vec<usize> = (0..rows.names.len()).collect();
    let fitted = solve(&rows, &columns)?;
    let k = columns.len();
    let freed_columns = columns.iter().map(|&column| freed(&rows, column, &[], &fitted.means)).collect::<Result<Vec<_>>>()?;
    let mut information = DMatrix::<f64>::zeros(k, k);
    let mut scores = vec![DVector::<f64>::zeros(k); rows.groups];
    for (at, (row, mean)) in rows.rows.iter().zip(&fitted.means).enumerate() {
        for a in 0..k {
            scores[row.group][a] += freed_columns[a][at] * (row.y - mean);
            for b in 0..k {
                information[(a, b)] += mean * freed_columns[a][at] * freed_columns[b][at];
            }
        }
    }
    let names: Vec<String> = rows.names.iter().map(|name| (*name).to_owned()).collect();
    let inverse = factor(&information, &names)?.inverse();
    let meat = scores.iter().fold(DMatrix::<f64>::zeros(k, k), |sum, score| sum + score * score.transpose());
    let groups = rows.groups as f64;
    let covariance = &inverse * meat * &inverse * (groups / (groups - 1.0));
    let critical = t_quantile(0.5 + confidence / 2.0, groups - 1.0);
    let terms = (0..k)
        .map(|at| {
            let error = covariance[(at, at)].sqrt();
            let coefficient = fitted.beta[at];
            GroupTerm { name: rows.names[at], coefficient, error, ratio: Ratio::from_log(coefficient, critical * error) }
        })
        .collect();
    let events = |of: &dyn Fn(&Row) -> bool| rows.rows.iter().filter(|row| of(row)).map(|row| row.y as u64).sum::<u64>();
    let input =
        panel.add_to(Fingerprint::of("groups")).text("settings", &format!("{settings:?}")).numbers("confidence", &[confidence]).finish();
    Ok(GroupFit {
        terms,
        group_months: (rows.rows.len(), rows.left_out),
        groups: rows.groups,
        notified: rows.notified,
        events: (events(&|_| true), events(&|row| row.x[0] > 0.0)),
        provenance: Provenance::new("panel Poisson over groups", &ASSUMPTIONS, None, input),
    })
}

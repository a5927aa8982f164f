//! A test by groups that holds with few of them: scores under no effect, with random signs.

use rand::RngExt;
use serde::Serialize;

use super::panel::{GroupPanel, GroupSettings};
use super::poisson::{freed, rows, solve};
use crate::chance::{Purpose, stream};
use crate::error::{EvaluationError, Result, at_least};

/// The place of the real score among scores with random signs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WildTest {
    /// The term tested.
    pub term: &'static str,
    /// The studentised score under no effect; negative for a reduction.
    pub statistic: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// One-sided p-value of a reduction.
    pub p_reduction: f64,
    /// Rounds.
    pub rounds: usize,
    /// Groups.
    pub groups: usize,
    /// The seed.
    pub seed: u64,
}

/// Could the term be zero, when only groups are independent and there are few of them?
///
/// The model is fitted without the term; s_g is each group's score for it (freed of all else). T = Σs_g/√Σs_g². Each round
/// multiplies each s_g by a Webb weight (±√½, ±1, ±√1.5). p = (1 + number at least as far)/(1 + rounds). No refit is needed.
/// Sources: Kline, Santos 2012; Webb 2023.
///
/// # Errors
/// As [`fit_groups`](super::fit_groups); for a term that is not in the model, or fewer than 99 rounds.
pub fn wild_score_test(panel: &GroupPanel, settings: GroupSettings, term: &str, rounds: usize, seed: u64) -> Result<WildTest> {
    at_least("rounds", rounds, 99, "use 999")?;
    let rows = rows(panel, settings)?;
    let Some(column) = rows.names.iter().position(|name| *name == term) else {
        return Err(EvaluationError::Name {
            what: "the term",
            name: term.to_owned(),
            problem: "is not in the model",
            remedy: "use notified, spillover or dose, as the settings have them",
        });
    };
    let others: Vec<usize> = (0..rows.names.len()).filter(|&other| other != column).collect();
    let quiet = solve(&rows, &others)?;
    let own = freed(&rows, column, &others, &quiet.means)?;
    let mut scores = vec![0.0; rows.groups];
    for (at, (row, mean)) in rows.rows.iter().zip(&quiet.means).enumerate() {
        scores[row.group] += own[at] * (row.y - mean);
    }
    let statistic = studentised(scores.iter().copied());
    let mut chance = stream(seed, Purpose::Bootstrap, 1);
    let weights = [-(1.5_f64.sqrt()), -1.0, -(0.5_f64.sqrt()), 0.5_f64.sqrt(), 1.0, 1.5_f64.sqrt()];
    let (mut farther, mut lower) = (0, 0);
    for _ in 0..rounds {
        let draw = studentised(scores.iter().map(|score| score * weights[chance.random_range(0..6)]).collect::<Vec<_>>().into_iter());
        farther += usize::from(draw.abs() >= statistic.abs());
        lower += usize::from(draw <= statistic);
    }
    let share = |count: usize| (1.0 + count as f64) / (1.0 + rounds as f64);
    Ok(WildTest { term: rows.names[column], statistic, p: share(farther), p_reduction: share(lower), rounds, groups: rows.groups, seed })
}

fn studentised(scores: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for score in scores {
        sum += score;
        squares += score * score;
    }
    if squares > 0.0 { sum / squares.sqrt() } else { 0.0 }
}

//! The question in the form in which it is solved: candidates, targets, rows.
//!
//! A *candidate* may be asked. A *target* is a member within reach of candidates; members with the same candidates are one target
//! with their number as its weight. A *row* is a set of candidates of whom one should be asked: the guests of a group, or, where
//! everybody is to be reached, those who reach a member.

use std::collections::BTreeMap;

use crate::lists::{Lists, is_within};

/// How the chances of those who reach a member come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Each comes or stays away independently: the chance that at least one comes, 1 − Π(1 − p).
    AtLeastOne,
    /// The sum of the chances, at most 1. Rougher, and too high where several reach the same member; used in published work.
    CappedSum,
}

/// What is asked of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Somebody of every row.
    All,
    /// There are fewer seats than rows, and every candidate stands in one row: somebody of as many rows as there are seats, so
    /// nobody twice from one row.
    Apart,
    /// Somebody of so many rows at least.
    AtLeast(usize),
}

/// A seat must be worth this many expected members.
pub(super) const SEAT_PRICE: f64 = 1e-6;
/// Differences below this are rounding.
pub(super) const ROUNDING: f64 = 1e-9;

#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub together: Together,
    pub rule: Rule,
    pub seats: usize,
    /// The chance of each candidate.
    pub chance: Vec<f64>,
    /// The targets of each candidate.
    pub targets: Lists,
    /// The candidates of each target, the likeliest first.
    pub reached_by: Lists,
    /// How many members a target stands for.
    pub weight: Vec<f64>,
    /// Where a target begins because of those who are asked in any case: the chance that none of them comes, or the sum of chances.
    pub begin: Vec<f64>,
    /// The candidates of each row.
    pub rows: Lists,
    /// The rows of each candidate.
    pub rows_of: Lists,
    /// For each candidate those who do everything it does: never worse to ask first.
    pub better: Lists,
    /// The other way round.
    pub worse: Lists,
    /// Whether every chance is 1, so that reach is a whole number.
    pub whole: bool,
}

/// Longer chains of "better than" bring little and cost memory.
const BETTER_MAX: usize = 6;

impl Instance {
    /// `reach` holds, for each member, the candidates within reach; `begin` where the member begins.
    pub(super) fn new(together: Together, chance: Vec<f64>, reach: &[Vec<usize>], begin: &[f64], rows: &[Vec<usize>]) -> Self {
        let mut merged: BTreeMap<(&[usize], u64), f64> = BTreeMap::new();
        for (candidates, begin) in reach.iter().zip(begin) {
            // Whoever is reached for sure already is no target any more.
            let is_reached = match together {
                Together::AtLeastOne => *begin <= 0.0,
                Together::CappedSum => *begin >= 1.0,
            };
            if !candidates.is_empty() && !is_reached {
                *merged.entry((candidates.as_slice(), begin.to_bits())).or_default() += 1.0;
            }
        }
        let count = chance.len();
        let ascending = Lists::new(merged.keys().map(|(candidates, _)| candidates.iter().copied()));
        let targets = ascending.turned(count);
        let reached_by = Lists::new(ascending.iter().map(|list| {
            let mut sorted = list.to_vec();
            sorted.sort_by(|&a, &b| chance[b].total_cmp(&chance[a]).then(a.cmp(&b)));
            sorted
        }));
        let rows = Lists::new(rows.iter().map(|row| row.iter().copied()));
        let rows_of = rows.turned(count);
        let better = better(&chance, &targets, &ascending, &rows_of);
        let worse = better.turned(count);
        let is_whole = |level: f64| level <= 0.0 || level >= 1.0;
        let whole = chance.iter().all(|&p| p == 1.0) && begin.iter().copied().all(is_whole);
        Self {
            together,
            rule: Rule::All,
            seats: 0,
            weight: merged.values().copied().collect(),
            begin: merged.keys().map(|(_, bits)| f64::from_bits(*bits)).collect(),
            targets,
            reached_by,
            rows,
            rows_of,
            better,
            worse,
            whole,
            chance,
        }
    }

    pub(super) fn candidates(&self) -> usize {
        self.chance.len()
    }

    /// What a candidate adds to a target that stands at `level`.
    pub(super) fn gain(&self, level: f64, chance: f64) -> f64 {
        match self.together {
            Together::AtLeastOne => level * chance,
            Together::CappedSum => (1.0 - level).clamp(0.0, chance),
        }
    }

    /// Where a target stands when the candidate is asked too.
    pub(super) fn with(&self, level: f64, chance: f64) -> f64 {
        match self.together {
            Together::AtLeastOne => level * (1.0 - chance),
            Together::CappedSum => level + chance,
        }
    }

    /// The targets' levels when these are asked. Always multiplied in ascending order, so that one set has one value.
    pub(super) fn levels(&self, asked: &[usize]) -> Vec<f64> {
        let mut sorted = asked.to_vec();
        sorted.sort_unstable();
        let mut levels = self.begin.clone();
        for candidate in sorted {
            for &target in self.targets.of(candidate) {
                levels[target] = self.with(levels[target], self.chance[candidate]);
            }
        }
        levels
    }

    /// What these add to the reach of those who are asked in any case, less the price of their seats.
    pub(super) fn worth(&self, asked: &[usize]) -> f64 {
        let levels = self.levels(asked);
        let more = |(level, begin): (&f64, &f64)| match self.together {
            Together::AtLeastOne => begin - level,
            Together::CappedSum => level.min(1.0) - begin.min(1.0),
        };
        let reach: f64 = levels.iter().zip(&self.begin).map(more).zip(&self.weight).map(|(more, weight)| more * weight).sum();
        reach - SEAT_PRICE * asked.len() as f64
    }

    /// How many rows have somebody among these.
    pub(super) fn rows_hit(&self, asked: &[usize]) -> usize {
        let mut hit = vec![false; self.rows.len()];
        for &candidate in asked {
            for &row in self.rows_of.of(candidate) {
                hit[row] = true;
            }
        }
        hit.into_iter().filter(|hit| *hit).count()
    }

    /// Whether the set keeps to seats and rows.
    pub(super) fn allows(&self, asked: &[usize]) -> bool {
        let hit = self.rows_hit(asked);
        asked.len() <= self.seats
            && match self.rule {
                Rule::All => hit == self.rows.len(),
                Rule::Apart => hit == self.seats.min(self.rows.len()),
                Rule::AtLeast(count) => hit >= count,
            }
    }
}

/// For each candidate some of those who reach at least the same, come at least as likely and stand for at least the same rows.
/// Among equals the smaller number is the better one, so that no two are each better than the other.
fn better(chance: &[f64], targets: &Lists, reached_by: &Lists, rows_of: &Lists) -> Lists {
    let beats = |other: usize, own: usize| {
        other != own
            && chance[other] >= chance[own]
            && is_within(targets.of(own), targets.of(other))
            && is_within(rows_of.of(own), rows_of.of(other))
            && (other < own
                || chance[other] > chance[own]
                || targets.of(other).len() > targets.of(own).len()
                || rows_of.of(other).len() > rows_of.of(own).len())
    };
    Lists::new((0..chance.len()).map(|own| {
        // Whoever reaches everything that `own` reaches also reaches the target that the fewest reach.
        let fewest = targets.of(own).iter().min_by_key(|&&target| reached_by.of(target).len());
        let others = fewest.map_or(&[][..], |&target| reached_by.of(target));
        others.iter().copied().filter(|&other| beats(other, own)).take(BETTER_MAX).collect::<Vec<_>>()
    }))
}

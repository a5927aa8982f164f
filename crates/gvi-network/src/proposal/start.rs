//! Good sets, quickly: a greedy one, what exchanging one candidate at a time makes of it, and what wandering among equals finds. They
//! prove nothing.

use super::instance::{Instance, ROUNDING, Rule, SEAT_PRICE};

/// Passes over a set before one is content.
const PASSES_MAX: usize = 30;
/// The same where equals are looked at.
const WANDER_PASSES_MAX: usize = 40;

/// Always the candidate of most new rows, then of most new reach, until the seats are taken or nobody adds anything.
pub(super) fn greedy(instance: &Instance) -> Option<Vec<usize>> {
    let set = filled(instance, &[]);
    instance.allows(&set).then_some(set)
}

/// The set with the seats that are left given away greedily.
pub(super) fn filled(instance: &Instance, set: &[usize]) -> Vec<usize> {
    let mut set = set.to_vec();
    let mut levels = instance.levels(&set);
    let mut hit = vec![0_usize; instance.rows.len()];
    set.iter().for_each(|&candidate| instance.rows_of.of(candidate).iter().for_each(|&row| hit[row] += 1));
    let mut is_in = vec![false; instance.candidates()];
    set.iter().for_each(|&candidate| is_in[candidate] = true);
    while set.len() < instance.seats {
        let rows = |candidate: usize| instance.rows_of.of(candidate).iter().filter(|&&row| hit[row] == 0).count();
        let next = (0..instance.candidates())
            .filter(|&candidate| !is_in[candidate])
            .map(|candidate| (rows(candidate), gain(instance, &levels, candidate), candidate))
            .filter(|&(rows, gain, _)| if instance.rule == Rule::Apart { rows > 0 } else { rows > 0 || gain > SEAT_PRICE })
            .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2)));
        let Some((_, _, next)) = next else { break };
        is_in[next] = true;
        set.push(next);
        add(instance, &mut levels, next);
        instance.rows_of.of(next).iter().for_each(|&row| hit[row] += 1);
    }
    set
}

fn gain(instance: &Instance, levels: &[f64], candidate: usize) -> f64 {
    let chance = instance.chance[candidate];
    instance.targets.of(candidate).iter().map(|&target| instance.weight[target] * instance.gain(levels[target], chance)).sum()
}

fn add(instance: &Instance, levels: &mut [f64], candidate: usize) {
    for &target in instance.targets.of(candidate) {
        levels[target] = instance.with(levels[target], instance.chance[candidate]);
    }
}

/// A set that is being changed one at a time, with what each candidate would add to it. Both are kept up to date only where a change
/// reaches, so that one change costs little however large the network is.
struct Draft<'a> {
    instance: &'a Instance,
    set: Vec<usize>,
    is_in: Vec<bool>,
    hit: Vec<usize>,
    levels: Vec<f64>,
    gains: Vec<f64>,
    steps: u64,
}

impl<'a> Draft<'a> {
    fn new(instance: &'a Instance, set: Vec<usize>) -> Self {
        let levels = instance.levels(&set);
        let gains = (0..instance.candidates()).map(|candidate| gain(instance, &levels, candidate)).collect();
        let mut is_in = vec![false; instance.candidates()];
        let mut hit = vec![0_usize; instance.rows.len()];
        for &candidate in &set {
            is_in[candidate] = true;
            instance.rows_of.of(candidate).iter().for_each(|&row| hit[row] += 1);
        }
        Self { instance, set, is_in, hit, levels, gains, steps: 2 * instance.targets.entries() as u64 }
    }

    /// Takes a candidate out: what it would add is what the others leave it.
    fn leave(&mut self, candidate: usize) {
        let instance = self.instance;
        self.is_in[candidate] = false;
        instance.rows_of.of(candidate).iter().for_each(|&row| self.hit[row] -= 1);
        for &target in instance.targets.of(candidate) {
            let others = instance.reached_by.of(target).iter().filter(|other| self.is_in[**other]);
            let level = others.fold(instance.begin[target], |level, &other| instance.with(level, instance.chance[other]));
            self.move_level(target, level);
        }
    }

    fn enter(&mut self, candidate: usize) {
        let instance = self.instance;
        self.is_in[candidate] = true;
        instance.rows_of.of(candidate).iter().for_each(|&row| self.hit[row] += 1);
        for &target in instance.targets.of(candidate) {
            self.move_level(target, instance.with(self.levels[target], instance.chance[candidate]));
        }
    }

    fn move_level(&mut self, target: usize, level: f64) {
        let instance = self.instance;
        let before = std::mem::replace(&mut self.levels[target], level);
        self.steps += instance.reached_by.of(target).len() as u64;
        for &candidate in instance.reached_by.of(target) {
            let chance = instance.chance[candidate];
            self.gains[candidate] += instance.weight[target] * (instance.gain(level, chance) - instance.gain(before, chance));
        }
    }

    /// Whether, once `own` has left, the other may take its seat.
    fn may_follow(&self, own: usize, other: usize) -> bool {
        let (own_rows, rows) = (self.instance.rows_of.of(own), self.instance.rows_of.of(other));
        let new = |rows: &[usize]| rows.iter().filter(|&&row| self.hit[row] == 0).count();
        !self.is_in[other]
            && match self.instance.rule {
                Rule::All => own_rows.iter().all(|row| self.hit[*row] > 0 || rows.contains(row)),
                Rule::Apart => !rows.is_empty() && new(rows) == rows.len(),
                Rule::AtLeast(_) => new(rows) >= new(own_rows),
            }
    }

    /// Whether, once `own` has left, the rule asks for somebody in its place.
    fn is_missed(&self, own: usize) -> bool {
        match self.instance.rule {
            Rule::All => self.instance.rows_of.of(own).iter().any(|&row| self.hit[row] == 0),
            Rule::Apart => true,
            Rule::AtLeast(count) => self.hit.iter().filter(|hit| **hit > 0).count() < count,
        }
    }

    /// The best of those who may follow; among equals the one that `first` puts first.
    fn best_after(&mut self, own: usize, first: impl Fn(usize) -> u64) -> Option<(f64, usize)> {
        self.steps += self.gains.len() as u64;
        let mut best: Option<(f64, usize)> = None;
        for other in 0..self.gains.len() {
            let gain = self.gains[other];
            let is_better =
                best.is_none_or(|(most, known)| gain > most + ROUNDING || gain > most - ROUNDING && first(other) < first(known));
            if is_better && self.may_follow(own, other) {
                best = Some((gain, other));
            }
        }
        best
    }
}

/// The set after exchanges of one for another, each of which adds reach and keeps the rule, until none does; and without those
/// whose seat is worth nothing.
pub(super) fn improved(instance: &Instance, set: Vec<usize>, steps: &mut u64) -> Vec<usize> {
    let mut draft = Draft::new(instance, set);
    improve(&mut draft);
    *steps += draft.steps;
    draft.set
}

fn improve(draft: &mut Draft<'_>) {
    for _ in 0..PASSES_MAX {
        let mut changed = false;
        let mut place = 0;
        while place < draft.set.len() {
            let own = draft.set[place];
            draft.leave(own);
            let have = draft.gains[own];
            let is_missed = draft.is_missed(own);
            match draft.best_after(own, |other| other as u64) {
                Some((more, other)) if more > have + ROUNDING && (more > SEAT_PRICE || is_missed) => {
                    draft.set[place] = other;
                    draft.enter(other);
                    changed = true;
                }
                _ if have < SEAT_PRICE && !is_missed => {
                    draft.set.remove(place);
                    changed = true;
                    continue;
                }
                _ => draft.enter(own),
            }
            place += 1;
        }
        if !changed {
            break;
        }
    }
}

/// The set after exchanges that lose nothing: among equals whoever was out longest takes the seat, so that the walk does not turn on the
/// spot, and what becomes better on the way is taken. Where many sets are alike this leaves those that single exchanges cannot better.
pub(super) fn wandered(instance: &Instance, set: Vec<usize>, steps_max: u64, steps: &mut u64) -> Vec<usize> {
    let mut draft = Draft::new(instance, set);
    // When each candidate last left its seat.
    let mut left = vec![0_u64; instance.candidates()];
    let mut moment = 0;
    for _ in 0..WANDER_PASSES_MAX {
        for place in 0..draft.set.len() {
            if draft.steps > steps_max {
                break;
            }
            let own = draft.set[place];
            moment += 1;
            draft.leave(own);
            let have = draft.gains[own];
            left[own] = moment;
            match draft.best_after(own, |other| left[other]) {
                Some((more, other)) if more > have - ROUNDING => {
                    draft.set[place] = other;
                    draft.enter(other);
                }
                _ => draft.enter(own),
            }
        }
    }
    improve(&mut draft);
    *steps += draft.steps;
    draft.set
}

/// The set without the one whom it misses least. None when the rule asks for each of them.
pub(super) fn without_one(instance: &Instance, set: &[usize]) -> Option<Vec<usize>> {
    let mut draft = Draft::new(instance, set.to_vec());
    let mut least: Option<(f64, usize)> = None;
    for (place, &own) in set.iter().enumerate() {
        draft.leave(own);
        let loss = draft.gains[own];
        if !draft.is_missed(own) && least.is_none_or(|(known, _)| loss < known) {
            least = Some((loss, place));
        }
        draft.enter(own);
    }
    let (_, place) = least?;
    draft.set.remove(place);
    Some(draft.set)
}

/// The set among its equals that is put forward: nobody in it could be exchanged for a candidate with a smaller number without
/// losing reach or a row.
pub(super) fn settled(instance: &Instance, set: Vec<usize>) -> Vec<usize> {
    let mut draft = Draft::new(instance, set);
    loop {
        draft.set.sort_unstable();
        let mut changed = false;
        for place in 0..draft.set.len() {
            let own = draft.set[place];
            draft.leave(own);
            let have = draft.gains[own];
            let other = (0..own).find(|&other| draft.gains[other] >= have - ROUNDING && draft.may_follow(own, other));
            changed |= other.is_some();
            draft.set[place] = other.unwrap_or(own);
            draft.enter(draft.set[place]);
        }
        if !changed {
            return draft.set;
        }
    }
}

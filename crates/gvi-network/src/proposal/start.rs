//! Good sets, quickly: a greedy one, and what exchanging one candidate at a time makes of it. They prove nothing.

use super::instance::{Instance, ROUNDING, Rule, SEAT_PRICE};

/// Passes over a set before one is content.
const PASSES_MAX: usize = 30;

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

/// A set that is being changed one at a time.
struct Draft<'a> {
    instance: &'a Instance,
    set: Vec<usize>,
    is_in: Vec<bool>,
    hit: Vec<usize>,
}

impl<'a> Draft<'a> {
    fn new(instance: &'a Instance, set: Vec<usize>) -> Self {
        let mut is_in = vec![false; instance.candidates()];
        let mut hit = vec![0_usize; instance.rows.len()];
        for &candidate in &set {
            is_in[candidate] = true;
            instance.rows_of.of(candidate).iter().for_each(|&row| hit[row] += 1);
        }
        Self { instance, set, is_in, hit }
    }

    /// The levels that the others of the set leave, with the rows of the one at `place` given up.
    fn without(&mut self, place: usize) -> Vec<f64> {
        let own = self.set[place];
        self.instance.rows_of.of(own).iter().for_each(|&row| self.hit[row] -= 1);
        let others: Vec<usize> = self.set.iter().copied().filter(|&other| other != own).collect();
        self.instance.levels(&others)
    }

    /// Whether, once `own` is given up, the other may take its seat.
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

    /// Whether, once `own` is given up, the rule asks for somebody in its place.
    fn is_missed(&self, own: usize) -> bool {
        match self.instance.rule {
            Rule::All => self.instance.rows_of.of(own).iter().any(|&row| self.hit[row] == 0),
            Rule::Apart => true,
            Rule::AtLeast(count) => self.hit.iter().filter(|hit| **hit > 0).count() < count,
        }
    }

    fn seat(&mut self, place: usize, candidate: usize) {
        self.is_in[self.set[place]] = false;
        self.is_in[candidate] = true;
        self.set[place] = candidate;
        self.instance.rows_of.of(candidate).iter().for_each(|&row| self.hit[row] += 1);
    }
}

/// The set after exchanges of one for another, each of which adds reach and keeps the rule, until none does; and without those
/// whose seat is worth nothing.
pub(super) fn improved(instance: &Instance, set: Vec<usize>, steps: &mut u64) -> Vec<usize> {
    let mut draft = Draft::new(instance, set);
    for _ in 0..PASSES_MAX {
        let mut changed = false;
        let mut place = 0;
        while place < draft.set.len() {
            let own = draft.set[place];
            let levels = draft.without(place);
            *steps += instance.targets.entries() as u64 + instance.weight.len() as u64;
            let have = gain(instance, &levels, own);
            let best = (0..instance.candidates())
                .filter(|&other| draft.may_follow(own, other))
                .map(|other| (gain(instance, &levels, other), other))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let is_missed = draft.is_missed(own);
            match best {
                Some((more, other)) if more > have + ROUNDING && (more > SEAT_PRICE || is_missed) => {
                    draft.seat(place, other);
                    changed = true;
                }
                _ if have < SEAT_PRICE && !is_missed => {
                    draft.is_in[own] = false;
                    draft.set.remove(place);
                    changed = true;
                    continue;
                }
                _ => draft.seat(place, own),
            }
            place += 1;
        }
        if !changed {
            break;
        }
    }
    draft.set
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
            let levels = draft.without(place);
            let have = gain(instance, &levels, own);
            let other = (0..own).find(|&other| draft.may_follow(own, other) && gain(instance, &levels, other) >= have - ROUNDING);
            changed |= other.is_some();
            draft.seat(place, other.unwrap_or(own));
        }
        if !changed {
            return draft.set;
        }
    }
}

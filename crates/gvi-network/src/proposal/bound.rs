//! How much could be reached at most? An upper bound by prices, with what it says about single candidates.
//!
//! *One target.* Each candidate who reaches it has a price w there, and the target buys the set S of them that is best for it alone:
//! what S reaches less Σ_S w. With few open candidates all sets are tried. With many, all prices are w = u·p with one u for the target,
//! and reach is taken as H(P), P being the sum of the chances: the line through the points (sum, reach) of the likeliest one, the likeliest
//! two, and so on. H is concave, because each further one adds p·Π(1 − p of those before), a slope that falls; and no set lies
//! above it, because for a given sum the reach is largest where the chance is on few heads.
//!
//! *All together.* A seat costs λ, a row that must be hit pays v. Then every candidate is asked or not by the sign of its own account
//! s = Σ_targets w − λ + Σ_rows v, and for all prices w and all λ, v ≥ 0
//!
//!   best reach ≤ Σ_targets max_S (reach of S − Σ_S w) + λ·seats − Σ_rows v + Σ_candidates max(0, s).
//!
//! The prices w fall and rise by subgradients (Held, Wolfe, Crowder 1974), each with some of the one before; given w, the best λ and the
//! best v of rows without a common candidate are read from the sorted accounts. At the best prices this is the bound of the linear
//! relaxation with the concave closure of each target's reach, the strongest that treats targets one by one. Deciding a candidate against
//! its sign costs |s|, which is how candidates are settled once a good set is known.

use super::instance::{Instance, ROUNDING, Rule, SEAT_PRICE, Together};

/// What is decided about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seat {
    Open,
    Asked,
    Left,
}

/// Some candidates decided, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub seat: Vec<Seat>,
    pub level: Vec<f64>,
    /// How many of each row are asked.
    pub hit: Vec<usize>,
    pub asked: usize,
    /// Reach of the asked less the price of their seats.
    pub worth: f64,
}

impl State {
    pub(super) fn new(instance: &Instance) -> Self {
        Self {
            seat: vec![Seat::Open; instance.candidates()],
            level: instance.begin.clone(),
            hit: vec![0; instance.rows.len()],
            asked: 0,
            worth: 0.0,
        }
    }

    pub(super) fn ask(&mut self, instance: &Instance, candidate: usize) {
        self.seat[candidate] = Seat::Asked;
        self.asked += 1;
        self.worth -= SEAT_PRICE;
        let chance = instance.chance[candidate];
        for &target in instance.targets.of(candidate) {
            self.worth += instance.weight[target] * instance.gain(self.level[target], chance);
            self.level[target] = instance.with(self.level[target], chance);
        }
        for &row in instance.rows_of.of(candidate) {
            self.hit[row] += 1;
        }
    }

    pub(super) fn open(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.seat.len()).filter(|&at| self.seat[at] == Seat::Open)
    }

    /// Whether a row still counts: under the rule and with nobody of it asked.
    pub(super) fn is_waiting(&self, row: usize) -> bool {
        self.hit[row] == 0
    }
}

/// Prices, kept from one state to the next.
#[derive(Debug, Clone)]
pub(super) struct Prices {
    /// Of each candidate at each target, in the order of `reached_by`.
    w: Vec<f64>,
    /// Of targets with many open candidates, for a chance of 1.
    u: Vec<f64>,
    /// Of rows that share candidates with others; the rest is computed anew each time.
    v: Vec<f64>,
}

impl Prices {
    /// Half way between nothing and everything.
    pub(super) fn new(instance: &Instance) -> Self {
        let half = |target: usize| instance.reached_by.of(target).iter().map(move |&candidate| (target, candidate));
        let pairs = (0..instance.weight.len()).flat_map(half);
        Self {
            w: pairs.map(|(target, candidate)| 0.5 * instance.gain(instance.begin[target], instance.chance[candidate])).collect(),
            u: instance.begin.iter().map(|&begin| 0.5 * instance.gain(begin, 1.0)).collect(),
            v: vec![0.0; instance.rows.len()],
        }
    }
}

/// A target with several open candidates.
struct Shared {
    target: usize,
    /// Its part of the list of pairs.
    from: usize,
    to: usize,
}

impl Shared {
    fn is_wide(&self) -> bool {
        self.to - self.from > TRIED_MAX
    }
}

/// With more open candidates than this a target does not try all sets.
const TRIED_MAX: usize = 6;

/// The pairs of open candidate and price of the targets that several reach, and what each candidate has from the others.
fn shared(instance: &Instance, state: &State) -> (Vec<Shared>, Vec<(usize, usize)>, Vec<f64>) {
    let mut targets = Vec::new();
    let mut pairs = Vec::new();
    let mut alone = vec![0.0; instance.candidates()];
    for target in 0..instance.weight.len() {
        let from = pairs.len();
        let begin = instance.reached_by.begin(target);
        for (at, &candidate) in instance.reached_by.of(target).iter().enumerate() {
            if state.seat[candidate] == Seat::Open {
                pairs.push((candidate, begin + at));
            }
        }
        match pairs.len() - from {
            0 => {}
            1 => {
                // A target with one candidate pays what it is worth.
                let candidate = pairs[from].0;
                alone[candidate] += instance.weight[target] * instance.gain(state.level[target], instance.chance[candidate]);
                pairs.truncate(from);
            }
            _ if instance.gain(state.level[target], 1.0) <= 0.0 => pairs.truncate(from),
            _ => targets.push(Shared { target, from, to: pairs.len() }),
        }
    }
    (targets, pairs, alone)
}

/// The best set for a target alone among at most [`TRIED_MAX`]: what it is worth after prices, and which it is.
fn best_set(instance: &Instance, level: f64, pairs: &[(usize, usize)], prices: &[f64]) -> (f64, usize) {
    let mut levels = [level; 1 << TRIED_MAX];
    let mut paid = [0.0; 1 << TRIED_MAX];
    let mut best = (0.0, 0);
    for set in 1_usize..1 << pairs.len() {
        let (rest, last) = (set & (set - 1), set.trailing_zeros() as usize);
        let (candidate, price) = pairs[last];
        levels[set] = instance.with(levels[rest], instance.chance[candidate]);
        paid[set] = paid[rest] + prices[price];
        let reach = match instance.together {
            Together::AtLeastOne => level - levels[set],
            Together::CappedSum => levels[set].min(1.0) - level.min(1.0),
        };
        if reach - paid[set] > best.0 {
            best = (reach - paid[set], set);
        }
    }
    best
}

/// A bound and what it says.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// No set that agrees with the state is worth more.
    pub most: f64,
    /// The account of each open candidate; 0 for the others.
    pub account: Vec<f64>,
    /// How often each candidate was asked over the last rounds, as a share.
    pub share: Vec<f64>,
    /// The last set chosen by prices, with those asked already.
    pub chosen: Vec<usize>,
}

/// What a bound is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim {
    /// The worth of a known set, or about what one is worth: the step aims at it.
    pub worth: f64,
    /// A bound as low as this closes the state: there is no need to go on.
    pub enough: f64,
}

/// Which rows have no candidate in common with an earlier one of them: their prices are exact.
pub(super) fn rows_apart(instance: &Instance) -> Vec<bool> {
    let mut taken = vec![false; instance.candidates()];
    instance
        .rows
        .iter()
        .map(|row| {
            let apart = row.iter().all(|&candidate| !taken[candidate]);
            if apart {
                row.iter().for_each(|&candidate| taken[candidate] = true);
            }
            apart
        })
        .collect()
}

/// Rounds between two looks whether the bound still falls.
const PATIENCE: usize = 12;
/// How much of its way a price keeps from one round to the next (Camerini, Fratta, Maffioli 1975): without it the prices swing to and fro.
const MEMORY: f64 = 0.7;

/// Where prices are going, in the order of a bound's pairs, targets and rows.
struct Way {
    w: Vec<f64>,
    u: Vec<f64>,
    v: Vec<f64>,
}

/// The best bound found in `rounds` rounds. None when no set agrees with the state. `steps` counts the entries touched.
pub(super) fn bound(
    instance: &Instance,
    state: &State,
    apart: &[bool],
    prices: &mut Prices,
    rounds: usize,
    aim: Aim,
    steps: &mut u64,
) -> Option<Bound> {
    let open: Vec<usize> = state.open().collect();
    let seats = instance.seats.checked_sub(state.asked)?;
    let (targets, pairs, alone) = shared(instance, state);
    let waiting: Vec<usize> = match instance.rule {
        Rule::AtLeast(_) => Vec::new(),
        Rule::All | Rule::Apart => (0..instance.rows.len()).filter(|&row| state.is_waiting(row)).collect(),
    };
    let tried = |shared: &Shared| if shared.is_wide() { shared.to - shared.from } else { 1 << (shared.to - shared.from) };
    let work = targets.iter().map(tried).sum::<usize>() + 2 * pairs.len() + 4 * open.len() + instance.rows.entries();
    let mut found: Option<Bound> = None;
    let mut shares = vec![0.0; instance.candidates()];
    let mut counted = 0.0;
    let mut stride = 1.0;
    let mut without_progress = 0;
    // No candidate is worth more to a target than what it would add alone.
    for shared in &targets {
        let level = state.level[shared.target];
        for &(candidate, price) in &pairs[shared.from..shared.to] {
            prices.w[price] = prices.w[price].min(instance.gain(level, instance.chance[candidate]));
        }
        prices.u[shared.target] = prices.u[shared.target].min(instance.gain(level, 1.0));
    }
    let mut best_prices = prices.clone();
    let mut way = Way { w: vec![0.0; pairs.len()], u: vec![0.0; targets.len()], v: vec![0.0; instance.rows.len()] };
    // What each target buys: a set, or a sum of chances.
    let mut bought = vec![(0, 0.0); targets.len()];
    for round in 0..rounds.max(1) {
        *steps += work as u64;
        let mut most = state.worth;
        let mut accounts = alone.clone();
        for (shared, bought) in targets.iter().zip(&mut bought) {
            let (pairs, weight) = (&pairs[shared.from..shared.to], instance.weight[shared.target]);
            if shared.is_wide() {
                let u = prices.u[shared.target];
                let (worth, sum) = best_sum(instance, state, shared.target, u);
                most += weight * worth;
                *bought = (0, sum);
                pairs.iter().for_each(|&(candidate, _)| accounts[candidate] += weight * u * instance.chance[candidate]);
            } else {
                let (worth, set) = best_set(instance, state.level[shared.target], pairs, &prices.w);
                most += weight * worth;
                *bought = (set, 0.0);
                pairs.iter().for_each(|&(candidate, price)| accounts[candidate] += weight * prices.w[price]);
            }
        }
        for &candidate in &open {
            accounts[candidate] -= SEAT_PRICE;
            if instance.rule == Rule::All {
                let rows = instance.rows_of.of(candidate).iter().filter(|&&row| !apart[row] && state.is_waiting(row));
                accounts[candidate] += rows.map(|&row| prices.v[row]).sum::<f64>();
            }
        }
        let chosen = choose(instance, state, &open, &waiting, apart, &accounts, seats)?;
        let mut row_prices = chosen.row_prices;
        for &row in &waiting {
            if !apart[row] {
                // A row that somebody asked already belongs to is not waiting, so its price plays no part.
                row_prices[row] = prices.v[row];
            }
        }
        most += chosen.seat_price * seats as f64 - waiting.iter().map(|&row| row_prices[row]).sum::<f64>();
        let mut own = vec![0.0; instance.candidates()];
        for &candidate in &open {
            let rows: f64 =
                instance.rows_of.of(candidate).iter().filter(|&&row| apart[row] && state.is_waiting(row)).map(|&row| row_prices[row]).sum();
            let rows = if matches!(instance.rule, Rule::AtLeast(_)) { 0.0 } else { rows };
            own[candidate] = accounts[candidate] - chosen.seat_price + rows;
            most += own[candidate].max(0.0);
        }
        counted += 1.0;
        chosen.candidates.iter().for_each(|&candidate| shares[candidate] += 1.0);
        let is_better = found.as_ref().is_none_or(|found| most < found.most - ROUNDING);
        if is_better {
            without_progress = 0;
            best_prices = prices.clone();
            found = Some(Bound { most, account: own, share: Vec::new(), chosen: chosen.candidates.clone() });
        } else {
            without_progress += 1;
            if without_progress >= PATIENCE {
                without_progress = 0;
                stride *= 0.5;
                *prices = best_prices.clone();
            }
        }
        let least = found.as_ref().map_or(most, |found| found.most);
        if least <= aim.enough || stride < 1e-3 || round + 1 == rounds {
            break;
        }
        // The subgradient: what is asked less what is bought, and guests of a row less the one that is needed.
        let mut is_chosen = vec![false; instance.candidates()];
        chosen.candidates.iter().for_each(|&candidate| is_chosen[candidate] = true);
        let one = |yes: bool| if yes { 1.0 } else { 0.0 };
        let narrow = |shared: &Shared, set: usize, at: usize| {
            let candidate = pairs[shared.from + at].0;
            instance.weight[shared.target] * (one(is_chosen[candidate]) - one((set >> at) & 1 == 1))
        };
        let wide = |shared: &Shared, sum: f64| {
            let given = pairs[shared.from..shared.to].iter().filter(|(candidate, _)| is_chosen[*candidate]);
            instance.weight[shared.target] * (given.map(|(candidate, _)| instance.chance[*candidate]).sum::<f64>() - sum)
        };
        let mut guests = vec![0.0; instance.rows.len()];
        if instance.rule == Rule::All {
            chosen.candidates.iter().for_each(|&candidate| instance.rows_of.of(candidate).iter().for_each(|&row| guests[row] += 1.0));
        }
        let loose = || waiting.iter().copied().filter(move |&row| !apart[row] && instance.rule == Rule::All);
        for row in loose() {
            way.v[row] = (guests[row] - 1.0_f64) + MEMORY * way.v[row];
        }
        for (number, (shared, &(set, sum))) in targets.iter().zip(&bought).enumerate() {
            if shared.is_wide() {
                way.u[number] = wide(shared, sum) + MEMORY * way.u[number];
            } else {
                for at in 0..shared.to - shared.from {
                    way.w[shared.from + at] = narrow(shared, set, at) + MEMORY * way.w[shared.from + at];
                }
            }
        }
        let length: f64 = way.w.iter().chain(&way.u).chain(&way.v).map(|part| part * part).sum();
        if length < 1e-18 {
            break;
        }
        let step = stride * (most - aim.worth).max(1e-6) / length;
        for (number, shared) in targets.iter().enumerate() {
            let level = state.level[shared.target];
            if shared.is_wide() {
                let u = prices.u[shared.target] - step * way.u[number];
                prices.u[shared.target] = u.clamp(0.0, if instance.together == Together::AtLeastOne { level } else { 1.0 });
            } else {
                for at in 0..shared.to - shared.from {
                    let (candidate, price) = pairs[shared.from + at];
                    let w = prices.w[price] - step * way.w[shared.from + at];
                    prices.w[price] = w.clamp(0.0, instance.gain(level, instance.chance[candidate]));
                }
            }
        }
        for row in loose() {
            prices.v[row] = (prices.v[row] - step * way.v[row]).max(0.0);
        }
    }
    *prices = best_prices;
    let mut found = found?;
    shares.iter_mut().for_each(|share| *share /= counted);
    found.share = shares;
    Some(found)
}

/// max_P (H(P) − u·P) of a target and the P where it is.
fn best_sum(instance: &Instance, state: &State, target: usize, u: f64) -> (f64, f64) {
    let mut level = state.level[target];
    let (mut worth, mut sum) = (0.0, 0.0);
    for &candidate in instance.reached_by.of(target) {
        if state.seat[candidate] != Seat::Open {
            continue;
        }
        let chance = instance.chance[candidate];
        match instance.together {
            Together::AtLeastOne => {
                if level <= u {
                    break;
                }
                worth += chance * (level - u);
                sum += chance;
                level *= 1.0 - chance;
            }
            Together::CappedSum => {
                let more = (1.0 - level).clamp(0.0, chance);
                if more <= 0.0 || u >= 1.0 {
                    break;
                }
                worth += more * (1.0 - u);
                sum += more;
                level += chance;
            }
        }
    }
    (worth, sum)
}

struct Choice {
    candidates: Vec<usize>,
    seat_price: f64,
    row_prices: Vec<f64>,
}

/// The best set by accounts alone, rows that are apart included, and the prices of seats and rows that go with it.
fn choose(
    instance: &Instance,
    state: &State,
    open: &[usize],
    waiting: &[usize],
    apart: &[bool],
    accounts: &[f64],
    seats: usize,
) -> Option<Choice> {
    let by_account = |a: &usize, b: &usize| accounts[*b].total_cmp(&accounts[*a]).then(a.cmp(b));
    let first =
        |row: usize| instance.rows.of(row).iter().copied().filter(|&candidate| state.seat[candidate] == Seat::Open).min_by(by_account);
    let mut row_prices = vec![0.0; instance.rows.len()];
    if instance.rule == Rule::Apart {
        let mut firsts: Vec<(usize, usize)> = waiting.iter().filter_map(|&row| Some((first(row)?, row))).collect();
        if firsts.len() < seats {
            return None;
        }
        firsts.sort_by(|a, b| by_account(&a.0, &b.0));
        let seat_price = if seats == 0 || firsts.len() == seats { 0.0 } else { accounts[firsts[seats - 1].0].max(0.0) };
        // A row may be asked once: what its best is worth beyond the seat is the row's, with the sign turned.
        firsts.iter().for_each(|&(candidate, row)| row_prices[row] = -(accounts[candidate] - seat_price).max(0.0));
        let candidates = firsts.into_iter().take(seats).map(|(candidate, _)| candidate).collect();
        return Some(Choice { candidates, seat_price, row_prices });
    }
    let mut forced = vec![false; accounts.len()];
    let mut firsts = Vec::new();
    for &row in waiting {
        let candidate = first(row)?;
        if apart[row] {
            forced[candidate] = true;
            firsts.push((candidate, row));
        }
    }
    let left = seats.checked_sub(firsts.len())?;
    let mut rest: Vec<usize> = open.iter().copied().filter(|&candidate| !forced[candidate] && accounts[candidate] > 0.0).collect();
    let seat_price = if left == 0 {
        rest.iter().map(|&candidate| accounts[candidate]).fold(0.0, f64::max)
    } else if rest.len() > left {
        rest.select_nth_unstable_by(left - 1, by_account);
        rest.truncate(left);
        accounts[rest[left - 1]]
    } else {
        0.0
    };
    if left == 0 {
        rest.clear();
    }
    firsts.iter().for_each(|&(candidate, row)| row_prices[row] = (seat_price - accounts[candidate]).max(0.0));
    rest.extend(firsts.into_iter().map(|(candidate, _)| candidate));
    Some(Choice { candidates: rest, seat_price, row_prices })
}

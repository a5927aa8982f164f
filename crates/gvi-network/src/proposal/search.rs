//! The best set, and the proof that it is: branch and bound.
//!
//! It begins from a good set (`start`); where many sets are alike, one found by wandering among equals often lets the first bound close
//! the question. In each state the bound settles what it can (a candidate whose account says that deciding otherwise costs more than could be
//! won). What is left open often falls into pieces that share no member and no row. Then each piece is solved for every number of
//! seats by going through what its accounts do not rule out, and the pieces are put together like a knapsack; that closes the state.
//! Otherwise it is split in two by one candidate, asked or left.

use std::collections::BTreeMap;

use super::bound::{Aim, Bound, Prices, Seat, State, bound, rows_apart};
use super::instance::{Instance, ROUNDING, Rule, SEAT_PRICE, Together};
use super::start;

/// A set and what it is worth.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub asked: Vec<usize>,
    pub worth: f64,
}

/// What a search found.
#[derive(Debug)]
pub(super) struct Found {
    /// The best set that was found; none when no set is allowed, or none is worth more than was asked for.
    pub outcome: Option<Outcome>,
    /// No set that was asked for is worth more than this; minus infinity when there is none.
    pub most: f64,
    /// Entries touched.
    pub steps: u64,
}

const ROUNDS_FIRST: usize = 400;
const ROUNDS: usize = 40;
/// Entries touched when the equals of a set are looked at.
const WANDER_STEPS: u64 = 12_000_000;
/// How often a state is bounded anew after candidates were settled.
const SETTLINGS_MAX: usize = 6;
/// Pieces with more open candidates are split instead.
const PIECE_MAX: usize = 48;
/// Entries touched in going through one state's pieces.
const PIECE_STEPS: u64 = 2_000_000;

/// The best set under the instance's rule that is worth more than `above`, beginning from `begin` when that is allowed.
pub(super) fn solve(instance: &Instance, begin: Option<&[usize]>, above: f64, steps_max: u64) -> Found {
    let mut search = Search {
        instance,
        apart: rows_apart(instance),
        best: None,
        above,
        seen: f64::NEG_INFINITY,
        beyond: f64::NEG_INFINITY,
        steps: 0,
        steps_max,
    };
    // A set to begin from is enough where others must be worth much: the bound most often says at once that there is none.
    let greedy = if above.is_finite() && begin.is_some() { None } else { start::greedy(instance) };
    for set in [begin.map(|set| start::filled(instance, set)), greedy].into_iter().flatten() {
        if instance.allows(&set) {
            let set = start::improved(instance, set, &mut search.steps);
            search.keep(set);
        }
    }
    let prices = Prices::new(instance);
    let mut state = State::new(instance);
    if instance.rule == Rule::Apart {
        for candidate in 0..instance.candidates() {
            // Outside every row nobody may be asked; and of two in one row of whom one is better, never the other.
            if instance.rows_of.of(candidate).is_empty() || !instance.better.of(candidate).is_empty() {
                state.seat[candidate] = Seat::Left;
            }
        }
    }
    search.explore(state, prices, ROUNDS_FIRST, f64::INFINITY);
    let worth = search.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.worth);
    Found { most: search.beyond.max(worth), steps: search.steps, outcome: search.best }
}

struct Search<'a> {
    instance: &'a Instance,
    apart: Vec<bool>,
    best: Option<Outcome>,
    /// Only sets worth more than this are looked for.
    above: f64,
    /// The worth of the best allowed set that was seen, whether or not it is looked for: the bound aims at it.
    seen: f64,
    /// The highest bound of a state that was not looked into, because the steps were used up.
    beyond: f64,
    steps: u64,
    steps_max: u64,
}

impl Search<'_> {
    fn keep(&mut self, mut set: Vec<usize>) {
        if !self.instance.allows(&set) {
            return;
        }
        set.sort_unstable();
        let worth = self.instance.worth(&set);
        self.seen = self.seen.max(worth);
        if worth > self.known() + ROUNDING {
            self.best = Some(Outcome { asked: set, worth });
        }
    }

    /// Looks around the best set so far among its equals.
    fn wander(&mut self) {
        if let Some(best) = &self.best {
            let set = start::wandered(self.instance, best.asked.clone(), WANDER_STEPS, &mut self.steps);
            self.keep(set);
        }
    }

    /// The worth of the best set so far, or what a set must exceed to count at all.
    fn known(&self) -> f64 {
        self.best.as_ref().map_or(self.above, |best| best.worth)
    }

    /// A set must be worth more than this to be better than the best so far.
    fn wanted(&self) -> f64 {
        match &self.best {
            // Reach is a whole number: better means one member more, whatever the seats cost.
            Some(best) if self.instance.whole => {
                (best.worth + SEAT_PRICE * best.asked.len() as f64).round() + 1.0 - SEAT_PRICE * self.instance.seats as f64 - ROUNDING
            }
            _ => self.known() + ROUNDING,
        }
    }

    fn explore(&mut self, mut state: State, mut prices: Prices, rounds: usize, above: f64) {
        let mut rounds = rounds;
        let mut above = above;
        let mut bounded = None;
        for _ in 0..SETTLINGS_MAX {
            if !self.follow(&mut state) {
                return;
            }
            if state.open().next().is_none() {
                self.keep(asked(&state));
                return;
            }
            // The first state is always bounded, so that there is a most.
            if self.steps > self.steps_max && above.is_finite() {
                self.beyond = self.beyond.max(above);
                return;
            }
            let aim = Aim { worth: if self.seen.is_finite() { self.seen } else { state.worth }, enough: self.wanted() };
            let Some(mut found) = bound(self.instance, &state, &self.apart, &mut prices, rounds, aim, &mut self.steps) else { return };
            let mut set = asked(&state);
            set.append(&mut found.chosen);
            if self.instance.allows(&set) && (above.is_infinite() || self.best.is_none() || self.instance.worth(&set) > self.known()) {
                let set = start::improved(self.instance, set, &mut self.steps);
                self.keep(set);
            }
            if above.is_infinite() && found.most > self.wanted() {
                self.wander();
            }
            above = above.min(found.most);
            if found.most <= self.wanted() {
                return;
            }
            let settled = self.settle(&mut state, &found);
            bounded = Some(found);
            if !settled {
                break;
            }
            rounds = ROUNDS;
        }
        let Some(found) = bounded else { return };
        if !self.follow(&mut state) {
            return;
        }
        if state.open().next().is_none() {
            self.keep(asked(&state));
            return;
        }
        if self.by_pieces(&state, &found) {
            return;
        }
        let split = self.split_by(&state, &found);
        let ask_first = found.share[split] >= 0.5;
        for ask in [ask_first, !ask_first] {
            let mut next = state.clone();
            if ask {
                next.ask(self.instance, split);
            } else {
                next.seat[split] = Seat::Left;
            }
            self.explore(next, prices.clone(), ROUNDS, above);
        }
    }

    /// Decides the candidates whose account leaves no choice. Whether there were any.
    fn settle(&self, state: &mut State, found: &Bound) -> bool {
        let open: Vec<usize> = state.open().collect();
        let mut any = false;
        for candidate in open {
            let account = found.account[candidate];
            if found.most - account.abs() > self.wanted() {
                continue;
            }
            any = true;
            if account > 0.0 {
                state.ask(self.instance, candidate);
            } else {
                state.seat[candidate] = Seat::Left;
            }
        }
        any
    }

    /// Draws the conclusions of what is decided. False when no allowed set agrees with it.
    fn follow(&mut self, state: &mut State) -> bool {
        let instance = self.instance;
        loop {
            self.steps += (instance.candidates() + instance.rows.entries()) as u64;
            let before = (state.asked, state.open().count());
            if state.asked > instance.seats {
                return false;
            }
            if state.asked == instance.seats {
                state.seat.iter_mut().filter(|seat| **seat == Seat::Open).for_each(|seat| *seat = Seat::Left);
            }
            let mut within = 0;
            for row in 0..instance.rows.len() {
                let mut open = instance.rows.of(row).iter().copied().filter(|&candidate| state.seat[candidate] == Seat::Open);
                match (instance.rule, state.hit[row]) {
                    (Rule::All, 0) => match (open.next(), open.next()) {
                        (None, _) => return false,
                        (Some(only), None) => state.ask(instance, only),
                        _ => {}
                    },
                    (Rule::Apart, 1) => {
                        let open: Vec<usize> = open.collect();
                        open.into_iter().for_each(|candidate| state.seat[candidate] = Seat::Left);
                    }
                    (Rule::Apart, 2..) => return false,
                    (Rule::AtLeast(_), hit) => within += usize::from(hit > 0 || open.next().is_some()),
                    _ => {}
                }
            }
            if matches!(instance.rule, Rule::AtLeast(count) if within < count) {
                return false;
            }
            for candidate in 0..instance.candidates() {
                match state.seat[candidate] {
                    Seat::Asked => {
                        for &better in instance.better.of(candidate) {
                            match state.seat[better] {
                                Seat::Open => state.ask(instance, better),
                                Seat::Left => return false,
                                Seat::Asked => {}
                            }
                        }
                    }
                    Seat::Left => {
                        for &worse in instance.worse.of(candidate) {
                            match state.seat[worse] {
                                Seat::Open => state.seat[worse] = Seat::Left,
                                Seat::Asked => return false,
                                Seat::Left => {}
                            }
                        }
                    }
                    Seat::Open => {}
                }
            }
            if before == (state.asked, state.open().count()) {
                return true;
            }
        }
    }

    /// The candidate about whom the prices were least sure.
    fn split_by(&self, state: &State, found: &Bound) -> usize {
        let unsure = |candidate: usize| (found.share[candidate] - 0.5).abs();
        let order = |a: &usize, b: &usize| {
            unsure(*a).total_cmp(&unsure(*b)).then(found.account[*a].abs().total_cmp(&found.account[*b].abs())).then(a.cmp(b))
        };
        // Cannot fail: the state has an open candidate, or it would have been closed.
        state.open().min_by(order).expect("an open candidate")
    }

    /// Closes the state by its pieces, when all are small enough. Whether it did.
    fn by_pieces(&mut self, state: &State, found: &Bound) -> bool {
        if self.steps > self.steps_max {
            return false;
        }
        let pieces = pieces(self.instance, state);
        if pieces.iter().any(|piece| piece.len() > PIECE_MAX) {
            return false;
        }
        let slack = (found.most - self.wanted()).max(0.0);
        let mut left = PIECE_STEPS;
        let mut tables = Vec::new();
        let mut walked = state.clone();
        for piece in &pieces {
            let mut walk = Walk::new(self.instance, &mut walked, piece, found, slack, left);
            let done = walk.go(0, 0.0);
            self.steps += left - walk.left;
            if !done {
                return false;
            }
            left = walk.left;
            tables.push(walk.table);
        }
        if let Some(set) = put_together(self.instance, state, &tables) {
            self.keep(set);
        }
        true
    }
}

fn asked(state: &State) -> Vec<usize> {
    (0..state.seat.len()).filter(|&at| state.seat[at] == Seat::Asked).collect()
}

/// Open candidates, put together when they share a member, a row or an order.
fn pieces(instance: &Instance, state: &State) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..instance.candidates()).collect();
    fn find(leader: &mut [usize], mut at: usize) -> usize {
        while leader[at] != at {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        at
    }
    let is_open = |candidate: &usize| state.seat[*candidate] == Seat::Open;
    let mut join = |list: &mut dyn Iterator<Item = usize>| {
        if let Some(first) = list.next() {
            for other in list {
                let (a, b) = (find(&mut leader, first), find(&mut leader, other));
                leader[a.max(b)] = a.min(b);
            }
        }
    };
    for target in 0..instance.weight.len() {
        let is_done = match instance.together {
            Together::AtLeastOne => state.level[target] <= 0.0,
            Together::CappedSum => state.level[target] >= 1.0,
        };
        if !is_done {
            join(&mut instance.reached_by.of(target).iter().copied().filter(is_open));
        }
    }
    for row in (0..instance.rows.len()).filter(|&row| state.is_waiting(row)) {
        join(&mut instance.rows.of(row).iter().copied().filter(is_open));
    }
    for candidate in state.open() {
        join(&mut std::iter::once(candidate).chain(instance.better.of(candidate).iter().copied().filter(is_open)));
    }
    let mut pieces: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for candidate in state.open() {
        pieces.entry(find(&mut leader, candidate)).or_default().push(candidate);
    }
    pieces.into_values().collect()
}

/// For so many seats and newly hit rows: the most a piece can add, and how.
type Table = BTreeMap<(usize, usize), (f64, Vec<usize>)>;

/// One way through a piece: every set of it whose decisions against the accounts cost no more than the slack.
struct Walk<'a> {
    instance: &'a Instance,
    /// Left as it was when the walk is over.
    state: &'a mut State,
    order: Vec<usize>,
    rows: Vec<usize>,
    accounts: &'a [f64],
    slack: f64,
    left: u64,
    before: (usize, f64),
    table: Table,
}

impl<'a> Walk<'a> {
    fn new(instance: &'a Instance, state: &'a mut State, piece: &[usize], found: &'a Bound, slack: f64, left: u64) -> Self {
        let mut order = piece.to_vec();
        // The surest first: a wrong turn is noticed early.
        order.sort_by(|&a, &b| found.account[b].abs().total_cmp(&found.account[a].abs()).then(a.cmp(&b)));
        let mut rows: Vec<usize> = piece
            .iter()
            .flat_map(|&candidate| instance.rows_of.of(candidate).iter().copied())
            .filter(|&row| state.is_waiting(row))
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let before = (state.asked, state.worth);
        Self { instance, state, order, rows, accounts: &found.account, slack, left, before, table: Table::new() }
    }

    /// False when the steps are used up.
    fn go(&mut self, at: usize, against: f64) -> bool {
        let Some(&candidate) = self.order.get(at) else {
            return self.arrive();
        };
        let cost = 2 + self.instance.targets.of(candidate).len() as u64;
        if self.left < cost {
            return false;
        }
        self.left -= cost;
        let account = self.accounts[candidate];
        for ask in [account > 0.0, account <= 0.0] {
            let is_against = ask != (account > 0.0);
            let against = if is_against { against + account.abs() } else { against };
            if against > self.slack || !self.may(candidate, ask) {
                continue;
            }
            if ask {
                let undo = self.undo(candidate);
                self.state.ask(self.instance, candidate);
                let done = self.go(at + 1, against);
                self.restore(candidate, undo);
                if !done {
                    return false;
                }
            } else {
                self.state.seat[candidate] = Seat::Left;
                let done = self.go(at + 1, against);
                self.state.seat[candidate] = Seat::Open;
                if !done {
                    return false;
                }
            }
        }
        true
    }

    fn may(&self, candidate: usize, ask: bool) -> bool {
        let (instance, seat) = (self.instance, &self.state.seat);
        if ask {
            self.state.asked < instance.seats
                && instance.better.of(candidate).iter().all(|&better| seat[better] != Seat::Left)
                && (instance.rule != Rule::Apart || instance.rows_of.of(candidate).iter().all(|&row| self.state.is_waiting(row)))
        } else {
            instance.worse.of(candidate).iter().all(|&worse| seat[worse] != Seat::Asked)
        }
    }

    fn undo(&self, candidate: usize) -> (f64, Vec<f64>) {
        (self.state.worth, self.instance.targets.of(candidate).iter().map(|&target| self.state.level[target]).collect())
    }

    fn restore(&mut self, candidate: usize, (worth, levels): (f64, Vec<f64>)) {
        self.state.seat[candidate] = Seat::Open;
        self.state.asked -= 1;
        self.state.worth = worth;
        for (&target, level) in self.instance.targets.of(candidate).iter().zip(levels) {
            self.state.level[target] = level;
        }
        for &row in self.instance.rows_of.of(candidate) {
            self.state.hit[row] -= 1;
        }
    }

    fn arrive(&mut self) -> bool {
        let hit = self.rows.iter().filter(|&&row| !self.state.is_waiting(row)).count();
        if self.instance.rule == Rule::All && hit < self.rows.len() {
            return true;
        }
        // Only where rows are counted do more of them make up for less reach.
        let counted = if matches!(self.instance.rule, Rule::AtLeast(_)) { hit } else { 0 };
        let key = (self.state.asked - self.before.0, counted);
        let gain = self.state.worth - self.before.1;
        if self.table.get(&key).is_none_or(|(known, _)| gain > *known + ROUNDING) {
            let set = self.order.iter().copied().filter(|&candidate| self.state.seat[candidate] == Seat::Asked).collect();
            self.table.insert(key, (gain, set));
        }
        true
    }
}

/// The best allowed choice of one entry from each table, with those asked already.
fn put_together(instance: &Instance, state: &State, tables: &[Table]) -> Option<Vec<usize>> {
    type Key = (usize, usize);
    let seats = instance.seats - state.asked;
    // For each key the worth, the key before, and the entry that was taken.
    let mut layers: Vec<BTreeMap<Key, (f64, Key, Key)>> = vec![BTreeMap::from([((0, 0), (state.worth, (0, 0), (0, 0)))])];
    for table in tables {
        let mut next: BTreeMap<Key, (f64, Key, Key)> = BTreeMap::new();
        let last = layers.last()?;
        for (&before, &(worth, _, _)) in last {
            for (&taken, (gain, _)) in table {
                let key = (before.0 + taken.0, before.1 + taken.1);
                if key.0 <= seats && next.get(&key).is_none_or(|(known, _, _)| worth + gain > *known + ROUNDING) {
                    next.insert(key, (worth + gain, before, taken));
                }
            }
        }
        layers.push(next);
    }
    let hit = (0..instance.rows.len()).filter(|&row| !state.is_waiting(row)).count();
    let is_allowed = |key: &Key| match instance.rule {
        Rule::All => true,
        Rule::Apart => key.0 == seats.min(instance.rows.len() - hit),
        Rule::AtLeast(count) => hit + key.1 >= count,
    };
    let ends = layers.last()?.iter().filter(|(key, _)| is_allowed(key));
    let mut best: Option<(Key, f64)> = None;
    for (&key, &(worth, _, _)) in ends {
        if best.is_none_or(|(_, known)| worth > known + ROUNDING) {
            best = Some((key, worth));
        }
    }
    let (mut key, _) = best?;
    let mut set = asked(state);
    for (table, layer) in tables.iter().zip(&layers[1..]).rev() {
        let (_, before, taken) = layer[&key];
        set.extend(&table[&taken].1);
        key = before;
    }
    Some(set)
}

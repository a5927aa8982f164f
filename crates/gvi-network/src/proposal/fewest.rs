//! The fewest candidates of whom every row has one, and the proof that fewer do not do.
//!
//! First what needs no search: a row that holds all of another is hit with it; a candidate who stands in no row in which another does
//! not stand too is not needed; a row of one settles that one. What is left falls into pieces without a common row. Each piece is
//! searched: a bound by prices on the rows (no candidate may be paid more than 1; the sum, rounded up, is a lower bound), then one
//! candidate is asked or left, and so on.

use crate::lists::is_within;

/// A set that hits every row, and the number that it takes at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fewest {
    pub set: Vec<usize>,
    pub least: usize,
}

const ROUNDS: usize = 60;

/// Every row must have a candidate. `steps` counts the entries touched.
pub(super) fn fewest(rows: &[Vec<usize>], candidates: usize, steps_max: u64, steps: &mut u64) -> Fewest {
    let mut cover = Cover { steps: *steps, steps_max: steps_max.saturating_add(*steps) };
    let found = cover.solve(Piece { rows: rows.to_vec(), candidates }, usize::MAX);
    *steps = cover.steps;
    // Cannot fail: without a limit there is a set, because every row has a candidate.
    found.expect("a set that hits every row")
}

/// The rows without those that hold all of another one.
pub(super) fn smallest(rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let candidates = rows.iter().flatten().max().map_or(0, |&most| most + 1);
    let mut piece = Piece { rows, candidates };
    Cover { steps: 0, steps_max: 0 }.drop_rows(&mut piece);
    piece.rows
}

struct Cover {
    steps: u64,
    steps_max: u64,
}

/// Rows over candidates 0 to `candidates`, of whom some stand in no row.
struct Piece {
    rows: Vec<Vec<usize>>,
    candidates: usize,
}

impl Cover {
    /// The fewest, when they are fewer than `below`. None when it takes that many at least.
    fn solve(&mut self, mut piece: Piece, below: usize) -> Option<Fewest> {
        let mut settled = Vec::new();
        self.reduce(&mut piece, &mut settled);
        if settled.len() >= below {
            return None;
        }
        let mut found = Fewest { least: settled.len(), set: settled };
        let pieces = pieces(&piece);
        let several = pieces.len() > 1;
        for rows in pieces {
            let part = Piece { rows, candidates: piece.candidates };
            // With several pieces each is solved to its end: a limit for one would need the fewest of the others.
            let limit = if several { usize::MAX } else { below.saturating_sub(found.set.len()) };
            let part = self.search(part, limit)?;
            found.set.extend(part.set);
            found.least += part.least;
        }
        (found.set.len() < below || found.least < below).then_some(found)
    }

    /// One piece that cannot be made smaller without a decision.
    fn search(&mut self, piece: Piece, below: usize) -> Option<Fewest> {
        let mut best = greedy(&piece);
        let (least, accounts) = self.bound(&piece, best.len());
        if least >= below {
            return None;
        }
        if least >= best.len() || self.steps > self.steps_max {
            return Some(Fewest { least: least.min(best.len()), set: best });
        }
        let mut in_rows = vec![0_usize; piece.candidates];
        piece.rows.iter().flatten().for_each(|&candidate| in_rows[candidate] += 1);
        // Whoever the prices like best and stands in most rows decides most.
        let split = (0..piece.candidates)
            .filter(|&candidate| in_rows[candidate] > 0)
            .min_by(|&a, &b| accounts[a].total_cmp(&accounts[b]).then(in_rows[b].cmp(&in_rows[a])).then(a.cmp(&b)))
            // Cannot fail: a piece has rows, and rows have candidates.
            .expect("a candidate");
        let mut lowest = usize::MAX;
        let limit = best.len().min(below);
        let asked = Piece { rows: piece.rows.iter().filter(|row| !row.contains(&split)).cloned().collect(), candidates: piece.candidates };
        match self.solve(asked, limit.saturating_sub(1)) {
            Some(mut found) => {
                found.set.push(split);
                lowest = lowest.min(found.least + 1);
                if found.set.len() < best.len() {
                    best = found.set;
                }
            }
            None => lowest = lowest.min(limit),
        }
        let rows: Vec<Vec<usize>> =
            piece.rows.iter().map(|row| row.iter().copied().filter(|&candidate| candidate != split).collect()).collect();
        if rows.iter().all(|row: &Vec<usize>| !row.is_empty()) {
            let limit = best.len().min(below);
            match self.solve(Piece { rows, candidates: piece.candidates }, limit) {
                Some(found) => {
                    lowest = lowest.min(found.least);
                    if found.set.len() < best.len() {
                        best = found.set;
                    }
                }
                None => lowest = lowest.min(limit),
            }
        }
        let least = lowest.min(best.len()).max(least);
        (least < below).then_some(Fewest { set: best, least })
    }

    fn reduce(&mut self, piece: &mut Piece, settled: &mut Vec<usize>) {
        loop {
            let before = (piece.rows.len(), piece.rows.iter().map(Vec::len).sum::<usize>());
            while let Some(&only) = piece.rows.iter().find(|row| row.len() == 1).map(|row| &row[0]) {
                settled.push(only);
                piece.rows.retain(|row| !row.contains(&only));
            }
            self.drop_rows(piece);
            self.drop_candidates(piece);
            let after = (piece.rows.len(), piece.rows.iter().map(Vec::len).sum::<usize>());
            self.steps += 4 * before.1 as u64 + 1;
            if before == after {
                return;
            }
        }
    }

    /// Leaves out rows that hold all of another one.
    fn drop_rows(&mut self, piece: &mut Piece) {
        piece.rows.sort_by(|a, b| a.len().cmp(&b.len()).then(a.cmp(b)));
        piece.rows.dedup();
        let mut kept: Vec<Vec<usize>> = Vec::with_capacity(piece.rows.len());
        // The kept rows that begin with a candidate: a row that is held by another begins with one of its candidates.
        let mut begins = vec![Vec::new(); piece.candidates];
        for row in std::mem::take(&mut piece.rows) {
            let is_held = row.iter().any(|&candidate| {
                begins[candidate].iter().any(|&other: &usize| {
                    self.steps += kept[other].len() as u64;
                    is_within(&kept[other], &row)
                })
            });
            if !is_held {
                begins[row[0]].push(kept.len());
                kept.push(row);
            }
        }
        piece.rows = kept;
    }

    /// Leaves out candidates who stand only where another one stands too; of two who stand in the same rows the larger number.
    fn drop_candidates(&mut self, piece: &mut Piece) {
        let mut rows_of = vec![Vec::new(); piece.candidates];
        for (at, row) in piece.rows.iter().enumerate() {
            row.iter().for_each(|&candidate| rows_of[candidate].push(at));
        }
        let mut is_out = vec![false; piece.candidates];
        for own in 0..piece.candidates {
            let Some(&shortest) = rows_of[own].iter().min_by_key(|&&row| piece.rows[row].len()) else { continue };
            for &other in &piece.rows[shortest] {
                self.steps += rows_of[own].len() as u64;
                let is_more = rows_of[other].len() > rows_of[own].len() || other < own;
                if other != own && !is_out[other] && is_more && is_within(&rows_of[own], &rows_of[other]) {
                    is_out[own] = true;
                    break;
                }
            }
        }
        piece.rows.iter_mut().for_each(|row| row.retain(|&candidate| !is_out[candidate]));
    }

    /// A lower bound by prices, and each candidate's account: 1 less what the rows pay for it.
    fn bound(&mut self, piece: &Piece, known: usize) -> (usize, Vec<f64>) {
        let mut in_rows = vec![0_usize; piece.candidates];
        piece.rows.iter().flatten().for_each(|&candidate| in_rows[candidate] += 1);
        // To begin with, a row pays what its most demanded candidate can take from each.
        let price = |row: &Vec<usize>| 1.0 / row.iter().map(|&candidate| in_rows[candidate]).max().unwrap_or(1) as f64;
        let mut prices: Vec<f64> = piece.rows.iter().map(price).collect();
        let mut best = (0.0, vec![1.0; piece.candidates]);
        let mut stride = 1.0;
        let mut without_progress = 0;
        let entries: u64 = piece.rows.iter().map(|row| row.len() as u64).sum();
        for _ in 0..ROUNDS {
            self.steps += 2 * entries;
            let mut accounts = vec![1.0; piece.candidates];
            for (row, price) in piece.rows.iter().zip(&prices) {
                row.iter().for_each(|&candidate| accounts[candidate] -= price);
            }
            let worth = prices.iter().sum::<f64>() + accounts.iter().map(|account| account.min(0.0)).sum::<f64>();
            if worth > best.0 + 1e-9 {
                best = (worth, accounts.clone());
                without_progress = 0;
            } else {
                without_progress += 1;
                if without_progress >= 5 {
                    without_progress = 0;
                    stride *= 0.5;
                }
            }
            if (best.0 - 1e-6).ceil() as usize >= known {
                break;
            }
            let pulls: Vec<f64> =
                piece.rows.iter().map(|row| 1.0 - row.iter().filter(|&&candidate| accounts[candidate] < 0.0).count() as f64).collect();
            let length: f64 = pulls.iter().map(|pull| pull * pull).sum();
            if length == 0.0 {
                break;
            }
            let step = stride * (known as f64 - worth).max(0.1) / length;
            prices.iter_mut().zip(&pulls).for_each(|(price, pull)| *price = (*price + step * pull).max(0.0));
        }
        // The sum is a lower bound up to rounding, which must not lift it over a whole number.
        ((best.0 - 1e-6).ceil().max(0.0) as usize, best.1)
    }
}

/// Always the candidate of most rows that are not hit yet; then without those whom the others make needless.
fn greedy(piece: &Piece) -> Vec<usize> {
    let mut rows_of = vec![Vec::new(); piece.candidates];
    for (at, row) in piece.rows.iter().enumerate() {
        row.iter().for_each(|&candidate| rows_of[candidate].push(at));
    }
    let mut hit = vec![0_usize; piece.rows.len()];
    let mut set = Vec::new();
    let mut waiting: Vec<usize> = rows_of.iter().map(Vec::len).collect();
    while hit.contains(&0) {
        // Cannot fail: a row that is not hit has candidates.
        let next = (0..piece.candidates).max_by(|&a, &b| waiting[a].cmp(&waiting[b]).then(b.cmp(&a))).expect("a candidate");
        set.push(next);
        for &row in &rows_of[next] {
            if hit[row] == 0 {
                piece.rows[row].iter().for_each(|&candidate| waiting[candidate] -= 1);
            }
            hit[row] += 1;
        }
    }
    for place in (0..set.len()).rev() {
        if rows_of[set[place]].iter().all(|&row| hit[row] > 1) {
            rows_of[set[place]].iter().for_each(|&row| hit[row] -= 1);
            set.remove(place);
        }
    }
    set
}

/// The rows, put together when they share a candidate.
fn pieces(piece: &Piece) -> Vec<Vec<Vec<usize>>> {
    let mut first_row: Vec<Option<usize>> = vec![None; piece.candidates];
    let mut leader: Vec<usize> = (0..piece.rows.len()).collect();
    fn find(leader: &mut [usize], mut at: usize) -> usize {
        while leader[at] != at {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        at
    }
    for (at, row) in piece.rows.iter().enumerate() {
        for &candidate in row {
            match first_row[candidate] {
                None => first_row[candidate] = Some(at),
                Some(other) => {
                    let (a, b) = (find(&mut leader, at), find(&mut leader, other));
                    leader[a.max(b)] = a.min(b);
                }
            }
        }
    }
    let mut found: std::collections::BTreeMap<usize, Vec<Vec<usize>>> = std::collections::BTreeMap::new();
    for (at, row) in piece.rows.iter().enumerate() {
        found.entry(find(&mut leader, at)).or_default().push(row.clone());
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rows: &[Vec<usize>], candidates: usize) -> Fewest {
        fewest(rows, candidates, 1_000_000, &mut 0)
    }

    #[test]
    fn a_ring_of_seven_takes_three() {
        let rows: Vec<Vec<usize>> = (0..7)
            .map(|at| {
                let mut row = vec![at, (at + 1) % 7, (at + 6) % 7];
                row.sort_unstable();
                row
            })
            .collect();
        let found = count(&rows, 7);
        assert_eq!((found.set.len(), found.least), (3, 3));
    }

    #[test]
    fn the_fano_plane_takes_three() {
        // Seven lines of three points each; every two points lie on one line. The relaxation says 7/3.
        let rows = [[0, 1, 2], [0, 3, 4], [0, 5, 6], [1, 3, 5], [1, 4, 6], [2, 3, 6], [2, 4, 5]].map(|row| row.to_vec());
        let found = count(&rows, 7);
        assert_eq!((found.set.len(), found.least), (3, 3));
    }

    #[test]
    fn no_rows_take_nobody() {
        assert_eq!(count(&[], 3), Fewest { set: vec![], least: 0 });
    }
}

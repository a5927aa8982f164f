//! Knox: more pairs that are close in both space and time than chance gives?

use rayon::prelude::*;
use serde::Serialize;

use crate::chance::{Purpose, Rounds, shuffle, stream};
use crate::error::{EvaluationError, Result, at_least, finite, same_length};
use crate::provenance::{Fingerprint, Provenance};

/// One cell: pairs within a distance and an interval of days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnoxCell {
    /// Within this many kilometres.
    pub km: f64,
    /// More than this many days apart …
    pub more_than_days: f64,
    /// … and at most this many.
    pub days: f64,
    /// Pairs found.
    pub observed: u64,
    /// Mean over permutations.
    pub expected: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// One-sided p-value.
    pub p: f64,
}

/// All cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnoxTable {
    /// The cells by distance, then days.
    pub cells: Vec<KnoxCell>,
    /// Incidents.
    pub incidents: usize,
    /// Permutations.
    pub permutations: usize,
    /// How to make it again.
    pub provenance: Provenance,
}

/// Are there more pairs close in space and time than if times fell on places by chance?
///
/// Cell: pairs with distance ≤ s and lo < |Δt| ≤ hi. Times are permuted over places; p = (1 + number at least as many)/(1 +
/// permutations). Incidents without a place must be left out before. Assumption: the density of places does not change over
/// time; where it does, the test takes that for near repeats. Source: Knox 1964.
///
/// # Errors
/// For lengths that differ, numbers that are not finite, fewer than 2 incidents, or intervals that are not intervals.
pub fn knox<'a>(
    days: &[f64],
    places: &[(f64, f64)],
    distances: &[f64],
    intervals: &[(f64, f64)],
    permutations: impl Into<Rounds<'a>>,
    seed: u64,
) -> Result<KnoxTable> {
    let asked = permutations.into();
    let permutations = asked.count;
    at_least("incidents", days.len(), 2, "collect more incidents")?;
    same_length("the list of places", places.len(), days.len(), "incident")?;
    finite("the list of times", days)?;
    finite("the list of places", &places.iter().flat_map(|place| [place.0, place.1]).collect::<Vec<_>>())?;
    at_least("distances", distances.len(), 1, "name one distance")?;
    at_least("intervals", intervals.len(), 1, "name one interval")?;
    if let Some(position) = intervals.iter().position(|(lo, hi)| !(*lo >= 0.0 && hi > lo)) {
        return Err(EvaluationError::Value {
            what: "the list of intervals",
            position,
            value: intervals[position].1,
            wanted: "above its lower end, which is zero or more",
            remedy: "write (0, 14) for up to 14 days",
        });
    }
    let mut order: Vec<usize> = (0..distances.len()).collect();
    order.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]));
    let rings: Vec<f64> = order.iter().map(|&at| distances[at]).collect();
    let farthest = rings[rings.len() - 1];
    let pairs = pairs_within(places, farthest, &rings);
    let longest = intervals.iter().fold(0.0_f64, |most, interval| most.max(interval.1));
    let count = |days: &[f64]| -> Vec<u64> {
        let mut counts = vec![0_u64; rings.len() * intervals.len()];
        for &(a, b, ring) in &pairs {
            let apart = (days[a as usize] - days[b as usize]).abs();
            if apart > longest {
                continue;
            }
            for (at, (lo, hi)) in intervals.iter().enumerate() {
                if apart > *lo && apart <= *hi {
                    counts[usize::from(ring) * intervals.len() + at] += 1;
                }
            }
        }
        for ring in 1..rings.len() {
            for at in 0..intervals.len() {
                counts[ring * intervals.len() + at] += counts[(ring - 1) * intervals.len() + at];
            }
        }
        counts
    };
    let observed = count(days);
    let permuted: Vec<Vec<u64>> = (0..permutations)
        .into_par_iter()
        .map(|round| {
            let mut times = days.to_vec();
            shuffle(&mut stream(seed, Purpose::Permutation, round as u64), &mut times);
            let counts = count(&times);
            asked.one_is_done();
            counts
        })
        .collect();
    let mut cells = Vec::with_capacity(observed.len());
    for wanted in 0..distances.len() {
        let ring = order.iter().position(|&at| at == wanted).unwrap_or(0);
        for (at, (lo, hi)) in intervals.iter().enumerate() {
            let cell = ring * intervals.len() + at;
            let expected = permuted.iter().map(|counts| counts[cell] as f64).sum::<f64>() / permutations as f64;
            let more = permuted.iter().filter(|counts| counts[cell] >= observed[cell]).count();
            cells.push(KnoxCell {
                km: distances[wanted],
                more_than_days: *lo,
                days: *hi,
                observed: observed[cell],
                expected,
                ratio: observed[cell] as f64 / expected,
                p: (1.0 + more as f64) / (1.0 + permutations as f64),
            });
        }
    }
    let input = Fingerprint::of("knox")
        .numbers("days", days)
        .numbers("places", &places.iter().flat_map(|place| [place.0, place.1]).collect::<Vec<_>>())
        .numbers("distances", distances)
        .numbers("intervals", &intervals.iter().flat_map(|interval| [interval.0, interval.1]).collect::<Vec<_>>())
        .number("permutations", permutations)
        .finish();
    let assumptions = ["records were merged into incidents", "the density of places does not change over time"];
    let provenance = Provenance::new("Knox", &assumptions, Some(seed), input);
    Ok(KnoxTable { cells, incidents: days.len(), permutations, provenance })
}

/// All pairs within a distance, with the smallest ring that holds them. Places are sorted eastwards, so that only a strip
/// has to be searched.
fn pairs_within(places: &[(f64, f64)], farthest: f64, rings: &[f64]) -> Vec<(u32, u32, u8)> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a].0.total_cmp(&places[b].0));
    let mut pairs = Vec::new();
    for (at, &a) in order.iter().enumerate() {
        for &b in &order[at + 1..] {
            let east = places[b].0 - places[a].0;
            if east > farthest {
                break;
            }
            let apart = east.hypot(places[b].1 - places[a].1);
            if apart <= farthest {
                let ring = rings.partition_point(|&ring| ring < apart);
                pairs.push((a as u32, b as u32, ring as u8));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_once_and_equal_times_are_not_later() {
        let days = [0.0, 0.0, 1.0, 20.0];
        let places = [(0.0, 0.0), (0.0, 0.05), (0.05, 0.0), (0.0, 0.0)];
        let table = knox(&days, &places, &[0.06, 1.0], &[(0.0, 1.0), (0.0, 30.0)], 19, 1).unwrap();
        let observed: Vec<u64> = table.cells.iter().map(|cell| cell.observed).collect();
        // Within 0.06 km: pairs 01, 02, 03, 13, 23; equal times 01 do not count; 12 is 0.0707 km apart.
        assert_eq!(observed, [1, 4, 2, 5]);
    }
}

//! Where there is nothing to find among groups, or among incidents: dates and times that were dealt by chance.
//!
//! Cities are tried at pretended starts; a panel of groups and a list of incidents have no other units to take them from. So the
//! pretended dates fall on months before the first message, and the times of incidents are dealt anew over their places.

use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;

use crate::chance::{Purpose, Rounds, shuffle, stream};
use crate::error::{Result, at_least};
use crate::groups::{GroupPanel, GroupSettings, fit_groups, randomise_dates, wild_score_test};
use crate::near_repeat::{HawkesLimits, NearRepeats, SpaceTimeSettings, bandwidth_grid, knox, near_repeats};

/// Months before the first message below which no pretended date has a time before and after it.
pub const MONTHS_UNTOLD_MIN: usize = 24;
/// Months on each side that a pretended date leaves.
const MARGIN: usize = 6;

/// How the pretended dates fall on the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dealt {
    /// On any month.
    ByChance,
    /// On a month after one with an incident of the group, as groups are told in truth: what falls by itself then is not an effect.
    AfterIncidents,
}

/// How often the three tests of a panel of groups found a change where nobody was told anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupTrials {
    /// How the dates fell.
    pub dealt: Dealt,
    /// Rounds, and those in which the panel could be fitted.
    pub rounds: (usize, usize),
    /// The interval by group lies below 1, or above it.
    pub interval: (usize, usize),
    /// Random signs by group: p for a fall below .05.
    pub signs: usize,
    /// Dates dealt anew: p for a fall below .05.
    pub dates: usize,
}

/// How often does a panel of groups show a fall when nobody was told anything?
///
/// Only the months before the first message are used (`periods × groups` of counts). In each round as many groups as were ever told
/// get a pretended date, at least six months from either end, and the panel is fitted as for a reading, without dose. A round that
/// cannot be fitted finds nothing. `inner` rounds of signs and of dates are drawn for each test. Source: Bertrand, Duflo,
/// Mullainathan 2004 (placebo laws).
///
/// # Errors
/// With fewer than [`MONTHS_UNTOLD_MIN`] months before the first message, no group that was told, or fewer than 19 rounds.
pub fn groups_untold(panel: &GroupPanel, left_out: usize, rounds: Rounds<'_>, inner: usize, seed: u64) -> Result<[GroupTrials; 2]> {
    at_least("rounds", rounds.count, 19, "use 200")?;
    at_least("rounds of signs and dates", inner, 99, "use 199")?;
    let told = panel.notified().iter().flatten().count();
    at_least("groups that were told", told, 1, "record the messages that groups were given")?;
    let untold = panel.notified().iter().flatten().copied().min().unwrap_or(0);
    at_least("months before the first message", untold, MONTHS_UNTOLD_MIN, "begin the panel earlier")?;
    let counts: Vec<Vec<u64>> = (0..panel.groups()).map(|group| panel.counts(group)[..untold].to_vec()).collect();
    let nobody = vec![None; counts.len()];
    let before = GroupPanel::new(counts, nobody.clone(), vec![Vec::new(); nobody.len()])?;
    let settings = GroupSettings { left_out, spillover: false, dose: false };
    let trial = |dealt: Dealt, round: usize| -> Result<Option<[bool; 4]>> {
        // Each way and round has a stream of its own.
        let mut chance = stream(seed, Purpose::Simulation, 2 * round as u64 + u64::from(dealt == Dealt::AfterIncidents));
        let mut groups: Vec<usize> = (0..before.groups()).collect();
        shuffle(&mut chance, &mut groups);
        let mut dates = nobody.clone();
        for &group in groups.iter().take(told) {
            let months: Vec<usize> =
                (MARGIN..untold - MARGIN).filter(|month| dealt == Dealt::ByChance || before.counts(group)[month - 1] > 0).collect();
            if !months.is_empty() {
                dates[group] = Some(months[chance.random_range(0..months.len())]);
            }
        }
        let pretended = before.with_notified(dates);
        let Ok(fit) = fit_groups(&pretended, settings, 0.95) else { return Ok(None) };
        let Some(term) = fit.terms.iter().find(|term| term.name == "notified") else { return Ok(None) };
        let own = seed.wrapping_add(round as u64);
        let (Ok(signs), Ok(dates)) =
            (wild_score_test(&pretended, settings, "notified", inner, own), randomise_dates(&pretended, settings, inner, own))
        else {
            return Ok(None);
        };
        Ok(Some([term.ratio.upper < 1.0, term.ratio.lower > 1.0, signs.p_reduction < 0.05, dates.p_reduction < 0.05]))
    };
    let mut all = [Dealt::ByChance, Dealt::AfterIncidents].map(|dealt| GroupTrials {
        dealt,
        rounds: (rounds.count, 0),
        interval: (0, 0),
        signs: 0,
        dates: 0,
    });
    for trials in &mut all {
        let found = (0..rounds.count)
            .into_par_iter()
            .map(|round| {
                let found = trial(trials.dealt, round);
                rounds.one_is_done();
                found
            })
            .collect::<Result<Vec<_>>>()?;
        for [below, above, signs, dates] in found.into_iter().flatten() {
            trials.rounds.1 += 1;
            trials.interval.0 += usize::from(below);
            trials.interval.1 += usize::from(above);
            trials.signs += usize::from(signs);
            trials.dates += usize::from(dates);
        }
    }
    Ok(all)
}

/// What was answered about incidents whose times were dealt anew: there are no near repeats in them but those of chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NearRepeatTrials {
    /// Rounds.
    pub rounds: usize,
    /// Answered: there are near repeats. Each of these is false.
    pub yes: usize,
    /// Answered: none.
    pub no: usize,
    /// Answered: it cannot be told.
    pub cannot_be_told: usize,
}

/// What a list of incidents is asked with: distances in km, intervals and the end in days, bandwidths in km.
#[derive(Debug, Clone, Copy)]
pub struct NearRepeatQuestion<'a> {
    /// Distances of the table.
    pub distances: &'a [f64],
    /// Intervals of the table.
    pub intervals: &'a [(f64, f64)],
    /// Bandwidths of the models.
    pub bandwidths: &'a [f64],
    /// Permutations of the table.
    pub permutations: usize,
    /// The models.
    pub models: SpaceTimeSettings,
}

/// How often are near repeats found where times fell on places by chance?
///
/// In each round the times are dealt anew over the places, and the whole answer (table, models, sentence) is made again. Source: Knox
/// 1964 for the dealing.
///
/// # Errors
/// As [`knox`] and [`bandwidth_grid`]; at least 19 rounds.
pub fn near_repeats_dealt(
    days: &[f64],
    places: &[(f64, f64)],
    question: NearRepeatQuestion<'_>,
    rounds: Rounds<'_>,
    seed: u64,
) -> Result<NearRepeatTrials> {
    at_least("rounds", rounds.count, 19, "use 100")?;
    let end = days.iter().fold(0.0_f64, |last, day| last.max(*day)) + 1.0;
    let answers = (0..rounds.count)
        .into_par_iter()
        .map(|round| {
            let mut dealt: Vec<usize> = (0..places.len()).collect();
            shuffle(&mut stream(seed, Purpose::Simulation, round as u64), &mut dealt);
            let moved: Vec<(f64, f64)> = dealt.into_iter().map(|at| places[at]).collect();
            let own = seed.wrapping_add(1 + round as u64);
            let table = knox(days, &moved, question.distances, question.intervals, question.permutations, own)?;
            let grid = bandwidth_grid(days, &moved, end, question.models, question.bandwidths)?;
            rounds.one_is_done();
            Ok(near_repeats(&table, &grid, HawkesLimits::default()))
        })
        .collect::<Result<Vec<_>>>()?;
    let count = |wanted: NearRepeats| answers.iter().filter(|answer| **answer == wanted).count();
    Ok(NearRepeatTrials {
        rounds: rounds.count,
        yes: count(NearRepeats::Yes),
        no: count(NearRepeats::No),
        cannot_be_told: count(NearRepeats::CannotBeTold),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Twelve groups over five years; five of them are told late in the third. Nothing that anybody does changes a month, and every 17th
    /// one is worse than the others.
    fn panel() -> GroupPanel {
        let mut chance = stream(3, Purpose::Simulation, 9);
        let counts = (0..12)
            .map(|_| {
                (0..60)
                    .map(|month| u64::from(chance.random::<f64>() < 0.08) + u64::from(month % 17 == 0 && chance.random::<f64>() < 0.3))
                    .collect()
            })
            .collect();
        let told = (0..12).map(|group| (group < 5).then_some(34 + group)).collect();
        GroupPanel::new(counts, told, vec![Vec::new(); 12]).unwrap()
    }

    #[test]
    fn where_nobody_was_told_anything_few_rounds_find_a_fall_and_every_round_is_heard() {
        let heard = AtomicUsize::new(0);
        let listen = || {
            heard.fetch_add(1, Ordering::Relaxed);
        };
        let [chance, after] = groups_untold(&panel(), 3, Rounds::heard_by(40, &listen), 99, 1).unwrap();
        assert_eq!(heard.load(Ordering::Relaxed), 80);
        assert_eq!((chance.rounds.0, chance.dealt, after.dealt), (40, Dealt::ByChance, Dealt::AfterIncidents));
        assert!(chance.rounds.1 >= 30, "{chance:?}");
        // 40 rounds at .05: ten would come once in many thousand times.
        assert!(chance.dates < 10 && chance.signs < 10, "{chance:?}");
        let [again, _] = groups_untold(&panel(), 3, 40.into(), 99, 1).unwrap();
        assert_eq!(again, chance, "the same seed gives the same answer");
    }

    #[test]
    fn a_panel_without_two_years_before_its_first_message_is_refused() {
        let early = GroupPanel::new(vec![vec![1; 40]; 6], vec![Some(20), None, None, None, None, None], vec![Vec::new(); 6]).unwrap();
        let error = groups_untold(&early, 3, 60.into(), 99, 1).unwrap_err().to_string();
        assert!(error.contains("months before the first message") && error.contains("20") && error.contains("24"), "{error}");
    }

    #[test]
    fn times_that_were_dealt_anew_repeat_nearby_in_almost_no_round() {
        // Every second incident follows another one a day later and ten metres away: the real answer is yes, the dealt ones are not.
        let mut chance = stream(5, Purpose::Simulation, 1);
        let mut days = Vec::new();
        let mut places = Vec::new();
        for pair in 0..30 {
            let day = 12.0 * f64::from(pair) + chance.random::<f64>();
            let place = (4.0 * chance.random::<f64>(), 4.0 * chance.random::<f64>());
            days.extend([day, day + 1.0]);
            places.extend([place, (place.0 + 0.01, place.1)]);
        }
        let question = NearRepeatQuestion {
            distances: &[0.1, 0.4],
            intervals: &[(0.0, 4.0), (0.0, 14.0)],
            bandwidths: &[0.8],
            permutations: 199,
            models: SpaceTimeSettings::default(),
        };
        let found = near_repeats_dealt(&days, &places, question, 20.into(), 1).unwrap();
        assert_eq!((found.rounds, found.yes + found.no + found.cannot_be_told), (20, 20));
        assert!(found.yes <= 2 && found.no >= 14, "{found:?}");
        let truth = knox(&days, &places, question.distances, question.intervals, 199, 1).unwrap();
        assert!(truth.cells[0].p < 0.01, "what is dealt away was there: {:?}", truth.cells[0]);
    }
}

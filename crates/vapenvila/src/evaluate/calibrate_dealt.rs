//! How often groups or incidents show what is not there: on dates and times that were dealt by chance.

use std::path::Path;

use anyhow::Context as _;
use gvi_evaluation::calibration::{Dealt, GroupTrials, NearRepeatQuestion, groups_untold, near_repeats_dealt};
use gvi_evaluation::chance::Rounds;
use gvi_evaluation::groups::GroupPanel;
use gvi_evaluation::near_repeat::SpaceTimeSettings;
use gvi_papers::panel_table::read_groups;

use super::counts::bytes_of;
use super::form::Form;
use super::near_repeats::{BANDWIDTHS_KM, DISTANCES_KM, INTERVALS_DAYS, Incidents};
use super::table::Table;
use super::wait::while_counting;

/// Months before a pretended message that are left out, as in a reading.
const LEFT_OUT: usize = 3;
/// Rounds within a round: enough for a p below .05, and few enough to do many times.
const INNER: usize = 199;

fn share(part: usize, of: usize) -> String {
    if of == 0 { "–".to_owned() } else { format!("{part} of {of} ({:.1} %)", 100.0 * part as f64 / of as f64) }
}

/// Groups that nobody had told anything.
pub fn groups(path: &Path, rounds: usize, seed: u64, form: &Form) -> anyhow::Result<()> {
    let shown = path.display().to_string();
    let table = read_groups(&bytes_of(path)?).map_err(|refused| anyhow::anyhow!("{shown}: {refused}"))?;
    let related = vec![Vec::new(); table.codes.len()];
    let panel = GroupPanel::new(table.counts, table.told, related).with_context(|| shown.clone())?;
    let found = while_counting("pretending dates before the first message", 2 * rounds, |heard| {
        groups_untold(&panel, LEFT_OUT, Rounds::heard_by(rounds, heard), INNER, seed)
    })
    .with_context(|| shown)?;
    let told = || {
        let mut table =
            Table::new(&["pretended dates", "fitted", "interval below 1", "interval above 1", "signs, a fall", "dates, a fall"]);
        for trials in &found {
            let of = trials.rounds.1;
            table.row(&[
                name(trials).to_owned(),
                share(of, trials.rounds.0),
                share(trials.interval.0, of),
                share(trials.interval.1, of),
                share(trials.signs, of),
                share(trials.dates, of),
            ]);
        }
        format!(
            "{table}Nobody had been told anything then, so every finding is a false one. By chance 2.5 of 100 are to be expected on each side\n             of the interval, and 5 of 100 by each of the other two. What stands after incidents above that is what falls by itself.\n"
        )
    };
    let rows = || {
        let row = |trials: &GroupTrials| {
            let counts = [trials.rounds.0, trials.rounds.1, trials.interval.0, trials.interval.1, trials.signs, trials.dates];
            std::iter::once(name(trials).to_owned()).chain(counts.map(|count| count.to_string())).collect()
        };
        found.iter().map(row).collect()
    };
    form.print(found, &["dates", "rounds", "fitted", "interval_below", "interval_above", "signs", "dates_dealt"], rows, told)
}

fn name(trials: &GroupTrials) -> &'static str {
    match trials.dealt {
        Dealt::ByChance => "by chance",
        Dealt::AfterIncidents => "after incidents",
    }
}

/// Incidents whose times fell on their places by chance.
pub fn incidents(path: &Path, rounds: usize, seed: u64, form: &Form) -> anyhow::Result<()> {
    let shown = path.display().to_string();
    let Incidents { days, places, .. } = Incidents::read(path)?;
    let question = NearRepeatQuestion {
        distances: &DISTANCES_KM,
        intervals: &INTERVALS_DAYS,
        bandwidths: &BANDWIDTHS_KM,
        permutations: INNER,
        models: SpaceTimeSettings::default(),
    };
    let found = while_counting("dealing the times anew, and asking again", rounds, |heard| {
        near_repeats_dealt(&days, &places, question, Rounds::heard_by(rounds, heard), seed)
    })
    .with_context(|| shown)?;
    let told = || {
        format!(
            "{} incidents, their times dealt anew {} times: near repeats yes {}, no {}, cannot be told {}.\n             There are none but those of chance, so every yes is a false one; at most 5 of 100 are to be expected.\n",
            days.len(),
            found.rounds,
            share(found.yes, found.rounds),
            share(found.no, found.rounds),
            share(found.cannot_be_told, found.rounds)
        )
    };
    let rows = || vec![[found.rounds, found.yes, found.no, found.cannot_be_told].map(|count| count.to_string()).to_vec()];
    form.print(found, &["rounds", "yes", "no", "cannot_be_told"], rows, told)
}

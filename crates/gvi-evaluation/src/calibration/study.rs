//! The placebo study: a method on untreated units and pseudo-starts, with and without implanted effects.

use rayon::prelude::*;
use serde::Serialize;

use crate::chance::{Purpose, stream, thin};
use crate::error::Result;
use crate::series::CountPanel;

/// What a method said about one unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Finding {
    /// It reported a reduction.
    pub reduced: bool,
    /// It reported an increase.
    pub increased: bool,
    /// Its estimate on the log scale.
    pub log_ratio: f64,
}

/// A method under study: panel, treated unit, donors, start; none when it refuses.
pub type Method<'a> = &'a (dyn Fn(&CountPanel, usize, &[usize], usize) -> Result<Option<Finding>> + Sync);

/// Settings of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudySettings {
    /// Pseudo-starts, as periods of the panel.
    pub starts: Vec<usize>,
    /// Periods before each start that are used.
    pub before: usize,
    /// Follow-ups, in periods.
    pub follow_ups: Vec<usize>,
    /// Effects to implant by thinning the counts after the start: 0.0, 0.3, 0.5.
    pub effects: Vec<f64>,
    /// Classes of size by mean count in a period before the start: from, to.
    pub sizes: Vec<(f64, f64)>,
    /// Only starts at which the last period stands this share above the unit's mean before: 0.25 for a start chosen at a
    /// peak; none for all starts.
    pub after_a_rise_of: Option<f64>,
    /// The seed of the thinning.
    pub seed: u64,
}

/// One unit at one start with one effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyCell {
    /// The unit.
    pub unit: usize,
    /// The start.
    pub start: usize,
    /// Periods after.
    pub follow_up: usize,
    /// The implanted fall.
    pub effect: f64,
    /// Mean count in a period before.
    pub size: f64,
    /// What the method said; none when it refused.
    pub finding: Option<Finding>,
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyRow {
    /// Size class; none for all together.
    pub size: Option<(f64, f64)>,
    /// Follow-up.
    pub follow_up: usize,
    /// The implanted fall.
    pub effect: f64,
    /// Units and starts asked.
    pub asked: usize,
    /// Of these, those refused.
    pub refused: usize,
    /// Reductions reported.
    pub reduced: usize,
    /// Increases reported.
    pub increased: usize,
}

impl StudyRow {
    /// Share of reductions among all asked, refusals counted as none.
    pub fn share_reduced(&self) -> f64 {
        self.reduced as f64 / self.asked as f64
    }
}

/// How often does a method report a reduction where there is none, and where there is a known one?
///
/// Each unit within the size classes is treated in turn at each start, with all other units as donors; counts from the start
/// on are thinned binomially by the effect. The window is `before` periods and the follow-up. Same seed, same thinning for
/// every method. Units, starts and effects run in parallel; the result does not depend on the number of threads.
///
/// # Errors
/// Those of the method.
pub fn placebo_study(panel: &CountPanel, settings: &StudySettings, method: Method<'_>) -> Result<(Vec<StudyRow>, Vec<StudyCell>)> {
    let mut asked = Vec::new();
    for &start in &settings.starts {
        for &follow_up in &settings.follow_ups {
            if start < settings.before || start + follow_up > panel.periods() {
                continue;
            }
            for unit in 0..panel.units() {
                let size = panel.counts(unit)[start - settings.before..start].iter().sum::<u64>() as f64 / settings.before as f64;
                let last = panel.counts(unit)[start - 1] as f64;
                let chosen = settings.after_a_rise_of.is_none_or(|rise| last >= (1.0 + rise) * size);
                if chosen && settings.sizes.iter().any(|(from, to)| (*from..*to).contains(&size)) {
                    for &effect in &settings.effects {
                        asked.push((unit, start, follow_up, effect, size));
                    }
                }
            }
        }
    }
    let cells = asked
        .into_par_iter()
        .map(|(unit, start, follow_up, effect, size)| {
            let window = panel.between(start - settings.before, start + follow_up);
            let number = (unit as u64) << 24 | (start as u64) << 8 | (effect * 100.0).round() as u64;
            let mut chance = stream(settings.seed, Purpose::Implant, number);
            let mut counts = window.counts(unit).to_vec();
            if effect > 0.0 {
                counts[settings.before..].iter_mut().for_each(|count| *count = thin(&mut chance, *count, 1.0 - effect));
            }
            let thinned = window.with_counts(unit, counts)?;
            let donors: Vec<usize> = (0..panel.units()).filter(|&other| other != unit).collect();
            let finding = method(&thinned, unit, &donors, settings.before)?;
            Ok(StudyCell { unit, start, follow_up, effect, size, finding })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok((table(&cells, settings), cells))
}

fn table(cells: &[StudyCell], settings: &StudySettings) -> Vec<StudyRow> {
    let classes = settings.sizes.iter().copied().map(Some).chain([None]);
    let mut rows = Vec::new();
    for class in classes {
        for &follow_up in &settings.follow_ups {
            for &effect in &settings.effects {
                let of: Vec<&StudyCell> = cells
                    .iter()
                    .filter(|cell| cell.follow_up == follow_up && cell.effect == effect)
                    .filter(|cell| class.is_none_or(|(from, to)| (from..to).contains(&cell.size)))
                    .collect();
                let count = |is: &dyn Fn(&Finding) -> bool| of.iter().filter(|cell| cell.finding.as_ref().is_some_and(is)).count();
                rows.push(StudyRow {
                    size: class,
                    follow_up,
                    effect,
                    asked: of.len(),
                    refused: of.iter().filter(|cell| cell.finding.is_none()).count(),
                    reduced: count(&|finding| finding.reduced),
                    increased: count(&|finding| finding.increased),
                });
            }
        }
    }
    rows
}

//! The one sentence about near repeats.

use serde::Serialize;

use super::hawkes::HawkesLimits;
use super::knox::KnoxTable;
use super::space_time::SpaceTimeFit;
use crate::verdict::holm;

/// Near repeats: yes, no, or cannot be told. Never a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NearRepeats {
    /// Knox finds more close pairs than chance, and the models with every bandwidth agree.
    Yes,
    /// Knox finds none.
    No,
    /// Knox finds them, but they may be double records, or the models do not agree.
    CannotBeTold,
}

/// Are there near repeats?
///
/// Yes when the smallest Holm-corrected p over the cells of the table is below 0.05, no model of the grid sits at a bound, and
/// every one gains more than 5 in log likelihood from triggering. No when Knox finds nothing and had permutations enough to find something. Else it cannot be told.
pub fn near_repeats(table: &KnoxTable, grid: &[SpaceTimeFit], limits: HawkesLimits) -> NearRepeats {
    let p: Vec<f64> = table.cells.iter().map(|cell| cell.p).collect();
    // With too few permutations no p could be small enough, and nothing found would mean nothing.
    let could_find = table.cells.len() as f64 / (1.0 + table.permutations as f64) < 0.05;
    let found = holm(&p).iter().any(|p| *p < 0.05);
    let agree = !grid.is_empty() && grid.iter().all(|fit| fit.refusals(limits).is_empty() && fit.loglik - fit.loglik_without > 5.0);
    match (found, agree) {
        (false, _) if could_find => NearRepeats::No,
        (false, _) => NearRepeats::CannotBeTold,
        (true, true) => NearRepeats::Yes,
        (true, false) => NearRepeats::CannotBeTold,
    }
}

//! Each group by itself, beside the estimate over all of them: never instead of it.

use serde::Serialize;

use super::panel::{GroupPanel, GroupSettings, hide_small};
use super::poisson::{rows, solve};
use crate::error::{Result, at_least};
use crate::its::Ratio;
use crate::numeric::distribution::beta_quantile;
use crate::refusal::{Refusal, Rule};

/// What one group shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum GroupReading {
    /// It was never notified within the panel.
    NeverNotified,
    /// Too few events before its notification to say anything of it alone.
    Refused(Refusal),
    /// Fewer than five events after its notification: neither the count nor a ratio that tells it is shown.
    Hidden,
    /// Its ratio after over before, against the course of all.
    Shown(Ratio),
}

/// One group of a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupLine {
    /// Its place in the panel.
    pub group: usize,
    /// Events in the months used, before its notification and after it; hidden below five.
    pub events: (Option<u64>, Option<u64>),
    /// What it shows.
    pub reading: GroupReading,
}

/// What does each notified group show by itself, against the course of all?
///
/// Given the n events of a group in the months used, those after its notification are Binomial(n, p₀) when it went on as before, with
/// p₀ = Σ_after e_m/Σ e_m and e_m the fitted mean of [`fit_groups`](super::fit_groups) without the group's own notification and dose.
/// Limits for p by Clopper and Pearson, ratio = p/(1 − p)·(1 − p₀)/p₀. The month effects are taken as known, so the interval is a little
/// too narrow where there are few groups; and of many groups one in twenty leaves 1 out by chance. Groups with fewer than ten events
/// before are refused, counts below five are hidden.
///
/// # Errors
/// As [`fit_groups`](super::fit_groups).
pub fn each_group(panel: &GroupPanel, settings: GroupSettings, confidence: f64) -> Result<Vec<GroupLine>> {
    at_least("groups", panel.groups(), 2, "one group is a case, not a comparison")?;
    let used = rows(panel, settings)?;
    let columns: Vec<usize> = (0..used.names.len()).collect();
    let fitted = solve(&used, &columns)?;
    let own: Vec<usize> = columns.iter().copied().filter(|&column| used.names[column] != "spillover").collect();
    let half = (1.0 - confidence) / 2.0;
    let lines = (0..panel.groups()).map(|group| {
        let notified = panel.notified()[group];
        let (mut before, mut after, mut course) = (0_u64, 0_u64, (0.0, 0.0));
        for (row, mean) in used.rows.iter().zip(&fitted.means).filter(|(row, _)| used.places[row.group] == group) {
            let raised: f64 = own.iter().map(|&column| fitted.beta[column] * row.x[column]).sum();
            let quiet = mean * (-raised).exp();
            if row.x[0] > 0.0 {
                after += row.y as u64;
                course.1 += quiet;
            } else {
                before += row.y as u64;
                course.0 += quiet;
            }
        }
        let reading = match notified {
            None => GroupReading::NeverNotified,
            Some(_) if before < 10 => {
                let remedy = "read the groups together only";
                GroupReading::Refused(Refusal::new(
                    Rule::Events,
                    before as f64,
                    10.0,
                    "events of the group before its notification",
                    remedy,
                ))
            }
            Some(_) if hide_small(after).is_none() || !(course.1 > 0.0) => GroupReading::Hidden,
            Some(_) => {
                let (y, n) = (after as f64, (before + after) as f64);
                let p0 = course.1 / (course.0 + course.1);
                let odds = |p: f64| p / (1.0 - p) * (1.0 - p0) / p0;
                let (low, high) = (beta_quantile(half, y, n - y + 1.0), beta_quantile(1.0 - half, y + 1.0, n - y));
                GroupReading::Shown(Ratio { ratio: odds(y / n), lower: odds(low), upper: odds(high) })
            }
        };
        GroupLine { group, events: (hide_small(before), hide_small(after)), reading }
    });
    Ok(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six groups with two events a month; the first halves when it is notified, the last has few events at all.
    fn panel() -> GroupPanel {
        let counts: Vec<Vec<u64>> = (0..6)
            .map(|group| {
                (0..24)
                    .map(|month| {
                        if group == 5 {
                            u64::from(month % 8 == 0)
                        } else if group == 0 && month >= 12 {
                            1
                        } else {
                            2
                        }
                    })
                    .collect()
            })
            .collect();
        let notified = vec![Some(12), Some(16), None, None, None, Some(12)];
        GroupPanel::new(counts, notified, vec![Vec::new(); 6]).unwrap()
    }

    #[test]
    fn a_group_that_halves_shows_a_half_and_one_with_few_events_shows_nothing() {
        let settings = GroupSettings { spillover: false, ..GroupSettings::default() };
        let lines = each_group(&panel(), settings, 0.95).unwrap();
        let GroupReading::Shown(first) = &lines[0].reading else { panic!("{:?}", lines[0]) };
        assert!((first.ratio - 0.5).abs() < 0.05 && first.lower < 0.5 && first.upper > 0.5, "{first:?}");
        let GroupReading::Shown(second) = &lines[1].reading else { panic!("{:?}", lines[1]) };
        assert!((second.ratio - 1.0).abs() < 0.1, "{second:?}");
        assert_eq!(lines[2].reading, GroupReading::NeverNotified);
        assert!(matches!(&lines[5].reading, GroupReading::Refused(refused) if refused.measured < 10.0));
        assert_eq!(lines[5].events, (None, None), "two before and two after are few");
    }

    #[test]
    fn a_count_below_five_is_hidden_with_the_ratio_that_would_tell_it() {
        let mut counts = vec![vec![2_u64; 24]; 5];
        for month in 12..24 {
            counts[0][month] = u64::from(month % 4 == 0);
        }
        let panel = GroupPanel::new(counts, vec![Some(12), Some(14), None, None, None], vec![Vec::new(); 5]).unwrap();
        let lines = each_group(&panel, GroupSettings { spillover: false, ..GroupSettings::default() }, 0.95).unwrap();
        assert_eq!((lines[0].reading.clone(), lines[0].events.1), (GroupReading::Hidden, None));
    }
}

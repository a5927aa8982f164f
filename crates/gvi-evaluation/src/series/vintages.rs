//! Every vintage of a series: what was known when, how much it was revised, and which months are settled.
//!
//! Late reports make the newest months look calm. An evaluation therefore names the vintage it used and leaves the last
//! months out.

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least};

/// One reading of a series: the counts by month as they stood when `read_in` was the running month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vintage {
    /// The month index in which the reading was taken; months from it on cannot be complete.
    pub read_in: usize,
    /// The counts from month 0 on.
    pub counts: Vec<u64>,
}

/// One month whose count changed between two vintages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// The month.
    pub month: usize,
    /// Which vintage it was read from before.
    pub from_vintage: usize,
    /// The count before.
    pub before: u64,
    /// The count now.
    pub now: u64,
}

/// All vintages of one series, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vintages(Vec<Vintage>);

impl Vintages {
    /// All vintages in the order in which they were read.
    ///
    /// # Errors
    /// When there is none, when a later one was read earlier, or when one counts months after it was read.
    pub fn new(vintages: Vec<Vintage>) -> Result<Self> {
        at_least("vintages", vintages.len(), 1, "store each reading of the series")?;
        for (position, vintage) in vintages.iter().enumerate() {
            let follows = position == 0 || vintages[position - 1].read_in <= vintage.read_in;
            if !follows || vintage.counts.len() > vintage.read_in + 1 {
                return Err(EvaluationError::Value {
                    what: "the list of vintages",
                    position,
                    value: vintage.read_in as f64,
                    wanted: "a month at or after the earlier readings and the months it counts",
                    remedy: "sort the vintages by the month in which they were read",
                });
            }
        }
        Ok(Self(vintages))
    }

    /// The newest vintage.
    pub fn newest(&self) -> &Vintage {
        // Cannot fail: `new` refuses an empty list.
        self.0.last().expect("a vintage")
    }

    /// What was known in month `month`: the newest vintage read by then.
    pub fn known_in(&self, month: usize) -> Option<&Vintage> {
        self.0.iter().rev().find(|vintage| vintage.read_in <= month)
    }

    /// The counts of the newest vintage without the last `leave_out` complete months (2 unless a plan says otherwise) and
    /// without the running month.
    pub fn settled(&self, leave_out: usize) -> &[u64] {
        let newest = self.newest();
        let complete = newest.counts.len().min(newest.read_in);
        &newest.counts[..complete.saturating_sub(leave_out)]
    }

    /// Every month whose newest count differs from what an earlier vintage said.
    pub fn revisions(&self) -> Vec<Revision> {
        let newest = self.newest();
        let mut revisions = Vec::new();
        for (from_vintage, vintage) in self.0.iter().enumerate() {
            for (month, (&before, &now)) in vintage.counts.iter().zip(&newest.counts).enumerate() {
                if before != now {
                    revisions.push(Revision { month, from_vintage, before, now });
                }
            }
        }
        revisions
    }

    /// How complete is a month after `age` months? The sum of first readings at that age over the sum of the newest
    /// counts of the same months; none when no month was read at that age and again later.
    pub fn completeness(&self, age: usize) -> Option<f64> {
        let newest = self.newest();
        let (mut early, mut late) = (0, 0);
        for vintage in &self.0[..self.0.len() - 1] {
            let Some(month) = vintage.read_in.checked_sub(age) else { continue };
            if let (Some(&then), Some(&now)) = (vintage.counts.get(month), newest.counts.get(month)) {
                early += then;
                late += now;
            }
        }
        (late > 0).then(|| early as f64 / late as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vintages {
        Vintages::new(vec![
            Vintage { read_in: 2, counts: vec![10, 8] },
            Vintage { read_in: 3, counts: vec![10, 9, 6] },
            Vintage { read_in: 4, counts: vec![10, 10, 9, 7] },
        ])
        .unwrap()
    }

    #[test]
    fn what_was_known_then_differs_from_what_is_known_now() {
        assert_eq!(three().known_in(3).unwrap().counts, [10, 9, 6]);
        assert_eq!(three().known_in(1), None);
        assert_eq!(three().revisions().len(), 3);
    }

    #[test]
    fn the_last_two_months_are_left_out() {
        assert_eq!(three().settled(2), [10, 10]);
    }

    #[test]
    fn completeness_by_age_compares_the_same_months() {
        // Months 1 and 2, read one month later, had 8 and 6 of now 10 and 9.
        assert!((three().completeness(1).unwrap() - 14.0 / 19.0).abs() < 1e-12);
        assert_eq!(three().completeness(9), None);
    }

    #[test]
    fn a_vintage_that_knows_the_future_is_refused() {
        assert!(Vintages::new(vec![Vintage { read_in: 1, counts: vec![1, 2, 3] }]).is_err());
    }
}

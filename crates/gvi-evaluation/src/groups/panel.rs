//! Groups, months, and when each group heard the message.

use serde::Serialize;

use crate::error::{EvaluationError, Result, at_least, finite, same_length};
use crate::provenance::Fingerprint;
use crate::refusal::{Refusal, Rule};

/// Events of each group in each month, and when it was notified.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupPanel {
    counts: Vec<Vec<u64>>,
    notified: Vec<Option<usize>>,
    related: Vec<Vec<usize>>,
    dose: Option<Vec<Vec<f64>>>,
    shares: Option<Vec<Vec<f64>>>,
}

impl GroupPanel {
    /// A panel of groups × months. `notified` is the month in which a group first heard the message; `related` lists, for each
    /// group, its rivals and allies by their places.
    ///
    /// # Errors
    /// For shapes that differ, a notification outside the months, or a relation to a group that is not there or to itself.
    pub fn new(counts: Vec<Vec<u64>>, notified: Vec<Option<usize>>, related: Vec<Vec<usize>>) -> Result<Self> {
        at_least("groups", counts.len(), 2, "one group is a case, not a comparison")?;
        same_length("the list of notifications", notified.len(), counts.len(), "group")?;
        same_length("the list of relations", related.len(), counts.len(), "group")?;
        let months = counts[0].len();
        at_least("months", months, 12, "collect a year at least")?;
        for row in &counts {
            same_length("a row of counts", row.len(), months, "month")?;
        }
        for (position, month) in notified.iter().enumerate() {
            if month.is_some_and(|month| month >= months) {
                return Err(EvaluationError::Value {
                    what: "the list of notifications",
                    position,
                    value: month.map_or(0.0, |month| month as f64),
                    wanted: "a month of the panel",
                    remedy: "write none for a group notified after its end",
                });
            }
        }
        for (group, others) in related.iter().enumerate() {
            if let Some(&other) = others.iter().find(|&&other| other >= counts.len() || other == group) {
                return Err(EvaluationError::Value {
                    what: "the list of relations",
                    position: group,
                    value: other as f64,
                    wanted: "the place of another group",
                    remedy: "correct the relation",
                });
            }
        }
        Ok(Self { counts, notified, related, dose: None, shares: None })
    }

    /// The same panel with a dose (contacts, visits, offers) for each group and month.
    ///
    /// # Errors
    /// For shapes that differ or numbers that are not finite.
    pub fn with_dose(mut self, dose: Vec<Vec<f64>>) -> Result<Self> {
        same_length("the list of doses", dose.len(), self.groups(), "group")?;
        for row in &dose {
            same_length("a row of doses", row.len(), self.months(), "month")?;
            finite("a row of doses", row)?;
        }
        self.dose = Some(dose);
        Ok(self)
    }

    /// The same panel with the shares of rivals and allies notified, as they were measured elsewhere, for each group and month. They are
    /// taken as they are, also when dates are dealt anew.
    ///
    /// # Errors
    /// For shapes that differ, or numbers that are no share.
    pub fn with_shares(mut self, shares: Vec<Vec<f64>>) -> Result<Self> {
        same_length("the list of shares", shares.len(), self.groups(), "group")?;
        for row in &shares {
            same_length("a row of shares", row.len(), self.months(), "month")?;
            if let Some(position) = row.iter().position(|share| !(0.0..=1.0).contains(share)) {
                return Err(EvaluationError::Value {
                    what: "a row of shares",
                    position,
                    value: row[position],
                    wanted: "a share from 0 to 1",
                    remedy: "divide the rivals notified by all rivals",
                });
            }
        }
        self.shares = Some(shares);
        Ok(self)
    }

    /// The same panel with other notification months, for randomisation.
    pub(crate) fn with_notified(&self, notified: Vec<Option<usize>>) -> Self {
        Self { notified, ..self.clone() }
    }

    /// How many groups.
    pub fn groups(&self) -> usize {
        self.counts.len()
    }

    /// How many months.
    pub fn months(&self) -> usize {
        self.counts[0].len()
    }

    /// Events of one group.
    pub fn counts(&self, group: usize) -> &[u64] {
        &self.counts[group]
    }

    /// When groups were notified.
    pub fn notified(&self) -> &[Option<usize>] {
        &self.notified
    }

    pub(crate) fn is_notified(&self, group: usize, month: usize) -> bool {
        self.notified[group].is_some_and(|from| month >= from)
    }

    /// The share of a group's rivals and allies that have been notified by a month.
    pub fn spillover(&self, group: usize, month: usize) -> f64 {
        if let Some(shares) = &self.shares {
            return shares[group][month];
        }
        let related = &self.related[group];
        if related.is_empty() {
            return 0.0;
        }
        related.iter().filter(|&&other| self.is_notified(other, month)).count() as f64 / related.len() as f64
    }

    pub(crate) fn dose(&self, group: usize, month: usize) -> Option<f64> {
        self.dose.as_ref().map(|dose| dose[group][month])
    }

    /// Why a result about this group alone is refused: fewer than ten events before its notification (or in all).
    pub fn refusal(&self, group: usize) -> Option<Refusal> {
        let until = self.notified[group].unwrap_or(self.months());
        let events: u64 = self.counts[group][..until].iter().sum();
        (events < 10).then(|| {
            Refusal::new(Rule::Events, events as f64, 10.0, "events of the group before its notification", "read the groups together only")
        })
    }

    pub(crate) fn add_to(&self, mut fingerprint: Fingerprint) -> Fingerprint {
        for group in 0..self.groups() {
            let notified = self.notified[group].map_or(-1.0, |month| month as f64);
            let related: Vec<u64> = self.related[group].iter().map(|&other| other as u64).collect();
            fingerprint = fingerprint.counts("counts", &self.counts[group]).numbers("notified", &[notified]).counts("related", &related);
            if let Some(dose) = &self.dose {
                fingerprint = fingerprint.numbers("dose", &dose[group]);
            }
            if let Some(shares) = &self.shares {
                fingerprint = fingerprint.numbers("shares", &shares[group]);
            }
        }
        fingerprint
    }
}

/// Which terms and months are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupSettings {
    /// Months before the notification that are left out with the triggering incident: 3 unless told; 1 and 2 beside it.
    pub left_out: usize,
    /// A term for the share of rivals and allies notified.
    pub spillover: bool,
    /// A term for the dose; the panel must have one.
    pub dose: bool,
}

impl Default for GroupSettings {
    fn default() -> Self {
        Self { left_out: 3, spillover: true, dose: false }
    }
}

/// A count as it may be shown: hidden below five.
pub fn hide_small(count: u64) -> Option<u64> {
    (count >= 5).then_some(count)
}

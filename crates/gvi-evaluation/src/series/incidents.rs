//! Records merged into incidents, and incidents counted by month.
//!
//! One shooting is often recorded twice: two victims, two calls, two numbers. Counting records would make violence look
//! contagious within minutes (in Philadelphia the unmerged half-life is one minute).

use serde::Serialize;

use crate::error::{EvaluationError, Result, finite, positive};

/// One record: when, in days from any origin, and where, in kilometres on a plane. No person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Record {
    /// Days since the origin.
    pub day: f64,
    /// Kilometres east, when the place is known.
    pub east_km: Option<f64>,
    /// Kilometres north, when the place is known.
    pub north_km: Option<f64>,
}

impl Record {
    /// A record with a known place.
    pub fn at(day: f64, east_km: f64, north_km: f64) -> Self {
        Self { day, east_km: Some(east_km), north_km: Some(north_km) }
    }
}

/// How close in time and space two records must be to be one incident.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MergeRule {
    /// Hours, 4 unless told.
    pub hours: f64,
    /// Kilometres, 0.4 unless told.
    pub km: f64,
}

impl Default for MergeRule {
    fn default() -> Self {
        Self { hours: 4.0, km: 0.4 }
    }
}

/// One incident: the record that was kept and those joined to it, by their places in the input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incident {
    /// When and where: as in the first record.
    pub first: Record,
    /// The place of the first record in the input.
    pub kept: usize,
    /// The places of the records that were joined to it.
    pub joined: Vec<usize>,
}

/// Which records are the same incident?
///
/// In order of time, a record is joined to the latest kept record that lies at most `hours` before it and at most `km`
/// from it; otherwise it is kept. Records joined do not extend the reach of an incident. Records without a place are
/// never joined. Equal times keep the order of the input.
///
/// # Errors
/// For a time or place that is not a finite number, or a rule with a negative reach.
///
/// Source: the definition of this project (domain document "Evaluation", section 7, outcome layer).
pub fn merge_records(records: &[Record], rule: MergeRule) -> Result<Vec<Incident>> {
    finite("the list of record times", &records.iter().map(|record| record.day).collect::<Vec<_>>())?;
    for (what, value) in [("the hours of the merging rule", rule.hours), ("the kilometres of the merging rule", rule.km)] {
        if !(value >= 0.0) {
            return Err(EvaluationError::Setting { what, value, wanted: "zero or more" });
        }
    }
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by(|&a, &b| records[a].day.total_cmp(&records[b].day));
    let mut incidents: Vec<Incident> = Vec::new();
    for at in order {
        let record = records[at];
        let near = incidents
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, incident)| (record.day - incident.first.day) * 24.0 <= rule.hours)
            .find(|(_, incident)| is_near(&record, &incident.first, rule.km))
            .map(|(place, _)| place);
        match near {
            Some(place) => incidents[place].joined.push(at),
            None => incidents.push(Incident { first: record, kept: at, joined: Vec::new() }),
        }
    }
    Ok(incidents)
}

fn is_near(a: &Record, b: &Record, km: f64) -> bool {
    match (a.east_km, a.north_km, b.east_km, b.north_km) {
        (Some(a_east), Some(a_north), Some(b_east), Some(b_north)) => (a_east - b_east).hypot(a_north - b_north) <= km,
        _ => false,
    }
}

/// How many incidents in each month? `month_starts` are the days on which the months begin, with the end of the last
/// month as an additional number, so that `n + 1` numbers give `n` months. Incidents outside are not counted.
///
/// # Errors
/// When the starts do not rise.
pub fn monthly_counts(incidents: &[Incident], month_starts: &[f64]) -> Result<Vec<u64>> {
    finite("the list of month starts", month_starts)?;
    let lengths: Vec<f64> = month_starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    positive("the list of month lengths", &lengths)?;
    let mut counts = vec![0; lengths.len()];
    for incident in incidents {
        let after = month_starts.partition_point(|&start| start <= incident.first.day);
        if (1..month_starts.len()).contains(&after) {
            counts[after - 1] += 1;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_records_become_one_incident_and_a_chain_does_not_grow() {
        let hour = 1.0 / 24.0;
        let records = [
            Record::at(0.0, 0.0, 0.0),
            Record::at(3.0 * hour, 0.1, 0.0),
            // Within reach of the joined record, but not of the kept one.
            Record::at(5.0 * hour, 0.1, 0.0),
            Record::at(3.5 * hour, 2.0, 0.0),
        ];
        let incidents = merge_records(&records, MergeRule::default()).unwrap();
        assert_eq!(incidents.iter().map(|incident| incident.kept).collect::<Vec<_>>(), [0, 3, 2]);
        assert_eq!(incidents[0].joined, [1]);
    }

    #[test]
    fn a_record_without_a_place_is_never_joined() {
        let nowhere = Record { day: 0.0, east_km: None, north_km: None };
        assert_eq!(merge_records(&[nowhere, nowhere], MergeRule::default()).unwrap().len(), 2);
    }

    #[test]
    fn an_incident_on_the_first_instant_of_a_month_belongs_to_it() {
        let incidents = merge_records(&[Record::at(31.0, 0.0, 0.0), Record::at(59.0, 0.0, 0.0)], MergeRule::default()).unwrap();
        assert_eq!(monthly_counts(&incidents, &[0.0, 31.0, 59.0]).unwrap(), [0, 1]);
        assert!(monthly_counts(&incidents, &[0.0, 31.0, 31.0]).is_err());
    }
}

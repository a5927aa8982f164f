//! From victims to incidents: which rows belong together.

use std::time::Instant;

use gvi_papers::incident_table::{MergeRule, ReadRow};
use gvi_papers::merge::{ImportedIncident, merge};
use gvi_papers::{IncidentKind, Occurred, Position};
use jiff::Timestamp;
use proptest::prelude::*;

const NEAR: MergeRule = MergeRule { hours: 4.0, metres: 400.0, across_numbers: false, by_place_text: false };

/// A row on a line, some minutes after noon, some metres east of the quay of Nordhamn.
fn row(line: u64, minutes: i64, metres: Option<f64>) -> ReadRow {
    ReadRow {
        line,
        number: None,
        occurred: Occurred::At(Timestamp::from_second(1_717_416_000 + minutes * 60).unwrap()),
        clock_doubt: None,
        kind: IncidentKind::Shooting,
        killed: 0,
        injured: 1,
        position: metres.and_then(|metres| Position::new(60.0, 18.0 + metres / (111_195.0 * 60_f64.to_radians().cos()))),
        place: None,
        note: None,
    }
}

fn numbered(line: u64, number: &str, minutes: i64, metres: Option<f64>) -> ReadRow {
    ReadRow { number: Some(number.to_owned()), ..row(line, minutes, metres) }
}

fn lines(rows: Vec<ReadRow>, rule: Option<MergeRule>) -> Vec<Vec<u64>> {
    let mut all: Vec<Vec<u64>> = merge(rows, rule).incidents.into_iter().map(|incident| incident.lines).collect();
    all.sort();
    all
}

#[test]
fn rows_with_one_number_are_one_incident_however_far_apart() {
    let rows = vec![numbered(1, "A", 0, Some(0.0)), numbered(2, "A", 9_000, Some(90_000.0)), numbered(3, "B", 0, Some(0.0))];
    assert_eq!(lines(rows.clone(), None), [vec![1, 2], vec![3]]);
    assert_eq!(merge(rows.clone(), None).longer_than_a_day, 1);
    assert_eq!(lines(rows, Some(NEAR)), [vec![1, 2], vec![3]], "numbers differ, so nearness does not count");
}

#[test]
fn four_hours_and_four_hundred_metres_are_the_border_and_a_little_more_is_outside() {
    assert_eq!(lines(vec![row(1, 0, Some(0.0)), row(2, 240, Some(399.0))], Some(NEAR)), [vec![1, 2]]);
    assert_eq!(lines(vec![row(1, 0, Some(0.0)), row(2, 241, Some(0.0))], Some(NEAR)), [vec![1], vec![2]]);
    assert_eq!(lines(vec![row(1, 0, Some(0.0)), row(2, 0, Some(402.0))], Some(NEAR)), [vec![1], vec![2]]);
}

#[test]
fn across_numbers_two_reports_of_one_shooting_become_one_incident_with_both_numbers() {
    let rows = vec![numbered(1, "A", 0, Some(0.0)), numbered(2, "B", 30, Some(50.0))];
    assert_eq!(lines(rows.clone(), Some(NEAR)).len(), 2);
    let merging = merge(rows, Some(MergeRule { across_numbers: true, ..NEAR }));
    assert_eq!((merging.incidents.len(), merging.joined_by_number, merging.joined_by_nearness), (1, 0, 1));
    assert_eq!(merging.incidents[0].source_ids, ["A", "B"]);
    assert_eq!((merging.incidents[0].injured, merging.longest_hours), (2, 0.5));
}

#[test]
fn a_chain_is_one_incident_and_its_length_is_told() {
    let rows = (0..5).map(|step| row(step + 1, step as i64 * 200, Some(step as f64 * 300.0))).collect();
    let merging = merge(rows, Some(NEAR));
    assert_eq!(merging.incidents.len(), 1);
    assert!((merging.longest_hours - 800.0 / 60.0).abs() < 1e-9);
}

#[test]
fn a_row_without_a_time_of_day_joins_by_number_only() {
    let day = Occurred::On("2024-06-03".parse().unwrap());
    let unknown = |line, number: Option<&str>| ReadRow { occurred: day, number: number.map(str::to_owned), ..row(line, 0, Some(0.0)) };
    assert_eq!(lines(vec![unknown(1, None), unknown(2, None), row(3, 0, Some(0.0))], Some(NEAR)).len(), 3);
    let merging = merge(vec![unknown(1, Some("A")), numbered(2, "A", 0, None)], Some(NEAR));
    assert_eq!(merging.incidents.len(), 1);
    assert!(matches!(merging.incidents[0].occurred, Occurred::At(_)), "the row that knows the hour gives it");
}

#[test]
fn rows_without_coordinates_join_by_place_text_only_when_the_rule_says_so() {
    let named = |line, minutes, place: &str| ReadRow { place: Some(place.to_owned()), ..row(line, minutes, None) };
    let rows = vec![named(1, 0, "Quay 4"), named(2, 100, "Quay 4"), named(3, 100, "Quay 5"), named(4, 500, "Quay 4")];
    assert_eq!(lines(rows.clone(), Some(NEAR)).len(), 4);
    let rule = MergeRule { by_place_text: true, ..NEAR };
    assert_eq!(lines(rows, Some(rule)), [vec![1, 2], vec![3], vec![4]]);
    let mixed = vec![named(1, 0, "Quay 4"), ReadRow { place: Some("Quay 4".to_owned()), ..row(2, 0, Some(0.0)) }];
    assert_eq!(lines(mixed, Some(rule)).len(), 2, "one with and one without coordinates are not compared");
}

#[test]
fn a_robbery_beside_a_shooting_stays_a_robbery_unless_they_share_a_number() {
    let robbery = ReadRow { kind: IncidentKind::Robbery, ..row(2, 0, Some(0.0)) };
    assert_eq!(lines(vec![row(1, 0, Some(0.0)), robbery.clone()], Some(NEAR)).len(), 2);
    let merging = merge(vec![numbered(1, "A", 0, None), ReadRow { number: Some("A".to_owned()), ..robbery }], Some(NEAR));
    assert_eq!(merging.incidents[0].kind, IncidentKind::Shooting, "the more serious word is kept");
}

#[test]
fn an_incident_takes_its_time_and_place_from_the_earliest_row_that_has_them() {
    let first = ReadRow { killed: 1, injured: 0, note: Some("b".to_owned()), ..numbered(9, "A", 0, None) };
    let second = ReadRow { place: Some("Quay".to_owned()), note: Some("a".to_owned()), ..numbered(3, "A", 5, Some(10.0)) };
    let merging = merge(vec![second.clone(), first.clone()], None);
    let expected = ImportedIncident {
        source_ids: vec!["A".to_owned()],
        occurred: first.occurred,
        clock_doubt: None,
        kind: IncidentKind::Shooting,
        killed: 1,
        injured: 1,
        position: second.position,
        place: Some("Quay".to_owned()),
        note: Some("a\nb".to_owned()),
        lines: vec![3, 9],
    };
    assert_eq!(merging.incidents, [expected]);
}

#[test]
fn fifteen_thousand_rows_in_one_town_take_seconds_at_most() {
    let rows: Vec<ReadRow> = (0..15_000u64).map(|line| row(line + 1, (line * 300) as i64, Some((line * 7_919 % 20_000) as f64))).collect();
    let start = Instant::now();
    let merging = merge(rows, Some(NEAR));
    assert_eq!(merging.incidents.iter().map(|incident| incident.lines.len()).sum::<usize>(), 15_000);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

fn any_row() -> impl Strategy<Value = ReadRow> {
    let number = prop_oneof![3 => Just(None), 1 => (0..4u8).prop_map(|digit| Some(digit.to_string()))];
    let metres = prop_oneof![3 => (0.0..3_000.0f64).prop_map(Some), 1 => Just(None)];
    let place = prop_oneof![Just(None), (0..3u8).prop_map(|digit| Some(format!("Quay {digit}")))];
    (number, 0..2_000i64, metres, place, any::<bool>(), 0..8u32, any::<bool>()).prop_map(
        |(number, minutes, metres, place, day_only, harm, robbery)| {
            let mut made = row(0, minutes, metres);
            if day_only && harm == 0 {
                made.occurred = Occurred::On("2024-06-03".parse().unwrap());
            }
            let kind = if robbery { IncidentKind::Robbery } else { IncidentKind::Shooting };
            ReadRow { number, place, kind, killed: harm % 2, injured: harm, note: (harm > 5).then(|| format!("note {harm}")), ..made }
        },
    )
}

/// The rule written down in the slowest way: compare every pair until nothing changes.
fn slow_groups(rows: &[ReadRow], rule: &MergeRule) -> Vec<Vec<u64>> {
    let together = |a: &ReadRow, b: &ReadRow| {
        if a.number.is_some() && a.number == b.number {
            return true;
        }
        let (Occurred::At(first), Occurred::At(second)) = (a.occurred, b.occurred) else {
            return false;
        };
        let numbers_allow = rule.across_numbers || (a.number.is_none() && b.number.is_none());
        let near_in_time = (first.as_second() - second.as_second()).abs() as f64 <= rule.hours * 3600.0;
        let near = match (a.position, b.position) {
            (Some(here), Some(there)) => here.metres_to(there) <= rule.metres,
            (None, None) => rule.by_place_text && a.place.is_some() && a.place == b.place,
            _ => false,
        };
        numbers_allow && near_in_time && near && a.kind == b.kind
    };
    let mut group: Vec<usize> = (0..rows.len()).collect();
    loop {
        let before = group.clone();
        for a in 0..rows.len() {
            for b in 0..rows.len() {
                if together(&rows[a], &rows[b]) {
                    let least = group[a].min(group[b]);
                    (group[a], group[b]) = (least, least);
                }
            }
        }
        if before == group {
            break;
        }
    }
    let mut all: Vec<Vec<u64>> = (0..rows.len())
        .map(|root| (0..rows.len()).filter(|&row| group[row] == root).map(|row| rows[row].line).collect::<Vec<u64>>())
        .filter(|lines| !lines.is_empty())
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn the_order_of_the_rows_changes_nothing_and_no_row_is_lost(
        (rows, shuffled) in prop::collection::vec(any_row(), 0..40)
            .prop_map(|mut rows| { for (line, row) in rows.iter_mut().enumerate() { row.line = line as u64 + 2; } rows })
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        across_numbers: bool, by_place_text: bool,
    ) {
        let rule = MergeRule { across_numbers, by_place_text, ..NEAR };
        let merging = merge(rows.clone(), Some(rule));
        prop_assert_eq!(&merging, &merge(shuffled, Some(rule)));
        prop_assert_eq!(merging.incidents.iter().map(|incident| incident.injured).sum::<u32>(), rows.iter().map(|row| row.injured).sum::<u32>());
        prop_assert_eq!(merging.incidents.len() + merging.joined_by_number + merging.joined_by_nearness, rows.len());
        let mut fast: Vec<Vec<u64>> = merging.incidents.into_iter().map(|incident| incident.lines).collect();
        fast.sort();
        prop_assert_eq!(fast, slow_groups(&rows, &rule));
    }
}

//! The public files that lie beside the checkout on a developer's machine, when they do. In a bare clone these tests say so and pass.
//!
//! Only counts are asserted and printed: the rows are about real people and stay where they are.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use gvi_papers::IncidentKind;
use gvi_papers::incident_table::{Mapping, MergeRule, TableLimits, TableReading, read_table};
use gvi_papers::merge::merge;
use gvi_papers::polisen_events::{Arrival, FeedLimits, arrival, read_feed};
use gvi_papers::preview::Preview;

/// The shared folder: `VAPENVILA_SHARED`, or `../shared` beside the workspace.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("VAPENVILA_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let found = root.join("data").join(path);
    if found.is_file() {
        return Some(found);
    }
    println!("skipped: data/{path} is not beside this checkout");
    None
}

fn table(path: &str, mapping: &str) -> Option<(TableReading, Mapping)> {
    let path = shared(path)?;
    let mapping = format!("{}/../../mappings/{mapping}", env!("CARGO_MANIFEST_DIR"));
    let mapping = Mapping::parse(&std::fs::read_to_string(mapping).unwrap()).unwrap();
    let reading = read_table(File::open(path).unwrap(), &mapping, &TableLimits::default(), &mut |_| ()).unwrap();
    Some((reading, mapping))
}

#[test]
fn every_event_of_the_real_feed_is_read_and_again_it_is_nothing_new() {
    let Some(path) = shared("polisen_events/violence_events.json") else {
        return;
    };
    let total = path.metadata().unwrap().len();
    let read = || read_feed(BufReader::new(File::open(&path).unwrap()), Some(total), &FeedLimits::default(), &mut |_| ()).unwrap();
    let (file, again) = (read(), read());
    println!("{}", Preview::of_feed(&file));
    assert_eq!((file.seen, file.events.len(), file.problems.iter().filter(|problem| !problem.kept).count()), (3_160, 3_160, 0));
    assert_eq!(file.other_day_than_published, 413, "events that were published on another day than they happened on");
    let count = |kind| file.events.iter().filter(|event| event.kind == kind).count();
    assert_eq!((count(IncidentKind::Shooting), count(IncidentKind::Explosion)), (175 + 56, 241 + 116));
    assert_eq!((count(IncidentKind::Homicide), count(IncidentKind::AttemptedHomicide)), (351, 833));
    assert!(file.events.iter().all(|event| event.position.is_some() && !event.town.contains(',')));
    let longest_delay = file.events.iter().map(|event| event.published.as_second() - event.occurred.as_second()).max().unwrap();
    assert!(longest_delay < 14 * 86_400, "{longest_delay} seconds from event to notice");
    for (old, new) in file.events.iter().zip(&again.events) {
        assert_eq!(arrival(Some((&old.content_hash, old.published)), new), Arrival::Unchanged);
    }
}

#[test]
fn the_victims_of_philadelphia_become_incidents_and_nobody_is_lost() {
    let Some((reading, mapping)) = table("philadelphia_shootings_2015_2023/shootings.csv", "philadelphia.toml") else {
        return;
    };
    assert_eq!((reading.rows_seen, reading.left_out[0].rows, reading.rows.len()), (14_861, 110, 14_751));
    assert_eq!(reading.rows.iter().filter(|row| row.position.is_none()).count(), 572);
    let by_number = merge(reading.rows.clone(), None);
    assert_eq!(by_number.incidents.len(), 13_345, "as many as there are different numbers");
    let merging = merge(reading.rows.clone(), mapping.merge_rule());
    let preview = Preview::of_table(&reading, &merging);
    println!("{preview}");
    assert_eq!((preview.killed, preview.killed + preview.injured, preview.lost), (3_049, 14_751, 0));
    assert_eq!(preview.incidents, 12_112);
    let mut backwards = reading.rows.clone();
    backwards.reverse();
    assert_eq!(merge(backwards, mapping.merge_rule()), merging);
}

#[test]
fn five_years_of_philadelphia_merge_to_nearly_the_published_number() {
    let Some((reading, _)) = table("philadelphia_shootings_2015_2023/shootings.csv", "philadelphia.toml") else {
        return;
    };
    let before_2020 =
        |line: &gvi_papers::incident_table::ReadRow| line.occurred.day(&reading.zone).year() < 2020 && line.position.is_some();
    let rows: Vec<_> = reading.rows.iter().filter(|row| before_2020(row)).cloned().collect();
    let merging = merge(rows, Some(MergeRule { across_numbers: true, ..MergeRule::default() }));
    // The published series keeps the first record and drops those near it; we follow chains, which joins a few more.
    let published: f64 = 5_290.0;
    let ours = merging.incidents.len() as f64;
    println!("2015 to 2019 with coordinates: {ours} incidents, published series {published}");
    assert!((ours / published - 1.0).abs() < 0.02, "{ours}");
}

#[test]
fn the_victims_and_the_shots_of_boston_are_read_whole() {
    let Some((reading, mapping)) = table("boston_shootings_2015_2022/shootings.csv", "boston.toml") else {
        return;
    };
    let merging = merge(reading.rows.clone(), mapping.merge_rule());
    let preview = Preview::of_table(&reading, &merging);
    println!("{preview}");
    // The file has 1,398 different numbers; two of them differ only by a blank that somebody typed.
    assert_eq!((preview.rows, preview.lost, preview.killed, preview.incidents), (1_661, 0, 270, 1_397));
    let Some((shots, mapping)) = table("boston_shootings_2015_2022/shots_fired.csv", "boston-shots-fired.toml") else {
        return;
    };
    let merging = merge(shots.rows.clone(), mapping.merge_rule());
    let preview = Preview::of_table(&shots, &merging);
    println!("{preview}");
    // 47 rows repeat the number of another row: in a table of incidents that is a problem, for a person to settle.
    assert_eq!((preview.rows, preview.incidents, preview.lost), (7_079, 7_032, 47));
}

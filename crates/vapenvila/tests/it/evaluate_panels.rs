//! Several cities, groups, places and results at the command line, on invented figures of which the truth is known.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::binary::{text, vapenvila, words};

fn written(folder: &Path, name: &str, table: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, table).unwrap();
    path
}

/// Thirty cities by month; the first so many fall by half, one after the other.
fn cities(folder: &Path, treated: usize) -> PathBuf {
    let mut table = String::from("city,month,count,population,start\n");
    for city in 0..30_usize {
        let start = (city < treated).then_some(60 + 12 * (city % 3));
        let started = start.map_or(String::new(), |start| format!("{}-01", 2010 + start / 12));
        for month in 0..120_usize {
            let usual = 10 + (city * 7 + month * 5) % 9;
            let count = if start.is_some_and(|start| month >= start) { usual / 2 } else { usual };
            writeln!(table, "city {city:02},{}-{:02},{count},300000,{started}", 2010 + month / 12, month % 12 + 1).unwrap();
        }
    }
    written(folder, "cities.csv", &table)
}

/// Twelve groups over four years; eight are told and fall to less than a half.
fn groups(folder: &Path, quiet: bool) -> PathBuf {
    let mut table = String::from("group,month,count,told,share\n");
    for group in 0..12_usize {
        let told = (group < 8).then_some(26 + 2 * group);
        for month in 0..48_usize {
            let is_told = told.is_some_and(|told| month >= told);
            let usual = if quiet { usize::from(group == 0 && month == 0) } else { 3 + (group * 5 + month * 7) % 4 };
            let count = if is_told { usual * 2 / 5 } else { usual };
            let share = ((month * (group + 1)) % 5) as f64 / 5.0;
            writeln!(table, "G{group:02},{}-{:02},{count},{},{share}", 2020 + month / 12, month % 12 + 1, u8::from(is_told)).unwrap();
        }
    }
    written(folder, "groups.csv", &table)
}

#[test]
fn cities_that_start_one_after_the_other_are_compared_by_every_summary_and_few_of_them_get_no_band() {
    let folder = tempfile::tempdir().unwrap();
    let panel = cities(folder.path(), 9);
    let run = |more: &[&str]| vapenvila(&[&["evaluate", "staggered", text(&panel), "--rounds", "199"], more].concat());
    let told = run(&[]);
    assert!(told.status.success(), "{}", words(&told));
    for part in ["30 cities, 9 of them start", "dynamic", "group", "calendar", "simple", "band, all at once", "Starts dealt anew 199 times"]
    {
        assert!(words(&told).contains(part), "{part}: {}", words(&told));
    }
    let found: serde_json::Value = serde_json::from_slice(&run(&["--json"]).stdout).unwrap();
    let effect = found["together"][0]["effect"].as_f64().unwrap().exp();
    assert!((effect - 0.47).abs() < 0.05, "{effect}");
    assert_eq!(run(&["--json"]).stdout, run(&["--json"]).stdout, "the same seed gives the same bytes");
    let csv = run(&["--csv"]);
    assert!(words(&csv).starts_with("summary,part,effect,error,low,high,shown"), "{}", words(&csv));
    let few = cities(folder.path(), 2);
    let told = vapenvila(&["evaluate", "staggered", text(&few), "--rounds", "99"]);
    assert!(told.status.success() && words(&told).contains("No bands: treated units 2 and the limit is 5"), "{}", words(&told));
    let wrong = written(folder.path(), "wrong.csv", "city,month,count,population,start\nA,2026-01,x,10,\n");
    let refused = vapenvila(&["evaluate", "staggered", text(&wrong)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(words(&refused).contains("wrong.csv: line 2: \"x\" is not a whole number"), "{}", words(&refused));
}

#[test]
fn groups_are_compared_by_their_codes_and_too_quiet_ones_are_refused_with_exit_code_nought() {
    let folder = tempfile::tempdir().unwrap();
    let panel = groups(folder.path(), false);
    let run = |more: &[&str]| vapenvila(&[&["evaluate", "groups", text(&panel), "--rounds", "199"], more].concat());
    let told = run(&[]);
    assert!(told.status.success(), "{}", words(&told));
    for part in
        ["12 groups with incidents, 8 of them told", "notified", "spillover", "Random signs by group", "Dates dealt anew", "never told"]
    {
        assert!(words(&told).contains(part), "{part}: {}", words(&told));
    }
    let found: serde_json::Value = serde_json::from_slice(&run(&["--json"]).stdout).unwrap();
    let ratio = found["fit"]["terms"][0]["ratio"]["upper"].as_f64().unwrap();
    assert!(ratio < 0.7, "{ratio}");
    assert!(words(&run(&["--csv"])).contains("group,G00,2022-03"), "{}", words(&run(&["--csv"])));
    // Nobody had been told anything before the first message: what is found there is counted.
    let tried = vapenvila(&["evaluate", "calibrate", "--groups", text(&panel), "--rounds", "19", "--json"]);
    assert!(tried.status.success(), "{}", words(&tried));
    let tried: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!((&tried[0]["dealt"], &tried[1]["dealt"]), (&"by_chance".into(), &"after_incidents".into()), "{tried}");
    assert!(tried[0]["rounds"][1].as_u64() > Some(10) && tried[0]["dates"].as_u64() < Some(6), "{tried}");
    let quiet = groups(folder.path(), true);
    let refused = vapenvila(&["evaluate", "groups", text(&quiet)]);
    assert!(refused.status.success(), "{}", words(&refused));
    assert!(words(&refused).contains("incidents of all groups: 1 and the limit is 10"), "{}", words(&refused));
}

#[test]
fn near_repeats_are_one_sentence_and_never_a_share() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = String::from("date,x_km,y_km\n");
    let mut mixed = 12_345_u64;
    let mut next = |below: u64| {
        mixed = mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (mixed >> 33) % below
    };
    let first: jiff::civil::Date = "2020-01-01".parse().unwrap();
    for _ in 0..150 {
        let day = first.saturating_add(jiff::Span::new().days(i64::try_from(next(1_000)).unwrap()));
        writeln!(table, "{day},{},{}", next(10_000) as f64 / 1000.0, next(10_000) as f64 / 1000.0).unwrap();
    }
    let spread = written(folder.path(), "places.csv", &table);
    let told = vapenvila(&["evaluate", "near-repeats", text(&spread), "--rounds", "199"]);
    assert!(told.status.success(), "{}", words(&told));
    assert!(words(&told).contains("Near repeats: ") && words(&told).contains("Närupprepning: "), "{}", words(&told));
    assert!(!words(&told).contains("Near repeats: yes") && words(&told).contains("No share of contagion"), "{}", words(&told));
    let dealt = vapenvila(&["evaluate", "calibrate", "--incidents", text(&spread), "--rounds", "19"]);
    assert!(words(&dealt).contains("their times dealt anew 19 times: near repeats yes "), "{}", words(&dealt));
    let both = vapenvila(&["evaluate", "calibrate", "--incidents", text(&spread), "--start", "2020-01"]);
    assert!(both.status.code() == Some(2) && words(&both).contains("cannot be used with"), "{}", words(&both));
    let few = written(folder.path(), "few.csv", "date,x_km,y_km\n2026-01-01,1,1\n");
    let refused = vapenvila(&["evaluate", "near-repeats", text(&few)]);
    assert!(
        refused.status.code() == Some(1) && words(&refused).contains("1 incidents after merging, and 30 are needed"),
        "{}",
        words(&refused)
    );
}

#[test]
fn cities_are_put_together_with_what_another_may_expect() {
    let folder = tempfile::tempdir().unwrap();
    let results = written(
        folder.path(),
        "results.csv",
        "city,ratio,low,high\nA,0.68,0.45,1.03\nB,0.95,0.67,1.35\nC,0.81,0.51,1.3\nD,0.64,0.43,0.95\n",
    );
    let told = vapenvila(&["evaluate", "synthesis", text(&results)]);
    assert!(told.status.success() && words(&told).contains("Another such city may expect"), "{}", words(&told));
    let csv = vapenvila(&["evaluate", "synthesis", text(&results), "--csv"]);
    assert_eq!(words(&csv).lines().count(), 7, "{}", words(&csv));
}

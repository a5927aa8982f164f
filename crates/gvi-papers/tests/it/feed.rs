//! The feed of the police: whose time, whose town, which year, which version.

use gvi_papers::polisen_events::{Arrival, Centre, FeedFile, FeedLimits, arrival, read_feed};
use gvi_papers::preview::Preview;
use gvi_papers::{ClockDoubt, IncidentKind, PapersError};
use jiff::Timestamp;

/// One event in the feed's shape.
pub fn event(id: i64, published: &str, name: &str, kind: &str, path: &str) -> String {
    format!(
        r#"{{"id": {id}, "datetime": "{published}", "name": "{name}", "summary": "Larm om en smäll i hamnen.",
            "url": "{path}", "type": "{kind}", "location": {{"name": "Nordhamn", "gps": "60.1,18.2"}}}}"#
    )
}

pub fn list(events: &[String]) -> String {
    format!("[{}]", events.join(","))
}

pub fn read(text: &str) -> Result<FeedFile, PapersError> {
    read_feed(text.as_bytes(), Some(text.len() as u64), &FeedLimits::default(), &mut |_| ())
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn one(published: &str, name: &str, kind: &str, path: &str) -> FeedFile {
    read(&list(&[event(1, published, name, kind, path)])).unwrap()
}

#[test]
fn an_event_happened_when_its_headline_says_and_not_when_it_was_published() {
    let file = one("2024-03-31 7:05:09 +02:00", "30 mars 23:44, Detonation, Nordhamn", "Detonation", "/aktuellt/handelser/2024/mars/30/x/");
    let event = &file.events[0];
    assert_eq!(event.occurred, moment("2024-03-30T22:44:00Z"));
    assert_eq!(event.published, moment("2024-03-31T05:05:09Z"));
    assert_eq!((event.kind, event.town.as_str(), event.kind_text.as_str()), (IncidentKind::Explosion, "Nordhamn", "Detonation"));
    assert_eq!(event.centre, Centre::Town);
    assert!(event.position.is_some_and(|position| position.latitude == 60.1 && position.longitude == 18.2));
    assert_eq!((file.seen, file.problems_total, file.other_day_than_published), (1, 0, 1));
}

#[test]
fn a_label_with_commas_does_not_eat_the_town() {
    for (label, kind) in [
        ("Mord/dråp, försök", IncidentKind::AttemptedHomicide),
        ("Misshandel, grov", IncidentKind::SeriousAssault),
        ("Skottlossning, misstänkt", IncidentKind::Shooting),
        ("Mord/dråp", IncidentKind::Homicide),
        ("Rån väpnat", IncidentKind::Robbery),
        ("Rån, försök", IncidentKind::Robbery),
        ("Vapenlagen", IncidentKind::WeaponOffence),
        ("Explosion", IncidentKind::Explosion),
        ("Smällar", IncidentKind::Other),
        ("Rattfylleri", IncidentKind::Other),
        ("Misshandel", IncidentKind::Other),
    ] {
        let file = one("2024-05-02 10:00:00 +02:00", &format!("02 maj 09.15, {label}, Nordhamn"), label, "/2024/maj/2/");
        assert_eq!((file.events[0].town.as_str(), file.events[0].kind), ("Nordhamn", kind), "{label}");
    }
}

#[test]
fn a_headline_with_another_label_than_the_type_is_split_at_its_last_comma_and_sorted_by_the_type() {
    let file = one("2024-09-07 5:00:00 +02:00", "07 september 04.15, Detonation, Nordhamn", "Explosion", "/2024/september/7/");
    assert_eq!((file.events[0].town.as_str(), file.events[0].kind), ("Nordhamn", IncidentKind::Explosion));
}

#[test]
fn new_years_eve_belongs_to_the_old_year_and_new_years_night_to_the_new() {
    let eve = one("2025-01-01 1:10:00 +01:00", "31 december 23.50, Skottlossning, Nordhamn", "Skottlossning", "/2025/januari/1/x/");
    assert_eq!(eve.events[0].occurred, moment("2024-12-31T22:50:00Z"));
    let night = one("2025-01-01 8:10:00 +01:00", "01 januari 00.20, Skottlossning, Nordhamn", "Skottlossning", "/2024/december/31/x/");
    assert_eq!(night.events[0].occurred, moment("2024-12-31T23:20:00Z"));
    let without_path = one("2025-01-01 1:10:00 +01:00", "31 december 23.50, Skottlossning, Nordhamn", "Skottlossning", "");
    assert_eq!(without_path.events[0].occurred, moment("2024-12-31T22:50:00Z"));
}

#[test]
fn the_hour_that_never_was_and_the_hour_that_came_twice_are_read_and_reported() {
    let skipped = one("2024-03-31 9:00:00 +02:00", "31 mars 02.30, Skottlossning, Nordhamn", "Skottlossning", "/2024/mars/31/");
    assert_eq!(skipped.events[0].occurred, moment("2024-03-31T01:30:00Z"));
    assert_eq!(skipped.events[0].clock_doubt, Some(ClockDoubt::SkippedHour));
    assert!(skipped.problems[0].kept && skipped.problems[0].what.contains("summer time began"));
    let repeated = one("2024-10-27 9:00:00 +01:00", "27 oktober 02.30, Skottlossning, Nordhamn", "Skottlossning", "/2024/oktober/27/");
    assert_eq!(repeated.events[0].occurred, moment("2024-10-27T00:30:00Z"), "the first of the two");
    assert_eq!(repeated.events[0].clock_doubt, Some(ClockDoubt::RepeatedHour));
}

#[test]
fn a_leap_day_finds_the_year_that_has_it_and_the_thirtieth_of_february_is_a_problem() {
    let leap = one("2024-03-01 1:00:00 +01:00", "29 februari 22.00, Explosion, Nordhamn", "Explosion", "/2024/mars/1/");
    assert_eq!(leap.events[0].occurred, moment("2024-02-29T21:00:00Z"));
    let never = one("2024-03-01 1:00:00 +01:00", "30 februari 22.00, Explosion, Nordhamn", "Explosion", "/2024/mars/1/");
    assert!(never.events.is_empty());
    assert_eq!((never.problems[0].field, never.problems[0].id, never.problems[0].kept), ("name", Some(1), false));
}

#[test]
fn a_bad_event_is_named_with_its_field_and_the_good_ones_around_it_are_read() {
    let good = |id| event(id, "2024-05-02 10:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/");
    let bad = |name: &str| event(2, "2024-05-02 10:00:00 +02:00", name, "Explosion", "/2024/maj/2/");
    for (broken, field) in [
        ("17".to_owned(), "event"),
        ("null".to_owned(), "event"),
        ("{}".to_owned(), "id"),
        (r#"{"id": -4}"#.to_owned(), "id"),
        (r#"{"id": [1, {"a": 2}]}"#.to_owned(), "id"),
        (r#"{"id": 2}"#.to_owned(), "datetime"),
        (r#"{"id": 2, "datetime": "2024-13-02 10:00:00 +02:00"}"#.to_owned(), "datetime"),
        (r#"{"id": 2, "datetime": "2024-05-02 10:00:00"}"#.to_owned(), "datetime"),
        (bad("02 maj, Explosion, Nordhamn"), "name"),
        (bad("02 may 09.15, Explosion, Nordhamn"), "name"),
        (bad("32 maj 09.15, Explosion, Nordhamn"), "name"),
        (bad("02 maj 24.15, Explosion, Nordhamn"), "name"),
        (bad("02 maj 09.15, Explosion, "), "name"),
        (bad("02 maj 09.15 Explosion"), "name"),
        (bad("04 maj 09.15, Explosion, Nordhamn"), "name"),
    ] {
        let file = read(&list(&[good(1), broken.clone(), good(3)])).unwrap();
        assert_eq!(file.events.iter().map(|event| event.id).collect::<Vec<_>>(), [1, 3], "{broken}");
        assert_eq!((file.problems.len(), file.problems[0].index, file.problems[0].field), (1, 2, field), "{broken}");
        assert!(!file.problems[0].how_to_mend.is_empty());
    }
}

#[test]
fn an_event_without_a_usable_position_is_kept_and_a_county_is_known_as_one() {
    let text = event(1, "2024-05-02 10:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/");
    let file =
        read(&list(&[text.replace("60.1,18.2", "north of here").replace("\"Nordhamn\", \"gps\"", "\"Nordhamns län\", \"gps\"")])).unwrap();
    assert_eq!((file.events[0].position, file.events[0].centre), (None, Centre::County));
    assert!(file.problems[0].kept);
    let silent = read(&list(&[text.replace("60.1,18.2", "")])).unwrap();
    assert_eq!((silent.events[0].position, silent.problems_total), (None, 0));
}

#[test]
fn a_rewritten_event_is_a_revision_and_the_same_words_are_nothing_new() {
    let first = one("2024-05-02 10:00:00 +02:00", "02 maj 09.15, Smällar, Nordhamn", "Smällar", "/2024/maj/2/");
    let again = one("2024-05-02 10:00:00 +02:00", "02 maj 09.15, Smällar, Nordhamn", "Smällar", "/2024/maj/2/");
    let later = one("2024-05-02 14:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/");
    let stored = |file: &FeedFile| (file.events[0].content_hash.clone(), file.events[0].published);
    let (hash, published) = stored(&first);
    let (later_hash, later_published) = stored(&later);
    assert_eq!(arrival(None, &first.events[0]), Arrival::New);
    assert_eq!(arrival(Some((&hash, published)), &again.events[0]), Arrival::Unchanged);
    assert_eq!(arrival(Some((&hash, published)), &later.events[0]), Arrival::Revision);
    assert_eq!(arrival(Some((&later_hash, later_published)), &first.events[0]), Arrival::EarlierVersion);
}

#[test]
fn writing_the_hour_with_one_or_two_digits_is_no_change() {
    let short = one("2024-05-02 9:48:12 +02:00", "02 maj 09.15, Smällar, Nordhamn", "Smällar", "/2024/maj/2/");
    let long = one("2024-05-02 09:48:12 +02:00", "02 maj 09.15, Smällar, Nordhamn", "Smällar", "/2024/maj/2/");
    assert_eq!(short.events[0].content_hash, long.events[0].content_hash);
}

#[test]
fn of_two_versions_in_one_file_the_later_published_wins_wherever_it_stands() {
    let old = event(7, "2024-05-02 10:00:00 +02:00", "02 maj 09.15, Smällar, Nordhamn", "Smällar", "/2024/maj/2/");
    let new = event(7, "2024-05-02 14:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/");
    for order in [[&old, &new, &old], [&new, &old, &new]] {
        let file = read(&list(&order.map(Clone::clone))).unwrap();
        assert_eq!((file.events.len(), file.events[0].kind), (1, IncidentKind::Explosion));
        assert_eq!((file.earlier.len(), file.earlier[0].kind, file.repeated), (1, IncidentKind::Other, 1));
        assert_eq!(file.problems_total, 2, "both repetitions are reported");
        assert!(file.problems.iter().all(|problem| problem.kept && problem.field == "id"));
    }
}

#[test]
fn progress_reaches_the_end_of_the_file() {
    let events: Vec<String> = (1..2000)
        .map(|id| event(id, "2024-05-02 10:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/"))
        .collect();
    let text = list(&events);
    let mut seen = Vec::new();
    read_feed(text.as_bytes(), Some(text.len() as u64), &FeedLimits::default(), &mut |progress| seen.push(progress)).unwrap();
    assert!(seen.len() > 3 && seen.is_sorted_by_key(|progress| progress.done));
    let last = seen.last().unwrap();
    assert_eq!((last.done, last.total), (text.len() as u64, Some(text.len() as u64)));
}

#[test]
fn the_preview_of_a_feed_counts_kinds_years_and_what_was_lost() {
    let file = read(&list(&[
        event(1, "2024-05-02 10:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/"),
        event(2, "2025-05-03 10:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2025/maj/3/"),
        event(3, "2025-05-02 10:00:00 +02:00", "02 maj, Explosion, Nordhamn", "Explosion", "/2025/maj/2/"),
    ]))
    .unwrap();
    let preview = Preview::of_feed(&file);
    assert_eq!((preview.rows, preview.incidents, preview.lost, preview.other_day_than_published), (3, 2, 1, 1));
    assert_eq!(preview.per_kind[&IncidentKind::Explosion], 2);
    assert_eq!(preview.per_year.into_iter().collect::<Vec<_>>(), [(2024, 1), (2025, 1)]);
}

//! Clocks, menus and form errors as the pages show them.

use gvi_web::form::{Choice, FormErrors};
use gvi_web::shell::{NavItem, Theme};
use gvi_web::signs::{ClockChip, ClockState, Tone};
use gvi_web::text::{Lang, Tr};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

fn at(hours: i64) -> Timestamp {
    "2026-11-20T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

#[test]
fn a_clock_is_soon_when_a_quarter_is_left_and_overdue_only_after_its_time() {
    let state = |now| ClockState::at(at(0), at(72), None, at(now));
    assert_eq!(state(0), ClockState::Running);
    assert_eq!(state(53), ClockState::Running);
    assert_eq!(state(54), ClockState::Soon);
    assert_eq!(state(72), ClockState::Soon);
    assert_eq!(state(73), ClockState::Overdue);
}

#[test]
fn a_stopped_clock_stays_as_it_was_stopped() {
    assert_eq!(ClockState::at(at(0), at(72), Some(at(72)), at(900)), ClockState::StoppedInTime);
    assert_eq!(ClockState::at(at(0), at(72), Some(at(73)), at(900)), ClockState::StoppedLate);
}

#[test]
fn every_state_of_a_clock_has_its_own_word_and_icon() {
    let states = [ClockState::Running, ClockState::Soon, ClockState::Overdue, ClockState::StoppedInTime, ClockState::StoppedLate];
    for (index, one) in states.iter().enumerate() {
        for other in &states[index + 1..] {
            assert_ne!(one.icon(), other.icon());
            for lang in Lang::ALL {
                assert_ne!(Tr::new(lang).t(one.key()), Tr::new(lang).t(other.key()));
            }
        }
    }
    assert_eq!(ClockState::Overdue.tone(), Tone::Over);
}

#[test]
fn a_chip_says_when_it_is_due_in_the_time_of_the_site() {
    let zone = TimeZone::get("Europe/Stockholm").unwrap();
    let chip = ClockChip::at(Tr::new(Lang::Sv), &zone, "Triage", (at(0), at(24)), None, at(26));
    assert_eq!(chip.standing, "över tiden 2 h");
    assert_eq!(chip.due, "21 nov. 2026 kl. 13:00");
    let stopped = ClockChip::at(Tr::new(Lang::En), &zone, "Triage", (at(0), at(24)), Some(at(3)), at(26));
    assert_eq!(stopped.standing, "after 3 h");
}

#[test]
fn a_menu_marks_the_place_and_what_lies_below_it() {
    let item = |path| NavItem::new("/groups", "Grupper").current_at(path).current;
    assert!(item("/groups") && item("/groups/K7MQ-2X") && item("/groups?after=x"));
    assert!(!item("/groups-of-old") && !item("/"));
    assert!(!NavItem::new("/", "Min dag").current_at("/groups").current);
}

#[test]
fn errors_keep_their_order_and_find_their_field() {
    let mut errors = FormErrors::none();
    assert!(errors.is_empty());
    errors.add("name", "one");
    errors.add_whole("two");
    errors.add("name", "three");
    assert_eq!(errors.of("name"), ["one", "three"]);
    assert_eq!(errors.len(), 3);
    assert!(errors.has("name") && !errors.has("day"));
}

#[test]
fn a_choice_is_chosen_by_its_value() {
    assert!(Choice::new("a", "A").chosen_when("a").chosen);
    assert!(!Choice::new("a", "A").chosen_among(&["b".to_owned()]).chosen);
}

#[test]
fn an_unknown_theme_is_as_the_device_says() {
    assert_eq!(Theme::from_code("dark"), Theme::Dark);
    assert_eq!(Theme::from_code("\"><script>"), Theme::Auto);
}

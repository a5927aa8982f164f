//! Calendar files, read again by a parser that is not ours. Whether a time is the moment that was meant is worked out from the file alone: from its
//! own time zone, as a calendar does it.

use gvi_domain::Moment;
use gvi_papers::calendar::{Calendar, CalendarError, Entry, Method, Span, Tongue, What};
use icalendar::parser::{Component, Property, read_calendar, unfold};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn moment(text: &str) -> Moment {
    Moment::from_seconds(text.parse::<Timestamp>().unwrap().as_second()).unwrap()
}

fn entry(id: &str, starts: Moment) -> Entry {
    Entry {
        id: id.to_owned(),
        sequence: 2,
        what: What::Meeting,
        span: Span::Between(starts, starts.plus_seconds(5_400)),
        organiser: None,
        guests: Vec::new(),
    }
}

fn starts_of(entry: &Entry) -> Moment {
    let Span::Between(starts, _) = entry.span else { panic!("a whole day has no moment") };
    starts
}

fn calendar(zone: &str, entries: Vec<Entry>) -> Calendar {
    Calendar {
        method: Method::Publish,
        tongue: Tongue::Swedish,
        host: "nordhamn.example".to_owned(),
        zone: TimeZone::get(zone).unwrap(),
        made_at: moment("2026-11-22T08:00:00Z"),
        entries,
    }
}

fn property<'a>(component: &'a Component<'_>, name: &str) -> &'a Property<'a> {
    component.find_prop(name).unwrap_or_else(|| panic!("{name} in {}", component.name.as_str()))
}

fn value(component: &Component<'_>, name: &str) -> String {
    property(component, name).val.as_str().to_owned()
}

fn local(text: &str) -> DateTime {
    DateTime::strptime("%Y%m%dT%H%M%S", text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `+0100` in seconds.
fn seconds(offset: &str) -> i64 {
    let (sign, digits) = offset.split_at(1);
    let part = |at: usize| digits.get(at..at + 2).map_or(0, |part| part.parse::<i64>().unwrap());
    (part(0) * 3600 + part(2) * 60 + part(4)) * if sign == "-" { -1 } else { 1 }
}

fn as_utc(local: DateTime, offset: i64) -> i64 {
    TimeZone::UTC.to_timestamp(local).unwrap().as_second() - offset
}

/// The moment of a time in the file, by the file's own zone: of the parts whose onset is not later, the last one holds.
/// An onset is told by the clock as it was before, so that a time which is shown twice is the first one.
fn read(component: &Component<'_>, name: &str, zones: &[&Component<'_>]) -> i64 {
    let found = property(component, name);
    let text = found.val.as_str();
    if let Some(utc) = text.strip_suffix('Z') {
        assert!(found.params.is_empty());
        return as_utc(local(utc), 0);
    }
    let named = found.params.iter().find(|param| param.key.as_str() == "TZID").and_then(|param| param.val.as_ref()).unwrap();
    let zone = zones.iter().find(|zone| value(zone, "TZID") == named.as_str()).expect("the file brings its zone along");
    let shown = local(text);
    let part =
        zone.components.iter().filter(|part| local(&value(part, "DTSTART")) <= shown).max_by_key(|part| local(&value(part, "DTSTART")));
    let part = part.expect("a part of the zone that holds at the time");
    as_utc(shown, seconds(&value(part, "TZOFFSETTO")))
}

fn checked(calendar: &Calendar) -> String {
    let file = calendar.file().unwrap();
    assert!(file.ends_with("END:VCALENDAR\r\n") && file.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let unfolded = unfold(&file);
    let parsed = read_calendar(&unfolded).unwrap();
    let of_kind = |kind: &str| parsed.components.iter().filter(|part| part.name.as_str() == kind).collect::<Vec<_>>();
    let (zones, events) = (of_kind("VTIMEZONE"), of_kind("VEVENT"));
    assert_eq!(events.len(), calendar.entries.len());
    for (event, entry) in events.iter().zip(&calendar.entries) {
        assert_eq!(value(event, "UID"), format!("{}@nordhamn.example", entry.id));
        assert_eq!(value(event, "SEQUENCE"), entry.sequence.to_string());
        let Span::Between(starts, ends) = entry.span else { continue };
        assert_eq!(read(event, "DTSTART", &zones), starts.seconds(), "{file}");
        assert_eq!(read(event, "DTEND", &zones), ends.seconds(), "{file}");
        assert_eq!(read(event, "DTSTAMP", &zones), calendar.made_at.seconds());
    }
    file
}

#[test]
fn a_meeting_stands_at_its_moment_in_every_time_zone_there_is() {
    let mut zones = 0;
    for zone in jiff::tz::db().available() {
        let entries = [
            ("winter", "2026-12-01T17:00:00Z"),
            ("summer", "2027-07-01T16:00:00Z"),
            ("spring", "2027-03-28T00:30:00Z"),
            ("autumn", "2027-10-31T00:15:00Z"),
            ("south", "2027-04-03T15:45:00Z"),
        ];
        let entries = entries.map(|(id, at)| entry(id, moment(at))).to_vec();
        checked(&calendar(zone.as_str(), entries));
        zones += 1;
    }
    assert!(zones > 300, "{zones}");
}

#[test]
fn a_day_of_which_no_time_is_known_is_a_whole_day_everywhere_and_takes_nobodys_time() {
    let day = Entry { span: Span::Day(jiff::civil::date(2026, 12, 31)), ..entry("rehearsal", moment("2026-12-31T08:00:00Z")) };
    let file = checked(&calendar("Europe/Stockholm", vec![day.clone()]));
    assert!(file.contains("DTSTART;VALUE=DATE:20261231\r\n") && file.contains("DTEND;VALUE=DATE:20270101\r\n"), "{file}");
    assert!(file.contains("TRANSP:TRANSPARENT") && !file.contains("VTIMEZONE"), "{file}");
    // Beside an entry with a time the zone is brought along for that one.
    let both = checked(&calendar("Europe/Stockholm", vec![day, entry("meeting", moment("2027-07-01T16:00:00Z"))]));
    assert!(both.contains("TZID:Europe/Stockholm") && both.contains("TRANSP:OPAQUE"), "{both}");
}

#[test]
fn a_time_that_the_clock_shows_twice_is_written_so_that_it_is_read_once() {
    // In Stockholm the clock shows 02:30 twice on 31 October 2027: at 00:30 and at 01:30 UTC.
    let file = checked(&calendar(
        "Europe/Stockholm",
        vec![entry("first", moment("2027-10-31T00:30:00Z")), entry("second", moment("2027-10-31T01:30:00Z"))],
    ));
    assert!(file.contains("DTSTART;TZID=Europe/Stockholm:20271031T023000") && file.contains("DTSTART:20271031T013000Z"), "{file}");
}

#[test]
fn the_zone_has_the_transitions_that_lie_about_the_entries() {
    let file = checked(&calendar(
        "Europe/Stockholm",
        vec![entry("a", moment("2026-12-01T17:00:00Z")), entry("b", moment("2027-06-01T16:00:00Z"))],
    ));
    assert_eq!((file.matches("BEGIN:STANDARD").count(), file.matches("BEGIN:DAYLIGHT").count()), (1, 1), "{file}");
    assert!(file.contains("DTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET"), "{file}");
    assert!(file.contains("DTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST"), "{file}");
}

#[test]
fn a_calendar_says_nothing_about_what_it_is() {
    for (tongue, says) in [(Tongue::Swedish, "SUMMARY:Möte"), (Tongue::English, "SUMMARY:Meeting")] {
        let file = checked(&Calendar { tongue, ..calendar("Europe/Stockholm", vec![entry("a", moment("2026-12-01T17:00:00Z"))]) });
        assert!(
            file.contains(says) && file.contains("CLASS:PRIVATE") && !file.contains("LOCATION") && !file.contains("ATTENDEE"),
            "{file}"
        );
    }
}

#[test]
fn a_change_has_the_same_id_and_a_higher_number_and_a_cancellation_says_so() {
    let asked = |sequence, method| {
        let mut asked = entry("0193f0aa-meeting", moment("2026-12-01T17:00:00Z"));
        asked.sequence = sequence;
        asked.organiser = Some("samordnare@nordhamn.example".to_owned());
        asked.guests = vec!["mara.lind@polisen.example".to_owned(), "tom.ek@frivarden.example".to_owned()];
        checked(&Calendar { method, ..calendar("Europe/Stockholm", vec![asked]) })
    };
    let (first, later, gone) = (asked(0, Method::Request), asked(1, Method::Request), asked(2, Method::Cancel));
    for (file, method, sequence, status) in
        [(&first, "REQUEST", 0, "CONFIRMED"), (&later, "REQUEST", 1, "CONFIRMED"), (&gone, "CANCEL", 2, "CANCELLED")]
    {
        let unfolded = unfold(file);
        let parsed = read_calendar(&unfolded).unwrap();
        assert_eq!(parsed.properties.iter().find(|found| found.name.as_str() == "METHOD").unwrap().val.as_str(), method);
        let event = parsed.components.iter().find(|part| part.name.as_str() == "VEVENT").unwrap();
        assert_eq!(value(event, "UID"), "0193f0aa-meeting@nordhamn.example");
        assert_eq!((value(event, "SEQUENCE"), value(event, "STATUS")), (sequence.to_string(), status.to_owned()));
        assert_eq!(value(event, "ORGANIZER"), "mailto:samordnare@nordhamn.example");
        assert_eq!(event.properties.iter().filter(|found| found.name.as_str() == "ATTENDEE").count(), 2);
    }
    assert!(unfold(&first).contains("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:tom.ek@frivarden.example"));
}

#[test]
fn what_does_not_belong_in_a_calendar_is_refused_with_its_reason() {
    let good = || entry("a", moment("2026-12-01T17:00:00Z"));
    let refused = |method, entries: Vec<Entry>| Calendar { method, ..calendar("Europe/Stockholm", entries) }.file().unwrap_err();
    let backwards = Entry { span: Span::Between(starts_of(&good()), starts_of(&good())), ..good() };
    let asking = |guests: &[&str], organiser: Option<&str>| Entry {
        guests: guests.iter().map(|guest| (*guest).to_owned()).collect(),
        organiser: organiser.map(str::to_owned),
        ..good()
    };
    assert_eq!(refused(Method::Publish, Vec::new()), CalendarError::Empty);
    assert_eq!(refused(Method::Publish, vec![good(), good()]), CalendarError::Twice("a".into()));
    assert_eq!(refused(Method::Publish, vec![backwards]), CalendarError::EndsBeforeItBegins("a".into()));
    assert_eq!(
        refused(Method::Publish, vec![Entry { id: "a\r\nLOCATION:x".into(), ..good() }]),
        CalendarError::Id("a\r\nLOCATION:x".into())
    );
    assert_eq!(refused(Method::Publish, vec![asking(&["a@b.example"], Some("c@d.example"))]), CalendarError::AskedInPublic("a".into()));
    assert_eq!(refused(Method::Request, vec![good()]), CalendarError::NobodyAsked("a".into()));
    let injected = "a@b.example\r\nX-EVIL:1";
    assert_eq!(refused(Method::Request, vec![asking(&[injected], Some("c@d.example"))]), CalendarError::Address(injected.into()));
}

proptest! {
    #[test]
    fn any_moment_is_read_as_itself_in_stockholm_and_elsewhere(at in 1_700_000_000_i64..2_500_000_000, long in 1_i64..2_000_000, zone in 0_usize..5) {
        let zone = ["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"][zone];
        let starts = Moment::from_seconds(at - at % 60).unwrap();
        let entry = Entry { span: Span::Between(starts, starts.plus_seconds(long)), ..entry("a", starts) };
        checked(&calendar(zone, vec![entry]));
    }
}

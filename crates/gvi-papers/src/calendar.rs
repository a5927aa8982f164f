//! Calendar files (iCalendar, RFC 5545 and 5546) that tell a calendar when there is something, and never what.
//!
//! A calendar lies on telephones and with firms that keep calendars, so there is no free text in these files: no name, no place, no group. What an
//! entry says is one of a few sentences written here; whoever wants to know more signs in. The caller gives the moment at which the file is made, and
//! the same entries give the same bytes.
//!
//! Times stand in the site's time zone, which the file brings along (`VTIMEZONE`), made from the transitions that lie about the entries. A time that
//! the clock shows twice in autumn is written in UTC, because its local form would be read as the other one.

use std::fmt::Write as _;

use gvi_domain::{Date, Moment};
use jiff::Timestamp;
use jiff::tz::{Dst, Offset, TimeZone};

/// The most entries in a file.
pub const ENTRIES_PER_CALENDAR_MAX: usize = 1_000;
/// The most people who are asked to one entry.
pub const GUESTS_PER_ENTRY_MAX: usize = 200;
/// Octets in a line, its end not counted.
const OCTETS_PER_LINE_MAX: usize = 75;

/// What a file does to a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Shows entries; nobody is asked to answer.
    Publish,
    /// Asks people to an entry, or tells them of its change.
    Request,
    /// Takes entries back.
    Cancel,
}

/// What an entry is. There is deliberately no free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A meeting.
    Meeting,
    /// The last moment of something that is to be done.
    Deadline,
    /// A duty.
    Duty,
}

/// The language of the few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Swedish.
    Swedish,
    /// English.
    English,
}

/// The time that an entry takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From a moment to a later one.
    Between(Moment, Moment),
    /// A whole day, wherever the calendar is: something of which only the day is known.
    Day(Date),
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id of the thing, which never changes. Letters, digits and dashes.
    pub id: String,
    /// How often it was changed since it was first sent.
    pub sequence: u32,
    /// What it is.
    pub what: What,
    /// When.
    pub span: Span,
    /// Who asks, where somebody is asked.
    pub organiser: Option<String>,
    /// Who is asked.
    pub guests: Vec<String>,
}

/// A file to be written.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// What it does.
    pub method: Method,
    /// The language of its few words.
    pub tongue: Tongue,
    /// The host of the site, which makes ids unique everywhere.
    pub host: String,
    /// The site's time zone.
    pub zone: TimeZone,
    /// When the file is made.
    pub made_at: Moment,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// Why no calendar file was written.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CalendarError {
    /// An id or a host with signs that have a meaning in the file.
    #[error("{0:?} cannot stand in the id of a calendar entry")]
    Id(String),
    /// The end is not after the beginning.
    #[error("calendar entry {0} ends before it has begun")]
    EndsBeforeItBegins(String),
    /// An address that is none.
    #[error("{0:?} is no e-mail address")]
    Address(String),
    /// Somebody is asked and nobody asks, or the other way round.
    #[error("calendar entry {0} needs an organiser and at least one guest")]
    NobodyAsked(String),
    /// Published entries ask nobody.
    #[error("calendar entry {0} is published, and published entries ask nobody")]
    AskedInPublic(String),
    /// More than anybody has.
    #[error("the calendar has {0} entries or guests, and more are not written")]
    TooMany(usize),
    /// No entry at all: the format has no such file.
    #[error("the calendar has no entries")]
    Empty,
    /// Two entries with one id.
    #[error("calendar entry {0} stands there twice")]
    Twice(String),
}

impl Calendar {
    /// The file.
    ///
    /// # Errors
    /// When an id, a host or an address has signs that do not belong there, an entry ends before it begins or stands there twice, or people are
    /// asked without anybody who asks.
    pub fn file(&self) -> Result<String, CalendarError> {
        self.check()?;
        let mut out = Lines::default();
        out.line("BEGIN:VCALENDAR");
        out.line("VERSION:2.0");
        out.line("PRODID:-//Vapenvila//Vapenvila//SV");
        out.line("CALSCALE:GREGORIAN");
        out.line(match self.method {
            Method::Publish => "METHOD:PUBLISH",
            Method::Request => "METHOD:REQUEST",
            Method::Cancel => "METHOD:CANCEL",
        });
        if self.entries.iter().any(|entry| self.local_times(entry).is_some()) {
            self.zone(&mut out);
        }
        for entry in &self.entries {
            self.entry(&mut out, entry);
        }
        out.line("END:VCALENDAR");
        Ok(out.text)
    }

    fn check(&self) -> Result<(), CalendarError> {
        let plain = |text: &str, more: &str| {
            !text.is_empty() && text.len() <= 200 && text.chars().all(|sign| sign.is_ascii_alphanumeric() || more.contains(sign))
        };
        if !plain(&self.host, "-.:") {
            return Err(CalendarError::Id(self.host.clone()));
        }
        if self.entries.is_empty() {
            return Err(CalendarError::Empty);
        }
        if self.entries.len() > ENTRIES_PER_CALENDAR_MAX {
            return Err(CalendarError::TooMany(self.entries.len()));
        }
        let mut ids = std::collections::BTreeSet::new();
        for entry in &self.entries {
            let id = || entry.id.clone();
            if !plain(&entry.id, "-") {
                return Err(CalendarError::Id(id()));
            }
            if !ids.insert(&entry.id) {
                return Err(CalendarError::Twice(id()));
            }
            if let Span::Between(starts, ends) = entry.span
                && ends <= starts
            {
                return Err(CalendarError::EndsBeforeItBegins(id()));
            }
            if entry.guests.len() > GUESTS_PER_ENTRY_MAX {
                return Err(CalendarError::TooMany(entry.guests.len()));
            }
            if let Some(address) = entry.organiser.iter().chain(&entry.guests).find(|address| !is_address(address)) {
                return Err(CalendarError::Address(address.clone()));
            }
            let (asks, asked) = (entry.organiser.is_some(), !entry.guests.is_empty());
            match self.method {
                Method::Publish if asks || asked => return Err(CalendarError::AskedInPublic(id())),
                Method::Request if !(asks && asked) => return Err(CalendarError::NobodyAsked(id())),
                // What was published is taken back without anybody who was asked.
                Method::Cancel if asks != asked => return Err(CalendarError::NobodyAsked(id())),
                _ => {}
            }
        }
        Ok(())
    }

    /// The moment as the clock of the site shows it, where that says which moment it is.
    fn local(&self, at: Moment) -> Option<String> {
        let name = self.zone.iana_name().filter(|name| *name != "UTC" && *name != "Etc/UTC")?;
        let shown = self.zone.to_datetime(at.timestamp());
        let read = self.zone.to_ambiguous_zoned(shown).compatible().ok()?;
        (read.timestamp() == at.timestamp()).then(|| format!(";TZID={name}:{}", shown.strftime("%Y%m%dT%H%M%S")))
    }

    /// Beginning and end as the clock of the site shows them, where it can say both: a calendar need not mix two ways of telling the time.
    fn local_times(&self, entry: &Entry) -> Option<(String, String)> {
        let Span::Between(starts, ends) = entry.span else { return None };
        self.local(starts).zip(self.local(ends))
    }

    fn times(&self, entry: &Entry) -> (String, String) {
        let in_utc = |at: Moment| format!(":{}", utc(at.timestamp()));
        let whole = |day: Date| format!(";VALUE=DATE:{}", day.strftime("%Y%m%d"));
        match entry.span {
            Span::Between(starts, ends) => self.local_times(entry).unwrap_or_else(|| (in_utc(starts), in_utc(ends))),
            // The end of a whole day is the day after, which is no longer part of it.
            Span::Day(day) => (whole(day), whole(day.saturating_add(jiff::Span::new().days(1)))),
        }
    }

    fn entry(&self, out: &mut Lines, entry: &Entry) {
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{}@{}", entry.id, self.host));
        out.line(&format!("SEQUENCE:{}", entry.sequence));
        out.line(&format!("DTSTAMP:{}", utc(self.made_at.timestamp())));
        let (starts, ends) = self.times(entry);
        out.line(&format!("DTSTART{starts}"));
        out.line(&format!("DTEND{ends}"));
        out.line(&format!("SUMMARY:{}", escaped(entry.what.words(self.tongue))));
        out.line(&format!("DESCRIPTION:{}", escaped(more(self.tongue))));
        // Who looks at a shared calendar sees that the time is taken, and nothing else.
        out.line("CLASS:PRIVATE");
        let takes_time = entry.what != What::Deadline && matches!(entry.span, Span::Between(..));
        out.line(if !takes_time { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
        out.line(if self.method == Method::Cancel { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        if let Some(organiser) = &entry.organiser {
            out.line(&format!("ORGANIZER:mailto:{organiser}"));
        }
        for guest in &entry.guests {
            let asks = if self.method == Method::Request { ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE" } else { "" };
            out.line(&format!("ATTENDEE{asks}:mailto:{guest}"));
        }
        out.line("END:VEVENT");
    }

    /// The time zone with every transition about the entries. A zone that has none has one part that has always held.
    fn zone(&self, out: &mut Lines) {
        // Cannot fail: a zone without a name has no local times, and then this is not asked.
        let name = self.zone.iana_name().expect("a zone with a name");
        let spans = || {
            self.entries.iter().filter_map(|entry| if let Span::Between(starts, ends) = entry.span { Some((starts, ends)) } else { None })
        };
        let begins = spans().map(|(starts, _)| starts).min().map_or(Timestamp::MIN, Moment::timestamp);
        let ends = spans().map(|(_, ends)| ends).max().map_or(Timestamp::MAX, Moment::timestamp);
        out.line("BEGIN:VTIMEZONE");
        out.line(&format!("TZID:{name}"));
        let first = self.zone.preceding(begins).next();
        match first {
            None => part(out, "STANDARD", "19700101T000000", self.zone.to_offset(begins), self.zone.to_offset(begins), name),
            Some(first) => {
                let from = first.timestamp();
                // The one that holds at the first entry, and all after it up to the last.
                let earlier = Timestamp::from_second(from.as_second() - 1).unwrap_or(Timestamp::MIN);
                for transition in self.zone.following(earlier).take_while(|transition| transition.timestamp() <= ends) {
                    let at = transition.timestamp();
                    let before = self.zone.to_offset(Timestamp::from_second(at.as_second() - 1).unwrap_or(at));
                    let kind = if transition.dst() == Dst::Yes { "DAYLIGHT" } else { "STANDARD" };
                    let onset = before.to_datetime(at).strftime("%Y%m%dT%H%M%S").to_string();
                    part(out, kind, &onset, before, transition.offset(), transition.abbreviation());
                }
            }
        }
        out.line("END:VTIMEZONE");
    }
}

fn part(out: &mut Lines, kind: &str, onset: &str, from: Offset, to: Offset, name: &str) {
    out.line(&format!("BEGIN:{kind}"));
    out.line(&format!("DTSTART:{onset}"));
    out.line(&format!("TZOFFSETFROM:{}", offset(from)));
    out.line(&format!("TZOFFSETTO:{}", offset(to)));
    out.line(&format!("TZNAME:{}", escaped(name)));
    out.line(&format!("END:{kind}"));
}

/// `+0100`, and with seconds where the zone once had them.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let mut text = format!("{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 {
        // Cannot fail: writing to a String never does.
        write!(text, "{:02}", seconds % 60).expect("write to string");
    }
    text
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// An address without anything that would mean something in the file.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let fits = |part: &str, more: &str| {
        !part.is_empty()
            && part.chars().all(|sign| sign.is_ascii_alphanumeric() || more.contains(sign))
            && !part.starts_with('.')
            && !part.ends_with('.')
    };
    text.len() <= 254 && fits(name, ".-_+'") && fits(host, ".-") && host.contains('.')
}

impl What {
    const fn words(self, tongue: Tongue) -> &'static str {
        match (self, tongue) {
            (What::Meeting, Tongue::Swedish) => "Möte",
            (What::Meeting, Tongue::English) => "Meeting",
            (What::Deadline, Tongue::Swedish) => "Något ska vara klart",
            (What::Deadline, Tongue::English) => "Something is due",
            (What::Duty, Tongue::Swedish) => "Tjänstgöring",
            (What::Duty, Tongue::English) => "On duty",
        }
    }
}

const fn more(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Swedish => "Logga in för att läsa mer; ingenting om innehållet står här.",
        Tongue::English => "Sign in to read more; nothing about the content stands here.",
    }
}

/// A text as a value of the format.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Lines of the format: ended by CR LF, none longer than 75 octets, no letter cut in two.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for sign in line.chars() {
            if octets + sign.len_utf8() > OCTETS_PER_LINE_MAX {
                // The blank that begins the next part is one of its octets.
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(sign);
            octets += sign.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_folded_line_is_never_too_long_and_is_the_line_again(line in "[^\\r\\n]{0,400}") {
            let mut out = Lines::default();
            out.line(&line);
            prop_assert!(out.text.split("\r\n").all(|part| part.len() <= OCTETS_PER_LINE_MAX));
            prop_assert_eq!(out.text.replace("\r\n ", ""), format!("{line}\r\n"));
        }

        #[test]
        fn an_escaped_text_holds_no_sign_that_ends_a_value(text in any::<String>()) {
            let escaped = escaped(&text);
            prop_assert!(!escaped.contains('\n'));
            let mut signs = escaped.chars();
            let mut back = String::new();
            while let Some(sign) = signs.next() {
                match sign {
                    '\\' => match signs.next() {
                        Some('n') => back.push('\n'),
                        Some(other) => back.push(other),
                        None => prop_assert!(false, "an escape without a sign"),
                    },
                    ';' | ',' => prop_assert!(false, "a bare sign of the format"),
                    other => back.push(other),
                }
            }
            prop_assert_eq!(back, text);
        }

        #[test]
        fn no_address_can_begin_a_line_or_a_parameter(text in "[ -~\\r\\nåé]{0,40}") {
            if is_address(&text) {
                prop_assert!(!text.contains([':', ';', ',', '"', '\r', '\n', ' ', '\\']));
            }
        }
    }

    #[test]
    fn offsets_are_written_with_their_sign_and_with_seconds_where_there_are_any() {
        let of = |seconds| offset(Offset::from_seconds(seconds).unwrap());
        assert_eq!((of(3600), of(-16_200), of(0), of(4_572)), ("+0100".into(), "-0430".into(), "+0000".into(), "+011612".into()));
    }
}

//! One event of the feed, read strictly.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::FeedProblem;
use super::name::{day_in_path, headline, publishing_time, with_year};
use super::raw::{Loose, LooseEvent};
use crate::text::shortened;
use crate::when::moment_of;
use crate::{ClockDoubt, IncidentKind, PapersError, Position};

/// Longest text of one field. The longest real summary has a few hundred letters.
const TEXT_CHARS_MAX: usize = 10_000;
/// A clock that runs a little fast is no reason to refuse an event; a day is.
const AFTER_PUBLISHING_SECONDS_MAX: i64 = 24 * 3600;

/// What the coordinates of an event are the middle of. The feed never gives an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// A town or municipality.
    Town,
    /// A county (*län*): useless on a map of a town.
    County,
}

/// An event of the feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedEvent {
    /// The feed's number. It stays the same when the event is rewritten.
    pub id: i64,
    /// When it happened, in whole seconds, from the headline.
    pub occurred: Timestamp,
    /// Set when the clock of the headline was ambiguous because summer time began or ended.
    pub clock_doubt: Option<ClockDoubt>,
    /// When the notice was published.
    pub published: Timestamp,
    /// The label in the feed's own words.
    pub kind_text: String,
    /// The label sorted into ours.
    pub kind: IncidentKind,
    /// The place in the headline: a town, or a county when the desk gave no more.
    pub town: String,
    /// The place that the coordinates belong to; often wider than `town`.
    pub region: String,
    /// The middle of `region`.
    pub position: Option<Position>,
    /// What `position` is the middle of.
    pub centre: Centre,
    /// One sentence about the event.
    pub summary: String,
    /// The path of the event's page.
    pub path: String,
    /// SHA-256 over everything the feed says, in hexadecimal. Two versions of an event differ in it.
    pub content_hash: String,
}

/// The time zone of the headlines.
pub(super) fn swedish_time() -> Result<TimeZone, PapersError> {
    TimeZone::get("Europe/Stockholm").map_err(|error| PapersError::Read(std::io::Error::other(error)))
}

/// Reads one event. Small problems leave the event usable; a big one (boxed, because it is rare) does not.
pub(super) fn read_event(index: usize, loose: LooseEvent, zone: &TimeZone) -> Result<(FeedEvent, Vec<FeedProblem>), Box<FeedProblem>> {
    let mut small = Vec::new();
    let mut desk = Desk { index, id: None };
    if loose.not_an_event {
        return Err(desk.refuse("event", "is not an object with fields", "take the event out of the list"));
    }
    let id = match loose.id {
        Loose::Number(id) if id > 0 => id,
        Loose::Text(digits) if digits.parse::<i64>().is_ok_and(|id| id > 0) => {
            // Cannot fail: the guard has just parsed it.
            digits.parse().expect("digits")
        }
        Loose::Absent => return Err(desk.refuse("id", "is missing", "fetch the feed again")),
        _ => {
            return Err(desk.refuse("id", "is not a whole number above zero", "fetch the feed again"));
        }
    };
    desk.id = Some(id);
    let published_text = desk.text("datetime", loose.datetime)?;
    let published = publishing_time(&published_text).and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        let what = format!("\"{}\" is not a publishing time", shortened(&published_text, 40));
        desk.refuse("datetime", &what, "write it like 2026-08-22 9:48:12 +02:00")
    })?;
    let kind_text = desk.text("type", loose.kind)?;
    let name = desk.text("name", loose.name)?;
    let headline = headline(&name, &kind_text).map_err(|lack| {
        let what = format!("\"{}\" {lack}", shortened(&name, 80));
        desk.refuse("name", &what, "write it like \"30 mars 23:44, Detonation, Nordhamn\"")
    })?;
    let path = desk.text_or_empty("url", loose.url)?;
    let anchor = day_in_path(&path).unwrap_or_else(|| zone.to_datetime(published).date());
    let wall = with_year(&headline, anchor).ok_or_else(|| {
        let what = format!("there is no {} in any year near {}", shortened(&name, 20), anchor.year());
        desk.refuse("name", &what, "look the day up on the event's page")
    })?;
    let (occurred, clock_doubt) =
        moment_of(wall, zone).ok_or_else(|| desk.refuse("name", "lies outside the years that can be stored", "look the day up"))?;
    if occurred.as_second() - published.as_second() > AFTER_PUBLISHING_SECONDS_MAX {
        let what = format!("the event ({wall}) lies more than a day after its publishing ({published})");
        return Err(desk.refuse("name", &what, "compare the year in url with datetime"));
    }
    if let Some(doubt) = clock_doubt {
        let what = match doubt {
            ClockDoubt::SkippedHour => {
                format!("the clock never showed {wall}: summer time began in that hour")
            }
            ClockDoubt::RepeatedHour => {
                format!("the clock showed {wall} twice: summer time ended in that hour")
            }
        };
        small.push(desk.note("name", &what, "the event is kept; set the time by hand if the hour matters"));
    }
    let summary = desk.text_or_empty("summary", loose.summary)?;
    let region = desk.text_or_empty("location.name", loose.place_name)?;
    let gps = desk.text_or_empty("location.gps", loose.gps)?;
    let position = position_of(&gps);
    if position.is_none() && !gps.trim().is_empty() {
        let what = format!("\"{}\" is not a latitude and a longitude", shortened(&gps, 40));
        small.push(desk.note("location.gps", &what, "the event is kept without a position"));
    }
    let centre = if region.trim_end().ends_with("län") { Centre::County } else { Centre::Town };
    let published_seconds = published.as_second().to_string();
    let content_hash = hash_of(&[&published_seconds, &name, &kind_text, &summary, &path, &region, &gps]);
    let event = FeedEvent {
        id,
        occurred,
        clock_doubt,
        published,
        kind: IncidentKind::from_polisen_label(&kind_text),
        kind_text: kind_text.trim().to_owned(),
        town: headline.town,
        region: region.trim().to_owned(),
        position,
        centre,
        summary: summary.trim().to_owned(),
        path,
        content_hash,
    };
    Ok((event, small))
}

fn position_of(gps: &str) -> Option<Position> {
    let (latitude, longitude) = gps.split_once(',')?;
    Position::new(latitude.trim().parse().ok()?, longitude.trim().parse().ok()?)
}

/// Each field is hashed with its length in front, so that moving a letter from one field to the next changes the hash.
fn hash_of(fields: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where problems of one event are written down.
struct Desk {
    index: usize,
    id: Option<i64>,
}

impl Desk {
    fn problem(&self, field: &'static str, what: &str, how_to_mend: &str, kept: bool) -> FeedProblem {
        FeedProblem { index: self.index, id: self.id, field, what: what.to_owned(), how_to_mend: how_to_mend.to_owned(), kept }
    }

    fn note(&self, field: &'static str, what: &str, how_to_mend: &str) -> FeedProblem {
        self.problem(field, what, how_to_mend, true)
    }

    fn refuse(&self, field: &'static str, what: &str, how_to_mend: &str) -> Box<FeedProblem> {
        Box::new(self.problem(field, what, how_to_mend, false))
    }

    fn text(&self, field: &'static str, value: Loose) -> Result<String, Box<FeedProblem>> {
        let text = self.text_or_empty(field, value)?;
        if text.trim().is_empty() {
            return Err(self.refuse(field, "is missing or empty", "fetch the feed again"));
        }
        Ok(text)
    }

    fn text_or_empty(&self, field: &'static str, value: Loose) -> Result<String, Box<FeedProblem>> {
        match value {
            Loose::Text(text) if text.chars().nth(TEXT_CHARS_MAX).is_some() => {
                let what = format!("is longer than {TEXT_CHARS_MAX} letters");
                Err(self.refuse(field, &what, "check that it is the right file"))
            }
            Loose::Text(text) => Ok(text),
            Loose::Absent => Ok(String::new()),
            Loose::Number(_) | Loose::Misshapen => Err(self.refuse(field, "is not a text", "fetch the feed again")),
        }
    }
}

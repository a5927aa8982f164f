//! The open event feed of the Swedish police (*Händelser* on polisen.se), in its own JSON shape.
//!
//! The feed is a news service. Its `datetime` is when the notice was published; when the event happened stands only in its
//! `name` ("30 mars 23:44, Detonation, Malmö"), without a year. This room reads the two apart, finds the year, and keeps the
//! place for what it is: the middle of a town or of a county, never an address.
//!
//! It does not decide what an event means. Mapping "Skottlossning" to a shooting is sorting, not confirmation, and triage is
//! done by people.

mod event;
mod name;
mod raw;
mod versions;

use std::io::Read;

use crate::gate::{Encoding, Gate};
use crate::{PapersError, Progress};

pub use event::{Centre, FeedEvent};
pub use versions::{Arrival, arrival};

/// How much one feed file may hold.
#[derive(Debug, Clone, Copy)]
pub struct FeedLimits {
    /// Bytes of the file.
    pub bytes_max: u64,
    /// Events in the file.
    pub events_max: usize,
    /// Problems that are kept word for word; more are only counted.
    pub problems_max: usize,
}

impl Default for FeedLimits {
    /// The whole archive of 84,000 events weighs about 35 MB; this leaves room for a decade.
    fn default() -> Self {
        Self { bytes_max: 256 * 1024 * 1024, events_max: 500_000, problems_max: 1_000 }
    }
}

/// What is wrong with one event, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedProblem {
    /// Which event of the file, counted from 1.
    pub index: usize,
    /// The feed's number of the event, if that much could be read.
    pub id: Option<i64>,
    /// The field that is wrong.
    pub field: &'static str,
    /// What is wrong.
    pub what: String,
    /// What the person at the keyboard can do.
    pub how_to_mend: String,
    /// Whether the event was kept all the same, without the part that is wrong.
    pub kept: bool,
}

/// A feed file, read as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedFile {
    /// The latest version of every event, in the order in which the events first stand in the file.
    pub events: Vec<FeedEvent>,
    /// Earlier versions of events that stand several times in the file, oldest first within each event.
    pub earlier: Vec<FeedEvent>,
    /// How many events stood in the file, good and bad.
    pub seen: usize,
    /// How many times an event stood again word for word.
    pub repeated: usize,
    /// How many events happened on another day than the one they were published on.
    pub other_day_than_published: usize,
    /// Problems, at most [`FeedLimits::problems_max`] of them.
    pub problems: Vec<FeedProblem>,
    /// How many problems there were in all.
    pub problems_total: usize,
}

impl FeedFile {
    fn note(&mut self, problem: FeedProblem, limits: &FeedLimits) {
        self.problems_total += 1;
        if self.problems.len() < limits.problems_max {
            self.problems.push(problem);
        }
    }
}

/// Reads a feed file. `total` is the size of the file when it is known: it makes the progress meaningful and lets a far too
/// large file be refused before it is read.
///
/// # Errors
/// When the file as a whole cannot be trusted: too large, cut, not JSON, not a list, wrong encoding. Nothing of it is handed on then.
pub fn read_feed(
    source: impl Read,
    total: Option<u64>,
    limits: &FeedLimits,
    progress: &mut dyn FnMut(Progress),
) -> Result<FeedFile, PapersError> {
    let zone = event::swedish_time()?;
    let gate = Gate::open(source, total, limits.bytes_max, Encoding::Utf8, progress)?;
    let mut file = FeedFile::default();
    let mut readings = Vec::new();
    raw::each_event(gate, limits.events_max, |index, loose| {
        file.seen = index;
        match event::read_event(index, loose, &zone) {
            Ok((event, small_problems)) => {
                for problem in small_problems {
                    file.note(problem, limits);
                }
                readings.push((index, event));
            }
            Err(problem) => file.note(*problem, limits),
        }
    })?;
    versions::settle(readings, &mut file, limits);
    let other_day = |event: &&FeedEvent| zone.to_datetime(event.occurred).date() != zone.to_datetime(event.published).date();
    file.other_day_than_published = file.events.iter().filter(other_day).count();
    Ok(file)
}

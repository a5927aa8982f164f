//! Events are rewritten: the same number comes again with other words.
//!
//! The rule is one and the same inside a file and between a file and what is already stored: the hash tells whether anything
//! changed, and the publishing time tells which version is the later one.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{FeedEvent, FeedFile, FeedLimits, FeedProblem};

/// What an event in a file is to the one that is already stored under its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Nothing is stored under this number.
    New,
    /// Word for word what is stored. Importing it again changes nothing.
    Unchanged,
    /// Something changed, and it was not published before what is stored: it becomes the current version.
    Revision,
    /// An older version that arrives late, for example from an archive: it belongs into the history, not in front.
    EarlierVersion,
}

/// Compares an event with the current version under its number, given as that version's hash and publishing time.
#[must_use]
pub fn arrival(stored: Option<(&str, Timestamp)>, event: &FeedEvent) -> Arrival {
    match stored {
        None => Arrival::New,
        Some((hash, _)) if hash == event.content_hash => Arrival::Unchanged,
        Some((_, published)) if event.published < published => Arrival::EarlierVersion,
        Some(_) => Arrival::Revision,
    }
}

/// Sorts the readings of one file into current and earlier versions. Later publishing wins; at the same publishing time the later place in the file.
pub(super) fn settle(readings: Vec<(usize, FeedEvent)>, file: &mut FeedFile, limits: &FeedLimits) {
    let mut order: Vec<i64> = Vec::new();
    let mut versions: HashMap<i64, Vec<(usize, FeedEvent)>> = HashMap::new();
    let mut first_place: HashMap<(i64, String), usize> = HashMap::new();
    for (index, event) in readings {
        let known = versions.entry(event.id).or_insert_with(|| {
            order.push(event.id);
            Vec::new()
        });
        let place = first_place.entry((event.id, event.content_hash.clone())).or_insert(index);
        if *place != index {
            file.repeated += 1;
            let what = format!("stands word for word as event {place} already");
            file.note(repeated(index, event.id, what, "nothing to do: it is read once"), limits);
            continue;
        }
        if let Some((first, _)) = known.first() {
            let what = format!("is used by event {first} as well, with other content");
            let mend = "nothing to do if the event was rewritten: the version that was published last is current, the other is kept as its history";
            file.note(repeated(index, event.id, what, mend), limits);
        }
        known.push((index, event));
    }
    for id in order {
        let Some(mut of_one) = versions.remove(&id) else {
            continue;
        };
        of_one.sort_by_key(|(index, event)| (event.published, *index));
        let current = of_one.pop();
        file.earlier.extend(of_one.into_iter().map(|(_, event)| event));
        file.events.extend(current.map(|(_, event)| event));
    }
}

fn repeated(index: usize, id: i64, what: String, how_to_mend: &str) -> FeedProblem {
    FeedProblem { index, id: Some(id), field: "id", what, how_to_mend: how_to_mend.to_owned(), kept: true }
}

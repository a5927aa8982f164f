//! From rows to incidents.
//!
//! A shooting with three victims is three rows in most cities' files, and one incident. The rule, in full:
//!
//! 1. Rows with the same incident number are one incident, however far apart they lie.
//! 2. Two rows are also one incident when they are of the same kind, both have a time of day, lie at most `hours` apart, and
//!    - both have coordinates at most `metres` apart, or
//!    - neither has coordinates, the place text is the same, and the rule allows joining by place text.
//!
//!    Unless the rule says *across numbers*, this holds only for two rows that both have no number.
//! 3. What is joined to the same is joined to each other: a chain of rows is one incident. [`Merging::longest_hours`] tells how far
//!    the longest chain reaches, so that a chain that grew too long is seen.
//!
//! A row that has a day but no time of day is joined by number only: nobody can say that it lies within four hours of another.
//! The result does not depend on the order of the rows. Nothing here reads files or knows whose rows they are.

use std::collections::{HashMap, VecDeque};

use jiff::Timestamp;

use crate::incident_table::{MergeRule, ReadRow};
use crate::{ClockDoubt, IncidentKind, Occurred, Position};

/// Metres in a degree of latitude, rounded down, so that a cell of the grid is never too small.
const METRES_PER_DEGREE: f64 = 110_000.0;
/// Longest note of an incident; notes of further rows are dropped.
const NOTE_CHARS_MAX: usize = 4_000;

/// An incident made of one row or more.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedIncident {
    /// The publisher's numbers, sorted.
    pub source_ids: Vec<String>,
    /// The earliest time of day among the rows, or the earliest day if none has a time.
    pub occurred: Occurred,
    /// Set when the clock of the row that gave the time was ambiguous.
    pub clock_doubt: Option<ClockDoubt>,
    /// The most serious kind among the rows.
    pub kind: IncidentKind,
    /// People killed, summed.
    pub killed: u32,
    /// People injured, summed.
    pub injured: u32,
    /// The position of the earliest row that has one.
    pub position: Option<Position>,
    /// The place text of the earliest row that has one.
    pub place: Option<String>,
    /// The different notes of the rows.
    pub note: Option<String>,
    /// The lines of the file, sorted.
    pub lines: Vec<u64>,
}

/// The incidents, and how they came about, for the preview and for the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Merging {
    /// The incidents, sorted by time.
    pub incidents: Vec<ImportedIncident>,
    /// The rule that was used; none when rows were joined by number only.
    pub rule: Option<MergeRule>,
    /// How many rows there were.
    pub rows: usize,
    /// How many rows were joined to another because they share its number.
    pub joined_by_number: usize,
    /// How many rows, or groups of rows, were joined because they lie near.
    pub joined_by_nearness: usize,
    /// Hours between the first and the last row of the longest incident.
    pub longest_hours: f64,
    /// Incidents whose rows lie more than a day apart. A shared number that spans weeks is often a typing error of the publisher.
    pub longer_than_a_day: usize,
}

/// Joins rows to incidents. Without a rule, only by number.
#[must_use]
pub fn merge(rows: Vec<ReadRow>, rule: Option<MergeRule>) -> Merging {
    let mut rows = rows;
    // The line is a row's identity, so this order is complete and does not depend on the order in which the rows came.
    rows.sort_by_key(sort_key);
    let mut sets = Sets::new(rows.len());
    let joined_by_number = join_by_number(&rows, &mut sets);
    let joined_by_nearness = rule.map_or(0, |rule| join_by_nearness(&rows, &rule, &mut sets));
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    for row in 0..rows.len() {
        members.entry(sets.root(row)).or_default().push(row);
    }
    let mut groups: Vec<Vec<usize>> = members.into_values().collect();
    groups.sort_unstable();
    let (mut longest, mut longer_than_a_day) = (0, 0);
    let mut incidents: Vec<ImportedIncident> = Vec::with_capacity(groups.len());
    for group in groups {
        let of_one: Vec<&ReadRow> = group.iter().map(|&row| &rows[row]).collect();
        let span = span_seconds(&of_one);
        longest = longest.max(span);
        longer_than_a_day += usize::from(span > 86_400);
        incidents.push(incident_of(&of_one));
    }
    incidents.sort_by(|a, b| (instant(a.occurred), &a.lines).cmp(&(instant(b.occurred), &b.lines)));
    let longest_hours = longest as f64 / 3600.0;
    Merging { incidents, rule, rows: rows.len(), joined_by_number, joined_by_nearness, longest_hours, longer_than_a_day }
}

/// A day without a time sorts before the times of that day; its own midnight in UTC is near enough for an order.
fn instant(occurred: Occurred) -> (i64, bool) {
    match occurred {
        Occurred::At(moment) => (moment.as_second(), true),
        Occurred::On(date) => {
            let midnight = jiff::tz::Offset::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
            (midnight.map_or(i64::MIN, Timestamp::as_second), false)
        }
    }
}

fn sort_key(row: &ReadRow) -> ((i64, bool), u64) {
    (instant(row.occurred), row.line)
}

fn span_seconds(rows: &[&ReadRow]) -> i64 {
    let moments = rows.iter().filter_map(|row| match row.occurred {
        Occurred::At(moment) => Some(moment.as_second()),
        Occurred::On(_) => None,
    });
    moments.clone().max().unwrap_or(0) - moments.min().unwrap_or(0)
}

fn join_by_number(rows: &[ReadRow], sets: &mut Sets) -> usize {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut joined = 0;
    for (index, row) in rows.iter().enumerate() {
        if let Some(number) = &row.number {
            let earlier = *first.entry(number).or_insert(index);
            joined += usize::from(sets.join(earlier, index));
        }
    }
    joined
}

fn join_by_nearness(rows: &[ReadRow], rule: &MergeRule, sets: &mut Sets) -> usize {
    let window = (rule.hours * 3600.0).floor() as i64;
    let grid = Grid::over(rows, rule.metres);
    let mut cells: HashMap<(IncidentKind, i64, i64), VecDeque<(i64, usize)>> = HashMap::new();
    let mut texts: HashMap<(IncidentKind, &str), (i64, usize)> = HashMap::new();
    let mut joined = 0;
    // Rows are sorted by time, so everything that can still be near stands at the back of its queue.
    for (index, row) in rows.iter().enumerate() {
        let Occurred::At(moment) = row.occurred else {
            continue;
        };
        if row.number.is_some() && !rule.across_numbers {
            continue;
        }
        let now = moment.as_second();
        let Some(position) = row.position else {
            if let Some(place) = row.place.as_deref().filter(|_| rule.by_place_text)
                && let Some((then, earlier)) = texts.insert((row.kind, place), (now, index))
                && now - then <= window
            {
                joined += usize::from(sets.join(earlier, index));
            }
            continue;
        };
        let (north, east) = grid.cell(position);
        for cell in (-1..=1).flat_map(|up| (-1..=1).map(move |right| (row.kind, north + up, east + right))) {
            let Some(queue) = cells.get_mut(&cell) else {
                continue;
            };
            while queue.front().is_some_and(|(then, _)| now - then > window) {
                queue.pop_front();
            }
            for &(_, earlier) in queue.iter() {
                let near = rows[earlier].position.is_some_and(|other| position.metres_to(other) <= rule.metres);
                joined += usize::from(near && sets.join(earlier, index));
            }
        }
        let queue = cells.entry((row.kind, north, east)).or_default();
        // Of several rows at exactly one spot only the last is needed: whatever is near the others in time is near it as well.
        queue.retain(|&(_, earlier)| rows[earlier].position != Some(position));
        queue.push_back((now, index));
    }
    joined
}

/// A grid whose cells are at least `metres` high and wide everywhere in the file, so that near rows lie in neighbouring cells.
/// It does not wrap around at 180 degrees: a town there would need its longitudes shifted.
struct Grid {
    height: f64,
    width: f64,
}

impl Grid {
    fn over(rows: &[ReadRow], metres: f64) -> Self {
        let farthest_from_equator = rows.iter().filter_map(|row| row.position).map(|position| position.latitude.abs()).fold(0.0, f64::max);
        // One half of a degree further out, because the narrowest cell is the one that counts; never narrower than near a pole.
        let shrink = (farthest_from_equator + 0.5).min(89.9).to_radians().cos();
        let height = metres.max(1.0) / METRES_PER_DEGREE;
        Self { height, width: height / shrink }
    }

    fn cell(&self, position: Position) -> (i64, i64) {
        ((position.latitude / self.height).floor() as i64, (position.longitude / self.width).floor() as i64)
    }
}

fn incident_of(rows: &[&ReadRow]) -> ImportedIncident {
    let with_time = rows.iter().find(|row| matches!(row.occurred, Occurred::At(_)));
    // Cannot fail: every group has at least one row.
    let leading = with_time.or(rows.first()).expect("a group of rows");
    let mut source_ids: Vec<String> = rows.iter().filter_map(|row| row.number.clone()).collect();
    source_ids.sort_unstable();
    source_ids.dedup();
    let mut lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    lines.sort_unstable();
    let mut notes: Vec<&str> = rows.iter().filter_map(|row| row.note.as_deref()).collect();
    notes.sort_unstable();
    notes.dedup();
    let mut letters = 0;
    let fitting: Vec<&str> = notes
        .into_iter()
        .take_while(|note| {
            letters += note.chars().count() + 1;
            letters <= NOTE_CHARS_MAX
        })
        .collect();
    let note = fitting.join("\n");
    ImportedIncident {
        source_ids,
        occurred: leading.occurred,
        clock_doubt: leading.clock_doubt,
        kind: rows.iter().map(|row| row.kind).min().unwrap_or(leading.kind),
        killed: rows.iter().map(|row| row.killed).fold(0, u32::saturating_add),
        injured: rows.iter().map(|row| row.injured).fold(0, u32::saturating_add),
        position: rows.iter().find_map(|row| row.position),
        place: rows.iter().find_map(|row| row.place.clone()),
        note: (!note.is_empty()).then_some(note),
        lines,
    }
}

/// Disjoint sets of rows (union-find with path halving; the smaller index is always the root, so that the result is the same every time).
struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect() }
    }

    fn root(&mut self, mut row: usize) -> usize {
        while self.parent[row] != row {
            self.parent[row] = self.parent[self.parent[row]];
            row = self.parent[row];
        }
        row
    }

    /// Joins two sets. False when they were one already.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
        a != b
    }
}

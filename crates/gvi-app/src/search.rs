//! Search in the own compartment: groups, persons, incidents, what was received. Never in another authority's.
//!
//! Each kind is searched under its own permit, and only in what that permit shows: a name that is withheld finds nothing, a person
//! with protected identity is there for the named handlers only, and a number is the number of what may be listed. What was typed
//! is kept nowhere: not in the log, which says that a list was read and which persons were shown, and not in any trace.

use gvi_domain::limit::COUNTED_MAX;
use gvi_domain::{Code, Whole};
use gvi_secrecy::deeds::{ListGroups, ListIncidents, ListPersons, ListReceived, ReadGroup, ReadIncident};
use gvi_store::Ctx;
use gvi_store::persons::PersonSearch;
use gvi_store::search::{self, INCIDENTS_MAX};

use crate::error::AppError;
use crate::seen::{SeenListedPerson, SeenNamedGroup, SeenPlacedIncident};
use crate::{persons, received};

/// Fewest letters that are searched for. One letter would list half the compartment.
pub const LETTERS_LEAST: usize = 2;
/// Longest text that is searched for.
pub const LETTERS_MOST: usize = 100;
/// Lines of one kind on the page.
pub const LINES_MAX: usize = 50;

/// What was found of one kind.
pub struct Hits<T> {
    /// The lines.
    pub lines: Vec<T>,
    /// How many there are in all, where that is known.
    pub count: usize,
    /// Whether there may be more than are counted.
    pub more: bool,
}

/// What was found. A kind that is not for this reader is not there at all.
#[derive(Default)]
pub struct Found {
    /// By name, other name or code, in the order of names.
    pub groups: Option<Hits<SeenNamedGroup>>,
    /// By name or code, in the order of names.
    pub persons: Option<Hits<SeenListedPerson>>,
    /// By place or code, the latest first.
    pub incidents: Option<Hits<SeenPlacedIncident>>,
    /// By title, the latest first.
    pub received: Option<Hits<received::Line>>,
}

impl Found {
    /// Whether there is nothing of any kind.
    pub fn is_empty(&self) -> bool {
        let none = |count: Option<usize>| count.unwrap_or(0) == 0;
        none(self.groups.as_ref().map(|hits| hits.count))
            && none(self.persons.as_ref().map(|hits| hits.count))
            && none(self.incidents.as_ref().map(|hits| hits.count))
            && none(self.received.as_ref().map(|hits| hits.count))
    }
}

/// Whether this person has anything to search in.
pub fn is_for(ctx: &Ctx) -> bool {
    ctx.would::<ListGroups>() || ctx.would::<ListPersons>() || ctx.would::<ListIncidents>() || ctx.would::<ListReceived>()
}

/// Searches the own compartment. Nothing is searched for a text that is too short.
pub async fn search(ctx: &Ctx, typed: &str) -> Result<Found, AppError> {
    if !is_for(ctx) {
        return Err(AppError::NotFound);
    }
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let words: String = words.chars().take(LETTERS_MOST).collect();
    if words.chars().count() < LETTERS_LEAST {
        return Ok(Found::default());
    }
    let code = words.parse::<Code>().ok();
    Ok(Found {
        groups: if ctx.would::<ListGroups>() { Some(groups(ctx, &words, code).await?) } else { None },
        persons: if ctx.would::<ListPersons>() { Some(people(ctx, &words, code).await?) } else { None },
        incidents: if ctx.would::<ListIncidents>() { Some(incidents(ctx, &words, code).await?) } else { None },
        received: if ctx.would::<ListReceived>() { Some(arrived(ctx, &words).await?) } else { None },
    })
}

fn hits<T>(mut lines: Vec<T>, more: bool) -> Hits<T> {
    let count = lines.len();
    lines.truncate(LINES_MAX);
    Hits { lines, count, more }
}

fn holds(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(words)
}

async fn groups(ctx: &Ctx, words: &str, code: Option<Code>) -> Result<Hits<SeenNamedGroup>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListGroups>(Whole).await?;
    let rows = search::groups(&mut tx, &permit, code, words).await?;
    let mut seen = tx.open_rows::<_, ReadGroup, _>(&permit, rows);
    tx.commit().await?;
    seen.retain(|group| {
        code == Some(group.code)
            || group.name.as_value().is_some_and(|name| holds(name, words))
            || group.aliases.as_value().is_some_and(|aliases| aliases.iter().any(|alias| holds(alias, words)))
    });
    Ok(hits(seen, false))
}

async fn people(ctx: &Ctx, words: &str, code: Option<Code>) -> Result<Hits<SeenListedPerson>, AppError> {
    let asked = match code {
        Some(code) => PersonSearch { code: code.to_string(), ..PersonSearch::default() },
        None => PersonSearch { name: words.to_owned(), ..PersonSearch::default() },
    };
    let found = persons::list(ctx, asked).await?;
    let count = usize::try_from(found.count).unwrap_or(0);
    Ok(Hits { lines: found.persons, count, more: found.count >= COUNTED_MAX })
}

async fn incidents(ctx: &Ctx, words: &str, code: Option<Code>) -> Result<Hits<SeenPlacedIncident>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListIncidents>(Whole).await?;
    let mut rows = search::incidents(&mut tx, &permit, code, words).await?;
    let more = rows.len() > INCIDENTS_MAX;
    rows.truncate(INCIDENTS_MAX);
    let mut seen = tx.open_rows::<_, ReadIncident, _>(&permit, rows);
    tx.commit().await?;
    seen.retain(|incident| code == Some(incident.code) || incident.place.as_value().is_some_and(|place| holds(place, words)));
    Ok(hits(seen, more))
}

async fn arrived(ctx: &Ctx, words: &str) -> Result<Hits<received::Line>, AppError> {
    let mut lines = received::list(ctx).await?;
    lines.retain(|line| line.label.as_ref().is_some_and(|label| holds(label, words)));
    Ok(hits(lines, false))
}

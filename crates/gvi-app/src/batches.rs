//! Deeds on imports: a paper becomes incidents in one transaction, a batch is listed, a batch is undone.
//!
//! Reading papers is another room's work; here, what was read meets what is there. Nothing is half imported: if anything fails,
//! nothing of the paper stays. What an import brings is *reported*, never confirmed and never judged: that is done by people.

use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, PLACE_MAX, Position};
use gvi_domain::text::WORDS_MAX;
use gvi_domain::{BatchId, Code, DomainError, IncidentId, Moment, Occurred, Whole, Words};
use gvi_papers::incident_table::MergeRule;
use gvi_papers::merge::ImportedIncident;
use gvi_papers::polisen_events::{Centre, FeedEvent};
use gvi_secrecy::deeds::{ImportBatch, ListBatches, UndoBatch};
use gvi_store::batches::{self, Arriving, NewBatch};
pub use gvi_store::batches::{KEPT_SHOWN_MAX, Tally, Undone};
use gvi_store::{Ctx, Tx};
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::error::AppError;
use crate::seen::SeenBatch;

/// The name under which the police's open event feed is known as a source.
pub const FEED_SOURCE: &str = "polisen-events";
/// Incidents that happened longer ago than this start no clocks when they are imported: what is past cannot be alerted of.
pub const CLOCKS_WITHIN_DAYS: i64 = 7;
/// Longest name of a source.
pub const SOURCE_MAX: usize = 80;

/// What an import came to. No batch means that nothing in the paper was new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The batch, for undoing it.
    pub batch: Option<BatchId>,
    /// New, revised, unchanged.
    pub tally: Tally,
}

/// Imports events of the police's open feed. `progress` is told how many are done, of how many.
pub async fn import_feed(ctx: &Ctx, events: &[FeedEvent], progress: &mut (dyn FnMut(usize, usize) + Send)) -> Result<Imported, AppError> {
    let arriving = events.iter().map(|event| of_event(event, ctx)).collect::<Result<Vec<_>, _>>()?;
    let new = NewBatch {
        id: BatchId::new(),
        source: FEED_SOURCE.to_owned(),
        kind: "feed",
        rows_read: count(events.len()),
        merge_hours: None,
        merge_metres: None,
    };
    import(ctx, &new, &arriving, progress).await
}

/// Imports incidents of a table, merged before with `rule`; `rows` is how many rows they were. `source` names the publisher: its
/// numbers are remembered under that name.
pub async fn import_table(
    ctx: &Ctx,
    source: &str,
    incidents: &[ImportedIncident],
    rows: usize,
    rule: Option<&MergeRule>,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Imported, AppError> {
    let source = source.trim();
    let length = source.chars().count();
    if length == 0 || length > SOURCE_MAX {
        return Err(DomainError::field("source", if length == 0 { "missing" } else { "too-long" }).into());
    }
    let mut seen = std::collections::HashMap::new();
    let arriving = incidents.iter().map(|incident| of_table(incident, ctx, &mut seen)).collect::<Result<Vec<_>, _>>()?;
    let new = NewBatch {
        id: BatchId::new(),
        source: source.to_owned(),
        kind: "table",
        rows_read: count(rows),
        merge_hours: rule.map(|rule| rule.hours),
        merge_metres: rule.map(|rule| rule.metres),
    };
    import(ctx, &new, &arriving, progress).await
}

async fn import(
    ctx: &Ctx,
    new: &NewBatch,
    arriving: &[Arriving],
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Imported, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ImportBatch>(Whole).await?;
    batches::begin(&mut tx, &permit, new).await?;
    let mut tally = Tally::default();
    for (done, one) in arriving.iter().enumerate() {
        progress(done, arriving.len());
        batches::take_in(&mut tx, &permit, new.id, &new.source, one, &mut tally, ctx.zone()).await?;
    }
    progress(arriving.len(), arriving.len());
    batches::finish(&mut tx, &permit, new.id, &tally).await?;
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(Imported { batch: (!tally.changed_nothing()).then_some(new.id), tally })
}

fn of_event(event: &FeedEvent, ctx: &Ctx) -> Result<Arriving, AppError> {
    let occurred = Occurred::At(moment(event.occurred)?);
    // The feed's position is the middle of a town or a county. As the place of a shooting it would be a made-up fact.
    let place = match event.centre {
        Centre::County if event.region != event.town => format!("{}, {}", event.town, event.region),
        _ => event.town.clone(),
    };
    let facts = CoreFacts {
        kind: kind(event.kind),
        occurred,
        place: short(&place, PLACE_MAX),
        position: None,
        killed: 0,
        injured: 0,
        child_hit: false,
        bystander_hit: false,
        confirmation: Confirmation::NotYet,
        note: Words::stored(short(&format!("{}: {}", event.kind_text, event.summary), WORDS_MAX)),
    };
    Ok(Arriving {
        external_ids: vec![event.id.to_string()],
        starts_clocks: is_fresh(&facts, ctx.now(), ctx.zone()),
        facts,
        content_hash: event.content_hash.clone(),
        published: Some(moment(event.published)?),
    })
}

fn of_table(incident: &ImportedIncident, ctx: &Ctx, seen: &mut std::collections::HashMap<String, usize>) -> Result<Arriving, AppError> {
    let occurred = match incident.occurred {
        gvi_papers::Occurred::At(at) => Occurred::At(moment(at)?),
        gvi_papers::Occurred::On(date) => Occurred::On(date),
    };
    let position = incident.position.map(|at| Position { latitude: at.latitude, longitude: at.longitude });
    // A table without a word for the place still has to say where; the position then stands in for it.
    let place = incident
        .place
        .clone()
        .filter(|place| !place.trim().is_empty())
        .or_else(|| position.map(|at| format!("{:.4}, {:.4}", at.latitude, at.longitude)));
    let facts = CoreFacts {
        kind: kind(incident.kind),
        occurred,
        place: short(&place.unwrap_or_else(|| "?".to_owned()), PLACE_MAX),
        position,
        killed: incident.killed,
        injured: incident.injured,
        child_hit: false,
        bystander_hit: false,
        confirmation: Confirmation::NotYet,
        note: Words::stored(short(incident.note.as_deref().unwrap_or(""), WORDS_MAX)),
    };
    let hash = hash_of(&facts);
    let external_ids = if incident.source_ids.is_empty() {
        // Without a number, what stands in the rows is the only thing to know them by; equal ones are told apart by their order.
        let again = seen.entry(hash.clone()).and_modify(|times| *times += 1).or_insert(0);
        vec![format!("rows:{hash}:{again}")]
    } else {
        incident.source_ids.clone()
    };
    Ok(Arriving { external_ids, starts_clocks: is_fresh(&facts, ctx.now(), ctx.zone()), facts, content_hash: hash, published: None })
}

fn is_fresh(facts: &CoreFacts, now: Moment, zone: &TimeZone) -> bool {
    facts.occurred.latest(zone).plus_days(CLOCKS_WITHIN_DAYS) > now
}

fn hash_of(facts: &CoreFacts) -> String {
    let mut hasher = Sha256::new();
    for (name, value) in facts.fields() {
        for part in [name, value.as_str()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Papers sort more finely than the method needs; what it does not count is other serious violence, for people to look at.
const fn kind(kind: gvi_papers::IncidentKind) -> IncidentKind {
    use gvi_papers::IncidentKind as Paper;
    match kind {
        Paper::Homicide => IncidentKind::Homicide,
        Paper::AttemptedHomicide => IncidentKind::SeriousAttempt,
        Paper::Shooting => IncidentKind::Shooting,
        Paper::Explosion => IncidentKind::Explosion,
        Paper::SeriousAssault | Paper::Robbery | Paper::WeaponOffence | Paper::Other => IncidentKind::OtherViolence,
    }
}

fn moment(timestamp: jiff::Timestamp) -> Result<Moment, AppError> {
    Moment::from_seconds(timestamp.as_second()).map_err(|_| DomainError::field("occurred", "outside-the-years").into())
}

fn short(text: &str, most: usize) -> String {
    text.trim().chars().filter(|sign| !sign.is_control() || *sign == '\n').take(most).collect()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The batches, the latest first, and whether the reader may undo them.
pub async fn list(ctx: &Ctx) -> Result<Vec<SeenBatch>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListBatches>(Whole).await?;
    let batches = batches::list(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    tx.commit().await?;
    Ok(batches)
}

/// Undoes a batch: exactly its untouched incidents go, what it changed in others is taken back, and those that people have worked on
/// since are told of.
pub async fn undo(ctx: &Ctx, id: BatchId) -> Result<Undone, AppError> {
    let (mut tx, permit): (Tx, _) = ctx.begin().await?.permit::<UndoBatch>(id).await?;
    let undone = batches::undo(&mut tx, &permit, ctx.zone()).await?.ok_or(DomainError::Rule { rule: "batch-undone-already" })?;
    tx.commit().await?;
    Ok(undone)
}

/// An incident that stayed when its batch was undone.
pub type Kept = (IncidentId, Code);

//! The log, for those who oversee the work: what was done here, who saw a record, and whether the memory itself holds.
//!
//! Reading the log is a deed like any other and leaves its own entry, which says which part was read: the record by its id, a filter by the
//! names of its fields and never by what was typed into them.
//!
//! What this file deliberately does not do: open the records that the entries are about. An auditor learns who did what to which thing,
//! and the thing's code where it has one, and nothing that stands in it.

use std::collections::BTreeMap;

use gvi_domain::limit::ROWS_PER_PAGE;
use gvi_domain::{AuthorityId, Code, Moment, Whole};
use gvi_ledger::{SignedCheckpoint, VerifierKey};
use gvi_secrecy::deeds::{self, ReadLog};
use gvi_secrecy::{Permit, Thing};
use gvi_store::neighbours::{self, Neighbour};
use gvi_store::{Ctx, StoreError, Tx, checkpoints, log};

pub use gvi_papers::log_file::LogFile as Paper;
pub use gvi_papers::sheets::Marking;
pub use gvi_store::log::{COUNTED_ENTRIES_MAX, LogFilter, Sound, Turn};

use crate::error::AppError;
use crate::seen::{SeenEntry, SeenReader, SeenWho};
use crate::witness::cosignatures_needed;

/// Entries in one file. Whoever needs more takes one period after the other.
pub const ENTRIES_PER_FILE_MAX: u32 = 10_000;
/// Checkpoints that are looked through for a neighbour's latest cosignature, and shown.
const CHECKPOINTS_SHOWN: u32 = 20;
/// Days of refusals that stand on one's day.
const GLANCE_DAYS: i64 = 7;
/// How many signs of a root are said: enough to compare two screens by eye.
const ROOT_SIGNS: usize = 12;

/// Deeds that are entries of the log without being asked of the policies: the way in and out, and the founding.
const DEEDS_AT_THE_DOOR: [&str; 3] = ["sign_in", "sign_out", "first_accounts"];
/// The kind of thing that is done to at the door.
const SESSION: &str = "Session";

/// An entry with what is known beside it.
pub struct Line {
    /// The entry.
    pub entry: SeenEntry,
    /// The kind and the code of the thing that it names, if that is still here and has a code.
    pub coded: Option<(String, Code)>,
}

/// What lists of entries have in common.
pub struct Entries {
    /// The newest first.
    pub lines: Vec<Line>,
    /// Older entries come after this one, if there are any.
    pub older: Option<u64>,
    /// Newer entries come before this one, if there are any.
    pub newer: Option<u64>,
    /// Names of the purposes by id, in Swedish and English.
    pub purposes: BTreeMap<String, (String, String)>,
}

/// A page of the log.
pub struct LogPage {
    /// The entries.
    pub entries: Entries,
    /// Whom one can filter by.
    pub people: Vec<SeenWho>,
}

/// Who saw one record.
pub struct RecordLog {
    /// The kind of thing.
    pub thing: &'static str,
    /// Its code, if it is still here and has one.
    pub code: Option<Code>,
    /// Who did what with it, counted.
    pub readers: Vec<SeenReader>,
    /// The entries.
    pub entries: Entries,
}

/// The entries of a file.
pub struct LogFile {
    /// The entries.
    pub entries: Entries,
    /// There are more entries than a file holds: these are the newest.
    pub cut: bool,
}

/// A neighbour as the witness of this log, and this compartment as the witness of theirs.
pub struct Watcher {
    /// The neighbour.
    pub authority: AuthorityId,
    /// The latest of our checkpoints that they co-signed: its size, and when, if it is among the latest at all.
    pub cosigned: Option<(u64, Moment)>,
    /// The size of their log when this compartment last co-signed it, and when that was.
    pub seen: Option<(u64, Moment)>,
}

/// A checkpoint of the own log.
pub struct Kept {
    /// Entries that it covers.
    pub size: u64,
    /// When it was signed.
    pub at: Moment,
    /// The beginning of its root.
    pub root: String,
    /// How many neighbours co-signed it.
    pub cosigned: usize,
}

/// Why this compartment would not put its name to a neighbour's checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// The same number of entries with another content: the history was told anew.
    Forked,
    /// Fewer entries than before: something was cut off.
    Shrunk,
    /// It is not proven that the log only grew.
    Unproven,
    /// It is not signed with the key of that log.
    Unsigned,
    /// Anything else.
    Other,
}

impl Distrust {
    /// The stem of its message key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forked => "forked",
            Self::Shrunk => "shrunk",
            Self::Unproven => "unproven",
            Self::Unsigned => "unsigned",
            Self::Other => "other",
        }
    }

    /// Reads the reason as the witness wrote it down.
    fn of(reason: &str) -> Self {
        if reason.starts_with("forked history") {
            Self::Forked
        } else if reason.starts_with("the log had ") {
            Self::Shrunk
        } else if reason.starts_with("it is not proven") {
            Self::Unproven
        } else if reason.contains("is not signed by its log") {
            Self::Unsigned
        } else {
            Self::Other
        }
    }
}

/// A neighbour's checkpoint that this compartment refused to co-sign.
pub struct Alarm {
    /// Whose log.
    pub origin: String,
    /// The neighbour, if it is one that is known.
    pub authority: Option<AuthorityId>,
    /// Entries that it claimed to cover.
    pub size: u64,
    /// Why it was refused.
    pub why: Distrust,
    /// When.
    pub at: Moment,
}

/// Whether the memory holds.
pub struct Watch {
    /// Entries there are.
    pub size: u64,
    /// Entries that the newest checkpoint covers.
    pub covered: u64,
    /// The newest checkpoints, newest first.
    pub kept: Vec<Kept>,
    /// The neighbours.
    pub watchers: Vec<Watcher>,
    /// How many cosignatures a checkpoint needs.
    pub needed: usize,
    /// What was refused, newest first.
    pub alarms: Vec<Alarm>,
}

/// What of the log stands on the day of somebody who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// Refusals of the last days, up to a hundred.
    pub refusals: i64,
    /// Checkpoints of neighbours that were refused.
    pub alarms: usize,
    /// Entries there are.
    pub size: u64,
    /// When the newest checkpoint was signed.
    pub signed: Option<Moment>,
}

/// Whether the log is for this person: for links.
pub fn is_for(ctx: &Ctx) -> bool {
    ctx.would::<ReadLog>()
}

/// The names of all deeds that can stand in the log.
pub fn deed_names() -> impl Iterator<Item = &'static str> {
    deeds::ALL.iter().map(|(name, ..)| *name).chain(DEEDS_AT_THE_DOOR)
}

/// Whether a deed changes something: an entry of one that only reads says that somebody saw the thing.
pub fn changes(deed: &str) -> bool {
    deeds::ALL.iter().find(|(name, ..)| *name == deed).is_none_or(|(.., changes)| *changes)
}

/// The names of all kinds of things that can stand in the log.
pub fn thing_names() -> impl Iterator<Item = &'static str> {
    Thing::ALL.into_iter().map(Thing::name).chain([SESSION])
}

/// How an address names a kind of thing: in small letters, an account as `account`.
pub fn address_of(thing: &str) -> String {
    if thing == Thing::Account.name() { "account".to_owned() } else { thing.to_lowercase() }
}

/// The kind of thing that an address names.
pub fn thing_in_address(text: &str) -> Option<&'static str> {
    thing_names().find(|thing| address_of(thing) == text)
}

/// A page of the log. `typed` is what stands in the field for one thing: its id or its code.
pub async fn page(ctx: &Ctx, filter: &LogFilter, typed: &str, turn: Turn) -> Result<LogPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadLog>(Whole).await?;
    let filter = narrowed(&mut tx, &permit, filter, typed).await?;
    tx.about(&permit, coarse("page", &filter));
    let entries = entries(&mut tx, &permit, &filter, turn, page_size()).await?;
    let rows = log::people(&mut tx, &permit).await?;
    let people = tx.open_rows::<_, ReadLog, _>(&permit, rows);
    tx.commit().await?;
    Ok(LogPage { entries, people })
}

/// The entries of a filter for a file, the newest first, up to [`ENTRIES_PER_FILE_MAX`].
pub async fn file(ctx: &Ctx, filter: &LogFilter, typed: &str) -> Result<LogFile, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadLog>(Whole).await?;
    let filter = narrowed(&mut tx, &permit, filter, typed).await?;
    tx.about(&permit, coarse("file", &filter));
    let entries = entries(&mut tx, &permit, &filter, Turn::Newest, ENTRIES_PER_FILE_MAX).await?;
    tx.commit().await?;
    Ok(LogFile { cut: entries.older.is_some(), entries })
}

/// Who saw one record. A record of which the log knows nothing is not there, whether or not it exists; the question is logged all the same.
pub async fn of(ctx: &Ctx, thing: &'static str, id: &str, turn: Turn) -> Result<RecordLog, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadLog>(Whole).await?;
    // What is no id is not written down: an address can hold anything.
    let Some(id) = as_id(id) else {
        tx.about(&permit, "record");
        tx.commit().await?;
        return Err(AppError::NotFound);
    };
    tx.about(&permit, &id);
    // That somebody asked the log for a record does not make it one: only what was done to the thing itself counts.
    let own = LogFilter { subject: id.clone(), thing: thing.to_owned(), ..LogFilter::default() };
    if thing == Thing::Log.name() || log::page(&mut tx, &permit, &own, Turn::Newest, 1).await?.0.is_empty() {
        tx.commit().await?;
        return Err(AppError::NotFound);
    }
    // The same id under another kind of thing belongs here too: a disclosure that was tried about this group, a look into this very log.
    let rows = log::readers(&mut tx, &permit, &id).await?;
    let readers = tx.open_rows::<_, ReadLog, _>(&permit, rows);
    let filter = LogFilter { subject: id.clone(), ..LogFilter::default() };
    let entries = entries(&mut tx, &permit, &filter, turn, page_size()).await?;
    let code = log::with_id(&mut tx, &permit, &id).await?.map(|(_, _, code)| code);
    tx.commit().await?;
    Ok(RecordLog { thing, code, readers, entries })
}

/// Whether the memory holds: own checkpoints, who co-signed them, what was refused.
pub async fn watch(ctx: &Ctx) -> Result<Watch, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadLog>(Whole).await?;
    tx.about(&permit, "checkpoints");
    let (size, covered) = checkpoints::sizes(&mut tx, &permit).await?;
    let known = neighbours::all(&mut tx, &permit).await?;
    let mut kept = Vec::new();
    let mut signed = Vec::new();
    for stored in checkpoints::list(&mut tx, &permit, None, CHECKPOINTS_SHOWN).await? {
        let note = SignedCheckpoint::parse(stored.note.as_bytes()).map_err(|error| StoreError::Ledger(error.to_string()))?;
        let root: String = note.checkpoint().root().to_string().chars().take(ROOT_SIGNS).collect();
        let cosigned = known.iter().filter(|neighbour| cosigned_at(neighbour, &note).is_some()).count();
        kept.push(Kept { size: stored.size, at: stored.at, root, cosigned });
        signed.push(note);
    }
    let mut seen = checkpoints::seen_of_neighbours(&mut tx, &permit).await?;
    let watchers = known
        .iter()
        .map(|neighbour| Watcher {
            cosigned: signed.iter().find_map(|note| Some((note.checkpoint().size(), cosigned_at(neighbour, note)?))),
            seen: origin(neighbour).and_then(|origin| {
                let place = seen.iter().position(|(known, ..)| *known == origin)?;
                let (_, size, at) = seen.swap_remove(place);
                Some((size, at))
            }),
            authority: neighbour.authority.clone(),
        })
        .collect();
    let whose = |name: &str| known.iter().find(|neighbour| origin(neighbour).is_some_and(|origin| origin == name));
    let alarms = checkpoints::alarms(&mut tx, &permit).await?.into_iter().map(|alarm| Alarm {
        authority: whose(&alarm.origin).map(|neighbour| neighbour.authority.clone()),
        origin: alarm.origin,
        size: alarm.size,
        why: Distrust::of(&alarm.reason),
        at: alarm.at,
    });
    let alarms = alarms.collect();
    tx.commit().await?;
    Ok(Watch { size, covered, kept, watchers, needed: cosignatures_needed(known.len()), alarms })
}

/// What of the log stands on one's day; nothing for those whom it is not for.
pub(crate) async fn glance(tx: &mut Tx) -> Result<Option<Glance>, AppError> {
    let Some(permit) = tx.maybe::<ReadLog>(Whole).await? else { return Ok(None) };
    tx.about(&permit, "day");
    let since = tx.now().plus_days(-GLANCE_DAYS);
    Ok(Some(Glance {
        refusals: log::refusals_since(tx, &permit, since).await?,
        alarms: checkpoints::alarms(tx, &permit).await?.len(),
        size: checkpoints::sizes(tx, &permit).await?.0,
        signed: checkpoints::list(tx, &permit, None, 1).await?.first().map(|newest| newest.at),
    }))
}

/// A file of entries as it is handed out.
pub fn csv(paper: &Paper) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    paper.write_csv(&mut bytes).map_err(|error| AppError::Broken(Box::new(error)))?;
    Ok(bytes)
}

fn page_size() -> u32 {
    u32::try_from(ROWS_PER_PAGE).unwrap_or(u32::MAX)
}

fn origin(neighbour: &Neighbour) -> Option<String> {
    neighbour.log_key.parse::<VerifierKey>().ok().map(|key| key.name().to_owned())
}

/// When a neighbour co-signed a checkpoint, if their signature holds.
fn cosigned_at(neighbour: &Neighbour, signed: &SignedCheckpoint) -> Option<Moment> {
    let key = neighbour.witness_key.parse::<VerifierKey>().ok()?;
    let at = signed.verify(&key).ok()??;
    Moment::from_seconds(i64::try_from(at).ok()?).ok()
}

async fn entries(tx: &mut Tx, permit: &Permit<ReadLog>, filter: &LogFilter, turn: Turn, limit: u32) -> Result<Entries, AppError> {
    let (rows, more) = log::page(tx, permit, filter, turn, limit).await?;
    let seen = tx.open_rows::<_, ReadLog, _>(permit, rows);
    let (first, last) = (seen.first().map(|entry| entry.seq), seen.last().map(|entry| entry.seq));
    let (older, newer) = match turn {
        Turn::Newest => (last.filter(|_| more), None),
        // One came from a newer page, so there is one; a page with nothing on it leads back to where it was asked from.
        Turn::Older(from) => (last.filter(|_| more), Some(first.unwrap_or(from.saturating_sub(1)))),
        Turn::Newer(from) => (Some(last.unwrap_or_else(|| from.saturating_add(1))), first.filter(|_| more)),
    };
    let mut known: BTreeMap<String, Option<(String, Code)>> = BTreeMap::new();
    let mut lines = Vec::with_capacity(seen.len());
    for entry in seen {
        let coded = match entry.subject.as_value().and_then(|subject| subject.as_deref()).and_then(as_id) {
            None => None,
            Some(id) => match known.get(&id) {
                Some(coded) => coded.clone(),
                None => {
                    let coded = log::with_id(tx, permit, &id).await?.map(|(thing, _, code)| (thing, code));
                    known.insert(id, coded.clone());
                    coded
                }
            },
        };
        lines.push(Line { entry, coded });
    }
    Ok(Entries { lines, older, newer, purposes: log::purposes(tx, permit).await? })
}

/// The filter with the one thing that was typed, by id or by code. A code that nobody here bears finds what an unknown id finds: nothing.
async fn narrowed(tx: &mut Tx, permit: &Permit<ReadLog>, filter: &LogFilter, typed: &str) -> Result<LogFilter, AppError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(filter.clone());
    }
    let subject = match typed.to_uppercase().parse::<Code>() {
        Ok(code) => log::with_code(tx, permit, code).await?.map(|(_, id, _)| id),
        Err(_) => as_id(typed),
    };
    // No thing has this id, so nothing is found; and what was typed, perhaps a name, is kept nowhere.
    Ok(LogFilter { subject: subject.unwrap_or_else(|| "no such thing".to_owned()), ..filter.clone() })
}

/// An id as the log writes it, if the text is one.
fn as_id(text: &str) -> Option<String> {
    uuid::Uuid::parse_str(text.trim()).ok().map(|id| id.hyphenated().to_string())
}

/// What the entry of a reading says of it: the thing that was looked for, else the way and the names of the fields that were filled in.
fn coarse(way: &str, filter: &LogFilter) -> String {
    if let Some(id) = as_id(&filter.subject) {
        return id;
    }
    let fields = [
        ("who", !filter.actor.is_empty()),
        ("deed", !filter.deed.is_empty()),
        ("kind", !filter.thing.is_empty()),
        ("thing", !filter.subject.is_empty()),
        ("period", filter.from.is_some() || filter.to.is_some()),
        ("refused", filter.refused),
    ];
    let named: Vec<&str> = fields.into_iter().filter_map(|(name, filled)| filled.then_some(name)).collect();
    if named.is_empty() { way.to_owned() } else { format!("{way}:{}", named.join("+")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_of_a_reading_names_the_fields_and_never_what_was_typed() {
        let filter = LogFilter { actor: "mara".into(), from: Moment::from_seconds(0).ok(), refused: true, ..LogFilter::default() };
        assert_eq!(coarse("page", &filter), "page:who+period+refused");
        assert_eq!(coarse("file", &LogFilter::default()), "file");
        let typed = LogFilter { subject: "no such thing".into(), ..LogFilter::default() };
        assert_eq!(coarse("page", &typed), "page:thing");
        let id = "0f8c1b1e-6a5c-4d0e-9f3a-2b1c4d5e6f70";
        assert_eq!(coarse("page", &LogFilter { subject: id.into(), ..LogFilter::default() }), id);
    }

    #[test]
    fn every_kind_of_thing_has_one_address() {
        for thing in thing_names() {
            assert_eq!(thing_in_address(&address_of(thing)), Some(thing));
        }
        assert_eq!(address_of("AccountRecord"), "account");
        assert_eq!(thing_in_address("accountrecord"), None);
        assert_eq!(thing_in_address("Group"), None);
    }

    #[test]
    fn a_witness_refusal_is_told_apart_by_what_it_says() {
        let unknown = gvi_ledger::WitnessRefusal::UnknownOrigin { origin: "x".into() };
        assert_eq!(Distrust::of(&unknown.to_string()), Distrust::Other);
        let unsigned = gvi_ledger::WitnessRefusal::BadSignature {
            origin: "x".into(),
            size: 1,
            cause: gvi_ledger::LedgerError::TooManySignatures { max: 1 },
        };
        assert_eq!(Distrust::of(&unsigned.to_string()), Distrust::Unsigned);
    }
}

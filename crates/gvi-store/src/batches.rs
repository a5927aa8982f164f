//! Rows of import batches, and how an arriving incident meets the ones that are there.
//!
//! A source's own numbers lead to one incident each, so a repeated import changes nothing. A later version becomes a revision,
//! but what people have changed by hand stays as they wrote it: the version's text is then kept in the history, not in front.

use std::collections::BTreeMap;

use gvi_domain::incident::{CoreFacts, NewIncident};
use gvi_domain::{BatchId, Code, IncidentId, Moment};
use gvi_secrecy::deeds::{ImportBatch, ListBatches, UndoBatch};
use gvi_secrecy::{Changes, Facts, Permit, Sealed, Thing, classed};
use jiff::tz::TimeZone;

use crate::db::{DbError, DbTx, Row};
use crate::incidents::{self, Origin};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `batches`.
pub struct BatchRow {
    id: BatchId,
    code: Code,
    source: String,
    kind: String,
    rows_read: i64,
    added: i64,
    revised: i64,
    unchanged: i64,
    merge_hours: Option<f64>,
    merge_metres: Option<f64>,
    imported_by: String,
    imported_at: Moment,
    undone_at: Option<Moment>,
    removed: i64,
    kept: i64,
}

classed! { BatchRow => SeenBatch {
    id: BatchId = open,
    code: Code = open,
    source: String = Coordination,
    kind: String = Coordination,
    rows_read: i64 = Coordination,
    added: i64 = Coordination,
    revised: i64 = Coordination,
    unchanged: i64 = Coordination,
    merge_hours: Option<f64> = Coordination,
    merge_metres: Option<f64> = Coordination,
    imported_by: String = Coordination,
    imported_at: Moment = Coordination,
    undone_at: Option<Moment> = Coordination,
    removed: i64 = Coordination,
    kept: i64 = Coordination,
} }

fn read(row: &Row) -> Result<Sealed<BatchRow>, DbError> {
    let mut read = row.reader();
    let record = BatchRow {
        id: read.next()?,
        code: read.next()?,
        source: read.next()?,
        kind: read.next()?,
        rows_read: read.next()?,
        added: read.next()?,
        revised: read.next()?,
        unchanged: read.next()?,
        merge_hours: read.next()?,
        merge_metres: read.next()?,
        imported_by: read.next()?,
        imported_at: read.next()?,
        undone_at: read.next()?,
        removed: read.next()?,
        kept: read.next()?,
    };
    let facts = Facts::plain(Thing::Batch, "-");
    Ok(Sealed::new(record, facts))
}

/// The facts of a batch, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT id FROM batches WHERE id = $1", args![id]).await?;
    Ok(row.map(|_| Facts::plain(Thing::Batch, id)))
}

/// The batches, the latest first.
pub async fn list(tx: &mut Tx, permit: &Permit<ListBatches>) -> Result<Vec<Sealed<BatchRow>>, StoreError> {
    let sql = "SELECT batches.id, batches.code, batches.source, batches.kind, batches.rows_read, batches.added, batches.revised, batches.unchanged, \
               batches.merge_hours, batches.merge_metres, COALESCE(accounts.name, batches.imported_by), batches.imported_at, batches.undone_at, \
               batches.removed, batches.kept FROM batches LEFT JOIN accounts ON accounts.id = batches.imported_by \
               ORDER BY batches.imported_at DESC, batches.id DESC LIMIT 500";
    Ok(tx.db(permit).rows(sql, args![]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// A batch that begins.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its id.
    pub id: BatchId,
    /// The source's name; the numbers of incidents belong to it.
    pub source: String,
    /// What kind of paper: `feed` or `table`.
    pub kind: &'static str,
    /// How many rows or events the paper had.
    pub rows_read: i64,
    /// Rows at most this many hours apart were merged, if any were.
    pub merge_hours: Option<f64>,
    /// Rows at most this many metres apart were merged, if any were.
    pub merge_metres: Option<f64>,
}

/// Begins a batch.
pub async fn begin(tx: &mut Tx, permit: &Permit<ImportBatch>, new: &NewBatch) -> Result<(), StoreError> {
    let code = codes::free(tx, permit, codes::BATCHES, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO batches (id, code, source, kind, rows_read, added, revised, unchanged, merge_hours, merge_metres, imported_by, imported_at, \
             undone_by, undone_at, removed, kept) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7, $8, $9, NULL, NULL, 0, 0)",
            args![new.id, code, &new.source, new.kind, new.rows_read, new.merge_hours, new.merge_metres, actor, now],
        )
        .await?;
    Ok(())
}

/// Writes the figures of a batch at its end. A batch that changed nothing leaves no row behind.
pub async fn finish(tx: &mut Tx, permit: &Permit<ImportBatch>, id: BatchId, tally: &Tally) -> Result<(), StoreError> {
    if tally.changed_nothing() {
        tx.db(permit).execute("DELETE FROM batches WHERE id = $1", args![id]).await?;
    } else {
        tx.db(permit)
            .execute(
                "UPDATE batches SET added = $1, revised = $2, unchanged = $3 WHERE id = $4",
                args![tally.added, tally.revised, tally.unchanged, id],
            )
            .await?;
    }
    Ok(())
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// New incidents.
    pub added: i64,
    /// Incidents of which a later version came.
    pub revised: i64,
    /// Incidents that were there, word for word, or in a later version.
    pub unchanged: i64,
}

impl Tally {
    /// Whether nothing came of it.
    pub const fn changed_nothing(&self) -> bool {
        self.added == 0 && self.revised == 0
    }
}

/// An incident as a source tells of it.
#[derive(Debug, Clone)]
pub struct Arriving {
    /// The numbers under which the source knows it; at least one.
    pub external_ids: Vec<String>,
    /// The core facts.
    pub facts: CoreFacts,
    /// Tells two versions apart.
    pub content_hash: String,
    /// When this version was published, if the source says so.
    pub published: Option<Moment>,
    /// Whether it is recent enough for clocks to start.
    pub starts_clocks: bool,
}

/// What is known under a source's number.
struct Known {
    incident: IncidentId,
    content_hash: Option<String>,
    published: Option<Moment>,
}

/// Takes in one incident. Adds to the tally what came of it.
pub async fn take_in(
    tx: &mut Tx,
    permit: &Permit<ImportBatch>,
    batch: BatchId,
    source: &str,
    arriving: &Arriving,
    tally: &mut Tally,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    let mut known = None;
    for number in &arriving.external_ids {
        known = find(tx, permit, source, number).await?;
        if known.is_some() {
            break;
        }
    }
    let id = match known {
        None => {
            let new = NewIncident { id: IncidentId::new(), facts: arriving.facts.clone() };
            let origin = Origin { batch: Some(batch), content_hash: Some(arriving.content_hash.clone()), published: arriving.published };
            let code = incidents::insert(tx, permit, &new, &origin, zone).await?;
            if let Some(code) = code.filter(|_| arriving.starts_clocks) {
                incidents::start_clocks(tx, permit, new.id, code, new.facts.watch_until(zone)).await?;
            }
            tally.added += 1;
            new.id
        }
        Some(known) => {
            let same = known.content_hash.as_deref() == Some(arriving.content_hash.as_str());
            let older = arriving.published.zip(known.published).is_some_and(|(new, old)| new < old);
            if same || older {
                tally.unchanged += 1;
            } else {
                take_later_version(tx, permit, batch, known.incident, arriving, zone).await?;
                tally.revised += 1;
            }
            known.incident
        }
    };
    for number in &arriving.external_ids {
        tx.db(permit)
            .execute("INSERT INTO incident_sources (source, external_id, incident) VALUES ($1, $2, $3) ON CONFLICT (source, external_id) DO NOTHING", args![source, number, id])
            .await?;
    }
    Ok(())
}

async fn find(tx: &mut Tx, permit: &Permit<ImportBatch>, source: &str, number: &str) -> Result<Option<Known>, StoreError> {
    let sql = "SELECT incidents.id, incidents.content_hash, incidents.published_at FROM incident_sources \
               JOIN incidents ON incidents.id = incident_sources.incident WHERE incident_sources.source = $1 AND incident_sources.external_id = $2";
    let Some(row) = tx.db(permit).row(sql, args![source, number]).await? else { return Ok(None) };
    Ok(Some(Known { incident: row.get(0)?, content_hash: row.get(1)?, published: row.get(2)? }))
}

async fn take_later_version(
    tx: &mut Tx,
    permit: &Permit<ImportBatch>,
    batch: BatchId,
    id: IncidentId,
    arriving: &Arriving,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    // Cannot fail: the number of the source led to this row in the same transaction.
    let old = incidents::core(tx, permit, id).await?.expect("the incident of a known number");
    let by_hand = tx
        .db(permit)
        .rows("SELECT DISTINCT field FROM incident_revisions WHERE incident = $1 AND why = 'edit' ORDER BY field", args![id])
        .await?;
    let by_hand: Vec<String> = by_hand.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    let (mut facts, mut taken, mut left) = (old.clone(), Vec::new(), Vec::new());
    for change in old.differences(&arriving.facts) {
        if by_hand.iter().any(|field| field == change.0) {
            left.push(change);
        } else {
            facts.take(change.0, &arriving.facts);
            taken.push(change);
        }
    }
    overwrite(tx, permit, id, &facts, Some((&arriving.content_hash, arriving.published)), zone).await?;
    incidents::revise(tx, permit, id, &taken, "import", Some(batch)).await?;
    incidents::revise(tx, permit, id, &left, "import-not-taken", Some(batch)).await
}

/// Writes core facts over what stands, with the version of the source that they are of: its hash and when it was published.
async fn overwrite<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    id: IncidentId,
    facts: &CoreFacts,
    version: Option<(&str, Option<Moment>)>,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    let mut values = incidents::core_values(facts, zone);
    values.extend(args![id, version.map(|(hash, _)| hash.to_owned()), version.and_then(|(_, published)| published)]);
    tx.db(permit)
        .execute(
            concat!(
                "UPDATE incidents SET ",
                incidents::core_columns!(),
                ", content_hash = $17, published_at = $18, version = version + 1 WHERE id = $16"
            ),
            values,
        )
        .await?;
    Ok(())
}

/// What undoing a batch did.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// How many incidents were removed.
    pub removed: i64,
    /// How many incidents that were there before got back what the batch had changed in them.
    pub taken_back: i64,
    /// Incidents that stay, because people have worked on them since. Their number and at most [`KEPT_SHOWN_MAX`] of them.
    pub kept: i64,
    /// Id and code of those that stay.
    pub kept_incidents: Vec<(IncidentId, Code)>,
}

/// How many incidents that stay are listed.
pub const KEPT_SHOWN_MAX: usize = 200;

/// Removes exactly the incidents of a batch that nobody has touched since, and takes back what it changed in others. `None` if it was
/// undone before.
pub async fn undo(tx: &mut Tx, permit: &Permit<UndoBatch>, zone: &TimeZone) -> Result<Option<Undone>, StoreError> {
    let (id, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let first = tx
        .db(permit)
        .execute("UPDATE batches SET undone_by = $1, undone_at = $2 WHERE id = $3 AND undone_at IS NULL", args![actor, now, id])
        .await?;
    if first == 0 {
        return Ok(None);
    }
    let db = tx.db(permit);
    for sql in [
        "DELETE FROM clocks WHERE subject IN (SELECT id FROM incidents WHERE batch = $1 AND touched = 0)",
        "DELETE FROM incident_revisions WHERE incident IN (SELECT id FROM incidents WHERE batch = $1 AND touched = 0)",
        "DELETE FROM incident_sources WHERE incident IN (SELECT id FROM incidents WHERE batch = $1 AND touched = 0)",
    ] {
        db.execute(sql, args![id]).await?;
    }
    let removed = i64::try_from(db.execute("DELETE FROM incidents WHERE batch = $1 AND touched = 0", args![id]).await?).unwrap_or(i64::MAX);
    let kept = db.count("SELECT COUNT(*) FROM incidents WHERE batch = $1", args![id]).await?;
    let rows = db.rows("SELECT id, code FROM incidents WHERE batch = $1 ORDER BY occurred_from DESC, id LIMIT 200", args![id]).await?;
    let kept_incidents = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, DbError>>()?;
    db.execute("UPDATE batches SET removed = $1, kept = $2 WHERE id = $3", args![removed, kept, id]).await?;
    let taken_back = take_back(tx, permit, zone).await?;
    Ok(Some(Undone { removed, taken_back, kept, kept_incidents }))
}

/// Puts back the facts that a batch changed and that nobody has changed since, and forgets that it did. The incident then is of no
/// version of its source, so that the same paper can come in again. Tells how many incidents it was.
async fn take_back(tx: &mut Tx, permit: &Permit<UndoBatch>, zone: &TimeZone) -> Result<i64, StoreError> {
    let batch = permit.id();
    let sql = "SELECT r.incident, r.number, r.field, r.old_value, r.new_value FROM incident_revisions r WHERE r.batch = $1 AND r.why = 'import' \
               AND NOT EXISTS (SELECT 1 FROM incident_revisions n WHERE n.incident = r.incident AND n.field = r.field AND n.number > r.number \
               AND n.why <> 'import-not-taken' AND (n.batch IS NULL OR n.batch <> $1)) ORDER BY r.incident, r.number DESC, r.field";
    let mut changed: BTreeMap<IncidentId, Vec<(i64, String, String, String)>> = BTreeMap::new();
    for row in tx.db(permit).rows(sql, args![batch]).await? {
        changed.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    }
    let mut taken_back = 0;
    for (id, changes) in changed {
        let Some(mut facts) = incidents::core(tx, permit, id).await? else { continue };
        let mut forgotten = Vec::new();
        for (number, field, old, new) in changes {
            let stands = facts.fields().into_iter().any(|(name, value)| name == field && value == new);
            if stands && facts.put_back(&field, &old) {
                forgotten.push((number, field));
            }
        }
        if forgotten.is_empty() {
            continue;
        }
        overwrite(tx, permit, id, &facts, None, zone).await?;
        for (number, field) in forgotten {
            let sql = "DELETE FROM incident_revisions WHERE incident = $1 AND number = $2 AND field = $3";
            tx.db(permit).execute(sql, args![id, number, field]).await?;
        }
        taken_back += 1;
    }
    tx.db(permit).execute("DELETE FROM incident_revisions WHERE batch = $1 AND why = 'import-not-taken'", args![batch]).await?;
    Ok(taken_back)
}

//! Rows of what hangs on a call-in: the dated checklist, the plans beside it, the run-sheet. Functions and roles, never names of guests.

use gvi_domain::call_in::{CallInShell, ItemState, NewSpeech, PlanKind};
use gvi_domain::{CallInId, Date, Moment, SpeechId};
use gvi_secrecy::call_in_plan::PlanItem;
use gvi_secrecy::deeds::{EditCallIn, MoveCallIn, PlanCallIn};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// A row of `call_in_items`.
pub struct ItemRow {
    item_key: String,
    due_on: Date,
    moved: bool,
    state: ItemState,
    reason: String,
    closed_by: Option<String>,
    closed_at: Option<Moment>,
}

classed! { ItemRow => SeenItem {
    item_key: String = open,
    due_on: Date = Coordination,
    moved: bool = Coordination,
    state: ItemState = Coordination,
    reason: String = Coordination,
    closed_by: Option<String> = Coordination,
    closed_at: Option<Moment> = Coordination,
} }

/// A row of `call_in_plans`.
pub struct PlanRow {
    kind: PlanKind,
    words: String,
    written_by: Option<String>,
    written_at: Moment,
}

classed! { PlanRow => SeenPlan {
    kind: PlanKind = open,
    words: String = Coordination,
    written_by: Option<String> = Coordination,
    written_at: Moment = Coordination,
} }

/// A row of `call_in_speeches`, with the names of colleagues beside their ids.
pub struct SpeechRow {
    id: SpeechId,
    place: i64,
    speaker: String,
    minutes: i64,
    words_version: String,
    about: String,
    author: String,
    written_by: Option<String>,
    approved_by: Option<String>,
    approved_at: Option<Moment>,
    version: i64,
}

classed! { SpeechRow => SeenSpeech {
    id: SpeechId = open,
    place: i64 = Coordination,
    speaker: String = Coordination,
    minutes: i64 = Coordination,
    words_version: String = Coordination,
    about: String = Coordination,
    author: String = open,
    written_by: Option<String> = Coordination,
    approved_by: Option<String> = Coordination,
    approved_at: Option<Moment> = Coordination,
    version: i64 = open,
} }

fn sealed<R: gvi_secrecy::Record>(record: R, id: CallInId) -> Sealed<R> {
    Sealed::new(record, Facts::plain(Thing::CallIn, id))
}

/// The checklist, the earliest day first.
pub async fn items<D: Deed<Id = CallInId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<ItemRow>>, StoreError> {
    let sql = "SELECT i.item_key, i.due_on, i.moved, i.state, i.reason, a.name, i.closed_at FROM call_in_items i \
               LEFT JOIN accounts a ON a.id = i.closed_by WHERE i.call_in = $1 ORDER BY i.due_on, i.item_key";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let record = ItemRow {
            item_key: read.next()?,
            due_on: read.next()?,
            moved: read.next()?,
            state: read.next_named(ItemState::named)?,
            reason: read.next()?,
            closed_by: read.next()?,
            closed_at: read.next()?,
        };
        Ok::<_, DbError>(sealed(record, permit.id()))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The day of the first item that is still open, if one is.
pub async fn next_open<D: Deed<Id = CallInId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Option<Date>, StoreError> {
    let sql = "SELECT due_on FROM call_in_items WHERE call_in = $1 AND state = 'open' ORDER BY due_on, item_key LIMIT 1";
    let row = tx.db(permit).row(sql, args![permit.id()]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// Writes the checklist of a new call-in, dated from its day.
pub async fn write_items(tx: &mut Tx, permit: &Permit<PlanCallIn>, id: CallInId, items: &[PlanItem], day: Date) -> Result<(), StoreError> {
    let end = CallInShell::logistics_end(day);
    for item in items {
        let due = day.saturating_add(jiff::Span::new().days(item.days));
        let sql = "INSERT INTO call_in_items (call_in, item_key, due_on, moved, state, reason, expires_on) VALUES ($1, $2, $3, 0, 'open', '', $4)";
        tx.db(permit).execute(sql, args![id, &item.key, due, end]).await?;
    }
    Ok(())
}

/// Puts the open items that nobody has moved on their days from a new day.
pub async fn redate(tx: &mut Tx, permit: &Permit<MoveCallIn>, items: &[PlanItem], day: Date) -> Result<(), StoreError> {
    for item in items {
        let due = day.saturating_add(jiff::Span::new().days(item.days));
        let sql = "UPDATE call_in_items SET due_on = $1 WHERE call_in = $2 AND item_key = $3 AND state = 'open' AND moved = 0";
        tx.db(permit).execute(sql, args![due, permit.id(), &item.key]).await?;
    }
    Ok(())
}

/// Opens items again that a moved day has made undone.
pub async fn reopen(tx: &mut Tx, permit: &Permit<MoveCallIn>, key: &str) -> Result<(), StoreError> {
    let sql =
        "UPDATE call_in_items SET state = 'open', reason = '', closed_by = NULL, closed_at = NULL WHERE call_in = $1 AND item_key = $2";
    tx.db(permit).execute(sql, args![permit.id(), key]).await?;
    Ok(())
}

/// Closes an open item. Tells whether there was one.
pub async fn close_item<D: Changes + Deed<Id = CallInId>>(
    tx: &mut Tx,
    permit: &Permit<D>,
    key: &str,
    to: ItemState,
    reason: &str,
) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE call_in_items SET state = $1, reason = $2, closed_by = $3, closed_at = $4 WHERE call_in = $5 AND item_key = $6 AND state = 'open'";
    Ok(tx.db(permit).execute(sql, args![to.name(), reason, actor, now, permit.id(), key]).await? > 0)
}

/// Moves an open item to another day. Tells whether there was one.
pub async fn move_item(tx: &mut Tx, permit: &Permit<EditCallIn>, key: &str, to: Date, reason: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE call_in_items SET due_on = $1, moved = 1, reason = $2 WHERE call_in = $3 AND item_key = $4 AND state = 'open'";
    Ok(tx.db(permit).execute(sql, args![to, reason, permit.id(), key]).await? > 0)
}

/// The plans that are written, in the order of their kinds.
pub async fn plans<D: Deed<Id = CallInId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<PlanRow>>, StoreError> {
    let sql = "SELECT p.kind, p.words, a.name, p.written_at FROM call_in_plans p LEFT JOIN accounts a ON a.id = p.written_by \
               WHERE p.call_in = $1 ORDER BY p.kind";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let record =
            PlanRow { kind: read.next_named(PlanKind::named)?, words: read.next()?, written_by: read.next()?, written_at: read.next()? };
        Ok::<_, DbError>(sealed(record, permit.id()))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Writes a plan anew.
pub async fn write_plan(tx: &mut Tx, permit: &Permit<EditCallIn>, kind: PlanKind, words: &str, expires_on: Date) -> Result<(), StoreError> {
    let (actor, now, id) = (tx.actor().account.clone(), tx.now(), permit.id());
    tx.db(permit).execute("DELETE FROM call_in_plans WHERE call_in = $1 AND kind = $2", args![id, kind.name()]).await?;
    if !words.is_empty() {
        let sql = "INSERT INTO call_in_plans (call_in, kind, words, written_by, written_at, expires_on) VALUES ($1, $2, $3, $4, $5, $6)";
        tx.db(permit).execute(sql, args![id, kind.name(), words, actor, now, expires_on]).await?;
    }
    Ok(())
}

/// The run-sheet in its order.
pub async fn speeches<D: Deed<Id = CallInId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<SpeechRow>>, StoreError> {
    let sql = "SELECT s.id, s.place, s.speaker, s.minutes, s.words_version, s.about, s.written_by, w.name, a.name, s.approved_at, s.version \
               FROM call_in_speeches s LEFT JOIN accounts w ON w.id = s.written_by LEFT JOIN accounts a ON a.id = s.approved_by \
               WHERE s.call_in = $1 ORDER BY s.place, s.id LIMIT 100";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let record = SpeechRow {
            id: read.next()?,
            place: read.next()?,
            speaker: read.next()?,
            minutes: read.next()?,
            words_version: read.next()?,
            about: read.next()?,
            author: read.next()?,
            written_by: read.next()?,
            approved_by: read.next()?,
            approved_at: read.next()?,
            version: read.next()?,
        };
        Ok::<_, DbError>(sealed(record, permit.id()))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Writes a speech: a new one, or an earlier one anew, which nobody has approved then.
pub async fn write_speech(tx: &mut Tx, permit: &Permit<EditCallIn>, new: &NewSpeech, expires_on: Date) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO call_in_speeches (id, call_in, place, speaker, minutes, words_version, about, written_by, written_at, approved_by, approved_at, \
               expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, $10, 1) ON CONFLICT (id) DO UPDATE SET \
               place = $3, speaker = $4, minutes = $5, words_version = $6, about = $7, written_by = $8, written_at = $9, approved_by = NULL, \
               approved_at = NULL, version = call_in_speeches.version + 1 WHERE call_in_speeches.call_in = $2";
    let values = args![new.id, permit.id(), new.place, &new.speaker, new.minutes, &new.words_version, &new.about, actor, now, expires_on];
    tx.db(permit).execute(sql, values).await?;
    Ok(())
}

/// Takes a speech off the run-sheet.
pub async fn drop_speech(tx: &mut Tx, permit: &Permit<EditCallIn>, id: SpeechId) -> Result<(), StoreError> {
    tx.db(permit).execute("DELETE FROM call_in_speeches WHERE id = $1 AND call_in = $2", args![id, permit.id()]).await?;
    Ok(())
}

/// Approves the words of a speech as they were read.
pub async fn approve(tx: &mut Tx, permit: &Permit<EditCallIn>, id: SpeechId, version: i64) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE call_in_speeches SET approved_by = $1, approved_at = $2, version = version + 1 WHERE id = $3 AND call_in = $4 AND version = $5";
    let rows = tx.db(permit).execute(sql, args![actor, now, id, permit.id(), version]).await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "speech" }) }
}

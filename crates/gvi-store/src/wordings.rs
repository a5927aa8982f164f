//! Rows of the versions of words and letters. An approved one is never changed; only taken out of use.

use gvi_domain::wording::{Language, NewWording, WordingKind, WordingState};
use gvi_domain::{Date, Moment, WordingId, Words};
use gvi_secrecy::deeds::{ApproveWording, ListWordings, WithdrawWording, WriteWording};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `wordings` with the names of author and approver.
pub struct WordingRow {
    id: WordingId,
    kind: WordingKind,
    language: Language,
    number: i64,
    words: Words,
    state: WordingState,
    valid_to: Date,
    author: String,
    author_name: String,
    written_at: Moment,
    approver_name: Option<String>,
    approved_at: Option<Moment>,
    version: i64,
}

classed! { WordingRow => SeenWording {
    id: WordingId = open,
    kind: WordingKind = Coordination,
    language: Language = Coordination,
    number: i64 = Coordination,
    words: Words = Coordination,
    state: WordingState = Coordination,
    valid_to: Date = Coordination,
    author: String = open,
    author_name: String = Coordination,
    written_at: Moment = Coordination,
    approver_name: Option<String> = Coordination,
    approved_at: Option<Moment> = Coordination,
    version: i64 = open,
} }

macro_rules! wordings_where {
    ($rest:literal) => {
        concat!(
            "SELECT w.id, w.kind, w.language, w.number, w.words, w.state, w.valid_to, w.written_by, COALESCE(a.name, ''), w.written_at, b.name, w.approved_at, \
             w.version FROM wordings w LEFT JOIN accounts a ON a.id = w.written_by LEFT JOIN accounts b ON b.id = w.approved_by ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Sealed<WordingRow>, DbError> {
    let mut read = row.reader();
    let record = WordingRow {
        id: read.next()?,
        kind: read.next_named(WordingKind::named)?,
        language: read.next_named(Language::named)?,
        number: read.next()?,
        words: read.next()?,
        state: read.next_named(WordingState::named)?,
        valid_to: read.next()?,
        author: read.next()?,
        author_name: read.next()?,
        written_at: read.next()?,
        approver_name: read.next()?,
        approved_at: read.next()?,
        version: read.next()?,
    };
    let facts = Facts { proposer: Some(record.author.clone()), ..Facts::plain(Thing::Wording, record.id) };
    Ok(Sealed::new(record, facts))
}

/// The facts of a version, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT written_by FROM wordings WHERE id = $1", args![id]).await?;
    row.map(|row| Ok(Facts { proposer: Some(row.get(0)?), ..Facts::plain(Thing::Wording, id) })).transpose()
}

/// One version, for any deed that has a permit on it.
pub async fn wording<D: Deed<Id = WordingId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<WordingRow>, StoreError> {
    let row = tx.db(permit).row(wordings_where!("WHERE w.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"))?)
}

/// All versions, by kind and language, the latest on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListWordings>) -> Result<Vec<Sealed<WordingRow>>, StoreError> {
    let rows = tx.db(permit).rows(wordings_where!("ORDER BY w.kind, w.language, w.number DESC, w.id LIMIT 500"), args![]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// How a version is called, if it can be used for this on this day. For records that refer to it.
pub async fn usable<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    id: WordingId,
    kind: WordingKind,
    day: Date,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT language, number, state, valid_to FROM wordings WHERE id = $1 AND kind = $2";
    let Some(row) = tx.db(permit).row(sql, args![id, kind.name()]).await? else { return Ok(None) };
    let mut read = row.reader();
    let (language, number) = (read.next_named(Language::named)?, read.next()?);
    let (state, valid_to) = (read.next_named(WordingState::named)?, read.next()?);
    Ok(state.is_usable(valid_to, day).then(|| gvi_domain::wording::version_name(language, number)))
}

/// Whether there is any version that can be used for this on this day.
pub async fn any_usable<D: Deed>(tx: &mut Tx, permit: &Permit<D>, kind: WordingKind, day: Date) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM wordings WHERE kind = $1 AND state = 'approved' AND valid_to >= $2";
    Ok(tx.db(permit).count(sql, args![kind.name(), day]).await? > 0)
}

/// Writes a version under the next number of its kind and language. A second submit of the same form changes nothing.
pub async fn write(tx: &mut Tx, permit: &Permit<WriteWording>, new: &NewWording) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO wordings (id, kind, language, number, words, state, valid_to, written_by, written_at, approved_by, approved_at, version) \
             VALUES ($1, $2, $3, (SELECT COALESCE(MAX(o.number), 0) + 1 FROM wordings o WHERE o.kind = $2 AND o.language = $3), $4, 'draft', $5, $6, $7, \
             NULL, NULL, 1) ON CONFLICT (id) DO NOTHING",
            args![new.id, new.kind.name(), new.language.name(), &new.words, new.valid_to, actor, now],
        )
        .await?;
    Ok(())
}

/// Approves a version.
pub async fn approve(tx: &mut Tx, permit: &Permit<ApproveWording>, version: i64) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql =
        "UPDATE wordings SET state = 'approved', approved_by = $1, approved_at = $2, version = version + 1 WHERE id = $3 AND version = $4";
    changed(tx.db(permit).execute(sql, args![actor, now, permit.id(), version]).await?)
}

/// Takes a version out of use.
pub async fn withdraw(tx: &mut Tx, permit: &Permit<WithdrawWording>, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE wordings SET state = 'withdrawn', version = version + 1 WHERE id = $1 AND version = $2";
    changed(tx.db(permit).execute(sql, args![permit.id(), version]).await?)
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "wording" }) }
}

//! Rows of summonses to call-ins and of the marks at the door: probation's own.
//!
//! A summons holds no name of its own. The name is read from the client's record or from the snapshot that was received, so that whatever
//! is taken back, corrected or erased there is gone here too. Whoever may not know of a protected identity finds no summons either.

use gvi_domain::call_in::CallInShell;
use gvi_domain::summons::{ContactHow, DoorMark, DoorReason, NewMark, NewSummons, ServedHow, SummonsState, Whom};
use gvi_domain::{AccountId, Code, Date, EnvelopeId, Moment, PersonId, SummonsId};
use gvi_secrecy::deeds::{AddSummons, ChangeSummons, ListSummons, MarkDoor};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::persons::handlers;
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `summonses`, with the name that is known of the guest now and the latest mark at the door.
pub struct SummonsRow {
    id: SummonsId,
    code: Code,
    call_in: Code,
    meets_on: Date,
    group_code: Option<Code>,
    person: Option<PersonId>,
    told_by: Option<EnvelopeId>,
    name: Option<String>,
    state: SummonsState,
    sent_on: Option<Date>,
    served_on: Option<Date>,
    served_how: Option<ServedHow>,
    proof: String,
    excused_reason: String,
    mark: Option<DoorMark>,
    mark_reason: Option<DoorReason>,
    marked_at: Option<Moment>,
    contacted_on: Option<Date>,
    contacted_how: Option<ContactHow>,
    expires_on: Date,
    version: i64,
}

classed! { SummonsRow => SeenSummons {
    id: SummonsId = open,
    code: Code = open,
    call_in: Code = open,
    meets_on: Date = Coordination,
    group_code: Option<Code> = Coordination,
    person: Option<PersonId> = Identity,
    told_by: Option<EnvelopeId> = Identity,
    name: Option<String> = Identity,
    state: SummonsState = Coordination,
    sent_on: Option<Date> = Coordination,
    served_on: Option<Date> = Coordination,
    served_how: Option<ServedHow> = Coordination,
    proof: String = Identity,
    excused_reason: String = Intelligence,
    mark: Option<DoorMark> = Coordination,
    mark_reason: Option<DoorReason> = Intelligence,
    marked_at: Option<Moment> = Coordination,
    contacted_on: Option<Date> = Coordination,
    contacted_how: Option<ContactHow> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! summons_columns {
    () => {
        "SELECT s.id, s.code, s.call_in, s.meets_on, s.group_code, s.person, s.told_by, \
         COALESCE(p.name, (SELECT MIN(f.field_value) FROM received_fields f WHERE f.envelope = r.envelope AND f.field_key IN ('person-name', 'name'))), \
         s.state, s.sent_on, s.served_on, s.served_how, s.proof, s.excused_reason, \
         (SELECT d.mark FROM door_marks d WHERE d.summons = s.id ORDER BY d.marked_at DESC, d.id DESC LIMIT 1), \
         (SELECT d.reason FROM door_marks d WHERE d.summons = s.id ORDER BY d.marked_at DESC, d.id DESC LIMIT 1), \
         (SELECT d.marked_at FROM door_marks d WHERE d.summons = s.id ORDER BY d.marked_at DESC, d.id DESC LIMIT 1), \
         s.contacted_on, s.contacted_how, s.expires_on, s.version, p.protected, r.protected, r.handler \
         FROM summonses s LEFT JOIN persons p ON p.id = s.person LEFT JOIN received r ON r.envelope = s.told_by "
    };
}

const ONE: &str = concat!(summons_columns!(), "WHERE s.id = $1");

/// Whose eyes a summons is for: everybody's who works with clients, or the named handlers' alone.
async fn shielded(
    db: &mut DbTx,
    (client, told): (Option<i64>, Option<i64>),
    (person, handler): (Option<PersonId>, Option<AccountId>),
) -> Result<(bool, Vec<String>), DbError> {
    let own = handlers(db, &person.map(|id| id.to_string()).unwrap_or_default()).await?;
    let client = client == Some(1);
    let protected = client || told == Some(1) || handler.is_some();
    let mut eyes = if client { own } else { Vec::new() };
    eyes.extend(handler.map(|handler| handler.to_string()));
    Ok((protected, eyes))
}

async fn read(db: &mut DbTx, row: &Row, today: Date) -> Result<Sealed<SummonsRow>, DbError> {
    let mut read = row.reader();
    let record = SummonsRow {
        id: read.next()?,
        code: read.next()?,
        call_in: read.next()?,
        meets_on: read.next()?,
        group_code: read.next()?,
        person: read.next()?,
        told_by: read.next()?,
        name: read.next()?,
        state: read.next_named(SummonsState::named)?,
        sent_on: read.next()?,
        served_on: read.next()?,
        served_how: read.next::<Option<String>>()?.as_deref().and_then(ServedHow::named),
        proof: read.next()?,
        excused_reason: read.next()?,
        mark: read.next::<Option<String>>()?.as_deref().and_then(DoorMark::named),
        mark_reason: read.next::<Option<String>>()?.as_deref().and_then(DoorReason::named),
        marked_at: read.next()?,
        contacted_on: read.next()?,
        contacted_how: read.next::<Option<String>>()?.as_deref().and_then(ContactHow::named),
        expires_on: read.next()?,
        version: read.next()?,
    };
    let marks = (read.next()?, read.next()?);
    let handler: Option<AccountId> = read.next()?;
    let (protected, handlers) = shielded(db, marks, (record.person, handler)).await?;
    let facts =
        Facts { protected, handlers, expired: record.expires_on < today, ..Facts::plain(Thing::Summons, record.id).about_a_person() };
    Ok(Sealed::new(record, facts))
}

/// The facts of a summons, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let sql = "SELECT s.person, s.expires_on, p.protected, r.protected, r.handler FROM summonses s LEFT JOIN persons p ON p.id = s.person \
               LEFT JOIN received r ON r.envelope = s.told_by WHERE s.id = $1";
    let row = db.row(sql, args![id]).await?;
    // Asked for always: what exists takes no more work than what does not.
    let person: Option<PersonId> = row.as_ref().map_or(Ok(None), |row| row.get(0))?;
    let (client, told) = match &row {
        Some(row) => (row.get(2)?, row.get(3)?),
        None => (None, None),
    };
    let handler = row.as_ref().map_or(Ok(None), |row| row.get(4))?;
    let (protected, handlers) = shielded(db, (client, told), (person, handler)).await?;
    let Some(row) = row else { return Ok(None) };
    let expired = row.get::<Date>(1)? < today;
    Ok(Some(Facts { protected, handlers, expired, ..Facts::plain(Thing::Summons, id).about_a_person() }))
}

/// One summons, for any deed that has a permit on it.
pub async fn summons<D: Deed<Id = SummonsId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<SummonsRow>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // Cannot fail: the permit was given for a row of this transaction.
    let row = db.row(ONE, args![permit.id()]).await?.expect("the row of a permit");
    Ok(read(db, &row, today).await?)
}

/// The summonses of a call-in, by their codes. Each is sealed with its own handlers, so opening the list drops what is not for the reader.
pub async fn of_call_in(tx: &mut Tx, permit: &Permit<ListSummons>, call_in: Code) -> Result<Vec<Sealed<SummonsRow>>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let sql = concat!(summons_columns!(), "WHERE s.call_in = $1 AND s.expires_on >= $2 ORDER BY s.code, s.id LIMIT 200");
    let rows = db.rows(sql, args![call_in, today]).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for row in &rows {
        sealed.push(read(db, row, today).await?);
    }
    Ok(sealed)
}

/// How many summonses a call-in has.
pub async fn count(tx: &mut Tx, permit: &Permit<AddSummons>, call_in: Code) -> Result<i64, StoreError> {
    Ok(tx.db(permit).count("SELECT COUNT(*) FROM summonses WHERE call_in = $1", args![call_in]).await?)
}

/// Whether the same guest is summoned to the same call-in already.
pub async fn is_there(tx: &mut Tx, permit: &Permit<AddSummons>, new: &NewSummons) -> Result<bool, StoreError> {
    let (person, told) = whom(new.whom);
    let sql = "SELECT COUNT(*) FROM summonses WHERE call_in = $1 AND (person = $2 OR told_by = $3) AND id <> $4";
    Ok(tx.db(permit).count(sql, args![new.call_in, person, told, new.id]).await? > 0)
}

const fn whom(whom: Whom) -> (Option<PersonId>, Option<EnvelopeId>) {
    match whom {
        Whom::Client(person) => (Some(person), None),
        Whom::Told(envelope) => (None, Some(envelope)),
    }
}

/// Adds a summons. A second submit of the same form finds its own record; then there is no code to tell.
pub async fn add(tx: &mut Tx, permit: &Permit<AddSummons>, new: &NewSummons) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::SUMMONSES, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let (person, told) = whom(new.whom);
    let sql = "INSERT INTO summonses (id, code, call_in, meets_on, group_code, person, told_by, state, proof, excused_reason, added_by, added_at, expires_on, \
               version) VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned', '', '', $8, $9, $10, 1) ON CONFLICT (id) DO NOTHING";
    let group = new.group.map(|group| group.to_string());
    let values = args![new.id, code, new.call_in, new.meets_on, group, person, told, actor, now, CallInShell::logistics_end(new.meets_on)];
    Ok((tx.db(permit).execute(sql, values).await? > 0).then_some(code))
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "summons" }) }
}

/// Notes that it was sent.
pub async fn sent(tx: &mut Tx, permit: &Permit<ChangeSummons>, on: Date, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE summonses SET state = 'sent', sent_on = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![on, permit.id(), version]).await?)
}

/// Notes that it was served: when, how, by which proof.
pub async fn served(
    tx: &mut Tx,
    permit: &Permit<ChangeSummons>,
    (on, how, proof): (Date, ServedHow, &str),
    version: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE summonses SET state = 'served', served_on = $1, served_how = $2, proof = $3, version = version + 1 WHERE id = $4 AND version = $5";
    changed(tx.db(permit).execute(sql, args![on, how.name(), proof, permit.id(), version]).await?)
}

/// Excuses, with the reason.
pub async fn excused(tx: &mut Tx, permit: &Permit<ChangeSummons>, reason: &str, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE summonses SET state = 'excused', excused_reason = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![reason, permit.id(), version]).await?)
}

/// Notes the contact afterwards.
pub async fn contacted(tx: &mut Tx, permit: &Permit<ChangeSummons>, (on, how): (Date, ContactHow), version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE summonses SET contacted_on = $1, contacted_how = $2, version = version + 1 WHERE id = $3 AND version = $4";
    changed(tx.db(permit).execute(sql, args![on, how.name(), permit.id(), version]).await?)
}

/// Moves the summonses of a call-in to the day that the call-in has now.
pub async fn move_day(tx: &mut Tx, permit: &Permit<AddSummons>, call_in: Code, meets_on: Date) -> Result<(), StoreError> {
    let sql = "UPDATE summonses SET meets_on = $1, expires_on = $2 WHERE call_in = $3 AND meets_on <> $1";
    tx.db(permit).execute(sql, args![meets_on, CallInShell::logistics_end(meets_on), call_in]).await?;
    Ok(())
}

/// How many marks a summons has.
pub async fn count_marks(tx: &mut Tx, permit: &Permit<MarkDoor>) -> Result<i64, StoreError> {
    Ok(tx.db(permit).count("SELECT COUNT(*) FROM door_marks WHERE summons = $1", args![permit.id()]).await?)
}

/// Adds a mark at the door. The same mark sent twice is one; `false` says that it was here.
pub async fn mark(tx: &mut Tx, permit: &Permit<MarkDoor>, new: &NewMark) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO door_marks (id, summons, mark, reason, marked_at, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (id) DO NOTHING";
    let values = args![new.id, permit.id(), new.mark.name(), new.reason.map(DoorReason::name), new.at, actor, now];
    Ok(tx.db(permit).execute(sql, values).await? > 0)
}

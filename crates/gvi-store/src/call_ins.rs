//! Rows of call-ins: the shell, with groups by code and no person. Plan, run-sheet and checklist stand in `call_in_sheet.rs`.

use std::collections::BTreeSet;

use gvi_domain::call_in::{CallInShell, CallInState, VenueCheck};
use gvi_domain::clock::ClockKind;
use gvi_domain::{CallInId, Code, Date, Moment};
use gvi_secrecy::deeds::{EditCallIn, ListCallIns, MoveCallIn, PlanCallIn, ReceiveEnvelope};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, clocks, codes};

/// A row of `call_ins`, with its groups.
pub struct CallInRow {
    id: CallInId,
    code: Code,
    state: CallInState,
    meets_at: Moment,
    meets_on: Date,
    minutes: i64,
    venue: String,
    venue_checks: BTreeSet<VenueCheck>,
    groups: BTreeSet<Code>,
    seats: i64,
    cost: Option<i64>,
    locked_at: Option<Moment>,
    rehearsed_on: Option<Date>,
    rehearsal: String,
    verdict_at: Option<Moment>,
    held_at: Option<Moment>,
    meeting: String,
    debriefed_at: Option<Moment>,
    debrief: String,
    reviewed_at: Option<Moment>,
    review: String,
    off_reason: String,
    expires_on: Date,
    version: i64,
}

classed! { CallInRow => SeenCallIn {
    id: CallInId = open,
    code: Code = open,
    state: CallInState = Coordination,
    meets_at: Moment = Coordination,
    meets_on: Date = Coordination,
    minutes: i64 = Coordination,
    venue: String = Coordination,
    venue_checks: BTreeSet<VenueCheck> = Coordination,
    groups: BTreeSet<Code> = Coordination,
    seats: i64 = Coordination,
    cost: Option<i64> = Coordination,
    locked_at: Option<Moment> = Coordination,
    rehearsed_on: Option<Date> = Coordination,
    rehearsal: String = Coordination,
    verdict_at: Option<Moment> = Coordination,
    held_at: Option<Moment> = Coordination,
    meeting: String = Coordination,
    debriefed_at: Option<Moment> = Coordination,
    debrief: String = Coordination,
    reviewed_at: Option<Moment> = Coordination,
    review: String = Coordination,
    off_reason: String = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_call_ins {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.code, c.state, c.meets_at, c.meets_on, c.minutes, c.venue, c.venue_checks, c.seats, c.cost, c.locked_at, c.rehearsed_on, \
             c.rehearsal, c.verdict_at, c.held_at, c.meeting, c.debriefed_at, c.debrief, c.reviewed_at, c.review, c.off_reason, c.expires_on, c.version \
             FROM call_ins c ",
            $rest
        )
    };
}

fn facts_of(id: impl std::fmt::Display, expires_on: Date, today: Date) -> Facts {
    Facts { expired: expires_on < today, ..Facts::plain(Thing::CallIn, id) }
}

/// The facts of a call-in, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on FROM call_ins WHERE id = $1", args![id]).await?;
    row.map(|row| Ok(facts_of(id, row.get(0)?, today))).transpose()
}

async fn read(db: &mut DbTx, row: &Row, today: Date) -> Result<Sealed<CallInRow>, DbError> {
    let id: CallInId = row.get(0)?;
    let groups = db.rows("SELECT group_code FROM call_in_groups WHERE call_in = $1 ORDER BY group_code", args![id]).await?;
    let mut read = row.reader();
    let record = CallInRow {
        id: read.next()?,
        code: read.next()?,
        state: read.next_named(CallInState::named)?,
        meets_at: read.next()?,
        meets_on: read.next()?,
        minutes: read.next()?,
        venue: read.next()?,
        venue_checks: read.next::<String>()?.split(' ').filter_map(VenueCheck::named).collect(),
        groups: groups.iter().map(|row| row.get(0)).collect::<Result<_, DbError>>()?,
        seats: read.next()?,
        cost: read.next()?,
        locked_at: read.next()?,
        rehearsed_on: read.next()?,
        rehearsal: read.next()?,
        verdict_at: read.next()?,
        held_at: read.next()?,
        meeting: read.next()?,
        debriefed_at: read.next()?,
        debrief: read.next()?,
        reviewed_at: read.next()?,
        review: read.next()?,
        off_reason: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = facts_of(record.id, record.expires_on, today);
    Ok(Sealed::new(record, facts))
}

/// All call-ins, the latest day on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListCallIns>) -> Result<Vec<Sealed<CallInRow>>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let rows = db.rows(select_call_ins!("WHERE c.expires_on >= $1 ORDER BY c.meets_at DESC, c.id DESC LIMIT 100"), args![today]).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for row in &rows {
        sealed.push(read(db, row, today).await?);
    }
    Ok(sealed)
}

/// One call-in, for any deed that has a permit on it.
pub async fn call_in<D: Deed<Id = CallInId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<CallInRow>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // Cannot fail: the permit was given for a row of this transaction.
    let row = db.row(select_call_ins!("WHERE c.id = $1"), args![permit.id()]).await?.expect("the row of a permit");
    Ok(read(db, &row, today).await?)
}

fn checks_text(shell: &CallInShell) -> String {
    shell.checks.iter().map(|check| check.name()).collect::<Vec<_>>().join(" ")
}

async fn write_groups<D: Changes>(tx: &mut Tx, permit: &Permit<D>, id: CallInId, groups: &BTreeSet<Code>) -> Result<(), StoreError> {
    tx.db(permit).execute("DELETE FROM call_in_groups WHERE call_in = $1", args![id]).await?;
    for group in groups {
        tx.db(permit).execute("INSERT INTO call_in_groups (call_in, group_code) VALUES ($1, $2)", args![id, *group]).await?;
    }
    Ok(())
}

/// Plans a call-in. A second submit of the same form finds its own record and changes nothing; then there is no code to tell.
pub async fn plan(
    tx: &mut Tx,
    permit: &Permit<PlanCallIn>,
    id: CallInId,
    shell: &CallInShell,
    day: Date,
) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::CALL_INS, id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO call_ins (id, code, state, meets_at, meets_on, minutes, venue, venue_checks, seats, cost, rehearsal, meeting, debrief, review, \
             off_reason, planned_by, planned_at, expires_on, version) \
             VALUES ($1, $2, 'planned', $3, $4, $5, $6, $7, $8, $9, '', '', '', '', '', $10, $11, $12, 1) ON CONFLICT (id) DO NOTHING",
            args![
                id,
                code,
                shell.meets_at,
                day,
                shell.minutes,
                &shell.venue,
                checks_text(shell),
                shell.seats,
                shell.cost,
                actor,
                now,
                CallInShell::shell_end(day)
            ],
        )
        .await?;
    if added == 0 {
        return Ok(None);
    }
    write_groups(tx, permit, id, &shell.groups).await?;
    Ok(Some(code))
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "call-in" }) }
}

/// Writes the shell anew. A moved day takes everything practical with it; rehearsal and decision were about the other day.
pub async fn edit(
    tx: &mut Tx,
    permit: &Permit<MoveCallIn>,
    shell: &CallInShell,
    (state, day): (CallInState, Date),
    version: i64,
) -> Result<(), StoreError> {
    let id = permit.id();
    let sql = "UPDATE call_ins SET state = $1, meets_at = $2, meets_on = $3, minutes = $4, venue = $5, venue_checks = $6, seats = $7, cost = $8, \
               expires_on = $9, version = version + 1 WHERE id = $10 AND version = $11";
    let values = args![
        state.name(),
        shell.meets_at,
        day,
        shell.minutes,
        &shell.venue,
        checks_text(shell),
        shell.seats,
        shell.cost,
        CallInShell::shell_end(day),
        id,
        version
    ];
    changed(tx.db(permit).execute(sql, values).await?)?;
    write_groups(tx, permit, id, &shell.groups).await?;
    let end = CallInShell::logistics_end(day);
    for sql in [
        "UPDATE call_in_items SET expires_on = $1 WHERE call_in = $2",
        "UPDATE call_in_plans SET expires_on = $1 WHERE call_in = $2",
        "UPDATE call_in_speeches SET expires_on = $1 WHERE call_in = $2",
    ] {
        tx.db(permit).execute(sql, args![end, id]).await?;
    }
    Ok(())
}

/// Takes rehearsal and decision away: the day has moved.
pub async fn forget_the_day(tx: &mut Tx, permit: &Permit<MoveCallIn>) -> Result<(), StoreError> {
    let sql = "UPDATE call_ins SET rehearsed_on = NULL, rehearsal = '', verdict_by = NULL, verdict_at = NULL WHERE id = $1";
    tx.db(permit).execute(sql, args![permit.id()]).await?;
    Ok(())
}

/// What a step brings with it.
#[derive(Debug, Clone)]
pub enum Step<'s> {
    /// The envelope that says that the list of guests stands, and when it was sealed.
    Lock(String, Moment),
    /// The day of the rehearsal and what came of it.
    Rehearse(Date, &'s str),
    /// The envelope that tells the decision, and when it was sealed.
    Verdict(String, Moment),
    /// When it was held, and who was there by function.
    Hold(Moment, &'s str),
    /// The debrief.
    Debrief(&'s str),
    /// What was learnt.
    Review(&'s str),
    /// Why it was called off.
    CallOff(&'s str),
}

/// Moves a call-in on, with the record that the new state rests on.
pub async fn step(tx: &mut Tx, permit: &Permit<MoveCallIn>, to: CallInState, step: &Step<'_>, version: i64) -> Result<(), StoreError> {
    let (id, now) = (permit.id(), tx.now());
    let to = to.name();
    let db = tx.db(permit);
    let rows = match step {
        Step::Lock(by, at) => {
            let sql =
                "UPDATE call_ins SET state = $1, locked_by = $2, locked_at = $3, version = version + 1 WHERE id = $4 AND version = $5";
            db.execute(sql, args![to, by, *at, id, version]).await?
        }
        Step::Rehearse(on, note) => {
            let sql =
                "UPDATE call_ins SET state = $1, rehearsed_on = $2, rehearsal = $3, version = version + 1 WHERE id = $4 AND version = $5";
            db.execute(sql, args![to, *on, *note, id, version]).await?
        }
        Step::Verdict(by, at) => {
            let sql =
                "UPDATE call_ins SET state = $1, verdict_by = $2, verdict_at = $3, version = version + 1 WHERE id = $4 AND version = $5";
            db.execute(sql, args![to, by, *at, id, version]).await?
        }
        Step::Hold(at, note) => {
            let sql = "UPDATE call_ins SET state = $1, held_at = $2, meeting = $3, version = version + 1 WHERE id = $4 AND version = $5";
            db.execute(sql, args![to, *at, *note, id, version]).await?
        }
        Step::Debrief(note) => {
            let sql =
                "UPDATE call_ins SET state = $1, debriefed_at = $2, debrief = $3, version = version + 1 WHERE id = $4 AND version = $5";
            db.execute(sql, args![to, now, *note, id, version]).await?
        }
        Step::Review(note) => {
            let sql = "UPDATE call_ins SET state = $1, reviewed_at = $2, review = $3, version = version + 1 WHERE id = $4 AND version = $5";
            db.execute(sql, args![to, now, *note, id, version]).await?
        }
        Step::CallOff(reason) => {
            let sql = "UPDATE call_ins SET state = $1, off_reason = $2, version = version + 1 WHERE id = $3 AND version = $4";
            db.execute(sql, args![to, *reason, id, version]).await?
        }
    };
    changed(rows)
}

/// Puts what rests here on a call-in that another authority has told of on the day that it has now, with its ends and its clocks. A
/// call-in that will not be held reminds nobody any more.
pub async fn follow(
    tx: &mut Tx,
    permit: &Permit<ReceiveEnvelope>,
    code: Code,
    (begins, day): (Moment, Date),
    is_held: bool,
) -> Result<(), StoreError> {
    let end = CallInShell::logistics_end(day);
    for sql in [
        "UPDATE guest_lists SET meets_on = $1, expires_on = $2 WHERE call_in = $3",
        "UPDATE guests SET meets_on = $1, expires_on = $2 WHERE call_in = $3",
        "UPDATE summonses SET meets_on = $1, expires_on = $2 WHERE call_in = $3",
    ] {
        tx.db(permit).execute(sql, args![day, end, code]).await?;
    }
    let mut waiting: Vec<(ClockKind, String, String)> = Vec::new();
    let lists = tx.db(permit).rows("SELECT call_in FROM guest_lists WHERE call_in = $1 AND decided_at IS NULL", args![code]).await?;
    if !lists.is_empty() {
        waiting.push((ClockKind::GoDecision, code.to_string(), code.to_string()));
    }
    let planned =
        tx.db(permit).rows("SELECT id, code FROM summonses WHERE call_in = $1 AND state = 'planned' ORDER BY id", args![code]).await?;
    for row in &planned {
        waiting.push((ClockKind::SummonsSent, row.get(0)?, row.get(1)?));
    }
    for (kind, subject, label) in waiting {
        if is_held {
            clocks::start_before(tx, permit, kind, subject, &label, begins).await?;
        } else {
            clocks::stop(tx, permit, kind, subject).await?;
        }
    }
    Ok(())
}

/// Says that something of the shell was written, so that whoever wrote at the same time learns of it.
pub async fn touch(tx: &mut Tx, permit: &Permit<EditCallIn>, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE call_ins SET version = version + 1 WHERE id = $1 AND version = $2";
    changed(tx.db(permit).execute(sql, args![permit.id(), version]).await?)
}

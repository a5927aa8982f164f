//! Rows of levers: the own authority's, and no other's.

use gvi_domain::lever::{LeverState, NewLever};
use gvi_domain::{Code, Date, FocusId, LeverId, Moment, Words};
use gvi_secrecy::deeds::{ChangeLever, ListLevers, PlanLever};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::shield::Shield;
use crate::tx::{StoreError, Tx};

/// A row of `levers`.
pub struct LeverRow {
    id: LeverId,
    focus: Option<FocusId>,
    person: Code,
    lever: String,
    basis: String,
    reference: Words,
    decider: String,
    decider_role: String,
    proportionality: Words,
    planned_on: Date,
    state: LeverState,
    result: Words,
    planned_by: String,
    planned_at: Moment,
    expires_on: Date,
    version: i64,
}

classed! { LeverRow => SeenLever {
    id: LeverId = open,
    focus: Option<FocusId> = open,
    person: Code = Identity,
    lever: String = Coordination,
    basis: String = Coordination,
    reference: Words = Intelligence,
    decider: String = Coordination,
    decider_role: String = Coordination,
    proportionality: Words = Intelligence,
    planned_on: Date = Coordination,
    state: LeverState = Coordination,
    result: Words = Intelligence,
    planned_by: String = Coordination,
    planned_at: Moment = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_levers {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.focus, l.person_code, l.lever, l.basis, l.reference, l.decider, l.decider_role, l.proportionality, l.planned_on, l.state, l.result, \
             COALESCE((SELECT a.name FROM accounts a WHERE a.id = l.planned_by), ''), l.planned_at, l.expires_on, l.version FROM levers l ",
            $rest
        )
    };
}

fn read(row: &Row, shield: &Shield) -> Result<Sealed<LeverRow>, DbError> {
    let mut read = row.reader();
    let record = LeverRow {
        id: read.next()?,
        focus: read.next()?,
        person: read.next()?,
        lever: read.next()?,
        basis: read.next()?,
        reference: read.next()?,
        decider: read.next()?,
        decider_role: read.next()?,
        proportionality: read.next()?,
        planned_on: read.next()?,
        state: read.next_named(LeverState::named)?,
        result: read.next()?,
        planned_by: read.next()?,
        planned_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = shield.on(Facts::plain(Thing::Lever, record.id).about_a_person(), &record.person.to_string());
    Ok(Sealed::new(record, facts))
}

/// The facts of a lever, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on, person_code FROM levers WHERE id = $1", args![id]).await?;
    let person: String = row.as_ref().map_or_else(|| Ok(String::new()), |row| row.get(1))?;
    // Asked for always: what exists takes no more work than what does not.
    let shield = Shield::over_one(db, &person).await?;
    let Some(row) = row else { return Ok(None) };
    let expires_on: Date = row.get(0)?;
    let facts = Facts { expired: expires_on < today, ..Facts::plain(Thing::Lever, id).about_a_person() };
    Ok(Some(shield.on(facts, &person)))
}

/// One lever, for any deed that has a permit on it.
pub async fn lever<D: Deed<Id = LeverId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<LeverRow>, StoreError> {
    let row = tx.db(permit).row(select_levers!("WHERE l.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    let row = row.expect("the row of a permit");
    let shield = Shield::over_one(tx.db(permit), &row.get::<String>(2)?).await?;
    Ok(read(&row, &shield)?)
}

/// All living levers, by the person's code.
pub async fn list(tx: &mut Tx, permit: &Permit<ListLevers>, today: Date) -> Result<Vec<Sealed<LeverRow>>, StoreError> {
    let rows = tx
        .db(permit)
        .rows(select_levers!("WHERE l.expires_on >= $1 ORDER BY l.person_code, l.planned_on, l.id LIMIT 2000"), args![today])
        .await?;
    let shield = Shield::over_levers(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// The levers of one focus, by the person's code.
pub async fn of_focus(tx: &mut Tx, permit: &Permit<ListLevers>, focus: FocusId, today: Date) -> Result<Vec<Sealed<LeverRow>>, StoreError> {
    let sql = select_levers!("WHERE l.focus = $1 AND l.expires_on >= $2 ORDER BY l.person_code, l.planned_on, l.id LIMIT 2000");
    let rows = tx.db(permit).rows(sql, args![focus, today]).await?;
    let shield = Shield::over_levers(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// A lever found by its id among those that may be listed.
pub async fn with_id(tx: &mut Tx, permit: &Permit<ListLevers>, id: LeverId, today: Date) -> Result<Vec<Sealed<LeverRow>>, StoreError> {
    let rows = tx.db(permit).rows(select_levers!("WHERE l.id = $1 AND l.expires_on >= $2 ORDER BY l.id"), args![id, today]).await?;
    let shield = Shield::over_levers(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// How many levers a focus has.
pub async fn count_of_focus(tx: &mut Tx, permit: &Permit<PlanLever>, focus: FocusId) -> Result<usize, StoreError> {
    let count = tx.db(permit).count("SELECT COUNT(*) FROM levers WHERE focus = $1", args![focus]).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Whether there is a focus to which levers can be tied: one that was opened and has not ended.
pub async fn focus_takes_levers(tx: &mut Tx, permit: &Permit<PlanLever>, focus: FocusId) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM focus WHERE id = $1 AND (state = 'running' OR (state = 'decided' AND verdict = 'open'))";
    Ok(tx.db(permit).count(sql, args![focus]).await? == 1)
}

/// Writes a planned lever. A second submit of the same form changes nothing.
pub async fn plan(tx: &mut Tx, permit: &Permit<PlanLever>, new: &NewLever, expires_on: Date) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO levers (id, focus, person_code, lever, basis, reference, decider, decider_role, proportionality, planned_on, state, result, planned_by, \
             planned_at, changed_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, $13, $14, 1) \
             ON CONFLICT (id) DO NOTHING",
            args![
                new.id, new.focus, new.person, &new.lever, &new.basis, &new.reference, &new.decider, &new.decider_role, &new.proportionality, new.planned_on,
                LeverState::BasisRecorded.name(), actor, now, expires_on
            ],
        )
        .await?;
    Ok(())
}

/// Writes a new state with what came of it. An empty result leaves the earlier one.
pub async fn change(tx: &mut Tx, permit: &Permit<ChangeLever>, to: LeverState, result: &Words, version: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE levers SET state = $1, result = CASE WHEN $2 = '' THEN result ELSE $2 END, changed_at = $3, version = version + 1 WHERE id = $4 AND version = $5";
    let rows = tx.db(permit).execute(sql, args![to.name(), result, now, permit.id(), version]).await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "lever" }) }
}

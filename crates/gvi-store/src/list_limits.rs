//! Rows of limits of the list of persons: what was proposed, what was answered, and what counts today.
//!
//! What counts is never stored. It is the latest agreed proposal whose last day has not passed, and else the house's own limit.

use gvi_domain::limit::PERSONS_LISTED_MAX;
use gvi_domain::list_limit::{LIST_LIMITS_SHOWN_MAX, ListLimit, ListLimitAnswer, ListLimitState, PERSONS_LISTED, room_fault};
use gvi_domain::{Date, DomainError, ListLimitId, Moment, PersonId, Words};
use gvi_secrecy::deeds::{AnswerListLimit, ApproveMembership, ProposeListLimit, ReadSettings};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `list_limits`, with the names of colleagues instead of their ids.
pub struct ListLimitRow {
    id: ListLimitId,
    persons: usize,
    steering_decision: String,
    reasons: Words,
    until_on: Date,
    state: ListLimitState,
    proposed_by: Option<String>,
    proposed_at: Moment,
    answered_by: Option<String>,
    answered_at: Option<Moment>,
    answer_reasons: Words,
}

classed! { ListLimitRow => SeenListLimit {
    id: ListLimitId = open,
    persons: usize = Coordination,
    steering_decision: String = Coordination,
    reasons: Words = Coordination,
    until_on: Date = Coordination,
    state: ListLimitState = Coordination,
    proposed_by: Option<String> = Coordination,
    proposed_at: Moment = Coordination,
    answered_by: Option<String> = Coordination,
    answered_at: Option<Moment> = Coordination,
    answer_reasons: Words = Coordination,
} }

fn persons_of(row: &Row, at: usize) -> Result<usize, DbError> {
    Ok(usize::try_from(row.get::<i64>(at)?).unwrap_or(PERSONS_LISTED).min(PERSONS_LISTED_MAX))
}

fn read(row: &Row) -> Result<Sealed<ListLimitRow>, DbError> {
    let mut read = row.reader();
    let id = read.next()?;
    let _: i64 = read.next()?;
    let record = ListLimitRow {
        id,
        persons: persons_of(row, 1)?,
        steering_decision: read.next()?,
        reasons: read.next()?,
        until_on: read.next()?,
        state: read.next_named(ListLimitState::named)?,
        proposed_by: read.next()?,
        proposed_at: read.next()?,
        answered_by: read.next()?,
        answered_at: read.next()?,
        answer_reasons: read.next()?,
    };
    Ok(Sealed::new(record, Facts::plain(Thing::Settings, "-")))
}

/// The facts of a proposed limit, if there is one: whose it is.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT proposed_by FROM list_limits WHERE id = $1", args![id]).await?;
    row.map(|row| Ok(Facts { proposer: Some(row.get(0)?), ..Facts::plain(Thing::Settings, id) })).transpose()
}

/// All proposals with their answers, the latest first.
pub async fn list(tx: &mut Tx, permit: &Permit<ReadSettings>) -> Result<Vec<Sealed<ListLimitRow>>, StoreError> {
    let sql = "SELECT l.id, l.persons, l.steering_decision, l.reasons, l.until_on, l.state, p.name, l.proposed_at, a.name, l.answered_at, \
               l.answer_reasons FROM list_limits l LEFT JOIN accounts p ON p.id = l.proposed_by LEFT JOIN accounts a ON a.id = l.answered_by \
               ORDER BY l.proposed_at DESC, l.id LIMIT $1";
    let most = i64::try_from(LIST_LIMITS_SHOWN_MAX).unwrap_or(i64::MAX);
    Ok(tx.db(permit).rows(sql, args![most]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// How many persons may be listed today, and until when that was decided; no day where nothing is decided.
pub async fn today<D: Deed>(tx: &mut Tx, permit: &Permit<D>) -> Result<(usize, Option<Date>), StoreError> {
    let today = tx.today();
    Ok(on(tx.db(permit), today).await?)
}

async fn on(db: &mut DbTx, today: Date) -> Result<(usize, Option<Date>), DbError> {
    let sql =
        "SELECT persons, until_on FROM list_limits WHERE state = 'agreed' AND until_on >= $1 ORDER BY answered_at DESC, id DESC LIMIT 1";
    match db.row(sql, args![today]).await? {
        Some(row) => Ok((persons_of(&row, 0)?, Some(row.get(1)?))),
        None => Ok((PERSONS_LISTED, None)),
    }
}

/// Writes a proposal. `false` if another one waits. A second submit of the same form changes nothing.
pub async fn propose(tx: &mut Tx, permit: &Permit<ProposeListLimit>, new: &ListLimit) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let db = tx.db(permit);
    if db.count("SELECT COUNT(*) FROM list_limits WHERE state = 'waiting' AND id <> $1", args![new.id]).await? > 0 {
        return Ok(false);
    }
    db.execute(
        "INSERT INTO list_limits (id, persons, steering_decision, reasons, until_on, state, proposed_by, proposed_at, answered_by, answered_at, answer_reasons) \
         VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, NULL, NULL, '') ON CONFLICT (id) DO NOTHING",
        args![new.id, i64::try_from(new.persons).unwrap_or(0), &new.steering_decision, &new.reasons, new.until, actor, now],
    )
    .await?;
    Ok(true)
}

/// Answers a proposal that waits. One that was answered already is somebody else's answer, which is told.
pub async fn answer(tx: &mut Tx, permit: &Permit<AnswerListLimit>, answer: &ListLimitAnswer) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE list_limits SET state = $1, answered_by = $2, answered_at = $3, answer_reasons = $4 WHERE id = $5 AND state = 'waiting'",
            args![answer.state().name(), actor, now, &answer.reasons, permit.id()],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "list-limit" }) }
}

/// Why this person cannot be listed today, if the list is full. Everybody counts, protected ones too, each person once; how many there are
/// is never shown.
pub async fn full(tx: &mut Tx, permit: &Permit<ApproveMembership>, person: PersonId) -> Result<Option<DomainError>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // Two who approve at the same moment take their turn on one row, so that the second counts what the first has listed.
    let turn = "UPDATE memberships SET version = version WHERE id = (SELECT MIN(m.id) FROM memberships m \
                WHERE m.state IN ('confirmed', 'renewal-proposed', 'contested') AND m.listed_until >= $1)";
    db.execute(turn, args![today]).await?;
    let sql = "SELECT COUNT(DISTINCT person_id) FROM memberships WHERE state IN ('confirmed', 'renewal-proposed', 'contested') AND listed_until >= $1 \
               AND person_id <> $2";
    let listed = usize::try_from(db.count(sql, args![today, person]).await?).unwrap_or(usize::MAX);
    let (limit, _) = on(db, today).await?;
    Ok(room_fault(listed, limit))
}

//! Rows of rounds, and what came of them in numbers. The numbers are kept without persons, so they stay when the visits are erased.

use gvi_domain::round::{NewRound, Yield};
use gvi_domain::visit::Outcome;
use gvi_domain::{Date, RoundId, Words};
use gvi_secrecy::deeds::{ListRounds, PlanRound};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `rounds`.
pub struct RoundRow {
    id: RoundId,
    name: String,
    from_on: Date,
    to_on: Date,
    aim: Words,
    target: i64,
    planner: String,
}

classed! { RoundRow => SeenRound {
    id: RoundId = open,
    name: String = Coordination,
    from_on: Date = Coordination,
    to_on: Date = Coordination,
    aim: Words = Coordination,
    target: i64 = Coordination,
    planner: String = Coordination,
} }

macro_rules! rounds_where {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.name, r.from_on, r.to_on, r.aim, r.target, COALESCE(a.name, '') FROM rounds r LEFT JOIN accounts a ON a.id = r.planned_by ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Sealed<RoundRow>, DbError> {
    let mut read = row.reader();
    let record = RoundRow {
        id: read.next()?,
        name: read.next()?,
        from_on: read.next()?,
        to_on: read.next()?,
        aim: read.next()?,
        target: read.next()?,
        planner: read.next()?,
    };
    let facts = Facts::plain(Thing::Round, record.id);
    Ok(Sealed::new(record, facts))
}

/// The facts of a round, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT id FROM rounds WHERE id = $1", args![id]).await?;
    Ok(row.map(|_| Facts::plain(Thing::Round, id)))
}

/// One round, for any deed that has a permit on it.
pub async fn round<D: Deed<Id = RoundId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<RoundRow>, StoreError> {
    let row = tx.db(permit).row(rounds_where!("WHERE r.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"))?)
}

/// All rounds, the latest on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListRounds>) -> Result<Vec<Sealed<RoundRow>>, StoreError> {
    let rows = tx.db(permit).rows(rounds_where!("ORDER BY r.from_on DESC, r.id LIMIT 200"), args![]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Writes a round. A second submit of the same form changes nothing.
pub async fn plan(tx: &mut Tx, permit: &Permit<PlanRound>, new: &NewRound) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO rounds (id, name, from_on, to_on, aim, target, planned_by, planned_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO NOTHING",
            args![new.id, &new.name, new.from_on, new.to_on, &new.aim, new.target, actor, now],
        )
        .await?;
    Ok(())
}

/// Whether a round runs on a day: only then can a notification belong to it.
pub async fn runs_on<D: Deed>(tx: &mut Tx, permit: &Permit<D>, id: RoundId, day: Date) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM rounds WHERE id = $1 AND from_on <= $2 AND to_on >= $2";
    Ok(tx.db(permit).count(sql, args![id, day]).await? == 1)
}

/// What came of each round so far, by round.
pub async fn yields<D: Deed>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<(String, Yield)>, StoreError> {
    let sql = "SELECT round, outcome, CAST(SUM(attempts) AS BIGINT) FROM attempt_tallies WHERE round <> '' GROUP BY round, outcome ORDER BY round, outcome";
    let rows = tx.db(permit).rows(sql, args![]).await?;
    let mut all: Vec<(String, Yield)> = Vec::new();
    for row in &rows {
        let mut read = row.reader();
        let (round, outcome, count): (String, Outcome, i64) = (read.next()?, read.next_named(Outcome::named)?, read.next()?);
        let came = of_outcome(outcome, count);
        match all.last_mut().filter(|(last, _)| *last == round) {
            Some((_, sum)) => *sum = sum.and(came),
            None => all.push((round, came)),
        }
    }
    Ok(all)
}

/// What came of a round, group by group, in the order of the codes.
pub async fn by_group<D: Deed<Id = RoundId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<(String, Yield)>, StoreError> {
    let sql = "SELECT group_code, outcome, CAST(SUM(attempts) AS BIGINT) FROM attempt_tallies WHERE round = $1 GROUP BY group_code, outcome \
               ORDER BY group_code, outcome";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let mut all: Vec<(String, Yield)> = Vec::new();
    for row in &rows {
        let mut read = row.reader();
        let (code, outcome, count): (String, Outcome, i64) = (read.next()?, read.next_named(Outcome::named)?, read.next()?);
        let came = of_outcome(outcome, count);
        match all.last_mut().filter(|(last, _)| *last == code) {
            Some((_, sum)) => *sum = sum.and(came),
            None => all.push((code, came)),
        }
    }
    Ok(all)
}

fn of_outcome(outcome: Outcome, count: i64) -> Yield {
    let count = u64::try_from(count).unwrap_or(0);
    Yield {
        attempts: count,
        direct: if outcome == Outcome::Direct { count } else { 0 },
        family: if outcome == Outcome::Family { count } else { 0 },
    }
}

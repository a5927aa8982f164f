//! Rows of evaluations: plans, the changes to them, and the counts. Cities and months; nobody stands here.
//!
//! Plans and tables are kept as the texts that they were written as. What they mean is read in gvi-app.

use gvi_domain::evaluation::PlanState;
use gvi_domain::{CountsId, Date, EvaluationId, Moment, Month};
use gvi_secrecy::deeds::{EditEvaluation, ListEvaluations, PlanEvaluation, ReadEvaluation, ReadMeasures, SealEvaluation};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `evaluations`, with the names of colleagues instead of their ids.
pub struct EvaluationRow {
    id: EvaluationId,
    state: PlanState,
    title: String,
    plan: String,
    sealed_month: Option<String>,
    hash: Option<String>,
    sealed_by: Option<String>,
    sealed_at: Option<Moment>,
    planned_by: Option<String>,
    planned_at: Moment,
    expires_on: Date,
    version: i64,
}

classed! { EvaluationRow => SeenEvaluation {
    id: EvaluationId = open,
    state: PlanState = Coordination,
    title: String = Coordination,
    plan: String = Coordination,
    sealed_month: Option<String> = Coordination,
    hash: Option<String> = Coordination,
    sealed_by: Option<String> = Coordination,
    sealed_at: Option<Moment> = Coordination,
    planned_by: Option<String> = Coordination,
    planned_at: Moment = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

/// A row of `evaluation_changes`.
pub struct PlanChangeRow {
    month: String,
    reason: String,
    plan: String,
    changed_by: Option<String>,
    changed_at: Moment,
}

classed! { PlanChangeRow => SeenPlanChange {
    month: String = Coordination,
    reason: String = Coordination,
    plan: String = Coordination,
    changed_by: Option<String> = Coordination,
    changed_at: Moment = Coordination,
} }

/// A row of `evaluation_counts`.
pub struct CountsRow {
    id: CountsId,
    outcome: String,
    source: String,
    counts: String,
    hash: String,
    added_by: Option<String>,
    added_at: Moment,
}

classed! { CountsRow => SeenCounts {
    id: CountsId = open,
    outcome: String = Coordination,
    source: String = Coordination,
    counts: String = Coordination,
    hash: String = Coordination,
    added_by: Option<String> = Coordination,
    added_at: Moment = Coordination,
} }

fn facts_of(id: impl std::fmt::Display, expires_on: Date, today: Date) -> Facts {
    Facts { expired: expires_on < today, ..Facts::plain(Thing::Evaluation, id) }
}

/// The facts of a plan, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on FROM evaluations WHERE id = $1", args![id]).await?;
    row.map(|row| Ok(facts_of(id, row.get(0)?, today))).transpose()
}

fn read(row: &Row, today: Date) -> Result<Sealed<EvaluationRow>, DbError> {
    let mut read = row.reader();
    let record = EvaluationRow {
        id: read.next()?,
        state: read.next_named(PlanState::named)?,
        title: read.next()?,
        plan: read.next()?,
        sealed_month: read.next()?,
        hash: read.next()?,
        sealed_by: read.next()?,
        sealed_at: read.next()?,
        planned_by: read.next()?,
        planned_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = facts_of(record.id, record.expires_on, today);
    Ok(Sealed::new(record, facts))
}

macro_rules! evaluations_where {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.state, e.title, e.plan, e.sealed_month, e.hash, s.name, e.sealed_at, p.name, e.planned_at, e.expires_on, e.version \
             FROM evaluations e LEFT JOIN accounts s ON s.id = e.sealed_by LEFT JOIN accounts p ON p.id = e.planned_by ",
            $rest
        )
    };
}

/// All plans, the latest on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListEvaluations>) -> Result<Vec<Sealed<EvaluationRow>>, StoreError> {
    let today = tx.today();
    let rows = tx.db(permit).rows(evaluations_where!("ORDER BY e.planned_at DESC, e.id DESC LIMIT 200"), args![]).await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// One plan, for any deed that has a permit on it.
pub async fn evaluation<D: Deed<Id = EvaluationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<EvaluationRow>, StoreError> {
    let today = tx.today();
    let row = tx.db(permit).row(evaluations_where!("WHERE e.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), today)?)
}

/// The changes to a sealed plan, the first one first.
pub async fn changes<D: Deed<Id = EvaluationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<PlanChangeRow>>, StoreError> {
    let sql = "SELECT c.month, c.reason, c.plan, a.name, c.changed_at FROM evaluation_changes c LEFT JOIN accounts a ON a.id = c.changed_by \
               WHERE c.evaluation = $1 ORDER BY c.place";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let sealed = |row: &Row| {
        let mut read = row.reader();
        let record = PlanChangeRow {
            month: read.next()?,
            reason: read.next()?,
            plan: read.next()?,
            changed_by: read.next()?,
            changed_at: read.next()?,
        };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Evaluation, permit.id())))
    };
    Ok(rows.iter().map(sealed).collect::<Result<_, _>>()?)
}

/// The tables of counts of a plan, the first one first: where two name a city, the later one speaks.
pub async fn counts(tx: &mut Tx, permit: &Permit<ReadEvaluation>) -> Result<Vec<Sealed<CountsRow>>, StoreError> {
    let sql = "SELECT c.id, c.outcome, c.source, c.counts, c.hash, a.name, c.added_at FROM evaluation_counts c LEFT JOIN accounts a ON a.id = c.added_by \
               WHERE c.evaluation = $1 ORDER BY c.added_at, c.id";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let sealed = |row: &Row| {
        let mut read = row.reader();
        let record = CountsRow {
            id: read.next()?,
            outcome: read.next()?,
            source: read.next()?,
            counts: read.next()?,
            hash: read.next()?,
            added_by: read.next()?,
            added_at: read.next()?,
        };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Evaluation, permit.id())))
    };
    Ok(rows.iter().map(sealed).collect::<Result<_, _>>()?)
}

/// A plan as it is written down.
pub struct PlanText {
    /// For lists.
    pub title: String,
    /// The plan.
    pub plan: String,
    /// The last day of the record.
    pub expires_on: Date,
}

/// Begins a plan. A second submit of the same form finds its own record and changes nothing.
pub async fn plan(tx: &mut Tx, permit: &Permit<PlanEvaluation>, id: EvaluationId, text: &PlanText) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO evaluations (id, state, title, plan, sealed_month, hash, sealed_by, sealed_at, planned_by, planned_at, expires_on, version) \
             VALUES ($1, 'draft', $2, $3, NULL, NULL, NULL, NULL, $4, $5, $6, 1) ON CONFLICT (id) DO NOTHING",
            args![id, &text.title, &text.plan, actor, now, text.expires_on],
        )
        .await?;
    Ok(())
}

/// Writes a draft anew, over the version that was read.
pub async fn edit(tx: &mut Tx, permit: &Permit<EditEvaluation>, text: &PlanText, version: i64) -> Result<(), StoreError> {
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE evaluations SET title = $1, plan = $2, expires_on = $3, version = version + 1 WHERE id = $4 AND version = $5 AND state = 'draft'",
            args![&text.title, &text.plan, text.expires_on, permit.id(), version],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "evaluation" }) }
}

/// Seals a draft, over the version that was read.
pub async fn seal(tx: &mut Tx, permit: &Permit<SealEvaluation>, month: Month, hash: &str, version: i64) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE evaluations SET state = 'sealed', sealed_month = $1, hash = $2, sealed_by = $3, sealed_at = $4, version = version + 1 \
             WHERE id = $5 AND version = $6 AND state = 'draft'",
            args![month.to_string(), hash, actor, now, permit.id(), version],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "evaluation" }) }
}

/// Puts a change beside a sealed plan, over the version that was read. The plan as sealed stays as it is.
pub async fn change(
    tx: &mut Tx,
    permit: &Permit<SealEvaluation>,
    month: Month,
    reason: &str,
    text: &PlanText,
    version: i64,
) -> Result<(), StoreError> {
    let (actor, now, id) = (tx.actor().account.clone(), tx.now(), permit.id());
    let db = tx.db(permit);
    let sql = "UPDATE evaluations SET expires_on = $1, version = version + 1 WHERE id = $2 AND version = $3 AND state = 'sealed'";
    if db.execute(sql, args![text.expires_on, id, version]).await? != 1 {
        return Err(StoreError::Changed { thing: "evaluation" });
    }
    let place = db.count("SELECT COUNT(*) FROM evaluation_changes WHERE evaluation = $1", args![id]).await?;
    db.execute(
        "INSERT INTO evaluation_changes (evaluation, place, month, reason, plan, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![id, place, month.to_string(), reason, &text.plan, actor, now],
    )
    .await?;
    Ok(())
}

/// A table of counts as it is written down.
pub struct CountsText<'a> {
    /// The id that the form minted.
    pub id: CountsId,
    /// Which outcome it counts.
    pub outcome: &'a str,
    /// Where the counts come from.
    pub source: &'a str,
    /// The table.
    pub counts: &'a str,
    /// Its hash.
    pub hash: &'a str,
}

/// Adds a table. Nothing is ever overwritten; a second submit of the same form finds its own record.
pub async fn add_counts(tx: &mut Tx, permit: &Permit<EditEvaluation>, text: &CountsText<'_>) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO evaluation_counts (id, evaluation, outcome, source, counts, hash, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO NOTHING",
            args![text.id, permit.id(), text.outcome, text.source, text.counts, text.hash, actor, now],
        )
        .await?;
    Ok(())
}

/// How many tables a plan has.
pub async fn count_tables(tx: &mut Tx, permit: &Permit<EditEvaluation>) -> Result<usize, StoreError> {
    let count = tx.db(permit).count("SELECT COUNT(*) FROM evaluation_counts WHERE evaluation = $1", args![permit.id()]).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Which incidents of the own compartment are counted (method section 5, outcomes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Confirmed shootings (O1).
    Shootings,
    /// A group member is involved (O4).
    GroupRelated,
    /// None is.
    NotGroupRelated,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Shootings, Self::GroupRelated, Self::NotGroupRelated];

    /// The name in forms and message keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shootings => "shootings",
            Self::GroupRelated => "group-related",
            Self::NotGroupRelated => "not-group-related",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counted| counted.name() == name)
    }
}

/// The deeds for which the compartment's incidents are counted by month.
pub trait CountsIncidents: Deed {}
impl CountsIncidents for EditEvaluation {}
impl CountsIncidents for ReadMeasures {}

/// When the incidents between two moments occurred, at the earliest that is known.
pub async fn occurred<D: CountsIncidents>(
    tx: &mut Tx,
    permit: &Permit<D>,
    counted: Counted,
    (from, to): (Moment, Moment),
) -> Result<Vec<Moment>, StoreError> {
    let sql = match counted {
        Counted::Shootings => {
            "SELECT occurred_from FROM incidents WHERE occurred_from >= $1 AND occurred_from < $2 AND kind = 'shooting' \
             AND confirmation IN ('traces', 'witnesses', 'established')"
        }
        Counted::GroupRelated => "SELECT occurred_from FROM incidents WHERE occurred_from >= $1 AND occurred_from < $2 AND gmi = 'yes'",
        Counted::NotGroupRelated => "SELECT occurred_from FROM incidents WHERE occurred_from >= $1 AND occurred_from < $2 AND gmi = 'no'",
    };
    let rows = tx.db(permit).rows(sql, args![from, to]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?)
}

/// The days on which focus periods began, without any group in it. The days on which groups were told stand in the log of exposure.
pub async fn focus_days(tx: &mut Tx, permit: &Permit<ReadEvaluation>) -> Result<Vec<Date>, StoreError> {
    let rows = tx.db(permit).rows("SELECT started_on FROM focus WHERE started_on IS NOT NULL ORDER BY started_on, id", args![]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, DbError>>()?)
}

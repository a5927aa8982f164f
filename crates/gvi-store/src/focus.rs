//! Rows of focus periods, the decisions on them and their reviews. A focus is about a group; no person stands here.

use gvi_domain::focus::{BackChannel, Decision, End, FocusEnd, FocusState, NewFocus, Review, ReviewOutcome, Rule, Start, Verdict};
use gvi_domain::group::GroupStatus;
use gvi_domain::{Code, Date, DecisionId, FocusId, GroupId, Moment, ReviewId, Words, focus};
use gvi_secrecy::deeds::{DecideFocus, ListFocus, ProposeFocus, ReadFocus, RunFocus};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `focus`, with the group it is on.
pub struct FocusRow {
    id: FocusId,
    code: Code,
    group: GroupId,
    group_code: Code,
    group_name: String,
    state: FocusState,
    verdict: Option<Verdict>,
    rule: Rule,
    evidence: Words,
    told: Words,
    capacity: Words,
    proposer: String,
    proposed_by: String,
    proposed_at: Moment,
    started_on: Option<Date>,
    goals: Words,
    stop_criteria: Words,
    ended_at: Option<Moment>,
    ended_how: Option<FocusEnd>,
    end_reason: Words,
    told_back_on: Option<Date>,
    told_back_text: Words,
    told_back_channel: Option<BackChannel>,
    told_back_by: String,
    told_back_clearance: String,
    told_back_cleared_on: Option<Date>,
    learnt: Words,
    expires_on: Date,
    version: i64,
}

classed! { FocusRow => SeenFocus {
    id: FocusId = open,
    code: Code = open,
    group: GroupId = open,
    group_code: Code = open,
    group_name: String = Coordination,
    state: FocusState = Coordination,
    verdict: Option<Verdict> = Coordination,
    rule: Rule = Coordination,
    evidence: Words = Intelligence,
    told: Words = Coordination,
    capacity: Words = Intelligence,
    proposer: String = Coordination,
    proposed_by: String = Coordination,
    proposed_at: Moment = Coordination,
    started_on: Option<Date> = Coordination,
    goals: Words = Coordination,
    stop_criteria: Words = Coordination,
    ended_at: Option<Moment> = Coordination,
    ended_how: Option<FocusEnd> = Coordination,
    end_reason: Words = Coordination,
    told_back_on: Option<Date> = Coordination,
    told_back_text: Words = Coordination,
    told_back_channel: Option<BackChannel> = Coordination,
    told_back_by: String = Coordination,
    told_back_clearance: String = Coordination,
    told_back_cleared_on: Option<Date> = Coordination,
    learnt: Words = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_focus {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.code, f.group_id, g.code, g.name, f.state, f.verdict, f.rule, f.evidence, f.told, f.capacity, f.proposed_by, \
             COALESCE((SELECT a.name FROM accounts a WHERE a.id = f.proposed_by), ''), f.proposed_at, f.started_on, f.goals, f.stop_criteria, f.ended_at, \
             f.ended_how, f.end_reason, f.told_back_on, f.told_back_text, f.told_back_channel, f.told_back_by, f.told_back_clearance, f.told_back_cleared_on, f.learnt, \
             f.expires_on, f.version FROM focus f JOIN groups g ON g.id = f.group_id ",
            $rest
        )
    };
}

/// A name that may be missing.
fn named_or_none<T>(at: usize, text: Option<String>, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, DbError> {
    let Some(text) = text else { return Ok(None) };
    read(&text).map(Some).ok_or_else(|| DbError::Column { column: at, reason: format!("unknown name {text:?}") })
}

fn read(row: &Row) -> Result<Sealed<FocusRow>, DbError> {
    let mut read = row.reader();
    let record = FocusRow {
        id: read.next()?,
        code: read.next()?,
        group: read.next()?,
        group_code: read.next()?,
        group_name: read.next()?,
        state: read.next_named(FocusState::named)?,
        verdict: named_or_none(6, read.next()?, Verdict::named)?,
        rule: read.next_named(Rule::named)?,
        evidence: read.next()?,
        told: read.next()?,
        capacity: read.next()?,
        proposer: read.next()?,
        proposed_by: read.next()?,
        proposed_at: read.next()?,
        started_on: read.next()?,
        goals: read.next()?,
        stop_criteria: read.next()?,
        ended_at: read.next()?,
        ended_how: named_or_none(18, read.next()?, FocusEnd::named)?,
        end_reason: read.next()?,
        told_back_on: read.next()?,
        told_back_text: read.next()?,
        told_back_channel: named_or_none(22, read.next()?, BackChannel::named)?,
        told_back_by: read.next()?,
        told_back_clearance: read.next()?,
        told_back_cleared_on: read.next()?,
        learnt: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = Facts::plain(Thing::Focus, record.id);
    Ok(Sealed::new(record, facts))
}

/// The facts of a focus, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let Some(row) = db.row("SELECT expires_on FROM focus WHERE id = $1", args![id]).await? else { return Ok(None) };
    let expires_on: Date = row.get(0)?;
    Ok(Some(Facts { expired: expires_on < today, ..Facts::plain(Thing::Focus, id) }))
}

/// One focus, for any deed that has a permit on it.
pub async fn focus<D: Deed<Id = FocusId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<FocusRow>, StoreError> {
    let row = tx.db(permit).row(select_focus!("WHERE f.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"))?)
}

/// Focus periods, the latest proposal first.
pub async fn list(tx: &mut Tx, permit: &Permit<ListFocus>) -> Result<Vec<Sealed<FocusRow>>, StoreError> {
    let rows = tx.db(permit).rows(select_focus!("ORDER BY f.proposed_at DESC, f.id LIMIT 200"), args![]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The focus that is open on a group, if there is one.
pub async fn open_on(tx: &mut Tx, permit: &Permit<ProposeFocus>, group: GroupId) -> Result<Option<FocusId>, StoreError> {
    let sql = "SELECT id FROM focus WHERE group_id = $1 AND (state IN ('proposed', 'running') OR (state = 'decided' AND verdict = 'open')) ORDER BY id";
    Ok(tx.db(permit).row(sql, args![group]).await?.map(|row| row.get(0)).transpose()?)
}

/// How many focus periods are open.
pub async fn count_open(tx: &mut Tx, permit: &Permit<ProposeFocus>) -> Result<usize, StoreError> {
    let sql = "SELECT COUNT(*) FROM focus WHERE state IN ('proposed', 'running') OR (state = 'decided' AND verdict = 'open')";
    Ok(usize::try_from(tx.db(permit).count(sql, args![]).await?).unwrap_or(usize::MAX))
}

/// Writes a proposal. A second submit of the same form changes nothing.
pub async fn propose(tx: &mut Tx, permit: &Permit<ProposeFocus>, new: &NewFocus, expires_on: Date) -> Result<(), StoreError> {
    let code = codes::free(tx, permit, codes::FOCUS, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO focus (id, code, group_id, state, verdict, rule, evidence, told, capacity, proposed_by, proposed_at, started_on, goals, stop_criteria, \
             ended_at, ended_how, end_reason, told_back_on, told_back_text, told_back_channel, told_back_by, told_back_clearance, told_back_at, learnt, \
             expires_on, version) VALUES ($1, $2, $3, 'proposed', NULL, $4, $5, $6, $7, $8, $9, NULL, '', '', NULL, NULL, '', NULL, '', NULL, '', '', NULL, \
             '', $10, 1) ON CONFLICT (id) DO NOTHING",
            args![new.id, code, new.group, new.rule.name(), &new.evidence, &new.told, &new.capacity, actor, now, expires_on],
        )
        .await?;
    Ok(())
}

/// A decision on a focus.
pub struct DecisionRow {
    verdict: Verdict,
    reasons: Words,
    dissent: Words,
    decided_by: String,
    decided_at: Moment,
    due_at: Option<Moment>,
}

classed! { DecisionRow => SeenDecision {
    verdict: Verdict = Coordination,
    reasons: Words = Coordination,
    dissent: Words = Intelligence,
    decided_by: String = Coordination,
    decided_at: Moment = Coordination,
    due_at: Option<Moment> = Coordination,
} }

/// All decisions on a focus, in the order in which they were taken.
pub async fn decisions(tx: &mut Tx, permit: &Permit<ReadFocus>) -> Result<Vec<Sealed<DecisionRow>>, StoreError> {
    let sql = "SELECT d.verdict, d.reasons, d.dissent, COALESCE((SELECT a.name FROM accounts a WHERE a.id = d.decided_by), ''), d.decided_at, d.due_at \
               FROM focus_decisions d WHERE d.focus = $1 ORDER BY d.decided_at, d.id LIMIT 100";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let sealed = rows.iter().map(|row| {
        let mut read = row.reader();
        let record = DecisionRow {
            verdict: read.next_named(Verdict::named)?,
            reasons: read.next()?,
            dissent: read.next()?,
            decided_by: read.next()?,
            decided_at: read.next()?,
            due_at: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Focus, permit.id())))
    });
    Ok(sealed.collect::<Result<_, DbError>>()?)
}

/// Writes a decision and moves the focus on.
pub async fn decide(
    tx: &mut Tx,
    permit: &Permit<DecideFocus>,
    decision: &Decision,
    to: FocusState,
    due: Option<Moment>,
    version: i64,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE focus SET state = $1, verdict = $2, version = version + 1 WHERE id = $3 AND version = $4";
    changed(tx.db(permit).execute(sql, args![to.name(), decision.verdict.name(), permit.id(), version]).await?)?;
    tx.db(permit)
        .execute(
            "INSERT INTO focus_decisions (id, focus, verdict, reasons, dissent, decided_by, decided_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![DecisionId::new(), permit.id(), decision.verdict.name(), &decision.reasons, &decision.dissent, actor, now, due],
        )
        .await?;
    Ok(())
}

/// Starts a focus.
pub async fn start(tx: &mut Tx, permit: &Permit<RunFocus>, start: &Start, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE focus SET state = 'running', started_on = $1, goals = $2, stop_criteria = $3, version = version + 1 WHERE id = $4 AND version = $5";
    changed(tx.db(permit).execute(sql, args![start.on, &start.goals, &start.stop_criteria, permit.id(), version]).await?)
}

/// Ends a focus.
pub async fn end(tx: &mut Tx, permit: &Permit<RunFocus>, end: &End, version: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE focus SET state = 'ended', ended_at = $1, ended_how = $2, end_reason = $3, version = version + 1 WHERE id = $4 AND version = $5";
    changed(tx.db(permit).execute(sql, args![now, end.how.name(), &end.reason, permit.id(), version]).await?)
}

/// Writes what the group was told back.
pub async fn tell_back(tx: &mut Tx, permit: &Permit<RunFocus>, back: &focus::Back, version: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE focus SET state = 'communicated-back', told_back_on = $1, told_back_text = $2, told_back_channel = $3, told_back_by = $4, \
               told_back_clearance = $5, told_back_at = $6, told_back_cleared_on = $9, version = version + 1 WHERE id = $7 AND version = $8";
    changed(
        tx.db(permit)
            .execute(
                sql,
                args![
                    back.on,
                    &back.text,
                    back.channel.name(),
                    &back.messenger,
                    &back.clearance,
                    now,
                    permit.id(),
                    version,
                    back.cleared_on
                ],
            )
            .await?,
    )
}

/// Writes what was learnt.
pub async fn evaluate(tx: &mut Tx, permit: &Permit<RunFocus>, learnt: &Words, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE focus SET state = 'evaluated', learnt = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![learnt, permit.id(), version]).await?)
}

/// A review of a running focus.
pub struct FocusReviewRow {
    outcome: ReviewOutcome,
    note: Words,
    held_by: String,
    held_at: Moment,
}

classed! { FocusReviewRow => SeenFocusReview {
    outcome: ReviewOutcome = Coordination,
    note: Words = Coordination,
    held_by: String = Coordination,
    held_at: Moment = Coordination,
} }

/// The reviews of a focus, in the order in which they were held.
pub async fn reviews(tx: &mut Tx, permit: &Permit<ReadFocus>) -> Result<Vec<Sealed<FocusReviewRow>>, StoreError> {
    let sql = "SELECT r.outcome, r.note, COALESCE((SELECT a.name FROM accounts a WHERE a.id = r.held_by), ''), r.held_at FROM focus_reviews r \
               WHERE r.focus = $1 ORDER BY r.held_at, r.id LIMIT 200";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let sealed = rows.iter().map(|row| {
        let mut read = row.reader();
        let record = FocusReviewRow {
            outcome: read.next_named(ReviewOutcome::named)?,
            note: read.next()?,
            held_by: read.next()?,
            held_at: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Focus, permit.id())))
    });
    Ok(sealed.collect::<Result<_, DbError>>()?)
}

/// Writes a review. The form mints the id, so a double submit is one review.
pub async fn review(tx: &mut Tx, permit: &Permit<RunFocus>, id: ReviewId, review: &Review) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO focus_reviews (id, focus, outcome, note, held_by, held_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
    Ok(tx.db(permit).execute(sql, args![id, permit.id(), review.outcome.name(), &review.note, actor, now]).await? > 0)
}

/// The status of the group of a focus.
pub async fn group_status(tx: &mut Tx, permit: &Permit<RunFocus>, group: GroupId) -> Result<GroupStatus, StoreError> {
    let row = tx.db(permit).row("SELECT status FROM groups WHERE id = $1", args![group]).await?;
    // Cannot fail: a focus refers to its group.
    Ok(row.expect("the group of a focus").reader().next_named(GroupStatus::named)?)
}

/// Writes the status of the group of a focus: in focus when it starts, cooling when it ends. Nobody does either by hand.
pub async fn set_group_status(tx: &mut Tx, permit: &Permit<RunFocus>, group: GroupId, status: GroupStatus) -> Result<(), StoreError> {
    crate::groups::note_status(tx, permit, group, status).await?;
    tx.db(permit).execute("UPDATE groups SET status = $1, version = version + 1 WHERE id = $2", args![status.name(), group]).await?;
    Ok(())
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "focus" }) }
}

//! Rows of review meetings: this authority's own part, who came, what was gone through and decided.

use gvi_domain::review::{About, Attendance, NewDecision, NewReview, Part, ReviewState};
use gvi_domain::{AuthorityId, Code, Date, DecisionId, GroupId, IncidentId, Moment, ReviewId, Words};
use gvi_secrecy::deeds::{HoldReview, ListReviews, PlanReview};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `reviews`.
pub struct ReviewRow {
    id: ReviewId,
    code: Code,
    part: Part,
    state: ReviewState,
    meets_at: Moment,
    place: String,
    names_persons: bool,
    minutes: Words,
    held_at: Option<Moment>,
    closed_at: Option<Moment>,
    expires_on: Date,
    version: i64,
}

classed! { ReviewRow => SeenReview {
    id: ReviewId = open,
    code: Code = open,
    part: Part = Coordination,
    state: ReviewState = Coordination,
    meets_at: Moment = Coordination,
    place: String = Coordination,
    names_persons: bool = Coordination,
    minutes: Words = Coordination,
    held_at: Option<Moment> = Coordination,
    closed_at: Option<Moment> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

/// A row of `review_attendance`.
pub struct AttendanceRow {
    authority: AuthorityId,
    present: bool,
    functions: String,
}

classed! { AttendanceRow => SeenAttendance {
    authority: AuthorityId = open,
    present: bool = Coordination,
    functions: String = Coordination,
} }

/// A row of `review_decisions`.
pub struct DecisionRow {
    id: DecisionId,
    about: String,
    subject: String,
    label: String,
    decision: Words,
    owner: AuthorityId,
    decided_at: Moment,
}

classed! { DecisionRow => SeenReviewDecision {
    id: DecisionId = open,
    about: String = Coordination,
    subject: String = Coordination,
    label: String = Coordination,
    decision: Words = Coordination,
    owner: AuthorityId = Coordination,
    decided_at: Moment = Coordination,
} }

fn facts_of(id: &str, names_persons: bool, expires_on: Date, today: Date) -> Facts {
    let expired = expires_on < today;
    Facts { person_level: names_persons, expired, ..Facts::plain(Thing::Review, id) }
}

fn read(row: &Row, today: Date) -> Result<Sealed<ReviewRow>, DbError> {
    let mut read = row.reader();
    let record = ReviewRow {
        id: read.next()?,
        code: read.next()?,
        part: read.next_named(Part::named)?,
        state: read.next_named(ReviewState::named)?,
        meets_at: read.next()?,
        place: read.next()?,
        names_persons: read.next()?,
        minutes: read.next()?,
        held_at: read.next()?,
        closed_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = facts_of(&record.id.to_string(), record.names_persons, record.expires_on, today);
    Ok(Sealed::new(record, facts))
}

/// The facts of a review, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT names_persons, expires_on FROM reviews WHERE id = $1", args![id]).await?;
    row.map(|row| Ok(facts_of(id, row.get(0)?, row.get(1)?, today))).transpose()
}

macro_rules! reviews_where {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, part, state, meets_at, place, names_persons, minutes, held_at, closed_at, expires_on, version FROM reviews ",
            $rest
        )
    };
}

/// One review, for any deed that has a permit on it.
pub async fn review<D: Deed<Id = ReviewId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<ReviewRow>, StoreError> {
    let today = tx.today();
    let row = tx.db(permit).row(reviews_where!("WHERE id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), today)?)
}

/// The reviews, the latest on top.
pub async fn list(tx: &mut Tx, permit: &Permit<ListReviews>) -> Result<Vec<Sealed<ReviewRow>>, StoreError> {
    let today = tx.today();
    let rows = tx.db(permit).rows(reviews_where!("ORDER BY meets_at DESC, id DESC LIMIT 200"), args![]).await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// The reviews that are planned and meet before a moment, the next one first.
pub async fn coming(tx: &mut Tx, permit: &Permit<ListReviews>, before: Moment) -> Result<Vec<Sealed<ReviewRow>>, StoreError> {
    let today = tx.today();
    let sql = reviews_where!("WHERE state IN ('planned', 'held') AND meets_at < $1 ORDER BY meets_at, id LIMIT 20");
    let rows = tx.db(permit).rows(sql, args![before]).await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// When the last review was held, and its code. Counts and codes: no part is opened by it.
pub async fn last_held<D: Deed>(tx: &mut Tx, permit: &Permit<D>) -> Result<Option<(Moment, Code)>, StoreError> {
    let sql = "SELECT held_at, code FROM reviews WHERE held_at IS NOT NULL ORDER BY held_at DESC, id DESC LIMIT 1";
    let row = tx.db(permit).row(sql, args![]).await?;
    Ok(row.map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?))).transpose()?)
}

/// Who came to a review, in the order in which they were written down.
pub async fn attendance<D: Deed<Id = ReviewId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<SeenAttendance>, StoreError> {
    let facts = own_facts(tx, permit).await?;
    let rows = tx
        .db(permit)
        .rows("SELECT authority, present, functions FROM review_attendance WHERE review = $1 ORDER BY place, authority", args![permit.id()])
        .await?;
    let mut seen = Vec::with_capacity(rows.len());
    for row in &rows {
        let record = AttendanceRow { authority: row.get(0)?, present: row.get(1)?, functions: row.get(2)? };
        seen.push(Sealed::new(record, facts.clone()).open(permit));
    }
    Ok(seen)
}

/// The incidents that a review went through: id and code.
pub async fn incidents<D: Deed<Id = ReviewId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<(IncidentId, String)>, StoreError> {
    let rows =
        tx.db(permit).rows("SELECT incident, label FROM review_incidents WHERE review = $1 ORDER BY incident", args![permit.id()]).await?;
    Ok(rows.iter().map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?))).collect::<Result<_, _>>()?)
}

/// The decisions of a review, in the order in which they were taken.
pub async fn decisions<D: Deed<Id = ReviewId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<SeenReviewDecision>, StoreError> {
    let facts = own_facts(tx, permit).await?;
    let sql =
        "SELECT id, about, subject, label, decision, owner, decided_at FROM review_decisions WHERE review = $1 ORDER BY decided_at, id";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let mut seen = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut read = row.reader();
        let record = DecisionRow {
            id: read.next()?,
            about: read.next()?,
            subject: read.next()?,
            label: read.next()?,
            decision: read.next()?,
            owner: read.next()?,
            decided_at: read.next()?,
        };
        seen.push(Sealed::new(record, facts.clone()).open(permit));
    }
    Ok(seen)
}

async fn own_facts<D: Deed<Id = ReviewId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Facts, StoreError> {
    let today = tx.today();
    let facts = facts(tx.db(permit), &permit.id().to_string(), today).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(facts.expect("the row of a permit"))
}

/// Plans a review. A second submit of the same form finds its own record and changes nothing. Tells whether the code was free.
pub async fn plan(
    tx: &mut Tx,
    permit: &Permit<PlanReview>,
    new: &NewReview,
    code: Code,
    part: Part,
    expires_on: Date,
) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    tx.db(permit)
        .execute(
            "INSERT INTO reviews (id, code, part, state, meets_at, place, names_persons, minutes, planned_by, planned_at, held_by, held_at, closed_by, \
             closed_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, NULL, NULL, NULL, NULL, $10, 1) ON CONFLICT DO NOTHING",
            args![new.id, code, part.name(), ReviewState::Planned.name(), new.meets_at, new.place.trim(), new.names_persons, actor, now, expires_on],
        )
        .await?;
    let own = tx.db(permit).count("SELECT COUNT(*) FROM reviews WHERE id = $1", args![new.id]).await?;
    Ok(own == 1)
}

/// Writes down that a review was held: who came and which incidents were gone through.
pub async fn hold(
    tx: &mut Tx,
    permit: &Permit<HoldReview>,
    attendance: &[Attendance],
    incidents: &[(IncidentId, Code)],
    version: i64,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE reviews SET state = $1, held_by = $2, held_at = $3, version = version + 1 WHERE id = $4 AND version = $5",
            args![ReviewState::Held.name(), actor, now, permit.id(), version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "review" });
    }
    for (place, row) in (0_i64..).zip(attendance) {
        tx.db(permit)
            .execute(
                "INSERT INTO review_attendance (review, place, authority, present, functions) VALUES ($1, $2, $3, $4, $5)",
                args![permit.id(), place, &row.authority, row.present, row.functions.trim()],
            )
            .await?;
    }
    for (incident, code) in incidents {
        tx.db(permit)
            .execute("INSERT INTO review_incidents (review, incident, label) VALUES ($1, $2, $3)", args![permit.id(), *incident, *code])
            .await?;
    }
    Ok(())
}

/// Adds a decision. `label` is the code of what it is about.
pub async fn decide(tx: &mut Tx, permit: &Permit<HoldReview>, new: &NewDecision, label: &str) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let (about, subject) = match new.about {
        About::Meeting => ("meeting", String::new()),
        About::Group(id) => ("group", id.to_string()),
        About::Incident(id) => ("incident", id.to_string()),
    };
    tx.db(permit)
        .execute(
            "INSERT INTO review_decisions (id, review, about, subject, label, decision, owner, decided_at, written_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
            args![new.id, permit.id(), about, subject, label, &new.text, &new.owner, now, actor],
        )
        .await?;
    Ok(())
}

/// How many decisions a review has.
pub async fn decision_count(tx: &mut Tx, permit: &Permit<HoldReview>) -> Result<usize, StoreError> {
    let count = tx.db(permit).count("SELECT COUNT(*) FROM review_decisions WHERE review = $1", args![permit.id()]).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Writes the minutes over the version that was read, and closes them if the state says so.
pub async fn write_minutes(
    tx: &mut Tx,
    permit: &Permit<HoldReview>,
    minutes: &Words,
    state: ReviewState,
    version: i64,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let closed = state == ReviewState::Closed;
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE reviews SET minutes = $1, state = $2, closed_by = $3, closed_at = $4, version = version + 1 WHERE id = $5 AND version = $6",
            args![minutes, state.name(), closed.then_some(actor), closed.then_some(now), permit.id(), version],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "review" }) }
}

/// The id and code of a group in this compartment, for a decision about it.
pub async fn group_label<D: Deed<Id = GroupId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<String, StoreError> {
    let row = tx.db(permit).row("SELECT code FROM groups WHERE id = $1", args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(row.expect("the row of a permit").get(0)?)
}

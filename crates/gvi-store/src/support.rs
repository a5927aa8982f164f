//! Rows of support contacts and of who has them in hand. Only the assigned open one; for everybody else there is none.
//!
//! Needs and follow-ups are read for one contact only, never for the list.

use gvi_domain::support::{NewSupport, SupportRoute, SupportStatus};
use gvi_domain::support_steps::{Course, DropReason, Known, KnownBy, Mark, Outcome, Protection, Relocation, SupportNeed};
use gvi_domain::{AccountId, Code, Date, Moment, SupportId};
use gvi_secrecy::deeds::{AddSupport, EditSupport, ListSupport};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `support_contacts`.
pub struct SupportRow {
    id: SupportId,
    code: Code,
    person: Code,
    reference: String,
    route: SupportRoute,
    status: SupportStatus,
    first_contact: Moment,
    first_meeting: Option<Moment>,
    last_check_in: Option<Moment>,
    contact_since: Option<Moment>,
    intake_at: Option<Moment>,
    protection: Protection,
    plan_at: Option<Moment>,
    check_ins_until: Option<Date>,
    relocation: Relocation,
    drop_reason: Option<DropReason>,
    follow_up: bool,
    needs: Vec<SupportNeed>,
    outcomes: Vec<Outcome>,
    ended_on: Option<Date>,
    expires_on: Date,
    version: i64,
}

classed! { SupportRow => SeenSupport {
    id: SupportId = open,
    code: Code = open,
    person: Code = Support,
    reference: String = Support,
    route: SupportRoute = Support,
    status: SupportStatus = Coordination,
    first_contact: Moment = Coordination,
    first_meeting: Option<Moment> = Coordination,
    last_check_in: Option<Moment> = Coordination,
    contact_since: Option<Moment> = Coordination,
    intake_at: Option<Moment> = Coordination,
    protection: Protection = Support,
    plan_at: Option<Moment> = Coordination,
    check_ins_until: Option<Date> = Coordination,
    relocation: Relocation = Support,
    drop_reason: Option<DropReason> = Support,
    follow_up: bool = Support,
    needs: Vec<SupportNeed> = Support,
    outcomes: Vec<Outcome> = Support,
    ended_on: Option<Date> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_support {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.code, s.person_code, s.reference, s.route, s.status, s.first_contact_at, s.first_meeting_at, s.last_check_in_at, s.contact_since, \
             s.intake_at, s.protection, s.plan_at, s.check_ins_until, s.relocation, s.drop_reason, s.follow_up, s.ended_on, s.expires_on, s.version FROM support_contacts s ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<SupportRow, DbError> {
    let mut read = row.reader();
    Ok(SupportRow {
        id: read.next()?,
        code: read.next()?,
        person: read.next()?,
        reference: read.next()?,
        route: read.next_named(SupportRoute::named)?,
        status: read.next_named(SupportStatus::named)?,
        first_contact: read.next()?,
        first_meeting: read.next()?,
        last_check_in: read.next()?,
        contact_since: read.next()?,
        intake_at: read.next()?,
        protection: read.next_named(Protection::named)?,
        plan_at: read.next()?,
        check_ins_until: read.next()?,
        relocation: read.next_named(Relocation::named)?,
        // A reason that this program does not know any more is no reason.
        drop_reason: read.next::<Option<String>>()?.and_then(|reason| DropReason::named(&reason)),
        follow_up: read.next()?,
        needs: Vec::new(),
        outcomes: Vec::new(),
        ended_on: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    })
}

fn sealed(record: SupportRow, handlers: Vec<String>, today: Date) -> Sealed<SupportRow> {
    let facts = Facts { handlers, expired: record.expires_on < today, ..Facts::plain(Thing::Support, record.id).about_a_person() };
    Sealed::new(record, facts)
}

async fn handlers(db: &mut DbTx, id: &str) -> Result<Vec<String>, DbError> {
    let rows = db.rows("SELECT account FROM support_handlers WHERE support = $1 ORDER BY account", args![id]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The facts of a support contact, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on FROM support_contacts WHERE id = $1", args![id]).await?;
    // Asked for always: what exists takes no more work than what does not.
    let handlers = handlers(db, id).await?;
    let Some(row) = row else { return Ok(None) };
    let expires_on: Date = row.get(0)?;
    Ok(Some(Facts { handlers, expired: expires_on < today, ..Facts::plain(Thing::Support, id).about_a_person() }))
}

/// One support contact, for any deed that has a permit on it.
pub async fn contact<D: Deed<Id = SupportId>>(tx: &mut Tx, permit: &Permit<D>, today: Date) -> Result<Sealed<SupportRow>, StoreError> {
    let row = tx.db(permit).row(select_support!("WHERE s.id = $1"), args![permit.id()]).await?;
    let handlers = handlers(tx.db(permit), &permit.id().to_string()).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    let mut record = read(&row.expect("the row of a permit"))?;
    record.needs = needs(tx.db(permit), permit.id()).await?;
    record.outcomes = outcomes(tx.db(permit), permit.id()).await?;
    Ok(sealed(record, handlers, today))
}

async fn needs(db: &mut DbTx, id: SupportId) -> Result<Vec<SupportNeed>, DbError> {
    let rows = db.rows("SELECT need FROM support_needs WHERE support = $1 ORDER BY need", args![id]).await?;
    let mut needs = rows.iter().map(|row| row.reader().next_named(SupportNeed::named)).collect::<Result<Vec<_>, _>>()?;
    needs.sort_unstable();
    Ok(needs)
}

async fn outcomes(db: &mut DbTx, id: SupportId) -> Result<Vec<Outcome>, DbError> {
    let sql = "SELECT mark, alive, in_prison, known_by FROM support_outcomes WHERE support = $1 ORDER BY mark";
    let rows = db.rows(sql, args![id]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        Ok(Outcome {
            mark: read.next_named(Mark::named)?,
            alive: read.next_named(Known::named)?,
            in_prison: read.next_named(Known::named)?,
            known_by: read.next_named(KnownBy::named)?,
        })
    };
    let mut outcomes = rows.iter().map(read).collect::<Result<Vec<_>, DbError>>()?;
    outcomes.sort_unstable_by_key(|outcome| outcome.mark);
    Ok(outcomes)
}

/// All contacts, sealed each with its own handlers: opening the list drops those that are not the reader's.
pub async fn list(tx: &mut Tx, permit: &Permit<ListSupport>, today: Date) -> Result<Vec<Sealed<SupportRow>>, StoreError> {
    let rows =
        tx.db(permit).rows(select_support!("WHERE s.expires_on >= $1 ORDER BY s.person_code, s.id LIMIT 1000"), args![today]).await?;
    let assigned = tx.db(permit).rows("SELECT support, account FROM support_handlers ORDER BY support, account", args![]).await?;
    let mut all: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    for row in &assigned {
        all.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let seal = |row: &Row| {
        let handlers = all.remove(&row.get::<String>(0)?).unwrap_or_default();
        Ok(sealed(read(row)?, handlers, today))
    };
    Ok(rows.iter().map(seal).collect::<Result<_, DbError>>()?)
}

/// Writes a contact and makes whoever opens it its first handler.
pub async fn add(
    tx: &mut Tx,
    permit: &Permit<AddSupport>,
    new: &NewSupport,
    course: &Course,
    expires_on: Date,
) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::SUPPORT, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO support_contacts (id, code, person_code, reference, route, status, first_contact_at, first_meeting_at, last_check_in_at, contact_since, \
             ended_on, opened_by, opened_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, $8, NULL, $9, $10, $11, 1) \
             ON CONFLICT (id) DO NOTHING",
            args![
                new.id,
                code,
                new.person,
                &new.reference,
                new.route.name(),
                new.status.name(),
                new.first_contact,
                course.contact_since,
                &actor,
                now,
                expires_on
            ],
        )
        .await?;
    if added > 0 {
        tx.db(permit)
            .execute("INSERT INTO support_handlers (support, account, since) VALUES ($1, $2, $3)", args![new.id, &actor, now])
            .await?;
    }
    Ok((added > 0).then_some(code))
}

/// Writes how far a contact has come.
pub async fn set_course(
    tx: &mut Tx,
    permit: &Permit<EditSupport>,
    course: &Course,
    expires_on: Date,
    version: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE support_contacts SET status = $1, first_meeting_at = $2, contact_since = $3, intake_at = $4, protection = $5, plan_at = $6, \
               check_ins_until = $7, relocation = $8, drop_reason = $9, follow_up = $10, ended_on = $11, expires_on = $12, version = version + 1 \
               WHERE id = $13 AND version = $14";
    let values = args![
        course.status.name(),
        course.met_at,
        course.contact_since,
        course.intake_at,
        course.protection.name(),
        course.plan_at,
        course.check_ins_until,
        course.relocation.name(),
        course.dropped.map(DropReason::name),
        course.follow_up,
        course.ended_on,
        expires_on,
        permit.id(),
        version
    ];
    changed(tx.db(permit).execute(sql, values).await?)
}

/// Writes which needs there are, in the place of those that stood there.
pub async fn set_needs(tx: &mut Tx, permit: &Permit<EditSupport>, needs: &[SupportNeed], version: i64) -> Result<(), StoreError> {
    let db = tx.db(permit);
    changed(
        db.execute("UPDATE support_contacts SET version = version + 1 WHERE id = $1 AND version = $2", args![permit.id(), version]).await?,
    )?;
    db.execute("DELETE FROM support_needs WHERE support = $1", args![permit.id()]).await?;
    for need in needs {
        let sql = "INSERT INTO support_needs (support, need) VALUES ($1, $2) ON CONFLICT (support, need) DO NOTHING";
        db.execute(sql, args![permit.id(), need.name()]).await?;
    }
    Ok(())
}

/// Writes what became of the person, once for each mark.
pub async fn answer(tx: &mut Tx, permit: &Permit<EditSupport>, outcome: &Outcome, version: i64) -> Result<(), StoreError> {
    let (actor, today) = (tx.actor().account.clone(), tx.today());
    let db = tx.db(permit);
    changed(
        db.execute("UPDATE support_contacts SET version = version + 1 WHERE id = $1 AND version = $2", args![permit.id(), version]).await?,
    )?;
    let sql = "INSERT INTO support_outcomes (support, mark, alive, in_prison, known_by, answered_on, answered_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values =
        args![permit.id(), outcome.mark.name(), outcome.alive.name(), outcome.in_prison.name(), outcome.known_by.name(), today, actor];
    db.execute(sql, values).await?;
    Ok(())
}

/// Puts a contact among the counted, if it is the person's first and no protected identity is behind it. Tells whether it was.
pub async fn count_as_first<D: Changes>(tx: &mut Tx, permit: &Permit<D>, id: SupportId) -> Result<bool, StoreError> {
    let sql = "UPDATE support_contacts SET counted = 1 WHERE id = $1 AND counted = 0 AND contact_since IS NOT NULL \
               AND NOT EXISTS (SELECT 1 FROM support_contacts o WHERE o.person_code = support_contacts.person_code AND o.id <> $1 AND o.contact_since IS NOT NULL) \
               AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.code = support_contacts.person_code AND p.protected = 1)";
    Ok(tx.db(permit).execute(sql, args![id]).await? == 1)
}

/// Whether a contact stands among the counted.
pub async fn is_counted(tx: &mut Tx, permit: &Permit<EditSupport>) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM support_contacts WHERE id = $1 AND counted = 1";
    Ok(tx.db(permit).count(sql, args![permit.id()]).await? > 0)
}

/// Whether the contact is with somebody who has a protected identity here: of them nothing is counted.
pub async fn is_shielded(tx: &mut Tx, permit: &Permit<EditSupport>) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM support_contacts s JOIN persons p ON p.code = s.person_code WHERE s.id = $1 AND p.protected = 1";
    Ok(tx.db(permit).count(sql, args![permit.id()]).await? > 0)
}

/// Writes a check-in, now.
pub async fn checked_in(tx: &mut Tx, permit: &Permit<EditSupport>, version: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE support_contacts SET last_check_in_at = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![now, permit.id(), version]).await?)
}

/// A colleague who has a contact in hand, or could have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handler {
    /// Account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Whether this contact is assigned to them.
    pub assigned: bool,
}

/// Colleagues with a role in support, with a mark on those who have this contact in hand.
pub async fn colleagues(tx: &mut Tx, permit: &Permit<EditSupport>) -> Result<Vec<Handler>, StoreError> {
    let sql = "SELECT DISTINCT a.id, a.name, a.sort_key, CAST(CASE WHEN h.account IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM accounts a \
               JOIN account_roles r ON r.account = a.id AND r.role IN ('handler', 'intake') \
               LEFT JOIN support_handlers h ON h.account = a.id AND h.support = $1 ORDER BY a.sort_key, a.id LIMIT 500";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| Ok(Handler { account: row.get(0)?, name: row.get(1)?, assigned: row.get(3)? });
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// Assigns a contact to a colleague. Tells whether there is such a colleague.
pub async fn assign(tx: &mut Tx, permit: &Permit<EditSupport>, account: AccountId) -> Result<bool, StoreError> {
    let now = tx.now();
    // The two roles that the policies let keep a contact; a contact assigned to anybody else would be open to nobody.
    let known = "SELECT COUNT(*) FROM account_roles WHERE account = $1 AND role IN ('handler', 'intake')";
    if tx.db(permit).count(known, args![account]).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO support_handlers (support, account, since) VALUES ($1, $2, $3) ON CONFLICT (support, account) DO NOTHING";
    tx.db(permit).execute(sql, args![permit.id(), account, now]).await?;
    Ok(true)
}

/// Takes a contact off a colleague, if another one keeps it. Tells whether it was done.
pub async fn release(tx: &mut Tx, permit: &Permit<EditSupport>, account: AccountId) -> Result<bool, StoreError> {
    let others = tx
        .db(permit)
        .count("SELECT COUNT(*) FROM support_handlers WHERE support = $1 AND account <> $2", args![permit.id(), account])
        .await?;
    if others == 0 {
        return Ok(false);
    }
    tx.db(permit).execute("DELETE FROM support_handlers WHERE support = $1 AND account = $2", args![permit.id(), account]).await?;
    Ok(true)
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "support" }) }
}

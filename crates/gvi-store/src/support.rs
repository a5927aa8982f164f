//! Rows of support contacts and of who has them in hand. Only the assigned open one; for everybody else there is none.

use gvi_domain::support::{NewSupport, SupportRoute, SupportStatus};
use gvi_domain::{AccountId, Code, Date, Moment, SupportId};
use gvi_secrecy::deeds::{AddSupport, EditSupport, ListSupport};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

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
    ended_on: Option<Date> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_support {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.code, s.person_code, s.reference, s.route, s.status, s.first_contact_at, s.first_meeting_at, s.last_check_in_at, s.ended_on, s.expires_on, \
             s.version FROM support_contacts s ",
            $rest
        )
    };
}

fn read(row: &Row, handlers: Vec<String>, today: Date) -> Result<Sealed<SupportRow>, DbError> {
    let mut read = row.reader();
    let record = SupportRow {
        id: read.next()?,
        code: read.next()?,
        person: read.next()?,
        reference: read.next()?,
        route: read.next_named(SupportRoute::named)?,
        status: read.next_named(SupportStatus::named)?,
        first_contact: read.next()?,
        first_meeting: read.next()?,
        last_check_in: read.next()?,
        ended_on: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = Facts { handlers, expired: record.expires_on < today, ..Facts::plain(Thing::Support, record.id).about_a_person() };
    Ok(Sealed::new(record, facts))
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
    Ok(read(&row.expect("the row of a permit"), handlers, today)?)
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
    let sealed = rows.iter().map(|row| read(row, all.remove(&row.get::<String>(0)?).unwrap_or_default(), today));
    Ok(sealed.collect::<Result<_, _>>()?)
}

/// Writes a contact and makes whoever opens it its first handler.
pub async fn add(tx: &mut Tx, permit: &Permit<AddSupport>, new: &NewSupport, expires_on: Date) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::SUPPORT, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO support_contacts (id, code, person_code, reference, route, status, first_contact_at, first_meeting_at, last_check_in_at, ended_on, opened_by, \
             opened_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, NULL, $8, $9, $10, 1) ON CONFLICT (id) DO NOTHING",
            args![new.id, code, new.person, &new.reference, new.route.name(), new.status.name(), new.first_contact, &actor, now, expires_on],
        )
        .await?;
    if added > 0 {
        tx.db(permit)
            .execute("INSERT INTO support_handlers (support, account, since) VALUES ($1, $2, $3)", args![new.id, &actor, now])
            .await?;
    }
    Ok((added > 0).then_some(code))
}

/// Moves a contact to another status.
pub async fn set_status(
    tx: &mut Tx,
    permit: &Permit<EditSupport>,
    status: SupportStatus,
    ended_on: Option<Date>,
    expires_on: Date,
    version: i64,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE support_contacts SET status = $1, ended_on = $2, expires_on = $3, version = version + 1 WHERE id = $4 AND version = $5";
    changed(tx.db(permit).execute(sql, args![status.name(), ended_on, expires_on, permit.id(), version]).await?)
}

/// Writes the first meeting.
pub async fn met(tx: &mut Tx, permit: &Permit<EditSupport>, at: Moment, version: i64) -> Result<(), StoreError> {
    let sql =
        "UPDATE support_contacts SET first_meeting_at = $1, last_check_in_at = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![at, permit.id(), version]).await?)
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

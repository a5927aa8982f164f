//! Rows of consents: whose secrecy was waived, to whom, for what, until when, and whether it was taken back.

use gvi_domain::consent::{ConsentMethod, GivenBy, NewConsent};
use gvi_domain::{ConsentId, Date, Words};
use gvi_secrecy::deeds::{DecideDisclosure, ListConsents, RecordConsent, WithdrawConsent};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};

/// A row of `consents`.
pub struct ConsentRow {
    id: ConsentId,
    person: String,
    given_by: GivenBy,
    maturity_reason: Words,
    recipients: String,
    categories: String,
    purposes: String,
    method: ConsentMethod,
    witness: Words,
    given_on: Date,
    valid_until: Date,
    withdrawn_on: Option<Date>,
    version: i64,
}

classed! { ConsentRow => SeenConsent {
    id: ConsentId = open,
    person: String = Identity,
    given_by: GivenBy = Identity,
    maturity_reason: Words = Intelligence,
    recipients: String = Coordination,
    categories: String = Coordination,
    purposes: String = Coordination,
    method: ConsentMethod = Coordination,
    witness: Words = Identity,
    given_on: Date = Coordination,
    valid_until: Date = Coordination,
    withdrawn_on: Option<Date> = open,
    version: i64 = open,
} }

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, given_by, maturity_reason, recipients, categories, purposes, method, witness, given_on, valid_until, withdrawn_on, version ",
            "FROM consents ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<ConsentRow, DbError> {
    let mut read = row.reader();
    Ok(ConsentRow {
        id: read.next()?,
        person: read.next()?,
        given_by: read.next_named(GivenBy::named)?,
        maturity_reason: read.next()?,
        recipients: read.next()?,
        categories: read.next()?,
        purposes: read.next()?,
        method: read.next_named(ConsentMethod::named)?,
        witness: read.next()?,
        given_on: read.next()?,
        valid_until: read.next()?,
        withdrawn_on: read.next()?,
        version: read.next()?,
    })
}

fn facts_of(id: impl std::fmt::Display) -> Facts {
    Facts::plain(Thing::Consent, id).about_a_person()
}

/// The facts of a consent, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    Ok(db.row("SELECT id FROM consents WHERE id = $1", args![id]).await?.map(|_| facts_of(id)))
}

/// All consents, by the code of the person.
pub async fn list(tx: &mut Tx, permit: &Permit<ListConsents>) -> Result<Vec<Sealed<ConsentRow>>, StoreError> {
    let rows = tx.db(permit).rows(select!("ORDER BY person, given_on DESC, id LIMIT 500"), args![]).await?;
    let seal = |row: &Row| Ok(Sealed::new(read(row)?, facts_of(row.get::<ConsentId>(0)?)));
    Ok(rows.iter().map(seal).collect::<Result<_, DbError>>()?)
}

/// What a decision needs to know of the consent it would rest on: who, to whom, what for, until when.
#[derive(Debug, Clone)]
pub struct ConsentTerms {
    /// The person.
    pub person: String,
    /// Who gave it.
    pub given_by: GivenBy,
    /// Why the child's own word was not needed.
    pub maturity_reason: String,
    /// Authorities.
    pub recipients: Vec<String>,
    /// Rows of the sharing matrix.
    pub categories: Vec<String>,
    /// Purposes.
    pub purposes: Vec<String>,
    /// First day.
    pub given_on: Date,
    /// Last day.
    pub valid_until: Date,
    /// The day it was taken back.
    pub withdrawn_on: Option<Date>,
}

/// The terms of one consent, for the decision that would rest on it.
pub async fn terms(tx: &mut Tx, permit: &Permit<DecideDisclosure>, id: ConsentId) -> Result<Option<ConsentTerms>, StoreError> {
    let Some(row) = tx.db(permit).row(select!("WHERE id = $1"), args![id]).await? else { return Ok(None) };
    let row = read(&row)?;
    // Codes hold no spaces, so a space between them loses nothing.
    let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Ok(Some(ConsentTerms {
        person: row.person,
        given_by: row.given_by,
        maturity_reason: row.maturity_reason.as_str().to_owned(),
        recipients: words(&row.recipients),
        categories: words(&row.categories),
        purposes: words(&row.purposes),
        given_on: row.given_on,
        valid_until: row.valid_until,
        withdrawn_on: row.withdrawn_on,
    }))
}

/// Records a consent. A second submit of the same form finds its own record and changes nothing.
pub async fn record(tx: &mut Tx, permit: &Permit<RecordConsent>, new: &NewConsent) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let recipients = new.recipients.iter().map(|authority| authority.as_str()).collect::<Vec<_>>().join(" ");
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO consents (id, person, given_by, maturity_reason, recipients, categories, purposes, method, witness, given_on, valid_until, \
             recorded_by, recorded_at, withdrawn_on, withdrawn_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, NULL, 1) \
             ON CONFLICT (id) DO NOTHING",
            args![
                new.id, new.person.trim(), new.given_by.name(), &new.maturity_reason, recipients, new.categories.join(" "), new.purposes.join(" "),
                new.method.name(), &new.witness, new.given_on, new.valid_until, actor, now
            ],
        )
        .await?;
    Ok(added > 0)
}

/// Takes a consent back. Tells whether it was in force until now; taking it back twice is once.
pub async fn withdraw(tx: &mut Tx, permit: &Permit<WithdrawConsent>, today: Date) -> Result<bool, StoreError> {
    let actor = tx.actor().account.clone();
    let sql = "UPDATE consents SET withdrawn_on = $1, withdrawn_by = $2, version = version + 1 WHERE id = $3 AND withdrawn_on IS NULL";
    Ok(tx.db(permit).execute(sql, args![today, actor, permit.id()]).await? == 1)
}

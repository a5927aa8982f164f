//! Rows of evidence behind memberships. They end with their membership, and there is no column for a weight.

use gvi_domain::evidence::{Bearing, EvidenceKind, NewEvidence, Standing};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::{Date, EvidenceId, MembershipId, Words};
use gvi_secrecy::deeds::EditMembership;
use gvi_secrecy::{Deed, Permit, Sealed, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::memberships;
use crate::tx::{StoreError, Tx};

/// A row of `membership_evidence`.
pub struct EvidenceRow {
    id: EvidenceId,
    kind: EvidenceKind,
    dated: Date,
    source: String,
    conduct: bool,
    bearing: Bearing,
    grade: Grade,
    tells: Words,
    author: String,
    added_on: Date,
    voided_on: Option<Date>,
    voided_why: Words,
}

classed! { EvidenceRow => SeenEvidence {
    id: EvidenceId = open,
    kind: EvidenceKind = Intelligence,
    dated: Date = Intelligence,
    source: String = Source,
    conduct: bool = Intelligence,
    bearing: Bearing = Intelligence,
    grade: Grade = Intelligence,
    tells: Words = Intelligence,
    author: String = Coordination,
    added_on: Date = Coordination,
    voided_on: Option<Date> = Coordination,
    voided_why: Words = Intelligence,
} }

fn read(row: &Row) -> Result<EvidenceRow, DbError> {
    let mut read = row.reader();
    Ok(EvidenceRow {
        id: read.next()?,
        kind: read.next_named(EvidenceKind::named)?,
        dated: read.next()?,
        source: read.next()?,
        conduct: read.next()?,
        bearing: read.next_named(Bearing::named)?,
        grade: Grade { source: read.next_named(SourceGrade::named)?, information: read.next_named(InformationGrade::named)? },
        tells: read.next()?,
        author: read.next()?,
        added_on: read.next()?,
        voided_on: read.next()?,
        voided_why: read.next()?,
    })
}

/// The evidence of a membership, by date. Each item is sealed with the facts of the membership that it belongs to.
pub async fn of_membership<D: Deed<Id = MembershipId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<EvidenceRow>>, StoreError> {
    let id = permit.id();
    let sql = "SELECT e.id, e.kind, e.dated, e.source, e.conduct, e.bearing, e.source_grade, e.information_grade, e.tells, COALESCE(a.name, ''), e.added_on, \
               e.voided_on, e.voided_why FROM membership_evidence e LEFT JOIN accounts a ON a.id = e.added_by WHERE e.membership_id = $1 ORDER BY e.dated, e.id";
    let today = tx.today();
    let db = tx.db(permit);
    let rows = db.rows(sql, args![id]).await?;
    // Cannot fail: the permit was given for a membership of this transaction.
    let facts = memberships::facts(db, &id.to_string(), today).await?.expect("the facts of a permit");
    Ok(rows.iter().map(|row| Ok(Sealed::new(read(row)?, facts.clone()))).collect::<Result<_, DbError>>()?)
}

/// What the rule of two needs to know of each item.
pub(crate) async fn standing(db: &mut DbTx, id: MembershipId) -> Result<Vec<Standing>, DbError> {
    let sql = "SELECT kind, dated, source, conduct, source_grade, information_grade, voided_on FROM membership_evidence WHERE membership_id = $1 ORDER BY dated, id";
    let rows = db.rows(sql, args![id]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        Ok(Standing {
            kind: read.next_named(EvidenceKind::named)?,
            dated: read.next()?,
            source: read.next()?,
            conduct: read.next()?,
            grade: Grade { source: read.next_named(SourceGrade::named)?, information: read.next_named(InformationGrade::named)? },
            voided: read.next::<Option<Date>>()?.is_some(),
        })
    };
    rows.iter().map(read).collect()
}

pub(crate) async fn insert(db: &mut DbTx, membership: MembershipId, new: &NewEvidence, account: &str, today: Date) -> Result<(), DbError> {
    db.execute(
        "INSERT INTO membership_evidence (id, membership_id, kind, dated, source, conduct, bearing, source_grade, information_grade, tells, added_by, added_on, \
         voided_on, voided_why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, '') ON CONFLICT (id) DO NOTHING",
        args![
            new.id, membership, new.kind.name(), new.dated, &new.source, new.conduct, new.bearing.name(), new.grade.source.name(),
            new.grade.information.name(), &new.text, account, today
        ],
    )
    .await?;
    Ok(())
}

/// Adds an item.
pub async fn add(tx: &mut Tx, permit: &Permit<EditMembership>, new: &NewEvidence) -> Result<(), StoreError> {
    let (account, today) = (tx.actor().account.clone(), tx.today());
    Ok(insert(tx.db(permit), permit.id(), new, &account, today).await?)
}

/// How many items a membership has, and whether one of these sources and days is among them already: known evidence is not new evidence.
pub async fn known(tx: &mut Tx, permit: &Permit<EditMembership>) -> Result<Vec<Standing>, StoreError> {
    Ok(standing(tx.db(permit), permit.id()).await?)
}

/// Declares an item void with a reason. Tells whether there was one that was valid.
pub async fn void(tx: &mut Tx, permit: &Permit<EditMembership>, item: EvidenceId, reason: &Words) -> Result<bool, StoreError> {
    let today = tx.today();
    let sql = "UPDATE membership_evidence SET voided_on = $1, voided_why = $2 WHERE id = $3 AND membership_id = $4 AND voided_on IS NULL";
    Ok(tx.db(permit).execute(sql, args![today, reason, item, permit.id()]).await? == 1)
}

//! Every time that somebody says a listing is wrong, and when that was answered: for the measure of how long an answer takes.
//!
//! The dispute itself, its reason and its thirty days stand on the membership, which forgets a dispute that was settled. These rows hang
//! on the membership and go with it; what stays is the figure of a frozen quarter, which is a number.

use gvi_domain::{Date, MembershipId, PersonId};

use crate::args;
use crate::db::{DbError, DbTx};

/// Somebody asked today. Who asks again on the day of the answer has asked again.
pub(crate) async fn asked(db: &mut DbTx, membership: MembershipId, today: Date) -> Result<(), DbError> {
    let sql = "INSERT INTO corrections (membership_id, asked_on, answered_on) VALUES ($1, $2, NULL) \
               ON CONFLICT (membership_id, asked_on) DO UPDATE SET answered_on = NULL";
    db.execute(sql, args![membership, today]).await.map(drop)
}

/// What was asked about a listing has its answer: it was renewed, ended, or suspended.
pub(crate) async fn answered(db: &mut DbTx, membership: MembershipId, today: Date) -> Result<(), DbError> {
    let sql = "UPDATE corrections SET answered_on = $1 WHERE membership_id = $2 AND answered_on IS NULL";
    db.execute(sql, args![today, membership]).await.map(drop)
}

/// The same for everything about a person.
pub(crate) async fn answered_about(db: &mut DbTx, person: PersonId, today: Date) -> Result<(), DbError> {
    let sql = "UPDATE corrections SET answered_on = $1 WHERE answered_on IS NULL AND membership_id IN (SELECT id FROM memberships WHERE person_id = $2)";
    db.execute(sql, args![today, person]).await.map(drop)
}

/// The same for every listing that the house itself has ended or suspended: the dispute is over, and it took until today.
pub(crate) async fn answered_by_the_end(db: &mut DbTx, today: Date) -> Result<(), DbError> {
    let sql = "UPDATE corrections SET answered_on = $1 WHERE answered_on IS NULL \
               AND membership_id IN (SELECT id FROM memberships WHERE state IN ('suspended', 'expired', 'ended'))";
    db.execute(sql, args![today]).await.map(drop)
}

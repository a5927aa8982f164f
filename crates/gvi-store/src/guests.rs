//! Rows of guests: listed persons whom the police propose to ask to a call-in, and the list of each call-in. A guest rests on a listing:
//! when the listing is erased, so is the guest.

use gvi_domain::call_in::{CallInShell, GoVerdict};
use gvi_domain::group::GroupStatus;
use gvi_domain::guest::{GuestState, KnownSupervision, NewGuest, Supervision};
use gvi_domain::membership::MembershipState;
use gvi_domain::person::Born;
use gvi_domain::{Code, Date, DisclosureId, EnvelopeId, GroupId, GuestId, MembershipId, Moment, PersonId, Words};
use gvi_secrecy::deeds::{ChangeGuest, DecideCallIn, ListGuests, LockGuests, ProposeGuest};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, DbTx, Row};
use crate::persons::{born, handlers, there};
use crate::tx::{StoreError, Tx};

/// A row of `guests` with the person and the group that the listing names.
pub struct GuestRow {
    id: GuestId,
    call_in: Code,
    meets_on: Date,
    membership: MembershipId,
    person: PersonId,
    person_code: Code,
    name: String,
    group: GroupId,
    group_code: Code,
    group_name: String,
    stands: bool,
    reason: Words,
    supervision: Supervision,
    supervision_source: String,
    supervision_envelope: Option<EnvelopeId>,
    state: GuestState,
    withdrawn_reason: String,
    told: Option<DisclosureId>,
    proposer: Option<String>,
    expires_on: Date,
    version: i64,
}

classed! { GuestRow => SeenGuest {
    id: GuestId = open,
    call_in: Code = open,
    meets_on: Date = Coordination,
    membership: MembershipId = open,
    person: PersonId = open,
    person_code: Code = open,
    name: String = Identity,
    group: GroupId = open,
    group_code: Code = Coordination,
    group_name: String = Coordination,
    stands: bool = Coordination,
    reason: Words = Intelligence,
    supervision: Supervision = Intelligence,
    supervision_source: String = Intelligence,
    supervision_envelope: Option<EnvelopeId> = Intelligence,
    state: GuestState = Coordination,
    withdrawn_reason: String = Intelligence,
    told: Option<DisclosureId> = Coordination,
    proposer: Option<String> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

/// A row of `guest_lists`.
pub struct GuestListRow {
    call_in: Code,
    meets_on: Date,
    locked_at: Option<Moment>,
    verdict: Option<GoVerdict>,
    verdict_reasons: String,
    decided_by: Option<String>,
    decided_at: Option<Moment>,
    version: i64,
}

classed! { GuestListRow => SeenGuestList {
    call_in: Code = open,
    meets_on: Date = Coordination,
    locked_at: Option<Moment> = Coordination,
    verdict: Option<GoVerdict> = Coordination,
    verdict_reasons: String = Coordination,
    decided_by: Option<String> = Coordination,
    decided_at: Option<Moment> = Coordination,
    version: i64 = open,
} }

macro_rules! guest_columns {
    () => {
        "SELECT t.id, t.call_in, t.meets_on, t.membership, p.id, p.code, p.name, g.id, g.code, g.name, g.status, m.state, m.listed_until, \
         t.reason, t.supervision, t.supervision_source, t.supervision_envelope, t.state, t.withdrawn_reason, \
         (SELECT MAX(d.id) FROM disclosures d WHERE d.subject_thing = 'membership' AND d.subject_id = t.membership AND d.state = 'sent'), \
         a.name, t.expires_on, t.version, p.protected, p.born_year, p.born_on \
         FROM guests t JOIN memberships m ON m.id = t.membership JOIN persons p ON p.id = m.person_id JOIN groups g ON g.id = m.group_id \
         LEFT JOIN accounts a ON a.id = t.proposed_by "
    };
}

const ONE: &str = concat!(guest_columns!(), "WHERE t.id = $1");

/// Whether a group counts as active.
const fn is_active(status: GroupStatus) -> bool {
    matches!(status, GroupStatus::Active | GroupStatus::InFocus | GroupStatus::Cooling)
}

async fn read(db: &mut DbTx, row: &Row, today: Date) -> Result<Sealed<GuestRow>, DbError> {
    let mut read = row.reader();
    let (id, call_in, meets_on, membership) = (read.next()?, read.next()?, read.next()?, read.next()?);
    let (person, person_code, name) = (read.next::<PersonId>()?, read.next()?, read.next()?);
    let (group, group_code, group_name) = (read.next()?, read.next()?, read.next()?);
    let status = read.next_named(GroupStatus::named)?;
    let listing = read.next_named(MembershipState::named)?;
    let until: Option<Date> = read.next()?;
    let record = GuestRow {
        id,
        call_in,
        meets_on,
        membership,
        person,
        person_code,
        name,
        group,
        group_code,
        group_name,
        // Only a listing that stands today in an active group makes a guest of anybody.
        stands: is_active(status) && listing.on(today, until).stands(),
        reason: read.next()?,
        supervision: read.next_named(Supervision::named)?,
        supervision_source: read.next()?,
        supervision_envelope: read.next()?,
        state: read.next_named(GuestState::named)?,
        withdrawn_reason: read.next()?,
        told: read.next()?,
        proposer: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let protected: bool = read.next()?;
    let birth: Born = born(read.next()?, read.next()?);
    let facts = Facts {
        protected,
        handlers: if protected { handlers(db, &person.to_string()).await? } else { Vec::new() },
        expired: record.expires_on < today,
        minor: birth.is_minor_on(today),
        ..Facts::plain(Thing::Guest, record.id).about_a_person()
    };
    Ok(Sealed::new(record, facts))
}

/// The facts of a guest, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let sql = "SELECT p.id, p.protected, p.born_year, p.born_on, t.expires_on, p.expires_on FROM guests t JOIN memberships m ON m.id = t.membership \
               JOIN persons p ON p.id = m.person_id WHERE t.id = $1";
    let row = db.row(sql, args![id]).await?;
    // Asked for always, for somebody or nobody: work that is done only for somebody protected would tell that there is somebody.
    let person: String = row.as_ref().map_or_else(|| Ok(String::new()), |row| row.get(0))?;
    let handlers = handlers(db, &person).await?;
    let Some(row) = row else { return Ok(None) };
    let protected = row.get(1)?;
    let birth = born(row.get(2)?, row.get(3)?);
    Ok(Some(Facts {
        protected,
        handlers: if protected { handlers } else { Vec::new() },
        expired: row.get::<Date>(4)? < today || row.get::<Date>(5)? < today,
        minor: birth.is_minor_on(today),
        ..Facts::plain(Thing::Guest, id).about_a_person()
    }))
}

/// One guest, for any deed that has a permit on it.
pub async fn guest<D: Deed<Id = GuestId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<GuestRow>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // Cannot fail: the permit was given for a row of this transaction.
    let row = db.row(ONE, args![permit.id()]).await?.expect("the row of a permit");
    Ok(read(db, &row, today).await?)
}

/// The guests of a call-in, by group and name: there is no other order among people.
pub async fn of_call_in(tx: &mut Tx, permit: &Permit<ListGuests>, call_in: Code) -> Result<Vec<Sealed<GuestRow>>, StoreError> {
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    let sql = concat!(
        guest_columns!(),
        "WHERE ",
        there!(),
        " AND t.expires_on >= $1 AND t.call_in = $3 ORDER BY g.sort_key, g.id, p.sort_key, t.id LIMIT 200"
    );
    let rows = db.rows(sql, args![today, account, call_in]).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for row in &rows {
        sealed.push(read(db, row, today).await?);
    }
    Ok(sealed)
}

fn list_of(row: &Row) -> Result<Sealed<GuestListRow>, DbError> {
    let mut read = row.reader();
    let record = GuestListRow {
        call_in: read.next()?,
        meets_on: read.next()?,
        locked_at: read.next()?,
        verdict: read.next::<Option<String>>()?.as_deref().and_then(GoVerdict::named),
        verdict_reasons: read.next()?,
        decided_by: read.next()?,
        decided_at: read.next()?,
        version: read.next()?,
    };
    // The list itself names nobody; the guests on it are asked for one by one.
    Ok(Sealed::new(record, Facts::plain(Thing::Guest, "-")))
}

/// The list of a call-in, if anything has been written of it.
pub async fn guest_list<D: Deed<Id = gvi_domain::Whole>>(
    tx: &mut Tx,
    permit: &Permit<D>,
    call_in: Code,
) -> Result<Option<Sealed<GuestListRow>>, StoreError> {
    let sql = "SELECT l.call_in, l.meets_on, l.locked_at, l.verdict, l.verdict_reasons, a.name, l.decided_at, l.version FROM guest_lists l \
               LEFT JOIN accounts a ON a.id = l.decided_by WHERE l.call_in = $1";
    let row = tx.db(permit).row(sql, args![call_in]).await?;
    Ok(row.as_ref().map(list_of).transpose()?)
}

/// Makes the list of a call-in, if there is none, and keeps its day.
pub async fn keep_list<D: Changes>(tx: &mut Tx, permit: &Permit<D>, call_in: Code, meets_on: Date) -> Result<(), StoreError> {
    let sql = "INSERT INTO guest_lists (call_in, meets_on, verdict_reasons, expires_on, version) VALUES ($1, $2, '', $3, 1) \
               ON CONFLICT (call_in) DO UPDATE SET meets_on = $2, expires_on = $3";
    let end = CallInShell::logistics_end(meets_on);
    tx.db(permit).execute(sql, args![call_in, meets_on, end]).await?;
    let sql = "UPDATE guests SET meets_on = $2, expires_on = $3 WHERE call_in = $1";
    tx.db(permit).execute(sql, args![call_in, meets_on, end]).await?;
    Ok(())
}

/// How many guests a call-in has already, of whom this reader may know or not: the limit is everybody's.
pub async fn count(tx: &mut Tx, permit: &Permit<ProposeGuest>, call_in: Code) -> Result<i64, StoreError> {
    Ok(tx.db(permit).count("SELECT COUNT(*) FROM guests WHERE call_in = $1 AND state = 'proposed'", args![call_in]).await?)
}

/// Whether a listing is on the list already.
pub async fn is_there(tx: &mut Tx, permit: &Permit<ProposeGuest>, new: &NewGuest) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM guests WHERE call_in = $1 AND membership = $2 AND state = 'proposed' AND id <> $3";
    Ok(tx.db(permit).count(sql, args![new.call_in, new.membership, new.id]).await? > 0)
}

/// Writes a proposal. A second submit of the same form finds its own record and changes nothing.
pub async fn propose(tx: &mut Tx, permit: &Permit<ProposeGuest>, new: &NewGuest) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO guests (id, call_in, meets_on, membership, reason, supervision, supervision_source, supervision_envelope, state, \
               withdrawn_reason, proposed_by, proposed_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, 'unknown', '', NULL, 'proposed', '', $6, $7, \
               $8, 1) ON CONFLICT (id) DO NOTHING";
    let end = CallInShell::logistics_end(new.meets_on);
    tx.db(permit).execute(sql, args![new.id, new.call_in, new.meets_on, new.membership, &new.reason, actor, now, end]).await?;
    Ok(())
}

fn changed(rows: u64, thing: &'static str) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing }) }
}

/// Takes a guest back, with the reason.
pub async fn withdraw(tx: &mut Tx, permit: &Permit<ChangeGuest>, reason: &str, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE guests SET state = 'withdrawn', withdrawn_reason = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![reason, permit.id(), version]).await?, "guest")
}

/// Writes what is known of a guest's supervision.
pub async fn supervision(tx: &mut Tx, permit: &Permit<ChangeGuest>, known: &KnownSupervision, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE guests SET supervision = $1, supervision_source = $2, supervision_envelope = $3, version = version + 1 WHERE id = $4 AND version = $5";
    let values = args![known.supervision.name(), &known.source, known.envelope, permit.id(), version];
    changed(tx.db(permit).execute(sql, values).await?, "guest")
}

/// Writes that the list stands.
pub async fn lock(tx: &mut Tx, permit: &Permit<LockGuests>, call_in: Code, version: i64) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE guest_lists SET locked_by = $1, locked_at = $2, version = version + 1 WHERE call_in = $3 AND version = $4";
    changed(tx.db(permit).execute(sql, args![actor, now, call_in, version]).await?, "guest list")
}

/// Writes the decision on whether the call-in is held.
pub async fn decide(
    tx: &mut Tx,
    permit: &Permit<DecideCallIn>,
    call_in: Code,
    (verdict, reasons): (GoVerdict, &str),
    version: i64,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE guest_lists SET verdict = $1, verdict_reasons = $2, decided_by = $3, decided_at = $4, version = version + 1 \
               WHERE call_in = $5 AND version = $6";
    changed(tx.db(permit).execute(sql, args![verdict.name(), reasons, actor, now, call_in, version]).await?, "guest list")
}

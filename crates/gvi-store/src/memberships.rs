//! Rows of memberships: who is listed in which group, from when until when, on whose word.
//!
//! A row is read as it stands today: a listing whose last day has passed reads as expired even if the nightly round has not been.
//! Nothing here moves an end but a confirmation and a renewal; a correction of the text leaves every date alone.

use gvi_domain::evidence::Standing;
use gvi_domain::group::GroupStatus;
use gvi_domain::membership::{
    Approval, Basis, CONTEST_DAYS, Criterion, MemberRole, MembershipState, NewMembership, Notice, REVIEW_AHEAD_DAYS, listed_until,
    record_ends,
};
use gvi_domain::person::Born;
use gvi_domain::{AccountId, Code, Date, DomainError, GroupId, MembershipId, PersonId, Words};
use gvi_secrecy::deeds::{ApproveMembership, EditMembership, EditPerson, ExpireRecords, ListMemberships, ProposeMembership};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row, Value};
use crate::persons::{born, handlers, there};
use crate::tx::{StoreError, Tx};
use crate::{args, corrections, evidence};

/// A row of `memberships` with the names of person and group.
pub struct MembershipRow {
    id: MembershipId,
    person: PersonId,
    person_code: Code,
    person_name: String,
    person_born: Born,
    suspected: bool,
    minor: bool,
    group: GroupId,
    group_name: String,
    group_status: GroupStatus,
    role: MemberRole,
    state: MembershipState,
    necessity: Words,
    needed_by: Date,
    proposed_by: AccountId,
    proposer: String,
    proposed_unit: String,
    proposed_on: Date,
    decider: Option<String>,
    decided_on: Option<Date>,
    listed_from: Option<Date>,
    listed_until: Option<Date>,
    left_on: Option<Date>,
    contested_on: Option<Date>,
    outcome: Words,
    notice: Option<Notice>,
    notice_reason: Words,
    notice_on: Option<Date>,
    best_interest: Words,
    expires_on: Date,
    version: i64,
}

classed! { MembershipRow => SeenMembership {
    id: MembershipId = open,
    person: PersonId = open,
    person_code: Code = open,
    person_name: String = Identity,
    person_born: Born = Identity,
    suspected: bool = Identity,
    minor: bool = Identity,
    group: GroupId = open,
    group_name: String = Coordination,
    group_status: GroupStatus = Coordination,
    role: MemberRole = Intelligence,
    state: MembershipState = Coordination,
    necessity: Words = Intelligence,
    needed_by: Date = Coordination,
    proposed_by: AccountId = open,
    proposer: String = Coordination,
    proposed_unit: String = Coordination,
    proposed_on: Date = Coordination,
    decider: Option<String> = Coordination,
    decided_on: Option<Date> = Coordination,
    listed_from: Option<Date> = Coordination,
    listed_until: Option<Date> = Coordination,
    left_on: Option<Date> = Coordination,
    contested_on: Option<Date> = Coordination,
    outcome: Words = Intelligence,
    notice: Option<Notice> = Coordination,
    notice_reason: Words = Intelligence,
    notice_on: Option<Date> = Coordination,
    best_interest: Words = Intelligence,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! columns {
    () => {
        "SELECT m.id, m.person_id, p.code, p.name, p.born_year, p.born_on, p.suspicion, p.protected, m.group_id, g.name, g.status, m.role, m.state, \
         m.necessity, m.needed_by, m.proposed_by, COALESCE(a.name, ''), m.proposed_unit, m.proposed_on, d.name, m.decided_on, m.listed_from, m.listed_until, \
         m.left_on, m.contested_on, m.outcome, m.notice, m.notice_reason, m.notice_on, m.best_interest, m.expires_on, m.version \
         FROM memberships m JOIN persons p ON p.id = m.person_id JOIN groups g ON g.id = m.group_id \
         LEFT JOIN accounts a ON a.id = m.proposed_by LEFT JOIN accounts d ON d.id = m.decided_by "
    };
}

/// A row, sealed with what the guard has to know: whose proposal it is, whether it is about a child or a protected person.
async fn read(db: &mut DbTx, row: &Row, today: Date) -> Result<Sealed<MembershipRow>, DbError> {
    let mut read = row.reader();
    let (id, person) = (read.next()?, read.next::<PersonId>()?);
    let (person_code, person_name) = (read.next()?, read.next()?);
    let person_born = born(read.next()?, read.next()?);
    let suspected = !read.next::<String>()?.is_empty();
    let protected: bool = read.next()?;
    let mut record = MembershipRow {
        id,
        person,
        person_code,
        person_name,
        person_born,
        suspected,
        minor: person_born.is_minor_on(today),
        group: read.next()?,
        group_name: read.next()?,
        group_status: read.next_named(GroupStatus::named)?,
        role: read.next_named(MemberRole::named)?,
        state: read.next_named(MembershipState::named)?,
        necessity: read.next()?,
        needed_by: read.next()?,
        proposed_by: read.next()?,
        proposer: read.next()?,
        proposed_unit: read.next()?,
        proposed_on: read.next()?,
        decider: read.next()?,
        decided_on: read.next()?,
        listed_from: read.next()?,
        listed_until: read.next()?,
        left_on: read.next()?,
        contested_on: read.next()?,
        outcome: read.next()?,
        notice: read.next::<Option<String>>()?.as_deref().and_then(Notice::named),
        notice_reason: read.next()?,
        notice_on: read.next()?,
        best_interest: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    record.state = record.state.on(today, record.listed_until);
    let facts = Facts {
        protected,
        handlers: if protected { handlers(db, &person.to_string()).await? } else { Vec::new() },
        expired: record.expires_on < today,
        proposer: Some(record.proposed_by.to_string()),
        proposer_unit: Some(record.proposed_unit.clone()),
        minor: record.minor,
        ..Facts::plain(Thing::Membership, record.id).about_a_person()
    };
    Ok(Sealed::new(record, facts))
}

async fn read_all(db: &mut DbTx, rows: &[Row], today: Date) -> Result<Vec<Sealed<MembershipRow>>, DbError> {
    let mut sealed = Vec::with_capacity(rows.len());
    for row in rows {
        sealed.push(read(db, row, today).await?);
    }
    Ok(sealed)
}

const ONE: &str = concat!(columns!(), "WHERE m.id = $1");

/// The facts of a membership, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let sql = "SELECT m.person_id, p.protected, p.born_year, p.born_on, m.expires_on, p.expires_on, m.proposed_by, m.proposed_unit \
               FROM memberships m JOIN persons p ON p.id = m.person_id WHERE m.id = $1";
    let row = db.row(sql, args![id]).await?;
    // Asked for always, for somebody or nobody: work that is done only for somebody protected would tell that there is somebody.
    let person: String = row.as_ref().map_or_else(|| Ok(String::new()), |row| row.get(0))?;
    let handlers = handlers(db, &person).await?;
    let Some(row) = row else { return Ok(None) };
    let mut read = row.reader();
    let _: String = read.next()?;
    let protected = read.next()?;
    let birth = born(read.next()?, read.next()?);
    let expired = read.next::<Date>()? < today || read.next::<Date>()? < today;
    let (proposer, unit) = (row.get(6)?, row.get(7)?);
    Ok(Some(Facts {
        protected,
        handlers: if protected { handlers } else { Vec::new() },
        expired,
        proposer: Some(proposer),
        proposer_unit: Some(unit),
        minor: birth.is_minor_on(today),
        ..Facts::plain(Thing::Membership, id).about_a_person()
    }))
}

/// One membership, for any deed that has a permit on it.
pub async fn membership<D: Deed<Id = MembershipId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<MembershipRow>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    // Cannot fail: the permit was given for a row of this transaction.
    let row = db.row(ONE, args![permit.id()]).await?.expect("the row of a permit");
    Ok(read(db, &row, today).await?)
}

/// Who was listed in a group on a day, in the order of names.
pub async fn roster(
    tx: &mut Tx,
    permit: &Permit<ListMemberships>,
    group: GroupId,
    day: Date,
) -> Result<Vec<Sealed<MembershipRow>>, StoreError> {
    let sql = concat!(
        columns!(),
        "WHERE ",
        there!(),
        " AND m.expires_on >= $1 AND m.group_id = $3 AND m.listed_from <= $4 AND m.listed_until >= $4 \
         AND (m.left_on IS NULL OR m.left_on > $4) ORDER BY p.sort_key, m.id LIMIT 300"
    );
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    let rows = db.rows(sql, args![today, account, group, day]).await?;
    Ok(read_all(db, &rows, today).await?)
}

/// All memberships of a person, the latest first.
pub async fn of_person(tx: &mut Tx, permit: &Permit<ListMemberships>, person: PersonId) -> Result<Vec<Sealed<MembershipRow>>, StoreError> {
    let sql =
        concat!(columns!(), "WHERE ", there!(), " AND m.expires_on >= $1 AND m.person_id = $3 ORDER BY m.proposed_on DESC, m.id LIMIT 100");
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    let rows = db.rows(sql, args![today, account, person]).await?;
    Ok(read_all(db, &rows, today).await?)
}

/// What waits for a decision, the oldest first.
pub async fn waiting(tx: &mut Tx, permit: &Permit<ListMemberships>) -> Result<Vec<Sealed<MembershipRow>>, StoreError> {
    let sql = concat!(
        columns!(),
        "WHERE ",
        there!(),
        " AND m.expires_on >= $1 AND (m.state = 'proposed' OR (m.state = 'renewal-proposed' AND m.listed_until >= $1)) \
         ORDER BY m.proposed_on, m.id LIMIT 200"
    );
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    let rows = db.rows(sql, args![today, account]).await?;
    Ok(read_all(db, &rows, today).await?)
}

/// Listings that end within a fortnight or are contested, in the order of their ends.
pub async fn due(tx: &mut Tx, permit: &Permit<ListMemberships>) -> Result<Vec<Sealed<MembershipRow>>, StoreError> {
    let sql = concat!(
        columns!(),
        "WHERE ",
        there!(),
        " AND m.state IN ('confirmed', 'contested') AND m.listed_until >= $1 AND (m.listed_until <= $3 OR m.state = 'contested') \
         ORDER BY m.listed_until, p.sort_key, m.id LIMIT 200"
    );
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let soon = today.saturating_add(jiff::Span::new().days(REVIEW_AHEAD_DAYS));
    let db = tx.db(permit);
    let rows = db.rows(sql, args![today, account, soon]).await?;
    Ok(read_all(db, &rows, today).await?)
}

/// Who is listed today, in a group that is worked with, as somebody to whom the others listen; in the order of names.
pub async fn influential(tx: &mut Tx, permit: &Permit<ListMemberships>) -> Result<Vec<Sealed<MembershipRow>>, StoreError> {
    let sql = concat!(
        columns!(),
        "WHERE ",
        there!(),
        " AND m.expires_on >= $1 AND m.role = 'influential' AND g.status IN ('active', 'in-focus', 'cooling') AND m.listed_from <= $1 \
         AND m.listed_until >= $1 AND (m.left_on IS NULL OR m.left_on > $1) ORDER BY p.sort_key, m.id LIMIT 300"
    );
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    let rows = db.rows(sql, args![today, account]).await?;
    Ok(read_all(db, &rows, today).await?)
}

/// What the rules need to know of a membership before they decide. It weighs and is never shown, so it opens no class.
pub struct Weighed {
    state: MembershipState,
    person: PersonId,
    group: GroupId,
    minor: bool,
    born: Born,
    contested: bool,
    listed_from: Option<Date>,
    group_active: bool,
    group_has_basis: bool,
    proposer: String,
    proposer_unit: String,
    necessity: Words,
    evidence: Vec<Standing>,
    version: i64,
    today: Date,
}

impl Weighed {
    /// The state today.
    pub const fn state(&self) -> MembershipState {
        self.state
    }

    /// Who.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// In which group.
    pub const fn group(&self) -> GroupId {
        self.group
    }

    /// Under eighteen today.
    pub const fn minor(&self) -> bool {
        self.minor
    }

    /// When the person was born, for the age floor.
    pub const fn born(&self) -> Born {
        self.born
    }

    /// The version that was weighed.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The account that proposed it.
    pub fn proposer(&self) -> &str {
        &self.proposer
    }

    /// The unit of that account at the time.
    pub fn proposer_unit(&self) -> &str {
        &self.proposer_unit
    }

    fn basis<'w>(&'w self, approver_unit: &'w str, nothing_sensitive: bool) -> Basis<'w> {
        Basis {
            today: self.today,
            // That the purpose is active is a wall of the policies: without one nobody got here.
            purpose_and_group_active: self.group_active,
            group_has_basis: self.group_has_basis,
            evidence: &self.evidence,
            necessity: &self.necessity,
            proposer_unit: &self.proposer_unit,
            approver_unit,
            nothing_sensitive,
            minor: self.minor,
        }
    }

    /// Whether a criterion is met for somebody of this unit who has, or has not, looked for sensitive facts.
    pub fn meets(&self, criterion: Criterion, approver_unit: &str, nothing_sensitive: bool) -> bool {
        self.basis(approver_unit, nothing_sensitive).meets(criterion)
    }

    /// Every criterion that is not met, as faults.
    pub fn faults(&self, approver_unit: &str, nothing_sensitive: bool) -> Vec<DomainError> {
        self.basis(approver_unit, nothing_sensitive).faults()
    }
}

/// Weighs a membership for any deed that has a permit on it.
pub async fn weigh<D: Deed<Id = MembershipId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Weighed, StoreError> {
    let (today, zone) = (tx.today(), tx.zone().clone());
    let db = tx.db(permit);
    let sql = "SELECT m.state, m.listed_until, m.person_id, m.group_id, p.born_year, p.born_on, m.contested_on, m.listed_from, g.status, m.proposed_by, m.proposed_unit, \
               m.necessity, m.version FROM memberships m JOIN persons p ON p.id = m.person_id JOIN groups g ON g.id = m.group_id WHERE m.id = $1";
    // Cannot fail: the permit was given for a row of this transaction.
    let row = db.row(sql, args![permit.id()]).await?.expect("the row of a permit");
    let mut read = row.reader();
    let state = read.next_named(MembershipState::named)?.on(today, row.get(1)?);
    let _: Option<Date> = read.next()?;
    let (person, group) = (read.next()?, read.next::<GroupId>()?);
    let born = born(read.next()?, read.next()?);
    let contested = read.next::<Option<Date>>()?.is_some();
    let listed_from = read.next()?;
    let group_active = read.next_named(GroupStatus::named)?.counts_as_active();
    let (proposer, proposer_unit, necessity, version) = (read.next()?, read.next()?, read.next()?, read.next()?);
    let evidence = evidence::standing(db, permit.id()).await?;
    let group_has_basis = crate::groups::basis_of(db, group, &zone).await?.stands_on(today);
    Ok(Weighed {
        state,
        person,
        group,
        minor: born.is_minor_on(today),
        born,
        contested,
        listed_from,
        group_active,
        group_has_basis,
        proposer,
        proposer_unit,
        necessity,
        evidence,
        version,
        today,
    })
}

/// Writes a proposal with its evidence. A second submit of the same form changes nothing.
pub async fn propose(tx: &mut Tx, permit: &Permit<ProposeMembership>, new: &NewMembership) -> Result<(), StoreError> {
    let (account, unit, today) = (tx.actor().account.clone(), tx.actor().unit.clone(), tx.today());
    let ends = today.saturating_add(jiff::Span::new().days(gvi_domain::membership::PROPOSAL_DAYS));
    let db = tx.db(permit);
    let added = db
        .execute(
            "INSERT INTO memberships (id, person_id, group_id, role, state, necessity, needed_by, proposed_by, proposed_unit, proposed_on, outcome, \
             notice_reason, best_interest, added_on, expires_on, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', $10, $11, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, new.person.person(), new.group, new.role.name(), MembershipState::Proposed.name(), &new.necessity, new.needed_by, &account, unit, today, ends
            ],
        )
        .await?;
    if added > 0 {
        for item in &new.evidence {
            evidence::insert(db, new.id, item, &account, today).await?;
        }
    }
    Ok(())
}

/// Whether a person has a living proposal or listing in a group today. What has run out but was not yet written down makes room.
pub async fn is_alive(tx: &mut Tx, permit: &Permit<ProposeMembership>, person: PersonId, group: GroupId) -> Result<bool, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    db.execute(
        "UPDATE memberships SET state = 'expired', version = version + 1 WHERE person_id = $1 AND group_id = $2 \
         AND state IN ('confirmed', 'renewal-proposed', 'contested') AND listed_until < $3",
        args![person, group, today],
    )
    .await?;
    db.execute(
        "DELETE FROM memberships WHERE person_id = $1 AND group_id = $2 AND state = 'proposed' AND expires_on < $3",
        args![person, group, today],
    )
    .await?;
    let sql = "SELECT COUNT(*) FROM memberships WHERE person_id = $1 AND group_id = $2 AND state IN ('proposed', 'confirmed', 'renewal-proposed', 'contested')";
    Ok(db.count(sql, args![person, group]).await? > 0)
}

/// Confirms a proposal or renews a listing: from today, until the day that the rules say. The person's own record lives as long.
pub async fn approve(tx: &mut Tx, permit: &Permit<ApproveMembership>, weighed: &Weighed, approval: &Approval) -> Result<(), StoreError> {
    let (account, today) = (tx.actor().account.clone(), tx.today());
    let until = listed_until(today, weighed.minor);
    let from = weighed.listed_from.unwrap_or(today);
    let ends = record_ends(until);
    let db = tx.db(permit);
    let changed = db
        .execute(
            "UPDATE memberships SET state = 'confirmed', decided_by = $1, decided_on = $2, listed_from = $3, listed_until = $4, contested_on = NULL, outcome = '', \
             notice = $5, notice_reason = $6, notice_on = $7, best_interest = $8, expires_on = $9, version = version + 1 WHERE id = $10 AND version = $11",
            args![
                account, today, from, until, approval.notice.map(Notice::name), &approval.notice_reason, approval.notice_on, &approval.best_interest, ends,
                permit.id(), weighed.version
            ],
        )
        .await?;
    one(changed)?;
    corrections::answered(db, permit.id(), today).await?;
    db.execute(
        "UPDATE persons SET expires_on = CASE WHEN $1 > law_max_on THEN law_max_on ELSE $1 END WHERE id = $2 AND expires_on < $1",
        args![ends, weighed.person],
    )
    .await?;
    Ok(())
}

/// Refuses a proposal with a reason. A refused renewal leaves the listing as it was; it ends on its day.
pub async fn refuse(tx: &mut Tx, permit: &Permit<ApproveMembership>, weighed: &Weighed, reason: &Words) -> Result<(), StoreError> {
    let (account, today) = (tx.actor().account.clone(), tx.today());
    let state = match (weighed.state, weighed.contested) {
        (MembershipState::RenewalProposed, true) => MembershipState::Contested,
        (MembershipState::RenewalProposed, false) => MembershipState::Confirmed,
        _ => MembershipState::Refused,
    };
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE memberships SET state = $1, decided_by = $2, decided_on = $3, outcome = $4, version = version + 1 WHERE id = $5 AND version = $6",
            args![state.name(), account, today, reason, permit.id(), weighed.version],
        )
        .await?;
    one(changed)
}

/// Writes a change that the rules have allowed: a state, a reason, the day of leaving, the day of the dispute.
async fn change(db: &mut DbTx, id: MembershipId, weighed: &Weighed, sql: &'static str, mut values: Vec<Value>) -> Result<(), StoreError> {
    values.extend(args![id, weighed.version]);
    one(db.execute(sql, values).await?)
}

fn one(changed: u64) -> Result<(), StoreError> {
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "membership" }) }
}

/// Writes that somebody says the listing is wrong.
pub async fn contest(tx: &mut Tx, permit: &Permit<EditMembership>, weighed: &Weighed, reason: &Words) -> Result<(), StoreError> {
    let today = tx.today();
    let sql =
        "UPDATE memberships SET state = 'contested', contested_on = $1, outcome = $2, version = version + 1 WHERE id = $3 AND version = $4";
    change(tx.db(permit), permit.id(), weighed, sql, args![today, reason]).await?;
    Ok(corrections::asked(tx.db(permit), permit.id(), today).await?)
}

/// Ends a listing, or takes a proposal back, with a reason.
pub async fn end(tx: &mut Tx, permit: &Permit<EditMembership>, weighed: &Weighed, reason: &Words) -> Result<(), StoreError> {
    let today = tx.today();
    let sql = "UPDATE memberships SET state = 'ended', left_on = $1, outcome = $2, version = version + 1 WHERE id = $3 AND version = $4";
    change(tx.db(permit), permit.id(), weighed, sql, args![today, reason]).await?;
    Ok(corrections::answered(tx.db(permit), permit.id(), today).await?)
}

/// Asks that a listing go on. Whoever asks is now the proposer, whom somebody else of another unit has to answer.
pub async fn propose_renewal(tx: &mut Tx, permit: &Permit<EditMembership>, weighed: &Weighed) -> Result<(), StoreError> {
    let (account, unit, today) = (tx.actor().account.clone(), tx.actor().unit.clone(), tx.today());
    let sql = "UPDATE memberships SET state = 'renewal-proposed', proposed_by = $1, proposed_unit = $2, proposed_on = $3, version = version + 1 \
               WHERE id = $4 AND version = $5";
    change(tx.db(permit), permit.id(), weighed, sql, args![account, unit, today]).await
}

/// Corrects the written necessity. No date moves.
pub async fn correct(tx: &mut Tx, permit: &Permit<EditMembership>, weighed: &Weighed, necessity: &Words) -> Result<(), StoreError> {
    let sql = "UPDATE memberships SET necessity = $1, version = version + 1 WHERE id = $2 AND version = $3";
    change(tx.db(permit), permit.id(), weighed, sql, args![necessity]).await
}

/// Marks that what a proposal stands on has changed, so that nobody approves what they did not read.
pub async fn touch(tx: &mut Tx, permit: &Permit<EditMembership>, weighed: &Weighed) -> Result<(), StoreError> {
    change(tx.db(permit), permit.id(), weighed, "UPDATE memberships SET version = version + 1 WHERE id = $1 AND version = $2", args![])
        .await
}

/// Suspends a listing because an item of its evidence was voided. In the same transaction, so nobody reads it in between.
pub async fn suspend(tx: &mut Tx, permit: &Permit<EditMembership>, weighed: &Weighed, reason: &Words) -> Result<(), StoreError> {
    let today = tx.today();
    let sql =
        "UPDATE memberships SET state = 'suspended', left_on = $1, outcome = $2, version = version + 1 WHERE id = $3 AND version = $4";
    change(tx.db(permit), permit.id(), weighed, sql, args![today, reason]).await?;
    Ok(corrections::answered(tx.db(permit), permit.id(), today).await?)
}

/// Suspends everything about a person who turned out to be too young to be listed. Tells how many.
pub async fn suspend_child(tx: &mut Tx, permit: &Permit<EditPerson>) -> Result<u64, StoreError> {
    let today = tx.today();
    let sql = "UPDATE memberships SET state = 'suspended', left_on = $1, outcome = 'under 15', version = version + 1 \
               WHERE person_id = $2 AND state IN ('proposed', 'confirmed', 'renewal-proposed', 'contested')";
    corrections::answered_about(tx.db(permit), permit.id(), today).await?;
    Ok(tx.db(permit).execute(sql, args![today, permit.id()]).await?)
}

/// What the nightly round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expired {
    /// Listings whose last day has passed.
    pub expired: u64,
    /// Listings that were contested for a month and are suspended.
    pub suspended: u64,
    /// Records erased.
    pub erased: u64,
}

impl Expired {
    /// How many records ended in whatever way.
    pub const fn all(&self) -> u64 {
        self.expired + self.suspended + self.erased
    }
}

/// Expires, suspends and erases what has reached its day. Only ever protects: nothing here lists or extends.
pub async fn expire_due(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<Expired, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let expired = db
        .execute(
            "UPDATE memberships SET state = 'expired', version = version + 1 WHERE state IN ('confirmed', 'renewal-proposed', 'contested') AND listed_until < $1",
            args![today],
        )
        .await?;
    let long_ago = today.saturating_sub(jiff::Span::new().days(CONTEST_DAYS));
    let suspended = db
        .execute(
            "UPDATE memberships SET state = 'suspended', left_on = $1, version = version + 1 WHERE state IN ('contested', 'renewal-proposed') AND contested_on < $2",
            args![today, long_ago],
        )
        .await?;
    corrections::answered_by_the_end(db, today).await?;
    let erased = db.execute("DELETE FROM memberships WHERE expires_on < $1", args![today]).await?;
    Ok(Expired { expired, suspended, erased })
}

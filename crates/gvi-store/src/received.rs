//! Rows of what other authorities disclosed to this one: each envelope taken in once, emptied when it is taken back or has ended.

use gvi_domain::clock::ClockKind;
use gvi_domain::disclosure::ReceivedState;
use gvi_domain::referral::ReferralAnswer;
use gvi_domain::{AccountId, AuthorityId, Date, EnvelopeId, Moment};
use gvi_ledger::{Entry, Outcome};
use gvi_secrecy::deeds::{AcknowledgeReceived, AnswerReferral, ExpireRecords, ListReceived, ReadReceived, ReceiveEnvelope};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::compartment::Ctx;
use crate::db::{DbError, DbTx, Row};
use crate::snapshot::{About, Content, NewField, Reason, read_field, read_reason};
use crate::tx::{Colleague, StoreError, Tx};
use crate::{args, clocks};

/// A row of `received`.
pub struct ReceivedRow {
    envelope: EnvelopeId,
    from_authority: AuthorityId,
    function: String,
    kind: String,
    category: String,
    person_level: bool,
    subject: String,
    about_coordination: String,
    about_identity: String,
    about_support: String,
    purposes: String,
    source: String,
    assessed_by: String,
    confidence: String,
    grading: String,
    disputes: String,
    conditions: String,
    as_of: Date,
    ends_on: Date,
    sealed_at: Moment,
    received_at: Moment,
    in_reply_to: Option<EnvelopeId>,
    state: ReceivedState,
    state_at: Moment,
    replaced_by: Option<EnvelopeId>,
    acknowledged_at: Option<Moment>,
    protected: bool,
    answer_to: String,
    answer: String,
    answer_reason: String,
    answered_at: Option<Moment>,
    version: i64,
}

classed! { ReceivedRow => SeenReceived {
    envelope: EnvelopeId = open,
    from_authority: AuthorityId = open,
    function: String = open,
    kind: String = open,
    category: String = open,
    person_level: bool = open,
    subject: String = open,
    about_coordination: String = Coordination,
    about_identity: String = Identity,
    about_support: String = Support,
    purposes: String = open,
    source: String = Coordination,
    assessed_by: String = Coordination,
    confidence: String = Coordination,
    grading: String = Coordination,
    disputes: String = Coordination,
    conditions: String = open,
    as_of: Date = open,
    ends_on: Date = open,
    sealed_at: Moment = open,
    received_at: Moment = open,
    in_reply_to: Option<EnvelopeId> = open,
    state: ReceivedState = open,
    state_at: Moment = open,
    replaced_by: Option<EnvelopeId> = open,
    acknowledged_at: Option<Moment> = open,
    protected: bool = open,
    answer_to: String = Coordination,
    answer: String = open,
    answer_reason: String = open,
    answered_at: Option<Moment> = open,
    version: i64 = open,
} }

/// A snapshot that arrived, checked and read.
#[derive(Debug, Clone)]
pub struct NewReceived {
    /// The function it is meant for.
    pub function: String,
    /// What it is a copy of.
    pub kind: String,
    /// The row of the sharing matrix.
    pub category: String,
    /// Whether it is about a person.
    pub person_level: bool,
    /// Whom to answer at the sender, if somebody in it has a protected identity.
    pub protected: Option<String>,
    /// The one account that may open it, if it is for nobody else.
    pub handler: Option<AccountId>,
    /// The sender's reference to the subject.
    pub subject: String,
    /// The subject's label.
    pub about: About,
    /// Purposes, with a space between them.
    pub purposes: String,
    /// The kind of source.
    pub source: String,
    /// Who assessed; empty for a fact.
    pub assessed_by: String,
    /// How sure.
    pub confidence: String,
    /// Grading.
    pub grading: String,
    /// What is disputed.
    pub disputes: String,
    /// What else binds.
    pub conditions: String,
    /// The day the content is true for.
    pub as_of: Date,
    /// The last day.
    pub ends_on: Date,
    /// The moment after the last day.
    pub ends_at: Moment,
    /// When it was signed.
    pub sealed_at: Moment,
    /// The envelope it answers.
    pub in_reply_to: Option<EnvelopeId>,
    /// The frozen fields.
    pub fields: Vec<NewField>,
    /// Grounds and harm tests.
    pub reasons: Vec<Reason>,
}

/// What an envelope does here.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// A snapshot.
    Disclosed(NewReceived),
    /// A better snapshot in the place of an earlier one.
    Corrected(EnvelopeId, NewReceived),
    /// An earlier snapshot is taken back.
    Recalled(EnvelopeId),
    /// An earlier snapshot has ended.
    Expired(EnvelopeId),
    /// Somebody at the other authority has seen what this one sent.
    Acknowledged(EnvelopeId),
    /// The other authority answers a referral of this one.
    Answered(EnvelopeId, ReferralAnswer),
}

impl Arrival {
    const fn act(&self) -> &'static str {
        match self {
            Self::Disclosed(_) => "disclose",
            Self::Corrected(..) => "correct",
            Self::Recalled(_) => "recall",
            Self::Expired(_) => "expire",
            Self::Acknowledged(_) => "acknowledge",
            Self::Answered(..) => "answer",
        }
    }

    const fn about(&self) -> Option<EnvelopeId> {
        match self {
            Self::Disclosed(_) => None,
            Self::Corrected(of, _) | Self::Recalled(of) | Self::Expired(of) | Self::Acknowledged(of) | Self::Answered(of, _) => Some(*of),
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT envelope, from_authority, function, kind, category, person_level, subject, about_coordination, about_identity, about_support, ",
            "purposes, source, assessed_by, confidence, grading, disputes, conditions, as_of, ends_on, sealed_at, received_at, in_reply_to, state, ",
            "state_at, replaced_by, acknowledged_at, protected, answer_to, answer, answer_reason, answered_at, version, ends_at, handler FROM received ",
            $rest
        )
    };
}

/// What decides who may know of a snapshot.
struct Reach {
    person_level: bool,
    /// The one account that it was sent to, if it was sent to one. It stays that account's alone after it was emptied.
    handler: Option<String>,
    state: ReceivedState,
    ends_at: Moment,
}

impl Reach {
    fn facts(self, id: impl std::fmt::Display, now: Moment) -> Facts {
        // A snapshot whose last day has passed is gone even before the house has emptied it. What was recalled or corrected is emptied
        // at once, and the line that is left says so to the people who may have used it.
        let expired = self.state == ReceivedState::Expired || self.ends_at <= now;
        let plain = Facts { person_level: self.person_level, expired, ..Facts::plain(Thing::Received, id) };
        match self.handler {
            Some(handler) => Facts { protected: true, handlers: vec![handler], ..plain },
            None => plain,
        }
    }
}

fn read(row: &Row, now: Moment) -> Result<Sealed<ReceivedRow>, DbError> {
    let (record, facts) = read_with_facts(row, now)?;
    Ok(Sealed::new(record, facts))
}

fn read_with_facts(row: &Row, now: Moment) -> Result<(ReceivedRow, Facts), DbError> {
    let mut read = row.reader();
    let record = ReceivedRow {
        envelope: read.next()?,
        from_authority: read.next()?,
        function: read.next()?,
        kind: read.next()?,
        category: read.next()?,
        person_level: read.next()?,
        subject: read.next()?,
        about_coordination: read.next()?,
        about_identity: read.next()?,
        about_support: read.next()?,
        purposes: read.next()?,
        source: read.next()?,
        assessed_by: read.next()?,
        confidence: read.next()?,
        grading: read.next()?,
        disputes: read.next()?,
        conditions: read.next()?,
        as_of: read.next()?,
        ends_on: read.next()?,
        sealed_at: read.next()?,
        received_at: read.next()?,
        in_reply_to: read.next()?,
        state: read.next_named(ReceivedState::named)?,
        state_at: read.next()?,
        replaced_by: read.next()?,
        acknowledged_at: read.next()?,
        protected: read.next()?,
        answer_to: read.next()?,
        answer: read.next()?,
        answer_reason: read.next()?,
        answered_at: read.next()?,
        version: read.next()?,
    };
    let (ends_at, handler) = (read.next()?, read.next()?);
    let reach = Reach { person_level: record.person_level, handler, state: record.state, ends_at };
    let facts = reach.facts(record.envelope, now);
    Ok((record, facts))
}

/// The facts of a received snapshot, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, now: Moment) -> Result<Option<Facts>, DbError> {
    let Some(row) = db.row("SELECT person_level, handler, state, ends_at FROM received WHERE envelope = $1", args![id]).await? else {
        return Ok(None);
    };
    let mut read = row.reader();
    let reach =
        Reach { person_level: read.next()?, handler: read.next()?, state: read.next_named(ReceivedState::named)?, ends_at: read.next()? };
    Ok(Some(reach.facts(id, now)))
}

/// One received snapshot, for any deed that has a permit on it.
pub async fn received<D: Deed<Id = EnvelopeId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<ReceivedRow>, StoreError> {
    let now = tx.now();
    let row = tx.db(permit).row(select!("WHERE envelope = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), now)?)
}

async fn content_of(db: &mut DbTx, id: EnvelopeId) -> Result<Content, DbError> {
    let fields = db.rows("SELECT class, field_key, field_value FROM received_fields WHERE envelope = $1 ORDER BY place", args![id]).await?;
    let reasons = db.rows("SELECT ground, provision, reasons FROM received_grounds WHERE envelope = $1 ORDER BY place", args![id]).await?;
    Ok(Content {
        fields: fields.iter().map(read_field).collect::<Result<_, _>>()?,
        reasons: reasons.iter().map(read_reason).collect::<Result<_, _>>()?,
    })
}

/// What was received; empty after a recall.
pub async fn content<D: Deed<Id = EnvelopeId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<Content>, StoreError> {
    let content = content_of(tx.db(permit), permit.id()).await?;
    let now = tx.now();
    // Cannot fail: the permit was given on facts that were read in this transaction.
    let facts = facts(tx.db(permit), &permit.id().to_string(), now).await?.expect("the facts of a permit");
    Ok(Sealed::new(content, facts))
}

/// The latest first.
pub async fn list(tx: &mut Tx, permit: &Permit<ListReceived>) -> Result<Vec<Sealed<ReceivedRow>>, StoreError> {
    let now = tx.now();
    let sql = select!("WHERE state <> 'expired' AND ends_at > $1 ORDER BY received_at DESC, envelope DESC LIMIT 500");
    let rows = tx.db(permit).rows(sql, args![now]).await?;
    Ok(rows.iter().map(|row| read(row, now)).collect::<Result<_, _>>()?)
}

async fn with_content(db: &mut DbTx, rows: Vec<Row>, now: Moment) -> Result<Vec<(Sealed<ReceivedRow>, Sealed<Content>)>, DbError> {
    let mut snapshots = Vec::with_capacity(rows.len());
    for row in &rows {
        let (record, facts) = read_with_facts(row, now)?;
        let content = content_of(db, record.envelope).await?;
        snapshots.push((Sealed::new(record, facts.clone()), Sealed::new(content, facts)));
    }
    Ok(snapshots)
}

/// The snapshots of one kind that are in force, with their content, the latest first. Each is opened with `Tx::open_rows`.
pub async fn of_kind(
    tx: &mut Tx,
    permit: &Permit<ListReceived>,
    kind: &str,
) -> Result<Vec<(Sealed<ReceivedRow>, Sealed<Content>)>, StoreError> {
    let now = tx.now();
    let db = tx.db(permit);
    let sql = select!("WHERE kind = $1 AND state = 'current' AND ends_at > $2 ORDER BY received_at DESC, envelope DESC LIMIT 500");
    let rows = db.rows(sql, args![kind, now]).await?;
    Ok(with_content(db, rows, now).await?)
}

/// The status lines in force that answer one envelope of ours, the latest first: what the other authorities have told about their
/// own measures. Each is opened with `Tx::open_rows`.
pub async fn status_lines(
    tx: &mut Tx,
    permit: &Permit<ListReceived>,
    in_reply_to: EnvelopeId,
) -> Result<Vec<(Sealed<ReceivedRow>, Sealed<Content>)>, StoreError> {
    let sql = select!(
        "WHERE in_reply_to = $1 AND kind = 'status-line' AND state = 'current' AND ends_at > $2 ORDER BY received_at DESC, envelope DESC LIMIT 100"
    );
    answers(tx, permit, sql, in_reply_to).await
}

/// The answers in force to one question of ours about a planned contact, the latest first. Each is opened with `Tx::open_rows`.
pub async fn clearances(
    tx: &mut Tx,
    permit: &Permit<ListReceived>,
    in_reply_to: EnvelopeId,
) -> Result<Vec<(Sealed<ReceivedRow>, Sealed<Content>)>, StoreError> {
    let sql = select!(
        "WHERE in_reply_to = $1 AND category = 'CLEAR' AND state = 'current' AND ends_at > $2 ORDER BY received_at DESC, envelope DESC LIMIT 10"
    );
    answers(tx, permit, sql, in_reply_to).await
}

async fn answers(
    tx: &mut Tx,
    permit: &Permit<ListReceived>,
    sql: &'static str,
    in_reply_to: EnvelopeId,
) -> Result<Vec<(Sealed<ReceivedRow>, Sealed<Content>)>, StoreError> {
    let now = tx.now();
    let db = tx.db(permit);
    let rows = db.rows(sql, args![in_reply_to, now]).await?;
    Ok(with_content(db, rows, now).await?)
}

/// Whether an envelope of ours asked about a planned contact: what answers it may hold one word and nothing else.
pub async fn asked_for_clearance(tx: &mut Tx, permit: &Permit<ReceiveEnvelope>, envelope: EnvelopeId) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM disclosures WHERE envelope = $1 AND subject_thing = 'notification'";
    Ok(tx.db(permit).count(sql, args![envelope]).await? > 0)
}

/// The account here of a user name, if its holder works today in a role in which they could open what is received about a person.
/// Nothing for anybody else: what is for one person's eyes goes to nobody rather than to the wrong one.
pub async fn handler_named(tx: &mut Tx, permit: &Permit<ReceiveEnvelope>, user_name: &str) -> Result<Option<AccountId>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let sql = "SELECT id, unit, trained_until FROM accounts WHERE user_name = $1 AND ends_on >= $2";
    let Some(row) = db.row(sql, args![user_name, today]).await? else { return Ok(None) };
    let id: AccountId = row.get(0)?;
    let roles = db.rows("SELECT role FROM account_roles WHERE account = $1 AND ends_on >= $2", args![id, today]).await?;
    let roles = roles.iter().map(|row| row.get(0)).collect::<Result<_, DbError>>()?;
    let colleague = Colleague { account: id, roles, unit: row.get(1)?, trained: row.get::<Date>(2)? >= today };
    let facts = Facts { person_level: true, ..Facts::plain(Thing::Received, "-") };
    Ok(tx.would_at_work::<ReadReceived>(colleague, &facts).then_some(id))
}

/// Takes an envelope in, once: a second arrival of the same id finds its receipt and changes nothing. `false` says that it was here.
pub async fn take_in(
    tx: &mut Tx,
    permit: &Permit<ReceiveEnvelope>,
    envelope: EnvelopeId,
    from: &AuthorityId,
    arrival: &Arrival,
) -> Result<bool, StoreError> {
    let now = tx.now();
    let receipt =
        "INSERT INTO receipts (envelope, from_authority, act, about, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (envelope) DO NOTHING";
    if tx.db(permit).execute(receipt, args![envelope, from, arrival.act(), arrival.about(), now]).await? == 0 {
        return Ok(false);
    }
    match arrival {
        Arrival::Disclosed(new) => insert(tx, permit, envelope, from, new).await?,
        Arrival::Corrected(of, new) => {
            insert(tx, permit, envelope, from, new).await?;
            empty(tx, permit, *of, from, ReceivedState::Corrected, Some(envelope)).await?;
        }
        Arrival::Recalled(of) => empty(tx, permit, *of, from, ReceivedState::Recalled, None).await?,
        Arrival::Expired(of) => empty(tx, permit, *of, from, ReceivedState::Expired, None).await?,
        Arrival::Acknowledged(of) => crate::disclosures::acknowledged(tx.db(permit), *of, from, now).await?,
        Arrival::Answered(of, answer) => crate::disclosures::answered(tx, permit, *of, from, *answer).await?,
    }
    Ok(true)
}

/// Writes a snapshot down. Somebody is to see it within the limit, unless it was taken back before it came.
async fn insert(
    tx: &mut Tx,
    permit: &Permit<ReceiveEnvelope>,
    envelope: EnvelopeId,
    from: &AuthorityId,
    new: &NewReceived,
) -> Result<(), StoreError> {
    let now = tx.now();
    let db = tx.db(permit);
    let [coordination, identity, support] = new.about.columns();
    db.execute(
        "INSERT INTO received (envelope, from_authority, function, kind, category, person_level, subject, about_coordination, about_identity, \
         about_support, purposes, source, assessed_by, confidence, grading, disputes, conditions, as_of, ends_on, ends_at, sealed_at, received_at, \
         in_reply_to, protected, handler, answer_to, state, state_at, replaced_by, acknowledged_at, acknowledged_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, 'current', $22, NULL, NULL, NULL, 1)",
        args![
            envelope, from, &new.function, &new.kind, &new.category, new.person_level, &new.subject, coordination, identity, support, &new.purposes,
            &new.source, &new.assessed_by, &new.confidence, &new.grading, &new.disputes, &new.conditions, new.as_of, new.ends_on, new.ends_at,
            new.sealed_at, now, new.in_reply_to, new.protected.is_some(), new.handler, new.protected.as_deref().unwrap_or_default()
        ],
    )
    .await?;
    // A recall can overtake what it recalls when the two travel by different ways: then the snapshot arrives as what it has become.
    let sql = "SELECT act, envelope FROM receipts WHERE about = $1 AND from_authority = $2 AND act IN ('correct', 'recall', 'expire') ORDER BY act DESC LIMIT 1";
    if let Some(row) = db.row(sql, args![envelope, from]).await? {
        let act: String = row.get(0)?;
        let (state, by) = match act.as_str() {
            "recall" => (ReceivedState::Recalled, None),
            "expire" => (ReceivedState::Expired, None),
            _ => (ReceivedState::Corrected, Some(row.get(1)?)),
        };
        return empty(tx, permit, envelope, from, state, by).await;
    }
    for (place, field) in (0_i64..).zip(&new.fields) {
        let sql = "INSERT INTO received_fields (envelope, place, class, field_key, field_value) VALUES ($1, $2, $3, $4, $5)";
        db.execute(sql, args![envelope, place, field.class.name(), &field.key, &field.value]).await?;
    }
    for (place, reason) in (0_i64..).zip(&new.reasons) {
        let sql = "INSERT INTO received_grounds (envelope, place, ground, provision, reasons) VALUES ($1, $2, $3, $4, $5)";
        db.execute(sql, args![envelope, place, &reason.ground, &reason.provision, &reason.text]).await?;
    }
    if is_referral(&new.kind) {
        clocks::start(tx, permit, ClockKind::ReferralAnswer, envelope, from.as_str(), now).await?;
    }
    if let Some(asked) = new.fields.iter().find(|field| field.key == PLANNED_CONTACT) {
        let kind = if asked.value == URGENT { ClockKind::DeconflictionAnswerUrgent } else { ClockKind::DeconflictionAnswer };
        clocks::start(tx, permit, kind, envelope, from.as_str(), now).await?;
    }
    clocks::start(tx, permit, ClockKind::ReceivedUnseen, envelope, from.as_str(), now).await
}

/// Whether a snapshot of this kind asks for an answer.
pub fn is_referral(kind: &str) -> bool {
    kind == "referral" || kind == "unnamed-referral"
}

/// The field of a question about a planned contact; its value says how soon an answer is due.
pub const PLANNED_CONTACT: &str = "planned-contact";
/// The value of that field when an answer is due within six hours.
pub const URGENT: &str = "urgent";

/// Stops the clocks of a question that was answered, or that is no longer there.
pub async fn answered<D: Changes>(tx: &mut Tx, permit: &Permit<D>, envelope: EnvelopeId) -> Result<(), StoreError> {
    for kind in [ClockKind::DeconflictionAnswer, ClockKind::DeconflictionAnswerUrgent] {
        clocks::stop(tx, permit, kind, envelope).await?;
    }
    Ok(())
}

/// Removes everything that tells what a snapshot was about. Only its own sender can have it emptied; an emptied one stays empty.
async fn empty<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    envelope: EnvelopeId,
    from: &AuthorityId,
    to: ReceivedState,
    by: Option<EnvelopeId>,
) -> Result<(), StoreError> {
    let now = tx.now();
    let db = tx.db(permit);
    let changed = db
        .execute(
            "UPDATE received SET state = $1, state_at = $2, replaced_by = $3, subject = '', about_coordination = '', about_identity = '', \
             about_support = '', source = '', assessed_by = '', confidence = '', grading = '', disputes = '', conditions = '', answer_to = '', \
             version = version + 1 \
             WHERE envelope = $4 AND from_authority = $5 AND state = 'current'",
            args![to.name(), now, by, envelope, from],
        )
        .await?;
    if changed == 1 {
        db.execute("DELETE FROM received_fields WHERE envelope = $1", args![envelope]).await?;
        db.execute("DELETE FROM received_grounds WHERE envelope = $1", args![envelope]).await?;
        clocks::stop(tx, permit, ClockKind::ReceivedUnseen, envelope).await?;
        clocks::stop(tx, permit, ClockKind::ReferralAnswer, envelope).await?;
        answered(tx, permit, envelope).await?;
    }
    Ok(())
}

/// The questions about collisions whose answers reach their last day now.
pub async fn questions_lapsing(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<Vec<EnvelopeId>, StoreError> {
    let now = tx.now();
    let sql = "SELECT DISTINCT in_reply_to FROM received WHERE state = 'current' AND ends_at <= $1 AND category = 'CLEAR' AND in_reply_to IS NOT NULL \
               ORDER BY in_reply_to";
    let rows = tx.db(permit).rows(sql, args![now]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, DbError>>()?)
}

/// Empties what has passed its last day, whatever the sender does. Tells how many.
pub async fn expire(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<usize, StoreError> {
    let now = tx.now();
    let rows = tx
        .db(permit)
        .rows(
            "SELECT envelope, from_authority FROM received WHERE state = 'current' AND ends_at <= $1 ORDER BY envelope LIMIT 500",
            args![now],
        )
        .await?;
    for row in &rows {
        empty(tx, permit, row.get(0)?, &row.get(1)?, ReceivedState::Expired, None).await?;
    }
    Ok(rows.len())
}

/// Notes that the reader has seen it. Tells whether this was the first time.
pub async fn acknowledge(tx: &mut Tx, permit: &Permit<AcknowledgeReceived>) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE received SET acknowledged_at = $1, acknowledged_by = $2, version = version + 1 WHERE envelope = $3 AND acknowledged_at IS NULL";
    let first = tx.db(permit).execute(sql, args![now, actor, permit.id()]).await? == 1;
    clocks::stop(tx, permit, ClockKind::ReceivedUnseen, permit.id()).await?;
    Ok(first)
}

/// Answers a referral over the version that was read. To answer is to have seen.
pub async fn answer(tx: &mut Tx, permit: &Permit<AnswerReferral>, answer: ReferralAnswer, version: i64) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE received SET answer = $1, answer_reason = $2, answered_at = $3, acknowledged_at = COALESCE(acknowledged_at, $3), \
               acknowledged_by = COALESCE(acknowledged_by, $4), version = version + 1 WHERE envelope = $5 AND version = $6 AND state = 'current'";
    let rows = tx.db(permit).execute(sql, args![answer.name(), answer.reason(), now, actor, permit.id(), version]).await?;
    if rows != 1 {
        return Err(StoreError::Changed { thing: "received" });
    }
    clocks::stop(tx, permit, ClockKind::ReceivedUnseen, permit.id()).await?;
    clocks::stop(tx, permit, ClockKind::ReferralAnswer, permit.id()).await?;
    Ok(())
}

impl Ctx {
    /// Writes down that an envelope was turned away at the door, and why: who tried is as much worth knowing as who succeeded.
    pub async fn turned_away(&self, why: &str) -> Result<(), StoreError> {
        let mut db = self.inner.pool.begin().await?;
        let entry = Entry {
            seq: 0,
            at: self.now.seconds(),
            authority: self.inner.place.authority.clone(),
            actor: self.actor.account.clone(),
            roles: self.actor.roles.iter().cloned().collect(),
            deed: ReceiveEnvelope::NAME.to_owned(),
            thing: ReceiveEnvelope::THING.name().to_owned(),
            subject: None,
            purpose: String::new(),
            grounds: Vec::new(),
            classes: Vec::new(),
            recipients: Vec::new(),
            outcome: Outcome::Refused { code: why.to_owned() },
            policy: self.inner.guard.version().to_owned(),
        };
        crate::ledger::append(&mut db, vec![entry]).await?;
        Ok(db.commit().await?)
    }
}

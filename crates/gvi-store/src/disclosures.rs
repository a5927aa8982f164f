//! Rows of disclosure decisions: what left, to whom, on which grounds, and where it stands now.

use gvi_domain::clock::ClockKind;
use gvi_domain::disclosure::{Addressee, DisclosureState, RecallReason};
use gvi_domain::referral::{ReferralAnswer, ReferralState};
use gvi_domain::{AuthorityId, ConsentId, Date, DisclosureId, EnvelopeId, Moment};
use gvi_secrecy::deeds::{
    AlertIncident, DecideDisclosure, EditPerson, ExpireRecords, ListDisclosures, RecallDisclosure, ReceiveEnvelope, ReportConcern,
    WithdrawConsent,
};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::shield::Shield;
use crate::snapshot::{About, Content, NewField, Reason, read_field, read_reason};
use crate::tx::{StoreError, Tx};
use crate::{args, clocks};

/// A row of `disclosures`.
pub struct DisclosureRow {
    id: DisclosureId,
    envelope: EnvelopeId,
    kind: String,
    category: String,
    person_level: bool,
    subject_thing: String,
    subject_id: String,
    about_coordination: String,
    about_identity: String,
    about_support: String,
    purposes: String,
    legal_basis: String,
    necessity: String,
    proportionality: String,
    source: String,
    assessed_by: String,
    confidence: String,
    grading: String,
    disputes: String,
    conditions: String,
    as_of: Date,
    ends_on: Date,
    decided_by: String,
    decided_at: Moment,
    said_at: Option<Moment>,
    late_reason: String,
    dpo_told: bool,
    consent: Option<ConsentId>,
    in_reply_to: Option<EnvelopeId>,
    corrects: Option<DisclosureId>,
    state: DisclosureState,
    state_at: Moment,
    recall_reason: String,
    protected: bool,
    version: i64,
}

classed! { DisclosureRow => SeenDisclosure {
    id: DisclosureId = open,
    envelope: EnvelopeId = open,
    kind: String = open,
    category: String = open,
    person_level: bool = open,
    subject_thing: String = open,
    subject_id: String = open,
    about_coordination: String = Coordination,
    about_identity: String = Identity,
    about_support: String = Support,
    purposes: String = Coordination,
    legal_basis: String = Coordination,
    necessity: String = Intelligence,
    proportionality: String = Intelligence,
    source: String = Coordination,
    assessed_by: String = Coordination,
    confidence: String = Coordination,
    grading: String = Coordination,
    disputes: String = Intelligence,
    conditions: String = Coordination,
    as_of: Date = open,
    ends_on: Date = open,
    decided_by: String = open,
    decided_at: Moment = open,
    said_at: Option<Moment> = open,
    late_reason: String = Coordination,
    dpo_told: bool = open,
    consent: Option<ConsentId> = open,
    in_reply_to: Option<EnvelopeId> = open,
    corrects: Option<DisclosureId> = open,
    state: DisclosureState = open,
    state_at: Moment = open,
    recall_reason: String = Coordination,
    protected: bool = open,
    version: i64 = open,
} }

/// A recipient of a disclosure, and whether somebody there has seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRecipient {
    /// The authority.
    pub authority: AuthorityId,
    /// The function.
    pub function: String,
    /// The one colleague there who may open it, if it is for nobody else.
    pub handler: Option<String>,
    /// When it was acknowledged.
    pub acknowledged_at: Option<Moment>,
    /// Where the envelope is: `waiting`, `delivered` or `turned-away`.
    pub delivery: String,
    /// What was answered, if this is a referral and somebody answered.
    pub answer: Option<ReferralAnswer>,
}

impl SeenRecipient {
    /// To whom a further envelope goes.
    pub fn addressee(self) -> Addressee {
        Addressee { authority: self.authority, function: self.function, handler: self.handler }
    }
}

/// A decision to be written down.
#[derive(Debug, Clone)]
pub struct NewDisclosure {
    /// The id that the form minted.
    pub id: DisclosureId,
    /// The envelope that carries it.
    pub envelope: EnvelopeId,
    /// What the snapshot is a copy of.
    pub kind: String,
    /// The row of the sharing matrix.
    pub category: String,
    /// Whether it is about a person.
    pub person_level: bool,
    /// Whether somebody in it is said to have a protected identity. Of a listing the person's own record tells.
    pub protected: bool,
    /// The kind of thing it is a copy of, for example `group`.
    pub subject_thing: String,
    /// Its id.
    pub subject_id: String,
    /// The subject's label.
    pub about: About,
    /// Purposes, with a space between them.
    pub purposes: String,
    /// The legal basis.
    pub legal_basis: String,
    /// Why it is needed.
    pub necessity: String,
    /// Why it is in proportion.
    pub proportionality: String,
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
    /// What else binds the recipient.
    pub conditions: String,
    /// The day the content is true for.
    pub as_of: Date,
    /// The last day.
    pub ends_on: Date,
    /// The moment after the last day.
    pub ends_at: Moment,
    /// When it was said, if it was said.
    pub said_at: Option<Moment>,
    /// Why it was written down late.
    pub late_reason: String,
    /// Whether the data protection officer was told.
    pub dpo_told: bool,
    /// The consent it rests on.
    pub consent: Option<ConsentId>,
    /// The envelope it answers.
    pub in_reply_to: Option<EnvelopeId>,
    /// The decision whose snapshot it puts right.
    pub corrects: Option<DisclosureId>,
    /// The frozen fields.
    pub fields: Vec<NewField>,
    /// Grounds and harm tests.
    pub reasons: Vec<Reason>,
    /// To whom it goes.
    pub recipients: Vec<Addressee>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, envelope, kind, category, person_level, subject_thing, subject_id, about_coordination, about_identity, about_support, purposes, ",
            "legal_basis, necessity, proportionality, source, assessed_by, confidence, grading, disputes, conditions, as_of, ends_on, decided_by, ",
            "decided_at, said_at, late_reason, dpo_told, consent, in_reply_to, corrects, state, state_at, recall_reason, protected, version FROM disclosures ",
            $rest
        )
    };
}

fn read(row: &Row, shield: &Shield) -> Result<Sealed<DisclosureRow>, DbError> {
    let mut read = row.reader();
    let record = DisclosureRow {
        id: read.next()?,
        envelope: read.next()?,
        kind: read.next()?,
        category: read.next()?,
        person_level: read.next()?,
        subject_thing: read.next()?,
        subject_id: read.next()?,
        about_coordination: read.next()?,
        about_identity: read.next()?,
        about_support: read.next()?,
        purposes: read.next()?,
        legal_basis: read.next()?,
        necessity: read.next()?,
        proportionality: read.next()?,
        source: read.next()?,
        assessed_by: read.next()?,
        confidence: read.next()?,
        grading: read.next()?,
        disputes: read.next()?,
        conditions: read.next()?,
        as_of: read.next()?,
        ends_on: read.next()?,
        decided_by: read.next()?,
        decided_at: read.next()?,
        said_at: read.next()?,
        late_reason: read.next()?,
        dpo_told: read.next()?,
        consent: read.next()?,
        in_reply_to: read.next()?,
        corrects: read.next()?,
        state: read.next_named(DisclosureState::named)?,
        state_at: read.next()?,
        recall_reason: read.next()?,
        protected: read.next()?,
        version: read.next()?,
    };
    let facts = Facts { person_level: record.person_level, ..Facts::plain(Thing::Disclosure, record.id) };
    let facts = shield.on(facts, &record.id.to_string());
    Ok(Sealed::new(record, facts))
}

/// The facts of a decision, if there is one. A decision stays readable after its end: it is the sender's own record of what left.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT person_level FROM disclosures WHERE id = $1", args![id]).await?;
    // Asked for always: what exists takes no more work than what does not.
    let shield = Shield::over_disclosure(db, id).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(shield.on(Facts { person_level: row.get(0)?, ..Facts::plain(Thing::Disclosure, id) }, id)))
}

/// One decision, for any deed that has a permit on it.
pub async fn disclosure<D: Deed<Id = DisclosureId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<DisclosureRow>, StoreError> {
    let row = tx.db(permit).row(select!("WHERE id = $1"), args![permit.id()]).await?;
    let shield = Shield::over_disclosure(tx.db(permit), &permit.id().to_string()).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), &shield)?)
}

/// What left, frozen.
pub async fn content<D: Deed<Id = DisclosureId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<Content>, StoreError> {
    let id = permit.id();
    let fields = tx
        .db(permit)
        .rows("SELECT class, field_key, field_value FROM disclosure_fields WHERE disclosure = $1 ORDER BY place", args![id])
        .await?;
    let reasons = tx
        .db(permit)
        .rows("SELECT ground, provision, reasons FROM disclosure_grounds WHERE disclosure = $1 ORDER BY place", args![id])
        .await?;
    let content = Content {
        fields: fields.iter().map(read_field).collect::<Result<_, _>>()?,
        reasons: reasons.iter().map(read_reason).collect::<Result<_, _>>()?,
    };
    // Cannot fail: the permit was given on facts that were read in this transaction.
    let facts = facts(tx.db(permit), &id.to_string()).await?.expect("the facts of a permit");
    Ok(Sealed::new(content, facts))
}

/// Who receives it, in the order of their ids. Authorities are no secret.
pub async fn recipients<D: Deed<Id = DisclosureId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<SeenRecipient>, StoreError> {
    let sql = "SELECT r.authority, r.function, r.handler, r.acknowledged_at, o.state, r.answer, r.answer_reason FROM disclosure_recipients r JOIN disclosures d ON d.id = r.disclosure \
               JOIN envelopes_out o ON o.envelope = d.envelope AND o.to_authority = r.authority WHERE r.disclosure = $1 ORDER BY r.authority";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        Ok(SeenRecipient {
            authority: read.next()?,
            function: read.next()?,
            handler: read.next()?,
            acknowledged_at: read.next()?,
            delivery: read.next()?,
            answer: ReferralAnswer::named(&read.next::<String>()?, &read.next::<String>()?),
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// The latest decisions first.
pub async fn list(tx: &mut Tx, permit: &Permit<ListDisclosures>) -> Result<Vec<Sealed<DisclosureRow>>, StoreError> {
    let rows = tx.db(permit).rows(select!("ORDER BY decided_at DESC, id DESC LIMIT 500"), args![]).await?;
    let shield = Shield::over_disclosures(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// What was told of one thing and is in force, the latest first.
pub async fn list_of(
    tx: &mut Tx,
    permit: &Permit<ListDisclosures>,
    thing: &str,
    id: &str,
) -> Result<Vec<Sealed<DisclosureRow>>, StoreError> {
    let of = select!("WHERE subject_thing = $1 AND subject_id = $2 AND state = 'sent' ORDER BY decided_at DESC, id DESC");
    let rows = tx.db(permit).rows(of, args![thing, id]).await?;
    let shield = Shield::over_disclosures(tx.db(permit)).await?;
    Ok(rows.iter().map(|row| read(row, &shield)).collect::<Result<_, _>>()?)
}

/// To whom each decision went, for the list: decision, authority, whether somebody there has seen it.
pub async fn list_recipients(tx: &mut Tx, permit: &Permit<ListDisclosures>) -> Result<Vec<(DisclosureId, AuthorityId, bool)>, StoreError> {
    let rows = tx
        .db(permit)
        .rows("SELECT disclosure, authority, acknowledged_at FROM disclosure_recipients ORDER BY disclosure, authority", args![])
        .await?;
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get::<Option<Moment>>(2)?.is_some()));
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// Writes a decision down. A second submit of the same form finds its own record and changes nothing.
pub async fn decide(tx: &mut Tx, permit: &Permit<DecideDisclosure>, new: &NewDisclosure) -> Result<bool, StoreError> {
    write(tx, permit, new).await
}

/// Writes an alert down: a disclosure that the officer on duty may decide, because it holds no person.
///
/// # Panics
/// If it holds one: a broken invariant of the room that asks.
pub async fn alert(tx: &mut Tx, permit: &Permit<AlertIncident>, new: &NewDisclosure) -> Result<bool, StoreError> {
    assert!(!new.person_level, "an alert about a person");
    write(tx, permit, new).await
}

/// Writes a report of concern for a child down: the one disclosure about a person that everybody may decide.
pub async fn report(tx: &mut Tx, permit: &Permit<ReportConcern>, new: &NewDisclosure) -> Result<bool, StoreError> {
    write(tx, permit, new).await
}

async fn write<D: Changes>(tx: &mut Tx, permit: &Permit<D>, new: &NewDisclosure) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let [coordination, identity, support] = new.about.columns();
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO disclosures (id, envelope, kind, category, person_level, subject_thing, subject_id, about_coordination, about_identity, \
             about_support, purposes, legal_basis, necessity, proportionality, source, assessed_by, confidence, grading, disputes, conditions, as_of, \
             ends_on, ends_at, decided_by, decided_at, said_at, late_reason, dpo_told, consent, in_reply_to, corrects, state, state_at, recall_reason, \
             protected, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
             $27, $28, $29, $30, $31, $32, $25, '', \
             CASE WHEN CAST($33 AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM memberships m JOIN persons p ON p.id = m.person_id WHERE $6 = 'membership' \
             AND m.id = $7 AND p.protected = 1) THEN 1 ELSE 0 END, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, new.envelope, &new.kind, &new.category, new.person_level, &new.subject_thing, &new.subject_id, coordination, identity, support,
                &new.purposes, &new.legal_basis, &new.necessity, &new.proportionality, &new.source, &new.assessed_by, &new.confidence, &new.grading,
                &new.disputes, &new.conditions, new.as_of, new.ends_on, new.ends_at, actor, now, new.said_at, &new.late_reason, new.dpo_told,
                new.consent, new.in_reply_to, new.corrects, DisclosureState::Sent.name(), new.protected
            ],
        )
        .await?;
    if added == 0 {
        return Ok(false);
    }
    for (place, field) in (0_i64..).zip(&new.fields) {
        let sql = "INSERT INTO disclosure_fields (disclosure, place, class, field_key, field_value) VALUES ($1, $2, $3, $4, $5)";
        tx.db(permit).execute(sql, args![new.id, place, field.class.name(), &field.key, &field.value]).await?;
    }
    for (place, reason) in (0_i64..).zip(&new.reasons) {
        let sql = "INSERT INTO disclosure_grounds (disclosure, place, ground, provision, reasons) VALUES ($1, $2, $3, $4, $5)";
        tx.db(permit).execute(sql, args![new.id, place, &reason.ground, &reason.provision, &reason.text]).await?;
    }
    for to in &new.recipients {
        let sql =
            "INSERT INTO disclosure_recipients (disclosure, authority, function, handler, acknowledged_at) VALUES ($1, $2, $3, $4, NULL)";
        tx.db(permit).execute(sql, args![new.id, &to.authority, &to.function, to.handler.as_deref()]).await?;
        if crate::received::is_referral(&new.kind) {
            clocks::start(tx, permit, ClockKind::ReferralReminder, new.id, to.authority.as_str(), now).await?;
        }
    }
    Ok(true)
}

/// How many decisions in force about a person went to whoever reads what is received, and not to one colleague by name.
pub async fn open_about(tx: &mut Tx, permit: &Permit<EditPerson>) -> Result<i64, StoreError> {
    let now = tx.now();
    let sql = "SELECT COUNT(*) FROM disclosures d LEFT JOIN memberships m ON d.subject_thing = 'membership' AND m.id = d.subject_id \
               LEFT JOIN notifications n ON d.subject_thing = 'notification' AND n.id = d.subject_id LEFT JOIN persons p ON p.code = n.person_code \
               WHERE (m.person_id = $1 OR p.id = $1) \
               AND d.state = 'sent' AND d.ends_at > $2 AND EXISTS (SELECT 1 FROM disclosure_recipients r WHERE r.disclosure = d.id AND r.handler IS NULL)";
    Ok(tx.db(permit).count(sql, args![permit.id(), now]).await?)
}

/// Ends a decision. Nobody is reminded of an answer any more.
async fn end<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    id: DisclosureId,
    to: DisclosureState,
    why: &str,
    version: i64,
) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "UPDATE disclosures SET state = $1, state_at = $2, recall_reason = $3, version = version + 1 WHERE id = $4 AND version = $5";
    let changed = tx.db(permit).execute(sql, args![to.name(), now, why, id, version]).await?;
    clocks::stop(tx, permit, ClockKind::ReferralReminder, id).await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "disclosure" }) }
}

/// Ends a decision by recall, or because a better snapshot takes its place.
pub async fn take_back(
    tx: &mut Tx,
    permit: &Permit<RecallDisclosure>,
    to: DisclosureState,
    why: Option<RecallReason>,
    version: i64,
) -> Result<(), StoreError> {
    end(tx, permit, permit.id(), to, why.map_or("", RecallReason::name), version).await
}

/// What must be known of a decision in order to tell its recipients that it is over.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The decision.
    pub id: DisclosureId,
    /// Its envelope.
    pub envelope: EnvelopeId,
    /// Its version.
    pub version: i64,
    /// To whom it went.
    pub recipients: Vec<Addressee>,
}

async fn endings(db: &mut DbTx, rows: Vec<Row>) -> Result<Vec<Ending>, DbError> {
    let mut endings = Vec::new();
    for row in rows {
        let id: DisclosureId = row.get(0)?;
        let recipients = db
            .rows("SELECT authority, function, handler FROM disclosure_recipients WHERE disclosure = $1 ORDER BY authority", args![id])
            .await?;
        let addressee = |row: &Row| Ok(Addressee { authority: row.get(0)?, function: row.get(1)?, handler: row.get(2)? });
        let recipients = recipients.iter().map(addressee).collect::<Result<_, DbError>>()?;
        endings.push(Ending { id, envelope: row.get(1)?, version: row.get(2)?, recipients });
    }
    Ok(endings)
}

/// The decisions in force that rest on a consent.
pub async fn resting_on(tx: &mut Tx, permit: &Permit<WithdrawConsent>) -> Result<Vec<Ending>, StoreError> {
    let sql = "SELECT id, envelope, version FROM disclosures WHERE consent = $1 AND state = 'sent' ORDER BY id";
    let id = permit.id();
    let db = tx.db(permit);
    let rows = db.rows(sql, args![id]).await?;
    Ok(endings(db, rows).await?)
}

/// Ends what rested on a consent that was taken back: whoever may write the withdrawal down may not be stopped here.
pub async fn end_with_consent(tx: &mut Tx, permit: &Permit<WithdrawConsent>, ending: &Ending) -> Result<(), StoreError> {
    end(tx, permit, ending.id, DisclosureState::Recalled, RecallReason::ConsentWithdrawn.name(), ending.version).await
}

/// The decisions in force whose last day has passed.
pub async fn due(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<Vec<Ending>, StoreError> {
    let now = tx.now();
    let db = tx.db(permit);
    let rows = db
        .rows("SELECT id, envelope, version FROM disclosures WHERE state = 'sent' AND ends_at <= $1 ORDER BY id LIMIT 500", args![now])
        .await?;
    Ok(endings(db, rows).await?)
}

/// Ends a decision on its last day.
pub async fn expire(tx: &mut Tx, permit: &Permit<ExpireRecords>, ending: &Ending) -> Result<(), StoreError> {
    end(tx, permit, ending.id, DisclosureState::Expired, "", ending.version).await
}

/// Notes that somebody at a recipient has seen the snapshot of an envelope.
pub(crate) async fn acknowledged(db: &mut DbTx, envelope: EnvelopeId, by: &AuthorityId, now: Moment) -> Result<(), DbError> {
    let sql = "UPDATE disclosure_recipients SET acknowledged_at = $1 WHERE authority = $2 AND acknowledged_at IS NULL \
               AND disclosure = (SELECT id FROM disclosures WHERE envelope = $3)";
    db.execute(sql, args![now, by, envelope]).await?;
    Ok(())
}

/// Notes what a recipient answers to a referral. An answer that does not follow from where the referral stands changes nothing: whoever
/// was not asked, or has been told that the copy is taken back, cannot take anybody on.
pub(crate) async fn answered(
    tx: &mut Tx,
    permit: &Permit<ReceiveEnvelope>,
    envelope: EnvelopeId,
    by: &AuthorityId,
    answer: ReferralAnswer,
) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "SELECT d.id, d.kind, d.state, r.answer, r.answer_reason FROM disclosures d JOIN disclosure_recipients r ON r.disclosure = d.id \
               WHERE d.envelope = $1 AND r.authority = $2";
    let Some(row) = tx.db(permit).row(sql, args![envelope, by]).await? else { return Ok(()) };
    let mut read = row.reader();
    let (id, kind): (DisclosureId, String) = (read.next()?, read.next()?);
    let copy = read.next_named(DisclosureState::named)?;
    let before = ReferralAnswer::named(&read.next::<String>()?, &read.next::<String>()?);
    if !crate::received::is_referral(&kind) || !ReferralState::of(copy, before).takes(answer) {
        return Ok(());
    }
    let sql = "UPDATE disclosure_recipients SET answer = $1, answer_reason = $2, answered_at = $3, acknowledged_at = COALESCE(acknowledged_at, $3) \
               WHERE disclosure = $4 AND authority = $5";
    tx.db(permit).execute(sql, args![answer.name(), answer.reason(), now, id, by]).await?;
    clocks::stop(tx, permit, ClockKind::ReferralReminder, id).await?;
    Ok(())
}

//! Deeds on what other authorities disclosed: take an envelope in, see it, acknowledge it.

use gvi_domain::disclosure::{Addressee, DisclosureState, ReceivedState};
use gvi_domain::referral::{ReferralAnswer, ReferralState};
use gvi_domain::task::Owner;
use gvi_domain::{AccountId, EnvelopeId, Whole};
use gvi_exchange::{Act, Envelope, Sealed, Snapshot, VerifyingKey};
use gvi_secrecy::deeds::{AcknowledgeReceived, AnswerReferral, DecideDisclosure, ListReceived, ReadReceived, ReceiveEnvelope};
use gvi_secrecy::receipts::on_receipt;
use gvi_secrecy::{Class, Permit};
use gvi_store::received::{Arrival, NewReceived};
use gvi_store::snapshot::{About, SeenContent, label};
use gvi_store::{Ctx, notifications, received};

use crate::deconfliction;
use crate::disclosures::{end_of, fields_of, reasons_of, send};
use crate::error::AppError;
use crate::seen::SeenReceived;
use crate::tasks::give_by_law;

/// What became of bytes that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Taken in.
    TakenIn,
    /// It was here already: nothing changed.
    Known,
    /// Refused, and the refusal is in the log.
    TurnedAway(&'static str),
}

/// Takes an envelope in. Bytes in, receipt out: where they come from makes no difference. Nothing in them is believed before the
/// signature has been checked with the key that this compartment itself knows for the sender.
pub async fn receive(ctx: &Ctx, bytes: Vec<u8>) -> Result<Receipt, AppError> {
    let (envelope, own) = match believe(ctx, bytes).await? {
        Ok(believed) => believed,
        Err(why) => {
            ctx.turned_away(why).await?;
            return Ok(Receipt::TurnedAway(why));
        }
    };
    let (mut tx, permit) = ctx.begin().await?.permit::<ReceiveEnvelope>(Whole).await?;
    let handler = match handler_of(&mut tx, &permit, &envelope, &own).await? {
        Ok(handler) => handler,
        Err(why) => {
            drop(tx);
            ctx.turned_away(why).await?;
            return Ok(Receipt::TurnedAway(why));
        }
    };
    // What answers a question about a planned contact holds one word. Anything beside it is turned away with the word, so that nobody here
    // reads what nobody there may write.
    let asked = match envelope.act.snapshot().and_then(|snapshot| snapshot.in_reply_to) {
        Some(question) if received::asked_for_clearance(&mut tx, &permit, question).await? => Some(question),
        _ => None,
    };
    if let Some(snapshot) = envelope.act.snapshot()
        && (asked.is_some() || snapshot.category == deconfliction::CATEGORY)
        && !(asked.is_some() && deconfliction::is_bare(snapshot))
    {
        drop(tx);
        ctx.turned_away(deconfliction::MORE_THAN_AN_ANSWER).await?;
        return Ok(Receipt::TurnedAway(deconfliction::MORE_THAN_AN_ANSWER));
    }
    let arrival = match &envelope.act {
        Act::Disclose(snapshot) => Arrival::Disclosed(arrived(ctx, &envelope, &own, snapshot, handler)),
        Act::Correct { of, snapshot } => Arrival::Corrected(*of, arrived(ctx, &envelope, &own, snapshot, handler)),
        Act::Recall { of, .. } => Arrival::Recalled(*of),
        Act::Expire { of } => Arrival::Expired(*of),
        Act::Acknowledge { of } => Arrival::Acknowledged(*of),
        Act::Answer { of, answer } => Arrival::Answered(*of, *answer),
    };
    if !received::take_in(&mut tx, &permit, envelope.id, &envelope.from, &arrival).await? {
        return Ok(Receipt::Known);
    }
    if let Arrival::Disclosed(new) = &arrival
        && new.person_level
        // A question whether a visit collides tells of no need: it is answered, and that is all.
        && !new.fields.iter().any(|field| field.key == received::PLANNED_CONTACT)
    {
        give_task(ctx, &mut tx, &permit, handler).await?;
    }
    if let Arrival::Disclosed(new) | Arrival::Corrected(_, new) = &arrival {
        crate::call_ins::known::follow(ctx, &mut tx, &permit, new).await?;
    }
    let taken_back = match &arrival {
        Arrival::Recalled(of) | Arrival::Expired(of) => notifications::question_answered_by(&mut tx, &permit, *of).await?,
        _ => None,
    };
    if let Some(question) = asked.or(taken_back) {
        deconfliction::answer_came(&mut tx, &permit, question).await?;
    }
    tx.about(&permit, envelope.id);
    tx.commit().await?;
    Ok(Receipt::TakenIn)
}

/// What the law wants done at once when something about a person comes in becomes a task, which escalates as every task does.
/// What came for one colleague's eyes gives that colleague the task, and nobody else learns of it.
async fn give_task(
    ctx: &Ctx,
    tx: &mut gvi_store::Tx,
    permit: &Permit<ReceiveEnvelope>,
    handler: Option<AccountId>,
) -> Result<(), AppError> {
    let Some(due) = on_receipt(ctx.plate().kind.as_str()) else { return Ok(()) };
    let function = || due.function.parse().map(Owner::Function).map_err(|error| AppError::Broken(Box::new(error)));
    let owner = handler.map_or_else(function, |handler| Ok(Owner::Alone(handler)))?;
    give_by_law(ctx, tx, permit, owner, due.days, &due.text).await
}

/// The one colleague whom a snapshot is for, if it is for one. What is for one person's eyes is turned away rather than kept for
/// nobody, or for everybody: the sender sees that, and can name somebody else.
// Law: OSL 21:3, 22:1. A person with protected identity exists only for the named handlers.
async fn handler_of(
    tx: &mut gvi_store::Tx,
    permit: &Permit<ReceiveEnvelope>,
    envelope: &Envelope,
    own: &Addressee,
) -> Result<Result<Option<AccountId>, &'static str>, AppError> {
    let Some(snapshot) = envelope.act.snapshot() else { return Ok(Ok(None)) };
    match &own.handler {
        Some(name) => Ok(received::handler_named(tx, permit, name).await?.map(Some).ok_or("no-such-handler")),
        None if snapshot.protected.is_some() => Ok(Err("no-named-handler")),
        None => Ok(Ok(None)),
    }
}

/// The envelope, if it is genuine, and how it is addressed to this authority.
async fn believe(ctx: &Ctx, bytes: Vec<u8>) -> Result<Result<(Envelope, Addressee), &'static str>, AppError> {
    let sealed = Sealed::arrived(bytes);
    let Ok(from) = sealed.claimed_sender() else { return Ok(Err("unreadable")) };
    let neighbours = ctx.neighbours().await?;
    let Some(sender) = neighbours.iter().find(|known| known.authority == from) else { return Ok(Err("stranger")) };
    let opened = VerifyingKey::from_bytes(&sender.envelope_key).and_then(|key| sealed.open(&key));
    let Ok(envelope) = opened else { return Ok(Err("signature")) };
    // An envelope for somebody else is not ours to read, even if it is genuine.
    let own = envelope.recipients.iter().find(|to| to.authority == ctx.plate().authority).cloned();
    Ok(own.map(|own| (envelope, own)).ok_or("not-for-us"))
}

fn arrived(ctx: &Ctx, envelope: &Envelope, own: &Addressee, snapshot: &Snapshot, handler: Option<AccountId>) -> NewReceived {
    let (assessed_by, confidence) = snapshot.basis.assessed.clone().unwrap_or_default();
    NewReceived {
        function: own.function.clone(),
        kind: snapshot.kind.name().to_owned(),
        category: snapshot.category.clone(),
        person_level: snapshot.person_level,
        protected: snapshot.protected.clone(),
        handler,
        subject: snapshot.subject.clone(),
        about: about(snapshot),
        purposes: snapshot.purposes.join(" "),
        source: snapshot.basis.source.clone(),
        assessed_by,
        confidence,
        grading: snapshot.basis.grading.clone(),
        disputes: snapshot.basis.disputes.clone(),
        conditions: snapshot.conditions.clone(),
        as_of: snapshot.as_of,
        ends_on: snapshot.ends_on,
        ends_at: end_of(ctx, snapshot.ends_on),
        sealed_at: envelope.sealed_at,
        in_reply_to: snapshot.in_reply_to,
        fields: fields_of(snapshot),
        reasons: reasons_of(snapshot),
    }
}

/// The label of a snapshot, taken from its fields. If anything in it tells of support, so does the label.
fn about(snapshot: &Snapshot) -> About {
    let value = |keys: &[&str]| snapshot.fields.iter().find(|field| keys.contains(&field.key.as_str())).map(|field| field.value.clone());
    let named = value(&["name", "person-name", "group-name", "incident-code", "call-in-code", "code-name"]);
    let text = named.or_else(|| snapshot.fields.first().map(|field| field.value.clone())).unwrap_or_else(|| snapshot.subject.clone());
    let class = if snapshot.fields.iter().any(|field| field.class == Class::Support) {
        Class::Support
    } else if snapshot.person_level {
        Class::Identity
    } else {
        Class::Coordination
    };
    About { class, text: text.chars().take(80).collect() }
}

/// A line of the list of received snapshots.
pub struct Line {
    /// The snapshot.
    pub received: SeenReceived,
    /// The subject's label; nothing once it has been emptied.
    pub label: Option<String>,
}

/// A received snapshot with its content.
pub struct Card {
    /// The snapshot.
    pub received: SeenReceived,
    /// The subject's label; nothing once it has been emptied.
    pub label: Option<String>,
    /// What was disclosed; empty once it has been emptied.
    pub content: SeenContent,
    /// Whether the reader can say that it was seen.
    pub may_acknowledge: bool,
    /// Whether the reader can answer.
    pub may_answer: bool,
    /// Whether it asks about a planned contact, and the reader can answer that.
    pub may_clear: bool,
    /// Where a referral stands; nothing for what is none.
    pub referral: Option<ReferralState>,
    /// Whether the reader can say that a referral is taken on, or done.
    pub may_answer_referral: bool,
}

/// Where a received referral stands; nothing for what is none.
pub fn referral_state(received: &SeenReceived) -> Option<ReferralState> {
    if !gvi_store::received::is_referral(&received.kind) {
        return None;
    }
    let copy = match received.state {
        ReceivedState::Current => DisclosureState::Sent,
        ReceivedState::Corrected => DisclosureState::Corrected,
        ReceivedState::Recalled => DisclosureState::Recalled,
        ReceivedState::Expired => DisclosureState::Expired,
    };
    Some(ReferralState::of(copy, ReferralAnswer::named(&received.answer, &received.answer_reason)))
}

/// A snapshot with its content, for the pages of other things.
pub struct Known {
    /// The snapshot.
    pub received: SeenReceived,
    /// What was disclosed.
    pub content: SeenContent,
}

fn line(received: SeenReceived) -> Option<Line> {
    let label = label(&received.about_coordination, &received.about_identity, &received.about_support);
    // A snapshot in force about somebody whom the reader may not know is not there for this reader.
    if label.is_none() && received.state == ReceivedState::Current { None } else { Some(Line { received, label }) }
}

/// What is in force and has not been acknowledged, as far as this reader may know of it: for the day and the agenda. Nothing for who
/// receives nothing.
pub(crate) async fn unacknowledged(tx: &mut gvi_store::Tx) -> Result<Vec<Line>, AppError> {
    let Some(permit) = tx.maybe::<ListReceived>(Whole).await? else { return Ok(Vec::new()) };
    let rows = received::list(tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadReceived, _>(&permit, rows);
    Ok(seen.into_iter().filter(|seen| seen.acknowledged_at.is_none() && seen.state == ReceivedState::Current).filter_map(line).collect())
}

/// What was received and is still here, the latest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Line>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListReceived>(Whole).await?;
    let rows = received::list(&mut tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadReceived, _>(&permit, rows);
    tx.commit().await?;
    Ok(seen.into_iter().filter_map(line).collect())
}

/// One received snapshot. What was taken back is a line that says so, and nothing more.
pub async fn card(ctx: &Ctx, id: EnvelopeId) -> Result<Card, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadReceived>(id).await?;
    let row = received::received(&mut tx, &permit).await?.open(&permit);
    let Line { received, label } = line(row).ok_or(AppError::NotFound)?;
    let content = gvi_store::received::content(&mut tx, &permit).await?.open(&permit);
    let in_force = received.state == ReceivedState::Current;
    let may_acknowledge = in_force && received.acknowledged_at.is_none() && tx.would::<AcknowledgeReceived>(id).await?;
    // Only an authority that has something of its own to answer with: the sharing matrix says which.
    let has_answers = crate::draft::beginnings(&ctx.plate().kind).any(|begin| begin.kind == gvi_exchange::SnapshotKind::Answer);
    let may_decide = in_force && tx.would::<DecideDisclosure>(Whole).await?;
    // A question about a planned contact has a form of its own, with three words in it.
    let asks_for_clearance = deconfliction::is_question(&content);
    let may_answer = may_decide && has_answers && !asks_for_clearance;
    let may_clear = may_decide && asks_for_clearance;
    let referral = referral_state(&received);
    let may_answer_referral = in_force && referral.is_some() && tx.would::<AnswerReferral>(id).await?;
    tx.commit().await?;
    Ok(Card { received, label, content, may_acknowledge, may_answer, may_clear, referral, may_answer_referral })
}

/// The snapshots of one kind in force, for the page of another thing. Empty for a reader who may not see any.
pub async fn of_kind(ctx: &Ctx, kind: gvi_exchange::SnapshotKind) -> Result<Vec<Known>, AppError> {
    if !ctx.would::<ListReceived>() {
        return Ok(Vec::new());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<ListReceived>(Whole).await?;
    let rows = received::of_kind(&mut tx, &permit, kind.name()).await?;
    let known = open(&mut tx, &permit, rows);
    tx.commit().await?;
    Ok(known)
}

/// The status lines that others have sent in answer to one of our envelopes: what they tell of their own measures, and no more.
pub async fn status_lines(ctx: &Ctx, in_reply_to: EnvelopeId) -> Result<Vec<Known>, AppError> {
    if !ctx.would::<ListReceived>() {
        return Ok(Vec::new());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<ListReceived>(Whole).await?;
    let rows = received::status_lines(&mut tx, &permit, in_reply_to).await?;
    let known = open(&mut tx, &permit, rows);
    tx.commit().await?;
    Ok(known)
}

type Rows = Vec<(gvi_secrecy::Sealed<received::ReceivedRow>, gvi_secrecy::Sealed<gvi_store::snapshot::Content>)>;

fn open(tx: &mut gvi_store::Tx, permit: &gvi_secrecy::Permit<ListReceived>, rows: Rows) -> Vec<Known> {
    let mut known = Vec::new();
    for (row, content) in rows {
        // Each is asked again; one that is not for this reader is dropped together with its content.
        let seen = tx.open_rows::<_, ReadReceived, _>(permit, vec![row]).pop();
        let content = tx.open_rows::<_, ReadReceived, _>(permit, vec![content]).pop();
        if let (Some(received), Some(content)) = (seen, content) {
            known.push(Known { received, content });
        }
    }
    known
}

/// Says that a person here has seen it. The sender is told; told once, however often the button is pressed.
pub async fn acknowledge(ctx: &Ctx, id: EnvelopeId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AcknowledgeReceived>(id).await?;
    let row = received::received(&mut tx, &permit).await?.open(&permit);
    // Whoever cannot open it cannot say that it was read either.
    let row = line(row).ok_or(AppError::NotFound)?.received;
    if received::acknowledge(&mut tx, &permit).await? {
        send(ctx, &mut tx, &permit, EnvelopeId::new(), &[Addressee::function(row.from_authority, "")], Act::Acknowledge { of: id }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The same for whoever has acted on it, which is to have seen it. Who may act and not say so leaves that to a colleague.
pub(crate) async fn acted_on(ctx: &Ctx, id: EnvelopeId) -> Result<(), AppError> {
    match acknowledge(ctx, id).await {
        Err(AppError::NotFound) => Ok(()),
        done => done,
    }
}

/// Answers a referral: taken on, not taken on, or done. The sender is told, and to answer is to have seen.
pub async fn answer_referral(ctx: &Ctx, id: EnvelopeId, answer: ReferralAnswer, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AnswerReferral>(id).await?;
    let row = received::received(&mut tx, &permit).await?.open(&permit);
    // Whoever cannot open it cannot answer it either.
    let row = line(row).ok_or(AppError::NotFound)?.received;
    referral_state(&row).ok_or(AppError::NotFound)?.answer(answer)?;
    received::answer(&mut tx, &permit, answer, version).await?;
    let to = [Addressee::function(row.from_authority, "")];
    send(ctx, &mut tx, &permit, EnvelopeId::new(), &to, Act::Answer { of: id, answer }).await?;
    tx.commit().await?;
    Ok(())
}

//! Rows of custom notifications: whom the police seek out, who stands in the way, which team goes.
//!
//! A person stands here by code, shielded like the person. Attempts and what is counted of them stand in `visits.rs`. What other
//! authorities answered is not copied here: it is read from what was received, so that an answer that is taken back is gone at once.

use gvi_domain::deconfliction::{SafetyAnswer, SafetyQuestion};
use gvi_domain::group::GroupStatus;
use gvi_domain::notification::{NewNotification, NotificationState, Stage, Trigger};
use gvi_domain::{
    AccountId, AuthorityId, Code, Date, DisclosureId, EnvelopeId, GroupId, Moment, NotificationId, PersonId, RoundId, WordingId, Words,
};
use gvi_secrecy::deeds::{DecideDisclosure, ListNotifications, PlanNotification, ReceiveEnvelope, RequestNotification};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::shield::Shield;
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `notifications` with the names of group, round and colleagues.
pub struct NotificationRow {
    id: NotificationId,
    code: Code,
    person: Code,
    group: GroupId,
    group_code: Code,
    group_name: String,
    reason: Words,
    trigger: Trigger,
    urgent: bool,
    wording: WordingId,
    letter: Option<WordingId>,
    round: Option<RoundId>,
    round_name: Option<String>,
    state: NotificationState,
    tries: i64,
    visit_at: Option<Moment>,
    delivered_at: Option<Moment>,
    followed_at: Option<Moment>,
    end_reason: Words,
    requester: String,
    requested_at: Moment,
    clearer: Option<String>,
    cleared_at: Option<Moment>,
    expires_on: Date,
    version: i64,
}

classed! { NotificationRow => SeenNotification {
    id: NotificationId = open,
    code: Code = open,
    person: Code = Identity,
    group: GroupId = open,
    group_code: Code = Coordination,
    group_name: String = Coordination,
    reason: Words = Intelligence,
    trigger: Trigger = Coordination,
    urgent: bool = Coordination,
    wording: WordingId = Coordination,
    letter: Option<WordingId> = Coordination,
    round: Option<RoundId> = Coordination,
    round_name: Option<String> = Coordination,
    state: NotificationState = Coordination,
    tries: i64 = Coordination,
    visit_at: Option<Moment> = Coordination,
    delivered_at: Option<Moment> = Coordination,
    followed_at: Option<Moment> = Coordination,
    end_reason: Words = Intelligence,
    requester: String = Coordination,
    requested_at: Moment = Coordination,
    clearer: Option<String> = Coordination,
    cleared_at: Option<Moment> = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! notifications_where {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.code, n.person_code, n.group_id, g.code, g.name, n.reason, n.trigger_kind, n.urgent, n.wording, n.letter, n.round, r.name, n.state, \
             n.tries, n.visit_at, n.delivered_at, n.followed_at, n.end_reason, COALESCE(a.name, ''), n.requested_at, c.name, n.cleared_at, n.expires_on, \
             n.version FROM notifications n JOIN groups g ON g.id = n.group_id LEFT JOIN rounds r ON r.id = n.round \
             LEFT JOIN accounts a ON a.id = n.requested_by LEFT JOIN accounts c ON c.id = n.cleared_by ",
            $rest
        )
    };
}

fn facts_of(id: impl std::fmt::Display, team: Vec<String>, expired: bool, shield: &Shield, person: &str) -> Facts {
    // Who handles a protected identity goes before who is in the team.
    shield.on(Facts { handlers: team, expired, ..Facts::plain(Thing::Notification, id).about_a_person() }, person)
}

fn read(row: &Row, team: Vec<String>, shield: &Shield, today: Date) -> Result<Sealed<NotificationRow>, DbError> {
    let mut read = row.reader();
    let record = NotificationRow {
        id: read.next()?,
        code: read.next()?,
        person: read.next()?,
        group: read.next()?,
        group_code: read.next()?,
        group_name: read.next()?,
        reason: read.next()?,
        trigger: read.next_named(Trigger::named)?,
        urgent: read.next()?,
        wording: read.next()?,
        letter: read.next()?,
        round: read.next()?,
        round_name: read.next()?,
        state: read.next_named(NotificationState::named)?,
        tries: read.next()?,
        visit_at: read.next()?,
        delivered_at: read.next()?,
        followed_at: read.next()?,
        end_reason: read.next()?,
        requester: read.next()?,
        requested_at: read.next()?,
        clearer: read.next()?,
        cleared_at: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = facts_of(record.id, team, record.expires_on < today, shield, &record.person.to_string());
    Ok(Sealed::new(record, facts))
}

async fn team_of(db: &mut DbTx, id: &str) -> Result<Vec<String>, DbError> {
    let rows = db.rows("SELECT account FROM notification_team WHERE notification = $1 ORDER BY account", args![id]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The facts of a notification, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT expires_on, person_code FROM notifications WHERE id = $1", args![id]).await?;
    let person: String = row.as_ref().map_or_else(|| Ok(String::new()), |row| row.get(1))?;
    // Asked for always: what exists takes no more work than what does not.
    let (shield, team) = (Shield::over_one(db, &person).await?, team_of(db, id).await?);
    let Some(row) = row else { return Ok(None) };
    let expires_on: Date = row.get(0)?;
    Ok(Some(facts_of(id, team, expires_on < today, &shield, &person)))
}

/// One notification, for any deed that has a permit on it.
pub async fn notification<D: Deed<Id = NotificationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<NotificationRow>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let row = db.row(notifications_where!("WHERE n.id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    let row = row.expect("the row of a permit");
    let shield = Shield::over_one(db, &row.get::<String>(2)?).await?;
    let team = team_of(db, &permit.id().to_string()).await?;
    Ok(read(&row, team, &shield, today)?)
}

/// All living notifications, by the person's code.
pub async fn list(tx: &mut Tx, permit: &Permit<ListNotifications>) -> Result<Vec<Sealed<NotificationRow>>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let sql = notifications_where!("WHERE n.expires_on >= $1 ORDER BY n.person_code, n.requested_at, n.id LIMIT 1000");
    let rows = db.rows(sql, args![today]).await?;
    let mut teams: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    for row in db.rows("SELECT notification, account FROM notification_team ORDER BY notification, account", args![]).await? {
        teams.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let shield = Shield::over_notifications(db).await?;
    let sealed = rows.iter().map(|row| read(row, teams.remove(&row.get::<String>(0)?).unwrap_or_default(), &shield, today));
    Ok(sealed.collect::<Result<_, _>>()?)
}

/// The person of a code in this compartment. Whether the reader may know of them is asked by the deed.
pub async fn person_of_code<D: Deed>(tx: &mut Tx, permit: &Permit<D>, code: Code) -> Result<Option<PersonId>, StoreError> {
    let row = tx.db(permit).row("SELECT id FROM persons WHERE code = $1", args![code]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// The group of a code, with its status.
pub async fn group_of_code<D: Deed>(tx: &mut Tx, permit: &Permit<D>, code: Code) -> Result<Option<(GroupId, GroupStatus)>, StoreError> {
    let Some(row) = tx.db(permit).row("SELECT id, status FROM groups WHERE code = $1", args![code]).await? else { return Ok(None) };
    let mut read = row.reader();
    Ok(Some((read.next()?, read.next_named(GroupStatus::named)?)))
}

/// The notification under way for a person, if there is one.
pub async fn open_for(tx: &mut Tx, permit: &Permit<RequestNotification>, person: Code) -> Result<Option<NotificationId>, StoreError> {
    let sql = "SELECT id FROM notifications WHERE person_code = $1 AND state IN ('requested', 'deconflicted', 'assigned', 'attempted') ORDER BY id LIMIT 1";
    Ok(tx.db(permit).row(sql, args![person]).await?.map(|row| row.get(0)).transpose()?)
}

/// How many are under way.
pub async fn count_open(tx: &mut Tx, permit: &Permit<RequestNotification>) -> Result<usize, StoreError> {
    let sql = "SELECT COUNT(*) FROM notifications WHERE state IN ('requested', 'deconflicted', 'assigned', 'attempted')";
    Ok(usize::try_from(tx.db(permit).count(sql, args![]).await?).unwrap_or(usize::MAX))
}

/// Writes a request. A second submit of the same form changes nothing; gives the code of a new one.
pub async fn request(
    tx: &mut Tx,
    permit: &Permit<RequestNotification>,
    new: &NewNotification,
    group: GroupId,
    expires_on: Date,
) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::NOTIFICATIONS, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO notifications (id, code, person_code, group_id, reason, trigger_kind, urgent, wording, letter, round, state, tries, visit_at, \
             delivered_at, followed_at, end_reason, requested_by, requested_at, cleared_by, cleared_at, expires_on, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested', 0, NULL, NULL, NULL, '', $11, $12, NULL, NULL, $13, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, code, new.person, group, &new.reason, new.trigger.name(), new.urgent, new.wording, new.letter, new.round, actor, now, expires_on
            ],
        )
        .await?;
    Ok((added > 0).then_some(code))
}

/// Writes where it stands now. The columns of a stage that was left are emptied, so that a row holds what its stage has and no more.
pub async fn set_stage<D: Changes + Deed<Id = NotificationId>>(
    tx: &mut Tx,
    permit: &Permit<D>,
    stage: &Stage,
    expires_on: Date,
    version: i64,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let state = stage.state();
    let team = if let Stage::Assigned(team) | Stage::Attempted(team) = stage { Some(team) } else { None };
    let delivered = if let Stage::Direct(at) | Stage::Family(at) = stage { Some(*at) } else { None };
    let followed = if let Stage::FollowedUp(at) = stage { Some(*at) } else { None };
    let reason = if let Stage::Failed(reason) | Stage::Cancelled(reason) = stage { reason.as_str() } else { "" };
    let sql = "UPDATE notifications SET state = $1, visit_at = $2, delivered_at = COALESCE($3, delivered_at), followed_at = $4, end_reason = $5, \
               cleared_by = CASE WHEN $1 = 'requested' THEN NULL WHEN $1 = 'deconflicted' THEN $6 ELSE cleared_by END, \
               cleared_at = CASE WHEN $1 = 'requested' THEN NULL WHEN $1 = 'deconflicted' THEN $7 ELSE cleared_at END, \
               expires_on = $8, version = version + 1 WHERE id = $9 AND version = $10";
    let visit_at = team.map(|team| team.visit_at);
    let changed = tx
        .db(permit)
        .execute(sql, args![state.name(), visit_at, delivered, followed, reason, actor, now, expires_on, permit.id(), version])
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "notification" });
    }
    if let Some(team) = team {
        tx.db(permit).execute("DELETE FROM notification_team WHERE notification = $1", args![permit.id()]).await?;
        for account in &team.members {
            let sql = "INSERT INTO notification_team (notification, account) VALUES ($1, $2)";
            tx.db(permit).execute(sql, args![permit.id(), *account]).await?;
        }
    } else if state.is_open() {
        // Sent back to the beginning: nobody has it in hand.
        tx.db(permit).execute("DELETE FROM notification_team WHERE notification = $1", args![permit.id()]).await?;
    }
    Ok(())
}

/// A colleague who makes visits, or could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teammate {
    /// Account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Whether they are in the team.
    pub in_team: bool,
}

/// Colleagues whom the policies let report a visit, with a mark on those in the team, in the order of their names.
pub async fn colleagues<D: Deed<Id = NotificationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Teammate>, StoreError> {
    let today = tx.today();
    let sql = "SELECT DISTINCT a.id, a.name, a.sort_key, CAST(CASE WHEN t.account IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM accounts a \
               JOIN account_roles r ON r.account = a.id AND r.role IN ('analyst', 'coordinator', 'duty_officer') AND r.ends_on >= $2 \
               LEFT JOIN notification_team t ON t.account = a.id AND t.notification = $1 WHERE a.ends_on >= $2 ORDER BY a.sort_key, a.id LIMIT 500";
    let rows = tx.db(permit).rows(sql, args![permit.id(), today]).await?;
    let read = |row: &Row| Ok(Teammate { account: row.get(0)?, name: row.get(1)?, in_team: row.get(3)? });
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// The answer to a safety question.
pub struct AnswerRow {
    question: SafetyQuestion,
    answer: SafetyAnswer,
    reason: Words,
    answerer: String,
    answered_at: Moment,
}

classed! { AnswerRow => SeenAnswer {
    question: SafetyQuestion = Coordination,
    answer: SafetyAnswer = Coordination,
    reason: Words = Intelligence,
    answerer: String = Coordination,
    answered_at: Moment = Coordination,
} }

/// The answers so far. The reason of a stop is not even read for anybody but whoever wrote it.
pub async fn answers<D: Deed<Id = NotificationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<AnswerRow>>, StoreError> {
    let actor = tx.actor().account.clone();
    let sql = "SELECT s.question, s.answer, CASE WHEN s.answered_by = $2 THEN s.reason ELSE '' END, COALESCE(a.name, ''), s.answered_at \
               FROM notification_answers s LEFT JOIN accounts a ON a.id = s.answered_by WHERE s.notification = $1 ORDER BY s.question";
    let rows = tx.db(permit).rows(sql, args![permit.id(), actor]).await?;
    let sealed = rows.iter().map(|row| {
        let mut read = row.reader();
        let record = AnswerRow {
            question: read.next_named(SafetyQuestion::named)?,
            answer: read.next_named(SafetyAnswer::named)?,
            reason: read.next()?,
            answerer: read.next()?,
            answered_at: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Notification, permit.id())))
    });
    Ok(sealed.collect::<Result<_, DbError>>()?)
}

/// Writes the answer to a safety question; a later answer takes the place of an earlier one, and the log keeps both.
pub async fn answer(
    tx: &mut Tx,
    permit: &Permit<PlanNotification>,
    question: SafetyQuestion,
    answer: SafetyAnswer,
    reason: &Words,
) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO notification_answers (notification, question, answer, reason, answered_by, answered_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (notification, question) DO UPDATE SET answer = excluded.answer, reason = excluded.reason, answered_by = excluded.answered_by, \
               answered_at = excluded.answered_at";
    tx.db(permit).execute(sql, args![permit.id(), question.name(), answer.name(), reason, actor, now]).await?;
    Ok(())
}

/// A question to another authority.
pub struct QuestionRow {
    disclosure: DisclosureId,
    envelope: Option<EnvelopeId>,
    authority: AuthorityId,
    asked_at: Moment,
    talk: Words,
    talker: Option<String>,
    talked_at: Option<Moment>,
}

classed! { QuestionRow => SeenQuestion {
    disclosure: DisclosureId = open,
    envelope: Option<EnvelopeId> = open,
    authority: AuthorityId = open,
    asked_at: Moment = Coordination,
    talk: Words = Intelligence,
    talker: Option<String> = Coordination,
    talked_at: Option<Moment> = Coordination,
} }

/// The latest question to each authority, in the order of their ids. An earlier one to the same authority has been asked again.
pub async fn questions<D: Deed<Id = NotificationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<QuestionRow>>, StoreError> {
    let sql = "SELECT q.disclosure, d.envelope, q.authority, q.asked_at, q.talk, a.name, q.talked_at FROM notification_questions q \
               LEFT JOIN disclosures d ON d.id = q.disclosure LEFT JOIN accounts a ON a.id = q.talked_by WHERE q.notification = $1 \
               AND NOT EXISTS (SELECT 1 FROM notification_questions o WHERE o.notification = q.notification AND o.authority = q.authority \
               AND (o.asked_at > q.asked_at OR (o.asked_at = q.asked_at AND o.disclosure > q.disclosure))) ORDER BY q.authority, q.disclosure";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let sealed = rows.iter().map(|row| {
        let mut read = row.reader();
        let record = QuestionRow {
            disclosure: read.next()?,
            envelope: read.next()?,
            authority: read.next()?,
            asked_at: read.next()?,
            talk: read.next()?,
            talker: read.next()?,
            talked_at: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Notification, permit.id())))
    });
    Ok(sealed.collect::<Result<_, DbError>>()?)
}

/// Notes that an authority was asked.
pub async fn asked(
    tx: &mut Tx,
    permit: &Permit<DecideDisclosure>,
    id: NotificationId,
    disclosure: DisclosureId,
    authority: &AuthorityId,
) -> Result<(), StoreError> {
    let now = tx.now();
    let sql = "INSERT INTO notification_questions (notification, disclosure, authority, asked_at, talk, talked_by, talked_at) \
               VALUES ($1, $2, $3, $4, '', NULL, NULL) ON CONFLICT (notification, disclosure) DO NOTHING";
    tx.db(permit).execute(sql, args![id, disclosure, authority, now]).await?;
    Ok(())
}

/// Writes down a talk that another authority asked for. Tells whether there is such a question.
pub async fn talked(tx: &mut Tx, permit: &Permit<PlanNotification>, disclosure: DisclosureId, talk: &Words) -> Result<bool, StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "UPDATE notification_questions SET talk = $1, talked_by = $2, talked_at = $3 WHERE notification = $4 AND disclosure = $5";
    Ok(tx.db(permit).execute(sql, args![talk, actor, now, permit.id(), disclosure]).await? == 1)
}

/// The question that an answer in hand was given to, if it is such an answer.
pub async fn question_answered_by(
    tx: &mut Tx,
    permit: &Permit<ReceiveEnvelope>,
    answer: EnvelopeId,
) -> Result<Option<EnvelopeId>, StoreError> {
    let sql = "SELECT in_reply_to FROM received WHERE envelope = $1 AND category = 'CLEAR' AND in_reply_to IS NOT NULL";
    Ok(tx.db(permit).row(sql, args![answer]).await?.map(|row| row.get(0)).transpose()?)
}

/// Sends what was cleared on the word of an answer back to its beginning: nobody has it in hand, and somebody reads the answers anew.
pub async fn send_back<D: Changes>(tx: &mut Tx, permit: &Permit<D>, question: EnvelopeId) -> Result<Vec<NotificationId>, StoreError> {
    let sql = "SELECT id FROM notifications WHERE state IN ('deconflicted', 'assigned', 'attempted') AND id IN (SELECT q.notification \
               FROM notification_questions q JOIN disclosures d ON d.id = q.disclosure WHERE d.envelope = $1) ORDER BY id";
    let db = tx.db(permit);
    let rows = db.rows(sql, args![question]).await?;
    let ids = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<NotificationId>, DbError>>()?;
    for id in &ids {
        let sql = "UPDATE notifications SET state = 'requested', visit_at = NULL, cleared_by = NULL, cleared_at = NULL, version = version + 1 WHERE id = $1";
        db.execute(sql, args![*id]).await?;
        db.execute("DELETE FROM notification_team WHERE notification = $1", args![*id]).await?;
    }
    Ok(ids)
}

/// The notification of which an answer came in, if nobody's answer is missing any more: then the clock of the question has done its work.
/// What the answers say makes no difference to that.
pub async fn all_answered(
    tx: &mut Tx,
    permit: &Permit<ReceiveEnvelope>,
    question: EnvelopeId,
) -> Result<Option<NotificationId>, StoreError> {
    let sql = "SELECT q.notification FROM notification_questions q JOIN disclosures d ON d.id = q.disclosure WHERE d.envelope = $1 \
               AND NOT EXISTS (SELECT 1 FROM notification_questions o JOIN disclosures e ON e.id = o.disclosure WHERE o.notification = q.notification \
               AND NOT EXISTS (SELECT 1 FROM received r WHERE r.in_reply_to = e.envelope AND r.category = 'CLEAR' AND r.state = 'current')) ORDER BY q.notification";
    Ok(tx.db(permit).row(sql, args![question]).await?.map(|row| row.get(0)).transpose()?)
}

//! Deconfliction: the question to another authority about a planned contact, and the answer of one word.
//!
//! Asking tells that somebody is of interest, so the question is a disclosure with its own ground, like any other question. The answer is
//! one too, and can hold *clear*, *wait* or *contact* and whom to talk to. The form offers no more, the decision takes no more, and what
//! arrives with more in it is turned away. The ground is named; the reasons stay where they were written.
//!
//! Nothing here looks anything up at anybody's: whoever is asked looks for themselves, and answers or does not.

use gvi_domain::clock::ClockKind;
use gvi_domain::deconfliction::{Clearance, Standing};
use gvi_domain::disclosure::Addressee;
use gvi_domain::notification::{KEPT_DAYS, NotificationDeed, NotificationState, Stage};
use gvi_domain::person::Born;
use gvi_domain::{AuthorityId, Code, DisclosureId, DomainError, EnvelopeId, NotificationId, Whole};
use gvi_exchange::Snapshot;
use gvi_secrecy::catalogue::{BasisCode, Catalogue, GroundId, Interest, ProvisionId, PurposeCode, Trigger};
use gvi_secrecy::deeds::{
    DecideDisclosure, ExpireRecords, ListReceived, PlanNotification, ReadNotification, ReadPerson, ReadReceived, ReceiveEnvelope,
};
use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, HarmTest};
use gvi_secrecy::{Changes, Class, Permit, Thing};
use gvi_store::received::{PLANNED_CONTACT, URGENT};
use gvi_store::snapshot::{SeenContent, label};
use gvi_store::{Ctx, Tx, accounts, clocks, notifications, persons, received};

use crate::disclosures::{self, Decided, Loaded, Preview, decide};
use crate::draft::{Draft, DraftSubject, Offered, SnapshotKind, Source};
use crate::error::AppError;
use crate::seen::SeenQuestion;

/// The row of the sharing matrix in which such answers travel.
pub const CATEGORY: &str = "CLEAR";
/// The row in which questions travel.
const QUESTION: &str = "ASK";
/// The field that holds the word.
const WORD: &str = "clearance";
/// The field that holds whom to talk to, by user name.
const WHOM: &str = "clearance-contact";
/// Why an envelope was turned away: it held more than a word.
pub(crate) const MORE_THAN_AN_ANSWER: &str = "more-than-an-answer";
/// Days that a question and its answer last. A visit that waits longer is asked about again.
const DAYS: i32 = 30;
/// Longest user name in an answer.
const USER_NAME_MAX: usize = 60;

/// A question as it was typed.
#[derive(Debug, Clone)]
pub struct Question {
    /// The id that the form minted: the same form sent twice is one question.
    pub id: DisclosureId,
    /// Who is asked.
    pub authority: AuthorityId,
    /// The function there.
    pub function: String,
    /// The person there by user name; needed for a protected identity.
    pub handler: Option<String>,
    /// The legal basis of the own authority.
    pub legal_basis: String,
    /// Why it may be asked, and why nobody is harmed by that.
    pub reasons: String,
}

/// Shows what exactly would be told by asking, and every reason why it may not be asked.
pub async fn preview(ctx: &Ctx, id: NotificationId, question: &Question) -> Result<Preview, AppError> {
    disclosures::preview(ctx, &drafted(ctx, id, question)).await
}

/// Asks. The notification goes back to the beginning until everybody who was asked has answered.
pub async fn ask(ctx: &Ctx, id: NotificationId, question: &Question) -> Result<Decided, AppError> {
    decide(ctx, &drafted(ctx, id, question)).await
}

fn drafted(ctx: &Ctx, id: NotificationId, question: &Question) -> Draft {
    let today = ctx.now().date(ctx.zone());
    let mut draft = Draft::new(question.id, SnapshotKind::Request, QUESTION, Source::Notification(id));
    draft.chosen = ["person-name", "person-born", PLANNED_CONTACT].map(str::to_owned).into();
    draft.recipients =
        vec![Addressee { handler: question.handler.clone(), ..Addressee::function(question.authority.clone(), &question.function) }];
    draft.purposes = ["prevent-detect-crime".into()].into();
    draft.legal_basis = Some(question.legal_basis.as_str()).filter(|basis| !basis.is_empty()).map(Into::into);
    let (public, individual) = locks(ctx, QUESTION);
    draft.harm_tests = tests(&public, &question.reasons);
    if !individual.is_empty() {
        draft.grounds = vec![ChosenGround { ground: "OSL-10-15a".into(), balance: question.reasons.clone() }];
    }
    draft.necessity.clone_from(&question.reasons);
    draft.proportionality.clone_from(&question.reasons);
    draft.as_of = Some(today);
    draft.basis = Some(Basis { kind: BasisKind::Fact, source: ctx.plate().name_sv.clone(), grading: None });
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(DAYS)));
    draft
}

/// The locks that the own authority has on a row, those of the public's and those of a person's interest.
fn locks(ctx: &Ctx, category: &str) -> (Vec<ProvisionId>, Vec<ProvisionId>) {
    let catalogue = Catalogue::se();
    let all = catalogue.provisions_for(&ctx.plate().kind, &category.into()).unwrap_or_default();
    let is_public = |lock: &&ProvisionId| catalogue.provision(lock).is_some_and(|lock| lock.protects == Interest::Public);
    all.iter().cloned().partition(|lock| is_public(&lock))
}

fn tests(locks: &[ProvisionId], reasons: &str) -> Vec<HarmTest> {
    let written = locks.iter().filter(|_| !reasons.trim().is_empty());
    written.map(|lock| HarmTest { provision: lock.clone(), reasons: reasons.to_owned() }).collect()
}

/// What a question tells: who the person is, and how soon an answer is due. Neither the group nor the reason.
pub(crate) async fn load(ctx: &Ctx, tx: Tx, id: NotificationId) -> Result<(Tx, Loaded), AppError> {
    let (mut tx, permit) = tx.permit::<ReadNotification>(id).await?;
    let notification = notifications::notification(&mut tx, &permit).await?.open(&permit);
    let code = notification.person.as_value().copied().ok_or(AppError::NotFound)?;
    let person = notifications::person_of_code(&mut tx, &permit, code).await?.ok_or(AppError::NotFound)?;
    let (mut tx, of_person) = tx.permit::<ReadPerson>(person).await?;
    let person = persons::person(&mut tx, &of_person).await?.open(&of_person);
    let (name, born) = (person.name.value().ok_or(AppError::NotFound)?, person.born.value());
    let today = ctx.now().date(ctx.zone());
    let subject = DraftSubject {
        label: name.clone(),
        born: born.and_then(|born| if let Born::On(day) = born { Some(day) } else { None }),
        assessed_age: born.and_then(|born| u8::try_from(born.age_on(today)).ok()),
        protected_identity: person.protected.value().unwrap_or(true),
        ..DraftSubject::default()
    };
    let field = |key: &str, content: &str, class, value: String| Offered { key: key.to_owned(), content: content.into(), class, value };
    let soon = if notification.urgent.as_value().copied().unwrap_or(false) { URGENT } else { "ordinary" };
    let born = born.map(|born| match born {
        Born::On(day) => day.to_string(),
        Born::Year(year) => year.to_string(),
    });
    let offered = [
        Some(field("person-name", "name", Class::Identity, name.clone())),
        born.map(|born| field("person-born", "name", Class::Identity, born)),
        Some(field(PLANNED_CONTACT, PLANNED_CONTACT, Class::Coordination, soon.to_owned())),
    ];
    Ok((tx, Loaded { offered: offered.into_iter().flatten().collect(), label: name, code: None, subject: Some(subject) }))
}

/// Notes the question on the notification: its clock starts, and whatever was cleared before is open again.
pub(crate) async fn note_question(
    ctx: &Ctx,
    tx: Tx,
    permit: &Permit<DecideDisclosure>,
    id: NotificationId,
    draft: &Draft,
) -> Result<Tx, AppError> {
    let (mut tx, plan) = tx.permit::<PlanNotification>(id).await?;
    let seen = notifications::notification(&mut tx, &plan).await?.open(&plan);
    let state = seen.state.as_value().copied().ok_or(AppError::NotFound)?;
    state.allows(NotificationDeed::Ask)?;
    for to in &draft.recipients {
        notifications::asked(&mut tx, permit, id, draft.id, &to.authority).await?;
    }
    let kind = if seen.urgent.as_value().copied().unwrap_or(false) { ClockKind::DeconflictionUrgent } else { ClockKind::Deconfliction };
    clocks::start(&mut tx, &plan, kind, id, &seen.code.to_string(), ctx.now()).await?;
    if state != NotificationState::Requested {
        clocks::stop(&mut tx, &plan, ClockKind::VisitResult, id).await?;
        let expires_on = tx.today().saturating_add(jiff::Span::new().days(KEPT_DAYS));
        notifications::set_stage(&mut tx, &plan, &Stage::Requested, expires_on, seen.version).await?;
    }
    Ok(tx)
}

/// An answer came in, or was taken back: when nobody's is missing any more, the clock of the question stops. Nothing is cleared by that;
/// somebody reads it. What was cleared on an earlier answer is open again, whoever has it in hand: the team may not read the answers.
pub(crate) async fn answer_came(tx: &mut Tx, permit: &Permit<ReceiveEnvelope>, question: EnvelopeId) -> Result<(), AppError> {
    send_back(tx, permit, question).await?;
    if let Some(id) = notifications::all_answered(tx, permit, question).await? {
        for kind in [ClockKind::Deconfliction, ClockKind::DeconflictionUrgent] {
            clocks::stop(tx, permit, kind, id).await?;
        }
    }
    Ok(())
}

/// Answers that reach their own last day open again what was cleared on them, as an answer that is taken back does.
pub(crate) async fn answers_lapse(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<(), AppError> {
    for question in received::questions_lapsing(tx, permit).await? {
        let opened = send_back(tx, permit, question).await?;
        tx.note_rows_about(permit, Thing::Notification, &opened);
    }
    Ok(())
}

async fn send_back<D: Changes>(tx: &mut Tx, permit: &Permit<D>, question: EnvelopeId) -> Result<Vec<NotificationId>, AppError> {
    let opened = notifications::send_back(tx, permit, question).await?;
    for id in &opened {
        clocks::stop(tx, permit, ClockKind::VisitResult, *id).await?;
    }
    Ok(opened)
}

/// How each question stands, as far as this reader may know of the answers. What one may not read counts as not answered.
pub(crate) async fn standings(
    tx: &mut Tx,
    questions: Vec<SeenQuestion>,
) -> Result<Vec<(SeenQuestion, Standing, Option<String>)>, AppError> {
    let list = tx.maybe::<ListReceived>(Whole).await?;
    let mut all = Vec::with_capacity(questions.len());
    for question in questions {
        let mut answer = None;
        let mut whom = None;
        if let (Some(list), Some(envelope)) = (&list, question.envelope) {
            for (_, content) in received::clearances(tx, list, envelope).await? {
                let Some(content) = tx.open_rows::<_, ReadReceived, _>(list, vec![content]).pop() else { continue };
                let field = |key: &str| content.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
                answer = field(WORD).and_then(|word| Clearance::named(&word));
                whom = field(WHOM);
                if answer.is_some() {
                    break;
                }
            }
        }
        let talked = question.talked_at.as_value().copied().flatten().is_some();
        all.push((question, Standing::of(answer, talked), whom));
    }
    Ok(all)
}

/// The answers in force to questions that nobody here has said to have seen.
pub(crate) async fn unseen_answers(
    tx: &mut Tx,
    questions: &[(SeenQuestion, Standing, Option<String>)],
) -> Result<Vec<EnvelopeId>, AppError> {
    let Some(list) = tx.maybe::<ListReceived>(Whole).await? else { return Ok(Vec::new()) };
    let mut unseen = Vec::new();
    for question in questions.iter().filter_map(|(question, _, _)| question.envelope) {
        let rows = received::clearances(tx, &list, question).await?.into_iter().map(|(row, _)| row).collect();
        let seen = tx.open_rows::<_, ReadReceived, _>(&list, rows);
        unseen.extend(seen.into_iter().filter(|answer| answer.acknowledged_at.is_none()).map(|answer| answer.envelope));
    }
    Ok(unseen)
}

/// Whether what was received asks about a planned contact.
pub(crate) fn is_question(content: &SeenContent) -> bool {
    content.fields.iter().any(|(key, _)| key == PLANNED_CONTACT)
}

/// Whether a draft is such an answer.
pub(crate) fn is_clearance(draft: &Draft) -> bool {
    draft.category.as_str() == CATEGORY
}

/// A question about a planned contact is answered by one of three words and whom to talk to, and by nothing else; and those words answer
/// nothing else. Asked of every draft, so no other form is a way around it.
pub(crate) fn one_word_and_no_more(draft: &Draft, asked: bool) -> Result<(), DomainError> {
    if !asked && !is_clearance(draft) {
        return Ok(());
    }
    let word = |(content, text): &(_, String)| -> bool {
        let content: &gvi_secrecy::catalogue::ContentCode = content;
        content.as_str() == WORD && Clearance::named(text).is_some()
    };
    let holds = asked
        && is_clearance(draft)
        && draft.kind == SnapshotKind::Answer
        && draft.source == Source::Typed
        && draft.chosen.is_empty()
        && draft.said.is_none()
        && draft.typed.first().is_some_and(word)
        && draft.typed.iter().skip(1).all(|(content, text)| content.as_str() == WHOM && is_user_name(text))
        && draft.typed.len() <= 2;
    if holds { Ok(()) } else { Err(DomainError::Rule { rule: "clearance-only" }) }
}

fn is_user_name(text: &str) -> bool {
    (1..=USER_NAME_MAX).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || b".-_".contains(&sign))
}

/// The answer as it travels: the word, and the names of the grounds. What was written about them stays in the own record.
pub(crate) fn bare(snapshot: &Snapshot) -> Snapshot {
    let mut bare = snapshot.clone();
    bare.grounds.iter_mut().for_each(|ground| ground.balance.clear());
    bare.harm_tests.iter_mut().for_each(|test| test.reasons.clear());
    bare.conditions.clear();
    bare.basis = gvi_exchange::Basis { assessed: None, source: String::new(), grading: String::new(), disputes: String::new() };
    bare
}

/// Whether what arrived is an answer and holds nothing that was written freely.
pub(crate) fn is_bare(snapshot: &Snapshot) -> bool {
    let catalogue = Catalogue::se();
    let [word, rest @ ..] = snapshot.fields.as_slice() else { return false };
    snapshot.kind == SnapshotKind::Answer
        && snapshot.category == CATEGORY
        && snapshot.subject.parse::<Code>().is_ok()
        && word.key == WORD
        && Clearance::named(&word.value).is_some()
        && rest.len() <= 1
        && rest.iter().all(|field| field.key == WHOM && is_user_name(&field.value))
        && snapshot.protected.as_deref().is_none_or(is_user_name)
        && snapshot.grounds.iter().all(|ground| ground.balance.is_empty() && catalogue.ground(&ground.ground.as_str().into()).is_some())
        && snapshot.harm_tests.iter().all(|test| test.reasons.is_empty() && catalogue.provision(&test.provision.as_str().into()).is_some())
        && snapshot.purposes.iter().all(|purpose| catalogue.purpose(&purpose.as_str().into()).is_some())
        && snapshot.conditions.is_empty()
        && snapshot.basis.assessed.is_none()
        && [&snapshot.basis.source, &snapshot.basis.grading, &snapshot.basis.disputes].into_iter().all(String::is_empty)
}

/// An answer as it was chosen.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The id that the form minted: the same form sent twice is one answer.
    pub id: DisclosureId,
    /// Name of the word.
    pub clearance: String,
    /// The ground for a person's interest; without one, the harm test.
    pub ground: Option<GroundId>,
    /// The legal basis of the own authority.
    pub legal_basis: String,
    /// Why it may be answered. Stays here.
    pub reasons: String,
    /// Why the ground that is tried first does not fit. Stays here.
    pub why_not_first: String,
    /// The lawyer's approval, by reference. Stays here.
    pub lawyer_approval: String,
}

/// The grounds that can be chosen instead of the harm test: those that the sharing matrix knows for a person's interest.
pub fn grounds(ctx: &Ctx) -> Vec<GroundId> {
    let catalogue = Catalogue::se();
    let harm_test = catalogue.ground_of_kind(gvi_secrecy::catalogue::GroundKind::HarmTest).map(|ground| ground.id.clone());
    let (_, individual) = locks(ctx, CATEGORY);
    let paths = catalogue.category(&CATEGORY.into()).map(|row| row.paths.as_slice()).unwrap_or_default();
    let mut all: Vec<GroundId> = paths
        .iter()
        .flat_map(|path| path.individual.iter())
        .filter(|ground| Some(*ground) != harm_test.as_ref())
        .filter(|ground| {
            catalogue
                .ground(ground)
                .is_some_and(|ground| !ground.is_consent() && individual.iter().any(|lock| ground.covers.contains(lock)))
        })
        .cloned()
        .collect();
    all.dedup();
    all
}

/// Answers a question about a planned contact. Whoever answers "contact" is the one to talk to.
pub async fn reply(ctx: &Ctx, asked: EnvelopeId, reply: &Reply) -> Result<Decided, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadReceived>(asked).await?;
    let question = received::received(&mut tx, &permit).await?.open(&permit);
    let content = received::content(&mut tx, &permit).await?.open(&permit);
    let own = accounts::own_user_name(&mut tx, &permit).await?.unwrap_or_default();
    tx.commit().await?;
    if !is_question(&content) {
        return Err(AppError::NotFound);
    }
    let clearance = Clearance::named(&reply.clearance).ok_or(DomainError::field("clearance", "missing"))?;
    let about = label(&question.about_coordination, &question.about_identity, &question.about_support).ok_or(AppError::NotFound)?;
    let field = |key: &str| content.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
    let born = field("person-born");
    let today = ctx.now().date(ctx.zone());
    let mut draft = Draft::new(reply.id, SnapshotKind::Answer, CATEGORY, Source::Typed);
    draft.typed = vec![(WORD.into(), clearance.name().to_owned())];
    if clearance == Clearance::Contact {
        draft.typed.push((WHOM.into(), own));
    }
    let year = born.and_then(|born| born.parse::<i16>().ok()).and_then(|year| u8::try_from(Born::Year(year).age_on(today)).ok());
    draft.subject =
        Some(DraftSubject { label: about, born: born.and_then(|born| born.parse().ok()), assessed_age: year, ..DraftSubject::default() });
    let answer_to = question.answer_to.value().filter(|user| !user.is_empty());
    draft.recipients = vec![Addressee { handler: answer_to, ..Addressee::function(question.from_authority, "coordinator") }];
    draft.purposes = question.purposes.split(' ').filter(|purpose| !purpose.is_empty()).map(PurposeCode::from).collect();
    draft.legal_basis = Some(reply.legal_basis.as_str()).filter(|basis| !basis.is_empty()).map(BasisCode::from);
    let (public, individual) = locks(ctx, CATEGORY);
    draft.harm_tests = tests(&public, &reply.reasons);
    match &reply.ground {
        Some(ground) => draft.grounds = vec![ChosenGround { ground: ground.clone(), balance: reply.reasons.clone() }],
        None => {
            draft.harm_tests.extend(tests(&individual, &reply.reasons));
            if question.protected {
                draft.harm_tests.extend(tests(&Catalogue::se().overlay.protected_identity, &reply.reasons));
            }
        }
    }
    draft.necessity.clone_from(&reply.reasons);
    draft.proportionality.clone_from(&reply.reasons);
    draft.why_not_first.clone_from(&reply.why_not_first);
    draft.lawyer_approval = Some(reply.lawyer_approval.clone()).filter(|approval| !approval.trim().is_empty());
    draft.trigger = Trigger::OnRequest;
    draft.as_of = Some(today);
    draft.basis = Some(Basis { kind: BasisKind::Fact, source: ctx.plate().name_sv.clone(), grading: None });
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(DAYS)));
    draft.in_reply_to = Some(asked);
    let decided = decide(ctx, &draft).await?;
    if matches!(decided, Decided::Sent(_)) {
        crate::received::acted_on(ctx, asked).await?;
    }
    Ok(decided)
}

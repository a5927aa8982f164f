//! Deeds on disclosures: see what exactly would leave and every reason why it may not, decide, put right, take back.

use std::collections::BTreeSet;

use gvi_domain::disclosure::{Addressee, DisclosureState, RecallReason};
use gvi_domain::membership::MembershipState;
use gvi_domain::person::Born;
use gvi_domain::referral::ReferralState;
use gvi_domain::{AuthorityId, ConsentId, Date, DisclosureId, EnvelopeId, Moment, Whole};
use gvi_exchange::{Act, Basis as SealedBasis, Envelope, EnvelopeKey, Field, Ground, HarmTest, Snapshot};
use gvi_secrecy::catalogue::{Catalogue, GroundKind, Level, ProvisionId};
use gvi_secrecy::deeds::{
    DecideDisclosure, ListDisclosures, ReadDisclosure, ReadGroup, ReadMembership, ReadPerson, ReadReceived, RecallDisclosure,
};
pub use gvi_secrecy::disclosure::Refusal;
use gvi_secrecy::disclosure::{Assessment, BasisKind, Consent, ConsentGiver, NamedRecipient, Suggestion, assess, guide};
use gvi_secrecy::{Changes, Class, Permit, Sealed};
use gvi_store::disclosures::{DisclosureRow, Ending, NewDisclosure, SeenRecipient};
use gvi_store::neighbours::{self, Neighbour};
use gvi_store::snapshot::{NewField, Reason, SeenContent, label};
use gvi_store::tx::{Note, Tx};
use gvi_store::{Ctx, accounts, consents, disclosures, groups, memberships, outbox, persons, received};

use crate::deconfliction;
use crate::draft::{Draft, DraftSubject, Framed, Offered, Source, frame};
use crate::error::AppError;
use crate::seen::SeenDisclosure;

/// What would leave, and what the rules say about it.
pub struct Preview {
    /// The fields that can be chosen, with their values now.
    pub offered: Vec<Offered>,
    /// The fields that would leave.
    pub fields: Vec<Offered>,
    /// What the own authority calls the subject.
    pub label: String,
    /// The answer of the rules, with every reason why not.
    pub assessment: Assessment,
    /// The locks on it.
    pub locks: Vec<ProvisionId>,
    /// The grounds that fit what is known, for the guided choice.
    pub suggestions: Vec<Suggestion>,
    /// The authorities that could receive.
    pub neighbours: Vec<Neighbour>,
}

impl Preview {
    /// What the rules answer to a framed draft, without any guidance.
    pub(crate) fn of(framed: &Framed, assessment: Assessment, neighbours: Vec<Neighbour>, offered: Vec<Offered>) -> Self {
        Self {
            fields: framed.fields.clone(),
            label: framed.about.text.clone(),
            locks: assessment.provisions().cloned().collect(),
            assessment,
            suggestions: Vec::new(),
            neighbours,
            offered,
        }
    }
}

/// What became of a draft.
pub enum Decided {
    /// It left.
    Sent(DisclosureId),
    /// It may not leave as it is: nothing was saved.
    Refused(Box<Preview>),
}

/// A line of the list of own decisions.
pub struct Line {
    /// The decision.
    pub disclosure: SeenDisclosure,
    /// The subject's label.
    pub label: String,
    /// Recipients, and whether somebody there has seen it.
    pub recipients: Vec<(AuthorityId, bool)>,
}

/// The list of own decisions.
pub struct List {
    /// The latest first.
    pub lines: Vec<Line>,
    /// Whether a button is shown.
    pub may_decide: bool,
}

/// A decision with its frozen copy.
pub struct Card {
    /// The decision.
    pub disclosure: SeenDisclosure,
    /// The subject's label.
    pub label: String,
    /// What left.
    pub content: SeenContent,
    /// Recipients.
    pub recipients: Vec<SeenRecipient>,
    /// May be put right or taken back by this reader.
    pub may_recall: bool,
    /// May be put right by this reader.
    pub may_correct: bool,
    /// Where a referral stands; nothing for what is none.
    pub referral: Option<ReferralState>,
}

pub(crate) struct Loaded {
    pub offered: Vec<Offered>,
    pub label: String,
    pub code: Option<gvi_domain::Code>,
    /// The person as the own compartment knows them: what is typed about age or protection never goes before it.
    pub subject: Option<DraftSubject>,
}

/// Reads what the source offers. Whoever may not read the thing cannot disclose it, and learns no more than that it is not there.
async fn load(ctx: &Ctx, tx: Tx, source: Source) -> Result<(Tx, Loaded), AppError> {
    match source {
        // An incident is told by its alert, which has a deed of its own.
        Source::Typed | Source::Incident(_) => Ok((tx, Loaded { offered: Vec::new(), label: String::new(), code: None, subject: None })),
        Source::CallIn(_) | Source::GuestList(_) | Source::DoorList(_) => {
            let (tx, offered, code) = crate::call_ins::offered(ctx, tx, source).await?;
            let label = code.map(|code| code.to_string()).unwrap_or_default();
            Ok((tx, Loaded { offered, label, code, subject: None }))
        }
        Source::Membership(id) => load_membership(ctx, tx, id).await,
        Source::Notification(id) => deconfliction::load(ctx, tx, id).await,
        Source::Group(id) => {
            let (mut tx, permit) = tx.permit::<ReadGroup>(id).await?;
            let group = groups::group(&mut tx, &permit).await?.open(&permit);
            let field = |key: &str, content: &str, value: Option<String>| {
                value.map(|value| Offered { key: key.to_owned(), content: content.into(), class: Class::Coordination, value })
            };
            let label = group.name.as_value().cloned().unwrap_or_default();
            let offered = [
                field("group-name", "code-name", group.name.value()),
                field("group-kind", "code-name", group.kind.value().map(|kind| kind.name().to_owned())),
                field("group-status", "conflict", group.status.value().map(|status| status.name().to_owned())),
                field("group-area", "place", group.area.value()),
                field("group-confirmed", "time", group.confirmed_at.value().map(|moment| moment.date(ctx.zone()).to_string())),
            ];
            Ok((tx, Loaded { offered: offered.into_iter().flatten().collect(), label, code: Some(group.code), subject: None }))
        }
    }
}

/// A listing as it can be told. Only who is listed now can be told of at all, and that somebody is not suspected goes with it.
// Law: PBDL 3:4. Who is not suspected is marked so, wherever the item goes.
async fn load_membership(ctx: &Ctx, tx: Tx, id: gvi_domain::MembershipId) -> Result<(Tx, Loaded), AppError> {
    let (mut tx, permit) = tx.permit::<ReadMembership>(id).await?;
    let listing = memberships::membership(&mut tx, &permit).await?.open(&permit);
    let (mut tx, of_person) = tx.permit::<ReadPerson>(listing.person).await?;
    let person = persons::person(&mut tx, &of_person).await?.open(&of_person);
    let listed = matches!(listing.state.as_value(), Some(MembershipState::Confirmed | MembershipState::RenewalProposed));
    let name = person.name.value().ok_or(AppError::NotFound)?;
    let born = person.born.value();
    let today = ctx.now().date(ctx.zone());
    let subject = DraftSubject {
        label: name.clone(),
        born: born.and_then(|born| if let Born::On(day) = born { Some(day) } else { None }),
        assessed_age: born.and_then(|born| u8::try_from(born.age_on(today)).ok()),
        protected_identity: person.protected.value().unwrap_or(true),
        ..DraftSubject::default()
    };
    let field = |key: &str, content: &str, class: Class, value: Option<String>| {
        value.map(|value| Offered { key: key.to_owned(), content: content.into(), class, value })
    };
    let offered = [
        field("person-name", "name", Class::Identity, Some(name.clone())),
        field("person-group", "group-link", Class::Intelligence, listing.group_name.value()),
        field("member-role", "group-link", Class::Intelligence, listing.role.value().map(|role| role.name().to_owned())),
        field(
            ALWAYS,
            "group-link",
            Class::Identity,
            person.suspected.value().map(|suspected| if suspected { "yes" } else { "no" }.to_owned()),
        ),
    ];
    let offered = if listed { offered.into_iter().flatten().collect() } else { Vec::new() };
    Ok((tx, Loaded { offered, label: name, code: None, subject: Some(subject) }))
}

/// The field that goes with every listing, chosen or not.
const ALWAYS: &str = "person-suspected";

async fn consent_of(
    tx: &mut Tx,
    permit: &Permit<DecideDisclosure>,
    ctx: &Ctx,
    id: Option<ConsentId>,
    known: &[Neighbour],
) -> Result<Option<Consent>, AppError> {
    let Some(id) = id else { return Ok(None) };
    let Some(terms) = consents::terms(tx, permit, id).await? else { return Ok(None) };
    let given_by = match terms.given_by {
        gvi_domain::consent::GivenBy::Person => ConsentGiver::Person,
        gvi_domain::consent::GivenBy::ChildAndGuardian => ConsentGiver::ChildAndGuardian,
        gvi_domain::consent::GivenBy::Guardian => ConsentGiver::Guardian { maturity_reason: terms.maturity_reason },
        gvi_domain::consent::GivenBy::ChildAlone => ConsentGiver::ChildAlone { maturity_reason: terms.maturity_reason },
    };
    let named = |authority: &String| {
        let kind = known.iter().find(|known| known.authority.as_str() == authority)?.kind.clone();
        Some(NamedRecipient { kind, unit: Some(authority.clone()) })
    };
    Ok(Some(Consent {
        person: terms.person,
        given_by,
        discloser: ctx.plate().kind.clone(),
        recipients: terms.recipients.iter().filter_map(named).collect(),
        classes: terms.categories.into_iter().map(Into::into).collect(),
        purposes: terms.purposes.into_iter().map(Into::into).collect(),
        given_on: terms.given_on,
        valid_until: terms.valid_until,
        withdrawn_on: terms.withdrawn_on,
    }))
}

struct Judged {
    framed: Framed,
    preview: Preview,
}

async fn judge(ctx: &Ctx, tx: Tx, permit: &Permit<DecideDisclosure>, draft: &Draft) -> Result<(Tx, Judged), AppError> {
    let (mut tx, loaded) = load(ctx, tx, draft.source).await?;
    let neighbours = neighbours::all(&mut tx, permit).await?;
    let consent = consent_of(&mut tx, permit, ctx, draft.consent, &neighbours).await?;
    let mut draft = draft.clone();
    // What answers or puts right something about a protected identity is about one, whatever was ticked.
    let (mut protected, mut asks_for_clearance) = (false, false);
    if let Some(asked) = draft.in_reply_to {
        let (inner, answers) = tx.permit::<ReadReceived>(asked).await?;
        tx = inner;
        protected |= received::received(&mut tx, &answers).await?.open(&answers).protected;
        asks_for_clearance = deconfliction::is_question(&received::content(&mut tx, &answers).await?.open(&answers));
    }
    deconfliction::one_word_and_no_more(&draft, asks_for_clearance)?;
    if let Some((earlier, _)) = draft.corrects {
        let (inner, read) = tx.permit::<ReadDisclosure>(earlier).await?;
        tx = inner;
        protected |= disclosures::disclosure(&mut tx, &read).await?.open(&read).protected;
    }
    if let Some(subject) = loaded.subject {
        let client_of_recipient = draft.subject.as_ref().is_some_and(|typed| typed.client_of_recipient);
        draft.subject = Some(DraftSubject { client_of_recipient, ..subject });
        if matches!(draft.source, Source::Membership(_)) {
            draft.chosen.insert(ALWAYS.to_owned());
        }
    }
    if let Some(subject) = draft.subject.as_mut().filter(|_| protected) {
        subject.protected_identity = true;
    }
    let framed = frame(ctx, &draft, &loaded.offered, &loaded.label, loaded.code, consent, &neighbours);
    let catalogue = Catalogue::se();
    let assessment = assess(catalogue, &framed.proposal);
    // Who may not know who a person is can tell nobody about one either, whatever the rules between authorities would say.
    if assessment.level == Level::Person && !permit.shows(Class::Identity) {
        return Err(AppError::NotFound);
    }
    let suggestions = framed.proposal.recipients.first().map_or_else(Vec::new, |recipient| {
        let known = framed.proposal.circumstances(recipient);
        guide(catalogue, &framed.proposal.discloser, &recipient.kind, &framed.proposal.category, &framed.proposal.tagged, &known)
    });
    let preview = Preview { suggestions, ..Preview::of(&framed, assessment, neighbours, loaded.offered) };
    Ok((tx, Judged { framed, preview }))
}

/// What the log says of a deed on which nothing was decided: it was looked at beforehand.
pub(crate) const LOOKED: &str = "preview";

/// What the log keeps of a try that the rules between authorities turned down: the code of the first reason, or what else was missing.
pub(crate) fn first_reason(assessment: &Assessment) -> String {
    assessment.refusals.first().map_or_else(|| "incomplete".to_owned(), Refusal::code)
}

/// Shows what exactly would leave and every reason why it may not. Saves nothing but the note in the log that it was read.
pub async fn preview(ctx: &Ctx, draft: &Draft) -> Result<Preview, AppError> {
    let (tx, permit) = ctx.begin().await?.permit::<DecideDisclosure>(Whole).await?;
    let (mut tx, judged) = judge(ctx, tx, &permit, draft).await?;
    tx.about(&permit, LOOKED);
    tx.commit().await?;
    Ok(judged.preview)
}

/// Decides: the record, the frozen copy, the envelopes and the entry in the log stand or fall together. What may not leave is not saved.
pub async fn decide(ctx: &Ctx, draft: &Draft) -> Result<Decided, AppError> {
    let (tx, permit) = ctx.begin().await?.permit::<DecideDisclosure>(Whole).await?;
    let (mut tx, judged) = judge(ctx, tx, &permit, draft).await?;
    let Judged { framed, preview } = judged;
    if !preview.assessment.allowed() {
        // Nothing was shown that a preview would not show; the try itself belongs in the log, and on what, to whom, and why not.
        if draft.source != Source::Typed {
            tx.about(&permit, draft.source.id());
        }
        tx.annotate(&permit, Note { grounds: Vec::new(), recipients: authorities(&draft.recipients) });
        tx.came_to_nothing(&permit, first_reason(&preview.assessment));
        tx.commit().await?;
        return Ok(Decided::Refused(Box::new(preview)));
    }
    // One referral goes to one authority: of two that both take somebody on, nobody would know who does.
    if draft.kind.is_referral() && draft.recipients.len() != 1 {
        return Err(gvi_domain::DomainError::field("recipients", "one-at-a-time").into());
    }
    let (Some(as_of), Some(ends_on)) = (draft.as_of, draft.ends_on) else { return Ok(Decided::Refused(Box::new(preview))) };
    let envelope = EnvelopeId::new();
    let answers = if framed.is_protected() { Some(accounts::own_user_name(&mut tx, &permit).await?.unwrap_or_default()) } else { None };
    let snapshot = snapshot(draft, &framed, &preview.assessment, answers, as_of, ends_on);
    // The reasons of a clearance stay with whoever gives it.
    let told = if deconfliction::is_clearance(draft) { deconfliction::bare(&snapshot) } else { snapshot.clone() };
    let mut act = Act::Disclose(told.clone());
    if let Some((earlier, version)) = draft.corrects {
        let (inner, recall) = tx.permit::<RecallDisclosure>(earlier).await?;
        tx = inner;
        let row = disclosures::disclosure(&mut tx, &recall).await?.open(&recall);
        row.state.move_to(DisclosureState::Corrected)?;
        // A correction reaches everybody who holds what was wrong, and nobody else.
        let holders: BTreeSet<_> = disclosures::recipients(&mut tx, &recall).await?.into_iter().map(|holder| holder.authority).collect();
        if holders != draft.recipients.iter().map(|to| to.authority.clone()).collect() {
            return Err(gvi_domain::DomainError::field("recipients", "correction-same-recipients").into());
        }
        disclosures::take_back(&mut tx, &recall, DisclosureState::Corrected, None, version).await?;
        act = Act::Correct { of: row.envelope, snapshot: told };
    }
    let new = record(ctx, draft, &framed, &snapshot, envelope);
    if !disclosures::decide(&mut tx, &permit, &new).await? {
        // The same form came twice: the first one did it.
        return Ok(Decided::Sent(draft.id));
    }
    if let Source::Notification(id) = draft.source {
        tx = deconfliction::note_question(ctx, tx, &permit, id, draft).await?;
    }
    if let Some(asked) = draft.in_reply_to {
        received::answered(&mut tx, &permit, asked).await?;
    }
    send(ctx, &mut tx, &permit, envelope, &draft.recipients, act).await?;
    let grounds = snapshot.grounds.iter().map(|ground| ground.ground.clone());
    let tested = snapshot.harm_tests.iter().map(|test| format!("HARM-TEST({})", test.provision));
    tx.about(&permit, draft.id);
    tx.annotate(&permit, Note { grounds: grounds.chain(tested).collect(), recipients: authorities(&draft.recipients) });
    tx.commit().await?;
    Ok(Decided::Sent(draft.id))
}

pub(crate) fn snapshot(
    draft: &Draft,
    framed: &Framed,
    assessment: &Assessment,
    protected: Option<String>,
    as_of: Date,
    ends_on: Date,
) -> Snapshot {
    let basis = framed.proposal.basis.as_ref();
    let assessed = basis.and_then(|basis| match &basis.kind {
        BasisKind::Fact => None,
        BasisKind::Assessment { author, confidence } => Some((author.clone(), confidence.clone())),
    });
    let lies_on_it = |provision: &ProvisionId| assessment.provisions().any(|lock| lock == provision);
    Snapshot {
        kind: draft.kind,
        category: draft.category.as_str().to_owned(),
        subject: framed.subject.clone(),
        person_level: assessment.level == Level::Person,
        protected,
        fields: framed
            .fields
            .iter()
            .map(|field| Field { class: field.class, key: field.key.clone(), value: field.value.clone() })
            .collect(),
        grounds: draft
            .grounds
            .iter()
            .map(|chosen| Ground { ground: chosen.ground.as_str().to_owned(), balance: chosen.balance.trim().to_owned() })
            .collect(),
        harm_tests: draft
            .harm_tests
            .iter()
            .filter(|test| lies_on_it(&test.provision))
            .map(|test| HarmTest { provision: test.provision.as_str().to_owned(), reasons: test.reasons.trim().to_owned() })
            .collect(),
        purposes: draft.purposes.iter().map(|purpose| purpose.as_str().to_owned()).collect(),
        as_of,
        basis: SealedBasis {
            assessed,
            source: basis.map(|basis| basis.source.clone()).unwrap_or_default(),
            grading: basis.and_then(|basis| basis.grading.clone()).unwrap_or_default(),
            disputes: draft.disputes.trim().to_owned(),
        },
        conditions: draft.conditions.trim().to_owned(),
        ends_on,
        in_reply_to: draft.in_reply_to,
    }
}

/// The moment after the last minute of a day at the site.
pub(crate) fn end_of(ctx: &Ctx, day: Date) -> Moment {
    let next = day.saturating_add(jiff::Span::new().days(1));
    // A day beyond the range of moments never comes; until then the last moment will do.
    Moment::at(next, 0, 0, ctx.zone()).unwrap_or_else(|_| ctx.now().plus_days(36_500))
}

/// The fields of a snapshot as rows, at its sender and at its recipient alike.
pub(crate) fn fields_of(snapshot: &Snapshot) -> Vec<NewField> {
    let row = |field: &Field| NewField { class: field.class, key: field.key.clone(), value: field.value.clone() };
    snapshot.fields.iter().map(row).collect()
}

/// Why a snapshot may leave, as rows: its grounds with their balance, then its harm tests.
pub(crate) fn reasons_of(snapshot: &Snapshot) -> Vec<Reason> {
    let harm_test = Catalogue::se().ground_of_kind(GroundKind::HarmTest).map(|ground| ground.id.as_str().to_owned()).unwrap_or_default();
    let grounds =
        snapshot.grounds.iter().map(|it| Reason { ground: it.ground.clone(), provision: String::new(), text: it.balance.clone() });
    let tests = snapshot.harm_tests.iter().map(|it| Reason {
        ground: harm_test.clone(),
        provision: it.provision.clone(),
        text: it.reasons.clone(),
    });
    grounds.chain(tests).collect()
}

pub(crate) fn record(ctx: &Ctx, draft: &Draft, framed: &Framed, snapshot: &Snapshot, envelope: EnvelopeId) -> NewDisclosure {
    let (assessed_by, confidence) = snapshot.basis.assessed.clone().unwrap_or_default();
    NewDisclosure {
        id: draft.id,
        envelope,
        kind: draft.kind.name().to_owned(),
        category: snapshot.category.clone(),
        person_level: snapshot.person_level,
        protected: framed.is_protected(),
        subject_thing: draft.source.thing().to_owned(),
        subject_id: draft.source.id(),
        about: framed.about.clone(),
        purposes: snapshot.purposes.join(" "),
        legal_basis: draft.legal_basis.as_ref().map(|basis| basis.as_str().to_owned()).unwrap_or_default(),
        necessity: draft.necessity.trim().to_owned(),
        proportionality: draft.proportionality.trim().to_owned(),
        source: snapshot.basis.source.clone(),
        assessed_by,
        confidence,
        grading: snapshot.basis.grading.clone(),
        disputes: snapshot.basis.disputes.clone(),
        conditions: snapshot.conditions.clone(),
        as_of: snapshot.as_of,
        ends_on: snapshot.ends_on,
        ends_at: end_of(ctx, snapshot.ends_on),
        said_at: draft.said.as_ref().map(|said| said.at),
        late_reason: draft.said.as_ref().map(|said| said.late_reason.trim().to_owned()).unwrap_or_default(),
        dpo_told: draft.said.as_ref().is_some_and(|said| said.dpo_told),
        consent: draft.consent.filter(|_| {
            framed.proposal.grounds.iter().any(|chosen| Catalogue::se().ground(&chosen.ground).is_some_and(|ground| ground.is_consent()))
        }),
        in_reply_to: draft.in_reply_to,
        corrects: draft.corrects.map(|(id, _)| id),
        fields: fields_of(snapshot),
        reasons: reasons_of(snapshot),
        recipients: draft.recipients.clone(),
    }
}

/// Seals an envelope and puts it out for each recipient, in the transaction of the deed.
pub(crate) async fn send<D: Changes>(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<D>,
    id: EnvelopeId,
    recipients: &[Addressee],
    act: Act,
) -> Result<(), AppError> {
    let envelope = Envelope { id, sealed_at: ctx.now(), from: ctx.plate().authority.clone(), recipients: recipients.to_vec(), act };
    let sealed = EnvelopeKey::of_seed(ctx.seed()).seal(&envelope).map_err(|_| gvi_domain::DomainError::field("fields", "too-long"))?;
    for to in recipients {
        outbox::put(tx, permit, id, &to.authority, sealed.bytes()).await?;
    }
    Ok(())
}

/// The authorities among the recipients, as the log names them.
pub(crate) fn authorities(recipients: &[Addressee]) -> Vec<String> {
    recipients.iter().map(|to| to.authority.to_string()).collect()
}

/// Tells every recipient that what they hold is taken back or has ended.
pub(crate) async fn send_ending<D: Changes>(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<D>,
    ending: &Ending,
    why: Option<RecallReason>,
) -> Result<(), AppError> {
    let act = match why {
        Some(why) => Act::Recall { of: ending.envelope, why: why.name().to_owned() },
        None => Act::Expire { of: ending.envelope },
    };
    send(ctx, tx, permit, EnvelopeId::new(), &ending.recipients, act).await
}

/// Whether this person decides on disclosures at all: for a button.
pub fn may_decide(ctx: &Ctx) -> bool {
    ctx.would::<DecideDisclosure>()
}

/// The list of own decisions. What is about somebody whom the reader may not know is left out.
pub async fn list(ctx: &Ctx) -> Result<List, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListDisclosures>(Whole).await?;
    let rows = disclosures::list(&mut tx, &permit).await?;
    let lines = lines(&mut tx, &permit, rows).await?;
    let may_decide = tx.would::<DecideDisclosure>(Whole).await?;
    tx.commit().await?;
    Ok(List { lines, may_decide })
}

/// What was disclosed of one thing and is in force, the latest first, however much was disclosed since.
pub async fn of(ctx: &Ctx, source: Source) -> Result<Vec<Line>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListDisclosures>(Whole).await?;
    let rows = disclosures::list_of(&mut tx, &permit, source.thing(), &source.id()).await?;
    let lines = lines(&mut tx, &permit, rows).await?;
    tx.commit().await?;
    Ok(lines)
}

async fn lines(tx: &mut Tx, permit: &Permit<ListDisclosures>, rows: Vec<Sealed<DisclosureRow>>) -> Result<Vec<Line>, AppError> {
    let seen = tx.open_rows::<_, ReadDisclosure, _>(permit, rows);
    let recipients = disclosures::list_recipients(tx, permit).await?;
    let line = |disclosure: SeenDisclosure| {
        let label = label(&disclosure.about_coordination, &disclosure.about_identity, &disclosure.about_support)?;
        let recipients =
            recipients.iter().filter(|(id, ..)| *id == disclosure.id).map(|(_, authority, seen)| (authority.clone(), *seen)).collect();
        Some(Line { disclosure, label, recipients })
    };
    Ok(seen.into_iter().filter_map(line).collect())
}

/// One decision with its frozen copy.
pub async fn card(ctx: &Ctx, id: DisclosureId) -> Result<Card, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadDisclosure>(id).await?;
    let disclosure = disclosures::disclosure(&mut tx, &permit).await?.open(&permit);
    let label = label(&disclosure.about_coordination, &disclosure.about_identity, &disclosure.about_support).ok_or(AppError::NotFound)?;
    let content = disclosures::content(&mut tx, &permit).await?.open(&permit);
    let recipients = disclosures::recipients(&mut tx, &permit).await?;
    let in_force = disclosure.state == DisclosureState::Sent;
    let may_recall = in_force && tx.would::<RecallDisclosure>(id).await?;
    // What was said aloud cannot be said otherwise afterwards, and an alert is sent anew: both can only be recalled.
    let written =
        disclosure.said_at.is_none() && crate::draft::beginnings(&ctx.plate().kind).any(|begin| begin.kind.name() == disclosure.kind);
    let may_correct = may_recall
        && written
        && !matches!(disclosure.subject_thing.as_str(), "incident" | "notification")
        && tx.would::<DecideDisclosure>(Whole).await?;
    tx.commit().await?;
    let answer = recipients.first().and_then(|recipient| recipient.answer);
    let is_referral = gvi_store::received::is_referral(&disclosure.kind);
    let referral = is_referral.then(|| ReferralState::of(disclosure.state, answer));
    Ok(Card { disclosure, label, content, recipients, may_recall, may_correct, referral })
}

/// Takes a disclosure back: every recipient's copy is emptied when the envelope arrives.
pub async fn recall(ctx: &Ctx, id: DisclosureId, why: RecallReason, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<RecallDisclosure>(id).await?;
    let row = disclosures::disclosure(&mut tx, &permit).await?.open(&permit);
    row.state.move_to(DisclosureState::Recalled)?;
    let recipients: Vec<_> = disclosures::recipients(&mut tx, &permit).await?.into_iter().map(SeenRecipient::addressee).collect();
    disclosures::take_back(&mut tx, &permit, DisclosureState::Recalled, Some(why), version).await?;
    let ending = Ending { id, envelope: row.envelope, version, recipients };
    send_ending(ctx, &mut tx, &permit, &ending, Some(why)).await?;
    tx.annotate(&permit, Note { grounds: Vec::new(), recipients: authorities(&ending.recipients) });
    tx.commit().await?;
    Ok(())
}

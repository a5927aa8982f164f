//! A disclosure before it is decided: what is chosen and written so far, and the proposal that the rules are asked about.
//!
//! A draft is never stored. It lives in the form, so that nothing half-decided about a person is left lying anywhere.

use std::collections::BTreeSet;

use gvi_domain::disclosure::Addressee;
use gvi_domain::{CallInId, Code, ConsentId, Date, DisclosureId, EnvelopeId, GroupId, IncidentId, MembershipId, Moment, NotificationId};
pub use gvi_exchange::SnapshotKind;
use gvi_secrecy::Class;
use gvi_secrecy::catalogue::{BasisCode, Catalogue, CategoryId, ContentCode, Level, OffenceFacts, PurposeCode, Trigger};
use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, Consent, HarmTest, Oral, Proposal, Recipient, Subject};
use gvi_store::Ctx;
use gvi_store::neighbours::Neighbour;
use gvi_store::snapshot::About;

/// Days that a disclosure lasts unless somebody says otherwise.
pub const USUAL_DAYS: i32 = 90;

/// What the snapshot is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A group's card.
    Group(GroupId),
    /// That a person is listed in a group.
    Membership(MembershipId),
    /// An incident's card, without persons: told by the alert.
    Incident(IncidentId),
    /// The shell of a call-in, without persons.
    CallIn(CallInId),
    /// The police's list of guests of a call-in: that it stands and which groups it reaches, without guests.
    GuestList(Code),
    /// The door list of a call-in: counts and groups.
    DoorList(Code),
    /// That somebody is to be sought out: asked by deconfliction.
    Notification(NotificationId),
    /// Nothing in the compartment: what is given is what was typed. For what was said in a meeting, and for questions.
    Typed,
}

impl Source {
    /// The kind of thing, for the record.
    pub const fn thing(self) -> &'static str {
        match self {
            Self::Group(_) => "group",
            Self::Membership(_) => "membership",
            Self::Incident(_) => "incident",
            Self::CallIn(_) => "call-in",
            Self::GuestList(_) => "guest-list",
            Self::DoorList(_) => "door-list",
            Self::Notification(_) => "notification",
            Self::Typed => "typed",
        }
    }

    /// Its id, for the record.
    pub fn id(self) -> String {
        match self {
            Self::Group(id) => id.to_string(),
            Self::Membership(id) => id.to_string(),
            Self::Incident(id) => id.to_string(),
            Self::CallIn(id) => id.to_string(),
            Self::GuestList(code) | Self::DoorList(code) => code.to_string(),
            Self::Notification(id) => id.to_string(),
            Self::Typed => String::new(),
        }
    }
}

/// The one person whom a draft is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftSubject {
    /// How the own authority calls the person, for the own list. It leaves only if it is among the fields.
    pub label: String,
    /// Day of birth.
    pub born: Option<Date>,
    /// An age that was assessed, if the day of birth is not known.
    pub assessed_age: Option<u8>,
    /// The person is a client of the recipient.
    pub client_of_recipient: bool,
    /// The person has a protected identity.
    pub protected_identity: bool,
    /// Addiction or a similar need of help.
    pub need_of_help: bool,
}

/// Something that was said before it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Moment,
    /// Why it was written down late.
    pub late_reason: String,
    /// The data protection officer was told.
    pub dpo_told: bool,
}

/// Everything chosen and written so far.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The id that the form minted: the same form sent twice is one decision.
    pub id: DisclosureId,
    /// What the snapshot is a copy of.
    pub kind: SnapshotKind,
    /// The row of the sharing matrix.
    pub category: CategoryId,
    /// What it is taken from.
    pub source: Source,
    /// Keys of the chosen fields of the source.
    pub chosen: BTreeSet<String>,
    /// What is given in own words, each with the kind of content it is.
    pub typed: Vec<(ContentCode, String)>,
    /// The person, if it is about one.
    pub subject: Option<DraftSubject>,
    /// To whom it goes.
    pub recipients: Vec<Addressee>,
    /// What the recipient may use it for.
    pub purposes: BTreeSet<PurposeCode>,
    /// Why the own authority may process it.
    pub legal_basis: Option<BasisCode>,
    /// Chosen grounds.
    pub grounds: Vec<ChosenGround>,
    /// Harm tests, provision by provision.
    pub harm_tests: Vec<HarmTest>,
    /// Why it is needed.
    pub necessity: String,
    /// Why it is in proportion.
    pub proportionality: String,
    /// Who started.
    pub trigger: Trigger,
    /// All of it is commonly available at the own authority.
    pub commonly_available: bool,
    /// The offence it is about.
    pub offence: OffenceFacts,
    /// The day the content is true for.
    pub as_of: Option<Date>,
    /// Where it comes from.
    pub basis: Option<Basis>,
    /// What is disputed.
    pub disputes: String,
    /// What else binds the recipient.
    pub conditions: String,
    /// The last day.
    pub ends_on: Option<Date>,
    /// When it was said, if it was said.
    pub said: Option<Said>,
    /// The consent it rests on.
    pub consent: Option<ConsentId>,
    /// The lawyer's approval, by reference.
    pub lawyer_approval: Option<String>,
    /// Why the ground that is tried first does not fit.
    pub why_not_first: String,
    /// Why content on health is absolutely necessary.
    pub absolutely_necessary: String,
    /// Nobody can be recognised in it.
    pub reidentification_checked: bool,
    /// The envelope it answers.
    pub in_reply_to: Option<EnvelopeId>,
    /// The decision whose snapshot it puts right, with the version that was read.
    pub corrects: Option<(DisclosureId, i64)>,
}

impl Draft {
    /// An empty draft: refused with every reason until it is filled in.
    pub fn new(id: DisclosureId, kind: SnapshotKind, category: &str, source: Source) -> Self {
        Self {
            id,
            kind,
            category: CategoryId::from(category),
            source,
            chosen: BTreeSet::new(),
            typed: Vec::new(),
            subject: None,
            recipients: Vec::new(),
            purposes: BTreeSet::new(),
            legal_basis: None,
            grounds: Vec::new(),
            harm_tests: Vec::new(),
            necessity: String::new(),
            proportionality: String::new(),
            trigger: Trigger::OwnInitiative,
            commonly_available: false,
            offence: OffenceFacts::NONE,
            as_of: None,
            basis: None,
            disputes: String::new(),
            conditions: String::new(),
            ends_on: None,
            said: None,
            consent: None,
            lawyer_approval: None,
            why_not_first: String::new(),
            absolutely_necessary: String::new(),
            reidentification_checked: false,
            in_reply_to: None,
            corrects: None,
        }
    }

    /// Lets one confirmed text answer for all: why nobody is harmed by any lock, why it is needed, and that it is no more than that. For
    /// what is told today as a fact of the own authority, without persons.
    pub(crate) fn by_harm_test(&mut self, ctx: &Ctx, harm: &str, nobody_recognised: bool) {
        let locks = Catalogue::se().provisions_for(&ctx.plate().kind, &self.category).unwrap_or_default();
        let tested = locks.iter().filter(|_| !harm.trim().is_empty());
        self.harm_tests = tested.map(|lock| HarmTest { provision: lock.clone(), reasons: harm.to_owned() }).collect();
        harm.clone_into(&mut self.necessity);
        harm.clone_into(&mut self.proportionality);
        self.as_of = Some(ctx.now().date(ctx.zone()));
        self.basis = Some(Basis { kind: BasisKind::Fact, source: ctx.plate().name_sv.clone(), grading: None });
        self.reidentification_checked = nobody_recognised;
    }
}

/// A way to begin: what one wants to tell, and which row of the sharing matrix that is.
pub struct Beginning {
    /// What the snapshot is a copy of.
    pub kind: SnapshotKind,
    /// The row.
    pub category: &'static str,
    /// What can be told in own words, as kinds of content.
    pub own_words: &'static [&'static str],
}

/// Everything that can be begun. Which of it an authority owns stands in the catalogue.
pub const BEGINNINGS: &[Beginning] = &[
    Beginning { kind: SnapshotKind::GroupCard, category: "M2", own_words: &["conflict", "incident", "message"] },
    Beginning { kind: SnapshotKind::PersonLink, category: "M3", own_words: &["name", "group-link"] },
    Beginning { kind: SnapshotKind::Answer, category: "M6", own_words: &["name", "supervision-status", "conditions", "release-date"] },
    Beginning {
        kind: SnapshotKind::SupportFact,
        category: "M8",
        own_words: &["name", "concrete-risk", "support-need", "support-plan", "wish-for-help"],
    },
    // Each authority tells of its own measures in its own row.
    Beginning { kind: SnapshotKind::StatusLine, category: "M6", own_words: &["supervision-status"] },
    Beginning { kind: SnapshotKind::StatusLine, category: "M8", own_words: &["support-contact"] },
    Beginning { kind: SnapshotKind::StatusLine, category: "M14", own_words: &["plan-of-action"] },
    Beginning { kind: SnapshotKind::Contact, category: "M15", own_words: &["contact-details"] },
    Beginning { kind: SnapshotKind::Request, category: "ASK", own_words: &["name", "contact-details", "concrete-risk"] },
    // Social services send on what they have in hand; police and probation send on who asked them for help.
    Beginning { kind: SnapshotKind::Referral, category: "M8", own_words: &["name", "contact-details", "wish-for-help", "support-need"] },
    Beginning { kind: SnapshotKind::Referral, category: "M9", own_words: &["name", "contact-details", "wish-for-help", "concrete-risk"] },
    Beginning { kind: SnapshotKind::UnnamedReferral, category: "M9U", own_words: &["help-wanted", "whom-to-call"] },
    Beginning { kind: SnapshotKind::Event, category: "EVT", own_words: &["event", "time", "place", "role", "approved-text"] },
    Beginning { kind: SnapshotKind::ChildConcern, category: "M10", own_words: &["name", "child-concern"] },
    Beginning { kind: SnapshotKind::Message, category: "M7", own_words: &["time", "place", "code-name", "safety-advice"] },
];

/// The beginnings of an authority of this kind.
pub fn beginnings(kind: &gvi_domain::KindCode) -> impl Iterator<Item = &'static Beginning> {
    let own = |begin: &&Beginning| Catalogue::se().category(&begin.category.into()).is_some_and(|row| row.owners.contains(kind));
    // Social services begin a referral from what they have in hand, which is the row before.
    let once = |begin: &&Beginning| kind.as_str() != "SOC" || begin.category != "M9";
    BEGINNINGS.iter().filter(own).filter(once)
}

/// The beginnings that this person can go on from. Who may not know who a person is can tell nobody about one, so no page offers it.
pub fn beginnings_for(ctx: &Ctx) -> impl Iterator<Item = &'static Beginning> {
    let knows_persons = ctx.would::<gvi_secrecy::deeds::ListPersons>();
    let near = |begin: &&Beginning| Catalogue::se().category(&begin.category.into()).is_some_and(|row| row.level >= Level::Person);
    beginnings(&ctx.plate().kind).filter(move |begin| knows_persons || !near(begin))
}

/// A field that can be chosen, with its value now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What it is, as a message key.
    pub key: String,
    /// The kind of content, which says how near to a person it comes.
    pub content: ContentCode,
    /// The class of knowledge at the recipient.
    pub class: Class,
    /// The value now.
    pub value: String,
}

/// The class of knowledge of a kind of content.
pub fn class_of(content: &ContentCode) -> Class {
    match content.as_str() {
        "name" | "contact-details" => Class::Identity,
        "support-need" | "support-plan" | "support-contact" | "wish-for-help" | "placement" | "health" | "addiction" => Class::Support,
        _ if Catalogue::se().content(content).is_some_and(|content| content.level < Level::Person) => Class::Coordination,
        _ => Class::Intelligence,
    }
}

/// Whether knowledge in this row of the sharing matrix is about support.
fn is_support(category: &CategoryId) -> bool {
    matches!(category.as_str(), "M8" | "M9" | "M11")
}

/// A draft with the values of its source, as the rules are asked about it.
pub(crate) struct Framed {
    /// The chosen and typed fields.
    pub fields: Vec<Offered>,
    /// The subject's label in its class.
    pub about: About,
    /// The reference that leaves.
    pub subject: String,
    /// The proposal.
    pub proposal: Proposal,
}

impl Framed {
    /// Whether somebody in it has a protected identity.
    pub fn is_protected(&self) -> bool {
        self.proposal.subjects.iter().any(|subject| subject.protected_identity)
    }
}

/// Puts a draft in the frame of the rules: which fields leave, what kind of content they are, who receives.
pub(crate) fn frame(
    ctx: &Ctx,
    draft: &Draft,
    offered: &[Offered],
    label: &str,
    code: Option<Code>,
    consent: Option<Consent>,
    neighbours: &[Neighbour],
) -> Framed {
    let chosen = offered.iter().filter(|field| draft.chosen.contains(&field.key)).cloned();
    let typed = draft.typed.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(content, text)| Offered {
        key: content.as_str().to_owned(),
        content: content.clone(),
        class: class_of(content),
        value: text.trim().to_owned(),
    });
    let fields: Vec<Offered> = chosen.chain(typed).collect();
    let plate = ctx.plate();
    let today = ctx.now().date(ctx.zone());
    let mut proposal = Proposal::empty(plate.kind.clone(), draft.category.clone(), today);
    proposal.unit = ctx.actor().unit.clone();
    proposal.recipients = draft
        .recipients
        .iter()
        .filter_map(|to| {
            let known = neighbours.iter().find(|known| known.authority == to.authority)?;
            Some(Recipient {
                function: to.function.clone(),
                handler: to.handler.clone(),
                ..Recipient::unit(known.kind.clone(), to.authority.as_str())
            })
        })
        .collect();
    let named = draft.subject.is_some() || fields.iter().any(|field| is_person(&field.content));
    proposal.level = if named { Level::Person } else { Level::Group };
    proposal.carried = fields.iter().map(|field| field.content.clone()).collect();
    proposal.commonly_available = draft.commonly_available;
    proposal.subjects = draft.subject.iter().map(|subject| subject_of(subject, &proposal.recipients)).collect();
    proposal.grounds.clone_from(&draft.grounds);
    proposal.harm_tests.clone_from(&draft.harm_tests);
    proposal.consents = consent.into_iter().collect();
    proposal.purposes.clone_from(&draft.purposes);
    proposal.legal_basis.clone_from(&draft.legal_basis);
    proposal.necessity.clone_from(&draft.necessity);
    proposal.proportionality.clone_from(&draft.proportionality);
    proposal.offence = draft.offence.clone();
    proposal.trigger = draft.trigger;
    proposal.as_of = draft.as_of;
    proposal.basis.clone_from(&draft.basis);
    proposal.decided_by = ctx.actor().roles.iter().next().cloned().unwrap_or_default();
    proposal.ends_on = draft.ends_on;
    proposal.oral = draft.said.as_ref().map(|said| Oral {
        said_at: said.at,
        logged_at: ctx.now(),
        reason: said.late_reason.clone(),
        dpo_flag: said.dpo_told,
    });
    proposal.lawyer_approval.clone_from(&draft.lawyer_approval);
    proposal.why_not_first.clone_from(&draft.why_not_first);
    proposal.absolutely_necessary.clone_from(&draft.absolutely_necessary);
    proposal.reidentification_checked = draft.reidentification_checked;

    // Elsewhere the own list would not show what the own people wrote: there the label says who it is about, and no more.
    let class = if is_support(&draft.category) && plate.kind.as_str() == "SOC" {
        Class::Support
    } else if named {
        Class::Identity
    } else {
        Class::Coordination
    };
    let own_label = draft.subject.as_ref().map_or(label, |subject| subject.label.as_str());
    let first = fields.first().map(|field| field.value.as_str()).unwrap_or_default();
    let text = [own_label, label, first].into_iter().find(|text| !text.trim().is_empty()).unwrap_or("–");
    let text = text.chars().take(80).collect();
    // A person's reference is drawn afresh for each decision: two disclosures about the same man cannot be joined by it.
    let subject = code.filter(|_| !named).unwrap_or_else(Code::new).to_string();
    Framed { fields, about: About { class, text }, subject, proposal }
}

fn is_person(content: &ContentCode) -> bool {
    Catalogue::se().content(content).is_none_or(|content| content.level == Level::Person)
}

fn subject_of(subject: &DraftSubject, recipients: &[Recipient]) -> Subject {
    let client_of =
        if subject.client_of_recipient { recipients.iter().map(|recipient| recipient.kind.clone()).collect() } else { BTreeSet::new() };
    Subject {
        person: subject.label.trim().to_owned(),
        born: subject.born,
        assessed_age: subject.assessed_age,
        need_of_help: subject.need_of_help,
        client_of,
        protected_identity: subject.protected_identity,
    }
}

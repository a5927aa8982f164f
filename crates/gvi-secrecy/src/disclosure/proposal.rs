//! A proposal: everything that must be known before a snapshot may leave. Building one decides nothing.

use std::collections::BTreeSet;

use gvi_domain::authority::KindCode;
use gvi_domain::time::{Date, Moment};

use super::consent::Consent;
use super::listing::age_on;
use crate::catalogue::{
    BasisCode, CategoryId, Circumstances, ContentCode, GroundId, Interest, Level, OffenceFacts, ProvisionId, PurposeCode, Trigger,
};

/// Who is to receive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The kind of the receiving authority or person.
    pub kind: KindCode,
    /// The unit.
    pub unit: String,
    /// The function there, for example `support-handler` or `coordinator`; empty if it does not matter.
    pub function: String,
    /// The person there, by account or name; needed for a protected identity.
    pub handler: Option<String>,
    /// Interests that a lawyer has confirmed to be protected in this very unit, beyond the catalogue's rows.
    pub confirmed_secrecy: BTreeSet<Interest>,
}

impl Recipient {
    /// A unit of a kind.
    pub fn unit(kind: KindCode, unit: impl Into<String>) -> Self {
        Self { kind, unit: unit.into(), function: String::new(), handler: None, confirmed_secrecy: BTreeSet::new() }
    }
}

/// The one person whom the snapshot is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The owner's reference to the person.
    pub person: String,
    /// Day of birth, if it is known.
    pub born: Option<Date>,
    /// An age that was assessed and written down, if the day of birth is not known.
    pub assessed_age: Option<u8>,
    /// Addiction or a similar need of help.
    pub need_of_help: bool,
    /// Kinds of authority whose client the person is.
    pub client_of: BTreeSet<KindCode>,
    /// The person has a protected identity.
    pub protected_identity: bool,
}

impl Subject {
    /// The age on a day. The day of birth goes before an assessment.
    pub fn age(&self, on: Date) -> Option<u8> {
        match self.born {
            Some(born) => age_on(born, on),
            None => self.assessed_age,
        }
    }
}

/// A ground with the text that its balancing test asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenGround {
    /// The ground.
    pub ground: GroundId,
    /// The balancing text.
    pub balance: String,
}

/// A finding that one provision does not protect this item against this recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarmTest {
    /// The provision. Never the item as a whole.
    pub provision: ProvisionId,
    /// Why nobody is harmed.
    pub reasons: String,
}

/// Whether the content is a fact or somebody's assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasisKind {
    /// A fact.
    Fact,
    /// An assessment by a named author.
    Assessment {
        /// Who assessed.
        author: String,
        /// How sure.
        confidence: String,
    },
}

/// Where the content comes from, so that the recipient can judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Fact or assessment.
    pub kind: BasisKind,
    /// The kind of source.
    pub source: String,
    /// Grading of source and information, for intelligence.
    pub grading: Option<String>,
}

/// Said in a meeting and written down afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oral {
    /// When it was said.
    pub said_at: Moment,
    /// When it was written down.
    pub logged_at: Moment,
    /// Why so late.
    pub reason: String,
    /// The data protection officer has been told.
    pub dpo_flag: bool,
}

/// Everything that must be known before a snapshot may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Kind of the authority that owns the knowledge.
    pub discloser: KindCode,
    /// The unit that discloses.
    pub unit: String,
    /// Who is to receive.
    pub recipients: Vec<Recipient>,
    /// The row of the sharing matrix.
    pub category: CategoryId,
    /// How near to a person the snapshot is meant to come. What it carries may bring it nearer, never farther.
    pub level: Level,
    /// What it carries.
    pub carried: BTreeSet<ContentCode>,
    /// All of it is commonly available at the discloser.
    pub commonly_available: bool,
    /// The persons it is about: one, or none below person level.
    pub subjects: Vec<Subject>,
    /// Other persons mentioned in it, by the owner's reference.
    pub mentioned: Vec<String>,
    /// Provisions the item is tagged with, beyond those that its category always has.
    pub tagged: BTreeSet<ProvisionId>,
    /// The chosen grounds.
    pub grounds: Vec<ChosenGround>,
    /// Harm tests, one for each provision they clear.
    pub harm_tests: Vec<HarmTest>,
    /// Consents that may bear it.
    pub consents: Vec<Consent>,
    /// The binding restriction on a private recipient.
    pub restriction: String,
    /// What it is for.
    pub purposes: BTreeSet<PurposeCode>,
    /// Why the discloser may process it at all.
    pub legal_basis: Option<BasisCode>,
    /// Why it is needed.
    pub necessity: String,
    /// Why it is in proportion.
    pub proportionality: String,
    /// The offence it is about.
    pub offence: OffenceFacts,
    /// Who started.
    pub trigger: Trigger,
    /// The day the content is true for.
    pub as_of: Option<Date>,
    /// Where it comes from.
    pub basis: Option<Basis>,
    /// The day of the decision.
    pub decided_on: Date,
    /// The role of the person who decides.
    pub decided_by: String,
    /// A second person from another unit has approved.
    pub second_approver: bool,
    /// The last day the recipient may use it.
    pub ends_on: Option<Date>,
    /// It was said in a meeting.
    pub oral: Option<Oral>,
    /// The lawyer's approval, by reference.
    pub lawyer_approval: Option<String>,
    /// Why the ground that is tried first does not fit.
    pub why_not_first: String,
    /// Why content on health is absolutely necessary.
    pub absolutely_necessary: String,
    /// Nobody can be recognised in it.
    pub reidentification_checked: bool,
    /// Small numbers are hidden.
    pub small_numbers_hidden: bool,
}

impl Proposal {
    /// An empty proposal: nothing chosen, nothing written. It is refused, with every reason, until it is filled in.
    pub fn empty(discloser: KindCode, category: CategoryId, decided_on: Date) -> Self {
        Self {
            discloser,
            unit: String::new(),
            recipients: Vec::new(),
            category,
            level: Level::Aggregate,
            carried: BTreeSet::new(),
            commonly_available: false,
            subjects: Vec::new(),
            mentioned: Vec::new(),
            tagged: BTreeSet::new(),
            grounds: Vec::new(),
            harm_tests: Vec::new(),
            consents: Vec::new(),
            restriction: String::new(),
            purposes: BTreeSet::new(),
            legal_basis: None,
            necessity: String::new(),
            proportionality: String::new(),
            offence: OffenceFacts::NONE,
            trigger: Trigger::OwnInitiative,
            as_of: None,
            basis: None,
            decided_on,
            decided_by: String::new(),
            second_approver: false,
            ends_on: None,
            oral: None,
            lawyer_approval: None,
            why_not_first: String::new(),
            absolutely_necessary: String::new(),
            reidentification_checked: false,
            small_numbers_hidden: false,
        }
    }

    /// The age of the subject on the day of the decision, if there is one subject and it is known.
    pub fn age(&self) -> Option<u8> {
        match self.subjects.as_slice() {
            [subject] => subject.age(self.decided_on),
            _ => None,
        }
    }

    /// What the conditions of a ground may look at, towards one recipient. Nothing is written or cleared yet.
    pub fn circumstances(&self, recipient: &Recipient) -> Circumstances {
        Circumstances {
            discloser: self.discloser.clone(),
            recipient: recipient.kind.clone(),
            purposes: self.purposes.clone(),
            trigger: self.trigger,
            carried: self.carried.clone(),
            commonly_available: self.commonly_available,
            age: self.age(),
            need_of_help: self.subjects.iter().any(|subject| subject.need_of_help),
            offence: self.offence.clone(),
            balance_written: false,
            consent_in_scope: false,
            restriction_written: false,
            harm_cleared: false,
            decided_on: self.decided_on,
        }
    }
}

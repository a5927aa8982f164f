//! The envelope and its bytes.

use gvi_domain::disclosure::Addressee;
use gvi_domain::referral::ReferralAnswer;
use gvi_domain::{AuthorityId, Date, EnvelopeId, Moment};
use gvi_secrecy::Class;

use crate::canonical::{Reader, Writer};
use crate::error::ExchangeError;

/// The longest envelope that is sealed or read. A frozen card is some hundred bytes; nobody sends files here.
pub const ENVELOPE_BYTES_MAX: usize = 128 * 1024;
/// Fields of one snapshot.
pub const FIELDS_PER_ENVELOPE_MAX: usize = 60;
/// Recipients of one envelope.
pub const RECIPIENTS_PER_ENVELOPE_MAX: usize = 10;
/// The longest text in an envelope. Free text in the house has at most 1,000 signs, of at most four bytes each.
pub const TEXT_BYTES_MAX: usize = 4_096;
/// Grounds, harm tests or purposes of one envelope.
const REASONS_MAX: usize = 40;
/// Stands first, so that an envelope can be taken for nothing else that is signed, and so that a later version is refused, not misread.
const DOMAIN: &str = "vapenvila/envelope/v2";

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal;)*) => {
        /// What kind of thing the snapshot is a copy of. It decides how the recipient's page presents it, and nothing else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum SnapshotKind { $($(#[$doc])* $kind),* }
        impl SnapshotKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];
            /// The name in bytes, rows and message keys.
            pub const fn name(self) -> &'static str { match self { $(Self::$kind => $name),* } }
            /// The kind with this name.
            pub fn named(name: &str) -> Option<Self> { match name { $($name => Some(Self::$kind),)* _ => None } }
        }
    };
}

kinds! {
    /// A group's card, without persons.
    GroupCard = "group-card";
    /// An incident's card, without persons: the alert to the other authorities.
    IncidentCard = "incident-card";
    /// That a person is linked to a group.
    PersonLink = "person-link";
    /// That a measure is active or closed, and no more.
    StatusLine = "status-line";
    /// One fact from a support contact.
    SupportFact = "support-fact";
    /// How a person can be reached.
    Contact = "contact";
    /// Something that was said in a meeting, written down afterwards.
    Oral = "oral";
    /// A question. Asking tells the other side that one cares, so it needs a ground of its own.
    Request = "request";
    /// The answer to a question.
    Answer = "answer";
    /// Concern for a child.
    ChildConcern = "child-concern";
    /// What a group was told, without persons.
    Message = "message";
    /// Somebody is sent on to the authority that can help, and an answer is expected.
    Referral = "referral";
    /// The same without saying who: what help is wanted, and whom to call.
    UnnamedReferral = "unnamed-referral";
    /// A call-in: day, place, groups by code, without persons.
    CallIn = "call-in";
    /// What the police or probation answer about a call-in: that the list of guests stands, the decision, counts.
    CallInAnswer = "call-in-answer";
    /// An event with roles and approved texts, without persons of any group.
    Event = "event";
}

/// One frozen value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The class of knowledge, which the recipient's own policies show or withhold.
    pub class: Class,
    /// What it is, as a message key, for example `code-name`.
    pub key: String,
    /// The value as it was on the day of the decision.
    pub value: String,
}

/// A ground with the balancing text it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The ground's name in the catalogue.
    pub ground: String,
    /// The balancing text.
    pub balance: String,
}

/// Why one provision does not protect this item against these recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarmTest {
    /// The provision's name in the catalogue.
    pub provision: String,
    /// The reasons.
    pub reasons: String,
}

/// What the recipient needs in order to judge the content.
// Law: BDL 2:15 second paragraph. Accuracy, completeness, currency, reliability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Who assessed and how sure they are; nothing for a fact.
    pub assessed: Option<(String, String)>,
    /// The kind of source.
    pub source: String,
    /// Grading of source and information; empty if there is none.
    pub grading: String,
    /// What is disputed, and by whom; empty if nothing is.
    pub disputes: String,
}

/// A frozen copy of the chosen fields about one subject, with everything that the decision stood on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// What it is a copy of.
    pub kind: SnapshotKind,
    /// The row of the sharing matrix, for example `M2`.
    pub category: String,
    /// The sender's opaque reference to the one subject. It joins nothing at the recipient: a person known to three authorities is
    /// three unrelated records.
    pub subject: String,
    /// Whether it is about a person.
    pub person_level: bool,
    /// The user name at the sender of the one person to answer, if somebody in it has a protected identity. That it is there is the
    /// mark: the recipient lets only the named handler open the snapshot.
    // Law: OSL 21:3, 22:1. The mark travels with the item; each recipient decides on its handling.
    pub protected: Option<String>,
    /// The fields.
    pub fields: Vec<Field>,
    /// The grounds.
    pub grounds: Vec<Ground>,
    /// The harm tests.
    pub harm_tests: Vec<HarmTest>,
    /// What the recipient may use it for, as names in the catalogue.
    pub purposes: Vec<String>,
    /// The day the content is true for.
    pub as_of: Date,
    /// Where it comes from.
    pub basis: Basis,
    /// What else binds the recipient; empty for nothing beyond purpose and end.
    pub conditions: String,
    /// The last day the recipient may use it.
    pub ends_on: Date,
    /// The envelope it answers.
    pub in_reply_to: Option<EnvelopeId>,
}

/// What an envelope does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Gives a snapshot.
    Disclose(Snapshot),
    /// Puts a better snapshot in the place of an earlier one.
    Correct {
        /// The earlier envelope.
        of: EnvelopeId,
        /// The better snapshot.
        snapshot: Snapshot,
    },
    /// Takes a snapshot back. What was wrong or unlawful may not be used from the moment this arrives.
    Recall {
        /// The envelope that is taken back.
        of: EnvelopeId,
        /// Why, as a code that tells nothing of the content.
        why: String,
    },
    /// Says that a snapshot has reached its last day.
    Expire {
        /// The envelope that has ended.
        of: EnvelopeId,
    },
    /// Says that a person at the recipient has seen the snapshot.
    Acknowledge {
        /// The envelope that was seen.
        of: EnvelopeId,
    },
    /// Answers a referral. Nothing in it tells of the person.
    Answer {
        /// The envelope of the referral.
        of: EnvelopeId,
        /// Taken on, not taken on, done.
        answer: ReferralAnswer,
    },
}

impl SnapshotKind {
    /// Whether the recipient is asked to answer.
    pub const fn is_referral(self) -> bool {
        matches!(self, Self::Referral | Self::UnnamedReferral)
    }
}

impl Act {
    /// The name in rows and traces.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Disclose(_) => "disclose",
            Self::Correct { .. } => "correct",
            Self::Recall { .. } => "recall",
            Self::Expire { .. } => "expire",
            Self::Acknowledge { .. } => "acknowledge",
            Self::Answer { .. } => "answer",
        }
    }

    /// The earlier envelope it is about.
    pub const fn about(&self) -> Option<EnvelopeId> {
        match self {
            Self::Disclose(_) => None,
            Self::Correct { of, .. }
            | Self::Recall { of, .. }
            | Self::Expire { of }
            | Self::Acknowledge { of }
            | Self::Answer { of, .. } => Some(*of),
        }
    }

    /// The snapshot it carries.
    pub const fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::Disclose(snapshot) | Self::Correct { snapshot, .. } => Some(snapshot),
            Self::Recall { .. } | Self::Expire { .. } | Self::Acknowledge { .. } | Self::Answer { .. } => None,
        }
    }
}

/// What leaves one compartment for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its id: the recipient takes each id in once, however often the bytes arrive.
    pub id: EnvelopeId,
    /// When it was signed.
    pub sealed_at: Moment,
    /// The authority that sends and signs.
    pub from: AuthorityId,
    /// Who receives.
    pub recipients: Vec<Addressee>,
    /// What it does.
    pub act: Act,
}

impl Envelope {
    /// The one way to write it.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Writer::default();
        bytes.text(DOMAIN);
        bytes.id(*self.id.uuid().as_bytes());
        bytes.i64(self.sealed_at.seconds());
        bytes.text(self.from.as_str());
        bytes.list(&self.recipients, |bytes, to| {
            bytes.text(to.authority.as_str());
            bytes.text(&to.function);
            bytes.maybe(to.handler.as_ref(), |bytes, handler| bytes.text(handler));
        });
        match &self.act {
            Act::Disclose(snapshot) => {
                bytes.tag(1);
                write_snapshot(&mut bytes, snapshot);
            }
            Act::Correct { of, snapshot } => {
                bytes.tag(2);
                bytes.id(*of.uuid().as_bytes());
                write_snapshot(&mut bytes, snapshot);
            }
            Act::Recall { of, why } => {
                bytes.tag(3);
                bytes.id(*of.uuid().as_bytes());
                bytes.text(why);
            }
            Act::Expire { of } => {
                bytes.tag(4);
                bytes.id(*of.uuid().as_bytes());
            }
            Act::Acknowledge { of } => {
                bytes.tag(5);
                bytes.id(*of.uuid().as_bytes());
            }
            Act::Answer { of, answer } => {
                bytes.tag(6);
                bytes.id(*of.uuid().as_bytes());
                bytes.text(answer.name());
                bytes.text(answer.reason());
            }
        }
        bytes.0
    }

    /// Reads an envelope back. Accepts exactly what [`Envelope::canonical`] writes, within the limits of this file.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, ExchangeError> {
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(ExchangeError::TooMuch("bytes"));
        }
        let mut read = Reader::new(bytes);
        if read.text(DOMAIN.len())? != DOMAIN {
            return Err(read.wrong("not an envelope of this version"));
        }
        let id = envelope_id(&mut read)?;
        let sealed_at = Moment::from_seconds(read.i64()?).map_err(|_| read.wrong("not a moment"))?;
        let from = authority(&mut read)?;
        let recipients = read.list(RECIPIENTS_PER_ENVELOPE_MAX, |read| {
            Ok(Addressee {
                authority: authority(read)?,
                function: read.text(TEXT_BYTES_MAX)?,
                handler: read.maybe(|read| read.text(TEXT_BYTES_MAX))?,
            })
        })?;
        let act = match read.tag()? {
            1 => Act::Disclose(read_snapshot(&mut read)?),
            2 => Act::Correct { of: envelope_id(&mut read)?, snapshot: read_snapshot(&mut read)? },
            3 => Act::Recall { of: envelope_id(&mut read)?, why: read.text(TEXT_BYTES_MAX)? },
            4 => Act::Expire { of: envelope_id(&mut read)? },
            5 => Act::Acknowledge { of: envelope_id(&mut read)? },
            6 => {
                let of = envelope_id(&mut read)?;
                let (name, reason) = (read.text(TEXT_BYTES_MAX)?, read.text(TEXT_BYTES_MAX)?);
                let answer = ReferralAnswer::named(&name, &reason);
                Act::Answer { of, answer: answer.ok_or_else(|| read.wrong("an answer that this version does not know"))? }
            }
            _ => return Err(read.wrong("an act that this version does not know")),
        };
        read.end()?;
        let envelope = Self { id, sealed_at, from, recipients, act };
        // Days can be spelled in more than one way; only the one that we write is accepted, or two texts would share a meaning.
        if envelope.canonical() == bytes {
            Ok(envelope)
        } else {
            Err(ExchangeError::Bytes { at: 0, problem: "not the canonical spelling" })
        }
    }
}

fn envelope_id(read: &mut Reader<'_>) -> Result<EnvelopeId, ExchangeError> {
    // Through the text form, so that the id keeps its one constructor from outside.
    let hex: String = read.id()?.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.parse().map_err(|_| read.wrong("not an id"))
}

fn authority(read: &mut Reader<'_>) -> Result<AuthorityId, ExchangeError> {
    read.text(TEXT_BYTES_MAX)?.parse().map_err(|_| read.wrong("not the id of an authority"))
}

fn day(read: &mut Reader<'_>) -> Result<Date, ExchangeError> {
    read.text(16)?.parse().map_err(|_| read.wrong("not a day"))
}

fn write_snapshot(bytes: &mut Writer, snapshot: &Snapshot) {
    bytes.text(snapshot.kind.name());
    bytes.text(&snapshot.category);
    bytes.text(&snapshot.subject);
    bytes.flag(snapshot.person_level);
    bytes.maybe(snapshot.protected.as_ref(), |bytes, answers| bytes.text(answers));
    bytes.list(&snapshot.fields, |bytes, field| {
        bytes.text(field.class.name());
        bytes.text(&field.key);
        bytes.text(&field.value);
    });
    bytes.list(&snapshot.grounds, |bytes, ground| {
        bytes.text(&ground.ground);
        bytes.text(&ground.balance);
    });
    bytes.list(&snapshot.harm_tests, |bytes, test| {
        bytes.text(&test.provision);
        bytes.text(&test.reasons);
    });
    bytes.list(&snapshot.purposes, |bytes, purpose| bytes.text(purpose));
    bytes.text(&snapshot.as_of.to_string());
    bytes.maybe(snapshot.basis.assessed.as_ref(), |bytes, (author, confidence)| {
        bytes.text(author);
        bytes.text(confidence);
    });
    bytes.text(&snapshot.basis.source);
    bytes.text(&snapshot.basis.grading);
    bytes.text(&snapshot.basis.disputes);
    bytes.text(&snapshot.conditions);
    bytes.text(&snapshot.ends_on.to_string());
    bytes.maybe(snapshot.in_reply_to, |bytes, id| bytes.id(*id.uuid().as_bytes()));
}

fn read_snapshot(read: &mut Reader<'_>) -> Result<Snapshot, ExchangeError> {
    let kind = SnapshotKind::named(&read.text(TEXT_BYTES_MAX)?).ok_or_else(|| read.wrong("a kind that this version does not know"))?;
    Ok(Snapshot {
        kind,
        category: read.text(TEXT_BYTES_MAX)?,
        subject: read.text(TEXT_BYTES_MAX)?,
        person_level: read.flag()?,
        protected: read.maybe(|read| read.text(TEXT_BYTES_MAX))?,
        fields: read.list(FIELDS_PER_ENVELOPE_MAX, |read| {
            let class = Class::named(&read.text(TEXT_BYTES_MAX)?).ok_or_else(|| read.wrong("a class that this version does not know"))?;
            Ok(Field { class, key: read.text(TEXT_BYTES_MAX)?, value: read.text(TEXT_BYTES_MAX)? })
        })?,
        grounds: read.list(REASONS_MAX, |read| Ok(Ground { ground: read.text(TEXT_BYTES_MAX)?, balance: read.text(TEXT_BYTES_MAX)? }))?,
        harm_tests: read
            .list(REASONS_MAX, |read| Ok(HarmTest { provision: read.text(TEXT_BYTES_MAX)?, reasons: read.text(TEXT_BYTES_MAX)? }))?,
        purposes: read.list(REASONS_MAX, |read| read.text(TEXT_BYTES_MAX))?,
        as_of: day(read)?,
        basis: Basis {
            assessed: read.maybe(|read| Ok((read.text(TEXT_BYTES_MAX)?, read.text(TEXT_BYTES_MAX)?)))?,
            source: read.text(TEXT_BYTES_MAX)?,
            grading: read.text(TEXT_BYTES_MAX)?,
            disputes: read.text(TEXT_BYTES_MAX)?,
        },
        conditions: read.text(TEXT_BYTES_MAX)?,
        ends_on: day(read)?,
        in_reply_to: read.maybe(envelope_id)?,
    })
}

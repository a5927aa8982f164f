//! A consent lifts secrecy for exactly what it names. It is an instrument of secrecy, not a legal basis for processing.

use std::collections::BTreeSet;

use gvi_domain::authority::KindCode;
use gvi_domain::time::Date;

use super::proposal::{Proposal, Recipient};
use crate::catalogue::{Catalogue, CategoryId, GroundKind, PurposeCode};

/// Who gave the consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentGiver {
    /// The person.
    Person,
    /// The person, a child, together with a guardian.
    ChildAndGuardian,
    /// A guardian alone.
    Guardian {
        /// Why the child's own word was not needed; asked for an older child.
        maturity_reason: String,
    },
    /// The person, a child, without any guardian having been told. Bears nothing until a lawyer has approved this very disclosure.
    ChildAlone {
        /// Why the child is mature enough to decide.
        maturity_reason: String,
    },
}

/// A recipient that a consent names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRecipient {
    /// The kind.
    pub kind: KindCode,
    /// The unit; `None` if the person said the authority as a whole.
    pub unit: Option<String>,
}

/// A consent. There is no "all authorities" and no "everything": what is not named is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Whose secrecy is waived.
    pub person: String,
    /// Who gave it.
    pub given_by: ConsentGiver,
    /// The authority that asked for it, and the only one that may rely on it.
    pub discloser: KindCode,
    /// Who may receive.
    pub recipients: Vec<NamedRecipient>,
    /// Which rows of the sharing matrix.
    pub classes: BTreeSet<CategoryId>,
    /// What for.
    pub purposes: BTreeSet<PurposeCode>,
    /// First day.
    pub given_on: Date,
    /// Last day.
    pub valid_until: Date,
    /// The day it was taken back; from that day it bears nothing.
    pub withdrawn_on: Option<Date>,
}

/// What a consent lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsentGap {
    /// There is none by this person.
    Missing,
    /// It was given to another authority.
    Discloser,
    /// It does not name the recipient.
    Recipient,
    /// It does not name this kind of knowledge.
    Class,
    /// It was given for something else.
    Purpose,
    /// It does not yet, or no longer, hold.
    Expired,
    /// It was taken back.
    Withdrawn,
    /// A guardian answered alone for an older child, without a reason.
    GuardianAlone,
    /// A child answered alone, and the maturity is not written down or no lawyer has approved it.
    GuardianNotTold,
    /// A guardian answered for an adult, or an adult's form was used for a child.
    WrongGiver,
}

fn gaps(
    catalogue: &Catalogue,
    consent: &Consent,
    proposal: &Proposal,
    recipient: &Recipient,
    kind: GroundKind,
    age: Option<u8>,
) -> BTreeSet<ConsentGap> {
    let mut gaps = BTreeSet::new();
    let mut needs = |holds: bool, gap: ConsentGap| {
        if !holds {
            gaps.insert(gap);
        }
    };
    needs(consent.discloser == proposal.discloser, ConsentGap::Discloser);
    let named = |named: &NamedRecipient| named.kind == recipient.kind && named.unit.as_ref().is_none_or(|unit| *unit == recipient.unit);
    needs(consent.recipients.iter().any(named), ConsentGap::Recipient);
    needs(consent.classes.contains(&proposal.category), ConsentGap::Class);
    needs(!proposal.purposes.is_empty() && proposal.purposes.is_subset(&consent.purposes), ConsentGap::Purpose);
    let day = proposal.decided_on;
    needs(consent.given_on <= day && day <= consent.valid_until, ConsentGap::Expired);
    needs(consent.withdrawn_on.is_none_or(|withdrawn| day < withdrawn), ConsentGap::Withdrawn);
    match &consent.given_by {
        ConsentGiver::Person => needs(kind == GroundKind::Consent, ConsentGap::WrongGiver),
        ConsentGiver::ChildAndGuardian => needs(kind == GroundKind::ConsentMinor, ConsentGap::WrongGiver),
        ConsentGiver::Guardian { maturity_reason } => {
            needs(kind == GroundKind::ConsentMinor, ConsentGap::WrongGiver);
            let young = age.is_some_and(|age| age < catalogue.limits.guardian_alone_under_age);
            let written = maturity_reason.trim().chars().count() >= catalogue.limits.minimum_text;
            needs(young || written, ConsentGap::GuardianAlone);
        }
        // Law: OSL 12:3. The child's own word can be enough, by age and maturity.
        ConsentGiver::ChildAlone { maturity_reason } => {
            needs(kind == GroundKind::ConsentMinor, ConsentGap::WrongGiver);
            let young = age.is_none_or(|age| age < catalogue.limits.guardian_alone_under_age);
            let written = maturity_reason.trim().chars().count() >= catalogue.limits.minimum_text;
            let approved = proposal.lawyer_approval.as_ref().is_some_and(|approval| !approval.trim().is_empty());
            needs(!young && written && approved, ConsentGap::GuardianNotTold);
        }
    }
    gaps
}

/// What the best of a person's consents lacks for this proposal; empty if one of them covers it.
///
/// `kind` is the ground's, when the person is the subject; a person who is only mentioned may be child or adult, so that the
/// giver is not asked about.
pub(super) fn missing(
    catalogue: &Catalogue,
    proposal: &Proposal,
    recipient: &Recipient,
    person: &str,
    kind: Option<GroundKind>,
) -> BTreeSet<ConsentGap> {
    let of_person = proposal.consents.iter().filter(|consent| consent.person == person);
    let lacking = of_person.map(|consent| {
        let giver = match consent.given_by {
            ConsentGiver::Person => GroundKind::Consent,
            ConsentGiver::ChildAndGuardian | ConsentGiver::Guardian { .. } | ConsentGiver::ChildAlone { .. } => GroundKind::ConsentMinor,
        };
        let age = if kind.is_some() { proposal.age() } else { None };
        gaps(catalogue, consent, proposal, recipient, kind.unwrap_or(giver), age)
    });
    lacking.min_by_key(BTreeSet::len).unwrap_or_else(|| BTreeSet::from([ConsentGap::Missing]))
}

//! The one function that answers: may this snapshot leave? It is total and pure, and gives every reason why not.

use std::collections::{BTreeMap, BTreeSet};

use super::consent;
use super::narrowing::{Look, narrowed};
use super::path::{level, off_path, unprotected};
use super::proposal::{Proposal, Recipient};
use super::refusal::{DpGap, NoKey, OffPath, Refusal};
use crate::catalogue::{Catalogue, Certainty, Circumstances, Ground, GroundId, GroundKind, Level, Platform, ProvisionId, Start, Unfit};

/// What opened a lock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A harm test, recorded for this very lock.
    HarmTest,
    /// A ground.
    Ground(GroundId),
}

/// Locks and what opened them; an empty list is a lock that stays closed.
pub(super) type Opened = BTreeMap<ProvisionId, Vec<Key>>;

/// Something that does not stand in the way, but that the record must say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// Written down late, with a reason, and the data protection officer knows.
    LateButFlagged(i64),
    /// The ground's first day in force is not established: for practice only.
    StartUnknown(GroundId),
    /// The ground's wording is not certain.
    NotCertain(GroundId),
    /// A lock stands in for a section that is not yet named: for practice only.
    LockNotNamed(ProvisionId),
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Every reason why not, in a fixed order. Empty means that the snapshot may leave.
    pub refusals: Vec<Refusal>,
    /// What does not stand in the way but must be said.
    pub notices: Vec<Notice>,
    /// How near to a person the snapshot comes in truth.
    pub level: Level,
    opened: Opened,
}

impl Assessment {
    /// Whether the snapshot may leave.
    pub fn allowed(&self) -> bool {
        self.refusals.is_empty()
    }

    /// The locks that lie on the snapshot.
    pub fn provisions(&self) -> impl Iterator<Item = &ProvisionId> {
        self.opened.keys()
    }

    /// What opened this lock, for the record. Empty if it stays closed, or does not lie on the snapshot.
    pub fn reasons_open(&self, provision: &ProvisionId) -> &[Key] {
        self.opened.get(provision).map_or(&[], Vec::as_slice)
    }

    /// The locks that stay closed.
    pub fn closed(&self) -> impl Iterator<Item = &ProvisionId> {
        self.opened.iter().filter(|(_, keys)| keys.is_empty()).map(|(lock, _)| lock)
    }

    /// Whether a refusal with this code is among the reasons, for example `UNCOVERED(18:2)` or `MATRIX`.
    pub fn has(&self, code: &str) -> bool {
        self.refusals.iter().any(|refusal| refusal.code() == code || refusal.family() == code)
    }
}

/// What may never come in, whatever it is for. Asked at every door: import, form, envelope.
pub fn intake(catalogue: &Catalogue, tagged: impl IntoIterator<Item = ProvisionId>) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> =
        tagged.into_iter().filter(|id| catalogue.provision(id).is_none_or(|lock| lock.stays_out())).map(Refusal::Intake).collect();
    refusals.sort();
    refusals.dedup();
    refusals
}

/// May this snapshot leave? Every proposal gets an answer, and every failing reason is in it.
pub fn assess(catalogue: &Catalogue, proposal: &Proposal) -> Assessment {
    let row = catalogue.category(&proposal.category);
    let level = level(catalogue, proposal, row);
    let locks = locks_on(catalogue, proposal);
    let mut refusals: BTreeSet<Refusal> = intake(catalogue, locks.iter().cloned()).into_iter().collect();

    let mut opened: Opened = locks.iter().map(|lock| (lock.clone(), Vec::new())).collect();
    for (index, recipient) in proposal.recipients.iter().enumerate() {
        let here = turn_keys(catalogue, proposal, recipient, &locks, &mut refusals);
        if let Some(row) = row {
            refusals.extend(off_path(catalogue, proposal, row, recipient, level, &here));
            refusals.extend(narrowed(&Look { catalogue, proposal, row, recipient, level, opened: &here }));
        }
        refusals.extend(unprotected(catalogue, recipient, level, &here));
        // A lock is open only if it is open towards everybody.
        if index == 0 {
            opened = here;
        } else {
            for (lock, keys) in &mut opened {
                keys.retain(|key| here.get(lock).is_some_and(|others| others.contains(key)));
            }
        }
    }
    if row.is_none() {
        refusals.insert(Refusal::Matrix(OffPath::UnknownCategory));
    }
    let nothing_chosen = proposal.grounds.is_empty() && proposal.harm_tests.is_empty();
    if nothing_chosen && level > Level::Aggregate {
        refusals.insert(Refusal::NoGround(NoKey::NothingChosen));
    }
    refusals.extend(opened.iter().filter(|(_, keys)| keys.is_empty()).map(|(lock, _)| Refusal::Uncovered(lock.clone())));
    for chosen in &proposal.grounds {
        let Some(ground) = catalogue.ground(&chosen.ground) else { continue };
        let closed = opened.iter().filter(|(lock, keys)| keys.is_empty() && ground.excludes.contains(lock));
        refusals.extend(closed.map(|(lock, _)| Refusal::GroundExcludes { ground: ground.id.clone(), provision: lock.clone() }));
    }
    let ordered = ordered(catalogue, &opened);
    refusals.extend(lawful(catalogue, proposal, level, ordered).into_iter().map(Refusal::DpBasis));
    if !ordered {
        refusals.extend(others_without_consent(catalogue, proposal));
    }
    form(catalogue, proposal, level, &mut refusals);

    let mut notices = notices(catalogue, &opened);
    late(catalogue, proposal, &mut refusals, &mut notices);
    Assessment { refusals: refusals.into_iter().collect(), notices: notices.into_iter().collect(), level, opened }
}

/// The locks on the snapshot: those its category always has, those it is tagged with, and those that a warning mark adds.
fn locks_on(catalogue: &Catalogue, proposal: &Proposal) -> BTreeSet<ProvisionId> {
    let by_class = catalogue.provisions_for(&proposal.discloser, &proposal.category).unwrap_or_default();
    let protected = proposal.subjects.iter().any(|subject| subject.protected_identity);
    let by_mark = if protected { catalogue.overlay.protected_identity.as_slice() } else { &[] };
    by_class.iter().chain(by_mark).chain(&proposal.tagged).cloned().collect()
}

/// Tries every chosen key in every lock, towards one recipient.
fn turn_keys(
    catalogue: &Catalogue,
    proposal: &Proposal,
    recipient: &Recipient,
    locks: &BTreeSet<ProvisionId>,
    refusals: &mut BTreeSet<Refusal>,
) -> Opened {
    let mut opened: Opened = locks.iter().map(|lock| (lock.clone(), Vec::new())).collect();
    let mut circumstances = proposal.circumstances(recipient);
    circumstances.restriction_written = is_written(catalogue, &proposal.restriction);

    if let Some(harm_test) = catalogue.ground_of_kind(GroundKind::HarmTest) {
        for test in &proposal.harm_tests {
            circumstances.balance_written = is_written(catalogue, &test.reasons);
            circumstances.harm_cleared = true;
            if catalogue.opens(&harm_test.id, &test.provision, &circumstances) {
                if let Some(keys) = opened.get_mut(&test.provision) {
                    keys.push(Key::HarmTest);
                    keys.dedup();
                }
            } else {
                refusals.insert(Refusal::NoGround(NoKey::HarmTest(test.provision.clone())));
            }
        }
    }
    circumstances.harm_cleared = false;

    for chosen in &proposal.grounds {
        let Some(ground) = catalogue.ground(&chosen.ground) else {
            refusals.insert(Refusal::NoGround(NoKey::Unknown(chosen.ground.clone())));
            continue;
        };
        if ground.kind == GroundKind::HarmTest {
            refusals.insert(Refusal::NoGround(NoKey::HarmTestAsGround));
            continue;
        }
        circumstances.balance_written = is_written(catalogue, &chosen.balance);
        circumstances.consent_in_scope = ground.is_consent() && consent_holds(catalogue, proposal, recipient, ground, refusals);
        let mut turned = false;
        for (lock, keys) in &mut opened {
            if catalogue.opens(&ground.id, lock, &circumstances) {
                let key = Key::Ground(ground.id.clone());
                if !keys.contains(&key) {
                    keys.push(key);
                }
                turned = true;
            }
        }
        if !turned {
            refusals.extend(why_not(catalogue, ground, &circumstances));
        }
    }
    opened
}

/// Why a chosen ground opens nothing here.
fn why_not(catalogue: &Catalogue, ground: &Ground, circumstances: &Circumstances) -> BTreeSet<Refusal> {
    let reasons: BTreeSet<Refusal> = catalogue
        .unfit(ground, circumstances)
        .into_iter()
        .filter_map(|why| match why {
            Unfit::Subject => Some(Refusal::Subject(ground.id.clone())),
            Unfit::Offence => Some(Refusal::Offence(ground.id.clone())),
            Unfit::DataLimit => Some(Refusal::DataLimit(Some(ground.id.clone()))),
            // Said already, with what the consent lacks.
            Unfit::Consent => None,
            why => Some(Refusal::NoGround(NoKey::Unfit { ground: ground.id.clone(), why })),
        })
        .collect();
    let consent_lacks = ground.is_consent() && !circumstances.consent_in_scope;
    if reasons.is_empty() && !consent_lacks { BTreeSet::from([Refusal::NoGround(NoKey::OpensNothing(ground.id.clone()))]) } else { reasons }
}

/// Whether the subject has consented to exactly this.
fn consent_holds(
    catalogue: &Catalogue,
    proposal: &Proposal,
    recipient: &Recipient,
    ground: &Ground,
    refusals: &mut BTreeSet<Refusal>,
) -> bool {
    let mut holds = !proposal.subjects.is_empty();
    if proposal.subjects.is_empty() {
        refusals.insert(Refusal::ConsentScope(consent::ConsentGap::Missing));
    }
    for subject in &proposal.subjects {
        let gaps = consent::missing(catalogue, proposal, recipient, &subject.person, Some(ground.kind));
        holds &= gaps.is_empty();
        refusals.extend(gaps.into_iter().map(Refusal::ConsentScope));
    }
    holds
}

/// Everybody else who is mentioned must have consented or be left out: a ground that opens one person's secrecy says nothing about
/// another's. Only where a duty orders the disclosure, as for a child at risk, does what is needed include others.
fn others_without_consent(catalogue: &Catalogue, proposal: &Proposal) -> BTreeSet<Refusal> {
    let lacks = |person: &String| {
        proposal.recipients.iter().any(|recipient| !consent::missing(catalogue, proposal, recipient, person, None).is_empty())
    };
    proposal.mentioned.iter().filter(|person| lacks(person)).cloned().map(Refusal::OtherPerson).collect()
}

/// Whether a duty opens every lock.
fn ordered(catalogue: &Catalogue, opened: &Opened) -> bool {
    let by_duty =
        |keys: &Vec<Key>| keys.iter().any(|key| matches!(key, Key::Ground(id) if catalogue.ground(id).is_some_and(|ground| ground.duty)));
    !opened.is_empty() && opened.values().all(by_duty)
}

fn is_written(catalogue: &Catalogue, text: &str) -> bool {
    text.trim().chars().count() >= catalogue.limits.minimum_text
}

/// What the processing lacks. A waiver or a ground lifts secrecy; this is the other answer.
fn lawful(catalogue: &Catalogue, proposal: &Proposal, level: Level, ordered: bool) -> BTreeSet<DpGap> {
    let mut gaps = BTreeSet::new();
    let mut needs = |holds: bool, gap: DpGap| {
        if !holds {
            gaps.insert(gap);
        }
    };
    needs(!proposal.purposes.is_empty(), DpGap::NoPurpose);
    for purpose in &proposal.purposes {
        needs(catalogue.purpose(purpose).is_some(), DpGap::UnknownPurpose(purpose.as_str().to_owned()));
    }
    let own =
        proposal.legal_basis.as_ref().is_some_and(|chosen| catalogue.legal_bases_of(&proposal.discloser).any(|basis| basis.id == *chosen));
    needs(own, DpGap::LegalBasis);
    // Law: BDL 2:22. No test of necessity and proportionality is asked where a duty orders the disclosure.
    if level > Level::Aggregate && !ordered {
        needs(is_written(catalogue, &proposal.necessity), DpGap::Necessity);
        needs(is_written(catalogue, &proposal.proportionality), DpGap::Proportionality);
    }
    if let Some(row) = catalogue.category(&proposal.category) {
        for recipient in &proposal.recipients {
            let needs_client = row.path(&proposal.discloser, &recipient.kind).is_some_and(|path| path.client_of_recipient);
            let is_client = proposal.subjects.iter().all(|subject| subject.client_of.contains(&recipient.kind));
            needs(!needs_client || is_client, DpGap::NotAClient(recipient.kind.clone()));
        }
    }
    needs(proposal.as_of.is_some_and(|day| day <= proposal.decided_on), DpGap::AsOf);
    needs(proposal.basis.as_ref().is_some_and(|basis| !basis.source.trim().is_empty()), DpGap::Basis);
    needs(!proposal.recipients.is_empty(), DpGap::NoRecipient);
    gaps
}

/// One person for each decision, and content that is named.
fn form(catalogue: &Catalogue, proposal: &Proposal, level: Level, refusals: &mut BTreeSet<Refusal>) {
    let persons = proposal.subjects.len();
    if persons > 1 || (level == Level::Person && persons == 0) {
        refusals.insert(Refusal::OneSubject(persons));
    }
    if proposal.carried.is_empty() || proposal.carried.iter().any(|code| catalogue.content(code).is_none()) {
        refusals.insert(Refusal::DataLimit(None));
    }
}

fn late(catalogue: &Catalogue, proposal: &Proposal, refusals: &mut BTreeSet<Refusal>, notices: &mut BTreeSet<Notice>) {
    let Some(oral) = &proposal.oral else { return };
    let seconds = oral.logged_at.seconds_since(oral.said_at);
    let hours = seconds.div_euclid(3600);
    if (0..=catalogue.limits.oral_window_hours * 3600).contains(&seconds) {
        return;
    }
    // What is written down before it is said is not late but wrong, and no reason mends it.
    if seconds >= 0 && is_written(catalogue, &oral.reason) && oral.dpo_flag {
        notices.insert(Notice::LateButFlagged(hours));
    } else {
        refusals.insert(Refusal::Late(hours));
    }
}

fn notices(catalogue: &Catalogue, opened: &Opened) -> BTreeSet<Notice> {
    let mut notices = BTreeSet::new();
    for (lock, keys) in opened {
        if catalogue.provision(lock).is_some_and(|lock| lock.platform == Platform::Placeholder) {
            notices.insert(Notice::LockNotNamed(lock.clone()));
        }
        for key in keys {
            let ground = match key {
                Key::HarmTest => catalogue.ground_of_kind(GroundKind::HarmTest),
                Key::Ground(id) => catalogue.ground(id),
            };
            let Some(ground) = ground else { continue };
            if ground.valid_from == Start::Unknown {
                notices.insert(Notice::StartUnknown(ground.id.clone()));
            }
            if ground.certainty != Certainty::Read {
                notices.insert(Notice::NotCertain(ground.id.clone()));
            }
        }
    }
    notices
}

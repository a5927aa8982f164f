//! Does the path exist? The sharing matrix, and the secrecy that waits at the recipient.

use std::collections::BTreeSet;

use super::assess::{Key, Opened};
use super::proposal::{Proposal, Recipient};
use super::refusal::{OffPath, Refusal};
use crate::catalogue::{Catalogue, Category, GroundId, GroundKind, Interest, Level};

/// How near to a person the snapshot comes in truth: what it is called, what its row is, what it carries and whom it names.
pub(super) fn level(catalogue: &Catalogue, proposal: &Proposal, row: Option<&Category>) -> Level {
    let carried = proposal.carried.iter().filter_map(|code| catalogue.content(code)).map(|content| content.level);
    let named = if proposal.subjects.is_empty() && proposal.mentioned.is_empty() { Level::Aggregate } else { Level::Person };
    carried.chain([proposal.level, named, row.map_or(Level::Person, |row| row.level)]).max().unwrap_or(Level::Person)
}

fn ground_of<'a>(catalogue: &'a Catalogue, key: &'a Key) -> Option<&'a GroundId> {
    match key {
        Key::Ground(ground) => Some(ground),
        Key::HarmTest => catalogue.ground_of_kind(GroundKind::HarmTest).map(|ground| &ground.id),
    }
}

/// Every way in which the sharing matrix says no, towards one recipient.
pub(super) fn off_path(
    catalogue: &Catalogue,
    proposal: &Proposal,
    row: &Category,
    recipient: &Recipient,
    level: Level,
    opened: &Opened,
) -> BTreeSet<Refusal> {
    let mut off = BTreeSet::new();
    let mut no = |why: OffPath| off.insert(Refusal::Matrix(why));
    if !row.owners.contains(&proposal.discloser) {
        no(OffPath::NotOwner(proposal.discloser.clone()));
    }
    if row.never.contains(&recipient.kind) {
        no(OffPath::Never(recipient.kind.clone()));
    }
    if row.never_functions.contains(&recipient.function) {
        no(OffPath::NeverFunction(recipient.function.clone()));
    }
    let Some(path) = row.path(&proposal.discloser, &recipient.kind) else {
        no(OffPath::NoPath(recipient.kind.clone()));
        return off;
    };
    if level > path.level {
        no(OffPath::TooNear(recipient.kind.clone()));
    }
    if !path.only.is_empty() {
        for content in proposal.carried.iter().filter(|content| !path.only.contains(content)) {
            no(OffPath::Content(content.clone()));
        }
    }
    for (lock, keys) in opened.iter().filter(|(_, keys)| !keys.is_empty()) {
        let interest = catalogue.provision(lock).map_or(Interest::Individual, |lock| lock.protects);
        let usable = match interest {
            Interest::Public => &path.public,
            Interest::Individual => &path.individual,
        };
        if !keys.iter().filter_map(|key| ground_of(catalogue, key)).any(|ground| usable.contains(ground)) {
            no(OffPath::WrongKey(lock.clone()));
        }
    }
    for needed in &path.needs {
        if !opened.values().flatten().any(|key| ground_of(catalogue, key) == Some(needed)) {
            no(OffPath::NeedsKey(needed.clone()));
        }
    }
    off
}

/// Interests that nothing protects at the recipient.
///
/// Law: 7:2. Secrecy follows knowledge only as far as the recipient has a rule of its own or one that is carried over. Without
/// person-level content nothing is asked; a private recipient may instead be bound by a restriction.
pub(super) fn unprotected(catalogue: &Catalogue, recipient: &Recipient, level: Level, opened: &Opened) -> BTreeSet<Refusal> {
    if level < Level::Person {
        return BTreeSet::new();
    }
    let row = catalogue.recipient_secrecy.iter().find(|row| row.recipient == recipient.kind);
    if row.is_some_and(|row| row.exempt) {
        return BTreeSet::new();
    }
    let is_private = row.is_none_or(|row| row.protects.is_empty());
    let bound = is_private
        && opened
            .values()
            .flatten()
            .any(|key| matches!(key, Key::Ground(id) if catalogue.ground(id).is_some_and(|ground| ground.kind == GroundKind::Restriction)));
    if bound {
        return BTreeSet::new();
    }
    let interests: BTreeSet<Interest> = opened.keys().filter_map(|lock| catalogue.provision(lock)).map(|lock| lock.protects).collect();
    interests
        .into_iter()
        .filter(|interest| !recipient.confirmed_secrecy.contains(interest) && !row.is_some_and(|row| row.protects.contains(interest)))
        .map(|interest| Refusal::RecipientSecrecy { recipient: recipient.kind.clone(), interest })
        .collect()
}

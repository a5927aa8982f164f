//! Which grounds could open this? For the guided choice: plain questions first, paragraph numbers last.
//!
//! A suggestion says that a ground fits what is known so far. It does not say that its test is passed: that is for the person who
//! decides, and is written down.

use std::collections::BTreeSet;

use gvi_domain::authority::KindCode;

use crate::catalogue::{Catalogue, CategoryId, Circumstances, GroundId, GroundKind, Interest, ProvisionId, Use, Words};

/// A ground that could be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The ground.
    pub ground: GroundId,
    /// It is a harm test, recorded for each lock by itself.
    pub is_harm_test: bool,
    /// The law orders it: no form for necessity and proportionality.
    pub duty: bool,
    /// How often it is the right one.
    pub usage: Use,
    /// How it is cited, for those who want to know.
    pub cite: String,
    /// When to use it.
    pub when: Words,
    /// The question that guides the choice.
    pub question: Words,
    /// The balancing test that has to be answered in writing.
    pub balance: Words,
    /// The locks it would open.
    pub opens: Vec<ProvisionId>,
    /// The locks that would stay closed, so that another ground or a harm test is needed besides.
    pub remaining: Vec<ProvisionId>,
}

/// The grounds that fit what is known, everyday ones first. Empty if there is no path at all.
///
/// `known` is what is known so far; what the person still has to write or ask for (balancing text, consent, restriction, harm test) is
/// taken as if it were there.
pub fn guide(
    catalogue: &Catalogue,
    discloser: &KindCode,
    recipient: &KindCode,
    category: &CategoryId,
    tagged: &BTreeSet<ProvisionId>,
    known: &Circumstances,
) -> Vec<Suggestion> {
    let Some(row) = catalogue.category(category) else { return Vec::new() };
    let Some(path) = row.path(discloser, recipient) else { return Vec::new() };
    let locks: BTreeSet<ProvisionId> =
        catalogue.provisions_for(discloser, category).unwrap_or_default().iter().chain(tagged).cloned().collect();
    let mut hopeful = known.clone();
    hopeful.discloser = discloser.clone();
    hopeful.recipient = recipient.clone();
    hopeful.balance_written = true;
    hopeful.consent_in_scope = true;
    hopeful.restriction_written = true;
    hopeful.harm_cleared = true;

    let mut suggestions: Vec<Suggestion> = catalogue
        .grounds
        .iter()
        .filter(|ground| !matches!(ground.usage, Use::NotUsed | Use::Disabled))
        .filter_map(|ground| {
            let usable = |lock: &&ProvisionId| {
                let listed = match catalogue.provision(lock).map_or(Interest::Individual, |lock| lock.protects) {
                    Interest::Public => &path.public,
                    Interest::Individual => &path.individual,
                };
                listed.contains(&ground.id) && catalogue.opens(&ground.id, lock, &hopeful)
            };
            let (opens, remaining): (Vec<_>, Vec<_>) = locks.iter().partition(usable);
            (!opens.is_empty()).then(|| Suggestion {
                ground: ground.id.clone(),
                is_harm_test: ground.kind == GroundKind::HarmTest,
                duty: ground.duty,
                usage: ground.usage,
                cite: ground.cite.clone(),
                when: ground.when(),
                question: ground.question(),
                balance: ground.balance_question(),
                opens: opens.into_iter().cloned().collect(),
                remaining: remaining.into_iter().cloned().collect(),
            })
        })
        .collect();
    // Everyday grounds first; among equals the one that leaves fewest locks closed.
    suggestions.sort_by_key(|it| (it.usage, it.remaining.len()));
    suggestions
}

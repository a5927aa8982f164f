//! The house rules: where we do less than the law would allow, on purpose.

use std::collections::BTreeSet;

use super::assess::{Key, Opened};
use super::listing::LISTING_AGE_FLOOR;
use super::proposal::{Proposal, Recipient};
use super::refusal::Refusal;
use crate::catalogue::{Catalogue, Category, Check, GroundId, Interest, Level, Offence, ProductRule};

/// What the rules look at.
pub(super) struct Look<'a> {
    pub catalogue: &'a Catalogue,
    pub proposal: &'a Proposal,
    pub row: &'a Category,
    pub recipient: &'a Recipient,
    pub level: Level,
    pub opened: &'a Opened,
}

impl Look<'_> {
    fn concerns(&self, rule: &ProductRule) -> bool {
        let to = rule.check == Some(Check::Minor) || rule.to.is_empty() || rule.to.contains(&self.recipient.kind);
        to && (rule.from.is_empty() || rule.from.contains(&self.proposal.discloser))
            && rule.function.as_ref().is_none_or(|it| *it == self.recipient.function)
    }

    fn is_crime(&self) -> bool {
        let carried = self.proposal.carried.iter().filter_map(|code| self.catalogue.content(code)).any(|content| content.crime);
        self.level == Level::Person && (self.row.crime || carried)
    }

    fn is_health(&self) -> bool {
        self.row.health || self.proposal.carried.iter().filter_map(|code| self.catalogue.content(code)).any(|content| content.health)
    }

    fn is_written(&self, text: &str) -> bool {
        text.trim().chars().count() >= self.catalogue.limits.minimum_text
    }

    fn has_lawyer(&self) -> bool {
        self.proposal.lawyer_approval.as_ref().is_some_and(|approval| !approval.trim().is_empty())
    }

    fn opened_by_one_of(&self, grounds: &[GroundId]) -> bool {
        self.opened.values().flatten().any(|key| matches!(key, Key::Ground(ground) if grounds.contains(ground)))
    }

    /// Locks that only narrowed grounds open.
    fn opened_only_by(&self, rule: &ProductRule) -> BTreeSet<Refusal> {
        let only =
            |keys: &[Key]| !keys.is_empty() && keys.iter().all(|key| matches!(key, Key::Ground(ground) if rule.narrows.contains(ground)));
        let locks = self.opened.iter().filter(|(lock, keys)| rule.provisions.contains(lock) && only(keys));
        locks.map(|(lock, _)| Refusal::Cap(lock.clone())).collect()
    }

    fn age_is_under(&self, years: Option<u8>) -> bool {
        // An unknown age counts as young: every rule that asks protects the young.
        self.proposal.age().is_none_or(|age| years.is_none_or(|years| age < years))
    }

    /// Whether the rule stands in the way.
    fn breaks(&self, rule: &ProductRule, check: Check) -> bool {
        let proposal = self.proposal;
        match check {
            Check::Cap => false,
            Check::OtherGroundFirst => {
                self.level == Level::Person
                    && self.age_is_under(rule.age_under)
                    && self.opened_by_one_of(&rule.narrows)
                    && !(self.is_written(&proposal.why_not_first) && self.has_lawyer())
            }
            Check::Health => {
                let strict = self
                    .opened
                    .iter()
                    .filter(|(lock, _)| self.catalogue.provision(lock).is_some_and(|lock| lock.protects == Interest::Individual));
                let all_strict = strict
                    .into_iter()
                    .all(|(_, keys)| keys.iter().any(|key| matches!(key, Key::Ground(ground) if rule.only_with.contains(ground))));
                self.is_health() && !(all_strict && self.has_lawyer() && self.is_written(&proposal.absolutely_necessary))
            }
            Check::NoCrime => self.is_crime(),
            Check::NoPerson => self.level == Level::Person,
            Check::Child => {
                // The floor in the code is the least; the data may only raise it.
                let floor = rule.age_under.map(|age| age.max(LISTING_AGE_FLOOR));
                self.is_crime() && self.age_is_under(floor) && !self.opened_by_one_of(&rule.only_with)
            }
            Check::Minor => self.is_crime() && self.age_is_under(rule.age_under) && !rule.to.contains(&self.recipient.kind),
            Check::SecondApprover => self.row.second_approver && !proposal.second_approver,
            Check::DecisionMaker => self.row.decision_maker.as_ref().is_some_and(|role| *role != proposal.decided_by),
            Check::Reidentification => self.row.reidentification_check && !proposal.reidentification_checked,
            Check::Suppression => self.row.suppression_check && !proposal.small_numbers_hidden,
            Check::ProtectedIdentity => {
                let handler = self.recipient.handler.as_ref().is_some_and(|name| !name.trim().is_empty());
                proposal.subjects.iter().any(|subject| subject.protected_identity) && !handler
            }
            Check::EndDate => self.level > Level::Aggregate && !self.ends_in_time(),
        }
    }

    fn ends_in_time(&self) -> bool {
        self.proposal.ends_on.is_some_and(|end| {
            let days = (end - self.proposal.decided_on).get_days();
            (0..=self.catalogue.limits.longest_disclosure_days).contains(&i64::from(days))
        })
    }
}

/// Every house rule that stands in the way, towards one recipient.
pub(super) fn narrowed(look: &Look<'_>) -> BTreeSet<Refusal> {
    let mut refusals = BTreeSet::new();
    for rule in look.catalogue.product_rules.iter().filter(|rule| look.concerns(rule)) {
        let Some(check) = rule.check else { continue };
        if check == Check::Cap && look.proposal.offence.kind == Offence::Committed {
            refusals.extend(look.opened_only_by(rule));
        } else if look.breaks(rule, check) {
            refusals.insert(Refusal::ProductRule(rule.id.clone()));
        }
    }
    refusals
}

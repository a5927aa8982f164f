//! What stands between a catalogue and real people.

use super::{Catalogue, Platform, Start, Use, Words};

/// A reason why production must refuse the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Its status is not `approved`.
    NotApproved(String),
    /// No approval of this very catalogue by this kind of authority.
    NoApproval(String),
    /// An approval names another version of the catalogue.
    ApprovalOfAnotherVersion(String),
    /// The first day of a ground is not established.
    StartUnknown(String),
    /// A lock stands in for a section that is not yet named.
    Placeholder(String),
}

impl Gap {
    /// What is missing and who can supply it.
    pub fn words(&self) -> Words {
        match self {
            Self::NotApproved(status) => Words::new(
                format!("katalogen har ställningen \"{status}\"; den ska vara \"approved\""),
                format!("the catalogue has the status \"{status}\"; it must be \"approved\""),
            ),
            Self::NoApproval(kind) => Words::new(
                format!("{kind}: jurist och dataskyddsombud har inte godkänt katalogen"),
                format!("{kind}: lawyer and data protection officer have not approved the catalogue"),
            ),
            Self::ApprovalOfAnotherVersion(kind) => Words::new(
                format!("{kind}: godkännandet gäller en annan version av katalogen"),
                format!("{kind}: the approval is of another version of the catalogue"),
            ),
            Self::StartUnknown(ground) => Words::new(
                format!("{ground}: första dagen i kraft är inte fastställd"),
                format!("{ground}: the first day in force is not established"),
            ),
            Self::Placeholder(lock) => Words::new(
                format!("{lock}: juristen har inte pekat ut bestämmelsen"),
                format!("{lock}: the lawyer has not named the section"),
            ),
        }
    }
}

/// Everything that production must refuse. Empty means that the catalogue may be used with real people.
pub fn production_gaps(catalogue: &Catalogue) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if catalogue.meta.status != "approved" {
        gaps.push(Gap::NotApproved(catalogue.meta.status.clone()));
    }
    let owners: std::collections::BTreeSet<_> =
        catalogue.categories.iter().flat_map(|row| &row.owners).map(|kind| kind.as_str().to_owned()).collect();
    for kind in owners {
        let mut of_kind = catalogue.approvals.iter().filter(|approval| approval.authority == kind).peekable();
        if of_kind.peek().is_none() {
            gaps.push(Gap::NoApproval(kind));
        } else if !of_kind.any(|approval| approval.catalogue_hash == catalogue.hash()) {
            gaps.push(Gap::ApprovalOfAnotherVersion(kind));
        }
    }
    for ground in &catalogue.grounds {
        let in_use = !matches!(ground.usage, Use::NotUsed | Use::Disabled);
        if in_use && ground.valid_from == Start::Unknown {
            gaps.push(Gap::StartUnknown(ground.id.to_string()));
        }
    }
    for lock in catalogue.provisions.iter().filter(|lock| lock.platform == Platform::Placeholder) {
        gaps.push(Gap::Placeholder(lock.id.to_string()));
    }
    gaps
}

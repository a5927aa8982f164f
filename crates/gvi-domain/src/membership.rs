//! A membership: a dated statement that a person belongs to a group. Never a permanent label: it stands on evidence from a closed list,
//! two people from two units answer for it, and it ends by itself after ninety days unless new evidence renews it.
//!
//! There is deliberately no "associate" and no way to extend a listing by editing it.

use crate::evidence::{NewEvidence, Standing, carries};
use crate::limit::DomainError;
use crate::person::ListableRef;
use crate::respect::words_fault;
use crate::text::Words;
use crate::{Date, GroupId, MembershipId};

/// What part the person has in the group. No "associate", on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberRole {
    /// Belongs to it.
    Member,
    /// Others in the group listen to this person.
    Influential,
    /// Could carry a message to the group.
    PossibleMessenger,
    /// Belonged to it before.
    Former,
}

/// Where the statement stands. That a review is due is not a state but a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MembershipState {
    /// Somebody asks for it. The person is not listed.
    Proposed,
    /// The person is listed until a day.
    Confirmed,
    /// Listed, and somebody asks on new evidence that it go on.
    RenewalProposed,
    /// Listed, and somebody says that it is wrong.
    Contested,
    /// Not listed any more, at once: its evidence was voided, or a dispute was not settled in time.
    Suspended,
    /// Not listed any more: its day has passed.
    Expired,
    /// Not listed any more, for a stated reason.
    Ended,
    /// Was never listed: the proposal was refused.
    Refused,
}

/// What can be done to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MembershipDeed {
    /// Confirm or renew.
    Approve,
    /// Say no to a proposal.
    Refuse,
    /// Ask on new evidence that it go on.
    ProposeRenewal,
    /// Say that it is wrong.
    Contest,
    /// End it with a reason.
    End,
    /// Add an item to a proposal that waits.
    AddEvidence,
    /// Declare an item void.
    VoidEvidence,
    /// Correct the written necessity.
    Correct,
}

/// Whether the child and the guardians are told (secrecy.md H4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// They are told.
    Notify,
    /// They are told later, for a reason, on a day.
    Defer,
}

names!(MemberRole { Member = "member", Influential = "influential", PossibleMessenger = "possible-messenger", Former = "former" });
names!(MembershipState {
    Proposed = "proposed", Confirmed = "confirmed", RenewalProposed = "renewal-proposed", Contested = "contested", Suspended = "suspended",
    Expired = "expired", Ended = "ended", Refused = "refused",
});
names!(Notice { Notify = "notify", Defer = "defer" });

/// Days that a listing stands after it was confirmed.
pub const LISTING_DAYS: i64 = 90;
/// Days that the listing of somebody under eighteen stands.
pub const LISTING_DAYS_MINOR: i64 = 30;
/// Days before its end that a listing is put up for review.
pub const REVIEW_AHEAD_DAYS: i64 = 14;
/// Days in which a dispute must be settled; then the listing is suspended.
pub const CONTEST_DAYS: i64 = 30;
/// Days that a proposal waits before it is erased.
pub const PROPOSAL_DAYS: i64 = 30;
/// Months after a listing's last day that its record is erased.
pub const MEMBERSHIP_MONTHS: i32 = 6;
/// Shortest written necessity.
pub const NECESSITY_LEAST: usize = 30;

impl MembershipState {
    /// Whether the person is listed.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Confirmed | Self::RenewalProposed | Self::Contested)
    }

    /// Whether somebody has to decide.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Proposed | Self::RenewalProposed)
    }

    /// The state on a day: a listing whose last day has passed is expired, whether or not anybody has written that down yet.
    pub fn on(self, today: Date, listed_until: Option<Date>) -> Self {
        if self.stands() && listed_until.is_none_or(|until| until < today) { Self::Expired } else { self }
    }

    /// Whether a deed starts from this state. The page shows the buttons of this table, the deed asks it again.
    pub const fn allows(self, deed: MembershipDeed) -> bool {
        use MembershipDeed as Deed;
        match deed {
            Deed::Approve | Deed::Refuse => self.waits(),
            Deed::ProposeRenewal => matches!(self, Self::Confirmed | Self::Contested),
            Deed::Contest => matches!(self, Self::Confirmed | Self::RenewalProposed),
            Deed::End => matches!(self, Self::Proposed) || self.stands(),
            Deed::AddEvidence => self.waits(),
            Deed::VoidEvidence | Deed::Correct => matches!(self, Self::Proposed) || self.stands(),
        }
    }

    /// Refuses a deed that does not start from here.
    pub fn require(self, deed: MembershipDeed) -> Result<(), DomainError> {
        if self.allows(deed) { Ok(()) } else { Err(DomainError::WrongState { thing: "membership", state: self.name(), deed: deed.name() }) }
    }

    /// The state after an item of evidence was voided: a listing is suspended at once, whatever else it stands on. Who still thinks
    /// that it is right proposes it anew on what is valid.
    #[must_use]
    pub const fn after_voiding(self) -> Self {
        if self.stands() { Self::Suspended } else { self }
    }
}

impl MembershipDeed {
    /// The name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::ProposeRenewal => "renew",
            Self::Contest => "contest",
            Self::End => "end",
            Self::AddEvidence => "add-evidence",
            Self::VoidEvidence => "void-evidence",
            Self::Correct => "correct",
        }
    }
}

/// The last day of a listing that is confirmed or renewed today.
pub fn listed_until(today: Date, minor: bool) -> Date {
    today.saturating_add(jiff::Span::new().days(if minor { LISTING_DAYS_MINOR } else { LISTING_DAYS }))
}

/// The day after which the record of a listing is erased.
pub fn record_ends(listed_until: Date) -> Date {
    listed_until.saturating_add(jiff::Span::new().months(MEMBERSHIP_MONTHS))
}

/// A proposal as typed. It takes a [`ListableRef`], so nobody under fifteen, no victim and no suspect of an incident fits.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// The id that the form minted.
    pub id: MembershipId,
    /// Who.
    pub person: ListableRef,
    /// In which group.
    pub group: GroupId,
    /// With which part.
    pub role: MemberRole,
    /// Why *listing* is needed for something that will be done within ninety days.
    pub necessity: Words,
    /// The day by which that will be done.
    pub needed_by: Date,
    /// What it stands on.
    pub evidence: Vec<NewEvidence>,
}

impl NewMembership {
    /// Checks a proposal on a day; returns every fault at once. Faults of single items are added by whoever knows their place in the form.
    pub fn check(self, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        faults.extend(necessity_faults(&self.necessity, self.needed_by, today));
        let standing: Vec<Standing> = self.evidence.iter().map(Standing::from).collect();
        if !carries(&standing, today) {
            faults.push(DomainError::Rule { rule: "criterion-two-items" });
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

fn necessity_faults(necessity: &Words, needed_by: Date, today: Date) -> Vec<DomainError> {
    let mut faults = Vec::new();
    if necessity.is_empty() {
        faults.push(DomainError::field("necessity", "missing"));
    } else if necessity.as_str().chars().count() < NECESSITY_LEAST {
        faults.push(DomainError::field("necessity", "too-short"));
    }
    faults.extend(words_fault("necessity", necessity.as_str()));
    if needed_by < today || needed_by > today.saturating_add(jiff::Span::new().days(LISTING_DAYS)) {
        faults.push(DomainError::field("needed_by", "within-90-days"));
    }
    faults
}

/// The six criteria of secrecy.md section 6.2. All six, or no listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// An active purpose and an active group, which has its basis (secrecy.md E5).
    PurposeAndGroup,
    /// Two independent valid items, one about conduct within twelve months.
    TwoItems,
    /// A written necessity.
    Necessity,
    /// Proposer and approver from different units.
    TwoUnits,
    /// Checked: nothing sensitive in it.
    NothingSensitive,
    /// A review date within ninety days.
    ReviewDate,
}

names!(Criterion {
    PurposeAndGroup = "purpose-and-group", TwoItems = "two-items", Necessity = "necessity", TwoUnits = "two-units", NothingSensitive = "nothing-sensitive",
    ReviewDate = "review-date",
});

impl Criterion {
    /// The rule that a refused approval names.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::PurposeAndGroup => "criterion-purpose-and-group",
            Self::TwoItems => "criterion-two-items",
            Self::Necessity => "criterion-necessity",
            Self::TwoUnits => "criterion-two-units",
            Self::NothingSensitive => "criterion-nothing-sensitive",
            Self::ReviewDate => "criterion-review-date",
        }
    }
}

/// What the checklist is filled from.
#[derive(Debug, Clone)]
pub struct Basis<'b> {
    /// The day of the decision.
    pub today: Date,
    /// The purpose of the session and the group both count as active.
    pub purpose_and_group_active: bool,
    /// Violence that a review has confirmed as the group's is not too long ago.
    pub group_has_basis: bool,
    /// The items.
    pub evidence: &'b [Standing],
    /// The written necessity.
    pub necessity: &'b Words,
    /// Unit of the proposer.
    pub proposer_unit: &'b str,
    /// Unit of whoever decides.
    pub approver_unit: &'b str,
    /// Whoever decides looked for sensitive facts and found none.
    pub nothing_sensitive: bool,
    /// Under eighteen.
    pub minor: bool,
}

impl Basis<'_> {
    /// Whether a criterion is met.
    pub fn meets(&self, criterion: Criterion) -> bool {
        match criterion {
            Criterion::PurposeAndGroup => self.purpose_and_group_active && self.group_has_basis,
            Criterion::TwoItems => carries(self.evidence, self.today),
            Criterion::Necessity => self.necessity.as_str().chars().count() >= NECESSITY_LEAST,
            Criterion::TwoUnits => self.proposer_unit != self.approver_unit,
            Criterion::NothingSensitive => self.nothing_sensitive,
            // The house sets the date; the criterion holds the house to it.
            Criterion::ReviewDate => {
                listed_until(self.today, self.minor) <= self.today.saturating_add(jiff::Span::new().days(LISTING_DAYS))
            }
        }
    }

    /// Every criterion that is not met, as faults.
    pub fn faults(&self) -> Vec<DomainError> {
        Criterion::ALL
            .iter()
            .filter(|criterion| !self.meets(**criterion))
            .map(|criterion| DomainError::Rule { rule: self.rule(*criterion) })
            .collect()
    }

    /// The rule that a refused approval names. Of a group that is called active and has lost its basis it says what is missing.
    const fn rule(&self, criterion: Criterion) -> &'static str {
        match criterion {
            Criterion::PurposeAndGroup if self.purpose_and_group_active => "group-without-basis",
            other => other.rule(),
        }
    }
}

/// What whoever approves adds.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Looked for sensitive facts and found none.
    pub nothing_sensitive: bool,
    /// For somebody under eighteen: whether they are told.
    pub notice: Option<Notice>,
    /// Why they are told later.
    pub notice_reason: Words,
    /// When they are told, if later.
    pub notice_on: Option<Date>,
    /// For somebody under eighteen: why this is in the child's best interest.
    pub best_interest: Words,
}

impl Approval {
    /// The faults of the parts that only somebody under eighteen needs (secrecy.md section 6.3).
    pub fn faults(&self, minor: bool, today: Date) -> Vec<DomainError> {
        let mut faults = Vec::new();
        if !minor {
            return faults;
        }
        match self.notice {
            None => faults.push(DomainError::field("notice", "missing")),
            Some(Notice::Defer) => {
                if self.notice_reason.is_empty() {
                    faults.push(DomainError::field("notice_reason", "missing"));
                }
                if self.notice_on.is_none_or(|day| day <= today) {
                    faults.push(DomainError::field("notice_on", "in-the-past"));
                }
            }
            Some(Notice::Notify) => {}
        }
        if self.best_interest.as_str().chars().count() < NECESSITY_LEAST {
            faults.push(DomainError::field("best_interest", "too-short"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;
    use crate::person::Born;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn a_listing_stands_on_its_ninetieth_day_and_not_on_the_day_after() {
        let until = listed_until(TODAY, false);
        assert_eq!(MembershipState::Confirmed.on(date(2027, 2, 20), Some(until)), MembershipState::Confirmed);
        assert_eq!(MembershipState::Confirmed.on(date(2027, 2, 21), Some(until)), MembershipState::Expired);
    }

    #[test]
    fn nothing_leads_back_into_a_listing_once_it_is_over() {
        for state in [MembershipState::Suspended, MembershipState::Expired, MembershipState::Ended, MembershipState::Refused] {
            for deed in [MembershipDeed::Approve, MembershipDeed::ProposeRenewal, MembershipDeed::AddEvidence, MembershipDeed::Correct] {
                assert!(state.require(deed).is_err(), "{state:?} {deed:?}");
            }
        }
    }

    #[test]
    fn voiding_evidence_suspends_every_listing_that_stands() {
        for state in MembershipState::ALL {
            assert!(!state.after_voiding().stands(), "{state:?}");
        }
    }

    #[test]
    fn a_proposal_with_nothing_in_it_tells_every_fault() {
        let person = ListableRef::of_person(PersonId::new(), Born::Year(2000), TODAY).unwrap();
        let typed = NewMembership {
            id: MembershipId::new(),
            person,
            group: GroupId::new(),
            role: MemberRole::Member,
            necessity: Words::stored("kort".into()),
            needed_by: date(2027, 6, 1),
            evidence: Vec::new(),
        };
        assert_eq!(typed.check(TODAY).unwrap_err().len(), 3);
    }

    #[test]
    fn the_checklist_names_each_criterion_that_is_not_met() {
        let words = Words::stored(String::new());
        let basis = Basis {
            today: TODAY,
            purpose_and_group_active: false,
            group_has_basis: false,
            evidence: &[],
            necessity: &words,
            proposer_unit: "a",
            approver_unit: "a",
            nothing_sensitive: false,
            minor: false,
        };
        assert_eq!(basis.faults().len(), 5);
        assert!(basis.meets(Criterion::ReviewDate));
        assert_eq!(basis.faults()[0], DomainError::Rule { rule: "criterion-purpose-and-group" });
        let lapsed = Basis { purpose_and_group_active: true, ..basis };
        assert_eq!(lapsed.faults()[0], DomainError::Rule { rule: "group-without-basis" });
    }

    #[test]
    fn a_minor_needs_notice_and_best_interest_and_an_adult_does_not() {
        let bare = Approval {
            nothing_sensitive: true,
            notice: None,
            notice_reason: Words::stored(String::new()),
            notice_on: None,
            best_interest: Words::stored(String::new()),
        };
        assert_eq!(bare.faults(true, TODAY).len(), 2);
        assert!(bare.faults(false, TODAY).is_empty());
        let deferred = Approval { notice: Some(Notice::Defer), ..bare };
        assert_eq!(deferred.faults(true, TODAY).len(), 3);
    }
}

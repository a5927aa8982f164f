//! A referral: somebody is sent on to the authority that can help, with a disclosed copy, and the recipient says whether it will.
//!
//! The copy is a disclosure like any other, on consent or another ground. What is different is that an answer is expected, and that both
//! sides see it. Silence is answered by a reminder and by nothing else: there is no state that is reached by waiting.

use crate::disclosure::DisclosureState;
use crate::limit::DomainError;

/// Why a referral is not taken. About the help and never about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectReason {
    /// It is not this authority's task.
    NotOurTask,
    /// There is no room now.
    NoRoom,
    /// The person has this help here already.
    AlreadyHere,
    /// The person could not be reached.
    NotReached,
    /// The person does not want it.
    NotWanted,
    /// What was told is not enough to go on with.
    NotEnough,
}

names!(RejectReason {
    NotOurTask = "not-our-task", NoRoom = "no-room", AlreadyHere = "already-here", NotReached = "not-reached", NotWanted = "not-wanted", NotEnough = "not-enough",
});

/// What the recipient answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferralAnswer {
    /// Taken on.
    Accepted,
    /// Not taken on, and why.
    Rejected(RejectReason),
    /// What was asked for has been done.
    Done,
}

impl ReferralAnswer {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
            Self::Done => "done",
        }
    }

    /// The stored reason; empty where there is none.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Rejected(reason) => reason.name(),
            Self::Accepted | Self::Done => "",
        }
    }

    /// The answer with this name and reason. A refusal without a reason is no answer, and neither is a reason without a refusal.
    pub fn named(name: &str, reason: &str) -> Option<Self> {
        match (name, reason) {
            ("accepted", "") => Some(Self::Accepted),
            ("rejected", reason) => RejectReason::named(reason).map(Self::Rejected),
            ("done", "") => Some(Self::Done),
            _ => None,
        }
    }
}

/// Where a referral stands, as both sides see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferralState {
    /// Sent; nobody has answered.
    Sent,
    /// Taken on.
    Accepted,
    /// Not taken on.
    Rejected(RejectReason),
    /// Done.
    Done,
    /// Taken back by the sender, or put right by a new one.
    Revoked,
    /// The copy has reached its last day. What was answered before stays answered.
    Expired,
}

impl ReferralState {
    /// The state from what has become of the copy and what was answered.
    pub const fn of(copy: DisclosureState, answer: Option<ReferralAnswer>) -> Self {
        match (answer, copy) {
            (Some(ReferralAnswer::Done), _) => Self::Done,
            (Some(ReferralAnswer::Rejected(reason)), _) => Self::Rejected(reason),
            (_, DisclosureState::Recalled | DisclosureState::Corrected) => Self::Revoked,
            (_, DisclosureState::Expired) => Self::Expired,
            (Some(ReferralAnswer::Accepted), DisclosureState::Sent) => Self::Accepted,
            (None, DisclosureState::Sent) => Self::Sent,
        }
    }

    /// The name of the state in message keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
            Self::Done => "done",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// Whether the recipient can answer so from here.
    pub const fn takes(self, answer: ReferralAnswer) -> bool {
        matches!(
            (self, answer),
            (Self::Sent, ReferralAnswer::Accepted | ReferralAnswer::Rejected(_)) | (Self::Accepted, ReferralAnswer::Done)
        )
    }

    /// Answers.
    pub const fn answer(self, answer: ReferralAnswer) -> Result<Self, DomainError> {
        if !self.takes(answer) {
            return Err(DomainError::WrongState { thing: "referral", state: self.name(), deed: answer.name() });
        }
        Ok(match answer {
            ReferralAnswer::Accepted => Self::Accepted,
            ReferralAnswer::Rejected(reason) => Self::Rejected(reason),
            ReferralAnswer::Done => Self::Done,
        })
    }

    /// Whether somebody still has to answer.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answers() -> Vec<ReferralAnswer> {
        let mut answers = vec![ReferralAnswer::Accepted, ReferralAnswer::Done];
        answers.extend(RejectReason::ALL.iter().map(|reason| ReferralAnswer::Rejected(*reason)));
        answers
    }

    /// What can happen to a referral: an answer of the recipient, or something that becomes of the copy.
    #[derive(Debug, Clone, Copy)]
    enum Turn {
        Answer(ReferralAnswer),
        Copy(DisclosureState),
    }

    proptest! {
        #[test]
        fn no_answer_is_given_but_by_the_recipient_and_none_after_the_end(
            turns in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(answers()).prop_map(Turn::Answer),
                    proptest::sample::select(DisclosureState::ALL.to_vec()).prop_map(Turn::Copy),
                ],
                0..12,
            ),
        ) {
            let (mut copy, mut answer) = (DisclosureState::Sent, None);
            for turn in turns {
                let was = ReferralState::of(copy, answer);
                match turn {
                    Turn::Answer(given) => {
                        if let Ok(next) = was.answer(given) {
                            answer = Some(given);
                            prop_assert_eq!(ReferralState::of(copy, answer), next, "both sides work out the same state");
                        }
                    }
                    Turn::Copy(to) => {
                        if copy.move_to(to).is_ok() {
                            copy = to;
                        }
                    }
                }
                let is = ReferralState::of(copy, answer);
                if is == ReferralState::Accepted || is == ReferralState::Done {
                    prop_assert!(answer.is_some(), "silence is never a yes");
                }
                if !matches!(was, ReferralState::Sent | ReferralState::Accepted) {
                    prop_assert_eq!(is, was, "what is over stays over");
                }
                if copy != DisclosureState::Sent {
                    prop_assert!(answers().iter().all(|given| !is.takes(*given)), "nobody answers what was taken back");
                }
            }
        }
    }

    #[test]
    fn every_answer_is_found_by_what_is_stored_and_nothing_else_is_an_answer() {
        for answer in answers() {
            assert_eq!(ReferralAnswer::named(answer.name(), answer.reason()), Some(answer));
        }
        for (name, reason) in [("rejected", ""), ("accepted", "no-room"), ("done", "no-room"), ("yes", ""), ("", "")] {
            assert_eq!(ReferralAnswer::named(name, reason), None, "{name} {reason}");
        }
    }
}

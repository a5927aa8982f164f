//! Clocks: the promise of the method is a fast and predictable answer, and a clock makes visible whether it is kept.
//!
//! Every row of the method's table of limits that the work needs so far is a kind here, with its default in hours. A site may
//! change every limit; the kinds themselves are the method's. A clock says *what* is due and *when*, never about whom: its label
//! holds codes only.
//!
//! What this room deliberately does not do: it does not tick. Whether a clock has run out is asked of the moment of the request.

use crate::Moment;

/// What a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClockKind {
    /// The other authorities' coordinators are told of an incident.
    Alert,
    /// A first judgement of an incident: group-related, which groups, how great is the risk of retaliation.
    Triage,
    /// Contacts with both sides, when the risk of retaliation is high.
    RetaliationContacts,
    /// An incident is reviewed.
    Review,
    /// An incident is watched for what follows it.
    Watch,
    /// The next review meeting, counted from the last one held.
    ReviewMeeting,
    /// Minutes and tasks after a meeting.
    Minutes,
    /// Open a focus, warn, do nothing or defer: decided after an incident by a group that has received the message.
    FocusDecision,
    /// The first review of a running focus.
    FocusReview,
    /// Every further review of a running focus.
    FocusReviewNext,
    /// The group is told why it got attention and why that ended.
    CommunicationBack,
    /// A group without violence cools.
    GroupCooling,
    /// A group without violence lies dormant.
    GroupDormant,
    /// A group's profile is confirmed again, or shown as stale.
    GroupProfile,
    /// A membership is renewed on new grounds, or ends.
    MembershipReview,
    /// A question whether a planned contact collides with something. Silence means not cleared.
    Deconfliction,
    /// The same, when it is urgent.
    DeconflictionUrgent,
    /// What another authority asked about a planned contact is answered here.
    DeconflictionAnswer,
    /// The same, when it is urgent.
    DeconflictionAnswerUrgent,
    /// A notification because of retaliation.
    UrgentNotification,
    /// The result of a visit is written down.
    VisitResult,
    /// Somebody asked for help and is followed up.
    HelpFollowUp,
    /// The second contact after a first delivery.
    SecondContact,
    /// Somebody who called the help line is called back.
    SupportCallBack,
    /// The first meeting about support.
    SupportMeeting,
    /// A decision on acute protection.
    ProtectionDecision,
    /// A plan for support.
    SupportPlan,
    /// The weekly check-in with somebody who has support.
    SupportCheckIn,
    /// What became of somebody who had support is asked, half a year, a year and two years after the first contact.
    SupportOutcome,
    /// Somebody who was referred here is taken on or not. Silence is a reminder and never a yes.
    ReferralAnswer,
    /// The authority to which somebody was referred answers.
    ReferralReminder,
    /// A speaker's consent ends: it is asked for again, or everything about them goes.
    SpeakerConsent,
    /// A network of the community meets again.
    NetworkMeeting,
    /// A consent ends: it is asked for again, or it ends.
    ConsentEnding,
    /// Somebody here says that what another authority disclosed has been seen.
    ReceivedUnseen,
    /// The next item of a call-in's plan: due at the end of its day.
    CallInItem,
    /// A call-in is gone through by those who worked.
    CallInDebrief,
    /// What a call-in taught is written down.
    CallInReview,
    /// A reminder that the next call-in has to be planned.
    NextCallIn,
    /// The chief decides whether a call-in is held: so long before it.
    GoDecision,
    /// A summons is sent: so long before the call-in.
    SummonsSent,
    /// A guest is contacted after the call-in.
    GuestContact,
}

names!(ClockKind {
    Alert = "alert", Triage = "triage", RetaliationContacts = "retaliation-contacts", Review = "review", Watch = "watch",
    ReviewMeeting = "review-meeting", Minutes = "minutes", FocusDecision = "focus-decision", FocusReview = "focus-review",
    FocusReviewNext = "focus-review-next", CommunicationBack = "communication-back", GroupCooling = "group-cooling",
    GroupDormant = "group-dormant", GroupProfile = "group-profile", MembershipReview = "membership-review",
    Deconfliction = "deconfliction", DeconflictionUrgent = "deconfliction-urgent", DeconflictionAnswer = "deconfliction-answer",
    DeconflictionAnswerUrgent = "deconfliction-answer-urgent", UrgentNotification = "urgent-notification",
    VisitResult = "visit-result", HelpFollowUp = "help-follow-up", SecondContact = "second-contact",
    SupportCallBack = "support-call-back", SupportMeeting = "support-meeting", ProtectionDecision = "protection-decision",
    SupportPlan = "support-plan", SupportCheckIn = "support-check-in", SupportOutcome = "support-outcome",
    SpeakerConsent = "speaker-consent", NetworkMeeting = "network-meeting", ConsentEnding = "consent-ending",
    ReceivedUnseen = "received-unseen", ReferralAnswer = "referral-answer", ReferralReminder = "referral-reminder",
    CallInItem = "call-in-item", CallInDebrief = "call-in-debrief", CallInReview = "call-in-review",
    NextCallIn = "next-call-in", GoDecision = "go-decision", SummonsSent = "summons-sent", GuestContact = "guest-contact",
});

/// Hours of a day.
const DAY: u32 = 24;
/// A site may give a clock at most a year: a longer one reminds nobody.
pub const CLOCK_HOURS_MAX: u32 = 366 * DAY;

impl ClockKind {
    /// The limit in hours when the site has set none (method section 3).
    pub const fn default_hours(self) -> u32 {
        match self {
            Self::SupportCallBack => 1,
            Self::Alert => 2,
            Self::DeconflictionUrgent | Self::DeconflictionAnswerUrgent => 6,
            Self::VisitResult => 8,
            // "The same day".
            Self::Minutes | Self::ProtectionDecision => 12,
            Self::Triage
            | Self::Deconfliction
            | Self::DeconflictionAnswer
            | Self::HelpFollowUp
            | Self::SupportMeeting
            | Self::ReceivedUnseen
            | Self::CallInItem
            | Self::CallInDebrief
            | Self::GoDecision => DAY,
            Self::RetaliationContacts | Self::FocusDecision | Self::UrgentNotification | Self::ReferralAnswer | Self::ReferralReminder => {
                3 * DAY
            }
            Self::Review | Self::ReviewMeeting | Self::SupportCheckIn | Self::GuestContact => 7 * DAY,
            Self::FocusReviewNext | Self::CommunicationBack | Self::SecondContact | Self::SupportPlan => 14 * DAY,
            Self::Watch | Self::FocusReview | Self::GroupCooling | Self::SummonsSent => 28 * DAY,
            Self::CallInReview | Self::SupportOutcome | Self::ConsentEnding | Self::SpeakerConsent => 30 * DAY,
            Self::GroupDormant | Self::GroupProfile | Self::MembershipReview | Self::NetworkMeeting => 90 * DAY,
            // Six months.
            Self::NextCallIn => 183 * DAY,
        }
    }

    /// The kind of thing that its subject is, by the name that policies and log use. A reader who may not list such things
    /// does not see the clock either.
    pub const fn thing(self) -> &'static str {
        match self {
            Self::Alert | Self::Triage | Self::RetaliationContacts | Self::Review | Self::Watch => "Incident",
            Self::ReviewMeeting | Self::Minutes => "Review",
            Self::FocusDecision | Self::GroupCooling | Self::GroupDormant | Self::GroupProfile => "Group",
            Self::FocusReview | Self::FocusReviewNext | Self::CommunicationBack => "Focus",
            Self::MembershipReview => "Membership",
            Self::Deconfliction | Self::DeconflictionUrgent | Self::UrgentNotification | Self::VisitResult | Self::SecondContact => {
                "Notification"
            }
            Self::ReceivedUnseen | Self::ReferralAnswer | Self::DeconflictionAnswer | Self::DeconflictionAnswerUrgent => "Received",
            Self::ReferralReminder => "Disclosure",
            Self::ConsentEnding => "Consent",
            Self::SpeakerConsent => "Speaker",
            Self::NetworkMeeting => "Network",
            Self::SupportCallBack => "HelpCall",
            Self::HelpFollowUp
            | Self::SupportMeeting
            | Self::ProtectionDecision
            | Self::SupportPlan
            | Self::SupportCheckIn
            | Self::SupportOutcome => "Support",
            Self::CallInItem | Self::CallInDebrief | Self::CallInReview | Self::NextCallIn => "CallIn",
            Self::GoDecision => "Guest",
            Self::SummonsSent | Self::GuestContact => "Summons",
        }
    }

    /// The name of the setting that changes its limit.
    pub fn setting(self) -> String {
        format!("clock-{}", self.name())
    }

    /// The limit in hours: what the site has set, if that is a whole number of hours between one and a year, else the default.
    pub fn hours(self, setting: Option<&str>) -> u32 {
        setting
            .and_then(|text| text.trim().parse().ok())
            .filter(|hours| (1..=CLOCK_HOURS_MAX).contains(hours))
            .unwrap_or(self.default_hours())
    }

    /// Whether its limit runs backwards: it is due so long *before* what it is about.
    pub const fn is_before(self) -> bool {
        matches!(self, Self::GoDecision | Self::SummonsSent)
    }

    /// When it is due, if it is due so long before a moment.
    pub fn due_before(self, what: Moment, setting: Option<&str>) -> Moment {
        what.plus_hours(-i64::from(self.hours(setting)))
    }

    /// When it is due.
    pub fn due(self, started: Moment, setting: Option<&str>) -> Moment {
        started.plus_hours(i64::from(self.hours(setting)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_those_of_the_method() {
        for (kind, hours) in [
            (ClockKind::Alert, 2),
            (ClockKind::Triage, 24),
            (ClockKind::RetaliationContacts, 72),
            (ClockKind::Review, 168),
            (ClockKind::Watch, 672),
            (ClockKind::FocusDecision, 72),
            (ClockKind::CommunicationBack, 336),
            (ClockKind::GroupProfile, 2160),
            (ClockKind::SummonsSent, 28 * 24),
            (ClockKind::GuestContact, 7 * 24),
            (ClockKind::GoDecision, 24),
            (ClockKind::CallInReview, 30 * 24),
        ] {
            assert_eq!(kind.default_hours(), hours, "{kind:?}");
        }
    }

    #[test]
    fn a_site_may_change_a_limit_but_nonsense_changes_nothing() {
        assert_eq!(ClockKind::Triage.hours(Some(" 12 ")), 12);
        for nonsense in ["", "soon", "0", "-3", "999999999"] {
            assert_eq!(ClockKind::Triage.hours(Some(nonsense)), 24, "{nonsense:?}");
        }
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in ClockKind::ALL {
            assert_eq!(ClockKind::named(kind.name()), Some(*kind));
        }
    }
}

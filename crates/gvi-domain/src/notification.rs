//! A custom notification (individuellt samtal): somebody is sought out with the message, once everybody who could be in the way was asked.
//!
//! Requested, deconflicted, assigned, attempted, delivered or not, followed up. Each stage holds what it has, and there is one way from
//! one stage to the next. What protects can always be done: a stop, a question or an answer that was taken back leads to the beginning,
//! and anything that is not over can be cancelled.
//!
//! What this room deliberately does not hold: why another authority said "wait", what the person needs, and any number about a person.

use crate::deconfliction::{SafetyAnswer, SafetyQuestion, Standing, gate};
use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::visit::Outcome;
use crate::{AccountId, Code, Moment, NotificationId, RoundId, WordingId};

/// Why somebody is sought out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A fresh conflict, or a risk of retaliation.
    Conflict,
    /// A planned round.
    Round,
    /// What follows a call-in, for groups that had no guest there too.
    CallIn,
    /// A focus on the group.
    Focus,
    /// Release from prison.
    Release,
}

names!(Trigger { Conflict = "conflict", Round = "round", CallIn = "call-in", Focus = "focus", Release = "release" });

/// Colleagues in one team.
pub const TEAM_MAX: usize = 4;
/// Attempts at one notification. Whoever has not been found by then is not found by another one.
pub const ATTEMPTS_MAX: u32 = 10;
/// Notifications that are under way in one compartment at a time.
pub const NOTIFICATIONS_OPEN_MAX: usize = 400;
/// Fewest signs of a reason.
pub const REASON_LEAST: usize = 20;
/// Fewest signs of a reason to give up or to cancel.
pub const END_LEAST: usize = 10;
/// Days after the last that happened to a notification when it is erased (secrecy.md section 7, logistics).
pub const KEPT_DAYS: i32 = 90;
/// Days without contact after which somebody with a valid mark of influence stands on the list of those nobody has spoken to.
pub const NO_CONTACT_DAYS: i64 = 60;

/// Where a notification stands, with what it has there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Somebody asked for it.
    Requested,
    /// Every safety question is answered and nobody stands in the way.
    Deconflicted,
    /// A team has it in hand.
    Assigned(Team),
    /// Tried, and not delivered yet.
    Attempted(Team),
    /// The person heard it himself.
    Direct(Moment),
    /// The family heard it.
    Family(Moment),
    /// Given up, with the reason.
    Failed(Words),
    /// Called off, with the reason.
    Cancelled(Words),
    /// Delivered, and spoken to once more.
    FollowedUp(Moment),
}

/// The stages by name: for rows, lists and pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationState {
    /// See [`Stage::Requested`].
    Requested,
    /// See [`Stage::Deconflicted`].
    Deconflicted,
    /// See [`Stage::Assigned`].
    Assigned,
    /// See [`Stage::Attempted`].
    Attempted,
    /// See [`Stage::Direct`].
    Direct,
    /// See [`Stage::Family`].
    Family,
    /// See [`Stage::Failed`].
    Failed,
    /// See [`Stage::Cancelled`].
    Cancelled,
    /// See [`Stage::FollowedUp`].
    FollowedUp,
}

names!(NotificationState {
    Requested = "requested", Deconflicted = "deconflicted", Assigned = "assigned", Attempted = "attempted", Direct = "direct", Family = "family",
    Failed = "failed", Cancelled = "cancelled", FollowedUp = "followed-up",
});

/// What can be done to a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationDeed {
    /// Answer a safety question.
    Answer,
    /// Ask another authority.
    Ask,
    /// Write down a talk that they asked for.
    Talk,
    /// Say that nothing stands in the way.
    Clear,
    /// Give it to a team.
    Assign,
    /// Write down an attempt.
    Attempt,
    /// Give up.
    GiveUp,
    /// Call it off.
    Cancel,
    /// Write down the second contact.
    FollowUp,
}

names!(NotificationDeed {
    Answer = "answer", Ask = "ask", Talk = "talk", Clear = "clear", Assign = "assign", Attempt = "attempt", GiveUp = "give-up", Cancel = "cancel",
    FollowUp = "follow-up",
});

impl NotificationState {
    /// The deeds that are possible in this state. The page and the deed both ask this table.
    pub const fn deeds(self) -> &'static [NotificationDeed] {
        use NotificationDeed::{Answer, Ask, Assign, Attempt, Cancel, Clear, FollowUp, GiveUp, Talk};
        match self {
            Self::Requested => &[Answer, Ask, Talk, Clear, Cancel],
            Self::Deconflicted => &[Answer, Ask, Assign, Cancel],
            Self::Assigned => &[Answer, Ask, Assign, Attempt, Cancel],
            Self::Attempted => &[Answer, Ask, Assign, Attempt, GiveUp, Cancel],
            Self::Direct | Self::Family => &[FollowUp],
            Self::Failed | Self::Cancelled | Self::FollowedUp => &[],
        }
    }

    /// Whether the deed is possible, or why not.
    pub fn allows(self, deed: NotificationDeed) -> Result<(), DomainError> {
        if self.deeds().contains(&deed) {
            Ok(())
        } else {
            Err(DomainError::WrongState { thing: "notification", state: self.name(), deed: deed.name() })
        }
    }

    /// Whether it is still under way.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Deconflicted | Self::Assigned | Self::Attempted)
    }

    /// Whether the message was delivered.
    pub const fn is_delivered(self) -> bool {
        matches!(self, Self::Direct | Self::Family | Self::FollowedUp)
    }
}

/// Who makes the visit, and when it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Colleagues, at least one.
    pub members: Vec<AccountId>,
    /// When the visit is planned; the result is due the same shift.
    pub visit_at: Moment,
}

impl Team {
    /// A team that holds together.
    pub fn read(members: Vec<AccountId>, visit_at: Option<Moment>, now: Moment) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let mut members = members;
        members.sort_unstable();
        members.dedup();
        if members.is_empty() {
            read.fault(DomainError::field("team", "missing"));
        } else if members.len() > TEAM_MAX {
            read.fault(DomainError::field("team", "too-many"));
        }
        let visit_at = read.choice("visit_at", visit_at);
        // An hour of grace: whoever goes at once fills in "now", and the clock goes on meanwhile.
        if visit_at.is_some_and(|at| at.plus_hours(1) < now) {
            read.fault(DomainError::field("visit_at", "due-has-passed"));
        } else if visit_at.is_some_and(|at| at > now.plus_days(60)) {
            read.fault(DomainError::field("visit_at", "too-far-ahead"));
        }
        read.finish(|| Some(Self { members, visit_at: visit_at? }))
    }
}

impl Stage {
    /// Its name.
    pub const fn state(&self) -> NotificationState {
        match self {
            Self::Requested => NotificationState::Requested,
            Self::Deconflicted => NotificationState::Deconflicted,
            Self::Assigned(_) => NotificationState::Assigned,
            Self::Attempted(_) => NotificationState::Attempted,
            Self::Direct(_) => NotificationState::Direct,
            Self::Family(_) => NotificationState::Family,
            Self::Failed(_) => NotificationState::Failed,
            Self::Cancelled(_) => NotificationState::Cancelled,
            Self::FollowedUp(_) => NotificationState::FollowedUp,
        }
    }

    /// Nothing stands in the way any more.
    pub fn clear(self, answered: &[(SafetyQuestion, SafetyAnswer)], asked: &[Standing]) -> Result<Self, DomainError> {
        self.state().allows(NotificationDeed::Clear)?;
        gate(answered, asked).map(|()| Self::Deconflicted)
    }

    /// A team takes it. What has changed since it was cleared is asked again.
    pub fn assign(self, team: Team, answered: &[(SafetyQuestion, SafetyAnswer)], asked: &[Standing]) -> Result<Self, DomainError> {
        self.state().allows(NotificationDeed::Assign)?;
        gate(answered, asked)?;
        Ok(match self {
            Self::Attempted(_) => Self::Attempted(team),
            _ => Self::Assigned(team),
        })
    }

    /// An attempt was made. It is written down whatever stands in the way by now, because it happened.
    pub fn attempt(self, outcome: Outcome, at: Moment, tries: u32) -> Result<Self, DomainError> {
        self.state().allows(NotificationDeed::Attempt)?;
        if tries >= ATTEMPTS_MAX {
            return Err(DomainError::Full { what: "attempts", limit: ATTEMPTS_MAX as usize });
        }
        Ok(match (outcome, self) {
            (Outcome::Direct, _) => Self::Direct(at),
            (Outcome::Family, _) => Self::Family(at),
            (Outcome::NotFound | Outcome::Refused, Self::Assigned(team) | Self::Attempted(team)) => Self::Attempted(team),
            // The table above lets an attempt start from these two stages only.
            (Outcome::NotFound | Outcome::Refused, other) => other,
        })
    }

    /// It is given up.
    pub fn give_up(self, reason: &str) -> Result<Self, Vec<DomainError>> {
        self.state().allows(NotificationDeed::GiveUp).map_err(|fault| vec![fault])?;
        Words::read("reason", reason, END_LEAST).map(Self::Failed).map_err(|fault| vec![fault])
    }

    /// It is called off.
    pub fn cancel(self, reason: &str) -> Result<Self, Vec<DomainError>> {
        self.state().allows(NotificationDeed::Cancel).map_err(|fault| vec![fault])?;
        Words::read("reason", reason, END_LEAST).map(Self::Cancelled).map_err(|fault| vec![fault])
    }

    /// The second contact was made.
    pub fn follow_up(self, at: Moment) -> Result<Self, DomainError> {
        self.state().allows(NotificationDeed::FollowUp)?;
        Ok(Self::FollowedUp(at))
    }

    /// Back to the beginning, because something came up that stands in the way: a stop, or a new question. It only protects, so it
    /// needs nobody's leave; what is over stays over.
    #[must_use]
    pub fn halt(self) -> Self {
        match self {
            Self::Requested | Self::Deconflicted | Self::Assigned(_) | Self::Attempted(_) => Self::Requested,
            over => over,
        }
    }
}

/// A request as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedRequest<'t> {
    /// Code of the person.
    pub person: &'t str,
    /// Code of the group.
    pub group: &'t str,
    /// Why this person, now.
    pub reason: &'t str,
    /// Name of the trigger.
    pub trigger: &'t str,
    /// Because of retaliation.
    pub urgent: bool,
    /// Id of the planned words.
    pub wording: &'t str,
    /// Id of the planned letter; may be empty.
    pub letter: &'t str,
    /// Id of the round; may be empty.
    pub round: &'t str,
}

/// A request that holds together.
#[derive(Debug, Clone)]
pub struct NewNotification {
    /// The id that the form minted.
    pub id: NotificationId,
    /// The person's code.
    pub person: Code,
    /// The group's code.
    pub group: Code,
    /// Why this person, now.
    pub reason: Words,
    /// What set it off.
    pub trigger: Trigger,
    /// Because of retaliation.
    pub urgent: bool,
    /// The planned words.
    pub wording: WordingId,
    /// The planned letter.
    pub letter: Option<WordingId>,
    /// The round it belongs to.
    pub round: Option<RoundId>,
}

impl NewNotification {
    /// Reads a request; all faults at once.
    pub fn read(id: NotificationId, typed: TypedRequest<'_>) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let person = read.code("person", typed.person);
        let group = read.code("group", typed.group);
        let reason = read.words("reason", typed.reason, REASON_LEAST);
        let trigger = read.choice("trigger", Trigger::named(typed.trigger));
        let wording = read.choice("wording", typed.wording.parse().ok());
        let letter = if typed.letter.is_empty() { None } else { read.choice("letter", typed.letter.parse().ok()) };
        let round = if typed.round.is_empty() { None } else { read.choice("round", typed.round.parse().ok()) };
        read.finish(|| {
            Some(Self {
                id,
                person: person?,
                group: group?,
                reason: reason?,
                trigger: trigger?,
                urgent: typed.urgent,
                wording: wording?,
                letter,
                round,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment() -> Moment {
        Moment::parse("2026-11-22T20:40:00Z").unwrap()
    }

    fn team() -> Team {
        Team { members: vec![AccountId::new()], visit_at: moment() }
    }

    /// What somebody might try, with everything it would need to succeed or with something missing.
    #[derive(Debug, Clone)]
    enum Try {
        Answer(usize, bool),
        Ask(Option<Standing>),
        Clear,
        Assign,
        Attempt(Outcome),
        GiveUp(bool),
        Cancel(bool),
        FollowUp,
        Halt,
    }

    fn tries() -> impl Strategy<Value = Try> {
        let standing = prop::sample::select(vec![None, Some(Standing::Clear), Some(Standing::Talked), Some(Standing::Wait)]);
        prop_oneof![
            4 => (0..SafetyQuestion::ALL.len(), prop::bool::weighted(0.95)).prop_map(|(question, go)| Try::Answer(question, go)),
            2 => standing.prop_map(Try::Ask),
            3 => Just(Try::Clear),
            3 => Just(Try::Assign),
            3 => prop::sample::select(Outcome::ALL.to_vec()).prop_map(Try::Attempt),
            1 => any::<bool>().prop_map(Try::GiveUp),
            1 => any::<bool>().prop_map(Try::Cancel),
            1 => Just(Try::FollowUp),
            1 => Just(Try::Halt),
        ]
    }

    proptest! {
        #[test]
        fn no_stage_is_reached_without_what_it_stands_on(all in prop::collection::vec(tries(), 0..60)) {
            let (mut stage, mut tries) = (Stage::Requested, 0);
            let mut answered: Vec<(SafetyQuestion, SafetyAnswer)> = Vec::new();
            let mut asked: Vec<Standing> = Vec::new();
            let (mut was_cleared, mut was_assigned, mut was_delivered) = (false, false, false);
            for one in all {
                let before = stage.clone();
                let free = gate(&answered, &asked).is_ok();
                let after = match one {
                    Try::Answer(question, go) => {
                        let question = SafetyQuestion::ALL[question];
                        answered.retain(|(known, _)| *known != question);
                        answered.push((question, if go { SafetyAnswer::Go } else { SafetyAnswer::Stop }));
                        Ok(if go { stage.clone() } else { stage.clone().halt() })
                    }
                    Try::Ask(standing) => {
                        asked.push(standing.unwrap_or(Standing::Silent));
                        Ok(stage.clone().halt())
                    }
                    Try::Clear => stage.clone().clear(&answered, &asked).map_err(|fault| vec![fault]),
                    Try::Assign => stage.clone().assign(team(), &answered, &asked).map_err(|fault| vec![fault]),
                    Try::Attempt(outcome) => stage.clone().attempt(outcome, moment(), tries).inspect(|_| tries += 1).map_err(|fault| vec![fault]),
                    Try::GiveUp(reason) => stage.clone().give_up(if reason { "Tre försök på tre veckor." } else { "" }),
                    Try::Cancel(reason) => stage.clone().cancel(if reason { "Han sitter häktad sedan i går." } else { "" }),
                    Try::FollowUp => stage.clone().follow_up(moment()).map_err(|fault| vec![fault]),
                    Try::Halt => Ok(stage.clone().halt()),
                };
                if let Ok(after) = after {
                    stage = after;
                }
                match stage.state() {
                    NotificationState::Requested => (was_cleared, was_assigned) = (false, false),
                    NotificationState::Deconflicted if before.state() != NotificationState::Deconflicted => {
                        prop_assert!(free, "cleared while something stood in the way");
                        was_cleared = true;
                    }
                    NotificationState::Assigned if before != stage => {
                        prop_assert!(was_cleared && free, "assigned without clearance");
                        was_assigned = true;
                    }
                    NotificationState::Attempted => prop_assert!(was_assigned && tries > 0),
                    NotificationState::Direct | NotificationState::Family => {
                        prop_assert!(was_assigned && tries > 0, "delivered without an attempt of a team");
                        was_delivered = true;
                    }
                    NotificationState::FollowedUp => prop_assert!(was_delivered),
                    NotificationState::Failed => prop_assert!(tries > 0, "given up without an attempt"),
                    _ => {}
                }
                if let Stage::Failed(reason) | Stage::Cancelled(reason) = &stage {
                    prop_assert!(!reason.is_empty(), "ended without a reason");
                }
                // What is over never begins again.
                if !before.state().is_open() {
                    prop_assert!(!stage.state().is_open());
                }
            }
        }
    }

    #[test]
    fn a_deed_that_the_table_does_not_list_fails_and_one_that_it_lists_does_not() {
        let answered: Vec<_> = SafetyQuestion::ALL.iter().map(|question| (*question, SafetyAnswer::Go)).collect();
        let stages = [
            Stage::Requested,
            Stage::Deconflicted,
            Stage::Assigned(team()),
            Stage::Attempted(team()),
            Stage::Direct(moment()),
            Stage::Family(moment()),
            Stage::Failed(Words::stored("x".into())),
            Stage::Cancelled(Words::stored("x".into())),
            Stage::FollowedUp(moment()),
        ];
        for stage in stages {
            let listed = |deed| stage.state().deeds().contains(&deed);
            let clear = stage.clone().clear(&answered, &[Standing::Clear]);
            assert_eq!(clear.is_ok(), listed(NotificationDeed::Clear), "{stage:?}");
            let assign = stage.clone().assign(team(), &answered, &[Standing::Clear]);
            assert_eq!(assign.is_ok(), listed(NotificationDeed::Assign), "{stage:?}");
            assert_eq!(stage.clone().attempt(Outcome::Refused, moment(), 0).is_ok(), listed(NotificationDeed::Attempt), "{stage:?}");
            assert_eq!(stage.clone().give_up("Tre försök, ingen hemma.").is_ok(), listed(NotificationDeed::GiveUp), "{stage:?}");
            assert_eq!(stage.clone().cancel("Han sitter häktad.").is_ok(), listed(NotificationDeed::Cancel), "{stage:?}");
            assert_eq!(stage.clone().follow_up(moment()).is_ok(), listed(NotificationDeed::FollowUp), "{stage:?}");
        }
    }

    #[test]
    fn a_stop_takes_it_out_of_the_hands_of_the_team() {
        assert_eq!(Stage::Assigned(team()).halt(), Stage::Requested);
        assert_eq!(Stage::Direct(moment()).halt(), Stage::Direct(moment()), "what was said was said");
    }

    #[test]
    fn a_team_is_somebody_and_not_a_crowd_and_goes_in_good_time() {
        let crowd = (0..5).map(|_| AccountId::new()).collect();
        assert_eq!(Team::read(crowd, Some(moment()), moment()).unwrap_err(), [DomainError::field("team", "too-many")]);
        assert_eq!(Team::read(Vec::new(), None, moment()).unwrap_err().len(), 2);
        let one = AccountId::new();
        assert_eq!(Team::read(vec![one, one], Some(moment()), moment()).unwrap().members, [one]);
    }
}

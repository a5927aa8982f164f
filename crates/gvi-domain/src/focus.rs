//! A focus: for a while a group has the full attention of every authority, because of what it did after it had been told.
//!
//! The working group proposes, the chief decides, and the decision carries its reasons whatever it is: this is the record by which
//! the method answers for itself. A focus only sets priority. It makes nothing lawful, and it decides nothing about any person.
//!
//! What this file deliberately does not hold: members, levers, persons. They stand on legal bases of their own.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{Date, FocusId, GroupId, Moment};

/// Fewest signs of a reason: a sentence, not a word.
pub const REASON_LEAST: usize = 20;
/// Fewest signs of a short fact, for example which message the group heard.
pub const FACT_LEAST: usize = 10;
/// Open proposals and running focuses one compartment may have at a time. The full attention of everybody cannot be on twenty groups.
pub const FOCUS_OPEN_MAX: usize = 20;

/// Where a focus stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FocusState {
    /// The working group has proposed; the chief has not decided, or has deferred.
    Proposed,
    /// Decided: open and not yet started, or warn only, or no action.
    Decided,
    /// Every authority works on it.
    Running,
    /// Ended, with a reason: the criteria were met, or it was broken off.
    Ended,
    /// The group was told why it got attention and why that ended.
    CommunicatedBack,
    /// The working group has written down what it learnt.
    Evaluated,
}

/// What the chief decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Open a focus.
    Open,
    /// Warn the group and nothing more.
    Warn,
    /// No action.
    NoAction,
    /// Wait because the attribution is weak. Not an answer: the clock starts again, in plain sight.
    Defer,
}

/// Which rule, as it was told to the groups, this group falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The first group to shoot after the message.
    FirstAfterMessage,
    /// The most violent group overall.
    MostViolent,
}

/// How a focus ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FocusEnd {
    /// The stop criteria were met.
    CriteriaMet,
    /// It was broken off: no effect, no capacity, the group fell apart.
    BrokenOff,
}

/// What a review of a running focus came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewOutcome {
    /// Go on as before.
    GoOn,
    /// Go on with other goals or other means.
    Change,
    /// End it.
    End,
}

/// By which way the group was told back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BackChannel {
    /// A visit.
    Visit,
    /// A meeting at the probation office.
    ProbationMeeting,
    /// The next call-in.
    CallIn,
    /// The press.
    Press,
}

names!(FocusState { Proposed = "proposed", Decided = "decided", Running = "running", Ended = "ended", CommunicatedBack = "communicated-back", Evaluated = "evaluated" });
names!(Verdict { Open = "open", Warn = "warn", NoAction = "no-action", Defer = "defer" });
names!(Rule { FirstAfterMessage = "first-after-message", MostViolent = "most-violent" });
names!(FocusEnd { CriteriaMet = "criteria-met", BrokenOff = "broken-off" });
names!(ReviewOutcome { GoOn = "go-on", Change = "change", End = "end" });
names!(BackChannel { Visit = "visit", ProbationMeeting = "probation-meeting", CallIn = "call-in", Press = "press" });

/// The deeds that move a focus on. The page shows a button exactly where the deed can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FocusDeed {
    /// The chief decides.
    Decide,
    /// The focus starts, with goals and stop criteria.
    Start,
    /// A review is held.
    Review,
    /// It ends.
    End,
    /// The group is told back.
    TellBack,
    /// What was learnt is written down.
    Evaluate,
}

names!(FocusDeed { Decide = "decide", Start = "start", Review = "review", End = "end", TellBack = "tell-back", Evaluate = "evaluate" });

impl FocusState {
    /// The deeds that are possible in this state, given what was decided.
    pub const fn deeds(self, verdict: Option<Verdict>) -> &'static [FocusDeed] {
        match (self, verdict) {
            (Self::Proposed, _) => &[FocusDeed::Decide],
            (Self::Decided, Some(Verdict::Open)) => &[FocusDeed::Start],
            (Self::Running, _) => &[FocusDeed::Review, FocusDeed::End],
            (Self::Ended, _) => &[FocusDeed::TellBack],
            (Self::CommunicatedBack, _) => &[FocusDeed::Evaluate],
            (Self::Decided | Self::Evaluated, _) => &[],
        }
    }

    /// The state after a deed, or why it cannot be done from here.
    pub fn after(self, verdict: Option<Verdict>, deed: FocusDeed) -> Result<Self, DomainError> {
        if !self.deeds(verdict).contains(&deed) {
            return Err(DomainError::WrongState { thing: "focus", state: self.name(), deed: deed.name() });
        }
        Ok(match deed {
            FocusDeed::Decide => Self::Decided,
            FocusDeed::Start | FocusDeed::Review => Self::Running,
            FocusDeed::End => Self::Ended,
            FocusDeed::TellBack => Self::CommunicatedBack,
            FocusDeed::Evaluate => Self::Evaluated,
        })
    }
}

impl Verdict {
    /// The state of the focus after this verdict: a deferred proposal is still a proposal.
    pub const fn leads_to(self) -> FocusState {
        match self {
            Self::Defer => FocusState::Proposed,
            Self::Open | Self::Warn | Self::NoAction => FocusState::Decided,
        }
    }

    /// Whether it keeps the promise of an answer within the limit. "Defer" does not count (measure F6b).
    pub const fn answers(self) -> bool {
        !matches!(self, Self::Defer)
    }
}

/// A proposal as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedProposal<'t> {
    /// Name of the rule.
    pub rule: &'t str,
    /// What happened, who judged it, how sure.
    pub evidence: &'t str,
    /// Which message the group heard, and when.
    pub told: &'t str,
    /// Whether the authorities have hands enough, and what else runs.
    pub capacity: &'t str,
}

/// A proposal that holds together.
#[derive(Debug, Clone)]
pub struct NewFocus {
    /// The id that the form minted.
    pub id: FocusId,
    /// The group.
    pub group: GroupId,
    /// The rule.
    pub rule: Rule,
    /// The evidence.
    pub evidence: Words,
    /// What the group was told.
    pub told: Words,
    /// Capacity and other work under way.
    pub capacity: Words,
}

impl NewFocus {
    /// Reads a proposal; all faults at once.
    pub fn read(id: FocusId, group: GroupId, typed: TypedProposal<'_>) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let rule = read.choice("rule", Rule::named(typed.rule));
        let evidence = read.words("evidence", typed.evidence, REASON_LEAST);
        let told = read.words("told", typed.told, FACT_LEAST);
        let capacity = read.words("capacity", typed.capacity, FACT_LEAST);
        read.finish(|| Some(Self { id, group, rule: rule?, evidence: evidence?, told: told?, capacity: capacity? }))
    }
}

/// A decision that holds together.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Why. Mandatory whatever the verdict is.
    pub reasons: Words,
    /// Who saw it differently, and why.
    pub dissent: Words,
}

impl Decision {
    /// Reads a decision; all faults at once.
    pub fn read(verdict: &str, reasons: &str, dissent: &str) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let verdict = read.choice("verdict", Verdict::named(verdict));
        let reasons = read.words("reasons", reasons, REASON_LEAST);
        let dissent = read.words("dissent", dissent, 0);
        read.finish(|| Some(Self { verdict: verdict?, reasons: reasons?, dissent: dissent? }))
    }

    /// The state it leads to. Nobody decides on a proposal of their own, even with both roles.
    pub fn on(&self, state: FocusState, proposer: &str, decider: &str) -> Result<FocusState, DomainError> {
        if proposer == decider {
            return Err(DomainError::Rule { rule: "proposer-decides" });
        }
        state.after(None, FocusDeed::Decide)?;
        Ok(self.verdict.leads_to())
    }
}

/// The start of a focus.
#[derive(Debug, Clone)]
pub struct Start {
    /// Its first day.
    pub on: Date,
    /// What is to be reached.
    pub goals: Words,
    /// What ends it.
    pub stop_criteria: Words,
}

impl Start {
    /// Reads a start; it does not lie more than a week ahead, nor in the past.
    pub fn read(on: &str, goals: &str, stop_criteria: &str, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let on = read.date("started_on", on);
        if on.is_some_and(|on| on < today || on > today.saturating_add(jiff::Span::new().days(7))) {
            read.fault(DomainError::field("started_on", "start-out-of-range"));
        }
        let goals = read.words("goals", goals, REASON_LEAST);
        let stop_criteria = read.words("stop_criteria", stop_criteria, REASON_LEAST);
        read.finish(|| Some(Self { on: on?, goals: goals?, stop_criteria: stop_criteria? }))
    }
}

/// A review of a running focus.
#[derive(Debug, Clone)]
pub struct Review {
    /// What it came to.
    pub outcome: ReviewOutcome,
    /// What was seen and why.
    pub note: Words,
}

impl Review {
    /// Reads a review.
    pub fn read(outcome: &str, note: &str) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let outcome = read.choice("outcome", ReviewOutcome::named(outcome));
        let note = read.words("note", note, REASON_LEAST);
        read.finish(|| Some(Self { outcome: outcome?, note: note? }))
    }
}

/// The end of a focus.
#[derive(Debug, Clone)]
pub struct End {
    /// How.
    pub how: FocusEnd,
    /// Why.
    pub reason: Words,
}

impl End {
    /// Reads an end. An end without a reason cannot be written down.
    pub fn read(how: &str, reason: &str) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let how = read.choice("how", FocusEnd::named(how));
        let reason = read.words("reason", reason, REASON_LEAST);
        read.finish(|| Some(Self { how: how?, reason: reason? }))
    }
}

/// A message back as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedBack<'t> {
    /// The approved text.
    pub text: &'t str,
    /// Name of the channel.
    pub channel: &'t str,
    /// Who carried it.
    pub messenger: &'t str,
    /// The day.
    pub on: &'t str,
    /// Who cleared it: police and prosecutor.
    pub clearance: &'t str,
    /// The day on which they did.
    pub cleared_on: &'t str,
    /// Nothing in it touches an investigation or a trial to come.
    pub pretrial: bool,
    /// Nobody in it stands as guilty who has not been convicted.
    pub innocence: bool,
}

/// What the group was told at the end. Without it the attention looks random.
#[derive(Debug, Clone)]
pub struct Back {
    /// The approved text.
    pub text: Words,
    /// By which way.
    pub channel: BackChannel,
    /// Who carried it.
    pub messenger: String,
    /// The day.
    pub on: Date,
    /// Who cleared it.
    pub clearance: String,
    /// The day on which they did, and weighed both what a trial needs and the presumption of innocence.
    pub cleared_on: Date,
}

impl Back {
    /// Reads a message back; it was given on a day since the end and not in the future.
    pub fn read(typed: TypedBack<'_>, ended: Option<Date>, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let text = read.words("text", typed.text, REASON_LEAST);
        let channel = read.choice("channel", BackChannel::named(typed.channel));
        let messenger = read.line("messenger", typed.messenger, 120);
        let on = read.date("on", typed.on);
        if on.is_some_and(|on| on > today || ended.is_some_and(|ended| on < ended)) {
            read.fault(DomainError::field("on", "back-out-of-range"));
        }
        let clearance = read.line("clearance", typed.clearance, 200);
        let cleared_on = read.date("cleared_on", typed.cleared_on);
        // Cleared first and told then: a clearance afterwards clears nothing.
        if cleared_on.is_some_and(|cleared| cleared > today || on.is_some_and(|on| cleared > on)) {
            read.fault(DomainError::field("cleared_on", "cleared-after-it-was-told"));
        }
        // Law: OSL 18:1, what an investigation needs; the European Convention, article 6(2), on who has not been convicted.
        for (field, weighed) in [("pretrial", typed.pretrial), ("innocence", typed.innocence)] {
            if !weighed {
                read.fault(DomainError::field(field, "must-be-weighed"));
            }
        }
        read.finish(|| {
            Some(Self { text: text?, channel: channel?, messenger: messenger?, on: on?, clearance: clearance?, cleared_on: cleared_on? })
        })
    }
}

/// Whether a message back kept the limit that ran from the end of the focus (measure F9).
pub fn told_in_time(ended: Moment, told: Moment, limit_hours: i64) -> bool {
    told <= ended.plus_hours(limit_hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_verdict_is_taken_without_reasons() {
        for verdict in Verdict::ALL {
            let faults = Decision::read(verdict.name(), "weak", "").unwrap_err();
            assert_eq!(faults, [DomainError::field("reasons", "too-short")], "{verdict:?}");
        }
    }

    #[test]
    fn who_proposed_does_not_decide_even_with_both_roles() {
        let decision = Decision::read("open", "Tredje skjutningen sedan budskapet i juni.", "").unwrap();
        assert_eq!(decision.on(FocusState::Proposed, "mara", "mara"), Err(DomainError::Rule { rule: "proposer-decides" }));
        assert_eq!(decision.on(FocusState::Proposed, "mara", "greta"), Ok(FocusState::Decided));
    }

    #[test]
    fn a_deferred_proposal_is_still_a_proposal_and_no_answer() {
        assert_eq!(Verdict::Defer.leads_to(), FocusState::Proposed);
        assert_eq!(Verdict::ALL.iter().filter(|verdict| !verdict.answers()).collect::<Vec<_>>(), [&Verdict::Defer]);
    }

    #[test]
    fn only_an_opened_focus_starts_and_only_a_running_one_ends() {
        assert!(FocusState::Decided.after(Some(Verdict::Warn), FocusDeed::Start).is_err());
        assert_eq!(FocusState::Decided.after(Some(Verdict::Open), FocusDeed::Start), Ok(FocusState::Running));
        for state in FocusState::ALL {
            assert_eq!(state.after(Some(Verdict::Open), FocusDeed::End).is_ok(), *state == FocusState::Running, "{state:?}");
        }
    }

    #[test]
    fn every_focus_that_ran_is_told_back_before_it_is_evaluated() {
        assert!(FocusState::Ended.after(Some(Verdict::Open), FocusDeed::Evaluate).is_err());
        assert_eq!(FocusState::Ended.after(Some(Verdict::Open), FocusDeed::TellBack), Ok(FocusState::CommunicatedBack));
    }

    #[test]
    fn a_message_back_from_before_the_end_or_after_today_is_refused() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let typed = |on| TypedBack {
            text: "Ni fick allas uppmärksamhet för att det sköts efter budskapet.",
            channel: "visit",
            messenger: "Pia Sandell",
            on,
            clearance: "Åklagare och polischef",
            cleared_on: "2026-10-31",
            pretrial: true,
            innocence: true,
        };
        for wrong in ["2026-11-01", "2026-12-24"] {
            let faults = Back::read(typed(wrong), Some(day("2026-11-20")), day("2026-11-22")).unwrap_err();
            assert_eq!(faults, [DomainError::field("on", "back-out-of-range")]);
        }
        assert!(Back::read(typed("2026-11-21"), Some(day("2026-11-20")), day("2026-11-22")).is_ok());
        let unweighed = TypedBack { pretrial: false, innocence: false, cleared_on: "2026-11-22", ..typed("2026-11-21") };
        let faults = Back::read(unweighed, Some(day("2026-11-20")), day("2026-11-22")).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn fourteen_days_to_the_second_is_in_time() {
        let ended = Moment::from_seconds(0).unwrap();
        assert!(told_in_time(ended, ended.plus_days(14), 14 * 24));
        assert!(!told_in_time(ended, ended.plus_days(14).plus_seconds(1), 14 * 24));
    }
}

//! A call to the help line: when it came, whether somebody was called back in time, and what it led to. Nothing about who it was.
//!
//! Anybody may call without saying who they are, and nobody is written down for calling: there is no field for a name, for a number or
//! for what was said. What is left is enough to see that nobody who called was forgotten, and to count.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::{Date, HelpCallId, Moment};

/// Days for which a call is kept.
pub const HELP_CALL_DAYS: i64 = 180;
/// Days back to which a call may be written down.
pub const LOGGED_LATE_DAYS: i64 = 7;
/// Minutes within which somebody who was not answered is called back (method section 3).
pub const CALL_BACK_MINUTES: i64 = 60;

/// Who called, as a kind and never as a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Somebody who wants help for themselves.
    Oneself,
    /// Family.
    Family,
    /// A friend.
    Friend,
    /// Somebody at work: a teacher, a nurse, a youth worker.
    Professional,
    /// Somebody else.
    Other,
    /// Nobody knows: a call that nobody has answered yet.
    Unknown,
}

/// What a call led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallOutcome {
    /// Somebody was listened to.
    Talked,
    /// Advice.
    Advice,
    /// A support contact was opened.
    SupportOpened,
    /// Passed on to the emergency number.
    Emergency,
    /// Passed on to somebody else.
    PassedOn,
    /// Called back, and nobody answered.
    NoAnswer,
    /// A wrong number or a call about something else.
    NotForUs,
}

names!(Caller { Oneself = "self", Family = "family", Friend = "friend", Professional = "professional", Other = "other", Unknown = "unknown" });
names!(CallOutcome {
    Talked = "talked", Advice = "advice", SupportOpened = "support-opened", Emergency = "emergency", PassedOn = "passed-on", NoAnswer = "no-answer",
    NotForUs = "not-for-us",
});

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// Nobody answered, and nobody has called back.
    Waits,
    /// Somebody answered at once.
    Answered(CallOutcome),
    /// Somebody called back.
    CalledBack {
        /// When for the first time: that is what the promise is about.
        at: Moment,
        /// What it led to.
        outcome: CallOutcome,
    },
}

impl CallState {
    /// The state that stored columns stand for; nothing if they stand for none.
    pub fn stored(answered: bool, called_back: Option<Moment>, outcome: &str) -> Option<Self> {
        match (answered, called_back, CallOutcome::named(outcome)) {
            (true, None, Some(outcome)) => Some(Self::Answered(outcome)),
            (false, None, None) if outcome.is_empty() => Some(Self::Waits),
            (false, Some(at), Some(outcome)) => Some(Self::CalledBack { at, outcome }),
            _ => None,
        }
    }

    /// What it led to, as far as anybody knows.
    pub const fn outcome(self) -> Option<CallOutcome> {
        match self {
            Self::Waits => None,
            Self::Answered(outcome) | Self::CalledBack { outcome, .. } => Some(outcome),
        }
    }

    /// Whether somebody still has to call back. Nobody who did not answer is given up: they can be called once more.
    pub const fn can_call_back(self) -> bool {
        matches!(self, Self::Waits | Self::CalledBack { outcome: CallOutcome::NoAnswer, .. })
    }

    /// Somebody called back. The first time stays the one that counts.
    pub fn call_back(self, now: Moment, outcome: CallOutcome) -> Result<Self, DomainError> {
        match self {
            Self::Waits => Ok(Self::CalledBack { at: now, outcome }),
            Self::CalledBack { at, outcome: CallOutcome::NoAnswer } => Ok(Self::CalledBack { at, outcome }),
            Self::Answered(_) | Self::CalledBack { .. } => {
                Err(DomainError::WrongState { thing: "help-call", state: "closed", deed: "call-back" })
            }
        }
    }

    /// Minutes until somebody was spoken to or called back: none for a call that was answered at once, nothing while it waits.
    pub fn minutes_since(self, called: Moment) -> Option<i64> {
        match self {
            Self::Waits => None,
            Self::Answered(_) => Some(0),
            Self::CalledBack { at, .. } => Some(at.seconds_since(called).max(0) / 60),
        }
    }
}

/// A call as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedCall<'t> {
    /// When it came.
    pub called_at: Option<Moment>,
    /// `yes` if somebody answered at once.
    pub answered: &'t str,
    /// Kind of caller.
    pub caller: &'t str,
    /// Whether the caller did not want to say who they are.
    pub anonymous: bool,
    /// What it led to; empty for a call that waits.
    pub outcome: &'t str,
}

/// A call that holds together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewCall {
    /// The id that the form minted.
    pub id: HelpCallId,
    /// When it came.
    pub called_at: Moment,
    /// Kind of caller.
    pub caller: Caller,
    /// Whether the caller did not want to say who they are.
    pub anonymous: bool,
    /// Answered at once, or waiting.
    pub state: CallState,
}

impl NewCall {
    /// Reads a call; all faults at once.
    pub fn read(id: HelpCallId, typed: TypedCall<'_>, now: Moment) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let called_at = read.choice("called_at", typed.called_at);
        if called_at.is_some_and(|at| at > now) {
            read.fault(DomainError::field("called_at", "in-the-future"));
        }
        if called_at.is_some_and(|at| at < now.plus_days(-LOGGED_LATE_DAYS)) {
            read.fault(DomainError::field("called_at", "too-long-ago"));
        }
        let answered = read.choice(
            "answered",
            match typed.answered {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        );
        // Of a call that nobody has answered nobody knows who it was.
        let caller = if typed.caller.is_empty() && answered == Some(false) { Some(Caller::Unknown) } else { Caller::named(typed.caller) };
        let caller = read.choice("caller", caller.filter(|caller| answered != Some(true) || *caller != Caller::Unknown));
        let outcome = CallOutcome::named(typed.outcome).filter(|outcome| *outcome != CallOutcome::NoAnswer);
        let state = match answered {
            Some(true) => read.choice("outcome", outcome).map(CallState::Answered),
            _ => Some(CallState::Waits),
        };
        if let Some(outcome) = state.and_then(CallState::outcome)
            && let Err(fault) = stays_unnamed(typed.anonymous, outcome)
        {
            read.fault(fault);
        }
        read.finish(|| Some(Self { id, called_at: called_at?, caller: caller?, anonymous: typed.anonymous, state: state? }))
    }

    /// The last day of the call.
    pub fn expires_on(&self, today: Date) -> Date {
        today.saturating_add(jiff::Span::new().days(HELP_CALL_DAYS))
    }
}

/// Whoever stays without a name has no support contact: that one is about somebody.
pub fn stays_unnamed(anonymous: bool, outcome: CallOutcome) -> Result<(), DomainError> {
    if anonymous && outcome == CallOutcome::SupportOpened { Err(DomainError::Rule { rule: "anonymous-has-no-contact" }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        Moment::parse("2026-11-22T20:40:00Z").unwrap()
    }

    fn typed(answered: &'static str, caller: &'static str, outcome: &'static str) -> TypedCall<'static> {
        TypedCall { called_at: Some(now().plus_hours(-1)), answered, caller, anonymous: false, outcome }
    }

    #[test]
    fn a_call_was_answered_with_an_outcome_or_waits_without_one() {
        let read = |typed| NewCall::read(HelpCallId::new(), typed, now());
        assert_eq!(read(typed("yes", "family", "advice")).unwrap().state, CallState::Answered(CallOutcome::Advice));
        let waits = read(typed("no", "", "")).unwrap();
        assert_eq!((waits.state, waits.caller), (CallState::Waits, Caller::Unknown));
        let fields: Vec<_> = read(TypedCall { called_at: None, ..typed("", "", "") }).unwrap_err();
        assert!(
            fields.contains(&DomainError::field("called_at", "missing")) && fields.contains(&DomainError::field("answered", "missing"))
        );
        assert_eq!(read(typed("yes", "self", "no-answer")).unwrap_err(), [DomainError::field("outcome", "missing")]);
        assert_eq!(read(typed("yes", "unknown", "talked")).unwrap_err(), [DomainError::field("caller", "missing")]);
    }

    #[test]
    fn a_call_comes_neither_from_the_future_nor_from_last_month() {
        for (hours, reason) in [(1, "in-the-future"), (-24 * 8, "too-long-ago")] {
            let call = TypedCall { called_at: Some(now().plus_hours(hours)), ..typed("no", "", "") };
            assert_eq!(NewCall::read(HelpCallId::new(), call, now()).unwrap_err(), [DomainError::field("called_at", reason)]);
        }
    }

    #[test]
    fn whoever_stays_without_a_name_has_no_support_contact() {
        let call = TypedCall { anonymous: true, ..typed("yes", "self", "support-opened") };
        assert_eq!(NewCall::read(HelpCallId::new(), call, now()).unwrap_err(), [DomainError::Rule { rule: "anonymous-has-no-contact" }]);
    }

    #[test]
    fn whoever_did_not_answer_is_called_once_more_and_the_first_time_counts() {
        let called = now().plus_hours(-2);
        let first = CallState::Waits.call_back(now(), CallOutcome::NoAnswer).unwrap();
        assert!(first.can_call_back());
        let second = first.call_back(now().plus_hours(20), CallOutcome::Talked).unwrap();
        assert_eq!(second.minutes_since(called), Some(120));
        assert!(!second.can_call_back() && second.call_back(now(), CallOutcome::Talked).is_err());
        assert!(CallState::Answered(CallOutcome::Talked).call_back(now(), CallOutcome::Advice).is_err());
    }

    #[test]
    fn no_columns_stand_for_two_states() {
        for answered in [true, false] {
            for at in [None, Some(now())] {
                for outcome in ["", "talked", "no-answer", "nonsense"] {
                    let Some(state) = CallState::stored(answered, at, outcome) else { continue };
                    assert_eq!(state.outcome().map_or("", CallOutcome::name), outcome);
                    assert_eq!(matches!(state, CallState::Answered(_)), answered);
                }
            }
        }
        assert_eq!(CallState::stored(false, None, "talked"), None, "an outcome without a call");
    }
}

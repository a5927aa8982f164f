//! A call-in: the meeting where groups hear the message. Here stands its shell: day, place, groups by code, plan, run-sheet, states.
//!
//! The shell is kept by whoever coordinates, who works with groups and never with persons. So there is deliberately no field for a
//! guest: who is asked to come is the police's record (`guest.rs`), who was summoned and who came is probation's (`summons.rs`), and
//! between the three pass envelopes only.

use std::collections::BTreeSet;

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::text::Words;
use crate::{CallInId, Code, Date, Moment, SpeechId};

/// Days after its day for which everything practical around a call-in is kept (secrecy.md, M7).
pub const LOGISTICS_DAYS: i64 = 90;
/// Months after its day for which the shell itself is kept: day, groups, states, what was learnt.
pub const SHELL_MONTHS: i32 = 24;
/// Groups that one call-in can be for.
pub const GROUPS_PER_CALL_IN_MAX: usize = 60;
/// Speeches of one run-sheet.
pub const SPEECHES_MAX: usize = 30;
/// Seats for guests.
pub const SEATS_MAX: i64 = 60;
/// Longest meeting, in minutes.
pub const MINUTES_MAX: i64 = 480;
/// Fewest signs of a reason.
pub const REASON_LEAST: usize = 10;
/// Days ahead for which one can be planned.
const AHEAD_DAYS: i64 = 366;

/// Where a call-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CallInState {
    /// Being prepared.
    Planned,
    /// The police have said that the list of guests stands.
    InviteesLocked,
    /// Gone through from door to door without guests.
    Rehearsed,
    /// The chief of police has decided that it is held.
    Go,
    /// The chief of police has decided that it is not held as it is.
    NoGo,
    /// It was held.
    Held,
    /// Those who worked have gone through how it went.
    Debriefed,
    /// What was learnt is written down.
    Reviewed,
    /// It will not be held.
    CalledOff,
}

/// What can be done to a call-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallInDeed {
    /// Note that the list of guests stands.
    Lock,
    /// Note the rehearsal.
    Rehearse,
    /// Note the decision that it is held.
    Go,
    /// Note the decision that it is not.
    NoGo,
    /// Note that it was held.
    Hold,
    /// Write down the debrief.
    Debrief,
    /// Write down what was learnt.
    Review,
    /// Call it off.
    CallOff,
    /// Move it to another day.
    Move,
    /// Write on the shell, its plan, its run-sheet.
    Write,
}

/// A record that a state rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Record {
    /// The police's word, by envelope, that the list of guests stands.
    GuestList,
    /// A run-sheet of which every speech is approved by somebody else than its author.
    RunSheet,
    /// The safety plan.
    SafetyPlan,
    /// The press plan.
    PressPlan,
    /// Day and note of the rehearsal.
    Rehearsal,
    /// The chief's decision, by envelope: it is held.
    GoDecision,
    /// The chief's decision, by envelope: it is not.
    NoGoDecision,
    /// That it was held, when, and who was there.
    Meeting,
    /// The debrief.
    Debrief,
    /// What was learnt.
    Review,
    /// Why it was called off.
    Reason,
}

names!(CallInState {
    Planned = "planned", InviteesLocked = "invitees-locked", Rehearsed = "rehearsed", Go = "go", NoGo = "no-go", Held = "held",
    Debriefed = "debriefed", Reviewed = "reviewed", CalledOff = "called-off",
});
names!(CallInDeed {
    Lock = "lock", Rehearse = "rehearse", Go = "go", NoGo = "no-go", Hold = "hold", Debrief = "debrief", Review = "review", CallOff = "call-off",
    Move = "move", Write = "write",
});
names!(Record {
    GuestList = "guest-list", RunSheet = "run-sheet", SafetyPlan = "safety-plan", PressPlan = "press-plan", Rehearsal = "rehearsal",
    GoDecision = "go-decision", NoGoDecision = "no-go-decision", Meeting = "meeting", Debrief = "debrief", Review = "review", Reason = "reason",
});

impl Record {
    /// The rule that is broken where it is missing.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::GuestList => "call-in-without-guest-list",
            Self::RunSheet => "call-in-without-run-sheet",
            Self::SafetyPlan => "call-in-without-safety-plan",
            Self::PressPlan => "call-in-without-press-plan",
            Self::Rehearsal => "call-in-without-rehearsal",
            Self::GoDecision => "call-in-without-go-decision",
            Self::NoGoDecision => "call-in-without-no-go-decision",
            Self::Meeting => "call-in-without-meeting",
            Self::Debrief => "call-in-without-debrief",
            Self::Review => "call-in-without-review",
            Self::Reason => "call-in-without-reason",
        }
    }
}

impl CallInState {
    /// Whether it still lies ahead.
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Planned | Self::InviteesLocked | Self::Rehearsed | Self::Go | Self::NoGo)
    }

    /// Whether a deed starts from here. The page shows the buttons of this table, the deed asks it again.
    pub fn allows(self, deed: CallInDeed) -> bool {
        self.after(deed).is_ok()
    }

    /// The state that a deed leads to. A moved day takes rehearsal and decision with it: both were about another day.
    pub fn after(self, deed: CallInDeed) -> Result<Self, DomainError> {
        use CallInDeed as Deed;
        Ok(match (self, deed) {
            (Self::Planned, Deed::Lock) => Self::InviteesLocked,
            (Self::InviteesLocked, Deed::Rehearse) => Self::Rehearsed,
            (Self::Rehearsed | Self::NoGo, Deed::Go) => Self::Go,
            (Self::Rehearsed | Self::Go, Deed::NoGo) => Self::NoGo,
            (Self::Go, Deed::Hold) => Self::Held,
            (Self::Held, Deed::Debrief) => Self::Debriefed,
            (Self::Debriefed, Deed::Review) => Self::Reviewed,
            (state, Deed::CallOff) if state.is_ahead() => Self::CalledOff,
            (Self::Planned, Deed::Move) => Self::Planned,
            (state, Deed::Move) if state.is_ahead() => Self::InviteesLocked,
            (state, Deed::Write) if state.is_ahead() => state,
            _ => return Err(DomainError::WrongState { thing: "call-in", state: self.name(), deed: deed.name() }),
        })
    }

    /// What must be written down before a call-in can be in this state.
    pub const fn needs(self) -> &'static [Record] {
        use Record::{Debrief, GoDecision, GuestList, Meeting, NoGoDecision, PressPlan, Reason, Rehearsal, Review, RunSheet, SafetyPlan};
        match self {
            Self::Planned => &[],
            Self::InviteesLocked => &[GuestList],
            Self::Rehearsed => &[GuestList, RunSheet, SafetyPlan, PressPlan, Rehearsal],
            Self::Go => &[GuestList, RunSheet, SafetyPlan, PressPlan, Rehearsal, GoDecision],
            Self::NoGo => &[GuestList, RunSheet, SafetyPlan, PressPlan, Rehearsal, NoGoDecision],
            Self::Held => &[GuestList, RunSheet, SafetyPlan, PressPlan, Rehearsal, GoDecision, Meeting],
            Self::Debriefed => &[GuestList, RunSheet, SafetyPlan, PressPlan, Rehearsal, GoDecision, Meeting, Debrief],
            Self::Reviewed => &[GuestList, RunSheet, SafetyPlan, PressPlan, Rehearsal, GoDecision, Meeting, Debrief, Review],
            Self::CalledOff => &[Reason],
        }
    }

    /// Does a deed, if it starts from here and every record of the state it leads to is there. Tells everything that is missing.
    pub fn step(self, deed: CallInDeed, there: &BTreeSet<Record>) -> Result<Self, Vec<DomainError>> {
        let to = self.after(deed).map_err(|fault| vec![fault])?;
        let missing: Vec<DomainError> =
            to.needs().iter().filter(|record| !there.contains(record)).map(|record| DomainError::Rule { rule: record.rule() }).collect();
        if missing.is_empty() { Ok(to) } else { Err(missing) }
    }
}

/// What makes a place a neutral one, ticked when somebody has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VenueCheck {
    /// No police station, court or office of an authority.
    NoAuthority,
    /// In no group's territory.
    NobodysGround,
    /// Guests can come and go by a way of their own.
    OwnWayIn,
    /// Can be reached by all without passing through another group's ground.
    Reachable,
    /// Step-free.
    StepFree,
    /// A place that people are glad to come to.
    Positive,
}

/// The texts of a plan beside the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlanKind {
    /// How guests, audience and staff are kept safe.
    Safety,
    /// What the press is told, when and by whom.
    Press,
    /// Who sits where.
    Seating,
    /// How people come and go.
    Transport,
    /// Interpreters and languages.
    Interpreters,
}

/// Where an item of the checklist stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Not possible, with a reason.
    NotPossible,
}

/// The chief's decision on whether it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GoVerdict {
    /// It is held.
    Go,
    /// It is not held as it is.
    NoGo,
}

names!(VenueCheck {
    NoAuthority = "no-authority", NobodysGround = "nobodys-ground", OwnWayIn = "own-way-in", Reachable = "reachable", StepFree = "step-free",
    Positive = "positive",
});
names!(PlanKind { Safety = "safety", Press = "press", Seating = "seating", Transport = "transport", Interpreters = "interpreters" });
names!(ItemState { Open = "open", Done = "done", NotPossible = "not-possible" });
names!(GoVerdict { Go = "go", NoGo = "no-go" });

/// The shell as it is typed.
#[derive(Debug, Clone, Default)]
pub struct TypedCallIn<'t> {
    /// When it begins.
    pub meets_at: Option<Moment>,
    /// Minutes.
    pub minutes: &'t str,
    /// Where.
    pub venue: &'t str,
    /// Ticked checks of the place.
    pub checks: Vec<&'t str>,
    /// Groups by code, with spaces, commas or lines between them.
    pub groups: &'t str,
    /// Seats for guests.
    pub seats: &'t str,
    /// What it costs in whole kronor; may be empty.
    pub cost: &'t str,
}

/// The shell as it was checked.
#[derive(Debug, Clone)]
pub struct CallInShell {
    /// When it begins.
    pub meets_at: Moment,
    /// Minutes.
    pub minutes: i64,
    /// Where.
    pub venue: String,
    /// Ticked checks of the place.
    pub checks: BTreeSet<VenueCheck>,
    /// Groups by code.
    pub groups: BTreeSet<Code>,
    /// Seats for guests.
    pub seats: i64,
    /// What it costs in whole kronor.
    pub cost: Option<i64>,
}

/// Reads a whole number within its limits.
pub(crate) fn number(read: &mut Reading, field: &'static str, typed: &str, least: i64, most: i64) -> Option<i64> {
    match typed.trim().parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Some(number),
        Ok(_) => {
            read.fault(DomainError::field(field, "call-in-number-out-of-range"));
            None
        }
        Err(_) => {
            read.fault(DomainError::field(field, if typed.trim().is_empty() { "missing" } else { "not-a-number" }));
            None
        }
    }
}

impl CallInShell {
    /// Reads a shell; all faults at once. A call-in lies ahead when it is planned or moved.
    pub fn read(typed: &TypedCallIn<'_>, now: Moment) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let meets_at = typed.meets_at;
        match meets_at {
            None => read.fault(DomainError::field("meets_at", "not-a-moment")),
            Some(at) if at < now => read.fault(DomainError::field("meets_at", "in-the-past")),
            Some(at) if at > now.plus_days(AHEAD_DAYS) => read.fault(DomainError::field("meets_at", "too-far-ahead")),
            Some(_) => {}
        }
        let minutes = number(&mut read, "minutes", typed.minutes, 15, MINUTES_MAX);
        let venue = read.line("venue", typed.venue, 120);
        let seats = number(&mut read, "seats", typed.seats, 1, SEATS_MAX);
        let cost = if typed.cost.trim().is_empty() { None } else { number(&mut read, "cost", typed.cost, 0, 100_000_000) };
        let mut checks = BTreeSet::new();
        for name in &typed.checks {
            if let Some(check) = read.choice("checks", VenueCheck::named(name)) {
                checks.insert(check);
            }
        }
        let mut groups = BTreeSet::new();
        for code in typed.groups.split(|sign: char| sign.is_whitespace() || sign == ',' || sign == ';').filter(|code| !code.is_empty()) {
            match code.parse() {
                Ok(code) => {
                    groups.insert(code);
                }
                Err(_) => read.fault(DomainError::field("groups", "not-a-code")),
            }
        }
        if groups.is_empty() && !typed.groups.trim().is_empty() {
            // The faults of the codes say it already.
        } else if groups.is_empty() {
            read.fault(DomainError::field("groups", "missing"));
        } else if groups.len() > GROUPS_PER_CALL_IN_MAX {
            read.fault(DomainError::Full { what: "groups", limit: GROUPS_PER_CALL_IN_MAX });
        }
        read.finish(|| Some(Self { meets_at: meets_at?, minutes: minutes?, venue: venue?, checks, groups, seats: seats?, cost }))
    }

    /// The last day of what is practical around it.
    pub fn logistics_end(day: Date) -> Date {
        day.saturating_add(jiff::Span::new().days(LOGISTICS_DAYS))
    }

    /// The last day of the shell itself.
    pub fn shell_end(day: Date) -> Date {
        day.saturating_add(jiff::Span::new().months(SHELL_MONTHS))
    }
}

/// A speech of the run-sheet: the speaker's role, never a name; minutes; which version of the words.
#[derive(Debug, Clone)]
pub struct NewSpeech {
    /// The id that the form minted.
    pub id: SpeechId,
    /// The call-in.
    pub call_in: CallInId,
    /// Its place in the order, from one.
    pub place: i64,
    /// The speaker's role, for example "polischef" or "förälder".
    pub speaker: String,
    /// Minutes.
    pub minutes: i64,
    /// The version of the words.
    pub words_version: String,
    /// What it is about, in a sentence.
    pub about: Words,
}

impl NewSpeech {
    /// Reads a speech; all faults at once.
    pub fn read(
        (id, call_in): (SpeechId, CallInId),
        (place, speaker, minutes): (&str, &str, &str),
        (words_version, about): (&str, &str),
    ) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let place = number(&mut read, "place", place, 1, 99);
        let speaker = read.line("speaker", speaker, 80);
        let minutes = number(&mut read, "minutes", minutes, 1, 60);
        let words_version = read.line("words_version", words_version, 40);
        let about = read.words("about", about, REASON_LEAST);
        read.finish(|| {
            Some(Self { id, call_in, place: place?, speaker: speaker?, minutes: minutes?, words_version: words_version?, about: about? })
        })
    }
}

/// Nobody approves their own words.
pub fn may_approve(author: &str, reader: &str) -> Result<(), DomainError> {
    if author == reader { Err(DomainError::Rule { rule: "author-approves" }) } else { Ok(()) }
}

/// When each speech begins, in minutes from the start, and how long all of them take.
pub fn running_clock(minutes: &[i64]) -> (Vec<i64>, i64) {
    let mut total = 0;
    let begins = minutes
        .iter()
        .map(|length| {
            let begin = total;
            total += length;
            begin
        })
        .collect();
    (begins, total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_deed() -> impl Strategy<Value = CallInDeed> {
        (0..CallInDeed::ALL.len()).prop_map(|place| CallInDeed::ALL[place])
    }

    fn any_records() -> impl Strategy<Value = BTreeSet<Record>> {
        proptest::collection::btree_set((0..Record::ALL.len()).prop_map(|place| Record::ALL[place]), 0..=Record::ALL.len())
    }

    proptest! {
        #[test]
        fn no_state_is_reached_without_its_records_whatever_is_tried_in_whatever_order(
            tries in proptest::collection::vec((any_deed(), any_records()), 1..60)
        ) {
            let mut state = CallInState::Planned;
            for (deed, there) in tries {
                match state.step(deed, &there) {
                    Ok(to) => {
                        prop_assert!(to.needs().iter().all(|record| there.contains(record)), "{to:?} with {there:?}");
                        state = to;
                    }
                    Err(missing) => prop_assert!(!missing.is_empty()),
                }
            }
        }

        #[test]
        fn nothing_leads_back_from_what_was_held_or_called_off(deeds in proptest::collection::vec(any_deed(), 1..20)) {
            let all: BTreeSet<Record> = Record::ALL.iter().copied().collect();
            for over in [CallInState::Held, CallInState::CalledOff] {
                let mut state = over;
                for deed in &deeds {
                    state = state.step(*deed, &all).unwrap_or(state);
                    prop_assert!(!state.is_ahead());
                }
            }
        }
    }

    #[test]
    fn every_state_can_be_reached_by_one_who_has_all_records() {
        let all: BTreeSet<Record> = Record::ALL.iter().copied().collect();
        let mut reached = BTreeSet::from([CallInState::Planned]);
        for _ in CallInState::ALL {
            let next: Vec<CallInState> =
                reached.iter().flat_map(|state| CallInDeed::ALL.iter().filter_map(|deed| state.step(*deed, &all).ok())).collect();
            reached.extend(next);
        }
        assert_eq!(reached.len(), CallInState::ALL.len(), "{reached:?}");
    }

    #[test]
    fn a_moved_day_takes_rehearsal_and_decision_with_it() {
        for state in [CallInState::Rehearsed, CallInState::Go, CallInState::NoGo] {
            assert_eq!(state.after(CallInDeed::Move), Ok(CallInState::InviteesLocked));
        }
        assert!(CallInState::Held.after(CallInDeed::Move).is_err());
    }

    #[test]
    fn a_shell_names_everything_that_is_wrong_at_once() {
        let now = Moment::parse("2026-11-22T20:40:00Z").unwrap();
        let faults = CallInShell::read(&TypedCallIn { groups: "K7MQ", ..TypedCallIn::default() }, now).unwrap_err();
        for field in ["meets_at", "minutes", "venue", "seats", "groups"] {
            assert!(
                faults.iter().any(|fault| matches!(fault, DomainError::Field { field: of, .. } if *of == field)),
                "{field}: {faults:?}"
            );
        }
    }

    #[test]
    fn the_run_sheet_counts_the_minutes_up() {
        assert_eq!(running_clock(&[5, 8, 3]), (vec![0, 5, 13], 16));
    }

    #[test]
    fn nobody_approves_their_own_words() {
        assert_eq!(may_approve("leila", "leila"), Err(DomainError::Rule { rule: "author-approves" }));
        assert_eq!(may_approve("leila", "olle"), Ok(()));
    }
}

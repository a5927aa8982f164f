//! The steps of a support contact: intake, protection, first meeting, plan, check-ins, relocation, dropping off and coming back, and
//! what became of the person after half a year, a year and two years.
//!
//! Each step is a status and a day. Why somebody needs protection, where they move and what the plan says stand in the case system.
//! Needs are a closed set without health and addiction, and stand in no list.
// Law: SoLPuL 7 a. A compilation of social services holds no sensitive data.
//!
//! Whoever stops coming is never blamed: the reasons are about the help as much as about the person, and coming back is one step.

use jiff::Span;
use jiff::tz::TimeZone;

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::support::{DAYS_AFTER_END, DAYS_UNTOUCHED, SupportStatus};
use crate::{Date, Moment};

/// Months of weekly check-ins after the plan.
pub const CHECK_IN_MONTHS: i32 = 3;
/// Days within which each follow-up is answered; after that it stays unknown.
pub const FOLLOW_UP_DAYS: i64 = 30;

/// Acute protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protection {
    /// Nobody has asked for it.
    NotAsked,
    /// Asked for: the decision is due the same day.
    Asked,
    /// Granted.
    Granted,
    /// Not needed.
    NotNeeded,
    /// The person does not want it.
    Declined,
}

/// Moving away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relocation {
    /// Not begun.
    None,
    /// Begun.
    Begun,
    /// Done.
    Done,
}

/// Why somebody stopped coming. No reason says that it was their fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DropReason {
    /// The person is not reached any more.
    NotReached,
    /// The person does not want to for now.
    NotNow,
    /// It was too dangerous.
    TooDangerous,
    /// The help did not fit.
    DidNotFit,
    /// The person had to wait too long.
    WaitedTooLong,
    /// In prison or remanded.
    Locked,
    /// Moved.
    Moved,
    /// Has help elsewhere.
    HelpElsewhere,
    /// Something else.
    Other,
}

/// What somebody needs: the closed set of offers without health and addiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SupportNeed {
    /// Protection.
    Protection,
    /// Housing.
    Housing,
    /// Relocation.
    Relocation,
    /// Income or a job.
    Income,
    /// Education.
    Education,
    /// Debt.
    Debt,
    /// Family.
    Family,
    /// Identity papers or a licence.
    Papers,
    /// Something else.
    Other,
}

/// When it is asked what became of somebody: months after the first contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// Half a year.
    Months6,
    /// A year.
    Months12,
    /// Two years.
    Months24,
}

/// An answer. Unknown is never no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody here can tell.
    Unknown,
}

/// How it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnownBy {
    /// The person said so.
    OwnWord,
    /// It stands in the case system.
    CaseSystem,
    /// A relative said so.
    Relative,
    /// Nobody was reached.
    NotReached,
}

names!(Protection { NotAsked = "not-asked", Asked = "asked", Granted = "granted", NotNeeded = "not-needed", Declined = "declined" });
names!(Relocation { None = "none", Begun = "begun", Done = "done" });
names!(DropReason {
    NotReached = "not-reached", NotNow = "not-now", TooDangerous = "too-dangerous", DidNotFit = "did-not-fit", WaitedTooLong = "waited-too-long",
    Locked = "locked", Moved = "moved", HelpElsewhere = "help-elsewhere", Other = "other",
});
names!(SupportNeed {
    Protection = "protection", Housing = "housing", Relocation = "relocation", Income = "income", Education = "education", Debt = "debt", Family = "family",
    Papers = "papers", Other = "other",
});
names!(Mark { Months6 = "6", Months12 = "12", Months24 = "24" });
names!(Known { Yes = "yes", No = "no", Unknown = "unknown" });
names!(KnownBy { OwnWord = "own-word", CaseSystem = "case-system", Relative = "relative", NotReached = "not-reached" });

impl Mark {
    /// Months after the first contact.
    pub const fn months(self) -> i32 {
        match self {
            Self::Months6 => 6,
            Self::Months12 => 12,
            Self::Months24 => 24,
        }
    }

    /// The day from which it is asked.
    pub fn from(self, first_contact: Date) -> Date {
        first_contact.saturating_add(Span::new().months(self.months()))
    }

    /// The last day on which it can be answered.
    pub fn until(self, first_contact: Date) -> Date {
        self.from(first_contact).saturating_add(Span::new().days(FOLLOW_UP_DAYS))
    }

    /// Whether it can be answered on a day.
    pub fn is_open(self, first_contact: Date, today: Date) -> bool {
        self.from(first_contact) <= today && today <= self.until(first_contact)
    }

    /// The first mark that has not been answered and can still be.
    pub fn next(first_contact: Date, answered: &[Self], today: Date) -> Option<Self> {
        Self::ALL.iter().copied().find(|mark| !answered.contains(mark) && today <= mark.until(first_contact))
    }
}

/// What became of somebody, asked at each mark by the same three questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// When it was asked.
    pub mark: Mark,
    /// Alive.
    pub alive: Known,
    /// In prison.
    pub in_prison: Known,
    /// How it is known.
    pub known_by: KnownBy,
}

impl Outcome {
    /// Reads an answer; all faults at once. Answers that contradict each other are refused.
    pub fn read(mark: Mark, alive: &str, in_prison: &str, known_by: &str) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let alive = read.choice("alive", Known::named(alive));
        // Of somebody who has died it is not asked.
        let in_prison = if alive == Some(Known::No) { Some(Known::Unknown) } else { read.choice("in_prison", Known::named(in_prison)) };
        let known_by = read.choice("known_by", KnownBy::named(known_by));
        match (known_by, alive, in_prison) {
            (Some(KnownBy::OwnWord), Some(Known::No | Known::Unknown), _) => read.fault(DomainError::field("known_by", "contradicts")),
            (Some(KnownBy::NotReached), Some(Known::Yes | Known::No), _) | (Some(KnownBy::NotReached), _, Some(Known::Yes | Known::No)) => {
                read.fault(DomainError::field("known_by", "contradicts"));
            }
            _ => {}
        }
        read.finish(|| Some(Self { mark, alive: alive?, in_prison: in_prison?, known_by: known_by? }))
    }

    /// Whether the person is alive and not in prison; nothing if nobody can tell.
    pub const fn is_well(self) -> Option<bool> {
        match (self.alive, self.in_prison) {
            (Known::No, _) | (Known::Yes, Known::Yes) => Some(false),
            (Known::Yes, Known::No) => Some(true),
            _ => None,
        }
    }

    /// The later marks for which the same is known already: whoever has died is not asked about again.
    pub fn settles(self) -> impl Iterator<Item = Mark> {
        Mark::ALL.iter().copied().filter(move |mark| *mark > self.mark && self.alive == Known::No)
    }
}

/// How far a contact has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Status.
    pub status: SupportStatus,
    /// Since when the person has been in contact: an offer that nobody took up is no contact.
    pub contact_since: Option<Moment>,
    /// Intake done.
    pub intake_at: Option<Moment>,
    /// First meeting.
    pub met_at: Option<Moment>,
    /// Protection.
    pub protection: Protection,
    /// Plan made.
    pub plan_at: Option<Moment>,
    /// The last day of weekly check-ins.
    pub check_ins_until: Option<Date>,
    /// Relocation.
    pub relocation: Relocation,
    /// Why the person stopped coming, if that is how it ended.
    pub dropped: Option<DropReason>,
    /// The person agreed to be asked again what became of them.
    pub follow_up: bool,
    /// The last day of the contact.
    pub ended_on: Option<Date>,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Another status, by a way that the status allows.
    Move(SupportStatus),
    /// Intake done.
    Intake,
    /// First meeting held.
    Meet,
    /// Protection asked for.
    AskProtection,
    /// Decided: granted, not needed, or declined by the person.
    DecideProtection(Protection),
    /// Plan made.
    Plan,
    /// Three more months of check-ins.
    CheckInsAgain,
    /// Relocation begun.
    Relocate,
    /// Relocation done.
    Relocated,
    /// The person stopped coming.
    DropOff(DropReason),
    /// The person agrees to be asked again, or does not any more.
    FollowUp(bool),
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Move(status) => status.name(),
            Self::Intake => "intake",
            Self::Meet => "meet",
            Self::AskProtection => "ask-protection",
            Self::DecideProtection(_) => "decide-protection",
            Self::Plan => "plan",
            Self::CheckInsAgain => "check-ins-again",
            Self::Relocate => "relocate",
            Self::Relocated => "relocated",
            Self::DropOff(_) => "drop-off",
            Self::FollowUp(_) => "follow-up",
        }
    }
}

impl Course {
    /// A contact that begins.
    pub fn begun(status: SupportStatus, first_contact: Moment) -> Self {
        Self {
            status,
            contact_since: matches!(status, SupportStatus::Contact).then_some(first_contact),
            intake_at: None,
            met_at: None,
            protection: Protection::NotAsked,
            plan_at: None,
            check_ins_until: None,
            relocation: Relocation::None,
            dropped: None,
            follow_up: false,
            ended_on: None,
        }
    }

    /// Whether a step can be taken from here. Page and deed ask this one table.
    pub fn may(self, step: Step, today: Date) -> bool {
        let open = !matches!(self.status, SupportStatus::Ended);
        match step {
            Step::Move(to) => self.status.next().contains(&to),
            Step::Intake => open && self.intake_at.is_none(),
            Step::Meet => open && self.met_at.is_none(),
            // A threat can come back, so protection can be asked for again after a decision.
            Step::AskProtection => open && self.protection != Protection::Asked,
            Step::DecideProtection(to) => {
                self.protection == Protection::Asked && matches!(to, Protection::Granted | Protection::NotNeeded | Protection::Declined)
            }
            Step::Plan => self.status.is_live() && self.met_at.is_some() && self.plan_at.is_none(),
            Step::CheckInsAgain => self.status.is_live() && self.check_ins_until.is_some_and(|until| until < today),
            Step::Relocate => self.status.is_live() && self.relocation == Relocation::None,
            Step::Relocated => open && self.relocation == Relocation::Begun,
            Step::DropOff(_) => open && self.contact_since.is_some(),
            Step::FollowUp(agreed) => self.contact_since.is_some() && self.follow_up != agreed,
        }
    }

    /// Takes a step.
    pub fn take(self, step: Step, now: Moment, today: Date) -> Result<Self, DomainError> {
        if !self.may(step, today) {
            return Err(DomainError::WrongState { thing: "support", state: self.status.name(), deed: step.name() });
        }
        let three_months = Some(today.saturating_add(Span::new().months(CHECK_IN_MONTHS)));
        Ok(match step {
            Step::Move(to) => {
                let contact_since = if to.is_live() { self.contact_since.or(Some(now)) } else { self.contact_since };
                let ended_on = matches!(to, SupportStatus::Ended).then_some(today);
                Self { status: to, contact_since, ended_on, dropped: None, ..self }
            }
            Step::Intake => Self { intake_at: Some(now), ..self },
            Step::Meet => Self { met_at: Some(now), contact_since: self.contact_since.or(Some(now)), ..self },
            Step::AskProtection => Self { protection: Protection::Asked, ..self },
            Step::DecideProtection(protection) => Self { protection, ..self },
            Step::Plan => Self { plan_at: Some(now), check_ins_until: three_months, ..self },
            Step::CheckInsAgain => Self { check_ins_until: three_months, ..self },
            Step::Relocate => Self { relocation: Relocation::Begun, ..self },
            Step::Relocated => Self { relocation: Relocation::Done, ..self },
            Step::DropOff(reason) => Self { status: SupportStatus::Ended, ended_on: Some(today), dropped: Some(reason), ..self },
            Step::FollowUp(follow_up) => Self { follow_up, ..self },
        })
    }

    /// Whether a check-in is due on a day.
    pub fn has_check_in(self, day: Date) -> bool {
        self.status.is_live() && self.check_ins_until.is_some_and(|until| day <= until)
    }

    /// The last day of the pointer. Whoever agreed to be asked again is there until the last follow-up can be answered; everybody else goes
    /// ninety days after the end.
    // Law: SoL 16:1. Social services keep a record five years at most after its last entry; this ends long before.
    pub fn expires_on(self, today: Date, zone: &TimeZone) -> Date {
        let usual = match self.ended_on {
            Some(ended) => ended.saturating_add(Span::new().days(DAYS_AFTER_END)),
            None => today.saturating_add(Span::new().days(DAYS_UNTOUCHED)),
        };
        match self.contact_since.filter(|_| self.follow_up) {
            Some(since) => usual.max(Mark::Months24.until(since.date(zone))),
            None => usual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn now() -> Moment {
        Moment::parse("2026-11-22T20:40:00Z").unwrap()
    }

    fn steps() -> Vec<Step> {
        let mut steps = vec![
            Step::Intake,
            Step::Meet,
            Step::AskProtection,
            Step::Plan,
            Step::CheckInsAgain,
            Step::Relocate,
            Step::Relocated,
            Step::FollowUp(true),
            Step::FollowUp(false),
        ];
        steps.extend(SupportStatus::ALL.iter().map(|status| Step::Move(*status)));
        steps.extend(Protection::ALL.iter().map(|decided| Step::DecideProtection(*decided)));
        steps.extend(DropReason::ALL.iter().map(|reason| Step::DropOff(*reason)));
        steps
    }

    proptest! {
        #[test]
        fn no_state_is_reached_without_its_records(
            offered in any::<bool>(),
            taken in proptest::collection::vec((proptest::sample::select(steps()), 0_i64..60), 0..40),
        ) {
            let status = if offered { SupportStatus::Offered } else { SupportStatus::Contact };
            let (mut course, mut at) = (Course::begun(status, now()), now());
            let (mut asked, mut relocating) = (false, false);
            for (step, days) in taken {
                at = at.plus_days(days);
                let today = at.date(&TimeZone::UTC);
                let may = course.may(step, today);
                let next = course.take(step, at, today);
                prop_assert_eq!(next.is_ok(), may, "{:?} from {:?}", step, course);
                let Ok(next) = next else { continue };
                asked |= step == Step::AskProtection;
                relocating |= step == Step::Relocate;
                prop_assert!(next.plan_at.is_none() || next.met_at.is_some(), "a plan without a meeting");
                prop_assert_eq!(next.plan_at.is_some(), next.check_ins_until.is_some(), "check-ins hang on the plan");
                prop_assert!(next.protection == Protection::NotAsked || asked, "a decision that nobody asked for");
                prop_assert!(next.relocation == Relocation::None || relocating);
                prop_assert!(next.dropped.is_none() || next.status == SupportStatus::Ended);
                prop_assert_eq!(next.status == SupportStatus::Ended, next.ended_on.is_some());
                prop_assert!(!next.status.is_live() || next.contact_since.is_some());
                prop_assert!(!next.follow_up || next.contact_since.is_some());
                if next.status == SupportStatus::Ended {
                    prop_assert!(next.may(Step::Move(SupportStatus::Contact), today), "whoever left can come back");
                }
                prop_assert!(next.expires_on(today, &TimeZone::UTC) < today.saturating_add(Span::new().years(5)), "never beyond the law's five years");
                course = next;
            }
        }
    }

    #[test]
    fn whoever_did_not_agree_is_gone_ninety_days_after_the_end_and_whoever_agreed_is_asked_for_two_years() {
        let today = now().date(&TimeZone::UTC);
        let ended = Course::begun(SupportStatus::Contact, now()).take(Step::Move(SupportStatus::Ended), now(), today).unwrap();
        assert_eq!(ended.expires_on(today, &TimeZone::UTC), date(2027, 2, 20));
        let agreed = ended.take(Step::FollowUp(true), now(), today).unwrap();
        assert_eq!(agreed.expires_on(today, &TimeZone::UTC), date(2028, 12, 22));
        assert_eq!(agreed.take(Step::FollowUp(false), now(), today).unwrap().expires_on(today, &TimeZone::UTC), date(2027, 2, 20));
    }

    #[test]
    fn check_ins_stop_three_months_after_the_plan_and_can_begin_again() {
        let today = now().date(&TimeZone::UTC);
        let course = Course::begun(SupportStatus::Contact, now());
        assert!(course.take(Step::Plan, now(), today).is_err(), "no plan without a meeting");
        let planned = course.take(Step::Meet, now(), today).unwrap().take(Step::Plan, now(), today).unwrap();
        assert!(planned.has_check_in(date(2027, 2, 22)) && !planned.has_check_in(date(2027, 2, 23)));
        assert!(!planned.may(Step::CheckInsAgain, date(2027, 2, 22)));
        let again = planned.take(Step::CheckInsAgain, now(), date(2027, 2, 23)).unwrap();
        assert!(again.has_check_in(date(2027, 5, 23)));
    }

    #[test]
    fn a_follow_up_is_answered_in_its_thirty_days_or_stays_unknown() {
        let first = date(2026, 1, 31);
        assert!(!Mark::Months6.is_open(first, date(2026, 7, 30)));
        assert!(Mark::Months6.is_open(first, date(2026, 7, 31)) && Mark::Months6.is_open(first, date(2026, 8, 30)));
        assert!(!Mark::Months6.is_open(first, date(2026, 8, 31)));
        assert_eq!(Mark::next(first, &[], date(2026, 8, 31)), Some(Mark::Months12));
        assert_eq!(Mark::next(first, &[Mark::Months12], date(2026, 8, 31)), Some(Mark::Months24));
        assert_eq!(Mark::next(first, &[], date(2028, 3, 2)), None);
    }

    #[test]
    fn the_same_three_questions_are_answered_without_contradiction_and_unknown_is_never_no() {
        let read = |alive, prison, by| Outcome::read(Mark::Months6, alive, prison, by);
        assert_eq!(read("yes", "no", "own-word").unwrap().is_well(), Some(true));
        assert_eq!(read("yes", "yes", "case-system").unwrap().is_well(), Some(false));
        assert_eq!(read("yes", "unknown", "relative").unwrap().is_well(), None);
        assert_eq!(read("unknown", "unknown", "not-reached").unwrap().is_well(), None);
        let dead = read("no", "", "relative").unwrap();
        assert_eq!((dead.is_well(), dead.settles().collect::<Vec<_>>()), (Some(false), vec![Mark::Months12, Mark::Months24]));
        for (alive, prison, by) in [("no", "", "own-word"), ("yes", "no", "not-reached"), ("unknown", "yes", "not-reached")] {
            assert_eq!(read(alive, prison, by).unwrap_err(), [DomainError::field("known_by", "contradicts")]);
        }
        assert_eq!(read("", "", "").unwrap_err().len(), 3);
    }

    #[test]
    fn no_need_speaks_of_health_or_addiction() {
        for need in SupportNeed::ALL {
            assert!(!need.name().contains("health") && !need.name().contains("addiction"));
        }
    }
}

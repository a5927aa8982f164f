//! A summons to a call-in and who came: probation's record, about its own clients.
//!
//! Whether somebody came is written down as came, late, left or absent, and no further: what staying away means for a sentence is for the
//! officer and the supervision board, never for this house. Marks at the door are added, never changed: the latest one counts, so a
//! mark that was made while the connection was down finds its place by the time at which it was made.

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::{Code, Date, EnvelopeId, MarkId, Moment, PersonId, SummonsId};

/// Summonses of one call-in.
pub const SUMMONSES_MAX: usize = 120;
/// Marks of one summons: a tapping finger is not a history.
pub const MARKS_MAX: usize = 40;
/// Seconds by which a telephone's clock may run ahead of the house's.
const AHEAD_SECONDS: i64 = 300;

/// Where a summons stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SummonsState {
    /// To be sent.
    Planned,
    /// On its way.
    Sent,
    /// Served, with proof.
    Served,
    /// Excused, with a reason.
    Excused,
}

/// What can be done with a summons before the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SummonsDeed {
    /// Send it.
    Send,
    /// Note that it was served.
    Serve,
    /// Excuse.
    Excuse,
}

/// How it was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServedHow {
    /// Handed over at a meeting.
    InPerson,
    /// By post with a receipt.
    Post,
    /// Told by telephone and confirmed.
    Telephone,
    /// Through counsel.
    Counsel,
}

/// A mark at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DoorMark {
    /// Came.
    Came,
    /// Came after the start.
    Late,
    /// Left before the end.
    Left,
    /// Did not come.
    Absent,
}

/// Why somebody left or did not come, as far as they said so. A closed list: what lies behind it belongs in no door list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoorReason {
    /// Nothing was said.
    NotSaid,
    /// Ill.
    Ill,
    /// Afraid to come or to stay.
    Afraid,
    /// Work, school or family.
    WorkOrFamily,
    /// In custody or in prison.
    InCustody,
    /// Was never reached.
    NotReached,
}

/// How a guest was contacted afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactHow {
    /// At a meeting.
    Meeting,
    /// By telephone.
    Telephone,
    /// At home.
    Visit,
    /// Tried three times and not reached.
    NotReached,
}

names!(SummonsState { Planned = "planned", Sent = "sent", Served = "served", Excused = "excused" });
names!(SummonsDeed { Send = "send", Serve = "serve", Excuse = "excuse" });
names!(ServedHow { InPerson = "in-person", Post = "post", Telephone = "telephone", Counsel = "counsel" });
names!(DoorMark { Came = "came", Late = "late", Left = "left", Absent = "absent" });
names!(DoorReason {
    NotSaid = "not-said", Ill = "ill", Afraid = "afraid", WorkOrFamily = "work-or-family", InCustody = "in-custody", NotReached = "not-reached",
});
names!(ContactHow { Meeting = "meeting", Telephone = "telephone", Visit = "visit", NotReached = "not-reached" });

impl SummonsState {
    /// The state that a deed leads to.
    pub const fn after(self, deed: SummonsDeed) -> Result<Self, DomainError> {
        match (self, deed) {
            (Self::Planned, SummonsDeed::Send) => Ok(Self::Sent),
            (Self::Sent, SummonsDeed::Serve) => Ok(Self::Served),
            (Self::Planned | Self::Sent | Self::Served, SummonsDeed::Excuse) => Ok(Self::Excused),
            _ => Err(DomainError::WrongState { thing: "summons", state: self.name(), deed: deed.name() }),
        }
    }

    /// Whether a deed starts from here.
    pub const fn allows(self, deed: SummonsDeed) -> bool {
        self.after(deed).is_ok()
    }
}

impl DoorMark {
    /// Whether the guest was in the room at all.
    pub const fn was_there(self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Whether a reason belongs to it.
    pub const fn has_reason(self) -> bool {
        matches!(self, Self::Left | Self::Absent)
    }
}

/// How somebody's evening came out, by the marks in the order of their moments: what was marked last counts, and whoever left had come.
pub fn attendance(marks: impl IntoIterator<Item = DoorMark>) -> Option<DoorMark> {
    marks.into_iter().last()
}

/// A summons that holds together.
#[derive(Debug, Clone)]
pub struct NewSummons {
    /// The id that the form minted.
    pub id: SummonsId,
    /// The call-in, by its code.
    pub call_in: Code,
    /// Its day.
    pub meets_on: Date,
    /// The group that the guest stands for, by its code.
    pub group: Option<Code>,
    /// Who it is about.
    pub whom: Whom,
}

/// Whom a summons is about: a client of one's own, or somebody of whom the police told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// A person in the own compartment.
    Client(PersonId),
    /// The subject of a received snapshot.
    Told(EnvelopeId),
}

/// A mark as it arrives: from a form, or from a telephone that was out of reach for a while.
#[derive(Debug, Clone, Copy)]
pub struct NewMark {
    /// The id that the telephone minted: the same mark sent twice is one.
    pub id: MarkId,
    /// What was marked.
    pub mark: DoorMark,
    /// Why, where that belongs to it.
    pub reason: Option<DoorReason>,
    /// When it was marked.
    pub at: Moment,
}

impl NewMark {
    /// Reads a mark. It is of the evening itself: not before the day, and not ahead of the clock.
    pub fn read(
        id: MarkId,
        mark: &str,
        reason: &str,
        at: Option<Moment>,
        (opens, now): (Moment, Moment),
    ) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let mark = read.choice("mark", DoorMark::named(mark));
        let reason = match (mark, reason) {
            (Some(mark), "") if mark.has_reason() => Some(DoorReason::NotSaid),
            (Some(mark), name) if mark.has_reason() => read.choice("reason", DoorReason::named(name)),
            _ => None,
        };
        let at = at.unwrap_or(now);
        if at < opens || now < opens {
            read.fault(DomainError::field("at", "door-not-open"));
        } else if at > now.plus_seconds(AHEAD_SECONDS) {
            read.fault(DomainError::field("at", "in-the-future"));
        }
        read.finish(|| Some(Self { id, mark: mark?, reason, at }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn a_summons_is_sent_before_it_is_served_and_an_excuse_ends_it() {
        assert_eq!(SummonsState::Planned.after(SummonsDeed::Send), Ok(SummonsState::Sent));
        assert!(SummonsState::Planned.after(SummonsDeed::Serve).is_err());
        assert_eq!(SummonsState::Served.after(SummonsDeed::Excuse), Ok(SummonsState::Excused));
        for deed in SummonsDeed::ALL {
            assert!(SummonsState::Excused.after(*deed).is_err());
        }
    }

    #[test]
    fn a_mark_is_of_the_evening_and_carries_a_reason_only_where_one_belongs() {
        let (opens, now) = (at("2026-12-01T00:00:00Z"), at("2026-12-01T18:00:00Z"));
        let read = |mark: &str, reason: &str, when: &str| NewMark::read(MarkId::new(), mark, reason, Some(at(when)), (opens, now));
        assert_eq!(read("came", "ill", "2026-12-01T17:00:00Z").unwrap().reason, None);
        assert_eq!(read("absent", "", "2026-12-01T17:00:00Z").unwrap().reason, Some(DoorReason::NotSaid));
        assert_eq!(read("left", "afraid", "2026-12-01T17:30:00Z").unwrap().reason, Some(DoorReason::Afraid));
        for (when, fault) in [("2026-11-30T17:00:00Z", "door-not-open"), ("2026-12-01T18:10:00Z", "in-the-future")] {
            assert_eq!(read("came", "", when).unwrap_err(), [DomainError::field("at", fault)]);
        }
        assert!(read("ran away", "", "2026-12-01T17:00:00Z").is_err());
    }

    proptest! {
        #[test]
        fn a_summons_is_served_only_after_it_was_sent(deeds in proptest::collection::vec(0..SummonsDeed::ALL.len(), 0..12)) {
            let (mut state, mut sent) = (SummonsState::Planned, false);
            for deed in deeds.into_iter().map(|place| SummonsDeed::ALL[place]) {
                if let Ok(to) = state.after(deed) {
                    sent |= to == SummonsState::Sent;
                    prop_assert!(to != SummonsState::Served || sent);
                    state = to;
                }
            }
        }
    }
}

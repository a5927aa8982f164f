//! An incident of violence: what happened, roughly when, where, and where the work on it stands.
//!
//! The core facts name nobody. Victims and suspects are two types of their own, in two files of rows that never mix, because
//! a list in which both stand sooner or later treats a victim as an offender. What is *believed* about an incident (is a group
//! behind it, will somebody answer it) stands in [`crate::triage`] and [`crate::attribution`].

use jiff::tz::TimeZone;

use crate::limit::DomainError;
use crate::text::Words;
use crate::{GroupId, IncidentId, Moment, Occurred, PersonId, SuspectId, VictimId};

/// What kind of violence it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IncidentKind {
    /// Shots were fired.
    Shooting,
    /// An explosion.
    Explosion,
    /// Somebody was killed in another way.
    Homicide,
    /// A serious attempt to kill.
    SeriousAttempt,
    /// A threat that the police believe.
    CredibleThreat,
    /// Other serious violence.
    OtherViolence,
}

/// Where the work on an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IncidentState {
    /// Registered.
    Reported,
    /// Judged a first time.
    Triaged,
    /// Gone through at a review.
    Reviewed,
    /// Laid at a group's door at a review, with who was present.
    Attributed,
    /// Done. May be reopened to reviewed.
    Closed,
}

/// Whether it is established that the incident happened as its kind says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// Nobody has checked yet.
    NotYet,
    /// A powder-charged weapon was fired, and there are bullets, casings, damage or an injury.
    Traces,
    /// A powder-charged weapon was fired, and more than one independent eyewitness says so.
    Witnesses,
    /// Established by the police in another way. Not enough for a shooting.
    Established,
    /// It turned out not to have happened so.
    Refuted,
}

/// How badly somebody was hurt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Harm {
    /// Killed.
    Killed,
    /// Injured.
    Injured,
    /// Shot at, threatened, not hurt.
    Unhurt,
}

/// Where a suspicion stands. It belongs to one incident, never to a person as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suspicion {
    /// Suspected.
    Suspected,
    /// Apprehended, arrested or remanded.
    Detained,
    /// Prosecuted.
    Prosecuted,
    /// Convicted, and the judgment stands.
    Convicted,
    /// Cleared.
    Cleared,
}

/// How two incidents belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IncidentLink {
    /// The same weapon was used.
    SameWeapon,
    /// This one answers the other.
    RetaliationTo,
    /// They are parts of one event.
    SameEvent,
}

names!(IncidentKind {
    Shooting = "shooting", Explosion = "explosion", Homicide = "homicide", SeriousAttempt = "serious-attempt",
    CredibleThreat = "credible-threat", OtherViolence = "other-violence",
});
names!(IncidentState { Reported = "reported", Triaged = "triaged", Reviewed = "reviewed", Attributed = "attributed", Closed = "closed" });
names!(Confirmation { NotYet = "not-yet", Traces = "traces", Witnesses = "witnesses", Established = "established", Refuted = "refuted" });
names!(Harm { Killed = "killed", Injured = "injured", Unhurt = "unhurt" });
names!(Suspicion { Suspected = "suspected", Detained = "detained", Prosecuted = "prosecuted", Convicted = "convicted", Cleared = "cleared" });
names!(IncidentLink { SameWeapon = "same-weapon", RetaliationTo = "retaliation-to", SameEvent = "same-event" });

/// Most people killed, or injured, in one incident. A higher number is a typing error.
pub const HURT_MAX: u32 = 200;
/// Longest name of a place.
pub const PLACE_MAX: usize = 120;
/// Victims of one incident that can be named; suspects likewise.
pub const PERSONS_PER_INCIDENT_MAX: usize = 50;
/// Links of one incident.
pub const LINKS_PER_INCIDENT_MAX: usize = 30;
/// Days after it happened during which an incident is watched for what follows it.
pub const WATCH_DAYS: i64 = 28;
/// Months after which a victim's or a suspect's part in an incident ends if nobody renews it.
pub const PERSON_PART_MONTHS: i32 = 24;

impl IncidentKind {
    /// Whether somebody did violence, and did not only threaten with it.
    pub const fn is_violence(self) -> bool {
        !matches!(self, Self::CredibleThreat)
    }
}

impl IncidentState {
    /// The states that lead on from here. An incident that no group is behind has nothing to attribute and closes after its review.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Reported => &[Self::Triaged],
            Self::Triaged => &[Self::Reviewed],
            Self::Reviewed => &[Self::Attributed, Self::Closed],
            Self::Attributed => &[Self::Closed],
            Self::Closed => &[Self::Reviewed],
        }
    }

    /// Moves on, if this state leads there.
    pub fn move_to(self, to: Self) -> Result<Self, DomainError> {
        if self.next().contains(&to) {
            Ok(to)
        } else {
            Err(DomainError::WrongState { thing: "incident", state: self.name(), deed: to.name() })
        }
    }

    /// The state after a first judgement. A judgement may be made anew for as long as the incident is open, and never sets it back.
    pub fn after_triage(self) -> Result<Self, DomainError> {
        match self {
            Self::Reported => Ok(Self::Triaged),
            Self::Closed => Err(DomainError::WrongState { thing: "incident", state: self.name(), deed: "triaged" }),
            other => Ok(other),
        }
    }

    /// The state after a review: an incident may be gone through several times, and an attributed one stays attributed.
    pub fn after_review(self) -> Result<Self, DomainError> {
        match self {
            Self::Triaged | Self::Reviewed => Ok(Self::Reviewed),
            Self::Attributed => Ok(Self::Attributed),
            other => Err(DomainError::WrongState { thing: "incident", state: other.name(), deed: "reviewed" }),
        }
    }

    /// The state after an attribution was confirmed at a review. The confirmation is itself the review of what it confirms.
    pub fn after_confirmation(self) -> Result<Self, DomainError> {
        match self {
            Self::Triaged | Self::Reviewed | Self::Attributed => Ok(Self::Attributed),
            other => Err(DomainError::WrongState { thing: "incident", state: other.name(), deed: "attributed" }),
        }
    }

    /// Whether work on it goes on.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

impl Confirmation {
    /// Whether it counts as confirmed in figures.
    pub const fn is_confirmed(self) -> bool {
        matches!(self, Self::Traces | Self::Witnesses | Self::Established)
    }
}

/// Where it happened, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// The core facts, as they were typed and checked. No person is in them.
#[derive(Debug, Clone, PartialEq)]
pub struct CoreFacts {
    /// What kind of violence.
    pub kind: IncidentKind,
    /// When, as well as it is known.
    pub occurred: Occurred,
    /// Where, in words.
    pub place: String,
    /// Where, in degrees, if that is known.
    pub position: Option<Position>,
    /// How many were killed.
    pub killed: u32,
    /// How many were injured.
    pub injured: u32,
    /// A child was hit.
    pub child_hit: bool,
    /// Somebody was hit who had nothing to do with it.
    pub bystander_hit: bool,
    /// Whether it is established.
    pub confirmation: Confirmation,
    /// What else is known, in few words; no persons.
    pub note: Words,
}

/// A new incident.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIncident {
    /// The id that the form minted.
    pub id: IncidentId,
    /// The core facts.
    pub facts: CoreFacts,
}

/// Minutes that a clock on somebody's wrist may run ahead of this one.
const AHEAD_MINUTES: i64 = 10;

impl CoreFacts {
    /// Checks what was typed; returns every fault at once. What happens tomorrow has not happened.
    pub fn check(self, now: Moment, zone: &TimeZone) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let place = self.place.trim().chars().count();
        if place == 0 {
            faults.push(DomainError::field("place", "missing"));
        } else if place > PLACE_MAX {
            faults.push(DomainError::field("place", "too-long"));
        }
        if self.occurred.earliest(zone) > now.plus_seconds(AHEAD_MINUTES * 60) {
            faults.push(DomainError::field("occurred", "in-the-future"));
        }
        if self.killed > HURT_MAX {
            faults.push(DomainError::field("killed", "too-many-hurt"));
        }
        if self.injured > HURT_MAX {
            faults.push(DomainError::field("injured", "too-many-hurt"));
        }
        if self.kind == IncidentKind::Homicide && self.killed == 0 {
            faults.push(DomainError::field("killed", "homicide-without-killed"));
        }
        if self.kind == IncidentKind::Shooting && self.confirmation == Confirmation::Established {
            faults.push(DomainError::field("confirmation", "shooting-needs-traces"));
        }
        if (self.child_hit || self.bystander_hit) && self.killed == 0 && self.injured == 0 {
            faults.push(DomainError::field("injured", "hit-without-hurt"));
        }
        if self.position.is_some_and(|at| !(-90.0..=90.0).contains(&at.latitude) || !(-180.0..=180.0).contains(&at.longitude)) {
            faults.push(DomainError::field("latitude", "not-a-position"));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Every fact under its name, in one plain text form: what a revision stores as the old and the new value.
    pub fn fields(&self) -> [(&'static str, String); 10] {
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        [
            ("kind", self.kind.name().to_owned()),
            ("occurred", occurred_text(self.occurred)),
            ("place", self.place.clone()),
            ("position", self.position.map(|at| format!("{:.5}, {:.5}", at.latitude, at.longitude)).unwrap_or_default()),
            ("killed", self.killed.to_string()),
            ("injured", self.injured.to_string()),
            ("child-hit", yes_or_no(self.child_hit)),
            ("bystander-hit", yes_or_no(self.bystander_hit)),
            ("confirmation", self.confirmation.name().to_owned()),
            ("note", self.note.as_str().to_owned()),
        ]
    }

    /// Which facts differ in a newer version: name, old value, new value.
    pub fn differences(&self, newer: &Self) -> Vec<(&'static str, String, String)> {
        self.fields()
            .into_iter()
            .zip(newer.fields())
            .filter(|((_, old), (_, new))| old != new)
            .map(|((name, old), (_, new))| (name, old, new))
            .collect()
    }

    /// Takes one fact over from another version, by its name.
    pub fn take(&mut self, name: &str, from: &Self) {
        match name {
            "kind" => self.kind = from.kind,
            "occurred" => self.occurred = from.occurred,
            "place" => self.place.clone_from(&from.place),
            "position" => self.position = from.position,
            "killed" => self.killed = from.killed,
            "injured" => self.injured = from.injured,
            "child-hit" => self.child_hit = from.child_hit,
            "bystander-hit" => self.bystander_hit = from.bystander_hit,
            "confirmation" => self.confirmation = from.confirmation,
            "note" => self.note.clone_from(&from.note),
            other => panic!("no core fact is called {other}"),
        }
    }

    /// Puts one fact back to what a revision stored of it. `false`, and nothing is changed, if the text is no such value.
    pub fn put_back(&mut self, name: &str, stored: &str) -> bool {
        let yes_or_no = |text: &str| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let position = |text: &str| {
            if text.is_empty() {
                return Some(None);
            }
            let (latitude, longitude) = text.split_once(", ")?;
            Some(Some(Position { latitude: latitude.parse().ok()?, longitude: longitude.parse().ok()? }))
        };
        // Each value is read before anything is written.
        let mut put = || -> Option<()> {
            match name {
                "kind" => self.kind = IncidentKind::named(stored)?,
                "occurred" => self.occurred = occurred_from_text(stored)?,
                "place" => stored.clone_into(&mut self.place),
                "position" => self.position = position(stored)?,
                "killed" => self.killed = stored.parse().ok()?,
                "injured" => self.injured = stored.parse().ok()?,
                "child-hit" => self.child_hit = yes_or_no(stored)?,
                "bystander-hit" => self.bystander_hit = yes_or_no(stored)?,
                "confirmation" => self.confirmation = Confirmation::named(stored)?,
                "note" => self.note = Words::stored(stored.to_owned()),
                _ => return None,
            }
            Some(())
        };
        put().is_some()
    }

    /// Until when it is watched: a shooting is often answered near by within four weeks.
    pub fn watch_until(&self, zone: &TimeZone) -> Moment {
        self.occurred.latest(zone).plus_days(WATCH_DAYS)
    }
}

/// A roughly known time as one text: a moment, a date, or two moments with a stroke between.
pub fn occurred_text(occurred: Occurred) -> String {
    match occurred {
        Occurred::At(moment) => moment.to_string(),
        Occurred::On(date) => date.to_string(),
        Occurred::Between(from, to) => format!("{from}/{to}"),
    }
}

/// Reads what [`occurred_text`] wrote.
pub fn occurred_from_text(text: &str) -> Option<Occurred> {
    if let Some((from, to)) = text.split_once('/') {
        return Occurred::between(Moment::parse(from).ok()?, Moment::parse(to).ok()?).ok();
    }
    if text.contains('T') { Moment::parse(text).ok().map(Occurred::At) } else { text.parse().ok().map(Occurred::On) }
}

/// A victim's part in an incident. Never shown on a group's page.
#[derive(Debug, Clone)]
pub struct NewVictim {
    /// The id that the form minted.
    pub id: VictimId,
    /// The incident.
    pub incident: IncidentId,
    /// The person in the own compartment; nobody when the victim is not named.
    pub person: Option<PersonId>,
    /// How badly hurt.
    pub harm: Harm,
    /// Under eighteen at the time.
    pub is_child: bool,
    /// The group that the victim was seen with at the time, if any: needed to judge who might answer.
    pub group: Option<GroupId>,
    /// What else is known.
    pub note: Words,
}

/// A suspect's part in an incident: another type than a victim's, so that they never mix.
#[derive(Debug, Clone)]
pub struct NewSuspect {
    /// The id that the form minted.
    pub id: SuspectId,
    /// The incident.
    pub incident: IncidentId,
    /// The person in the own compartment; nobody when the suspect is not named.
    pub person: Option<PersonId>,
    /// Where the suspicion stands.
    pub suspicion: Suspicion,
    /// The group that the suspect was seen with at the time, if any.
    pub group: Option<GroupId>,
    /// What the suspicion rests on, in few words.
    pub note: Words,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        Moment::parse("2026-11-22T20:40:00Z").unwrap()
    }

    fn shooting() -> CoreFacts {
        CoreFacts {
            kind: IncidentKind::Shooting,
            occurred: Occurred::At(now()),
            place: "Östra kajen".into(),
            position: None,
            killed: 0,
            injured: 1,
            child_hit: false,
            bystander_hit: false,
            confirmation: Confirmation::Traces,
            note: Words::stored(String::new()),
        }
    }

    #[test]
    fn an_incident_walks_from_reported_to_closed_and_may_be_reopened_to_reviewed() {
        let mut state = IncidentState::Reported;
        for to in
            [IncidentState::Triaged, IncidentState::Reviewed, IncidentState::Attributed, IncidentState::Closed, IncidentState::Reviewed]
        {
            state = state.move_to(to).unwrap();
        }
        assert_eq!(state, IncidentState::Reviewed);
    }

    #[test]
    fn nothing_is_closed_before_it_was_reviewed() {
        assert!(IncidentState::Reported.move_to(IncidentState::Closed).is_err());
        assert!(IncidentState::Triaged.move_to(IncidentState::Closed).is_err());
    }

    #[test]
    fn a_new_judgement_never_sets_an_incident_back() {
        assert_eq!(IncidentState::Attributed.after_triage(), Ok(IncidentState::Attributed));
        assert!(IncidentState::Closed.after_triage().is_err());
        assert_eq!(IncidentState::Attributed.after_review(), Ok(IncidentState::Attributed));
        assert!(IncidentState::Reported.after_review().is_err());
    }

    #[test]
    fn a_shooting_is_confirmed_by_traces_or_by_several_eyewitnesses_and_by_nothing_else() {
        assert!(Confirmation::Traces.is_confirmed() && Confirmation::Witnesses.is_confirmed());
        assert!(!Confirmation::NotYet.is_confirmed() && !Confirmation::Refuted.is_confirmed());
        let told = CoreFacts { confirmation: Confirmation::Established, ..shooting() }.check(now(), &TimeZone::UTC).unwrap_err();
        assert_eq!(told, [DomainError::field("confirmation", "shooting-needs-traces")]);
    }

    #[test]
    fn every_fact_can_be_put_back_from_what_a_revision_stored() {
        let old = CoreFacts { position: Some(Position { latitude: 55.60521, longitude: -13.00012 }), child_hit: true, ..shooting() };
        let newer = CoreFacts {
            kind: IncidentKind::Explosion,
            occurred: Occurred::On(jiff::civil::date(2026, 11, 20)),
            place: "Norra kajen".into(),
            position: None,
            killed: 2,
            injured: 0,
            child_hit: false,
            bystander_hit: true,
            confirmation: Confirmation::NotYet,
            note: Words::stored("annat".into()),
        };
        let changes = old.differences(&newer);
        assert_eq!(changes.len(), old.fields().len(), "every fact differs");
        let mut facts = newer.clone();
        for (name, old, _) in &changes {
            assert!(facts.put_back(name, old), "{name}");
        }
        assert_eq!(facts, old);
        for (name, text) in [("kind", "parade"), ("killed", "two"), ("position", "55.6"), ("child-hit", ""), ("colour", "red")] {
            assert!(!facts.put_back(name, text), "{name}");
        }
        assert_eq!(facts, old, "a text that is no value changes nothing");
    }

    #[test]
    fn all_faults_of_the_form_are_told_at_once() {
        let typed = CoreFacts {
            kind: IncidentKind::Homicide,
            place: " ".into(),
            occurred: Occurred::At(now().plus_hours(5)),
            injured: 900,
            child_hit: true,
            ..shooting()
        };
        assert_eq!(typed.check(now(), &TimeZone::UTC).unwrap_err().len(), 4);
    }

    #[test]
    fn a_newer_version_says_which_facts_differ_and_each_can_be_taken_over() {
        let mut older = shooting();
        let newer =
            CoreFacts { killed: 1, place: "Norra kajen".into(), occurred: Occurred::On(jiff::civil::date(2026, 11, 22)), ..shooting() };
        let names: Vec<&str> = older.differences(&newer).iter().map(|(name, ..)| *name).collect();
        assert_eq!(names, ["occurred", "place", "killed"]);
        for name in names {
            older.take(name, &newer);
        }
        assert_eq!(older, newer);
    }

    #[test]
    fn a_rough_time_survives_being_written_and_read() {
        for occurred in [Occurred::At(now()), Occurred::On(jiff::civil::date(2026, 3, 29)), Occurred::Between(now(), now().plus_hours(2))] {
            assert_eq!(occurred_from_text(&occurred_text(occurred)), Some(occurred));
        }
        assert_eq!(occurred_from_text("i går"), None);
    }

    #[test]
    fn the_watch_lasts_four_weeks_from_the_latest_it_can_have_happened() {
        let facts = CoreFacts { occurred: Occurred::On(jiff::civil::date(2026, 11, 1)), ..shooting() };
        assert_eq!(facts.watch_until(&TimeZone::UTC).to_string(), "2026-11-29T23:59:00Z");
    }
}

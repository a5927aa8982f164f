//! The moral voice of the community: those who speak, and the networks that stand behind them.
//!
//! Everything about a speaker is the speaker's own, given by consent, for a year at most, and gone at once when the consent is taken back.
//! The police are asked one thing about a speaker and answer yes or no; why is neither asked nor written down. A speaker has nothing to
//! do with any group here, and there is no field that could say so.

use jiff::Span;

use crate::limit::DomainError;
use crate::reading::Reading;
use crate::{Date, EngagementId, NetworkId, SpeakerId};

/// Months that a speaker's consent lasts at most (secrecy.md M18).
pub const SPEAKER_MONTHS_MAX: i32 = 12;
/// Days before its end from which somebody is reminded to ask again.
pub const SPEAKER_REMINDED_DAYS: i64 = 30;
/// Months within which a network meets again (method section 3).
pub const NETWORK_MONTHS: i32 = 3;
/// Engagements of one speaker.
pub const ENGAGEMENTS_PER_SPEAKER_MAX: usize = 60;
/// Longest name, way to reach somebody, title of an event.
pub const COMMUNITY_LINE_MAX: usize = 100;

/// What somebody speaks with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Voice {
    /// Somebody who has lost a child, a brother, a friend.
    Grief,
    /// Somebody who was there and left.
    Regret,
    /// Somebody for whom it went well.
    Hope,
    /// A congregation.
    Faith,
    /// Health care: those who take care of the shot.
    HealthCare,
    /// Parents.
    Parents,
}

/// Whether the police see a hindrance. Yes or no, and when; never why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vetting {
    /// Nobody has asked.
    NotAsked,
    /// Asked.
    Asked,
    /// Yes: no hindrance.
    Yes,
    /// No.
    No,
}

names!(Voice { Grief = "grief", Regret = "regret", Hope = "hope", Faith = "faith", HealthCare = "health-care", Parents = "parents" });
names!(Vetting { NotAsked = "not-asked", Asked = "asked", Yes = "yes", No = "no" });

impl Vetting {
    /// What can follow. An answer comes after a question, and whoever was answered can be asked for anew.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::NotAsked => &[Self::Asked],
            Self::Asked => &[Self::Yes, Self::No],
            Self::Yes | Self::No => &[Self::Asked],
        }
    }

    /// Moves on, if this state leads there.
    pub fn move_to(self, to: Self) -> Result<Self, DomainError> {
        if self.next().contains(&to) {
            Ok(to)
        } else {
            Err(DomainError::WrongState { thing: "speaker", state: self.name(), deed: to.name() })
        }
    }
}

/// A speaker as typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedSpeaker<'t> {
    /// Name.
    pub name: &'t str,
    /// Name of the voice.
    pub voice: &'t str,
    /// How they want to be reached.
    pub contact: &'t str,
    /// Id of their network; empty for none.
    pub network: &'t str,
    /// Whether they need protection when they speak. Why is not written down.
    pub needs_protection: bool,
    /// The day on which they consented.
    pub consented_on: &'t str,
    /// The last day of the consent.
    pub until: &'t str,
}

/// A speaker that holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSpeaker {
    /// The id that the form minted.
    pub id: SpeakerId,
    /// Name.
    pub name: String,
    /// Voice.
    pub voice: Voice,
    /// How they want to be reached.
    pub contact: String,
    /// Their network.
    pub network: Option<NetworkId>,
    /// Whether they need protection.
    pub needs_protection: bool,
    /// The day on which they consented.
    pub consented_on: Date,
    /// The last day.
    pub until: Date,
}

impl NewSpeaker {
    /// Reads a speaker; all faults at once.
    pub fn read(id: SpeakerId, typed: TypedSpeaker<'_>, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let name = read.line("name", typed.name, COMMUNITY_LINE_MAX);
        let voice = read.choice("voice", Voice::named(typed.voice));
        let contact = read.line("contact", typed.contact, COMMUNITY_LINE_MAX);
        let network = if typed.network.is_empty() { None } else { Some(read.choice("network", typed.network.parse().ok())) };
        let (consented_on, until) = consent(&mut read, typed.consented_on, typed.until, today);
        read.finish(|| {
            Some(Self {
                id,
                name: name?,
                voice: voice?,
                contact: contact?,
                network: network.flatten(),
                needs_protection: typed.needs_protection,
                consented_on: consented_on?,
                until: until?,
            })
        })
    }
}

/// Reads the two days of a consent: given, not ahead; until, not passed and a year from the giving at most.
fn consent(read: &mut Reading, given: &str, until: &str, today: Date) -> (Option<Date>, Option<Date>) {
    let (given, until) = (read.date("consented_on", given), read.date("until", until));
    if given.is_some_and(|given| given > today) {
        read.fault(DomainError::field("consented_on", "ahead"));
    }
    if until.is_some_and(|until| until < today) {
        read.fault(DomainError::field("until", "passed"));
    }
    if let (Some(given), Some(until)) = (given, until)
        && until > given.saturating_add(Span::new().months(SPEAKER_MONTHS_MAX))
    {
        read.fault(DomainError::field("until", "too-far"));
    }
    (given, until)
}

/// Reads a consent that is given anew.
pub fn renewed(given: &str, until: &str, today: Date) -> Result<(Date, Date), Vec<DomainError>> {
    let mut read = Reading::new();
    let (given, until) = consent(&mut read, given, until, today);
    read.finish(|| Some((given?, until?)))
}

/// Something that a speaker takes part in: a day and a title that names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engagement {
    /// Its id.
    pub id: EngagementId,
    /// The day.
    pub on: Date,
    /// What it is, without persons and groups.
    pub event: String,
}

impl Engagement {
    /// Reads an engagement.
    pub fn read(id: EngagementId, on: &str, event: &str) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let (on, event) = (read.date("on", on), read.line("event", event, COMMUNITY_LINE_MAX));
        read.finish(|| Some(Self { id, on: on?, event: event? }))
    }
}

/// A network: a congregation, a parents' group, a night patrol. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNetwork {
    /// The id that the form minted.
    pub id: NetworkId,
    /// What it is called.
    pub name: String,
    /// What it brings.
    pub voice: Voice,
}

impl NewNetwork {
    /// Reads a network.
    pub fn read(id: NetworkId, name: &str, voice: &str) -> Result<Self, Vec<DomainError>> {
        let mut read = Reading::new();
        let (name, voice) = (read.line("name", name, COMMUNITY_LINE_MAX), read.choice("voice", Voice::named(voice)));
        read.finish(|| Some(Self { id, name: name?, voice: voice? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn typed<'t>(given: &'t str, until: &'t str) -> TypedSpeaker<'t> {
        TypedSpeaker {
            name: "Rosa Lindh",
            voice: "grief",
            contact: "Via församlingen",
            network: "",
            needs_protection: true,
            consented_on: given,
            until,
        }
    }

    #[test]
    fn a_speakers_consent_lasts_a_year_at_most() {
        let read = |given, until| NewSpeaker::read(SpeakerId::new(), typed(given, until), TODAY);
        assert_eq!(read("2026-11-22", "2027-11-22").unwrap().until, date(2027, 11, 22));
        assert_eq!(read("2026-11-22", "2027-11-23").unwrap_err(), [DomainError::field("until", "too-far")]);
        assert_eq!(read("2026-11-23", "2027-01-01").unwrap_err(), [DomainError::field("consented_on", "ahead")]);
        assert_eq!(read("2026-01-01", "2026-11-21").unwrap_err(), [DomainError::field("until", "passed")]);
        let empty = TypedSpeaker { name: "", voice: "anger", contact: "", ..typed("", "") };
        assert_eq!(NewSpeaker::read(SpeakerId::new(), empty, TODAY).unwrap_err().len(), 5);
    }

    #[test]
    fn the_police_answer_yes_or_no_after_a_question_and_never_before() {
        assert!(Vetting::NotAsked.move_to(Vetting::Yes).is_err());
        assert_eq!(Vetting::Asked.move_to(Vetting::No), Ok(Vetting::No));
        assert_eq!(Vetting::No.move_to(Vetting::Asked), Ok(Vetting::Asked), "and can be asked anew");
        for vetting in Vetting::ALL {
            assert!(!vetting.next().contains(&Vetting::NotAsked));
        }
    }
}

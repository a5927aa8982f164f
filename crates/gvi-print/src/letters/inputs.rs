//! What is put into papers, one type for each kind. Days and times are typed, and written as the paper's language writes them.

use jiff::civil::{Date, Time};

use super::kinds::Kind;
use crate::words::Language;

/// A value on its way into a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// A text; none where a field may be left out.
    Text(Option<String>),
    /// Items of a list.
    List(Vec<String>),
    /// Rows of a table.
    Rows(Vec<Vec<String>>),
}

/// What is put into one kind of paper.
pub trait Inputs {
    /// The kind.
    const KIND: Kind;
    /// Every field by its name, as the language writes it.
    fn put(&self, language: Language) -> Vec<(&'static str, Put)>;
}

fn text(text: &str) -> Put {
    Put::Text(Some(text.to_owned()))
}

fn day(language: Language, day: Date) -> Put {
    Put::Text(Some(language.day(day)))
}

fn time(time: Time) -> Put {
    Put::Text(Some(time.strftime("%H:%M").to_string()))
}

/// The letter of a custom notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationLetter {
    /// To whom.
    pub name: String,
    /// The day on which it is handed over.
    pub day: Date,
    /// The authorities that it comes from.
    pub sender: String,
    /// The message, in the version that was approved.
    pub message: String,
    /// The help on offer.
    pub offers: Vec<String>,
    /// The number of the help line.
    pub help_phone: String,
    /// When it is answered.
    pub help_hours: String,
    /// Whom to ask for.
    pub contact: String,
}

impl Inputs for NotificationLetter {
    const KIND: Kind = Kind::NotificationLetter;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("name", text(&self.name)),
            ("day", day(language, self.day)),
            ("sender", text(&self.sender)),
            ("message", text(&self.message)),
            ("offers", Put::List(self.offers.clone())),
            ("help_phone", text(&self.help_phone)),
            ("help_hours", text(&self.help_hours)),
            ("contact", text(&self.contact)),
        ]
    }
}

/// What the law says of one person's own situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExposureLetter {
    /// To whom.
    pub name: String,
    /// The day on which it is handed over.
    pub day: Date,
    /// The authority that it comes from.
    pub sender: String,
    /// What applies and what it can lead to, in the version that was approved.
    pub words: String,
    /// Who can answer.
    pub contact: String,
    /// At which number.
    pub contact_phone: String,
    /// The number of the help line.
    pub help_phone: String,
}

impl Inputs for ExposureLetter {
    const KIND: Kind = Kind::ExposureLetter;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("name", text(&self.name)),
            ("day", day(language, self.day)),
            ("sender", text(&self.sender)),
            ("words", text(&self.words)),
            ("contact", text(&self.contact)),
            ("contact_phone", text(&self.contact_phone)),
            ("help_phone", text(&self.help_phone)),
        ]
    }
}

fn rows<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> Put {
    Put::Rows(rows.iter().map(|row| row.to_vec()).collect())
}

/// The summons to a call-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summons {
    /// To whom.
    pub name: String,
    /// The number of the supervision.
    pub reference: String,
    /// The day on which it is written.
    pub written: Date,
    /// The day of the call-in.
    pub day: Date,
    /// When it begins.
    pub time: Time,
    /// Where.
    pub place: String,
    /// The provision that it rests on, as the probation service has it approved.
    pub law: String,
    /// The probation officer.
    pub officer: String,
    /// The officer's number.
    pub officer_phone: String,
    /// How to get there.
    pub transport: String,
    /// The language of an interpreter, where there is one.
    pub interpreter: Option<String>,
}

impl Inputs for Summons {
    const KIND: Kind = Kind::Summons;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("name", text(&self.name)),
            ("reference", text(&self.reference)),
            ("written", day(language, self.written)),
            ("day", day(language, self.day)),
            ("time", time(self.time)),
            ("place", text(&self.place)),
            ("law", text(&self.law)),
            ("officer", text(&self.officer)),
            ("officer_phone", text(&self.officer_phone)),
            ("transport", text(&self.transport)),
            ("interpreter", Put::Text(self.interpreter.clone())),
        ]
    }
}

/// The run-sheet of a call-in. It has no field for a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSheet {
    /// The day of the call-in.
    pub day: Date,
    /// When it begins.
    pub time: Time,
    /// Where.
    pub place: String,
    /// Who leads it.
    pub lead: String,
    /// Who may stop it.
    pub stops: String,
    /// Time, minutes, who, what, version of the script.
    pub items: Vec<[String; 5]>,
    /// Duty and who has it.
    pub duties: Vec<[String; 2]>,
}

impl Inputs for RunSheet {
    const KIND: Kind = Kind::RunSheet;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("day", day(language, self.day)),
            ("time", time(self.time)),
            ("place", text(&self.place)),
            ("lead", text(&self.lead)),
            ("stops", text(&self.stops)),
            ("items", rows(&self.items)),
            ("duties", rows(&self.duties)),
        ]
    }
}

/// The sheet for those who make a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSheet {
    /// Whom they visit.
    pub name: String,
    /// Where.
    pub address: String,
    /// The group's code name.
    pub group: String,
    /// The day.
    pub day: Date,
    /// Which message, in which version.
    pub message: String,
    /// Which letter, in which version.
    pub letter: String,
    /// Name, authority, duty.
    pub team: Vec<[String; 3]>,
    /// When it was clear that nothing stands in the way at any authority that was asked.
    pub cleared: String,
    /// What the visit must mind.
    pub safety: Vec<String>,
}

impl Inputs for StaffSheet {
    const KIND: Kind = Kind::StaffSheet;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("name", text(&self.name)),
            ("address", text(&self.address)),
            ("group", text(&self.group)),
            ("day", day(language, self.day)),
            ("message", text(&self.message)),
            ("letter", text(&self.letter)),
            ("team", rows(&self.team)),
            ("cleared", text(&self.cleared)),
            ("safety", Put::List(self.safety.clone())),
        ]
    }
}

/// The minutes of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// Which review.
    pub review: String,
    /// Which part of it.
    pub part: String,
    /// The day.
    pub day: Date,
    /// Where.
    pub place: String,
    /// Who led it.
    pub chair: String,
    /// Who wrote.
    pub writes: String,
    /// The day of the next one.
    pub next: Date,
    /// Authority and function.
    pub present: Vec<[String; 2]>,
    /// What was taken up.
    pub agenda: Vec<String>,
    /// What was said of it, where something was written.
    pub notes: Option<String>,
    /// Decision, basis, who answers for it.
    pub decisions: Vec<[String; 3]>,
    /// Task, who, until when.
    pub tasks: Vec<[String; 3]>,
}

impl Inputs for Minutes {
    const KIND: Kind = Kind::Minutes;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("review", text(&self.review)),
            ("part", text(&self.part)),
            ("day", day(language, self.day)),
            ("place", text(&self.place)),
            ("chair", text(&self.chair)),
            ("writes", text(&self.writes)),
            ("next", day(language, self.next)),
            ("present", rows(&self.present)),
            ("agenda", Put::List(self.agenda.clone())),
            ("notes", Put::Text(self.notes.clone())),
            ("decisions", rows(&self.decisions)),
            ("tasks", rows(&self.tasks)),
        ]
    }
}

/// The minutes of the debrief of a call-in. They have no field for a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallInMinutes {
    /// Which call-in.
    pub call_in: String,
    /// The day of the call-in.
    pub day: Date,
    /// When it began.
    pub time: Time,
    /// Where.
    pub place: String,
    /// Who led the debrief.
    pub lead: String,
    /// Who wrote.
    pub writes: String,
    /// Who took part in the debrief: names or functions.
    pub present: Vec<String>,
    /// What was noted of the meeting, where something was.
    pub meeting: Option<String>,
    /// Who was to speak, of what, version of the script.
    pub spoken: Vec<[String; 3]>,
    /// How the evening went.
    pub debrief: String,
    /// What was decided.
    pub decisions: Vec<String>,
    /// Task, who, until when.
    pub tasks: Vec<[String; 3]>,
}

impl Inputs for CallInMinutes {
    const KIND: Kind = Kind::CallInMinutes;

    fn put(&self, language: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("call_in", text(&self.call_in)),
            ("day", day(language, self.day)),
            ("time", time(self.time)),
            ("place", text(&self.place)),
            ("lead", text(&self.lead)),
            ("writes", text(&self.writes)),
            ("present", Put::List(self.present.clone())),
            ("meeting", Put::Text(self.meeting.clone())),
            ("spoken", rows(&self.spoken)),
            ("debrief", text(&self.debrief)),
            ("decisions", Put::List(self.decisions.clone())),
            ("tasks", rows(&self.tasks)),
        ]
    }
}

/// The card that is left at a visit. It has no field for whoever got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitCard {
    /// The number of the help line.
    pub help_phone: String,
    /// When it is answered.
    pub help_hours: String,
    /// Whom to ask for.
    pub contact: String,
    /// The help on offer.
    pub offers: Vec<String>,
}

impl Inputs for VisitCard {
    const KIND: Kind = Kind::VisitCard;

    fn put(&self, _: Language) -> Vec<(&'static str, Put)> {
        vec![
            ("help_phone", text(&self.help_phone)),
            ("help_hours", text(&self.help_hours)),
            ("contact", text(&self.contact)),
            ("offers", Put::List(self.offers.clone())),
        ]
    }
}

//! Records put onto paper: from what their own pages show to the same reader, and from what was typed.

use gvi_app::call_ins::known::KnownCallIn;
use gvi_app::call_ins::{self, CallInPage};
use gvi_app::notifications::{self, Card as NotificationCard};
use gvi_app::papers::{Paper, Printable, Printing};
use gvi_app::reviews::{self, ReviewPage};
use gvi_app::seen::SeenWording;
use gvi_app::summonses::{self, SummonsCard};
use gvi_domain::call_in::ItemState;
use gvi_domain::wording::version_name;
use gvi_domain::{Date, Moment};
use gvi_print::letters::{
    CallInMinutes, ExposureLetter, Inputs, Made, Minutes, NotificationLetter, RunSheet, StaffSheet, Summons, Template, VisitCard,
};
use gvi_print::{Language, Line};
use jiff::civil::Time;

use super::fields::TypedPaper;
use crate::call_ins::item_words;
use crate::desk::Desk;
use crate::files::broken;
use crate::problem::Problem;
use crate::signs::Crumb;
use crate::text::{Lang, Tr, iso_date, iso_moment};

/// What stands where there is nothing: a table without rows is read as one that was forgotten.
const NOTHING: &str = "–";

/// The record that a paper is of, as its own page shows it.
pub enum Record {
    Summons(Box<SummonsCard>, Option<Box<KnownCallIn>>),
    CallIn(Box<CallInPage>),
    Review(Box<ReviewPage>),
    Notification(Box<NotificationCard>),
}

/// Opens the record of a paper; with a printing, the entry in the log names the paper.
pub async fn record(desk: &Desk, paper: Paper, id: &str, printing: Option<Printing>) -> Result<Record, Problem> {
    let ctx = &desk.ctx;
    let not_there = |_| Problem::NotFound;
    Ok(match paper {
        Paper::Summons => {
            let id = id.parse().map_err(not_there)?;
            match printing {
                Some(printing) => {
                    let (card, call_in) = summonses::printed(ctx, id, printing).await?;
                    Record::Summons(Box::new(card), Some(Box::new(call_in)))
                }
                None => Record::Summons(Box::new(summonses::card(ctx, id).await?), None),
            }
        }
        Paper::RunSheet | Paper::CallInMinutes => {
            let id = id.parse().map_err(not_there)?;
            Record::CallIn(Box::new(match printing {
                Some(printing) => call_ins::printed(ctx, id, printing).await?,
                None => call_ins::page(ctx, id).await?,
            }))
        }
        Paper::Minutes => {
            let id = id.parse().map_err(not_there)?;
            Record::Review(Box::new(match printing {
                Some(printing) => reviews::printed(ctx, id, printing).await?,
                None => reviews::page(ctx, id).await?,
            }))
        }
        Paper::StaffSheet | Paper::NotificationLetter | Paper::ExposureLetter | Paper::VisitCard => {
            let id = id.parse().map_err(not_there)?;
            Record::Notification(Box::new(match printing {
                Some(printing) => notifications::printed(ctx, id, printing).await?,
                None => notifications::card(ctx, id).await?,
            }))
        }
        Paper::Calendar => return Err(Problem::NotFound),
    })
}

impl Record {
    /// What can be made of it now.
    pub fn printable(&self) -> &[Printable] {
        match self {
            Self::Summons(card, _) => &card.papers,
            Self::CallIn(page) => &page.papers,
            Self::Review(page) => &page.papers,
            Self::Notification(card) => &card.papers,
        }
    }

    /// Where its own page is.
    pub fn address(&self) -> String {
        match self {
            Self::Summons(card, _) => format!("/summons/{}", card.summons.id),
            Self::CallIn(page) => format!("/call-ins/{}", page.call_in.id),
            Self::Review(page) => format!("/reviews/{}", page.review.id),
            Self::Notification(card) => format!("/notifications/{}", card.notification.id),
        }
    }

    /// The way back to it.
    pub fn crumbs(&self, desk: &Desk) -> Vec<Crumb> {
        let (list, title, code) = match self {
            Self::Summons(card, _) => ("/summons", "summons-title", card.summons.code),
            Self::CallIn(page) => ("/call-ins", "call-ins-title", page.call_in.code),
            Self::Review(page) => ("/reviews", "reviews-title", page.review.code),
            Self::Notification(card) => ("/notifications", "notifications-title", card.notification.code),
        };
        vec![Crumb::new(list, desk.tr().t(title)), Crumb::new(self.address(), code.to_string())]
    }

    /// The day of a review.
    pub fn meets_on(&self, desk: &Desk) -> Option<Date> {
        let Self::Review(page) = self else { return None };
        page.review.meets_at.as_value().map(|at| at.date(desk.zone()))
    }
}

/// Papers that people outside are given. They say neither who made them nor what for.
const fn is_for_outside(paper: Paper) -> bool {
    matches!(paper, Paper::Summons | Paper::NotificationLetter | Paper::ExposureLetter | Paper::VisitCard)
}

/// Names of the house are known in Swedish and English; in another language they stay Swedish, as on a sign at a door.
const fn house_language(language: Language) -> &'static str {
    if matches!(language, Language::English) { "en" } else { "sv" }
}

fn authority(desk: &Desk, id: &str, language: Language) -> String {
    let plate = desk.site.plates().find(|plate| plate.authority.as_str() == id);
    plate
        .map_or_else(|| id.to_owned(), |plate| if house_language(language) == "en" { plate.name_en.clone() } else { plate.name_sv.clone() })
}

fn own_authority(desk: &Desk, language: Language) -> String {
    authority(desk, desk.ctx.plate().authority.as_str(), language)
}

fn made(desk: &Desk, paper: Paper, language: Language) -> Made {
    let at = desk.now().timestamp().to_zoned(desk.zone().clone());
    if is_for_outside(paper) {
        return Made { purpose: None, user: None, at };
    }
    let user = format!("{}, {}", desk.session.name, own_authority(desk, language));
    Made { purpose: desk.session.purpose_name(house_language(language)).map(Line::from), user: Some(Line::from(user)), at }
}

fn time(desk: &Desk, at: Moment) -> Time {
    desk.zone().to_datetime(at.timestamp()).time()
}

fn or_nothing(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() { vec![NOTHING.to_owned()] } else { lines }
}

fn rows_or_nothing<const COLUMNS: usize>(rows: Vec<[String; COLUMNS]>) -> Vec<[String; COLUMNS]> {
    if rows.is_empty() { vec![std::array::from_fn(|_| NOTHING.to_owned())] } else { rows }
}

/// Puts a record onto its paper.
pub fn paper(desk: &Desk, template: &Template, paper: Paper, record: &Record, typed: &TypedPaper) -> Result<gvi_print::Paper, Problem> {
    let language = template.language();
    let made = made(desk, paper, language);
    fn fill<I: Inputs>(template: &Template, inputs: Option<I>, made: Made) -> Result<gvi_print::Paper, Problem> {
        template.paper(&inputs.ok_or(Problem::NotFound)?, made).map_err(broken)
    }
    match (paper, record) {
        (Paper::Summons, Record::Summons(card, Some(call_in))) => fill(template, summons(desk, card, call_in, typed), made),
        (Paper::RunSheet, Record::CallIn(page)) => fill(template, run_sheet(desk, page, typed), made),
        (Paper::CallInMinutes, Record::CallIn(page)) => fill(template, call_in_minutes(desk, page, typed, language), made),
        (Paper::Minutes, Record::Review(page)) => fill(template, minutes(desk, page, typed, language), made),
        (Paper::StaffSheet, Record::Notification(card)) => fill(template, staff_sheet(desk, card, typed, language), made),
        (Paper::NotificationLetter, Record::Notification(card)) => fill(template, notification(desk, card, typed, language), made),
        (Paper::ExposureLetter, Record::Notification(card)) => fill(template, exposure(desk, card, typed, language), made),
        (Paper::VisitCard, Record::Notification(_)) => fill(template, Some(visit_card(typed)), made),
        _ => Err(Problem::NotFound),
    }
}

fn summons(desk: &Desk, card: &SummonsCard, call_in: &KnownCallIn, typed: &TypedPaper) -> Option<Summons> {
    Some(Summons {
        name: card.summons.name.as_value().cloned().flatten()?,
        reference: card.summons.code.to_string(),
        written: desk.now().date(desk.zone()),
        day: call_in.day,
        time: time(desk, call_in.begins),
        place: call_in.place.clone(),
        law: typed.line("law"),
        officer: typed.line("officer"),
        officer_phone: typed.line("officer_phone"),
        transport: typed.lines("transport").join("\n"),
        interpreter: Some(typed.line("interpreter")).filter(|language| !language.is_empty()),
    })
}

fn run_sheet(desk: &Desk, page: &CallInPage, typed: &TypedPaper) -> Option<RunSheet> {
    let starts = *page.call_in.meets_at.as_value()?;
    let (begins, _) = call_ins::sheet::clock_of(&page.speeches);
    let item = |(speech, begins): (&gvi_app::seen::SeenSpeech, i64)| {
        let at = time(desk, starts.plus_seconds(begins * 60)).strftime("%H:%M").to_string();
        let text = |shown: &gvi_app::Shown<String>| shown.as_value().cloned().unwrap_or_default();
        let minutes = speech.minutes.as_value().map(ToString::to_string).unwrap_or_default();
        [at, minutes, text(&speech.speaker), text(&speech.about), text(&speech.words_version)]
    };
    // A duty and who has it, with a colon between the two.
    let duty = |line: String| match line.split_once(':') {
        Some((duty, who)) => [duty.trim().to_owned(), who.trim().to_owned()],
        None => [line, String::new()],
    };
    Some(RunSheet {
        day: *page.call_in.meets_on.as_value()?,
        time: time(desk, starts),
        place: page.call_in.venue.as_value()?.clone(),
        lead: typed.line("lead"),
        stops: typed.line("stops"),
        items: page.speeches.iter().zip(begins).map(item).collect(),
        duties: rows_or_nothing(typed.lines("duties").into_iter().map(duty).collect()),
    })
}

fn call_in_minutes(desk: &Desk, page: &CallInPage, typed: &TypedPaper, language: Language) -> Option<CallInMinutes> {
    let text = |shown: &gvi_app::Shown<String>| shown.as_value().cloned().unwrap_or_default();
    let spoken = |speech: &gvi_app::seen::SeenSpeech| [text(&speech.speaker), text(&speech.about), text(&speech.words_version)];
    let words = Tr::new(Lang::from_code(house_language(language)).unwrap_or_default());
    let open = page.items.iter().filter(|item| item.state.as_value() == Some(&ItemState::Open));
    let task = |item: &gvi_app::seen::SeenItem| {
        let due = item.due_on.as_value().map(|day| iso_date(*day)).unwrap_or_default();
        let (what, who) = item_words(words, &item.item_key);
        [what, who, due]
    };
    Some(CallInMinutes {
        call_in: page.call_in.code.to_string(),
        day: *page.call_in.meets_on.as_value()?,
        time: time(desk, *page.call_in.meets_at.as_value()?),
        place: page.call_in.venue.as_value()?.clone(),
        lead: typed.line("lead"),
        writes: typed.line("writes"),
        present: typed.lines("present"),
        meeting: page.call_in.meeting.as_value().cloned().filter(|text| !text.is_empty()),
        spoken: rows_or_nothing(page.speeches.iter().map(spoken).collect()),
        debrief: page.call_in.debrief.as_value().cloned().filter(|text| !text.is_empty())?,
        decisions: or_nothing(typed.lines("decisions")),
        tasks: rows_or_nothing(open.map(task).collect()),
    })
}

fn minutes(desk: &Desk, page: &ReviewPage, typed: &TypedPaper, language: Language) -> Option<Minutes> {
    let review = &page.review;
    let came = page.attendance.iter().filter(|row| row.present.as_value() == Some(&true));
    let present = came
        .map(|row| [authority(desk, row.authority.as_str(), language), row.functions.as_value().cloned().unwrap_or_default()])
        .collect();
    let decided = |one: &gvi_app::seen::SeenReviewDecision| {
        let text = one.decision.as_value().map(|words| words.as_str().to_owned()).unwrap_or_default();
        let basis = one.label.as_value().cloned().filter(|label| !label.is_empty()).unwrap_or_else(|| NOTHING.to_owned());
        [text, basis, one.owner.as_value().map(|owner| authority(desk, owner.as_str(), language)).unwrap_or_default()]
    };
    let words = Tr::new(Lang::from_code(house_language(language)).unwrap_or_default());
    let given = |task: &gvi_app::seen::SeenTask| {
        let text = task.what.as_value().map(|words| words.as_str().to_owned()).unwrap_or_default();
        let role = task.owner_role.as_value().cloned().flatten().map(|role| words.t(&format!("role-{role}")));
        let who = task.owner_name.as_value().cloned().flatten().or(role).unwrap_or_else(|| NOTHING.to_owned());
        [text, who, task.due_on.as_value().map(|day| iso_date(*day)).unwrap_or_default()]
    };
    Some(Minutes {
        review: review.code.to_string(),
        part: review.part.as_value()?.name().to_uppercase(),
        day: review.meets_at.as_value()?.date(desk.zone()),
        place: review.place.as_value()?.clone(),
        chair: typed.line("chair"),
        writes: typed.line("writes"),
        next: typed.next,
        present: rows_or_nothing(present),
        agenda: or_nothing(page.incidents.iter().map(|(_, code)| code.clone()).collect()),
        notes: review.minutes.as_value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty()),
        decisions: rows_or_nothing(page.decisions.iter().map(decided).collect()),
        tasks: rows_or_nothing(page.tasks.iter().map(given).collect()),
    })
}

/// The name of a version: its language and its number.
fn version_of(wording: Option<&SeenWording>) -> String {
    let version = wording.and_then(|wording| wording.language.as_value().copied().zip(wording.number.as_value().copied()));
    version.map_or_else(|| NOTHING.to_owned(), |(language, number)| version_name(language, number))
}

fn words_of(wording: Option<&SeenWording>) -> Option<String> {
    Some(wording?.words.as_value()?.as_str().to_owned())
}

/// The day of the visit, or today where none is planned yet.
fn day_of(desk: &Desk, card: &NotificationCard) -> Date {
    let planned = card.notification.visit_at.as_value().copied().flatten();
    planned.unwrap_or_else(|| desk.now()).date(desk.zone())
}

fn staff_sheet(desk: &Desk, card: &NotificationCard, typed: &TypedPaper, language: Language) -> Option<StaffSheet> {
    let own = own_authority(desk, language);
    let seen = &card.notification;
    let cleared = seen.cleared_at.as_value().copied().flatten()?;
    Some(StaffSheet {
        name: card.person_name.clone()?,
        address: typed.line("address"),
        group: seen.group_name.as_value().cloned().unwrap_or_default(),
        day: day_of(desk, card),
        message: version_of(card.wording.as_ref()),
        letter: version_of(card.letter.as_ref()),
        // The duties are given when the team meets: there is room for them.
        team: card.colleagues.iter().filter(|one| one.in_team).map(|one| [one.name.clone(), own.clone(), String::new()]).collect(),
        cleared: iso_moment(cleared.timestamp(), desk.zone()),
        safety: or_nothing(typed.lines("safety")),
    })
}

fn notification(desk: &Desk, card: &NotificationCard, typed: &TypedPaper, language: Language) -> Option<NotificationLetter> {
    Some(NotificationLetter {
        name: card.person_name.clone()?,
        day: day_of(desk, card),
        sender: own_authority(desk, language),
        message: words_of(card.wording.as_ref())?,
        offers: typed.lines("offers"),
        help_phone: typed.line("help_phone"),
        help_hours: typed.line("help_hours"),
        contact: typed.line("contact"),
    })
}

fn exposure(desk: &Desk, card: &NotificationCard, typed: &TypedPaper, language: Language) -> Option<ExposureLetter> {
    Some(ExposureLetter {
        name: card.person_name.clone()?,
        day: day_of(desk, card),
        sender: own_authority(desk, language),
        words: words_of(card.letter.as_ref())?,
        contact: typed.line("contact"),
        contact_phone: typed.line("contact_phone"),
        help_phone: typed.line("help_phone"),
    })
}

fn visit_card(typed: &TypedPaper) -> VisitCard {
    VisitCard {
        help_phone: typed.line("help_phone"),
        help_hours: typed.line("help_hours"),
        contact: typed.line("contact"),
        offers: typed.lines("offers"),
    }
}

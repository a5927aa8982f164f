//! Filled papers of Nordhamn, an invented city: one of each kind. What people would type is Swedish in every language, as it would be.

use gvi_print::letters::{
    CallInMinutes, ExposureLetter, Inputs, Kind, Made, Minutes, NotificationLetter, RunSheet, StaffSheet, Summons, Template, TemplateError,
    VisitCard,
};
use gvi_print::{Language, Paper};
use jiff::civil::{date, time};
use jiff::tz::TimeZone;

fn own(text: &str) -> String {
    text.to_owned()
}

fn offers() -> Vec<String> {
    ["Samtal samma vecka", "Någonstans att sova i natt", "Hjälp att flytta", "Hjälp med skulder"].map(own).to_vec()
}

pub fn notification() -> NotificationLetter {
    NotificationLetter {
        name: own("Åke Ödmark"),
        day: date(2026, 11, 24),
        sender: own("Polisen, Frivården och socialtjänsten i Nordhamn"),
        message: own(
            "Den 12 november sköts en människa vid Östra kajen. Det ska sluta där. Den som skjuter drar uppmärksamheten till alla i gruppen.",
        ),
        offers: offers(),
        help_phone: own("0123-456 78"),
        help_hours: own("dygnet runt"),
        contact: own("Ines"),
    }
}

pub fn exposure() -> ExposureLetter {
    ExposureLetter {
        name: own("Åke Ödmark"),
        day: date(2026, 11, 24),
        sender: own("Polisen i Nordhamn"),
        words: own(
            "Ett skyddstillsynsår återstår: ny brottslighet under prövotiden kan ge en annan påföljd (brottsbalken 28 kap.). Vapen i bil eller bostad: fängelse (vapenlagen 9 kap.).",
        ),
        contact: own("Mara Lind"),
        contact_phone: own("0123-111 22"),
        help_phone: own("0123-456 78"),
    }
}

pub fn summons(interpreter: Option<&str>) -> Summons {
    Summons {
        name: own("Åke Ödmark"),
        reference: own("K7MQ-2X"),
        written: date(2026, 11, 2),
        day: date(2026, 12, 1),
        time: time(18, 0, 0, 0),
        place: own("Hamnvallens klubbhus, Kajgatan 4"),
        law: own("26 kap. 15 § brottsbalken"),
        officer: own("Tom Ek"),
        officer_phone: own("0123-222 33"),
        transport: own("Buss 4 till Hamnvallen. Vi kan hämta dig om du hellre vill det."),
        interpreter: interpreter.map(own),
    }
}

pub fn run_sheet() -> RunSheet {
    let row = |at: &str, minutes: &str, who: &str, what: &str, script: &str| [at, minutes, who, what, script].map(own);
    RunSheet {
        day: date(2026, 12, 1),
        time: time(18, 0, 0, 0),
        place: own("Hamnvallens klubbhus"),
        lead: own("Olle Berg, kommunen"),
        stops: own("Polisområdeschefen"),
        items: vec![
            row("18:00", "5", "Olle Berg", "Välkomna", "3"),
            row("18:05", "8", "Mor till en dödad", "Sorgen", "2"),
            row("18:13", "8", "Polisområdeschefen", "Vad som händer om våldet fortsätter", "5"),
            row("18:21", "8", "Socialtjänsten", "Hjälpen och numret", "4"),
        ],
        duties: vec![["Dörren".to_owned(), own("Tom Ek")], [own("Transport"), own("Föreningen Hamnen")]],
    }
}

pub fn staff_sheet() -> StaffSheet {
    StaffSheet {
        name: own("Åke Ödmark"),
        address: own("Kajgatan 12, lgh 1203"),
        group: own("Tärnan"),
        day: date(2026, 11, 24),
        message: own("Budskap 4"),
        letter: own("Brev, version 1"),
        team: vec![[own("Mara Lind"), own("Polisen"), own("Talar först")], [own("Ines Ågren"), own("Socialtjänsten"), own("Hjälpen")]],
        cleared: own("2026-11-23 14:10"),
        safety: ["En hund i hallen", "Parkera inte utanför porten"].map(own).to_vec(),
    }
}

pub fn minutes() -> Minutes {
    Minutes {
        review: own("Händelsegenomgång vecka 47"),
        part: own("A, alla"),
        day: date(2026, 11, 19),
        place: own("Stadshuset, rum 4"),
        chair: own("Olle Berg"),
        writes: own("Sara Holm"),
        next: date(2026, 11, 26),
        present: vec![[own("Polisen"), own("Analytiker")], [own("Frivården"), own("Samordnare")]],
        agenda: ["Nya händelser", "Klockor som löper ut", "Uppgifter som är försenade"].map(own).to_vec(),
        notes: Some(own("Ingen ny skjutning sedan förra mötet. Två klockor är försenade.")),
        decisions: vec![[own("Tärnan är i ökat fokus"), own("Händelsen 12 november, nivå 2"), own("Polisområdeschefen")]],
        tasks: vec![[own("Individuella samtal, tre stycken"), own("Frivården"), own("2026-11-25")]],
    }
}

pub fn call_in_minutes() -> CallInMinutes {
    CallInMinutes {
        call_in: own("C-4"),
        day: date(2026, 12, 1),
        time: time(18, 0, 0, 0),
        place: own("Hamnvallens klubbhus"),
        lead: own("Olle Berg"),
        writes: own("Leila Dahl"),
        present: ["Polisen, samordnare", "Frivården, handläggare"].map(own).to_vec(),
        meeting: Some(own("Elva kom. Dörrarna stängdes 18.07.")),
        spoken: vec![[own("Mor till en dödad"), own("Sorgen"), own("2")], [own("Socialtjänsten"), own("Hjälpen och numret"), own("4")]],
        debrief: own("Lugnt hela kvällen. Ljudet längst bak var för svagt."),
        decisions: ["Mikrofon till alla som talar", "Bussen väntar efter mötet"].map(own).to_vec(),
        tasks: vec![[own("Alla gäster är kontaktade"), own("Socialtjänsten, samordnare"), own("2026-12-08")]],
    }
}

pub fn card() -> VisitCard {
    VisitCard { help_phone: own("0123-456 78"), help_hours: own("dygnet runt"), contact: own("Ines"), offers: offers() }
}

pub fn made() -> Made {
    let at = date(2026, 11, 24).at(9, 30, 0, 0).to_zoned(TimeZone::fixed(jiff::tz::offset(1))).unwrap();
    Made { purpose: Some("Individuella samtal".into()), user: Some("Mara Lind, Polisen i Nordhamn".into()), at }
}

/// What goes to people outside does not say who made it and what for.
pub fn outside() -> Made {
    Made { purpose: None, user: None, ..made() }
}

pub fn filled(template: &Template) -> Result<Paper, TemplateError> {
    fn with<I: Inputs>(template: &Template, inputs: &I, made: Made) -> Result<Paper, TemplateError> {
        template.paper(inputs, made)
    }
    match template.kind() {
        Kind::NotificationLetter => with(template, &notification(), outside()),
        Kind::ExposureLetter => with(template, &exposure(), outside()),
        Kind::Summons => with(template, &summons((template.language() == Language::Arabic).then_some("العربية")), outside()),
        Kind::RunSheet => with(template, &run_sheet(), made()),
        Kind::StaffSheet => with(template, &staff_sheet(), made()),
        Kind::Minutes => with(template, &minutes(), made()),
        Kind::CallInMinutes => with(template, &call_in_minutes(), made()),
        Kind::VisitCard => with(template, &card(), outside()),
    }
}

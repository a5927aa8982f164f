//! What is typed for one paper: everything that stands on it and in no record.

use gvi_app::catalogue::LeversAndOffers;
use gvi_app::papers::Paper;
use gvi_domain::reading::Reading;
use gvi_domain::{Date, DomainError};
use gvi_print::Language;
use serde::{Deserialize, Serialize};

use super::filled::Record;
use crate::desk::Desk;
use crate::text::{Tr, iso_date};

/// The longest line.
const LINE_MAX: usize = 120;
/// The most lines of a list.
const LINES_MAX: usize = 20;
/// Days until the next review, unless somebody types another day.
const REVIEW_DAYS: i64 = 7;
/// The kind of authority whose offers stand on papers for people outside.
const HELPING: &str = "SOC";

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Line,
    Lines,
    Day,
}

/// A field of the form.
struct Field {
    name: &'static str,
    way: Way,
    needed: bool,
}

const fn needed(name: &'static str, way: Way) -> Field {
    Field { name, way, needed: true }
}

const fn perhaps(name: &'static str, way: Way) -> Field {
    Field { name, way, needed: false }
}

/// What is typed for a paper, in the order of the form.
const fn fields_of(paper: Paper) -> &'static [Field] {
    match paper {
        Paper::Summons => {
            const {
                &[
                    needed("law", Way::Line),
                    needed("officer", Way::Line),
                    needed("officer_phone", Way::Line),
                    needed("transport", Way::Lines),
                    perhaps("interpreter", Way::Line),
                ]
            }
        }
        Paper::RunSheet => const { &[needed("lead", Way::Line), needed("stops", Way::Line), perhaps("duties", Way::Lines)] },
        Paper::StaffSheet => const { &[needed("address", Way::Line), perhaps("safety", Way::Lines)] },
        Paper::NotificationLetter => {
            const {
                &[
                    needed("offers", Way::Lines),
                    needed("help_phone", Way::Line),
                    needed("help_hours", Way::Line),
                    needed("contact", Way::Line),
                ]
            }
        }
        Paper::VisitCard => {
            const {
                &[
                    needed("help_phone", Way::Line),
                    needed("help_hours", Way::Line),
                    needed("contact", Way::Line),
                    needed("offers", Way::Lines),
                ]
            }
        }
        Paper::ExposureLetter => {
            const { &[needed("contact", Way::Line), needed("contact_phone", Way::Line), needed("help_phone", Way::Line)] }
        }
        Paper::CallInMinutes => {
            const { &[needed("lead", Way::Line), needed("writes", Way::Line), needed("present", Way::Lines), perhaps("decisions", Way::Lines)] }
        }
        Paper::Minutes => const { &[needed("chair", Way::Line), needed("writes", Way::Line), needed("next", Way::Day)] },
        Paper::Calendar => &[],
    }
}

/// A field as the page prints it.
#[derive(Serialize)]
pub struct FieldView {
    pub name: &'static str,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub is_area: bool,
    pub is_day: bool,
    pub needed: bool,
}

/// Everything that any paper asks for; each takes its own.
#[derive(Deserialize, Default, Clone)]
pub struct PaperForm {
    #[serde(default)]
    language: String,
    /// `html` or `pdf`.
    #[serde(default)]
    form: String,
    #[serde(default)]
    law: String,
    #[serde(default)]
    officer: String,
    #[serde(default)]
    officer_phone: String,
    #[serde(default)]
    transport: String,
    #[serde(default)]
    interpreter: String,
    #[serde(default)]
    lead: String,
    #[serde(default)]
    stops: String,
    #[serde(default)]
    duties: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    safety: String,
    #[serde(default)]
    offers: String,
    #[serde(default)]
    help_phone: String,
    #[serde(default)]
    help_hours: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    contact_phone: String,
    #[serde(default)]
    chair: String,
    #[serde(default)]
    writes: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    present: String,
    #[serde(default)]
    decisions: String,
}

/// What was typed, checked.
#[derive(Debug, Default)]
pub struct TypedPaper {
    fields: Vec<(&'static str, Vec<String>)>,
    /// The day, on a paper that has one.
    pub next: Date,
}

impl TypedPaper {
    /// A line; empty where nothing was typed.
    pub fn line(&self, name: &str) -> String {
        self.lines(name).into_iter().next().unwrap_or_default()
    }

    /// The lines of a list.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.fields.iter().find(|(known, _)| *known == name).map(|(_, lines)| lines.clone()).unwrap_or_default()
    }
}

impl PaperForm {
    /// The form with what is known already, in the language of the paper.
    pub fn prefilled(desk: &Desk, paper: Paper, language: Language, record: &Record) -> Self {
        let own = desk.session.name.clone();
        let help = desk.site.help_line();
        let offers = LeversAndOffers::swedish().offers_of(HELPING).into_iter().map(|offer| match language {
            Language::Swedish => offer.sv.as_str(),
            Language::English => offer.en.as_str(),
            Language::Arabic => offer.ar.as_str(),
        });
        Self {
            offers: offers.filter(|offer| !offer.is_empty()).collect::<Vec<_>>().join("\n"),
            help_phone: help.map(|line| line.phone.clone()).unwrap_or_default(),
            help_hours: help.map(|line| line.hours(language.code()).to_owned()).unwrap_or_default(),
            next: record.meets_on(desk).map(|day| iso_date(day.saturating_add(jiff::Span::new().days(REVIEW_DAYS)))).unwrap_or_default(),
            // Whom to ask for about help is nobody of the police.
            contact: if paper == Paper::ExposureLetter { own.clone() } else { String::new() },
            officer: own.clone(),
            writes: own,
            ..Self::default()
        }
    }

    /// The language that was asked for.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether it is wanted as a page.
    pub fn wants_html(&self) -> bool {
        self.form == "html"
    }

    fn typed(&self, name: &str) -> &str {
        match name {
            "law" => &self.law,
            "officer" => &self.officer,
            "officer_phone" => &self.officer_phone,
            "transport" => &self.transport,
            "interpreter" => &self.interpreter,
            "lead" => &self.lead,
            "stops" => &self.stops,
            "duties" => &self.duties,
            "address" => &self.address,
            "safety" => &self.safety,
            "offers" => &self.offers,
            "help_phone" => &self.help_phone,
            "help_hours" => &self.help_hours,
            "contact" => &self.contact,
            "contact_phone" => &self.contact_phone,
            "chair" => &self.chair,
            "writes" => &self.writes,
            "next" => &self.next,
            "present" => &self.present,
            "decisions" => &self.decisions,
            _ => "",
        }
    }

    /// The fields of a paper for its page.
    pub fn fields(&self, tr: Tr, paper: Paper) -> Vec<FieldView> {
        let view = |field: &Field| {
            let hint = format!("paper-hint-{}", field.name);
            FieldView {
                name: field.name,
                label: tr.t(&format!("paper-field-{}", field.name)),
                hint: if tr.has(&hint) { tr.t(&hint) } else { String::new() },
                value: self.typed(field.name).to_owned(),
                is_area: field.way == Way::Lines,
                is_day: field.way == Way::Day,
                needed: field.needed,
            }
        };
        fields_of(paper).iter().map(view).collect()
    }

    /// Reads what a paper needs; all faults at once.
    pub fn read(&self, paper: Paper) -> Result<TypedPaper, Vec<DomainError>> {
        let mut read = Reading::new();
        let mut typed = TypedPaper::default();
        for field in fields_of(paper) {
            let text = self.typed(field.name);
            if !field.needed && text.trim().is_empty() {
                continue;
            }
            match field.way {
                Way::Line => typed.fields.extend(read.line(field.name, text, LINE_MAX).map(|line| (field.name, vec![line]))),
                Way::Lines => {
                    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
                    if lines.is_empty() {
                        read.fault(DomainError::field(field.name, "missing"));
                    } else if lines.len() > LINES_MAX {
                        read.fault(DomainError::field(field.name, "too-long"));
                    }
                    let lines = lines.iter().take(LINES_MAX).filter_map(|line| read.line(field.name, line, LINE_MAX)).collect();
                    typed.fields.push((field.name, lines));
                }
                Way::Day => typed.next = read.date(field.name, text).unwrap_or_default(),
            }
        }
        read.finish(|| Some(typed))
    }
}

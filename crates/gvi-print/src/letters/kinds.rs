//! The kinds of papers, and what must be put into each.

use crate::paper::Sheet;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The letter that is handed over at a custom notification.
    NotificationLetter,
    /// What the law says of one person's own situation.
    ExposureLetter,
    /// The summons to a call-in.
    Summons,
    /// The run-sheet of a call-in.
    RunSheet,
    /// The sheet for those who make a visit.
    StaffSheet,
    /// The minutes of a review.
    Minutes,
    /// The minutes of the debrief of a call-in.
    CallInMinutes,
    /// The card that is left at a visit.
    VisitCard,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text that is put into sentences.
    Text,
    /// Items of a list.
    List,
    /// Rows of a table with so many columns.
    Rows(usize),
}

/// Something that is put into a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in templates.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether the paper is nothing without it.
    pub is_needed: bool,
}

const fn text(name: &'static str) -> Field {
    Field { name, shape: Shape::Text, is_needed: true }
}

const fn list(name: &'static str) -> Field {
    Field { name, shape: Shape::List, is_needed: true }
}

const fn rows(name: &'static str, columns: usize) -> Field {
    Field { name, shape: Shape::Rows(columns), is_needed: true }
}

const fn perhaps(name: &'static str) -> Field {
    Field { name, shape: Shape::Text, is_needed: false }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 8] = [
        Kind::NotificationLetter,
        Kind::ExposureLetter,
        Kind::Summons,
        Kind::RunSheet,
        Kind::StaffSheet,
        Kind::Minutes,
        Kind::CallInMinutes,
        Kind::VisitCard,
    ];

    /// Its name in templates and in the names of their files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::NotificationLetter => "notification-letter",
            Kind::ExposureLetter => "exposure-letter",
            Kind::Summons => "summons",
            Kind::RunSheet => "run-sheet",
            Kind::StaffSheet => "staff-sheet",
            Kind::Minutes => "minutes",
            Kind::CallInMinutes => "call-in-minutes",
            Kind::VisitCard => "visit-card",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The sheets that it is printed on.
    #[must_use]
    pub const fn sheet(self) -> Sheet {
        match self {
            Kind::VisitCard => Sheet::A6,
            _ => Sheet::A4,
        }
    }

    /// What is put into it.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Kind::NotificationLetter => {
                const {
                    &[
                        text("name"),
                        text("day"),
                        text("sender"),
                        text("message"),
                        list("offers"),
                        text("help_phone"),
                        text("help_hours"),
                        text("contact"),
                    ]
                }
            }
            Kind::ExposureLetter => {
                const { &[text("name"), text("day"), text("sender"), text("words"), text("contact"), text("contact_phone"), text("help_phone")] }
            }
            Kind::Summons => {
                const {
                    &[
                        text("name"),
                        text("reference"),
                        text("written"),
                        text("day"),
                        text("time"),
                        text("place"),
                        text("law"),
                        text("officer"),
                        text("officer_phone"),
                        text("transport"),
                        perhaps("interpreter"),
                    ]
                }
            }
            Kind::RunSheet => {
                const { &[text("day"), text("time"), text("place"), text("lead"), text("stops"), rows("items", 5), rows("duties", 2)] }
            }
            Kind::StaffSheet => {
                const {
                    &[
                        text("name"),
                        text("address"),
                        text("group"),
                        text("day"),
                        text("message"),
                        text("letter"),
                        rows("team", 3),
                        text("cleared"),
                        list("safety"),
                    ]
                }
            }
            Kind::Minutes => {
                const {
                    &[
                        text("review"),
                        text("part"),
                        text("day"),
                        text("place"),
                        text("chair"),
                        text("writes"),
                        text("next"),
                        rows("present", 2),
                        list("agenda"),
                        perhaps("notes"),
                        rows("decisions", 3),
                        rows("tasks", 3),
                    ]
                }
            }
            Kind::CallInMinutes => {
                const {
                    &[
                        text("call_in"),
                        text("day"),
                        text("time"),
                        text("place"),
                        text("lead"),
                        text("writes"),
                        list("present"),
                        perhaps("meeting"),
                        rows("spoken", 3),
                        text("debrief"),
                        list("decisions"),
                        rows("tasks", 3),
                    ]
                }
            }
            Kind::VisitCard => const { &[text("help_phone"), text("help_hours"), text("contact"), list("offers")] },
        }
    }
}

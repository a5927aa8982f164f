//! The languages of papers, and the few words of the frame around every paper. Everything else is the caller's.

use jiff::civil::Date;
use serde::Serialize;

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// As HTML writes it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

/// A language that papers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Swedish.
    Swedish,
    /// English.
    English,
    /// Arabic.
    Arabic,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 3] = [Language::Swedish, Language::English, Language::Arabic];

    /// Its code (BCP 47).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Language::Swedish => "sv",
            Language::English => "en",
            Language::Arabic => "ar",
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::Swedish => "Svenska",
            Language::English => "English",
            Language::Arabic => "العربية",
        }
    }

    /// The language of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// How it is written.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Language::Swedish | Language::English => Direction::Ltr,
            Language::Arabic => Direction::Rtl,
        }
    }

    /// The heading above what the stamp says.
    #[must_use]
    pub const fn about(self) -> &'static str {
        self.frame().about
    }

    /// A day in running text: `22 november 2026`. Digits are those that people in Sweden read in every language.
    #[must_use]
    pub fn day(self, day: Date) -> String {
        let names = match self {
            Language::Swedish => SWEDISH_MONTHS,
            Language::English => ENGLISH_MONTHS,
            Language::Arabic => ARABIC_MONTHS,
        };
        // A month is a number from 1 to 12.
        let month = names.get(usize::from(day.month().unsigned_abs()) - 1).copied().unwrap_or_default();
        format!("{} {month} {}", day.day(), day.year())
    }

    /// What stands before the marking of a paper whose words nobody has approved.
    #[must_use]
    pub const fn draft(self) -> &'static str {
        match self {
            Language::Swedish => "UTKAST, inte granskat av jurist.",
            Language::English => "DRAFT, not reviewed by a lawyer.",
            Language::Arabic => "مسودة، لم يراجعها محامٍ.",
        }
    }

    pub(crate) const fn frame(self) -> Frame {
        match self {
            Language::Swedish => Frame {
                about: "Om papperet",
                marking: "Märkning",
                purpose: "Ändamål",
                user: "Framtaget av",
                at: "Framtaget",
                page: "Sida",
                of: "av",
            },
            Language::English => Frame {
                about: "About this paper",
                marking: "Marking",
                purpose: "Purpose",
                user: "Made by",
                at: "Made",
                page: "Page",
                of: "of",
            },
            Language::Arabic => Frame {
                about: "عن هذه الورقة",
                marking: "التصنيف",
                purpose: "الغرض",
                user: "أعدّها",
                at: "وقت الإعداد",
                page: "صفحة",
                of: "من",
            },
        }
    }
}

const SWEDISH_MONTHS: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];
const ENGLISH_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const ARABIC_MONTHS: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];

/// The words of the frame.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Frame {
    pub about: &'static str,
    pub marking: &'static str,
    pub purpose: &'static str,
    pub user: &'static str,
    pub at: &'static str,
    pub page: &'static str,
    pub of: &'static str,
}

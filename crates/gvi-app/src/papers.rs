//! Papers that are made of a record: which ones a reader can make of what they see, and the word about each in the log.
//!
//! A paper is made of what the record's own page shows to the same reader, under the same permit. Nothing more is read for it, so nothing
//! can stand on it that stands on no page. How it looks and what its words are is no matter of this room.

use gvi_secrecy::{Deed, Permit};
use gvi_store::Tx;

use crate::error::AppError;

/// A paper, or a file for a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// The summons to a call-in.
    Summons,
    /// The run-sheet of a call-in.
    RunSheet,
    /// The sheet for those who make a visit.
    StaffSheet,
    /// The letter of a custom notification.
    NotificationLetter,
    /// What the law says of one person's own situation.
    ExposureLetter,
    /// The card that is left at a visit.
    VisitCard,
    /// The minutes of a review.
    Minutes,
    /// The minutes of the debrief of a call-in.
    CallInMinutes,
    /// A file for a calendar. It has no words of its own.
    Calendar,
}

impl Paper {
    /// Its name in addresses, in the log and in the names of templates; also the stem of its message key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Summons => "summons",
            Self::RunSheet => "run-sheet",
            Self::StaffSheet => "staff-sheet",
            Self::NotificationLetter => "notification-letter",
            Self::ExposureLetter => "exposure-letter",
            Self::VisitCard => "visit-card",
            Self::Minutes => "minutes",
            Self::CallInMinutes => "call-in-minutes",
            Self::Calendar => "calendar",
        }
    }
}

/// A paper that can be made of a record now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printable {
    /// The paper.
    pub paper: Paper,
    /// The one language of the words that were approved for it; none where the paper has only words of its own.
    pub language: Option<&'static str>,
}

impl Printable {
    pub(crate) const fn any(paper: Paper) -> Self {
        Self { paper, language: None }
    }

    /// Whether it can be made in a language.
    pub fn speaks(&self, language: &str) -> bool {
        self.language.is_none_or(|only| only == language)
    }
}

/// What is made: the paper, its language and the version of its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printing {
    /// The paper.
    pub paper: Paper,
    /// Its language.
    pub language: &'static str,
    /// The version of the template; there is one of calendar files.
    pub version: u32,
}

/// What stands before the name of a paper in an entry of the log.
pub const LOGGED: &str = "paper:";

impl Printing {
    /// As the log names it.
    fn logged(self) -> String {
        format!("{LOGGED}{}:{}:{}", self.paper.name(), self.language, self.version)
    }
}

/// Names the paper in the entry of the permit that it is made under; what cannot be made now is not there. Nothing is asked of a reader who
/// makes no paper.
pub(crate) fn made<D: Deed>(tx: &mut Tx, permit: &Permit<D>, printable: &[Printable], printing: Option<Printing>) -> Result<(), AppError> {
    let Some(printing) = printing else { return Ok(()) };
    if !printable.iter().any(|known| known.paper == printing.paper && known.speaks(printing.language)) {
        return Err(AppError::NotFound);
    }
    tx.printed(permit, printing.logged());
    Ok(())
}

//! Papers whose words are data: letters, summons, run-sheets, minutes, cards. A template has a version, a language, whoever answers for its
//! words, and a last day; what is put into it is typed, one type for each kind of paper.
//!
//! A template holds no logic beyond leaving a part out where nothing was put in. Which templates a site uses, and who may send what to whom, is
//! decided elsewhere.

mod inputs;
mod kinds;
mod sweden;
mod template;

pub use inputs::{CallInMinutes, ExposureLetter, Inputs, Minutes, NotificationLetter, Put, RunSheet, StaffSheet, Summons, VisitCard};
pub use kinds::{Field, Kind, Shape};
pub use sweden::{in_force, sweden};
pub use template::{Made, Template, TemplateError};

//! Values that form pages hand to the field macros: the errors of a form, the choices of a list, a roughly known time as typed.
//!
//! A form error is a value with all errors at once: the page answers 422 with the summary on top and everything as it was typed.
//! This room does not judge input; the deeds do.

use serde::Serialize;

/// One error: which field, and what to do about it, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The name of the field. Empty when the error is about the form as a whole.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: String,
    /// The rule that said no, for programs; nothing where it was a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// All errors of a form, in the order of the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct FormErrors {
    errors: Vec<FieldError>,
}

impl FormErrors {
    /// No error yet.
    #[must_use]
    pub fn none() -> FormErrors {
        FormErrors::default()
    }

    /// Adds an error to a field.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), message: message.into(), rule: None });
    }

    /// Adds an error about the form as a whole.
    pub fn add_whole(&mut self, message: impl Into<String>) {
        self.add("", message);
    }

    /// Adds an error about the form as a whole that comes from a rule, with the name of the rule for programs.
    pub fn add_rule(&mut self, rule: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: String::new(), message: message.into(), rule: Some(rule.into()) });
    }

    /// Whether the form has no error.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// How many errors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// Every error, for the summary.
    #[must_use]
    pub fn all(&self) -> &[FieldError] {
        &self.errors
    }

    /// The messages of one field.
    #[must_use]
    pub fn of(&self, field: &str) -> Vec<&str> {
        self.errors.iter().filter(|error| error.field == field).map(|error| error.message.as_str()).collect()
    }

    /// Whether a field has an error.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }
}

/// One line of a select, a radio list or a checkbox list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// A sentence of help below the label; empty for none.
    pub hint: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen and has no hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), ..Choice::default() }
    }

    /// The same with a sentence of help.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = hint.into();
        self
    }

    /// The same, chosen when `now` is its value.
    #[must_use]
    pub fn chosen_when(mut self, now: &str) -> Choice {
        self.chosen = self.value == now;
        self
    }

    /// The same, chosen when its value is one of `now`.
    #[must_use]
    pub fn chosen_among(mut self, now: &[String]) -> Choice {
        self.chosen = now.contains(&self.value);
        self
    }
}

/// A roughly known time as typed: the fields of `forms::rough_time`, named `<name>_how`, `_at`, `_on`, `_from` and `_to`.
///
/// Incidents are often known roughly, so the form asks *how well* the time is known before it asks for the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoughTime {
    /// `at`, `on` or `between`.
    pub how: String,
    /// Date and time, `2026-11-22T21:40`.
    pub at: String,
    /// Date, `2026-11-22`.
    pub on: String,
    /// The earliest date and time.
    pub from: String,
    /// The latest date and time.
    pub to: String,
}

impl Default for RoughTime {
    fn default() -> RoughTime {
        RoughTime { how: "at".to_owned(), at: String::new(), on: String::new(), from: String::new(), to: String::new() }
    }
}

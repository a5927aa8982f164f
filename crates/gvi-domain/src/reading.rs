//! Reading a form: every field is read once, and every fault is told at once.
//!
//! A person who is told of one mistake at a time submits five times to learn of five mistakes. A reading therefore goes on after a
//! fault, and gives a value only when there was none. It judges single fields; rules between fields belong to the thing itself.

use crate::limit::DomainError;
use crate::text::Words;
use crate::{Code, Date};

/// What has been found wrong with a form so far.
#[derive(Debug, Default)]
pub struct Reading(Vec<DomainError>);

impl Reading {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a fault of one's own.
    pub fn fault(&mut self, fault: DomainError) {
        self.0.push(fault);
    }

    /// Text of at least so many signs.
    pub fn words(&mut self, field: &'static str, typed: &str, least: usize) -> Option<Words> {
        Words::read(field, typed, least).map_err(|fault| self.0.push(fault)).ok()
    }

    /// One line of at most so many signs, which must not be empty.
    pub fn line(&mut self, field: &'static str, typed: &str, most: usize) -> Option<String> {
        let line: String = typed.chars().filter(|sign| !sign.is_control()).collect();
        let line = line.trim();
        let reason = match line.chars().count() {
            0 => "missing",
            length if length > most => "too-long",
            _ => return Some(line.to_owned()),
        };
        self.0.push(DomainError::field(field, reason));
        None
    }

    /// A date as a form writes it.
    pub fn date(&mut self, field: &'static str, typed: &str) -> Option<Date> {
        let reason = if typed.trim().is_empty() { "missing" } else { "not-a-date" };
        typed.trim().parse().map_err(|_| self.0.push(DomainError::field(field, reason))).ok()
    }

    /// A code that somebody said or copied; its check sign finds a misheard one.
    pub fn code(&mut self, field: &'static str, typed: &str) -> Option<Code> {
        let reason = if typed.trim().is_empty() { "missing" } else { "not-a-code" };
        typed.trim().parse().map_err(|_| self.0.push(DomainError::field(field, reason))).ok()
    }

    /// One of a closed list.
    pub fn choice<T>(&mut self, field: &'static str, chosen: Option<T>) -> Option<T> {
        if chosen.is_none() {
            self.0.push(DomainError::field(field, "missing"));
        }
        chosen
    }

    /// The value, if there was no fault; else all faults.
    ///
    /// # Panics
    /// If `make` gives nothing although no fault was noted: a field was dropped without a word.
    pub fn finish<T>(self, make: impl FnOnce() -> Option<T>) -> Result<T, Vec<DomainError>> {
        if self.0.is_empty() {
            // Cannot fail: every reader above notes a fault when it gives nothing.
            Ok(make().expect("a form without faults"))
        } else {
            Err(self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_mistakes_are_told_in_one_answer() {
        let mut read = Reading::new();
        let words = read.words("note", " ", 5);
        let line = read.line("name", "", 10);
        let date = read.date("on", "2026-02-30");
        let code = read.code("person", "K7MQ");
        let choice = read.choice::<u8>("kind", None);
        let faults = read.finish(|| Some((words?, line?, date?, code?, choice?))).unwrap_err();
        assert_eq!(faults.len(), 5);
        assert!(faults.contains(&DomainError::field("on", "not-a-date")));
    }

    #[test]
    fn a_form_without_mistakes_becomes_a_value() {
        let mut read = Reading::new();
        let line = read.line("name", "  Kajen ", 10);
        assert_eq!(read.finish(|| line), Ok("Kajen".to_owned()));
    }
}

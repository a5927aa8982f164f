//! What is wrong with an input, where it is, and what to do about it. One sentence each.
//!
//! An error means that the numbers could not be read as a question. A [`Refusal`](crate::refusal::Refusal) is something
//! else: the question was understood, and the honest answer is that these numbers cannot carry one.

use thiserror::Error;

/// Why an input was not accepted or a computation did not come to an end.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EvaluationError {
    /// Two things that belong together have different lengths.
    #[error("{what} has {found} values where {expected} are needed; give exactly one for each {unit}")]
    Length {
        /// The thing with the wrong length.
        what: &'static str,
        /// How many values it has.
        found: usize,
        /// How many it should have.
        expected: usize,
        /// What one value stands for.
        unit: &'static str,
    },
    /// One value cannot be what it claims to be.
    #[error("{what} at position {position} is {value}, which is not {wanted}; {remedy}")]
    Value {
        /// The list the value stands in.
        what: &'static str,
        /// Its place, counted from 0.
        position: usize,
        /// The value itself.
        value: f64,
        /// What would be accepted.
        wanted: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// There is too little of something.
    #[error("there are {found} {what} and at least {needed} are needed; {remedy}")]
    TooFew {
        /// What there is too little of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// A series or column has one value only.
    #[error("{what} has the same value everywhere, so it carries no information; {remedy}")]
    Constant {
        /// The constant thing.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Two columns of a regression say the same.
    #[error("the term {term} repeats what other terms already say; leave one of them out or lengthen the series")]
    Collinear {
        /// The name of the term at which it showed.
        term: String,
    },
    /// An iteration did not settle.
    #[error("{what} did not settle after {rounds} rounds; {remedy}")]
    NotSettled {
        /// What was computed.
        what: &'static str,
        /// How many rounds were tried.
        rounds: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// A setting is outside what makes sense.
    #[error("{what} is {value} and must be {wanted}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What would be accepted.
        wanted: &'static str,
    },
    /// A name that stands nowhere, or twice.
    #[error("{what} {name:?} {problem}; {remedy}")]
    Name {
        /// What kind of name.
        what: &'static str,
        /// The name.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A plan or an amendment breaks a rule of honesty.
    #[error("{rule}: {problem}; {remedy}")]
    Plan {
        /// The rule, in a few words.
        rule: &'static str,
        /// How it was broken.
        problem: String,
        /// What to do.
        remedy: &'static str,
    },
}

/// The result of everything in this crate that can go wrong.
pub type Result<T> = std::result::Result<T, EvaluationError>;

/// Checks that two things that belong together have the same length.
pub(crate) fn same_length(what: &'static str, found: usize, expected: usize, unit: &'static str) -> Result<()> {
    if found == expected { Ok(()) } else { Err(EvaluationError::Length { what, found, expected, unit }) }
}

/// Checks that every value of a list is a finite number.
pub(crate) fn finite(what: &'static str, values: &[f64]) -> Result<()> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(position) => Err(EvaluationError::Value {
            what,
            position,
            value: values[position],
            wanted: "a finite number",
            remedy: "fill the gap or leave the unit out",
        }),
    }
}

/// Checks that every value of a list is a finite number above zero.
pub(crate) fn positive(what: &'static str, values: &[f64]) -> Result<()> {
    match values.iter().position(|value| !value.is_finite() || *value <= 0.0) {
        None => Ok(()),
        Some(position) => Err(EvaluationError::Value {
            what,
            position,
            value: values[position],
            wanted: "a finite number above zero",
            remedy: "correct it at its source",
        }),
    }
}

/// Checks that there is enough of something.
pub(crate) fn at_least(what: &'static str, found: usize, needed: usize, remedy: &'static str) -> Result<()> {
    if found >= needed { Ok(()) } else { Err(EvaluationError::TooFew { what, found, needed, remedy }) }
}

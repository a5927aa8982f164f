//! Every collection has a limit with its name, and one way to say that it is reached.

/// Why a change in the domain is not allowed. Each room above turns it into a page with words for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// The thing is not in a state from which this change starts.
    #[error("{thing} is {state}, and {deed} cannot start from there")]
    WrongState {
        /// What it is about, for example `focus`.
        thing: &'static str,
        /// The state it is in.
        state: &'static str,
        /// The change that was asked for.
        deed: &'static str,
    },
    /// A field is missing or does not hold together with another. `field` is the name of the field in the form.
    #[error("{field}: {reason}")]
    Field {
        /// Name of the field.
        field: &'static str,
        /// A message key, for example `too-short`.
        reason: &'static str,
    },
    /// A collection is full.
    #[error("there are already {limit} {what}")]
    Full {
        /// What there are too many of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A rule of the method or the law that no form field can mend, for example `proposer-approves`.
    #[error("not allowed: {rule}")]
    Rule {
        /// The rule's message key.
        rule: &'static str,
    },
}

impl DomainError {
    /// Short for a field error.
    pub const fn field(field: &'static str, reason: &'static str) -> Self {
        Self::Field { field, reason }
    }
}

/// Persons that one authority can have listed at a time, whatever anybody decides (secrecy.md E6).
pub const PERSONS_LISTED_MAX: usize = 300;
/// Levers in one focus.
pub const LEVERS_PER_FOCUS_MAX: usize = 2_000;
/// Aliases of one group.
pub const ALIASES_PER_GROUP_MAX: usize = 20;
/// Recipients of one disclosure.
pub const RECIPIENTS_PER_DISCLOSURE_MAX: usize = 10;
/// Rows on one page of a list.
pub const ROWS_PER_PAGE: usize = 50;

/// The largest number that the count of a list says; more is "at least".
pub const COUNTED_MAX: i64 = 1_000;

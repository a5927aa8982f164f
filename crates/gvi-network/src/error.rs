//! What makes a question impossible to ask.

/// Why a question was not answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// A number that belongs to nobody.
    #[error("{what} names {number}, but there are only {count}")]
    Unknown {
        /// Where the number stands.
        what: &'static str,
        /// The number.
        number: usize,
        /// How many there are, counted from 0.
        count: usize,
    },
    /// A list of another length.
    #[error("{what} has {found} entries, {wanted} are needed")]
    Length {
        /// Which list.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length needed.
        wanted: usize,
    },
    /// A number outside its limits.
    #[error("{what} is {value}, which is not {wanted}")]
    Value {
        /// What the number is.
        what: &'static str,
        /// The number.
        value: f64,
        /// What it may be.
        wanted: &'static str,
    },
    /// Somebody is to be asked who may not be.
    #[error("{0} is to be asked, but is not among those who may be")]
    MayNotBeAsked(usize),
    /// Somebody is to be asked and not to be asked.
    #[error("{0} is both to be asked and not to be asked")]
    Contradiction(usize),
    /// More are to be asked than there are seats.
    #[error("{wanted} are to be asked already, but there are {seats} seats")]
    TooFewSeats {
        /// Those who are to be asked whatever else.
        wanted: usize,
        /// The seats.
        seats: usize,
    },
}

/// An answer, or why there is none.
pub type Result<T> = std::result::Result<T, NetworkError>;

//! How a deed can end early, in the four ways that a page needs to tell apart.

use gvi_domain::DomainError;
use gvi_store::{DbError, StoreError};

/// Why a deed was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no such thing, or it is not for this person. One answer for both; the log knows which.
    #[error("not found")]
    NotFound,
    /// What was typed does not hold: all faults at once.
    #[error("{} faults in the form", .0.len())]
    Faults(Vec<DomainError>),
    /// Somebody else changed the record in between. Nothing was saved; the page shows both texts.
    #[error("{thing} was changed by somebody else in between")]
    Changed {
        /// What it is about.
        thing: &'static str,
    },
    /// The disk is full. Nothing of this was saved, nothing saved before is lost.
    #[error("the disk is full")]
    DiskFull,
    /// Something broke. The person sees a number to report, the trace has the cause.
    #[error(transparent)]
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(_) => Self::NotFound,
            StoreError::Changed { thing } => Self::Changed { thing },
            StoreError::Db(DbError::DiskFull) => Self::DiskFull,
            other => Self::Broken(Box::new(other)),
        }
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<DomainError> for AppError {
    fn from(fault: DomainError) -> Self {
        Self::Faults(vec![fault])
    }
}

impl From<Vec<DomainError>> for AppError {
    fn from(faults: Vec<DomainError>) -> Self {
        Self::Faults(faults)
    }
}

//! Why a unit, or a whole batch, could not be written.

use crate::{
    CommitError, StoreError,
    error::{is_full, sqlite_code},
};

/// What stopped a unit.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It does not fit what is stored: the caller's answer.
    Refused(CommitError),
    /// A value could not be sealed or read back.
    Store(StoreError),
    /// The database said no.
    Sql { what: &'static str, source: sqlx::Error },
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        Self::Refused(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// For `map_err`: the database said no in this step.
pub(crate) fn sql(what: &'static str) -> impl Fn(sqlx::Error) -> Failure {
    move |source| Failure::Sql { what, source }
}

impl Failure {
    /// Whether only this unit is at fault. After anything else the transaction cannot be trusted: it is rolled back
    /// as a whole. (SQLITE_TOOBIG 18, SQLITE_CONSTRAINT 19, SQLITE_MISMATCH 20, SQLITE_RANGE 25.)
    pub(crate) fn is_of_the_unit(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Store(_) => true,
            Self::Sql { source, .. } => matches!(sqlite_code(source), Some(18..=20 | 25)),
        }
    }

    /// What callers hear; the cause is logged here, once.
    pub(crate) fn answer(self) -> CommitError {
        match self {
            Self::Refused(error) => error,
            Self::Store(StoreError::Full) => CommitError::Full,
            Self::Store(error) => {
                tracing::error!(error = %chain(&error), "a unit could not be written");
                CommitError::Failed("seal or read a value")
            }
            Self::Sql { source, .. } if is_full(&source) => CommitError::Full,
            Self::Sql { what, source } => {
                tracing::error!(step = what, error = %chain(&source), "the database failed");
                CommitError::Failed(what)
            }
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

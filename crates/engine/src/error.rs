//! What can go wrong in the engine, whose fault it is, and what to do.

use sekisho_content::transform::TransformError;
use sekisho_model::ParcelId;
use sekisho_policy::PolicyError;
use sekisho_store::{CommitError, StoreError};

use crate::chance::NoChance;

/// The house could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store.
    #[error("the store cannot be opened")]
    Store(#[from] StoreError),
    /// A commit.
    #[error("the store does not take evidence")]
    Commit(#[from] CommitError),
    /// Mistakes in the policy.
    #[error("the policy has {} mistake(s); check it with `sekisho policy check`", .0.len())]
    Policy(Vec<PolicyError>),
    /// An upstream.
    #[error("an upstream cannot be used: {0}")]
    Upstream(String),
    /// A DKIM key.
    #[error("the DKIM key for {domain} cannot be used: {why}")]
    Dkim {
        /// `d=`.
        domain: String,
        /// What is wrong.
        why: String,
    },
    /// People and groups.
    #[error("people or groups do not fit together: {0}")]
    People(String),
    /// No randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// A letter could not be taken one step further. It stays where it is and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The store did not read.
    #[error("the store did not read")]
    Store(#[from] StoreError),
    /// The store did not write.
    #[error("the store did not write")]
    Commit(#[from] CommitError),
    /// No randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
    /// The plan does not fit the letter.
    #[error("the plan does not fit the letter")]
    Transform(#[from] TransformError),
    /// The stored bytes are not the sealed ones.
    #[error("parcel {0} is not what was sealed")]
    Altered(ParcelId),
    /// A need is open: it must not be sent.
    #[error("parcel {0} still waits")]
    Unmet(ParcelId),
    /// Too much waits already.
    #[error("too many letters wait to be judged")]
    Busy,
    /// A task of this process died.
    #[error("a step of the work panicked; the letter is held")]
    Panicked,
}

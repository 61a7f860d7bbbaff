//! What people do: every action and every page of the counter goes through [`Desk`].
//!
//! Each method takes the [`Viewer`] who asks and checks what that person may see and do; nothing here trusts the
//! console for that. Every action that changes a parcel is one store commit with its event, and is bound to the
//! seal that was shown.

mod access;
pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod act;
pub(crate) mod campaigns;
mod download;
mod edit;
mod evidence;
mod inside;
mod invitation;
mod law;
mod letter;
mod lists;
mod recall;
mod second_factor;
mod trays;
pub mod views;

pub use campaigns::Submitted;
pub(crate) use letter::visible;
pub(crate) use trays::{open_needs, strongest};
pub use views::*;

use crate::house::House;

/// The counter's door into the house. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) house: House,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// The desk of a house.
    #[must_use]
    pub const fn new(house: House) -> Self {
        Self { house }
    }
}

impl Desk {
    /// Whether new letters would be taken now: for supervisors.
    ///
    /// # Errors
    /// [`DeskError::Unavailable`]; what it is stands in the log.
    pub fn ready(&self) -> Result<(), DeskError> {
        Ok(self.house.store.ready()?)
    }
}

impl From<sekisho_store::StoreError> for DeskError {
    /// The page says that it is not possible right now; what happened is logged here, once.
    fn from(error: sekisho_store::StoreError) -> Self {
        match error {
            sekisho_store::StoreError::NoLetter(_) | sekisho_store::StoreError::Shredded(_) => Self::NotFound,
            sekisho_store::StoreError::Cursor => Self::Input { field: "cursor", problem: "not valid".to_owned() },
            other => {
                tracing::error!(error = %crate::chain(&other), "the store did not answer the desk");
                Self::Unavailable
            }
        }
    }
}

impl From<sekisho_store::CommitError> for DeskError {
    fn from(error: sekisho_store::CommitError) -> Self {
        match error {
            sekisho_store::CommitError::Conflict { .. } | sekisho_store::CommitError::Exists(_) => Self::Conflict,
            sekisho_store::CommitError::Spent => Self::TokenSpent,
            sekisho_store::CommitError::Missing(_) => Self::NotFound,
            other => {
                tracing::error!(error = %crate::chain(&other), "the store did not take a change of the desk");
                Self::Unavailable
            }
        }
    }
}

impl From<crate::chance::NoChance> for DeskError {
    fn from(error: crate::chance::NoChance) -> Self {
        tracing::error!(%error, "no randomness");
        Self::Unavailable
    }
}

impl From<crate::error::StepError> for DeskError {
    fn from(error: crate::error::StepError) -> Self {
        use crate::error::StepError as E;
        match error {
            E::Store(error) => error.into(),
            E::Commit(error) => error.into(),
            E::Chance(error) => error.into(),
            other => {
                tracing::error!(error = %crate::chain(&other), "a step of the desk failed");
                Self::Unavailable
            }
        }
    }
}

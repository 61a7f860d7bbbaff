//! Campaigns: bulk mail from a dossier to a manifest, and from the manifest to the spool.
//!
//! [`dossier`] takes what a campaign is made of; [`making`] compares its lists, makes every letter and reads it back.
//! What comes out is told without the values of cells ([`trouble`], [`sentences`]); workbooks of differences have
//! them, and are made only when somebody asks. Nothing here decides that something may leave: that is a chain of types
//! in `sekisho-campaign`.

pub mod book;
pub mod certificate;
mod claims;
pub(crate) mod departures;
pub mod differences;
pub mod dossier;
mod hand_over;
pub mod loaded;
mod lost;
pub mod making;
pub(crate) mod news;
pub(crate) mod outside;
pub(crate) mod parts;
pub mod plan;
pub(crate) mod reports;
pub mod restored;
mod retention;
pub(crate) mod rights;
pub mod sentences;
pub mod sheet;
pub mod shelf;
pub(crate) mod stand_in;
pub(crate) mod trials;
pub mod trouble;
pub(crate) mod way;
pub mod window;
mod work;

use sekisho_campaign::CampaignError;
pub use sekisho_campaign::{
    Grade, approval::Rejection as CampaignRejection, canary::Question, master::Provenance, sample::Reason,
};
use sekisho_model::Address;
use sekisho_tables::TableError;

pub use differences::Differences;
pub use dossier::{Dossier, DossierError, PartLine, PartName};
pub use loaded::Loaded;
pub use making::{Made, Stage, Watch, make};
pub use plan::{Plan, PlanError};
pub use trouble::Trouble;

/// Why letters cannot be made. Every variant names the guilty place and none shows what a cell says.
#[derive(Debug, thiserror::Error)]
pub enum MakingError {
    /// A table.
    #[error(transparent)]
    Table(Box<TableError>),
    /// List, master, template or files.
    #[error("{error}")]
    Campaign {
        /// The part that is at fault, when it is a table.
        file: Option<String>,
        /// The line of it.
        line: Option<u64>,
        /// What is wrong.
        error: Box<CampaignError>,
    },
    /// The dossier.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The operator's fault: the secret for ending the mailings is none.
    #[error("{file} must have 64 hexadecimal digits")]
    Secret {
        /// The part.
        file: String,
    },
    /// The author's fault: the letters would come from somebody outside.
    #[error("the sender is not of the house")]
    Sender {
        /// `sender.from`.
        address: Address,
    },
    /// The author's fault: a test address stands in the list, and a real person would get a made-up letter.
    #[error("test address {number} stands in the list")]
    TestAddress {
        /// From 1.
        number: usize,
    },
    /// The operator's fault: not a domain.
    #[error("{file}:{line}: not a domain")]
    Domain {
        /// The part.
        file: String,
        /// From 1.
        line: u64,
    },
    /// The operator's fault: not a mail address, in a list of addresses that get nothing.
    #[error("{file}:{line}: not a mail address")]
    Address {
        /// The part.
        file: String,
        /// From 1.
        line: u64,
    },
}

impl From<TableError> for MakingError {
    fn from(error: TableError) -> Self {
        Self::Table(Box::new(error))
    }
}

impl From<CampaignError> for MakingError {
    fn from(error: CampaignError) -> Self {
        Self::Campaign { file: None, line: None, error: Box::new(error) }
    }
}

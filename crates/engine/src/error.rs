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
    /// The master of persons.
    #[error("the master of persons cannot be used")]
    Persons(#[from] PersonsError),
    /// The ledger of a campaign: what was being handed over when the process ended could not be noted.
    #[error("the ledger of a campaign cannot be brought up to date")]
    Ledger(#[source] StepError),
    /// What a next hop took before the process ended could not be written down.
    #[error("what was handed over before the last end cannot be written down")]
    Answers(#[source] StepError),
    /// No randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// The master of persons could not be read. The index in use stays.
#[derive(Debug, thiserror::Error)]
pub enum PersonsError {
    /// The operator asked for a master and there is none.
    #[error("there is no [persons] in the configuration")]
    None,
    /// A source of the operator's cannot be read; the cause says where. No cell is shown.
    #[error("source {number} of [persons] cannot be read")]
    Source {
        /// Its place in the configuration, from 1.
        number: usize,
        /// What is wrong.
        source: Box<sekisho_tables::TableError>,
    },
    /// The declared charset is not known.
    #[error(
        "source {number} of [persons] declares a charset that is not known; write utf-8, cp932, euc-jp, iso-2022-jp, utf-16le or utf-16be"
    )]
    Charset {
        /// Its place, from 1.
        number: usize,
    },
    /// A declared column is not there.
    #[error("source {number} of [persons] has no column of the name declared for `{field}`")]
    Column {
        /// Its place, from 1.
        number: usize,
        /// The field.
        field: &'static str,
    },
    /// No column identifies anybody.
    #[error("source {number} of [persons] has no column with names, addresses or numbers; name them in `columns`")]
    NoColumns {
        /// Its place, from 1.
        number: usize,
    },
    /// More rows than an index may have.
    #[error(transparent)]
    TooMany(#[from] sekisho_privacy::master::TooMany),
    /// The stored index is not one.
    #[error("the stored index of persons is damaged; `sekisho persons load` makes it anew")]
    Damaged,
    /// The store.
    #[error("the index of persons cannot be stored")]
    Store(#[from] StoreError),
    /// A task of this process died.
    #[error("reading the master panicked")]
    Panicked,
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

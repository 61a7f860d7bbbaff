//! The store: what must not be lost. Encrypted spool log and database behind one door.
//!
//! Invariants: [`Store::accept`] returns only when the letter is durable; [`Store::commit`] is the only writer of
//! state and evidence, and writes both or neither; two processes never write one data directory.
//! Never: rules, SMTP, words; an address, subject or body in a log or an error.
//! How it fails: [`StoreError`] and [`CommitError`] name the guilty; after an error nothing of what was asked
//! happened.

mod account;
mod answers;
mod bulk;
mod campaign;
mod cipher;
mod cursor;
mod database;
pub mod disk;
mod error;
mod kept;
pub mod keys;
mod letter;
mod link;
mod list;
mod memory;
mod meta;
mod parcel;
mod private;
mod query;
mod quiet;
mod reader;
mod recipient;
mod row;
mod rows;
mod sealed;
mod search;
pub mod spool;
mod store;
mod unit;
mod waiting;
mod writer;

pub use account::{Session, Token, User};
pub use answers::{Answer, Noted};
pub use campaign::{
    Campaign, CampaignRow, CampaignSet, CampaignState, KeptFile, NewCampaign, Part, RowClaim, RowCount, RowFilter,
    RowMove, RowRefusal,
};
pub use error::{CommitError, StoreError};
pub use keys::MasterKeys;
pub use letter::{ClientFacts, LetterRow, PendingLetter, StoredLetter};
pub use link::{Link, LinkAccess, LinkCode, LinkFile};
pub use list::{ListMember, MailingList};
pub use memory::{DomainSeen, KnownName, Thread};
pub use parcel::{Due, JudgedLetter, NewParcel, Parcel, ParcelLine, ParcelSet, ParcelState, PersonRole};
pub use query::{About, DeliveryFilter, EventFilter, EventRow, Page, PageRequest, StateCount, Stats, Tally, Tray};
pub use reader::{Reader, verify_export};
pub use recipient::{DeliveryLine, RecipientRow, RecipientSet, RecipientStatus};
pub use sealed::SealedFile;
pub use spool::{Location, SpoolOptions};
pub use store::{ExportBroken, Options, REBUILT, Rebuilt, Recovered, Store, Verified};
pub use unit::{Change, Committed, Personal, Unit};

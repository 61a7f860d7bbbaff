//! Rows of an audience → one letter per row → every letter re-read → a manifest that two people let go.
//!
//! The order of a campaign is a chain of types, and each is had only from the one before: [`Audience`] and
//! [`Template`] make a [`Job`]; [`Job::run`] renders and re-reads every letter and gives a [`Report`];
//! [`Report::settle`] gives [`Checked`], and only when nothing that forbids sending is left; [`Manifest::new`] takes
//! [`Checked`]; [`Standing::propose`] takes the manifest, and [`Released`] comes out only when somebody who
//! did not make it has approved its root. `Released::load` compares the bytes of a row with that root once more.
//!
//! This room knows neither files nor clock nor chance: secrets, dates and facts about domains come in. It never
//! delivers and never reads tables. Values of rows are personal data: no error and no `Debug` shows one.

pub mod approval;
pub mod audience;
pub mod bounce;
pub mod canary;
pub mod check;
pub mod division;
mod error;
pub mod file;
pub mod finding;
mod form;
pub mod job;
pub mod manifest;
pub mod master;
pub mod merkle;
pub mod pace;
pub mod run;
pub mod sample;
pub mod template;
pub mod trial;
pub mod unsubscribe;

pub use approval::{Approval, Released, Standing};
pub use audience::{Audience, PersonKey, Row, RowNumber};
pub use check::{Checked, Report};
pub use division::Division;
pub use error::{CampaignError, ERROR_CODES, Told};
pub use finding::{Finding, FindingKind, Grade};
pub use job::{Job, Letter, Sender};
pub use manifest::{Line, Manifest};
pub use master::Master;
pub use template::Template;
pub use unsubscribe::Unsubscribe;

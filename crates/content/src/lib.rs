//! Bytes ⇄ what people see: bounded views of a MIME letter, Japanese decoding, document texts, transforms.
//!
//! Reading never fails and never skips: what could not be read is a [`mail::Reading::Blind`] with its reason, and
//! every disagreement between two ways of reading the same bytes is a [`mail::Defect`]. This crate knows no rules,
//! no people and no disk; time and chance come in as arguments.

mod budget;
mod charset;
pub mod compose;
pub mod difference;
pub mod dkim;
mod document;
pub mod mail;
mod part;
mod read;
pub mod transform;

pub use document::{open_file, open_file_knowing};
pub use mail::{Defect, Hidden, Limits, Mail, Mailbox, Part, Reading};
pub use part::part_text;
pub use read::{CODES as DEFECTS, read, read_knowing};

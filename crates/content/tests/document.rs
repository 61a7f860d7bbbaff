//! Attachments opened: files made by real writers, files kept beside this test, and files made to harm.
#![allow(
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[path = "document/broken.rs"]
mod broken;
#[path = "document/claims.rs"]
mod claims;
#[path = "document/hostile.rs"]
mod hostile;
#[path = "document/items.rs"]
mod items;
#[path = "document/kept.rs"]
mod kept;
#[path = "document/locked.rs"]
mod locked;
#[path = "document/mutated.rs"]
mod mutated;
#[path = "document/office.rs"]
mod office;
#[path = "document/quine.rs"]
mod quine;
#[path = "document/scans.rs"]
mod scans;
#[path = "document/texts.rs"]
mod texts;
#[path = "document/workbooks.rs"]
mod workbooks;
#[path = "document/zips.rs"]
mod zips;

use sekisho_content::{Limits, Part, Reading, open_file};
use sekisho_model::Blind;

/// Opens with the limits of a letter.
fn open(bytes: &[u8], name: &str) -> Vec<Part> {
    open_file(bytes, Some(name), &Limits::default())
}

/// The part itself, which must have been read in full.
fn read(bytes: &[u8], name: &str) -> Part {
    let part = open(bytes, name).swap_remove(0);
    assert!(matches!(part.reading, Reading::Read { .. }), "{name}: {:?}", part.reading);
    part
}

/// Why a part is blind.
fn why(part: &Part) -> Option<Blind> {
    if let Reading::Blind { why, .. } = part.reading { Some(why) } else { None }
}

/// The tables of a part.
fn tables(part: &Part) -> &[sekisho_content::mail::Table] {
    part.reading.tables()
}

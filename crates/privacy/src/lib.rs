//! Text and tables → personal data, distinct persons, sensitivity, cost.
//!
//! [`survey`] reads what a part of a letter says and reports *kinds*, *places* and *how many persons*; it never
//! decides anything and knows neither mail nor rules. It is pure and total: any text gives a survey, hostile or not,
//! in time linear in its length. [`Survey::join`] is the union over the parts of one letter: a person who stands in
//! the body and in two sheets is one person. Persons are a range, and a name alone is never a person.
//!
//! Offsets are *characters* of the text that was handed in, so that a page or an editor can mark them.
//! `Debug` prints counts only: what was found is personal data.

mod check;
pub mod cost;
mod detect;
mod finds;
mod fingerprint;
mod fold;
mod kind;
mod lexicon;
mod mask;
pub mod master;
mod packed;
mod page;
mod persons;
mod survey;
mod table;
pub mod writing;

pub use finds::{Find, MAX_FINDS};
pub use kind::{Kind, Sensitivity, SpecialCare};
pub use mask::mask;
pub use persons::Persons;
pub use survey::{Source, Survey, survey};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

//! Words: codes and parameters become sentences in Japanese and English, for pages, mails and the command line.
//!
//! All sentences live in message catalogues (Fluent, `locales/{ja,en}/*.ftl`) that are compiled in; this crate only
//! chooses the message and cleans the values. It does not know who asks or where a sentence is shown, so nothing is
//! escaped here for HTML, and nothing here decides anything.
//!
//! A value can never become part of a message's form: control characters become spaces, marks that turn the direction
//! of writing are taken out, braces are only characters. A key that is missing is shown as it is; it is never a panic,
//! and the tests of this crate fail.

mod catalogue;
#[cfg(test)]
mod codes;
mod event;
mod finding;
mod hold;
mod lang;
pub mod notice;
mod value;
mod words;

pub use lang::Lang;
pub use value::{Value, clean};
pub use words::Words;

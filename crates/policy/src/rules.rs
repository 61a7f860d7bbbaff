//! The rules file: raw → checked. Everything that can be misspelt is found here, before a letter is judged by it.

pub(crate) mod act;
pub(crate) mod built_in;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod condition;
pub(crate) mod except;
pub(crate) mod expr;
pub(crate) mod mistake;
pub(crate) mod raw;
pub(crate) mod rule;
pub(crate) mod settings;

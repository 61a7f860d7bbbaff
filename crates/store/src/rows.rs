//! How each table becomes a type: the columns that are asked for, and the parsing of a row of them.

pub(crate) mod account;
pub(crate) mod campaign;
pub(crate) mod event;
pub(crate) mod letter;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod memory;
pub(crate) mod parcel;

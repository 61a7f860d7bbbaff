//! The dictionaries: names, places, words. Packed tables that lie in the binary, and one automaton over some
//! thousands of words that is built at first use.

pub(crate) mod english;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod words;

//! Reading prose: folding, own and quoted words, contact blocks, names in three scripts.
//!
//! Everything here is total and linear in the length of its input, and reports; nothing here decides.

pub(crate) mod contacts;
pub(crate) mod name;
pub(crate) mod own;
pub(crate) mod salutation;

pub(crate) use sekisho_privacy::writing as fold;

/// Lines of a data file without comments.
pub(crate) fn data_lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

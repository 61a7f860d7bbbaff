//! Usual English given names and surnames, for names in Latin letters that are not romaji.

use std::{collections::HashMap, sync::LazyLock};

const LIST: &str = include_str!("../../data/english_names.txt");

/// Bit 0: given name, bit 1: surname.
static NAMES: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (bit, list) in LIST.lines().filter_map(|line| {
        line.strip_prefix("given:")
            .map(|list| (1, list))
            .or_else(|| line.strip_prefix("surname:").map(|list| (2, list)))
    }) {
        for name in list.split_whitespace() {
            *names.entry(name).or_insert(0) |= bit;
        }
    }
    names
});

/// Whether a word in lower case is a usual given name, a usual surname.
pub(crate) fn grade(word: &str) -> (bool, bool) {
    let bits = NAMES.get(word).copied().unwrap_or(0);
    (bits & 1 != 0, bits & 2 != 0)
}

//! Names in Latin letters: words, nicknames, functions, company marks.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::romaji;
use crate::text::data_lines;

static ROLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| data_lines(include_str!("../../../data/role.txt")).collect());
static NICKNAMES: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, line) in data_lines(include_str!("../../../data/nickname.txt")).enumerate() {
        for name in line.split(' ') {
            groups.entry(name).or_default().push(number);
        }
    }
    groups
});

/// Words of Latin letters in a (folded) text; digits and signs part them.
pub(crate) fn words(folded: &str) -> Vec<String> {
    let letter =
        |c: char| c.is_alphabetic() && !crate::text::fold::is_kanji(c) && !crate::text::fold::is_kana(c) || c == '\'';
    folded
        .split(|c| !letter(c))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a word of a local part names a function.
pub(crate) fn is_role(word: &str) -> bool {
    ROLES.contains(word)
}

/// Whether a word marks a company: `inc`, `ltd`, `kk`.
pub(crate) fn is_company(word: &str) -> bool {
    matches!(
        word,
        "inc"
            | "ltd"
            | "llc"
            | "corp"
            | "corporation"
            | "co"
            | "company"
            | "gmbh"
            | "kk"
            | "plc"
            | "limited"
            | "group"
            | "university"
            | "bank"
            | "via"
    )
}

/// Whether two words can name one person: equal, nicknames of one another, spelled alike, or one the start of the other.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    if one == other || romaji::normal(one) == romaji::normal(other) {
        return true;
    }
    let nick = || {
        let (a, b) = (NICKNAMES.get(one), NICKNAMES.get(other));
        a.zip(b).is_some_and(|(a, b)| a.iter().any(|group| b.contains(group)))
    };
    let starts = |long: &str, short: &str| short.chars().count() >= 3 && long.starts_with(short);
    let near = || {
        one.len().min(other.len()) >= 5
            && one.chars().next() == other.chars().next()
            && strsim::damerau_levenshtein(one, other) <= 1
    };
    starts(one, other) || starts(other, one) || nick() || near()
}

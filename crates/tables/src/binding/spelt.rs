//! The parts of names and of addresses in the one spelling of `sekisho_romaji`, so that さとう, サトウ, Satō, Sato, Satou
//! and Satoh are all `sato`, and しみず, Shimizu and Simizu are `simizu`. Kanji give none: they have too many readings.

use sekisho_romaji::{normal, of_kana};
use unicode_normalization::UnicodeNormalization as _;

use crate::{Normal, Step};

/// Letters from which on a part is sure enough to be found inside a longer run.
pub(super) const SURE: usize = 4;
/// Fewer letters are no part of a name.
pub(super) const SHORTEST: usize = 3;
/// More letters are not looked for.
pub(super) const LONGEST: usize = 14;

/// The parts of a name that can be found in an address.
pub(super) fn parts(name: &str) -> Vec<String> {
    let kana = Normal::new(vec![Step::Nfkc, Step::Katakana]);
    let kana = kana.apply(name).text;
    let words = kana.split(|c: char| !is_kana(c) && !c.is_alphabetic());
    words.filter_map(spelt).filter(|word| (SHORTEST..=LONGEST).contains(&word.len())).collect()
}

/// The runs of letters of a local part.
pub(super) fn runs(local: &str) -> Vec<String> {
    let runs = local.split(|c: char| !c.is_ascii_alphabetic()).filter(|run| run.len() >= SHORTEST);
    runs.map(normal).collect()
}

const fn is_kana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// A word that is in kana or in Latin letters as a whole.
fn spelt(word: &str) -> Option<String> {
    if word.chars().all(is_kana) {
        return of_kana(word);
    }
    let plain = normal(&word.nfd().collect::<String>());
    plain.bytes().all(|byte| byte.is_ascii_alphabetic()).then_some(plain)
}

#[cfg(test)]
pub(super) fn spelling_of(name: &str) -> String {
    parts(name).join(" ")
}

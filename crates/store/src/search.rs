//! Search without a readable index: letters are indexed by keyed marks of their characters and pairs of characters.
//!
//! Japanese is written without spaces and most words have two characters, so pairs find every word; a single character
//! is found, too. What the index finds are candidates: the text itself is opened and compared before a letter is shown.
//! Invariant: text and question are normalised the same way (NFKC, so full-width and half-width forms are equal; lower
//! case). Never: a plain word in the index.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

use unicode_normalization::UnicodeNormalization as _;

use crate::private::Private;

pub(crate) mod indexer;

/// Characters of one letter that are indexed: a subject and some thousand addresses.
const LONGEST: usize = 400_000;
/// Words of a question; the rest is compared only.
const WORDS: usize = 16;
/// Marks of one word; the rest is compared only.
const MARKS: usize = 32;
/// Marks that are kept, so that the same pair is not computed again: the pairs of ordinary text.
const KEPT: usize = 50_000;

/// The form in which texts are compared.
pub(crate) fn normal(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The words of a question, normalised; none for an empty one.
pub(crate) fn words(question: &str) -> Vec<String> {
    normal(question).split_whitespace().map(str::to_owned).collect()
}

/// Whether every word occurs in one of the (normalised) texts.
pub(crate) fn contains(texts: &[String], words: &[String]) -> bool {
    words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
}

/// Makes marks; remembers those of pairs it has seen.
pub(crate) struct Marker {
    known: Mutex<HashMap<String, String>>,
}

impl Marker {
    pub(crate) fn new() -> Self {
        Self { known: Mutex::default() }
    }

    /// The marks of a letter's (normalised) texts.
    pub(crate) fn marks(&self, private: &Private, texts: &[String]) -> String {
        let mut grams = BTreeSet::new();
        let mut rest = LONGEST;
        for text in texts {
            let chars: Vec<char> = text.chars().take(rest).collect();
            rest -= chars.len();
            grams.extend(chars.iter().filter(|c| !c.is_whitespace()).map(char::to_string));
            grams.extend(pairs(&chars));
        }
        self.all(private, grams)
    }

    /// The question to the index; `None` when there is no word.
    pub(crate) fn question(&self, private: &Private, words: &[String]) -> Option<String> {
        let mut grams = BTreeSet::new();
        for word in words.iter().take(WORDS) {
            let chars: Vec<char> = word.chars().take(MARKS + 1).collect();
            match chars.as_slice() {
                [] => {}
                [one] => {
                    grams.insert(one.to_string());
                }
                more => grams.extend(pairs(more)),
            }
        }
        // Marks are hexadecimal: nothing in them is syntax.
        (!grams.is_empty()).then(|| self.all(private, grams))
    }

    fn all(&self, private: &Private, grams: BTreeSet<String>) -> String {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut marks = String::new();
        for gram in grams {
            if known.len() >= KEPT {
                known.clear();
            }
            let mark = known.entry(gram).or_insert_with_key(|gram| private.search_mark(gram));
            if !marks.is_empty() {
                marks.push(' ');
            }
            marks.push_str(mark);
        }
        marks
    }
}

/// Pairs of neighbours; a pair never spans words.
fn pairs(chars: &[char]) -> impl Iterator<Item = String> {
    let pair = |pair: &[char]| pair.iter().collect::<String>();
    chars.windows(2).filter(|pair| !pair.iter().any(|c| c.is_whitespace())).map(pair)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::MasterKeys;

    #[test]
    fn forms_of_one_text_are_one_text() {
        for (one, other) in [
            ("ＡＢＣ　情報", "abc 情報"),
            ("ｶﾌﾞｼｷ", "カブシキ"),
            ("㈱山田", "(株)山田"),
            ("Straße", "straße"),
            ("ÅNGSTRÖM", "ångström"),
        ] {
            assert_eq!(normal(one), normal(other), "{one}");
        }
        assert_eq!(words("　個人 情報\t"), ["個人", "情報"]);
        assert!(words(" 　").is_empty());
    }

    #[test]
    fn every_mark_of_a_question_is_among_the_marks_of_a_text_that_contains_it() {
        let keys = Arc::new(MasterKeys::ephemeral().unwrap());
        let sealed = Private::draw_marks(&keys).unwrap();
        let private = Private::open_with(keys, &sealed).unwrap();
        let marker = Marker::new();
        let text = [normal("個人情報の件 2026年度"), normal("Taro.Yamada@例え.jp")];
        let marks = marker.marks(&private, &text);
        let marks: BTreeSet<&str> = marks.split(' ').collect();
        for question in ["情報", "件", "個人情報", "yamada", "年度 taro", "@例え"] {
            let asked = marker.question(&private, &words(question)).unwrap();
            assert!(asked.split(' ').all(|mark| marks.contains(mark)), "{question}");
            assert!(contains(&text, &words(question)), "{question}");
        }
        let other = marker.question(&private, &words("情人")).unwrap();
        assert!(!other.split(' ').all(|mark| marks.contains(mark)));
        assert_eq!(marker.question(&private, &[]), None);
    }
}

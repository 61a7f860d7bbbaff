//! Search without a readable index: letters are indexed by keyed marks of their characters and pairs of characters.
//!
//! Japanese is written without spaces and most words have two characters, so pairs find every word; a single character
//! is found, too. What the index finds are candidates: the text itself is opened and compared before a letter is shown.
//! Invariant: text and question are normalised the same way (NFKC, so full-width and half-width forms are equal; lower
//! case). Never: a plain word in the index.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use unicode_normalization::UnicodeNormalization as _;

use crate::private::Private;

pub(crate) mod indexer;

/// Characters of one text that are indexed, and grams of a letter before equal ones are dropped.
const LONGEST: usize = 100_000;
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
    known: Mutex<HashMap<Gram, String>>,
}

impl Marker {
    pub(crate) fn new() -> Self {
        Self { known: Mutex::default() }
    }

    /// The marks of a letter's (normalised) texts.
    pub(crate) fn marks(&self, private: &Private, texts: &[String]) -> String {
        let mut grams = Vec::new();
        for text in texts {
            let chars: Vec<char> = text.chars().take(LONGEST).collect();
            grams.extend(chars.iter().filter(|c| !c.is_whitespace()).map(|c| Gram(*c, None)));
            grams.extend(pairs(&chars));
            // A letter to thousands has few different pairs: they are kept few.
            if grams.len() > LONGEST {
                grams.sort_unstable();
                grams.dedup();
            }
        }
        self.all(private, grams)
    }

    /// The question to the index; `None` when there is no word.
    pub(crate) fn question(&self, private: &Private, words: &[String]) -> Option<String> {
        let mut grams = Vec::new();
        for word in words.iter().take(WORDS) {
            let chars: Vec<char> = word.chars().take(MARKS + 1).collect();
            match chars.as_slice() {
                [] => {}
                [one] => grams.push(Gram(*one, None)),
                more => grams.extend(pairs(more)),
            }
        }
        // Marks are hexadecimal: nothing in them is syntax.
        (!grams.is_empty()).then(|| self.all(private, grams))
    }

    fn all(&self, private: &Private, mut grams: Vec<Gram>) -> String {
        grams.sort_unstable();
        grams.dedup();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut marks = String::with_capacity(grams.len() * 13);
        for gram in grams {
            if known.len() >= KEPT {
                known.clear();
            }
            let mark = known.entry(gram).or_insert_with_key(|gram| private.search_mark(&gram.text()));
            if !marks.is_empty() {
                marks.push(' ');
            }
            marks.push_str(mark);
        }
        marks
    }
}

/// A character, or two neighbours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Gram(char, Option<char>);

impl Gram {
    fn text(self) -> String {
        [Some(self.0), self.1].into_iter().flatten().collect()
    }
}

/// Pairs of neighbours; a pair never spans words.
fn pairs(chars: &[char]) -> impl Iterator<Item = Gram> {
    let pair = |(one, other): (&char, &char)| Gram(*one, Some(*other));
    let neighbours = chars.iter().zip(chars.iter().skip(1));
    neighbours.filter(|(one, other)| !one.is_whitespace() && !other.is_whitespace()).map(pair)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

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

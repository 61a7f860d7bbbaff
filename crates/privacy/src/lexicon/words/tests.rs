use std::collections::BTreeSet;

use super::*;

const WORDS: &str = include_str!("../../../data/words.tsv");
const TERMS: &str = include_str!("../../../data/special_care.tsv");

fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn every_class_of_the_data_is_known() {
    for code in CLASSES.lines() {
        assert!(class_of(code).is_some(), "{code}");
    }
}

#[test]
fn every_word_of_the_data_is_found_whole() {
    let listed = rows(WORDS).flat_map(|row| row.split_once('\t').expect("class, words").1.split('|'));
    for word in listed.chain(rows(TERMS).map(|row| row.split('\t').next().expect("a term"))) {
        let found = read(word);
        assert!(found.first().is_some_and(|first| first.start == 0 && first.end == word.len()), "{word}: {found:?}");
        assert!(exact(word).is_some(), "{word}");
    }
}

#[test]
fn the_special_care_lexicon_is_large_and_has_no_duplicates() {
    let terms: Vec<String> = rows(TERMS).map(|row| row.split('\t').next().expect("a term").to_lowercase()).collect();
    assert!(terms.len() >= 1_500, "{}", terms.len());
    assert_eq!(terms.iter().collect::<BTreeSet<_>>().len(), terms.len());
    for kind in SpecialCare::ALL {
        assert!(rows(TERMS).any(|row| row.split('\t').nth(1) == Some(kind.code())), "{}", kind.code());
    }
}

#[test]
fn latin_words_need_boundaries_and_others_do_not() {
    assert!(read("hotel 5").iter().all(|word| word.class != Class::Label(Label::Phone)));
    assert!(read("TELL 03").iter().all(|word| word.class != Class::Label(Label::Phone)));
    assert_eq!(read("TEL03").first().map(|word| word.class), Some(Class::Label(Label::Phone)));
    assert_eq!(read("(TEL)03").first().map(|word| word.class), Some(Class::Label(Label::Phone)));
    assert_eq!(read("私の電話番号は").first().map(|word| word.class), Some(Class::Label(Label::Phone)));
    assert_eq!(read("会員番号").len(), 1);
}

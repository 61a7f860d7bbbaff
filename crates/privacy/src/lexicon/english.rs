//! Usual names of foreigners in Latin letters that are not romaji, and as katakana writes them.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

const LISTS: [&str; 2] = [include_str!("../../data/english_names.txt"), include_str!("../../data/foreign_names.txt")];
/// What the lines of the lists begin with, by bit.
const KINDS: [&str; 4] = ["given:", "surname:", "first:", "kana:"];

static NAMES: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for line in LISTS.iter().flat_map(|list| list.lines()) {
        for (kind, bit) in KINDS.iter().zip([1, 2, 4, 8]) {
            for name in line.strip_prefix(kind).unwrap_or("").split_whitespace() {
                *names.entry(name).or_insert(0) |= bit;
            }
        }
    }
    names
});

/// Whether a word in lower case is a usual given name, a usual surname.
pub(crate) fn grade(word: &str) -> (bool, bool) {
    let bits = bits(&plain(word));
    (bits & 1 != 0, bits & 6 != 0)
}

/// Whether a word in lower case is a surname that stands before the given name: nguyen, zhang.
pub(crate) fn stands_first(word: &str) -> bool {
    bits(&plain(word)) & 4 != 0
}

/// Whether a word in katakana is a usual name of a foreigner.
pub(crate) fn is_kana(word: &str) -> bool {
    bits(word) & 8 != 0
}

/// Whether a word in lower case is written like a given name of one or two Chinese syllables: xiaoming.
pub(crate) fn is_pinyin(word: &str) -> bool {
    let parted = |at: usize| word.split_at_checked(at).is_some_and(|(one, two)| is_syllable(one) && is_syllable(two));
    is_syllable(word) || (2..word.len().min(7)).any(parted)
}

fn is_syllable(text: &str) -> bool {
    const INITIALS: [&str; 24] = [
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s",
        "y", "w", "",
    ];
    const FINALS: [&str; 34] = [
        "a", "o", "e", "i", "u", "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ue", "er", "an", "en", "in", "un", "ang",
        "eng", "ing", "ong", "ia", "iao", "ian", "iang", "iong", "ua", "uo", "uai", "uan", "uang", "ve", "v",
    ];
    INITIALS.iter().any(|initial| text.strip_prefix(initial).is_some_and(|rest| FINALS.contains(&rest)))
}

fn bits(word: &str) -> u8 {
    NAMES.get(word).copied().unwrap_or(0)
}

/// Without accents: müller is muller.
pub(crate) fn plain(word: &str) -> Cow<'_, str> {
    if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.chars().map(unaccented).collect()) }
}

const fn unaccented(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'ı' | 'ỉ' | 'ị' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' => 's',
        'ţ' | 'ť' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ư' | 'ụ'..='ự' => 'u',
        'ý' | 'ÿ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

//! One spelling for names in kana and in Latin letters: Kunrei without long vowels (ISO 3602), so that さとう, サトウ,
//! Satō, Sato, Satou and Satoh are all `sato`, and しみず, Shimizu and Simizu are `simizu`.

use unicode_normalization::UnicodeNormalization as _;

use crate::{Normal, Step};

/// Letters from which on a part is sure enough to be found inside a longer run.
pub(super) const SURE: usize = 4;
/// Fewer letters are no part of a name.
pub(super) const SHORTEST: usize = 3;
/// More letters are not looked for.
pub(super) const LONGEST: usize = 14;

/// The rows of the kana table, each by its consonant; a full stop where there is no kana.
const ROWS: &[(&str, &str)] = &[
    ("", "アイウエオ"),
    ("k", "カキクケコ"),
    ("s", "サシスセソ"),
    ("t", "タチツテト"),
    ("n", "ナニヌネノ"),
    ("h", "ハヒフヘホ"),
    ("m", "マミムメモ"),
    ("y", "ヤ.ユ.ヨ"),
    ("r", "ラリルレロ"),
    ("w", "ワ...."),
    ("g", "ガギグゲゴ"),
    ("z", "ザジズゼゾ"),
    ("z", ".ヂヅ.."),
    ("d", "ダ..デド"),
    ("b", "バビブベボ"),
    ("p", "パピプペポ"),
];
const VOWELS: [char; 5] = ['a', 'i', 'u', 'e', 'o'];

/// The parts of a name that can be found in an address, in the one spelling. Kanji give none.
pub(super) fn parts(name: &str) -> Vec<String> {
    let kana = Normal::new(vec![Step::Nfkc, Step::Katakana]);
    let kana = kana.apply(name).text;
    let words = kana.split(|c: char| !is_kana(c) && !c.is_alphabetic());
    let spelt = words.filter_map(spelt).map(|word| one_spelling(&word));
    spelt.filter(|word| (SHORTEST..=LONGEST).contains(&word.len())).collect()
}

/// The runs of letters of a local part, in the one spelling.
pub(super) fn runs(local: &str) -> Vec<String> {
    let runs = local.split(|c: char| !c.is_ascii_alphabetic()).filter(|run| run.len() >= SHORTEST);
    runs.map(|run| one_spelling(&run.to_ascii_lowercase())).collect()
}

const fn is_kana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// A word in Latin letters, if it is in kana or Latin letters as a whole.
fn spelt(word: &str) -> Option<String> {
    if word.chars().all(is_kana) {
        return Some(kana(word));
    }
    // Macrons and circumflexes go: Satō, Satô.
    let plain: String = word.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect();
    plain.chars().all(|c| c.is_ascii_alphabetic()).then(|| plain.to_ascii_lowercase())
}

fn kana(word: &str) -> String {
    let mut out = String::new();
    let mut doubled = false;
    for c in word.chars() {
        match c {
            'ッ' => doubled = true,
            'ー' => {}
            'ン' => out.push('n'),
            'ヲ' => out.push('o'),
            'ヴ' => out.push_str("bu"),
            'ャ' | 'ュ' | 'ョ' => {
                out.pop();
                out.push('y');
                out.push(match c {
                    'ャ' => 'a',
                    'ュ' => 'u',
                    _ => 'o',
                });
            }
            'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' => {
                out.pop();
                out.extend(
                    VOWELS.iter().zip("ァィゥェォ".chars()).find(|(_, small)| *small == c).map(|(vowel, _)| vowel),
                );
            }
            _ => syllable(c, std::mem::take(&mut doubled), &mut out),
        }
    }
    out
}

fn syllable(c: char, doubled: bool, out: &mut String) {
    for (consonant, row) in ROWS {
        if let Some((vowel, _)) = VOWELS.iter().zip(row.chars()).find(|(_, kana)| *kana == c) {
            if doubled {
                out.push_str(consonant);
            }
            out.push_str(consonant);
            out.push(*vowel);
            return;
        }
    }
}

/// Hepburn and other spellings → the one, in this order.
const SPELLINGS: &[(&str, &str)] = &[
    ("sh", "sy"),
    ("ch", "ty"),
    ("ts", "t"),
    ("j", "zy"),
    ("f", "h"),
    ("dz", "z"),
    ("du", "zu"),
    ("di", "zi"),
    ("yy", "y"),
    ("yi", "i"),
    ("mb", "nb"),
    ("mp", "np"),
    ("mm", "nm"),
    ("ou", "o"),
    ("oo", "o"),
    ("uu", "u"),
];

fn one_spelling(word: &str) -> String {
    let mut word = word.to_owned();
    for (from, to) in SPELLINGS {
        word = word.replace(from, to);
    }
    without_h(&word)
}

/// `oh` for a long o: Satoh, Ohno.
fn without_h(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let vowel_follows = chars.peek().is_some_and(|next| VOWELS.contains(next) || *next == 'y');
        if c == 'h' && out.ends_with('o') && !vowel_follows {
            continue;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
pub(super) fn spelling_of(name: &str) -> String {
    parts(name).join(" ")
}

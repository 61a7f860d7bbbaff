//! Names of companies without their legal form, for comparison.

use super::{fold, is_japanese, name};

const MARKS: &[&str] = &[
    "株式会社",
    "(株)",
    "㈱",
    "有限会社",
    "(有)",
    "㈲",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "公益社団法人",
    "社団法人",
    "一般財団法人",
    "公益財団法人",
    "財団法人",
    "医療法人社団",
    "医療法人",
    "学校法人",
    "社会福祉法人",
    "特定非営利活動法人",
    "npo法人",
    "独立行政法人",
    "国立大学法人",
    "税理士法人",
    "弁護士法人",
    "監査法人",
    "協同組合",
];

/// Whether a folded text has the Japanese mark of a legal form in it.
#[must_use]
pub fn has_mark(folded: &str) -> bool {
    MARKS.iter().any(|mark| folded.contains(mark))
}

/// Whether a word in lower case is the English mark of a legal form.
#[must_use]
pub fn is_english_mark(word: &str) -> bool {
    matches!(word, "inc" | "ltd" | "llc" | "corp" | "corporation" | "gmbh" | "plc" | "limited")
}

/// The bare name: folded, without marks, signs and spaces. Empty when nothing is left.
#[must_use]
pub fn bare(text: &str) -> String {
    let mut folded = fold(text).into_owned();
    for mark in MARKS {
        folded = folded.replace(mark, " ");
    }
    let words: Vec<&str> =
        folded.split_whitespace().filter(|word| !is_english_mark(word.trim_matches(['.', ',']))).collect();
    let joined = if is_japanese(&folded) { words.first().copied().unwrap_or("").to_owned() } else { words.join("") };
    name(&joined).chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect()
}

//! Names of companies: their marks (株式会社, Inc.), and whether two of them can be one company.

use super::super::{
    fold,
    name::{Agreement, latin, romaji},
};

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

/// Whether a text has the mark of a company in it.
pub(crate) fn is_marked(text: &str) -> bool {
    let folded = fold::fold(text);
    if MARKS.iter().any(|mark| folded.contains(mark)) {
        return true;
    }
    !fold::is_japanese(&folded) && latin::words(&folded).last().is_some_and(|last| is_english_mark(last))
}

fn is_english_mark(word: &str) -> bool {
    matches!(word, "inc" | "ltd" | "llc" | "corp" | "corporation" | "gmbh" | "plc" | "limited")
}

/// The bare name: folded, without marks, signs and spaces. Empty when nothing is left.
pub(crate) fn bare(text: &str) -> String {
    let mut folded = fold::fold(text).into_owned();
    for mark in MARKS {
        folded = folded.replace(mark, " ");
    }
    let words: Vec<&str> =
        folded.split_whitespace().filter(|word| !is_english_mark(word.trim_matches(['.', ',']))).collect();
    let joined =
        if fold::is_japanese(&folded) { words.first().copied().unwrap_or("").to_owned() } else { words.join("") };
    fold::name(&joined).chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect()
}

/// Whether two bare names can be one company. Names in different scripts are unknown: 「トヨタ」 can be 「豊田」.
pub(crate) fn agree(one: &str, other: &str) -> Agreement {
    if one.chars().count() < 2 || other.chars().count() < 2 {
        return Agreement::Unknown;
    }
    if one.contains(other) || other.contains(one) {
        return Agreement::Same;
    }
    let (read_one, read_other) = (spelled(one), spelled(other));
    if let (Some(one), Some(other)) = (&read_one, &read_other)
        && (one.contains(other.as_str()) || other.contains(one.as_str()))
    {
        return Agreement::Same;
    }
    if script(one) == script(other) { Agreement::Different } else { Agreement::Unknown }
}

/// In the normal form of Latin letters, when kana or Latin letters are all there is.
pub(crate) fn spelled(bare: &str) -> Option<String> {
    if bare.is_ascii() { Some(romaji::normal(bare)) } else { romaji::of_kana(bare) }
}

#[derive(PartialEq, Eq)]
enum Script {
    Kanji,
    Kana,
    Latin,
}

fn script(bare: &str) -> Script {
    if bare.chars().any(fold::is_kanji) {
        Script::Kanji
    } else if bare.chars().any(fold::is_kana) {
        Script::Kana
    } else {
        Script::Latin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_agree_or_differ() {
        for (one, other, agreement) in [
            ("株式会社例示商事", "例示商事㈱", Agreement::Same),
            ("(株)例示", "例示商事株式会社", Agreement::Same),
            ("サンプル株式会社", "株式会社さんぷる", Agreement::Same),
            ("例示商事", "見本工業", Agreement::Different),
            ("Example Inc.", "Sample Ltd", Agreement::Different),
            ("トヨタ", "豊田", Agreement::Unknown),
            ("株式会社", "例示", Agreement::Unknown),
        ] {
            assert_eq!(agree(&bare(one), &bare(other)), agreement, "{one} {other}");
        }
        assert!(
            is_marked("ＡＢＣ（株）")
                && is_marked("Example Co., Ltd.")
                && !is_marked("例示商事")
                && !is_marked("increase")
        );
    }
}

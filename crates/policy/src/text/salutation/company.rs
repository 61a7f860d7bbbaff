//! Names of companies: their marks (株式会社, Inc.), and whether two of them can be one company.

pub(crate) use sekisho_privacy::writing::company::bare;
use sekisho_privacy::writing::company::{has_mark, is_english_mark};

use super::super::{
    fold,
    name::{Agreement, latin, romaji},
};

/// Whether a text has the mark of a company in it.
pub(crate) fn is_marked(text: &str) -> bool {
    let folded = fold::fold(text);
    if has_mark(&folded) {
        return true;
    }
    !fold::is_japanese(&folded) && latin::words(&folded).last().is_some_and(|last| is_english_mark(last))
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

//! How names and words are written, for comparison: width, case and the variants of characters in names fall away.
//!
//! Only for comparing; what is shown to people is never folded. Offsets do not survive: a finder that needs them folds
//! with `crate::fold`, character for character.

pub mod company;

use std::borrow::Cow;

/// Half-width kana from U+FF66 on, in order.
const HALF: &str =
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
/// Characters of names that are written in several ways by the same families; the first of each pair becomes the second.
const VARIANTS: &[(char, char)] = &[
    ('髙', '高'),
    ('﨑', '崎'),
    ('嵜', '崎'),
    ('碕', '崎'),
    ('斉', '斎'),
    ('齊', '斎'),
    ('齋', '斎'),
    ('邊', '辺'),
    ('邉', '辺'),
    ('濱', '浜'),
    ('澤', '沢'),
    ('櫻', '桜'),
    ('廣', '広'),
    ('國', '国'),
    ('嶋', '島'),
    ('嶌', '島'),
    ('惠', '恵'),
    ('德', '徳'),
    ('眞', '真'),
    ('龍', '竜'),
    ('瀧', '滝'),
    ('鹽', '塩'),
    ('關', '関'),
    ('黑', '黒'),
    ('藪', '薮'),
    ('淵', '渕'),
    ('將', '将'),
    ('榮', '栄'),
    ('壽', '寿'),
    ('彌', '弥'),
    ('淺', '浅'),
    ('渕', '渕'),
    ('萬', '万'),
    ('豐', '豊'),
    ('增', '増'),
    ('冨', '富'),
    ('檜', '桧'),
    ('曾', '曽'),
    ('賴', '頼'),
    ('鐵', '鉄'),
    ('條', '条'),
    ('敎', '教'),
    ('靜', '静'),
    ('槇', '槙'),
    ('凛', '凜'),
    ('ヶ', 'ケ'),
    ('𠮷', '吉'),
    ('𣘺', '橋'),
    ('舘', '館'),
    ('籠', '篭'),
    ('柗', '松'),
    ('栁', '柳'),
    ('桒', '桑'),
];

/// The folded text: full-width ASCII to ASCII, half-width kana to full width, every space to one kind, lower case.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(widths(text).to_lowercase())
}

/// The same without changing case: capital letters say what is a name in Latin letters.
#[must_use]
pub fn widths(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{FF01}'..='\u{FF5E}' => folded.extend(char::from_u32(c as u32 - 0xFEE0)),
            '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' => folded.push(' '),
            '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => {}
            '\u{FF66}'..='\u{FF9D}' => folded.extend(HALF.chars().nth(c as usize - 0xFF66)),
            '\u{FF9E}' => voice(&mut folded, 1),
            '\u{FF9F}' => voice(&mut folded, 2),
            '\u{2018}' | '\u{2019}' => folded.push('\''),
            _ => folded.push(c),
        }
    }
    folded
}

/// Puts the (semi-)voiced mark on the kana before: the voiced forms follow the plain one in Unicode.
fn voice(folded: &mut String, by: u32) {
    let Some(last) = folded.pop() else { return };
    let voiced = match last {
        'ウ' => Some('ヴ'),
        'カ'..='ト' | 'ハ'..='ホ' => char::from_u32(last as u32 + by),
        _ => None,
    };
    folded.push(voiced.unwrap_or(last));
}

/// Folds a name: besides [`fold`], variants of characters, small and large kana spellings, and inner spaces fall away.
#[must_use]
pub fn name(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).map(variant).collect()
}

/// One character of a name in the form that stands for all its variants: 髙 → 高.
#[must_use]
pub fn variant(c: char) -> char {
    VARIANTS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

/// Whether the character is a Chinese one, or stands for one in names.
#[must_use]
pub const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}' | '々' | '〆')
}

/// Hiragana, katakana and the long vowel mark.
#[must_use]
pub const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | 'ー')
}

/// Whether a text has Japanese writing.
#[must_use]
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| is_kanji(c) || is_kana(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_variants_fall_away() {
        for (written, folded) in [
            ("ＡＢＣ　ｄｅｆ", "abc def"),
            ("ｶﾞﾝﾊﾞﾚ ﾊﾟﾝ ｳﾞｨ", "ガンバレ パン ヴィ"),
            ("Zürich", "zürich"),
            ("plain", "plain"),
            ("zero\u{200B}width", "zerowidth"),
        ] {
            assert_eq!(fold(written), folded);
        }
        assert_eq!(name("髙﨑　齋藤"), "高崎斎藤");
        assert_eq!(name("渡邊"), name("渡邉"));
    }
}

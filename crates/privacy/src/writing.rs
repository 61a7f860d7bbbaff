//! How names and words are written, for comparison: width, case and the variants of characters in names fall away.
//!
//! Only for comparing; what is shown to people is never folded. Offsets do not survive: a finder that needs them folds
//! with `crate::fold`, character for character.

pub mod company;

use std::{borrow::Cow, str::Chars};

/// Half-width kana from U+FF66 on, in order.
const HALF: [char; 56] = [
    'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク',
    'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ',
    'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン',
];
/// The folded text: full-width ASCII to ASCII, half-width kana to full width, every space to one kind, lower case.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(lower(widths(text)))
}

/// Whether the character is of the plain Japanese ones, which have no capital letters: no table of cases is needed.
#[must_use]
pub const fn is_caseless(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9FFF}')
}

/// Without capital letters.
fn lower(mut text: String) -> String {
    if text.chars().all(|c| c.is_ascii() || is_caseless(c)) {
        text.make_ascii_lowercase();
        return text;
    }
    text.to_lowercase()
}

/// The same without changing case: capital letters say what is a name in Latin letters.
#[must_use]
pub fn widths(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(characters(text));
    folded
}

/// The characters of [`widths`], one after the other.
pub fn characters(text: &str) -> impl Iterator<Item = char> {
    Characters(text.chars())
}

struct Characters<'a>(Chars<'a>);

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let c = self.0.next()?;
            return Some(match c {
                '\0'..='\x7F' => c,
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
                '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' => ' ',
                '\u{FF9E}' | '\u{FF9F}' => continue,
                _ if is_nothing(c) => continue,
                'ウ' | 'カ'..='ホ' => self.with_mark(c),
                '\u{2018}' | '\u{2019}' => '\'',
                _ => full_width(c).map_or(c, |kana| self.with_mark(kana)),
            });
        }
    }
}

impl Characters<'_> {
    /// The kana with the half-width (semi-)voiced mark that follows it.
    fn with_mark(&mut self, kana: char) -> char {
        let mut ahead = self.0.clone();
        let Some(mark @ ('\u{FF9E}' | '\u{FF9F}')) = ahead.find(|c| !is_nothing(*c)) else { return kana };
        self.0 = ahead;
        voiced(kana, mark).unwrap_or(kana)
    }
}

/// The kana that a half-width one stands for, without its mark.
pub(crate) fn full_width(c: char) -> Option<char> {
    HALF.get((c as usize).checked_sub(0xFF66)?).copied()
}

/// A kana with a half-width (semi-)voiced mark: the voiced forms follow the plain one in Unicode.
pub(crate) fn voiced(kana: char, mark: char) -> Option<char> {
    let by = match mark {
        '\u{FF9E}' => 1,
        '\u{FF9F}' => 2,
        _ => return None,
    };
    match (kana, by) {
        ('ウ', 1) => Some('ヴ'),
        ('カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'チ' | 'ツ' | 'テ' | 'ト', 1)
        | ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', _) => char::from_u32(kana as u32 + by),
        _ => None,
    }
}

/// Stands in a text and is not seen.
const fn is_nothing(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Folds a name: besides [`fold`], variants of characters, small and large kana spellings, and inner spaces fall away.
#[must_use]
pub fn name(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).map(variant).collect()
}

/// One character of a name in the form that stands for all its variants, which the same families write: 髙 → 高.
#[must_use]
pub const fn variant(c: char) -> char {
    match c {
        '髙' => '高',
        '﨑' | '嵜' | '碕' => '崎',
        '斉' | '齊' | '齋' => '斎',
        '邊' | '邉' => '辺',
        '濱' => '浜',
        '澤' => '沢',
        '櫻' => '桜',
        '廣' => '広',
        '國' => '国',
        '嶋' | '嶌' => '島',
        '惠' => '恵',
        '德' => '徳',
        '眞' => '真',
        '龍' => '竜',
        '瀧' => '滝',
        '鹽' => '塩',
        '關' => '関',
        '黑' => '黒',
        '藪' => '薮',
        '淵' => '渕',
        '將' => '将',
        '榮' => '栄',
        '壽' => '寿',
        '彌' => '弥',
        '淺' => '浅',
        '萬' => '万',
        '豐' => '豊',
        '增' => '増',
        '冨' => '富',
        '檜' => '桧',
        '曾' => '曽',
        '賴' => '頼',
        '鐵' => '鉄',
        '條' => '条',
        '敎' => '教',
        '靜' => '静',
        '槇' => '槙',
        '凛' => '凜',
        'ヶ' => 'ケ',
        '𠮷' => '吉',
        '𣘺' => '橋',
        '舘' => '館',
        '籠' => '篭',
        '柗' => '松',
        '栁' => '柳',
        '桒' => '桑',
        _ => c,
    }
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
            ("カ\u{200B}ﾞ ハﾟ ッﾞ アﾟ ﾞx ｶﾞﾞ", "ガ パ ッ ア x ガ"),
            ("Zürich", "zürich"),
            ("plain", "plain"),
            ("zero\u{200B}width", "zerowidth"),
        ] {
            assert_eq!(fold(written), folded);
        }
        assert_eq!(name("髙﨑　齋藤"), "高崎斎藤");
        assert_eq!(name("渡邊"), name("渡邉"));
    }

    #[test]
    fn the_short_way_makes_what_the_table_makes() {
        for c in '\0'..='\u{FFFF}' {
            assert_eq!(lower(format!("A{c}a")), format!("A{c}a").to_lowercase(), "{c:?}");
        }
    }
}

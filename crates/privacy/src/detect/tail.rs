//! The tail of an address behind its municipality: town, block number, building, room. A cursor that only goes
//! forward; every step either takes a piece or leaves the cursor where it was.

use super::names::{is_kanji, script};

/// Longest town and longest name of a building, in characters.
const TOWN: usize = 24;
const NAME: usize = 24;
/// Numbers of a block: 丁目, 番地, 号 and what cities with grids add.
const NUMBERS: usize = 5;

const UNITS: &[&str] = &["丁目", "番地の", "番地", "番町", "番", "号", "条", "線", "地割"];
const ROOMS: &[&str] = &["号室", "号館", "号", "階", "F"];
const BUILDINGS: &[&str] = &[
    "ビルディング",
    "ビル",
    "マンション",
    "アパート",
    "ハイツ",
    "コーポ",
    "荘",
    "タワー",
    "レジデンス",
    "ハウス",
    "パレス",
    "メゾン",
    "プラザ",
    "団地",
    "棟",
    "ハイム",
    "コート",
    "ヒルズ",
    "寮",
    "社宅",
];

/// The cursor.
pub(crate) struct Tail<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

impl<'a> Tail<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip(&mut self, any: &[&str]) -> bool {
        let found = any.iter().find(|word| self.rest().starts_with(**word));
        self.at += found.map_or(0, |word| word.len());
        found.is_some()
    }

    /// Letters up to the block number; none when there is no number.
    pub(crate) fn town(&mut self) {
        let start = self.at;
        for (n, c) in self.rest().char_indices().take(TOWN) {
            self.at = start + n;
            if self.number().is_some() {
                self.at = start + n;
                return;
            }
            let blank = c == ' '
                && n > 0
                && self.rest().get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if !(script(c) > 0 || c == 'ノ' || blank) {
                break;
            }
        }
        self.at = start;
    }

    /// Up to five numbers with what joins them; false when there is none.
    pub(crate) fn block(&mut self) -> bool {
        let Some(end) = self.number() else { return false };
        self.at = end;
        for _ in 1..NUMBERS {
            let before = self.at;
            self.skip(&["-", "の", "ノ", "ー", " "]);
            match self.number().filter(|_| before < self.at || !self.ends_with_digit()) {
                Some(end) => self.at = end,
                None => {
                    self.at = before;
                    break;
                }
            }
        }
        true
    }

    fn ends_with_digit(&self) -> bool {
        self.text.get(..self.at).is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// The end of a number at the cursor: up to five digits, perhaps with a unit, or words with one.
    fn number(&self) -> Option<usize> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let words: usize = rest
            .chars()
            .take(4)
            .take_while(|c| {
                matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '〇')
            })
            .map(char::len_utf8)
            .sum();
        let len = digits.max(words);
        let unit = UNITS
            .iter()
            .find(|unit| rest.get(len..).is_some_and(|rest| rest.starts_with(**unit)))
            .map_or(0, |unit| unit.len());
        let good = (1..=5).contains(&digits) || (words > 0 && unit > 0);
        good.then_some(self.at + len + unit)
    }

    /// A building whose name ends like one, its wing and room; or a room alone.
    pub(crate) fn building(&mut self) {
        let start = self.at;
        self.skip(&[" "]);
        let mut end = None;
        let mut seen = 0;
        while seen < NAME {
            if let Some(word) = BUILDINGS.iter().find(|word| self.rest().starts_with(**word)) {
                end = Some(self.at + word.len());
                break;
            }
            let Some(c) =
                self.rest().chars().next().filter(|c| script(*c) > 0 || c.is_ascii_alphabetic() || *c == '・')
            else {
                break;
            };
            self.at += c.len_utf8();
            seen += 1;
        }
        self.at = end.unwrap_or(start);
        if end.is_some() {
            self.wing();
        }
        self.room();
    }

    /// ハイツ新横浜203号室, ビルA棟, ビル3F.
    fn wing(&mut self) {
        let start = self.at;
        let name: usize =
            self.rest().chars().take(10).take_while(|c| is_kanji(*c) || script(*c) == 3).map(char::len_utf8).sum();
        self.at += name;
        if name > 0 && !self.room() {
            self.at = start;
        }
        let mark: usize =
            self.rest().bytes().take(6).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        self.at += mark;
        self.skip(ROOMS);
    }

    fn room(&mut self) -> bool {
        let start = self.at;
        self.skip(&[" "]);
        let letter = usize::from(self.rest().starts_with(|c: char| c.is_ascii_uppercase()));
        let digits = self.rest().bytes().skip(letter).take_while(u8::is_ascii_digit).count();
        self.at += letter + digits;
        let named = (1..=4).contains(&digits) && self.skip(ROOMS);
        if !named {
            self.at = start;
        }
        named
    }
}

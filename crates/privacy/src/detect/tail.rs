//! The tail of an address behind its municipality: town, block number, building, room. A cursor that only goes
//! forward; every step either takes a piece or leaves the cursor where it was.

use super::{
    names::{is_kanji, script},
    numerals,
};

/// Longest town, longest way to a house, and longest name of a building, in characters.
const TOWN: usize = 24;
const WAY: usize = 40;
const NAME: usize = 24;
/// Fewest katakana that are a building's name by the room behind them alone.
const UNKNOWN: usize = 3;
/// Numbers of a block: 丁目, 番地, 号 and what cities with grids add.
const NUMBERS: usize = 5;

const UNITS: &[&str] = &["丁目", "番地の", "番地", "番町", "番", "号", "条", "線", "地割"];
/// Where a city is laid out as a grid, a direction or a street leads to the next number: 北7条西2丁目, 6条通9丁目.
const GRID: &[&str] = &["条", "線", "通", "通り"];
const DIRECTIONS: &[&str] = &["東", "西", "南", "北", "通り", "通"];
/// In Kyoto the way to a house is told: 烏丸通四条下る.
const WAYS: &[&str] = &["上る", "下る", "上ル", "下ル", "上がる", "下がる", "西入", "東入", "入る", "入ル"];
/// Behind a number these count something else.
const COUNTERS: &str = "名人本個件年月日円台枚回点分秒時歳才万億%店校社戸倍位つヶか";
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
    "テラス",
    "ガーデン",
    "スクエア",
    "ヴィラ",
    "シャトー",
    "カーサ",
    "エステート",
    "フォレスト",
    "庁舎",
    "宿舎",
    "住宅",
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
        if self.way() {
            return;
        }
        for (n, c) in self.rest().char_indices().take(TOWN) {
            self.at = start + n;
            if self.number(false).is_some() {
                self.at = start + n;
                return;
            }
            let blank = c == ' '
                && self.at > 0
                && self.rest().get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if !(script(c) > 0 || c == 'ノ' || blank) {
                break;
            }
            self.at = start;
        }
        self.at = start;
    }

    /// The way to a house of Kyoto, up to its number in digits: its streets have numbers in words.
    fn way(&mut self) -> bool {
        let rest = self.rest();
        let end = rest.char_indices().take(WAY).find(|(_, c)| script(*c) == 0 && *c != ' ');
        let Some((end, _)) = end.filter(|(_, c)| c.is_ascii_digit()) else { return false };
        let told = rest.get(..end).is_some_and(|way| WAYS.iter().any(|word| way.contains(word)));
        self.at += if told { end } else { 0 };
        told
    }

    /// Up to five numbers with what joins them; false when there is none.
    pub(crate) fn block(&mut self) -> bool {
        let Some(end) = self.number(false) else { return false };
        self.at = end;
        for _ in 1..NUMBERS {
            let before = self.at;
            let joined = self.skip(&["-", "の", "ノ", "ー"]);
            self.skip(&[" "]);
            if GRID.iter().any(|unit| self.text.get(..before).is_some_and(|text| text.ends_with(unit))) {
                self.skip(DIRECTIONS);
            }
            match self.number(joined).filter(|_| before < self.at || !self.ends_with_digit()) {
                Some(end) => self.at = end,
                None => {
                    self.at = before;
                    break;
                }
            }
        }
        true
    }

    /// Whether what was read is a number of something: 神南3名, 3,500台, 3.5km.
    pub(crate) fn is_counted(&self) -> bool {
        let rest = self.rest();
        let digits = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
        let thousands = rest
            .strip_prefix(',')
            .is_some_and(|rest| digits(rest) == 3 && !rest.get(3..).is_some_and(|behind| behind.starts_with('-')));
        let decimals = rest.strip_prefix('.').is_some_and(|rest| digits(rest) > 0);
        rest.starts_with(|c: char| COUNTERS.contains(c)) || thousands || decimals
    }

    fn ends_with_digit(&self) -> bool {
        self.text.get(..self.at).is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// The end of a number at the cursor: up to five digits, perhaps with a unit, or words with one; words alone only
    /// where dashes join them (二ー十四ー七).
    fn number(&self, joined: bool) -> Option<usize> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let words = if digits == 0 { numerals::leading(rest).map_or(0, |(_, len)| len) } else { 0 };
        let len = digits.max(words);
        let behind = rest.get(len..)?;
        let unit = UNITS.iter().find(|unit| behind.starts_with(**unit)).map_or(0, |unit| unit.len());
        let joins = || behind.strip_prefix(['-', 'ー', 'の']).and_then(numerals::leading).is_some();
        let good = (1..=5).contains(&digits) || (words > 0 && (unit > 0 || joined || joins()));
        good.then_some(self.at + len + unit)
    }

    /// A building whose name ends or begins like one, its wing and room; an unknown one by its room; or a room alone.
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
        } else if self.unknown() {
            return;
        }
        self.room();
    }

    /// ハイツ新横浜203号室, コーポ桜203, ビルA棟, ビル3F.
    fn wing(&mut self) {
        let start = self.at;
        let name: usize = self.rest().chars().take(10).take_while(|c| script(*c) > 0).map(char::len_utf8).sum();
        self.at += name;
        if name > 0 && !self.room() && !self.bare_room() {
            self.at = start;
        }
        let mark: usize =
            self.rest().bytes().take(6).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        self.at += mark;
        if !self.skip(ROOMS) && mark == 0 {
            self.bare_room();
        }
    }

    /// サンシャイン203: katakana are a building's name when a room follows.
    fn unknown(&mut self) -> bool {
        let start = self.at;
        self.skip(&[" "]);
        let name = self.rest().chars().take(NAME).take_while(|c| script(*c) == 3);
        let (count, len) = name.fold((0, 0), |(count, len), c| (count + 1, len + c.len_utf8()));
        self.at += len;
        let found = count >= UNKNOWN && (self.room() || self.bare_room() || self.numbered());
        if !found {
            self.at = start;
        }
        found
    }

    /// サンシャイン60 45階.
    fn numbered(&mut self) -> bool {
        self.at += self.rest().bytes().take(3).take_while(u8::is_ascii_digit).count();
        self.room()
    }

    /// Three or four digits that nothing goes on behind.
    fn bare_room(&mut self) -> bool {
        let rest = self.rest().strip_prefix(' ').unwrap_or_else(|| self.rest());
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let ends = rest.get(digits..).is_some_and(|behind| {
            !behind
                .starts_with(|c: char| is_kanji(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '('))
        });
        let good = matches!(digits, 3 | 4) && ends;
        if good {
            self.at = self.text.len() - rest.len() + digits;
        }
        good
    }

    fn room(&mut self) -> bool {
        let start = self.at;
        self.skip(&[" "]);
        self.skip(&["地下"]);
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

/// Whether the text tells a way as in Kyoto.
pub(crate) fn tells_way(text: &str) -> bool {
    WAYS.iter().any(|word| text.contains(word))
}

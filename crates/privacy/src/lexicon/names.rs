//! Names: whether a text is a surname or a given name (kanji, kana, or romaji in lower case), how usual it is, and
//! how much unknown kanji look like one. Source: IPADIC and UniDic, see `data/README.md`.

use crate::{
    fingerprint,
    packed::{NAME_SPACE, NAME_STOP, Table},
};

const NAMES: Table = Table { bytes: include_bytes!(concat!(env!("OUT_DIR"), "/names.bin")), bits: 18 };
const CHARS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/chars.bin"));
const FIRST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/first.bin"));

/// What the dictionary knows about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grade(u32);

impl Grade {
    /// 0 not a surname, 1 rare, 2 usual.
    pub(crate) const fn surname(self) -> u32 {
        self.0 & 3
    }

    /// 0 not a given name, 1 rare, 2 usual.
    pub(crate) const fn given(self) -> u32 {
        self.0 >> 2 & 3
    }

    /// Also another word.
    pub(crate) const fn is_word(self) -> bool {
        self.0 >> 4 & 1 == 1
    }

    /// A word, place or organisation that only reads like a full name.
    pub(crate) const fn is_stop(self) -> bool {
        self.0 & NAME_STOP != 0
    }
}

/// Looks a text up, in its own form and then with usual forms of its characters.
pub(crate) fn grade(text: &str) -> Grade {
    let own = NAMES.grade(fingerprint::of(NAME_SPACE, text));
    if own != 0 || text.is_ascii() || !text.chars().any(|c| usual(c).is_some()) {
        return Grade(own);
    }
    let plain: String = text.chars().map(|c| usual(c).unwrap_or(c)).collect();
    Grade(NAMES.grade(fingerprint::of(NAME_SPACE, &plain)))
}

/// The form of the dictionary of a character that names are written with in more than one form.
const fn usual(c: char) -> Option<char> {
    Some(match c {
        '髙' => '高',
        '﨑' => '崎',
        '邊' => '辺',
        '邉' => '辺',
        '齋' => '斎',
        '齊' => '斉',
        '濵' => '浜',
        '濱' => '浜',
        '德' => '徳',
        '𠮷' => '吉',
        '眞' => '真',
        '櫻' => '桜',
        '澤' => '沢',
        '嶋' => '島',
        '嶌' => '島',
        '廣' => '広',
        '國' => '国',
        '惠' => '恵',
        '瀨' => '瀬',
        '瀧' => '滝',
        '龍' => '竜',
        '黑' => '黒',
        '圓' => '円',
        '冨' => '富',
        '舘' => '館',
        '槇' => '槙',
        '與' => '与',
        '榮' => '栄',
        '實' => '実',
        '壽' => '寿',
        '桒' => '桑',
        '栁' => '柳',
        '彌' => '弥',
        '禮' => '礼',
        '團' => '団',
        '條' => '条',
        '藏' => '蔵',
        '豐' => '豊',
        '萬' => '万',
        '會' => '会',
        '應' => '応',
        _ => return None,
    })
}

/// Whether some surname begins with this character.
pub(crate) fn starts_surname(c: char) -> bool {
    let lead = usual(c).unwrap_or(c) as usize;
    FIRST.get(lead / 8).is_some_and(|byte| byte >> (lead % 8) & 1 == 1)
}

/// Scores in quarter bits: as first and last of a surname, first and last of a given name.
fn scores(c: char) -> [i8; 4] {
    const ROW: usize = 6;
    const UNKNOWN: [i8; 4] = [-12; 4];
    let Ok(wanted) = u16::try_from(u32::from(c)) else { return UNKNOWN };
    let (mut low, mut high) = (0, CHARS.len() / ROW);
    while low < high {
        let middle = low.midpoint(high);
        let Some([a, b, scores @ ..]) = CHARS.get(middle * ROW..middle * ROW + ROW) else { return UNKNOWN };
        match u16::from_le_bytes([*a, *b]).cmp(&wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let mut found = UNKNOWN;
                found.iter_mut().zip(scores).for_each(|(to, from)| *to = from.cast_signed());
                return found;
            }
        }
    }
    UNKNOWN
}

/// How much an unknown kanji text looks like a given name (first and last character), in quarter bits.
pub(crate) fn looks_given(text: &str) -> i32 {
    ends(text, 2)
}

/// How much an unknown kanji text looks like a surname, in quarter bits.
pub(crate) fn looks_surname(text: &str) -> i32 {
    ends(text, 0)
}

fn ends(text: &str, column: usize) -> i32 {
    let score =
        |c: Option<char>, column: usize| c.map_or(-40, |c| i32::from(scores(c).get(column).copied().unwrap_or(-12)));
    score(text.chars().next(), column) + score(text.chars().next_back(), column + 1)
}

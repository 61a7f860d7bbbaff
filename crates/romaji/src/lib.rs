//! Kana to Latin letters, and one normal form for the ways Japanese names are spelled in Latin letters.
//!
//! Hepburn (ヘボン式, passport style), Kunrei and the spellings people choose for themselves all meet in the normal
//! form: `ohno`, `oono`, `ono`, `ōno` are one; `shimizu` and `simizu` are one. Two different names may meet, too:
//! then they count as the same, which raises no question. The only place where kana become letters: whoever compares a
//! name with an address asks here. Pure and total; knows no names, no mail and no tables.

/// Kana (folded to katakana) and their Hepburn spelling; two-character ones first.
const PAIRS: &[(&str, &str)] = &[
    ("キャ", "kya"),
    ("キュ", "kyu"),
    ("キョ", "kyo"),
    ("シャ", "sha"),
    ("シュ", "shu"),
    ("ショ", "sho"),
    ("シェ", "she"),
    ("チャ", "cha"),
    ("チュ", "chu"),
    ("チョ", "cho"),
    ("チェ", "che"),
    ("ニャ", "nya"),
    ("ニュ", "nyu"),
    ("ニョ", "nyo"),
    ("ヒャ", "hya"),
    ("ヒュ", "hyu"),
    ("ヒョ", "hyo"),
    ("ミャ", "mya"),
    ("ミュ", "myu"),
    ("ミョ", "myo"),
    ("リャ", "rya"),
    ("リュ", "ryu"),
    ("リョ", "ryo"),
    ("ギャ", "gya"),
    ("ギュ", "gyu"),
    ("ギョ", "gyo"),
    ("ジャ", "ja"),
    ("ジュ", "ju"),
    ("ジョ", "jo"),
    ("ジェ", "je"),
    ("ビャ", "bya"),
    ("ビュ", "byu"),
    ("ビョ", "byo"),
    ("ピャ", "pya"),
    ("ピュ", "pyu"),
    ("ピョ", "pyo"),
    ("ファ", "fa"),
    ("フィ", "fi"),
    ("フェ", "fe"),
    ("フォ", "fo"),
    ("ティ", "ti"),
    ("ディ", "di"),
    ("ヴァ", "va"),
    ("ヴィ", "vi"),
    ("ヴェ", "ve"),
    ("ヴォ", "vo"),
    ("ウィ", "wi"),
    ("ウェ", "we"),
    ("ウォ", "wo"),
];
/// Katakana from U+30A1 (ァ) to U+30F4 (ヴ), in the order of Unicode.
const SINGLES: &[&str] = &[
    "a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko", "go", "sa",
    "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "", "tsu", "zu", "te", "de", "to",
    "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "fu", "bu", "pu", "he", "be", "pe", "ho",
    "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa",
    "wa", "i", "e", "o", "n", "vu",
];
/// Spellings and what they become in the normal form, longest first.
const NORMAL: &[(&str, &str)] = &[
    ("sha", "sya"),
    ("shu", "syu"),
    ("sho", "syo"),
    ("she", "sye"),
    ("shi", "si"),
    ("ccha", "ttya"),
    ("cchu", "ttyu"),
    ("ccho", "ttyo"),
    ("cche", "ttye"),
    ("cchi", "tti"),
    ("cha", "tya"),
    ("chu", "tyu"),
    ("cho", "tyo"),
    ("che", "tye"),
    ("chi", "ti"),
    ("tsu", "tu"),
    ("dzu", "zu"),
    ("du", "zu"),
    ("di", "zi"),
    ("fu", "hu"),
    ("ja", "zya"),
    ("ju", "zyu"),
    ("jo", "zyo"),
    ("je", "zye"),
    ("jya", "zya"),
    ("jyu", "zyu"),
    ("jyo", "zyo"),
    ("ji", "zi"),
    ("mb", "nb"),
    ("mp", "np"),
    ("mm", "nm"),
    ("l", "r"),
];

/// Hiragana or katakana to the normal form; `None` if another character stands in the text.
#[must_use]
pub fn of_kana(kana: &str) -> Option<String> {
    let katakana: Vec<char> = kana.chars().map(to_katakana).collect();
    let mut spelled = String::with_capacity(kana.len());
    let mut at = 0;
    while let Some(c) = katakana.get(at).copied() {
        let pair: String = katakana.get(at..at + 2).map(|two| two.iter().collect()).unwrap_or_default();
        if let Some((_, latin)) = PAIRS.iter().find(|(kana, _)| *kana == pair) {
            spelled.push_str(latin);
            at += 2;
            continue;
        }
        match c {
            'ー' | '・' => {}
            'ッ' => {
                let next = katakana.get(at + 1).and_then(|next| single(*next)).and_then(|latin| latin.chars().next());
                // ッチ is a doubled t, not a doubled c.
                let doubled = next.map(|next| if next == 'c' { 't' } else { next });
                spelled.extend(doubled.filter(|next| !"aiueo".contains(*next)));
            }
            _ => spelled.push_str(single(c)?),
        }
        at += 1;
    }
    Some(normal(&spelled))
}

/// The normal form of a spelling in Latin letters; macrons (also combining ones) and long vowels fall away.
#[must_use]
pub fn normal(latin: &str) -> String {
    let mut plain: String = latin.chars().flat_map(char::to_lowercase).map(without_macron).collect();
    plain.retain(|c| !matches!(c, '\'' | '-' | '\u{300}'..='\u{36f}'));
    let mut normal = String::with_capacity(plain.len() + 4);
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let known = NORMAL.iter().find_map(|(from, to)| rest.strip_prefix(from).map(|rest| (rest, *to)));
        match known {
            Some((after, to)) => {
                normal.push_str(to);
                rest = after;
            }
            None => {
                normal.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or("");
            }
        }
    }
    short_vowels(&normal)
}

/// `ou`, `oo`, `oh` before a consonant or the end, `uu`: one vowel. Double consonants become one.
fn short_vowels(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().copied().enumerate() {
        let last = short.chars().next_back();
        let next = chars.get(at + 1).copied();
        let vowel_next = next.is_some_and(|next| "aiueoy".contains(next));
        let long = match (last, c) {
            (Some('o'), 'u' | 'o') | (Some('u'), 'u') | (Some('i'), 'i') => true,
            (Some('o' | 'u'), 'h') => !vowel_next,
            (Some(before), now) => before == now && !"aeiou".contains(now),
            (None, _) => false,
        };
        if !long {
            short.push(c);
        }
    }
    short
}

fn single(c: char) -> Option<&'static str> {
    SINGLES.get((c as usize).checked_sub(0x30A1)?).copied()
}

fn to_katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        other => other,
    }
}

fn without_macron(c: char) -> char {
    match c {
        'ā' | 'â' => 'a',
        'ī' | 'î' => 'i',
        'ū' | 'û' => 'u',
        'ē' | 'ê' => 'e',
        'ō' | 'ô' => 'o',
        other => other,
    }
}

#[cfg(test)]
mod tests;

//! Text that was decoded with the wrong character set, and values that stand for nothing.

/// What a value of a list says when a program failed before it became a list.
const BROKEN: &[&str] = &[
    "#n/a",
    "#ref!",
    "#name?",
    "#value!",
    "#div/0!",
    "#num!",
    "#null!",
    "#spill!",
    "#calc!",
    "nan",
    "null",
    "none",
    "nil",
    "undefined",
    "<na>",
    "(null)",
    "[object object]",
];

/// Two characters that follow each other when UTF-8 is read as Windows-1252, and when it is read as Shift_JIS.
const LATIN_FIRST: &str = "ÃÂãäåæçèé";
const SHIFT_JIS: &str = "縺繧繝譁蟄蜷荳逕邨莠蟷譌譛鬮螟讒驛鐃醐";

/// Whether the whole value is a word for nothing, an error of a spreadsheet, what one shows where a column is too narrow
/// (`####`), or a number it has shortened (`1.23457E+15`).
pub(super) fn is_broken(value: &str) -> bool {
    let value = value.trim();
    let hashes = value.len() >= 2 && value.bytes().all(|byte| byte == b'#');
    value.len() <= 16 && (hashes || is_shortened(value) || BROKEN.contains(&value.to_lowercase().as_str()))
}

/// `1.23457E+15`: digits of a long number are lost.
fn is_shortened(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once("E+") else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(rest) && digits(exponent)
}

/// Whether the text was decoded with the wrong character set, or is still encoded for a web page or a mail.
pub(super) fn is_garbled(text: &str) -> bool {
    if is_encoded(text) || is_lost(text) {
        return true;
    }
    if text.is_ascii() {
        return false;
    }
    text.contains('\u{FFFD}') || is_latin_garble(text) || is_kana_garble(text) || many(text, SHIFT_JIS, 2, 6)
}

/// `&#39640;`, `%E9%AB%98`, `=E9=AB=98`, `=?UTF-8?B?…`: characters that nobody reads so.
fn is_encoded(text: &str) -> bool {
    let entity = text.match_indices("&#").any(|(at, _)| {
        let digits = text.get(at + 2..).unwrap_or("").trim_start_matches(['x', 'X']);
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        (2..=6).contains(&end) && digits.as_bytes().get(end) == Some(&b';')
    });
    // In the address of a page it belongs there.
    let coded = !text.contains("://") && (octets(text, b'%') || octets(text, b'='));
    entity || coded || text.contains("=?") && text.contains("?=")
}

/// Three octets of a character above U+07FF after each other, each behind a mark.
fn octets(text: &str, mark: u8) -> bool {
    let high = |triple: &[u8], lead: bool| {
        let [first, tens, ones] = triple else { return false };
        let nibble = |byte: &u8| char::from(*byte).to_digit(16);
        let Some((tens, _)) = nibble(tens).zip(nibble(ones)) else { return false };
        *first == mark && if lead { tens == 0xE } else { (0x8..=0xB).contains(&tens) }
    };
    text.as_bytes().windows(9).any(|nine| nine.chunks(3).enumerate().all(|(number, triple)| high(triple, number == 0)))
}

/// `?????`, `佐藤？？`: each character that a charset does not have became a question mark.
fn is_lost(text: &str) -> bool {
    let marks = |c: char| matches!(c, '?' | '？');
    let text = text.trim();
    let trailing = text.chars().rev().take_while(|c| marks(*c)).count();
    let all = text.chars().count();
    all >= 2 && trailing == all || (trailing >= 2 && trailing * 2 >= all && !text.is_ascii())
}

/// `ã‚`, `Ã©`, `â€™`: a lead byte as a letter, then continuation bytes as marks.
fn is_latin_garble(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let lead = LATIN_FIRST.contains(before) || before == 'â';
        let follows =
            matches!(c, '\u{80}'..='\u{BF}' | '€' | '‚' | 'ƒ' | '„' | '…' | '†' | '‡' | 'ˆ' | '‰' | 'Œ' | '™' | 'œ');
        before = c;
        lead && follows
    })
}

/// Shift_JIS read as half-width kana: `ﾃ` and the like with C1 controls, or UTF-8 as half-width `ﾃ｣ﾂ`.
fn is_kana_garble(text: &str) -> bool {
    text.contains("ﾃ｣") || text.contains("ﾂ｣") || text.chars().any(|c| matches!(c, '\u{80}'..='\u{9F}'))
}

/// Whether `least` characters of a set stand within `span` of each other: rare alone, certain together.
fn many(text: &str, set: &str, least: usize, span: usize) -> bool {
    let mut recent = std::collections::VecDeque::new();
    for (at, _) in text.chars().enumerate().filter(|(_, c)| set.contains(*c)) {
        recent.push_back(at);
        while recent.front().is_some_and(|first| at - first >= span) {
            recent.pop_front();
        }
        if recent.len() >= least {
            return true;
        }
    }
    false
}

/// Whether it has a character that not everybody sees alike: private use (gaiji), control, unassigned marks.
pub(super) fn is_odd(text: &str) -> bool {
    let odd = |c: char| {
        matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '〓' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    };
    text.chars().any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What programs show for 「山田太郎」, 「お客様」, `é` and an apostrophe when they guess wrong.
    #[test]
    fn wrongly_decoded_text_is_seen() {
        for text in [
            "å±±ç”°å¤ªéƒŽ",
            "ãŠå®¢æ§˜",
            "cafÃ©",
            "itâ€™s",
            "螻ｱ逕ｰ螟ｪ驛弱縺ｮ",
            "縺雁ｮ｢讒",
            "譁\u{FFFD}蟄怜喧縺\u{FFFD}",
            "ﾃ｣ﾂ\u{81}",
            "a\u{FFFD}",
            "鐃醐",
            "&#39640;橋",
            "&#x9AD8;",
            "%E9%AB%98%E6%A9%8B",
            "=E3=81=82",
            "=?UTF-8?B?6auY5qmL?=",
            "?????",
            "佐藤？？",
        ] {
            assert!(is_garbled(text), "{text}");
        }
        for text in [
            "",
            "山田太郎",
            "お客様",
            "café",
            "it’s",
            "ÄÖÜ Ãngström",
            "縺れ",
            "ｶﾌﾞｼｷ",
            "São Paulo",
            "生花の螟",
            "本当ですか？？",
            "?",
            "100%OFF",
            "a=b",
            "R&D;",
            "&#",
            "%20",
            "AT&T",
            "https://x.example/%E9%AB%98",
        ] {
            assert!(!is_garbled(text), "{text}");
        }
    }

    #[test]
    fn values_that_stand_for_nothing() {
        for text in ["#N/A", " #REF! ", "NULL", "NaN", "undefined", "(null)", "####", "1.23457E+15", "5E+12"] {
            assert!(is_broken(text), "{text}");
        }
        for text in ["", "N/A事業部", "Null Island", "ナン", "-", "#1", "#", "E+", "1E5", "A.1E+3"] {
            assert!(!is_broken(text), "{text}");
        }
    }

    #[test]
    fn odd_characters() {
        for text in ["\u{E000}橋", "山〓", "a\u{7}", "\u{202E}abc"] {
            assert!(is_odd(text), "{text:?}");
        }
        for text in ["髙橋", "𠮷野家", "a\r\n\tb", "😀", "①㈱"] {
            assert!(!is_odd(text), "{text:?}");
        }
    }
}

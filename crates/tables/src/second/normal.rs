//! The steps of normalisation a second time, written from their descriptions and not from the first code: plain passes
//! over characters, tables spelt out, no shortcuts. A test compares both on all cases and on random text.

use sekisho_model::Address;
use unicode_normalization::UnicodeNormalization as _;

use crate::Step;

pub(crate) fn value(steps: &[Step], text: &str) -> String {
    let mut value = text.to_owned();
    for step in steps {
        // What a step cannot read stays as it is.
        value = stepped(*step, &value).unwrap_or(value);
    }
    value
}

fn stepped(step: Step, text: &str) -> Option<String> {
    match step {
        Step::Trim => Some(text.trim_matches(char::is_whitespace).to_owned()),
        Step::Spaces => Some(text.split(char::is_whitespace).collect()),
        Step::Nfkc => Some(text.nfkc().to_string()),
        Step::Width => Some(width(text)),
        Step::Lower => Some(text.to_lowercase()),
        Step::Katakana => Some(text.chars().map(katakana).collect()),
        Step::Phone => phone(&width(text)),
        Step::Postal => postal(&width(text)),
        Step::Mail => Address::parse(width_of_mail(text).trim()).ok().map(|address| address.key()),
        Step::Date => date(width(text).trim()),
    }
}

/// Half-width kana with and without their marks, and what they are in full width.
const KANA: &str = "ｶﾞガ ｷﾞギ ｸﾞグ ｹﾞゲ ｺﾞゴ ｻﾞザ ｼﾞジ ｽﾞズ ｾﾞゼ ｿﾞゾ ﾀﾞダ ﾁﾞヂ ﾂﾞヅ ﾃﾞデ ﾄﾞド ﾊﾞバ ﾋﾞビ ﾌﾞブ ﾍﾞベ ﾎﾞボ \
    ﾊﾟパ ﾋﾟピ ﾌﾟプ ﾍﾟペ ﾎﾟポ ｳﾞヴ ﾜﾞヷ ｦﾞヺ ｱア ｲイ ｳウ ｴエ ｵオ ｶカ ｷキ ｸク ｹケ ｺコ ｻサ ｼシ ｽス ｾセ ｿソ ﾀタ ﾁチ ﾂツ \
    ﾃテ ﾄト ﾅナ ﾆニ ﾇヌ ﾈネ ﾉノ ﾊハ ﾋヒ ﾌフ ﾍヘ ﾎホ ﾏマ ﾐミ ﾑム ﾒメ ﾓモ ﾔヤ ﾕユ ﾖヨ ﾗラ ﾘリ ﾙル ﾚレ ﾛロ ﾜワ ﾝン ｦヲ ｧァ ｨィ \
    ｩゥ ｪェ ｫォ ｬャ ｭュ ｮョ ｯッ ｰー ｡。 ｢「 ｣」 ､、 ･・";

fn width(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_half = ('\u{ff61}'..='\u{ff9f}').contains(&first);
        let table = if is_half { KANA } else { "" };
        let known = table.split(' ').find_map(|entry| {
            let full = entry.chars().next_back()?;
            let half = entry.strip_suffix(full)?;
            rest.starts_with(half).then_some((half.len(), full))
        });
        let (length, full) = known.unwrap_or((first.len_utf8(), narrow(first)));
        // A mark that follows a full-width kana joins it as it would a half-width one.
        match (full, out.chars().next_back()) {
            ('゛', Some(last)) if voiced(last, '\u{3099}').is_some() && first == 'ﾞ' => {
                out.pop();
                out.extend(voiced(last, '\u{3099}'));
            }
            ('゜', Some(last)) if voiced(last, '\u{309a}').is_some() && first == 'ﾟ' => {
                out.pop();
                out.extend(voiced(last, '\u{309a}'));
            }
            _ => out.push(full),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

fn voiced(kana: char, mark: char) -> Option<char> {
    let both: String = [kana, mark].iter().collect::<String>().nfc().collect();
    let mut chars = both.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn narrow(c: char) -> char {
    match c {
        '　' => ' ',
        'ﾞ' => '゛',
        'ﾟ' => '゜',
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        _ => c,
    }
}

fn width_of_mail(text: &str) -> String {
    width(text.trim())
}

fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(c as u32 - 'ぁ' as u32 + 'ァ' as u32).unwrap_or(c),
        'ゝ' => 'ヽ',
        'ゞ' => 'ヾ',
        _ => c,
    }
}

fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let (abroad, text) = if let Some(rest) = text.strip_prefix('+') { (true, rest) } else { (false, text) };
    let digits = only(text, "-‐‑‒–—―−ー(). /")?;
    let domestic = match (abroad, digits.strip_prefix("81")) {
        (false, _) => digits,
        (true, Some(rest)) => format!("0{}", rest.trim_start_matches('0')),
        (true, None) if digits.len() >= 7 && digits.len() <= 15 => return Some(format!("+{digits}")),
        (true, None) => return None,
    };
    (domestic.starts_with('0') && domestic.len() >= 9 && domestic.len() <= 11).then_some(domestic)
}

fn postal(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('〒').trim();
    only(text, "-‐‑‒–—―−ー").filter(|digits| digits.len() == 7)
}

/// The digits, when all else is one of these marks.
fn only(text: &str, marks: &str) -> Option<String> {
    let fits = text.chars().all(|c| c.is_ascii_digit() || marks.contains(c));
    fits.then(|| text.chars().filter(char::is_ascii_digit).collect())
}

fn date(text: &str) -> Option<String> {
    let day = match text.find([' ', 'T']) {
        Some(at) => {
            let time = text.get(at + 1..)?.trim().trim_end_matches('Z');
            time.chars().all(|c| "0:.".contains(c)).then_some(text.get(..at)?)?
        }
        None => text,
    };
    let eras =
        [("令和", 'R', 2018), ("平成", 'H', 1988), ("昭和", 'S', 1925), ("大正", 'T', 1911), ("明治", 'M', 1867)];
    for (name, letter, base) in eras {
        let first = day.chars().next()?;
        let rest = day.strip_prefix(name);
        let rest = if first.to_ascii_uppercase() == letter { day.get(1..) } else { rest };
        if let Some(rest) = rest {
            let (year, month, day) = three(&rest.replacen('元', "1", usize::from(rest.starts_with('元'))))?;
            return (year.len() <= 2).then(|| written(base + year.parse::<i32>().ok()?, &month, &day))?;
        }
    }
    if day.len() == 8 && day.chars().all(|c| c.is_ascii_digit()) {
        return written(day.get(..4)?.parse().ok()?, day.get(4..6)?, day.get(6..)?);
    }
    let (year, month, day) = three(day)?;
    (year.len() == 4).then(|| written(year.parse().ok()?, &month, &day))?
}

fn three(text: &str) -> Option<(String, String, String)> {
    let text = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<String> = text.split(|c| "-/.年月".contains(c)).map(|part| part.trim().to_owned()).collect();
    let [year, month, day] = parts.try_into().ok()?;
    let numeric = |part: &String| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    (numeric(&year) && numeric(&month) && numeric(&day)).then_some((year, month, day))
}

fn written(year: i32, month: &str, day: &str) -> Option<String> {
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    ((1..=days).contains(&day) && (1..=9999).contains(&year)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

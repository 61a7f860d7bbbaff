//! Days, as Japanese lists write them.

use jiff::civil::Date;

use super::kana;

/// Eras: their names and the year before their first (Act on Era Names, 1979).
const ERAS: &[(&str, &str, i16)] =
    &[("令和", "R", 2018), ("平成", "H", 1988), ("昭和", "S", 1925), ("大正", "T", 1911), ("明治", "M", 1867)];

/// The day as `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<String> {
    let narrow = kana::width(text);
    let date = without_time(narrow.trim())?;
    let (base, rest) = era(date);
    let (year, month, day) = parts(rest, base.is_some())?;
    let year = year.checked_add(base.unwrap_or(0))?;
    Some(Date::new(year, month, day).ok()?.to_string())
}

/// What stands before a time of midnight; any other time of day is no day.
fn without_time(text: &str) -> Option<&str> {
    match text.split_once([' ', 'T']) {
        None => Some(text),
        Some((day, time)) => {
            let zeros = time.trim().trim_end_matches('Z');
            zeros.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')).then_some(day)
        }
    }
}

fn era(text: &str) -> (Option<i16>, &str) {
    for (name, letter, base) in ERAS {
        let rest = text.strip_prefix(name).or_else(|| text.strip_prefix(letter));
        let rest = rest.or_else(|| text.strip_prefix(letter.to_ascii_lowercase().as_str()));
        if let Some(rest) = rest {
            return (Some(*base), rest);
        }
    }
    (None, text)
}

fn parts(text: &str, is_era: bool) -> Option<(i16, i8, i8)> {
    if !is_era && text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?));
    }
    let body = text.strip_suffix('日').unwrap_or(text);
    let mut numbers = body.split(['-', '/', '.', '年', '月']).map(str::trim);
    let year = numbers.next()?;
    let year = if is_era && year == "元" { "1" } else { year };
    let digits = if is_era { 1..=2 } else { 4..=4 };
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (month, day) = (numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || !digits.contains(&year.len()) || !plain(year) || !plain(month) || !plain(day) {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

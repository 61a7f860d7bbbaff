//! `Message-ID`, `In-Reply-To`, `References` and `Date` (RFC 5322 §3.3, §3.6.4, §4.3), bounded.

use super::words::{self, Odd};

/// Ids kept of a thread, the latest ones.
const MAX_IDS: usize = 100;
/// Bytes of one id: a line.
const MAX_ID: usize = 998;

/// The first id in the value, without angle brackets; without any, the whole value.
pub(super) fn message_id(value: &[u8]) -> Option<String> {
    let text = words::raw_text(value, &mut Odd::default()).into_owned();
    let id = ids(&text).next().unwrap_or(text.trim());
    (!id.is_empty() && id.len() <= MAX_ID).then(|| id.to_owned())
}

/// Ids of a thread, oldest first, each once.
pub(super) fn references(values: impl Iterator<Item = impl AsRef<[u8]>>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in values {
        let text = words::raw_text(value.as_ref(), &mut Odd::default()).into_owned();
        let found: Vec<&str> = ids(&text).filter(|id| id.len() <= MAX_ID).collect();
        for id in found.iter().skip(found.len().saturating_sub(MAX_IDS)) {
            if !all.iter().any(|known| known == id) {
                all.push((*id).to_owned());
            }
        }
        all.drain(..all.len().saturating_sub(MAX_IDS));
    }
    all
}

fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(id, _)| id.trim()).filter(|id| !id.is_empty())
}

/// Seconds since 1970; `None` when it is no date of this calendar.
pub(super) fn date(value: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(value);
    let text = text.split_once(',').map_or(text.as_ref(), |(_, rest)| rest);
    let mut words =
        text.split(|c: char| c.is_whitespace() || c == '-' && !text.contains(" -")).filter(|word| !word.is_empty());
    let first = words.next()?;
    // A weekday without its comma.
    let day = if first.starts_with(|c: char| c.is_ascii_digit()) { first } else { words.next()? };
    let day: i64 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = month(words.next()?)?;
    let year = year(words.next()?)?;
    let seconds = time_of_day(words.next()?)?;
    let offset = words.next().map_or(Some(0), zone)?;
    if day > days_in(year, month) {
        return None;
    }
    Some((days_since_1970(year, month, day) * 86_400 + seconds) - offset)
}

fn month(word: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|name| *name == start).and_then(|at| i64::try_from(at + 1).ok())
}

/// Two and three digits as RFC 5322 §4.3 wants.
fn year(word: &str) -> Option<i64> {
    let year: i64 = word.parse().ok()?;
    match (word.len(), year) {
        (2, 0..=49) => Some(2_000 + year),
        (2 | 3, 0..) => Some(1_900 + year),
        (4, 1_900..) => Some(year),
        _ => None,
    }
}

fn time_of_day(word: &str) -> Option<i64> {
    let mut pieces = word.splitn(3, [':', '.']).map(|piece| piece.parse::<i64>().ok());
    let (hours, minutes) = (pieces.next()??, pieces.next()??);
    let seconds = pieces.next().unwrap_or(Some(0))?;
    let fine = (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..=60).contains(&seconds);
    fine.then_some(hours * 3_600 + minutes * 60 + seconds)
}

/// Seconds east of Greenwich. Letters other than the known ones mean nothing (RFC 5322 §4.3).
fn zone(word: &str) -> Option<i64> {
    let (sign, digits) = match word.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return Some(named_zone(word)),
    };
    let digits = digits.replace(':', "");
    let number: i64 = digits.get(..4).filter(|four| four.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    Some(sign * (number / 100 * 3_600 + number % 100 * 60))
}

fn named_zone(word: &str) -> i64 {
    let hours = match word.to_ascii_uppercase().as_str() {
        "JST" => 9,
        "EST" | "CDT" => -5,
        "EDT" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => 0,
    };
    hours * 3_600
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 of the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

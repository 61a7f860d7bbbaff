//! Days since 1900 (or 1904) → dates and times by format letters, with Japanese eras and weekdays.

use std::fmt::Write as _;

/// One piece of a date format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A run of a letter; upper case for elapsed time.
    Field(char, usize),
    Noon,
    Literal(char),
}

/// A moment.
struct Moment {
    year: i64,
    month: usize,
    day: i64,
    /// 0 is Sunday.
    weekday: usize,
    /// Seconds of the day.
    second: i64,
    /// Seconds since the epoch of the sheet, for elapsed time.
    elapsed: i64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAYS_JA: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];

/// First day (year, month, day), letter, short and full name.
type Era = ((i64, usize, i64), &'static str, &'static str, &'static str);

/// The eras, latest first (元号を改める政令).
const ERAS: [Era; 5] = [
    ((2019, 5, 1), "R", "令", "令和"),
    ((1989, 1, 8), "H", "平", "平成"),
    ((1926, 12, 25), "S", "昭", "昭和"),
    ((1912, 7, 30), "T", "大", "大正"),
    ((1868, 1, 25), "M", "明", "明治"),
];

/// The last day that spreadsheets know: 9999-12-31.
const LAST: f64 = 2_958_466.0;

/// The text of a day number; `None` when it is no date.
pub(super) fn show(pieces: &[Piece], value: f64, from_1904: bool) -> Option<String> {
    if !(0.0..LAST).contains(&value) {
        return None;
    }
    let moment = Moment::of(value, from_1904);
    let noon = pieces.contains(&Piece::Noon);
    // As long as most of them: `2026/11/27 10:00`.
    let mut text = String::with_capacity(16);
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Literal(character) => text.push(character),
            Piece::Noon => text.push_str(if moment.second < 43_200 { "AM" } else { "PM" }),
            Piece::Field('m', length) if is_minute(pieces, at) => {
                padded(&mut text, moment.second / 60 % 60, length.min(2));
            }
            Piece::Field(letter, length) => moment.field(&mut text, letter, length, noon),
        }
    }
    Some(text)
}

/// `m` is a minute behind an hour or before a second, else a month.
fn is_minute(pieces: &[Piece], at: usize) -> bool {
    let field =
        |piece: &Piece| if let Piece::Field(letter, _) = piece { Some(letter.to_ascii_lowercase()) } else { None };
    let before = pieces.iter().take(at).rev().find_map(field);
    let after = pieces.iter().skip(at + 1).find_map(field);
    before == Some('h') || after == Some('s')
}

/// Appends a number with at least so many digits. Years, months and days have few, and formatting costs more than they do.
fn padded(text: &mut String, number: i64, width: usize) {
    match (u8::try_from(number), width) {
        (Ok(number @ 10..100), ..=2) => {
            text.push(char::from(b'0' + number / 10));
            text.push(char::from(b'0' + number % 10));
        }
        (Ok(number @ 0..10), ..=2) => {
            if width == 2 {
                text.push('0');
            }
            text.push(char::from(b'0' + number));
        }
        _ => {
            let _ = write!(text, "{number:0width$}");
        }
    }
}

impl Moment {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by LAST")]
    fn of(value: f64, from_1904: bool) -> Self {
        // To the nearest second: 0.5 s of a day are far more than the error of a double.
        let elapsed = (value * 86_400.0).round() as i64;
        let serial = elapsed / 86_400;
        // Day 60 of the 1900 system is a 29 February that never was (a bug kept since Lotus 1-2-3).
        let days = match (from_1904, serial) {
            (true, _) => serial - 24_107,
            (false, 61..) => serial - 25_569,
            (false, _) => serial - 25_568,
        };
        let (year, month, day) = civil(days);
        let weekday = usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0);
        let (month, day) = if serial == 60 && !from_1904 { (2, 29) } else { (month, day) };
        Self { year, month, day, weekday, second: elapsed % 86_400, elapsed }
    }

    fn field(&self, text: &mut String, letter: char, length: usize, noon: bool) {
        let hour = self.second / 3_600;
        let month = || MONTHS.get(self.month - 1).copied().unwrap_or_default();
        let weekday = || DAYS.get(self.weekday).copied().unwrap_or_default();
        match (letter, length) {
            ('y' | 'b', 1 | 2) => padded(text, self.year % 100, 2),
            ('y' | 'b', _) => padded(text, self.year, 4),
            ('m', 1 | 2) => padded(text, i64::try_from(self.month).unwrap_or(0), length),
            ('m', 3) => text.push_str(month().get(..3).unwrap_or_default()),
            ('m', 5) => text.push_str(month().get(..1).unwrap_or_default()),
            ('m', _) => text.push_str(month()),
            ('d', 1 | 2) => padded(text, self.day, length),
            ('d', 3) => text.push_str(weekday().get(..3).unwrap_or_default()),
            ('d', _) => text.push_str(weekday()),
            ('a', length) => {
                text.push_str(DAYS_JA.get(self.weekday).unwrap_or(&""));
                text.push_str(if length > 3 { "曜日" } else { "" });
            }
            ('h', length) => padded(text, if noon { (hour + 11) % 12 + 1 } else { hour }, length.min(2)),
            ('s', length) => padded(text, self.second % 60, length.min(2)),
            ('H', length) => padded(text, self.elapsed / 3_600, length),
            ('M', length) => padded(text, self.elapsed / 60, length),
            ('S', length) => padded(text, self.elapsed, length),
            ('g' | 'e' | 'r', length) => self.era(text, letter, length),
            _ => {}
        }
    }

    /// `g`: the era, `e`: the year in it, `r` as `e` and `rr` as `gggee`.
    fn era(&self, text: &mut String, letter: char, length: usize) {
        let today = (self.year, self.month, self.day);
        let Some((first, initial, short, full)) = ERAS.iter().find(|(first, ..)| *first <= today) else {
            if letter != 'g' {
                padded(text, self.year, 4);
            }
            return;
        };
        let year = self.year - first.0 + 1;
        match (letter, length) {
            ('g', 1) => text.push_str(initial),
            ('g', 2) => text.push_str(short),
            ('g', _) => text.push_str(full),
            ('r', 2..) => {
                text.push_str(full);
                padded(text, year, 2);
            }
            (_, length) => padded(text, year, length.min(2)),
        }
    }
}

/// Days since 1970-01-01 → year, month, day (proleptic Gregorian; H. Hinnant, chrono-compatible date algorithms).
fn civil(days: i64) -> (i64, usize, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, usize::try_from(month).unwrap_or(1), day)
}

//! Days since 1900 (or 1904) → dates and times by format letters, with Japanese eras and weekdays.

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
pub(super) fn show(pieces: impl Iterator<Item = Piece>, value: f64, from_1904: bool) -> Option<String> {
    if !(0.0..LAST).contains(&value) {
        return None;
    }
    let pieces: Vec<Piece> = pieces.collect();
    let moment = Moment::of(value, from_1904);
    let noon = pieces.contains(&Piece::Noon);
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Literal(character) => text.push(character),
            Piece::Noon => text.push_str(if moment.second < 43_200 { "AM" } else { "PM" }),
            Piece::Field('m', length) if is_minute(&pieces, at) => {
                text.push_str(&padded(moment.second / 60 % 60, length.min(2)))
            }
            Piece::Field(letter, length) => text.push_str(&moment.field(letter, length, noon)),
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

fn padded(number: i64, width: usize) -> String {
    format!("{number:0width$}")
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

    fn field(&self, letter: char, length: usize, noon: bool) -> String {
        let hour = self.second / 3_600;
        match (letter, length) {
            ('y' | 'b', 1 | 2) => padded(self.year % 100, 2),
            ('y' | 'b', _) => padded(self.year, 4),
            ('m', 1 | 2) => padded(i64::try_from(self.month).unwrap_or(0), length),
            ('m', 3) => MONTHS.get(self.month - 1).and_then(|name| name.get(..3)).unwrap_or_default().to_owned(),
            ('m', 5) => MONTHS.get(self.month - 1).and_then(|name| name.get(..1)).unwrap_or_default().to_owned(),
            ('m', _) => (*MONTHS.get(self.month - 1).unwrap_or(&"")).to_owned(),
            ('d', 1 | 2) => padded(self.day, length),
            ('d', 3) => DAYS.get(self.weekday).and_then(|name| name.get(..3)).unwrap_or_default().to_owned(),
            ('d', _) => (*DAYS.get(self.weekday).unwrap_or(&"")).to_owned(),
            ('a', length) => {
                format!("{}{}", DAYS_JA.get(self.weekday).unwrap_or(&""), if length > 3 { "曜日" } else { "" })
            }
            ('h', length) => padded(if noon { (hour + 11) % 12 + 1 } else { hour }, length.min(2)),
            ('s', length) => padded(self.second % 60, length.min(2)),
            ('H', length) => padded(self.elapsed / 3_600, length),
            ('M', length) => padded(self.elapsed / 60, length),
            ('S', length) => padded(self.elapsed, length),
            ('g' | 'e' | 'r', length) => self.era(letter, length),
            _ => String::new(),
        }
    }

    /// `g`: the era, `e`: the year in it, `r` as `e` and `rr` as `gggee`.
    fn era(&self, letter: char, length: usize) -> String {
        let today = (self.year, self.month, self.day);
        let Some((first, initial, short, full)) = ERAS.iter().find(|(first, ..)| *first <= today) else {
            return if letter == 'g' { String::new() } else { padded(self.year, 4) };
        };
        let year = self.year - first.0 + 1;
        match (letter, length) {
            ('g', 1) => (*initial).to_owned(),
            ('g', 2) => (*short).to_owned(),
            ('g', _) => (*full).to_owned(),
            ('r', 2..) => format!("{full}{year:02}"),
            (_, length) => padded(year, length.min(2)),
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

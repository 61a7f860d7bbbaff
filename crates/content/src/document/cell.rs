//! Cell values as people see them: number formats of spreadsheets (ECMA-376 part 1 §18.8.31), Japanese built-in
//! formats, eras, leading zeros and telephone patterns; never scientific form, whatever the format says.

mod date;
mod digits;
mod pattern;

pub(super) use self::pattern::Format;

/// The built-in format with this number (ECMA-376 §18.8.30), as shown in Japan.
pub(super) fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0",
        7 | 8 => "\"¥\"#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 57 => "ge.m.d",
        28 | 29 | 51 | 54 | 58 => "ggge\"年\"m\"月\"d\"日\"",
        30 => "m/d/yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"時\"mm\"分\"",
        33 => "h\"時\"mm\"分\"ss\"秒\"",
        34 | 52 | 55 => "yyyy\"年\"m\"月\"",
        35 | 53 | 56 => "m\"月\"d\"日\"",
        41 | 42 => "#,##0",
        43 | 44 => "#,##0.00",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        _ => return None,
    })
}

/// A number without a format: at most 15 digits, as stored in a double, never with an exponent.
pub(super) fn general(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return (value as i64).to_string();
    }
    let shortest = value.to_string();
    if shortest.bytes().filter(u8::is_ascii_digit).count() <= 15 {
        return shortest;
    }
    // 0.1 + 0.2 shows as 0.3: programs keep 15 significant digits.
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// Numbers and formats of the cell styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
    /// Days count from 1904 instead of 1900.
    pub from_1904: bool,
}

impl Styles {
    /// Adds the format of the next cell style, by number and, when it is not built in, code.
    pub(super) fn push(&mut self, id: u32, code: Option<&str>) {
        // Hostile files repeat styles without end; no program writes more than 65,490.
        if self.formats.len() < 65_536 {
            self.formats.push(code.or_else(|| builtin(id)).map_or(Format::General, Format::parse));
        }
    }

    /// The text of a number in this style.
    pub(super) fn number(&self, style: usize, value: f64) -> String {
        match self.formats.get(style) {
            Some(format) => format.number(value, self.from_1904),
            None => general(value),
        }
    }
}

/// A header or footer without its codes (`&L`, `&"Font,Bold"`, `&12`, `&P`): ECMA-376 part 1 §18.3.1.39.
pub(super) fn unmarked(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once('&') {
        plain.push_str(before);
        rest = match code.chars().next() {
            Some('"') => code.get(1..).and_then(|font| font.split_once('"')).map_or("", |(_, after)| after),
            Some('&') => {
                plain.push('&');
                code.get(1..).unwrap_or_default()
            }
            Some(digit) if digit.is_ascii_digit() => code.trim_start_matches(|c: char| c.is_ascii_digit()),
            Some('K') => code.get(7..).unwrap_or_default(),
            Some(other) => {
                plain.push(' ');
                code.get(other.len_utf8()..).unwrap_or_default()
            }
            None => "",
        };
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests;

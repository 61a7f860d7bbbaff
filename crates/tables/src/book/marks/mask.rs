//! Formats that show whole numbers with leading zeros (ECMA-376 part 1 §18.8.31): `0000000`, `000-0000`. What people see
//! in the cell is the number of a member or a postal code, and its zeros are part of it.

/// Such a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::book) struct Mask(Vec<Mark>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Digit,
    Literal(char),
}

impl Mask {
    /// The format, if it only has places for digits that are always shown, two at least, and marks between them.
    pub(super) fn of(code: &str) -> Option<Self> {
        let mut marks = Vec::new();
        let mut chars = code.split(';').next()?.chars();
        while let Some(c) = chars.next() {
            match c {
                '0' => marks.push(Mark::Digit),
                '-' | '(' | ')' | ' ' => marks.push(Mark::Literal(c)),
                '\\' => marks.push(Mark::Literal(chars.next()?)),
                '"' => marks.extend(chars.by_ref().take_while(|c| *c != '"').map(Mark::Literal)),
                // As wide as this character, and filled with this one: nothing that is read.
                '_' | '*' => drop(chars.next()?),
                _ => return None,
            }
        }
        let digits = marks.iter().filter(|mark| **mark == Mark::Digit).count();
        (digits >= 2).then_some(Self(marks))
    }

    /// A number as it is shown; `None` if it is no whole one, or below zero.
    pub(in crate::book) fn shown(&self, number: f64) -> Option<String> {
        if number.fract() != 0.0 || !(0.0..1e15).contains(&number) {
            return None;
        }
        let places = self.0.iter().filter(|mark| **mark == Mark::Digit).count();
        let digits = format!("{:0>places$}", number as u64);
        // The first place takes what does not fit into the others.
        let (first, rest) = digits.split_at_checked(digits.len() - places + 1)?;
        let (mut first, mut rest) = (Some(first), rest.chars());
        let mut text = String::new();
        for mark in &self.0 {
            match (mark, first) {
                (Mark::Literal(c), _) => text.push(*c),
                (Mark::Digit, Some(_)) => text.push_str(first.take().unwrap_or_default()),
                (Mark::Digit, None) => text.extend(rest.next()),
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (code, number, expect) in [
            ("0000000", 1.0, Some("0000001")),
            ("00", 1234.0, Some("1234")),
            ("000\\-0000", 600_001.0, Some("060-0001")),
            ("\"C\"00000", 42.0, Some("C00042")),
            ("000-0000;[Red]-0", 1_234_567.0, Some("123-4567")),
            ("0", 1.0, None),
            ("0.00", 1.0, None),
            ("#,##0", 1.0, None),
            ("General", 1.0, None),
            ("[h]:mm", 1.0, None),
            ("0000", 1.5, None),
            ("0000", -1.0, None),
        ] {
            assert_eq!(Mask::of(code).and_then(|mask| mask.shown(number)).as_deref(), expect, "{code} {number}");
        }
    }
}

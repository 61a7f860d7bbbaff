//! One number format: parsed once, shown often.

use super::{
    date::{self, Piece},
    digits::{decimal, integer},
    general,
};

/// A number format.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::document) enum Format {
    /// As it is.
    General,
    /// By sections, parted by `;`.
    Sections(Vec<Section>),
}

/// One section and when it applies.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::document) struct Section {
    condition: Option<(Compare, f64)>,
    tokens: Vec<Token>,
    /// The same as pieces of a date, if it is one; else empty.
    date: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compare {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Shown as it is.
    Literal(char),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// A run of a date letter, lower case; elapsed time in brackets is upper case.
    Date(char, usize),
    /// `AM/PM`, `A/P` and the like.
    Noon,
    /// `General` or `@`: the value itself.
    Value,
}

impl Format {
    /// Parses a format code. Codes that make no sense show the number as it is.
    pub(in crate::document) fn parse(code: &str) -> Self {
        // Excel refuses codes beyond 255 characters.
        if code.eq_ignore_ascii_case("general") || code.is_empty() || code.chars().count() > 1_000 {
            return Self::General;
        }
        let mut sections = vec![Section { condition: None, tokens: Vec::new(), date: Vec::new() }];
        let mut rest = code;
        while let Some(first) = rest.chars().next() {
            let Some(section) = sections.last_mut() else { break };
            rest = match first {
                ';' => {
                    sections.push(Section { condition: None, tokens: Vec::new(), date: Vec::new() });
                    rest.get(1..).unwrap_or_default()
                }
                '[' => section.bracket(rest),
                _ => section.token(first, rest),
            };
        }
        for section in &mut sections {
            if section.tokens.iter().any(|token| matches!(token, Token::Date(..))) {
                section.date = section.tokens.iter().map(Token::piece).collect();
            }
        }
        Self::Sections(sections)
    }

    /// The text of a number.
    pub(in crate::document) fn number(&self, value: f64, from_1904: bool) -> String {
        let Self::Sections(sections) = self else { return general(value) };
        if !value.is_finite() {
            return String::new();
        }
        let (section, value) = choose(sections, value);
        match section {
            None => general(value),
            Some(section) if !section.date.is_empty() => {
                date::show(&section.date, value, from_1904).unwrap_or_else(|| general(value))
            }
            Some(section) => section.number(value),
        }
    }
}

/// The section for a value, and the value it shows: the second section shows negative numbers without their sign.
fn choose(sections: &[Section], value: f64) -> (Option<&Section>, f64) {
    if let Some(section) =
        sections.iter().take(3).find(|section| section.condition.is_some_and(|condition| meets(condition, value)))
    {
        return (Some(section), value);
    }
    let conditional = sections.iter().any(|section| section.condition.is_some());
    let plain: Vec<&Section> = sections.iter().take(3).filter(|section| section.condition.is_none()).collect();
    if conditional {
        return (plain.first().copied(), value);
    }
    match (plain.len(), value) {
        (2.., value) if value < 0.0 => (plain.get(1).copied(), value.abs()),
        (3.., 0.0) => (plain.get(2).copied(), value),
        _ => (plain.first().copied(), value),
    }
}

fn meets((compare, limit): (Compare, f64), value: f64) -> bool {
    match compare {
        Compare::Less => value < limit,
        Compare::LessOrEqual => value <= limit,
        Compare::Greater => value > limit,
        Compare::GreaterOrEqual => value >= limit,
        Compare::Equal => value == limit,
        Compare::Unequal => value != limit,
    }
}

impl Token {
    fn piece(&self) -> Piece {
        match self {
            Self::Date(letter, length) => Piece::Field(*letter, *length),
            Self::Noon => Piece::Noon,
            Self::Literal(character) => Piece::Literal(*character),
            Self::Point => Piece::Literal('.'),
            Self::Comma => Piece::Literal(','),
            // Fractions of a second.
            Self::Digit(_) => Piece::Literal('0'),
            Self::Percent => Piece::Literal('%'),
            Self::Value => Piece::Literal(' '),
        }
    }
}

impl Section {
    /// `[h]`, `[<=999]`, `[$¥-411]`, `[Red]`.
    fn bracket<'a>(&mut self, rest: &'a str) -> &'a str {
        let Some((inside, after)) = rest.get(1..).and_then(|rest| rest.split_once(']')) else { return "" };
        let lower = inside.to_ascii_lowercase();
        if let Some(currency) = inside.strip_prefix('$') {
            let symbol = currency.split('-').next().unwrap_or_default();
            self.tokens.extend(symbol.chars().map(Token::Literal));
        } else if let Some(letter) =
            lower.chars().next().filter(|first| "hms".contains(*first) && lower.chars().all(|c| c == *first))
        {
            self.tokens.push(Token::Date(letter.to_ascii_uppercase(), lower.len()));
        } else {
            self.condition = condition(inside).or(self.condition);
        }
        after
    }

    /// One token that begins with `first`; what stands behind it.
    fn token<'a>(&mut self, first: char, rest: &'a str) -> &'a str {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        let skip =
            |text: &'a str| text.chars().next().map_or("", |next| text.get(next.len_utf8()..).unwrap_or_default());
        match first {
            '"' => {
                let (inside, after) = after.split_once('"').unwrap_or((after, ""));
                self.tokens.extend(inside.chars().map(Token::Literal));
                return after;
            }
            '\\' | '!' => {
                self.tokens.extend(after.chars().next().map(Token::Literal));
                return skip(after);
            }
            '_' => {
                self.tokens.push(Token::Literal(' '));
                return skip(after);
            }
            '*' => return skip(after),
            '0' | '#' | '?' => self.tokens.push(Token::Digit(first)),
            '.' => self.tokens.push(Token::Point),
            ',' => self.tokens.push(Token::Comma),
            '%' => self.tokens.push(Token::Percent),
            '@' => self.tokens.push(Token::Value),
            _ => return self.word(first, rest),
        }
        after
    }

    /// Letters: dates, noon marks, `General`, exponents; anything else stands for itself.
    fn word<'a>(&mut self, first: char, rest: &'a str) -> &'a str {
        let lower = rest.get(..rest.len().min(7)).unwrap_or_default().to_ascii_lowercase();
        let behind = |length: usize| rest.get(length..).unwrap_or_default();
        for (word, token) in [("general", Token::Value), ("am/pm", Token::Noon), ("a/p", Token::Noon)] {
            if lower.starts_with(word) {
                self.tokens.push(token);
                return behind(word.len());
            }
        }
        if rest.starts_with("E+") || rest.starts_with("E-") {
            // The exponent is never shown: its digits are left out with it.
            return behind(2).trim_start_matches(['0', '#', '?']);
        }
        let letter = first.to_ascii_lowercase();
        if "ymdhsgearb".contains(letter) {
            let length = rest.chars().take_while(|other| other.eq_ignore_ascii_case(&letter)).count();
            self.tokens.push(Token::Date(letter, length));
            return behind(length);
        }
        self.tokens.push(Token::Literal(first));
        behind(first.len_utf8())
    }

    /// A number by placeholders, from the right.
    fn number(&self, value: f64) -> String {
        if self.tokens.contains(&Token::Value) {
            return self.around(&general(value));
        }
        let digit = |token: &Token| matches!(token, Token::Digit(_));
        if !self.tokens.iter().any(digit) {
            return self.around("");
        }
        let point = self.tokens.iter().position(|token| *token == Token::Point).unwrap_or(self.tokens.len());
        let (whole, fraction) = self.tokens.split_at(point);
        let decimals = fraction.iter().filter(|token| digit(token)).count().min(30);
        let percents = self.tokens.iter().filter(|token| **token == Token::Percent).count().min(3);
        let last = whole.iter().rposition(digit).unwrap_or(0);
        let thousands = whole.iter().skip(last).filter(|token| **token == Token::Comma).count().min(5);
        let grouped = whole.iter().take(last).any(|token| *token == Token::Comma);
        let scaled = value.abs() * [1.0, 100.0, 10_000.0, 1_000_000.0].get(percents).unwrap_or(&1.0)
            / [1.0, 1e3, 1e6, 1e9, 1e12, 1e15].get(thousands).unwrap_or(&1.0);
        // Halves are rounded up, also those that a double cannot hold (1.005): two steps up are below what is shown.
        let scaled = if scaled < 1e9 { scaled.next_up().next_up() } else { scaled };
        let written = format!("{scaled:.decimals$}");
        let (digits, parts) = written.split_once('.').unwrap_or((&written, ""));
        let sign = if value < 0.0 && written.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { "-" } else { "" };
        format!("{sign}{}{}", integer(whole, digits, grouped), decimal(fraction, parts))
    }

    /// The literals with the value in its place.
    fn around(&self, value: &str) -> String {
        let mut text = String::new();
        for token in &self.tokens {
            match token {
                Token::Literal(character) => text.push(*character),
                Token::Value => text.push_str(value),
                Token::Percent => text.push('%'),
                _ => {}
            }
        }
        text
    }
}

/// `<=99999999` and the like.
fn condition(text: &str) -> Option<(Compare, f64)> {
    let signs = [
        ("<=", Compare::LessOrEqual),
        (">=", Compare::GreaterOrEqual),
        ("<>", Compare::Unequal),
        ("<", Compare::Less),
        (">", Compare::Greater),
        ("=", Compare::Equal),
    ];
    let (compare, number) = signs.iter().find_map(|(sign, compare)| Some((*compare, text.strip_prefix(sign)?)))?;
    Some((compare, number.trim().parse().ok()?))
}

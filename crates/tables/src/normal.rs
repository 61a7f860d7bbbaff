//! Normalisation: what is declared to be the same. Pure; nothing is normalised that nobody declared.
//!
//! A declaration is a list of steps in order, for example `trim,nfkc,katakana`. A value that a step cannot read (a date
//! that is none) stays as it is, so that it can only be equal to itself, and is counted as unread; it never becomes
//! empty and never becomes something else.

use std::{borrow::Cow, fmt, str::FromStr};

use crate::TableError;

mod date;
mod kana;
mod mail;
mod number;
mod quick;

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// White space at both ends goes, U+3000 and no-break spaces too.
    Trim,
    /// All white space goes: `山田 太郎` is `山田太郎`.
    Spaces,
    /// Unicode NFKC (UAX #15): full-width letters and digits become ASCII, half-width katakana full, ㈱ becomes (株).
    Nfkc,
    /// Only widths: full-width ASCII and space become ASCII, half-width katakana full-width. ㈱ stays.
    Width,
    /// Unicode lower case.
    Lower,
    /// Hiragana become katakana.
    Katakana,
    /// A telephone number: digits only, `+81` becomes `0`. 9 to 11 digits that start with 0, or `+` and 7 to 15 digits
    /// (E.164); else unread.
    Phone,
    /// A Japanese postal code: its 7 digits; else unread.
    Postal,
    /// A mail address as mail systems compare it: lower case, canonical domain; else unread.
    Mail,
    /// A day as `2026-11-26`, from `2026/11/26`, `20261126`, `2026年11月26日`, `令和8年11月26日`, `R8.11.26`, with or
    /// without a time behind it at midnight; else unread.
    Date,
}

/// All steps by their names.
pub const STEPS: &[(&str, Step)] = &[
    ("trim", Step::Trim),
    ("spaces", Step::Spaces),
    ("nfkc", Step::Nfkc),
    ("width", Step::Width),
    ("lower", Step::Lower),
    ("katakana", Step::Katakana),
    ("phone", Step::Phone),
    ("postal", Step::Postal),
    ("mail", Step::Mail),
    ("date", Step::Date),
];

/// The steps declared for a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Normal(Vec<Step>);

/// A normalised value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value<'a> {
    /// The text to compare.
    pub text: Cow<'a, str>,
    /// Whether every step could read it. An empty value is always read.
    pub read: bool,
}

impl Normal {
    /// These steps in this order.
    #[must_use]
    pub const fn new(steps: Vec<Step>) -> Self {
        Self(steps)
    }

    /// The steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The same, with one more step at the end unless it is there.
    #[must_use]
    pub fn and(mut self, step: Step) -> Self {
        if !self.0.contains(&step) {
            self.0.push(step);
        }
        self
    }

    /// Normalises a value.
    #[must_use]
    pub fn apply<'a>(&self, text: &'a str) -> Value<'a> {
        applied(&self.0, text)
    }

    /// Appends the normalised value; gives whether every step could read it. The same as [`Self::apply`], by a short
    /// way where there is one.
    pub(crate) fn append(&self, text: &str, to: &mut Vec<u8>) -> bool {
        let (mut text, mut steps) = (text, self.0.as_slice());
        while let [Step::Trim, rest @ ..] = steps {
            (text, steps) = (quick::trim(text), rest);
        }
        let done = match steps {
            [Step::Phone] => quick::phone(text, to),
            [Step::Mail] => quick::mail(text, to),
            _ => false,
        };
        if done {
            return true;
        }
        let value = applied(steps, text);
        to.extend_from_slice(value.text.as_bytes());
        value.read
    }
}

fn applied<'a>(steps: &[Step], text: &'a str) -> Value<'a> {
    let mut value = Value { text: Cow::Borrowed(text), read: true };
    for step in steps {
        if value.text.is_empty() {
            break;
        }
        match changed(*step, &value.text) {
            Change::None => {}
            Change::Part(start, end) => value.text = part(value.text, start, end),
            Change::New(new) => value.text = Cow::Owned(new),
            Change::Unread => value.read = false,
        }
    }
    value
}

/// What a step does to a text.
enum Change {
    None,
    /// Only this part of it stays.
    Part(usize, usize),
    New(String),
    Unread,
}

impl Change {
    fn read(text: &str, read: Option<String>) -> Self {
        match read {
            Some(same) if same == text => Self::None,
            Some(new) => Self::New(new),
            None => Self::Unread,
        }
    }
}

fn part(text: Cow<'_, str>, start: usize, end: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or_default().to_owned()),
    }
}

fn changed(step: Step, text: &str) -> Change {
    match step {
        Step::Trim => trim(text),
        Step::Spaces if text.contains(char::is_whitespace) => {
            Change::New(text.chars().filter(|c| !c.is_whitespace()).collect())
        }
        Step::Nfkc if !kana::is_settled(text) => Change::New(kana::nfkc(text)),
        Step::Width if !kana::is_settled(text) => Change::New(kana::width(text)),
        Step::Lower if text.chars().any(|c| !c.is_ascii_lowercase() && !is_caseless(c)) => {
            Change::New(text.to_lowercase())
        }
        Step::Katakana if text.chars().any(kana::is_hiragana) => Change::New(kana::katakana(text)),
        Step::Phone => Change::read(text, number::phone(text)),
        Step::Postal => Change::read(text, number::postal(text)),
        Step::Mail if mail::is_plain(text.as_bytes()) => Change::None,
        Step::Mail => Change::read(text, mail::key(text)),
        Step::Date => Change::read(text, date::day(text)),
        Step::Spaces | Step::Nfkc | Step::Width | Step::Lower | Step::Katakana => Change::None,
    }
}

fn trim(text: &str) -> Change {
    let front = text.trim_start();
    let start = text.len() - front.len();
    let end = start + front.trim_end().len();
    if (start, end) == (0, text.len()) { Change::None } else { Change::Part(start, end) }
}

/// Characters of which everybody sees that they have no lower case: saves asking the tables for most.
const fn is_caseless(c: char) -> bool {
    (c.is_ascii() && !c.is_ascii_uppercase()) || matches!(c, '\u{3000}'..='\u{9fff}')
}

impl FromStr for Normal {
    type Err = TableError;

    /// `trim,nfkc`; an empty text is no step.
    fn from_str(text: &str) -> Result<Self, TableError> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let step = |name: &str| {
            let found = STEPS.iter().find(|(known, _)| *known == name).map(|(_, step)| *step);
            found.ok_or_else(|| TableError::UnknownStep { step: name.to_owned() })
        };
        names.map(step).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Normal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |step: &Step| STEPS.iter().find(|(_, known)| known == step).map_or("", |(name, _)| *name);
        f.write_str(&self.0.iter().map(name).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
pub(crate) use tests::CASES;

#[cfg(test)]
mod tests;

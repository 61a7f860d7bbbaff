//! Words of one language with the time zone of the house, in the short forms that templates use.

use jiff::tz::TimeZone;
use sekisho_model::{Finding, Need, Time};
use sekisho_words::{Value, Words};

/// Speaks one language.
#[derive(Debug, Clone)]
pub(crate) struct Say {
    pub(crate) words: Words,
    zone: TimeZone,
}

/// An instant: for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl Say {
    pub(crate) const fn new(words: Words, zone: TimeZone) -> Self {
        Self { words, zone }
    }

    /// A message.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A message with a number named `count`.
    pub(crate) fn n(&self, key: &str, count: impl Into<Value<'static>>) -> String {
        self.words.with(key, &[("count", count.into())])
    }

    /// A message with values.
    pub(crate) fn with(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        self.words.with(key, values)
    }

    /// An instant to the minute.
    pub(crate) fn stamp(&self, at: Time) -> Stamp {
        Stamp { iso: at.to_string(), text: self.words.moment(at, &self.zone) }
    }

    /// A finding, private facts left out.
    pub(crate) fn finding(&self, finding: &Finding) -> String {
        self.words.finding(finding)
    }

    /// What a parcel waits for.
    pub(crate) fn need(&self, need: &Need) -> String {
        self.words.need(need, &self.zone)
    }

    /// Bytes for people: `7.3 MB`.
    pub(crate) fn size(bytes: u64) -> String {
        const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
        match UNITS.iter().find(|(_, unit)| bytes >= *unit) {
            Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
            None => format!("{bytes} B"),
        }
    }

    /// The time zone of the house.
    pub(crate) const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Between items of a list.
    pub(crate) const fn comma(&self) -> &'static str {
        self.words.comma()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_for_people() {
        for (bytes, text) in
            [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (7_349_999, "7.3 MB"), (2_000_000_000, "2.0 GB")]
        {
            assert_eq!(Say::size(bytes), text);
        }
    }
}

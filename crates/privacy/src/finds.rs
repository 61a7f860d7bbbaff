//! Places where something was found, and the list of them. The list is bounded; counts are not taken from it.

use crate::{fold::Pairs, kind::Kind};

/// Most places kept per survey. Past it [`crate::Survey::finds_cut`] is set; counts and persons stay complete.
pub const MAX_FINDS: usize = 10_000;

/// One place. Never carries the text itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Find {
    /// First character, counted from the start of the text.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What.
    pub kind: Kind,
    /// 50 (by the look of it) to 100 (check digit and label).
    pub confidence: u8,
    /// Code of the reason, for example `luhn+label`.
    pub why: &'static str,
}

/// A find while scanning: bytes of the folded text instead of characters.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: u8,
    pub(crate) why: &'static str,
}

/// Below this a hit is not reported.
pub(crate) const LEAST: u8 = 50;

/// Turns hits (sorted by start) into finds, bytes of the folded text into characters of the original, in one walk.
pub(crate) fn to_finds(text: &str, hits: &[Hit], pairs: &Pairs) -> Vec<Find> {
    let mut walk = Walk { text, byte: 0, chars: 0 };
    let mut finds = Vec::with_capacity(hits.len());
    for hit in hits {
        let start = walk.chars_at(hit.start);
        let inside = text.get(hit.start..hit.end).map_or(0, |inside| inside.chars().count());
        let (start, end) = (pairs.original(start), pairs.original(start + inside));
        finds.push(Find { start, end, kind: hit.kind, confidence: hit.confidence, why: hit.why });
    }
    finds
}

struct Walk<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl Walk<'_> {
    fn chars_at(&mut self, byte: usize) -> usize {
        if let Some(between) = self.text.get(self.byte..byte) {
            self.chars += between.chars().count();
            self.byte = byte;
        }
        self.chars
    }
}

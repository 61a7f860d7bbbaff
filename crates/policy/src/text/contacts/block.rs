//! Blocks of lines: what stands between empty lines and rulers.

use std::{ops::Range, sync::LazyLock};

use regex::{Match, Regex};

use crate::text::own;

/// Lines of one block.
const LINES: usize = 12;
/// Numbers of one signature: telephone, fax, mobile, direct line.
const NUMBERS: usize = 4;
/// Characters of a line of a signature.
const LINE_CHARS: usize = 70;

#[expect(clippy::unwrap_used, reason = "constant pattern; the tests use it")]
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{1,200}").unwrap()
});
#[expect(clippy::unwrap_used, reason = "constant pattern; the tests use it")]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    // Two to four more groups of digits, parted by one or two signs that part telephone numbers.
    Regex::new(r"[+＋(（]{0,2}[0-9０-９]{1,4}(?:[ 　.()（）\-‐-―−ー－]{1,2}[0-9０-９]{1,4}){2,4}").unwrap()
});

/// A block, and where it stands in its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'t> {
    text: &'t str,
    /// First byte.
    pub(super) at: usize,
}

/// The blocks of a text, in order.
pub(super) fn all(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let len = len(rest);
            let block = Block { text: rest.get(..len)?, at };
            at += len;
            if !block.text.trim().is_empty() {
                return Some(block);
            }
        }
    })
}

/// What looks like an address.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = Match<'_>> {
    let some = text.contains('@').then_some(text);
    some.into_iter().flat_map(|text| ADDRESS.find_iter(text))
}

/// Bytes of the block at the start of the text; an empty line or a ruler is one by itself.
fn len(text: &str) -> usize {
    let mut len = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_start_matches(['>', ' ', '＞', '\u{3000}']).trim_end();
        let ends = bare.is_empty() || own::is_ruler(bare);
        if number >= LINES || ends && number > 0 {
            return len;
        }
        len += line.len();
        if ends {
            return len;
        }
    }
    len
}

impl<'t> Block<'t> {
    pub(super) const fn range(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    pub(super) fn addresses(&self) -> impl Iterator<Item = Match<'t>> {
        addresses(self.text)
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = Match<'t>> + use<'t> {
        NUMBER.find_iter(self.text).filter(|found| (9..=15).contains(&super::digits(found.as_str()).len()))
    }

    /// Short lines, no sentences, few numbers: a signature, a letterhead, the line above a quotation. A sentence with a
    /// number in it speaks about somebody.
    pub(super) fn looks_like_signature(&self) -> bool {
        let sentence = |line: &str| line.contains(['。', '！', '？']) || line.contains(". ") && line.len() > 60;
        let short = |line: &str| line.len() <= LINE_CHARS || line.chars().count() <= LINE_CHARS;
        self.text.lines().all(|line| !sentence(line) && short(line)) && self.numbers().count() <= NUMBERS
    }
}

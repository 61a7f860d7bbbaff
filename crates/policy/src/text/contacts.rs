//! The contact data of the correspondents themselves: addresses, signatures, names.
//!
//! Everybody in a letter has a signature, and a thread has many. What the people of a letter tell one another about
//! themselves is no leak, and counting it would make every reply look like a list. It is taken out before persons are
//! counted, within narrow bounds: only addresses of people who see the letter anyway or belong to the organisations
//! that write it to one another, only a few, and only blocks of lines that look like a signature. A list of the house's
//! own staff, or of the recipient's, exceeds the bounds and is counted whole.

mod block;

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
    ops::Range,
};

use memchr::memmem;
use sekisho_model::Address;

use self::block::Block;
use super::fold;

/// With more addresses of correspondents in one body than this, it is a list and nothing is taken out. A thread quotes
/// many signatures.
const IN_BODY: usize = 20;
/// The same for one document: an invoice names two or three people.
const IN_DOCUMENT: usize = 8;
/// Names of correspondents that are looked for.
const NAMES: usize = 40;

/// The correspondents of a letter.
#[derive(Debug, Default)]
pub(crate) struct Contacts {
    keys: HashSet<String>,
    /// Registrable domains whose people write to one another here; never free-mail ones.
    domains: BTreeSet<String>,
    /// Names as they are written.
    names: HashSet<String>,
    /// Numbers that stood in signatures, digits only.
    numbers: HashSet<String>,
}

impl Contacts {
    /// From the keys of addresses, the domains, and the names of the correspondents.
    pub(crate) fn new<'n>(
        keys: HashSet<String>,
        domains: BTreeSet<String>,
        names: impl Iterator<Item = &'n str>,
    ) -> Self {
        let names: HashSet<String> = names.take(NAMES).flat_map(writings).collect();
        Self { keys, domains, names, numbers: HashSet::new() }
    }

    /// Remembers the numbers in the signatures of a body, so that the same number on a letterhead is known.
    pub(crate) fn learn(&mut self, body: &str) {
        if !body.contains('@') {
            return;
        }
        let signatures = block::all(body).filter(|block| self.is_signature(block));
        let numbers: Vec<String> =
            signatures.flat_map(|block| block.numbers()).map(|found| digits(found.as_str())).collect();
        self.numbers.extend(numbers);
    }

    /// A body with the correspondents' own data blanked out, character for character.
    pub(crate) fn without<'t>(&self, body: &'t str) -> Cow<'t, str> {
        self.without_few(body, IN_BODY)
    }

    /// The same for a document.
    pub(crate) fn without_in_document<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.without_few(text, IN_DOCUMENT)
    }

    fn without_few<'t>(&self, text: &'t str, most: usize) -> Cow<'t, str> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut addresses = 0;
        if text.contains('@') || !self.numbers.is_empty() {
            for block in block::all(text) {
                let own = self.own_addresses(&block);
                addresses += own.len();
                if self.is_signature(&block) {
                    ranges.push(block.range());
                } else {
                    ranges.extend(own);
                }
            }
        }
        if addresses > most {
            return Cow::Borrowed(text);
        }
        // Few names, one letter: each is looked for by itself, which takes no building of an automaton.
        for name in &self.names {
            ranges.extend(memmem::find_iter(text.as_bytes(), name).map(|at| at..at + name.len()));
        }
        blank(text, ranges)
    }

    /// The cells with correspondents' data blanked out; `None` when there is none, or so many that it is a list.
    pub(crate) fn without_cells(&self, rows: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
        let known = |cell: &str| {
            let trimmed = cell.trim();
            trimmed.contains('@') && self.is_own(trimmed)
                || self.numbers.contains(&digits(trimmed))
                || self.names.contains(trimmed)
        };
        let found = rows.iter().flatten().filter(|cell| known(cell)).count();
        let blanked = |cell: &String| if known(cell) { String::new() } else { cell.clone() };
        (1..=IN_DOCUMENT).contains(&found).then(|| rows.iter().map(|row| row.iter().map(blanked).collect()).collect())
    }

    /// A block that looks like a signature and gives a correspondent's address, or a number known from one, and nobody
    /// else's.
    fn is_signature(&self, block: &Block<'_>) -> bool {
        let own = self.own_addresses(block).len();
        if own == 0 && self.numbers.is_empty() || !block.looks_like_signature() {
            return false;
        }
        let known = || block.numbers().any(|found| self.numbers.contains(&digits(found.as_str())));
        own == block.addresses().count() && (own > 0 || known())
    }

    /// Where correspondents' addresses stand in the whole text.
    fn own_addresses(&self, block: &Block<'_>) -> Vec<Range<usize>> {
        let own = |found: &regex::Match<'_>| self.is_own(found.as_str().trim_end_matches(['.', '-']));
        block.addresses().filter(own).map(|found| block.at + found.start()..block.at + found.end()).collect()
    }

    /// Whether the text is the address of a correspondent.
    fn is_own(&self, text: &str) -> bool {
        let Ok(address) = Address::parse(text) else { return false };
        self.keys.contains(&address.key()) || self.domains.contains(registrable(address.domain().as_str()))
    }
}

/// A name and its parts: 「山田 太郎」 also stands as 「山田」 and 「山田太郎」.
fn writings(name: &str) -> Vec<String> {
    let name = name.trim().trim_matches('"');
    if name.contains('@') || name.chars().count() > 40 {
        return Vec::new();
    }
    let japanese = fold::is_japanese(name);
    let least = if japanese { 2 } else { 3 };
    let parts: Vec<&str> = name.split([' ', '\u{3000}', ',', '(', ')', '（', '）', '/']).collect();
    let mut all: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    all.push(name.to_owned());
    if japanese {
        all.push(parts.concat());
    }
    all.retain(|written| written.chars().count() >= least);
    all
}

fn blank(text: &str, mut ranges: Vec<Range<usize>>) -> Cow<'_, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        let start = range.start.max(at);
        if start >= range.end {
            continue;
        }
        plain.push_str(text.get(at..start).unwrap_or(""));
        let inside = text.get(start..range.end).unwrap_or("");
        plain.extend(inside.chars().map(|c| if c == '\n' { c } else { '*' }));
        at = range.end;
    }
    plain.push_str(text.get(at..).unwrap_or(""));
    Cow::Owned(plain)
}

/// The digits of a number, `+81` as `0`; empty for what is too short to be one.
fn digits(number: &str) -> String {
    let mut plus = false;
    let mut digits = String::new();
    for c in number.chars() {
        match c {
            '+' | '＋' => plus = true,
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.extend(char::from_u32(c as u32 - 0xFEE0)),
            _ => {}
        }
    }
    if digits.len() < 9 {
        return String::new();
    }
    match digits.strip_prefix("81") {
        Some(rest) if plus => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        _ => digits,
    }
}

/// What looks like an address in a text, in order.
pub(crate) fn addresses(text: &str) -> impl Iterator<Item = &str> {
    block::addresses(text).map(|found| found.as_str().trim_end_matches(['.', '-']))
}

/// The registrable domain by the public suffix list, or the domain itself.
pub(crate) fn registrable(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

#[cfg(test)]
mod tests;

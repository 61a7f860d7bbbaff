//! A page: one folded text with its words and digit groups, read once and shared by all detectors.

use std::ops::Range;

use crate::{
    detect::{
        groups::{self, Group},
        names::is_kanji,
    },
    finds::Hit,
    lexicon::words::{self, Class, Label, Word},
};

/// Bytes between a label and the value it names.
const REACH: usize = 40;
/// Bytes of text that share one entry of the index of words.
const STRIDE: usize = 32;

/// What stands on the same line before a position, at most so many bytes of it.
pub(crate) fn line_before(text: &str, at: usize, most: usize) -> &str {
    let mut start = at.saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let near = text.get(start..at).unwrap_or("");
    near.rsplit('\n').next().unwrap_or(near)
}

/// What the detectors look at.
pub(crate) struct Page<'a> {
    /// The folded text.
    pub(crate) text: &'a str,
    /// Words, left to right.
    pub(crate) words: Vec<Word>,
    /// For every stride of the text the first word that starts in it or behind.
    strides: Vec<usize>,
    /// Digit groups, left to right.
    pub(crate) groups: Vec<Group>,
    /// Hits so far, in no order.
    pub(crate) hits: Vec<Hit>,
}

impl<'a> Page<'a> {
    /// Reads a folded text.
    pub(crate) fn read(text: &'a str) -> Self {
        let mut words = words::read(text);
        words.retain(|word| match word.class {
            Class::Label(_) => is_label(text, word),
            Class::CompanyMark => is_mark_of_company(text, word),
            _ => true,
        });
        let strides = strides(text, &words);
        Self { text, words, strides, groups: groups::read(text), hits: Vec::new() }
    }

    /// Number of the first word that starts at a position or behind it. Asked for every place where a name may begin.
    pub(crate) fn first_from(&self, at: usize) -> usize {
        let mut number = self.strides.get(at / STRIDE).copied().unwrap_or(self.words.len());
        while self.words.get(number).is_some_and(|word| word.start < at) {
            number += 1;
        }
        number
    }

    /// Number of the first word that ends at a position or behind it.
    pub(crate) fn first_until(&self, at: usize) -> usize {
        let mut number = self.first_from(at);
        while number.checked_sub(1).and_then(|before| self.words.get(before)).is_some_and(|word| word.end >= at) {
            number -= 1;
        }
        number
    }

    /// The text of a range; empty when the range is not one of the text.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    /// The character before a position.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The character at a position.
    pub(crate) fn at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Whether a number stands apart: [`groups::is_apart`], or right behind a label (`TEL03…`, `Tel.03…`).
    pub(crate) fn is_apart(&self, start: usize, end: usize) -> bool {
        let labelled = || {
            let at = self.first_until(start.saturating_sub(1));
            let near = self.words.get(at..).unwrap_or_default().iter().take_while(|word| word.start < start);
            near.into_iter().any(|word| word.end <= start && matches!(word.class, Class::Label(_)))
        };
        groups::is_apart(self.text, start, end) || (!groups::goes_on(self.text, end) && labelled())
    }

    /// Whether a label stands anywhere on the page.
    pub(crate) fn has(&self, wanted: impl Fn(Label) -> bool) -> bool {
        self.words.iter().any(|word| matches!(word.class, Class::Label(label) if wanted(label)))
    }

    /// The nearest label that names what stands at `at`: on the same line, or alone on the line before.
    pub(crate) fn label_before(&self, at: usize) -> Option<Label> {
        self.labels_before(at).next()
    }

    /// The labels before a position on the same line, nearest first.
    pub(crate) fn labels_before(&self, at: usize) -> impl Iterator<Item = Label> {
        let end = self.first_until(at + 1);
        let near = move |word: &&Word| at - word.end <= REACH && self.names(word.end, at);
        self.words.get(..end).unwrap_or_default().iter().rev().take(8).take_while(near).filter_map(|word| {
            match word.class {
                Class::Label(label) => Some(label),
                _ => None,
            }
        })
    }

    fn names(&self, from: usize, at: usize) -> bool {
        let gap = self.slice(from..at);
        !gap.contains('\n') || gap.chars().all(|c| c.is_whitespace() || is_mark(c))
    }

    /// Where the value of a label begins: behind a colon, an equals sign, a tab, a bar or a closing bracket.
    pub(crate) fn value_after(&self, label_end: usize) -> Option<usize> {
        let rest = self.text.get(label_end..)?;
        let gap: usize =
            rest.chars().take(12).take_while(|c| is_mark(*c) || *c == ' ' || *c == '\t').map(char::len_utf8).sum();
        let passed = rest.get(..gap)?;
        let marked = passed.chars().any(is_mark) || passed.contains('\t') || passed.contains("  ");
        (marked && gap < rest.len()).then_some(label_end + gap)
    }

    /// The line around a position, without its line break.
    pub(crate) fn line(&self, at: usize) -> Range<usize> {
        let start = self.slice(0..at).rfind('\n').map_or(0, |found| found + 1);
        let end = self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |found| at + found);
        start..end
    }

    /// The words that start inside a range.
    pub(crate) fn words_in(&self, range: Range<usize>) -> &[Word] {
        self.words.get(self.first_from(range.start)..self.first_from(range.end)).unwrap_or_default()
    }

    /// The word that starts exactly here.
    pub(crate) fn word_at(&self, at: usize) -> Option<&Word> {
        self.words.get(self.first_from(at)).filter(|word| word.start == at)
    }

    /// Adds a hit.
    pub(crate) fn hit(&mut self, kind: crate::Kind, range: Range<usize>, confidence: u8, why: &'static str) {
        self.hits.push(Hit { kind, start: range.start, end: range.end, confidence, why });
    }
}

/// The index of the words by where they start.
fn strides(text: &str, words: &[Word]) -> Vec<usize> {
    let mut strides = Vec::with_capacity(text.len() / STRIDE + 1);
    let mut number = 0;
    for start in (0..=text.len()).step_by(STRIDE) {
        while words.get(number).is_some_and(|word| word.start < start) {
            number += 1;
        }
        strides.push(number);
    }
    strides
}

/// Behind these 名 is the name of a person: 隊員名.
const PERSONS: &str = "者員生人主客様方童児師手";

/// A label of one character is one only before a mark: 名: but not 3名; 名 not where it ends the word for the name of a
/// thing: 件名, 作品名.
fn is_label(text: &str, word: &Word) -> bool {
    let label = text.get(word.start..word.end).unwrap_or("");
    let next = text.get(word.end..).and_then(|rest| rest.chars().find(|c| *c != ' '));
    let before = text.get(..word.start).and_then(|before| before.chars().next_back());
    let of_thing = label == "名" && before.is_some_and(|c| is_kanji(c) && !PERSONS.contains(c));
    label.chars().nth(1).is_some() || label == "〒" || next.is_some_and(is_mark) && !of_thing
}

/// カ) and (カ stand at the edge of an account holder's name, not inside a katakana word.
fn is_mark_of_company(text: &str, word: &Word) -> bool {
    let katakana = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{30A1}'..='\u{30FC}'));
    let mark = text.get(word.start..word.end).unwrap_or("");
    let before = text.get(..word.start).and_then(|before| before.chars().next_back());
    let after = text.get(word.end..).and_then(|after| after.chars().next());
    let edge = if mark.starts_with('(') { after } else { before };
    mark.len() != "(カ".len() || !katakana(edge)
}

fn is_mark(c: char) -> bool {
    matches!(c, ':' | '=' | '|' | '\t' | ']' | '】' | ')' | '>' | '」' | '：' | '・' | '»' | '→' | ';')
}

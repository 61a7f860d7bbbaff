//! Lists in running text: three lines or more that split equally, by tabs, bars, commas or wide gaps, and whose columns
//! say something of persons, are rows of a table. So are objects of JSON with the same keys, and lines of `key:value`.
//!
//! Anything else stays running text: a form, prose that happens to have as many commas. Linear in the text.

use std::{cmp::Reverse, ops::Range};

use super::layout::{self, Block, COLUMNS};

/// Lines that split equally.
const LINES: usize = 3;
/// Longest key in `key:value`, in bytes.
const KEY: usize = 40;

/// One list.
#[derive(Debug)]
pub(crate) struct List {
    /// Its bytes.
    pub(crate) range: Range<usize>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) blocks: Vec<Block>,
    /// Where each cell is.
    pub(super) places: Vec<Vec<Option<Range<usize>>>>,
}

/// What stands between two cells, surest first.
const MARKS: [Mark; 4] = [Mark::Tab, Mark::Bar, Mark::Comma, Mark::Gap];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Tab,
    Bar,
    Comma,
    /// Two blanks or more.
    Gap,
}

impl Mark {
    /// What a text has that has one.
    const fn sign(self) -> &'static str {
        match self {
            Self::Tab => "\t",
            Self::Bar => "|",
            Self::Comma => ",",
            Self::Gap => "  ",
        }
    }
}

/// The lists of a folded text, in order and apart.
pub(crate) fn find(text: &str) -> Vec<List> {
    let mut lists = Vec::new();
    // Most prose has none of them, and is done.
    let there = MARKS.map(|mark| text.contains(mark.sign()));
    if !there.contains(&true) {
        return lists;
    }
    let lines = lines(text);
    let counts: Vec<[usize; 4]> =
        lines.iter().map(|line| counts(text.get(line.clone()).unwrap_or(""), there)).collect();
    let mut at = 0;
    while at < lines.len() {
        let runs = MARKS.iter().enumerate().map(|(number, mark)| (run(&counts, at, number), Reverse(number), *mark));
        let longest = runs.filter(|(len, ..)| *len >= LINES).max_by_key(|(len, number, _)| (*len, *number));
        let Some((len, _, mark)) = longest else {
            at += 1;
            continue;
        };
        lists.extend(list(text, lines.get(at..at + len).unwrap_or_default(), mark));
        at += len;
    }
    lists
}

/// Lines, and objects of JSON on one line.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let objects = text.contains('{');
    for (at, byte) in text.bytes().enumerate() {
        let ends = byte == b'\n' || (objects && byte == b'}' && begins_object(text, at + 1));
        if ends {
            lines.push(start..at);
            start = at + 1;
        }
    }
    lines.push(start..text.len());
    lines
}

/// Whether `, {` stands here.
fn begins_object(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    rest.strip_prefix(',').is_some_and(|rest| rest.trim_start_matches(' ').starts_with('{'))
}

/// How many marks of each sort a line has.
fn counts(line: &str, there: [bool; 4]) -> [usize; 4] {
    let mut counts = [0; 4];
    for ((count, mark), there) in counts.iter_mut().zip(MARKS).zip(there) {
        if there && !(mark == Mark::Gap && line.starts_with("  ")) {
            *count = seams(line, mark).count();
        }
    }
    counts
}

fn run(counts: &[[usize; 4]], at: usize, number: usize) -> usize {
    let of = |counts: &[usize; 4]| counts.get(number).copied().unwrap_or(0);
    let first = counts.get(at).map_or(0, of);
    // A wider line than a table is read in is not cut: it stays text.
    if first == 0 || first >= COLUMNS {
        return 0;
    }
    counts.get(at..).unwrap_or_default().iter().take_while(|other| of(other) == first).count()
}

/// Where a line is cut.
fn seams(line: &str, mark: Mark) -> impl Iterator<Item = Range<usize>> {
    let bytes = line.as_bytes();
    let end = line.trim_ascii_end().len();
    let (mut at, mut quoted) = (0, false);
    // The comma of an object stands before it: `, {`.
    let object = mark == Mark::Comma && line.starts_with(',');
    std::iter::from_fn(move || {
        if object && at == 0 {
            at = 1;
        }
        while at < end {
            let (start, byte) = (at, *bytes.get(at)?);
            at += 1;
            match (mark, byte) {
                (Mark::Comma, b'"') if start.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\\') => {
                    quoted = !quoted;
                }
                (Mark::Tab, b'\t') | (Mark::Bar, b'|') => return Some(start..at),
                (Mark::Comma, b',') if !quoted => return Some(start..at),
                (Mark::Gap, b' ') => {
                    at += bytes.get(at..end).unwrap_or_default().iter().take_while(|byte| **byte == b' ').count();
                    if at - start >= 2 {
                        return Some(start..at);
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// The rows of lines that split equally, when they say something of persons.
fn list(text: &str, lines: &[Range<usize>], mark: Mark) -> Option<List> {
    let (first, last) = (lines.first()?, lines.last()?);
    let mut places: Vec<Vec<Option<Range<usize>>>> = Vec::with_capacity(lines.len());
    for line in lines {
        let cells = cells(text, line, mark);
        if !cells.iter().flatten().all(|cell| is_rule(text.get(cell.clone()).unwrap_or(""))) {
            places.push(cells);
        }
    }
    let keys = take_keys(text, &mut places);
    let rows = places.iter().map(|row| row.iter().map(|cell| value(text, cell.as_ref())).collect());
    let mut rows: Vec<Vec<String>> = rows.collect();
    if let Some(keys) = keys {
        places.insert(0, vec![None; keys.len()]);
        rows.insert(0, keys);
    }
    let blocks = layout::blocks(&rows);
    let found = layout::are_of_persons(&blocks);
    found.then_some(List { range: first.start..last.end, rows, blocks, places })
}

/// The cells of a line; `None` where nothing stands.
fn cells(text: &str, line: &Range<usize>, mark: Mark) -> Vec<Option<Range<usize>>> {
    let content = text.get(line.clone()).unwrap_or("");
    let mut cells = Vec::new();
    let mut start = 0;
    for seam in seams(content, mark) {
        cells.push(bare(text, line.start + start..line.start + seam.start));
        start = seam.end;
    }
    cells.push(bare(text, line.start + start..line.end));
    cells
}

/// A cell without the blanks, quotes and brackets around it.
fn bare(text: &str, cell: Range<usize>) -> Option<Range<usize>> {
    let whole = text.get(cell.clone())?;
    let wrap = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '{' | '}' | '[' | ']' | ';' | ',');
    // A quoted line begins with its mark.
    let front = whole.trim_start_matches(|c: char| wrap(c) || c == '>');
    let start = cell.start + whole.len() - front.len();
    let back = front.trim_end_matches(wrap);
    let back = if back.contains('(') { back } else { back.trim_end_matches([')', '\'', '"']) };
    (!back.is_empty()).then(|| start..start + back.len())
}

/// Whether a cell is a part of a rule between rows: `---`, `:--:`.
fn is_rule(cell: &str) -> bool {
    cell.bytes().all(|byte| matches!(byte, b'-' | b'=' | b':' | b'+' | b'_'))
}

/// Takes the keys out of columns of `key:value`; the keys, when any column has one.
fn take_keys(text: &str, rows: &mut [Vec<Option<Range<usize>>>]) -> Option<Vec<String>> {
    let width = rows.iter().map(Vec::len).max()?;
    let mut keys: Vec<String> = Vec::with_capacity(width);
    for column in 0..width {
        let key = common_key(text, rows, column).unwrap_or("");
        if !key.is_empty() {
            for cell in rows.iter_mut().filter_map(|row| row.get_mut(column)) {
                let value = cell.take().map(|cell| cell.start + key.len()..cell.end);
                *cell = value.and_then(|value| bare_value(text, value));
            }
        }
        keys.push(key.trim_matches(['"', '\'', ' ']).to_owned());
    }
    keys.iter().any(|key| !key.is_empty()).then_some(keys)
}

/// What stands before the colon or equals sign of every cell of a column.
fn common_key<'a>(text: &'a str, rows: &[Vec<Option<Range<usize>>>], column: usize) -> Option<&'a str> {
    let cell = |row: &Vec<Option<Range<usize>>>| text.get(row.get(column)?.clone()?);
    let first = rows.iter().find_map(cell)?;
    let key = first.get(..first.find([':', '='])?)?;
    let named = key.len() <= KEY && key.chars().any(char::is_alphabetic) && !key.contains(['/', '@']);
    let goes_on = |cell: &str| cell.strip_prefix(key).is_some_and(|rest| rest.starts_with([':', '=']));
    (named && rows.iter().filter_map(cell).all(goes_on)).then_some(key)
}

/// A value behind its key and mark.
fn bare_value(text: &str, value: Range<usize>) -> Option<Range<usize>> {
    let mark = text.get(value.clone())?.chars().next()?.len_utf8();
    bare(text, value.start + mark..value.end)
}

/// The text of a cell; `\u65E5` of JSON is the character it stands for.
fn value(text: &str, cell: Option<&Range<usize>>) -> String {
    let raw = cell.and_then(|cell| text.get(cell.clone())).unwrap_or("");
    if raw.contains("\\u") { unescaped(raw) } else { raw.to_owned() }
}

fn unescaped(raw: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let code = rest.strip_prefix("\\u").and_then(|code| u16::from_str_radix(code.get(..4)?, 16).ok());
        match code {
            Some(unit) => units.push(unit),
            None => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
        }
        rest = rest.get(if code.is_some() { 6 } else { c.len_utf8() }..).unwrap_or("");
    }
    String::from_utf16_lossy(&units)
}

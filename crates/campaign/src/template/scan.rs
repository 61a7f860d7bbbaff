//! The tags of a template: which expressions and conditions it has, and that it has nothing else.
//!
//! Templates of campaigns fill in columns and choose between texts, no more. Loops, macros, captured blocks, includes
//! and assignments are refused: without them every character of a letter comes either from the template as written or
//! from one expression, and an expression can be asked which columns it reads.

use std::ops::Range;

use super::Fault;

/// What may stand in `{% … %}`.
const ALLOWED: [&str; 4] = ["if", "elif", "else", "endif"];

/// An expression or condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Bytes from the opening to the closing mark, both included.
    pub whole: Range<usize>,
    /// Bytes of the expression or condition.
    pub inner: Range<usize>,
    /// Whether it is written into the letter.
    pub written: bool,
}

/// Why a source is refused, and at which byte.
pub(super) type Refused = (usize, Fault);

/// The tags in order.
pub(super) fn scan(source: &str) -> Result<Vec<Tag>, Refused> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some((start, kind)) = next_open(source, at) {
        let end = end_of(source, start + 2, kind)?;
        match kind {
            Kind::Comment => {}
            Kind::Expression => tags.push(tag(source, start, end, 0)),
            Kind::Block => {
                let word = word(source, start)?;
                if matches!(word, "if" | "elif") {
                    tags.push(tag(source, start, end, word.len()));
                }
            }
        }
        at = end;
    }
    Ok(tags)
}

/// The text between the tags, as it stands in every letter that comes by.
pub(super) fn literals(source: &str) -> Vec<&str> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some((start, kind)) = next_open(source, at) {
        texts.extend(source.get(at..start));
        at = end_of(source, start + 2, kind).unwrap_or(source.len());
    }
    texts.extend(source.get(at..));
    texts.retain(|text| !text.trim().is_empty());
    texts
}

/// The characters of an expression outside quoted strings, with their bytes.
pub(super) fn unquoted(inner: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let (mut quote, mut escaped) = (None, false);
    inner.char_indices().filter(move |(_, c)| {
        let was = quote;
        match (quote, *c) {
            (Some(_), '\\') if !escaped => escaped = true,
            (Some(open), c) if open == c && !escaped => quote = None,
            (Some(_), _) => escaped = false,
            (None, '"' | '\'') => quote = Some(*c),
            (None, _) => {}
        }
        was.is_none() && quote.is_none()
    })
}

/// The words of an expression outside quoted strings: where they start, and whether a `|` stands before them.
pub(super) fn words(inner: &str) -> Vec<(usize, &str, bool)> {
    let (mut words, mut start, mut piped, mut end) = (Vec::new(), None, false, 0);
    for (at, c) in unquoted(inner).chain([(inner.len(), ' ')]) {
        // A string between two characters ends a word like any other mark.
        let goes_on = at == end && (c.is_alphanumeric() || c == '_');
        if let Some(from) = start.filter(|_| !goes_on) {
            words.push((from, inner.get(from..end).unwrap_or(""), piped));
            (start, piped) = (None, false);
        }
        end = at + c.len_utf8();
        match c {
            c if c.is_alphanumeric() || c == '_' => {
                start.get_or_insert(at);
            }
            '|' => piped = true,
            c => piped &= c.is_whitespace(),
        }
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Expression,
    Block,
    Comment,
}

fn next_open(source: &str, from: usize) -> Option<(usize, Kind)> {
    let rest = source.get(from..)?;
    let found = rest.match_indices('{').find_map(|(at, _)| match rest.as_bytes().get(at + 1) {
        Some(b'{') => Some((at, Kind::Expression)),
        Some(b'%') => Some((at, Kind::Block)),
        Some(b'#') => Some((at, Kind::Comment)),
        _ => None,
    })?;
    Some((from + found.0, found.1))
}

/// One past the closing mark. Marks inside quoted strings do not close.
fn end_of(source: &str, from: usize, kind: Kind) -> Result<usize, Refused> {
    let close: &[u8] = match kind {
        Kind::Expression => b"}}",
        Kind::Block => b"%}",
        Kind::Comment => b"#}",
    };
    let bytes = source.as_bytes();
    let (mut at, mut quote) = (from, None);
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') if kind != Kind::Comment => quote = Some(byte),
            (None, _) if bytes.get(at..at + 2) == Some(close) => return Ok(at + 2),
            _ => {}
        }
        at += 1;
    }
    Err((from.saturating_sub(2), Fault::Unclosed))
}

/// The first word of a block tag, when it is one of the allowed.
fn word(source: &str, start: usize) -> Result<&'static str, Refused> {
    let inside = source.get(start + 2..).unwrap_or("").trim_start_matches(['-', '+']).trim_start();
    let found: &str = inside.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
    ALLOWED.into_iter().find(|allowed| *allowed == found).ok_or((start, Fault::Tag))
}

fn tag(source: &str, start: usize, end: usize, word: usize) -> Tag {
    let inside = source.get(start + 2..end.saturating_sub(2)).unwrap_or("");
    let lead = inside.len() - inside.trim_start_matches(['-', '+']).len();
    let rest = inside.get(lead..).unwrap_or("");
    let blanks = rest.len() - rest.trim_start().len();
    let from = start + 2 + lead + blanks + word;
    let body = source.get(from..end.saturating_sub(2)).unwrap_or("");
    let to = from + body.trim_end_matches(['-', '+']).len();
    Tag { whole: start..end, inner: from..to, written: word == 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts_are_told_apart() {
        let source = "a {{ x }} b {#- {% for %} -#} {%- if y == \"%}\" -%} c {{- z['}}'] }}{% else %} d {% endif %}";
        let inner: Vec<_> = scan(source).unwrap().into_iter().map(|tag| source[tag.inner].trim()).collect();
        assert_eq!(inner, ["x", "y == \"%}\"", "z['}}']"]);
        assert_eq!(literals(source), ["a ", " b ", " c ", " d "]);
    }

    #[test]
    fn words_stand_outside_strings() {
        let words: Vec<_> = words("a|b('| c \\' d')~e | f").into_iter().map(|(_, word, piped)| (word, piped)).collect();
        assert_eq!(words, [("a", false), ("b", true), ("e", false), ("f", true)]);
    }

    #[test]
    fn everything_else_is_refused_at_its_place() {
        for (source, at) in [
            ("x {% for a in b %}", 2),
            ("{% set a = 1 %}", 0),
            ("{%- macro a() %}", 0),
            ("{% filter upper %}", 0),
            ("{% include 'a' %}", 0),
            ("{% raw %}", 0),
            ("ab {{ x", 3),
            ("{% if x", 0),
            ("{# x", 0),
            ("{{ 'a }}", 0),
        ] {
            assert_eq!(scan(source).unwrap_err().0, at, "{source}");
        }
        assert_eq!(scan("a { b } {x} }}"), Ok(vec![]));
    }
}

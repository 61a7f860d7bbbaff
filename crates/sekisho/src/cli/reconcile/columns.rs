//! Names of columns on the command line: commas part them, `=` parts the names of A and B.
//!
//! A name that has one of them in it is written in quotes, as in CSV (`"a,b"`, with `""` for a quote), or with a
//! backslash before it (`a\,b`, `a\=b`; also `\"` and `\\`). Any other backslash stands for itself.

use sekisho_tables::Names;

/// Why names cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unclear {
    /// A quote without its end.
    #[error("the quote before a name has no end")]
    Open,
    /// Text between a quoted name and the next mark.
    #[error("a name in quotes is followed by something else than a comma or =")]
    Behind,
}

/// Names of columns of both tables, in one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pairs(pub(super) Vec<Names>);

/// Names of columns of one table, in one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns(pub(super) Vec<String>);

/// `ID`, `A=B`, several with commas.
pub(super) fn pairs(text: &str) -> Result<Pairs, Unclear> {
    let (mut pairs, mut rest) = (Vec::new(), Some(text));
    while let Some(text) = rest {
        let (a, after) = name(text, &[',', '='])?;
        let (b, after) = match after.strip_prefix('=') {
            // Another = belongs to the name in B.
            Some(after) => name(after, &[','])?,
            None => (a.clone(), after),
        };
        pairs.push(Names { a: a.trimmed(), b: b.trimmed() });
        rest = after.strip_prefix(',');
    }
    Ok(Pairs(pairs))
}

/// `COL`, several with commas.
pub(super) fn columns(text: &str) -> Result<Columns, Unclear> {
    let (mut columns, mut rest) = (Vec::new(), Some(text));
    while let Some(text) = rest {
        let (column, after) = name(text, &[','])?;
        columns.push(column.text);
        rest = after.strip_prefix(',');
    }
    Ok(Columns(columns))
}

/// One name, in which a comma needs no quotes.
pub(super) fn column(text: &str) -> Result<String, Unclear> {
    Ok(name(text, &[])?.0.text)
}

/// How a column is normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Normalised {
    /// Its name in A, or `*` for all others.
    pub(super) column: String,
    /// The steps as they were written.
    pub(super) steps: String,
}

impl Normalised {
    /// `COL=STEPS`; steps alone are those of all columns.
    pub(super) fn of(text: &str) -> Result<Self, Unclear> {
        let (column, after) = name(text, &['='])?;
        Ok(match after.strip_prefix('=') {
            Some(steps) => Self { column: column.text, steps: steps.to_owned() },
            None => Self { column: "*".to_owned(), steps: text.to_owned() },
        })
    }
}

/// A name, and whether it was quoted: white space around one that was not means nothing between names.
#[derive(Clone)]
struct Name {
    text: String,
    quoted: bool,
}

impl Name {
    fn trimmed(self) -> String {
        if self.quoted { self.text } else { self.text.trim().to_owned() }
    }
}

/// The name up to one of the marks that end it, and what stands from there on.
fn name<'a>(text: &'a str, ends: &[char]) -> Result<(Name, &'a str), Unclear> {
    match text.trim_start().strip_prefix('"') {
        Some(inside) => quoted(inside, ends),
        None => Ok(plain(text, ends)),
    }
}

fn quoted<'a>(inside: &'a str, ends: &[char]) -> Result<(Name, &'a str), Unclear> {
    let (mut text, mut rest) = (String::new(), inside);
    loop {
        let (before, after) = rest.split_once('"').ok_or(Unclear::Open)?;
        text.push_str(before);
        let Some(next) = after.strip_prefix('"') else {
            let after = after.trim_start();
            let is_end = after.is_empty() || after.starts_with(ends);
            return if is_end { Ok((Name { text, quoted: true }, after)) } else { Err(Unclear::Behind) };
        };
        text.push('"');
        rest = next;
    }
}

fn plain<'a>(text: &'a str, ends: &[char]) -> (Name, &'a str) {
    let (mut name, mut chars) = (String::new(), text.char_indices().peekable());
    while let Some((at, character)) = chars.next() {
        if ends.contains(&character) {
            return (Name { text: name, quoted: false }, text.get(at..).unwrap_or_default());
        }
        let escaped = chars.next_if(|(_, next)| character == '\\' && matches!(next, ',' | '=' | '"' | '\\'));
        name.push(escaped.map_or(character, |(_, next)| next));
    }
    (Name { text: name, quoted: false }, "")
}

#[cfg(test)]
mod tests;

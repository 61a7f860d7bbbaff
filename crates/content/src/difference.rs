//! What a transform did to a letter, in the terms of a person who approves it: fields, files, lines of the body.
//!
//! Compares what reading gives for the submitted and the outgoing bytes, not the bytes: a part that is only encoded in
//! another way is no difference to people. Trace fields and signatures are left out; they say nothing about who gets
//! what. Bounded: texts are compared over their first [`LINES`] lines, and a cut is told as a line of its own.

use std::collections::HashSet;

use crate::{
    Mail,
    mail::{Field, Part, Role},
};

/// Lines of all plain bodies, and of all others, that are compared.
const LINES: usize = 2_000;
/// Fields that every hop adds.
const TRACE: [&str; 5] = ["received", "dkim-signature", "content-type", "content-transfer-encoding", "mime-version"];

/// What kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// A header field is new.
    FieldAdded,
    /// A header field is gone.
    FieldRemoved,
    /// A header field has another value.
    FieldChanged,
    /// A file is new.
    PartAdded,
    /// A file is gone.
    PartRemoved,
    /// A line of the body is new.
    LineAdded,
    /// A line of the body is gone.
    LineRemoved,
}

impl Code {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FieldAdded => "field-added",
            Self::FieldRemoved => "field-removed",
            Self::FieldChanged => "field-changed",
            Self::PartAdded => "part-added",
            Self::PartRemoved => "part-removed",
            Self::LineAdded => "line-added",
            Self::LineRemoved => "line-removed",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind.
    pub code: Code,
    /// What it concerns: a field name, a file name, or `body`.
    pub what: String,
    /// As submitted.
    pub before: Option<String>,
    /// As it leaves.
    pub after: Option<String>,
}

/// The differences between a letter as submitted and one of its outgoing mails: fields, then files, then lines.
#[must_use]
pub fn difference(source: &Mail, outgoing: &Mail) -> Vec<Change> {
    let mut changes = fields(source, outgoing);
    changes.extend(files(source, outgoing));
    changes.extend(bodies(source, outgoing));
    changes
}

fn fields(source: &Mail, outgoing: &Mail) -> Vec<Change> {
    let same = |a: &Field, b: &Field| a.name == b.name && a.text == b.text;
    let (before, after) = (without_trace(source), without_trace(outgoing));
    let gone = left_over(&before, &after, same);
    let mut new = left_over(&after, &before, same);
    let mut changes = Vec::new();
    for field in gone {
        let other = new.iter().position(|other| other.name == field.name).map(|index| new.remove(index));
        let code = if other.is_some() { Code::FieldChanged } else { Code::FieldRemoved };
        let (before, after) = (Some(field.text.clone()), other.map(|other| other.text.clone()));
        changes.push(Change { code, what: field.name.clone(), before, after });
    }
    changes.extend(new.into_iter().map(|field| Change {
        code: Code::FieldAdded,
        what: field.name.clone(),
        before: None,
        after: Some(field.text.clone()),
    }));
    changes
}

fn without_trace(mail: &Mail) -> Vec<&Field> {
    mail.fields.iter().filter(|field| !TRACE.contains(&field.name.as_str())).collect()
}

fn files(source: &Mail, outgoing: &Mail) -> Vec<Change> {
    let same = |a: &Part, b: &Part| (&a.name, a.size, &a.mime) == (&b.name, b.size, &b.mime);
    let name = |part: &Part| part.name.clone().unwrap_or_else(|| format!("part {}", part.path));
    let (before, after) = (attached(source), attached(outgoing));
    let gone = left_over(&before, &after, same).into_iter().map(|part| Change {
        code: Code::PartRemoved,
        what: name(part),
        before: Some(name(part)),
        after: None,
    });
    let new = left_over(&after, &before, same).into_iter().map(|part| Change {
        code: Code::PartAdded,
        what: name(part),
        before: None,
        after: Some(name(part)),
    });
    gone.chain(new).collect()
}

fn attached(mail: &Mail) -> Vec<&Part> {
    mail.parts.iter().filter(|part| part.role == Role::Attachment).collect()
}

/// Those of `these` that have no equal among `those`, counted: of two equal ones, one may be left.
fn left_over<'a, T>(these: &[&'a T], those: &[&'a T], same: impl Fn(&T, &T) -> bool) -> Vec<&'a T> {
    let mut unmatched = those.to_vec();
    let mut left = Vec::new();
    for one in these {
        match unmatched.iter().position(|other| same(one, other)) {
            Some(index) => {
                unmatched.swap_remove(index);
            }
            None => left.push(*one),
        }
    }
    left
}

/// Plain texts, then the others; what both say alike is told once.
fn bodies(source: &Mail, outgoing: &Mail) -> Vec<Change> {
    let mut changes = lines(&text(source, true), &text(outgoing, true));
    let told: HashSet<_> = changes.iter().map(|change| (change.before.clone(), change.after.clone())).collect();
    let more = lines(&text(source, false), &text(outgoing, false));
    changes.extend(more.into_iter().filter(|change| !told.contains(&(change.before.clone(), change.after.clone()))));
    changes
}

/// The lines people read in plain bodies, or in others, without trailing blanks and blank lines at the end of a body.
fn text(mail: &Mail, plain: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in mail.bodies().filter(|part| (part.mime == "text/plain") == plain) {
        let text = part.reading.text().trim_end();
        let room = LINES.saturating_sub(lines.len());
        lines.extend(text.lines().take(room).map(|line| line.trim_end().to_owned()));
        if text.lines().nth(room).is_some() {
            lines.push("…".to_owned());
            break;
        }
    }
    lines
}

/// Lines gone and new, in the order of the text.
fn lines(before: &[String], after: &[String]) -> Vec<Change> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (before.get(head..).unwrap_or_default(), after.get(head..).unwrap_or_default());
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let cut = |lines: &[String]| lines.len() - tail;
    let before = before.get(..cut(before)).unwrap_or_default();
    let after = after.get(..cut(after)).unwrap_or_default();
    let common = common(before, after);
    let length = |a: usize, b: usize| common.get(a).and_then(|row| row.get(b)).copied().unwrap_or_default();
    let (mut a, mut b) = (0, 0);
    let mut changes = Vec::new();
    loop {
        match (before.get(a), after.get(b)) {
            (Some(old), Some(new)) if old == new => (a, b) = (a + 1, b + 1),
            (Some(old), new) if new.is_none() || length(a + 1, b) >= length(a, b + 1) => {
                changes.push(line(Code::LineRemoved, Some(old), None));
                a += 1;
            }
            (_, Some(new)) => {
                changes.push(line(Code::LineAdded, None, Some(new)));
                b += 1;
            }
            (_, None) => return changes,
        }
    }
}

fn line(code: Code, before: Option<&String>, after: Option<&String>) -> Change {
    Change { code, what: "body".to_owned(), before: before.cloned(), after: after.cloned() }
}

/// For each pair of places, how many lines both texts have in common from there on (longest common subsequence).
/// Texts have at most [`LINES`] lines, so this is bounded.
fn common(before: &[String], after: &[String]) -> Vec<Vec<u16>> {
    let mut rows = vec![vec![0_u16; after.len() + 1]];
    for old in before.iter().rev() {
        let mut row = vec![0_u16];
        let below = rows.last().map(Vec::as_slice).unwrap_or_default();
        // From the end: what stands behind in `row` is one place to the right.
        for (new, pair) in after.iter().rev().zip(below.windows(2).rev()) {
            let (here, right) = (pair.first().copied().unwrap_or_default(), pair.last().copied().unwrap_or_default());
            let beside = row.last().copied().unwrap_or_default();
            row.push(if old == new { right + 1 } else { here.max(beside) });
        }
        row.reverse();
        rows.push(row);
    }
    rows.reverse();
    rows
}

#[cfg(test)]
mod tests;

//! What a transform did to a letter, in the terms of a person who approves it: fields, files, lines of the body.
//!
//! Compares what reading gives for the submitted and the outgoing bytes, not the bytes: a part that is only encoded in
//! another way is no difference to people. Trace fields and signatures are left out; they say nothing about who gets
//! what. Bounded: a body is compared over its first [`LINES`] lines, and a cut is told as a line of its own.

use crate::{
    Mail,
    mail::{Field, Part, Role},
};

/// Lines of a body that are compared.
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
    changes.extend(lines(&body(source), &body(outgoing)));
    changes
}

fn fields(source: &Mail, outgoing: &Mail) -> Vec<Change> {
    let (gone, new) = (left_over(&source.fields, &outgoing.fields), left_over(&outgoing.fields, &source.fields));
    let mut new: Vec<&Field> = new;
    let mut changes = Vec::new();
    for field in gone {
        let other = new.iter().position(|other| other.name == field.name).map(|index| new.remove(index));
        let code = if other.is_some() { Code::FieldChanged } else { Code::FieldRemoved };
        changes.push(Change {
            code,
            what: field.name.clone(),
            before: Some(field.text.clone()),
            after: other.map(|other| other.text.clone()),
        });
    }
    let added = |field: &Field| Change {
        code: Code::FieldAdded,
        what: field.name.clone(),
        before: None,
        after: Some(field.text.clone()),
    };
    changes.extend(new.into_iter().map(added));
    changes
}

/// The fields of `these` that have no equal among `those`, counted.
fn left_over<'a>(these: &'a [Field], those: &[Field]) -> Vec<&'a Field> {
    let mut unmatched: Vec<&Field> = those.iter().collect();
    let mut left = Vec::new();
    for field in these.iter().filter(|field| !TRACE.contains(&field.name.as_str())) {
        match unmatched.iter().position(|other| other.name == field.name && other.text == field.text) {
            Some(index) => {
                unmatched.swap_remove(index);
            }
            None => left.push(field),
        }
    }
    left
}

fn files(source: &Mail, outgoing: &Mail) -> Vec<Change> {
    let has = |mail: &Mail, part: &Part| {
        mail.parts.iter().any(|other| {
            other.role == Role::Attachment && (&other.name, other.size, &other.mime) == (&part.name, part.size, &part.mime)
        })
    };
    let name = |part: &Part| part.name.clone().unwrap_or_else(|| format!("part {}", part.path));
    let attached = |mail: &'_ Mail| mail.parts.iter().filter(|part| part.role == Role::Attachment).cloned().collect::<Vec<_>>();
    let gone = attached(source).into_iter().filter(|part| !has(outgoing, part)).map(|part| Change {
        code: Code::PartRemoved,
        what: name(&part),
        before: Some(name(&part)),
        after: None,
    });
    let new = attached(outgoing).into_iter().filter(|part| !has(source, part)).map(|part| Change {
        code: Code::PartAdded,
        what: name(&part),
        before: None,
        after: Some(name(&part)),
    });
    gone.chain(new).collect()
}

/// The text people read, without trailing blanks and blank lines at its end.
fn body(mail: &Mail) -> Vec<String> {
    let text = mail.bodies().next().map(|part| part.reading.text()).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().take(LINES).map(|line| line.trim_end().to_owned()).collect();
    if text.lines().nth(LINES).is_some() {
        lines.push("…".to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Transforms only add or take away blocks, so the common head and tail are cut off and the middle is told whole.
fn lines(before: &[String], after: &[String]) -> Vec<Change> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (before.get(head..).unwrap_or_default(), after.get(head..).unwrap_or_default());
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let cut = |lines: &[String]| lines.get(..lines.len() - tail).unwrap_or_default().to_vec();
    let told = |line: String, code: Code| {
        let (before, after) = if code == Code::LineRemoved { (Some(line), None) } else { (None, Some(line)) };
        Change { code, what: "body".to_owned(), before, after }
    };
    let gone = cut(before).into_iter().map(|line| told(line, Code::LineRemoved));
    let new = cut(after).into_iter().map(|line| told(line, Code::LineAdded));
    gone.chain(new).collect()
}

#[cfg(test)]
mod tests;

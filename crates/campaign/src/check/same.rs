//! Whether what was read back from the bytes is what was written: recipient, subject, texts, files.

use sekisho_content::{Limits, Mail, Part as MailPart, mail::Role, part_text, transform};
use sekisho_model::{Digest, PartPath, Place};

use crate::{
    audience::Row,
    job::{Job, Letter},
    template::Part,
};

/// The first place where the two differ.
pub(super) fn difference(job: &Job<'_>, row: &Row, letter: &Letter, mail: &Mail, html: Option<&str>) -> Option<Place> {
    if !mail.defects.is_empty() {
        return Some(Place::Letter);
    }
    let header = |name: &str| Place::Header { name: name.into() };
    if !is_to_alone(row, letter, mail) {
        return Some(header("to"));
    }
    let from = mail.from.first().filter(|_| mail.from.len() == 1).and_then(|from| from.address.as_ref());
    if from != Some(&job.sender.from.address) {
        return Some(header("from"));
    }
    if words(&mail.subject) != words(written(letter, Part::Subject)) {
        return Some(header("subject"));
    }
    texts(letter, mail, html).or_else(|| files(job, letter, mail))
}

/// Exactly one recipient: the row's, by the name that was written.
fn is_to_alone(row: &Row, letter: &Letter, mail: &Mail) -> bool {
    let [to] = mail.to.as_slice() else { return false };
    let name = words(to.name.as_deref().unwrap_or(""));
    let in_envelope = match letter.envelope.recipients.as_slice() {
        [one] => one.address == *row.address(),
        _ => false,
    };
    in_envelope
        && mail.cc.is_empty()
        && mail.bcc.is_empty()
        && to.address.as_ref() == Some(row.address())
        && name == words(written(letter, Part::Name))
}

fn texts(letter: &Letter, mail: &Mail, html: Option<&str>) -> Option<Place> {
    let wanted = letter.texts.iter().filter(|(part, _)| !part.is_header()).count();
    let bodies: Vec<&MailPart> = mail.bodies().collect();
    if bodies.len() != wanted {
        return Some(Place::Letter);
    }
    let differs = |part: &&&MailPart| match part.mime.as_str() {
        "text/plain" => lines(part.reading.text()) != lines(written(letter, Part::Text)),
        "text/html" => html.is_none_or(|html| lines(html) != lines(written(letter, Part::Html))),
        _ => true,
    };
    bodies.iter().find(differs).map(|part| Place::Part { path: part.path.clone(), inside: None })
}

fn files(job: &Job<'_>, letter: &Letter, mail: &Mail) -> Option<Place> {
    let paths = attached(mail);
    if paths.is_empty() && letter.files.is_empty() {
        return None;
    }
    let Ok(found) = transform::files(&letter.bytes, &paths) else { return Some(Place::Letter) };
    let digests = found.iter().map(|file| Some(Digest::of(&file.bytes)));
    let wanted = letter.files.iter().map(|name| job.files.get(name).map(crate::file::File::digest));
    (!digests.eq(wanted)).then_some(Place::Letter)
}

fn attached(mail: &Mail) -> Vec<PartPath> {
    let attached = mail.parts.iter().filter(|part| part.role == Role::Attachment && part.inside.is_none());
    attached.map(|part| part.path.clone()).collect()
}

/// The source of the HTML as it stands in the bytes.
pub(super) fn html_of(letter: &Letter, mail: &Mail, limits: &Limits) -> Option<String> {
    let part = mail.bodies().find(|part| part.mime == "text/html")?;
    part_text(&letter.bytes, &part.path, limits)
}

fn written(letter: &Letter, part: Part) -> &str {
    letter.text(part).map_or("", |filled| filled.text.as_str())
}

/// Words without the spaces between them: folding of a header field may change those.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Line ends of one kind, a lone CR being one; empty lines at the end of a text fall away.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r')).collect()
}

//! The letters: Japanese business letters of about one size, in the three forms most of them come in: ISO-2022-JP
//! plain text, UTF-8 plain text in base64, and UTF-8 text with HTML beside it.
//!
//! Bodies are made once and sent many times; each letter has a Message-ID of its own, which carries its number.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    Arguments,
    people::{self, Person},
    text::{CLOSING, Dice, OPENING, SUBJECTS},
};

/// Different bodies.
const DRAFTS: usize = 384;
/// Octets of a usual header block with trace fields of nobody.
const HEAD: usize = 500;

/// Letters to send, by number.
pub struct Letters {
    drafts: Vec<Draft>,
    run: u64,
    recipients: usize,
}

struct Draft {
    from: String,
    to: Vec<String>,
    /// Header fields that are the same for all letters of this draft.
    fields: String,
    body: Vec<u8>,
}

/// One letter. Text and dots are ready for DATA.
pub struct Letter<'a> {
    pub from: &'a str,
    pub to: &'a [String],
    pub head: String,
    pub body: &'a [u8],
}

#[derive(Clone, Copy)]
enum Form {
    Iso2022Jp,
    Utf8,
    Html,
}

impl Letters {
    pub fn new(arguments: &Arguments) -> Self {
        let draft = |number| Draft::new(number, arguments);
        Self { drafts: (0..DRAFTS).map(draft).collect(), run: arguments.run, recipients: arguments.recipients }
    }

    /// The letter with this number.
    pub fn letter(&self, number: u64) -> Letter<'_> {
        let draft = &self.drafts[usize::try_from(number).unwrap_or(0) % DRAFTS];
        let date = jiff::Zoned::now().strftime("%a, %d %b %Y %H:%M:%S %z");
        let run = self.run;
        let head = format!("Date: {date}\r\nMessage-ID: <load.{run}.{number}@house.example>\r\n{}", draft.fields);
        Letter { from: &draft.from, to: &draft.to[..self.recipients.min(draft.to.len())], head, body: &draft.body }
    }
}

impl Draft {
    fn new(number: usize, arguments: &Arguments) -> Self {
        let mut dice = Dice::new(number as u64 + 1);
        let form = [Form::Iso2022Jp, Form::Utf8, Form::Iso2022Jp, Form::Utf8, Form::Html][number % 5];
        let from = people::inside(number);
        let to: Vec<Person> = (0..arguments.recipients).map(|more| people::outside(number * 13 + more)).collect();
        let subject = format!("{} ({})", dice.pick(&SUBJECTS), 1000 + number);
        let room = arguments.size.saturating_sub(HEAD);
        let text = text(&mut dice, &from, &to[0], arguments.note.as_deref(), form.characters(room));
        let fields = fields(form, &from, &to, &subject);
        let body = stuff(&form.body(&text));
        let to = to.into_iter().map(|person| person.address).collect();
        Self { from: from.address, to, fields, body }
    }
}

impl Form {
    /// Characters that make so many octets.
    const fn characters(self, octets: usize) -> usize {
        match self {
            // Two octets each, and the switches between character sets.
            Self::Iso2022Jp => octets * 10 / 21,
            // Three octets each, four thirds in base64 with line ends.
            Self::Utf8 => octets * 10 / 37,
            // The text twice, once with tags.
            Self::Html => octets * 10 / 83,
        }
    }

    fn body(self, text: &str) -> Vec<u8> {
        match self {
            Self::Iso2022Jp => encoding_rs::ISO_2022_JP.encode(text).0.into_owned(),
            Self::Utf8 => base64_lines(text.as_bytes()).into_bytes(),
            Self::Html => alternative(text).into_bytes(),
        }
    }

    fn word(self, text: &str) -> String {
        match self {
            Self::Iso2022Jp => {
                let bytes = encoding_rs::ISO_2022_JP.encode(text).0;
                format!("=?ISO-2022-JP?B?{}?=", STANDARD.encode(&bytes))
            }
            _ => format!("=?UTF-8?B?{}?=", STANDARD.encode(text)),
        }
    }
}

fn fields(form: Form, from: &Person, to: &[Person], subject: &str) -> String {
    let mailbox = |person: &Person| {
        let name = format!("{} {}", person.company, person.family);
        format!("{} <{}>", form.word(&name), person.address)
    };
    let to: Vec<String> = to.iter().map(mailbox).collect();
    let kind = match form {
        Form::Iso2022Jp => "Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit",
        Form::Utf8 => "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64",
        Form::Html => "Content-Type: multipart/alternative; boundary=\"=_part\"",
    };
    format!(
        "From: {}\r\nTo: {}\r\nSubject: {}\r\nMIME-Version: 1.0\r\n{kind}\r\n\r\n",
        mailbox(from),
        to.join(",\r\n "),
        form.word(subject)
    )
}

fn text(dice: &mut Dice, from: &Person, to: &Person, note: Option<&str>, characters: usize) -> String {
    let mut text = format!("{}\r\n{}\r\n{}様\r\n\r\n", to.company, to.section, to.family);
    text.push_str(&format!("{}\r\n{}の{}です。\r\n\r\n", dice.pick(&OPENING), from.company, from.family));
    if let Some(note) = note {
        text.push_str(&format!("{note}\r\n\r\n"));
    }
    let sign = format!(
        "\r\n{}\r\n\r\n-- \r\n{} {}\r\n{}\r\nhttps://www.house.example/\r\n",
        dice.pick(&CLOSING),
        from.company,
        from.section,
        from.family
    );
    let mut quoted = false;
    let mut length = text.chars().count() + sign.chars().count();
    while length < characters {
        // The second half is the thread so far, as people leave it below.
        if !quoted && length > characters / 2 {
            quoted = true;
            text.push_str(&sign);
            text.push_str("\r\n----- Original Message -----\r\n");
        }
        let line = format!("{}{}\r\n", if quoted { "> " } else { "" }, dice.sentence());
        length += line.chars().count();
        text.push_str(&line);
        if dice.below(4) == 0 {
            text.push_str(if quoted { ">\r\n" } else { "\r\n" });
        }
    }
    if !quoted {
        text.push_str(&sign);
    }
    text
}

fn alternative(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("<p>{}</p>", line.replace('<', "&lt;"))).collect();
    let html = format!("<html><body>\r\n{}\r\n</body></html>\r\n", lines.join("\r\n"));
    let part = |kind: &str, text: &str| {
        let body = base64_lines(text.as_bytes());
        format!(
            "--=_part\r\nContent-Type: {kind}; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
        )
    };
    format!("{}{}--=_part--\r\n", part("text/plain", text), part("text/html", &html))
}

fn base64_lines(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let line = |chunk: &[u8]| String::from_utf8_lossy(chunk).into_owned() + "\r\n";
    text.as_bytes().chunks(76).map(line).collect()
}

/// A dot before a dot at the start of a line (RFC 5321 §4.5.2), and the final dot.
fn stuff(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 8);
    for line in body.split_inclusive(|octet| *octet == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out.extend_from_slice(b".\r\n");
    out
}

//! Parts that are no frame: transfer encoding off, opened, and scanned for what another reader would see in them.

use std::ops::Range;

use sekisho_model::Blind;

use super::{
    cms,
    head::Head,
    reader::{Reader, Span},
    shape::Shape,
    spot::{Frame, Spot},
    transfer::{self, Transfer},
    words,
};
use crate::{
    budget::Budget,
    document::{self, File, Inner},
    mail::{Part, Pictures, Reading, Role},
};

/// Largest detached signature that is taken for one.
const MAX_SIGNATURE: usize = 64 << 10;
/// Fields of an attached letter that no person reads.
const MACHINE_FIELDS: &[&str] = &[
    "received",
    "message-id",
    "references",
    "in-reply-to",
    "dkim-signature",
    "arc-seal",
    "arc-message-signature",
    "arc-authentication-results",
    "authentication-results",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "domainkey-signature",
    "received-spf",
    "x-received",
    "thread-index",
];

impl Reader<'_, '_> {
    /// A body that is no multipart and no letter to walk into.
    pub(super) fn leaf(&mut self, shape: &Shape, body: &Range<usize>, spot: &Spot) {
        let raw = self.bytes(body);
        let strict = spot.extra.is_none();
        self.spans.push(Span { range: body.clone(), transfer: shape.transfer, strict: strict && !shape.is_letter() });
        let plain = transfer::decode(shape.transfer, raw);
        let base64 = shape.transfer == Transfer::Base64;
        self.defects.add_if(base64 && plain.junk, "base64-junk", &spot.path);
        self.defects.add_if(plain.after_end, "base64-after-padding", &spot.path);
        self.defects.add_if(!base64 && plain.junk, "quoted-printable-junk", &spot.path);
        if shape.transfer == Transfer::Uu
            && let Some(file) = super::scan::first_uuencoded(raw)
        {
            self.file(shape, &file, spot);
        } else {
            self.file(shape, &plain.bytes, spot);
        }
        if plain.hopeless {
            if let Some(part) = self.parts.iter_mut().rfind(|part| part.path == spot.path && part.inside == spot.extra)
            {
                blind(&mut part.reading, Blind::Damaged);
            }
            self.text(body, &spot.beside("undecoded"));
        }
        if strict && shape.kind.contradicts_itself("charset") {
            self.other_charsets(shape, &plain.bytes, spot);
        }
        self.other_names(shape, spot);
    }

    fn file(&mut self, shape: &Shape, bytes: &[u8], spot: &Spot) {
        if shape.is_letter() {
            self.defects.add("encoded-letter", &spot.path);
            let reading = Reading::Nothing;
            self.push(part(shape, spot, bytes.len(), reading));
            return self.buffer(bytes.to_vec(), &spot.beside(shape.names.best.as_deref().unwrap_or("letter")));
        }
        if let Some(content) = is_sealed(shape).then(|| cms::signed_content(bytes)).flatten() {
            // Certificates and signatures stand around the content; where much more does, nobody has seen it.
            let small = bytes.len() - content.len() <= MAX_SIGNATURE;
            let why = Reading::unread(Blind::NoReader);
            self.push(part(shape, spot, bytes.len(), if small { Reading::Nothing } else { why }));
            return self.signed(content, &spot.beside("signed"));
        }
        let text = is_text(shape);
        let opened = self.open(shape, bytes, spot);
        let nul = text && shape.transfer != Transfer::Base64 && memchr::memchr(0, bytes).is_some();
        self.defects.add_if(nul, "nul", &spot.path);
        self.push(Part {
            really: opened.really,
            hidden: opened.hidden,
            unlocked: opened.unlocked,
            pictures: opened.pictures,
            ..part(shape, spot, bytes.len(), opened.reading)
        });
        self.inner(opened.inner, spot);
        if text {
            self.scan(bytes, spot);
        }
    }

    /// Files inside an attachment, and what is odd about letters among them.
    pub(super) fn inner(&mut self, inner: Vec<Inner>, spot: &Spot) {
        for inner in inner {
            inner.defects.iter().for_each(|code| self.defects.add(code, &spot.path));
            self.push(from_inner(inner, spot));
        }
    }

    fn open(&mut self, shape: &Shape, bytes: &[u8], spot: &Spot) -> document::Opened {
        let whole = |reading| document::Opened {
            really: None,
            reading,
            hidden: Vec::new(),
            inner: Vec::new(),
            unlocked: false,
            pictures: Pictures::default(),
        };
        let mime = shape.mime.as_str();
        if spot.frame == Frame::Signed && is_signature(mime, bytes) {
            return whole(Reading::Nothing);
        }
        let sealed = spot.frame == Frame::Encrypted && mime != "application/pgp-encrypted";
        if sealed || is_sealed(shape) {
            return whole(Reading::unread(Blind::EncryptedMail));
        }
        self.budget.next_file();
        let charset = shape.kind.decoded("charset");
        let file = File {
            bytes,
            name: shape.names.best.as_deref(),
            mime: if is_text(shape) && mime != "text/html" && shape.names.best.is_none() { "text/plain" } else { mime },
            charset: charset.as_deref(),
        };
        let mut opened = document::open(&file, self.budget);
        let pieces = matches!(mime, "message/partial" | "message/external-body");
        if pieces {
            blind(&mut opened.reading, Blind::NoReader);
        } else if shape.transfer == Transfer::Unknown && !bytes.trim_ascii().is_empty() {
            blind(&mut opened.reading, Blind::UnknownFormat);
        } else if is_text(shape) && memchr::memmem::find(bytes, b"-----BEGIN PGP MESSAGE-----").is_some() {
            blind(&mut opened.reading, Blind::EncryptedMail);
        }
        self.limited |= matches!(opened.reading, Reading::Blind { why: Blind::Limit, .. });
        opened
    }

    /// Two charsets: two texts.
    fn other_charsets(&mut self, shape: &Shape, bytes: &[u8], spot: &Spot) {
        let labels: Vec<&str> = shape.kind.all("charset").skip(1).take(3).collect();
        for label in labels {
            let file = File { bytes, name: None, mime: &shape.mime, charset: Some(label) };
            let opened = document::open(&file, self.budget);
            if !self.parts.iter().any(|part| part.path == spot.path && part.reading.text() == opened.reading.text()) {
                self.push(extra(&shape.mime, &spot.beside("charset"), bytes.len(), opened.reading));
            }
        }
    }

    /// A second name is shown like a second file, so that people and rules see both.
    fn other_names(&mut self, shape: &Shape, spot: &Spot) {
        for name in &shape.names.others {
            let named =
                Part { name: Some(name.clone()), ..extra(&shape.mime, &spot.beside(name), 0, Reading::Nothing) };
            self.push(Part { role: Role::Inner, ..named });
        }
    }
}

/// A part of the tree, or a variant of one beside it.
fn part(shape: &Shape, spot: &Spot, size: usize, reading: Reading) -> Part {
    let body = shape.is_body();
    let role = match (&spot.extra, spot.attached) {
        (_, true) => Role::Inner,
        (None, false) if body => Role::Body,
        (None, false) => Role::Attachment,
        (Some(_), false) if body => Role::Body,
        (Some(_), false) => Role::Inner,
    };
    Part { role, name: shape.names.best.clone(), ..extra(&shape.mime, spot, size, reading) }
}

/// A multipart.
pub(super) fn frame(shape: &Shape, spot: &Spot, size: usize) -> Part {
    let name = shape.names.best.clone();
    Part { role: Role::Frame, name, ..extra(&shape.mime, spot, size, Reading::Nothing) }
}

/// An attached letter: its text is its header.
pub(super) fn letter(shape: &Shape, spot: &Spot, head: &Head<'_>, size: usize) -> Part {
    let role = if spot.attached || spot.extra.is_some() { Role::Inner } else { Role::Attachment };
    Part { role, name: shape.names.best.clone(), ..extra(&shape.mime, spot, size, header_reading(head)) }
}

/// The header of a letter that was decoded first.
pub(super) fn header(head: &Head<'_>, spot: &Spot) -> Part {
    Part { role: Role::Inner, ..extra("text/rfc822-headers", &spot.beside("header"), 0, header_reading(head)) }
}

/// A part beside the tree.
pub(super) fn extra(mime: &str, spot: &Spot, size: usize, reading: Reading) -> Part {
    Part {
        path: spot.path.clone(),
        inside: spot.extra.clone(),
        role: if spot.attached { Role::Inner } else { Role::Body },
        mime: mime.to_owned(),
        really: None,
        name: None,
        size,
        reading,
        hidden: Vec::new(),
        unlocked: false,
        pictures: Pictures::default(),
    }
}

/// Text beside the tree.
pub(super) fn text(bytes: &[u8], spot: &Spot, budget: &mut Budget) -> Part {
    budget.next_file();
    let opened = document::open(&File { bytes, name: None, mime: "text/plain", charset: None }, budget);
    extra("text/plain", spot, bytes.len(), opened.reading)
}

/// A file inside an attachment.
fn from_inner(inner: Inner, spot: &Spot) -> Part {
    let inside = spot.beside(&inner.name).extra;
    Part {
        path: spot.path.clone(),
        inside,
        role: Role::Inner,
        mime: inner.mime,
        really: inner.really,
        name: Some(inner.name),
        size: inner.size,
        reading: inner.reading,
        hidden: inner.hidden,
        unlocked: inner.unlocked,
        pictures: inner.pictures,
    }
}

/// The fields of a header that people read, one to a line.
pub(super) fn header_reading(head: &Head<'_>) -> Reading {
    let mut text = String::new();
    for field in head.fields.iter().filter(|field| !field.name.is_empty()) {
        if !MACHINE_FIELDS.iter().any(|machine| field.is(machine)) {
            text.push_str(&String::from_utf8_lossy(field.name));
            text.push_str(": ");
            text.push_str(&words::decode(&field.unfolded()).text);
            text.push('\n');
        }
    }
    if text.is_empty() { Reading::Nothing } else { Reading::Read { text, tables: Vec::new() } }
}

fn is_text(shape: &Shape) -> bool {
    shape.mime.starts_with("text/")
        || shape.is_multipart()
        || matches!(
            shape.mime.as_str(),
            "message/delivery-status"
                | "message/global-delivery-status"
                | "message/disposition-notification"
                | "message/global-headers"
                | "message/feedback-report"
                | "message/partial"
                | "message/external-body"
                | "application/pgp-encrypted"
        )
}

/// S/MIME: signed, sealed, or both.
fn is_sealed(shape: &Shape) -> bool {
    let named = || shape.name().is_some_and(|name| name.to_ascii_lowercase().ends_with(".p7m"));
    match shape.mime.as_str() {
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => true,
        "application/octet-stream" => named(),
        _ => false,
    }
}

/// A detached signature holds nothing but itself. Certificates name the signer, whom the letter names anyway.
fn is_signature(mime: &str, bytes: &[u8]) -> bool {
    match mime {
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => {
            bytes.first() == Some(&0x30) && bytes.len() <= MAX_SIGNATURE
        }
        "application/pgp-signature" => {
            let text = bytes.trim_ascii();
            text.starts_with(b"-----BEGIN PGP SIGNATURE-----")
                && text.ends_with(b"-----END PGP SIGNATURE-----")
                && bytes.len() <= MAX_SIGNATURE
        }
        _ => false,
    }
}

fn blind(reading: &mut Reading, why: Blind) {
    let (text, tables) = match std::mem::replace(reading, Reading::Nothing) {
        Reading::Read { text, tables } | Reading::Blind { text, tables, .. } => (text, tables),
        Reading::Nothing => Default::default(),
    };
    *reading = Reading::Blind { why, text, tables };
}

//! The raw scan: what another reader would decode in bytes that are a text for the strict view.
//!
//! Uuencoded files, base64 without a label, the header of an encoded part in the middle of a text, encoded words.
//! Everything found becomes a part beside the tree. Each look is linear, and each is bounded.

use std::ops::Range;

use super::{
    leaf,
    reader::Reader,
    shape::Shape,
    spot::Spot,
    transfer::{self, Transfer},
    words,
};
use crate::{
    charset,
    document::{self, File},
    mail::{Part, Role},
};

/// Finds of one kind in one text.
const MAX_FINDS: usize = 16;
/// Shortest line of a block of base64 lines; encoders write 60 to 76.
const MIN_LINE: usize = 40;
/// Shortest block of base64 that is worth a look.
const MIN_BASE64: usize = 120;
/// Longest boundary (RFC 2046 §5.1.1 has 70).
const MAX_BOUNDARY: usize = 200;

impl Reader<'_, '_> {
    /// Looks into a text.
    pub(super) fn scan(&mut self, text: &[u8], spot: &Spot) {
        let depth = spot.extra.as_ref().map_or(0, |extra| extra.bytes().filter(|byte| *byte == b'/').count());
        if depth > self.budget.limits().depth {
            return;
        }
        self.scan_uuencode(text, spot);
        self.scan_entities(text, spot);
        self.scan_base64(text, spot);
        self.scan_words(text, spot);
    }

    fn scan_uuencode(&mut self, text: &[u8], spot: &Spot) {
        let mut skip = 0;
        let mut found = 0;
        for at in memchr::memmem::find_iter(text, b"begin") {
            let starts_line = at == 0 || text.get(at - 1) == Some(&b'\n');
            if at < skip || !starts_line || found >= MAX_FINDS {
                continue;
            }
            let Some(file) = text.get(at..).and_then(transfer::uuencoded) else { continue };
            skip = at + file.length;
            found += 1;
            self.defects.add("uuencode-in-text", &spot.path);
            let name = charset::decode(file.name, None).text;
            self.found_file(&file.bytes, Some(&name), &spot.beside(&name));
        }
    }

    /// A header that says base64 or quoted-printable, in the middle of a text.
    fn scan_entities(&mut self, text: &[u8], spot: &Spot) {
        let mut from = 0;
        for number in 1..=MAX_FINDS {
            let Some(range) = entity(text, from) else { return };
            from = range.end;
            self.defects.add("entity-in-text", &spot.path);
            if !self.may_read_again(spot, &range) {
                return;
            }
            let bytes = text.get(range).unwrap_or_default().to_vec();
            self.buffer(bytes, &spot.beside(&format!("entity-{number}")));
        }
    }

    fn scan_base64(&mut self, text: &[u8], spot: &Spot) {
        let mut from = 0;
        let mut found = 0;
        while let Some(range) = base64_block(text, from).filter(|_| found < MAX_FINDS) {
            from = range.end;
            let bytes = transfer::base64(text.get(range).unwrap_or_default()).bytes;
            if is_file(&bytes) || is_readable(&bytes) {
                found += 1;
                self.defects.add("base64-in-text", &spot.path);
                self.found_file(&bytes, None, &spot.beside(&format!("base64-{found}")));
            }
        }
    }

    fn scan_words(&mut self, text: &[u8], spot: &Spot) {
        let Some(first) = memchr::memmem::find(text, b"=?") else { return };
        let rest = text.get(first..).unwrap_or_default();
        if memchr::memmem::find(rest, b"?=").is_none() || !rest.is_ascii() && std::str::from_utf8(rest).is_err() {
            return;
        }
        let lines = rest.split(|byte| *byte == b'\n').filter(|line| memchr::memmem::find(line, b"=?").is_some());
        let mut decoded = String::new();
        for line in lines {
            let text = words::decode(line.trim_ascii()).text;
            if text.as_bytes() != line.trim_ascii() {
                decoded.push_str(&text);
                decoded.push('\n');
            }
        }
        if !decoded.is_empty() {
            self.defects.add("encoded-word-in-text", &spot.path);
            let part = leaf::text(decoded.as_bytes(), &spot.beside("encoded-words"), self.budget);
            self.push(part);
        }
    }

    fn found_file(&mut self, bytes: &[u8], name: Option<&str>, spot: &Spot) {
        self.budget.next_file();
        let opened = document::open(&File { bytes, name, mime: "", charset: None }, self.budget);
        let whole = leaf::extra(opened.really.unwrap_or("application/octet-stream"), spot, bytes.len(), opened.reading);
        let name = name.map(str::to_owned);
        self.push(Part {
            really: opened.really,
            hidden: opened.hidden,
            unlocked: opened.unlocked,
            pictures: opened.pictures,
            name,
            role: Role::Inner,
            ..whole
        });
        self.inner(opened.inner, spot);
    }
}

/// The first uuencoded file of a body that is said to be one.
pub(super) fn first_uuencoded(body: &[u8]) -> Option<Vec<u8>> {
    let starts = memchr::memmem::find_iter(body, b"begin").take(MAX_FINDS);
    starts.filter_map(|at| body.get(at..).and_then(transfer::uuencoded)).map(|file| file.bytes).next()
}

/// An entity whose header has an encoding, from `from` on: from the first line of the header to the end of the text or
/// a line that looks like a boundary.
fn entity(text: &[u8], from: usize) -> Option<Range<usize>> {
    const MARK: &[u8] = b"ontent-transfer-encoding:";
    let rest = text.get(from..)?;
    let mut candidates = memchr::memmem::find_iter(rest, b"ncoding:").filter_map(|at| (at + 8).checked_sub(MARK.len()));
    let field = candidates.find(|at| {
        let line = at.checked_sub(1).is_some_and(|first| {
            matches!(rest.get(first), Some(b'C' | b'c')) && (first == 0 || rest.get(first - 1) == Some(&b'\n'))
        });
        let value = rest.get(at + MARK.len()..).unwrap_or_default();
        let value = value.get(..memchr::memchr(b'\n', value).unwrap_or(value.len())).unwrap_or_default();
        line && rest.get(*at..at + MARK.len()).is_some_and(|mark| mark.eq_ignore_ascii_case(MARK))
            && matches!(Transfer::parse(value.trim_ascii()), Transfer::Base64 | Transfer::QuotedPrintable)
    })?;
    let start = header_start(rest, field - 1);
    let body = memchr::memmem::find(rest.get(field..)?, b"\r\n\r\n").map_or(rest.len(), |at| field + at + 4);
    let tail = rest.get(body..).unwrap_or_default();
    let end = memchr::memmem::find(tail, b"\r\n--").map_or(rest.len(), |at| body + at);
    Some(from + start..from + end)
}

/// Goes up from a field to the first line of its header: fields and their continuations.
fn header_start(text: &[u8], field: usize) -> usize {
    let mut start = field;
    let mut best = field;
    for _ in 0..MAX_FINDS {
        let Some(before) = text.get(..start).and_then(|before| before.strip_suffix(b"\n")) else { break };
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let line = before.get(line_start..).unwrap_or_default();
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let is_field = name.len() < line.len() && !name.is_empty() && name.iter().all(|byte| (33..=126).contains(byte));
        if is_field {
            best = line_start;
        } else if !matches!(line.first(), Some(b' ' | b'\t')) {
            break;
        }
        start = line_start;
    }
    best
}

/// The next block of base64 lines, or one long run of digits.
fn base64_block(text: &[u8], from: usize) -> Option<Range<usize>> {
    let mut start: Option<usize> = None;
    let mut at = from;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or_default().trim_ascii();
        match start {
            None if line.len() >= MIN_LINE && is_base64(line) => start = Some(at),
            Some(_) if !line.is_empty() && is_base64(line) => {}
            Some(begun) => {
                if at - begun >= MIN_BASE64 {
                    return Some(begun..at);
                }
                start = None;
            }
            None => {}
        }
        at += length;
    }
    start.filter(|begun| text.len() - begun >= MIN_BASE64).map(|begun| begun..text.len())
}

fn is_base64(line: &[u8]) -> bool {
    let digits = line.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
    line.len() - digits <= 2
        && line.iter().take(digits).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// The first bytes of files that carry data.
fn is_file(bytes: &[u8]) -> bool {
    const STARTS: &[&[u8]] = &[
        b"PK\x03\x04",
        b"%PDF-",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"7z\xBC\xAF\x27\x1C",
        b"Rar!",
        b"\x1F\x8B\x08",
        b"{\\rtf",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"BZh",
        b"\xFD7zXZ",
        b"MZ",
        b"\x78\x9F\x3E\x22",
    ];
    STARTS.iter().any(|start| bytes.starts_with(start))
}

/// A text by any charset of mail; what base64 digits of something else give, is not.
fn is_readable(bytes: &[u8]) -> bool {
    let sample = bytes.get(..4_096).unwrap_or(bytes);
    let odd = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n' | b'\t' | 0x1B);
    if sample.is_empty()
        || sample.iter().any(odd) && !sample.starts_with(b"\xFF\xFE") && !sample.starts_with(b"\xFE\xFF")
    {
        return false;
    }
    let decoded = charset::decode(sample, None);
    decoded.lossless || std::str::from_utf8(sample).is_err_and(|error| error.error_len().is_none())
}

/// A boundary by its looks: the first line `--x` with a header or an empty line behind it.
pub(super) fn guess_boundary(body: &[u8]) -> Option<&[u8]> {
    let starts = memchr::memmem::find_iter(body, b"--").filter(|at| *at == 0 || body.get(at - 1) == Some(&b'\n'));
    starts.filter_map(|at| candidate(body.get(at..)?)).next()
}

fn candidate(text: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'\n', text)?;
    let boundary = text.get(2..end)?.trim_ascii_end();
    let next = text.get(end + 1..)?;
    let next = next.get(..memchr::memchr(b'\n', next).unwrap_or(next.len()))?;
    let name = next.split(|byte| *byte == b':').next().unwrap_or_default();
    let field = name.len() < next.len() && !name.is_empty() && name.iter().all(|byte| (33..=126).contains(byte));
    let fine = !boundary.is_empty() && boundary.len() <= MAX_BOUNDARY && boundary.iter().any(u8::is_ascii_alphanumeric);
    (fine && !boundary.contains(&b' ') && field).then_some(boundary)
}

/// The media type of a multipart again, for its decoded body.
pub(super) fn written_kind(shape: &Shape) -> String {
    let clean: String = shape.boundary().chars().filter(|c| !matches!(c, '"' | '\\')).collect();
    format!("{}; boundary=\"{clean}\"", shape.mime)
}

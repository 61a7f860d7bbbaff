//! Adding a text to a text part: under it or above it, in its own charset and transfer encoding.
//!
//! Plain text that the charset cannot express makes the whole part UTF-8; HTML never needs that, because any
//! character can be written as a character reference. The words of the part itself never change.

use super::{
    TransformError,
    charset::{Charset, mask},
    encode,
    header::{Field, Header},
    transfer::Transfer,
};
use crate::read::{Shape, TEXT};

/// Boundaries of a letter that are compared.
const MANY: usize = 100;

/// Where a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Before all else, so that it is seen before a quoted thread.
    Top,
    /// At the end.
    Bottom,
}

/// A text to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addition {
    pub(super) side: Side,
    pub(super) text: String,
    /// A URL in the text that HTML shows as a link.
    pub(super) url: Option<String>,
}

/// Adds to the body of a `text/plain` or `text/html` part; `header` is the part's own and is changed where charset or
/// transfer encoding change. No line of the outcome is a delimiter of `boundaries`.
pub(super) fn add(
    header: &mut Header,
    body: &[u8],
    additions: &[Addition],
    boundaries: &[&str],
) -> Result<Vec<u8>, TransformError> {
    let kind = ContentType::of(header);
    let transfer = Transfer::parse(value_of(header, "content-transfer-encoding").as_deref())?;
    let bytes = transfer.decode(body);
    let charset = Charset::detect(kind.shape.parameter("charset").as_deref(), &bytes).ok_or(TransformError::Charset)?;
    let all_ascii = bytes.is_ascii();
    let (charset_now, bytes) = if kind.shape.mime == "text/html" {
        (charset, additions.iter().fold(bytes, |bytes, addition| add_html(charset, bytes, addition)))
    } else {
        let flowed = kind.shape.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        add_plain(charset, bytes, additions, flowed)?
    };
    if charset_now != charset {
        kind.write_with_charset("UTF-8", header);
    }
    // Eight-bit bytes in a letter that had none would ask more of the next server than the sender did.
    let wanted = if transfer == Transfer::EightBit && all_ascii { Transfer::SevenBit } else { transfer };
    let bare = matches!(wanted, Transfer::SevenBit | Transfer::EightBit);
    let wanted = if bare && has_delimiter(&bytes, boundaries) { Transfer::QuotedPrintable } else { wanted };
    let (transfer_now, body) = wanted.encode_text(&bytes);
    if transfer_now != transfer {
        let field = Field::new(format!("Content-Transfer-Encoding: {}", transfer_now.as_str()));
        header.replace_named(&["content-transfer-encoding"], field);
    }
    Ok(body)
}

/// Whether some line starts like a delimiter of a multipart: the rest of the text would become a part of its own.
/// Where there are very many, every line that starts with two hyphens does.
fn has_delimiter(text: &[u8], boundaries: &[&str]) -> bool {
    memchr::memmem::find_iter(text, b"--").filter(|at| *at == 0 || text.get(at - 1) == Some(&b'\n')).any(|at| {
        let rest = text.get(at + 2..).unwrap_or_default();
        boundaries.len() > MANY || boundaries.iter().any(|boundary| rest.starts_with(boundary.as_bytes()))
    })
}

fn add_plain(
    charset: Charset,
    bytes: Vec<u8>,
    additions: &[Addition],
    flowed: bool,
) -> Result<(Charset, Vec<u8>), TransformError> {
    let texts: Vec<_> =
        additions.iter().map(|one| (one.side, if flowed { stuff(&one.text) } else { one.text.clone() })).collect();
    let line_end = if bytes.contains(&b'\n') && !bytes.windows(2).any(|pair| pair == b"\r\n") { "\n" } else { "\r\n" };
    let wire = |text: &str| encode::crlf(text.trim_end_matches(['\r', '\n'])).replace("\r\n", line_end);
    let encoded: Option<Vec<_>> =
        texts.iter().map(|(side, text)| Some((*side, charset.encode(&wire(text))?))).collect();
    let (charset, mut bytes, encoded) = match encoded {
        Some(encoded) => (charset, bytes, encoded),
        None => {
            let text = charset.decode(&bytes).ok_or(TransformError::Charset)?;
            let encoded = texts.iter().map(|(side, text)| (*side, wire(text).into_bytes())).collect();
            (Charset::Known(encoding_rs::UTF_8), text.into_bytes(), encoded)
        }
    };
    for (side, text) in encoded {
        bytes = match side {
            Side::Top => [&text, line_end.as_bytes(), line_end.as_bytes(), &bytes].concat(),
            Side::Bottom => {
                let close = charset.back_to_ascii(&bytes);
                let gap = if bytes.is_empty() || bytes.ends_with(b"\n") { "" } else { line_end };
                [&bytes, close, gap.as_bytes(), line_end.as_bytes(), &text, line_end.as_bytes()].concat()
            }
        };
    }
    Ok((charset, bytes))
}

/// Space-stuffing of RFC 3676 §4.4, and no soft breaks.
fn stuff(text: &str) -> String {
    let stuffed = |line: &str| {
        let line = if line == "-- " { line } else { line.trim_end_matches(' ') };
        let needs = line.starts_with([' ', '>']) || line.starts_with("From ");
        if needs { format!(" {line}") } else { line.to_owned() }
    };
    encode::crlf(text).split("\r\n").map(stuffed).collect::<Vec<_>>().join("\r\n")
}

fn add_html(charset: Charset, bytes: Vec<u8>, addition: &Addition) -> Vec<u8> {
    let fragment = fragment(addition);
    let encoded = charset.encode(&fragment).unwrap_or_else(|| references(&fragment).into_bytes());
    let (mut masked, _) = mask(charset, &bytes);
    masked.make_ascii_lowercase();
    hide_comments(&mut masked);
    let at = match addition.side {
        Side::Top => after_open_tag(&masked),
        Side::Bottom => rfind(&masked, b"</body").or_else(|| rfind(&masked, b"</html")).unwrap_or(masked.len()),
    };
    let (before, after) = bytes.split_at(at.min(bytes.len()));
    let close = if after.is_empty() { charset.back_to_ascii(before) } else { b"" };
    [before, close, &encoded, after].concat()
}

/// The text as a block of HTML with its line breaks; the URL becomes a link.
fn fragment(addition: &Addition) -> String {
    let text = encode::crlf(addition.text.trim_end_matches(['\r', '\n']));
    let mut html = escape(&text);
    if let Some(url) = addition.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
        let url = escape(url);
        html = html.replacen(&url, &format!("<a href=\"{url}\">{url}</a>"), 1);
    }
    let html = html.replace("\r\n", "<br>\r\n");
    match addition.side {
        Side::Top => format!("<div>{html}</div>\r\n<br>\r\n"),
        Side::Bottom => format!("\r\n<br>\r\n<div>{html}</div>\r\n"),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Every character that is not ASCII as a numeric character reference.
fn references(html: &str) -> String {
    html.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) }).collect()
}

/// Behind `<body …>`, else `</head>`, else `<html …>`, else a doctype, else at the start.
fn after_open_tag(html: &[u8]) -> usize {
    let tag = |name: &[u8]| find(html, name).and_then(|at| tag_end(html, at));
    tag(b"<body").or_else(|| tag(b"</head")).or_else(|| tag(b"<html")).or_else(|| tag(b"<!doctype")).unwrap_or(0)
}

/// Behind the `>` that closes the tag at `start`, not counting one inside quotes.
fn tag_end(html: &[u8], start: usize) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in html.get(start..)?.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(start + index + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// A tag inside a comment is no tag.
fn hide_comments(html: &mut [u8]) {
    let mut from = 0;
    while let Some(start) = html.get(from..).and_then(|rest| find(rest, b"<!--")).map(|at| from + at) {
        let length = html.get(start..).and_then(|rest| find(rest, b"-->"));
        let Some(end) = length.map(|length| start + length + 3) else { return };
        if let Some(comment) = html.get_mut(start..end) {
            comment.fill(0x80);
        }
        from = end;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

pub(super) fn value_of(header: &Header, name: &str) -> Option<Vec<u8>> {
    header.0.iter().find(|field| &*field.name == name).map(Field::value)
}

/// `Content-Type` with its parameters as they are written.
pub(super) struct ContentType {
    /// As reading takes it.
    pub(super) shape: Shape,
    written: Vec<String>,
}

impl ContentType {
    pub(super) fn of(header: &Header) -> Self {
        let value = value_of(header, "content-type");
        let shape = Shape::first(value.as_deref(), None, None, TEXT);
        let value = value.unwrap_or_default();
        // Raw bytes in a name are Shift_JIS in Japanese mail; its second bytes may be a backslash, never a quote.
        let value: String = match std::str::from_utf8(&value) {
            Ok(value) => value.to_owned(),
            Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(&value).0.into_owned(),
        };
        Self { shape, written: split_parameters(&value).into_iter().skip(1).collect() }
    }

    /// Writes the field again with another charset; all else stays.
    fn write_with_charset(&self, charset: &str, header: &mut Header) {
        let mut raw = format!("Content-Type: {}; charset={charset}", self.shape.mime);
        for written in &self.written {
            let Some((name, value)) = written.split_once('=') else { continue };
            let name = name.trim().to_ascii_lowercase();
            if name != "charset" && !name.starts_with("charset*") {
                raw.push_str(&format!(";\r\n {name}={}", value.trim()));
            }
        }
        header.replace_named(&["content-type"], Field::new(raw));
    }
}

fn split_parameters(value: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in value.chars() {
        if c == ';' && !quoted {
            pieces.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

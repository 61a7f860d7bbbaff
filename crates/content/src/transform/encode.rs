//! MIME encodings as written by us: base64, quoted-printable (RFC 2045 §6), encoded words (RFC 2047), parameters
//! (RFC 2231), and the header of a new part. All output is ASCII with CRLF and lines of at most 78 octets.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// RFC 2045 §6.8.
const BASE64_LINE: usize = 76;
/// RFC 2047 §2: an encoded word has at most 75 octets; 12 of them are `=?UTF-8?B?` and `?=`.
const WORD_BYTES: usize = 45;

/// Base64 in lines of 76, each with CRLF.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    let flat = STANDARD.encode(bytes);
    let mut out = Vec::with_capacity(flat.len() + flat.len() / BASE64_LINE * 2 + 2);
    for line in flat.as_bytes().chunks(BASE64_LINE) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Quoted-printable of a text: CRLF stays a line break, a bare CR or LF is encoded.
pub(crate) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 4);
    let mut rest = bytes;
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n");
        quote_line(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default(), &mut out);
        let Some(end) = end else { return out };
        out.extend_from_slice(b"\r\n");
        rest = rest.get(end + 2..).unwrap_or_default();
    }
}

fn quote_line(line: &[u8], out: &mut Vec<u8>) {
    let mut column = 0;
    for (index, byte) in line.iter().enumerate() {
        let last = index + 1 == line.len();
        // A dot alone and `From ` at a line start are changed on some ways (RFC 2049 §3), and two hyphens there
        // could become the boundary of the multipart around it.
        let fragile = column == 0 && matches!(byte, b'.' | b'F' | b'-');
        let plain = match byte {
            b' ' | b'\t' => !last,
            b'=' => false,
            33..=126 => !fragile,
            _ => false,
        };
        let width = if plain { 1 } else { 3 };
        if column + width > BASE64_LINE - usize::from(!last) {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        if plain {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("={byte:02X}").as_bytes());
        }
        column += width;
    }
}

/// A text for an unstructured field or a display name: as it is when plain ASCII, else encoded words, folded.
/// Control characters become spaces, so nothing given here can start a new field.
pub(crate) fn words(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.is_ascii() && !text.contains("=?") && text.len() <= 60 {
        return text;
    }
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if word.len() + c.len_utf8() > WORD_BYTES {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    words.push(word);
    let encoded: Vec<_> = words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect();
    encoded.join("\r\n ")
}

/// A display name as it may stand before `<address>`: quoted when ASCII, else encoded words.
pub(crate) fn phrase(name: &str) -> String {
    let encoded = words(name);
    if encoded.starts_with("=?") {
        return encoded;
    }
    let escaped: String =
        encoded.chars().flat_map(|c| matches!(c, '"' | '\\').then_some('\\').into_iter().chain([c])).collect();
    format!("\"{escaped}\"")
}

/// `; name="value"`, or RFC 2231 pieces when the value is long or not ASCII, each on its own line.
pub(crate) fn parameter(name: &str, value: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ';
    if value.len() <= 60 && value.chars().all(plain) {
        return format!(";\r\n {name}=\"{value}\"");
    }
    let safe = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let mut pieces = vec!["UTF-8''".to_owned()];
    for byte in value.bytes() {
        let one = if safe(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        match pieces.last_mut() {
            Some(piece) if piece.len() + one.len() <= 55 => piece.push_str(&one),
            _ => pieces.push(one),
        }
    }
    if let [piece] = pieces.as_slice() {
        return format!(";\r\n {name}*={piece}");
    }
    pieces.iter().enumerate().map(|(index, piece)| format!(";\r\n {name}*{index}*={piece}")).collect()
}

/// A complete attachment part: header, empty line, base64.
pub(crate) fn attachment(mime: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    // `name` as an encoded word is against the letter of RFC 2047 and what many Japanese readers look for first.
    let old = if name.is_ascii() { parameter("name", name) } else { format!(";\r\n name=\"{}\"", words(name)) };
    let header = format!(
        "Content-Type: {mime}{old}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment{}\r\n\r\n",
        parameter("filename", name)
    );
    let mut part = header.into_bytes();
    part.extend(base64(bytes));
    part
}

/// A complete text part in UTF-8; line breaks may be given as LF or CRLF.
pub(crate) fn text_part(subtype: &str, text: &str) -> Vec<u8> {
    let text = crlf(text);
    // Two hyphens at the start of a line could become the boundary of the multipart around it.
    let dashes = text.starts_with("--") || text.contains("\n--");
    let (encoding, body) = if text.is_ascii() && !dashes && super::header::longest_line(text.as_bytes()) <= 76 {
        ("7bit", text.into_bytes())
    } else {
        ("base64", base64(text.as_bytes()))
    };
    let header =
        format!("Content-Type: text/{subtype}; charset=UTF-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n");
    let mut part = header.into_bytes();
    part.extend(body);
    part
}

/// Every line break as CRLF, no NUL.
pub(crate) fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "").replace('\n', "\r\n")
}

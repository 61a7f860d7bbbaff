//! The visible recipients: `To` and `Cc` of an individualised or Bcc-converted letter.
//!
//! After these steps no other recipient can be read from the header: not from `To` and `Cc`, not from the
//! envelope copies some systems write into it, and not from a display name that holds an address.

use std::collections::BTreeMap;

use sekisho_model::{Address, Recipient};

use super::{
    TransformError, encode,
    header::{Field, Header},
};

/// Fields that repeat the envelope; they go away with `To` and `Cc`.
const COPIES: [&str; 7] =
    ["apparently-to", "envelope-to", "x-envelope-to", "x-rcpt-to", "x-rcptto", "x-original-to", "delivered-to"];
/// Mailboxes of one letter whose names are kept; far above what a header of 1 MiB can hold.
const MAX_NAMES: usize = 100_000;

/// Display names as they stood in `To` and `Cc`, by [`Address::key`].
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeMap<String, Vec<u8>>);

impl Names {
    pub(super) fn collect(header: &Header) -> Self {
        let mut names = BTreeMap::new();
        for field in header.0.iter().filter(|field| matches!(&*field.name, "to" | "cc")) {
            for (name, address) in mailboxes(&field.value()).into_iter().take(MAX_NAMES) {
                if let Some(address) = address.filter(|_| is_plain_name(&name)) {
                    names.entry(address.key()).or_insert(name);
                }
            }
        }
        Self(names)
    }

    /// `To` for one recipient.
    pub(super) fn to_field(&self, recipient: &Recipient) -> Field {
        let address = &recipient.address;
        let spec = address.to_ascii().unwrap_or_else(|| address.as_str().to_owned());
        let mut raw = b"To: ".to_vec();
        match self.0.get(&address.key()) {
            Some(name) => {
                raw.extend_from_slice(&folded(name));
                raw.extend_from_slice(format!("\r\n <{spec}>").as_bytes());
            }
            None => raw.extend_from_slice(spec.as_bytes()),
        }
        Field::new(raw)
    }
}

/// Shows only one recipient.
pub(super) fn individualise(header: &mut Header, to: Field) {
    header.drop_named(&COPIES);
    header.replace_named(&["to", "cc"], to);
}

/// Shows only `visible`, which is the value of a `To` field: `Name <address>`, `address` or `group:;`.
pub(super) fn conceal(header: &mut Header, visible: &str) -> Result<(), TransformError> {
    header.drop_named(&COPIES);
    header.replace_named(&["to", "cc"], Field::new(format!("To: {}", to_value(visible)?)));
    Ok(())
}

fn to_value(visible: &str) -> Result<String, TransformError> {
    if visible.chars().any(char::is_control) || visible.len() > 900 {
        return Err(TransformError::Plan);
    }
    if visible.is_ascii() {
        return Ok(visible.to_owned());
    }
    let (name, rest) = visible.split_once('<').ok_or(TransformError::Plan)?;
    if !rest.is_ascii() {
        return Err(TransformError::Plan);
    }
    Ok(format!("{}\r\n <{rest}", encode::phrase(name.trim().trim_matches('"'))))
}

/// Folds before words, so that a long name never makes a long line.
fn folded(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut column = 4;
    for (index, word) in name.split(|c| matches!(c, b' ' | b'\t')).filter(|word| !word.is_empty()).enumerate() {
        if index > 0 {
            let fold = column + word.len() > 74;
            out.extend_from_slice(if fold { b"\r\n " } else { b" " });
            column = if fold { 1 } else { column + 1 };
        }
        out.extend_from_slice(word);
        column += word.len();
    }
    out
}

/// Whether a raw display name can be shown to its owner: ASCII on the wire, no address inside (a name like
/// `"b@example.com via list"` would show another recipient), and short enough for a line.
fn is_plain_name(raw: &[u8]) -> bool {
    !raw.is_empty()
        && raw.is_ascii()
        && raw.len() <= 900
        && !raw.iter().any(u8::is_ascii_control)
        && !raw.contains(&b'@')
        && !crate::read::header_text(raw).contains(['@', '＠'])
}

/// Splits an unfolded address list into raw display names and addresses (RFC 5322 §3.4). Groups are opened.
fn mailboxes(value: &[u8]) -> Vec<(Vec<u8>, Option<Address>)> {
    split_list(value).iter().map(|mailbox| read_mailbox(mailbox)).collect()
}

fn read_mailbox(mailbox: &[u8]) -> (Vec<u8>, Option<Address>) {
    let address = |spec: &[u8]| std::str::from_utf8(spec).ok().and_then(|spec| Address::parse(spec.trim()).ok());
    let angle = outside_quotes(mailbox, b'<');
    let Some(open) = angle else {
        return (Vec::new(), address(mailbox));
    };
    let (name, rest) = mailbox.split_at(open);
    let spec = rest.get(1..).unwrap_or_default();
    let spec = spec.split(|c| *c == b'>').next().unwrap_or(spec);
    (name.trim_ascii().to_vec(), address(spec))
}

fn outside_quotes(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut quotes = Quotes::default();
    bytes.iter().position(|byte| quotes.is_outside(*byte) && *byte == wanted)
}

fn split_list(value: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut one = Vec::new();
    let mut quotes = Quotes::default();
    for byte in value {
        let outside = quotes.is_outside(*byte);
        match byte {
            b',' | b';' if outside => all.push(std::mem::take(&mut one)),
            // The name of a group is not the name of a mailbox.
            b':' if outside => one.clear(),
            _ if quotes.depth > 0 || (outside && *byte == b')') => {}
            _ => one.push(*byte),
        }
    }
    all.push(one);
    all.retain(|one| !one.trim_ascii().is_empty());
    all
}

/// Where one stands in quoted strings and comments.
#[derive(Default)]
struct Quotes {
    quoted: bool,
    escaped: bool,
    depth: usize,
    angle: bool,
}

impl Quotes {
    /// Takes the next byte; whether it stands outside quotes, comments and angle brackets (whose own colon and comma
    /// belong to a source route).
    fn is_outside(&mut self, byte: u8) -> bool {
        if std::mem::take(&mut self.escaped) {
            return false;
        }
        match byte {
            b'\\' if self.quoted || self.depth > 0 => self.escaped = true,
            b'"' if self.depth == 0 => {
                self.quoted = !self.quoted;
                return false;
            }
            b'(' if !self.quoted => self.depth += 1,
            b')' if !self.quoted && self.depth > 0 => {
                self.depth -= 1;
                return self.depth == 0;
            }
            b'<' if !self.quoted && self.depth == 0 => {
                self.angle = true;
                return true;
            }
            b'>' => self.angle = false,
            _ => {}
        }
        !self.quoted && self.depth == 0 && !self.angle
    }
}

//! The lenient view: what a widely used parser (mail-parser) sees, against what the strict view saw.
//!
//! Its own decoding of Japanese is not used (wrong or missing labels, split words); only where parts lie, how they are
//! encoded, and which addresses stand in the header. It is not bounded itself and searches a boundary to the end of the
//! letter each time, so a letter that could make it slow or large is not shown to it, and that is a defect.

use std::{ops::Range, panic::AssertUnwindSafe, sync::LazyLock};

use mail_parser::{Encoding, Message, MessageParser, PartType};
use sekisho_model::Address;

use super::{leaf, reader::Reader, spot::Spot, transfer::Transfer};
use crate::{
    document::{self, File},
    mail::{Mail, Mailbox, Part, Role},
};

/// Bytes times boundaries it may search.
const MAX_SEARCH: usize = 2 << 30;
/// `--` in the letter; each could be a part for it.
const MAX_DASHES: usize = 50_000;
/// Lines with a colon; each could be a field for it.
const MAX_COLONS: usize = 100_000;
/// Media types; each could be a level of nesting, which it frees by recursion.
const MAX_TYPES: usize = 1_000;
/// Parts that only it sees.
const MAX_FINDS: usize = 64;

/// As it is by default, but that it need not take the fields of hops apart, which is a third of its work.
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .with_date_headers()
        .with_message_ids()
        .default_header_raw()
});

/// A leaf as it sees it.
struct Seen {
    range: Range<usize>,
    transfer: Transfer,
    mime: String,
    bytes: Vec<u8>,
}

/// Compares places of parts and addresses; adds what only the lenient view sees.
pub(super) fn compare(reader: &mut Reader<'_, '_>, mail: &mut Mail, source: &[u8]) {
    let known: Vec<Place> = reader.spans.iter().map(|span| Place::new(source, &span.range, span.transfer)).collect();
    let strict: Vec<bool> = reader.spans.iter().map(|span| span.strict).collect();
    let mut met = vec![false; known.len()];
    let mut differ = false;
    let seen = view(reader, source, |message| {
        let found = addresses(mail, message);
        let leaves = leaves(message, &mut |range, transfer| {
            let place = Place::new(source, range, transfer);
            let same =
                known.iter().zip(&mut met).filter(|(known, _)| **known == place).map(|(_, met)| *met = true).count();
            differ |= same == 0 && !place.range.is_empty();
            !known.iter().any(|known| known.covers(&place))
        });
        (found, leaves)
    });
    let Some((found, leaves)) = seen else { return };
    let unmet =
        known.iter().zip(strict).zip(met).any(|((known, strict), met)| strict && !met && !known.range.is_empty());
    let here = Spot::letter().path;
    reader.defects.add_if(found, "views-disagree-on-addresses", &here);
    reader.defects.add_if(differ || unmet, "views-disagree-on-parts", &here);
    add(reader, leaves);
}

/// Compares contents: the bytes are another form of the letter, so places mean nothing.
pub(super) fn compare_contents(reader: &mut Reader<'_, '_>, bytes: &[u8]) {
    if let Some(leaves) = view(reader, bytes, |message| leaves(message, &mut |_, _| true)) {
        let leaves: Vec<Seen> = leaves.into_iter().filter(|seen| seen.transfer != Transfer::Identity).collect();
        add(reader, leaves);
    }
}

fn add(reader: &mut Reader<'_, '_>, leaves: Vec<Seen>) {
    let spot = Spot::letter();
    for (number, seen) in leaves.into_iter().enumerate() {
        let file = File { bytes: &seen.bytes, name: None, mime: &seen.mime, charset: None };
        reader.budget.next_file();
        let opened = document::open(&file, reader.budget);
        let text = opened.reading.text();
        let known = reader.parts.iter().any(|part| part.size == seen.bytes.len() && part.reading.text() == text);
        if known {
            continue;
        }
        reader.defects.add("views-disagree-on-parts", &spot.path);
        let beside = spot.beside(&format!("lenient-{}", number + 1));
        let body = seen.mime.starts_with("text/");
        let whole = leaf::extra(&seen.mime, &beside, seen.bytes.len(), opened.reading);
        let role = if body { Role::Body } else { Role::Inner };
        reader.push(Part {
            really: opened.really,
            hidden: opened.hidden,
            unlocked: opened.unlocked,
            pictures: opened.pictures,
            role,
            ..whole
        });
        reader.inner(opened.inner, &beside);
    }
}

/// Runs the parser, if the letter cannot hurt it.
fn view<T>(reader: &mut Reader<'_, '_>, bytes: &[u8], then: impl FnOnce(&Message<'_>) -> T) -> Option<T> {
    let here = Spot::letter().path;
    if reader.limited || !is_harmless(bytes) {
        reader.defects.add("lenient-view-skipped", &here);
        return None;
    }
    let parsed = std::panic::catch_unwind(AssertUnwindSafe(|| PARSER.parse(bytes)));
    match parsed {
        Ok(message) => message.as_ref().map(then),
        Err(_) => {
            reader.defects.add("lenient-view-failed", &here);
            None
        }
    }
}

/// A letter below this size has too little of anything.
const SMALL: usize = 32 << 10;

fn is_harmless(bytes: &[u8]) -> bool {
    if bytes.len() < SMALL {
        return true;
    }
    let ends = |at: usize, word: &[u8]| {
        (at + 1)
            .checked_sub(word.len())
            .and_then(|start| bytes.get(start..=at))
            .is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    let boundaries = memchr::memchr2_iter(b'y', b'Y', bytes).filter(|at| ends(*at, b"boundary")).count();
    let types = memchr::memchr2_iter(b'e', b'E', bytes).filter(|at| ends(*at, b"-type")).count();
    let colons = || {
        let lines = bytes.split(|byte| *byte == b'\n');
        lines.filter(|line| memchr::memchr(b':', line.get(..80).unwrap_or(line)).is_some()).count()
    };
    bytes.len().saturating_mul(boundaries) <= MAX_SEARCH
        && types <= MAX_TYPES
        && memchr::memmem::find_iter(bytes, b"--").count() <= MAX_DASHES
        && colons() <= MAX_COLONS
}

/// Where a body lies, without white space around it, and how it is encoded.
#[derive(PartialEq, Eq)]
struct Place {
    range: Range<usize>,
    transfer: Transfer,
}

impl Place {
    fn new(source: &[u8], range: &Range<usize>, transfer: Transfer) -> Self {
        let identity = matches!(transfer, Transfer::Unknown | Transfer::Uu);
        Self { range: trimmed(source, range), transfer: if identity { Transfer::Identity } else { transfer } }
    }

    /// Whether everything in `other` was read here. A text is covered by any text around it; an encoded body only by the
    /// same encoding from the same place.
    fn covers(&self, other: &Self) -> bool {
        let around = self.range.start <= other.range.start && other.range.end <= self.range.end;
        let identity = self.transfer == Transfer::Identity && other.transfer == Transfer::Identity;
        other.range.is_empty() || self == other || (identity && around)
    }
}

/// Without white space at both ends.
fn trimmed(source: &[u8], range: &Range<usize>) -> Range<usize> {
    let bytes = source.get(range.clone()).unwrap_or_default();
    let start = range.start + (bytes.len() - bytes.trim_ascii_start().len());
    let end = range.end - (bytes.len() - bytes.trim_ascii_end().len());
    if start < end { start..end } else { range.start..range.start }
}

/// The leaves that are not known, at most some. A letter that it decoded first has places of its own; the strict view
/// reads such a letter in full.
fn leaves(message: &Message<'_>, unknown: &mut dyn FnMut(&Range<usize>, Transfer) -> bool) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut waiting = vec![message];
    while let Some(message) = waiting.pop() {
        for part in &message.parts {
            let transfer = match part.encoding {
                Encoding::None => Transfer::Identity,
                Encoding::QuotedPrintable => Transfer::QuotedPrintable,
                Encoding::Base64 => Transfer::Base64,
            };
            let (start, end) = (part.offset_body as usize, part.offset_end as usize);
            let bytes = match &part.body {
                PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.as_ref(),
                PartType::Message(inner) => {
                    if transfer == Transfer::Identity {
                        waiting.push(inner);
                    }
                    continue;
                }
                PartType::Multipart(_) => continue,
            };
            let range = start..end.max(start);
            if !bytes.is_empty() && unknown(&range, transfer) && seen.len() < MAX_FINDS {
                let mime = if matches!(part.body, PartType::Html(_)) { "text/html" } else { "" };
                let mime = if matches!(part.body, PartType::Text(_)) { "text/plain" } else { mime };
                seen.push(Seen { range, transfer, mime: mime.to_owned(), bytes: bytes.to_vec() });
            }
        }
    }
    seen.sort_by_key(|seen| seen.range.start);
    seen
}

/// Addresses of author and recipients that the strict view does not have join the others; says whether there are any.
fn addresses(mail: &mut Mail, message: &Message<'_>) -> bool {
    let mut found = false;
    let lists = [
        (&mut mail.from, message.header_values("From")),
        (&mut mail.to, message.header_values("To")),
        (&mut mail.cc, message.header_values("Cc")),
    ];
    for (mailboxes, values) in lists {
        let mut known: std::collections::HashSet<String> =
            mailboxes.iter().filter_map(|mailbox| mailbox.address.as_ref()).map(Address::key).collect();
        for address in values.filter_map(|value| value.as_address()).flat_map(|list| list.iter()) {
            let Some(parsed) = address.address().and_then(|text| Address::parse(text).ok()) else { continue };
            if known.insert(parsed.key()) {
                found = true;
                let name = address.name().map(str::to_owned);
                mailboxes.push(Mailbox { name, written: parsed.to_string(), address: Some(parsed) });
            }
        }
    }
    found
}

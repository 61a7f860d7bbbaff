//! vCard (RFC 6350, 2.1 too) and iCalendar (RFC 5545): lines unfolded, quoted-printable and charsets decoded; cards
//! also as a table, because many cards in a file are a list of persons. Pictures in them are opened.

use base64::Engine;
use sekisho_model::Blind;

use super::{File, bytes::find, gather::Gather, open_inside, plain};
use crate::{budget::Budget, charset, mail::Table};

/// One property.
struct Property {
    name: String,
    /// Parameters in upper case, with their values as written.
    parameters: Vec<(String, String)>,
    value: String,
}

/// Columns of the table of cards: property and heading.
const COLUMNS: [(&str, &str); 9] = [
    ("FN", "氏名"),
    ("ORG", "会社"),
    ("TITLE", "役職"),
    ("TEL", "電話"),
    ("EMAIL", "メール"),
    ("ADR", "住所"),
    ("BDAY", "生年月日"),
    ("X-PHONETIC-LAST-NAME", "読み"),
    ("NOTE", "備考"),
];

/// A file of cards.
pub(super) fn cards(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    let properties = read(file, gather, budget);
    let heading = COLUMNS.iter().map(|(_, heading)| (*heading).to_owned()).collect();
    let mut rows: Vec<Vec<String>> = vec![heading];
    // Whether the name of the present card comes from its structured form.
    let mut structured = false;
    for property in &properties {
        if property.name == "BEGIN" {
            rows.push(vec![String::new(); COLUMNS.len()]);
            structured = false;
        }
        if property.name == "N"
            && let Some(cell) = rows.last_mut().and_then(|row| row.first_mut())
            && cell.is_empty()
        {
            // Family, given name, and more: what cards of version 2.1 need not say otherwise.
            *cell = property.value.split(';').take(2).collect::<Vec<_>>().join(" ").trim().to_owned();
            structured = true;
            continue;
        }
        if property.name == "FN"
            && std::mem::take(&mut structured)
            && let Some(cell) = rows.last_mut().and_then(|row| row.first_mut())
        {
            cell.clear();
        }
        let place = COLUMNS.iter().position(|(name, _)| *name == property.name);
        if let (Some(row), Some(place)) = (rows.last_mut(), place)
            && let Some(cell) = row.get_mut(place)
        {
            if !cell.is_empty() {
                cell.push('\n');
            }
            cell.push_str(property.value.replace(';', " ").trim());
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    if rows.len() > 1 {
        gather.table_only(Table { visible: true, rows, ..Table::default() });
    }
}

/// A calendar.
pub(super) fn calendar(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    read(file, gather, budget);
}

/// All properties, said line by line.
fn read(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) -> Vec<Property> {
    /// Frames and clock rules name nobody.
    const SILENT: [&str; 8] = ["BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "RRULE", "TZOFFSETFROM", "TZOFFSETTO"];
    let mut properties = Vec::new();
    for line in unfolded(file.bytes) {
        let Some(property) = property(&line, file, gather) else { continue };
        if let Some(bytes) = property.picture() {
            if !budget.take_entry() || !budget.take_bytes(bytes.len()) {
                gather.blind(Blind::Limit);
                break;
            }
            open_inside(&property.name.to_ascii_lowercase(), &bytes, "", gather, budget);
            continue;
        }
        if !SILENT.contains(&property.name.as_str()) {
            // Common names and addresses stand in parameters.
            let names = property
                .parameters
                .iter()
                .filter(|(key, _)| matches!(key.as_str(), "CN" | "X-CN" | "SENT-BY" | "LABEL"));
            let names: Vec<&str> = names.map(|(_, value)| value.as_str()).collect();
            gather.line(&[names.join(" "), property.value.clone()].join(" "));
        }
        properties.push(property);
    }
    properties
}

/// Logical lines: a line that begins with a blank goes on, and so does quoted-printable behind a `=` (vCard 2.1).
fn unfolded(bytes: &[u8]) -> Vec<Vec<u8>> {
    // Wide text is converted first; other charsets leave line breaks alone.
    let wide = bytes.contains(&0).then(|| charset::decode(bytes, None).text.into_bytes());
    let bytes = wide.as_deref().unwrap_or(bytes);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let open = lines.last().is_some_and(|last: &Vec<u8>| last.ends_with(b"=") && is_quoted(last));
        match (lines.last_mut(), line.first()) {
            (Some(last), _) if open => {
                last.pop();
                last.extend_from_slice(line);
            }
            (Some(last), Some(b' ' | b'\t')) => last.extend_from_slice(line.get(1..).unwrap_or_default()),
            _ => lines.push(line.to_vec()),
        }
    }
    lines
}

fn is_quoted(line: &[u8]) -> bool {
    let head = line.split(|byte| *byte == b':').next().unwrap_or_default();
    find(&head.to_ascii_uppercase(), b"QUOTED-PRINTABLE", 0).is_some()
}

fn property(line: &[u8], file: &File<'_>, gather: &mut Gather) -> Option<Property> {
    let colon = colon(line)?;
    let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let head = charset::decode(head, file.charset).text;
    let mut pieces = head.split(';');
    // `item1.TEL`: the group is no part of the name.
    let name = pieces.next()?.rsplit('.').next()?.trim().to_ascii_uppercase();
    let parameters: Vec<(String, String)> = pieces
        .map(|piece| piece.split_once('=').map_or(("TYPE", piece), |(key, value)| (key, value.trim_matches('"'))))
        .map(|(key, value)| (key.trim().to_ascii_uppercase(), value.to_owned()))
        .collect();
    let parameter = |key: &str| parameters.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str());
    let quoted = is_quoted(line).then(|| unquoted(value));
    let decoded = charset::decode(quoted.as_deref().unwrap_or(value), parameter("CHARSET").or(file.charset));
    if !decoded.lossless {
        gather.blind(Blind::Charset);
    }
    let value =
        plain::lines(&decoded.text).replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";");
    Some(Property { name, parameters, value: value.replace("\\\\", "\\") })
}

/// The colon that ends the head: not inside quotes.
fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    })
}

/// Quoted-printable (RFC 2045 §6.7), soft breaks already gone.
fn unquoted(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'=').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

impl Property {
    /// The bytes of a picture, sound or key kept in base64.
    fn picture(&self) -> Option<Vec<u8>> {
        let encoded = self.parameters.iter().any(|(key, value)| {
            let value = value.to_ascii_uppercase();
            (key == "ENCODING" && matches!(value.as_str(), "B" | "BASE64")) || (key == "TYPE" && value == "BASE64")
        });
        let data =
            if encoded { self.value.as_str() } else { self.value.strip_prefix("data:")?.split_once("base64,")?.1 };
        let data: String = data.chars().filter(|character| !character.is_whitespace()).collect();
        base64::engine::general_purpose::STANDARD.decode(data).ok()
    }
}

//! What separates the cells: declared, or clear from the first line.

use crate::TableError;

/// What may separate cells.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// ASCII.
    pub(crate) delimiter: u8,
    /// Whether `"` around a cell is a quote.
    pub(crate) quotes: bool,
}

/// The delimiter of a text that starts with `head`: the one its name promises (`.tsv` a tab, else a comma) if the first
/// line has it, else the only one the first line has. With none there is one column.
pub(crate) fn delimiter(file: &str, head: &str) -> Result<u8, TableError> {
    let lower = file.to_ascii_lowercase();
    let promised = if lower.ends_with(".tsv") || lower.ends_with(".tab") { b'\t' } else { b',' };
    let outside = outside_quotes(head);
    let found: Vec<u8> = DELIMITERS.into_iter().filter(|delimiter| outside.contains(delimiter)).collect();
    match found.as_slice() {
        [] => Ok(promised),
        [only] => Ok(*only),
        several if several.contains(&promised) => Ok(promised),
        _ => Err(TableError::AmbiguousDelimiter { file: file.to_owned() }),
    }
}

/// The bytes of the first line that are not inside quotes.
fn outside_quotes(head: &str) -> Vec<u8> {
    let mut inside = false;
    let mut outside = Vec::new();
    for byte in head.bytes() {
        match byte {
            b'"' => inside = !inside,
            b'\n' if !inside => break,
            _ if !inside => outside.push(byte),
            _ => {}
        }
    }
    outside
}

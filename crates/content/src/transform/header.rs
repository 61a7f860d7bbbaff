//! The header of a letter as raw fields: split, drop, replace, put on top. Untouched fields keep their bytes.
//!
//! Splitting is lenient on purpose: a line that is no field is kept as a nameless one, and the header ends only at
//! an empty line, so that no reader's idea of "the header ended here" can hide a `Bcc` from being dropped.

use super::TransformError;

/// RFC 5322 §2.1.1, without the CRLF.
pub(crate) const MAX_LINE: usize = 998;

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Lower case; empty for a line that is no field.
    pub(crate) name: Box<str>,
    /// All its lines, each with CRLF.
    pub(crate) raw: Box<[u8]>,
}

impl Field {
    /// Takes `Name: value` with all its lines; adds the final CRLF if it lacks.
    pub(crate) fn new(raw: impl Into<Vec<u8>>) -> Self {
        let mut raw = raw.into();
        if !raw.ends_with(b"\r\n") {
            raw.extend_from_slice(b"\r\n");
        }
        Self { name: name_of(&raw).into(), raw: raw.into() }
    }

    /// Whether a strict reader, or a lenient one that looks for a field in a line that is none, takes it for one of these.
    fn is_any_of(&self, names: &[&str]) -> bool {
        if !self.name.is_empty() {
            return names.contains(&&*self.name);
        }
        self.raw.split(|c| *c == b'\n').any(|line| names.contains(&loose_name(line).as_str()))
    }

    /// The value, unfolded (RFC 5322 §2.2.3), without the white space around it.
    pub(crate) fn value(&self) -> Vec<u8> {
        let at = if self.name.is_empty() { 0 } else { self.raw.iter().position(|c| *c == b':').map_or(0, |at| at + 1) };
        let value = self.raw.get(at..).unwrap_or_default();
        let unfolded: Vec<u8> = value.iter().copied().filter(|c| !matches!(c, b'\r' | b'\n')).collect();
        unfolded.trim_ascii().to_vec()
    }
}

/// All fields, top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Header(pub(crate) Vec<Field>);

impl Header {
    /// Splits bytes with CRLF line ends into header and the rest, which starts with the empty line.
    pub(crate) fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let mut fields: Vec<Field> = Vec::new();
        let (mut start, mut at) = (0, 0);
        while let Some(line) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let length = line.windows(2).position(|pair| pair == b"\r\n").map_or(line.len(), |end| end + 2);
            let continues = matches!(line.first(), Some(b' ' | b'\t'));
            if !continues && at > start {
                fields.push(Field::new(bytes.get(start..at).unwrap_or_default()));
                start = at;
            }
            if line.starts_with(b"\r\n") {
                return (Self(fields), line);
            }
            at += length;
        }
        if at > start {
            fields.push(Field::new(bytes.get(start..at).unwrap_or_default()));
        }
        (Self(fields), bytes.get(bytes.len()..).unwrap_or_default())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|field| &*field.name == name)
    }

    pub(crate) fn drop_named(&mut self, names: &[&str]) {
        self.0.retain(|field| !field.is_any_of(names));
    }

    pub(crate) fn put_on_top(&mut self, field: Field) {
        self.0.insert(0, field);
    }

    /// Puts `field` where the first of `names` stands and drops the others; at the end when there is none.
    pub(crate) fn replace_named(&mut self, names: &[&str], field: Field) {
        let place = self.0.iter().position(|field| field.is_any_of(names));
        self.drop_named(names);
        self.0.insert(place.unwrap_or(self.0.len()), field);
    }

    /// Folds lines over the limit at white space.
    ///
    /// # Errors
    /// [`TransformError::Line`] when a line has no white space to fold at.
    pub(crate) fn fold_long_lines(&mut self) -> Result<(), TransformError> {
        for field in &mut self.0 {
            if longest_line(&field.raw) > MAX_LINE {
                field.raw = fold(&field.raw)?.into();
            }
        }
        Ok(())
    }

    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        self.0.iter().for_each(|field| to.extend_from_slice(&field.raw));
    }

    pub(crate) fn raw_fields(&self) -> Vec<&[u8]> {
        self.0.iter().map(|field| &*field.raw).collect()
    }
}

/// The lower-case name; white space before the colon (RFC 5322 §4.5) belongs to neither.
fn name_of(raw: &[u8]) -> String {
    let Some(colon) = raw.iter().position(|c| *c == b':') else {
        return String::new();
    };
    let name = raw.get(..colon).unwrap_or_default().trim_ascii_end();
    let fine = !name.is_empty() && name.iter().all(|c| (33..=126).contains(c));
    if fine { String::from_utf8_lossy(name).to_ascii_lowercase() } else { String::new() }
}

/// The name that lenient readers find in a line that is no field: they pass over colons and white space before it, over
/// white space and control characters inside it.
fn loose_name(line: &[u8]) -> String {
    let start = line.iter().position(|c| c.is_ascii_graphic() && *c != b':').unwrap_or(line.len());
    let rest = line.get(start..).unwrap_or_default();
    let name = rest.iter().position(|c| *c == b':').and_then(|colon| rest.get(..colon)).unwrap_or_default();
    name.iter().filter(|c| c.is_ascii_graphic()).map(|c| char::from(c.to_ascii_lowercase())).collect()
}

/// Octets of the longest line, without its CRLF.
pub(crate) fn longest_line(bytes: &[u8]) -> usize {
    bytes.split(|c| *c == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line).len()).max().unwrap_or(0)
}

fn fold(raw: &[u8]) -> Result<Vec<u8>, TransformError> {
    let mut out = Vec::with_capacity(raw.len() + 16);
    for line in raw.strip_suffix(b"\r\n").unwrap_or(raw).split(|c| *c == b'\n') {
        let mut line = line.strip_suffix(b"\r").unwrap_or(line);
        while line.len() > MAX_LINE {
            // Not in the white space that starts the line: that would leave a line of white space only.
            let text = line.iter().position(|c| !matches!(c, b' ' | b'\t' | b':')).unwrap_or(0);
            let cut = line.get(..MAX_LINE).unwrap_or_default().iter().rposition(|c| matches!(c, b' ' | b'\t'));
            let cut = cut.filter(|cut| *cut > text).ok_or(TransformError::Line)?;
            out.extend_from_slice(line.get(..cut).unwrap_or_default());
            out.extend_from_slice(b"\r\n");
            line = line.get(cut..).unwrap_or_default();
        }
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    Ok(out)
}

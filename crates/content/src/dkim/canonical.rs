//! The relaxed canonical forms of RFC 6376 §3.4.2 (header) and §3.4.4 (body).

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256 over the relaxed form of a body: runs of spaces and tabs become one space, none at line ends, empty
/// lines at the end are dropped, and a body that is not empty ends with CRLF.
#[must_use]
pub fn body_hash(body: &[u8]) -> [u8; 32] {
    let mut hash = Context::new(&SHA256);
    let mut empty_lines = 0;
    let mut relaxed = Vec::new();
    for line in Lines(body) {
        relaxed.clear();
        relax_line(line, &mut relaxed);
        if relaxed.is_empty() {
            empty_lines += 1;
            continue;
        }
        (0..empty_lines).for_each(|_| hash.update(b"\r\n"));
        empty_lines = 0;
        relaxed.extend_from_slice(b"\r\n");
        hash.update(&relaxed);
    }
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(hash.finish().as_ref()).for_each(|(to, from)| *to = *from);
    bytes
}

/// Appends the relaxed form of one field: `name:value` and CRLF.
pub(super) fn relax_field(raw: &[u8], to: &mut Vec<u8>) {
    let colon = raw.iter().position(|byte| *byte == b':').unwrap_or(raw.len());
    let (name, value) = raw.split_at(colon);
    to.extend(name.trim_ascii().iter().map(u8::to_ascii_lowercase));
    to.push(b':');
    // Unfolding removes CRLF only; the white space behind it stays and is then reduced to one space.
    let unfolded: Vec<u8> = value.iter().skip(1).copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    relax_line(unfolded.trim_ascii_start(), to);
    to.extend_from_slice(b"\r\n");
}

/// The lower-case name of a raw field.
pub(super) fn field_name(raw: &[u8]) -> String {
    let name = raw.split(|byte| *byte == b':').next().unwrap_or(raw);
    String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase()
}

fn relax_line(line: &[u8], to: &mut Vec<u8>) {
    let mut space = false;
    for byte in line {
        match byte {
            b' ' | b'\t' => space = true,
            _ => {
                if space {
                    to.push(b' ');
                    space = false;
                }
                to.push(*byte);
            }
        }
    }
}

/// Lines ending in CRLF; only CRLF ends a line. The last one may lack it.
struct Lines<'a>(&'a [u8]);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = self.0.windows(2).position(|pair| pair == b"\r\n");
        let (line, rest) = match end {
            Some(end) => (self.0.get(..end)?, self.0.get(end + 2..)?),
            None => (self.0, self.0.get(self.0.len()..)?),
        };
        self.0 = rest;
        Some(line)
    }
}

//! Multiparts: adding parts to one that is there, closing one that was left open, and making a new one.

use sekisho_model::{Digest, digest::Fields};

use super::{
    TransformError,
    edit::Piece,
    header::{Field, Header},
};

/// Adds parts before the close delimiter.
pub(super) fn insert(mut letter: Piece, boundary: &str, parts: &[Vec<u8>]) -> Result<Piece, TransformError> {
    let boundary = boundary.trim_ascii_end();
    let last = format!("--{boundary}--");
    let mut at = 0;
    let mut found = None;
    for line in letter.body.split_inclusive(|c| *c == b'\n') {
        if line.trim_ascii_end() == last.as_bytes() {
            found = Some(at);
            break;
        }
        at += line.len();
    }
    if found.is_none() {
        close(&mut letter.body, boundary);
        let end = letter.body.len().checked_sub(last.len() + 2);
        found = end;
    }
    let tail = letter.body.split_off(found.ok_or(TransformError::Structure)?);
    for part in parts {
        letter.body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        letter.body.extend_from_slice(part);
        letter.body.extend_from_slice(b"\r\n");
    }
    letter.body.extend_from_slice(&tail);
    Ok(letter)
}

pub(super) fn close(out: &mut Vec<u8>, boundary: &str) {
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{}--\r\n", boundary.trim_ascii_end()).as_bytes());
}

/// A new frame. The boundary comes from the seed and the contents, so it cannot have been put into them before.
pub(super) fn mixed(seed: &[u8; 32], parts: &[Vec<u8>]) -> Piece {
    let mut fields = Fields::new("sekisho.boundary.v1");
    fields.push(seed);
    parts.iter().for_each(|part| {
        fields.push(Digest::of(part).as_bytes());
    });
    let digest = fields.finish().to_string();
    let boundary = format!("_=_{}", digest.get(..40).unwrap_or(&digest));
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        body.extend_from_slice(part);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let field = Field::new(format!("Content-Type: multipart/mixed;\r\n boundary=\"{boundary}\""));
    Piece { header: Header(vec![field]), body }
}

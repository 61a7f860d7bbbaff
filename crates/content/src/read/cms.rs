//! What an opaque S/MIME signature signs (CMS SignedData, RFC 5652 §5; S/MIME, RFC 8551 §3.5.2): walks BER (X.690) as
//! far as the content and no further.
//!
//! Lengths may be indefinite and the content may come in pieces, as streaming writers do it. Bounded in depth, linear
//! for each level. Verifies nothing: who signed is the business of the recipient. `None` for everything else, sealed
//! content above all.

/// 1.2.840.113549.1.7.2, RFC 5652 §5.1.
const SIGNED_DATA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
/// 1.2.840.113549.1.7.1, RFC 5652 §4: for S/MIME a MIME entity.
const DATA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
const OBJECT: u8 = 0x06;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const PIECES: u8 = 0x24;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const EXPLICIT: u8 = 0xA0;
/// Deeper than any certificate.
const MAX_DEPTH: usize = 16;

/// The MIME entity inside.
pub(super) fn signed_content(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut outer = Elements(Elements(bytes).body(SEQUENCE)?);
    if outer.body(OBJECT)? != SIGNED_DATA {
        return None;
    }
    let mut signed = Elements(Elements(outer.body(EXPLICIT)?).body(SEQUENCE)?);
    signed.body(INTEGER)?;
    signed.body(SET)?;
    let mut inside = Elements(signed.body(SEQUENCE)?);
    if inside.body(OBJECT)? != DATA {
        return None;
    }
    let mut content = Vec::new();
    Elements(inside.body(EXPLICIT)?).octets(&mut content, MAX_DEPTH)?;
    Some(content)
}

/// Elements one after another.
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// The contents of the next element, which has to have this tag.
    fn body(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, body) = self.next(MAX_DEPTH)?;
        (found == tag).then_some(body)
    }

    /// All octet strings that are left, joined, and nothing else.
    fn octets(&mut self, out: &mut Vec<u8>, depth: usize) -> Option<()> {
        while !self.0.is_empty() {
            match self.next(depth)? {
                (OCTETS, body) => out.extend_from_slice(body),
                (PIECES, body) => Elements(body).octets(out, depth.checked_sub(1)?)?,
                _ => return None,
            }
        }
        Some(())
    }

    /// Tag and contents of the next element.
    fn next(&mut self, depth: usize) -> Option<(u8, &'a [u8])> {
        let [tag, first, rest @ ..] = self.0 else { return None };
        // Tags of several octets do not stand before the content.
        if tag & 0x1F == 0x1F {
            return None;
        }
        let (body, rest) = match first {
            0x80 if tag & 0x20 != 0 => unended(rest, depth.checked_sub(1)?)?,
            0..=0x7F => rest.split_at_checked(usize::from(*first))?,
            0x81..=0x84 => {
                let (length, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
                let length = length.iter().fold(0_u32, |length, octet| length << 8 | u32::from(*octet));
                rest.split_at_checked(usize::try_from(length).ok()?)?
            }
            _ => return None,
        };
        self.0 = rest;
        Some((*tag, body))
    }
}

/// Contents up to their end mark, and what stands behind it.
fn unended(bytes: &[u8], depth: usize) -> Option<(&[u8], &[u8])> {
    let mut elements = Elements(bytes);
    loop {
        let left = elements.0;
        if let Some(rest) = left.strip_prefix(&[0, 0]) {
            return Some((bytes.get(..bytes.len() - left.len())?, rest));
        }
        elements.next(depth)?;
    }
}

//! Reading a letter: three views of the same bytes, and the union of what they see.
//!
//! The strict view ([`reader`]) follows RFC 5322 and 2045 to 2049 on exactly the bytes that leave (bare CR and LF
//! mended as transforms mend them) and numbers parts as transforms do. The raw scan ([`scan`]) looks into every text
//! for what another reader would decode. The lenient view ([`lenient`]) is a widely used parser. What only one of them
//! sees becomes a part of its own, with a code in `inside` that says where it was, and a [`Defect`](crate::Defect).
//!
//! Never fails and never skips: what is over a limit is a blind part. Linear in the size of the letter.

use crate::{
    budget::Budget,
    document::Inner,
    mail::{Code, Limits, Mail, Pictures, Role},
    transform::wire,
};

mod beside;
mod cms;
mod defects;
mod fields;
mod head;
mod identity;
mod leaf;
mod lenient;
mod mailboxes;
mod marks;
mod names;
mod parameters;
mod reader;
mod scan;
mod shape;
mod spot;
pub(crate) mod transfer;
mod words;

pub use defects::CODES;
pub(crate) use marks::Marks;
use reader::Reader;
pub(crate) use shape::{Shape, TEXT};
use spot::Spot;

/// Reads a letter, or its header alone.
#[must_use]
pub fn read(bytes: &[u8], limits: &Limits) -> Mail {
    read_knowing(bytes, limits, &[])
}

/// The same with passwords that are tried on sealed archives and documents. What none of them opens is blind.
#[must_use]
pub fn read_knowing(bytes: &[u8], limits: &Limits, passwords: &[String]) -> Mail {
    let source = wire::mend(bytes);
    let mut budget = Budget::knowing(limits, passwords);
    let mut reader = Reader::new(&source, &mut budget);
    let head = reader.letter(0..source.len(), &Spot::letter());
    let mut mail = Mail::default();
    fields::fill(&mut mail, &head, &mut reader.defects);
    lenient::compare(&mut reader, &mut mail, &source);
    if is_mixed(bytes, &source) {
        reader.defects.add("bare-cr-or-lf", &Spot::letter().path);
        lenient::compare_contents(&mut reader, bytes);
    }
    mail.parts = reader.parts;
    mail.defects = reader.defects.into_vec();
    mail
}

/// Reads a letter that was found inside a file: first its header as people see it, with the defects of all of it, then
/// its parts.
pub(crate) fn inside(bytes: &[u8], budget: &mut Budget) -> Vec<Inner> {
    let source = wire::mend(bytes);
    let mut reader = Reader::new(&source, budget);
    let head = reader.letter(0..source.len(), &Spot::letter().attached());
    let mut defects: Vec<Code> = reader.defects.into_vec().into_iter().map(|defect| defect.code).collect();
    defects.sort_unstable();
    defects.dedup();
    let header = Inner {
        name: "header".to_owned(),
        mime: "text/rfc822-headers".to_owned(),
        really: None,
        size: source.len(),
        reading: leaf::header_reading(&head),
        hidden: Vec::new(),
        defects,
        unlocked: false,
        pictures: Pictures::default(),
    };
    let parts = reader.parts.into_iter().filter(|part| part.role != Role::Frame);
    let inner = parts.map(|part| Inner {
        name: part.inside.or(part.name).unwrap_or_else(|| part.path.to_string()),
        mime: part.mime,
        really: part.really,
        size: part.size,
        reading: part.reading,
        hidden: part.hidden,
        defects: Vec::new(),
        unlocked: part.unlocked,
        pictures: part.pictures,
    });
    std::iter::once(header).chain(inner).collect()
}

/// An unfolded header value as people see it.
pub(crate) fn header_text(value: &[u8]) -> String {
    words::decode(value).text
}

/// A file with LF line ends all through is only written by another custom; a mixture is read in different ways.
fn is_mixed(bytes: &[u8], mended: &[u8]) -> bool {
    bytes.len() != mended.len() && memchr::memchr(b'\r', bytes).is_some()
}

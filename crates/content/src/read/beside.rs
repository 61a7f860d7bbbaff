//! What lies beside the strict tree: decoded letters, header lines that are no field, texts before and after a
//! multipart, and everything a limit cut off.

use std::ops::Range;

use sekisho_model::Blind;

use super::{
    head::Head,
    leaf,
    reader::{Reader, Span},
    spot::Spot,
    transfer::Transfer,
};
use crate::{
    charset,
    mail::{Part, Reading, Role},
    transform::wire,
};

impl<'a> Reader<'a, '_> {
    /// A letter, or an entity, that had to be decoded first: everything in it stands beside the tree.
    pub(super) fn buffer(&mut self, bytes: Vec<u8>, spot: &Spot) {
        self.decoded(bytes, spot, Spot::letter().attached());
    }

    /// An entity that is the letter itself, inside its signature: its body is what people read first.
    pub(super) fn signed(&mut self, bytes: Vec<u8>, spot: &Spot) {
        let inside = if spot.attached { Spot::letter().attached() } else { Spot::letter() };
        self.decoded(bytes, spot, inside);
    }

    fn decoded(&mut self, bytes: Vec<u8>, spot: &Spot, inside: Spot) {
        if !self.budget.enter() {
            return self.blind(spot, &bytes, Blind::Limit);
        }
        let source = wire::mend(&bytes);
        let mut reader = Reader::new(&source, self.budget);
        reader.again = self.again;
        let head = reader.letter(0..source.len(), &inside);
        let (limited, again) = (reader.limited, reader.again);
        let (parts, defects) = (reader.parts, reader.defects.into_vec());
        self.limited |= limited;
        self.again = again;
        let header = leaf::header(&head, spot);
        if header.reading != Reading::Nothing {
            self.push(header);
        }
        for part in parts.into_iter().filter(|part| part.role != Role::Frame) {
            let name = part.inside.unwrap_or_else(|| part.name.clone().unwrap_or_else(|| part.path.to_string()));
            let inside = spot.beside(&name).extra;
            let role = if part.role == Role::Body { Role::Body } else { Role::Inner };
            self.push(Part { path: spot.path.clone(), inside, role, ..part });
        }
        defects.iter().for_each(|defect| self.defects.add(defect.code, &spot.path));
        self.budget.leave();
    }

    /// Lines of a header that are no field, and what a limit cut off.
    pub(super) fn header_junk(&mut self, head: &Head<'a>, spot: &Spot) {
        self.defects.add_if(head.broken, "header-junk", &spot.path);
        if !head.beyond.is_empty() {
            let spot = spot.body();
            self.blind(&spot.beside("header"), head.beyond, Blind::Limit);
        }
        let junk: Vec<u8> =
            head.fields.iter().filter(|field| field.name.is_empty()).flat_map(|f| f.value).copied().collect();
        if !junk.trim_ascii().is_empty() {
            let spot = spot.body().beside("header");
            let part = leaf::text(&junk, &spot, self.budget);
            self.push(part);
            self.scan(&junk, &spot);
        }
    }

    /// A text beside the tree.
    pub(super) fn text(&mut self, range: &Range<usize>, spot: &Spot) {
        let bytes = self.bytes(range);
        self.spans.push(Span { range: range.clone(), transfer: Transfer::Identity, strict: false });
        let part = leaf::text(bytes, spot, self.budget);
        self.push(part);
        self.scan(bytes, spot);
    }

    /// Whether these bytes may be read in one more way; when not, that is said.
    pub(super) fn may_read_again(&mut self, spot: &Spot, range: &Range<usize>) -> bool {
        if range.len() <= self.again {
            self.again -= range.len();
            return true;
        }
        self.limit(&spot.beside("again"), &(range.start..range.start));
        false
    }

    /// What is left unread because of a limit, as one blind part.
    pub(super) fn limit(&mut self, spot: &Spot, range: &Range<usize>) {
        self.blind(&spot.beside("limit"), self.bytes(range), Blind::Limit);
    }

    pub(super) fn blind(&mut self, spot: &Spot, bytes: &[u8], why: Blind) {
        self.limited = true;
        self.defects.add("limit-reached", &spot.path);
        let kept = bytes.get(..self.budget.limits().text_chars).unwrap_or(bytes);
        let text = charset::decode(kept, None).text;
        let reading = Reading::Blind { why, text, tables: Vec::new() };
        self.push(leaf::extra("application/octet-stream", spot, bytes.len(), reading));
    }

    pub(super) fn push(&mut self, part: Part) {
        self.parts.push(part);
    }
}

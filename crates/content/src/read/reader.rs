//! The strict view: walks the MIME tree (RFC 2046) and makes parts, with the same numbers as transforms use.
//!
//! A multipart is cut by its own boundary before its parts are looked at, so an outer boundary always wins. What lies
//! outside the tree (preamble, epilogue, header lines that are none) becomes a part with a code in `inside`.

use std::ops::Range;

use super::{
    defects::Defects,
    head::Head,
    leaf,
    marks::Marks,
    scan,
    shape::{LETTER, Shape, TEXT},
    spot::{Frame, Spot},
    transfer::{self, Transfer},
};
use crate::{budget::Budget, mail::Part};

/// What preambles say in every mail program, without the full stop.
const NOTICES: &[&str] = &[
    "This is a multi-part message in MIME format",
    "This is a multipart message in MIME format",
    "This is a MIME-encapsulated message",
    "This is a message with multiple parts in MIME format",
    "This is an S/MIME signed message",
    "This is a cryptographically signed message in MIME format",
    "This is an OpenPGP/MIME signed message (RFC 2440 and 3156)",
    "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
    "This is an OpenPGP/MIME encrypted message (RFC 2440 and 3156)",
    "This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)",
];
/// How many times the letter may be read again in other ways.
const AGAIN: usize = 4;

/// A body the strict view decoded, for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) transfer: Transfer,
    /// Part of the tree, not something beside it.
    pub(super) strict: bool,
}

/// Reads one letter. Parts and defects grow as it goes.
#[derive(Debug)]
pub(super) struct Reader<'a, 'b> {
    pub(super) source: &'a [u8],
    pub(super) budget: &'b mut Budget,
    pub(super) parts: Vec<Part>,
    pub(super) defects: Defects,
    pub(super) spans: Vec<Span>,
    /// Whether a limit cut something off.
    pub(super) limited: bool,
    /// Bytes that may still be read again in other ways.
    pub(super) again: usize,
}

impl<'a, 'b> Reader<'a, 'b> {
    pub(super) fn new(source: &'a [u8], budget: &'b mut Budget) -> Self {
        let again = source.len().saturating_mul(AGAIN);
        let (parts, defects, spans) = (Vec::new(), Defects::default(), Vec::new());
        Self { source, budget, parts, defects, spans, limited: false, again }
    }

    pub(super) fn bytes(&self, range: &Range<usize>) -> &'a [u8] {
        self.source.get(range.clone()).unwrap_or_default()
    }

    /// Reads a letter and gives its header.
    pub(super) fn letter(&mut self, whole: Range<usize>, spot: &Spot) -> Head<'a> {
        let (head, body) = Head::split(self.source, whole, self.budget.limits());
        if !self.budget.take_part() {
            self.limit(spot, &body);
            return head;
        }
        self.defects.add_if(!head.ended, "header-not-ended", &spot.path);
        self.content(&head, &body, spot);
        head
    }

    /// Reads a part of a multipart; `false` when there may be no more parts.
    fn part(&mut self, whole: Range<usize>, spot: &Spot) -> bool {
        if !self.budget.take_part() {
            return false;
        }
        let (head, body) = Head::split(self.source, whole, self.budget.limits());
        self.content(&head, &body, spot);
        true
    }

    fn content(&mut self, head: &Head<'a>, body: &Range<usize>, spot: &Spot) {
        let default = if spot.frame == Frame::Digest { LETTER } else { TEXT };
        let shapes = Shape::all(head, default, &spot.path, &mut self.defects);
        for (number, shape) in shapes.iter().enumerate() {
            if number == 0 {
                self.body(shape, body, spot);
            } else if spot.extra.is_none() && self.may_read_again(spot, body) {
                self.body(shape, body, &Spot { extra: Some(format!("variant-{number}")), ..spot.clone() });
            }
        }
        self.header_junk(head, spot);
    }

    fn body(&mut self, shape: &Shape, body: &Range<usize>, spot: &Spot) {
        if shape.is_multipart() {
            let marks = Marks::find(self.source, body, shape.boundary().as_bytes(), self.budget.limits().parts);
            if !marks.starts.is_empty() {
                return self.frame(shape, &marks, body, spot);
            }
            self.without_boundary(shape, body, spot);
        } else if shape.is_open_letter() {
            self.attached_letter(shape, body, spot);
        } else {
            self.leaf(shape, body, &spot.body());
        }
    }

    fn frame(&mut self, shape: &Shape, marks: &Marks, body: &Range<usize>, spot: &Spot) {
        self.defects.add_if(marks.prefix, "boundary-prefix", &spot.path);
        self.defects.add_if(marks.close.is_none(), "unclosed-multipart", &spot.path);
        self.defects.add_if(!matches!(shape.transfer, Transfer::Identity), "encoded-multipart", &spot.path);
        // The multipart inside an attached letter has no number of its own: the letter stands for it.
        if !(spot.is_letter && spot.attached) {
            self.push(leaf::frame(shape, spot, body.len()));
        }
        if !self.budget.enter() {
            return self.limit(spot, body);
        }
        let frame = match shape.mime.as_str() {
            "multipart/digest" => Frame::Digest,
            "multipart/signed" => Frame::Signed,
            "multipart/encrypted" => Frame::Encrypted,
            _ => Frame::Plain,
        };
        self.preamble(&(body.start..marks.starts.first().map_or(body.end, |first| first.start)), spot);
        let inside = Spot { is_letter: false, ..spot.clone() };
        for (number, range) in marks.parts(self.source, body).enumerate() {
            let start = range.start;
            if !self.part(range, &inside.child(number + 1, frame)) {
                self.limit(&inside, &(start..body.end));
                break;
            }
        }
        self.budget.leave();
        self.epilogue(shape, marks, body, spot);
    }

    fn preamble(&mut self, range: &Range<usize>, spot: &Spot) {
        let text = self.bytes(range).trim_ascii();
        let bare = text.strip_suffix(b".").unwrap_or(text);
        if !text.is_empty() && !NOTICES.iter().any(|notice| bare == notice.as_bytes()) {
            self.defects.add("text-in-preamble", &spot.path);
            self.text(range, &spot.beside("preamble"));
        }
    }

    /// Behind the close delimiter: more parts for readers that do not believe it, and text.
    fn epilogue(&mut self, shape: &Shape, marks: &Marks, body: &Range<usize>, spot: &Spot) {
        let Some(close) = &marks.close else { return };
        let range = close.end..body.end;
        if self.bytes(&range).trim_ascii().is_empty() {
            return;
        }
        let beside = spot.beside("epilogue");
        let more = Marks::find(self.source, &range, shape.boundary().as_bytes(), self.budget.limits().parts);
        let text_end = more.starts.first().map_or(range.end, |first| first.start);
        let text = range.start..text_end;
        if !self.bytes(&text).trim_ascii().is_empty() {
            self.defects.add("text-in-epilogue", &spot.path);
            self.text(&text, &beside);
        }
        if more.starts.is_empty() {
            return;
        }
        self.defects.add("boundary-in-epilogue", &spot.path);
        if self.may_read_again(spot, &range) {
            self.children_beside(&more, &range, &beside);
            let rest = more.close.map_or(range.end, |close| close.end)..range.end;
            if !self.bytes(&rest).trim_ascii().is_empty() {
                self.text(&rest, &beside.beside("end"));
            }
        }
    }

    fn children_beside(&mut self, marks: &Marks, range: &Range<usize>, beside: &Spot) {
        if !self.budget.enter() {
            return self.limit(beside, range);
        }
        for (number, part) in marks.parts(self.source, range).enumerate() {
            let start = part.start;
            if !self.part(part, &beside.child(number + 1, Frame::Plain)) {
                self.limit(beside, &(start..range.end));
                break;
            }
        }
        self.budget.leave();
    }

    /// A multipart that cannot be cut is a text for most readers; others find a boundary in it.
    fn without_boundary(&mut self, shape: &Shape, body: &Range<usize>, spot: &Spot) {
        let here = spot.body();
        if self.bytes(body).trim_ascii().is_empty() {
            return self.leaf(shape, body, &here);
        }
        self.defects.add("missing-boundary", &spot.path);
        self.leaf(shape, body, &here);
        if !matches!(shape.transfer, Transfer::Identity | Transfer::Unknown) {
            self.defects.add("encoded-multipart", &spot.path);
            let decoded = transfer::decode(shape.transfer, self.bytes(body)).bytes;
            let kind = format!("Content-Type: {}\r\n\r\n", scan::written_kind(shape));
            return self.buffer([kind.as_bytes(), &decoded].concat(), &here.beside("decoded"));
        }
        if let Some(boundary) = scan::guess_boundary(self.bytes(body)) {
            let marks = Marks::find(self.source, body, boundary, self.budget.limits().parts);
            if self.may_read_again(spot, body) {
                self.children_beside(&marks, body, &here.beside("guess"));
            }
        }
    }

    fn attached_letter(&mut self, shape: &Shape, body: &Range<usize>, spot: &Spot) {
        let spot = spot.body();
        if !self.budget.enter() {
            return self.limit(&spot, body);
        }
        let at = self.parts.len();
        let head = self.letter(body.clone(), &spot.clone().attached());
        self.budget.leave();
        self.parts.insert(at.min(self.parts.len()), leaf::letter(shape, &spot, &head, body.len()));
    }
}

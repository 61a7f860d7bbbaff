//! The strict view: walks the MIME tree (RFC 2046) and makes parts, with the same numbers as transforms use.
//!
//! A multipart is cut by its own boundary before its parts are looked at, so an outer boundary always wins. What lies
//! outside the tree (preamble, epilogue, header lines that are none) becomes a part with a code in `inside`.

use std::ops::Range;

use sekisho_model::{Blind, PartPath};

use super::{
    defects::Defects,
    head::Head,
    leaf, scan,
    shape::Shape,
    transfer::{self, Transfer},
};
use crate::{
    budget::Budget,
    charset,
    mail::{Part, Reading, Role},
    transform::wire,
};

/// What preambles say in every mail program.
const KNOWN_PREAMBLES: &[&[u8]] = &[b"This is a ", b"This is an ", b"--", b"If you are reading this"];
/// Bytes of a preamble that is only a notice to old readers.
const SHORT_PREAMBLE: usize = 400;
/// How many times the letter may be read again in other ways.
const AGAIN: usize = 4;

/// Where an entity stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    pub(super) path: PartPath,
    /// Code of a place outside the strict tree.
    pub(super) extra: Option<String>,
    /// In an attached letter.
    pub(super) attached: bool,
    /// The entity is a letter: a body gets the number 1, a multipart the number of the letter.
    pub(super) is_letter: bool,
    /// The media type of the multipart around it.
    pub(super) frame: Frame,
}

/// What the multipart around a part makes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Frame {
    #[default]
    Plain,
    /// Parts are letters unless they say otherwise (RFC 2046 §5.1.5).
    Digest,
    /// RFC 1847.
    Signed,
    Encrypted,
}

impl Spot {
    /// The letter itself.
    pub(super) fn letter() -> Self {
        Self { is_letter: true, ..Self::default() }
    }

    /// The same, for a letter inside something.
    pub(super) fn attached(mut self) -> Self {
        self.attached = true;
        self.is_letter = true;
        self.frame = Frame::Plain;
        self
    }

    /// A place beside the tree, at this part.
    pub(super) fn beside(&self, code: &str) -> Self {
        let extra = self.extra.as_ref().map_or_else(|| code.to_owned(), |outer| format!("{outer}/{code}"));
        Self { extra: Some(extra), is_letter: false, frame: Frame::Plain, ..self.clone() }
    }

    fn child(&self, number: usize, frame: Frame) -> Self {
        let at = u16::try_from(number).unwrap_or(u16::MAX);
        let spot = if self.extra.is_some() {
            self.beside(&number.to_string())
        } else {
            Self { path: self.path.child(at), is_letter: false, ..self.clone() }
        };
        Self { frame, ..spot }
    }

    /// The spot of a body that is no multipart.
    fn body(&self) -> Self {
        if self.is_letter { self.child(1, self.frame) } else { self.clone() }
    }
}

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
    again: usize,
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
        let default = if spot.frame == Frame::Digest { "message/rfc822" } else { "text/plain" };
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
            let boundary = shape.kind.decoded("boundary").unwrap_or_default();
            let boundary = boundary.trim_ascii_end();
            let marks = Marks::find(self.source, body, boundary.as_bytes(), self.budget.limits().parts);
            if !marks.starts.is_empty() {
                return self.frame(shape, &marks, body, spot);
            }
            self.without_boundary(shape, body, spot);
        } else if shape.is_letter() && shape.transfer == Transfer::Identity {
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
        let notice = text.len() < SHORT_PREAMBLE && KNOWN_PREAMBLES.iter().any(|known| text.starts_with(known));
        if !text.is_empty() && !(notice && !text.contains(&b'@')) {
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
        let boundary = shape.kind.decoded("boundary").unwrap_or_default();
        let more = Marks::find(self.source, &range, boundary.trim_ascii_end().as_bytes(), self.budget.limits().parts);
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

    /// A letter, or an entity, that had to be decoded first: everything in it stands beside the tree.
    pub(super) fn buffer(&mut self, bytes: Vec<u8>, spot: &Spot) {
        if !self.budget.enter() {
            return self.blind(spot, &bytes, Blind::Limit);
        }
        let source = wire::mend(&bytes);
        let mut reader = Reader::new(&source, self.budget);
        let head = reader.letter(0..source.len(), &Spot::letter().attached());
        let limited = reader.limited;
        let (parts, defects) = (reader.parts, reader.defects.into_vec());
        self.limited |= limited;
        let header = leaf::header(&head, spot);
        if header.reading != Reading::Nothing {
            self.push(header);
        }
        for part in parts.into_iter().filter(|part| part.role != Role::Frame) {
            let name = part.inside.unwrap_or_else(|| part.name.clone().unwrap_or_else(|| part.path.to_string()));
            let inside = spot.beside(&name).extra;
            self.push(Part { path: spot.path.clone(), inside, role: Role::Inner, ..part });
        }
        defects.iter().for_each(|defect| self.defects.add(defect.code, &spot.path));
        self.budget.leave();
    }

    /// Lines of a header that are no field, and what a limit cut off.
    fn header_junk(&mut self, head: &Head<'a>, spot: &Spot) {
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

    fn blind(&mut self, spot: &Spot, bytes: &[u8], why: Blind) {
        self.limited = true;
        self.defects.add("limit-reached", &spot.path);
        let kept = bytes.get(..self.budget.limits().text_chars).unwrap_or(bytes);
        let text = charset::decode(kept, None).text;
        let reading = Reading::Blind { why, text };
        self.push(leaf::extra("application/octet-stream", spot, bytes.len(), reading));
    }

    pub(super) fn push(&mut self, part: Part) {
        self.parts.push(part);
    }
}

/// Delimiter lines of one multipart.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// From the start of a delimiter line to behind it.
    pub(super) starts: Vec<Range<usize>>,
    pub(super) close: Option<Range<usize>>,
    /// Some line starts like a delimiter and goes on differently.
    pub(super) prefix: bool,
}

impl Marks {
    /// At most `limit` + 1 of them: nobody reads more parts.
    pub(super) fn find(source: &[u8], body: &Range<usize>, boundary: &[u8], limit: usize) -> Self {
        let mut marks = Self::default();
        if boundary.is_empty() {
            return marks;
        }
        let bytes = source.get(body.clone()).unwrap_or_default();
        let needle = [b"--", boundary].concat();
        for at in memchr::memmem::find_iter(bytes, &needle) {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            if before.is_some_and(|byte| *byte != b'\n') {
                continue;
            }
            let rest = bytes.get(at + needle.len()..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = body.start + at..body.start + at + needle.len() + length;
            match rest.get(..length).unwrap_or_default().trim_ascii_end() {
                b"" if marks.starts.len() > limit => break,
                b"" => marks.starts.push(line),
                b"--" => {
                    marks.close = Some(line);
                    break;
                }
                _ => marks.prefix = true,
            }
        }
        marks
    }

    /// The parts between them. The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    fn parts<'m>(&'m self, source: &'m [u8], body: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 'm {
        let end = body.end;
        self.starts.iter().enumerate().map(move |(at, start)| {
            let next = self.starts.get(at + 1).or(self.close.as_ref()).map(|next| next.start);
            let until = next.unwrap_or(end).max(start.end);
            let text = source.get(start.end..until).unwrap_or_default();
            let cut = if next.is_some() && text.ends_with(b"\r\n") { 2 } else { 0 };
            start.end..until - cut
        })
    }
}

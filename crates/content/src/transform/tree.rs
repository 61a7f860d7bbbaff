//! The MIME tree as places in the letter, for editing: every part knows its own bytes, so that what is not edited is
//! copied and boundaries stay as they are.
//!
//! What an entity is, and where its parts begin, is asked of reading, so that a path means the same part for both.

use std::ops::Range;

use sekisho_model::PartPath;

use super::{TransformError, header::Header, text::value_of};
use crate::read::{Marks, Shape, TEXT};

/// Deeper than any honest letter; the reader calls such a letter blind long before.
const MAX_DEPTH: usize = 64;
const MAX_PARTS: usize = 10_000;

/// One entity: header and body.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) path: PartPath,
    /// Whether a plan can name it: the multipart inside an attached letter has no number of its own (RFC 9051).
    pub(super) named: bool,
    pub(super) mime: String,
    /// Shown as a file.
    pub(super) attached: bool,
    pub(super) name: Option<String>,
    pub(super) header: Header,
    pub(super) whole: Range<usize>,
    /// Body, without the empty line before it.
    pub(super) body: Range<usize>,
    pub(super) inside: Inside,
}

/// What the body of an entity is.
#[derive(Debug)]
pub(super) enum Inside {
    Leaf,
    Letter(Box<Node>),
    Frame { boundary: String, children: Vec<Child>, close: Option<usize> },
}

/// A part of a multipart and its surroundings.
#[derive(Debug)]
pub(super) struct Child {
    /// Where its delimiter line starts.
    pub(super) delimiter: usize,
    /// Where the next delimiter line starts, or the multipart ends.
    pub(super) end: usize,
    pub(super) node: Node,
}

impl Node {
    /// Reads a letter with CRLF line ends.
    pub(super) fn read(source: &[u8]) -> Result<Self, TransformError> {
        let mut reader = Reader { source, parts: 0 };
        reader.node(0..source.len(), Place::Letter(PartPath::default()), TEXT, 0)
    }

    /// Signed or encrypted: not one byte inside may change.
    pub(super) fn is_sealed(&self) -> bool {
        matches!(
            self.mime.as_str(),
            "multipart/signed" | "multipart/encrypted" | "application/pkcs7-mime" | "application/x-pkcs7-mime"
        )
    }

    pub(super) fn children(&self) -> Vec<&Self> {
        match &self.inside {
            Inside::Leaf => Vec::new(),
            Inside::Letter(inner) => vec![inner],
            Inside::Frame { children, .. } => children.iter().map(|child| &child.node).collect(),
        }
    }

    /// The boundaries of all multiparts.
    pub(super) fn boundaries(&self) -> Vec<&str> {
        let own = match &self.inside {
            Inside::Frame { boundary, .. } => Some(boundary.as_str()),
            Inside::Leaf | Inside::Letter(_) => None,
        };
        own.into_iter().chain(self.children().into_iter().flat_map(Self::boundaries)).collect()
    }

    /// The part with this path. The body of a letter without multipart answers to both the empty path and `1`.
    pub(super) fn find(&self, path: &PartPath) -> Option<&Self> {
        if self.named && (self.path == *path || (path.0.is_empty() && self.path.0 == [1] && self.whole.start == 0)) {
            return Some(self);
        }
        self.children().into_iter().find_map(|child| child.find(path))
    }
}

struct Reader<'a> {
    source: &'a [u8],
    parts: usize,
}

/// How a part gets its number.
enum Place {
    /// A letter, the outer one or one attached under this path: a multipart keeps the path, a body is its child 1.
    Letter(PartPath),
    /// A part of a multipart: has this path.
    Part(PartPath),
}

impl Reader<'_> {
    fn node(&mut self, whole: Range<usize>, place: Place, default: &str, depth: usize) -> Result<Node, TransformError> {
        self.parts += 1;
        if depth > MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(TransformError::Structure);
        }
        let (header, rest) = Header::split(self.source.get(whole.clone()).unwrap_or_default());
        let skip = if rest.starts_with(b"\r\n") { 2 } else { 0 };
        let body = whole.end - rest.len() + skip..whole.end;
        let shape = shape(&header, default);
        let boundary = if shape.is_multipart() { shape.boundary() } else { String::new() };
        let marks = Marks::find(self.source, &body, boundary.as_bytes(), MAX_PARTS);
        let is_frame = !marks.starts.is_empty();
        let (path, named) = match place {
            Place::Part(path) => (path, true),
            Place::Letter(prefix) if is_frame => (prefix, depth == 0),
            Place::Letter(prefix) => (prefix.child(1), true),
        };
        let inside = if is_frame {
            let children = self.children(&marks, &body, &path, shape.default_inside(), depth)?;
            Inside::Frame { boundary, children, close: marks.close.map(|close| close.start) }
        } else if shape.is_open_letter() {
            Inside::Letter(Box::new(self.node(body.clone(), Place::Letter(path.clone()), TEXT, depth + 1)?))
        } else {
            Inside::Leaf
        };
        let (name, attached) = (shape.name().map(str::to_owned), shape.attached);
        Ok(Node { path, named, mime: shape.mime, attached, name, header, whole, body, inside })
    }

    fn children(
        &mut self,
        marks: &Marks,
        body: &Range<usize>,
        path: &PartPath,
        default: &str,
        depth: usize,
    ) -> Result<Vec<Child>, TransformError> {
        let last = marks.close.as_ref().map_or(body.end, |close| close.start);
        let ends = marks.starts.iter().skip(1).map(|next| next.start).chain([last]);
        let mut children = Vec::with_capacity(marks.starts.len());
        for ((number, part), (mark, end)) in
            (1_u16..).zip(marks.parts(self.source, body)).zip(marks.starts.iter().zip(ends))
        {
            let node = self.node(part, Place::Part(path.child(number)), default, depth + 1)?;
            children.push(Child { delimiter: mark.start, end, node });
        }
        Ok(children)
    }
}

fn shape(header: &Header, default: &str) -> Shape {
    let of = |name| value_of(header, name);
    let (kind, transfer) = (of("content-type"), of("content-transfer-encoding"));
    Shape::first(kind.as_deref(), transfer.as_deref(), of("content-disposition").as_deref(), default)
}

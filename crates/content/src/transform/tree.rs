//! The MIME tree as places in the letter, for editing: every part knows its own bytes, so that what is not edited is
//! copied and boundaries stay as they are.

use std::ops::Range;

use sekisho_model::PartPath;

use super::{
    TransformError,
    header::Header,
    text::{ContentType, value_of},
};

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
        reader.node(0..source.len(), Place::Letter(PartPath::default()), 0)
    }

    /// Signed or encrypted: not one byte inside may change.
    pub(super) fn is_sealed(&self) -> bool {
        matches!(
            self.mime.as_str(),
            "multipart/signed" | "multipart/encrypted" | "application/pkcs7-mime" | "application/x-pkcs7-mime"
        )
    }

    pub(super) fn is_attachment(&self) -> bool {
        let disposition = value_of(&self.header, "content-disposition").unwrap_or_default();
        let kind = ContentType::of(&self.header);
        let text = String::from_utf8_lossy(&disposition).to_ascii_lowercase();
        text.trim_start().starts_with("attachment")
            || text.contains("filename")
            || kind.parameter("name").is_some()
            || kind.parameter("name*").is_some()
    }

    pub(super) fn children(&self) -> Vec<&Self> {
        match &self.inside {
            Inside::Leaf => Vec::new(),
            Inside::Letter(inner) => vec![inner],
            Inside::Frame { children, .. } => children.iter().map(|child| &child.node).collect(),
        }
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
    fn node(&mut self, whole: Range<usize>, place: Place, depth: usize) -> Result<Node, TransformError> {
        self.parts += 1;
        if depth > MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(TransformError::Structure);
        }
        let (header, rest) = Header::split(self.source.get(whole.clone()).unwrap_or_default());
        let skip = if rest.starts_with(b"\r\n") { 2 } else { 0 };
        let body = whole.end - rest.len() + skip..whole.end;
        let kind = ContentType::of(&header);
        let boundary = kind.parameter("boundary").filter(|it| kind.mime.starts_with("multipart/") && !it.is_empty());
        let marks = boundary.map(|boundary| (delimiters(self.source, &body, boundary.trim_ascii_end()), boundary));
        let marks = marks.filter(|((found, _), _)| !found.is_empty());
        let (path, named) = match place {
            Place::Part(path) => (path, true),
            Place::Letter(prefix) if marks.is_some() => (prefix, depth == 0),
            Place::Letter(prefix) => (prefix.child(1), true),
        };
        let inside = match marks {
            Some(((found, close), boundary)) => {
                let children = self.children(&found, close.unwrap_or(body.end), close.is_some(), &path, depth)?;
                Inside::Frame { boundary, children, close }
            }
            None if kind.mime == "message/rfc822" && is_readable(&header) => {
                Inside::Letter(Box::new(self.node(body.clone(), Place::Letter(path.clone()), depth + 1)?))
            }
            None => Inside::Leaf,
        };
        Ok(Node { path, named, mime: kind.mime, header, whole, body, inside })
    }

    /// `found` are the delimiter lines (start, end); `end` is where the last part ends.
    fn children(
        &mut self,
        found: &[(usize, usize)],
        end: usize,
        closed: bool,
        path: &PartPath,
        depth: usize,
    ) -> Result<Vec<Child>, TransformError> {
        let mut children = Vec::with_capacity(found.len());
        for (index, (delimiter, start)) in found.iter().enumerate() {
            let next = found.get(index + 1).map(|next| next.0);
            let end_here = next.unwrap_or(end);
            let number = u16::try_from(index + 1).map_err(|_| TransformError::Structure)?;
            // The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
            let text = self.source.get(*start..end_here).unwrap_or_default();
            let followed = closed || next.is_some();
            let content_end = if followed && text.ends_with(b"\r\n") { end_here - 2 } else { end_here };
            let node = self.node(*start..content_end.max(*start), Place::Part(path.child(number)), depth + 1)?;
            children.push(Child { delimiter: *delimiter, end: end_here, node });
        }
        Ok(children)
    }
}

/// RFC 2046 §5.2.1 allows only identity encodings; anything else cannot be looked into in place.
fn is_readable(header: &Header) -> bool {
    let value = value_of(header, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    matches!(value.as_slice(), b"" | b"7bit" | b"8bit" | b"binary")
}

/// Starts of delimiter lines with the places behind them, and the start of the close delimiter.
fn delimiters(source: &[u8], body: &Range<usize>, boundary: &str) -> (Vec<(usize, usize)>, Option<usize>) {
    let mut found = Vec::new();
    let mut at = body.start;
    for line in source.get(body.clone()).unwrap_or_default().split_inclusive(|c| *c == b'\n') {
        let next = at + line.len();
        let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        match rest.map(<[u8]>::trim_ascii_end) {
            Some(b"") => found.push((at, next)),
            Some(b"--") => return (found, Some(at)),
            _ => {}
        }
        at = next;
    }
    (found, None)
}

//! Editing the body of a letter: parts taken out or replaced, texts added, a part put at the end.
//!
//! All part paths of a plan are places in the letter as submitted, whatever other steps there are. Parts that are
//! not edited are copied byte for byte. A part inside a signed or encrypted part is never touched: that is
//! [`TransformError::Signed`], and the letter needs a person.

use std::collections::BTreeMap;

use sekisho_model::PartPath;

use super::{
    TransformError, encode, frame,
    header::{Field, Header, MAX_LINE, longest_line},
    text::{self, Addition, Side},
    transfer::Transfer,
    tree::{Child, Inside, Node},
};

/// What happens to one part.
enum Edit {
    Remove,
    /// Complete part: header, empty line, body.
    Replace(Vec<u8>),
    Add(Vec<Addition>),
    /// Lines over the limit: the same content in quoted-printable or base64.
    Rewrap,
}

/// An entity as it will be written.
pub(super) struct Piece {
    pub(super) header: Header,
    pub(super) body: Vec<u8>,
}

impl Piece {
    fn parse(part: &[u8]) -> Self {
        let (header, rest) = Header::split(part);
        Self { header, body: rest.strip_prefix(b"\r\n").unwrap_or(rest).to_vec() }
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.body.len() + 256);
        self.header.write(&mut out);
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        out
    }
}

/// All edits of one letter.
pub(super) struct Editor<'a> {
    source: &'a [u8],
    root: &'a Node,
    seed: &'a [u8; 32],
    edits: BTreeMap<PartPath, Edit>,
    additions: Vec<Addition>,
    /// Complete parts for the end of the letter.
    appended: Vec<Vec<u8>>,
    /// Of all multiparts: no line of an added text may be one of their delimiters.
    boundaries: Vec<&'a str>,
}

impl<'a> Editor<'a> {
    pub(super) fn new(source: &'a [u8], root: &'a Node, seed: &'a [u8; 32]) -> Self {
        let (edits, additions, appended) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { source, root, seed, edits, additions, appended, boundaries: root.boundaries() }
    }

    /// Takes a part out. Taking out twice is once.
    pub(super) fn remove(&mut self, part: &PartPath) -> Result<(), TransformError> {
        let path = self.place(part)?;
        self.edits.insert(path, Edit::Remove);
        Ok(())
    }

    /// Puts a text part in the place of a part.
    pub(super) fn replace(&mut self, part: &PartPath, note: &str) -> Result<(), TransformError> {
        let path = self.place(part)?;
        self.edits.insert(path, Edit::Replace(encode::text_part("plain", note)));
        Ok(())
    }

    pub(super) fn add(&mut self, addition: Addition) {
        self.additions.push(addition);
    }

    pub(super) fn append(&mut self, part: Vec<u8>) {
        self.appended.push(part);
    }

    fn place(&self, part: &PartPath) -> Result<PartPath, TransformError> {
        let node = self.root.find(part).ok_or(TransformError::NoSuchPart)?;
        Ok(node.path.clone())
    }

    /// The content fields and the body of the edited letter.
    pub(super) fn finish(mut self) -> Result<Piece, TransformError> {
        let work = !self.edits.is_empty() || !self.additions.is_empty() || !self.appended.is_empty();
        if work && self.root.is_sealed() {
            return Err(TransformError::Signed);
        }
        self.place_additions()?;
        self.rewrap(self.root)?;
        let letter = self.render(self.root)?;
        let letter = letter.map(|mut piece| {
            piece.header.0.retain(|field| is_content(&field.name));
            piece
        });
        self.frame(letter)
    }

    /// Finds the first text and the first HTML part; without either, the texts become a part of their own.
    fn place_additions(&mut self) -> Result<(), TransformError> {
        let additions = std::mem::take(&mut self.additions);
        if additions.is_empty() {
            return Ok(());
        }
        let mut placed = false;
        for mime in ["text/plain", "text/html"] {
            let Some(node) = self.first(self.root, mime) else { continue };
            self.edits.insert(node.path.clone(), Edit::Add(additions.clone()));
            placed = true;
        }
        if !placed {
            let (top, bottom): (Vec<_>, Vec<_>) = additions.into_iter().partition(|one| one.side == Side::Top);
            let text = |all: Vec<Addition>| all.into_iter().map(|one| one.text).collect::<Vec<_>>().join("\r\n\r\n");
            let own = text(top.into_iter().chain(bottom).collect());
            self.appended.insert(0, encode::text_part("plain", &own));
        }
        Ok(())
    }

    fn first<'n>(&self, node: &'n Node, mime: &str) -> Option<&'n Node> {
        if matches!(self.edits.get(&node.path), Some(Edit::Remove | Edit::Replace(_))) && node.named {
            return None;
        }
        match &node.inside {
            Inside::Leaf => (node.mime == mime && !node.attached).then_some(node),
            Inside::Letter(_) => None,
            Inside::Frame { children, .. } => children.iter().find_map(|child| self.first(&child.node, mime)),
        }
    }

    /// Marks leaves with lines over the limit.
    fn rewrap(&mut self, node: &Node) -> Result<(), TransformError> {
        let body = self.source.get(node.body.clone()).unwrap_or_default();
        if longest_line(body) <= MAX_LINE || self.edits.contains_key(&node.path) && node.named {
            return Ok(());
        }
        match &node.inside {
            Inside::Leaf => {
                self.edits.insert(node.path.clone(), Edit::Rewrap);
                Ok(())
            }
            _ => node.children().into_iter().try_for_each(|child| self.rewrap(child)),
        }
    }

    fn edit(&self, node: &Node) -> Option<&Edit> {
        self.edits.get(&node.path).filter(|_| node.named)
    }

    fn touches(&self, node: &Node) -> bool {
        self.edit(node).is_some() || node.children().into_iter().any(|child| self.touches(child))
    }

    /// The entity after its edits; `None` when it is taken out or nothing is left of it.
    fn render(&self, node: &Node) -> Result<Option<Piece>, TransformError> {
        let body = self.source.get(node.body.clone()).unwrap_or_default();
        let mut header = node.header.clone();
        match self.edit(node) {
            Some(Edit::Remove) => return Ok(None),
            Some(Edit::Replace(part)) => return Ok(Some(Piece::parse(part))),
            Some(Edit::Add(additions)) => {
                let body = text::add(&mut header, body, additions, &self.boundaries)?;
                return Ok(Some(Piece { header, body }));
            }
            Some(Edit::Rewrap) => return rewrapped(header, &node.mime, body).map(Some),
            None if !self.touches(node) => return Ok(Some(Piece { header, body: body.to_vec() })),
            None if node.is_sealed() => return Err(TransformError::Signed),
            None => {}
        }
        match &node.inside {
            Inside::Leaf => Ok(Some(Piece { header, body: body.to_vec() })),
            Inside::Letter(inner) => Ok(self.render(inner)?.map(|inner| Piece { header, body: inner.write() })),
            Inside::Frame { boundary, children, close } => {
                let Some(body) = self.render_frame(node, boundary, children, *close)? else { return Ok(None) };
                Ok(Some(Piece { header, body }))
            }
        }
    }

    fn render_frame(
        &self,
        node: &Node,
        boundary: &str,
        children: &[Child],
        close: Option<usize>,
    ) -> Result<Option<Vec<u8>>, TransformError> {
        let copy = |from: usize, to: usize| self.source.get(from..to).unwrap_or_default();
        let start = children.first().map_or(node.body.end, |child| child.delimiter);
        let mut out = copy(node.body.start, start).to_vec();
        let mut kept = 0;
        for child in children {
            if !self.touches(&child.node) {
                out.extend_from_slice(copy(child.delimiter, child.end));
                kept += 1;
            } else if let Some(piece) = self.render(&child.node)? {
                out.extend_from_slice(copy(child.delimiter, child.node.whole.start));
                out.extend_from_slice(&piece.write());
                out.extend_from_slice(b"\r\n");
                kept += 1;
            }
        }
        if kept == 0 {
            return Ok(None);
        }
        match close {
            Some(close) => out.extend_from_slice(copy(close, node.body.end)),
            None => frame::close(&mut out, boundary),
        }
        Ok(Some(out))
    }

    /// Puts the appended parts into a `multipart/mixed`: the letter's own, or a new one around it.
    fn frame(self, letter: Option<Piece>) -> Result<Piece, TransformError> {
        let mut appended = self.appended;
        let Some(letter) = letter else {
            let alone = appended.len() <= 1;
            let part = if alone { appended.pop() } else { None };
            if alone {
                return Ok(Piece::parse(&part.unwrap_or_else(|| encode::text_part("plain", ""))));
            }
            return Ok(frame::mixed(self.seed, &appended));
        };
        if appended.is_empty() {
            return Ok(letter);
        }
        match &self.root.inside {
            Inside::Frame { boundary, .. } if self.root.mime == "multipart/mixed" => {
                frame::insert(letter, boundary, &appended)
            }
            _ => {
                appended.insert(0, letter.write());
                Ok(frame::mixed(self.seed, &appended))
            }
        }
    }
}

/// Fields that describe the body and go with it into a new frame.
pub(super) fn is_content(name: &str) -> bool {
    name.starts_with("content-")
}

/// The same content in lines that fit.
fn rewrapped(mut header: Header, mime: &str, body: &[u8]) -> Result<Piece, TransformError> {
    let transfer = Transfer::parse(text::value_of(&header, "content-transfer-encoding").as_deref())?;
    let bytes = transfer.decode(body);
    let (transfer, body) = if mime.starts_with("text/") {
        (Transfer::QuotedPrintable, encode::quoted_printable(&bytes))
    } else if mime.starts_with("message/") || mime.starts_with("multipart/") {
        return Err(TransformError::Line);
    } else {
        (Transfer::Base64, encode::base64(&bytes))
    };
    let field = Field::new(format!("Content-Transfer-Encoding: {}", transfer.as_str()));
    header.replace_named(&["content-transfer-encoding"], field);
    Ok(Piece { header, body })
}

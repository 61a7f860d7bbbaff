//! What the header of an entity says about its body: media type, encoding, names, and every contradiction in it.
//!
//! Transforms ask here as well, so that what they edit is what was read.

use sekisho_model::PartPath;

use super::{defects::Defects, head::Head, names::Names, parameters::Structured, transfer::Transfer, words::Odd};

/// What an entity is by default.
pub(crate) const TEXT: &str = "text/plain";
/// What a part of a digest is by default.
pub(super) const LETTER: &str = "message/rfc822";
/// Contradicting fields that are each tried.
const MAX_VARIANTS: usize = 4;

/// One way of reading the header of an entity.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Lower case `type/subtype`; by the default of its place when none is declared.
    pub(crate) mime: String,
    pub(super) kind: Structured,
    pub(super) transfer: Transfer,
    /// Whether it is to be shown as a file.
    pub(crate) attached: bool,
    pub(super) names: Names,
}

impl Shape {
    /// All ways of reading it: the first is that of most readers, others only exist when fields contradict each other.
    pub(super) fn all(head: &Head<'_>, default: &str, path: &PartPath, defects: &mut Defects) -> Vec<Self> {
        let kinds = variants(head, "content-type");
        let transfers = variants(head, "content-transfer-encoding");
        let dispositions = variants(head, "content-disposition");
        defects.add_if(kinds.len() > 1, "duplicate-content-type", path);
        defects.add_if(transfers.len() > 1, "duplicate-content-transfer-encoding", path);
        defects.add_if(dispositions.len() > 1, "duplicate-content-disposition", path);
        let disposition = dispositions.first().map(|value| Structured::parse(value));
        let mut shapes = Vec::with_capacity(1);
        for (number, kind) in kinds.iter().map(Some).chain(kinds.is_empty().then_some(None)).enumerate() {
            for transfer in transfers.iter().map(Some).chain(transfers.is_empty().then_some(None)) {
                let first = shapes.is_empty();
                let kind = kind.map(|value| Structured::parse(value));
                let transfer = transfer.map_or(Transfer::Identity, |value| Transfer::parse(value));
                let shape = Self::new(kind, transfer, disposition.as_ref(), default);
                if first {
                    shape.report(disposition.as_ref(), path, defects);
                }
                shapes.push(shape);
                if number > 0 {
                    break;
                }
            }
        }
        let other = dispositions.iter().skip(1).map(|value| Structured::parse(value));
        let more: Vec<String> = other.filter_map(|other| Names::of(Some(&other), None).best).collect();
        if let Some(first) = shapes.first_mut() {
            more.into_iter().for_each(|name| first.names.also(name));
        }
        shapes
    }

    /// The way of most readers, by the values of the first field of each name: where fields contradict each other, this
    /// is the first of [`Self::all`].
    pub(crate) fn first(
        kind: Option<&[u8]>,
        transfer: Option<&[u8]>,
        disposition: Option<&[u8]>,
        default: &str,
    ) -> Self {
        let transfer = transfer.map_or(Transfer::Identity, Transfer::parse);
        Self::new(kind.map(Structured::parse), transfer, disposition.map(Structured::parse).as_ref(), default)
    }

    fn new(kind: Option<Structured>, transfer: Transfer, disposition: Option<&Structured>, default: &str) -> Self {
        let names = Names::of(disposition, kind.as_ref());
        let word = kind.as_ref().map(|kind| kind.word.as_str()).filter(|word| is_media_type(word));
        let fallback = if kind.is_some() { TEXT } else { default };
        let attached = disposition.is_some_and(|it| it.word == "attachment") || names.best.is_some();
        let mime = word.unwrap_or(fallback).to_owned();
        Self { mime, kind: kind.unwrap_or_default(), transfer, attached, names }
    }

    fn report(&self, disposition: Option<&Structured>, path: &PartPath, defects: &mut Defects) {
        let broken = !self.kind.word.is_empty() && !is_media_type(&self.kind.word);
        defects.add_if(broken, "content-type-broken", path);
        defects.add_if(self.kind.contradicts_itself("charset"), "duplicate-charset", path);
        defects.add_if(self.kind.contradicts_itself("boundary"), "duplicate-boundary", path);
        defects.add_if(!self.names.others.is_empty(), "ambiguous-filename", path);
        defects.add_if(self.names.broken, "broken-filename", path);
        let all = self.names.best.iter().chain(&self.names.others);
        defects.add_if(all.clone().any(|name| turns(name)), "direction-override-in-filename", path);
        defects.add_if(self.transfer == Transfer::Unknown, "unknown-transfer-encoding", path);
        let mut odd = self.names.odd;
        odd.merge(disposition.map(|it| it.odd).unwrap_or_default());
        odd.merge(self.kind.odd);
        report_odd(odd, path, defects);
    }

    /// What its parts are by default: letters in a digest (RFC 2046 §5.1.5), else texts (RFC 2045 §5.2).
    pub(crate) fn default_inside(&self) -> &'static str {
        if self.mime == "multipart/digest" { LETTER } else { TEXT }
    }

    pub(crate) fn is_multipart(&self) -> bool {
        self.mime.starts_with("multipart/")
    }

    pub(super) fn is_letter(&self) -> bool {
        matches!(self.mime.as_str(), LETTER | "message/global" | "message/news")
    }

    /// A letter that can be walked into where it stands.
    pub(crate) fn is_open_letter(&self) -> bool {
        self.is_letter() && self.transfer == Transfer::Identity
    }

    /// The boundary of a multipart; empty when there is none that a line could be.
    pub(crate) fn boundary(&self) -> String {
        let boundary = self.kind.decoded("boundary").filter(|it| !it.contains(char::is_control)).unwrap_or_default();
        boundary.trim_ascii_end().to_owned()
    }

    /// A parameter of `Content-Type` in plain or in extended form (RFC 2231), decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.kind.decoded(name)
    }

    /// The name that people see.
    pub(crate) fn name(&self) -> Option<&str> {
        self.names.best.as_deref()
    }

    /// What people read first, if it is not a file.
    pub(super) fn is_body(&self) -> bool {
        let text = matches!(self.mime.as_str(), "text/plain" | "text/html" | "text/enriched" | "text/richtext");
        (text || self.is_multipart()) && !self.attached
    }
}

pub(super) fn report_odd(odd: Odd, path: &PartPath, defects: &mut Defects) {
    defects.add_if(odd.raw, "raw-header-bytes", path);
    defects.add_if(odd.word, "broken-encoded-word", path);
    defects.add_if(odd.split, "split-encoded-word", path);
    defects.add_if(odd.charset, "header-charset", path);
    defects.add_if(odd.control, "control-in-header", path);
}

/// Values that differ, in order; only a few of them.
fn variants(head: &Head<'_>, name: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for value in head.values(name) {
        if all.len() < MAX_VARIANTS && !all.iter().any(|known| known.eq_ignore_ascii_case(&value)) {
            all.push(value.into_owned());
        }
    }
    all
}

fn is_media_type(word: &str) -> bool {
    word.split_once('/').is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty() && !sub.contains('/'))
}

/// Right-to-left overrides and isolates.
fn turns(name: &str) -> bool {
    name.contains(|c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

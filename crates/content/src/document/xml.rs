//! XML as a stream of tags and texts. No entity but the five of XML itself is expanded, no DTD is believed, nothing
//! external is fetched. Bytes that are no well-formed XML end the stream and are remembered as unsound.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::{
    Reader,
    events::{BytesEnd, BytesRef, BytesStart, Event},
};

/// A stream of pieces.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    sound: bool,
    /// What ended a run of texts.
    next: Option<Event<'a>>,
    /// Whether the bytes were no XML any more.
    ended: bool,
}

/// A piece of XML. Prefixes of names are dropped: office formats use them freely.
pub(super) enum Piece<'a> {
    /// A start tag. An empty element gives a start and an end.
    Open(Tag<'a>),
    /// An end tag, by local name.
    Close(Name<'a>),
    /// Text between tags, all of it, entities replaced.
    Text(Cow<'a, str>),
}

/// The local name of an end tag.
pub(super) struct Name<'a>(BytesEnd<'a>);

/// A start tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Name<'_> {
    /// The local name.
    pub(super) fn local(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }
}

impl Tag<'_> {
    /// The name with its prefix.
    pub(super) fn name(&self) -> &[u8] {
        self.0.name().into_inner()
    }

    /// The local name.
    pub(super) fn local(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, by its name with prefix.
    pub(super) fn exactly(&self, name: &str) -> Option<String> {
        self.find(|key| key == name.as_bytes())
    }

    /// The value of an attribute, by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.find(|key| local(key) == name.as_bytes())
    }

    /// The value of an attribute as a number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether a boolean attribute is set (XML Schema: `true`, `1`).
    pub(super) fn flag(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
    }

    /// Calls `with` for each attribute, by local name, with the value as it is written: for the hot path of sheets.
    pub(super) fn each(&self, mut with: impl FnMut(&[u8], &[u8])) {
        for one in self.0.attributes().with_checks(false).flatten() {
            with(local(one.key.0), &one.value);
        }
    }

    /// All attribute values.
    pub(super) fn values(&self) -> Vec<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false).flatten().map(|one| value(&one.value)).collect()
    }

    fn find(&self, is: impl Fn(&[u8]) -> bool) -> Option<String> {
        let found = self.0.attributes().with_checks(false).flatten().find(|one| is(one.key.0))?;
        Some(value(&found.value))
    }
}

/// An attribute value with its entities replaced; as it stands when that does not work.
fn value(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    match quick_xml::escape::unescape_with(&text, quick_xml::escape::resolve_xml_entity) {
        Ok(text) => text.into_owned(),
        Err(_) => text.into_owned(),
    }
}

fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

/// UTF-8 bytes of an XML file: other encodings (UTF-16 by its mark, others by declaration) are converted.
pub(super) fn utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return match encoding.decode_with_bom_removal(bytes).0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
    }
    let head = bytes.get(..200).unwrap_or(bytes);
    let declared = head.starts_with(b"<?xml").then(|| declared(head)).flatten();
    match declared.and_then(|label| Encoding::for_label(label.as_bytes())) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => {
            Cow::Owned(encoding.decode_without_bom_handling(bytes).0.into_owned().into_bytes())
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// The encoding that the XML declaration names.
fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let (declaration, _) = head.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding=")?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest.get(1..)?.split(quote).next().map(str::to_owned)
}

impl<'a> Xml<'a> {
    /// Reads `bytes`, which are UTF-8 (see [`utf8`]).
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        Self { reader, sound: true, next: None, ended: false }
    }

    /// Whether everything so far was well-formed, with known entities only.
    pub(super) const fn sound(&self) -> bool {
        self.sound
    }

    /// The next piece; `None` at the end, or where the bytes are no XML any more.
    pub(super) fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            match self.event()? {
                Event::Start(tag) => return Some(Piece::Open(Tag(tag))),
                Event::End(tag) => return Some(Piece::Close(Name(tag))),
                Event::Text(text) if !self.goes_on() => return Some(Piece::Text(lossy(text.into_inner()))),
                Event::Text(text) => return Some(Piece::Text(self.run(lossy(text.into_inner()).into_owned()).into())),
                Event::CData(text) => return Some(Piece::Text(self.run(lossy(text.into_inner()).into_owned()).into())),
                Event::GeneralRef(reference) => {
                    let mut text = String::new();
                    self.entity(&reference, &mut text);
                    return Some(Piece::Text(self.run(text).into()));
                }
                // A document type can only define entities and defaults that would change what is read.
                Event::DocType(text) => self.sound &= !text.contains(&b'['),
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    /// What stands behind a tag that was the last piece, as it is written; nothing, if that is not known.
    pub(super) fn rest(&self) -> &'a [u8] {
        if self.next.is_some() || self.ended { &[] } else { self.reader.get_ref() }
    }

    /// Steps over so many bytes of the rest, which have to be whole elements or texts.
    pub(super) fn skip(&mut self, count: usize) {
        let rest = self.rest();
        *self.reader.get_mut() = rest.get(count..).unwrap_or_default();
    }

    /// The text up to the next tag, behind a tag that was the last piece; `None`, and nothing read, where it needs a closer
    /// look.
    pub(super) fn text(&mut self) -> Option<Cow<'a, str>> {
        let rest = self.rest();
        let length = memchr::memchr(b'<', rest)?;
        let text = std::str::from_utf8(rest.get(..length)?).ok()?;
        let text = quick_xml::escape::unescape_with(text, quick_xml::escape::resolve_xml_entity).ok()?;
        self.skip(length);
        Some(text)
    }

    fn event(&mut self) -> Option<Event<'a>> {
        if let Some(event) = self.next.take() {
            return Some(event);
        }
        if self.ended {
            return None;
        }
        let event = self.reader.read_event();
        self.ended = event.is_err();
        self.sound &= event.is_ok();
        event.ok()
    }

    /// Whether a text may go on behind what ended it: at a reference, a section of characters, a comment or an instruction.
    fn goes_on(&self) -> bool {
        let rest: &[u8] = self.reader.get_ref();
        matches!(rest.strip_prefix(b"<").unwrap_or(rest).first(), Some(b'&' | b'!' | b'?'))
    }

    /// A text with the texts and references that follow it, so that a value is one piece however it is written: some
    /// writers make a reference of every character that is not ASCII.
    fn run(&mut self, mut text: String) -> String {
        loop {
            match self.event() {
                Some(Event::GeneralRef(reference)) => self.entity(&reference, &mut text),
                Some(Event::Text(more)) => text.push_str(&lossy(more.into_inner())),
                Some(Event::CData(more)) => text.push_str(&lossy(more.into_inner())),
                Some(Event::Comment(_) | Event::PI(_)) => {}
                other => {
                    self.next = other;
                    return text;
                }
            }
        }
    }

    /// The next start tag; `None` at the end.
    pub(super) fn next_tag(&mut self) -> Option<Tag<'a>> {
        loop {
            if let Piece::Open(tag) = self.next()? {
                return Some(tag);
            }
        }
    }

    /// A character reference or one of the five entities. Others are not expanded and cost the soundness.
    fn entity(&mut self, reference: &BytesRef<'a>, text: &mut String) {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return text.push(character);
        }
        match std::str::from_utf8(reference).ok().and_then(quick_xml::escape::resolve_xml_entity) {
            Some(entity) => text.push_str(entity),
            None => {
                self.sound = false;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

fn lossy(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        // Checking all at once is faster than looking for what has to be replaced.
        Cow::Borrowed(bytes) => {
            std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
        }
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

//! The objects of a PDF file. They are found by walking through the bytes, not by the cross-reference tables: tables
//! of hostile and broken files lie, and a later definition of an object replaces an earlier one in any case.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use sekisho_model::Blind;

use super::{
    super::{bytes::find, gather::Gather},
    crypt::Key,
    filter::{self, Coding, Decoded},
    lexer::Lexer,
    object::{Dict, Object},
    scan::{next_word, number_before},
};
use crate::budget::Budget;

/// Objects kept. A large catalogue of 10,000 pages has some 100,000.
const MOST_OBJECTS: usize = 1_000_000;
/// Earlier versions kept.
const MOST_EARLIER: usize = 1_000;
/// Links followed from one reference to the next.
const MOST_LINKS: usize = 16;

/// A PDF file.
#[derive(Debug, Default)]
pub(super) struct Pdf<'a> {
    bytes: &'a [u8],
    objects: HashMap<u32, Entry>,
    /// The last trailer that names a root, earlier ones added.
    pub trailer: Dict,
    /// Pages and streams that were replaced by later versions: still in the file, seen by nobody.
    earlier: Vec<(u32, Entry)>,
    key: Option<Key>,
    /// Whether a password is needed.
    pub locked: bool,
    /// Whether one on file opened it.
    pub unlocked: bool,
}

/// An object and, for a stream, where its bytes stand.
#[derive(Debug, Clone)]
struct Entry {
    object: Object,
    stream: Option<(usize, usize)>,
    generation: u16,
}

/// The type that a dictionary says it has.
fn kind(object: &Object) -> Option<&[u8]> {
    object.dict()?.get(b"Type".as_slice())?.name()
}

impl<'a> Pdf<'a> {
    /// Finds all objects.
    pub(super) fn open(bytes: &'a [u8], gather: &mut Gather, budget: &mut Budget) -> Self {
        let mut pdf = Self { bytes, ..Self::default() };
        pdf.walk(gather);
        if let Some(dict) = pdf.inner(&pdf.trailer, b"Encrypt") {
            pdf.key = Key::unlock(&pdf, dict, budget);
            pdf.locked = pdf.key.is_none();
            pdf.unlocked = pdf.key.as_ref().is_some_and(|key| key.locked);
        } else {
            pdf.locked = pdf.trailer.contains_key(b"Encrypt".as_slice());
        }
        // Without its key an encrypted file is noise.
        if !pdf.locked {
            pdf.decrypt_strings();
            pdf.unpack_objects(gather, budget);
        }
        pdf
    }

    /// Strings in objects are encrypted each by the object's key; those in object streams with their stream.
    fn decrypt_strings(&mut self) {
        let Some(key) = self.key.clone() else { return };
        let own = match self.trailer.get(b"Encrypt".as_slice()) {
            Some(Object::Reference(number)) => Some(*number),
            _ => None,
        };
        for (number, entry) in &mut self.objects {
            if Some(*number) != own && kind(&entry.object) != Some(b"XRef") {
                entry.object.each_text(&mut |text| *text = key.string(*number, entry.generation, text));
            }
        }
    }

    /// Walks from `obj` to `obj`, stepping over streams.
    fn walk(&mut self, gather: &mut Gather) {
        let mut at = 0;
        while let Some(word) = next_word(self.bytes, at) {
            at = word.end;
            if word.is_trailer {
                let mut lexer = Lexer::new(self.bytes, word.end);
                if let Some(Object::Dict(dict)) = lexer.object() {
                    self.trailer_found(dict);
                    at = lexer.at;
                }
                continue;
            }
            let Some((number, generation)) = number_before(self.bytes, word.start) else { continue };
            let mut lexer = Lexer::new(self.bytes, word.end);
            let Some(object) = lexer.object() else {
                gather.blind(Blind::Damaged);
                break;
            };
            let stream = self.stream_range(&object, &mut lexer);
            at = lexer.at.max(word.end);
            if let Some(dict) = object.dict().filter(|_| kind(&object) == Some(b"XRef")) {
                self.trailer_found(dict.clone());
            }
            if self.objects.len() >= MOST_OBJECTS {
                gather.blind(Blind::Limit);
                return;
            }
            let before = self.objects.insert(number, Entry { object, stream, generation });
            let page = |entry: &Entry| {
                kind(&entry.object) == Some(b"Page") || (entry.stream.is_some() && kind(&entry.object).is_none())
            };
            if let Some(entry) = before.filter(|entry| page(entry) && self.earlier.len() < MOST_EARLIER) {
                self.earlier.push((number, entry));
            }
        }
    }

    /// Later trailers win, entry by entry: an update need not repeat all.
    fn trailer_found(&mut self, dict: Dict) {
        self.trailer.extend(dict);
    }

    /// Where the bytes of the stream behind a dictionary stand; steps over them.
    fn stream_range(&self, object: &Object, lexer: &mut Lexer<'a>) -> Option<(usize, usize)> {
        let dict = object.dict()?;
        let mut after = lexer.clone();
        if after.object() != Some(Object::Word(b"stream".to_vec())) {
            return None;
        }
        let mut start = after.at;
        start += usize::from(self.bytes.get(start) == Some(&b'\r'));
        start += usize::from(self.bytes.get(start) == Some(&b'\n'));
        let claimed =
            dict.get(b"Length".as_slice()).and_then(Object::size).and_then(|length| start.checked_add(length));
        let fits = |end: &usize| {
            let tail = self.bytes.get(*end..).unwrap_or_default();
            let tail = tail.get(..16).unwrap_or(tail);
            find(tail, b"endstream", 0).is_some()
        };
        let end = claimed
            .filter(fits)
            .or_else(|| memchr::memmem::find(self.bytes.get(start..)?, b"endstream").map(|at| start + at));
        let end = end.unwrap_or(self.bytes.len());
        lexer.at = end;
        Some((start, end))
    }

    /// Objects that live in streams (§7.5.7).
    fn unpack_objects(&mut self, gather: &mut Gather, budget: &mut Budget) {
        let mut holders: Vec<(usize, u32)> = self
            .objects
            .iter()
            .filter(|(_, entry)| kind(&entry.object) == Some(b"ObjStm"))
            .filter_map(|(number, entry)| Some((entry.stream?.0, *number)))
            .collect();
        holders.sort_unstable();
        for (_, number) in holders {
            let Some(dict) = self.objects.get(&number).and_then(|entry| entry.object.dict()).cloned() else { continue };
            let Some(data) = self.stream(number, gather, budget) else { continue };
            let size = |key: &[u8]| self.value(&dict, key).and_then(|value| value.size()).unwrap_or(0);
            let (count, first) = (size(b"N"), size(b"First"));
            let mut index = Lexer::new(&data, 0);
            for _ in 0..count.min(MOST_OBJECTS) {
                let (Some(Object::Number(id)), Some(place)) =
                    (index.object(), index.object().and_then(|place| place.size()))
                else {
                    break;
                };
                let Some(object) = Lexer::new(&data, first.saturating_add(place)).object() else { continue };
                if self.objects.len() >= MOST_OBJECTS {
                    gather.blind(Blind::Limit);
                    return;
                }
                if let Some(id) = Object::Number(id).size().and_then(|id| u32::try_from(id).ok()) {
                    // What stands in the file itself is as a rule the newer one.
                    self.objects.entry(id).or_insert(Entry { object, stream: None, generation: 0 });
                }
            }
        }
    }

    /// An object with references followed.
    pub(super) fn resolve<'o>(&'o self, object: &'o Object) -> &'o Object {
        let mut object = object;
        for _ in 0..MOST_LINKS {
            let Object::Reference(number) = object else { return object };
            match self.objects.get(number) {
                Some(entry) => object = &entry.object,
                None => return &Object::Null,
            }
        }
        &Object::Null
    }

    /// The value of a key, references followed.
    pub(super) fn value<'o>(&'o self, dict: &'o Dict, key: &[u8]) -> Option<&'o Object> {
        dict.get(key).map(|object| self.resolve(object)).filter(|object| **object != Object::Null)
    }

    /// A dictionary under a key.
    pub(super) fn inner<'o>(&'o self, dict: &'o Dict, key: &[u8]) -> Option<&'o Dict> {
        self.value(dict, key).and_then(Object::dict)
    }

    /// All objects with their numbers, in the order of their numbers.
    pub(super) fn all(&self) -> Vec<(u32, &Object)> {
        let mut all: Vec<_> = self.objects.iter().map(|(number, entry)| (*number, &entry.object)).collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        all
    }

    /// The unpacked bytes of a stream; `None` when there is none, or when it is a picture.
    pub(super) fn stream(&self, number: u32, gather: &mut Gather, budget: &mut Budget) -> Option<Cow<'a, [u8]>> {
        self.unpacked(number, self.objects.get(&number)?, gather, budget)
    }

    /// A stream of a picture, as far as filters that are not for pictures go, and what is said of it.
    pub(super) fn picture(
        &self,
        number: u32,
        gather: &mut Gather,
        budget: &mut Budget,
    ) -> Option<(&Dict, Decoded<'a>)> {
        let entry = self.objects.get(&number)?;
        Some((entry.object.dict()?, self.decoded(number, entry, gather, budget)?))
    }

    fn unpacked(&self, number: u32, entry: &Entry, gather: &mut Gather, budget: &mut Budget) -> Option<Cow<'a, [u8]>> {
        let decoded = self.decoded(number, entry, gather, budget)?;
        (decoded.coding == Coding::Plain).then_some(decoded.bytes)
    }

    fn decoded(&self, number: u32, entry: &Entry, gather: &mut Gather, budget: &mut Budget) -> Option<Decoded<'a>> {
        let (start, end) = entry.stream?;
        let raw = self.bytes.get(start..end)?;
        let dict = entry.object.dict()?;
        let plain = kind(&entry.object) == Some(b"XRef");
        let Some(key) =
            self.key.as_ref().filter(|key| !plain && (key.metadata || kind(&entry.object) != Some(b"Metadata")))
        else {
            return filter::decode(self, dict, raw, gather, budget);
        };
        let raw = key.stream(number, entry.generation, raw);
        let Decoded { bytes, coding, parameters } = filter::decode(self, dict, &raw, gather, budget)?;
        Some(Decoded { bytes: Cow::Owned(bytes.into_owned()), coding, parameters })
    }

    /// Earlier versions of a content stream.
    pub(super) fn earlier_streams(&self, number: u32, gather: &mut Gather, budget: &mut Budget) -> Vec<Vec<u8>> {
        let versions = self.earlier.iter().filter(|(other, entry)| *other == number && entry.stream.is_some());
        versions.filter_map(|(_, entry)| self.unpacked(number, entry, gather, budget)).map(Cow::into_owned).collect()
    }

    /// Earlier versions of pages.
    pub(super) fn earlier_pages(&self) -> impl Iterator<Item = &Dict> {
        self.earlier
            .iter()
            .filter(|(_, entry)| kind(&entry.object) == Some(b"Page"))
            .filter_map(|(_, entry)| entry.object.dict())
    }

    /// The number behind a reference to a stream, references to references followed.
    pub(super) fn stream_number(&self, object: &Object) -> Option<u32> {
        let mut seen = HashSet::new();
        let mut object = object;
        loop {
            let Object::Reference(number) = object else { return None };
            if !seen.insert(*number) {
                return None;
            }
            let entry = self.objects.get(number)?;
            if entry.stream.is_some() {
                return Some(*number);
            }
            object = &entry.object;
        }
    }
}

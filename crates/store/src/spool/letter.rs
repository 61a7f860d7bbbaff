//! A letter as bytes of the log, and back.
//!
//! Invariants: every letter has a data key of its own, wrapped in its record; both streams are bound to the letter's
//! id and lengths. Never: a byte of a letter handed out that did not verify.

use sekisho_model::LetterId;

use super::{
    error::{SpoolError, damaged},
    place::Location,
    record::{HEADER, Header, Kind, SECTOR, SLOT, Slot},
};
use crate::{
    cipher::{LetterKey, Stream, pieces, sealed_len},
    disk::DiskFile,
    keys::{KeyError, MasterKeys},
};

/// A sealed letter that has no place in the log yet.
#[derive(Debug)]
pub(crate) struct Draft {
    header: Header,
    /// The whole record; the bytes in front of the key slot are filled in by [`Draft::place`].
    pub(crate) record: Vec<u8>,
}

impl Draft {
    /// Seals a letter whose body goes into the log.
    pub(crate) fn inline(keys: &MasterKeys, id: LetterId, meta: &[u8], body: &[u8]) -> Result<Self, SpoolError> {
        let (draft, _) = Self::new(keys, Kind::Letter, id, meta, body)?;
        Ok(draft)
    }

    /// Seals a letter whose body goes into a file of its own, and writes that file (without syncing it).
    pub(crate) fn large(
        keys: &MasterKeys,
        id: LetterId,
        meta: &[u8],
        body: &[u8],
        file: &dyn DiskFile,
    ) -> Result<Result<Self, std::io::Error>, SpoolError> {
        let (draft, key) = Self::new(keys, Kind::Large, id, meta, body)?;
        let aad = draft.header.aad();
        let mut offset = 0;
        let mut sealed = Vec::new();
        for piece in pieces(body) {
            sealed.clear();
            key.seal_piece(Stream::Body, &aad, &piece, &mut sealed).map_err(|_| KeyError::Library)?;
            if let Err(error) = file.write_at(&[&sealed], offset) {
                return Ok(Err(error));
            }
            offset += sealed.len() as u64;
        }
        Ok(Ok(draft))
    }

    /// Bytes in the segment.
    pub(crate) fn len(&self) -> u64 {
        self.record.len() as u64
    }

    /// Fills in where the record will be.
    pub(crate) fn place(&mut self, segment: u64, offset: u64, session: u64, durable: u64) -> Location {
        let header = Header { segment, offset, session, durable, ..self.header };
        self.record.iter_mut().zip(header.bytes()).for_each(|(to, from)| *to = from);
        Location { segment, offset, len: self.len(), large: header.kind == Kind::Large }
    }

    fn new(
        keys: &MasterKeys,
        kind: Kind,
        id: LetterId,
        meta: &[u8],
        body: &[u8],
    ) -> Result<(Self, LetterKey), SpoolError> {
        let meta_len = u32::try_from(meta.len())
            .map_err(|_| SpoolError::TooLarge { bytes: meta.len() as u64, limit: u64::from(u32::MAX) })?;
        let body_len = body.len() as u64;
        let (key, secret) = LetterKey::draw().map_err(|_| KeyError::Library)?;
        let (key_id, wrapped) = keys.wrap(&secret)?;
        let mut header = Header {
            kind,
            segment: 0,
            offset: 0,
            session: 0,
            durable: 0,
            id: id.to_bytes(),
            meta_len,
            body_len,
            payload_crc: 0,
        };
        let aad = header.aad();
        let room = HEADER as u64 + sealed_len(u64::from(meta_len)) + sealed_len(body_len) + SECTOR;
        let mut record =
            Vec::with_capacity(if kind == Kind::Large { HEADER } else { usize::try_from(room).unwrap_or(0) });
        record.resize(SLOT, 0);
        record.extend_from_slice(&key_id.0);
        record.extend_from_slice(&wrapped);
        record.resize(HEADER, 0);
        key.seal(Stream::Meta, &aad, meta, &mut record).map_err(|_| KeyError::Library)?;
        if kind == Kind::Letter {
            key.seal(Stream::Body, &aad, body, &mut record).map_err(|_| KeyError::Library)?;
        }
        header.payload_crc = crc32fast::hash(record.get(HEADER..).unwrap_or_default());
        record.resize(record.len().next_multiple_of(SECTOR as usize), 0);
        Ok((Self { header, record }, key))
    }
}

/// The data key of a letter.
pub(crate) fn letter_key(keys: &MasterKeys, header: &Header, slot: &Slot) -> Result<LetterKey, SpoolError> {
    match slot {
        Slot::Empty => Err(SpoolError::Shredded),
        Slot::Wrapped(id, wrapped) => match keys.unwrap(*id, wrapped) {
            Ok(secret) => Ok(LetterKey::new(&secret).map_err(|_| KeyError::Library)?),
            Err(KeyError::Broken) => Err(damaged(header.segment, header.offset, "the key slot")),
            Err(other) => Err(other.into()),
        },
    }
}

/// Opens the envelope data of a letter.
pub(crate) fn open_meta(key: &LetterKey, header: &Header, sealed: Vec<u8>) -> Result<Vec<u8>, SpoolError> {
    key.open(Stream::Meta, &header.aad(), sealed)
        .map_err(|_| damaged(header.segment, header.offset, "the envelope data does not open"))
}

/// Opens the body of a letter.
pub(crate) fn open_body(key: &LetterKey, header: &Header, sealed: Vec<u8>) -> Result<Vec<u8>, SpoolError> {
    key.open(Stream::Body, &header.aad(), sealed)
        .map_err(|_| damaged(header.segment, header.offset, "the body does not open"))
}

/// Reads and verifies the header at a location: it must be the record of that place, and of letter `id`.
pub(crate) fn header_at(bytes: &[u8], place: &Location, id: LetterId) -> Result<(Header, Slot), SpoolError> {
    let bad = |why| damaged(place.segment, place.offset, why);
    let header = Header::parse(bytes).ok_or_else(|| bad("the header"))?;
    let kind = if place.large { Kind::Large } else { Kind::Letter };
    let here = header.segment == place.segment && header.offset == place.offset && header.kind == kind;
    if !here || header.total() != Some(place.len) {
        return Err(bad("another record is there"));
    }
    if id != header.letter() {
        return Err(bad("another letter is there"));
    }
    Ok((header, Slot::parse(bytes).ok_or_else(|| bad("the key slot"))?))
}

/// Reads a letter whose record was at `place`; `bytes` is the whole record, `large` the bytes of its own file.
pub(crate) fn open_record(
    keys: &MasterKeys,
    id: LetterId,
    place: &Location,
    mut bytes: Vec<u8>,
    large: Option<Vec<u8>>,
) -> Result<(Vec<u8>, Vec<u8>), SpoolError> {
    let (header, slot) = header_at(&bytes, place, id)?;
    let key = letter_key(keys, &header, &slot)?;
    let bad = |why| damaged(place.segment, place.offset, why);
    let payload = header.payload().and_then(|len| usize::try_from(len).ok()).ok_or_else(|| bad("the lengths"))?;
    bytes.truncate(HEADER + payload);
    let mut meta = bytes.split_off(HEADER.min(bytes.len()));
    if meta.len() != payload || crc32fast::hash(&meta) != header.payload_crc {
        return Err(bad("the checksum"));
    }
    let body = match large {
        Some(sealed) => sealed,
        None => meta.split_off(usize::try_from(header.sealed_meta()).unwrap_or(usize::MAX).min(meta.len())),
    };
    Ok((open_meta(&key, &header, meta)?, open_body(&key, &header, body)?))
}

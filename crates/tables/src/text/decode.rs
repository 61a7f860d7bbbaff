//! Bytes → text, in pieces, strictly: the first byte without a meaning ends it. Counts and digests the bytes.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};
use sekisho_model::Digest;
use sha2::{Digest as _, Sha256};

use crate::Charset;

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// How a piece ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// There may be more.
    More,
    /// That was all.
    End,
    /// The text so far is good; the next byte has no meaning.
    Undecodable,
}

/// A stream of text.
pub(crate) struct Decoding<R> {
    input: R,
    chunk: Vec<u8>,
    /// Bytes of a character whose rest has not been read, at the start of the chunk. UTF-8 only.
    kept: usize,
    /// `None`: UTF-8, which only has to be looked at.
    decoder: Option<Decoder>,
    started: bool,
    /// Bytes of a mark at the start, which are not in the text.
    pub(crate) mark: u64,
    digest: Option<Sha256>,
    /// Bytes read.
    pub(crate) bytes: u64,
}

impl<R: Read> Decoding<R> {
    pub(crate) fn new(input: R, charset: Charset) -> Self {
        let decoder = (charset != Charset::Utf8).then(|| charset.encoding().new_decoder_without_bom_handling());
        Self { input, chunk: vec![0; CHUNK], kept: 0, decoder, started: false, mark: 0, digest: None, bytes: 0 }
    }

    /// The same, with a digest of all bytes.
    pub(crate) fn digesting(mut self) -> Self {
        self.digest = Some(Sha256::new());
        self
    }

    /// SHA-256 of what was read, as `sha256sum` prints it; nothing if nobody asked for it.
    pub(crate) fn digest(&self) -> Option<Digest> {
        self.digest.as_ref().map(|digest| Digest::from_bytes(digest.clone().finalize().into()))
    }

    /// Appends the next piece of text.
    pub(crate) fn fill(&mut self, text: &mut String) -> io::Result<Fill> {
        let read = self.read()?;
        let (length, last) = (self.kept + read, read == 0);
        let start = text.len();
        let fill = match &mut self.decoder {
            None => self.utf8(length, last, text),
            Some(_) => self.other(length, last, text),
        };
        if !self.started && text.len() > start {
            self.started = true;
            if text.get(start..).is_some_and(|fresh| fresh.starts_with('\u{FEFF}')) {
                text.replace_range(start..start + '\u{FEFF}'.len_utf8(), "");
                self.mark = '\u{FEFF}'.len_utf8() as u64;
            }
        }
        Ok(fill)
    }

    fn read(&mut self) -> io::Result<usize> {
        let free = self.chunk.get_mut(self.kept..).unwrap_or_default();
        let read = loop {
            match self.input.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.bytes += read as u64;
        if let Some(digest) = &mut self.digest {
            digest.update(free.get(..read).unwrap_or_default());
        }
        Ok(read)
    }

    /// Forgets what was read and goes on inside the text, at the start of a character. UTF-8 only.
    pub(crate) fn go_on(&mut self) -> &mut R {
        (self.kept, self.started) = (0, true);
        &mut self.input
    }

    fn utf8(&mut self, length: usize, last: bool, text: &mut String) -> Fill {
        let bytes = self.chunk.get(..length).unwrap_or_default();
        let error = match simdutf8::compat::from_utf8(bytes) {
            Ok(whole) => {
                text.push_str(whole);
                self.kept = 0;
                return if last { Fill::End } else { Fill::More };
            }
            Err(error) => error,
        };
        let good = error.valid_up_to();
        text.push_str(bytes.get(..good).and_then(|good| simdutf8::basic::from_utf8(good).ok()).unwrap_or_default());
        if error.error_len().is_some() || last {
            return Fill::Undecodable;
        }
        self.chunk.copy_within(good..length, 0);
        self.kept = length - good;
        Fill::More
    }

    fn other(&mut self, length: usize, last: bool, text: &mut String) -> Fill {
        let Some(decoder) = &mut self.decoder else { return Fill::End };
        let bytes = self.chunk.get(..length).unwrap_or_default();
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(length).unwrap_or(length * 3 + 16));
        match decoder.decode_to_string_without_replacement(bytes, text, last).0 {
            DecoderResult::InputEmpty if last => Fill::End,
            DecoderResult::InputEmpty => Fill::More,
            // There is room for the longest text these bytes can give, so it is never full.
            DecoderResult::OutputFull | DecoderResult::Malformed(..) => Fill::Undecodable,
        }
    }
}

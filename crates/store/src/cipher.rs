//! One letter, one data key: AES-256-GCM in chunks (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
//!
//! Invariants: a data key is fresh for every letter and seals exactly two streams (envelope data and body), so the
//! nonce is a plain position (stream, chunk number, last-chunk mark) and can never repeat; a chunk opens only in its
//! place, and a stream only when its last chunk is there.
//! Never: a plaintext byte handed out before its chunk was verified.
//! How it fails: [`CipherError`], never with a partial result.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use zeroize::Zeroizing;

use crate::keys::Secret;

/// Plaintext bytes per chunk: bounds the memory of a reader that streams, costs 16 bytes per MiB.
pub(crate) const CHUNK: usize = 1024 * 1024;
/// Bytes that each chunk grows by.
pub(crate) const TAG: usize = 16;

/// The bytes do not open with this key, or the library refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CipherError;

/// Which of the two streams of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stream {
    Meta = 1,
    Body = 2,
}

/// The data key of one letter, ready for use.
pub(crate) struct LetterKey(LessSafeKey);

impl LetterKey {
    /// Draws a fresh key; the secret is returned for wrapping.
    pub(crate) fn draw() -> Result<(Self, Secret), CipherError> {
        let mut secret = Zeroizing::new([0; 32]);
        rand::fill(&mut secret[..]).map_err(|_| CipherError)?;
        Ok((Self::new(&secret)?, secret))
    }

    /// The key from its unwrapped secret.
    pub(crate) fn new(secret: &Secret) -> Result<Self, CipherError> {
        Ok(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret[..]).map_err(|_| CipherError)?)))
    }

    /// Appends the sealed `plain` to `out`: one copy, one pass over it while it is in the cache.
    pub(crate) fn seal(&self, stream: Stream, aad: &[u8], plain: &[u8], out: &mut Vec<u8>) -> Result<(), CipherError> {
        for piece in pieces(plain) {
            self.seal_piece(stream, aad, &piece, out)?;
        }
        Ok(())
    }

    /// Appends one sealed chunk to `out`.
    pub(crate) fn seal_piece(
        &self,
        stream: Stream,
        aad: &[u8],
        piece: &Piece<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), CipherError> {
        let start = out.len();
        out.extend_from_slice(piece.bytes);
        let nonce = nonce(stream, piece.number, piece.last)?;
        let fresh = out.get_mut(start..).ok_or(CipherError)?;
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(aad), fresh).map_err(|_| CipherError)?;
        out.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Opens a whole stream in place and returns its plaintext. The buffer is of no use after an error.
    pub(crate) fn open(&self, stream: Stream, aad: &[u8], mut sealed: Vec<u8>) -> Result<Vec<u8>, CipherError> {
        let total = sealed.len();
        let mut read = 0;
        let mut written = 0;
        let mut number = 0;
        while read < total || number == 0 {
            let end = total.min(read + CHUNK + TAG);
            let last = end == total;
            let chunk = sealed.get_mut(read..end).ok_or(CipherError)?;
            let len = self
                .0
                .open_in_place(nonce(stream, number, last)?, Aad::from(aad), chunk)
                .map_err(|_| CipherError)?
                .len();
            sealed.copy_within(read..read + len, written);
            read = end;
            written += len;
            number += 1;
        }
        sealed.truncate(written);
        Ok(sealed)
    }
}

/// A chunk of plaintext and its place.
pub(crate) struct Piece<'a> {
    pub(crate) number: u32,
    pub(crate) last: bool,
    pub(crate) bytes: &'a [u8],
}

/// Cuts a plaintext into chunks; an empty one has one empty chunk.
pub(crate) fn pieces(plain: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let count = plain.len().div_ceil(CHUNK).max(1);
    (0..count).map(move |index| Piece {
        number: u32::try_from(index).unwrap_or(u32::MAX),
        last: index + 1 == count,
        bytes: plain.get(index * CHUNK..plain.len().min((index + 1) * CHUNK)).unwrap_or_default(),
    })
}

/// Length of the sealed form of `plain` bytes.
pub(crate) const fn sealed_len(plain: u64) -> u64 {
    let chunks = plain.div_ceil(CHUNK as u64);
    plain + TAG as u64 * if chunks == 0 { 1 } else { chunks }
}

fn nonce(stream: Stream, number: u32, last: bool) -> Result<Nonce, CipherError> {
    // The last number is kept unused: it also stands for "too many".
    if number == u32::MAX {
        return Err(CipherError);
    }
    let [a, b, c, d] = number.to_be_bytes();
    let nonce: [u8; NONCE_LEN] = [stream as u8, 0, 0, 0, 0, 0, 0, a, b, c, d, u8::from(last)];
    Ok(Nonce::assume_unique_for_key(nonce))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(key: &LetterKey, plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        key.seal(Stream::Body, b"aad", plain, &mut out).unwrap();
        out
    }

    #[test]
    fn every_length_around_a_chunk_comes_back() {
        let (key, _) = LetterKey::draw().unwrap();
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
            let plain: Vec<u8> = (0..len).map(|index| (index % 251) as u8).collect();
            let secret = sealed(&key, &plain);
            assert_eq!(secret.len() as u64, sealed_len(len as u64));
            assert!(key.open(Stream::Body, b"aad", secret).unwrap() == plain, "{len}");
        }
    }

    #[test]
    fn nothing_opens_out_of_its_place() {
        let (key, _) = LetterKey::draw().unwrap();
        let secret = sealed(&key, &vec![5; 2 * CHUNK]);
        let chunk = CHUNK + TAG;
        let swapped = [&secret[chunk..], &secret[..chunk]].concat();
        for bad in [secret[..chunk].to_vec(), secret[chunk..].to_vec(), swapped, Vec::new(), vec![0; 15]] {
            assert_eq!(key.open(Stream::Body, b"aad", bad), Err(CipherError));
        }
        assert_eq!(key.open(Stream::Meta, b"aad", secret.clone()), Err(CipherError));
        assert_eq!(key.open(Stream::Body, b"other", secret), Err(CipherError));
    }
}

//! A zip writer that always writes the same bytes: stored entries, and one AES-256 entry in the WinZip AE-2 form.
//!
//! Deterministic over versions, because a seal given today must fit bytes made next week: nothing is compressed
//! (a compressor may write other bytes after an upgrade), times and salt are arguments. The outer archive has one
//! entry, `contents.zip`, so neither names nor number nor sizes of the files can be read without the password.
//! Format: PKWARE APPNOTE 6.3.10, "AES Encryption Information" by WinZip (AE-2: no CRC of the plain text).

use std::num::NonZeroU32;

use aws_lc_rs::{
    cipher::{AES_256, EncryptingKey, UnboundCipherKey},
    hmac,
    pbkdf2::{self, PBKDF2_HMAC_SHA1},
};
use sekisho_model::{Digest, Time, digest::Fields};

use super::TransformError;

/// Name of the only entry of the outer archive.
const INNER: &str = "contents.zip";
/// Fixed by the AE-2 format.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(1000).unwrap();
const SALT: usize = 16;
const KEY: usize = 32;
const VERIFIER: usize = 2;
const TAG: usize = 10;
const BLOCK: usize = 16;
/// General purpose bit 11: the name is UTF-8.
const UTF8: u16 = 1 << 11;
/// General purpose bit 0.
const ENCRYPTED: u16 = 1;
const STORED: u16 = 0;
const AES: u16 = 99;

/// One file for an archive.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What the encryption needs beside the files.
#[derive(Clone, Copy)]
pub(crate) struct Lock<'a> {
    pub(crate) password: &'a str,
    /// The seed of the plan.
    pub(crate) seed: &'a [u8; 32],
    /// Seconds since 1970, UTC.
    pub(crate) modified: i64,
}

/// The outer archive around the inner one with the files.
pub(crate) fn locked(entries: &[Entry], lock: Lock<'_>) -> Result<Vec<u8>, TransformError> {
    let inner = plain(entries, lock.modified)?;
    let salt = salt(lock.seed, &inner);
    let sealed = encrypt(inner, lock.password, &salt)?;
    let size = sealed.len() - SALT - VERIFIER - TAG;
    let record = Record {
        name: INNER,
        flags: ENCRYPTED | UTF8,
        method: AES,
        crc: 0,
        stored: sealed.len(),
        size,
        // Header 0x9901, 7 bytes: AE-2, vendor "AE", AES-256, the real method.
        extra: &[0x01, 0x99, 7, 0, 2, 0, b'A', b'E', 3, 0, 0],
        modified: lock.modified,
    };
    let mut writer = Writer::default();
    writer.add(&record, &sealed)?;
    writer.finish()
}

/// An archive without encryption.
fn plain(entries: &[Entry], modified: i64) -> Result<Vec<u8>, TransformError> {
    let mut writer = Writer::default();
    for entry in entries {
        let size = entry.bytes.len();
        let crc = crc32fast::hash(&entry.bytes);
        let (name, extra) = (entry.name.as_str(), &[][..]);
        let record = Record { name, flags: UTF8, method: STORED, crc, stored: size, size, extra, modified };
        writer.add(&record, &entry.bytes)?;
    }
    writer.finish()
}

/// Key and salt of AES in counter mode must never meet twice with different contents, so the contents are in it.
fn salt(seed: &[u8; 32], contents: &[u8]) -> [u8; SALT] {
    let mut fields = Fields::new("sekisho.zip-salt.v1");
    fields.push(seed).push(Digest::of(contents).as_bytes());
    let mut salt = [0; SALT];
    salt.iter_mut().zip(fields.finish().as_bytes()).for_each(|(to, from)| *to = *from);
    salt
}

/// Salt, password verifier, cipher text, tag.
fn encrypt(mut contents: Vec<u8>, password: &str, salt: &[u8; SALT]) -> Result<Vec<u8>, TransformError> {
    let mut keys = [0; KEY + KEY + VERIFIER];
    pbkdf2::derive(PBKDF2_HMAC_SHA1, ITERATIONS, salt, password.as_bytes(), &mut keys);
    let (cipher_key, rest) = keys.split_at(KEY);
    let (tag_key, verifier) = rest.split_at(KEY);
    apply_key_stream(cipher_key, &mut contents)?;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, tag_key), &contents);
    let mut out = Vec::with_capacity(contents.len() + SALT + VERIFIER + TAG);
    out.extend_from_slice(salt);
    out.extend_from_slice(verifier);
    out.append(&mut contents);
    out.extend(tag.as_ref().iter().take(TAG));
    Ok(out)
}

/// AES-256 in the counter mode of this format: the counter is little endian and starts at 1, which no library's
/// own counter mode does; hence the key stream is made by encrypting the counters.
fn apply_key_stream(key: &[u8], contents: &mut [u8]) -> Result<(), TransformError> {
    let cipher =
        UnboundCipherKey::new(&AES_256, key).and_then(EncryptingKey::ecb).map_err(|_| TransformError::Crypto)?;
    let mut counter: u128 = 0;
    for chunk in contents.chunks_mut(BLOCK * 1024) {
        let mut stream = Vec::with_capacity(chunk.len() + BLOCK);
        while stream.len() < chunk.len() {
            counter += 1;
            stream.extend_from_slice(&counter.to_le_bytes());
        }
        cipher.encrypt(&mut stream).map_err(|_| TransformError::Crypto)?;
        chunk.iter_mut().zip(stream).for_each(|(byte, key)| *byte ^= key);
    }
    Ok(())
}

/// What stands in both headers of an entry.
struct Record<'a> {
    name: &'a str,
    flags: u16,
    method: u16,
    crc: u32,
    stored: usize,
    size: usize,
    extra: &'a [u8],
    modified: i64,
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Writer {
    fn add(&mut self, record: &Record<'_>, bytes: &[u8]) -> Result<(), TransformError> {
        let offset = small(self.out.len())?;
        let common = record.common()?;
        self.out.extend_from_slice(b"PK\x03\x04");
        self.out.extend_from_slice(&common);
        self.out.extend_from_slice(record.name.as_bytes());
        self.out.extend_from_slice(record.extra);
        self.out.extend_from_slice(bytes);
        // "Version made by" 3 = Unix, which makes every reader take the attributes as -rw-r--r--.
        self.directory.extend_from_slice(b"PK\x01\x02\x33\x03");
        self.directory.extend_from_slice(&common);
        self.directory.extend_from_slice(&[0; 6]);
        self.directory.extend_from_slice(&(0o100_644_u32 << 16).to_le_bytes());
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(record.name.as_bytes());
        self.directory.extend_from_slice(record.extra);
        self.count = self.count.checked_add(1).ok_or(TransformError::TooLarge)?;
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, TransformError> {
        let (start, length) = (small(self.out.len())?, small(self.directory.len())?);
        self.out.append(&mut self.directory);
        self.out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.out.extend_from_slice(&self.count.to_le_bytes());
        self.out.extend_from_slice(&self.count.to_le_bytes());
        self.out.extend_from_slice(&length.to_le_bytes());
        self.out.extend_from_slice(&start.to_le_bytes());
        self.out.extend_from_slice(&[0; 2]);
        Ok(self.out)
    }
}

impl Record<'_> {
    /// From "version needed" to "extra field length": equal in the local header and in the directory.
    fn common(&self) -> Result<Vec<u8>, TransformError> {
        let needed: u16 = if self.method == AES { 51 } else { 20 };
        let (time, date) = dos(self.modified);
        let name = u16::try_from(self.name.len()).map_err(|_| TransformError::TooLarge)?;
        let extra = u16::try_from(self.extra.len()).map_err(|_| TransformError::TooLarge)?;
        let mut out = Vec::with_capacity(26);
        [needed, self.flags, self.method, time, date].iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        let sizes = [self.crc, small(self.stored)?, small(self.size)?];
        sizes.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        [name, extra].iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        Ok(out)
    }
}

/// Archives of 4 GiB would need zip64; no mail is that large.
fn small(size: usize) -> Result<u32, TransformError> {
    u32::try_from(size).ok().filter(|size| *size < u32::MAX).ok_or(TransformError::TooLarge)
}

/// DOS time and date in UTC; 1980 to 2107, two-second steps.
fn dos(unix: i64) -> (u16, u16) {
    const FLOOR: (u16, u16) = (0, 0x21);
    let Ok(time) = Time::from_second(unix) else { return FLOOR };
    // Written as RFC 3339 in UTC: the fields of a civil time without asking for a time zone.
    let text = time.to_string();
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u16>().ok());
    let fields = (number(0, 4), number(5, 7), number(8, 10), number(11, 13), number(14, 16), number(17, 19));
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) = fields else { return FLOOR };
    match year {
        1980..=2107 => ((hour << 11) | (minute << 5) | (second / 2), ((year - 1980) << 9) | (month << 5) | day),
        _ => FLOOR,
    }
}

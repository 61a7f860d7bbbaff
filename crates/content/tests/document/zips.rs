//! Zip archives.

use std::io::Write;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

/// A zip by a real writer.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // The type of an OpenDocument stands in the file as it is.
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let options = if *name == "mimetype" { stored } else { SimpleFileOptions::default() };
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_in_a_zip_are_opened_depth_first() {
    let inner = zip(&[("名簿.csv", "氏名,電話\n山田,03".as_bytes()), ("b.txt", b"b")]);
    let outer = zip(&[("inner.zip", &inner), ("c.txt", b"c")]);
    let parts = open(&outer, "outer.zip");
    let names: Vec<_> = parts.iter().map(|part| part.inside.as_deref().unwrap_or("-")).collect();
    assert_eq!(names, ["-", "inner.zip", "inner.zip/名簿.csv", "inner.zip/b.txt", "c.txt"]);
    assert_eq!(tables(&parts[2])[0].rows[1], ["山田", "03"]);
    assert_eq!(parts[0].reading.text(), "inner.zip\nc.txt\n");
}

#[test]
fn names_in_shift_jis_are_read() {
    // The same length in bytes, so that the archive stays sound.
    let raw = encoding_rs::SHIFT_JIS.encode("ソ表能.txt").0.into_owned();
    let placeholder = "x".repeat(raw.len());
    let mut bytes = zip(&[(&placeholder, b"a")]);
    while let Some(at) = bytes.windows(raw.len()).position(|window| window == placeholder.as_bytes()) {
        bytes.splice(at..at + raw.len(), raw.iter().copied());
    }
    let parts = open(&bytes, "a.zip");
    assert_eq!((parts[1].inside.as_deref(), why(&parts[0])), (Some("ソ表能.txt"), None));
}

#[test]
fn an_encrypted_entry_is_blind_and_named() {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "password");
    writer.start_file("list.csv", options).unwrap();
    writer.write_all(b"a,b").unwrap();
    let parts = open(&writer.finish().unwrap().into_inner(), "a.zip");
    assert_eq!(parts.iter().map(why).collect::<Vec<_>>(), [Some(Blind::Encrypted); 2]);
    assert_eq!(parts[1].inside.as_deref(), Some("list.csv"));
}

/// A sealed archive whose headers say that the only entry, stored from `at` on, has `length` packed bytes; what stands
/// between them and the directory is cut out.
fn shortened(sealed: &[u8], length: usize) -> Vec<u8> {
    let word = |at: usize| usize::from(u16::from_le_bytes([sealed[at], sealed[at + 1]]));
    let place = |from: usize, mark: &[u8]| from + sealed[from..].windows(4).position(|four| four == mark).unwrap();
    let data = 30 + word(26) + word(28);
    let directory = place(data, b"PK\x01\x02");
    let end = place(directory, b"PK\x05\x06");
    let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let mut bytes = [&sealed[..data + length], &sealed[directory..]].concat();
    let cut = directory - data - length;
    for (at, value) in [(18, length), (directory - cut + 20, length), (end - cut + 16, directory - cut)] {
        bytes[at..at + 4].copy_from_slice(&number(value));
    }
    bytes
}

/// Salt, verifier and authentication code take 20, 24 or 28 bytes: an entry that is shorter was never written by anybody.
#[test]
fn an_entry_shorter_than_its_encryption_is_damage() {
    for (mode, around) in [(zip::AesMode::Aes128, 20), (zip::AesMode::Aes192, 24), (zip::AesMode::Aes256, 28)] {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file("list.csv", options.with_aes_encryption(mode, "open-2026")).unwrap();
        writer.write_all(b"a,b").unwrap();
        let sealed = writer.finish().unwrap().into_inner();
        let opened = |bytes: &[u8]| {
            let passwords = ["open-2026".to_owned()];
            let limits = sekisho_content::Limits::default();
            sekisho_content::open_file_knowing(bytes, Some("a.zip"), &limits, &passwords)
        };
        assert_eq!(opened(&shortened(&sealed, around + 3))[1].reading.text(), "a,b", "{mode:?}");
        for length in 0..around {
            let parts = opened(&shortened(&sealed, length));
            assert_eq!(why(parts.last().unwrap()), Some(Blind::Damaged), "{mode:?}, {length} bytes");
            assert!(parts.iter().all(|part| !part.unlocked), "{mode:?}, {length} bytes");
        }
    }
}

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

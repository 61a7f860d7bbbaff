//! For fuzzing: any octets as a workbook.

use std::io::{Cursor, Read as _, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::read_bytes;
use crate::{Declared, Limits, caught::caught};

/// What parts the parts of a book.
const BETWEEN: &[u8] = b"\n--\n";

/// Relations of a workbook with one sheet, whose part is named in the place of `@`.
const RELATIONS: &str =
    r#"<Relationships><Relationship Id="r" Type="worksheet" Target="worksheets/sheet1.@"/></Relationships>"#;

/// Where the workbook is.
const ROOT: &str = concat!(
    r#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/"#,
    r#"officeDocument" Target="xl/workbook.xml"/></Relationships>"#
);

/// A workbook with one sheet named `a`.
const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>"#;

/// The same as records: the sheet, the end of the sheets, and what has to follow them.
const RECORDS: &[u8] = b"\x9c\x01\x14\0\0\0\0\x01\0\0\0\x01\0\0\0r\0\x01\0\0\0a\0\x90\x01\0\x84\x01\0";

/// Reads `data` as a workbook, twice: rows, warnings or the error must be the same, and within the limits. It is the
/// workbook itself, or parts of one, which are put into a sound package, so that checksums keep nobody out: the first
/// octet says of what sort.
#[doc(hidden)]
pub fn fuzz_book(data: &[u8]) {
    let book = match data.split_first() {
        Some((0, parts)) => compound(parts),
        Some((1, parts)) => xlsb(parts),
        Some((2, parts)) => ods(parts),
        Some((3, parts)) => xlsx(parts),
        _ => data.to_vec(),
    };
    assert_eq!(read(&book), read(&book), "the same book, read twice");
}

/// Columns, rows as text, and warnings; or the code of the error with its place.
fn read(book: &[u8]) -> Result<(Vec<String>, String, String), String> {
    let limits = Limits { book_bytes: 1 << 20, columns: 64, cell: 1024, rows: 10_000, ..Limits::default() };
    let kept = caught("fuzz", || read_bytes(book.to_vec(), "fuzz", &Declared::default(), &limits));
    let kept = kept.map_err(|error| format!("{} {:?} {error}", error.code(), error.place()))?;
    let mut text = String::new();
    let stream = kept.stream().and_then(|mut stream| stream.read_to_string(&mut text));
    assert!(stream.is_ok(), "rows that cannot be read again");
    assert!(!kept.columns.is_empty() && kept.columns.len() <= limits.columns, "columns");
    Ok((kept.columns, text, format!("{:?}", kept.warnings)))
}

/// The records as the stream of an xls.
fn compound(records: &[u8]) -> Vec<u8> {
    let written = cfb::CompoundFile::create(Cursor::new(Vec::new())).and_then(|mut file| {
        file.create_stream("/Workbook")?.write_all(records)?;
        file.flush()?;
        Ok(file.into_inner().into_inner())
    });
    written.unwrap_or_default()
}

/// Styles, shared strings, sheet.
fn xlsb(parts: &[u8]) -> Vec<u8> {
    let (styles, rest) = parted(parts);
    let (strings, sheet) = parted(rest);
    let relations = RELATIONS.replace('@', "bin");
    package(&[
        ("xl/workbook.bin", RECORDS),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/styles.bin", styles),
        ("xl/sharedStrings.bin", strings),
        ("xl/worksheets/sheet1.bin", sheet),
    ])
}

/// Content, styles.
fn ods(parts: &[u8]) -> Vec<u8> {
    let (content, styles) = parted(parts);
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest = ("META-INF/manifest.xml", b"<manifest/>".as_slice());
    package(&[("mimetype", kind), manifest, ("content.xml", content), ("styles.xml", styles)])
}

/// Styles, shared strings, sheet.
fn xlsx(parts: &[u8]) -> Vec<u8> {
    let (styles, rest) = parted(parts);
    let (strings, sheet) = parted(rest);
    let relations = RELATIONS.replace('@', "xml");
    package(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// What stands before the mark, and behind it.
fn parted(parts: &[u8]) -> (&[u8], &[u8]) {
    let at = memchr::memmem::find(parts, BETWEEN);
    at.and_then(|at| Some((parts.get(..at)?, parts.get(at + BETWEEN.len()..)?))).unwrap_or((parts, &[]))
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let written = writer.start_file(*name, options).is_ok() && writer.write_all(bytes).is_ok();
        assert!(written, "a package in memory");
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

#[cfg(test)]
mod tests;

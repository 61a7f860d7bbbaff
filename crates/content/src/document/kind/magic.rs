//! Formats by their first bytes, by the members of a zip, by the streams of a compound file, and kinds of text.

use super::{
    super::{bytes::find, ole, zip},
    Kind,
};

/// Leading bytes that leave no doubt.
const PREFIXES: &[(&[u8], Kind)] = &[
    (b"%PDF-", Kind::Pdf),
    (b"{\\rtf", Kind::Rtf),
    (b"\x1F\x8B\x08", Kind::Gzip),
    (b"\xFD7zXZ\0", Kind::Xz),
    (b"7z\xBC\xAF\x27\x1C", Kind::SevenZip),
    (b"Rar!\x1A\x07", Kind::Rar),
    (b"MSCF\0\0\0\0", Kind::Cabinet),
    (b"\x28\xB5\x2F\xFD", Kind::Zstd),
    (b"\x78\x9F\x3E\x22", Kind::Tnef),
    (b"\x89PNG\r\n\x1A\n", Kind::Png),
    (b"\xFF\xD8\xFF", Kind::Jpeg),
    (b"GIF87a", Kind::Gif),
    (b"GIF89a", Kind::Gif),
    (b"II*\0", Kind::Tiff),
    (b"MM\0*", Kind::Tiff),
    (b"\xD7\xCD\xC6\x9A", Kind::Metafile),
    (b"SQLite format 3\0", Kind::Database),
    (b"\0\x01\0\0Standard Jet DB", Kind::Database),
    (b"\0\x01\0\0Standard ACE DB", Kind::Database),
    (b"ID3\x02", Kind::Audio),
    (b"ID3\x03", Kind::Audio),
    (b"ID3\x04", Kind::Audio),
    (b"OggS", Kind::Audio),
    (b"fLaC", Kind::Audio),
    (b"\x1A\x45\xDF\xA3", Kind::Video),
    (b"\x7FELF", Kind::Program),
    (b"-----BEGIN PGP MESSAGE-----", Kind::SealedMail),
    (b"-----BEGIN PGP SIGNATURE-----", Kind::Signature),
];

/// By magic numbers; `None` for text and for what is not known.
pub(super) fn by_magic(bytes: &[u8]) -> Option<Kind> {
    if let Some((_, kind)) = PREFIXES.iter().find(|(prefix, _)| bytes.starts_with(prefix)) {
        return Some(*kind);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK00PK\x03\x04") {
        return Some(by_members(bytes));
    }
    if bytes.starts_with(ole::MAGIC) {
        return Some(by_streams(bytes));
    }
    by_place(bytes)
}

/// Magic numbers that do not stand at the very beginning, or need a second look.
fn by_place(bytes: &[u8]) -> Option<Kind> {
    let at = |from: usize, what: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(what));
    if at(0, b"RIFF") {
        return Some(if at(8, b"WEBP") {
            Kind::Webp
        } else if at(8, b"AVI ") {
            Kind::Video
        } else {
            Kind::Audio
        });
    }
    if at(0, b"BZh") && at(4, b"1AY&SY") {
        return Some(Kind::Bzip2);
    }
    if at(4, b"ftyp") {
        let still = [b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"].iter().any(|brand| at(8, *brand));
        return Some(if still { Kind::Heif } else { Kind::Video });
    }
    if at(257, b"ustar") {
        return Some(Kind::Tar);
    }
    if at(2, b"-lh") && at(6, b"-") {
        return Some(Kind::Lha);
    }
    // A bitmap says its own size; "BM" alone begins many a text.
    if at(0, b"BM") && at(6, &[0; 4]) {
        return Some(Kind::Bmp);
    }
    if at(0, &[1, 0, 0, 0]) && at(40, b" EMF") {
        return Some(Kind::Metafile);
    }
    if at(0, b"MZ") && !looks_like_text(bytes, None) {
        return Some(Kind::Program);
    }
    // Some writers put a few bytes before the header of a PDF, and readers accept up to 1,024.
    let late = find(bytes.get(..1_024).unwrap_or(bytes), b"%PDF-", 0).is_some() && find(bytes, b"endobj", 0).is_some();
    late.then_some(Kind::Pdf)
}

/// A zip by its members: the documents that are zips are told by the folder of their main part.
fn by_members(bytes: &[u8]) -> Kind {
    let Ok(archive) = zip::Archive::open(bytes, 2_000) else { return Kind::Zip };
    let names: Vec<&str> = archive.entries.iter().map(|entry| entry.name.as_str()).collect();
    let has = |name: &str| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    let under = |folder: &str| names.iter().any(|other| other.starts_with(folder));
    if has("[Content_Types].xml") {
        return match () {
            () if has("xl/workbook.bin") => Kind::Xlsb,
            () if under("xl/") => Kind::Xlsx,
            () if under("word/") => Kind::Docx,
            () if under("ppt/") => Kind::Pptx,
            () => Kind::Zip,
        };
    }
    if has("mimetype") && has("content.xml") {
        let head = bytes.get(..200).unwrap_or(bytes);
        let says = |what: &[u8]| find(head, what, 0).is_some();
        return match () {
            () if says(b"opendocument.spreadsheet") => Kind::Ods,
            () if says(b"opendocument.presentation") || says(b"opendocument.graphics") => Kind::Odp,
            () => Kind::Odt,
        };
    }
    Kind::Zip
}

/// A compound file by its streams.
fn by_streams(bytes: &[u8]) -> Kind {
    let Ok(file) = ole::Compound::open(bytes) else { return Kind::Ole };
    match () {
        () if file.has("EncryptedPackage") => Kind::Sealed,
        () if file.has("Workbook") || file.has("Book") => Kind::Xls,
        () if file.has("WordDocument") => Kind::Doc,
        () if file.has("PowerPoint Document") => Kind::Ppt,
        () if file.has("__properties_version1.0") => Kind::Msg,
        () if file.has("JSRV_SegmentInformation") || file.has("DocumentText") => Kind::Ichitaro,
        () => Kind::Ole,
    }
}

/// Whether bytes can be text: a byte order mark, a declared charset, or no control bytes but the usual.
pub(super) fn looks_like_text(bytes: &[u8], charset: Option<&str>) -> bool {
    let wide = charset.is_some_and(|label| label.to_ascii_lowercase().starts_with("utf-16"));
    if wide || bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    let head = bytes.get(..4_096).unwrap_or(bytes);
    if head.contains(&0) {
        return is_wide(head);
    }
    // Without a way out of the inner loop, the compiler looks at many bytes at once.
    let is_control =
        |byte: u8| (byte <= 8) | (byte.wrapping_sub(14) <= 12) | (byte.wrapping_sub(28) <= 3) | (byte == 127);
    !bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |odd, byte| odd | is_control(*byte)))
}

/// UTF-16 without a mark: the zero bytes are halves of ASCII characters, all on the same side, and not rare.
fn is_wide(head: &[u8]) -> bool {
    let pairs = head.chunks_exact(2);
    let side = |zero: usize| {
        let halves = pairs.clone().filter(move |pair| pair.get(zero) == Some(&0));
        let text =
            halves.clone().filter(|pair| pair.get(1 - zero).is_some_and(|byte| matches!(byte, 9 | 10 | 13 | 32..=126)));
        (halves.count(), text.count())
    };
    let ((high, high_text), (low, low_text)) = (side(0), side(1));
    let (zeros, text, other) = if high > low { (high, high_text, low) } else { (low, low_text, high) };
    zeros == text && other == 0 && zeros * 10 >= pairs.len()
}

/// What sort of text, by how it begins.
pub(super) fn text_kind(bytes: &[u8]) -> Kind {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let blank = start.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let head: Vec<u8> = start.iter().skip(blank).take(1_024).map(u8::to_ascii_lowercase).collect();
    let begins = |what: &[u8]| head.starts_with(what);
    let says = |what: &[u8]| find(&head, what, 0).is_some();
    match () {
        () if begins(b"begin:vcard") => Kind::Card,
        () if begins(b"begin:vcalendar") => Kind::Calendar,
        () if says(b"<html") || begins(b"<!doctype html") => Kind::Html,
        () if says(b"<svg") => Kind::Svg,
        () if begins(b"<?xml") => Kind::Xml,
        () if begins(b"<") && (says(b"<table") || says(b"<body") || says(b"<head") || says(b"<div")) => Kind::Html,
        () if begins(b"from ") && says(b"\nfrom:") => Kind::Mbox,
        () if is_letter(&head) => Kind::Mail,
        () => Kind::Text,
    }
}

/// Whether text begins with header fields of a letter.
fn is_letter(head: &[u8]) -> bool {
    let starts: [&[u8]; 6] = [b"received:", b"return-path:", b"from:", b"date:", b"message-id:", b"mime-version:"];
    let says = |what: &[u8]| find(head, what, 0).is_some();
    starts.iter().any(|start| head.starts_with(start))
        && says(b"\nmime-version:") | says(b"\nmessage-id:") | says(b"\nreceived:")
}

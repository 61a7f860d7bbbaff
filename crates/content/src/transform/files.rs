//! The files in parts: decoded bytes and the name they have for people.

use encoding_rs::Encoding;
use sekisho_model::PartPath;

use super::{
    TransformError,
    archive::Entry,
    header::Header,
    text::{ContentType, value_of},
    transfer::{self, Transfer},
    tree::{Inside, Node},
};

/// Characters of a file name that are kept.
const MAX_NAME: usize = 120;

/// One attachment as a recipient would save it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The part it was.
    pub part: PartPath,
    /// A name without folders and control characters, unique among the files of one call.
    pub name: String,
    /// Declared media type, lower case.
    pub mime: String,
    /// Declared character set, for a text.
    pub charset: Option<String>,
    /// Decoded content.
    pub bytes: Vec<u8>,
}

pub(super) fn collect(source: &[u8], root: &Node, parts: &[PartPath]) -> Result<Vec<File>, TransformError> {
    let mut files: Vec<File> = Vec::new();
    for part in parts {
        let node = root.find(part).ok_or(TransformError::NoSuchPart)?;
        if files.iter().any(|file| file.part == node.path) {
            continue;
        }
        let name = unused(&name_of(node), &files);
        files.push(File {
            part: node.path.clone(),
            name,
            mime: node.mime.clone(),
            charset: ContentType::of(&node.header).parameter("charset"),
            bytes: bytes_of(source, node)?,
        });
    }
    Ok(files)
}

pub(super) fn entries(files: Vec<File>) -> Vec<Entry> {
    files.into_iter().map(|file| Entry { name: file.name, bytes: file.bytes }).collect()
}

/// A multipart (or a whole letter) has no file of its own: its bytes are kept as they are, with its header.
fn bytes_of(source: &[u8], node: &Node) -> Result<Vec<u8>, TransformError> {
    if matches!(node.inside, Inside::Frame { .. }) {
        return Ok(source.get(node.whole.clone()).unwrap_or_default().to_vec());
    }
    let transfer = Transfer::parse(value_of(&node.header, "content-transfer-encoding").as_deref())?;
    Ok(transfer.decode(source.get(node.body.clone()).unwrap_or_default()))
}

fn name_of(node: &Node) -> String {
    let written = declared_name(&node.header).map(|name| clean(&name)).filter(|name| !name.is_empty());
    written.unwrap_or_else(|| {
        let kind = match (&node.inside, node.mime.as_str()) {
            (Inside::Letter(_) | Inside::Frame { .. }, _) | (_, "message/rfc822") => "eml",
            (_, "text/plain") => "txt",
            (_, "text/html") => "html",
            (_, "text/csv") => "csv",
            (_, "application/pdf") => "pdf",
            (_, "image/png") => "png",
            (_, "image/jpeg") => "jpg",
            (_, "application/zip") => "zip",
            _ => "bin",
        };
        format!("part-{}.{kind}", node.path)
    })
}

/// `filename*`, `filename`, then `name*`, `name`: the extended form is the one its writer took more care with
/// (RFC 6266 §4.3 says so for HTTP, mail programs do the same).
pub(crate) fn declared_name(header: &Header) -> Option<String> {
    let disposition = Header(header.0.iter().filter(|field| &*field.name == "content-disposition").cloned().collect());
    let as_type = value_of(&disposition, "content-disposition").map(|value| ContentType::from_value(&value));
    let of = |kind: &ContentType, name: &str| {
        kind.extended(name).or_else(|| kind.parameter(name).map(|value| words(value.as_bytes())))
    };
    as_type.and_then(|kind| of(&kind, "filename")).or_else(|| of(&ContentType::of(header), "name"))
}

/// Decodes encoded words (RFC 2047), also where they should not stand: inside quotes. White space between two
/// encoded words goes away. Pieces of one charset are joined before decoding, because writers split characters.
pub(crate) fn words(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(raw).0.into_owned(),
    };
    let mut out = String::new();
    let mut pending: Option<(&'static Encoding, Vec<u8>)> = None;
    let mut rest = text.as_str();
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let Some((encoding, bytes, length)) = encoded_word(word) else {
            flush(&mut pending, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or("");
            continue;
        };
        match &mut pending {
            Some((of, all)) if *of == encoding && before.trim().is_empty() => all.extend(bytes),
            _ => {
                let between = pending.is_some() && before.trim().is_empty();
                flush(&mut pending, &mut out);
                out.push_str(if between { "" } else { before });
                pending = Some((encoding, bytes));
            }
        }
        rest = word.get(length..).unwrap_or("");
    }
    flush(&mut pending, &mut out);
    out.push_str(rest);
    out
}

fn flush(pending: &mut Option<(&'static Encoding, Vec<u8>)>, out: &mut String) {
    if let Some((encoding, bytes)) = pending.take() {
        out.push_str(&encoding.decode_without_bom_handling(&bytes).0);
    }
}

/// `=?charset?encoding?data?=` at the start of `text`: charset, bytes, length.
fn encoded_word(text: &str) -> Option<(&'static Encoding, Vec<u8>, usize)> {
    let mut pieces = text.get(2..)?.splitn(3, '?');
    let (charset, encoding, rest) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let data = rest.get(..rest.find("?=")?)?;
    let bytes = match encoding {
        "B" | "b" => transfer::base64(data.as_bytes()),
        "Q" | "q" => transfer::quoted_printable(data.replace('_', "=20").as_bytes()),
        _ => return None,
    };
    let label = charset.split('*').next().unwrap_or(charset);
    Some((charset_of(label)?, bytes, 2 + charset.len() + 1 + encoding.len() + 1 + data.len() + 2))
}

pub(super) fn charset_of(label: &str) -> Option<&'static Encoding> {
    match label.to_ascii_lowercase().as_str() {
        "cp932" | "ms932" => Some(encoding_rs::SHIFT_JIS),
        "iso-2022-jp-ms" | "cp50220" | "cp50221" | "cp50222" => Some(encoding_rs::ISO_2022_JP),
        label => Encoding::for_label(label.as_bytes()),
    }
}

/// The last component of a path, without control and direction characters, and never a name of dots.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let bad = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
    };
    let fine: String = last.chars().map(|c| if bad(&c) { '_' } else { c }).collect();
    let fine = fine.trim().trim_end_matches(['.', ' ']);
    let length = fine.chars().count();
    if length <= MAX_NAME {
        return fine.to_owned();
    }
    // The end is kept as well: it says what the file is.
    let head: String = fine.chars().take(MAX_NAME - 20).collect();
    let tail: String = fine.chars().skip(length - 20).collect();
    head + &tail
}

fn unused(name: &str, files: &[File]) -> String {
    let taken = |name: &str| files.iter().any(|file| file.name.to_lowercase() == name.to_lowercase());
    if !taken(name) {
        return name.to_owned();
    }
    let (stem, kind) = name.rsplit_once('.').map_or((name, String::new()), |(stem, kind)| (stem, format!(".{kind}")));
    (2..).map(|number| format!("{stem} ({number}){kind}")).find(|name| !taken(name)).unwrap_or_default()
}

//! The files in parts: decoded bytes and the name they have for people.

use sekisho_model::PartPath;

use super::{
    TransformError,
    archive::Entry,
    text::{ContentType, value_of},
    transfer::Transfer,
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
            charset: ContentType::of(&node.header).shape.parameter("charset"),
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
    // The name that reading shows, so that what is linked or packed has the name that was judged.
    let written = node.name.as_deref().map(clean).filter(|name| !name.is_empty());
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

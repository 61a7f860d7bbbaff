//! Attachments opened: bytes → what people can read in them, with everything inside, whatever the name claims.
//!
//! The format is found by the bytes first, then by name and media type. Nothing is skipped silently: a part that was
//! not read in full is [`Reading::Blind`] with its reason, and data that is not seen when the file is opened is named
//! in `hidden`. Sizes, ratios, depths and counts are checked against the [`Budget`] before anything is unpacked.
//! This room never fails, never panics on hostile bytes, expands no entity and follows no link.

mod archive;
mod biff;
mod bytes;
mod card;
mod carve;
mod cell;
mod csv;
mod doc;
mod docx;
mod field;
mod gather;
mod html;
mod image;
mod kind;
mod mapi;
mod msg;
mod odf;
mod ole;
mod ooxml;
mod pdf;
mod plain;
mod post;
mod ppt;
mod pptx;
mod rc4;
mod room;
mod rtf;
mod sealed;
mod story;
mod table;
mod tnef;
mod xls;
mod xlsb;
mod xlsx;
mod xml;
mod zip;

use sekisho_model::{Blind, PartPath};

pub(crate) use self::room::Room;
use self::{gather::Gather, kind::Kind};
use crate::{
    budget::Budget,
    mail::{Code, Hidden, Limits, Part, Pictures, Reading, Role},
};

/// A file to open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'a> {
    /// Its bytes, transfer encoding removed.
    pub bytes: &'a [u8],
    /// Its name, decoded.
    pub name: Option<&'a str>,
    /// Declared media type in lower case, empty when none.
    pub mime: &'a str,
    /// Declared charset.
    pub charset: Option<&'a str>,
}

/// What opening gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Media type by the bytes, when known and different from what is declared.
    pub really: Option<&'static str>,
    /// What was read in the file itself.
    pub reading: Reading,
    /// Kinds of data not seen when the file is opened.
    pub hidden: Vec<Hidden>,
    /// Files inside, depth first.
    pub inner: Vec<Inner>,
    /// Whether only a password on file opened it, or what it lies in.
    pub unlocked: bool,
    /// Pictures in it, for character recognition.
    pub pictures: Pictures,
}

/// A file inside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inner {
    /// Entry name; names of nested archives are joined with `/`.
    pub name: String,
    /// Media type by name or bytes, empty when not known.
    pub mime: String,
    /// Media type by the bytes, when known and different from what the name says.
    pub really: Option<&'static str>,
    /// Unpacked size in bytes.
    pub size: usize,
    /// What was read.
    pub reading: Reading,
    /// Kinds of data not seen when the file is opened.
    pub hidden: Vec<Hidden>,
    /// Codes of malformations, for a letter.
    pub defects: Vec<Code>,
    /// Whether only a password on file opened it, or what it lies in.
    pub unlocked: bool,
    /// Pictures in it, for character recognition.
    pub pictures: Pictures,
}

/// The media type that a file of this name should have.
#[must_use]
fn mime_by_name(name: &str) -> &'static str {
    kind::by_name(name).map_or("application/octet-stream", Kind::mime)
}

/// Opens a file from the disk of a person who asks, or of a test: first the file itself with an empty path, then the
/// files inside, depth first.
#[must_use]
pub fn open_file(bytes: &[u8], name: Option<&str>, limits: &Limits) -> Vec<Part> {
    open_file_knowing(bytes, name, limits, &[])
}

/// The same with passwords that are tried on sealed archives and documents.
#[must_use]
pub fn open_file_knowing(bytes: &[u8], name: Option<&str>, limits: &Limits, passwords: &[String]) -> Vec<Part> {
    let mut budget = Budget::knowing(limits, passwords);
    let opened = open(&File { bytes, name, mime: "", charset: None }, &mut budget);
    let mime = name.map_or("application/octet-stream", mime_by_name);
    let part = |inner: Inner| Part {
        path: PartPath::default(),
        role: Role::Inner,
        mime: inner.mime,
        really: inner.really,
        name: Some(inner.name.clone()),
        inside: Some(inner.name),
        size: inner.size,
        reading: inner.reading,
        hidden: inner.hidden,
        unlocked: inner.unlocked,
        pictures: inner.pictures,
    };
    let whole = Part {
        path: PartPath::default(),
        inside: None,
        role: Role::Attachment,
        mime: mime.to_owned(),
        really: opened.really,
        name: name.map(str::to_owned),
        size: bytes.len(),
        reading: opened.reading,
        hidden: opened.hidden,
        unlocked: opened.unlocked,
        pictures: opened.pictures,
    };
    std::iter::once(whole).chain(opened.inner.into_iter().map(part)).collect()
}

/// The media type as this room writes it, if it is one of those that are told apart.
pub(crate) fn known_mime(mime: &str) -> Option<&'static str> {
    kind::by_mime(mime).map(Kind::mime)
}

/// Opens a file and everything in it.
pub(crate) fn open(file: &File<'_>, budget: &mut Budget) -> Opened {
    let (kind, sure) = kind::detect(file);
    let really = kind::mismatch(file, kind, sure);
    let mut gather = Gather::within(budget);
    if file.bytes.len() > budget.limits().part_bytes {
        gather.blind(Blind::Limit);
    } else if !budget.limits().documents && kind.needs_a_room() {
        gather.blind(Blind::ReaderFailed);
    } else {
        read(kind, file, &mut gather, budget);
    }
    gather.charge(budget);
    let mut opened = gather.finish(really);
    opened.unlocked |= budget.is_unlocked();
    opened
}

/// Opens a file found inside another, one level deeper, as part of `gather`.
fn open_inside(name: &str, bytes: &[u8], mime: &str, gather: &mut Gather, budget: &mut Budget) {
    let file = File { bytes, name: Some(name), mime, charset: None };
    let opened = budget.deeper(|budget| open(&file, budget));
    let mime = if mime.is_empty() { kind::by_name(name).map_or("", Kind::mime) } else { mime };
    let Some(opened) = opened else {
        gather.inner(Inner::blind(name, mime, bytes.len(), Blind::Limit));
        return;
    };
    gather.inner(Inner {
        name: name.to_owned(),
        mime: mime.to_owned(),
        really: opened.really,
        size: bytes.len(),
        reading: opened.reading,
        hidden: opened.hidden,
        defects: Vec::new(),
        unlocked: opened.unlocked,
        pictures: opened.pictures,
    });
    for mut inner in opened.inner {
        inner.name = format!("{name}/{}", inner.name);
        gather.inner(inner);
    }
}

impl Inner {
    /// A file that could not be opened.
    fn blind(name: &str, mime: &str, size: usize, why: Blind) -> Self {
        let reading = Reading::unread(why);
        let (name, mime) = (name.to_owned(), mime.to_owned());
        Self {
            name,
            mime,
            really: None,
            size,
            reading,
            hidden: Vec::new(),
            defects: Vec::new(),
            unlocked: false,
            pictures: Pictures::default(),
        }
    }
}

/// One reader per format. A format without a reader is blind, never empty.
fn read(kind: Kind, file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    match kind {
        Kind::Empty => {}
        Kind::Text => plain::read(file, gather),
        Kind::Html => html::read(file, gather, budget),
        Kind::Xml | Kind::Svg => plain::xml(file.bytes, gather),
        Kind::Csv => csv::read(file, gather),
        Kind::Zip => archive::zip(file.bytes, gather, budget),
        Kind::Xlsx => xlsx::read(file.bytes, gather, budget),
        Kind::Xlsb => xlsb::read(file.bytes, gather, budget),
        Kind::Docx => docx::read(file.bytes, gather, budget),
        Kind::Pptx => pptx::read(file.bytes, gather, budget),
        Kind::Odt | Kind::Odp => odf::read(file.bytes, odf::Sort::Flow, gather, budget),
        Kind::Ods => odf::read(file.bytes, odf::Sort::Spreadsheet, gather, budget),
        Kind::Rtf => rtf::read(file.bytes, gather, budget),
        Kind::Gzip => archive::gzip(file, gather, budget),
        Kind::Bzip2 => archive::bzip2(file, gather, budget),
        Kind::Xz => archive::xz(file, gather, budget),
        Kind::Tar => archive::tar(file.bytes, gather, budget),
        Kind::SevenZip => archive::seven(file.bytes, gather, budget),
        Kind::Pdf => pdf::read(file.bytes, gather, budget),
        Kind::Xls => xls::read(file.bytes, gather, budget),
        Kind::Doc => doc::read(file.bytes, gather, budget),
        Kind::Ppt => ppt::read(file.bytes, gather, budget),
        Kind::Msg => msg::read(file.bytes, gather, budget),
        Kind::Tnef => tnef::read(file.bytes, gather, budget),
        Kind::Card => card::cards(file, gather, budget),
        Kind::Calendar => card::calendar(file, gather, budget),
        Kind::Mail => post::letter(file.bytes, gather, budget),
        Kind::Mbox => post::mbox(file.bytes, gather, budget),
        Kind::Png | Kind::Jpeg | Kind::Gif | Kind::Tiff | Kind::Bmp | Kind::Webp | Kind::Heif | Kind::Metafile => {
            image::read(kind, file.bytes, gather, budget);
        }
        Kind::Sealed => sealed::read(file, gather, budget),
        Kind::SealedMail => gather.blind(Blind::EncryptedMail),
        Kind::Ole => {
            // Too broken to say what it was, or whole and not known: the reasons differ.
            if ole::opened(file.bytes, gather).is_some() {
                gather.blind(Blind::NoReader);
            }
        }
        Kind::Unknown => gather.blind(Blind::UnknownFormat),
        _ => gather.blind(Blind::NoReader),
    }
}

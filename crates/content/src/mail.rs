//! A letter as people and rules see it. Plain data: made by `read`, never changed afterwards.

use sekisho_model::{Address, Blind, PartPath};
use serde::{Deserialize, Serialize};

mod known;

/// A text that is part of the program.
pub type Code = &'static str;

/// Bounds on what is read; whatever lies beyond is blind with [`Blind::Limit`], never ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all header fields of one part.
    pub header_bytes: usize,
    /// Header fields of one part.
    pub header_fields: usize,
    /// MIME parts in all.
    pub parts: usize,
    /// Depth of nesting (multipart, message/rfc822, archives).
    pub depth: usize,
    /// Decoded bytes of one part that are looked into.
    pub part_bytes: usize,
    /// Text characters kept per part.
    pub text_chars: usize,
    /// Unpacked bytes over packed bytes of an archive or document.
    pub ratio: usize,
    /// Unpacked bytes of one archive or document in all.
    pub unpacked_bytes: usize,
    /// Entries in an archive.
    pub entries: usize,
    /// Whether documents, archives and images are opened here. Where not, they are blind with
    /// [`Blind::ReaderFailed`] until a reader in a room of its own has looked (see `sekisho-engine`).
    pub documents: bool,
    /// Bytes of pictures that are handed out for character recognition, in all; 0: none.
    pub picture_bytes: usize,
}

impl Default for Limits {
    /// Roomy for honest mail: 512 parts, 16 deep, 64 MiB unpacked at most 200:1.
    fn default() -> Self {
        Self {
            header_bytes: 1 << 20,
            header_fields: 2_000,
            parts: 512,
            depth: 16,
            part_bytes: 64 << 20,
            text_chars: 16 << 20,
            ratio: 200,
            unpacked_bytes: 64 << 20,
            entries: 2_000,
            documents: true,
            picture_bytes: 0,
        }
    }
}

/// One header field, decoded. Names are lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Lower-case name.
    pub name: String,
    /// Unfolded raw value (bytes as they stood, line breaks removed).
    pub raw: Vec<u8>,
    /// Value with encoded words decoded (RFC 2047, and the broken forms seen in Japanese mail).
    pub text: String,
}

/// One mailbox of an address header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Decoded display name or comment.
    pub name: Option<String>,
    /// The address, when it parses.
    pub address: Option<Address>,
    /// The text of the mailbox as decoded, for showing what did not parse.
    pub written: String,
}

/// A malformation, or a place where two ways of reading disagree. The code is stable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Defect {
    /// Kebab-case code, for example `duplicate-from`, `boundary-in-epilogue`, `views-disagree-on-parts`.
    #[serde(with = "known::defect")]
    pub code: Code,
    /// The part at fault; the empty path for the letter's own header.
    pub part: PartPath,
}

/// A table as found in a csv or a workbook: rows of cell texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Sheet name or archive entry.
    pub name: Option<String>,
    /// Whether people see it when they open the file (hidden sheets are `false`).
    pub visible: bool,
    /// Cell texts as shown; numbers with leading zeros as stored.
    pub rows: Vec<Vec<String>>,
    /// Rows that people do not see (hidden, filtered away), counted from 0 in `rows`, ascending.
    pub hidden_rows: Vec<usize>,
    /// Columns that people do not see, counted from 0, ascending.
    pub hidden_columns: Vec<usize>,
}

/// Data that travels in a file without being seen when it is opened (cause A2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Hidden {
    /// A hidden or very hidden sheet, a hidden slide.
    Sheet,
    /// A hidden or filtered row.
    Row,
    /// A hidden column.
    Column,
    /// A comment or note beside a cell or a text.
    Comment,
    /// A tracked insertion or deletion that was not accepted.
    TrackedChange,
    /// The stored source rows of a pivot table.
    PivotCache,
    /// Document properties that name people, titles or places; metadata of an image.
    Property,
    /// Speaker notes.
    Notes,
    /// Text formatted as hidden.
    Text,
    /// A file embedded in the document.
    Embedded,
}

impl Hidden {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Row => "row",
            Self::Column => "column",
            Self::Comment => "comment",
            Self::TrackedChange => "tracked-change",
            Self::PivotCache => "pivot-cache",
            Self::Property => "property",
            Self::Notes => "notes",
            Self::Text => "text",
            Self::Embedded => "embedded",
        }
    }
}

/// What reading a part gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// The text people see (html: without tags; workbook: all cells) and, for tables, the cells.
    Read {
        /// Text, line breaks as `\n`.
        text: String,
        /// Tables, if any.
        tables: Vec<Table>,
    },
    /// Nothing to read in itself (a multipart, an empty part).
    Nothing,
    /// Could not be read, or not in full; `text` and `tables` are what was read all the same.
    Blind {
        /// Why.
        why: Blind,
        /// What was read anyway.
        text: String,
        /// Tables that were read anyway.
        tables: Vec<Table>,
    },
}

impl Reading {
    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Read { text, .. } | Self::Blind { text, .. } => text,
            Self::Nothing => "",
        }
    }

    /// The tables that were read, in full or not.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        match self {
            Self::Read { tables, .. } | Self::Blind { tables, .. } => tables,
            Self::Nothing => &[],
        }
    }

    /// A part of which nothing could be read.
    #[must_use]
    pub const fn unread(why: Blind) -> Self {
        Self::Blind { why, text: String::new(), tables: Vec::new() }
    }
}

/// What a part is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// `multipart/*`: only a frame.
    Frame,
    /// The text people read first (plain or html, not an attachment).
    Body,
    /// A file: has a name, or a disposition of `attachment`, or no text.
    Attachment,
    /// A file inside an attached archive or an attached letter.
    Inner,
}

/// One part of the MIME tree, in the order of the letter. Files inside archives follow their archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where.
    pub path: PartPath,
    /// Entry name in an archive, for [`Role::Inner`].
    pub inside: Option<String>,
    /// What for.
    pub role: Role,
    /// Declared media type in lower case, `type/subtype`.
    pub mime: String,
    /// Media type by the bytes themselves, when known and different.
    #[serde(with = "known::mime")]
    pub really: Option<Code>,
    /// Decoded file name.
    pub name: Option<String>,
    /// Decoded size in bytes.
    pub size: usize,
    /// What reading gave.
    pub reading: Reading,
    /// Kinds of data in the file that are not seen when it is opened; sorted, each once.
    pub hidden: Vec<Hidden>,
    /// Whether it is encrypted, or lies in something encrypted, that a password on file opened.
    pub unlocked: bool,
    /// Pictures in it, for character recognition, when [`Limits::picture_bytes`] allow.
    pub pictures: Pictures,
}

/// Pictures of a part that only character recognition can read: the picture itself, or the pages of a scanned document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pictures {
    /// Their bytes (JPEG, PNG, TIFF, …), in the order of the pages.
    pub shown: Vec<Vec<u8>>,
    /// Whether nothing but they is unread: words in all of them make the part read.
    pub all: bool,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mail {
    /// All header fields, in order.
    pub fields: Vec<Field>,
    /// `From`.
    pub from: Vec<Mailbox>,
    /// `Sender`.
    pub sender: Vec<Mailbox>,
    /// `Reply-To`.
    pub reply_to: Vec<Mailbox>,
    /// `To`, all fields of that name together.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`: should not be there at all.
    pub bcc: Vec<Mailbox>,
    /// `Subject`, decoded.
    pub subject: String,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// `In-Reply-To` and `References`, without angle brackets, oldest first, at most 100.
    pub references: Vec<String>,
    /// `Date` as seconds since 1970, when it parses.
    pub date: Option<i64>,
    /// Parts, depth first.
    pub parts: Vec<Part>,
    /// Malformations and disagreements.
    pub defects: Vec<Defect>,
}

impl Mail {
    /// The decoded value of the first field with this lower-case name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.text.as_str())
    }

    /// Body texts in order: plain first when both stand in an alternative.
    pub fn bodies(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.role == Role::Body)
    }

    /// Attachments and what is inside them.
    pub fn attachments(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| matches!(part.role, Role::Attachment | Role::Inner))
    }
}

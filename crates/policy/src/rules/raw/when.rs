//! `when`: typed conditions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Conditions. Every key that is given must hold; a list holds when one of its entries does.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawWhen {
    /// Recipients. The rule concerns those who match; without this key, everybody outside.
    pub(crate) to: Option<RawTo>,
    /// The envelope's sender.
    pub(crate) from: Option<RawFrom>,
    /// Personal data of at least so many persons (upper bound) in the whole letter.
    pub(crate) persons: Option<u64>,
    /// The same by the lower bound: persons that are told apart for certain.
    pub(crate) persons_at_least: Option<u64>,
    /// One of these kinds of personal data, for example `phone`, `my-number`, `medical-history`.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) kinds: Option<Vec<Spanned<String>>>,
    /// At least this grade: `basic`, `identifier`, `economic`, `special-care`.
    #[schemars(with = "Option<String>")]
    pub(crate) sensitivity: Option<Spanned<String>>,
    /// One of these could not be looked into for this reason: `encrypted`, `image`, … An empty list means any reason.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) blind: Option<Vec<Spanned<String>>>,
    /// One of these built-in findings was made, whatever its mode.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) findings: Option<Vec<Spanned<String>>>,
    /// An attachment for which all of this holds. `protect` and `strip` act on these.
    pub(crate) attachment: Option<RawAttachment>,
    /// Attachments, at least.
    pub(crate) attachments: Option<u64>,
    /// The subject.
    pub(crate) subject: Option<RawText>,
    /// The body's own words, the quoted thread left out.
    pub(crate) body: Option<RawText>,
    /// Subject, whole body, and the text of attachments.
    pub(crate) text: Option<RawText>,
    /// Header fields; all of them.
    pub(crate) header: Vec<RawHeader>,
    /// When the letter came in.
    pub(crate) time: Option<RawTime>,
    /// Whether it answers or forwards another one.
    pub(crate) reply: Option<bool>,
    /// Whether it is bulk mail: many recipients, or a header that says so.
    pub(crate) bulk: Option<bool>,
    /// Bytes of all attachments together, at least.
    pub(crate) bytes: Option<u64>,
    /// All of these.
    pub(crate) all: Vec<RawWhen>,
    /// One of these.
    pub(crate) any: Vec<RawWhen>,
    /// Not this.
    pub(crate) not: Option<Box<RawWhen>>,
}

/// On which side of the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Side {
    /// Outside, and lists with outside members.
    #[default]
    Outside,
    /// Inside the house.
    Inside,
    /// Everybody.
    All,
}

/// Recipients. Every key that is given must hold for the same recipient.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawTo {
    /// `outside` (default), `inside` or `all`.
    pub(crate) side: Side,
    /// One of these domains or below.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) domains: Option<Vec<Spanned<String>>>,
    /// None of these domains nor below.
    #[schemars(with = "Vec<String>")]
    pub(crate) not_domains: Vec<Spanned<String>>,
    /// One of these addresses.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) addresses: Option<Vec<Spanned<String>>>,
    /// Whether it is the first letter to the domain.
    pub(crate) first: Option<bool>,
    /// Whether it is a free-mail or private mailbox.
    pub(crate) freemail: Option<bool>,
    /// Whether the recipient stands in no header (Bcc).
    pub(crate) hidden: Option<bool>,
    /// Whether it is a mailing list of the house.
    pub(crate) list: Option<bool>,
    /// So many must match. Default 1.
    pub(crate) min: Option<u64>,
    /// Of so many organisations. Default 1.
    pub(crate) organisations: Option<u64>,
}

/// The sender.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawFrom {
    /// One of these domains or below.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) domains: Option<Vec<Spanned<String>>>,
    /// One of these addresses.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) addresses: Option<Vec<Spanned<String>>>,
}

/// A text.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawText {
    /// Contains one of these; case and width do not matter.
    pub(crate) words: Option<Vec<String>>,
    /// Matches this regular expression (Rust `regex` syntax, linear time).
    #[schemars(with = "Option<String>")]
    pub(crate) regex: Option<Spanned<String>>,
}

/// An attachment, or a file in one. Every key that is given must hold for the same file.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawAttachment {
    /// The file name.
    pub(crate) name: Option<RawText>,
    /// One of these endings, without dot.
    pub(crate) endings: Option<Vec<String>>,
    /// One of these media types, declared or by the bytes; `image/*` is a whole family.
    pub(crate) types: Option<Vec<String>>,
    /// Bytes, at least.
    pub(crate) bytes: Option<u64>,
    /// Whether it could be read. `true`: it could not.
    pub(crate) blind: Option<bool>,
    /// Whether data travels in it that is not seen when it is opened: hidden sheets, rows, columns, tracked changes, …
    pub(crate) hidden: Option<bool>,
    /// Personal data of at least so many persons in it.
    pub(crate) persons: Option<u64>,
    /// The text of the file.
    pub(crate) text: Option<RawText>,
}

/// A header field.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHeader {
    /// Name of the field.
    #[schemars(with = "String")]
    pub(crate) name: Spanned<String>,
    /// Whether it has to be there. Default true.
    pub(crate) present: Option<bool>,
    /// Its value.
    #[serde(default)]
    pub(crate) value: RawText,
}

/// Hours and days, in `utc_offset`.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawTime {
    /// From this time of day, `"18:00"`.
    #[schemars(with = "Option<String>")]
    pub(crate) from: Option<Spanned<String>>,
    /// Before this time of day; may be earlier than `from`: over midnight.
    #[schemars(with = "Option<String>")]
    pub(crate) before: Option<Spanned<String>>,
    /// One of these days: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) days: Option<Vec<Spanned<String>>>,
}

//! The fields an expression can read: one list for checking, running and the reference.

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Int,
    Text,
    Texts,
    /// Text by text.
    Map,
    /// A list of records.
    Records(&'static [Field]),
    Record(&'static [Field]),
    /// Not known before it runs.
    Any,
}

impl Type {
    pub(crate) const fn shown(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Text => "string",
            Self::Texts => "list of strings",
            Self::Map => "map of strings",
            Self::Records(_) => "list of records",
            Self::Record(_) => "record",
            Self::Any => "anything",
        }
    }
}

/// A field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Type,
    pub(crate) what: &'static str,
}

const fn field(name: &'static str, kind: Type, what: &'static str) -> Field {
    Field { name, kind, what }
}

/// Fields of one recipient.
pub(crate) const RECIPIENT: &[Field] = &[
    field("address", Type::Text, "the address, in lower case"),
    field("domain", Type::Text, "its domain, in A-labels"),
    field("organisation", Type::Text, "the organisation the domain belongs to, named by a domain"),
    field("outside", Type::Bool, "whether it is outside, or a list with outside members"),
    field("first", Type::Bool, "whether it is the first letter to the domain"),
    field("hidden", Type::Bool, "whether it stands in no header (Bcc)"),
    field("freemail", Type::Bool, "whether it is a free-mail or private mailbox"),
    field("list", Type::Bool, "whether it is a mailing list of the house"),
];

/// Fields of one attachment, or file in one.
pub(crate) const ATTACHMENT: &[Field] = &[
    field("name", Type::Text, "the file name"),
    field("ending", Type::Text, "its ending in lower case, without dot"),
    field("type", Type::Text, "the media type by the bytes, else the declared one"),
    field("bytes", Type::Int, "its size"),
    field("blind", Type::Text, "why it could not be read; empty when it could"),
    field("hidden", Type::Bool, "whether data travels in it that is not seen when it is opened"),
    field("persons", Type::Int, "persons in it, at most"),
];

/// All fields.
pub(crate) const ALL: &[Field] = &[
    field("recipients", Type::Records(RECIPIENT), "the envelope's recipients"),
    field("outside", Type::Int, "how many recipients are outside; a list counts its outside members"),
    field("inside", Type::Int, "how many recipients are inside"),
    field("domains", Type::Texts, "the outside domains, each once"),
    field("organisations", Type::Int, "how many outside organisations; a free-mail mailbox is one"),
    field("sender", Type::Text, "the envelope's sender in lower case; empty for a report"),
    field("sender_domain", Type::Text, "its domain"),
    field("persons", Type::Int, "persons whose data is in the letter, at most"),
    field("persons_at_least", Type::Int, "the same, at least"),
    field("kinds", Type::Texts, "kinds of personal data in it"),
    field("sensitivity", Type::Text, "the worst grade: none, basic, identifier, economic, special-care"),
    field("grade", Type::Int, "the same as a number, 0 to 4"),
    field("findings", Type::Texts, "codes of the built-in findings, whatever their mode"),
    field("blind", Type::Texts, "reasons why something could not be looked into"),
    field("subject", Type::Text, "the subject"),
    field("body", Type::Text, "the body's own words, the quoted thread left out"),
    field("attachments", Type::Records(ATTACHMENT), "attachments, and the files in them"),
    field("headers", Type::Map, "header fields by lower-case name; the first of each name"),
    field("reply", Type::Bool, "whether it answers or forwards another one"),
    field("bulk", Type::Bool, "whether it is bulk mail"),
    field("hour", Type::Int, "hour of the day in which it came in, 0 to 23"),
    field("weekday", Type::Text, "mon, tue, wed, thu, fri, sat, sun"),
];

/// Functions and macros, besides operators.
pub(crate) const FUNCTIONS: &[(&str, Type)] = &[
    ("size", Type::Int),
    ("contains", Type::Bool),
    ("startsWith", Type::Bool),
    ("endsWith", Type::Bool),
    ("matches", Type::Bool),
    ("int", Type::Int),
    ("string", Type::Text),
    ("has", Type::Bool),
    ("all", Type::Bool),
    ("exists", Type::Bool),
    ("exists_one", Type::Bool),
    ("map", Type::Any),
    ("filter", Type::Any),
];

/// The field with this name.
pub(crate) fn of<'f>(fields: &'f [Field], name: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.name == name)
}

//! Texts and header fields.

use regex::Regex;
use sekisho_content::Mail;

use crate::text::fold;

/// What a text must have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prose {
    /// Folded.
    pub(crate) words: Option<Vec<String>>,
    pub(crate) regex: Option<Regex>,
}

impl Prose {
    /// Whether a text has it, given folded and as it is.
    pub(crate) fn holds(&self, folded: &str, plain: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.iter().any(|word| folded.contains(word.as_str())))
            && self.regex.as_ref().is_none_or(|regex| regex.is_match(plain))
    }

    /// The same for a text that nobody has folded yet.
    pub(crate) fn holds_plain(&self, plain: &str) -> bool {
        if self.words.is_none() { self.holds("", plain) } else { self.holds(&fold::fold(plain), plain) }
    }

    /// Whether subject, a body or an attachment has it.
    pub(crate) fn holds_anywhere(&self, mail: &Mail) -> bool {
        self.holds_plain(&mail.subject) || mail.parts.iter().any(|part| self.holds_plain(part.reading.text()))
    }
}

/// What a header field must have.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// Lower case.
    pub(crate) name: String,
    pub(crate) present: bool,
    pub(crate) value: Prose,
}

impl Header {
    pub(crate) fn holds(&self, mail: &Mail) -> bool {
        let mut fields = mail.fields.iter().filter(|field| field.name == self.name);
        if self.present { fields.any(|field| self.value.holds_plain(&field.text)) } else { fields.next().is_none() }
    }
}

//! Where an entity stands: its number in the tree as transforms count it, or a code for a place beside the tree.

use sekisho_model::PartPath;

/// Where an entity stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    pub(super) path: PartPath,
    /// Code of a place outside the strict tree.
    pub(super) extra: Option<String>,
    /// In an attached letter.
    pub(super) attached: bool,
    /// The entity is a letter: a body gets the number 1, a multipart the number of the letter.
    pub(super) is_letter: bool,
    /// The media type of the multipart around it.
    pub(super) frame: Frame,
}

/// What the multipart around a part makes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Frame {
    #[default]
    Plain,
    /// Parts are letters unless they say otherwise (RFC 2046 §5.1.5).
    Digest,
    /// RFC 1847.
    Signed,
    Encrypted,
}

impl Spot {
    /// The letter itself.
    pub(super) fn letter() -> Self {
        Self { is_letter: true, ..Self::default() }
    }

    /// The same, for a letter inside something.
    pub(super) fn attached(mut self) -> Self {
        self.attached = true;
        self.is_letter = true;
        self.frame = Frame::Plain;
        self
    }

    /// A place beside the tree, at this part.
    pub(super) fn beside(&self, code: &str) -> Self {
        let extra = self.extra.as_ref().map_or_else(|| code.to_owned(), |outer| format!("{outer}/{code}"));
        Self { extra: Some(extra), is_letter: false, frame: Frame::Plain, ..self.clone() }
    }

    pub(super) fn child(&self, number: usize, frame: Frame) -> Self {
        let at = u16::try_from(number).unwrap_or(u16::MAX);
        let spot = if self.extra.is_some() {
            self.beside(&number.to_string())
        } else {
            Self { path: self.path.child(at), is_letter: false, ..self.clone() }
        };
        Self { frame, ..spot }
    }

    /// The spot of a body that is no multipart.
    pub(super) fn body(&self) -> Self {
        if self.is_letter { self.child(1, self.frame) } else { self.clone() }
    }
}

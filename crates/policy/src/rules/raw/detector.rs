//! `[detector.CODE]`: how a built-in detector is tuned.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::{Act, Mode, RawExcept};

/// Tunes a built-in detector. Which thresholds it knows stands in the table of detectors.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawDetector {
    /// `observe`, `ask` or `enforce` (default).
    #[schemars(with = "Option<Mode>")]
    pub(crate) mode: Option<Spanned<Mode>>,
    /// What it does instead of its default.
    #[schemars(with = "Option<Act>")]
    pub(crate) then: Option<Spanned<Act>>,
    /// Why it is weaker than by default. Required then.
    #[schemars(with = "Option<String>")]
    pub(crate) reason: Option<Spanned<String>>,
    /// When it does not apply.
    pub(crate) except: Vec<RawExcept>,
    /// Threshold: persons.
    #[schemars(with = "Option<u64>")]
    pub(crate) persons: Option<Spanned<u64>>,
    /// Threshold of the refusal: persons.
    #[schemars(with = "Option<u64>")]
    pub(crate) refuse_persons: Option<Spanned<u64>>,
    /// Threshold: recipients.
    #[schemars(with = "Option<u64>")]
    pub(crate) recipients: Option<Spanned<u64>>,
    /// Threshold of the refusal: recipients.
    #[schemars(with = "Option<u64>")]
    pub(crate) refuse_recipients: Option<Spanned<u64>>,
    /// Threshold: organisations.
    #[schemars(with = "Option<u64>")]
    pub(crate) organisations: Option<Spanned<u64>>,
    /// Threshold: days.
    #[schemars(with = "Option<u64>")]
    pub(crate) days: Option<Spanned<u64>>,
    /// Threshold: days of silence.
    #[schemars(with = "Option<u64>")]
    pub(crate) silent_days: Option<Spanned<u64>>,
    /// Threshold: bytes of an attached image.
    #[schemars(with = "Option<u64>")]
    pub(crate) image_bytes: Option<Spanned<u64>>,
    /// Threshold: bytes of an image inside the HTML body.
    #[schemars(with = "Option<u64>")]
    pub(crate) related_image_bytes: Option<Spanned<u64>>,
    /// `blind` only: what images do that are not small. Default `self-review`: unlike an encrypted file, the sender sees
    /// an image at a glance.
    #[schemars(with = "Option<Act>")]
    pub(crate) images: Option<Spanned<Act>>,
    /// `defect`: codes that are no reason to ask. `freemail`: domains that are none.
    #[schemars(with = "Vec<String>")]
    pub(crate) ignore: Vec<Spanned<String>>,
    /// `freemail`: more domains of private mailboxes.
    #[schemars(with = "Vec<String>")]
    pub(crate) add: Vec<Spanned<String>>,
}

impl RawDetector {
    /// The thresholds by key.
    pub(crate) fn numbers(&self) -> [(&'static str, Option<&Spanned<u64>>); 9] {
        [
            ("persons", self.persons.as_ref()),
            ("refuse_persons", self.refuse_persons.as_ref()),
            ("recipients", self.recipients.as_ref()),
            ("refuse_recipients", self.refuse_recipients.as_ref()),
            ("organisations", self.organisations.as_ref()),
            ("days", self.days.as_ref()),
            ("silent_days", self.silent_days.as_ref()),
            ("image_bytes", self.image_bytes.as_ref()),
            ("related_image_bytes", self.related_image_bytes.as_ref()),
        ]
    }
}

//! The plan of a transform: every choice, all randomness already drawn. Applying a plan to the same bytes always
//! gives the same bytes (`sekisho-content::transform`), which is what lets a person approve bytes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::address::Domain;

/// A MIME part by its place in the tree, numbered like IMAP (RFC 9051 §6.4.5): `1`, `2`, `2.1`. The empty path is
/// the letter itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartPath(pub Vec<u16>);

impl PartPath {
    /// The child with number `number` (from 1).
    #[must_use]
    pub fn child(&self, number: u16) -> Self {
        Self(self.0.iter().copied().chain([number]).collect())
    }
}

impl fmt::Display for PartPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<_> = self.0.iter().map(u16::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

impl FromStr for PartPath {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.split('.').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Serialize for PartPath {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartPath {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One step of a plan. Steps are applied in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// Removes every `Bcc` and `Resent-Bcc` field. First step of every plan.
    DropBcc,
    /// One mail per recipient: `To` becomes that recipient, `Cc` goes away.
    Individualise,
    /// `To` and `Cc` are replaced by one `To` field with this value, for example `undisclosed-recipients:;` or the
    /// sender; the recipients stay in the envelope.
    ToBcc {
        /// The value of the new `To` field.
        visible: String,
    },
    /// A part is taken out; a text part with `note` stands in its place.
    Strip {
        /// The part.
        part: PartPath,
        /// What is written in its place.
        note: String,
    },
    /// A text under the first text part and, escaped, under the first HTML part.
    Footer {
        /// Plain text.
        text: String,
    },
    /// The parts become one AES-256 zip (WinZip AE-2) whose only entry is a zip with the files: names are hidden.
    Zip {
        /// The parts.
        parts: Vec<PartPath>,
        /// File name of the archive, for example `attachments.zip`.
        name: String,
        /// The password. Plans are encrypted at rest and never logged.
        password: String,
        /// DOS date and time of the entries, as seconds since 1970 (UTC).
        modified: i64,
        /// Seconds after delivery until the recipients get the password in a mail of its own; `None`: the sender gets
        /// it and passes it on by another way.
        #[serde(default)]
        tell_after: Option<u64>,
    },
    /// The parts are taken out; a text with the address of the download page is added.
    Link {
        /// The parts.
        parts: Vec<PartPath>,
        /// Full URL of the page.
        url: String,
        /// The text that is added, in the words of the letter's language; contains the URL.
        text: String,
    },
    /// A complete `Received` field (RFC 5321 §4.4), without the final CRLF, is put on top.
    Trace {
        /// For example `Received: from … by … with ESMTPSA id …; date`.
        field: String,
    },
    /// A DKIM signature (RFC 6376, 8463) is put on top. Last step.
    Dkim {
        /// `d=`.
        domain: Domain,
        /// `s=`.
        selector: String,
        /// `t=`, seconds since 1970.
        at: i64,
    },
}

impl Step {
    /// Whether the step changes what recipients see, so that an existing DKIM signature breaks.
    #[must_use]
    pub const fn breaks_signature(&self) -> bool {
        !matches!(self, Self::DropBcc | Self::Trace { .. } | Self::Dkim { .. })
    }

    /// The code of the step, as it stands in evidence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DropBcc => "drop-bcc",
            Self::Individualise => "individualise",
            Self::ToBcc { .. } => "to-bcc",
            Self::Strip { .. } => "strip",
            Self::Footer { .. } => "footer",
            Self::Zip { .. } => "zip",
            Self::Link { .. } => "link",
            Self::Trace { .. } => "trace",
            Self::Dkim { .. } => "dkim",
        }
    }
}

/// All choices of the transform of one parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// 32 random bytes from which boundaries, salts and content ids are derived.
    pub seed: [u8; 32],
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Whether every recipient gets a mail of its own.
    #[must_use]
    pub fn is_individual(&self) -> bool {
        self.steps.contains(&Step::Individualise)
    }
}

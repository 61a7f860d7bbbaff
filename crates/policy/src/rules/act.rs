//! What a finding does, and in which mode.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a rule is rolled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mode {
    /// Only written down.
    Observe,
    /// Whatever the rule would do, the sender is asked instead (self-review).
    Ask,
    /// Does what it says.
    #[default]
    Enforce,
}

impl Mode {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Ask => "ask",
            Self::Enforce => "enforce",
        }
    }
}

/// What a built-in finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Act {
    /// Is told, does nothing.
    Nothing,
    /// One mail per recipient.
    Individualise,
    /// Recipients leave the header.
    Bcc,
    /// Attachments leave as a download link.
    Link,
    /// Attachments leave as an encrypted zip.
    Zip,
    /// The sender looks once more.
    SelfReview,
    /// Somebody of the approvers looks.
    Approval,
    /// Does not leave.
    Refuse,
}

impl Act {
    /// How strict it is: a lower step is a weakening, which needs a reason.
    pub(crate) const fn step(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Individualise | Self::Bcc | Self::Link | Self::Zip | Self::SelfReview => 1,
            Self::Approval => 2,
            Self::Refuse => 3,
        }
    }

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Individualise => "individualise",
            Self::Bcc => "bcc",
            Self::Link => "link",
            Self::Zip => "zip",
            Self::SelfReview => "self-review",
            Self::Approval => "approval",
            Self::Refuse => "refuse",
        }
    }
}

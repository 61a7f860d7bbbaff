//! What became of one recipient at the next hop.

use serde::{Deserialize, Serialize};

/// The reply of the remote server: code (RFC 5321 §4.2), enhanced code (RFC 3463) and text, cut to 512 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteReply {
    /// Three digits, for example 250. 0 when no reply was read.
    pub code: u16,
    /// For example `5.1.1`.
    pub enhanced: Option<Box<str>>,
    /// The text; may contain an address, so it never goes into a log.
    pub text: Box<str>,
}

/// The end of one delivery attempt for one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// 2xx after the final dot.
    Accepted {
        /// What the server said.
        reply: RemoteReply,
    },
    /// 5xx: will not be tried again.
    Refused {
        /// What the server said.
        reply: RemoteReply,
    },
    /// 4xx, or the connection failed before the final dot: will be tried again.
    Deferred {
        /// What the server said, code 0 for a failed connection.
        reply: RemoteReply,
    },
    /// The connection was lost after the final dot: nobody knows. Never retried silently for bulk.
    Unknown {
        /// What happened.
        reply: RemoteReply,
    },
}

impl Outcome {
    /// Whether this recipient needs no further attempt.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        !matches!(self, Self::Deferred { .. })
    }

    /// What the server said.
    #[must_use]
    pub const fn reply(&self) -> &RemoteReply {
        match self {
            Self::Accepted { reply } | Self::Refused { reply } | Self::Deferred { reply } | Self::Unknown { reply } => {
                reply
            }
        }
    }
}

//! Where a letter came in.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

/// The door a letter used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "door", rename_all = "kebab-case")]
pub enum Origin {
    /// Submission (RFC 6409) by a signed-in user.
    Submission {
        /// Who signed in.
        user: UserId,
    },
    /// The relay port, from a listed MTA.
    Relay {
        /// The listed peer, as text (address).
        peer: Box<str>,
    },
    /// Taken over from an MTA through the milter.
    Milter {
        /// The MTA, as text.
        peer: Box<str>,
        /// Who signed in there, if that MTA is believed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserId>,
    },
    /// Written by Sekisho itself: notices, codes, delivery reports. These go to people of the house or to
    /// recipients of a link and are never held for a person.
    House,
}

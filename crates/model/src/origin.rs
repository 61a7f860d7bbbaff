//! Where a letter came in.

use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    id::{CampaignId, UserId},
};

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
    /// A row of an approved campaign; its ledger knows the letter before the spool does.
    Campaign {
        /// Which campaign.
        campaign: CampaignId,
        /// Which row of it.
        row: u32,
        /// The root that was approved.
        root: Digest,
    },
    /// A trial of a campaign that is not approved yet: made-up persons, to the house's test addresses.
    Trial {
        /// Which campaign.
        campaign: CampaignId,
        /// Who asked for it.
        by: UserId,
    },
    /// Written by Sekisho itself: notices, codes, delivery reports. These go to people of the house or to
    /// recipients of a link and are never held for a person.
    House,
}

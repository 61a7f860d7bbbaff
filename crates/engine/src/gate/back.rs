//! Letters that come back: a next hop that sends what this house released to a door of this house again.
//!
//! Such a circle is a mistake in the MTA's configuration. It is refused in its first round, so that the mistake is seen
//! where it was made, and not after a dozen copies of holds and notices. The trace field that shows it can be written by
//! anybody, so it only ever refuses: no letter passes because of it.

use std::collections::BTreeSet;

use sekisho_model::{Envelope, LetterId, Origin};

use super::header_of;
use crate::{error::StepError, house::House, trace};

/// The door of MTAs a letter came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    Relay,
    Milter,
}

impl Door {
    /// How many other `Received` fields stand above that of this house when the MTA that was handed the letter hands it
    /// back itself: an MTA adds its own before it relays, and hides it from a milter.
    const fn own_fields(self) -> usize {
        match self {
            Self::Relay => 1,
            Self::Milter => 0,
        }
    }
}

impl House {
    /// Whether this house released this letter before and the next hop brings it back, directly or by another MTA. What
    /// comes back from elsewhere (a mailing list, a forwarded mailbox) goes to others than it went to, and is no circle.
    ///
    /// A mail of the house itself is judged like any other: the one that tells of the circle must arrive.
    pub(super) async fn came_back(&self, door: Door, envelope: &Envelope, bytes: &[u8]) -> Result<bool, StepError> {
        for (above, id) in trace::own_traces(&self.settings.hostname, header_of(bytes)) {
            let known = self.store.letter(id).await?.is_some_and(|letter| letter.origin != Origin::House);
            if known && (above <= door.own_fields() || self.went_to(id, envelope).await?) {
                metrics::counter!("sekisho_loops_refused_total").increment(1);
                tracing::error!(
                    letter = %id, ?door,
                    "a released letter came back and was refused: the upstream sends it to a door of this house again; \
                     set the MTA up as docs/operation.md says (\"as its next hop\", \"as its milter\")"
                );
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether all these recipients are some of that letter's.
    async fn went_to(&self, id: LetterId, envelope: &Envelope) -> Result<bool, StepError> {
        let parcels = self.store.parcels_of(id).await?;
        let before: BTreeSet<String> = parcels
            .iter()
            .flat_map(|parcel| &parcel.envelope.recipients)
            .map(|recipient| recipient.address.key())
            .collect();
        Ok(envelope.recipients.iter().all(|recipient| before.contains(&recipient.address.key())))
    }
}

//! Letters that come back: a next hop that sends what this house released to a door of this house again.
//!
//! Such a circle is a mistake in the MTA's configuration. It is refused in its first round, so that the mistake is seen
//! where it was made, and not after a dozen copies of holds and notices. The trace field that shows it can be written by
//! anybody, so it only ever refuses: no letter passes because of it.

use std::collections::BTreeSet;

use sekisho_model::{Envelope, LetterId, Origin};

use super::header_of;
use crate::{error::StepError, house::House, trace};

impl House {
    /// Whether this house released this letter before, to the same recipients, and the next hop brings it back. What
    /// comes back from a mailing list or a forwarded mailbox goes to others than it went to, and is no circle; where an
    /// MTA changes recipients within a circle, it is found in the second round.
    ///
    /// A mail of the house itself is judged like any other: the one that tells of the circle must arrive.
    pub(super) async fn came_back(&self, envelope: &Envelope, bytes: &[u8]) -> Result<bool, StepError> {
        for id in trace::own_traces(&self.settings.hostname, header_of(bytes)) {
            let known = self.store.letter(id).await?.is_some_and(|letter| letter.origin != Origin::House);
            if known && self.went_to(id, envelope).await? {
                metrics::counter!("sekisho_loops_refused_total").increment(1);
                tracing::error!(
                    letter = %id,
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

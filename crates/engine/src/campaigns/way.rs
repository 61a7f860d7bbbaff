//! Which row a letter of a campaign is, and what the ledger says of it.
//!
//! The letter says its row; the ledger must say the same of the letter, or it is not sent. What the ledger does not know
//! may have been sent before: unknown is never yes.

use sekisho_model::{
    CampaignId, Digest, Event, LetterId, Origin, ParcelId, UserId,
    ledger::{RowState, RowStep},
};
use sekisho_store::{CampaignRow, Change, RowMove, StoredLetter};

use crate::{error::StepError, house::House};

/// A letter of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) campaign: CampaignId,
    pub(crate) row: u32,
    pub(crate) root: Digest,
    pub(crate) letter: LetterId,
}

/// What the ledger says of a letter.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// It is the one of its row, and has not left.
    Due(CampaignRow),
    /// It is the one of its row; the row has gone on.
    Past(CampaignRow),
    /// The ledger does not know it.
    Unknown,
}

impl Way {
    /// Of a letter, if it is one of a campaign.
    pub(crate) fn of(letter: &StoredLetter) -> Option<Self> {
        Self::of_origin(letter.id, &letter.origin)
    }

    /// The same from where a letter came in.
    pub(crate) fn of_origin(letter: LetterId, origin: &Origin) -> Option<Self> {
        let Origin::Campaign { campaign, row, root } = origin else { return None };
        Some(Self { campaign: campaign.clone(), row: *row, root: *root, letter })
    }

    /// The ledger does not know this letter: nobody knows what became of its row.
    pub(crate) fn found(&self) -> (Change, Event) {
        let (campaign, row, letter, root) = (self.campaign.clone(), self.row, self.letter, self.root);
        let parcel = Some(ParcelId { letter, number: 0 });
        let event = Event::CampaignRowMoved { campaign: campaign.clone(), row, step: RowStep::Lose, parcel, by: None };
        (Change::FindRow { campaign, row, letter, root }, event)
    }

    /// A step of this row, and what is told of it.
    pub(crate) fn step(&self, row: RowMove, parcel: Option<ParcelId>, by: Option<UserId>) -> (Change, Event) {
        moved(&self.campaign, row, parcel, by)
    }
}

/// A step of a row, and what is told of it.
pub(crate) fn moved(
    campaign: &CampaignId,
    row: RowMove,
    parcel: Option<ParcelId>,
    by: Option<UserId>,
) -> (Change, Event) {
    let (campaign, number, step) = (campaign.clone(), row.row, row.step);
    let event = Event::CampaignRowMoved { campaign: campaign.clone(), row: number, step, parcel, by };
    (Change::MoveRow { campaign, row }, event)
}

impl House {
    /// What the ledger says of a letter.
    pub(crate) async fn place(&self, way: &Way) -> Result<Place, StepError> {
        let found = self.store.row_of_letter(way.letter).await?;
        Ok(match found {
            Some((campaign, row)) if campaign == way.campaign && row.row == way.row => match row.state {
                RowState::Claimed => Place::Due(row),
                _ => Place::Past(row),
            },
            _ => Place::Unknown,
        })
    }

    /// What becomes of a row whose parcel ends in the house: it was never handed over.
    pub(crate) async fn row_ends(
        &self,
        parcel: ParcelId,
        step: RowStep,
        by: Option<UserId>,
    ) -> Result<Option<(Change, Event)>, StepError> {
        let found = self.store.row_of_letter(parcel.letter).await?;
        let found = found.filter(|(_, row)| row.state == RowState::Claimed);
        Ok(found.map(|(campaign, row)| moved(&campaign, RowMove::plain(row.row, row.fence, step), Some(parcel), by)))
    }
}

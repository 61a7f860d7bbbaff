//! Trial letters, before anybody approves: the real template for made-up persons, to the test addresses of the plan.
//!
//! They walk the ordinary way in the name of who sends them, marked in subject and header.

use sekisho_campaign::trial::TrialError;
use sekisho_model::{CampaignAct, Event, Origin, UserId};
use sekisho_store::{Campaign, ClientFacts, Unit};

use super::shelf::{ShelfError, sheet_of};
use crate::{desk::Language, error::StepError, house::House};

/// Why no trial was sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoTrial {
    /// What is stored cannot be used.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// There are no letters.
    #[error(transparent)]
    Trial(#[from] TrialError),
    /// The letters were not taken in.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl House {
    /// Sends trial letters; how many.
    pub(crate) async fn send_trial(
        &self,
        campaign: &Campaign,
        by: &UserId,
        language: Language,
    ) -> Result<u32, NoTrial> {
        let sheet = sheet_of(campaign)?;
        let loaded = self.loaded(campaign, &sheet).await?;
        let mark = self.words(language).text("campaign-trial-mark");
        let letters = loaded.job().trial(&loaded.plan.sending.test_to, &format!("{mark} "))?;
        let count = u32::try_from(letters.len()).unwrap_or(u32::MAX);
        for letter in letters {
            let origin = Origin::Trial { campaign: campaign.id.clone(), by: by.clone() };
            let client = ClientFacts { protocol: "local".to_owned(), ..ClientFacts::default() };
            self.take_in(origin, letter.envelope, client, letter.bytes).await?;
        }
        let act = CampaignAct::Tried { letters: count };
        let event = Event::CampaignActed { campaign: campaign.id.clone(), act, by: Some(by.clone()) };
        self.store.commit(Unit::new(self.clock.now()).event(event)).await.map_err(StepError::from)?;
        Ok(count)
    }
}

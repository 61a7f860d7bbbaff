//! Campaigns where they are kept: sheet, parts, manifest.
//!
//! What does not fit its digest is an error that says what, never a campaign that is a little different.

use std::{io, sync::Arc};

use sekisho_campaign::{
    Manifest, Standing,
    approval::{Act, Approval, Rejection},
    manifest::Altered,
};
use sekisho_content::{self as content, Part};
use sekisho_model::{Event, campaign::CampaignAct};
use sekisho_store::{Campaign, EventRow, StoreError, keys::KeyError};

use super::{
    Dossier, DossierError, Loaded, MakingError,
    sheet::{self, DOSSIER, MANIFEST, Sheet},
};
use crate::house::House;

/// Why a stored campaign cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The store.
    #[error("the store did not read")]
    Store(#[from] StoreError),
    /// There is no such campaign.
    #[error("there is no such campaign")]
    Missing,
    /// Its sheet cannot be read.
    #[error("the sheet of the campaign is damaged")]
    Sheet(#[source] serde_json::Error),
    /// Its files and texts were destroyed.
    #[error("the files of the campaign were destroyed")]
    Forgotten,
    /// Its parts are not those that were taken, or letters cannot be made of them.
    #[error(transparent)]
    Making(#[from] MakingError),
    /// Its manifest is not the one under its root.
    #[error(transparent)]
    Altered(#[from] Altered),
    /// The acts in the evidence do not lead where the campaign stands.
    #[error("the acts in the evidence do not fit: {0}")]
    Acts(Rejection),
    /// A task of this process died.
    #[error("a step of the work panicked")]
    Panicked,
}

impl ShelfError {
    /// Whether something stored is not what was written.
    pub(crate) fn is_altered(&self) -> bool {
        match self {
            Self::Store(error) => is_altered(error),
            Self::Altered(_) | Self::Sheet(_) => true,
            _ => false,
        }
    }
}

/// Whether a file of a campaign is not what was written, or gone. A disk that does not answer is something else.
pub(crate) fn is_altered(error: &StoreError) -> bool {
    match error {
        StoreError::Key(KeyError::Broken) | StoreError::Row { .. } => true,
        StoreError::Failed { source, .. } => {
            source.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
        }
        _ => false,
    }
}

impl From<DossierError> for ShelfError {
    fn from(error: DossierError) -> Self {
        Self::Making(error.into())
    }
}

impl House {
    /// The parts in force.
    pub(crate) async fn dossier_of(&self, campaign: &Campaign, sheet: &Sheet) -> Result<Dossier, ShelfError> {
        if campaign.forgotten_at.is_some() {
            return Err(ShelfError::Forgotten);
        }
        let packed = self.store.kept(&campaign.id, DOSSIER).await?;
        let sheet = sheet.clone();
        let open = move || sheet.open(packed.as_ref().map(|packed| packed.as_slice()));
        Ok(tokio::task::spawn_blocking(open).await.map_err(|_| ShelfError::Panicked)??)
    }

    /// Everything that letters are made of.
    pub(crate) async fn loaded(&self, campaign: &Campaign, sheet: &Sheet) -> Result<Arc<Loaded>, ShelfError> {
        let (dossier, house) = (self.dossier_of(campaign, sheet).await?, self.clone());
        let runtime = tokio::runtime::Handle::current();
        let read = move || {
            let opener = |name: &str, bytes: &[u8]| runtime.block_on(house.opened(name, bytes));
            Loaded::read(&dossier, &opener)
        };
        Ok(Arc::new(tokio::task::spawn_blocking(read).await.map_err(|_| ShelfError::Panicked)??))
    }

    /// The manifest of the whole, under the root that stands there.
    pub(crate) async fn manifest_of(&self, campaign: &Campaign) -> Result<Manifest, ShelfError> {
        let root = campaign.root.ok_or(Altered)?;
        let packed = self.store.kept(&campaign.id, MANIFEST).await?.ok_or(ShelfError::Forgotten)?;
        let read = move || sheet::unpack(&packed, root);
        Ok(tokio::task::spawn_blocking(read).await.map_err(|_| ShelfError::Panicked)??)
    }

    /// Where a campaign stands by what the evidence says was done about the root that stands there. A release that is
    /// won again this way is as good as the first.
    pub(crate) async fn standing_of(
        &self,
        campaign: &Campaign,
        sheet: &Sheet,
        manifest: &Manifest,
    ) -> Result<Standing, ShelfError> {
        let rights = sheet.rights.clone().ok_or(ShelfError::Acts(Rejection::NotNow))?;
        let events = self.store.acts(&campaign.id, false).await?;
        let standing = Standing::propose(manifest, rights).map_err(ShelfError::Acts)?;
        Ok(standing.replay(&acts(&events)))
    }

    /// Opens a document of a campaign in a reading room; without rooms, in this process. What no room could read is
    /// blind.
    pub(crate) async fn opened(&self, name: &str, bytes: &[u8]) -> Vec<Part> {
        if !self.rooms.is_open() {
            return content::open_file(bytes, Some(name), &content::Limits::default());
        }
        self.rooms.read_file(bytes, Some(name), &[]).await.unwrap_or_default()
    }
}

/// What the house keeps of it; nothing for one that is forgotten.
pub(crate) fn sheet_of(campaign: &Campaign) -> Result<Sheet, ShelfError> {
    if campaign.sheet.is_null() {
        return Ok(Sheet::default());
    }
    serde_json::from_value(campaign.sheet.clone()).map_err(ShelfError::Sheet)
}

/// The acts since it was last laid before approvers.
fn acts(events: &[EventRow]) -> Vec<Act> {
    let mut acts = Vec::new();
    for row in events {
        let Ok(Event::CampaignActed { act, by: Some(by), .. }) = serde_json::from_str(&row.link.event) else {
            continue;
        };
        match act {
            CampaignAct::Proposed { .. } => acts.clear(),
            CampaignAct::Approved { root, means } => acts.push(Act::Approve(Approval { by, root, means })),
            CampaignAct::Released { root, means } => acts.push(Act::Release(Approval { by, root, means })),
            CampaignAct::Stopped => acts.push(Act::Stop { by }),
            _ => {}
        }
    }
    acts
}

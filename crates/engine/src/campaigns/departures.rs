//! Campaigns that leave: what is kept in memory of each while it does. All of it can be lost at any time; it is won
//! again from the evidence and the stored files.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sekisho_campaign::{
    Manifest, RowNumber, Standing,
    approval::Released,
    manifest::{Altered, Purpose},
    pace::{Pace, Rates},
};
use sekisho_model::{CampaignId, Domain, ParcelId, Time};
use sekisho_store::{Campaign, Part};

use super::{
    Loaded,
    plan::Sending,
    shelf::{ShelfError, sheet_of},
    window::Window,
};
use crate::house::House;

/// Campaigns that leave, and their parcels that wait for them to go on.
pub(crate) struct Departures {
    /// Of all campaigns together.
    pace: Mutex<Pace>,
    leaving: Mutex<HashMap<CampaignId, Arc<Leaving>>>,
    rested: Mutex<HashMap<CampaignId, BTreeSet<ParcelId>>>,
}

/// One campaign that leaves.
pub(crate) struct Leaving {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) whole: Manifest,
    pub(crate) released: Released,
    pub(crate) window: Window,
    /// When each letter may be handed over.
    pace: Mutex<Pace>,
    /// When each letter may be put into the spool.
    claims: Mutex<Pace>,
    /// Held by whoever works on it; whether what an earlier process left open was looked at.
    pub(crate) work: tokio::sync::Mutex<bool>,
}

impl Departures {
    /// None yet; all of them together keep these rates.
    pub(crate) fn new(rates: Rates) -> Self {
        Self { pace: Mutex::new(Pace::new(rates)), leaving: Mutex::default(), rested: Mutex::default() }
    }

    /// How long a letter of this campaign to this domain waits for its turn, which is given to it, among those of the
    /// campaign and those of all; or when to ask again.
    pub(crate) fn turn(&self, leaving: &Leaving, domain: &Domain, now: Time, most: Duration) -> Result<Duration, Time> {
        let latest = now.checked_add(most).unwrap_or(now);
        let turn =
            |pace: &Mutex<Pace>| pace.lock().unwrap_or_else(PoisonError::into_inner).reserve(domain, now, latest);
        let turn = turn(&leaving.pace).zip(turn(&self.pace)).map(|(own, all)| own.max(all));
        turn.map(|turn| turn.duration_since(now).unsigned_abs()).ok_or(latest)
    }

    /// A campaign that leaves.
    pub(crate) fn get(&self, campaign: &CampaignId) -> Option<Arc<Leaving>> {
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner).get(campaign).cloned()
    }

    /// Keeps those that still leave; the others' files are not needed any more.
    pub(crate) fn keep(&self, still: impl Fn(&CampaignId) -> bool) {
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner).retain(|campaign, _| still(campaign));
    }

    /// A parcel waits until its campaign goes on.
    pub(crate) fn rests(&self, campaign: &CampaignId, parcel: ParcelId) {
        let mut rested = self.rested.lock().unwrap_or_else(PoisonError::into_inner);
        rested.entry(campaign.clone()).or_default().insert(parcel);
    }

    /// The parcels that wait for this campaign; from now on they wait no more.
    pub(crate) fn wake(&self, campaign: &CampaignId) -> BTreeSet<ParcelId> {
        self.rested.lock().unwrap_or_else(PoisonError::into_inner).remove(campaign).unwrap_or_default()
    }

    fn put(&self, campaign: &CampaignId, leaving: Leaving) -> Arc<Leaving> {
        let mut all = self.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(campaign.clone()).or_insert_with(|| Arc::new(leaving)))
    }
}

impl Leaving {
    /// How the campaign leaves.
    pub(crate) fn sending(&self) -> &Sending {
        &self.loaded.plan.sending
    }

    /// Whether a letter to this domain may be put into the spool: its turn comes within `ahead`.
    pub(crate) fn may_be_claimed(&self, domain: &Domain, now: Time, ahead: Duration) -> bool {
        let latest = now.checked_add(ahead).unwrap_or(now);
        self.claims.lock().unwrap_or_else(PoisonError::into_inner).reserve(domain, now, latest).is_some()
    }
}

/// Kind of the file with the rows of a part.
pub(crate) fn part_kind(number: u32) -> String {
    format!("part-{number}")
}

impl House {
    /// A released campaign with everything its letters are made of. Compared once more with what was approved: files,
    /// manifest, acts, parts.
    pub(crate) async fn leaving(&self, campaign: &Campaign) -> Result<Arc<Leaving>, ShelfError> {
        if let Some(leaving) = self.departures.get(&campaign.id) {
            return Ok(leaving);
        }
        let sheet = sheet_of(campaign)?;
        let whole = self.manifest_of(campaign).await?;
        let Standing::Released(released) = self.standing_of(campaign, &sheet, &whole).await? else {
            return Err(Altered.into());
        };
        for part in self.store.parts(&campaign.id).await? {
            self.compare_part(&campaign.id, &whole, &part).await?;
        }
        let loaded = self.loaded(campaign, &sheet).await?;
        let sending = &loaded.plan.sending;
        let zone = self.settings.time_zone.clone();
        let window = Window::new(sending.not_before, sending.hours, zone);
        let rates = sending.rates(&self.settings.campaigns.rates);
        let (pace, claims) = (Mutex::new(Pace::new(rates.clone())), Mutex::new(Pace::new(rates)));
        let work = tokio::sync::Mutex::new(false);
        Ok(self.departures.put(&campaign.id, Leaving { loaded, whole, released, window, pace, claims, work }))
    }

    /// A part is the rows under its root.
    async fn compare_part(&self, id: &CampaignId, whole: &Manifest, part: &Part) -> Result<(), ShelfError> {
        let packed = self.store.kept(id, &part_kind(part.number)).await?.ok_or(Altered)?;
        let rows: BTreeSet<RowNumber> = postcard::from_bytes(&packed).map_err(|_| Altered)?;
        let purpose = Purpose::from_code(&part.purpose).ok_or(Altered)?;
        let child = whole.part(purpose, part.number, &rows).ok_or(Altered)?;
        if child.root() == part.root { Ok(()) } else { Err(Altered.into()) }
    }
}

//! Checks: every letter made and read back, in the background, one campaign at a time.
//!
//! A check speaks of the parts it was made from. When they change while it runs, its result is dropped; when the
//! process ends, it is as if it had not been asked for.

use std::{
    collections::{BTreeMap, HashMap},
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use sekisho_campaign::{Manifest, approval::Rejection};
use sekisho_model::{CampaignId, Digest, Event, Time, UserId, campaign::CampaignAct};
use sekisho_store::{Campaign, CampaignSet, CampaignState, Change, KeptFile, Unit};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::{
    parts::{role_of, written},
    told,
};
use crate::{
    campaigns::{
        Dossier, Made, MakingError, PartName, Stage, Trouble, Watch,
        dossier::{HOUSE, bring},
        make,
        making::Making,
        plan::{Plan, table},
        sheet::{self, DOSSIER, MANIFEST, Sheet},
        shelf::ShelfError,
    },
    desk::{CheckProgress, CheckView, Desk, DeskError, PartRole, Viewer},
    house::House,
};

/// Checks at the same time: each takes all processors.
const ABREAST: usize = 1;

/// Checks that run or wait for their turn.
#[derive(Debug)]
pub(crate) struct Checks {
    running: Mutex<HashMap<CampaignId, Arc<Watch>>>,
    turns: Semaphore,
}

impl Checks {
    pub(crate) fn new() -> Self {
        Self { running: Mutex::default(), turns: Semaphore::new(ABREAST) }
    }

    /// How far the check of a campaign is, if one runs.
    pub(crate) fn look(&self, id: &CampaignId) -> Option<CheckProgress> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let (stage, made, rows) = running.get(id)?.look();
        Some(CheckProgress { stage, made, rows })
    }

    /// `None` when one runs already.
    fn begin(&self, id: &CampaignId) -> Option<Arc<Watch>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(id) {
            return None;
        }
        Some(Arc::clone(running.entry(id.clone()).or_default()))
    }

    fn end(&self, id: &CampaignId) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

/// Ends with the check, however that ends.
struct Begun {
    house: House,
    id: CampaignId,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.house.checks.end(&self.id);
    }
}

/// What a check made, before it is written down.
struct Checked {
    view: CheckView,
    /// The whole campaign, when nothing is in the way.
    manifest: Option<Manifest>,
    /// Parts that the house brought meanwhile.
    brought: Option<Dossier>,
}

impl Desk {
    /// Begins a check, unless one runs already. Its end is seen at the page.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`].
    pub async fn check_campaign(&self, viewer: &Viewer, id: &CampaignId) -> Result<(), DeskError> {
        let Some(check) = self.begin_check(viewer, id).await? else { return Ok(()) };
        tokio::spawn(async move {
            if let Err(error) = check.await {
                tracing::warn!(%error, "a check of a campaign was dropped");
            }
        });
        Ok(())
    }

    /// The same, and waits for its end.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::Campaign`] when one runs already, [`DeskError::Conflict`] when the parts
    /// changed meanwhile.
    pub async fn check_campaign_now(&self, viewer: &Viewer, id: &CampaignId) -> Result<CheckView, DeskError> {
        let check = self.begin_check(viewer, id).await?.ok_or(Rejection::NotNow)?;
        check.await
    }

    async fn begin_check(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
    ) -> Result<Option<impl Future<Output = Result<CheckView, DeskError>> + use<>>, DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        if !seen.may.check {
            return Err(DeskError::Forbidden);
        }
        let Some(watch) = self.house.checks.begin(id) else { return Ok(None) };
        let begun = Begun { house: self.house.clone(), id: id.clone() };
        let by = viewer.user.clone();
        Ok(Some(async move {
            let _turn = begun.house.checks.turns.acquire().await.map_err(|_| DeskError::Unavailable)?;
            begun.house.check(seen.campaign, seen.sheet, by, watch).await
        }))
    }
}

impl House {
    async fn check(
        &self,
        campaign: Campaign,
        sheet: Sheet,
        by: UserId,
        watch: Arc<Watch>,
    ) -> Result<CheckView, DeskError> {
        let start = Instant::now();
        let dossier = self.dossier_of(&campaign, &sheet).await?;
        let (house, runtime) = (self.clone(), tokio::runtime::Handle::current());
        let (at, known, asker, seen) = (self.clock.now(), sheet.clone(), by.clone(), Arc::clone(&watch));
        let work = move || {
            let opener = |name: &str, bytes: &[u8]| runtime.block_on(house.opened(name, bytes));
            house.check_blocking(dossier, &known, &(asker, at), &opener, &seen)
        };
        let mut checked = tokio::task::spawn_blocking(work).await.map_err(|_| ShelfError::Panicked)?;
        checked.view.elapsed_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        watch.enter(Stage::Writing);
        self.write_check(campaign, sheet, by, checked).await
    }

    fn check_blocking(
        &self,
        mut dossier: Dossier,
        sheet: &Sheet,
        (by, at): &(UserId, Time),
        opener: crate::campaigns::loaded::Opener<'_>,
        watch: &Watch,
    ) -> Checked {
        let mut sheet = sheet.clone();
        watch.enter(Stage::Asking);
        let brought = self.bring(&mut dossier);
        if matches!(brought, Ok(true)) {
            sheet.take(&dossier, by, *at);
        }
        let view = blank(&dossier, by, *at);
        let author = |source: &str| author(&sheet, source);
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let making = Making { opener, people: &author, threads, house: Some(&self.settings.domains) };
        let (view, manifest) = match brought.as_ref().map(|_| make(&dossier, &making, watch)) {
            Ok(Ok(made)) => judged(made, view, &sheet),
            Ok(Err(error)) => (CheckView { trouble: Some(Trouble::from(&error)), ..view }, None),
            Err(error) => (CheckView { trouble: Some(Trouble::from(error)), ..view }, None),
        };
        Checked { view, manifest, brought: matches!(brought, Ok(true)).then_some(dossier) }
    }

    /// Asks the sources of the house that the plan names and that were not asked yet; whether there were any.
    fn bring(&self, dossier: &mut Dossier) -> Result<bool, MakingError> {
        let plan = Plan::of(dossier)?;
        let mut any = false;
        for (_, source) in plan.tables() {
            let name = table(source)?;
            if source.starts_with(HOUSE) && dossier.get(&name).is_none() {
                bring(dossier, &name, &self.settings.campaigns.sources)?;
                any = true;
            }
        }
        Ok(any)
    }

    async fn write_check(
        &self,
        campaign: Campaign,
        mut sheet: Sheet,
        by: UserId,
        checked: Checked,
    ) -> Result<CheckView, DeskError> {
        let Checked { view, manifest, brought } = checked;
        let mut files: BTreeMap<String, KeptFile> = BTreeMap::new();
        if let Some(dossier) = brought {
            sheet.take(&dossier, &by, view.at);
            files.insert(DOSSIER.to_owned(), self.store.keep(Zeroizing::new(dossier.pack())).await?);
        }
        if let Some(manifest) = &manifest {
            let packed = sheet::pack(manifest).map_err(|error| {
                tracing::error!(%error, "a manifest cannot be written");
                DeskError::Unavailable
            })?;
            files.insert(MANIFEST.to_owned(), self.store.keep(Zeroizing::new(packed)).await?);
        }
        sheet.check = Some(view.clone());
        let act = CampaignAct::Checked { check: digest(&view), rows: view.rows, ready: view.letters };
        let mut set = CampaignSet::to(CampaignState::Draft);
        set.root = Some(view.root);
        set.sheet = Some(written(&sheet)?);
        set.files = files;
        let (id, expect) = (campaign.id, campaign.version);
        let unit = Unit::new(self.clock.now())
            .change(Change::SetCampaign { campaign: id.clone(), expect, set })
            .event(Event::CampaignActed { campaign: id, act, by: Some(by) });
        self.store.commit(unit).await?;
        Ok(view)
    }
}

/// A check that found nothing yet.
fn blank(dossier: &Dossier, by: &UserId, at: Time) -> CheckView {
    CheckView {
        at,
        by: by.clone(),
        dossier: dossier.digest(),
        trouble: None,
        rows: 0,
        letters: 0,
        in_the_way: Vec::new(),
        differences: None,
        warnings: Vec::new(),
        findings: Vec::new(),
        troubles: Vec::new(),
        left_out: Vec::new(),
        sample: Vec::new(),
        master: None,
        waivers: Vec::new(),
        root: None,
        elapsed_ms: 0,
    }
}

/// The verdict, and the manifest when nothing is in the way.
fn judged(made: Made, view: CheckView, sheet: &Sheet) -> (CheckView, Option<Manifest>) {
    let mut view = told::found(&made, view);
    let plan = made.loaded.plan.clone();
    let role = |name: &PartName| role_of(Some(&plan), name);
    let list = sheet.newest(role, &[PartRole::List, PartRole::Second, PartRole::Master, PartRole::Known]);
    let content = sheet.newest(role, &[PartRole::Plan, PartRole::Text, PartRole::File, PartRole::Secret]);
    match made.settle() {
        Ok(sound) => {
            let fallback = &view.by;
            let (list, content) = (list.unwrap_or(fallback).clone(), content.unwrap_or(fallback).clone());
            let manifest = sound.manifest(list, content);
            view.letters = u32::try_from(manifest.lines().len()).unwrap_or(u32::MAX);
            view.root = Some(manifest.root());
            (view, Some(manifest))
        }
        Err(open) => {
            view.in_the_way = told::in_the_way(&open);
            (view, None)
        }
    }
}

/// Who brought the rows of a table into the house.
fn author(sheet: &Sheet, source: &str) -> Option<String> {
    // What the house asked itself was made by nobody of ours.
    if source.starts_with(HOUSE) {
        return None;
    }
    sheet.brought_by(&PartName::parse(source).ok()?).map(ToString::to_string)
}

fn digest(view: &CheckView) -> Digest {
    Digest::of(&serde_json::to_vec(view).unwrap_or_default())
}

//! The parts of a campaign: put, replaced, taken out. Every change voids what was checked, proposed and approved.

use std::collections::BTreeMap;

use sekisho_campaign::approval::Rejection;
use sekisho_model::{CampaignId, Event, UserId, campaign::CampaignAct};
use sekisho_store::{CampaignSet, CampaignState, Change, NewCampaign, Unit};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Seen, is_open};
use crate::{
    campaigns::{
        Dossier, PartLine, PartName,
        dossier::PLAN,
        plan::{Plan, TableRole, table},
        sheet::{DOSSIER, Sheet},
    },
    desk::{Desk, DeskError, PartRole, Viewer},
};

/// Which right a part asks for.
const LISTS: [PartRole; 4] = [PartRole::List, PartRole::Second, PartRole::Master, PartRole::Known];

impl Desk {
    /// A new campaign of this person, with nothing in it. A name that was ever used is never used again.
    ///
    /// # Errors
    /// [`DeskError::Input`] for a name that is none or taken.
    pub async fn new_campaign(&self, viewer: &Viewer, id: &str) -> Result<CampaignId, DeskError> {
        let wrong = |problem: &str| DeskError::Input { field: "id", problem: problem.to_owned() };
        let id: CampaignId = id.parse().map_err(|_| wrong("1 to 40 of a-z, 0-9 and -"))?;
        let sheet = Sheet { makers: [viewer.user.clone()].into(), ..Sheet::default() };
        let rights = self.house.campaign_rights(&self.open_accounts().await?, &sheet);
        if !rights.list.contains(&viewer.user) && !rights.content.contains(&viewer.user) {
            return Err(DeskError::Forbidden);
        }
        let new = NewCampaign { id: id.clone(), sheet: written(&sheet)?, files: BTreeMap::new() };
        let made = self.made(&id, &sheet, &viewer.user);
        let unit = Unit::new(self.house.clock.now()).change(Change::AddCampaign(new)).event(made);
        match self.house.store.commit(unit).await {
            Err(sekisho_store::CommitError::Exists(_)) => Err(wrong("was used before")),
            done => done.map(|_| id).map_err(DeskError::from),
        }
    }

    /// Somebody else has a hand in it from now on: for the second list, for the texts. They cannot approve it any more.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::Input`] when there is no such account.
    pub async fn add_maker(&self, viewer: &Viewer, id: &CampaignId, user: &UserId) -> Result<(), DeskError> {
        let mut seen = self.seen_campaign(viewer, id).await?;
        if !seen.may.list && !seen.may.content {
            return Err(DeskError::Forbidden);
        }
        if !self.open_accounts().await?.contains(user) {
            return Err(DeskError::Input { field: "user", problem: "unknown".to_owned() });
        }
        seen.sheet.makers.insert(user.clone());
        self.put_sheet(viewer, &seen, seen.sheet.clone(), BTreeMap::new()).await
    }

    /// Puts parts in, each in the place of the one of its name. All or none.
    ///
    /// # Errors
    /// [`DeskError::Trouble`] for a part that cannot be taken, [`DeskError::Forbidden`], [`DeskError::Campaign`] once
    /// letters leave.
    pub async fn put_parts(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        parts: Vec<(String, Vec<u8>)>,
    ) -> Result<(), DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        let mut dossier = self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        let old = Plan::of(&dossier).ok();
        let mut names = Vec::new();
        for (name, bytes) in parts {
            let name = PartName::parse(&name).map_err(crate::campaigns::MakingError::from)?;
            dossier.put(name.clone(), bytes).map_err(crate::campaigns::MakingError::from)?;
            names.push(name);
        }
        let new = Plan::of(&dossier).ok();
        for name in &names {
            // What a part was for before counts, too: a list is not replaced by calling it a text.
            let roles = [role_of(old.as_ref(), name), role_of(new.as_ref(), name)];
            allowed(&seen, &roles)?;
        }
        self.put_dossier(viewer, &seen, &dossier).await
    }

    /// Takes a whole dossier in: a new campaign, or in the place of what one had. Says which parts are not as they were;
    /// what was approved of them is void.
    ///
    /// # Errors
    /// [`DeskError::Trouble`] when it is none, [`DeskError::Forbidden`], [`DeskError::Campaign`] once letters leave.
    pub async fn submit_campaign(&self, viewer: &Viewer, dossier: &Dossier) -> Result<Submitted, DeskError> {
        let plan = Plan::of(dossier)?;
        let id = plan.id.clone();
        if self.house.store.campaign(&id).await?.is_none() {
            self.new_campaign(viewer, id.as_str()).await?;
        }
        let seen = self.seen_campaign(viewer, &id).await?;
        let roles: Vec<PartRole> = dossier.iter().map(|(name, _)| role_of(Some(&plan), name)).collect();
        allowed(&seen, &roles)?;
        let (old, new) = (seen.sheet.index(), dossier.index());
        let other = |line: &&PartLine| !old.contains(line);
        let gone = old.iter().filter(|line| new.iter().all(|new| new.name != line.name));
        let changed = new.iter().filter(other).chain(gone).map(|line| line.name.to_string()).collect();
        let voided = seen.campaign.state != CampaignState::Draft && old != new;
        if old != new {
            self.put_dossier(viewer, &seen, dossier).await?;
        }
        Ok(Submitted { id, changed: if old.is_empty() { Vec::new() } else { changed }, voided })
    }

    /// Takes a part out.
    ///
    /// # Errors
    /// [`DeskError::NotFound`], and as [`Desk::put_parts`].
    pub async fn remove_part(&self, viewer: &Viewer, id: &CampaignId, name: &str) -> Result<(), DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        let mut dossier = self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        let line = dossier.index().into_iter().find(|line| line.name.as_str() == name).ok_or(DeskError::NotFound)?;
        allowed(&seen, &[role_of(Plan::of(&dossier).ok().as_ref(), &line.name)])?;
        dossier.remove(&line.name);
        self.put_dossier(viewer, &seen, &dossier).await
    }

    async fn put_dossier(&self, viewer: &Viewer, seen: &Seen, dossier: &Dossier) -> Result<(), DeskError> {
        let mut sheet = seen.sheet.clone();
        sheet.take(dossier, &viewer.user, self.house.clock.now());
        let packed = Zeroizing::new(dossier.pack());
        let file = self.house.store.keep(packed).await?;
        self.put_sheet(viewer, seen, sheet, [(DOSSIER.to_owned(), file)].into()).await
    }

    /// Writes the sheet of a campaign that goes back to its makers.
    async fn put_sheet(
        &self,
        viewer: &Viewer,
        seen: &Seen,
        mut sheet: Sheet,
        files: BTreeMap<String, sekisho_store::KeptFile>,
    ) -> Result<(), DeskError> {
        if !is_open(seen.campaign.state) {
            return Err(Rejection::NotNow.into());
        }
        sheet.rights = None;
        let mut set = CampaignSet::to(CampaignState::Draft);
        set.root = Some(seen.campaign.root.filter(|_| sheet.is_current()));
        set.sheet = Some(written(&sheet)?);
        set.files = files;
        let (campaign, expect) = (seen.campaign.id.clone(), seen.campaign.version);
        let made = self.made(&campaign, &sheet, &viewer.user);
        let unit = Unit::new(self.house.clock.now()).change(Change::SetCampaign { campaign, expect, set }).event(made);
        self.house.store.commit(unit).await?;
        Ok(())
    }

    fn made(&self, id: &CampaignId, sheet: &Sheet, by: &UserId) -> Event {
        let act = CampaignAct::Made { dossier: sheet.digest() };
        Event::CampaignActed { campaign: id.clone(), act, by: Some(by.clone()) }
    }
}

/// What a dossier changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// Which campaign.
    pub id: CampaignId,
    /// Parts of an earlier dossier that are not as they were.
    pub changed: Vec<String>,
    /// Whether it was before approvers, and is not any more.
    pub voided: bool,
}

/// A plan as the part that it is.
pub(super) fn plan_part(plan: &Plan) -> Result<(String, Vec<u8>), DeskError> {
    let text = toml::to_string_pretty(plan).map_err(|error| {
        tracing::error!(%error, "the plan of a campaign cannot be written");
        DeskError::Unavailable
    })?;
    Ok((PLAN.to_owned(), text.into_bytes()))
}

/// The sheet as it is kept.
pub(crate) fn written(sheet: &Sheet) -> Result<serde_json::Value, DeskError> {
    serde_json::to_value(sheet).map_err(|error| {
        tracing::error!(%error, "the sheet of a campaign cannot be written");
        DeskError::Unavailable
    })
}

fn allowed(seen: &Seen, roles: &[PartRole]) -> Result<(), DeskError> {
    if !is_open(seen.campaign.state) {
        return Err(Rejection::NotNow.into());
    }
    let one = |role: &PartRole| match role {
        PartRole::Unused => seen.may.list || seen.may.content,
        role if LISTS.contains(role) => seen.may.list,
        _ => seen.may.content,
    };
    if roles.iter().all(one) { Ok(()) } else { Err(DeskError::Forbidden) }
}

/// What a part is for, as the plan says.
pub(crate) fn role_of(plan: Option<&Plan>, name: &PartName) -> PartRole {
    if name.as_str() == PLAN {
        return PartRole::Plan;
    }
    let Some(plan) = plan else { return PartRole::Unused };
    let is = |text: &str| text == name.as_str();
    // What the house copied of a source lies beside its description.
    let of_table =
        |source: &str| is(source) || table(source).is_ok_and(|table| name.as_str() == format!("{table}.csv"));
    if let Some((role, _)) = plan.tables().into_iter().find(|(_, source)| of_table(source)) {
        return match role {
            TableRole::List => PartRole::List,
            TableRole::Second => PartRole::Second,
            TableRole::Master => PartRole::Master,
            TableRole::Suppressed => PartRole::Known,
        };
    }
    let template = &plan.template;
    match name.as_str() {
        text if text == template.text || template.html.as_deref() == Some(text) => PartRole::Text,
        text if plan.known.no_mail.as_deref() == Some(text) => PartRole::Known,
        text if plan.unsubscribe.as_ref().is_some_and(|ending| ending.secret == text) => PartRole::Secret,
        _ if plan.files.as_deref().is_some_and(|folder| name.inside(folder).is_some()) => PartRole::File,
        _ => PartRole::Unused,
    }
}

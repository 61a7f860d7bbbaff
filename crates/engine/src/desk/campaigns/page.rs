//! The page of one campaign.

use std::collections::BTreeSet;

use sekisho_model::{CampaignId, Event, Time, campaign::CampaignAct, ledger::RowState};
use sekisho_store::{CampaignState, EventRow};

use super::{Seen, forms::filled, parts::role_of};
use crate::{
    campaigns::{
        Dossier, DossierError, PartName, Trouble,
        loaded::Parts,
        plan::{Plan, TableRole, table},
        sheet::Sheet,
        shelf::ShelfError,
    },
    desk::{
        CampaignActView, CampaignPage, Desk, DeskError, MissingPart, PartRole, PartView, PlanForms, SendingView, Viewer,
    },
};

/// Bytes of parts that are opened for a page whenever it is looked at.
const LARGE: u64 = 32 << 20;
/// Tables whose columns are shown.
const TABLES: usize = 8;

impl Desk {
    /// Everything about one campaign, without letters and cells.
    ///
    /// # Errors
    /// [`DeskError::NotFound`], [`DeskError::Unavailable`].
    pub async fn campaign(&self, viewer: &Viewer, id: &CampaignId) -> Result<CampaignPage, DeskError> {
        // Before the campaign is read: a check that ends in between is still said to run, and never to have found nothing.
        let checking = self.house.checks.look(id);
        let seen = self.seen_campaign(viewer, id).await?;
        let acts = self.house.store.acts(id, seen.may.reveal).await?;
        let made = self.makings(&seen).await?;
        let role = |name: &PartName| role_of(made.plan.as_ref(), name);
        let parts = seen.sheet.parts.iter().map(|taken| PartView {
            name: taken.line.name.clone(),
            role: role(&taken.line.name),
            bytes: taken.line.bytes,
            digest: taken.line.digest,
            by: taken.by.clone(),
            at: taken.at,
        });
        Ok(CampaignPage {
            row: self.campaign_row(&seen).await?,
            parts: parts.collect(),
            missing: made.missing,
            plan_trouble: made.trouble,
            plan: made.text.filter(|_| seen.may.reveal),
            columns: made.columns,
            forms: made.forms.filter(|_| seen.may.reveal),
            checking,
            is_current: seen.sheet.is_current(),
            approvals: seen.sheet.rights.as_ref().unwrap_or(&seen.rights).approvals.max(1),
            approved_by: approved_by(&acts),
            sending: self.sending(&seen, &acts).await?,
            opens_at: self.opens_at(&seen),
            acts: acts.iter().filter_map(act_view).collect(),
            test_to: made.plan.iter().flat_map(|plan| &plan.sending.test_to).map(ToString::to_string).collect(),
            check: seen.sheet.check,
        })
    }

    /// What the plan says, what fills its forms, and while it is a draft the columns of its tables.
    async fn makings(&self, seen: &Seen) -> Result<Makings, DeskError> {
        let mut makings = Makings::read(&seen.sheet);
        let draft = seen.campaign.state == CampaignState::Draft;
        if !draft {
            makings.missing.clear();
        }
        let bytes: u64 = seen.sheet.parts.iter().map(|taken| taken.line.bytes).sum();
        let at_rest = draft && self.house.checks.look(&seen.campaign.id).is_none();
        // A page that is looked at every few seconds does not open a gigabyte.
        if bytes > LARGE && !at_rest {
            return Ok(makings);
        }
        match self.house.dossier_of(&seen.campaign, &seen.sheet).await {
            Ok(dossier) => {
                let fill = move || makings.fill(&dossier, draft);
                return Ok(tokio::task::spawn_blocking(fill).await.map_err(|_| ShelfError::Panicked)?);
            }
            // The page says so; nothing else of the parts is shown.
            Err(ShelfError::Making(error)) => makings.trouble = Some(Trouble::from(&error)),
            Err(ShelfError::Forgotten) => {}
            Err(ShelfError::Store(error)) => {
                tracing::error!(error = %crate::chain(&error), "the parts of a campaign cannot be read");
                makings.trouble = Some(Trouble::from(&DossierError::Damaged));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(makings)
    }

    async fn sending(&self, seen: &Seen, acts: &[EventRow]) -> Result<Option<SendingView>, DeskError> {
        let id = &seen.campaign.id;
        let counts = self.house.store.row_counts(id).await?;
        if counts.is_empty() {
            return Ok(None);
        }
        let by_state = |state: RowState| -> u64 {
            counts.iter().filter(|count| count.state == state).map(|count| count.rows).sum()
        };
        let states: Vec<_> = RowState::ALL.into_iter().map(|state| (state, by_state(state))).collect();
        let parts = self.house.store.parts(id).await?;
        let (rows, open) = (
            states.iter().map(|(_, rows)| rows).sum::<u64>(),
            states.iter().filter(|(state, _)| !state.is_settled()).map(|(_, rows)| rows).sum::<u64>(),
        );
        let per_minute = self.rate(seen, acts, rows - open);
        let now = self.house.clock.now();
        let seconds = open.saturating_mul(60).checked_div(u64::from(per_minute));
        let done_at = seconds.and_then(|seconds| now.checked_add(std::time::Duration::from_secs(seconds)).ok());
        let question = self.asked(seen, &counts).await.unwrap_or_default();
        let waits = question.is_some() || self.opens_at(seen).is_some();
        let goes_on = open > 0 && !waits && seen.campaign.state == CampaignState::Running;
        Ok(Some(SendingView {
            rows,
            counts: states.into_iter().filter(|(_, rows)| *rows > 0).collect(),
            parts: parts.into_iter().map(|part| (part.number, part.purpose, part.rows)).collect(),
            pause: pause(seen, acts),
            question,
            complaints: complaints(acts),
            per_minute,
            done_at: done_at.filter(|_| goes_on),
        }))
    }

    /// When the plan lets letters leave, if that is not now.
    fn opens_at(&self, seen: &Seen) -> Option<Time> {
        if seen.campaign.state != CampaignState::Running {
            return None;
        }
        self.house.departures.get(&seen.campaign.id)?.window.opens(self.house.clock.now())
    }

    /// Rows settled per minute since it last began to leave.
    fn rate(&self, seen: &Seen, acts: &[EventRow], settled: u64) -> u32 {
        if seen.campaign.state != CampaignState::Running {
            return 0;
        }
        let is_start =
            |row: &&EventRow| matches!(act_of(row), Some((CampaignAct::Released { .. } | CampaignAct::Resumed, _)));
        let Some(start) = acts.iter().rev().find(is_start) else { return 0 };
        let seconds = self.house.clock.now().as_second().saturating_sub(start.link.at.as_second()).max(1);
        u32::try_from(settled.saturating_mul(60) / seconds.unsigned_abs()).unwrap_or(u32::MAX)
    }
}

/// What the parts say of themselves.
#[derive(Default)]
struct Makings {
    plan: Option<Plan>,
    text: Option<String>,
    trouble: Option<Trouble>,
    missing: Vec<MissingPart>,
    columns: Vec<(PartName, Vec<String>)>,
    forms: Option<PlanForms>,
}

impl Makings {
    fn read(sheet: &Sheet) -> Self {
        let mut makings = Self { text: sheet.plan.clone(), ..Self::default() };
        match makings.text.as_deref().map(Plan::read) {
            Some(Ok(plan)) => {
                makings.missing = missing(&plan, sheet);
                makings.plan = Some(plan);
            }
            Some(Err(error)) => makings.trouble = Some(Trouble::from(&error)),
            None => {}
        }
        makings
    }

    fn fill(mut self, dossier: &Dossier, draft: bool) -> Self {
        self.forms = self.plan.as_ref().map(|plan| filled(plan, dossier));
        if draft {
            self.columns = columns(dossier);
        }
        self
    }
}

/// What the plan names and is not there; what the house brings is not missing.
fn missing(plan: &Plan, sheet: &Sheet) -> Vec<MissingPart> {
    let is_there = |name: &PartName| sheet.parts.iter().any(|taken| taken.line.name == *name);
    let tables = plan.tables().into_iter().filter_map(|(role, source)| {
        let role = match role {
            TableRole::List => PartRole::List,
            TableRole::Second => PartRole::Second,
            TableRole::Master => PartRole::Master,
            TableRole::Suppressed => PartRole::Known,
        };
        let name = PartName::parse(source).ok()?;
        (!is_there(&name)).then(|| MissingPart { name: name.to_string(), role })
    });
    let named = plan.names().unwrap_or_default();
    let known: BTreeSet<PartName> = plan.tables().into_iter().filter_map(|(_, source)| table(source).ok()).collect();
    let others = named.into_iter().filter(|name| !known.contains(name) && !is_there(name));
    let others = others.map(|name| MissingPart { role: role_of(Some(plan), &name), name: name.to_string() });
    tables.chain(others).collect()
}

/// The columns of every part that can be read as a table, for choosing.
fn columns(dossier: &Dossier) -> Vec<(PartName, Vec<String>)> {
    let is_table = |name: &&PartName| {
        let name = name.as_str();
        !name.contains('/')
            && [".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"].iter().any(|end| name.ends_with(end))
    };
    let parts = Parts { dossier };
    let names = dossier.iter().map(|(name, _)| name).filter(is_table).take(TABLES);
    names.filter_map(|name| Some((name.clone(), parts.sheet(name.as_str()).ok()?.table.columns().to_vec()))).collect()
}

fn act_of(row: &EventRow) -> Option<(CampaignAct, Option<sekisho_model::UserId>)> {
    match serde_json::from_str(&row.link.event).ok()? {
        Event::CampaignActed { act, by, .. } => Some((act, by)),
        _ => None,
    }
}

fn act_view(row: &EventRow) -> Option<CampaignActView> {
    let (act, by) = act_of(row)?;
    let code = act.code().to_owned();
    let (root, means) = match act {
        CampaignAct::Approved { root, means } | CampaignAct::Released { root, means } => (Some(root), Some(means)),
        CampaignAct::Proposed { root, .. } | CampaignAct::PartOpened { root, .. } => (Some(root), None),
        _ => (None, None),
    };
    let comment = row.personal.as_ref().and_then(|written| written.get("comment")?.as_str().map(str::to_owned));
    Some(CampaignActView { seq: row.link.seq, at: row.link.at, code, by, root, means, comment })
}

/// Who approved since it was last laid before them.
pub(super) fn approved_by(acts: &[EventRow]) -> Vec<sekisho_model::UserId> {
    let mut approved = Vec::new();
    for (act, by) in acts.iter().filter_map(act_of) {
        match act {
            CampaignAct::Made { .. } | CampaignAct::Proposed { .. } => approved.clear(),
            CampaignAct::Approved { .. } => approved.extend(by),
            _ => {}
        }
    }
    approved
}

fn complaints(acts: &[EventRow]) -> u32 {
    let complained = acts.iter().filter(|row| matches!(act_of(row), Some((CampaignAct::Complained { .. }, _))));
    u32::try_from(complained.count()).unwrap_or(u32::MAX)
}

/// Why it rests.
fn pause(seen: &Seen, acts: &[EventRow]) -> Option<sekisho_model::campaign::Pause> {
    if seen.campaign.state != CampaignState::Paused {
        return None;
    }
    acts.iter().rev().find_map(|row| match act_of(row)? {
        (CampaignAct::Paused { why }, _) => Some(why),
        _ => None,
    })
}

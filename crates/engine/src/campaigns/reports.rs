//! Mails that come back to the addresses for reports: delivery reports (RFC 3464), complaints (RFC 5965), and returned
//! mails of programs that know neither.
//!
//! The row is found by the Message-ID, which nobody can guess who has not had the letter, and compared with the manifest.
//! What the report says is durable before it is taken. What is about none of our letters is refused: its sender keeps it,
//! and somebody there sees it; nothing is taken and thrown away.

use std::sync::{Arc, Mutex, PoisonError};

use sekisho_campaign::{
    Manifest,
    bounce::{self, Bounce, Claim, Fate},
};
use sekisho_model::{
    Address, CampaignId, Digest, Envelope, ReversePath,
    ledger::{RowState, RowStep},
};
use sekisho_smtp::server::Reply;
use sekisho_store::{CampaignRow, Change, CommitError, RowMove, Unit};

use super::{shelf::ShelfError, way::moved};
use crate::{error::StepError, house::House};

/// Largest report that is looked at: a returned letter with its files.
const LARGEST: usize = 64 << 20;

/// The manifest that was asked for last: reports of one campaign come together.
#[derive(Default)]
pub(crate) struct LastManifest(Mutex<Option<(Digest, Arc<Manifest>)>>);

impl House {
    /// Whether an address is one for reports.
    pub(crate) fn takes_reports(&self, address: &Address) -> bool {
        self.settings.campaigns.reports_to.iter().any(|one| one.key() == address.key())
    }

    /// Whether every recipient is an address for reports.
    pub(crate) fn is_for_reports(&self, envelope: &Envelope) -> bool {
        let mut recipients = envelope.recipients.iter();
        !envelope.recipients.is_empty() && recipients.all(|to| self.takes_reports(&to.address))
    }

    /// Takes a report, or says why not.
    pub(crate) async fn take_report(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Reply, StepError> {
        let from_nobody = envelope.mail_from == ReversePath::Null;
        let read = bytes.len() <= LARGEST;
        let Some(report) = read.then(|| bounce::read(bytes, from_nobody)).flatten() else {
            return Ok(Reply::new(550, "5.7.1", "this address takes delivery reports about letters of campaigns only"));
        };
        let mut known = false;
        for claim in &report.claims {
            known |= self.note_report(claim, &report).await?;
        }
        metrics::counter!("sekisho_campaign_reports_total").increment(1);
        Ok(match known {
            true => Reply::new(250, "2.0.0", "the report is noted"),
            false => Reply::new(550, "5.7.1", "the report is about no letter of a campaign that is known here"),
        })
    }

    /// Whether the claim is true; then what is reported is written down.
    async fn note_report(&self, claim: &Claim, report: &Bounce) -> Result<bool, StepError> {
        let Some(row) = self.store.campaign_row(&claim.campaign, claim.row.0).await? else { return Ok(false) };
        if !self.is_true(claim).await? {
            return Ok(false);
        }
        let said = report.status.clone().unwrap_or_else(|| "a report without a status".to_owned());
        match (report.fate, row.state) {
            (Fate::Complained, _) => self.complain(&claim.campaign, Some(row.row), None, None).await?,
            (Fate::Failed, state) if state.after(RowStep::Fail).is_ok() => {
                self.report_step(&claim.campaign, &row, RowStep::Fail, &said).await?;
            }
            (Fate::Delivered, RowState::Unknown) => {
                self.report_step(&claim.campaign, &row, RowStep::SettleAccepted, &said).await?;
            }
            (Fate::Unclear, _) => {
                self.note(&claim.campaign, row.row, "it came back; the report cannot be read").await?
            }
            (Fate::Delayed, _) => self.note(&claim.campaign, row.row, &format!("delayed: {said}")).await?,
            (Fate::Failed | Fate::Delivered, _) => {}
        }
        Ok(true)
    }

    async fn report_step(
        &self,
        campaign: &CampaignId,
        row: &CampaignRow,
        step: RowStep,
        said: &str,
    ) -> Result<(), StepError> {
        let mut fence = row.fence;
        loop {
            let step = RowMove { reply: said.to_owned(), ..RowMove::plain(row.row, fence, step) };
            let (change, event) = moved(campaign, step, None, None);
            match self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await {
                // It took a step meanwhile; the report is still true of it, unless it cannot be.
                Err(CommitError::Row { why: sekisho_store::RowRefusal::Fenced, .. }) => {
                    let Some(now) = self.store.campaign_row(campaign, row.row).await? else { return Ok(()) };
                    fence = now.fence;
                }
                Ok(_) | Err(CommitError::Row { .. }) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn note(&self, campaign: &CampaignId, row: u32, said: &str) -> Result<(), StepError> {
        let change = Change::NoteRow { campaign: campaign.clone(), row, reply: said.to_owned() };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }

    /// Whether the Message-ID is that of the row it names.
    async fn is_true(&self, claim: &Claim) -> Result<bool, StepError> {
        let Some(campaign) = self.store.campaign(&claim.campaign).await? else { return Ok(false) };
        let Some(root) = campaign.root.filter(|_| campaign.forgotten_at.is_none()) else { return Ok(false) };
        let known = self.last_manifest.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let whole = match known.filter(|(of, _)| *of == root) {
            Some((_, whole)) => whole,
            None => match self.manifest_of(&campaign).await {
                Ok(whole) => {
                    let whole = Arc::new(whole);
                    let kept = Some((root, Arc::clone(&whole)));
                    *self.last_manifest.0.lock().unwrap_or_else(PoisonError::into_inner) = kept;
                    whole
                }
                Err(ShelfError::Store(error)) => return Err(error.into()),
                Err(_) => return Ok(false),
            },
        };
        let domain = claim.domain();
        let line = whole.line(claim.row);
        Ok(line.zip(domain).is_some_and(|(line, domain)| claim.is_of(line, &domain)))
    }
}

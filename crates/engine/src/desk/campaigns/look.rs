//! Letters, rows and differences of a campaign, for those who may see them.

use sekisho_campaign::{RowNumber, approval::Rejection};
use sekisho_content as content;
use sekisho_model::{
    CampaignId, Digest, Event,
    campaign::{CampaignAct, Look},
    ledger::RowState,
};
use sekisho_store::{CampaignRow as Row, EventFilter, PageRequest, RowFilter, Unit};

use super::Seen;
use crate::{
    campaigns::{
        Differences, Loaded, PartName, book, certificate, differences, loaded::Parts, plan::Plan, shelf::ShelfError,
    },
    desk::{
        Desk, DeskError, DownloadFile, LedgerRow, OutgoingView, Page, SheetForm, Viewer, evidence::request,
        letter::readable,
    },
    rooms,
};

/// Rows that are read at a time for a download.
const SLICE: u32 = 1_000;
/// Rows of a sheet of a workbook.
const MAX_SHEET: usize = 1_048_000;

impl Desk {
    /// The letter of a row, exactly as it would leave.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such row, [`DeskError::Trouble`] when it cannot be made.
    pub async fn campaign_letter(&self, viewer: &Viewer, id: &CampaignId, row: u32) -> Result<OutgoingView, DeskError> {
        let seen = self.revealed(viewer, id).await?;
        self.looked(viewer, id, Look::Letter, Some(row)).await?;
        let loaded = self.house.loaded(&seen.campaign, &seen.sheet).await?;
        let found = loaded.audience.row(RowNumber(row)).ok_or(DeskError::NotFound)?;
        let letter = loaded.job().letter(found).map_err(crate::campaigns::MakingError::from)?;
        let mail = content::read(&letter.bytes, &rooms::shallow());
        let html = mail.bodies().find(|part| part.mime == "text/html");
        let html = html.and_then(|part| content::part_text(&letter.bytes, &part.path, &content::Limits::default()));
        Ok(OutgoingView {
            number: row,
            of: count(&loaded),
            recipients: letter.envelope.recipients.iter().map(|recipient| recipient.address.to_string()).collect(),
            text: readable(&mail),
            html,
            raw: letter.bytes,
        })
    }

    /// Rows of the ledger, by number.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::Input`] for a state or cursor that is none.
    pub async fn campaign_rows(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        state: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<LedgerRow>, DeskError> {
        let seen = self.revealed(viewer, id).await?;
        let state = state.filter(|state| !state.is_empty()).map(|state| {
            RowState::from_code(state).ok_or(DeskError::Input { field: "state", problem: "unknown".to_owned() })
        });
        let filter = RowFilter { state: state.transpose()?, part: None };
        let page = self.house.store.campaign_rows(id, filter, request(cursor)).await?;
        let addresses = self.addresses(&seen).await?;
        let rows = page.rows.into_iter().map(|row| ledger_row(row, &addresses)).collect();
        Ok(Page { rows, next: page.next, total: None })
    }

    /// Every row with its outcome.
    ///
    /// # Errors
    /// As [`Desk::campaign_rows`].
    pub async fn export_rows(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        form: SheetForm,
    ) -> Result<DownloadFile, DeskError> {
        let seen = self.revealed(viewer, id).await?;
        self.looked(viewer, id, Look::Rows, None).await?;
        let addresses = self.addresses(&seen).await?;
        let words = self.house.words(viewer.language);
        let head = ["row", "address", "state", "part", "letter", "reply", "at"];
        let mut rows = vec![head.map(|name| words.text(&format!("campaign-row-{name}"))).to_vec()];
        let mut page = PageRequest { after: None, limit: SLICE };
        loop {
            let slice = self.house.store.campaign_rows(id, RowFilter::default(), page).await?;
            rows.extend(slice.rows.into_iter().map(|row| {
                let row = ledger_row(row, &addresses);
                let state = words.text(&format!("campaign-state-{}", row.state.code()));
                let letter = row.letter.map(|letter| letter.to_string()).unwrap_or_default();
                let part = row.part.to_string();
                vec![row.row.to_string(), row.address, state, part, letter, row.reply, row.at.to_string()]
            }));
            let Some(next) = slice.next else { break };
            page = PageRequest { after: Some(next), limit: SLICE };
        }
        file(format!("{id}-rows"), form, rows).await
    }

    /// The differences of the lists with their cells. They are made anew from the parts: nothing of them is kept.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::Campaign`] when there is nothing to compare, [`DeskError::Trouble`].
    pub async fn difference_report(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        form: SheetForm,
    ) -> Result<DownloadFile, DeskError> {
        let seen = self.revealed(viewer, id).await?;
        let differences = self.compared(&seen).await?.ok_or(Rejection::NotNow)?;
        self.looked(viewer, id, Look::Differences, None).await?;
        let words = self.house.words(viewer.language);
        let name = format!("{id}-differences");
        if form == SheetForm::Csv {
            return file(name, form, book::rows(&differences.outcome, words)).await;
        }
        let make = move || book::workbook(&differences.outcome, &differences.explained, words);
        let bytes = tokio::task::spawn_blocking(make).await.map_err(|_| ShelfError::Panicked)?.map_err(unwritten)?;
        Ok(DownloadFile { name: format!("{name}.xlsx"), mime: XLSX.to_owned(), bytes })
    }

    /// The certificate: what was compared and checked, who made and approved it, signed by the house.
    ///
    /// # Errors
    /// [`DeskError::Campaign`] while something is in the way, [`DeskError::Unavailable`] without a font.
    pub async fn campaign_certificate(&self, viewer: &Viewer, id: &CampaignId) -> Result<DownloadFile, DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        let current = seen.campaign.root.is_some() && seen.sheet.is_current();
        let check = seen.sheet.check.clone().filter(|_| current).ok_or(Rejection::NotNow)?;
        let manifest = self.house.manifest_of(&seen.campaign).await?;
        let acts = self.house.store.acts(id, false).await?;
        let last = self.house.store.events(EventFilter::default(), PageRequest { after: None, limit: 1 }).await?;
        let evidence = last.rows.first().map_or((0, Digest::ZERO), |row| (row.link.seq, row.link.hash));
        let (house, language) = (self.house.clone(), viewer.language);
        let work = move || {
            let key = certificate::signing_key(&house.keys)?;
            let facts = certificate::Facts {
                house: &house.settings.house,
                campaign: &seen.campaign,
                sheet: &seen.sheet,
                check: &check,
                manifest: &manifest,
                acts: &acts,
                evidence,
                at: house.clock.now(),
            };
            let date = |at| house.date(at, language);
            facts.certify(&key, house.settings.campaigns.fonts.as_ref(), house.words(language), &date)
        };
        let bytes = tokio::task::spawn_blocking(work).await.map_err(|_| ShelfError::Panicked)?.map_err(unwritten)?;
        Ok(DownloadFile { name: format!("{id}-certificate.pdf"), mime: "application/pdf".to_owned(), bytes })
    }

    /// The lists against each other, once more.
    async fn compared(&self, seen: &Seen) -> Result<Option<Differences>, DeskError> {
        let dossier = self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        let sheet = seen.sheet.clone();
        let work = move || {
            let plan = Plan::of(&dossier)?;
            let people = |source: &str| Some(sheet.brought_by(&PartName::parse(source).ok()?)?.to_string());
            let threads = std::thread::available_parallelism().unwrap_or(std::num::NonZeroUsize::MIN);
            differences::compare(&plan, &Parts { dossier: &dossier }, &people, threads)
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(|_| ShelfError::Panicked)??)
    }

    /// The campaign, if the viewer may see letters and cells of it.
    pub(crate) async fn revealed(&self, viewer: &Viewer, id: &CampaignId) -> Result<Seen, DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        if seen.may.reveal { Ok(seen) } else { Err(DeskError::Forbidden) }
    }

    /// That somebody saw something is evidence before they see it.
    async fn looked(&self, viewer: &Viewer, id: &CampaignId, what: Look, row: Option<u32>) -> Result<(), DeskError> {
        let act = CampaignAct::Looked { what, row };
        let event = Event::CampaignActed { campaign: id.clone(), act, by: Some(viewer.user.clone()) };
        self.house.store.commit(Unit::new(self.house.clock.now()).event(event)).await?;
        Ok(())
    }

    /// Where each row goes, by its number.
    async fn addresses(&self, seen: &Seen) -> Result<Vec<(u32, String)>, DeskError> {
        if seen.campaign.root.is_none() {
            return Ok(Vec::new());
        }
        let manifest = self.house.manifest_of(&seen.campaign).await?;
        Ok(manifest.lines().iter().map(|line| (line.row.0, line.address.to_string())).collect())
    }
}

/// Media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn count(loaded: &Loaded) -> u32 {
    u32::try_from(loaded.audience.rows().len()).unwrap_or(u32::MAX)
}

fn ledger_row(row: Row, addresses: &[(u32, String)]) -> LedgerRow {
    let at = addresses.binary_search_by_key(&row.row, |(number, _)| *number).ok();
    let address = at.and_then(|at| addresses.get(at)).map(|(_, address)| address.clone()).unwrap_or_default();
    LedgerRow {
        row: row.row,
        address,
        state: row.state,
        part: row.part,
        letter: row.letter,
        reply: if row.code == 0 { row.reply } else { format!("{} {}", row.code, row.reply).trim_end().to_owned() },
        at: row.updated_at,
    }
}

/// Rows as a file to download.
async fn file(name: String, form: SheetForm, rows: Vec<Vec<String>>) -> Result<DownloadFile, DeskError> {
    let work = move || match form {
        SheetForm::Csv => Ok(DownloadFile {
            name: format!("{name}.csv"),
            mime: "text/csv; charset=utf-8".to_owned(),
            bytes: book::csv(&rows),
        }),
        SheetForm::Xlsx if rows.len() > MAX_SHEET => {
            Err(DeskError::Input { field: "form", problem: "more rows than a workbook has; take csv".to_owned() })
        }
        SheetForm::Xlsx => {
            let bytes = book::sheet(&rows).map_err(unwritten)?;
            Ok(DownloadFile { name: format!("{name}.xlsx"), mime: XLSX.to_owned(), bytes })
        }
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| ShelfError::Panicked)?
}

fn unwritten(error: impl std::fmt::Display) -> DeskError {
    tracing::error!(%error, "a file to download cannot be written");
    DeskError::Unavailable
}

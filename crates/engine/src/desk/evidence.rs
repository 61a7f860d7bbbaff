//! Evidence and delivery log.

use sekisho_store::{DeliveryFilter, EventFilter, PageRequest, RecipientStatus, StoreError};

use super::{DeliveryRow, Desk, DeskError, EvidenceRow, Page, Verified, Viewer};

/// Rows of a page.
const ROWS: u32 = 50;

pub(crate) fn request(cursor: Option<&str>) -> PageRequest {
    PageRequest { after: cursor.map(str::to_owned), limit: ROWS }
}

impl Desk {
    /// The delivery log, last changed first.
    pub async fn deliveries(
        &self,
        viewer: &Viewer,
        status: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<DeliveryRow>, DeskError> {
        Self::inspector(viewer)?;
        let status = status.filter(|status| !status.is_empty()).map(parse_status).transpose()?;
        let filter = DeliveryFilter { status, ..DeliveryFilter::default() };
        let page = self.house.store.deliveries(filter, request(cursor)).await?;
        let rows = page.rows.into_iter().map(delivery_row).collect();
        Ok(Page { rows, next: page.next, total: None })
    }

    /// The evidence chain, newest first.
    pub async fn evidence(
        &self,
        viewer: &Viewer,
        code: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<EvidenceRow>, DeskError> {
        Self::inspector(viewer)?;
        let codes = code.filter(|code| !code.is_empty()).map(str::to_owned).into_iter().collect();
        let filter = EventFilter { codes, ..EventFilter::default() };
        let page = self.house.store.events(filter, request(cursor)).await?;
        let row = |row: sekisho_store::EventRow| EvidenceRow {
            seq: row.link.seq,
            at: row.link.at,
            code: event_code(&row.link.event),
            event: row.link.event,
            hash: row.link.hash,
        };
        Ok(Page { rows: page.rows.into_iter().map(row).collect(), next: page.next, total: None })
    }

    /// Verifies the whole chain as it stands.
    pub async fn verify_evidence(&self, viewer: &Viewer) -> Result<Verified, DeskError> {
        Self::inspector(viewer)?;
        match self.house.store.verify_chain(0).await {
            Ok(good) => Ok(Verified { events: good.events, last: good.last, broken: None }),
            Err(StoreError::Chain(broken)) => Ok(Verified {
                events: broken.seq.saturating_sub(1),
                last: sekisho_model::Digest::ZERO,
                broken: Some((broken.seq, broken.why.to_string())),
            }),
            Err(error) => Err(error.into()),
        }
    }
}

/// The code of an event's JSON text.
pub(crate) fn event_code(event: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(event).ok();
    value.and_then(|value| value.get("event")?.as_str().map(str::to_owned)).unwrap_or_default()
}

fn parse_status(code: &str) -> Result<RecipientStatus, DeskError> {
    let known = RecipientStatus::ALL.into_iter().find(|status| status.code() == code);
    known.ok_or(DeskError::Input { field: "status", problem: "unknown".to_owned() })
}

fn delivery_row(line: sekisho_store::DeliveryLine) -> DeliveryRow {
    let row = line.recipient;
    DeliveryRow {
        at: row.updated_at,
        parcel: row.parcel,
        sender: line.mail_from,
        recipient: row.address,
        status: row.status.code().to_owned(),
        upstream: row.upstream,
        reply: if row.code == 0 { row.reply } else { format!("{} {}", row.code, row.reply) },
        attempts: row.attempts,
    }
}

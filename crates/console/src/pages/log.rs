//! Delivery log and evidence.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sekisho_engine::desk::{DeliveryRow, EvidenceRow, Page, Role, Verified, Viewer};
use serde::Deserialize;

use super::draw;
use crate::{
    counter::Counter,
    fault::Fault,
    input::Query,
    seat::Seat,
    shell::Shell,
    view::{
        Choice,
        log::{self, DeliveryLine, EvidenceLine, VerifiedLine},
    },
};

/// Records of an export; the command line exports without a limit.
const EXPORTED: usize = 100_000;

#[derive(Template)]
#[template(path = "deliveries.html")]
pub(crate) struct DeliveriesPage {
    s: Shell,
    rows: Vec<DeliveryLine>,
    choices: Vec<Choice>,
    status: String,
    next: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ByStatus {
    #[serde(default)]
    status: String,
    #[serde(default)]
    after: Option<String>,
}

/// The delivery log.
pub(crate) async fn deliveries(
    State(counter): State<Counter>,
    seat: Seat,
    Query(asked): Query<ByStatus>,
) -> Result<Response, Fault> {
    let page = counter.desk.deliveries(&seat.viewer, Some(&asked.status), asked.after.as_deref()).await?;
    let open = sees_letters(&seat.viewer);
    draw(&deliveries_page(seat.shell, page, asked.status, open))
}

pub(crate) fn deliveries_page(s: Shell, page: Page<DeliveryRow>, status: String, open: bool) -> DeliveriesPage {
    DeliveriesPage {
        rows: page.rows.iter().map(|row| log::delivery(&s.say, row, open)).collect(),
        choices: log::statuses(&s.say, &status),
        status,
        next: page.next,
        s,
    }
}

/// An auditor sees that letters were sent, not what was in them.
fn sees_letters(viewer: &Viewer) -> bool {
    viewer.roles.contains(&Role::Admin) || viewer.roles.contains(&Role::Officer)
}

#[derive(Template)]
#[template(path = "evidence.html")]
pub(crate) struct EvidencePage {
    s: Shell,
    rows: Vec<EvidenceLine>,
    choices: Vec<Choice>,
    code: String,
    next: Option<String>,
    verified: Option<VerifiedLine>,
}

#[derive(Deserialize)]
pub(crate) struct ByCode {
    #[serde(default)]
    code: String,
    #[serde(default)]
    after: Option<String>,
}

/// The chain, newest first.
pub(crate) async fn evidence(
    State(counter): State<Counter>,
    seat: Seat,
    Query(asked): Query<ByCode>,
) -> Result<Response, Fault> {
    read_chain(&counter, seat, asked, None).await
}

/// Checks the whole chain and shows the result above the records.
pub(crate) async fn verify(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    let verified = counter.desk.verify_evidence(&seat.viewer).await?;
    read_chain(&counter, seat, ByCode { code: String::new(), after: None }, Some(&verified)).await
}

async fn read_chain(
    counter: &Counter,
    seat: Seat,
    asked: ByCode,
    verified: Option<&Verified>,
) -> Result<Response, Fault> {
    let page = counter.desk.evidence(&seat.viewer, Some(&asked.code), asked.after.as_deref()).await?;
    let open = sees_letters(&seat.viewer);
    draw(&evidence_page(seat.shell.at("/evidence"), page, asked.code, open, verified))
}

pub(crate) fn evidence_page(
    s: Shell,
    page: Page<EvidenceRow>,
    code: String,
    open: bool,
    verified: Option<&Verified>,
) -> EvidencePage {
    EvidencePage {
        rows: page.rows.iter().map(|row| log::evidence(&s.say, row, open)).collect(),
        choices: log::events(&s.say, &code),
        code,
        next: page.next,
        verified: verified.map(|verified| log::verified(&s.say, verified)),
        s,
    }
}

/// The records as JSON Lines, newest first, as a file.
pub(crate) async fn export(
    State(counter): State<Counter>,
    seat: Seat,
    Query(asked): Query<ByCode>,
) -> Result<Response, Fault> {
    exported(&counter, &seat.viewer, &asked.code).await
}

/// The records of one kind, or of all, as a file.
pub(crate) async fn exported(counter: &Counter, viewer: &Viewer, code: &str) -> Result<Response, Fault> {
    let mut lines = String::new();
    let (mut after, mut count) = (None, 0);
    loop {
        let page = counter.desk.evidence(viewer, Some(code), after.as_deref()).await?;
        count += page.rows.len();
        page.rows.iter().for_each(|row| push_line(&mut lines, row));
        match page.next {
            Some(next) if count < EXPORTED => after = Some(next),
            _ => break,
        }
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"evidence.jsonl\"")),
    ];
    Ok((headers, lines).into_response())
}

fn push_line(lines: &mut String, row: &EvidenceRow) {
    let line = serde_json::json!({
        "seq": row.seq,
        "at": row.at,
        "code": row.code,
        "event": row.event,
        "hash": row.hash,
    });
    lines.push_str(&line.to_string());
    lines.push('\n');
}
